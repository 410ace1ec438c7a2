"""Which languages a draft lacks. A missing translation never holds back a warning.

    missing(draft, ("uk", "en"))      # (Missing(member='text', language='en'),)

Rules:
1. Every text that the draft says at all is wanted in every language of the instance.
2. What is missing is a finding that the approver sees and the page says; it never holds anything: not a warning, and
   not another act either, since a late translation is worse than a text that says it has none yet.
3. For an alert it is not even a question: `asks` is false, and nothing is to be confirmed before it goes out.
4. A text in the original's language outside the instance's languages is welcome and counts for none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from uarazom.editorial.draft import Draft


@dataclass(frozen=True)
class Missing:
    """A text that is not there: which member of the words, in which language."""

    member: str
    language: str


def missing(draft: Draft, languages: Iterable[str]) -> tuple[Missing, ...]:
    """Every text missing, in the order of the draft's members and the instance's languages."""
    wanted = tuple(languages)
    return tuple(
        Missing(member, language)
        for member, texts in draft.texts().items()
        if any(text.strip() for text in texts.values())
        for language in wanted
        if not texts.get(language, "").strip()
    )


def asks(draft: Draft, languages: Iterable[str]) -> bool:
    """Whether the approver is to confirm that it goes out incomplete: never for an alert."""
    return draft.kind != "alert" and bool(missing(draft, languages))
