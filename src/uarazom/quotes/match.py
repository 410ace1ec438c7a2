"""Which statement a quotation is of, and which of its words: candidates from the index, aligned, weighed by rarity.

    match(index, quoted, spoken, speaker=…, day=…)      Match(pieces, score, bits) or None

Rules, in order
1. The whole quotation is aligned with each candidate (where it has ellipses, what stands between them, one by one); the
   stretch in which more is the same than not is its core.
2. What is left over before or after the core (`PIECE_WORDS` words or more) is looked for by itself, in the same
   statement first: an ellipsis, or words glued together from two places.
3. `score` is the share of the quotation's rarity that stands there in order; `bits` is how much that is, and `net` how
   much is left of it when what does not stand there is taken off, in words as rare as words can be. For `net` a word
   that stands there counts for what it says after the two before it: a name of many words, or a formula, is one thing
   said and not many. A match is accepted at `NET` and `ACCEPTED`, or where nearly all of it is there; where speaker and
   day agree, at `NET_NEAR` and `ACCEPTED_NEAR`, unless a statement of another day has as much of it (`rival`): that
   is a formula with another number in it. So it is without speaker and day where few words were changed
   (`CHANGED_FEW` of them) and the caller sees whole sentences. Glued from two places, it must be there to
   `ACCEPTED_GLUED`. Below `RARE_LEAST` it is too short.
   The numbers were set on the shared corpus (bench/quotes): what one half of it says of the other is no match.
4. Of equals, the speaker's and the day's own, then a statement before what quotes it, then the earliest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uarazom.quotes.align import Column, Letters, Spelt, spelt_path
from uarazom.quotes.index import Candidate, Index
from uarazom.quotes.language import Language
from uarazom.quotes.segment import GRAM, Hashes, hashes

NET, ACCEPTED = 3.0, 0.58
NET_NEAR, ACCEPTED_NEAR, RIVAL_NEAR = 1.4, 0.4, 0.8
NET_FEW, CHANGED_FEW, RIVAL_FEW = 1.8, 0.34, 0.65
ACCEPTED_WHOLE, ACCEPTED_GLUED = 0.9, 0.93
PIECE_WORDS, SURE_WORDS = 3, 6  # fewer are a change of words, not words from elsewhere; more need not be all the same
PIECE_SCORE, PIECE_SCORE_SHORT = 0.7, 0.95  # of a piece looked for by itself
RARE_LEAST, RARE_NEAR = 2.2, 1.5  # rare words; less is too short to check; where the speaker agrees, the second
PIECE_BITS = 14.0
MISS = 0.7  # how much a column that differs takes back of a core, in mean rarities
NEAR_BONUS = 0.08  # of the score, for the speaker, and for the day
RECENT_DAYS = 3  # between what was said and the text that quotes it
ROUNDED = 0.001  # less of a share makes no difference
SAME_SHARE = 0.95  # of a quotation: as good as all of it
STOCK_STATEMENTS = 4  # a phrase said on more days than these is a stock phrase
WORDS_MAX = 1_500  # of one quotation that are aligned; a longer one is compared by its beginning


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the quotation and where it stands."""

    candidate: Candidate
    columns: tuple[Column, ...]

    def quoted(self) -> list[int]:
        """The words of the quotation in it."""
        return [q for q, _ in self.columns if q is not None]

    def said(self) -> list[int]:
        """The words of the statement in it."""
        return [s for _, s in self.columns if s is not None]


@dataclass(frozen=True, slots=True)
class Match:
    """A quotation found: its pieces in its own order, `about` the row of the first and longest."""

    pieces: tuple[Piece, ...]
    score: float
    bits: float
    about: dict[str, Any]
    days: int = 1


@dataclass(frozen=True)
class Asked:
    """A quotation as it is looked for."""

    stems: Sequence[str]
    keys: Hashes
    letters: Letters
    rarities: NDArray[np.float64]
    breaks: tuple[int, ...] = ()  # words before which an ellipsis stands

    def part(self, start: int, end: int) -> "Asked":
        """Some of its words."""
        one = slice(start, end)
        return Asked(self.stems[one], self.keys[one], Letters(self.keys[one]), self.rarities[one])

    @cached_property
    def bits(self) -> float:
        """How much all of its words say."""
        return float(self.rarities.sum())

    def most(self, said: Spelt) -> float:
        """The share of that which a statement can have at most, in whatever order: what its words say."""
        there = np.zeros(256, dtype=bool)
        there[said] = True
        return float(self.rarities[there[self.letters.quoted]].sum()) / self.bits


