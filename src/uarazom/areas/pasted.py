"""A shape that somebody pastes: GeoJSON or WKT in, polygons out, bounded before any geometry is made of them.

    shape = read('POLYGON((30 50, 31 50, 31 51, 30 50))')
    shape.vertices, shape.holes         # what a person must be told: holes are not warned around, they are warned too
    simplified(shape, 100)              # covers all of it with at most so many vertices

Rules, in order: bytes · the kind (Polygon, MultiPolygon; in GeoJSON also a Feature, a FeatureCollection or a
GeometryCollection of them) · positions · each ring closed, of four positions or more, within the globe, not crossing
itself · not over the 180th meridian in one polygon (RFC 7946 §3.1.9). What is written keeps `DECIMALS` places, 0.1 m.

Specification: RFC 7946; OGC Simple Features (06-103r4), 7 (WKT), with longitude first as its files have it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from uarazom.areas.errors import BadGeometry
from uarazom.areas.geojson import Ring, each_once, filled, no_number, read_ring

BYTES_MAX = 2**20  # of a paste: fifty thousand positions as people export them
POSITIONS_MAX = 50_000
POLYGONS_MAX = 50  # of one warning: more is a map, not a shape
DEPTH_MAX = 4  # collections within collections
DECIMALS = 6
TRIES_MAX = 24  # of making a shape coarser before its hull is taken

_WKT = re.compile(r"(?:SRID=4326;)?\s*(MULTIPOLYGON|POLYGON)\s*(?:Z\s*)?([-+0-9.eE,()\s]+)", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shape:
    """Outer rings, longitude first, closed; `holes`: how many were left out, since a warning covers them."""

    rings: tuple[Ring, ...]
    holes: int = 0

    @property
    def vertices(self) -> int:
        """How many vertices all rings have together; the closing position is not one more."""
        return sum(len(ring) - 1 for ring in self.rings)

    @property
    def geometry(self) -> BaseGeometry:
        """The same for shapely, as one geometry."""
        return shapely.unary_union([shapely.Polygon(ring) for ring in self.rings])


def read(text: str) -> Shape:
    """The shape in a pasted text; BadGeometry when it cannot be relied on."""
    if len(text) > BYTES_MAX or len(text.encode("utf-8", "replace")) > BYTES_MAX:
        raise BadGeometry(f"at most {BYTES_MAX} bytes", "more", "shape")
    if not text.strip():
        raise BadGeometry("GeoJSON, or WKT such as POLYGON((30 50, 31 50, 31 51, 30 50))", "nothing", "shape")
    polygons = list(_geojson(text) if text.lstrip().startswith("{") else _wkt(text.strip()))
    if not 1 <= len(polygons) <= POLYGONS_MAX:
        raise BadGeometry(f"1 to {POLYGONS_MAX} polygons", len(polygons), "shape")
    if sum(len(ring) for polygon in polygons for ring in filled(polygon, "shape")) > POSITIONS_MAX:
        raise BadGeometry(f"at most {POSITIONS_MAX} positions", "more", "shape")
    rings = tuple(_whole(read_ring(polygon[0], "shape"), n) for n, polygon in enumerate(polygons, 1))
    return Shape(rings, sum(len(polygon) - 1 for polygon in polygons))


def _whole(ring: Ring, n: int) -> Ring:
    """The ring as it is written, and only if it bounds one area."""
    rounded = _rounded(ring)
    if not shapely.Polygon(rounded).is_valid or shapely.Polygon(rounded).area == 0:
        raise BadGeometry("a ring that bounds an area and does not cross itself", f"polygon {n}", "shape")
    if max(x for x, _ in rounded) - min(x for x, _ in rounded) > 180:
        raise BadGeometry("a polygon on each side of the 180th meridian", f"polygon {n} around the globe", "shape")
    return rounded


def _rounded(ring: Any) -> Ring:
    return tuple((round(float(x), DECIMALS), round(float(y), DECIMALS)) for x, y in ring)


# ── GeoJSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _geojson(text: str) -> Iterator[list[Any]]:
    try:
        value = json.loads(text, parse_constant=no_number, object_pairs_hook=each_once)
    except (ValueError, RecursionError) as error:
        raise BadGeometry("GeoJSON", error, "shape") from None
    yield from _polygons(value, "shape", DEPTH_MAX)


def _polygons(value: Any, where: str, depth: int) -> Iterator[list[Any]]:
    """The polygons of whatever holds some: arrays of rings."""
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "Polygon":
        yield _rings(value.get("coordinates"), where)
    elif kind == "MultiPolygon":
        for polygon in filled(value.get("coordinates"), where):
            yield _rings(polygon, where)
    elif kind == "Feature" and depth:
        yield from _polygons(value.get("geometry"), f"{where}.geometry", depth - 1)
    elif kind in ("FeatureCollection", "GeometryCollection") and depth:
        member = "features" if kind == "FeatureCollection" else "geometries"
        for n, one in enumerate(filled(value.get(member), f"{where}.{member}")):
            yield from _polygons(one, f"{where}.{member}[{n}]", depth - 1)
    else:
        raise BadGeometry("a Polygon or MultiPolygon, or features of these", kind, where)


def _rings(polygon: Any, where: str) -> list[Any]:
    return [filled(ring, where) for ring in filled(polygon, where)]


# ── WKT ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _wkt(text: str) -> Iterator[list[Any]]:
    """POLYGON((x y, …), (…)) and MULTIPOLYGON(((…)), …): brackets become arrays, pairs become positions."""
    parts = _WKT.fullmatch(text)
    if not parts:
        raise BadGeometry("GeoJSON, or WKT: POLYGON or MULTIPOLYGON", text[:40], "shape")
    array = re.sub(r"[^(),]+", _position, parts[2].strip()).replace("(", "[").replace(")", "]")
    try:
        coordinates = json.loads(array)
    except (ValueError, RecursionError):
        raise BadGeometry("WKT: brackets in pairs, positions as `30.5 50.4`", text[:40], "shape") from None
    yield from _polygons({"type": {"P": "Polygon", "M": "MultiPolygon"}[parts[1][0].upper()],
                          "coordinates": coordinates}, "shape", 0)  # fmt: skip


def _position(found: re.Match[str]) -> str:
    """`30.5 50.4` as an array; what is no pair of numbers stays, and is no JSON then."""
    numbers = found[0].split()
    if not numbers:
        return ""
    if not 2 <= len(numbers) <= 3 or not all(_NUMBER.fullmatch(one) for one in numbers):
        raise BadGeometry("longitude and latitude, as 30.5 50.4", found[0].strip()[:40], "shape")
    return json.dumps([float(one) for one in numbers])


# ── simpler ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def simplified(shape: Shape, vertices_max: int) -> Shape:
    """A shape of at most so many vertices that covers all of this one: nobody who was meant is left out.

    Each step is a coarser line, put outside by as much as it may cut off; where that does not end, the convex hull,
    then the box around it."""
    if shape.vertices <= vertices_max:
        return shape
    whole = shape.geometry
    tolerance = max(whole.bounds[2] - whole.bounds[0], whole.bounds[3] - whole.bounds[1]) / 2_000
    for _ in range(TRIES_MAX):
        outside = (whole.buffer(tolerance, join_style=join) for join in ("mitre", "bevel"))
        coarse = [_shape(line.simplify(tolerance * 0.9)) for line in outside]
        good = [one for one in coarse if one.vertices <= vertices_max and covers(one, whole)]
        if good:
            return min(good, key=lambda one: one.geometry.area)
        tolerance *= 1.4
    hull = _shape(whole.convex_hull)
    if hull.vertices <= vertices_max and covers(hull, whole):
        return hull
    margin = 10**-DECIMALS
    west, south, east, north = whole.bounds
    return _shape(shapely.box(west - margin, south - margin, east + margin, north + margin))


def covers(shape: Shape, whole: BaseGeometry) -> bool:
    """Whether it is a shape that may be sent, and all of `whole` lies within."""
    try:
        return bool(shape.geometry.is_valid and shape.geometry.covers(whole))
    except shapely.errors.GEOSException:
        return False


def _shape(geometry: BaseGeometry) -> Shape:
    """The outer rings of a geometry, as they are written."""
    polygons = [one for one in getattr(geometry, "geoms", [geometry]) if one.geom_type == "Polygon" and one.area]
    rings = (_rounded(one.exterior.coords) for one in polygons)
    return Shape(tuple(_clamped(ring) for ring in rings))


def _clamped(ring: Ring) -> Ring:
    """On the globe: a margin may reach over its edge."""
    return tuple((min(max(x, -180.0), 180.0), min(max(y, -90.0), 90.0)) for x, y in ring)
