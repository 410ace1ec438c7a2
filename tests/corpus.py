"""The demonstration corpus as entries, unsigned: for tests that need a ledger with real content and no keys.

    corpus = load()                         # entries in the order in which things became known, each issued when known
    ledger = corpus.ledger()                # all of them applied
    corpus.contents                         # what `schema.check` sees: (content, words) of each act, in that order

The corpus's own head explains its fields. Where two acts became known at the same instant, the one that a `supersede`
points to comes before the `supersede`.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words

CORPUS = Path(__file__).resolve().parent.parent / "demo" / "feb2022.yaml"
ORIGIN = "corpus.test/log"
BEGIN = "2022-02-14T00:00:00Z"
DESK = "demo-desk"
COPIED = ("by", "speaking_for", "known_at_precision", "basis", "evidence", "tone", "quotes", "reviews", "successor")
INSTANTS = ("known_at", "as_of", "valid_until")
INSTANCE = ("id", "region", "timezone", "languages")
CONFIRMS = {"claim": "what_the_words_say", "measure": "carried_out"}
QUALIFIERS = {
    "upper bound": "upper_bound",
    "lower bound": "lower_bound",
    "approximate": "approximate",
    "preliminary": "preliminary",
}


@dataclass(frozen=True)
class CorpusEntry:
    """What a ledger needs of an entry."""

    digest: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Corpus:
    """The entries, and every words blob's content by digest."""

    entries: tuple[CorpusEntry, ...]
    blobs: Mapping[str, dict[str, Any]]

    def words(self, digest: str) -> Words | None:
        """What a ledger fetches words with."""
        return read_words(self.blobs[digest]) if digest in self.blobs else None

    def ledger(self) -> Ledger:
        """A new ledger with every entry."""
        ledger = Ledger(self.words)
        for index, entry in enumerate(self.entries):
            ledger.apply(index, entry)
        return ledger


