"""One piece of the index: some statements' words as sorted arrays in one run of bytes, read where it lies.

    pieces = build(rows)                 bytes, one after the other, to be kept
    segment = Segment.read(raw)          of a mapping as well: nothing is copied
    segment.hits(keys)                   where word 3-grams with these keys stand
    pieces = merge(segments)             one of several, in the memory of a few pieces

Layout: a line of JSON (`format`, `rows`, `words`, `languages`, how long each array is), then the arrays, little-endian,
each at a multiple of eight bytes. Arrays: `postings`, sorted, each the key of a 3-gram in its upper half and the word
of the segment where it stands in its lower; `stems` of every word; `starts` of every row in words; `speakers`, `days`,
`tongues` of every row; `common` and `counts`, in how many rows each stem stands; `meta_ends` and `meta`, what a row
says of itself, as JSON.

A 3-gram's key and a stem's are 32-bit hashes: a false hit costs an alignment and nothing else, since what is shown is
compared as text. No text lies in the index, so that a removal from the record removes it.
"""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = "uarazom/quotes-segment/2"  # another number when the layout changes, or how words and stems are told
GRAM = 3
NO_DAY = -1
CHUNK_WORDS = 65_536  # whose 3-grams are keyed at a time: what lies in between is small
PIECE_POSTINGS = 1 << 19  # merged at a time
HEAD_BYTES = 4096  # the line of JSON, padded
_ARRAYS = (
    ("postings", "<u8"), ("stems", "<u4"), ("starts", "<u4"), ("speakers", "<u4"), ("days", "<i4"), ("tongues", "|u1"),
    ("common", "<u4"), ("counts", "<u4"), ("meta_ends", "<u4"), ("meta", "|u1"),
)  # fmt: skip
_HALF, _LOWER = np.uint64(32), np.uint64(0xFFFFFFFF)
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))

Hashes = NDArray[np.uint32]
Postings = NDArray[np.uint64]
Places = tuple[NDArray[np.int64], NDArray[np.int64]]  # from, and to
Stored = Iterator[bytes | memoryview]  # the pieces of a file, in order


@dataclass(frozen=True, slots=True)
class Row:
    """One language version of one act: the stems of its words, what it says of itself; `day` is a proleptic ordinal."""

    stems: Sequence[str]
    language: str
    speaker: str
    day: int
    meta: dict[str, Any]


@lru_cache(maxsize=100_000)
def hashed(stem: str) -> int:
    """A stem as it stands in the index."""
    return zlib.crc32(stem.encode())


def hashes(stems: Sequence[str]) -> Hashes:
    """Stems as they stand in the index."""
    return np.fromiter(map(hashed, stems), dtype=np.uint32, count=len(stems))


def gram_keys(stems: Hashes) -> Hashes:
    """The key of each run of three words."""
    mixed = stems[:-2] * _FACTORS[0]  # of 64 bits; the rest is done where it lies
    for back, factor in enumerate(_FACTORS[1:], start=1):
        mixed += stems[back : len(stems) - 2 + back] * factor
    mixed ^= mixed >> np.uint64(29)
    mixed >>= np.uint64(16)
    return mixed.astype(np.uint32)


