import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.areas.geojson import Region
from uarazom.areas.regions import RegionSet, covers
from uarazom.editorial.alerting.errors import BadPlace
from uarazom.editorial.alerting.place import People, Place, people, place

CODES = ("AA", "AA-01", "AA-01:1", "AA-01:2", "AA-02")
REGIONS = RegionSet(CODES)


def box(code: str, west: float, south: float, east: float, north: float, population: int | None = None) -> Region:
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return Region(code, {}, ((ring,),), population)


OUTLINES = (
    box("AA-01", 0, 0, 2, 2),
    box("AA-01:1", 0, 0, 1, 2, 300),
    box("AA-01:2", 1, 0, 2, 2, 500),
    box("AA-02", 2, 0, 4, 2, 1_000),
)
HALF = "POLYGON((0.1 0.1, 0.9 0.1, 0.9 0.9, 0.1 0.1))"


def there(*codes: str, shape: str = "", simpler: bool = False) -> Place:
    return place(codes, shape, regions=REGIONS, outlines=OUTLINES, simpler=simpler)


def test_a_region_within_another_that_is_named_is_not_named_again() -> None:
    assert there("AA-01:2", "AA-01", "AA-02").regions == ("AA-01", "AA-02")
    assert there("AA", "AA-01").regions == ("AA",)


def test_a_shape_adds_what_the_codes_do_not_hold() -> None:
    found = there("AA-02", shape="POLYGON((0.5 0.5, 3 0.5, 3 1, 0.5 0.5))")
    assert found.regions == ("AA-02",)
    assert found.parts == {"AA-01:1": "part", "AA-01:2": "part"}
    assert found.polygons[0][0] == (0.5, 0.5)
    assert found.polygons[0][1] == (0.5, 3.0)  # latitude first, as CAP has it
    assert there("AA-01", shape=HALF).parts == {}


def test_a_shape_that_holds_a_region_concerns_it_whole() -> None:
    found = there(shape="POLYGON((-1 -1, 1 -1, 1 3, -1 3, -1 -1))")
    assert (found.regions, found.parts) == (("AA-01:1",), {})


def test_people_are_counted_where_the_file_says_how_many() -> None:
    assert people(there("AA-02"), OUTLINES) == People(1_000, 1_000)
    assert people(there("AA-01"), OUTLINES) == People(800, 800)  # those of its two parts
    assert people(there("AA-02", shape=HALF), OUTLINES) == People(1_000, 1_300)
    assert people(there("AA-02"), OUTLINES[:3]) is None
    assert people(there("AA"), OUTLINES) == People(1_800, 1_800)


def circle(points: int) -> str:
    from math import cos, pi, sin

    ring = [[3 + cos(2 * pi * n / points) * 0.5, 1 + sin(2 * pi * n / points) * 0.5] for n in range(points)]
    return json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


def test_too_fine_a_shape_is_refused_until_the_simpler_one_is_taken() -> None:
    with pytest.raises(BadPlace, match=r"at most 100 vertices, got 400\. Take the simpler shape"):
        there(shape=circle(400))
    found = there(shape=circle(400), simpler=True)
    assert sum(len(polygon) - 1 for polygon in found.polygons) <= 100
    assert found.parts == {"AA-02": "part"}


def test_a_hole_is_told() -> None:
    shape = "POLYGON((2 0,4 0,4 2,2 2,2 0),(2.5 0.5,3 0.5,3 1,2.5 0.5))"
    assert there(shape=shape).holes == 1
    assert there(shape=shape).regions == ("AA-02",)  # those in the hole are warned too


@pytest.mark.parametrize(
    ("codes", "shape", "members"),
    [
        ((), "", ["regions"]),
        (("BB", "AA-99"), "", ["regions", "regions"]),
        (("BB",), "POINT(0 0)", ["regions", "shape"]),
        (("AA",), "POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))", ["shape"]),
    ],
)
def test_everything_that_is_wrong_is_named_at_once(codes: tuple[str, ...], shape: str, members: list[str]) -> None:
    with pytest.raises(BadPlace) as refused:
        there(*codes, shape=shape)
    assert [finding.member for finding in refused.value.findings] == members


@given(codes=st.sets(st.sampled_from(CODES), min_size=1), shape=st.sampled_from(("", HALF)))
def test_no_code_lies_in_another_and_nothing_given_is_lost(codes: set[str], shape: str) -> None:
    found = there(*codes, shape=shape)
    named = [*found.regions, *found.parts]
    assert not any(one != other and covers(one, other) for one in found.regions for other in named)
    assert all(any(covers(one, code) for one in found.regions) for code in codes)
