"""Where in a statement a quotation lies: infix alignment of stems, word by word.

    path(quoted, said)      [(0, 17), (1, 18), (2, None), (None, 19), (3, 20)]

A column is (word of the quotation, word of the statement): both, where they stand for each other, the same or not; one
of them None where a word was added or dropped. The alignment is edlib's (Myers' bit-parallel one, infix mode with its
path), on an alphabet of bytes: stems beyond 255 share a byte, and every column is compared again by the caller.

Myers, A fast bit-vector algorithm for approximate string matching, JACM 46(3), 1999; Šošić and Šikić, Edlib, 2017.
"""

import re
from collections.abc import Iterator

import edlib
import numpy as np
from numpy.typing import NDArray

from uarazom.quotes.segment import Hashes

Spelt = NDArray[np.uint8]
Column = tuple[int | None, int | None]
ALPHABET = 255  # bytes, but for the one that no word of the quotation has
_STEP = re.compile(r"(\d+)([=XID])")


class Letters:
    """A quotation's words as letters of an alphabet of bytes: made once for all that it is aligned with."""

    def __init__(self, quoted: Hashes) -> None:
        self._known, numbers = np.unique(quoted, return_inverse=True)
        self.quoted: Spelt = (numbers % ALPHABET + 1).astype(np.uint8)

    def of(self, said: Hashes) -> Spelt:
        """The words of a statement in the same letters; 0 for all that the quotation does not have."""
        at = np.searchsorted(self._known, said)
        at[at == len(self._known)] = 0
        return np.where(self._known[at] == said, at % ALPHABET + 1, 0).astype(np.uint8)


def path(quoted: Hashes, said: Hashes) -> list[Column]:
    """The columns of the best infix alignment, in order; empty where either side has no word."""
    if not len(quoted) or not len(said):
        return []
    letters = Letters(quoted)
    return spelt_path(letters.quoted, letters.of(said))


def spelt_path(quoted: Spelt, said: Spelt) -> list[Column]:
    """The same, of words that are letters already."""
    if not len(quoted) or not len(said):
        return []
    found = edlib.align(quoted.tobytes(), said.tobytes(), mode="HW", task="path")
    return list(_columns(found["cigar"] or "", found["locations"][0][0] or 0))


def _columns(cigar: str, start: int) -> Iterator[Column]:
    quoted, said = 0, start
    for step in _STEP.finditer(cigar):
        for _ in range(int(step[1])):
            if step[2] in "=X":
                yield quoted, said
            elif step[2] == "I":
                yield quoted, None
            else:
                yield None, said
            quoted += step[2] != "D"
            said += step[2] != "I"
