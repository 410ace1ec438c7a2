"""Retractions that lie sealed in the signer's journal: put there with both people's names before the warning goes out.

Rules: a row is written once and never changed (triggers hold this); what a retraction was made into is noted before it
is appended, so that asked twice it is answered with what stands, and an auditor finds whose word the act was. Whether
one may still be released is not kept here: the record says (`retracting`).

    journal.retractions.seal([Sealed(…)], now)
    journal.retractions.of("alert-3", digest)        # every sealing of this template; usually one

docs/formats/alert.md, "The retraction, ready before the alert goes out".
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

TABLES = (
    """CREATE TABLE retraction (
      document TEXT NOT NULL, digest TEXT NOT NULL, alert TEXT NOT NULL, submitted TEXT NOT NULL,
      approved TEXT NOT NULL, valid_until TEXT NOT NULL, template BLOB NOT NULL, words BLOB NOT NULL,
      cap BLOB NOT NULL, sealed_at TEXT NOT NULL,
      PRIMARY KEY (document, digest, alert, submitted, approved)
    ) STRICT""",
    """CREATE TABLE release (
      content TEXT NOT NULL PRIMARY KEY, retraction TEXT NOT NULL, received_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX release_of ON release (retraction)",
    "CREATE INDEX retraction_until ON retraction (valid_until)",
    "CREATE TRIGGER retraction_stays BEFORE UPDATE ON retraction BEGIN SELECT RAISE(ABORT, 'sealed is sealed'); END",
    "CREATE TRIGGER retraction_remains BEFORE DELETE ON retraction BEGIN SELECT RAISE(ABORT, 'sealed is sealed'); END",
    "CREATE TRIGGER release_stays BEFORE UPDATE ON release BEGIN SELECT RAISE(ABORT, 'written once'); END",
    "CREATE TRIGGER release_remains BEFORE DELETE ON release BEGIN SELECT RAISE(ABORT, 'written once'); END",
)
COLUMNS = "document, digest, alert, submitted, approved, valid_until, template, words, cap"
OF = f"SELECT {COLUMNS} FROM retraction WHERE document = ? AND digest = ? ORDER BY rowid"  # noqa: S608 - constants
CURRENT = f"SELECT {COLUMNS} FROM retraction WHERE valid_until > ? ORDER BY rowid"  # noqa: S608
Write = Callable[[str, list[tuple[Any, ...]]], None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A retraction beside its warning: `digest` of the template, `alert` the content digest of the warning's act,
    `submitted` and `approved` the people, `valid_until` the warning's own end; and the bytes."""

    document: str
    digest: str
    alert: str
    submitted: str
    approved: str
    valid_until: str
    template: bytes
    words: bytes
    cap: bytes

    @property
    def people(self) -> tuple[str, str]:
        """Who may release it, each alone."""
        return self.submitted, self.approved


class Retractions:
    """The part of the journal that holds them; `write` is the journal's own durable transaction."""

    def __init__(self, db: sqlite3.Connection, write: Write) -> None:
        self._db, self._write = db, write

    def seal(self, retractions: Iterable[Sealed], sealed_at: str) -> None:
        """Keep them, all in one transaction; sealed twice is sealed once."""
        rows = [(*(getattr(one, name) for name in Sealed.__slots__), sealed_at) for one in retractions]
        if rows:
            self._write("INSERT OR IGNORE INTO retraction VALUES (?,?,?,?,?,?,?,?,?,?)", rows)

    def of(self, document: str, digest: str) -> list[Sealed]:
        """Every sealing of one template, first to last."""
        return [Sealed(*row) for row in self._db.execute(OF, (document, digest))]

    def current(self, now: str) -> Iterator[Sealed]:
        """Those of warnings whose time has not run out; whether they still stand, the record says."""
        return (Sealed(*row) for row in self._db.execute(CURRENT, (now,)).fetchall())

    def note_release(self, content: str, digest: str, received_at: str) -> None:
        """What a retraction is about to be published as: written before it is appended."""
        self._write("INSERT OR IGNORE INTO release VALUES (?,?,?)", [(content, digest, received_at)])

    def released(self, digest: str) -> list[str]:
        """The content digests under which a retraction was to be published; at most one of them stands."""
        return [
            content for (content,) in self._db.execute("SELECT content FROM release WHERE retraction = ?", (digest,))
        ]
