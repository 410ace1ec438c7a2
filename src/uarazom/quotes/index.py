"""Where in the record words were said: segments that only grow, asked with the words of a quotation.

    index = Index.open(storage)
    index.add(rows, upto=index_of_the_last_entry)     some segments more, merged with those that are not far larger
    index.candidates(stems, "en")                     the statements that share 3-grams, the likeliest first

Rules, in order
1. A segment is written whole under a new name, then the list of segments in one piece; a crash leaves a file that
   nobody lists, which the next writing removes.
2. Each segment is `LARGER` times what follows it, or more: there are few of them, and a statement more rewrites little.
3. A 3-gram that stands in very many places says little: the rarest are asked first, `POSTINGS_MAX` places at most. What
   is found does not depend on how the rows are divided into segments.
4. A word's rarity is log2 of the rows (and `PRIOR_ROWS` imagined ones) to those that have it: a small record does not
   make every word rare, and words of grammar are never rare.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from uarazom.quotes.language import Language
from uarazom.quotes.segment import GRAM, Hashes, Places, Row, Segment, Stored, build, gram_keys, hashed, hashes, merge

LIST = "segments.json"
SEGMENT_WORDS = 500_000  # written at once: what that takes stays under 100 MB
LARGER = 4  # what follows a segment is at most so small a part of it
POSTINGS_MAX = 4_000  # places looked at for one quotation
CANDIDATES_MAX = 8  # statements aligned with one quotation
WEIGHT_LEAST = 0.3  # of the best candidate's weight; what shares less is not aligned
PRIOR_ROWS = 4_096  # rows imagined, so that a first statement has rarities
FORMULA_PLACES = 4  # a 3-gram in more places than these is no coincidence: a name of many words, a formula
GRAMMAR_ROWS = 1_024  # imagined rows in which a word of grammar stands


class Storage(Protocol):
    """Where segments are kept: whole files by name."""

    def read(self, name: str) -> bytes | memoryview | None:
        """The bytes, mapped where that can be; None where there is no such file."""

    def write(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Keep a file whole, or not at all."""

    def rest(self) -> None:
        """What was read of mapped files need not stay in memory: it can be read again."""

    def names(self) -> Sequence[str]:
        """Every file there."""

    def remove(self, name: str) -> None:
        """Let go of a file."""


