"""GeoJSON in: a FeatureCollection of regions, read strictly and with bounds.

    regions = read(raw)          # ({code, names, polygons}, …) in the file's order

Each feature carries its region code as `id` and a Polygon or MultiPolygon; `properties.name_<language>` are its names
(`properties.name` alone counts for every language); `properties.population`, a whole number, says how many people live
there. Other properties are left alone. Rules, in order: size, JSON (no NaN, no member twice), shape, codes (well-formed
and none twice), rings (closed, four positions or more), positions (longitude −180…180, latitude −90…90).

Specification: RFC 7946; docs/formats/canonical.md (region codes).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from uarazom.areas.errors import BadGeometry
from uarazom.verify import canon

BYTES_MAX = 32 * 2**20  # a country's districts in full detail; more belongs into a simplified file
REGIONS_MAX = 5_000
POSITIONS_MAX = 1_000_000
PEOPLE_MAX = 10**10

Position = tuple[float, float]  # longitude, latitude, in degrees
Ring = tuple[Position, ...]  # closed: the last position is the first
Polygon = tuple[Ring, ...]  # the outer ring, then the holes


@dataclass(frozen=True, slots=True)
class Region:
    """One region: its code, its names by language ("" for every language), where it is, how many people live there."""

    code: str
    names: Mapping[str, str]
    polygons: tuple[Polygon, ...]
    population: int | None = None


def read(raw: bytes) -> tuple[Region, ...]:
    """The regions of a file; `BadGeometry` when anything in it cannot be relied on."""
    if len(raw) > BYTES_MAX:
        raise BadGeometry(f"at most {BYTES_MAX} bytes", f"{len(raw)} bytes", "file")
    try:
        top = json.loads(raw, parse_constant=no_number, object_pairs_hook=each_once)
    except (ValueError, RecursionError) as error:
        raise BadGeometry("JSON", error, "file") from None
    if not isinstance(top, dict) or top.get("type") != "FeatureCollection" or not isinstance(top.get("features"), list):
        raise BadGeometry("a FeatureCollection with features", type(top).__name__, "file")
    if not 1 <= len(top["features"]) <= REGIONS_MAX:
        raise BadGeometry(f"1 to {REGIONS_MAX} features", len(top["features"]), "features")
    regions = tuple(read_feature(one, f"features[{n}]") for n, one in enumerate(top["features"]))
    check_whole(regions)
    return regions


def no_number(text: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(f"not a number of JSON: {text}")


def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no member stands twice."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def check_whole(regions: tuple[Region, ...]) -> None:
    """Rules that look at all regions together."""
    seen: set[str] = set()
    for region in regions:
        if region.code in seen:
            raise BadGeometry("each code once", region.code, "features")
        seen.add(region.code)
    count = sum(len(ring) for region in regions for polygon in region.polygons for ring in polygon)
    if count > POSITIONS_MAX:
        raise BadGeometry(f"at most {POSITIONS_MAX} positions", count, "features")


def read_feature(feature: Any, where: str) -> Region:
    """One feature."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise BadGeometry("a Feature", feature, where)
    code = feature.get("id")
    if not isinstance(code, str) or not canon.is_region(code):
        raise BadGeometry("a region code (ISO 3166-1 or -2, or <code>:<local>)", code, f"{where}.id")
    properties = feature.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadGeometry("an object or null", properties, f"{where}.properties")
    polygons = read_geometry(feature.get("geometry"), f"{where} ({code})")
    return Region(code, dict(names(properties)), polygons, population(properties, f"{where} ({code})"))


def population(properties: Mapping[str, Any], where: str) -> int | None:
    """How many people live there; None where the file does not say."""
    count = properties.get("population")
    if count is not None and (type(count) is not int or not 0 <= count <= PEOPLE_MAX):
        raise BadGeometry(f"a whole number of people, at most {PEOPLE_MAX}, or no population", count, where)
    return count


def names(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The names by language."""
    for member, name in properties.items():
        label, _, language = member.partition("_")
        if label == "name" and isinstance(name, str) and name.strip() and (not language or canon.is_language(language)):
            yield language, name.strip()


def read_geometry(geometry: Any, where: str) -> tuple[Polygon, ...]:
    """The polygons of a Polygon or MultiPolygon."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadGeometry("a Polygon or MultiPolygon", kind, f"{where}.geometry")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return tuple(
        tuple(read_ring(ring, where) for ring in filled(polygon, f"{where}: polygon"))
        for polygon in filled(polygons, f"{where}: polygons")
    )


def filled(value: Any, where: str) -> list[Any]:
    """An array that is not empty."""
    if not isinstance(value, list) or not value:
        raise BadGeometry("an array, not empty", value, where)
    return value


def read_ring(ring: Any, where: str) -> Ring:
    """A closed ring of four positions or more."""
    positions = tuple(read_position(one, where) for one in filled(ring, f"{where}: ring"))
    if len(positions) < 4 or positions[0] != positions[-1]:
        raise BadGeometry("a closed ring of at least four positions", f"{len(positions)} positions", where)
    return positions


def read_position(position: Any, where: str) -> Position:
    """Longitude and latitude; a height is left out."""
    if isinstance(position, list) and 2 <= len(position) <= 3:
        longitude, latitude = position[:2]
        if is_within(longitude, 180) and is_within(latitude, 90):
            return float(longitude), float(latitude)
    raise BadGeometry("[longitude, latitude] in degrees", position, where)


def is_within(value: Any, most: int) -> bool:
    """A number, which True is not, between −most and most."""
    return type(value) in (int, float) and -most <= value <= most