def canonical(value: object) -> bytes:
    """Canonical JSON, independently of the project's own."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def instant(text: str) -> str:
    """Local time with its offset, as an instant."""
    return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@cache
def load() -> Corpus:
    """Read the corpus."""
    return _Reader(yaml.load(CORPUS.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).read()


class _Reader:
    def __init__(self, source: dict[str, Any]) -> None:
        self.source = source
        self.documents = {document["id"]: document for document in source["documents"]}
        self.entries: list[CorpusEntry] = []
        self.blobs: dict[str, dict[str, Any]] = {}
        self.latest: dict[str, CorpusEntry] = {}
        self.first: dict[str, CorpusEntry] = {}

    def read(self) -> Corpus:
        self.add({"format": "uarazom/roster/1", "origin": ORIGIN, "issued_at": BEGIN, "version": 1})
        self.add(self.register())
        acts = [(instant(act["known_at"]), act["act"] == "supersede", self.act, act) for act in self.source["acts"]]
        bulletins = [(instant(day["issued_at"]), True, self.bulletin, day) for day in self.source["bulletins"]]
        for issued_at, _, make, item in sorted([*acts, *bulletins], key=lambda one: one[:2]):
            self.add({**make(item), "issued_at": issued_at})
        return Corpus(tuple(self.entries), self.blobs)

    def add(self, fields: dict[str, Any]) -> None:
        entry = CorpusEntry(hashlib.sha256(canonical(fields)).hexdigest(), fields)
        self.entries.append(entry)
        if "document" in fields:
            self.latest[fields["document"]] = entry
            self.first.setdefault(fields["document"], entry)

    def blob(self, words: dict[str, Any]) -> str:
        salt = base64.b64encode(len(self.blobs).to_bytes(16, "big")).decode()
        whole = {"format": "uarazom/words/1", "salt": salt, **{name: text for name, text in words.items() if text}}
        digest = hashlib.sha256(canonical(whole)).hexdigest()
        self.blobs[digest] = whole
        return digest

    def register(self) -> dict[str, Any]:
        instance, bodies, people = (self.source[name] for name in ("instance", "bodies", "people"))
        words = {
            "instance": {"name": instance["name"]},
            "bodies": {body["id"]: {k: body[k] for k in ("name", "url") if k in body} for body in bodies},
            "people": {one["id"]: {"name": one["name"], "offices": [one["office"]]} for one in people},
        }
        regions = {region for document in self.documents.values() for region in document["regions"]}
        return {
            "format": "uarazom/register/1",
            "origin": ORIGIN,
            "issued_at": BEGIN,
            "version": 1,
            "words": self.blob(words),
            "instance": {
                **{k: instance[k] for k in ("id", "region", "timezone", "languages")},
                "mode": "demonstration",
            },
            "bodies": {body["id"]: self.body(body) for body in bodies},
            "people": {one["id"]: {"offices": [{"body": one["body"]}]} for one in people},
            "sections": sorted({document["section"] for document in self.documents.values()}),
            "regions": sorted(regions),
        }

    def body(self, body: dict[str, Any]) -> dict[str, str]:
        named = {"named": "no"} if body.get("named") is False else {}
        return {**{name: body[name] for name in ("kind", "head", "participation")}, **named}

    def following(self, document: str, kind: str) -> dict[str, Any]:
        before = self.latest.get(document)
        chain = {"n": before.fields["n"] + 1, "previous": before.digest} if before else {"n": 1}
        return {
            "format": "uarazom/act/1",
            "origin": ORIGIN,
            "document": document,
            "kind": kind,
            "body": DESK,
            **chain,
        }

    def act(self, act: dict[str, Any]) -> dict[str, Any]:
        document = self.documents[act["document"]]
        fields = {
            **self.following(document["id"], document["kind"]),
            "act": act["act"],
            **{name: act[name] for name in COPIED if name in act},
            **{name: instant(act[name]) for name in INSTANTS if name in act},
            "form": "quotation" if act["verbatim"] else "summary",
            "original_language": act["original_language"],
            "versions": act["versions"],
        }
        if "extracts" in act:
            fields["extracts"] = [self.extract(document["id"], **one) for one in act["extracts"]]
        words = {"text": act["text"], "confirms": act.get("confirms"), "conclusion": act.get("conclusion")}
        if fields["n"] == 1:
            facts = ("section", "topic", "regions", "nature")
            fields |= {name: document[name] for name in facts if name in document}
            words["title"] = document["title"]
        if act["act"] == "confirm":
            fields["confirms"] = CONFIRMS[document["kind"]]
        if act["act"] == "refute":
            fields["competence"] = "affirmed"
            words["competent_because"] = {"en": act["competent_because"]}
        if "figure" in act:
            unit, _, qualifier = act["figure"]["unit"].partition(", ")
            figure = {"metric": act["figure"]["metric"], "value": act["figure"]["value"]}
            fields["figure"] = {**figure, **({"qualifier": QUALIFIERS[qualifier]} if qualifier else {})}
            words["unit"] = {"en": unit}
        words["place"] = dict(zip(("uk", "en"), act["place"].split(" / "), strict=True)) if "place" in act else None
        words["note"] = {"en": act["note"]} if "note" in act else None
        words["source"] = self.publication(act["source"])
        return {**fields, "words": self.blob(words)}

    def extract(self, document: str, language: str, words: str) -> dict[str, Any]:
        """Where the words stand in the first act's text, worked out without the project's own code."""
        said = self.blobs[self.first[document].fields["words"]]
        k, part = next((k, part) for k, part in enumerate(said["text"][language].split("\n\n"), 1) if words in part)
        named = {"format": "uarazom/extract/1", "salt": said["salt"], "words": words}
        return {
            "act": f"{document}/1",
            "language": language,
            "paragraph": k,
            "start": part.index(words),
            "end": part.index(words) + len(words),
            "digest": hashlib.sha256(canonical(named)).hexdigest(),
        }

    def publication(self, source: dict[str, Any]) -> dict[str, str]:
        excerpt = {"excerpt": "yes"} if source.get("excerpt_only") else {}
        return {**{name: source[name] for name in ("publisher", "url") if name in source}, **excerpt}

    def bulletin(self, day: dict[str, Any]) -> dict[str, Any]:
        items = [
            {"section": section, "acts": [self.pinned(document) for document in documents]}
            for section, documents in day["items"].items()
            if documents
        ]
        covers = {name: instant(day["covers"][name]) for name in ("from", "to")}
        title = {"en": f"Bulletin of {day['date']}", "uk": f"Випуск за {day['date']}"}
        return {
            **self.following(f"bulletin-{day['date']}", "bulletin"),
            "act": "publish",
            "by": DESK,
            "date": day["date"],
            "covers": covers,
            "next_issue_at": instant(day["next_issue_at"]),
            "items": items,
            "words": self.blob({"title": title, "intro": day["intro"]}),
        }

    def pinned(self, document: str) -> str:
        return f"{document}/{self.latest[document].fields['n']}"
