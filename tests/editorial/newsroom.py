"""A record without keys for the tests of the editorial rules: drafts are composed, issued and folded into a ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words
from uarazom.editorial import corpus
from uarazom.editorial.draft import Composed, Draft, compose
from uarazom.verify import canon

DEMO = Path(__file__).resolve().parents[2] / "demo"
ORIGIN = "editorial.test/log"
SALT = bytes(range(16))


@dataclass(frozen=True)
class Issued:
    """What a ledger needs of an entry."""

    digest: str
    fields: Mapping[str, Any]


@dataclass
class Record:
    """A ledger and the words it fetches; `issue` takes a draft the whole way, as the signer would."""

    blobs: dict[str, Words] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger = Ledger(words=self.blobs.get)

    def register(self, fields: Mapping[str, Any], words: Mapping[str, Any], at: str = "2022-02-13T00:00:00Z") -> None:
        """A register entry."""
        whole = {"format": "uarazom/words/1", "salt": canon.to_base64(SALT), **words}
        digest = canon.digest(canon.canonical(whole))
        self.blobs[digest] = read_words(whole)
        frame = {"format": "uarazom/register/1", "origin": ORIGIN, "issued_at": at, "version": 1, "words": digest}
        self.append({**frame, **fields})

    def issue(self, draft: Draft, at: datetime) -> Composed:
        """Compose, sign nothing, append."""
        composed = compose(draft, origin=ORIGIN, ledger=self.ledger, salt=SALT, at=at)
        self.blobs |= dict.fromkeys(composed.blobs, read_words(composed.words))
        self.append({**composed.fields, "issued_at": canon.instant_text(at)})
        return composed

    def append(self, fields: Mapping[str, Any]) -> None:
        """One more entry, as its bytes would be read."""
        raw = canon.canonical(dict(fields))
        self.ledger.apply(self.ledger.last_index + 1, Issued(canon.digest(raw), canon.parse(raw)))


@cache
def demo() -> corpus.Corpus:
    """The demonstration corpus with its names."""
    return corpus.read((DEMO / "feb2022.yaml").read_bytes(), (DEMO / "names.yaml").read_bytes())


def record(until: datetime | None = None) -> Record:
    """A record with the demonstration's history up to an instant."""
    made = Record()
    made.register(demo().register, demo().register_words)
    for step in demo().steps:
        if until is None or step.at <= until:
            made.issue(step.draft(made.ledger), step.at)
    return made


def claim(**changes: Any) -> Draft:
    """An ordinary first act of a claim, with what the test changes in its fields or, by `words`, in its words."""
    words = {
        "title": {"uk": "Міська рада: вода є", "en": "City council: there is water"},
        "text": {"uk": "Водопостачання працює.", "en": "The water supply works."},
        **changes.pop("words", {}),
    }
    fields = {
        "by": "kmda-ua-30",
        "known_at": "2022-02-16T10:00:00Z",
        "known_at_precision": "hour",
        "section": "safety",
        "nature": "state",
        "basis": "own_observation",
        "evidence": "none_published",
        "form": "summary",
        "original_language": "uk",
        "versions": {"uk": "summary", "en": "working"},
        **changes,
    }
    return Draft("claim-water", "claim", "announce", "demo-desk", {k: v for k, v in fields.items() if v}, words)