class Segment:
    """The arrays of one piece, wherever they lie."""

    def __init__(self, head: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        self.rows, self.words = head["rows"], head["words"]
        self.languages: list[str] = head["languages"]
        self.postings: Postings = arrays["postings"]
        self.stems, self.starts = arrays["stems"], arrays["starts"]
        self.speakers, self.days, self.tongues = arrays["speakers"], arrays["days"], arrays["tongues"]
        self.common, self.counts = arrays["common"], arrays["counts"]
        self.meta_ends, self.meta = arrays["meta_ends"], arrays["meta"]

    @classmethod
    def read(cls, raw: bytes | memoryview) -> "Segment":
        """A piece as `build` wrote it. Raises: ValueError for anything else."""
        head = _head(raw)
        arrays, offset = {}, HEAD_BYTES
        for name, kind in _ARRAYS:
            count = head["lengths"][name]
            size = count * np.dtype(kind).itemsize
            if offset + size > len(raw):
                raise ValueError(f"expected {size} bytes of {name} at {offset}, got {len(raw) - offset}")
            arrays[name] = np.frombuffer(raw, dtype=kind, count=count, offset=offset)
            offset += _padded(size)
        return cls(head, arrays)

    def hits(self, keys: Hashes) -> Places:
        """From where to where in `postings` the 3-grams of each key stand."""
        lowest = keys.astype(np.uint64) << _HALF
        left = np.searchsorted(self.postings, lowest)
        if not len(self.postings):
            return left, left
        there = np.flatnonzero(self.postings[np.minimum(left, len(self.postings) - 1)] >> _HALF == keys)  # few are
        right = left.copy()
        right[there] = np.searchsorted(self.postings, lowest[there] | _LOWER, "right")
        return left, right

    def rows_of(self, places: NDArray[Any]) -> NDArray[np.int64]:
        """The row in which each word of the segment stands."""
        return np.searchsorted(self.starts, places, "right") - 1

    def row_stems(self, row: int) -> Hashes:
        """The stems of one row."""
        return self.stems[self.starts[row] : self.starts[row + 1]]

    def about(self, row: int) -> dict[str, Any]:
        """What a row says of itself."""
        start = int(self.meta_ends[row - 1]) if row else 0
        said: dict[str, Any] = json.loads(bytes(self.meta[start : int(self.meta_ends[row])]))
        return said


def build(rows: Iterable[Row]) -> Stored:
    """The pieces of a file that holds these rows."""
    stems, starts, speakers, days, tongues, metas, languages = [], [0], [], [], [], [], []
    for row in rows:
        stems.append(hashes(row.stems))
        starts.append(starts[-1] + len(row.stems))
        speakers.append(hashed(row.speaker))
        days.append(row.day)
        if row.language not in languages:
            languages.append(row.language)
        tongues.append(languages.index(row.language))
        metas.append(json.dumps(row.meta, ensure_ascii=False, separators=(",", ":")).encode())
    words = np.concatenate(stems) if stems else np.zeros(0, np.uint32)
    stems.clear()
    begins = np.asarray(starts, dtype=np.uint32)
    yield from _written(
        {
            "postings": _postings(words, begins),
            "stems": words,
            "starts": begins,
            "speakers": np.asarray(speakers, dtype=np.uint32),
            "days": np.asarray(days, dtype=np.int32),
            "tongues": np.asarray(tongues, dtype=np.uint8),
            **_vocabulary(_counts(words, begins)),
            "meta_ends": np.cumsum([len(meta) for meta in metas], dtype=np.uint32),
            "meta": np.frombuffer(b"".join(metas), dtype=np.uint8),
        },
        languages,
    )


def merge(segments: Sequence[Segment]) -> Stored:
    """The pieces of one file that holds what these hold, in their order; few of them are in memory at a time."""
    languages = sorted({code for one in segments for code in one.languages})
    shifts = np.cumsum([0, *(one.words for one in segments)])
    meta_shifts = np.cumsum([0, *(len(one.meta) for one in segments)])
    numbers = [np.asarray([languages.index(code) for code in one.languages], dtype=np.uint8) for one in segments]
    counted = _counted(segments)
    lengths = {name: sum(len(getattr(one, name)) for one in segments) for name, _ in _ARRAYS}
    lengths |= {"starts": sum(one.rows for one in segments) + 1, "common": len(counted), "counts": len(counted)}
    yield _head_of(lengths, languages, int(shifts[-1]))
    joined: dict[str, Iterable[NDArray[Any]]] = {
        name: map(attrgetter(name), segments) for name in ("stems", "speakers", "days", "meta")
    }
    starts = (one.starts[:-1] + shift for one, shift in zip(segments, shifts, strict=False))
    joined |= {
        "postings": _merged(segments, shifts),
        "starts": chain(starts, [shifts[-1:]]),
        "tongues": (n[one.tongues] for n, one in zip(numbers, segments, strict=True) if one.rows),
        **{name: iter([array]) for name, array in _vocabulary(counted).items()},
        "meta_ends": (one.meta_ends + shift for one, shift in zip(segments, meta_shifts, strict=False)),
    }
    for name, kind in _ARRAYS:
        yield from _laid(joined[name], kind)


def _merged(segments: Sequence[Segment], shifts: NDArray[np.int64]) -> Iterator[Postings]:
    """The postings of all, by ranges of their keys, which are as good as chance."""
    count = 1 + sum(len(one.postings) for one in segments) // PIECE_POSTINGS
    edges = np.linspace(0, 1 << 32, count + 1).astype(np.uint64)[1:-1] << _HALF
    cuts = [[0, *np.searchsorted(one.postings, edges).tolist(), len(one.postings)] for one in segments]
    for number in range(count):
        some = [
            one.postings[cut[number] : cut[number + 1]] + np.uint64(shift)
            for one, cut, shift in zip(segments, cuts, shifts, strict=False)
        ]
        piece = np.concatenate(some)
        piece.sort()
        yield piece


def _counted(segments: Sequence[Segment]) -> Postings:
    """In how many rows each stem stands, of all: the stem above, the count below."""
    return reduce(_added, ((one.common.astype(np.uint64) << _HALF) | one.counts for one in segments))


def _added(one: Postings, other: Postings) -> Postings:
    both = np.concatenate([one, other])
    both.sort()
    again = np.flatnonzero(both[1:] >> _HALF == both[:-1] >> _HALF)  # a stem stands once in each
    both[again] += both[again + 1] & _LOWER
    return np.asarray(np.delete(both, again + 1), dtype=np.uint64)


def _vocabulary(counted: Postings) -> dict[str, NDArray[Any]]:
    return {"common": (counted >> _HALF).astype(np.uint32), "counts": counted.astype(np.uint32)}


def _written(arrays: dict[str, NDArray[Any]], languages: list[str]) -> Stored:
    """A file of these arrays; each is let go of when it is written."""
    yield _head_of({name: len(array) for name, array in arrays.items()}, languages, len(arrays["stems"]))
    for name, kind in _ARRAYS:
        yield from _laid(iter([arrays.pop(name)]), kind)


def _head_of(lengths: dict[str, int], languages: list[str], words: int) -> bytes:
    head = {"format": FORMAT, "rows": lengths["starts"] - 1, "words": words, "languages": languages, "lengths": lengths}
    return json.dumps(head).encode().ljust(HEAD_BYTES - 1) + b"\n"


def _laid(parts: Iterable[NDArray[Any]], kind: str) -> Stored:
    """One array of the file, of its parts."""
    size = 0
    for part in parts:
        size += len(part) * np.dtype(kind).itemsize
        yield np.ascontiguousarray(part, dtype=kind).data.cast("B") if len(part) else b""
    yield bytes(_padded(size) - size)


def _postings(stems: Hashes, starts: Hashes) -> Postings:
    """Every 3-gram inside one row, sorted by key, then by place."""
    if len(stems) < GRAM:
        return np.zeros(0, np.uint64)
    inside = np.ones(len(stems) - GRAM + 1, dtype=bool)
    for back in (1, 2):  # a 3-gram that begins one or two words before a row's start crosses it
        edges = starts[1:-1].astype(np.int64) - back
        inside[edges[(edges >= 0) & (edges < len(inside))]] = False
    both = np.concatenate([_grams_of(stems, inside, start) for start in range(0, len(inside), CHUNK_WORDS)])
    both.sort()
    return both


def _grams_of(stems: Hashes, inside: NDArray[np.bool_], start: int) -> Postings:
    """Key and place of the 3-grams that begin in one stretch of words."""
    kept = np.flatnonzero(inside[start : start + CHUNK_WORDS]).astype(np.uint64)
    keys = gram_keys(stems[start : start + CHUNK_WORDS + GRAM - 1])[kept].astype(np.uint64)
    return np.asarray((keys << _HALF) | (kept + np.uint64(start)), dtype=np.uint64)


def _counts(stems: Hashes, starts: Hashes) -> Postings:
    """In how many rows each stem stands: the stem above, the count below."""
    pairs = stems.astype(np.uint64)
    pairs <<= _HALF
    pairs |= np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
    pairs.sort()
    first = np.ones(len(pairs), dtype=bool)
    first[1:] = pairs[1:] != pairs[:-1]
    common, counts = np.unique(pairs[first] >> _HALF, return_counts=True)
    return np.asarray((common << _HALF) | counts.astype(np.uint64), dtype=np.uint64)


def _head(raw: bytes | memoryview) -> dict[str, Any]:
    head = json.loads(bytes(raw[:HEAD_BYTES])) if len(raw) >= HEAD_BYTES else {}
    if head.get("format") != FORMAT:
        raise ValueError(f"expected a segment of {FORMAT}, got {head.get('format')!r} in {len(raw)} bytes")
    return dict(head)


def _padded(size: int) -> int:
    return -(-size // 8) * 8
