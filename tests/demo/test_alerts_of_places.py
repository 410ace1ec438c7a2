"""Oblast, raion, part, shape: what each answers for places of the demonstration, whose raions have no outlines."""

from pathlib import Path
from typing import Any

import pytest
from tests.site.test_place_budget import NAMES, Country
from tests.site.warnings import warn
from tests.site.world import hours

from uarazom.areas import geojson
from uarazom.areas.geojson import Region
from uarazom.areas.regions import RegionSet
from uarazom.editorial.alerting.place import place
from uarazom.site.places import stand_at

IZIUM, KHARKIV = "UA-63:UA63040000000023521", "UA-63:UA63120000000091135"
IN_KHARKIV = "POLYGON((36.9 49.1, 37.4 49.1, 37.4 49.3, 36.9 49.3, 36.9 49.1))"
OVER_TWO = "POLYGON((35.3 50.3, 35.7 50.3, 35.7 50.5, 35.3 50.5, 35.3 50.3))"  # Sumy and Kharkiv
AT_SEA = "POLYGON((31 43, 32 43, 32 43.5, 31 43.5, 31 43))"
WHOLE_KHERSON = "POLYGON((31 45, 36 45, 36 48, 31 48, 31 45))"


@pytest.fixture(scope="module")
def outlines() -> tuple[Region, ...]:
    return geojson.read((Path(__file__).parents[2] / "demo/regions/ua27.geojson").read_bytes())


def answers(outlines: tuple[Region, ...], *, codes: Any = (), shape: str = "", parts: Any = None) -> dict[str, str]:
    """Of every place that is concerned, how."""
    world = Country()
    there = place(codes, shape, regions=RegionSet(("UA", *sorted(set(NAMES) - {"UA"})), {}), outlines=outlines)
    found = {**there.parts, **(parts or {})}
    warn(world, "alert-1", hours(1), regions=list(there.regions) or None, parts=found or None, until=hours(3))
    context = world.context(hours(2))
    hows = {code: stand_at(code, context).how for code in context.regions.codes}
    return {code: how for code, how in hows.items() if how != "none"}


def inner(region: str) -> set[str]:
    return {code for code in NAMES if code.startswith(f"{region}:")}


def test_an_oblast_is_all_of_its_raions(outlines: tuple[Region, ...]) -> None:
    assert answers(outlines, codes=["UA-63"]) == {"UA": "part", **dict.fromkeys({"UA-63", *inner("UA-63")}, "whole")}


def test_a_raion_is_itself_and_a_part_of_its_oblast(outlines: tuple[Region, ...]) -> None:
    assert answers(outlines, codes=[IZIUM]) == {"UA": "part", "UA-63": "part", IZIUM: "whole"}


def test_a_shape_in_an_oblast_is_possible_in_each_of_its_raions(outlines: tuple[Region, ...]) -> None:
    possible = dict.fromkeys(inner("UA-63"), "possibly")
    assert answers(outlines, shape=IN_KHARKIV) == {"UA": "part", "UA-63": "part", **possible}


def test_a_shape_beside_a_raion_that_is_warned_whole(outlines: tuple[Region, ...]) -> None:
    found = answers(outlines, codes=[IZIUM], shape=IN_KHARKIV)
    assert (found["UA-63"], found[IZIUM], found[KHARKIV]) == ("part", "whole", "possibly")


def test_a_shape_over_two_oblasts_is_a_part_of_both_and_of_no_third(outlines: tuple[Region, ...]) -> None:
    found = answers(outlines, shape=OVER_TWO)
    assert set(found) == {"UA", "UA-59", "UA-63", *inner("UA-59"), *inner("UA-63")}
    assert {found["UA-59"], found["UA-63"]} == {"part"}


def test_a_shape_around_an_oblast_is_all_of_it(outlines: tuple[Region, ...]) -> None:
    found = answers(outlines, shape=WHOLE_KHERSON)
    assert {found[code] for code in {"UA-65", *inner("UA-65")}} == {"whole"}
    assert found["UA-48"] == "part"


def test_a_shape_that_touches_nothing_known_is_possible_everywhere(outlines: tuple[Region, ...]) -> None:
    assert set(answers(outlines, shape=AT_SEA).values()) == {"possibly"}


def test_without_any_outline_every_shape_is_possible_everywhere() -> None:
    found = answers((), shape=IN_KHARKIV)
    assert set(found) == set(NAMES)
    assert set(found.values()) == {"possibly"}


def test_a_raion_in_part(outlines: tuple[Region, ...]) -> None:
    found = answers(outlines, codes=["UA-05"], parts={IZIUM: "part"})
    assert (found[IZIUM], found["UA-63"], found.get(KHARKIV)) == ("part", "part", None)
