"""The quick answer about a line that does not meet itself is never a wrong one, and it is given where it pays."""

import random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from uarazom.cap.rules.simple import Points, surely_simple

Pair = tuple[float, float]


def closed(pairs: list[Pair]) -> Points:
    return np.array([*pairs, pairs[0]], np.float64)


def valid(points: Points) -> bool:
    return bool(shapely.is_valid(shapely.Polygon(points)))


grid = st.integers(-4, 4).map(float)
fine = st.floats(-90, 90, allow_nan=False)
near = st.builds(lambda whole, more: whole + more * 2.0**-48, grid, st.integers(-3, 3))


@given(st.one_of(*(st.lists(st.tuples(one, one), min_size=3, max_size=9) for one in (grid, fine, near))))
def test_what_it_calls_simple_shapely_calls_valid(pairs: list[Pair]) -> None:
    points = closed(pairs)
    if surely_simple(points):
        assert valid(points)


@given(st.integers(3, 60), st.integers())
def test_a_line_round_a_point_is_known_to_be_simple(corners: int, seed: int) -> None:
    """A star, seen from its middle: whatever is simple by far is not left to shapely."""
    chance = random.Random(seed)
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    lengths = np.array([chance.uniform(1, 40) for _ in angles])
    points = closed(list(zip(lengths * np.cos(angles), lengths * np.sin(angles), strict=True)))
    assert surely_simple(points)


def saw(teeth: int, *, turned: bool = False) -> Points:
    chance = random.Random(7)
    line = [(round(50 + (n % 2) * chance.random(), 5), round(20 + n * 10 / teeth, 5)) for n in range(teeth)]
    points = closed([*line, (49.0, 30.0), (49.0, 20.0)])
    return points[:, ::-1].copy() if turned else points


@pytest.mark.parametrize("turned", [False, True])
def test_a_saw_is_known_to_be_simple_and_one_tooth_too_long_is_not(turned: bool) -> None:
    points = saw(50_000, turned=turned)
    assert surely_simple(points)
    across = 1 if turned else 0
    points[25_001, across] = 48.5  # through the base
    assert not surely_simple(points)
    assert not valid(points)


@pytest.mark.parametrize(
    "pairs",
    [
        [(0, 0), (0, 4), (0, 2), (3, 3)],  # back on itself
        [(0, 0), (0, 0), (0, 4), (3, 3)],  # the same pair twice: valid, and left to shapely
        [(0, 0), (4, 4), (0, 4), (4, 0)],  # a bow tie
        [(0, 0), (4, 0), (2, 2), (4, 4), (0, 4), (2, 2)],  # touches itself
    ],
)
def test_what_meets_itself_or_may_is_left_to_shapely(pairs: list[Pair]) -> None:
    assert not surely_simple(closed(pairs))
