"""The files of ``public/`` as they are ready to be sent: each with its variants, tags and headers, in memory.

Rules, in order
1. A name is plain: no empty, hidden or parent segment, no character that a page name never has. All else is no file.
2. A file is looked at again (one stat) at most every ``LOOK_SECONDS``; what the publisher renamed into place is served
   after that. File and variants are read together, so a reader gets old or new, never one's body with the other's tag.
3. A variant that is newer than its file is half a change (``site.files``) and is not served.
4. What is kept is bounded in bytes; the least recently asked for goes first. A large file is not kept: the server sends
   it from disk.

    item = shelf.find("uk/index.html"); item.forms["br"].body
"""

import hashlib
import os
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from uarazom.door.freshness import max_age, until
from uarazom.door.headers import Headers, fixed, keeping
from uarazom.door.negotiate import http_date

LOOK_SECONDS = 0.05
KEPT_BYTES = 64 << 20  # a hundred days of a busy site; home and today's pages are a few hundred kilobytes
LARGE_BYTES = 1 << 20  # pages are some kilobytes; above this are media and backups
SETTLED_SECONDS = 2  # a second change within the same second would be invisible to Last-Modified
SUFFIXES: Final = (("br", ".br"), ("gzip", ".gz"))
_NAME = re.compile(r"[A-Za-z0-9_~][A-Za-z0-9_.:~+-]{0,254}(?:/[A-Za-z0-9_~][A-Za-z0-9_.:~+-]{0,254}){0,15}")


@dataclass(frozen=True, slots=True)
class Form:
    """One representation of a file: what a client can ask conditions and ranges of."""

    tag: str
    headers: Headers
    unchanged: Headers  # what a 304 carries of them (RFC 9110 §15.4.5)
    body: bytes | None  # None: too large, sent from disk
    size: int


@dataclass(slots=True)
class Item:
    """One file with all its forms."""

    file: str
    seen: tuple[int, int, int]
    looked_at: float
    modified_at: float | None  # None: changed within the last moments, a date could not tell two versions apart
    forms: dict[str, Form]
    keep: tuple[str, str] | None  # Cache-Control, where the name alone decides it
    weight: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with an index, asked for without its slash."""


class Shelf:
    """See the module. Args: ``clock``: the system's seconds; ``shift``: what to add for the instance's own time."""

    def __init__(self, public: Path, clock: Callable[[], float], ticks: Callable[[], float], shift: float = 0) -> None:
        self.public = public
        self._root = os.fspath(public)
        self._clock, self._ticks, self._shift = clock, ticks, shift
        self._items: OrderedDict[str, Item] = OrderedDict()
        self._weight = 0
        self._fresh = ("Cache-Control", "no-cache")
        self._freshened_at = -1.0

    def find(self, name: str) -> Item | Folder | None:
        """The file of this name, ready; a folder that has an index; or None."""
        item = self._items.get(name)
        ticks = self._ticks()
        if item is not None and ticks - item.looked_at < LOOK_SECONDS:
            self._items.move_to_end(name)
            return item
        return self._look(name, item, ticks)

    @property
    def held_bytes(self) -> int:
        """What is kept in memory now."""
        return self._weight

    def fresh(self) -> tuple[str, str]:
        """The Cache-Control of everything that may change; it holds for as long as an answer with it is kept here."""
        ticks = self._ticks()
        if not 0 <= ticks - self._freshened_at < LOOK_SECONDS:
            self._freshened_at = ticks
            now = self._clock() + self._shift + 2 * LOOK_SECONDS
            self._fresh = max_age(until(self.public, now), now)
        return self._fresh

    def languages(self) -> tuple[str, ...]:
        """The languages that have a page for what is not there."""
        return tuple(sorted(path.parent.name for path in self.public.glob("*/404.html")))

    def _look(self, name: str, item: Item | None, ticks: float) -> Item | Folder | None:
        if not _NAME.fullmatch(name):
            return None
        file = f"{self._root}/{name}"
        try:
            found = os.stat(file)  # noqa: PTH116  (called for every request that finds nothing ready)
            if S_ISDIR(found.st_mode):
                return Folder() if isinstance(self.find(f"{name}/index.html"), Item) else None
            if not S_ISREG(found.st_mode):
                return None
            if item is not None and item.seen == _seen(found) and item.modified_at is not None:
                item.looked_at = ticks
                return item
            return self._keep(name, self._read(name, file, ticks))
        except OSError:
            self._drop(name)
            return None

    def _keep(self, name: str, item: Item) -> Item:
        self._drop(name)
        if item.weight <= LARGE_BYTES:
            self._items[name] = item
            self._weight += item.weight
        while self._weight > KEPT_BYTES:
            self._weight -= self._items.popitem(last=False)[1].weight
        return item

    def _drop(self, name: str) -> None:
        item = self._items.pop(name, None)
        if item is not None:
            self._weight -= item.weight

    def _read(self, name: str, file: str, ticks: float) -> Item:
        with open(file, "rb") as opened:  # noqa: PTH123
            found = os.fstat(opened.fileno())
            large = found.st_size > LARGE_BYTES
            data = opened.read(16 if large else found.st_size)
        modified_at = found.st_mtime if self._clock() - found.st_mtime >= SETTLED_SECONDS else None
        bodies = {"identity": data, **({} if large else _variants(file, found.st_mtime_ns))}
        common = fixed(name, data)
        if modified_at is not None:
            common.append(("Last-Modified", http_date(modified_at)))
        tag = f"{found.st_ino:x}-{found.st_mtime_ns:x}-{found.st_size:x}" if large else _digest(data)
        forms = {
            coding: _form(tag, coding, common, None if large else body, found.st_size, len(bodies) > 1)
            for coding, body in bodies.items()
        }
        weight = found.st_size if large else sum(map(len, bodies.values()))
        return Item(file, _seen(found), ticks, modified_at, forms, keeping(name), weight)


def _form(tag: str, coding: str, common: Headers, body: bytes | None, size: int, varies: bool) -> Form:
    strong = f'"{tag}"' if coding == "identity" else f'"{tag}-{coding}"'
    unchanged = [("ETag", strong), *([("Vary", "Accept-Encoding")] if varies else [])]
    headers = [*common, *unchanged, ("Accept-Ranges", "bytes")]
    if coding != "identity":
        headers.append(("Content-Encoding", coding))
    return Form(strong, headers, unchanged, body, size if body is None else len(body))


def _variants(file: str, written: int) -> dict[str, bytes]:
    found = {}
    for coding, suffix in SUFFIXES:
        try:
            with open(file + suffix, "rb") as opened:  # noqa: PTH123
                status = os.fstat(opened.fileno())
                if status.st_size and status.st_mtime_ns <= written:
                    found[coding] = opened.read()
        except FileNotFoundError:
            continue
    return found


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _seen(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_mtime_ns, found.st_size
