"""Points in regions: plain geometry on longitude and latitude.

    inside(region, (30.52, 50.45))          # True within it or on its border
    find(regions, (30.52, 50.45))           # the first region that the point is in, or None

A region that reaches over the 180th meridian is drawn as polygons on both sides of it (RFC 7946 §3.1.9).
Specification: even-odd rule, a ray towards the east.
"""

import itertools
from collections.abc import Iterable

from uarazom.areas.geojson import Polygon, Position, Region, Ring


def find(regions: Iterable[Region], point: Position) -> Region | None:
    """The first region that a point is in."""
    return next((region for region in regions if inside(region, point)), None)


def inside(region: Region, point: Position) -> bool:
    """Whether a point is in a region or on its border."""
    return any(inside_polygon(polygon, point) for polygon in region.polygons)


def inside_polygon(polygon: Polygon, point: Position) -> bool:
    """Within the outer ring and in no hole; every border counts as inside."""
    outer, *holes = polygon
    if on_border(outer, point) or any(on_border(hole, point) for hole in holes):
        return True
    return within(outer, point) and not any(within(hole, point) for hole in holes)


def within(ring: Ring, point: Position) -> bool:
    """Even-odd: a ray towards the east crosses the ring an odd number of times."""
    x, y = point
    crossings = 0
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossings += 1
    return crossings % 2 == 1


def on_border(ring: Ring, point: Position) -> bool:
    """Whether the point lies on one of the ring's sides."""
    return any(on_side(a, b, point) for a, b in itertools.pairwise(ring))


def on_side(a: Position, b: Position, point: Position) -> bool:
    """Between the two ends, and in line with them."""
    (x1, y1), (x2, y2), (x, y) = a, b, point
    between = min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)
    return between and (x2 - x1) * (y - y1) == (y2 - y1) * (x - x1)
