"""Whether the shapes of one info touch each other, or nearly so.

Rules, in order: at most ``APART_SHAPES_MAX`` shapes; a circle is an octagon of its radius, as a degree of latitude has
it; neighbours whose borders were simplified apart by less than ``APART_DEGREES`` touch.

Source: Google, "Google CAP requirements" (one alert for each of several places that do not touch).
"""

from collections.abc import Iterator

import shapely

from uarazom.cap.finding import Finding
from uarazom.cap.model import Circle
from uarazom.cap.rules.shapes import Round, Shape
from uarazom.cap.rules.table import breach

APART_SHAPES_MAX = 100
APART_DEGREES = 0.02  # some 2 km
KM_A_DEGREE = 111.0


def apart(infos: list[str], polygons: list[Shape], circles: list[Round]) -> Iterator[Finding]:
    """One finding for each info, named by its path, whose shapes do not lie together."""
    for path in infos:
        shapes = [shape for info, shape in polygons if info == path]
        shapes += [_octagon(one.circle) for one in circles if one.info == path]
        if 1 < len(shapes) <= APART_SHAPES_MAX and not _together(shapes):
            yield breach("areas_apart", f"{path}/area", "shapes that touch", "places apart from each other")


def _octagon(circle: Circle) -> shapely.Geometry:
    radius = min(circle.radius / KM_A_DEGREE, 90)
    return shapely.Point(circle.latitude, circle.longitude).buffer(radius, quad_segs=2)


def _together(shapes: list[shapely.Geometry]) -> bool:
    """Whether one can go from each shape to each other without leaving them."""
    reached, left = [shapes[0]], shapes[1:]
    while reached and left:
        near = shapely.dwithin(reached.pop(), left, APART_DEGREES)
        reached += [shape for shape, is_near in zip(left, near, strict=True) if is_near]
        left = [shape for shape, is_near in zip(left, near, strict=True) if not is_near]
    return not left
