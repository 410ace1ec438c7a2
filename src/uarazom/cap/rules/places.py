"""Where: how many shapes there are, circles, heights, and whether what one info warns of lies together.

Rules, in order; the count comes before any geometry:
1. at most ``SHAPES_MAX`` shapes and ``POINTS_MAX`` points a message;
2. heights, circles, polygons (``outlines``);
3. whether the shapes of one info lie together (``apart``), for at most ``APART_POINTS_MAX`` points.
Areas that an info has in common with the first (other languages) are looked at once.

Source: CAP 1.2, 3.2.4 (circle, altitude, ceiling) and 3.3.5.
"""

from collections.abc import Iterator

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert, Area, Info
from uarazom.cap.rules.shapes import Outline, Round, Shape, pair_text
from uarazom.cap.rules.table import breach, place

SHAPES_MAX = 5_000  # of a message
POINTS_MAX = 100_000  # of a message
APART_POINTS_MAX = 20_000


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
    yield from _heights(infos)
    wrong = list(_rounds(circles))
    yield from wrong
    if not shapes:
        return
    from uarazom.cap.rules.apart import apart  # these two take most of a second to load, and codes do not need them
    from uarazom.cap.rules.outlines import outlines

    good: list[Shape] = []
    yield from outlines(polygons, good)
    if shapes > 1 and points <= APART_POINTS_MAX and not wrong:
        yield from apart([path for path, _ in infos], good, circles)  # 3


def _polygons(infos: list[tuple[str, Info]]) -> Iterator[Outline]:
    for path, info in infos:
        for where, area in _areas(path, info):
            for index, polygon in enumerate(area.polygons):
                yield Outline(path, place(f"{where}/polygon", index, len(area.polygons)), polygon)


def _circles(infos: list[tuple[str, Info]]) -> Iterator[Round]:
    for path, info in infos:
        for where, area in _areas(path, info):
            for index, circle in enumerate(area.circles):
                yield Round(path, place(f"{where}/circle", index, len(area.circles)), circle)


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


def _rounds(circles: list[Round]) -> Iterator[Finding]:
    for one in circles:
        at, radius = (one.circle.latitude, one.circle.longitude), one.circle.radius
        if abs(at[0]) > 90 or abs(at[1]) > 180 or radius < 0:
            expected = "latitude,longitude within -90..90,-180..180 and a radius of 0 or more"
            yield breach("range", one.path, expected, f"{pair_text(at)} {radius:g}")
