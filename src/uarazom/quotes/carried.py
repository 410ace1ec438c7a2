"""Does an article carry a clarification: does it say, in any words, how the statement was meant?

    carries(text, clarifications, record, spoken)

Rules: one sentence is enough. It shares enough of the clarification's own rare words; or it has a word of clarifying
("explained that", "мав на увазі", "ironic") and names who clarified, the speaker or their office, or shares a rare word
with the clarification or with what it clarifies.
"""

from collections.abc import Sequence
from typing import Any

from uarazom.acts.model import Act
from uarazom.quotes.language import Language
from uarazom.quotes.officials import Mention
from uarazom.quotes.record import Record
from uarazom.quotes.words import lower, sentences, stems

SHARED = 0.4  # of the clarification's rarity
RARE = 9.0  # bits; a word that few statements have


def carries(
    text: str,
    clarifications: Sequence[Act],
    about: dict[str, Any],
    record: Record,
    spoken: Language,
    mentions: Sequence[Mention],
) -> bool:
    """Whether any sentence of the article carries any of these clarifications."""
    said = [_rare(record.text(act, spoken.code), record, spoken) for act in clarifications]
    side = record.side(about)
    meant: set[str] = set().union(*said, _rare(side.text, record, spoken) if side else {})
    people = {act.by for act in clarifications} | {about["by"]}
    for start, end in sentences(text, spoken):
        here = _rare(text[start:end], record, spoken)
        if any(_share(one, here) >= SHARED for one in said if one):
            return True
        cued = spoken.clarified.search(lower(text[start:end])) is not None
        named = any(one.person in people for one in mentions if start <= one.start < end)
        if cued and (named or meant & here.keys()):
            return True
    return False


def _rare(text: str, record: Record, spoken: Language) -> dict[str, float]:
    """The rare words of a text with their bits."""
    said = sorted(set(stems(text, spoken)))
    bits = record.index.rarities(said, spoken).tolist()
    return {stem: bit for stem, bit in zip(said, bits, strict=True) if bit >= RARE}


def _share(clarified: dict[str, float], here: dict[str, float]) -> float:
    """How much of a clarification's rarity a sentence has."""
    return sum(bit for stem, bit in clarified.items() if stem in here) / sum(clarified.values())
