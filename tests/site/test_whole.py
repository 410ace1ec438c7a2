import gzip
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Event

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.site.followed import Site, quiet, small
from tests.site.world import hours

from uarazom.site.context import Context
from uarazom.site.crew import Children, Turns, again_and_again, stretches
from uarazom.site.files import RESERVED, Folder, PathError
from uarazom.site.pool import render_all
from uarazom.site.whole import MAKING, Anew, Over, where

PAGE = b"<!doctype html><p>" + b"as of 21:00, Kharkiv district: " * 40
PAGES = [("uk/claim/a.html", PAGE), ("document/a.json", PAGE), ("index.html", PAGE), ("uk/index.html", PAGE)]
PATHS = [path for path, _ in PAGES]


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_is_made_anew_is_what_is_written_file_by_file(tmp_path: Path) -> None:
    one, other = Folder(tmp_path / "one", synced=quiet), Folder(tmp_path / "other", synced=quiet)
    site = where(one, trust=True)
    assert isinstance(site, Anew)
    assert site.put(PAGES) == tuple(PATHS) == other.put(PAGES)
    site.finish(PATHS)
    assert not list(site.found())
    assert tree(one.root) == tree(other.root)
    assert one.put(PAGES) == ()  # its variants count: none is newer than its file
    assert brotli.decompress((one.root / "index.html.br").read_bytes()) == PAGE
    assert gzip.decompress((one.root / "uk/index.html.gz").read_bytes()) == PAGE


def test_nothing_has_its_name_before_all_is_whole_and_synced(tmp_path: Path) -> None:
    seen: list[set[str]] = []
    site = where(Folder(tmp_path, synced=lambda root: seen.append({one.name for one in root.iterdir()})), trust=True)
    site.put(PAGES)
    site.finish(PATHS)
    assert seen == [{MAKING}, {"document", "uk", *(f"index.html{end}" for end in ("", ".br", ".gz"))}]


def test_what_publication_order_ends_last_gets_its_name_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named: list[str] = []
    rename = os.rename
    monkeypatch.setattr(os, "rename", lambda old, new: (named.append(Path(new).name), rename(old, new))[1])
    site = where(Folder(tmp_path, synced=quiet), trust=True)
    site.put(PAGES)
    site.finish(PATHS)
    assert named == ["document", "index.html.br", "index.html.gz", "index.html", "uk"]


def test_other_rooms_keep_what_they_have(tmp_path: Path) -> None:
    for name in RESERVED:
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept").write_bytes(b"kept")
    site = where(Folder(tmp_path, synced=quiet), trust=True)
    assert isinstance(site, Anew)
    site.put([("uk/a.html", b"small")])
    site.finish(["uk/a.html"])
    assert sorted(tree(tmp_path)) == sorted(["uk/a.html", *(f"{name}/kept" for name in RESERVED)])
    with pytest.raises(PathError):
        Anew(Folder(tmp_path)).put([("log/checkpoint", PAGE)])


def test_where_a_file_lies_nothing_is_made_anew(tmp_path: Path) -> None:
    folder = Folder(tmp_path, synced=quiet)
    folder.put([("uk/old.html", PAGE)])
    site = where(folder, trust=True)
    assert isinstance(site, Over)
    assert site.put(PAGES) == tuple(PATHS)
    site.finish(PATHS)
    assert set(site.found()) == {*PATHS, "uk/old.html"}


def test_what_was_urgent_meanwhile_stays(tmp_path: Path) -> None:
    folder = Folder(tmp_path, synced=quiet)
    site = where(folder, trust=True)
    site.put(PAGES)
    folder.put([("uk/index.html", b"a warning"), ("cap/alert.xml", PAGE), ("index.html", b"now")])
    site.finish(PATHS)
    found = tree(tmp_path)
    assert found["uk/index.html"] == b"a warning"
    assert found["index.html"] == b"now"
    assert not {"uk/index.html.br", "uk/index.html.gz", "index.html.br"} & found.keys()  # of what it replaced
    assert {"cap/alert.xml", "uk/claim/a.html.br", "document/a.json.gz"} <= found.keys()
    assert MAKING not in {path.name for path in tmp_path.iterdir()}


