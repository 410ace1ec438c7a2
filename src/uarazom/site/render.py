"""From the ledger and an instant to the files of the public side: the one entrance of this room.

    for path, content in render(ledger, now):
        files.write(path, content)

Rules
1. Pure: no clock, no disk, no network, no chance. The site at any instant can be made again by anyone with the record.
2. Every file comes from a `PageKind` in `KINDS`; a new output is one more kind in that tuple.
3. `only` names paths; what no longer exists is not yielded, and the caller takes the file away.
4. Nothing is rendered half: a missing template, word or act raises, and nothing of that page comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uarazom.site.context import Context, no_blob
from uarazom.site.machine.every import MACHINE
from uarazom.site.pages.every import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from uarazom.acts.ledger import Ledger
    from uarazom.site.registry import PageKind

KINDS: tuple[PageKind, ...] = (*PAGES, *MACHINE)


def render(
    ledger: Ledger,
    now: datetime,
    *,
    only: Iterable[str] | None = None,
    blob: Callable[[str], bytes | None] = no_blob,
    context: Context | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield (path, bytes) of every file of the site at `now`, or of those paths in `only` that exist.

    `blob` gives plain blobs by digest (the map, the register's catalogues), None where it has none. `context` lets a
    follower that already holds one for this ledger and instant pass it in; the bytes are the same without it.
    """
    made = context or Context(ledger, now, blob=blob)
    if only is None:
        yield from _all(made)
        return
    for path in only:
        content = page(made, path)
        if content is not None:
            yield path, content


def paths(context: Context) -> Iterator[str]:
    """Every path that exists at the context's instant."""
    for kind in KINDS:
        yield from kind.paths(context)


def page(context: Context, path: str) -> bytes | None:
    """One file, or None when there is no such page."""
    for kind in KINDS:
        match = kind.match(path)
        if match is not None:
            return kind.page(context, match)
    return None


def _all(context: Context) -> Iterator[tuple[str, bytes]]:
    for kind in KINDS:
        for path in kind.paths(context):
            match = kind.match(path)
            if match is None:
                raise LookupError(f"{kind.name} offers {path!r}, which its own pattern {kind.pattern!r} does not match")
            content = kind.page(context, match)
            if content is not None:
                yield path, content
