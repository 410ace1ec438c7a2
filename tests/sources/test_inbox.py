"""The box: what came is kept as it came, once, and a crash loses nothing that was acknowledged."""

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.other_user import as_another_user

from uarazom.sources.inbox import BATCH_ARRIVALS, Arrival, Inbox
from uarazom.sources.item import Item

NOW = datetime(2022, 2, 14, 8, tzinfo=UTC)
ITEM = Item(0, "met@example.org", "a1", "2022-02-14T08:00:00+00:00", "c1", {"event": "flood"})


@pytest.fixture
def box(tmp_path: Path) -> Inbox:
    return Inbox.open(tmp_path / "sources" / "inbox.sqlite3")


def came(raw: bytes, *items: Item, source: str = "met", problem: str = "", at: datetime = NOW) -> Arrival:
    return Arrival(source, raw, at, items, problem)


def test_the_bytes_are_kept_as_they_came(box: Inbox) -> None:
    raw = b"\xef\xbb\xbf  <alert>\xff</alert>"
    (taken,) = box.take([came(raw, ITEM)])
    assert taken == (1, 0, 0, True)
    (kept,) = box.latest()
    assert (kept.item, kept.source, kept.received_at, kept.conflict) == (ITEM, "met", NOW, False)
    assert box.raw(kept.raw) == raw
    assert box.raw("0" * 64) is None


def test_the_same_again_is_a_replay_whatever_stands_around_it(box: Inbox) -> None:
    box.take([came(b"one", ITEM)])
    (taken,) = box.take([came(b"the feed with another date", replace(ITEM, position=3))])
    assert taken == (0, 1, 0, False)
    assert len(box.latest()) == 1


def test_the_same_identity_with_other_content_is_a_conflict_and_the_first_stands(box: Inbox) -> None:
    box.take([came(b"one", ITEM)])
    (taken,) = box.take([came(b"two", replace(ITEM, content="c2"))])
    assert taken == (0, 0, 1, True)
    first, second = reversed(box.latest())
    assert (first.conflict, second.conflict) == (False, True)
    assert box.take([came(b"two", replace(ITEM, content="c2"))])[0] == (0, 1, 0, False)


def test_two_sources_may_bring_the_same(box: Inbox) -> None:
    assert [taken.new for taken in box.take([came(b"one", ITEM), came(b"one", ITEM, source="relay")])] == [1, 1]


def test_twice_in_one_document_is_once(box: Inbox) -> None:
    assert box.take([came(b"one", ITEM, replace(ITEM, position=1))])[0].new == 1


def test_what_could_not_be_read_is_kept_with_the_reason_once(box: Inbox) -> None:
    for _ in range(2):
        box.take([came(b"\x00", problem="expected XML, got NUL")])
    ((source, at, digest, why),) = box.problems()
    assert (source, at, why) == ("met", NOW, "expected XML, got NUL")
    assert box.raw(digest) == b"\x00"


def test_a_follower_reads_on_from_its_cursor_and_never_back(box: Inbox) -> None:
    box.take([came(b"x", *(replace(ITEM, identifier=f"a{n}") for n in range(5)))])
    first = box.unseen("desk", limit=3)
    box.seen("desk", first[-1].id)
    assert [kept.item.identifier for kept in box.unseen("desk")] == ["a3", "a4"]
    box.seen("desk", 1)
    assert len(box.unseen("desk")) == 2
    assert len(box.unseen("another")) == 5


def test_old_bytes_go_and_items_stay(box: Inbox) -> None:
    box.take([came(b"old", ITEM), came(b"new", replace(ITEM, identifier="a2"), at=NOW + timedelta(days=9))])
    assert box.prune(NOW + timedelta(days=1)) == 1
    new, old = box.latest()
    assert box.raw(old.raw) is None
    assert box.raw(new.raw) == b"new"
    assert box.take([came(b"old again", ITEM)])[0] == (0, 1, 0, False)


def test_a_batch_has_an_end(box: Inbox) -> None:
    with pytest.raises(ValueError, match="at most"):
        box.take([came(b"x")] * (BATCH_ARRIVALS + 1))


def test_a_box_of_a_later_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "inbox.sqlite3"
    box = Inbox.open(path)
    box._db.execute("PRAGMA user_version = 99")
    box.close()
    with pytest.raises(ValueError, match="version"):
        Inbox.open(path)


KILLED = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from uarazom.sources.inbox import Arrival, Inbox, Item
box = Inbox.open(Path(sys.argv[1]))
for n in range(10**6):
    box.take([Arrival("met", b"%d" % n, datetime.now(UTC), [Item(0, "s", str(n), "t", "c")])])
    print(n, flush=True)
    if n == 20:
        os.kill(os.getpid(), 9)
"""


def test_what_was_taken_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "inbox.sqlite3"
    run = subprocess.run([sys.executable, "-c", KILLED, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == -9
    told = [int(line) for line in run.stdout.split()]
    assert [int(kept.item.identifier) for kept in Inbox.open(path).items()] == told


def test_the_rhythm_is_kept_for_the_next_start(box: Inbox) -> None:
    assert box.rhythm("met") == {}
    box.keep_rhythm("met", {"etag": '"a1"'})
    box.keep_rhythm("met", {"etag": '"a2"'})
    assert box.rhythm("met") == {"etag": '"a2"'}


def test_another_user_reads_what_came_and_writes_nothing() -> None:
    """The desk has a user of its own, and no right to write where the intake does."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder, path = Path(name), Path(name) / "inbox.sqlite3"
        folder.chmod(0o755)
        writer = Inbox.open(path)
        writer.take([came(b"<alert/>", ITEM)])

        def reads() -> None:
            with closing(Inbox.read(path)) as box:
                assert [kept.source for kept in box.latest()] == ["met"]
                with pytest.raises(sqlite3.OperationalError):
                    box.seen("desk", 1)

        as_another_user(folder, reads)
        writer.close()
        assert [one.name for one in folder.iterdir()] == ["inbox.sqlite3"]
        as_another_user(folder, reads)
