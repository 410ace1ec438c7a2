"""What the record says about one act's surroundings, read from the sequence when it is asked.

The strict check of an act (`acts.schema`) needs the register, the document so far, and the documents that the act
points to; not the other hundred thousand. So the signer folds these few entries into a small `Ledger` and keeps none.

    ledger = Facts(store, blobs).around(content)
    schema.check(fields, words, register=ledger.latest_register, document=ledger.documents.get(id), ledger=ledger)
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words
from uarazom.record.blobs import Blobs
from uarazom.record.store import REGISTER_CHAIN, Row, Store
from uarazom.verify.entry import Entry

ENTRIES_KEPT = 1024  # parsed registers; each is read once
WORDS_KEPT = 1024  # and their words


class Facts:
    """Small ledgers out of the sequence."""

    def __init__(self, store: Store, blobs: Blobs) -> None:
        self._store = store
        self._entry = lru_cache(ENTRIES_KEPT)(Entry.parse)
        self._words = lru_cache(WORDS_KEPT)(lambda digest: _words(blobs, digest))

    def around(self, content: Mapping[str, Any]) -> Ledger:
        """A ledger of the registers and of every document that `content` belongs to or names."""
        rows = {row.index: row for chain in (REGISTER_CHAIN, *_named(content)) for row in self._store.chain(chain)}
        ledger = Ledger(words=self._words)
        for index, row in sorted(rows.items()):
            ledger.apply(index, self._read(row))
        return ledger

    def _read(self, row: Row) -> Entry:
        return self._entry(row.envelope) if row.document == REGISTER_CHAIN else Entry.parse(row.envelope)


def _named(content: Mapping[str, Any]) -> Iterator[str]:
    """The documents of an act's content: its own, and those that it points to."""
    yield str(content.get("document", ""))
    yield from (content[name] for name in ("successor", "quotes") if isinstance(content.get(name), str))
    for item in content.get("items", ()):
        for act_id in item.get("acts", ()) if isinstance(item, dict) else ():
            yield str(act_id).rpartition("/")[0]


def _words(blobs: Blobs, digest: str) -> Words | None:
    fields = blobs.words(digest)
    return None if fields is None else read_words(fields)
