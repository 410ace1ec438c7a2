"""What changed between two editions of a draft, word by word, as data.

The desk colours it, a test or a terminal prints it. Rules:
1. Per member and language; a text that is new or gone is one run.
2. The runs lose nothing: `same` and `removed` joined are the old text, `same` and `added` joined the new one.
3. Bounded: what both texts begin and end with is set aside first; if what is left is longer than `WORDS_MAX` words on
   either side, it is shown as removed and added whole, because the comparison is quadratic.

    >>> [(run.kind, run.text) for run in runs("as of 15 May", "as of 16 May")]
    [('same', 'as of '), ('removed', '15'), ('added', '16'), ('same', ' May')]
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS_MAX = 2_000  # words and gaps a side; 2,000 × 2,000 comparisons is well under a second
_PIECES = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)


@dataclass(frozen=True)
class Run:
    """A stretch of text: `same`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Changed:
    """The difference of one text: which member of the words, in which language."""

    member: str
    language: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class FieldChanged:
    """A field that is not text: its old and new value, None where there was or is none."""

    field: str
    old: object
    new: object


def runs(old: str, new: str) -> tuple[Run, ...]:
    """The difference of two texts; empty for two empty texts."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = _middle(before[head : len(before) - tail], after[head : len(after) - tail])
    return tuple(_joined([("same", before[:head]), *middle, ("same", before[len(before) - tail :] if tail else [])]))


def words(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> tuple[Changed, ...]:
    """Every text that differs between two words objects (member → language → text), in a stable order."""
    found = []
    for member in sorted({*old, *new}):
        before, after = old.get(member, {}), new.get(member, {})
        for language in sorted({*before, *after}):
            pair = before.get(language, ""), after.get(language, "")
            if pair[0] != pair[1]:
                found.append(Changed(member, language, runs(*pair)))
    return tuple(found)


def fields(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[FieldChanged, ...]:
    """Every field that differs, by name."""
    names = sorted({*old, *new})
    return tuple(FieldChanged(n, old.get(n), new.get(n)) for n in names if old.get(n) != new.get(n))


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _middle(before: list[str], after: list[str]) -> Iterator[tuple[str, list[str]]]:
    if max(len(before), len(after)) > WORDS_MAX:
        yield from (("removed", before), ("added", after))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", before[i1:i2]
        else:
            yield from (("removed", before[i1:i2]), ("added", after[j1:j2]))


def _joined(parts: list[tuple[str, list[str]]]) -> Iterator[Run]:
    """Neighbours of one kind become one run; empty ones vanish."""
    kind, text = "", ""
    for next_kind, pieces in parts:
        if not pieces:
            continue
        if next_kind != kind and text:
            yield Run(kind, text)
            text = ""
        kind, text = next_kind, text + "".join(pieces)
    if text:
        yield Run(kind, text)
