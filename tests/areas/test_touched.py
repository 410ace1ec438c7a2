import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from uarazom.areas.geojson import Region
from uarazom.areas.regions import RegionSet, covers
from uarazom.areas.touched import touched

CODES = ("AA", "AA-01", "AA-01:1", "AA-01:2", "AA-02", "AA-03")
REGIONS = RegionSet(CODES)


def box(code: str, west: float, south: float, east: float, north: float) -> Region:
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Region(code, {}, ((ring,),))


# AA-01 is a square of two halves; AA-02 lies east of it; nobody drew AA-03.
ONE, TWO = box("AA-01", 0, 0, 2, 2), box("AA-02", 2, 0, 4, 2)
HALVES = (box("AA-01:1", 0, 0, 1, 2), box("AA-01:2", 1, 0, 2, 2))


def test_a_region_that_lies_within_the_shape_is_concerned_whole() -> None:
    found = touched(shapely.box(0, 0, 2, 2), REGIONS, (ONE, TWO, *HALVES))
    assert (found.whole, found.parts) == (("AA-01",), {})


def test_the_smallest_known_places_are_named() -> None:
    found = touched(shapely.box(0.5, 0.5, 0.7, 0.7), REGIONS, (ONE, TWO, *HALVES))
    assert (found.whole, found.parts) == ((), {"AA-01:1": "part"})
    found = touched(shapely.box(0, 0, 1.5, 2), REGIONS, (ONE, TWO, *HALVES))
    assert (found.whole, found.parts) == (("AA-01:1",), {"AA-01:2": "part"})


def test_a_region_stands_for_places_that_nobody_drew() -> None:
    assert touched(shapely.box(0.5, 0.5, 0.7, 0.7), REGIONS, (ONE, TWO)).parts == {"AA-01": "part"}
    # one half is drawn, the shape reaches beyond it: the other half is possibly concerned
    found = touched(shapely.box(0.5, 0.5, 1.7, 0.7), REGIONS, (ONE, TWO, HALVES[0]))
    assert found.parts == {"AA-01:1": "part", "AA-01:2": "possibly"}


def test_a_shape_beyond_the_known_outlines_concerns_the_undrawn_possibly() -> None:
    assert touched(shapely.box(1.5, 1.5, 1.7, 9), REGIONS, (ONE, TWO)).parts == {"AA-01": "part", "AA-03": "possibly"}
    assert touched(shapely.box(50, 50, 51, 51), REGIONS, (ONE, TWO)).parts == {"AA-03": "possibly"}


def test_without_outlines_it_concerns_the_instances_region_possibly() -> None:
    assert touched(shapely.box(0, 0, 1, 1), REGIONS, ()).parts == {"AA": "possibly"}
    known = RegionSet(("AA", "AA-01", "AA-02"))
    assert touched(shapely.box(50, 50, 51, 51), known, (ONE, TWO)).parts == {"AA": "possibly"}  # abroad, or a mistake


def test_neighbours_that_only_share_a_border_are_not_concerned() -> None:
    assert touched(shapely.box(2, 0, 4, 2), REGIONS, (ONE, TWO)).whole == ("AA-02",)


@settings(max_examples=60, deadline=None)
@given(
    corner=st.tuples(st.floats(-1, 4), st.floats(-1, 2)),
    size=st.tuples(st.floats(0.01, 5), st.floats(0.01, 3)),
    drawn=st.lists(st.sampled_from((ONE, TWO, *HALVES)), max_size=4, unique_by=lambda one: one.code),
)
def test_whoever_is_touched_is_named_in_some_way(
    corner: tuple[float, float], size: tuple[float, float], drawn: list[Region]
) -> None:
    shape = shapely.box(*corner, corner[0] + size[0], corner[1] + size[1])
    found = touched(shape, REGIONS, drawn)
    named = {*found.whole, *found.parts}
    assert named
    assert not set(found.whole) & set(found.parts)
    for region in drawn:
        (west, south), (east, north) = region.polygons[0][0][0], region.polygons[0][0][2]
        if shapely.box(west, south, east, north).intersection(shape).area > 1e-6:
            assert any(covers(code, region.code) or covers(region.code, code) for code in named)
