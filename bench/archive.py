"""An archive of any size for the benchmarks: entries as the record has them, unsigned, with words of a real length.

    archive = Archive(20_000)            # days of about ninety documents each
    archive.size, archive.entries(…), archive.words(…)        what a publisher reads
    archive.document(), archive.act_on(archive.recent())      one entry more

The texts come from the demonstration corpus, so that a page weighs what a page weighs.
"""

import base64
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words

ORIGIN = "bench.example/log"
START = datetime(2022, 2, 14, 6, tzinfo=UTC)
A_DAY = 90  # documents
LANGUAGES = ("uk", "en")
WORDS_KEPT = 8_192  # as the publisher has it
CORPUS = Path(__file__).resolve().parent.parent / "demo" / "feb2022.yaml"
BODIES = {
    "desk": {"head": "desk", "kind": "agency", "participation": "owner"},
    **{f"ministry-{n}": {"head": "a", "kind": "ministry", "participation": "ordered"} for n in range(12)},
    **{f"state-{n}": {"head": f"s{n}", "kind": "foreign_government", "participation": "external"} for n in range(8)},
}
SECTIONS = ("security", "defence", "safety")


@dataclass(frozen=True)
class Unsigned:
    """What a ledger needs of an entry."""

    digest: str
    fields: dict[str, Any]


def text_of(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class Kept:
    """An archive on disk: what a program that starts has to read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.words = lru_cache(WORDS_KEPT)(self._words)

    def ledger(self) -> Ledger:
        ledger = Ledger(self.words)
        with (self.folder / "entries.jsonl").open("rb") as file:
            for index, line in enumerate(file):
                ledger.apply(index, Unsigned(**json.loads(line)))
        return ledger

    def _words(self, digest: str) -> Words | None:
        return read_words(json.loads((self.folder / "blob" / digest).read_bytes()))

    @staticmethod
    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text)


class Archive:
    """Entries and words in memory."""

    def __init__(self, documents: int, seed: int = 14, start: datetime = START) -> None:
        self.chance = random.Random(seed)
        self.all: list[Unsigned] = []
        self.blobs: dict[str, dict[str, Any]] = {}
        self.latest: dict[str, Unsigned] = {}
        self.salted = 0
        self.at = start
        source = yaml.load(CORPUS.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.texts = [act["text"] for act in source["acts"] if set(act["text"]) >= set(LANGUAGES)]
        self.titles = [one["title"] for one in source["documents"] if set(one["title"]) >= set(LANGUAGES)]
        self._begin()
        for _ in range(documents):
            self.document()

    # ── what a publisher reads ───────────────────────────────────────────────────────────────────────────────────────
    @property
    def size(self) -> int:
        return len(self.all)

    def entries(self, start: int, limit: int) -> Iterator[tuple[int, Unsigned]]:
        end = min(start + limit, len(self.all))
        return ((index, self.all[index]) for index in range(start, end))

    def words(self, digest: str) -> Words | None:
        return read_words(self.blobs[digest])

    def ledger(self) -> Ledger:
        ledger = Ledger(self.words)
        for index, entry in enumerate(self.all):
            ledger.apply(index, entry)
        return ledger

    # ── what happens ─────────────────────────────────────────────────────────────────────────────────────────────────
    def document(self) -> str:
        """A new document."""
        self.at += timedelta(seconds=86_400 // A_DAY)
        number, chance = len(self.latest), self.chance
        kind = chance.choice(("claim",) * 5 + ("statement", "statement", "measure", "guidance"))
        facts: dict[str, Any] = {"by": chance.choice(list(BODIES)), "section": chance.choice(SECTIONS)}
        facts |= {"regions": [f"UA-{chance.randrange(5, 32):02}"], "topic": f"topic-{number // 40}"}
        facts |= {"basis": "own_observation", "evidence": "none_published", "as_of": text_of(self.at)}
        if kind == "claim":
            facts |= {"nature": chance.choice(("state", "state", "event"))}
        words = {"title": chance.choice(self.titles), "text": chance.choice(self.texts)}
        return self._act(f"{kind}-{number}", kind, "announce" if kind == "claim" else "publish", words, facts)

    def act_on(self, document: str) -> str:
        """One act more on a document that there is."""
        kind = self.latest[document].fields["kind"]
        act = self.chance.choice(("confirm", "dispute", "clarify")) if kind == "claim" else "clarify"
        more = {"by": self.chance.choice(list(BODIES))} | (
            {"confirms": "what_the_words_say"} if act == "confirm" else {}
        )
        return self._act(document, kind, act, {"text": self.chance.choice(self.texts)}, more)

    def recent(self) -> str:
        """A document that people still speak of: most often one of the last two days."""
        names = [name for name in list(self.latest)[-A_DAY * 60 :] if name != "register"]
        return names[max(len(names) - 1 - int(self.chance.expovariate(1 / (2 * A_DAY))), 0)]

    def save(self, folder: Path) -> None:
        """Lay it down as `Kept` reads it: entries as JSON lines, words as blobs."""
        (folder / "blob").mkdir(parents=True)
        with (folder / "entries.jsonl").open("wb") as file:
            file.writelines(canonical({"digest": one.digest, "fields": one.fields}) + b"\n" for one in self.all)
        for digest, words in self.blobs.items():
            (folder / "blob" / digest).write_bytes(canonical(words))

    def _begin(self) -> None:
        at = text_of(self.at - timedelta(days=1))
        self._add({"format": "uarazom/roster/1", "origin": ORIGIN, "issued_at": at, "version": 1})
        names = {body: {"name": {lang: f"{body} {lang}" for lang in LANGUAGES}} for body in BODIES}
        words = {"instance": {"name": dict.fromkeys(LANGUAGES, "UArazom")}, "bodies": names}
        instance = {
            "id": "bench",
            "region": "UA",
            "timezone": "Europe/Kyiv",
            "languages": list(LANGUAGES),
            "mode": "live",
        }
        register = {"format": "uarazom/register/1", "origin": ORIGIN, "issued_at": at, "version": 1}
        register |= {"words": self._blob(words), "instance": instance, "bodies": BODIES, "sections": list(SECTIONS)}
        self._add(register)

    def _act(self, document: str, kind: str, act: str, words: dict[str, Any], more: dict[str, Any]) -> str:
        before = self.latest.get(document)
        chain = {"n": before.fields["n"] + 1, "previous": before.digest} if before else {"n": 1}
        said = {"issued_at": text_of(self.at), "known_at": text_of(self.at), "known_at_precision": "exact"}
        versions = {"versions": {"uk": "original", "en": "working"}, "original_language": "uk", "form": "summary"}
        fields = {
            "format": "uarazom/act/1",
            "origin": ORIGIN,
            "document": document,
            "kind": kind,
            "act": act,
            "body": "desk",
        }
        self.latest[document] = self._add(fields | chain | said | versions | {"words": self._blob(words)} | more)
        return document

    def _add(self, fields: dict[str, Any]) -> Unsigned:
        entry = Unsigned(hashlib.sha256(canonical(fields)).hexdigest(), fields)
        self.all.append(entry)
        return entry

    def _blob(self, words: dict[str, Any]) -> str:
        self.salted += 1  # every act has words of its own, as in a record
        whole = {
            "format": "uarazom/words/1",
            "salt": base64.b64encode(self.salted.to_bytes(16, "big")).decode(),
            **words,
        }
        digest = hashlib.sha256(canonical(whole)).hexdigest()
        self.blobs[digest] = whole
        return digest
