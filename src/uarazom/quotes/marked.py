"""A text in pieces, as a template writes it: plain, quoted, a word that takes a side, or marked where it differs.

    paragraphs(text, [(4, 42, card)], [(50, 58)])     [[Piece("plain", "…"), Piece("quoted", "…", card), …], …]

Rules
1. What overlaps is marked once: the first that begins. The pieces joined are the text, line ends aside.
2. A long text shows the paragraphs in which something is quoted, and says so.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `q`: the quotation that it is."""

    kind: str
    text: str
    q: Any = None


Stretch = tuple[int, int, str, Any]  # from, to, kind, quotation


def paragraphs(text: str, stretches: Iterable[Stretch], *, only_quoted: bool = False) -> list[list[Piece]]:
    """The lines of a text that have words, each in pieces."""
    waiting = list(_apart(stretches))[::-1]
    found = []
    for line in _LINE.finditer(text):
        here: list[Stretch] = []
        while waiting and waiting[-1][0] < line.end():
            start, end, kind, q = waiting.pop()
            here.append((max(start, line.start()), min(end, line.end()), kind, q))
            if end > line.end():  # a quotation of several paragraphs goes on in the next
                waiting.append((line.end(), end, kind, q))
                break
        if line[0].strip() and (not only_quoted or any(kind == "quoted" for _, _, kind, _ in here)):
            found.append(list(_pieces(text, line.start(), line.end(), here)))
    return found


def marked(text: str, words: Sequence[str]) -> list[Piece]:
    """A text with these words marked, found one after the other; what is not found in order is not marked."""
    stretches, at = [], 0
    for word in words:
        start = text.find(word, at) if word.strip() else -1
        if start >= 0:
            at = start + len(word)
            stretches.append((start, at, "marked", None))
    return list(_pieces(text, 0, len(text), stretches))


def _pieces(text: str, start: int, end: int, stretches: Iterable[Stretch]) -> Iterator[Piece]:
    at = start
    for first, last, kind, q in stretches:
        if at < first:
            yield Piece("plain", text[at:first])
        if first < last:
            yield Piece(kind, text[first:last], q)
        at = max(at, last)
    if at < end:
        yield Piece("plain", text[at:end])


def _apart(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """In order, without overlaps."""
    at = 0
    for stretch in sorted(stretches, key=lambda one: (one[0], -one[1])):
        if stretch[0] >= at:
            yield stretch
            at = stretch[1]
