"""The box in which everything that came is kept, as it came, before anybody decides anything.

Rules, in order:
1. The raw bytes are kept byte for byte, once each, beside when they came and from which source.
2. What a document holds is noted as items; (source, sender, identifier, sent) is an item's identity. The first stands:
   the same again is a replay; the same identity with other content is kept too, and marked as a conflict.
3. A document that could not be read is kept like any other, with the reason.
4. A document that brings nothing new is not kept again: a feed that changes a date every minute must not fill a disk.
5. One transaction a batch, on disk before anybody is told that it was taken (MQTT acknowledges after it).
Nothing is ever changed or taken out but by `prune`, which drops the raw bytes of what is older than it is told, and
keeps the items.

    box = Inbox.open(path)
    box.take([Arrival("met", raw, received_at, items)])     # → one Taken for each
    box.unseen("desk", limit=100)                           # from a follower's own cursor, in order

On disk after a crash: whole batches, or nothing of one; the source sends it again, and what was there is a replay.
"""

import hashlib
import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, Self

from uarazom.sources.item import Item
from uarazom.sources.onefile import for_reading, opened, writing

SCHEMA = 1
BATCH_ARRIVALS = 1_000  # of one transaction

TABLES = (
    "CREATE TABLE raw (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, bytes BLOB) STRICT",
    """CREATE TABLE arrival (
      id INTEGER PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL REFERENCES raw (digest),
      received_at TEXT NOT NULL, problem TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE item (
      id INTEGER PRIMARY KEY, arrival INTEGER NOT NULL REFERENCES arrival (id), position INTEGER NOT NULL,
      source TEXT NOT NULL, sender TEXT NOT NULL, identifier TEXT NOT NULL, sent TEXT NOT NULL,
      content TEXT NOT NULL, conflict INTEGER NOT NULL, facts TEXT NOT NULL,
      UNIQUE (source, sender, identifier, sent, content)
    ) STRICT""",
    "CREATE TABLE cursor (follower TEXT PRIMARY KEY, item INTEGER NOT NULL) STRICT",
    "CREATE TABLE rhythm (source TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT",
    "CREATE TRIGGER item_stays BEFORE UPDATE ON item BEGIN SELECT RAISE(ABORT, 'kept as it came'); END",
    "CREATE TRIGGER item_remains BEFORE DELETE ON item BEGIN SELECT RAISE(ABORT, 'kept as it came'); END",
    "CREATE TRIGGER arrival_stays BEFORE UPDATE ON arrival BEGIN SELECT RAISE(ABORT, 'kept as it came'); END",
    "CREATE TRIGGER arrival_remains BEFORE DELETE ON arrival BEGIN SELECT RAISE(ABORT, 'kept as it came'); END",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document as it came. `problem`: why nothing could be read from it, where that is so."""

    source: str
    raw: bytes
    received_at: datetime
    items: Sequence[Item] = ()
    problem: str = ""


class Taken(NamedTuple):
    """What one arrival brought: how many items were new, came again, or contradict what came first."""

    new: int
    replayed: int
    conflicting: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """An item as it lies in the box."""

    id: int
    source: str
    received_at: datetime
    raw: str
    item: Item
    conflict: bool


class Inbox:
    """One file. One writer at a time; readers as many as like."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """The box, made if it is not there. Raises: sqlite3.Error, ValueError where it is of a later version."""
        box = cls(opened(path, SCHEMA, TABLES))
        with writing(box._db):
            box._db.execute("CREATE INDEX IF NOT EXISTS item_of_source ON item (source, id)")
        return box

    @classmethod
    def read(cls, path: Path) -> Self:
        """The box for reading alone, also for who may not write in its folder. Raises: sqlite3.Error, ValueError."""
        return cls(for_reading(path, SCHEMA))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def take(self, arrivals: Sequence[Arrival]) -> tuple[Taken, ...]:
        """Keep a batch; when it returns, all of it is on disk. Raises: sqlite3.Error; then nothing of it is kept."""
        if len(arrivals) > BATCH_ARRIVALS:
            raise ValueError(f"expected at most {BATCH_ARRIVALS} arrivals in a batch, got {len(arrivals)}")
        with writing(self._db):
            return tuple(map(self._take, arrivals))

    def _take(self, arrival: Arrival) -> Taken:
        fresh = [item for item in _once(arrival.items) if not self._has(arrival.source, item)]
        conflicts = [item for item in fresh if self._contradicts(arrival.source, item)]
        keep = bool(fresh) or (bool(arrival.problem) and not self._had(arrival))
        if keep:
            number = self._keep(arrival)
            for item in fresh:
                self._note(number, arrival.source, item, conflict=item in conflicts)
        return Taken(len(fresh) - len(conflicts), len(arrival.items) - len(fresh), len(conflicts), keep)

    def _has(self, source: str, item: Item) -> bool:
        return self._any(_SAME + " AND content = ?", source, *_identity(item), item.content)

    def _contradicts(self, source: str, item: Item) -> bool:
        return self._any(_SAME, source, *_identity(item))

    def _had(self, arrival: Arrival) -> bool:
        digest = hashlib.sha256(arrival.raw).hexdigest()
        return self._any("SELECT 1 FROM arrival WHERE source = ? AND digest = ?", arrival.source, digest)

    def _any(self, query: str, *values: str) -> bool:
        return self._db.execute(query, values).fetchone() is not None

    def _keep(self, arrival: Arrival) -> int:
        digest = hashlib.sha256(arrival.raw).hexdigest()
        self._db.execute("INSERT OR IGNORE INTO raw VALUES (?, ?, ?)", (digest, len(arrival.raw), arrival.raw))
        row = (arrival.source, digest, arrival.received_at.isoformat(), arrival.problem)
        done = self._db.execute("INSERT INTO arrival (source, digest, received_at, problem) VALUES (?, ?, ?, ?)", row)
        return int(done.lastrowid or 0)

    def _note(self, arrival: int, source: str, item: Item, *, conflict: bool) -> None:
        facts = json.dumps(item.facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        row = (arrival, item.position, source, *_identity(item), item.content, conflict, facts)
        self._db.execute("INSERT INTO item VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    # ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────
    def items(self, after: int = 0, limit: int = BATCH_ARRIVALS) -> tuple[Kept, ...]:
        """The items after a number, in the order in which they came."""
        rows = self._db.execute(f"{_SELECT} WHERE item.id > ? ORDER BY item.id LIMIT ?", (after, limit))
        return tuple(map(_kept, rows))

    def latest(self, limit: int = 200, source: str | None = None) -> tuple[Kept, ...]:
        """The items that came last, newest first; of one source when it is named."""
        where, values = ("WHERE item.source = ?", (source, limit)) if source else ("", (limit,))
        return tuple(map(_kept, self._db.execute(f"{_SELECT} {where} ORDER BY item.id DESC LIMIT ?", values)))

    def sources(self) -> tuple[str, ...]:
        """Every source that ever brought something."""
        return tuple(source for (source,) in self._db.execute("SELECT DISTINCT source FROM item ORDER BY source"))

    def item(self, number: int) -> Kept | None:
        """One item."""
        row = self._db.execute(f"{_SELECT} WHERE item.id = ?", (number,)).fetchone()
        return _kept(row) if row else None

    def raw(self, digest: str) -> bytes | None:
        """The bytes as they came; None where they were pruned or never came."""
        row = self._db.execute("SELECT bytes FROM raw WHERE digest = ?", (digest,)).fetchone()
        return row[0] if row else None

    def problems(self, limit: int = 50) -> tuple[tuple[str, datetime, str, str], ...]:
        """What could not be read, newest first: source, when it came, digest, why."""
        query = "SELECT source, received_at, digest, problem FROM arrival WHERE problem <> '' ORDER BY id DESC LIMIT ?"
        rows = self._db.execute(query, (limit,))
        return tuple((source, datetime.fromisoformat(at), digest, why) for source, at, digest, why in rows)

    def unseen(self, follower: str, limit: int = BATCH_ARRIVALS) -> tuple[Kept, ...]:
        """What a follower has not yet dealt with, in order."""
        row = self._db.execute("SELECT item FROM cursor WHERE follower = ?", (follower,)).fetchone()
        return self.items(row[0] if row else 0, limit)

    def seen(self, follower: str, number: int) -> None:
        """Move a follower's cursor, never back."""
        with writing(self._db):
            self._db.execute(
                "INSERT INTO cursor VALUES (?, ?) ON CONFLICT (follower) DO UPDATE SET item = max(item, excluded.item)",
                (follower, number),
            )

    def rhythm(self, source: str) -> dict[str, Any]:
        """What was noted of how a source is asked; empty at first."""
        row = self._db.execute("SELECT state FROM rhythm WHERE source = ?", (source,)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def rhythms(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The same of every source that was ever asked."""
        rows = self._db.execute("SELECT source, state FROM rhythm ORDER BY source")
        return tuple((source, json.loads(state)) for source, state in rows)

    def keep_rhythm(self, source: str, state: Mapping[str, Any]) -> None:
        """Note it, for the next start and for whoever looks."""
        with writing(self._db):
            self._db.execute("INSERT OR REPLACE INTO rhythm VALUES (?, ?)", (source, json.dumps(state)))

    def prune(self, before: datetime) -> int:
        """Drop the raw bytes of what came before an instant; items and digests stay. Returns how many were dropped."""
        with writing(self._db):
            done = self._db.execute(
                "UPDATE raw SET bytes = NULL WHERE bytes IS NOT NULL AND NOT EXISTS"
                " (SELECT 1 FROM arrival WHERE arrival.digest = raw.digest AND received_at >= ?)",
                (before.isoformat(),),
            )
            return done.rowcount


_SAME = "SELECT 1 FROM item WHERE source = ? AND sender = ? AND identifier = ? AND sent = ?"
_SELECT = """SELECT item.id, item.source, arrival.received_at, arrival.digest, item.conflict, item.position,
  item.sender, item.identifier, item.sent, item.content, item.facts
  FROM item JOIN arrival ON arrival.id = item.arrival"""


def _kept(row: Sequence[Any]) -> Kept:
    number, source, received_at, raw, conflict, position, sender, identifier, sent, content, facts = row
    item = Item(position, sender, identifier, sent, content, json.loads(facts))
    return Kept(number, source, datetime.fromisoformat(received_at), raw, item, bool(conflict))


def _identity(item: Item) -> tuple[str, str, str]:
    return item.sender, item.identifier, item.sent


def _once(items: Sequence[Item]) -> list[Item]:
    """The items without what stands twice in the same document."""
    return list({(*_identity(item), item.content): item for item in items}.values())
