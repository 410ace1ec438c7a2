"""Polygons: their form, what they cost to look at, and whether they cross themselves.

Rules, in order:
1. four pairs, closed, in range; a polygon that is not is not asked for crossings;
2. crossings, where the pairs of segments that lie over each other in one direction are at most ``PAIRS_MAX``, estimated
   before any geometry: a comb of 50,000 long teeth would take minutes, a coast of 50,000 points some 20 ms. A line
   that hardly lies beside itself, a saw, is looked at here (``simple``), any other by shapely.
Latitude stands for x here: whether lines cross does not depend on it.

Source: CAP 1.2, 3.2.4 (polygon); OGC Simple Features 6.1.11 (a simple ring).
"""

from collections.abc import Iterator
from itertools import accumulate, chain
from typing import cast

import numpy as np
import numpy.typing as npt
import shapely
from shapely.validation import explain_validity

from uarazom.cap.finding import Finding
from uarazom.cap.model import Polygon
from uarazom.cap.rules import simple
from uarazom.cap.rules.shapes import Outline, Shape, pair_text
from uarazom.cap.rules.simple import surely_simple
from uarazom.cap.rules.table import DECIMALS_MAX, VERTICES_MAX, breach

PAIRS_MAX = 20_000_000  # of a message: 0.4 s of geometry at 20 ns
PAIRS_FROM = 1_000  # points; below, half a million pairs at most
REASON_MAX = 5_000  # points; above, where it crosses is not looked for

Points = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]


def outlines(polygons: list[Outline], good: list[Shape]) -> Iterator[Finding]:
    """All polygons of a message; what numpy and shapely are asked, they are asked once for all."""
    if not polygons:
        return
    ends = list(accumulate(len(one.points) for one in polygons))
    flat = chain.from_iterable(chain.from_iterable(one.points for one in polygons))
    points = np.fromiter(flat, np.float64, 2 * ends[-1]).reshape(-1, 2)
    fine = points.round(DECIMALS_MAX) == points
    inside = np.abs(points) <= (90, 180)
    all_fine, all_inside = bool(fine.all()), bool(inside.all())
    budget, closed, few = PAIRS_MAX, [], []
    for one, end in zip(polygons, ends, strict=True):
        part = slice(end - len(one.points), end)
        if len(one.points) > VERTICES_MAX:
            yield breach("polygon_vertices", one.path, f"at most {VERTICES_MAX} pairs", str(len(one.points)))
        if not all_fine and not fine[part].all():
            yield breach("polygon_decimals", one.path, f"at most {DECIMALS_MAX} decimals", _longest(one.points))
        wrong = list(_form(one, points[part], all_inside=all_inside or bool(inside[part].all())))
        yield from wrong
        if wrong:
            continue
        pairs = _pairs(points[part], budget)
        budget -= pairs
        if budget < 0:  # 2
            expected = f"at most {PAIRS_MAX} pairs of segments beside each other"
            yield breach("geometry_limit", one.path, expected, "more")
            return
        closed.append((one, points[part]))
        few.append(len(points[part]) > PAIRS_FROM and pairs <= simple.PAIRS_MAX)
    yield from _crossings(closed, few, good)


def _form(one: Outline, points: Points, *, all_inside: bool) -> Iterator[Finding]:
    """Rule 1."""
    if not all_inside:
        outside = int((np.abs(points) > (90, 180)).any(axis=1).argmax())
        expected = "latitude,longitude within -90..90,-180..180"
        yield breach("range", one.path, expected, pair_text(one.points[outside]))
    elif len(points) < 4:
        yield breach("polygon_points", one.path, "at least four pairs", str(len(points)))
    elif one.points[0] != one.points[-1]:
        yield breach(
            "polygon_closed", one.path, f"{pair_text(one.points[0])} again at the end", pair_text(one.points[-1])
        )


def _crossings(closed: list[tuple[Outline, Points]], few: list[bool], good: list[Shape]) -> Iterator[Finding]:
    """Closed polygons in range; `few`: of which the pairs are few enough to be looked at here."""
    if not closed:
        return
    numbers = np.repeat(np.arange(len(closed)), [len(points) for _, points in closed])
    coordinates = closed[0][1] if len(closed) == 1 else np.concatenate([points for _, points in closed])
    shapes = cast("Shapes", shapely.polygons(shapely.linearrings(coordinates, indices=numbers)))
    asked = np.array([not (own and surely_simple(points)) for (_, points), own in zip(closed, few, strict=True)])
    valid = np.ones(len(closed), bool)
    valid[asked] = shapely.is_valid(shapes[asked])
    for (one, points), shape, is_valid in zip(closed, shapes, valid, strict=True):
        if is_valid:
            good.append((one.info, shape))
            continue
        reason = explain_validity(shape) if len(points) <= REASON_MAX else ""
        got = reason.replace("[", " at ").replace("]", "").lower() or "crosses or touches itself"
        yield breach("polygon_crossing", one.path, "a line that does not meet itself", got)


def _pairs(points: Points, enough: int) -> int:
    """At most how many pairs of segments have boxes that overlap: along one axis, and along the other if need be."""
    if len(points) <= PAIRS_FROM:
        return len(points) ** 2 // 2
    low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
    pairs = _overlaps(low[:, 0], high[:, 0])
    return pairs if pairs <= enough else min(pairs, _overlaps(low[:, 1], high[:, 1]))


def _overlaps(low: Points, high: Points) -> int:
    """How many pairs of intervals overlap: by end, each overlaps with what began before it and has not ended."""
    count = len(low)
    begun = np.searchsorted(np.sort(low), np.sort(high), side="right").sum()
    return int(begun) - count * (count + 1) // 2


def _longest(polygon: Polygon) -> str:
    return next(repr(value) for pair in polygon for value in pair if round(value, DECIMALS_MAX) != value)
