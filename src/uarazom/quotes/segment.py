"""One piece of the index: some statements' words as sorted arrays in one run of bytes, read where it lies.

    raw = build(rows)                    bytes, to be kept
    segment = Segment.read(raw)          of a mapping as well: nothing is copied
    segment.hits(keys)                   where word 3-grams with these keys stand

Layout: a line of JSON (`format`, `rows`, `words`, `languages`, how long each array is), then the arrays, little-endian,
each at a multiple of eight bytes. Arrays: `grams` (sorted keys) with `places` (word of the segment) beside them;
`stems` of every word; `starts` of every row in words; `speakers`, `days`, `tongues` of every row; `common` and
`counts`, in how many rows each stem stands; `meta_ends` and `meta`, what a row says of itself, as JSON.

A 3-gram's key and a stem's are 32-bit hashes: a false hit costs an alignment and nothing else, since what is shown is
compared as text. No text lies in the index, so that a removal from the record removes it.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = "uarazom/quotes-segment/1"
GRAM = 3
NO_DAY = -1
CHUNK_WORDS = 65_536  # whose 3-grams are keyed at a time: what lies in between is small
HEAD_BYTES = 4096  # the line of JSON, padded
_ARRAYS = (
    ("grams", "<u4"), ("places", "<u4"), ("stems", "<u4"), ("starts", "<u4"), ("speakers", "<u4"),
    ("days", "<i4"), ("tongues", "|u1"),
    ("common", "<u4"), ("counts", "<u4"), ("meta_ends", "<u4"), ("meta", "|u1"),
)  # fmt: skip
_FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))

Hashes = NDArray[np.uint32]
Places = tuple[NDArray[np.int64], NDArray[np.int64]]  # from, and to


@dataclass(frozen=True, slots=True)
class Row:
    """One language version of one act: the stems of its words, what it says of itself; `day` is a proleptic ordinal."""

    stems: Sequence[str]
    language: str
    speaker: str
    day: int
    meta: dict[str, Any]


@lru_cache(maxsize=400_000)
def hashed(stem: str) -> int:
    """A stem as it stands in the index."""
    return zlib.crc32(stem.encode())


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
        self.grams, self.places = arrays["grams"], arrays["places"]
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
        """From where to where in `places` the 3-grams of each key stand."""
        left = np.searchsorted(self.grams, keys, "left")
        if not len(self.grams):
            return left, left
        there = np.flatnonzero(self.grams[np.minimum(left, len(self.grams) - 1)] == keys)  # few are
        right = left.copy()
        right[there] = np.searchsorted(self.grams, keys[there], "right")
        return left, right

    def row_of(self, places: NDArray[Any]) -> NDArray[np.int64]:
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


def build(rows: Iterable[Row]) -> bytes:
    """The bytes of a piece that holds these rows."""
    stems, starts, speakers, days, tongues, metas, languages = [], [0], [], [], [], [], []
    for row in rows:
        stems.append(np.fromiter(map(hashed, row.stems), dtype=np.uint32, count=len(row.stems)))
        starts.append(starts[-1] + len(row.stems))
        speakers.append(hashed(row.speaker))
        days.append(row.day)
        if row.language not in languages:
            languages.append(row.language)
        tongues.append(languages.index(row.language))
        metas.append(json.dumps(row.meta, ensure_ascii=False, separators=(",", ":")).encode())
    arrays: dict[str, NDArray[Any]] = {
        "stems": np.concatenate(stems) if stems else np.zeros(0, np.uint32),
        "starts": np.asarray(starts, dtype=np.uint32),
        "speakers": np.asarray(speakers, dtype=np.uint32),
        "days": np.asarray(days, dtype=np.int32),
        "tongues": np.asarray(tongues, dtype=np.uint8),
        "meta_ends": np.cumsum([len(meta) for meta in metas], dtype=np.uint32) if metas else np.zeros(0, np.uint32),
        "meta": np.frombuffer(b"".join(metas), dtype=np.uint8),
    }
    return _written(arrays, languages)


def merge(segments: Sequence[Segment]) -> bytes:
    """One piece that holds what these hold, in their order."""
    languages = sorted({code for one in segments for code in one.languages})
    shifts = np.cumsum([0, *(one.words for one in segments)])
    meta_shifts = np.cumsum([0, *(len(one.meta) for one in segments)])
    numbers = [np.asarray([languages.index(code) for code in one.languages], dtype=np.uint8) for one in segments]
    joined = {
        name: np.concatenate([getattr(one, name) for one in segments]) for name in ("stems", "speakers", "days", "meta")
    }
    starts = [one.starts[:-1] + shift for one, shift in zip(segments, shifts, strict=False)]
    ends = [one.meta_ends + shift for one, shift in zip(segments, meta_shifts, strict=False)]
    return _written(
        {
            **joined,
            "starts": np.concatenate([*starts, shifts[-1:]]).astype(np.uint32),
            "meta_ends": np.concatenate(ends).astype(np.uint32),
            "tongues": np.concatenate([n[one.tongues] for n, one in zip(numbers, segments, strict=True) if one.rows]),
        },
        languages,
    )


def _written(arrays: dict[str, NDArray[Any]], languages: list[str]) -> bytes:
    """Add what follows from the words, and write all of it."""
    arrays |= _grams(arrays["stems"], arrays["starts"]) | _counts(arrays["stems"], arrays["starts"])
    head = {
        "format": FORMAT,
        "rows": len(arrays["starts"]) - 1,
        "words": len(arrays["stems"]),
        "languages": languages,
        "lengths": {name: len(arrays[name]) for name, _ in _ARRAYS},
    }
    pieces = [json.dumps(head).encode().ljust(HEAD_BYTES - 1) + b"\n"]
    for name, kind in _ARRAYS:
        raw = arrays.pop(name).astype(kind, copy=False).tobytes()
        pieces.append(raw.ljust(_padded(len(raw)), b"\0"))
    return b"".join(pieces)


def _grams(stems: Hashes, starts: Hashes) -> dict[str, NDArray[Any]]:
    """Every 3-gram inside one row, sorted by key, then by place."""
    if len(stems) < GRAM:
        return {"grams": np.zeros(0, np.uint32), "places": np.zeros(0, np.uint32)}
    inside = np.ones(len(stems) - GRAM + 1, dtype=bool)
    for back in (1, 2):  # a 3-gram that begins one or two words before a row's start crosses it
        edges = starts[1:-1].astype(np.int64) - back
        inside[edges[(edges >= 0) & (edges < len(inside))]] = False
    both = np.concatenate([_grams_of(stems, inside, start) for start in range(0, len(inside), CHUNK_WORDS)])
    both.sort()
    return {"grams": (both >> np.uint64(32)).astype(np.uint32), "places": both.astype(np.uint32)}


def _grams_of(stems: Hashes, inside: NDArray[np.bool_], start: int) -> NDArray[np.uint64]:
    """Key and place of the 3-grams that begin in one stretch of words."""
    kept = np.flatnonzero(inside[start : start + CHUNK_WORDS]).astype(np.uint64)
    keys = gram_keys(stems[start : start + CHUNK_WORDS + GRAM - 1])[kept].astype(np.uint64)
    return np.asarray((keys << np.uint64(32)) | (kept + np.uint64(start)), dtype=np.uint64)


def _counts(stems: Hashes, starts: Hashes) -> dict[str, NDArray[Any]]:
    """In how many rows each stem stands."""
    pairs = stems.astype(np.uint64)
    pairs <<= np.uint64(32)
    pairs |= np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
    pairs.sort()
    first = np.ones(len(pairs), dtype=bool)
    first[1:] = pairs[1:] != pairs[:-1]
    once = (pairs[first] >> np.uint64(32)).astype(np.uint32)
    common, counts = np.unique(once, return_counts=True)
    return {"common": common, "counts": counts.astype(np.uint32)}


def _head(raw: bytes | memoryview) -> dict[str, Any]:
    head = json.loads(bytes(raw[:HEAD_BYTES])) if len(raw) >= HEAD_BYTES else {}
    if head.get("format") != FORMAT:
        raise ValueError(f"expected a segment of {FORMAT}, got {head.get('format')!r} in {len(raw)} bytes")
    return dict(head)


def _padded(size: int) -> int:
    return -(-size // 8) * 8
