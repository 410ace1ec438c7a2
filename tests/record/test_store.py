"""The store's own promises: append only, no gap, older files brought up, newer ones left alone."""

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from record_state import Home, State
from tests.other_user import as_another_user

from uarazom.record.disk import RealDisk
from uarazom.record.errors import BatchRefused, Damaged
from uarazom.record.keys import seal
from uarazom.record.store import SCHEMA, Row, Store
from uarazom.record.tree import TILE, Edge, subtree_root
from uarazom.verify.entry import Entry

FIXTURE = Path(__file__).parent / "data" / "store-v1.sql"


def old_store(path: Path, more: int = 0) -> Path:
    """A file of schema version 1, with `more` made-up entries after its real ones."""
    with sqlite3.connect(path) as db:
        db.executescript(FIXTURE.read_text())
        for index in range(3, 3 + more):
            hashes = [sha256(f"{index} {name}".encode()).digest() for name in ("leaf", "payload", "content")]
            values = (index, *hashes, f"made-up-{index}", 1, "2022-02-14T06:00:00Z", b"")
            db.execute("INSERT INTO entry VALUES (?,?,?,?,?,?,?,?)", values)
    db.close()
    return path


def test_an_older_file_is_brought_up_and_keeps_every_entry(tmp_path: Path) -> None:
    path = old_store(tmp_path / "record.sqlite3")
    store = Store.open(path)
    assert (store.version(), store.size()) == (SCHEMA, 3)
    assert [Entry.parse(row.envelope).name for row in store.rows(0, 9)] == ["roster 1", "one/1", "two/1"]
    assert [row.index for row in store.chain("one")] == [1]
    store.close()
    again = Store.open(path)
    assert again.size() == 3
    again.close()


def test_an_upgrade_makes_what_the_older_version_did_not_keep(tmp_path: Path) -> None:
    store = Store.open(old_store(tmp_path / "record.sqlite3", more=2 * TILE))
    size = store.size()
    assert store.subtrees(1, 0, 9) == [subtree_root(store.leaf_hashes(n * TILE, (n + 1) * TILE)) for n in (0, 1)]
    grown = Edge.empty().extend(store.leaf_hashes(0, size))
    assert Edge.load(size, store.subtrees) == grown.edge
    store.close()


def test_an_older_log_goes_on_where_it_was(home: Home, state: State) -> None:
    """A home as the first version left it: the same entries, a store without tile roots."""
    path = home.path / "record" / "record.sqlite3"
    with sqlite3.connect(path) as db:
        db.executescript("DROP TABLE subtree; DROP TABLE message; PRAGMA user_version = 1;")
    db.close()
    with pytest.raises(Damaged, match="upgrades"):
        Store.read(path)
    with home.log() as log:
        log.append([state.act()])
    assert home.audit().checkpoint.tree_size == 3


