"""Home's map of warnings: by word and by shape, the same in picture and list; what is not known is never left plain."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
from tests.site.stage import EVENING, MAP, blob, corpus_ledger, read, words_of
from tests.site.warnings import ALERTING, BEGAN, MARK, NAMES, PLACES, Warned, add, retract, warn
from tests.site.world import hours

from uarazom.acts.alerts import concern
from uarazom.site import outlines
from uarazom.site.render import render

SIGNS = {"whole": "■", "part": "▨", "possibly": "▤", "ran_out": "◌"}


@pytest.fixture
def world() -> Warned:
    """A world with the map of the demonstration."""
    made = Warned()
    instance = {"id": "world", "region": "UA", "timezone": "Europe/Kyiv", "languages": ["uk", "en"], "mode": "live"}
    said = {"regions": {code: {"name": name} for code, name in NAMES.items()}}
    instance["map"] = made.plain_blob(MAP)
    made.register(BEGAN, words=said, regions=PLACES[1:], alerting=ALERTING, instance=instance)
    return made


def home(world: Warned, path: str = "en/index.html", at: float = 2) -> Any:
    return read(world.render(hours(at), [path])[path])


def drawing(page: Any) -> Any:
    return page.xpath("//aside//*[local-name()='svg']")[0]


def marks(page: Any) -> dict[str, str]:
    """The marks of the picture: class → path data."""
    return {one.get("class"): one.get("d") for one in drawing(page).xpath("./*[local-name()='path'][@class]")}


def listed(page: Any) -> list[str]:
    """What stands beside the picture: what holds in which place."""
    found = page.xpath("//aside//ul[@class='row']/li[.//a[contains(@href, '/place/')]]")
    return [words_of(one) for one in found]


def outline(code: str) -> str:
    drawn = outlines.read(MAP)
    assert drawn is not None
    return dict(drawn.paths)[code]


def test_a_region_is_marked_by_how_it_is_concerned(world: Warned) -> None:
    warn(world, "oblast", hours(1), regions=["UA-65"], until=hours(3))
    warn(world, "raion", hours(1), regions=["UA-63:100"], until=hours(3))
    warn(world, "shape", hours(1), parts={"UA-05": "possibly"}, until=hours(3))
    page = home(world)
    assert marks(page) == {"whole": outline("UA-65"), "part": outline("UA-63"), "possibly": outline("UA-05")}
    shapes = drawing(page).xpath("./*[local-name()='pattern']")
    assert {one.get("id") for one in shapes} == {"map-part", "map-possibly"}
    assert len({(one.get("width"), one.get("patternTransform")) for one in shapes}) == 2
    assert listed(page) == [
        "■ Kherson Oblast",
        "▨ Kharkiv Oblast (in part)",
        "■ Kharkiv Raion",
        "▤ Vinnytsia Oblast (possibly)",
    ]


@pytest.mark.parametrize("path", ["en/index.html", "uk/index.html"])
def test_the_description_of_the_picture_is_the_list(world: Warned, path: str) -> None:
    warn(world, "raion", hours(1), regions=["UA-63:100"], parts={"UA-05": "possibly"}, until=hours(3))
    warn(world, "old", hours(1), regions=["UA-65"], until=hours(1.5))
    page = home(world, path)
    label = drawing(page).get("aria-label")
    names = [one.partition(" ")[2] for one in listed(page)]
    assert len(names) == 4
    assert sorted(names, key=label.index) == names
    for name in names:
        label = label.replace(name, "", 1)
    assert not set(label) & set("()"), "nothing else is named"


def test_what_ran_out_is_dashed_and_not_known(world: Warned) -> None:
    warn(world, "old", hours(1), regions=["UA-65"], until=hours(1.5))
    page = home(world)
    assert marks(page) == {"ran_out": outline("UA-65")}
    assert listed(page) == ["◌ Kherson Oblast"]
    assert "Not known whether a warning is in force: Kherson Oblast." in drawing(page).get("aria-label")
    assert "Not known whether a warning is in force:" in words_of(page.find(".//aside"))


def test_a_warning_that_is_over_or_was_false_leaves_the_map(world: Warned) -> None:
    warn(world, "over", hours(1), regions=["UA-65"], until=hours(3))
    warn(world, "false", hours(1), regions=["UA-05"], until=hours(3))
    assert set(marks(home(world, at=1.2))) == {"whole"}
    warn(world, "over", hours(1.5), regions=["UA-65"], ends="all_clear")
    retract(world, "false", hours(1.5))
    assert not {"whole", "part", "possibly", "ran_out"} & set(marks(home(world)))
    assert listed(home(world)) == []


def test_a_hold_leaves_it_on_the_map(world: Warned) -> None:
    warn(world, "raid", hours(1), regions=["UA-65"], until=hours(3))
    add(world, "raid", "hold", hours(1.5))
    assert marks(home(world)) == {"whole": outline("UA-65")}


def test_an_exercise_is_on_no_map(world: Warned) -> None:
    warn(world, "drill", hours(1), regions=["UA-65"], until=hours(3), exercise=True)
    page = home(world)
    assert not {"whole", "part", "possibly"} & set(marks(page))
    assert MARK not in drawing(page).get("aria-label")


def test_while_a_warning_is_in_force_no_other_mark_is_drawn_and_plain_is_not_called_safe(world: Warned) -> None:
    world.act("news", "announce", hours(1), by="a1", nature="event", regions=["UA-05"])
    assert set(marks(home(world))) == {"on"}
    warn(world, "raid", hours(1), regions=["UA-65"], until=hours(3))
    page = home(world)
    assert set(marks(page)) == {"whole"}
    said = words_of(page.find(".//aside"))
    assert "A place without a mark is not thereby safe." in said
    assert "as of 14 February 2022, 10:00" in said


def test_the_text_version_has_the_list_without_signs(world: Warned) -> None:
    warn(world, "raid", hours(1), regions=["UA-65"], parts={"UA-63": "part"}, until=hours(3))
    page = read(world.render(hours(2), ["en/text/index.html"])["en/text/index.html"])
    said = words_of(page)
    assert "Kharkiv Oblast (in part)" in said
    assert "Kherson Oblast" in said
    assert not any(sign in said for sign in SIGNS.values())
    assert not page.xpath("//*[local-name()='svg']")


def test_a_warning_of_the_whole_country_marks_every_region(world: Warned) -> None:
    warn(world, "all", hours(1), regions=["UA"], until=hours(3))
    page = home(world)
    assert listed(page) == ["■ Vinnytsia Oblast", "■ Kharkiv Oblast", "■ Kherson Oblast"]


def test_list_and_pages_of_places_say_the_same(world: Warned) -> None:
    warn(world, "a", hours(1), regions=["UA-63:100"], parts={"UA-05": "part", "UA-65": "possibly"}, until=hours(3))
    context = world.context(hours(2))
    page = home(world)
    for code in ("UA-05", "UA-63", "UA-65"):
        answer = next(concern(document, code) for document in context.alerts)
        name = context.list_name("region", code, context.languages["en"])
        (line,) = (one for one in listed(page) if name in one)
        assert line.startswith(SIGNS[str(answer)])


def test_home_with_everything_keeps_its_budget() -> None:
    """The whole corpus, a map, warnings of every kind, an exercise: in two languages, and as text."""
    for path in ("uk/index.html", "en/index.html", "uk/text/index.html", "en/text/index.html"):
        made = dict(render(corpus_ledger(), EVENING - timedelta(minutes=1), only=[path], blob=blob))[path]
        assert len(gzip.compress(made, 9, mtime=0)) <= (6_144 if "text" in path else 14_336)
        if "text" not in path:
            assert 'class="part"' in made.decode()
            assert '<article class="i">' in made.decode()
