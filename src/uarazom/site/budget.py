"""Pages that must fit the first flight of a connection: made as rich as the budget allows.

    fitting([make_rich, make_plain, …])       the first that fits, else the last
    filled(make_with, 1, 300, most=3_072)     with as many as fit, by halves; with the least where none fits

Rules
1. Bytes count as gzip 9 makes them; brotli, which nearly every reader gets, makes fewer.
2. What is left out is always text that stands one link further; never a status word, a name or a time.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PAGE_BYTES = 14_336  # home and bulletins, style and map included: ten TCP segments, the usual first flight
TEXT_BYTES = 6_144  # a text version
PLACE_BYTES = 3_072  # the page of a place: read on a bad line, in a shelter


def weight(page: bytes) -> int:
    """The bytes that travel."""
    return len(gzip.compress(page, 9, mtime=0))


def fitting(makes: Iterable[Callable[[], bytes]], *, text: bool = False, most: int = 0) -> bytes:
    """The richest page that fits `most` bytes (else a page's, or a text version's); `makes` go from rich to plain."""
    most = most or (TEXT_BYTES if text else PAGE_BYTES)
    page = b""
    for make in makes:
        page = make()
        if weight(page) <= most:
            break
    return page


def filled(make: Callable[[int], bytes], least: int, many: int, *, most: int) -> bytes:
    """The page with as many of something as fit `most` bytes; with the least of them where even that does not fit."""
    page, below, above = make(least), least, many + 1
    while above - below > 1:
        middle = (below + above) // 2
        richer = make(middle)
        if weight(richer) <= most:
            page, below = richer, middle
        else:
            above = middle
    return page
