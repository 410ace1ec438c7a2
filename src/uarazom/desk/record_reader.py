"""The desk's view of the record: a ledger that is folded up to the record's present end, entry by new entry.

Rules
1. Reads only: the record's store is opened read-only, blobs are looked up by digest.
2. Only new entries are read; a request that finds none costs one query.
3. A ledger handed out never changes under its reader: new entries are folded into a copy, which then takes its place.

    reader = RecordReader(home)
    reader.ledger().documents["claim-outage"]
"""

import copy
import threading
from functools import lru_cache
from pathlib import Path

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words
from uarazom.record.blobs import Blobs
from uarazom.record.store import Store
from uarazom.verify.entry import Entry

WORDS_KEPT = 4096  # texts of the acts that screens show again and again


class RecordReader:
    """One for each process and home."""

    def __init__(self, home: Path) -> None:
        self._store = Store.read(home / "record" / "record.sqlite3")
        self._blobs = Blobs(home / "public" / "blob")
        self._lock = threading.Lock()
        self._ledger = Ledger(words=lru_cache(WORDS_KEPT)(self._words))

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
        ledger = copy.copy(self._ledger)
        ledger.documents = dict(ledger.documents)
        ledger.exercises = dict(ledger.exercises)
        ledger.manifests = dict(ledger.manifests)
        ledger.removed = dict(ledger.removed)
        for row in self._store.rows(ledger.last_index + 1, size):
            ledger.apply(row.index, Entry.parse(row.envelope))
        return ledger

    def _words(self, digest: str) -> Words | None:
        fields = self._blobs.words(digest)
        return None if fields is None else read_words(fields)
