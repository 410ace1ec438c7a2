"""``log check DIR|URL``: the audit of a whole log, from a folder or an address, on every core.

    audited = check("https://example.org", anchor)
    audited.require()

What is checked is `verify.audit`, and of warnings what `message_audit` asks besides; here is only where the bytes come
from and who does the work. An address is asked for
the paths of docs/formats/log.md and nothing else: no redirect is followed, no proxy asked, every answer bounded.
"""

import http.client
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from uarazom.record import message_audit
from uarazom.record.errors import RecordFailed
from uarazom.verify import tiles
from uarazom.verify.anchor import Anchor
from uarazom.verify.audit import TILES_A_RANGE, Audited, Run, audit, ranges
from uarazom.verify.blob import PLAIN_MAX_BYTES
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.note import Note

ANSWER_SECONDS = 30
POOL_FROM = 2 * TILES_A_RANGE * tiles.WIDTH  # entries; below, starting processes costs more than it saves

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Folder:
    """The files of a public folder."""

    root: Path

    def __call__(self, path: str) -> bytes:
        """The bytes of a file. Raises: FileNotFoundError, OSError."""
        return (self.root / path).read_bytes()


@dataclass(frozen=True)
class Address:
    """The files at an address. One connection a thread, opened again when the other side closes it."""

    url: str

    def __call__(self, path: str) -> bytes:
        """The bytes of a file. Raises: FileNotFoundError (404, 410), RecordFailed."""
        try:
            status, raw = self._get(path)
        except (http.client.HTTPException, OSError) as error:
            raise self._failed("an answer", str(error) or type(error).__name__, path) from error
        if status in (404, 410):
            raise FileNotFoundError(path)
        if status != 200:
            raise self._failed("status 200", str(status), path)
        if len(raw) > PLAIN_MAX_BYTES:
            raise self._failed(f"at most {PLAIN_MAX_BYTES} bytes", "more", path)
        return raw

    def _get(self, path: str) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        for again in (True, False):
            connection = _connection(parts.scheme, parts.netloc)
            try:
                connection.request("GET", f"{parts.path.rstrip('/')}/{path}", headers={"Accept-Encoding": "identity"})
                answer = connection.getresponse()
                return answer.status, answer.read(PLAIN_MAX_BYTES + 1)
            except (http.client.HTTPException, ConnectionError):
                connection.close()  # an idle connection may have been closed by the other side: once more
                if not again:
                    raise
        raise AssertionError

    def _failed(self, expected: str, got: str, path: str) -> RecordFailed:
        remedy = "see that the address serves the public folder, or check a copy of it"
        return RecordFailed(expected=expected, got=got, where=f"{self.url}/{path}", remedy=remedy)


_local = threading.local()


def _connection(scheme: str, netloc: str) -> http.client.HTTPConnection:
    known: dict[tuple[str, str], http.client.HTTPConnection] = _local.__dict__.setdefault("connections", {})
    if (scheme, netloc) not in known:
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        known[scheme, netloc] = kind(netloc, timeout=ANSWER_SECONDS)
    return known[scheme, netloc]


def source(where: str) -> Folder | Address:
    """What reads a public side: an address, a public folder, or the home of an instance. Raises: RecordFailed."""
    if urlsplit(where).scheme in ("http", "https"):
        return Address(where.rstrip("/"))
    for root in (Path(where), Path(where) / "public"):
        if (root / tiles.CHECKPOINT_PATH).is_file():
            return Folder(root)
    raise RecordFailed(
        expected=f"a folder with {tiles.CHECKPOINT_PATH}, or an http(s) address",
        got="neither",
        where=where,
        remedy="give an instance's folder, a copy of its public folder, or its address",
    )


def check(where: str, anchor: Anchor, *, processes: int | None = None, progress: Progress | None = None) -> Audited:
    """Audit the log at a folder or an address; `progress` is told how many entries are done.

    Raises: Refused where there is nothing to audit, RecordFailed where it cannot be reached.
    """
    read = source(where)
    cores = processes or os.cpu_count() or 1
    if cores < 2 or _size(read) < POOL_FROM:
        return _audited(read, anchor, map, progress)
    # spawn: whoever calls may have threads, and a fork of those is a coin toss.
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        return _audited(read, anchor, pool.map, progress)


def _audited(read: Folder | Address, anchor: Anchor, run: Run, progress: Progress | None) -> Audited:
    found = audit(read, anchor, run=_told(run, progress))
    size = found.checkpoint.tree_size
    warnings = message_audit.merge(run(partial(message_audit.scan, read, size), ranges(size)))
    return replace(found, findings=(*found.findings, *warnings))


def _size(read: Folder | Address) -> int:
    return Checkpoint.parse(Note.parse(read(tiles.CHECKPOINT_PATH)).text).tree_size


def _told(run: Callable[..., Iterable[Any]], progress: Progress | None) -> Callable[..., Iterable[Any]]:
    def told(function: Callable[[Any], Any], ranges: Iterable[Any]) -> Iterator[Any]:
        for number, part in enumerate(run(function, ranges), 1):
            if progress is not None:
                progress(number * TILES_A_RANGE * tiles.WIDTH)
            yield part

    return told
