"""Whether a closed line certainly does not meet itself: the quick answer for lines that hardly lie beside themselves.

What GEOS asks of a line of 50,000 teeth takes 40 ms, since each tooth is a chain of its own; yet along one axis only
some hundred thousand pairs of segments lie over each other. These are looked at together here. "Certainly" is the whole
answer: where numbers are too near to tell, or there are more pairs, it says False, and shapely is asked.

Rules, in order:
1. the pairs whose extents overlap along one axis, ``PAIRS_MAX`` at most, and along the other;
2. two that follow each other do not fold back on themselves;
3. of any other two one lies wholly on one side of the other, by more than the arithmetic can be wrong.

Source: J. R. Shewchuk, "Adaptive Precision Floating-Point Arithmetic", 1997, figure 21 (the bound of an orientation).
"""

import numpy as np
import numpy.typing as npt

PAIRS_MAX = 400_000  # a tenth of a microsecond each; above, chains are long and GEOS is quicker
HALF_ULP = 2.0**-53
WRONG_BY = (3 + 16 * HALF_ULP) * HALF_ULP  # of the sum of the two products, at most

Points = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.intp]


def surely_simple(points: Points) -> bool:
    """Args: at least four pairs, the last as the first."""
    if not _goes_on(points).all():  # 2
        return False
    low, high = np.minimum(points[:-1], points[1:]), np.maximum(points[:-1], points[1:])
    pairs = _beside(low, high, 0) or _beside(low, high, 1)  # 1
    if pairs is None:
        return False
    first, second = pairs
    between = np.abs(first - second)
    others = (between != 1) & (between != len(low) - 1)
    return bool(_apart(points, first[others], second[others]).all())  # 3


def _beside(low: Points, high: Points, axis: int) -> tuple[Indexes, Indexes] | None:
    """The segments of each pair; None where there are too many along this axis."""
    order = np.argsort(low[:, axis])
    begin, end = low[order, axis], high[order, axis]
    numbers = np.arange(len(order))
    counts = np.searchsorted(begin, end, side="right") - numbers - 1
    total = int(counts.sum())
    if total > PAIRS_MAX:
        return None
    first = np.repeat(numbers, counts)
    second = first + 1 + np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    one, other, across = order[first], order[second], 1 - axis
    over = (low[one, across] <= high[other, across]) & (low[other, across] <= high[one, across])
    return one[over], other[over]


def _goes_on(points: Points) -> npt.NDArray[np.bool_]:
    """Of each corner: it turns, or goes straight on."""
    before, corner, after = points[:-1], points[1:], np.concatenate([points[2:], points[1:2]])
    ahead = ((corner - before) * (after - corner)).sum(axis=1) > 0
    return np.asarray((_side(before, corner, after) != 0) | ahead)


def _apart(points: Points, one: Indexes, other: Indexes) -> npt.NDArray[np.bool_]:
    a, b, c, d = points[one], points[one + 1], points[other], points[other + 1]
    beside_one = _side(a, b, c) * _side(a, b, d) > 0
    return np.asarray(beside_one | (_side(c, d, a) * _side(c, d, b) > 0))


def _side(a: Points, b: Points, c: Points) -> Points:
    """On which side of the line from `a` to `b` each `c` lies; 0 where that is not certain."""
    left = (a[:, 0] - c[:, 0]) * (b[:, 1] - c[:, 1])
    right = (a[:, 1] - c[:, 1]) * (b[:, 0] - c[:, 0])
    turn = left - right
    certain = np.abs(turn) > WRONG_BY * (np.abs(left) + np.abs(right))
    return np.asarray(np.where(certain, np.sign(turn), 0.0))