@dataclass
class Memory:
    """A storage that forgets: for a record that is read once, and for tests. `under`: what else is read, and left."""

    files: dict[str, bytes] = field(default_factory=dict)
    under: Storage | None = None

    def read(self, name: str) -> bytes | memoryview | None:
        return self.files.get(name) or (self.under.read(name) if self.under else None)

    def write(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        self.files[name] = b"".join(pieces)

    def rest(self) -> None:
        """All of it is memory."""

    def names(self) -> Sequence[str]:
        return sorted(self.files)

    def remove(self, name: str) -> None:
        del self.files[name]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that may hold the words: which one, its stems, and the weight of the 3-grams shared."""

    segment: int
    row: int
    weight: float


class Index:
    """Every segment, open."""

    def __init__(self, storage: Storage, names: Sequence[str], upto: int) -> None:
        self._storage, self._names, self.upto = storage, list(names), upto
        self._segments = [Segment.read(_there(storage, name)) for name in names]
        self._last: tuple[tuple[int, bytes], list[Places]] = ((0, b""), [])

    @classmethod
    def open(cls, storage: Storage) -> "Index":
        """What is kept; an empty index where nothing is. Raises: ValueError for what is no index."""
        raw = storage.read(LIST)
        listed: dict[str, Any] = json.loads(bytes(raw)) if raw is not None else {"segments": [], "upto": -1}
        return cls(storage, listed["segments"], listed["upto"])

    @classmethod
    def empty(cls, storage: Storage) -> "Index":
        """One that holds nothing; what else is kept goes with the first `add`."""
        return cls(storage, [], -1)

    # ── growing ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def add(self, rows: Iterable[Row], *, upto: int) -> None:
        """These rows too; `upto`: the index of the record's last entry that they come from."""
        for batch in _batches(rows):
            self._append(build(batch))
        self.upto = upto
        self._merge()
        self._list()

    def _append(self, pieces: Stored) -> None:
        name = f"segment-{self._next()}"
        self._storage.write(name, pieces)  # on disk: a file that nobody lists yet
        self._names.append(name)
        self._segments.append(Segment.read(_there(self._storage, name)))

    def _merge(self) -> None:
        """The last segments become one, from the first that is not so much larger than what follows it."""
        words = [max(segment.words, 1) for segment in self._segments]
        first = next((n for n in range(len(words)) if words[n] < LARGER * sum(words[n + 1 :])), None)
        if first is not None:
            self._append(self._resting(merge(self._segments[first:])))
            del self._names[first:-1], self._segments[first:-1]

    def _resting(self, pieces: Stored) -> Stored:
        """The same, without what was read for a piece staying in memory."""
        for piece in pieces:
            yield piece
            self._storage.rest()

    def _list(self) -> None:
        listed = {"segments": self._names, "upto": self.upto}
        self._storage.write(LIST, [json.dumps(listed).encode()])  # the commit: from here on the new segments count
        for name in self._storage.names():
            if name != LIST and name not in self._names:
                self._storage.remove(name)

    def _next(self) -> int:
        return 1 + max((int(name.rpartition("-")[2]) for name in self._names), default=0)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def rows(self) -> int:
        """Language versions in the index."""
        return sum(segment.rows for segment in self._segments)

    @property
    def rarest(self) -> float:
        """What a word says that no statement has, in bits."""
        return float(np.log2(self.rows + PRIOR_ROWS))

    def languages(self) -> set[str]:
        """The languages that anything is kept in."""
        return {code for segment in self._segments for code in segment.languages}

    def speaks(self, speaker: str, language: str) -> bool:
        """Whether anything that this speaker said is kept in this language."""
        return any(
            bool(np.any((one.speakers == hashed(speaker)) & (one.tongues == one.languages.index(language))))
            for one in self._segments
            if language in one.languages
        )

    def rarities(self, stems: Sequence[str], spoken: Language | None) -> NDArray[np.float64]:
        """How much each word says, in bits."""
        keys = hashes(stems)
        held = np.ones(len(keys))
        for segment in self._segments:
            if len(segment.common):
                at = np.minimum(np.searchsorted(segment.common, keys), len(segment.common) - 1)
                held += np.where(segment.common[at] == keys, segment.counts[at], 0)
        small = _grammar(spoken) if spoken else frozenset[str]()
        held += [GRAMMAR_ROWS if spoken and (stem in small or len(stem) <= 2) else 0 for stem in stems]
        return np.maximum(self.rarest - np.log2(held), 0.1)

    def surprises(self, keys: Hashes, rarities: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much each word says after the two before it: its rarity, less where the three often stand together."""
        if len(keys) < GRAM:
            return rarities
        held = _counted(self._hits(gram_keys(keys)), len(keys) - GRAM + 1)
        before = np.maximum(rarities[:-2], rarities[1:-1])
        after = np.clip(self.rarest - np.log2(np.maximum(held, 1.0)) - before, 0.1, rarities[2:])
        return np.concatenate([rarities[:2], np.where(held > FORMULA_PLACES, after, rarities[2:])])

    def candidates(self, stems: Sequence[str], language: str, speaker: str | None = None) -> list[Candidate]:
        """The rows of a language that share 3-grams with these words; a row of the speaker's goes before its equals."""
        if len(stems) < GRAM:
            return []
        keys = gram_keys(hashes(stems))
        hits = self._hits(keys)
        counts = _counted(hits, len(keys))
        once = np.unique(keys, return_index=True)[1]
        asked = once[_rarest(counts[once])]
        weights = 1.0 + np.log2(1 + self.rows / counts[asked])
        found = [
            one
            for number, (left, right) in enumerate(hits)
            for one in self._in(number, (left[asked], right[asked]), weights, language, speaker)
        ]
        least = WEIGHT_LEAST * max((one.weight for one in found), default=0.0)
        likely = (one for one in found if one.weight >= least)
        return sorted(likely, key=lambda one: (-one.weight, one.segment, one.row))[:CANDIDATES_MAX]

    def _hits(self, keys: Hashes) -> list[Places]:
        """From where to where each of these keys stands, by segment; what was asked last is kept: it is asked for how
        often words stand together, and again for where."""
        asked = (len(self._segments), keys.tobytes())
        if self._last[0] != asked:
            self._last = (asked, [segment.hits(keys) for segment in self._segments])
        return self._last[1]

    def _in(
        self, number: int, places: Places, weights: NDArray[np.float64], language: str, speaker: str | None
    ) -> list[Candidate]:
        """The likeliest rows of one segment."""
        segment = self._segments[number]
        if language not in segment.languages:
            return []
        rows, sums = _shared(segment, *places, weights)
        spoken = segment.tongues[rows] == segment.languages.index(language)
        if speaker is not None:
            sums = np.where(segment.speakers[rows] == hashed(speaker), sums * 1.1, sums)
        likely = np.flatnonzero(spoken & (sums >= WEIGHT_LEAST * sums[spoken].max(initial=0.0)))
        best = likely[np.argsort(-sums[likely], kind="stable")[:CANDIDATES_MAX]]
        return [Candidate(number, int(rows[one]), float(sums[one])) for one in best]

    def stems(self, candidate: Candidate) -> Hashes:
        """The stems of a candidate's words."""
        return self._segments[candidate.segment].row_stems(candidate.row)

    def places(self, candidate: Candidate, stems: Sequence[str]) -> list[int]:
        """The words of a candidate at which these stems stand, one after the other."""
        keys, said = hashes(stems), self.stems(candidate)
        if not 0 < len(keys) <= len(said):
            return []
        return np.flatnonzero((sliding_window_view(said, len(keys)) == keys).all(axis=1)).tolist()

    def about(self, candidate: Candidate) -> dict[str, Any]:
        """What the row says of itself."""
        return self._segments[candidate.segment].about(candidate.row)


def _counted(hits: Sequence[Places], length: int) -> NDArray[np.int64]:
    """In how many places each of so many keys stands."""
    return sum((right - left for left, right in hits), start=np.zeros(length, np.int64))


def _rarest(counts: NDArray[np.int64]) -> NDArray[np.intp]:
    """The 3-grams that stand somewhere, the rarest of them, as many as are looked at."""
    order = np.argsort(counts, kind="stable")
    order = order[counts[order] > 0]
    return order[: max(1, int(np.searchsorted(np.cumsum(counts[order]), POSTINGS_MAX, "right")))]


def _shared(
    segment: Segment, left: NDArray[np.int64], right: NDArray[np.int64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The rows in which 3-grams stand from `left` to `right`, and what each shares of their weights."""
    counts = np.minimum(right - left, POSTINGS_MAX)
    ends = np.cumsum(counts)
    if not len(ends) or not ends[-1]:
        return np.zeros(0, np.int64), np.zeros(0)
    found = segment.postings[np.repeat(left - ends + counts, counts) + np.arange(ends[-1])].astype(np.uint32)
    order = np.argsort(found)
    rows = segment.rows_of(found[order])
    first = np.flatnonzero(np.concatenate([[True], rows[1:] != rows[:-1]]))
    return rows[first], np.add.reduceat(np.repeat(weights, counts)[order], first)


@lru_cache(maxsize=16)
def _grammar(spoken: Language) -> frozenset[str]:
    """The words of grammar of a language."""
    return spoken.telling | spoken.agents | spoken.negations | spoken.modals | spoken.quantifiers


def _batches(rows: Iterable[Row]) -> Iterable[list[Row]]:
    """As many rows at a time as one segment may hold."""
    source = iter(rows)
    while first := list(islice(source, 1)):
        batch, size = first, len(first[0].stems)
        while size < SEGMENT_WORDS and (one := next(source, None)) is not None:
            batch.append(one)
            size += len(one.stems)
        yield batch


def _there(storage: Storage, name: str) -> bytes | memoryview:
    raw = storage.read(name)
    if raw is None:
        raise ValueError(f"expected the segment {name} that {LIST} names, found none; remove all of it")
    return raw
