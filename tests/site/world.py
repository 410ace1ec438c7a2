"""A record in memory that tests append to, and a generated history: what a publisher follows.

world = World(load())                       # the demonstration corpus
world.published = 40                        # how many entries the public can see
world.act("claim-a", "announce", at, …)     # one more entry
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.corpus import BEGIN, CorpusEntry, canonical

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words

ORIGIN = "world.test/log"
START = datetime(2022, 2, 14, 6, tzinfo=UTC)
BODIES = {
    "desk": {"head": "desk", "kind": "agency", "participation": "owner"},
    "a1": {"head": "a", "kind": "ministry", "participation": "ordered"},
    "b1": {"head": "b", "kind": "foreign_government", "participation": "external"},
    "c1": {"head": "c", "kind": "international", "participation": "external"},
}


def text_of(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class World:
    """Entries and words; `size` and `entries` are what `publish.Reader` asks for."""

    def __init__(self, entries: tuple[CorpusEntry, ...] = (), blobs: dict[str, dict[str, Any]] | None = None) -> None:
        self.all: list[CorpusEntry] = list(entries)
        self.blobs = dict(blobs or {})
        self.published = len(self.all)
        self.latest: dict[str, CorpusEntry] = {}
        self.drills: dict[str, CorpusEntry] = {}  # the same of public exercises
        self.plain: dict[str, bytes] = {}  # plain blobs by digest: CAP messages
        if not entries:
            self.add({"format": "uarazom/roster/1", "origin": ORIGIN, "issued_at": BEGIN, "version": 1})
            self.register()

    # ── what a publisher reads ───────────────────────────────────────────────────────────────────────────────────────
    @property
    def size(self) -> int:
        return self.published

    def entries(self, start: int, limit: int) -> Iterator[tuple[int, CorpusEntry]]:
        yield from list(enumerate(self.all))[start : min(start + limit, self.published)]

    def words(self, digest: str) -> Words | None:
        return read_words(self.blobs[digest]) if digest in self.blobs else None

    def ledger(self) -> Ledger:
        ledger = Ledger(self.words)
        for index, entry in self.entries(0, self.published):
            ledger.apply(index, entry)
        return ledger

    # ── what a signer would append ───────────────────────────────────────────────────────────────────────────────────
    def add(self, fields: dict[str, Any]) -> CorpusEntry:
        entry = CorpusEntry(hashlib.sha256(canonical(fields)).hexdigest(), fields)
        self.all.append(entry)
        self.published = len(self.all)
        return entry

    def blob(self, words: dict[str, Any]) -> str:
        whole = {"format": "uarazom/words/1", "salt": str(len(self.blobs)), **words}
        digest = hashlib.sha256(canonical(whole)).hexdigest()
        self.blobs[digest] = whole
        return digest

    def plain_blob(self, raw: bytes) -> str:
        digest = hashlib.sha256(raw).hexdigest()
        self.plain[digest] = raw
        return digest

    def register(self, at: str = BEGIN, words: dict[str, Any] | None = None, **more: Any) -> None:
        """The first register entry, or one that changes it."""
        before = self.latest.get("register")
        chain = {"version": before.fields["version"] + 1, "previous": before.digest} if before else {"version": 1}
        instance = {
            "id": "world",
            "region": "UA",
            "timezone": "Europe/Kyiv",
            "languages": ["uk", "en"],
            "mode": "training",
        }
        fields = {"format": "uarazom/register/1", "origin": ORIGIN, "issued_at": at, **chain}
        if before is None:
            said = {
                "instance": {"name": {"uk": "Світ", "en": "World"}},
                "bodies": {"a1": {"name": {"en": "Ministry A"}}},
            }
            fields |= {
                "words": self.blob(said),
                "instance": instance,
                "bodies": BODIES,
                "sections": ["security", "safety"],
            }
        fields |= {"words": self.blob(words)} if words else {}
        self.latest["register"] = self.add(fields | more)

    def act(self, document: str, act: str, at: datetime, *, kind: str = "claim", words: Any = None, **more: Any) -> str:
        """One act, issued `at`; the first of a document sets its facts. Returns its id."""
        before = self.latest.get(document)
        chain = {"n": before.fields["n"] + 1, "previous": before.digest} if before else {"n": 1}
        fields = {"format": "uarazom/act/1", "origin": ORIGIN, "document": document, "kind": kind, "act": act}
        fields |= {"body": "desk", "issued_at": text_of(at), "form": "summary", **chain}
        if act not in ("hold", "release", "remove") and kind != "bulletin":
            fields |= {"known_at": text_of(at), "known_at_precision": "exact"}
        if words is None:
            words = {"text": {"en": f"{document} says {act}", "uk": f"{document} каже {act}"}}
            words |= {"title": {"en": f"About {document} & <b>"}} if before is None else {}
        fields |= ({"words": self.blob(words)} if words else {}) | {
            name: text_of(v) if isinstance(v, datetime) else v for name, v in more.items()
        }
        self.latest[document] = self.add(fields)
        return f"{document}/{fields['n']}"


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)
