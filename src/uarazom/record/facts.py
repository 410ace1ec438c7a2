"""What the record says about some acts' surroundings, read from the sequence when it is asked.

The strict check of an act (`issue`) needs the register, the document so far, and the documents that the act points to;
not the other hundred thousand. So the signer folds these few entries into a small `Ledger` and keeps none.

    ledger = Facts(store, blobs).around([content])
    issue.check(content, words, ledger)
"""

from collections.abc import Iterable, Iterator, Mapping
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

    def around(self, contents: Iterable[Mapping[str, Any]]) -> Ledger:
        """A ledger of the registers and of every document that these contents belong to or name."""
        chains = {REGISTER_CHAIN, *(document for content in contents for document in _named(content))}
        rows = {row.index: row for chain in chains for row in self._store.chain(chain)}
        ledger = Ledger(words=self._words)
        for index, row in sorted(rows.items()):
            ledger.apply(index, self._read(row))
        return ledger

    def _read(self, row: Row) -> Entry:
        return self._entry(row.envelope) if row.document == REGISTER_CHAIN else Entry.parse(row.envelope)


def _named(content: Mapping[str, Any]) -> Iterator[str]:
    """The documents of an act's content: its own, and those that it points to. Its shapes are not checked yet."""
    yield from (
        content[name] for name in ("document", "successor", "quotes", "reviews") if isinstance(content.get(name), str)
    )
    items = content.get("items")
    for item in items if isinstance(items, list) else ():
        acts = item.get("acts") if isinstance(item, dict) else None
        yield from (str(act).rpartition("/")[0] for act in (acts if isinstance(acts, list) else ()))
    findings = content.get("findings")
    for found in findings if isinstance(findings, list) else ():
        yield str(found.get("act") if isinstance(found, dict) else "").rpartition("/")[0]


def _words(blobs: Blobs, digest: str) -> Words | None:
    fields = blobs.words(digest)
    return None if fields is None else read_words(fields)
