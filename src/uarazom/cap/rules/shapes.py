"""What the rules of places hand to each other: a polygon or a circle with the place where it stands in its message.

Loads no geometry: codes and heights are judged without it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from uarazom.cap.model import Circle, Point, Polygon

if TYPE_CHECKING:
    import shapely

Shape = tuple[str, "shapely.Geometry"]  # the info it is of, and itself


@dataclass(frozen=True, slots=True)
class Outline:
    """A polygon, and where it stands."""

    info: str
    path: str
    points: Polygon


@dataclass(frozen=True, slots=True)
class Round:
    """A circle, and where it stands."""

    info: str
    path: str
    circle: Circle


def pair_text(pair: Point) -> str:
    """`50.45,30.52`."""
    return f"{pair[0]:g},{pair[1]:g}"
