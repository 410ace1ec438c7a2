"""Now means now: a warning that is issued, changed or over is so in every file at that second, and first of all."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.site.test_publish import Site
from tests.site.warnings import PLACES, Warned, add, retract, warn
from tests.site.world import hours

from uarazom.site.files import Folder
from uarazom.site.script import SOURCE
from uarazom.site.times import RELIABLE

NOW = ("en/index.html", "uk/text/index.html", "en/place/UA-63.html", "uk/place/UA-63.100.html", "en/places.html")
MACHINES = ("alerts.json", "cap/alerts.atom", "cap/alerts-en.rss", "cap/alerts.geojson", "now.json")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(Warned(), tmp_path)
    made.publisher.step(hours(1))
    return made


def speaks(site: Site, id: str) -> dict[str, bool]:
    """Which of the files that speak of now speak of a warning."""
    files = site.files()
    found = {path: f"alert/{id}.html".encode() in files[path] for path in NOW[:4]}
    found |= {path: f".{id}.".encode() in files[path] for path in MACHINES[1:3]}
    found["cap/alerts.geojson"] = f'"id":"{id}"'.encode() in files["cap/alerts.geojson"]
    found["alerts.json"] = id in [one["id"] for one in json.loads(files["alerts.json"])["alerts"]]
    found["now.json"] = id in json.loads(files["now.json"])["alerts"]
    return found


ENDS: dict[str, Callable[[Warned, datetime], Any]] = {
    "all_clear": lambda world, at: warn(world, "raid", at, regions=["UA-63"], ends="all_clear"),
    "cancelled": lambda world, at: retract(world, "raid", at, ground="cancelled"),
    "withdrawn": lambda world, at: retract(world, "raid", at),
    "expired": lambda world, at: None,
}


@pytest.mark.parametrize("how", ENDS)
def test_it_is_there_at_its_second_and_gone_at_its_second(site: Site, how: str) -> None:
    begin, end = hours(1) + timedelta(seconds=7), hours(1) + timedelta(seconds=47)
    warn(site.world, "raid", begin, regions=["UA-63"], until=end if how == "expired" else hours(5))
    site.publisher.step(begin)
    assert all(speaks(site, "raid").values()), speaks(site, "raid")
    site.check(begin)
    ENDS[how](site.world, end)  # type: ignore[arg-type]
    if how == "expired":
        assert site.publisher.next_due(begin) == end
    site.publisher.step(end)
    still = {path for path, there in speaks(site, "raid").items() if there}
    assert still == ({"en/place/UA-63.html", "uk/place/UA-63.100.html"} if how == "expired" else set())
    if how == "expired":  # there it says that time ran out, and that nothing is known
        assert b"Not known whether a warning is in force" in site.files()["en/place/UA-63.html"]
    assert f'"status":"{how}"'.encode() in site.files()["document/raid.json"]
    site.check(end)


def test_what_says_that_there_is_danger_lies_there_before_anything_else_is_written(tmp_path: Path) -> None:
    world, root = Warned(), tmp_path / "public"
    seen: list[tuple[bool, bool]] = []

    def look(_: Path) -> None:
        home, lists = root / "en/index.html", root / "en/archive/kind/alert/index.html"
        seen.append((home.is_file() and b"alert/raid.html" in home.read_bytes(), lists.exists()))

    site = Site(world, tmp_path)
    site.folder = Folder(root, compress=False, synced=look)
    site.start()
    site.publisher.step(hours(1))
    warn(world, "raid", hours(1.1), regions=["UA-63"], until=hours(3))
    seen.clear()
    made = site.publisher.step(hours(1.1))
    assert made is not None
    assert (True, False) in seen
    assert seen[-1] == (True, True)
    urgent = ["cap/2.49.0.1.804.raid.1.xml", "en/alert/raid.html", "document/raid.json", "alerts.json"]
    urgent += ["cap/alerts.atom", "en/place/UA-63.html", "en/index.html", "now.json"]
    urgent += ["en/archive/kind/alert/index.html", "feeds/en/all.atom"]
    assert sorted(urgent, key=made.written.index) == urgent


def test_a_publication_that_is_no_warning_touches_no_place(site: Site) -> None:
    site.world.act("claim-1", "announce", hours(1), by="a1", nature="event")
    made = site.publisher.step(hours(1) + timedelta(seconds=20))
    assert made is not None
    assert not [path for path in made.written if "/place/" in path or path.startswith("cap/")]
    warn(site.world, "raid", hours(1) + timedelta(seconds=25), regions=["UA-63:100"], until=hours(3))
    made = site.publisher.step(hours(1) + timedelta(seconds=25))
    assert made is not None
    places = {path for path in made.written if path.startswith("en/place/")}
    assert places == {"en/place/UA.html", "en/place/UA-63.html", "en/place/UA-63.100.html"}


def test_places_speak_as_of_the_full_minute_and_are_made_at_it(site: Site) -> None:
    assert site.publisher.next_due(hours(1)) == hours(1) + timedelta(seconds=60)
    site.publisher.step(hours(1) + timedelta(seconds=30))
    assert site.publisher.next_due(hours(1)) == hours(1) + timedelta(seconds=60)
    made = site.publisher.step(hours(1) + timedelta(seconds=60))
    assert made is not None
    assert {f"uk/place/{code.replace(':', '.')}.html" for code in PLACES} <= set(made.written)


def grow(world: Warned, choose: Callable[[list], Any], at: datetime) -> None:
    """One more act of warnings, of exercises, or of something else."""
    exercise = choose([False, False, True])
    there = [id for id in (world.drills if exercise else world.latest) if id.startswith("w")]
    what = choose(["new", "new", "update", "end", "care", "claim"])
    places: dict[str, Any] = {"regions": choose([["UA"], ["UA-63"], ["UA-63:100"], ["UA-05", "UA-65"]])}
    places |= choose([{}, {"parts": {"UA-63:200": "part"}}, {"parts": {"UA": "possibly"}}])
    until = at + timedelta(seconds=choose([20, 61, 3_600, 90_000]))
    if what == "claim":
        world.act(f"claim-{world.size}", "announce", at, by="a1", nature="state", section="safety")
    elif what == "new" or not there:
        severity = choose(["Extreme", "Minor"])
        id = choose(["w1", f"w{world.size}"])
        if id not in there:
            warn(world, id, at, until=until, severity=severity, exercise=exercise, **places)
    elif what == "update":
        warn(world, choose(there), at, until=until, act=choose(["publish", "correct"]), exercise=exercise, **places)
    elif what == "end":
        id, how = choose(there), choose(["all_clear", "false_alert", "cancelled"])
        if how == "all_clear":
            warn(world, id, at, ends=how, exercise=exercise, **places)
        else:
            retract(world, id, at, ground=how, exercise=exercise)
    else:
        add(world, choose(there), choose(["hold", "release", "clarify"]), at, exercise=exercise)


@settings(max_examples=max(settings.default.max_examples // 8, 1), phases=[Phase.generate])
@given(st.data())
def test_incremental_is_full_with_warnings_in_play(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    world, at = Warned(), hours(0)
    site = Site(world, tmp_path_factory.mktemp("site"))

    def choose(options: list) -> Any:
        return data.draw(st.sampled_from(options))

    for _ in range(data.draw(st.integers(1, 6))):
        for _ in range(data.draw(st.integers(0, 4))):
            grow(world, choose, at)
            at += timedelta(seconds=choose([0, 1, 25, 60, 3_700]))
        now = at + timedelta(seconds=choose([-3_600, -30, 0, 1, 19, 20, 86_400]))
        if choose([0, 0, 1]):
            site.start()
        site.publisher.step(now)
        assert site.publisher.at is not None
        assert abs(now - site.publisher.at) < timedelta(seconds=60)
        site.check(site.publisher.at)


def test_a_place_that_the_register_lists_no_more_is_named_in_the_file_for_devices() -> None:
    world = Warned()
    path = "alerts.json"
    assert json.loads(world.render(hours(1), [path])[path])["places_gone"] == []
    world.register("2022-02-14T06:30:00Z", regions=["UA-05", "UA-63", "UA-63:200", "UA-63:300"])
    assert json.loads(world.render(hours(1), [path])[path])["places_gone"] == ["UA-63:100", "UA-65"]
    world.register("2022-02-14T06:40:00Z", regions=PLACES[1:])
    assert json.loads(world.render(hours(1), [path])[path])["places_gone"] == ["UA-63:300"]


def test_the_script_relies_on_a_file_as_long_as_the_pages_do() -> None:
    lasts = re.search(rb"LASTS = (\d+)e3", SOURCE)
    assert lasts is not None
    assert int(lasts[1]) == RELIABLE.total_seconds()