def test_a_newer_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    Store.open(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    before = path.read_bytes()
    for way in (Store.open, Store.read):
        with pytest.raises(Damaged, match="run the program version that wrote it"):
            way(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database, but long enough to be one" * 100, None])
def test_what_is_no_store_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "record.sqlite3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Damaged, match="public/log"):
        Store.read(path)


def row(index: int, **changed: object) -> Row:
    hashes = [sha256(f"{index} {name}".encode()).digest() for name in ("leaf", "payload", "content")]
    fields = dict(zip(("leaf_hash", "payload_digest", "content_digest"), hashes, strict=True))
    rest = {"document": f"d-{index}", "n": 1, "issued_at": "2022-02-14T06:00:00Z", "envelope": b"{}"}
    return Row(**{"index": index, **fields, **rest, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "second",
    [
        row(2),
        row(0, document="x"),
        row(1, payload_digest=row(0).payload_digest),
        row(1, content_digest=row(0).content_digest),
        row(1, document="d-0"),
        row(1, envelope=b"x" * 65_536),
        row(1, leaf_hash=b"short"),
        row(1, n=None),
    ],
)
def test_the_database_itself_refuses_what_would_break_the_sequence(tmp_path: Path, second: Row) -> None:
    store = Store.open(tmp_path / "record.sqlite3")
    store.append([row(0)], [], RealDisk())
    with pytest.raises(sqlite3.IntegrityError):
        store.append([second], [], RealDisk())
    assert store.size() == 1
    store.append([row(1)], [], RealDisk())
    store.close()


@pytest.mark.parametrize("statement", ["UPDATE entry SET document = 'x'", "DELETE FROM entry WHERE idx = 0"])
def test_nothing_is_changed_or_taken_out(tmp_path: Path, statement: str) -> None:
    store = Store.open(tmp_path / "record.sqlite3")
    store.append([row(0)], [], RealDisk())
    store.close()
    with sqlite3.connect(tmp_path / "record.sqlite3") as db, pytest.raises(sqlite3.IntegrityError):
        db.execute(statement)
    db.close()


# ── the identifiers of messages ─────────────────────────────────────────────────────────────────────────────────────
def warning(state: State, document: str, identifier: str) -> bytes:
    message = {"digest": "0" * 64, "size": 1}
    fields = state.fields(document, kind="alert", act="publish", alert={"identifier": identifier, "message": message})
    return seal(fields, state.keys.bodies["mod"])


def test_an_identifier_stands_once_in_a_batch_and_ever_after(home: Home, state: State) -> None:
    with home.log() as log:
        with pytest.raises(BatchRefused, match="that of one/1"):
            log.append([warning(state, "one", "id.1"), warning(state, "two", "id.1")])
        log.append([warning(state, "one", "id.1"), warning(state, "two", "id.2")])
        with pytest.raises(BatchRefused, match="that of two/1"):
            log.append([warning(state, "three", "id.2")])
        (again,) = log.append([warning(state, "two", "id.2")])
        assert again.repeated, "the very same entry is no second message"


def test_identifiers_are_found_again_when_the_store_was_lost(home: Home, state: State) -> None:
    with home.log() as log:
        log.append([warning(state, "one", "id.1")])
    (home.path / "record" / "record.sqlite3").unlink()
    with home.log() as log:
        found = log.store.by_identifier("id.1")
        assert found is not None
        assert found.document == "one"
        with pytest.raises(BatchRefused, match="identifier"):
            log.append([warning(state, "two", "id.1")])


@pytest.fixture
def stopped() -> Iterator[Path]:
    """A store whose writer stopped cleanly: -wal and -shm are gone. Pytest's own folders are closed to other users."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = old_store(folder / "record.sqlite3")
        Store.open(path).close()
        assert [one.name for one in folder.iterdir()] == ["record.sqlite3"]
        yield path


def test_another_user_reads_while_the_writer_is_away(stopped: Path) -> None:
    def reads() -> None:
        assert Store.read(stopped).size() == 3

    as_another_user(stopped.parent, reads)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs two users; only root can be another")
def test_another_user_sees_what_the_writer_adds_when_it_is_back(stopped: Path) -> None:
    asked, answered = os.pipe(), os.pipe()
    done = threading.Event()

    def reads_on() -> None:
        store = Store.read(stopped)
        assert store.size() == 3
        os.write(answered[1], b"3")
        os.read(asked[0], 1)
        assert store.size() == 4

    def comes_back() -> None:
        os.read(answered[0], 1)
        with closing(Store.open(stopped)) as writer:
            hashes = [sha256(f"new {one}".encode()).digest() for one in ("leaf", "payload", "content")]
            writer.append([Row(3, *hashes, "made-up-3", 1, "2022-02-14T06:00:00Z", b"")], (), RealDisk())
            os.write(asked[1], b"4")
            done.wait(10)

    back = threading.Thread(target=comes_back, daemon=True)  # a failure must not wait for it
    back.start()
    as_another_user(stopped.parent, reads_on)
    done.set()
    back.join(10)


@pytest.mark.parametrize("way", ["missing", "closed"])
def test_a_store_that_cannot_be_read_at_all_is_told(tmp_path: Path, way: str) -> None:
    path = tmp_path / "record.sqlite3"
    if way == "closed":
        path.mkdir()
    with pytest.raises(Damaged, match="a SQLite file that can be read"):
        Store.read(path)
