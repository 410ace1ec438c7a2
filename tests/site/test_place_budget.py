"""The page of a place weighs at most 3,072 bytes, whatever holds there, and says how many more there are."""

import gzip
import re
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from lxml import html
from tests.site.warnings import ALERTING, BEGAN, MARK, Warned, warn
from tests.site.world import World, hours

ROOT = Path(__file__).parents[2]
PLACE_BYTES = 3_072  # DESIGN §6, gzip 9
EVENTS = yaml.safe_load((ROOT / "src/uarazom/editorial/packs/events-example.yaml").read_text())["events"]
NAMES = {
    code: name
    for file in ("names.yaml", "places.yaml")
    for code, name in yaml.safe_load((ROOT / "demo" / file).read_text())["regions"].items()
}
NAMES["UA"] = {"uk": "Україна", "en": "Ukraine"}
REGION, INNER = "UA-43", "UA-43:UA01020000000022387"  # the one with the most places in it, and one of these
MORE = re.compile(r"And (\d+) more: (.+)")


class Country(Warned):
    """A whole country: 27 regions, what lies in them, real events."""

    def __init__(self, names: dict[str, Any] = NAMES) -> None:
        World.__init__(self)
        instance = {"id": "world", "region": "UA", "timezone": "Europe/Kyiv", "languages": ["uk", "en"]}
        instance |= {"mode": "demonstration", "emergency_numbers": ["112", "101", "102", "103"]}
        said = {"instance": {"name": {"uk": "UАразом", "en": "UArazom"}}}
        said["regions"] = {code: {"name": name} for code, name in names.items()}
        self.register(BEGAN, words=said, regions=sorted(set(names) - {"UA"}), alerting=ALERTING, instance=instance)


def words(event: str, place: dict[str, str], **more: Any) -> dict[str, Any]:
    """As the desk fills an event's texts."""

    def filled(texts: dict[str, str]) -> dict[str, str]:
        return {lang: text.format(place=place[lang], until="21:40") for lang, text in texts.items()}

    one = EVENTS[event]
    made = {"title": filled(one["headline"]), "text": filled(one["description"]), "instruction": one["instruction"]}
    return {**made, "event": one["name"], "place": place, **more}


def many(world: World, count: int, code: str = REGION, **more: Any) -> None:
    """So many warnings of one place, of several kinds and severities."""
    events, until = list(EVENTS), more.pop("until", hours(3))
    for number in range(count):
        event = events[number % len(events)]
        warn(
            world,
            f"{'drill' if more.get('exercise') else 'alert'}-{until.hour}-{number}",
            hours(0.5),
            regions=[code],
            until=until + timedelta(minutes=number % 50),
            words=words(event, NAMES[code]),
            severity="Severe" if number else "Extreme",
            **more,
        )


def page(world: Country, lang: str, code: str = REGION) -> bytes:
    path = f"{lang}/place/{code.replace(':', '.')}.html"
    return world.render(hours(2), [path])[path]


def weight(raw: bytes) -> int:
    return len(gzip.compress(raw, 9, mtime=0))


def lines(raw: bytes) -> list[str]:
    return [" ".join(one.text_content().split()) for one in html.fromstring(raw).xpath("//main//p | //main//h3")]


@pytest.mark.parametrize("code", [REGION, INNER, "UA-30", "UA"])
@pytest.mark.parametrize("lang", ["uk", "en"])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 10, 300])
def test_a_place_weighs_three_kilobytes_however_many_warnings_hold(count: int, lang: str, code: str) -> None:
    world = Country()
    many(world, count, code)
    made = page(world, lang, code)
    assert weight(made) <= PLACE_BYTES
    if count:
        first = EVENTS[next(iter(EVENTS))]["instruction"][lang]
        assert first in made.decode(), "what to do of the most severe"
    for number in ("112", "101", "102", "103"):
        assert f'href="tel:{number}"' in made.decode()


@pytest.mark.parametrize("count", [2, 10, 300])
def test_what_is_not_shown_is_counted_and_led_to(count: int) -> None:
    world = Country()
    many(world, count)
    made = page(world, "en")
    said = html.fromstring(made).get_element_by_id("said")
    shown = [one for one in said.xpath(".//a/@href") if "/alert/" in one]
    more = [found for one in said.xpath(".//p") if (found := MORE.fullmatch(" ".join(one.text_content().split())))]
    assert len(shown) == len(set(shown)) >= 1
    assert len(shown) + sum(int(found[1]) for found in more) == count
    assert bool(more) == (len(shown) < count)
    if more:
        assert said.xpath(".//p[starts-with(., 'And')]//a/@href") == ["../index.html#n"]
        home = world.render(hours(2), ["en/index.html"])["en/index.html"].decode()
        assert 'id="n"' in home
        assert all(f"alert/alert-{hours(3).hour}-{number}.html" in home for number in range(count))


def test_everything_at_once_is_cut_and_nothing_is_silent() -> None:
    world = Country()
    many(world, 60)
    many(world, 60, until=hours(1))  # whose time ran out
    many(world, 60, exercise=True)
    made = page(world, "en")
    assert weight(made) <= PLACE_BYTES
    shown = html.fromstring(made).xpath("//main//a/@href")
    counted = [MORE.fullmatch(line) for line in lines(made)]
    more = {found[2]: int(found[1]) for found in counted if found}
    assert {"Warnings in force", "Alert", "Exercises under way"} <= set(more)
    assert more["Warnings in force"] + sum(f"alert-{hours(3).hour}-" in href for href in shown) == 60
    assert more["Alert"] + sum(f"alert-{hours(1).hour}-" in href for href in shown) == 60
    drills = [line for line in lines(made) if line.startswith(MARK)]
    assert more["Exercises under way"] + len(drills) == 60


@pytest.mark.parametrize("letters", [1_500, 50_000])
def test_a_text_of_any_length_leaves_event_place_and_end(letters: int) -> None:
    world = Country()
    salad = "".join(Random(7).choices("абвгдежзийклмнопрстуфхцчшщьюя ", k=letters))  # hardly compresses
    told = words("air-raid", NAMES[REGION], instruction={"uk": salad, "en": salad})
    warn(world, "alert-1", hours(1), regions=[REGION], until=hours(3), words=told)
    made = page(world, "en")
    assert weight(made) <= PLACE_BYTES
    text = " ".join(lines(made))
    assert "Air raid alert: Autonomous Republic of Crimea, until 14 February, 11:00." in text


def test_a_region_of_very_many_places_names_as_many_as_fit() -> None:
    inner = {f"UA-43:{n:017}": {"uk": f"Район {n * 7919 % 9973}", "en": f"Raion {n * 7919 % 9973}"} for n in range(400)}
    made = page(Country({"UA-43": NAMES["UA-43"]} | inner), "en")
    assert weight(made) <= PLACE_BYTES
    root = html.fromstring(made)
    links = [href for href in root.xpath("//main//nav//li/a/@href") if "UA-43." in href]
    rest = root.xpath("//main//nav//p")
    assert 20 < len(links) < 400
    assert " ".join(rest[0].text_content().split()) == f"And {400 - len(links)} more: Warnings by place"
    assert rest[0].xpath(".//a/@href") == ["../places.html"]
