"""Is the marking of the gold passages sound? Run it after every change of one, before the bench.

    python bench/quotes/gold_marks.py                every passage that needs a look; exit 1 where there is one

It derives each place in code points from the marking (gold.py says how) and asks: is the marking whole, the kind and
the speaker known, every name written as the passage has it, no blank at an edge, a quotation mark or a dash before the
words, and does a double mark of quotation stand anywhere that no marked words lie beside? It judges marking, no rules.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from quotes.gold import PASSAGES, PEOPLE, Marked, passages

BEFORE = "«“„\"‘'—–-"
DOUBLE = '«»“”„"'


def faults(name: str) -> Iterator[str]:
    """What is wrong in the passages of a set, each with its number, counted from 1."""
    for number, (text, marked) in enumerate(passages(name), 1):
        for fault in (*_of_text(text, marked), *(fault for one in marked for fault in _of_mark(text, one))):
            yield f"{name} {number}: {fault}"


def _of_text(text: str, marked: list[Marked]) -> Iterator[str]:
    if any(sign in text for sign in "⟦⟧|"):
        yield f"marking not closed: {text}"
    inside = {place for one in marked for place in range(one.start - 1, one.end + 2)}
    for place, sign in enumerate(text):
        inch = sign == '"' and text[place - 1 : place].isdigit()
        if sign in DOUBLE and place not in inside and not inch:
            yield f"a mark beside no marked words: {text[max(place - 30, 0) : place + 30]!r}"


def _of_mark(text: str, one: Marked) -> Iterator[str]:
    words = text[one.start : one.end]
    if not words or words != words.strip():
        yield f"blank at an edge, or no words: {words!r}"
    if text[: one.start].rstrip(" ")[-1:] not in tuple(BEFORE):
        yield f"no mark before: {words!r}"
    if one.speaker.startswith("="):
        yield from (f"not in the text: {form}" for form in one.speaker[1:].split("/") if form not in text)
    elif one.speaker != "-" and one.speaker not in PEOPLE:
        yield f"not in the register: {one.speaker}"


if __name__ == "__main__":
    found = [fault for path in sorted(PASSAGES.glob("*.txt")) for fault in faults(path.stem)]
    print("\n".join(found) or "the marking is sound")
    sys.exit(1 if found else 0)
