"""Codes say what lies in what; a whole country covers each of its parts."""

import pytest

from uarazom.acts.register import Instance, Register
from uarazom.areas.regions import RegionSet, ancestors, covers, order, shortened

REGISTER = Register(
    instance=Instance(region="AA"),
    regions=("AA-01", "AA-02", "AA-01:0203"),
    texts={"regions": {"AA-01": {"name": {"en": "First", "ar": "الأول"}}}},
)
REGIONS = RegionSet.of(REGISTER)


def test_ancestors_go_up_from_the_nearest() -> None:
    assert list(ancestors("AA-01:0203")) == ["AA-01", "AA"]
    assert list(ancestors("AA:0203")) == ["AA"]
    assert list(ancestors("AA")) == []


@pytest.mark.parametrize(
    ("code", "other", "answer"),
    [
        ("AA", "AA", True),
        ("AA", "AA-01", True),
        ("AA", "AA-01:0203", True),
        ("AA-01", "AA", False),
        ("AA-01", "AA-02", False),
        ("AA-0", "AA-01", False),
        ("AB", "AA-01", False),
    ],
)
def test_a_code_covers_itself_and_what_is_under_it(code: str, other: str, answer: bool) -> None:
    assert covers(code, other) is answer


def test_what_concerns_a_place_covers_it_or_lies_in_it() -> None:
    assert REGIONS.concerns(["AA"], "AA-02")
    assert REGIONS.concerns(["AA-01:0203"], "AA-01")
    assert not REGIONS.concerns(["AA-01"], "AA-02")
    assert not REGIONS.concerns([], "AA-02")


def test_the_set_knows_its_own_tree() -> None:
    assert "AA" in REGIONS
    assert REGIONS.tops == ("AA",)
    assert REGIONS.children("AA") == ("AA-01", "AA-02")
    assert REGIONS.children("AA-01") == ("AA-01:0203",)
    assert REGIONS.parent("AA-01:0203") == "AA-01"
    assert RegionSet(("AA-01:0203", "AA")).parent("AA-01:0203") == "AA"


def test_a_name_says_its_language() -> None:
    assert REGIONS.name("AA-01", ("ar", "en")) == ("ar", "الأول")
    assert REGIONS.name("AA-01", ("fr", "en")) == ("en", "First")
    assert REGIONS.name("AA-02", ("ar", "en")) == ("", "AA-02")


def test_names_that_fit_and_how_many_more() -> None:
    assert shortened(["Alpha"] * 40, 30) == "Alpha, Alpha, Alpha, Alpha +36"
    assert shortened(["A" * 90, "B"], 30) == "A" * 90 + " +1"
    assert shortened([], 30) == ""


def test_names_are_in_the_order_in_which_people_look_for_one() -> None:
    letters = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"
    by_code = sorted(letters)
    assert sorted(by_code, key=order) == list(letters) != by_code
    names = ["Вінницька", "Волинська", "Івано-Франківська", "Київ", "Київська", "Чернівецька", "Чернігівська"]
    by_code = sorted(names)
    assert sorted(by_code, key=order) == names != by_code
    assert sorted(["Zug", "Élan", "eta", "Eland", "Ägeri"], key=order) == ["Ägeri", "Élan", "Eland", "eta", "Zug"]
