"""Which program made a page: the digest of the code, templates and words that a rendered byte depends on.

The site is a function of entries, blobs, the instant and this. Two programs with one digest make the same bytes.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

ROOMS = ("site", "acts", "areas", "cap")  # what a rendered byte depends on besides entries, blobs and the instant
CODE = (".py", ".html", ".txt", ".yaml", ".css", ".js", ".svg", ".xml")


@cache
def program_digest() -> str:
    """What a rendered byte depends on besides its input: the code, the templates and the words of these rooms."""
    digest = sha256()
    for room in ROOMS:
        for name, raw in sorted(_sources(files(f"uarazom.{room}"), room)):
            digest.update(f"{name} {len(raw)}\n".encode() + raw)
    return digest.hexdigest()


def _sources(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _sources(one, f"{name}/{one.name}")
        elif one.name.endswith(CODE):
            yield f"{name}/{one.name}", one.read_bytes()
