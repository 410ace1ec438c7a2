"""A warning that comes while an archive is rendered does not wait for it; it all ends as if it had come before."""

import json
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.site.followed import Site
from tests.site.warnings import Warned, retract, warn
from tests.site.world import hours

from uarazom.site.files import Folder
from uarazom.site.publish import Publisher

NOW, LATER = hours(20), hours(20) + timedelta(seconds=70)
DOCUMENTS = 60  # some 600 files: more than one batch, and enough for a second process
LAST = "sitemap.xml"  # of a rank after the documents
WARNED = b"Go to a shelter."


def peace() -> Warned:
    """Documents of some days."""
    world = Warned()
    for number in range(DOCUMENTS):
        world.act(f"claim-{number}", "announce", hours(number / 10), by="a1", nature="event", section="security")
    return world


def archive() -> Warned:
    """The same, and a warning in force since before."""
    world = peace()
    warn(world, "old", hours(19), regions=["UA-05"], until=hours(23))
    return world


class Meanwhile(Site):
    """A publisher whose clock does something the `at`-th time that it is asked in a step, and looks from then on."""

    def __init__(self, world: Warned, root: Path, workers: int, act: Callable[[], Any], slow: float = 0) -> None:
        self.act, self.at, self.asked, self.now, self.slow = act, 2, 0, NOW, slow
        self.seen: list[tuple[bytes, bool]] = []
        super().__init__(world, root, workers=workers)

    def start(self) -> None:
        public, blob = self.root / "public", self.world.plain.get
        self.folder = Folder(public, compress=False, synced=self.look)
        self.publisher = Publisher(
            self.world, self.folder, self.root / "site/cursor", words=self.world.words, blob=blob, program=self.program,
            workers=self.workers, clock=self.clock,
        )  # fmt: skip

    def clock(self) -> datetime:
        self.asked += 1
        if self.asked == self.at:
            self.now = self.act() or self.now
        return self.now

    def look(self, root: Path) -> None:
        """What home says at each sync, and whether the render is past the documents."""
        time.sleep(self.slow)
        with suppress(FileNotFoundError):
            self.seen.append(((root / "en/index.html").read_bytes(), (root / LAST).exists()))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_warning_is_out_before_the_archive_is(workers: int, tmp_path: Path) -> None:
    world = archive()
    act = lambda: warn(world, "raid", NOW, regions=["UA-63"], until=hours(22)) and None  # noqa: E731
    site = Meanwhile(world, tmp_path, workers, act)
    made = site.publisher.step(NOW)
    assert made is not None
    assert made.full
    first = next(at for at, (home, _) in enumerate(site.seen) if b"alert/raid.html" in home)
    assert not site.seen[first][1], "the archive came first"
    assert all(b"alert/raid.html" in home for home, _ in site.seen[first:]), "an older page came after it"
    site.check(NOW)
    assert site.publisher.step(NOW) is None


@pytest.mark.parametrize("workers", [1, 2])
def test_a_warning_taken_back_meanwhile_is_gone_and_stays_gone(workers: int, tmp_path: Path) -> None:
    world = archive()
    site = Meanwhile(world, tmp_path, workers, lambda: retract(world, "old", NOW) and None)
    site.publisher.step(NOW)
    first = next(at for at, (home, _) in enumerate(site.seen) if WARNED not in home)
    assert not site.seen[first][1]
    assert not any(WARNED in home for home, _ in site.seen[first:])
    site.check(NOW)


@pytest.mark.parametrize("workers", [1, 2])
def test_at_the_minute_home_is_made_anew_and_what_ran_out_is_gone(workers: int, tmp_path: Path) -> None:
    world = archive()
    warn(world, "short", NOW, regions=["UA-63"], until=NOW + timedelta(seconds=30))
    site = Meanwhile(world, tmp_path, workers, lambda: LATER)
    site.publisher.step(NOW)
    first = next(at for at, (home, _) in enumerate(site.seen) if b"alert/short.html" not in home)
    assert not site.seen[first][1]
    site.check(LATER)
    assert json.loads(site.files()["now.json"])["made_at"] == LATER.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_is_no_warning_waits_and_a_register_is_never_read_half_way(tmp_path: Path) -> None:
    world = archive()

    def act() -> None:
        world.act("claim-late", "announce", NOW, by="a1", nature="event", section="security")
        world.register("2022-02-15T02:00:00Z", words={"bodies": {"desk": {"name": {"en": "Anew", "uk": "Нове"}}}})
        warn(world, "raid", NOW, regions=["UA-63"], until=hours(22))

    site = Meanwhile(world, tmp_path, 1, act)
    made = site.publisher.step(NOW)
    assert made is not None
    assert made.size == world.size - 3
    site.publisher.step(NOW)
    site.check(NOW)


def test_a_long_list_of_pages_too_looks_up_in_its_midst(tmp_path: Path) -> None:
    """No full render: many documents at once, as after an import."""
    world = archive()
    site = Meanwhile(world, tmp_path, 1, lambda: None)
    site.publisher.step(NOW)
    for number in range(DOCUMENTS):
        world.act(f"more-{number}", "announce", NOW, by="a1", nature="event", section="security")
    site.act = lambda: warn(world, "raid", NOW, regions=["UA-63"], until=hours(22)) and None
    site.at, site.seen = site.asked + 1, []
    made = site.publisher.step(NOW)
    assert made is not None
    assert not made.full
    lists = made.written.index("feeds/en/all.atom")
    assert made.written.index("en/claim/more-0.html") < lists
    assert any(b"alert/raid.html" in home for home, _ in site.seen[:-2])
    site.check(NOW)


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_in_the_midst_it_keeps_what_it_said_and_ends_right(workers: int, tmp_path: Path) -> None:
    def act(world: Warned) -> None:
        warn(world, "raid", NOW, regions=["UA-63"], until=hours(22))

    child = os.fork()
    if not child:
        os.setsid()
        world = archive()
        site = Meanwhile(world, tmp_path, workers, lambda: act(world), slow=0.05)
        site.publisher.step(NOW)
        time.sleep(60)
    home = tmp_path / "public/en/index.html"
    until = time.monotonic() + 30
    while not (home.exists() and b"alert/raid.html" in home.read_bytes()):
        assert time.monotonic() < until
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    world = archive()
    act(world)
    site = Meanwhile(world, tmp_path, workers, lambda: None)
    site.publisher.step(NOW)
    assert all(b"alert/raid.html" in home for home, _ in site.seen)
    site.check(NOW)


def begun(world: Warned) -> None:
    """Ten at once, of neighbours."""
    for number in range(10):
        warn(world, f"raid-{number}", NOW, regions=["UA-63:100" if number % 2 else "UA-05"], until=hours(22))


def taken_back(world: Warned) -> None:
    """A warning, and its retraction with it."""
    warn(world, "raid", NOW, regions=["UA-63"], until=hours(22))
    retract(world, "raid", NOW)


def drill(world: Warned) -> None:
    """An exercise and no warning."""
    warn(world, "drill", NOW, regions=["UA-63"], until=hours(22), exercise=True)


@pytest.mark.parametrize("act", [begun, taken_back, drill])
@pytest.mark.parametrize("at", [2, 7])
def test_while_all_is_made_under_a_hidden_name_too(act: Callable[[Warned], None], at: int, tmp_path: Path) -> None:
    """Nothing lies there yet: what is urgent gets its name before the rest, and keeps it."""
    world = peace()
    site = Meanwhile(world, tmp_path, 2, lambda: act(world))
    site.at = at
    site.publisher.step(NOW)
    site.check(NOW)
