"""Followers: whoever makes something of the record reads entries in order, from a position of its own.

Rules: a follower sees what the public sees, up to the published checkpoint and no further; it moves its cursor only
after what it made is durable, so after a crash it gets some entries again, and must make the same of them; a cursor
that stands beyond the log (an older backup was restored) goes back to the start.

    reader = Reader.open(home)
    cursor = Cursor(home / "site" / "cursor")
    while not stop.is_set():
        follow(reader, cursor, render)              # render(entries) is called with [(index, Entry), …], never empty
        wait(reader, cursor.position, stop)
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from uarazom.record.disk import Disk, RealDisk, place
from uarazom.record.log import STORE, read_checkpoint
from uarazom.record.store import Store
from uarazom.verify.entry import Entry

BATCH_ENTRIES = 1024  # entries handed over at a time
POLL_SECONDS = 0.05  # one stat of one file; the public waits this long at most for a follower to wake
CURSOR_BYTES = 32

Numbered = tuple[int, Entry]


class Reader:
    """The published record, for reading. Any number of readers, in any process of this machine."""

    def __init__(self, store: Store, public: Path) -> None:
        self.store, self.public = store, public

    @classmethod
    def open(cls, home: Path) -> "Reader":
        """The record of an instance. Raises: Damaged where there is none."""
        return cls(Store.read(home / "record" / STORE), home / "public")

    @property
    def size(self) -> int:
        """How many entries the published checkpoint covers."""
        shown = read_checkpoint(self.public)
        return 0 if shown is None else shown.tree_size

    def entries(self, start: int, limit: int) -> Iterator[Numbered]:
        """At most `limit` published entries from index `start` on."""
        for row in self.store.rows(start, min(start + limit, self.size)):
            yield row.index, Entry.parse(row.envelope)

    def chain(self, document: str, size: int) -> list[Numbered]:
        """Every act of a document (or entry of a chain) with an index below `size`."""
        return [(row.index, Entry.parse(row.envelope)) for row in self.store.chain(document) if row.index < size]

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()


class Cursor:
    """How far a follower has read: the index of the next entry, kept in a small file."""

    def __init__(self, path: Path, disk: Disk | None = None) -> None:
        self._path, self._disk = path, disk or RealDisk()
        self.position = self._read()

    def move(self, position: int) -> None:
        """Keep a new position, durably. Raises: OSError; then the old one stands."""
        place(self._disk, {self._path: f"{position}\n".encode()})
        self.position = position

    def _read(self) -> int:
        """A cursor that cannot be read starts again: a follower makes the same of the same entries."""
        try:
            text = self._path.read_bytes()[:CURSOR_BYTES].decode("ascii", "replace").strip()
        except FileNotFoundError:
            return 0
        return int(text) if text.isascii() and text.isdigit() else 0


def follow(reader: Reader, cursor: Cursor, handle: Callable[[Sequence[Numbered]], None]) -> int:
    """Hand everything new to `handle`, batch by batch, and move the cursor after each; returns how many entries.

    What `handle` raises ends the call; the cursor stands after the last batch that it finished.
    """
    size = reader.size
    if cursor.position > size:
        cursor.move(0)
    start = cursor.position
    while cursor.position < size:
        batch = list(reader.entries(cursor.position, min(BATCH_ENTRIES, size - cursor.position)))
        handle(batch)
        cursor.move(batch[-1][0] + 1)
    return size - start


def wait(reader: Reader, size: int, stop: threading.Event, seconds: float = POLL_SECONDS) -> bool:
    """Wait until more than `size` entries are published; False where `stop` was set instead."""
    while reader.size <= size:
        if stop.wait(seconds):
            return False
    return True
