"""What the outlets that are followed wrote, for as long as it is needed: one file, one writer, readers as many as like.

    shelf = Shelf.open(path)
    shelf.add("daily", entries, now)            # articles that a feed names, to be read one after the other
    shelf.due(["daily"], now)                   # whose time has come, one of each feed, the longest waiting first
    shelf.keep(number, reading, now)            # what a reading found; what it finds no more is marked so
    shelf.findings(before=None, limit=50)       # for the desk, newest first, the same for every outlet

Rules, in order
1. An article is its address. It is read, and read again by the hours in `AGAIN_HOURS`: outlets correct what they wrote.
   What has something found in it is read daily as long as its text is kept; what nobody found anything in, not.
2. Text is kept `TEXT_DAYS`, and no longer than its feed is followed; it is never public. What was found stays
   `KEEP_DAYS`, each finding with the paragraph that it is about.
3. A finding keeps the first instant at which it was seen. When a whole reading does not find it any more it is marked
   as gone, with the instant; found again, it is there again. A page that could not be read changes no finding.
   Where the record lost words, what was found beside them goes with them, and is found anew as far as it still is.
4. Facts are opaque here. No column could hold the name of whoever wrote an article.
5. At most `ARTICLES_MAX`; the oldest of the feed that has most go first, so that nobody's flood pushes out another's.

On disk after a crash: whole readings. What was being read is read again, and the same is the same.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from uarazom.sources.news import Entry
from uarazom.sources.onefile import for_reading, opened, writing
from uarazom.sources.shelved import ARTICLES, FINDINGS, Found, Reading, Shelved, found, shelved

SCHEMA = 1
AGAIN_HOURS = (1, 6, 24, 72)  # after the first reading, the second, …
DAILY = timedelta(days=1)
PASSING = frozenset({"too_slow", "unreachable", "refused", "failed"})  # outcomes that may be others tomorrow
READS_MAX = 60  # of one article that is brought back and cannot be read
TEXT_DAYS = 14
KEEP_DAYS = 400  # of an article and what was found in it
ARTICLES_MAX = 100_000  # some hundred outlets for a year without their text: 100 MB
WAITING_MAX = 2_000  # of one feed that were never read; a feed that names more is not followed up
LEAVE = """DELETE FROM article WHERE id IN (SELECT id FROM
  (SELECT id, seen_at, row_number() OVER (PARTITION BY feed ORDER BY seen_at DESC, id DESC) AS nth FROM article)
  ORDER BY nth DESC, seen_at, id LIMIT ?)"""
NUMBER_MAX = 2**62  # larger than any row; what somebody types in an address may be larger than SQLite takes
SHARED_LEAST = 3  # numbers that two articles share before their passages are compared

TABLES = (
    "CREATE TABLE feed (name TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT",
    """CREATE TABLE article (
      id INTEGER PRIMARY KEY, feed TEXT NOT NULL, url TEXT NOT NULL UNIQUE, title TEXT NOT NULL, published_at TEXT,
      seen_at TEXT NOT NULL, next_at TEXT, reads INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT '{}',
      outcome TEXT NOT NULL DEFAULT '', said TEXT NOT NULL DEFAULT '', asked_at TEXT, checked_at TEXT,
      facts TEXT NOT NULL DEFAULT '{}', text TEXT
    ) STRICT""",
    "CREATE INDEX article_due ON article (feed, next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX article_of_feed ON article (feed, seen_at)",
    """CREATE TABLE finding (
      id INTEGER PRIMARY KEY, article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE, key TEXT NOT NULL,
      since TEXT NOT NULL, gone_at TEXT, facts TEXT NOT NULL, UNIQUE (article, key)
    ) STRICT""",
    """CREATE TABLE quoted (
      article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE, statement TEXT NOT NULL,
      PRIMARY KEY (statement, article)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE kin (
      gram INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
      PRIMARY KEY (gram, article)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX kin_of_article ON kin (article)",
    "CREATE INDEX quoted_by_article ON quoted (article)",
    "CREATE TABLE mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
)


class Shelf:
    """One file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """The shelf, made if it is not there. Raises: sqlite3.Error, ValueError where it is of a later version."""
        return cls(opened(path, SCHEMA, TABLES, pragmas=("secure_delete = ON",)))  # a text that goes is gone

    @classmethod
    def read(cls, path: Path) -> Self:
        """The shelf for reading alone. Raises: sqlite3.Error, ValueError."""
        return cls(for_reading(path, SCHEMA))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    # ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def feed(self, name: str) -> dict[str, Any]:
        """What was noted of how a feed is asked; empty at first."""
        row = self._db.execute("SELECT state FROM feed WHERE name = ?", (name,)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def keep_feed(self, name: str, state: Mapping[str, Any]) -> None:
        """Note it."""
        with writing(self._db):
            self._db.execute("INSERT OR REPLACE INTO feed VALUES (?, ?)", (name, json.dumps(state)))

    def add(self, feed: str, entries: Sequence[Entry], now: datetime) -> int:
        """Articles that a feed names, each once; how many were new. Their first reading is due at once."""
        waiting = "SELECT count(*) FROM article WHERE feed = ? AND reads = 0 AND next_at IS NOT NULL"
        room = WAITING_MAX - int(self._db.execute(waiting, (feed,)).fetchone()[0])
        with writing(self._db):
            return sum(self._add(feed, entry, now) for entry in entries[: max(room, 0)])

    def _add(self, feed: str, entry: Entry, now: datetime) -> int:
        at = entry.published_at.isoformat() if entry.published_at else None
        values = (feed, entry.url, entry.title, at, now.isoformat(), now.isoformat())
        row = (
            "INSERT OR IGNORE INTO article (feed, url, title, published_at, seen_at, next_at) VALUES (?, ?, ?, ?, ?, ?)"
        )
        return self._db.execute(row, values).rowcount

    # ── readings ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def due(self, feeds: Sequence[str], now: datetime) -> Iterator[Shelved]:
        """Articles whose time has come, the longest waiting first, one of each of these feeds: a feed that names many
        holds up no other. Each is read from the disk when it is asked for."""
        first = "SELECT id, next_at FROM article WHERE feed = ? AND next_at <= ? ORDER BY next_at, id LIMIT 1"
        rows = [self._db.execute(first, (feed, now.isoformat())).fetchone() for feed in feeds]
        waiting = sorted((next_at, number) for number, next_at in filter(None, rows))
        yield from filter(None, (self.article(number) for _, number in waiting))

    def keep(self, number: int, reading: Reading, now: datetime, *, after: timedelta | None = None) -> None:
        """What a reading found; `after`: read again then at the earliest. All of it or, where it fails, nothing."""
        with writing(self._db):
            if reading.findings is not None:
                self._compared(number, reading, now)
            self._db.execute(
                "UPDATE article SET reads = reads + 1, outcome = ?, said = ?, asked_at = ?, state = ?,"
                " published_at = coalesce(published_at, nullif(?, '')) WHERE id = ?",
                (
                    reading.outcome,
                    reading.said,
                    now.isoformat(),
                    json.dumps(reading.state),
                    reading.published_at,
                    number,
                ),
            )
            self._db.execute("UPDATE article SET next_at = ? WHERE id = ?", (self._next(number, now, after), number))

    def _compared(self, number: int, reading: Reading, now: datetime) -> None:
        """Its words were compared: findings come, stay or go; the rest is the last comparison's."""
        findings = reading.findings or {}
        self._db.execute(
            "UPDATE article SET checked_at = ?, facts = ?, text = ? WHERE id = ?",
            (now.isoformat(), json.dumps(reading.facts), reading.text, number),
        )
        for key, facts in findings.items():
            self._db.execute(
                "INSERT INTO finding (article, key, since, facts) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (article, key) DO UPDATE SET gone_at = NULL, facts = excluded.facts",
                (number, key, now.isoformat(), json.dumps(facts)),
            )
        here = self._db.execute("SELECT key FROM finding WHERE article = ? AND gone_at IS NULL", (number,)).fetchall()
        gone = [(now.isoformat(), number, key) for (key,) in here if key not in findings]
        self._db.executemany("UPDATE finding SET gone_at = ? WHERE article = ? AND key = ?", gone)
        self._db.execute("DELETE FROM quoted WHERE article = ?", (number,))
        self._db.executemany("INSERT OR IGNORE INTO quoted VALUES (?, ?)", [(number, one) for one in reading.quoted])
        self._db.execute("DELETE FROM kin WHERE article = ?", (number,))
        self._db.executemany("INSERT OR IGNORE INTO kin VALUES (?, ?)", [(one, number) for one in reading.kin])

    def _next(self, number: int, now: datetime, after: timedelta | None) -> str | None:
        """When to read it again; None: never by itself."""
        row = self._db.execute("SELECT reads, seen_at, outcome FROM article WHERE id = ?", (number,)).fetchone()
        reads, seen, outcome = row
        if now - datetime.fromisoformat(seen) > timedelta(days=TEXT_DAYS):
            return (now + DAILY).isoformat() if outcome in PASSING and reads < READS_MAX else None
        open_ones = "SELECT 1 FROM finding WHERE article = ? AND gone_at IS NULL LIMIT 1"
        if reads <= len(AGAIN_HOURS):
            wait = timedelta(hours=AGAIN_HOURS[reads - 1])
        elif self._db.execute(open_ones, (number,)).fetchone():
            wait = DAILY
        else:
            return None
        return (now + max(wait, after or wait)).isoformat()

    def say_again(self, statements: Sequence[str], now: datetime) -> int:
        """Read again, now, every article that quotes one of these; how many there are."""
        with writing(self._db):
            return sum(
                self._db.execute(
                    "UPDATE article SET next_at = ? WHERE id IN (SELECT article FROM quoted WHERE statement = ?)",
                    (now.isoformat(), statement),
                ).rowcount
                for statement in statements
            )

    def forget(self, statements: Sequence[str]) -> int:
        """Nothing of what was found in articles that quote one of these, whose words were removed; how much it was."""
        rows = "DELETE FROM finding WHERE article IN (SELECT article FROM quoted WHERE statement = ?)"
        with writing(self._db):
            return sum(self._db.execute(rows, (statement,)).rowcount for statement in statements)

    def alike(self, number: int, kin: Sequence[int], limit: int) -> dict[int, str]:
        """The texts of other articles that may share a passage with this one, the likeliest first."""
        rows = self._db.execute(
            "SELECT article, count(*) AS shared FROM kin"
            " WHERE gram IN (SELECT value FROM json_each(?)) AND article <> ?"
            " GROUP BY article HAVING shared >= ? ORDER BY shared DESC, article DESC LIMIT ?",
            (json.dumps(list(kin)), number, SHARED_LEAST, limit),
        ).fetchall()
        texts = {one: self._db.execute("SELECT text FROM article WHERE id = ?", (one,)).fetchone() for one, _ in rows}
        return {one: row[0] for one, row in texts.items() if row and row[0] is not None}

    # ── for whoever looks ────────────────────────────────────────────────────────────────────────────────────────────
    def findings(self, *, before: int | None, limit: int) -> tuple[Found, ...]:
        """Newest first, whoever's they are; `before`: older than that number."""
        return self._found("WHERE finding.id < ? ORDER BY finding.id DESC LIMIT ?", before or NUMBER_MAX, limit)

    def finding(self, number: int) -> Found | None:
        """One of them."""
        return next(iter(self._found("WHERE finding.id = ?", min(number, NUMBER_MAX))), None)

    def of_article(self, number: int) -> tuple[Found, ...]:
        """All of one article, in the order in which they were found."""
        return self._found("WHERE article.id = ? ORDER BY finding.id", number)

    def _found(self, rest: str, *values: int) -> tuple[Found, ...]:
        return tuple(map(found, self._db.execute(FINDINGS + rest, values)))

    def article(self, number: int) -> Shelved | None:
        """One article."""
        row = self._db.execute(ARTICLES + "WHERE id = ?", (number,)).fetchone()
        return shelved(row) if row else None

    def unread(self, limit: int) -> tuple[Shelved, ...]:
        """Articles of which the last reading gave no words, the latest first."""
        rows = self._db.execute(
            ARTICLES + "WHERE outcome NOT IN ('read', 'unchanged', '') ORDER BY asked_at DESC LIMIT ?", (limit,)
        )
        return tuple(map(shelved, rows))

    # ── what is kept no longer ───────────────────────────────────────────────────────────────────────────────────────
    def prune(self, feeds: Sequence[str], now: datetime) -> None:
        """Rules 2 and 5: texts after their days or without their feed, articles after theirs, or too many."""
        text_until, until = now - timedelta(days=TEXT_DAYS), now - timedelta(days=KEEP_DAYS)
        followed = json.dumps(list(feeds))
        with writing(self._db):
            run = self._db.execute
            run("UPDATE article SET text = NULL WHERE seen_at < ?", (text_until.isoformat(),))
            ended = "UPDATE article SET text = NULL, next_at = NULL WHERE feed NOT IN (SELECT value FROM json_each(?))"
            run(ended, (followed,))
            run("DELETE FROM kin WHERE article IN (SELECT id FROM article WHERE text IS NULL)")
            run("DELETE FROM article WHERE seen_at < ?", (until.isoformat(),))
            over = max(int(run("SELECT count(*) FROM article").fetchone()[0]) - ARTICLES_MAX, 0)
            if over:
                run(LEAVE, (over,))

    def mark(self, name: str) -> int:
        """A number that was noted; -1 at first."""
        row = self._db.execute("SELECT value FROM mark WHERE name = ?", (name,)).fetchone()
        return int(row[0]) if row else -1

    def keep_mark(self, name: str, value: int) -> None:
        """Note it."""
        with writing(self._db):
            self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (name, value))


def _said(reading: Reading, now: datetime) -> tuple[str, ...]:
    return reading.outcome, reading.said, now.isoformat(), json.dumps(reading.state), reading.published_at
