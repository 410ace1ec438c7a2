"""The map: one small SVG of all regions, a `<path id="CODE">` each.

    blob = drawing(geojson.read(raw))        # bytes, image/svg+xml; kept as a plain blob, listed by a manifest

Of the regions of a file those are drawn that lie in no other of it, so that each place is drawn once.
Steps: 1 project (equirectangular at the middle latitude: honest enough for a country, and straight lines stay
straight) · 2 fit into a width of 1000 · 3 simplify all regions as one coverage, so that neighbours keep one border and
no gaps open between them · 4 round to whole units and write relative path data · 5 coarser, until it is small enough.
A region too small to be seen at that scale is drawn as a dot: nobody's place is missing from the map.

The same regions give the same bytes with the same version of shapely. Specification: SVG 2 §9.3 (path data).
"""

import itertools
import zlib
from collections.abc import Iterable, Sequence
from math import cos, radians
from typing import Any

from uarazom.areas.errors import BadGeometry
from uarazom.areas.geojson import Position, Region
from uarazom.areas.regions import ancestors

WIDTH = 1000  # units; the size on screen is the page's
BYTES_WANTED = 5_000  # compressed: a page with its map must fit into 14,336 bytes
FINEST, COARSEST = 1.0, 64.0  # of simplification, in units of the drawing
DOT = 3  # units from the middle of a dot to its edge

Point = tuple[int, int]


def drawing(regions: Sequence[Region], bytes_wanted: int = BYTES_WANTED) -> bytes:
    """The map of these regions, as fine as fits into so many bytes compressed (or as coarse as we draw)."""
    regions = tops(regions)
    projected, height = fitted(regions)
    tolerance = FINEST
    svg = written(simplified(projected, tolerance), regions, height)
    while len(zlib.compress(svg, 9)) > bytes_wanted and tolerance < COARSEST:
        tolerance *= 1.25
        svg = written(simplified(projected, tolerance), regions, height)
    return svg


def tops(regions: Sequence[Region]) -> list[Region]:
    """Those that lie in no other of the file: a coverage has each place once."""
    codes = {region.code for region in regions}
    return [region for region in regions if codes.isdisjoint(ancestors(region.code))]


# ── 1, 2: onto the paper ─────────────────────────────────────────────────────────────────────────────────────────────
def fitted(regions: Sequence[Region]) -> tuple[list[Any], int]:
    """Each region as a shapely geometry in units of the drawing, y downwards; and the drawing's height."""
    every = [position for region in regions for polygon in region.polygons for ring in polygon for position in ring]
    turned = crosses_180(every)
    xs, ys = [east(x, turned) for x, _ in every], [y for _, y in every]
    west, north, shrink = min(xs), max(ys), cos(radians((min(ys) + max(ys)) / 2))
    scale = WIDTH / max((max(xs) - west) * shrink, max(ys) - min(ys), 1e-9)

    def place(position: Position) -> tuple[float, float]:
        return (east(position[0], turned) - west) * shrink * scale, (north - position[1]) * scale

    return [as_geometry(region, place) for region in regions], round((north - min(ys)) * scale)


def crosses_180(positions: Iterable[Position]) -> bool:
    """Whether the regions lie on both sides of the 180th meridian, rather than around the whole earth."""
    longitudes = sorted({x for x, _ in positions})
    widest = max((b - a for a, b in itertools.pairwise(longitudes)), default=0.0)
    return widest > 360 - (longitudes[-1] - longitudes[0])


def east(longitude: float, turned: bool) -> float:
    """The longitude, counted on eastwards where the drawing crosses the 180th meridian."""
    return longitude + 360 if turned and longitude < 0 else longitude


def as_geometry(region: Region, place: Any) -> Any:
    """A shapely geometry of the region; rings that cross themselves are mended by the even-odd rule."""
    from shapely import MultiPolygon, Polygon

    rings = [[[place(position) for position in ring] for ring in polygon] for polygon in region.polygons]
    geometry: Any = MultiPolygon([Polygon(outer, holes) for outer, *holes in rings])
    if not geometry.is_valid:
        geometry = geometry.buffer(0)
    if geometry.is_empty:
        raise BadGeometry("a region with an area", "none", region.code)
    return geometry


# ── 3: fewer points ──────────────────────────────────────────────────────────────────────────────────────────────────
def simplified(geometries: list[Any], tolerance: float) -> list[Any]:
    """All of them with fewer points, borders in common staying in common."""
    from shapely import coverage_simplify

    return list(coverage_simplify(geometries, tolerance))


# ── 4: written ───────────────────────────────────────────────────────────────────────────────────────────────────────
def written(geometries: Iterable[Any], regions: Sequence[Region], height: int) -> bytes:
    """The document."""
    paths = (
        f'<path id="{region.code}" d="{path_data(geometry)}"/>'
        for region, geometry in zip(regions, geometries, strict=True)
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" fill-rule="evenodd">'
    return f"{head}{''.join(paths)}</svg>\n".encode()


def path_data(geometry: Any) -> str:
    """The rings that can still be seen; a dot when none can."""
    polygons = getattr(geometry, "geoms", [geometry])
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    drawn = [data for ring in rings if (data := ring_data(ring.coords))]
    return "".join(drawn) or dot(geometry.centroid)


def ring_data(coordinates: Iterable[tuple[float, float]]) -> str:
    """A ring in relative path data; nothing when it shrinks to less than a triangle."""
    points: list[Point] = []
    for x, y in coordinates:
        point = (round(x), round(y))
        if not points or point != points[-1]:
            points.append(point)
    if points and points[-1] == points[0]:
        points.pop()  # z closes the ring
    if len(set(points)) < 3:
        return ""
    steps = ((b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(points))
    line = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{line}z"


def dot(middle: Any) -> str:
    """A small square on its corner."""
    return f"M{round(middle.x)} {round(middle.y) - DOT}l{DOT} {DOT} -{DOT} {DOT} -{DOT} -{DOT}z"
