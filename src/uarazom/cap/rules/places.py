"""Where: polygons, circles, heights.

Rules, in order; the count comes before any geometry, and so does an estimate of what the geometry will cost:
1. at most ``SHAPES_MAX`` shapes and ``POINTS_MAX`` points a message;
2. four pairs, closed, in range; a polygon that is not is not asked for crossings;
3. crossings, where the pairs of segments that lie over each other in one direction are at most ``PAIRS_MAX``: a comb of
   50,000 long teeth would take minutes, a coast of 50,000 points some 20 ms;
4. shapes of one info that do not touch: for at most ``APART_SHAPES_MAX`` shapes and ``APART_POINTS_MAX`` points.
Areas that an info has in common with the first (other languages) are looked at once. Latitude stands for x here:
whether lines cross does not depend on it.

Source: CAP 1.2, 3.2.4 (polygon, circle, altitude, ceiling) and 3.3.5; OGC Simple Features 6.1.11 (a simple ring).
"""

from collections.abc import Iterator
from itertools import chain

import numpy as np
import numpy.typing as npt
import shapely
from shapely.validation import explain_validity

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert, Area, Circle, Info, Polygon
from uarazom.cap.rules.table import DECIMALS_MAX, VERTICES_MAX, breach, place

SHAPES_MAX = 5_000  # of a message
POINTS_MAX = 100_000  # of a message
PAIRS_MAX = 20_000_000  # of a message: 0.4 s of geometry at 20 ns
PAIRS_FROM = 1_000  # points; below, half a million pairs at most
REASON_MAX = 5_000  # points; above, where it crosses is not looked for
APART_SHAPES_MAX = 100
APART_POINTS_MAX = 20_000
APART_DEGREES = 0.02  # some 2 km: neighbours whose borders were simplified apart
KM_A_DEGREE = 111.0

Points = npt.NDArray[np.float64]


def places(alert: Alert) -> Iterator[Finding]:
    """Every shape of a message."""
    first = alert.infos[0].areas if alert.infos else ()
    infos = [(n, info) for n, info in enumerate(alert.infos) if not n or info.areas != first]
    shapes, points = _count(info for _, info in infos)
    if shapes > SHAPES_MAX or points > POINTS_MAX:  # 1
        expected = f"at most {SHAPES_MAX} shapes and {POINTS_MAX} points"
        yield breach("geometry_limit", "/alert", expected, f"{shapes} shapes, {points} points")
        return
    budget = [PAIRS_MAX]
    for index, info in infos:
        path = place("/alert/info", index, len(alert.infos))
        good: list[shapely.Geometry] = []
        for at, area in enumerate(info.areas):
            yield from _area(area, place(f"{path}/area", at, len(info.areas)), budget, good)
        if 1 < len(good) <= APART_SHAPES_MAX and points <= APART_POINTS_MAX and not _together(good):  # 4
            yield breach("areas_apart", f"{path}/area", "shapes that touch", "places apart from each other")


def _count(infos: Iterator[Info]) -> tuple[int, int]:
    """(shapes, points)."""
    areas = [area for info in infos for area in info.areas]
    polygons = [polygon for area in areas for polygon in area.polygons]
    circles = sum(len(area.circles) for area in areas)
    return len(polygons) + circles, sum(map(len, polygons)) + circles


def _area(area: Area, path: str, budget: list[int], good: list[shapely.Geometry]) -> Iterator[Finding]:
    """One area; what is a shape goes to ``good``."""
    for index, polygon in enumerate(area.polygons):
        yield from _polygon(polygon, place(f"{path}/polygon", index, len(area.polygons)), budget, good)
    for index, circle in enumerate(area.circles):
        yield from _circle(circle, place(f"{path}/circle", index, len(area.circles)), good)
    if area.ceiling is not None and (area.altitude is None or area.ceiling <= area.altitude):
        expected = "an altitude below it" if area.altitude is None else f"more than the altitude, {area.altitude:g}"
        yield breach("ceiling", f"{path}/ceiling", expected, f"{area.ceiling:g}")