def test_a_render_that_fails_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    """A full disk, in a process of its own and in this one."""
    world = small()
    for number in range(80):
        world.act(f"claim-{number + 10}", "announce", hours(2), by="a1", section="safety", nature="event")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, limits[1]))
    try:
        for workers in (1, 2):
            with pytest.raises((OSError, RuntimeError), match=r"too large|No space|see above"):
                render_all(Context(world.ledger(), hours(3)), Folder(tmp_path, synced=quiet), workers=workers)
            assert tree(tmp_path) == {}
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_disk_that_fails_beside_the_render_fails_it() -> None:
    tried = Event()

    def fails() -> None:
        tried.set()
        raise OSError("the disk says no")

    with pytest.raises(OSError, match="the disk says no"), again_and_again(fails, every_seconds=0.001):
        assert tried.wait(5)


@given(length=st.integers(0, 2000), workers=st.integers(2, 7), chance=st.randoms())
def test_whoever_is_quicker_each_path_is_taken_once(length: int, workers: int, chance: Random) -> None:
    paths = [str(number) for number in range(length)]
    taken: list[str] = []
    for stretch, steps in stretches(paths, workers):
        turns = Turns(stretch)
        running = [turns.paths(step) for step in steps]
        while running:
            path = next(one := chance.choice(running), None)
            running.remove(one) if path is None else taken.append(path)
        turns.close()
    assert sorted(taken) == sorted(paths)


KILLED = """
import os, sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.site.followed import Site, small
from tests.site.world import hours
site, left, rename = Site(small(), Path(sys.argv[1])), int(sys.argv[2]), os.rename
def dying(old, new):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    rename(old, new)
os.rename = dying
site.publisher.step(hours(3))
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("renames", [0, 1, 4, 1000])
def test_killed_at_any_name_the_next_start_makes_it_whole(tmp_path: Path, root: Path, renames: int) -> None:
    program = KILLED.format(root=str(root))
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path), str(renames)], check=False, cwd=root)
    assert died.returncode == -signal.SIGKILL
    assert (tmp_path / "public" / MAKING).exists() == (renames < 1000)
    site = Site(small(), tmp_path)
    site.publisher.step(hours(3))
    site.check(hours(3))


def test_a_fork_that_died_half_way_left_nothing_that_counts(tmp_path: Path) -> None:
    (tmp_path / "public" / MAKING / "uk").mkdir(parents=True)
    (tmp_path / "public" / MAKING / "uk/half.html").write_bytes(b"<!doc")
    site = Site(small(), tmp_path)
    site.publisher.step(hours(3))
    site.check(hours(3))


ORPHANED = """
import os, sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.site.followed import quiet, small
from tests.site.world import hours
from uarazom.site.context import Context
from uarazom.site.files import Folder
from uarazom.site.pool import render_all
root, own = Path(sys.argv[1]), os.getpid()
class Slow(Folder):
    def variants(self, path, data):
        if os.getpid() != own:
            (root / "children" / str(os.getpid())).touch()
            time.sleep(30)
        return ()
def dying(context):
    if len(os.listdir(root / "children")) == 2:
        os.kill(own, 9)
    return context, ()
(root / "children").mkdir()
world = small()
for number in range(80):
    world.act(f"claim-{{number + 10}}", "announce", hours(2), by="a1", section="safety", nature="event")
render_all(Context(world.ledger(), hours(3)), Slow(root / "public", synced=quiet), workers=2, meanwhile=dying)
"""


def lives(process: int) -> bool:
    """Whether it runs; one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_killed_while_others_render_for_it_none_of_them_goes_on(tmp_path: Path, root: Path) -> None:
    """They would write pages of before over those of the publisher that is started next."""
    program = ORPHANED.format(root=str(root))
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False, cwd=root)
    assert died.returncode == -signal.SIGKILL
    children = [int(path.name) for path in (tmp_path / "children").iterdir()]
    until = time.monotonic() + 5
    while (left := [one for one in children if lives(one)]) and time.monotonic() < until:
        time.sleep(0.01)
    for one in left:
        os.kill(one, signal.SIGKILL)
    assert len(children) == 2
    assert left == []


def test_where_one_cannot_be_started_those_before_it_are_ended() -> None:
    """No memory is left for another."""
    first = subprocess.Popen(["sleep", "30"])

    def started() -> Iterator[int]:
        yield first.pid
        raise OSError("cannot allocate memory")

    with pytest.raises(OSError, match="cannot allocate"):
        Children(started())
    assert not lives(first.pid)
    first.wait()
