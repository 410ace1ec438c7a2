"""The sequence: one SQLite file that holds every entry in order. Its transaction is the moment of publication.

Rules: a row is appended and never changed (triggers hold this); the index has no gap; a payload digest, a content
digest, an act's place in its document and the identifier of a CAP message stand once. WAL with synchronous=FULL: a
commit that returned survives a power cut. Everything else on disk (tiles, checkpoint, proofs, pages) can be made again
from this file, and this file from the tiles (`record.rebuild`).

`document` holds the id of the act's document; the chains that are no documents carry a name that no id can have
(`verify.chain`): " roster" and " register", n being the version. A manifest has neither.
`subtree` keeps the roots of full tiles, so that open() reads 255 hashes a level and not the whole tree.

    store = Store.open(home / "record" / "record.sqlite3")
    store.append([row], {}, disk)
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from uarazom.record.disk import Disk
from uarazom.record.errors import Damaged

SCHEMA = 3
ROSTER_CHAIN, REGISTER_CHAIN = " roster", " register"
BUSY_SECONDS = 10  # how long a reader's checkpoint or a backup may make the writer wait
PAGE_ROWS = 512  # entries fetched at a time: at most 32 MiB in memory
TILE = 256  # hashes in a full tile (C2SP tlog-tiles)

ENTRY_TABLE = """
CREATE TABLE entry (
  idx            INTEGER PRIMARY KEY CHECK (idx >= 0),
  leaf_hash      BLOB NOT NULL CHECK (length(leaf_hash) = 32),
  payload_digest BLOB NOT NULL UNIQUE CHECK (length(payload_digest) = 32),
  content_digest BLOB NOT NULL UNIQUE CHECK (length(content_digest) = 32),
  document       TEXT,
  n              INTEGER,
  issued_at      TEXT NOT NULL CHECK (length(issued_at) = 20),
  envelope       BLOB NOT NULL CHECK (length(envelope) <= 65535),
  UNIQUE (document, n),
  CHECK ((document IS NULL) = (n IS NULL))
) STRICT;
CREATE TRIGGER entry_follows BEFORE INSERT ON entry
  WHEN NEW.idx <> (SELECT COALESCE(MAX(idx) + 1, 0) FROM entry)
  BEGIN SELECT RAISE(ABORT, 'the index has no gap'); END;
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'nothing is edited in place'); END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'nothing is taken out'); END;
"""
SUBTREE_TABLE = """
CREATE TABLE subtree (
  level INTEGER NOT NULL CHECK (level >= 1),
  idx   INTEGER NOT NULL CHECK (idx >= 0),
  hash  BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;
"""
MESSAGE_TABLE = """
CREATE TABLE message (
  identifier TEXT PRIMARY KEY,
  idx        INTEGER NOT NULL REFERENCES entry (idx)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER message_stays BEFORE UPDATE ON message BEGIN SELECT RAISE(ABORT, 'nothing is edited in place'); END;
CREATE TRIGGER message_remains BEFORE DELETE ON message BEGIN SELECT RAISE(ABORT, 'nothing is taken out'); END;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One sequenced entry. Digests and hashes are 32 raw bytes; `document` and `n` are None for a manifest.

    `identifier` is that of the CAP message which the act sends; it is given with a row to append, and not read back."""

    index: int
    leaf_hash: bytes
    payload_digest: bytes
    content_digest: bytes
    document: str | None
    n: int | None
    issued_at: str
    envelope: bytes
    identifier: str | None = None


COLUMNS = "idx, leaf_hash, payload_digest, content_digest, document, n, issued_at, envelope"
ROWS = f"SELECT {COLUMNS} FROM entry "  # noqa: S608 - a constant, as all below
SPAN = ROWS + "WHERE idx >= ? AND idx < ? ORDER BY idx"
BY_PAYLOAD, BY_CONTENT = ROWS + "WHERE payload_digest = ?", ROWS + "WHERE content_digest = ?"
BY_IDENTIFIER = ROWS + "WHERE idx = (SELECT idx FROM message WHERE identifier = ?)"  # noqa: S608
LAST = ROWS + "WHERE idx = (SELECT MAX(idx) FROM entry)"  # noqa: S608
HEAD = ROWS + "WHERE document = ? ORDER BY n DESC LIMIT 1"
CHAIN = ROWS + "WHERE document = ? ORDER BY n"
INSERT = f"INSERT INTO entry ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?)"  # noqa: S608

Known = Literal["payload_digest", "content_digest", "document"]


class Store:
    """The sequence on disk. One writer (the log holds the lock); any number of readers."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, still: bool = False) -> None:
        self._connection, self.path, self._still = connection, path, still

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open or make the store for writing, bringing an older schema up to this one.

        Raises: Damaged where the schema is newer than this program or the file is no store; OSError.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        store = cls(_connect(path, f"file:{_quoted(path)}?mode=rwc"), path)
        store._db.execute("PRAGMA journal_mode = WAL")
        store._db.execute("PRAGMA synchronous = FULL")
        store._upgrade()
        return store

    @classmethod
    def read(cls, path: Path) -> "Store":
        """Open the store for reading only. Raises: Damaged where it is missing or of another schema.

        A writer that stopped cleanly takes its -wal and -shm along, and who may not write in that folder cannot make
        them: the file is then read as it lies, which nobody changes as long as there is no -wal.
        """
        try:
            store = cls(_connect(path, _reading(path)), path)
        except Damaged:
            if not path.exists() or _wal(path).exists():
                raise
            store = cls(_connect(path, f"{_reading(path)}&immutable=1"), path, still=True)
        version = store.version()
        if version != SCHEMA:
            raise _other_schema(path, version)
        return store

    @property
    def _db(self) -> sqlite3.Connection:
        if self._still and _wal(self.path).exists():  # a writer is back: from now on its changes count
            live = _connect(self.path, _reading(self.path))
            self._connection.close()
            self._connection, self._still = live, False
        return self._connection

    def version(self) -> int:
        """The schema version of the file."""
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def close(self) -> None:
        """Close; an open transaction is rolled back."""
        self._connection.close()

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────
    def size(self) -> int:
        """How many entries are sequenced."""
        return int(self._db.execute("SELECT COALESCE(MAX(idx) + 1, 0) FROM entry").fetchone()[0])

    def rows(self, start: int, end: int) -> Iterator[Row]:
        """The entries with start ≤ index < end, in order."""
        while start < end:
            found = self._rows(SPAN, (start, min(start + PAGE_ROWS, end)))
            if not found:
                return
            yield from found
            start += len(found)

    def by_payload(self, digest: bytes) -> Row | None:
        """The entry with this payload digest."""
        return self._row(BY_PAYLOAD, (digest,))

    def by_content(self, digest: bytes) -> Row | None:
        """The entry with this content digest."""
        return self._row(BY_CONTENT, (digest,))

    def holds_any(self, column: Known, values: Iterable[object]) -> bool:
        """Whether an entry has one of these values: one question for many, where most often the answer is no."""
        wanted = list(values)
        pages = (wanted[start : start + PAGE_ROWS] for start in range(0, len(wanted), PAGE_ROWS))
        return any(self._holds(column, page) for page in pages)

    def _holds(self, column: Known, values: Sequence[object]) -> bool:
        marks = ",".join("?" * len(values))
        query = f"SELECT 1 FROM entry WHERE {column} IN ({marks}) LIMIT 1"  # noqa: S608 - a column of ours, and marks
        return self._db.execute(query, values).fetchone() is not None

    def by_identifier(self, identifier: str) -> Row | None:
        """The act that sent the CAP message with this identifier."""
        return self._row(BY_IDENTIFIER, (identifier,))

    def messages(self) -> Iterator[Row]:
        """Every act that sent a CAP message, in order."""
        for index in [index for (index,) in self._db.execute("SELECT idx FROM message ORDER BY idx")]:
            yield from self._rows(SPAN, (index, index + 1))

    def last(self) -> Row | None:
        """The last entry."""
        return self._row(LAST, ())

    def head(self, document: str) -> Row | None:
        """The latest act of a document, or the latest of a chain."""
        return self._row(HEAD, (document,))

    def chain(self, document: str) -> list[Row]:
        """Every act of a document, in order."""
        return self._rows(CHAIN, (document,))

    def leaf_hashes(self, start: int, end: int) -> list[bytes]:
        """The leaf hashes with start ≤ index < end."""
        query = "SELECT leaf_hash FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx"
        return [row[0] for row in self._db.execute(query, (start, end))]

    def subtrees(self, level: int, start: int, end: int) -> list[bytes]:
        """The roots of the full tiles below `level`: hash i covers 256^level leaves. Level 0 is the leaf hashes."""
        if level == 0:
            return self.leaf_hashes(start, end)
        query = "SELECT hash FROM subtree WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx"
        return [row[0] for row in self._db.execute(query, (level, start, end))]

    # ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────
    def append(self, rows: Sequence[Row], subtrees: Iterable[tuple[int, int, bytes]], disk: Disk) -> None:
        """Sequence rows in one durable transaction; all of them or none.

        Raises: OSError, sqlite3.Error; then nothing was sequenced, unless the commit itself persisted and failed to
        say so (whoever calls asks `size` again before trying anew).
        """
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(INSERT, map(_values, rows))
            messages = [(row.identifier, row.index) for row in rows if row.identifier is not None]
            self._db.executemany("INSERT INTO message VALUES (?,?)", messages)
            self._db.executemany("INSERT INTO subtree VALUES (?,?,?)", subtrees)
            disk.commit(self._db)
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def copy_to(self, target: Path) -> None:
        """A consistent copy, made while others write (SQLite's backup interface)."""
        copy = sqlite3.connect(target)
        try:
            self._db.backup(copy)
        finally:
            copy.close()

    def _row(self, query: str, values: tuple[object, ...]) -> Row | None:
        found = self._db.execute(query, values).fetchone()
        return None if found is None else Row(*found)

    def _rows(self, query: str, values: tuple[object, ...]) -> list[Row]:
        return [Row(*row) for row in self._db.execute(query, values)]

    # ── the schema ────────────────────────────────────────────────────────────────────────────────────────────────
    def _upgrade(self) -> None:
        """Bring the file up to SCHEMA; each step is one transaction, so a crash leaves one version or the next."""
        version = self.version()
        if version > SCHEMA:
            raise _other_schema(self.path, version)
        for step in range(version, SCHEMA):
            self._db.execute("BEGIN IMMEDIATE")
            UPGRADES[step](self._db)
            self._db.execute(f"PRAGMA user_version = {step + 1}")
            self._db.execute("COMMIT")


def _to_1(db: sqlite3.Connection) -> None:
    _run(db, ENTRY_TABLE)


def _to_2(db: sqlite3.Connection) -> None:
    """Version 1 kept no tile roots and read every leaf hash at each start."""
    from uarazom.record.tree import Edge

    _run(db, SUBTREE_TABLE)
    hashes = [row[0] for row in db.execute("SELECT leaf_hash FROM entry ORDER BY idx")]
    grown = Edge.empty().extend(hashes)
    db.executemany("INSERT INTO subtree VALUES (?,?,?)", grown.subtrees)


def _to_3(db: sqlite3.Connection) -> None:
    """Before version 3 no act sent a message."""
    _run(db, MESSAGE_TABLE)


UPGRADES = (_to_1, _to_2, _to_3)


def _run(db: sqlite3.Connection, script: str) -> None:
    """Each statement by itself: executescript() would commit the step's transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            db.execute(statement)
            statement = ""


def _connect(path: Path, uri: str) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False)
        db.execute("PRAGMA user_version")
    except sqlite3.Error as error:
        raise Damaged(
            expected="a SQLite file that can be read",
            got=str(error),
            where=str(path),
            remedy="check the path and its permissions; a lost or damaged store is made again from public/log",
        ) from error
    return db


def _reading(path: Path) -> str:
    return f"file:{_quoted(path)}?mode=ro"


def _wal(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _quoted(path: Path) -> str:
    """A path inside a SQLite URI, where ? and # mean something."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _values(row: Row) -> tuple[object, ...]:
    return (
        row.index,
        row.leaf_hash,
        row.payload_digest,
        row.content_digest,
        row.document,
        row.n,
        row.issued_at,
        row.envelope,
    )


def _other_schema(path: Path, version: int) -> Damaged:
    return Damaged(
        expected=f"schema version {SCHEMA}",
        got=f"version {version}",
        where=str(path),
        remedy="run the program version that wrote it" if version > SCHEMA else "start the signer once: it upgrades",
    )
