# ruff: noqa: E501 - tables and sentences read better in one line
"""A record made of the shared corpus: some 280 addresses of 2022 in two languages, and what a rule makes of them.

    corpus = SharedCorpus.open(path)          None where the file is not there: the bench says so and goes on without
    record = corpus.record()                  a ledger and an index of all of it

The corpus (CC0) lies beside the checkout and is never committed. Its recorded date is the upload's; here it stands for the
day of the speech. Ukrainian counts as the original, English as the official translation of the same address.
"""

import json
import random
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.quotes.index import Index, Memory, Storage
from uarazom.quotes.record import Record
from uarazom.quotes.statements import rows

PLACE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "resistinua" / "statements.json"
ADDRESS_WORDS = 60  # a shorter text is the title of a video, not what anybody said
NOW = datetime(2024, 1, 1, tzinfo=UTC)
REGISTER = {
    "format": "uarazom/register/1",
    "version": 1,
    "issued_at": "2022-01-01T00:00:00Z",
    "words": "who",
    "instance": {"id": "bench", "timezone": "Europe/Kyiv", "languages": ["uk", "en"]},
    "bodies": {"office": {"participation": "owner", "head": "state"}, "other": {"head": "other"}},
    "people": {
        "zelensky": {"offices": [{"body": "office"}]},
        "spokesman": {"offices": [{"body": "office"}]},
        "somebody": {"offices": [{"body": "other"}]},
    },
}
WHO = {
    "people": {
        "zelensky": {
            "name": {"uk": "Володимир Зеленський", "en": "Volodymyr Zelensky"},
            "offices": [{"uk": "Президент України", "en": "President of Ukraine"}],
        },
        "spokesman": {
            "name": {"uk": "Сергій Никифоров", "en": "Serhii Nykyforov"},
            "offices": [{"uk": "речник Президента України", "en": "Spokesman of the President of Ukraine"}],
        },
        "somebody": {
            "name": {"uk": "Петро Коваленко", "en": "Petro Kovalenko"},
            "offices": [{"uk": "міський голова", "en": "Mayor of the town"}],
        },
    }
}


@dataclass(frozen=True)
class Entry:
    """What a ledger needs of an entry."""

    digest: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Address:
    """One address: its texts by language."""

    id: str
    said_at: datetime
    texts: dict[str, str]


class SharedCorpus:
    """The addresses, and a ledger of them."""

    def __init__(self, addresses: list[Address]) -> None:
        self.addresses = addresses
        self.clarified: dict[str, dict[str, str]] = {}

    @classmethod
    def open(cls, path: Path = PLACE) -> "SharedCorpus | None":
        """The corpus; None where it is not there."""
        if not path.exists():
            return None
        raw = json.loads(path.read_text(encoding="utf-8"))
        found: dict[str, Address] = {}
        for language, items in raw.items():
            for key, item in items.items():
                if len(item["text"].split()) < ADDRESS_WORDS:
                    continue
                at = datetime.fromisoformat(item["date"][:10] + "T12:00:00+00:00")  # some hours there are 24
                name = "a" + "".join(c if c.isalnum() else "-" for c in key.lower()) + f"-{len(key)}"
                one = found.setdefault(key, Address(name, at, {}))
                one.texts[language] = item["text"].strip()
        return cls(sorted(found.values(), key=lambda one: (one.said_at, one.id)))

    def record(self, addresses: list[Address] | None = None, storage: Storage | None = None) -> Record:
        """A ledger and an index of these addresses (else, of all)."""
        ledger = self.ledger(self.addresses if addresses is None else addresses)
        index = Index.open(storage or Memory())
        index.add(rows(ledger), upto=ledger.last_index)
        return Record(ledger, index, NOW)

    def ledger(self, addresses: list[Address]) -> Ledger:
        """The register, one statement an address, and a clarification where `clarified` has one."""
        texts: dict[str, Words] = {"who": Words(who=WHO)}
        ledger = Ledger(texts.get)
        ledger.apply(0, Entry("register", REGISTER))
        for one in addresses:
            texts[one.id] = Words(text=one.texts)
            said = one.said_at.isoformat().replace("+00:00", "Z")
            ledger.apply(ledger.last_index + 1, Entry(one.id, _act(one.id, 1, "publish", "zelensky", said, one.texts)))
            if one.id in self.clarified:
                texts[f"{one.id}-c"] = Words(text=self.clarified[one.id])
                fields = _act(one.id, 2, "clarify", "spokesman", said, self.clarified[one.id])
                ledger.apply(
                    ledger.last_index + 1, Entry(f"{one.id}-c", {**fields, "words": f"{one.id}-c", "previous": one.id})
                )
        return ledger


def _act(document: str, n: int, act: str, by: str, at: str, texts: dict[str, str]) -> dict[str, Any]:
    own = "uk" if "uk" in texts else "en"
    return {
        "format": "uarazom/act/1",
        "document": document,
        "n": n,
        "kind": "statement",
        "act": act,
        "body": "office",
        "by": by,
        "issued_at": at,
        "known_at": at,
        "form": "quotation",
        "original_language": own,
        "versions": {code: "original" if code == own else "official" for code in texts},
        "words": document,
    }


class Chain:
    """New text that reads like the old: each word follows two that it followed in the corpus. For sizes only."""

    def __init__(self, texts: list[str], seed: int) -> None:
        self._next: dict[tuple[str, str], list[str]] = defaultdict(list)
        for text in texts:
            words = re.findall(r"\S+", text)
            for a, b, c in zip(words, words[1:], words[2:], strict=False):
                self._next[a, b].append(c)
        self._starts = sorted(self._next)
        self._random = random.Random(seed)

    def text(self, length: int) -> str:
        """So many words."""
        pair = self._random.choice(self._starts)
        words = list(pair)
        while len(words) < length:
            following = self._next.get((words[-2], words[-1]))
            words += [self._random.choice(following)] if following else list(self._random.choice(self._starts))
        return " ".join(words)
