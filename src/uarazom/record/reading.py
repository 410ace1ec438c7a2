"""The record as a ledger: folded up to the record's present end, entry by new entry, with its words at hand.

Rules
1. Reads only: the record's store is opened read-only, blobs are looked up by digest.
2. Only new entries are read; a question that finds none costs one query.
3. A ledger handed out never changes under its reader: new entries are folded into a copy, which then takes its place.

    reader = LedgerReader.open(home)
    reader.ledger().documents["claim-outage"]
"""

import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words
from uarazom.record.blobs import Blobs
from uarazom.record.log import STORE
from uarazom.record.store import Store
from uarazom.verify.entry import Entry

WORDS_KEPT = 8192  # texts of the latest acts, which screens, lists and feeds show again and again


def words_of(blobs: Blobs) -> Callable[[str], Words | None]:
    """The words under a digest, the last WORDS_KEPT remembered; None where they are not there."""

    @lru_cache(WORDS_KEPT)
    def words(digest: str) -> Words | None:
        fields = blobs.words(digest)
        return None if fields is None else read_words(fields)

    return words


class LedgerReader:
    """One for each process and home; for any number of threads."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._ledger = Ledger(words_of(blobs))

    @classmethod
    def open(cls, home: Path) -> "LedgerReader":
        """The record of an instance. Raises: Damaged where there is none."""
        return cls(Store.read(home / "record" / STORE), Blobs(home / "public" / "blob"))

    def ledger(self) -> Ledger:
        """Folded up to now."""
        with self._lock:
            size = self._store.size()
            if size > self._ledger.last_index + 1:
                self._ledger = self._grown(size)
            return self._ledger

    def is_published(self, content_digest: str) -> bool:
        """Whether an entry with this content is sequenced."""
        with self._lock:
            return self._store.by_content(bytes.fromhex(content_digest)) is not None

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def _grown(self, size: int) -> Ledger:
        ledger = self._ledger.copy()
        for row in self._store.rows(ledger.last_index + 1, size):
            ledger.apply(row.index, Entry.parse(row.envelope))
        return ledger
