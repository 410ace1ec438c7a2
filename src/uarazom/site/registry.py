"""What a kind of page offers, so that pages, feeds and files of every sort go through the one entrance.

A kind knows which paths exist (`paths`), which paths could be its own (`pattern`) and how to make one (`page`):

    HOME = PageKind("home", r"(?P<lang>[a-z]{2,3})/index\\.html", home_paths, home_page)

Rules
1. `paths(context)` yields every path of this kind that exists at `context.now`, without a leading slash.
2. `page(context, match)` gets the match of `pattern` over the whole path and returns the bytes, or None when no such
   page exists (any more): the publisher then takes the file away.
3. Both are pure: the ledger and `now` are all they know. Same input, same bytes, in any process.
4. Patterns of two kinds never match the same path (a test walks them all).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from uarazom.site.context import Context


@dataclass(frozen=True)
class PageKind:
    """One kind of file of the public side."""

    name: str
    pattern: str
    paths: Callable[[Context], Iterable[str]]
    page: Callable[[Context, re.Match[str]], bytes | None]
    regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compile the pattern once; a bad one fails at import."""
        object.__setattr__(self, "regex", re.compile(self.pattern))

    def match(self, path: str) -> re.Match[str] | None:
        """The match over the whole path, or None when the path is not of this kind."""
        return self.regex.fullmatch(path)
