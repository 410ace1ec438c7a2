"""Where: how many shapes there are, circles, heights, and whether what one info warns of lies together.

Rules, in order; the count comes before any geometry:
1. at most ``SHAPES_MAX`` shapes and ``POINTS_MAX`` points a message;
2. polygons (``outlines``), circles, heights;
3. shapes of one info that do not touch: for at most ``APART_SHAPES_MAX`` shapes and ``APART_POINTS_MAX`` points.
Areas that an info has in common with the first (other languages) are looked at once.

Source: CAP 1.2, 3.2.4 (circle, altitude, ceiling) and 3.3.5.
"""

from collections.abc import Iterator

import shapely

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert, Area, Circle, Info
from uarazom.cap.rules.outlines import Outline, Shape, outlines, pair_text
from uarazom.cap.rules.table import breach, place

SHAPES_MAX = 5_000  # of a message
POINTS_MAX = 100_000  # of a message
APART_SHAPES_MAX = 100
APART_POINTS_MAX = 20_000
APART_DEGREES = 0.02  # some 2 km: neighbours whose borders were simplified apart
KM_A_DEGREE = 111.0


def places(alert: Alert) -> Iterator[Finding]:
    """Every shape of a message."""
    first = alert.infos[0].areas if alert.infos else ()
    infos = [
        (place("/alert/info", n, len(alert.infos)), info)
        for n, info in enumerate(alert.infos)
        if not n or info.areas != first
    ]
    polygons = list(_polygons(infos))
    circles = list(_circles(infos))
    shapes, points = len(polygons) + len(circles), sum(len(one.points) for one in polygons) + len(circles)
    if shapes > SHAPES_MAX or points > POINTS_MAX:  # 1
        expected = f"at most {SHAPES_MAX} shapes and {POINTS_MAX} points"
        yield breach("geometry_limit", "/alert", expected, f"{shapes} shapes, {points} points")
        return
    good: list[Shape] = []
    yield from outlines(polygons, good)
    yield from _rounds(circles, good)
    yield from _heights(infos)
    if points <= APART_POINTS_MAX:
        yield from _apart(infos, good)  # 3


def _polygons(infos: list[tuple[str, Info]]) -> Iterator[Outline]:
    for path, info in infos:
        for where, area in _areas(path, info):
            for index, polygon in enumerate(area.polygons):
                yield Outline(path, place(f"{where}/polygon", index, len(area.polygons)), polygon)


def _circles(infos: list[tuple[str, Info]]) -> Iterator[tuple[str, str, Circle]]:
    for path, info in infos:
        for where, area in _areas(path, info):
            for index, circle in enumerate(area.circles):
                yield path, place(f"{where}/circle", index, len(area.circles)), circle


def _areas(path: str, info: Info) -> Iterator[tuple[str, Area]]:
    for index, area in enumerate(info.areas):
        yield place(f"{path}/area", index, len(info.areas)), area


def _heights(infos: list[tuple[str, Info]]) -> Iterator[Finding]:
    for path, info in infos:
        for where, area in _areas(path, info):
            if area.ceiling is None or (area.altitude is not None and area.ceiling > area.altitude):
                continue
            expected = "an altitude below it" if area.altitude is None else f"more than the altitude, {area.altitude:g}"
            yield breach("ceiling", f"{where}/ceiling", expected, f"{area.ceiling:g}")


def _rounds(circles: list[tuple[str, str, Circle]], good: list[Shape]) -> Iterator[Finding]:
    for info, path, circle in circles:
        if abs(circle.latitude) > 90 or abs(circle.longitude) > 180 or circle.radius < 0:
            got = f"{pair_text((circle.latitude, circle.longitude))} {circle.radius:g}"
            yield breach("range", path, "latitude,longitude within -90..90,-180..180 and a radius of 0 or more", got)
            continue
        radius = min(circle.radius / KM_A_DEGREE, 90)
        good.append((info, shapely.Point(circle.latitude, circle.longitude).buffer(radius, quad_segs=2)))


def _apart(infos: list[tuple[str, Info]], good: list[Shape]) -> Iterator[Finding]:
    for path, _ in infos:
        shapes = [shape for info, shape in good if info == path]
        if 1 < len(shapes) <= APART_SHAPES_MAX and not _together(shapes):
            yield breach("areas_apart", f"{path}/area", "shapes that touch", "places apart from each other")


def _together(shapes: list[shapely.Geometry]) -> bool:
    """Whether one can go from each shape to each other without leaving them, or nearly so."""
    reached, left = [shapes[0]], shapes[1:]
    while reached and left:
        near = shapely.dwithin(reached.pop(), left, APART_DEGREES)
        reached += [shape for shape, is_near in zip(left, near, strict=True) if is_near]
        left = [shape for shape, is_near in zip(left, near, strict=True) if not is_near]
    return not left
