"""What a check found, and the JSON of it.

Offsets are code points of the file as read, and cover the words without their marks. A speaker is an id of the register
where the name was resolved, the name as written where it was not, and null where nobody is surely the speaker.
"""

from dataclasses import dataclass, field
from typing import Any

VERDICTS = (
    "exact", "typographic", "altered", "truncated", "ellipsis", "spliced", "translated",
    "without_clarification", "other_speaker", "other_date", "no_record", "not_checked", "too_short", "stock_phrase",
)  # fmt: skip
SCORE_DIGITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One quotation. `verdict` is None where it is no quotation of anybody, or nothing was asked; `said_by`: whose the
    words are by our record, `original` the statement's own language version beside a translation."""

    start: int
    end: int
    text: str
    kind: str
    speaker: str | None = None
    speaker_span: tuple[int, int] | None = None
    cue: str | None = None
    verdict: str | None = None
    material: bool = False
    score: float | None = None
    statement: str | None = None
    edition: str | None = None
    sentence: str | None = None
    diff: tuple[dict[str, Any], ...] = ()
    clarification: dict[str, Any] | None = None
    act: str | None = None
    said_by: str | None = None
    original: str | None = None

    def json(self) -> dict[str, Any]:
        """The members that the command prints."""
        score = None if self.score is None else round(self.score, SCORE_DIGITS)
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "kind": self.kind,
            "speaker": self.speaker,
            "speaker_span": list(self.speaker_span) if self.speaker_span else None,
            "cue": self.cue,
            "verdict": self.verdict,
            "material": self.material,
            "score": score,
            "statement": self.statement,
            "edition": self.edition,
            "sentence": self.sentence,
            "diff": list(self.diff),
            "clarification": self.clarification,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A sentence that says what somebody said without quoting it, or asserts what the record has a document on."""

    start: int
    end: int
    text: str
    speaker: str | None = None
    speaker_span: tuple[int, int] | None = None
    cue: str | None = None
    statement: str | None = None
    status: str | None = None

    def json(self) -> dict[str, Any]:
        """The members that the command prints."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "speaker": self.speaker,
            "speaker_span": list(self.speaker_span) if self.speaker_span else None,
            "cue": self.cue,
            "statement": self.statement,
            "status": self.status,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the article that says something: a day, or (`loaded`) a word that takes a side."""

    start: int
    end: int
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything found, in the order of the text. `language` None: none that the check knows."""

    language: str | None
    quotations: tuple[Quotation, ...] = ()
    claims: tuple[Claim, ...] = ()
    dates: tuple[Place, ...] = ()
    loaded: tuple[Place, ...] = ()
    reuse: tuple[dict[str, Any], ...] = field(default=())

    def json(self) -> dict[str, Any]:
        """What `uarazom quotes check --json` prints."""
        return {
            "quotations": [one.json() for one in self.quotations],
            "claims": [one.json() for one in self.claims],
            "dates": [{"start": one.start, "end": one.end, "text": one.text, "value": one.value} for one in self.dates],
            "reuse": list(self.reuse),
        }
