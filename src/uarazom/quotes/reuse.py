"""Passages of a text that stand nearly word for word in another text.

    reuse(text, others, spoken)      (Reused(start, end, other, other_start, other_end), …)

Rules: a passage is a run of sentences, `WORDS_LEAST` words or more, whose words stand in the other text in their order,
`SAME` of them at least; what both quote from somebody is reuse of that somebody, and is left to the quotations.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from uarazom.quotes.align import path
from uarazom.quotes.language import Language
from uarazom.quotes.segment import GRAM, Hashes, gram_keys, hashed
from uarazom.quotes.words import Word, sentences, words

WORDS_LEAST = 12
SAME = 0.85
SHARED_GRAMS = 0.5  # of a sentence's 3-grams; fewer are not worth an alignment
SENTENCES_MAX = 2_000  # of one text


@dataclass(frozen=True, slots=True)
class Reused:
    """A stretch of a clean text, and the stretch of the other's clean text that it is like."""

    start: int
    end: int
    other: str
    other_start: int
    other_end: int


def reuse(text: str, others: Mapping[str, str], spoken: Language) -> tuple[Reused, ...]:
    """Every passage that stands in one of the others, by its name."""
    if not others:
        return ()
    inside = words(text, spoken)
    parts = sentences(text, spoken)[:SENTENCES_MAX]
    found = [one for name, other in others.items() for one in _in(inside, parts, name, words(other, spoken))]
    return tuple(sorted(found, key=lambda one: (one.start, one.other)))


def _in(inside: Sequence[Word], parts: Sequence[tuple[int, int]], name: str, other: Sequence[Word]) -> Iterator[Reused]:
    """The passages that stand in one other text; neighbours in both are one."""
    there = _hashes(other)
    grams = np.unique(gram_keys(there)) if len(there) >= GRAM else np.zeros(0, np.uint32)
    begins = [word.start for word in inside]
    run: list[Reused] = []
    for start, end in parts:
        here = inside[bisect_left(begins, start) : bisect_left(begins, end)]
        one = _sentence(here, name, other, there, grams)
        if run and (one is None or one.other_start < run[-1].other_end):
            yield from _joined(run, begins)
            run = []
        run += [one] if one is not None else []
    yield from _joined(run, begins)


def _sentence(here: Sequence[Word], name: str, other: Sequence[Word], there: Hashes, grams: Hashes) -> Reused | None:
    """Where one sentence stands in the other text."""
    keys = _hashes(here)
    if len(keys) < GRAM or np.isin(gram_keys(keys), grams).mean() < SHARED_GRAMS:
        return None
    same = [(q, s) for q, s in path(keys, there) if q is not None and s is not None and keys[q] == there[s]]
    if len(same) < SAME * len(keys):
        return None
    return Reused(here[0].start, here[-1].end, name, other[same[0][1]].start, other[same[-1][1]].end)


def _joined(run: Sequence[Reused], begins: Sequence[int]) -> Iterator[Reused]:
    if not run:
        return
    first, last = run[0], run[-1]
    if bisect_left(begins, last.end) - bisect_left(begins, first.start) >= WORDS_LEAST:
        yield Reused(first.start, last.end, first.other, first.other_start, last.other_end)


def _hashes(some: Sequence[Word]) -> Hashes:
    return np.fromiter((hashed(word.stem) for word in some), dtype=np.uint32, count=len(some))
