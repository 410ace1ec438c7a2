"""A quotation beside the statement it is of: what is the same, changed, cut, left out, glued together.

    compare(quoted, pieces, sides, spoken)       Comparison(verdict, material, changes, …)

Rules, in order; the first that holds is the verdict
1. `spliced`: words from two statements, in another order, or across the end of a sentence with words between them that
   no ellipsis owns up to.
2. `altered` where a change is material.
3. `truncated`: the sentence goes on, or began, with what limits it ("we are told", "if", "as of today", a negation).
4. `ellipsis`: words are left out and marked so; material where what is left out denies, limits or tells on others.
5. `altered`: words changed, nothing material. `typographic`: the same words, other marks. `exact`: the same.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from uarazom.quotes.align import Column
from uarazom.quotes.changes import Change, Side, changes, is_negation
from uarazom.quotes.index import Candidate
from uarazom.quotes.language import Language
from uarazom.quotes.match import PIECE_WORDS, Piece
from uarazom.quotes.words import lower, sentences_at

ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.|\[\s*\]|<…>")
_OPENS = re.compile(r"[«“„\"'‘]\s*(?:…|\.\.\.|\[…\])\s*$")
_SHUTS = re.compile(r"\s*\[?(?:…|\.\.\.)")
CUT_WORDS = 2  # one word before what is quoted ("But") limits nothing by itself


@dataclass(frozen=True, slots=True)
class Cut:
    """Words of the sentence, or between two pieces, that the quotation does not have; `limits`: why that matters."""

    text: str
    start: int
    end: int
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One quotation compared. `start` and `end` are places of the clean statement; `cuts` what was cut or left out."""

    verdict: str
    material: bool
    changes: tuple[Change, ...]
    cuts: tuple[Cut, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch without a gap: columns, and the statement they are in."""

    candidate: Candidate
    columns: tuple[Column, ...]
    said: Side

    @property
    def first(self) -> int:
        return next(s for _, s in self.columns if s is not None)

    @property
    def last(self) -> int:
        return next(s for _, s in reversed(self.columns) if s is not None)

    def quoted(self) -> list[int]:
        return [q for q, _ in self.columns if q is not None]


def compare(quoted: Side, pieces: Sequence[Piece], sides: Mapping[Candidate, Side], spoken: Language) -> Comparison:
    """Compare a quotation with the pieces found of it; `sides` holds the statement of each."""
    parts = [part for piece in pieces for part in _parts(piece, quoted, sides[piece.candidate], spoken)]
    found = tuple(change for part in parts for change in changes(part.columns, quoted, part.said, spoken))
    joints = [_joint(a, b, quoted, spoken) for a, b in pairwise(parts)]
    omitted = tuple(cut for kind, cut in joints if kind == "ellipsis" and cut is not None)
    cuts = _cuts(parts, spoken)
    first = parts[0]
    home = [part for part in parts if part.candidate == first.candidate]
    start = min(part.said.words[part.first].start for part in home)
    end = max(part.said.words[part.last].end for part in home)
    verdict, material = _verdict(found, [kind for kind, _ in joints], omitted, cuts, owned=_marked_edges(quoted))
    if verdict == "exact" and not _is_exact(quoted, parts):
        verdict = "typographic"
    return Comparison(verdict, material, found, (*omitted, *cuts), start, end)


def _verdict(
    found: Sequence[Change], joints: Sequence[str], omitted: Sequence[Cut], cuts: Sequence[Cut], *, owned: bool
) -> tuple[str, bool]:
    if "spliced" in joints:
        return "spliced", True
    if any(change.material for change in found):
        return "altered", True
    if any(cut.limits for cut in cuts):
        return ("ellipsis" if owned else "truncated"), True
    if "ellipsis" in joints or (owned and cuts):
        return "ellipsis", any(cut.limits for cut in omitted)
    return ("altered", False) if found else ("exact", False)


def _parts(piece: Piece, quoted: Side, said: Side, spoken: Language) -> list[_Part]:
    """A piece cut where many words, or the end of a sentence, are left out of it."""
    parts: list[list[Column]] = [[]]
    run: list[Column] = []
    ends = _sentence_ends(piece.said(), said, spoken)
    for column in _trimmed(piece.columns):
        if column[0] is None:
            run.append(column)
            continue
        gap = [s for _, s in run if s is not None]
        left_out = bool(gap and parts[-1]) and _breaks(gap, column, parts[-1], quoted, said, ends)
        if left_out or (parts[-1] and _jumps(parts[-1], run, column)):
            parts.append([column])
        else:
            parts[-1] += [*run, column]
        run = []
    return [_Part(piece.candidate, tuple(part), said) for part in parts if any(s is not None for _, s in part)]


def _sentence_ends(held: Sequence[int], said: Side, spoken: Language) -> list[int]:
    """Where sentences end near these words of a statement."""
    if not held:
        return []
    start, end = said.words[held[0]].start, said.words[held[-1]].end
    return [last for _, last in sentences_at(said.text, start, end, spoken)]


def _jumps(before: Sequence[Column], run: Sequence[Column], column: Column) -> bool:
    """Whether the alignment begins anew here: another stretch between ellipses."""
    last = next((s for _, s in reversed([*before, *run]) if s is not None), None)
    return column[1] is not None and last is not None and column[1] != last + 1


def _breaks(
    gap: Sequence[int], column: Column, before: Sequence[Column], quoted: Side, said: Side, ends: Sequence[int]
) -> bool:
    """Whether words left out are a gap rather than a change: a mark says so, or a sentence ends among them."""
    last = next((q for q, _ in reversed(before) if q is not None), None)
    if last is not None and column[0] is not None and _marked(quoted, last, column[0]):
        return True
    if len(gap) < PIECE_WORDS:
        return False
    start = said.words[gap[0] - 1].end if gap[0] else 0
    return any(start <= end <= said.words[gap[-1]].end for end in ends)


def _trimmed(columns: Sequence[Column]) -> Sequence[Column]:
    """Without words of the statement before and after."""
    inside = [number for number, (q, _) in enumerate(columns) if q is not None]
    return columns[inside[0] : inside[-1] + 1] if inside else ()


def ellipses(quoted: Side) -> tuple[int, ...]:
    """The words of a quotation before which an ellipsis stands."""
    if not quoted.words or not ELLIPSIS.search(quoted.text, quoted.words[0].end, quoted.words[-1].start):
        return ()
    return tuple(number for number in range(1, len(quoted.words)) if _marked(quoted, number - 1, number))


def _joint(before: _Part, after: _Part, quoted: Side, spoken: Language) -> tuple[str, Cut | None]:
    """How two parts hang together: "follows", "ellipsis" or "spliced"."""
    marked = _marked(quoted, before.quoted()[-1], after.quoted()[0]) if before.quoted() and after.quoted() else False
    if before.candidate != after.candidate or after.first <= before.last:
        return "spliced", None
    left_out = range(before.last + 1, after.first)
    if not left_out:
        return "follows", None
    said = before.said
    start, end = said.words[left_out[0]].start, said.words[left_out[-1]].end
    return ("ellipsis", _cut(said, start, end, spoken)) if marked else ("spliced", None)


def _marked(quoted: Side, before: int, after: int) -> bool:
    """Whether an ellipsis stands between two words of the quotation."""
    return ELLIPSIS.search(quoted.text, quoted.words[before].end, quoted.words[after].start) is not None


def _cuts(parts: Sequence[_Part], spoken: Language) -> tuple[Cut, ...]:
    """What the first and the last sentence quoted have besides."""
    first, last = parts[0], parts[-1]
    start, end = first.said.words[first.first].start, last.said.words[last.last].end
    opened = next((a for a, b in sentences_at(first.said.text, start, start, spoken) if a <= start < b), start)
    closed = next((b for a, b in sentences_at(last.said.text, end, end, spoken) if a < end <= b), end)
    found = (_cut(first.said, opened, start, spoken), _cut(last.said, end, closed, spoken))
    return tuple(cut for cut in found if any(letter.isalnum() for letter in cut.text))


def _cut(said: Side, start: int, end: int, spoken: Language) -> Cut:
    text = said.text[start:end]
    folded = lower(text)
    inside = said.words.within(start, end)
    limits = ["hearsay"] if spoken.hearsay.search(folded) else []
    if len(inside) >= CUT_WORDS:
        limits += ["limit"] if spoken.limiting.search(folded) else []
        limits += ["negation"] if any(is_negation(word.key, spoken) for word in inside) else []
    return Cut(text, start, end, tuple(limits))


def _marked_edges(quoted: Side) -> bool:
    """Whether the quotation begins or ends with an ellipsis."""
    if not quoted.words:
        return False
    start, end = quoted.words[0].start, quoted.words[-1].end
    return (
        _OPENS.search(quoted.text[max(0, start - 6) : start]) is not None or _SHUTS.match(quoted.text, end) is not None
    )


def _is_exact(quoted: Side, parts: Sequence[_Part]) -> bool:
    """Whether the very code points are the same, from the first to the last word."""
    for part in parts:
        numbers = part.quoted()
        if quoted.of(numbers) != part.said.of(range(part.first, part.last + 1)):
            return False
    return True