@dataclass(frozen=True, slots=True)
class Near:
    """Who is said to have said it and when; rows that agree go before others. `published`: without a day in the text,
    what was said in the `RECENT_DAYS` before it was published counts as of the day: news are new."""

    speaker: str | None = None
    day: int | None = None
    published: int | None = None

    def agreement(self, about: dict[str, Any]) -> tuple[bool, bool]:
        """Whether speaker and day are those of a row; a day off counts, news travels by night."""
        spoke = self.speaker is not None and about["by"] == self.speaker
        if self.day is None and self.published is not None:
            return spoke, 0 <= self.published - about["day"] <= RECENT_DAYS
        return spoke, self.day is not None and abs(about["day"] - self.day) <= 1


def ask(index: Index, stems: Sequence[str], spoken: Language, breaks: Sequence[int] = ()) -> Asked:
    """The words of a quotation with what each says."""
    stems = stems[:WORDS_MAX]
    keys = hashes(stems)
    rarities = index.rarities(stems, spoken)
    return Asked(stems, keys, Letters(keys), rarities, tuple(one for one in breaks if one < len(stems)))


def match(index: Index, asked: Asked, spoken: Language, near: Near) -> Match | None:
    """The best match, accepted or not by its score; None where no statement shares a 3-gram."""
    weighed = list(_weighed(index, asked, index.candidates(asked.stems, spoken.code, near.speaker)))
    if not weighed:
        return None
    best, about, kept = max(weighed, key=lambda one: _rank(one[2] / asked.bits, one[1], near))
    pieces = _whole(index, asked, best, spoken, near)
    kept = kept if pieces == (best,) else sum(_kept(index, asked, piece) for piece in pieces)
    days = {other["day"] for _, other, held in weighed if held >= SAME_SHARE * asked.bits}
    return Match(pieces, kept / asked.bits, kept, about, len(days))


def accepted(index: Index, asked: Asked, found: Match, spoken: Language, near: Near) -> bool:
    """Whether enough of it stands there."""
    if len({piece.candidate for piece in found.pieces}) > 1 and found.score < ACCEPTED_GLUED:
        return False
    if found.score >= ACCEPTED_WHOLE:
        return True
    net = net_of(index, asked, found)
    if found.score >= ACCEPTED and net >= NET:
        return True
    if not all(near.agreement(found.about)) or found.score < ACCEPTED_NEAR or net < NET_NEAR:
        return False
    return rival(index, asked, found, spoken, near) < RIVAL_NEAR


def few_changed(index: Index, asked: Asked, found: Match, spoken: Language, near: Near) -> bool:
    """Whether so few words were changed that it is the same sentence, if it is a whole one."""
    if len(found.pieces) > 1 or net_of(index, asked, found) < NET_FEW:
        return False
    stems = index.stems(found.pieces[0].candidate)
    changed = sum(not _same(asked, stems, q, s) for q, s in found.pieces[0].columns)
    return changed <= CHANGED_FEW * len(asked.stems) and rival(index, asked, found, spoken, near) < RIVAL_FEW


def net_of(index: Index, asked: Asked, found: Match) -> float:
    """What stands there for what it says, less what does not, in words as rare as words can be."""
    surprises = index.surprises(asked.keys, asked.rarities)
    told = sum(_kept(index, asked, piece, surprises) for piece in found.pieces)
    return (told + found.bits - asked.bits) / index.rarest


def rival(index: Index, asked: Asked, found: Match, spoken: Language, near: Near) -> float:
    """The most that a statement of another day has of what was found, as a share of it; what only quotes it is none."""
    candidates = [(one, index.about(one)) for one in index.candidates(asked.stems, spoken.code, near.speaker)]
    others = [one for one, about in candidates if about["kind"] == "statement" and about["day"] != found.about["day"]]
    kept = [_kept(index, asked, _covered(asked, one, asked.letters.of(index.stems(one)))) for one in others]
    return max(kept, default=0.0) / max(found.bits, 1e-9)


def too_short(index: Index, asked: Asked, near: Near, found: Match | None) -> bool:
    """Whether so little is said that many may have said it."""
    spoke = found is not None and near.agreement(found.about)[0]
    return asked.bits < (RARE_NEAR if spoke else RARE_LEAST) * index.rarest or len(asked.stems) < GRAM


