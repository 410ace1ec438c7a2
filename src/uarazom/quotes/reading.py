"""A quotation as it was read: its place, its kind, and who is said to have said it."""

from dataclasses import dataclass

from uarazom.quotes.marks import Span


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