def _polygon(polygon: Polygon, path: str, budget: list[int], good: list[shapely.Geometry]) -> Iterator[Finding]:
    size = len(polygon)
    points = np.fromiter(chain.from_iterable(polygon), np.float64, 2 * size).reshape(size, 2)
    if size > VERTICES_MAX:
        yield breach("polygon_vertices", path, f"at most {VERTICES_MAX} pairs", str(size))
    if (points.round(DECIMALS_MAX) != points).any():
        yield breach("polygon_decimals", path, f"at most {DECIMALS_MAX} decimals", _longest(polygon))
    outside = (np.abs(points) > (90, 180)).any(axis=1)
    if outside.any():
        yield breach(
            "range", path, "latitude,longitude within -90..90,-180..180", _pair(polygon[int(outside.argmax())])
        )
    elif size < 4:
        yield breach("polygon_points", path, "at least four pairs", f"{size}")
    elif polygon[0] != polygon[-1]:
        yield breach("polygon_closed", path, f"{_pair(polygon[0])} again at the end", _pair(polygon[-1]))
    else:
        yield from _crossing(points, path, budget, good)


def _crossing(points: Points, path: str, budget: list[int], good: list[shapely.Geometry]) -> Iterator[Finding]:
    """A closed polygon in range."""
    size = len(points)
    budget[0] -= size * size // 2 if size <= PAIRS_FROM else _pairs(points)
    if budget[0] < 0:  # 3
        yield breach("geometry_limit", path, f"at most {PAIRS_MAX} pairs of segments beside each other", "more")
        return
    shape = shapely.Polygon(points)
    if shape.is_valid:
        good.append(shape)
        return
    reason = explain_validity(shape) if size <= REASON_MAX else ""
    got = reason.replace("[", " at ").replace("]", "").lower() or "crosses or touches itself"
    yield breach("polygon_crossing", path, "a line that does not meet itself", got)


def _pairs(points: Points) -> int:
    """At most how many pairs of segments have boxes that overlap: counted along each axis, the smaller."""
    low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
    return min(_overlaps(low[:, axis], high[:, axis]) for axis in (0, 1))


def _overlaps(low: Points, high: Points) -> int:
    """How many pairs of intervals overlap: by end, each overlaps with what began before it and has not ended."""
    count = len(low)
    begun = np.searchsorted(np.sort(low), np.sort(high), side="right").sum()
    return int(begun) - count * (count + 1) // 2


def _circle(circle: Circle, path: str, good: list[shapely.Geometry]) -> Iterator[Finding]:
    if abs(circle.latitude) > 90 or abs(circle.longitude) > 180 or circle.radius < 0:
        got = f"{_pair((circle.latitude, circle.longitude))} {circle.radius:g}"
        yield breach("range", path, "latitude,longitude within -90..90,-180..180 and a radius of 0 or more", got)
        return
    good.append(shapely.Point(circle.latitude, circle.longitude).buffer(min(circle.radius / KM_A_DEGREE, 90)))


def _together(shapes: list[shapely.Geometry]) -> bool:
    """Whether one can go from each shape to each other without leaving them, or nearly so."""
    tree = shapely.STRtree(shapes)
    near = tree.query(shapes, predicate="dwithin", distance=APART_DEGREES)
    neighbours: dict[int, list[int]] = {}
    for one, other in near.T.tolist():
        neighbours.setdefault(one, []).append(other)
    reached, waiting = {0}, [0]
    while waiting:
        new = set(neighbours[waiting.pop()]) - reached
        reached |= new
        waiting += new
    return len(reached) == len(shapes)


def _pair(pair: tuple[float, float]) -> str:
    return f"{pair[0]:g},{pair[1]:g}"


def _longest(polygon: Polygon) -> str:
    return next(repr(value) for pair in polygon for value in pair if round(value, DECIMALS_MAX) != value)