def _weighed(
    index: Index, asked: Asked, candidates: Sequence[Candidate]
) -> Iterator[tuple[Piece, dict[str, Any], float]]:
    """The candidates aligned, each with what it says of itself and what is kept of the quotation; those left out that
    have too few of its words to be the best, or the same."""
    least = 0.0
    for candidate in candidates:
        said = asked.letters.of(index.stems(candidate))
        if asked.most(said) < min(least, SAME_SHARE):
            continue
        piece = _covered(asked, candidate, said)
        if piece.columns:
            kept = _kept(index, asked, piece)
            least = max(least, kept / asked.bits - 2 * NEAR_BONUS - ROUNDED)
            yield piece, index.about(candidate), kept


def _rank(share: float, about: dict[str, Any], near: Near) -> tuple[float, bool, int, int]:
    spoke, then = near.agreement(about)
    share += NEAR_BONUS * spoke + NEAR_BONUS * then
    return round(share, 3), about["kind"] == "statement", -about["day"], -about["index"]


def _covered(asked: Asked, candidate: Candidate, said: Spelt) -> Piece:
    """The quotation, or each part of it between ellipses, aligned with one statement."""
    quoted = asked.letters.quoted
    if not asked.breaks:
        return Piece(candidate, tuple(spelt_path(quoted, said)))
    edges = [0, *asked.breaks, len(quoted)]
    parts = ((start, spelt_path(quoted[start:end], said)) for start, end in pairwise(edges))
    return Piece(candidate, tuple(column for start, part in parts for column in _shifted(part, start)))


def _shifted(columns: Sequence[Column], by: int) -> tuple[Column, ...]:
    return tuple((q + by if q is not None else None, s) for q, s in columns)


def _kept(index: Index, asked: Asked, piece: Piece, worth: NDArray[np.float64] | None = None) -> float:
    """The rarity (or another worth) of the quotation's words that stand in a piece."""
    worth = asked.rarities if worth is None else worth
    both = np.array([(q, s) for q, s in piece.columns if q is not None and s is not None], dtype=np.intp).reshape(-1, 2)
    same = asked.keys[both[:, 0]] == index.stems(piece.candidate)[both[:, 1]]
    return float(worth[both[:, 0]][same].sum())


def _same(asked: Asked, stems: Hashes, q: int | None, s: int | None) -> bool:
    return q is not None and s is not None and bool(asked.keys[q] == stems[s])


def _whole(index: Index, asked: Asked, best: Piece, spoken: Language, near: Near) -> tuple[Piece, ...]:
    """The best piece with what stands elsewhere; left as it is where nothing does."""
    start, end = _core(index, asked, best)
    core = best.columns[start:end]
    quoted = [q for q, _ in core if q is not None]
    if not quoted:
        return (best,)
    left = _elsewhere(index, asked, 0, quoted[0], best.candidate, spoken, near)
    right = _elsewhere(index, asked, quoted[-1] + 1, len(asked.stems), best.candidate, spoken, near)
    if not left and not right:
        return (best,)
    columns = best.columns[start if left else 0 : end if right else len(best.columns)]
    return (*left, Piece(best.candidate, columns), *right)


def _core(index: Index, asked: Asked, piece: Piece) -> tuple[int, int]:
    """The columns, from and to, between which the most is the same: the heaviest run of them."""
    stems, mean = index.stems(piece.candidate), float(asked.rarities.mean())
    best, start, best_run, run = 0.0, 0, (0, 0), 0.0
    for number, (q, s) in enumerate(piece.columns):
        if run <= 0:
            run, start = 0.0, number
        run += float(asked.rarities[q]) if q is not None and _same(asked, stems, q, s) else -MISS * mean
        if run > best:
            best, best_run = run, (start, number + 1)
    return best_run


def _elsewhere(
    index: Index, asked: Asked, start: int, end: int, home: Candidate, spoken: Language, near: Near
) -> tuple[Piece, ...]:
    """The same for some words only: where else they stand, if they do."""
    if end - start < PIECE_WORDS or asked.rarities[start:end].sum() < PIECE_BITS:
        return ()
    part = asked.part(start, end)
    others = index.candidates(part.stems, spoken.code, near.speaker)
    places = [home, *(one for one in others if (one.segment, one.row) != (home.segment, home.row))]
    found = [_covered(part, one, part.letters.of(index.stems(one))) for one in places]
    best = max((one for one in found if one.columns), key=lambda one: _kept(index, part, one), default=None)
    least = PIECE_SCORE if len(part.stems) >= SURE_WORDS else PIECE_SCORE_SHORT
    if best is None or _kept(index, part, best) < least * part.bits:
        return ()
    return (Piece(best.candidate, _shifted(best.columns, start)),)
