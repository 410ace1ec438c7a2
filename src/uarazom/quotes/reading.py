"""A quotation as it was read: its place, its kind, who is said to have said it, and how sure that is.

Rule: how a speaker was told (`DIRECT` to `FOLLOWING`) times how sure the name is; below `CONFIDENCE_LEAST` nobody is.
"""

import re
from dataclasses import dataclass

from uarazom.quotes.marks import Span
from uarazom.quotes.officials import Mention

CONFIDENCE_LEAST = 0.6
DIRECT, INHERITED, FOLLOWING, COLON, REFERRED = 1.0, 0.8, 0.65, 0.9, 0.9
UNREGISTERED = 0.75  # how sure a name of nobody in the register can be
LEAD = re.compile(r"^[\"'”’»“]*\s*[,.]?\s*(?:-\s+|(?<=[,.])-)?")  # between a quotation and its attribution
FIRST_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A quotation with its kind and who is said to have said it: `person` of the register, else `name` as written;
    neither is "speaker unclear". `speaker_span` and `cue` are places of the clean text."""

    span: Span
    kind: str
    person: str | None = None
    name: str | None = None
    confidence: float = 0.0
    speaker_span: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A speaker and how it was found; `pronoun`: the word that stands for the name."""

    mention: Mention | None
    confidence: float
    cue: tuple[int, int] | None
    pronoun: tuple[int, int] | None = None

    @classmethod
    def of(
        cls, one: Mention | None, sure: float, cue: tuple[int, int] | None, pronoun: tuple[int, int] | None = None
    ) -> "Found":
        """Somebody told in a way that is so sure; nobody, where that is nobody."""
        if one is None:
            return cls(None, 0.0, cue)
        return cls(one, sure * (one.confidence if one.person is not None else UNREGISTERED), cue, pronoun)
