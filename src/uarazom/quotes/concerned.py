"""Is a clarification about the words that an article quotes? It is where it names words that the quotation touches.

    touches(act, about, start, end, ledger)

Rules: `start` and `end` are places of the clean text of a row (`about`). An act that names no words of it, or whose
words are not there, is about all of it. In a translation without an extract of its own the words are the whole
paragraph (`verify.extract`). A quotation with an ellipsis touches what it leaves out: it was cut around it.
"""

from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act
from uarazom.quotes.normalise import clean
from uarazom.verify.extract import PARAGRAPHS, paragraphs, stretches


def touches(act: Act, about: dict[str, Any], start: int, end: int, ledger: Ledger) -> bool:
    """Whether an act is about words from `start` to `end`."""
    named = [one for one in act.extracts if one.act == about["act"]]
    said = ledger.act(about["act"]) if named else None
    words = ledger.words(said) if said else None
    if words is None:
        return True
    places = stretches(named, words.text, words.salt, about["language"], original=about["original"])
    text = words.text.get(about["language"], "")
    first, last = clean(text).span(start, end)
    begins = _beginnings(text)
    return not places or any(
        begins[one.paragraph] + one.start < last and first < begins[one.paragraph] + one.end for one in places
    )


def _beginnings(text: str) -> dict[int, int]:
    """Where each paragraph begins in the whole text, by its number."""
    begins, at = {}, 0
    for k, paragraph in enumerate(paragraphs(text), start=1):
        begins[k] = at
        at += len(paragraph) + len(PARAGRAPHS)
    return begins
