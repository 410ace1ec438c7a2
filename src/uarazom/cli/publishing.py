"""The publisher as the command line runs it: the site's follower over an instance's record and public folder.

It follows the record up to what has its proofs, so that a page never links to a proof that is not there yet: the order
of publication is blobs, tiles, checkpoint, proof, document page, lists, feeds, home.

Pages never stand before the record's last entry: an instant that was issued has come, whatever a clock that went back
says, and a withdrawal of noon is not taken off the page because a machine thinks it is eleven.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from uarazom.acts.model import Words
from uarazom.cli.clock import Clock
from uarazom.cli.instance import Instance
from uarazom.record.blobs import Blobs
from uarazom.record.follow import Cursor, Reader
from uarazom.record.reading import words_of
from uarazom.site.files import Folder
from uarazom.site.program import program_digest
from uarazom.site.publish import Made, Publisher
from uarazom.verify import canon

PLAIN_KEPT = 8  # the map, the catalogues


class Proved:
    """The record up to what the proofs' follower has reached."""

    def __init__(self, reader: Reader, cursor: Path) -> None:
        self._reader, self._cursor = reader, cursor

    @property
    def size(self) -> int:
        """How many entries are published and proved."""
        return min(self._reader.size, Cursor(self._cursor).position)

    def entries(self, start: int, limit: int) -> Iterable[tuple[int, Any]]:
        """(index, entry) from ``start`` on."""
        return self._reader.entries(start, limit)


@contextmanager
def publisher(instance: Instance, clock: Clock) -> Iterator[Callable[[], Made | None]]:
    """The step to take again and again: it brings the public side to the clock's instant."""
    reader = Reader.open(instance.home)
    proved = Proved(reader, instance.record / "proofs.cursor")
    words, plain = of_blobs(Blobs(instance.public / "blob"))

    def now() -> datetime:
        return max(clock(), _issued(reader))

    made = Publisher(
        proved,
        Folder(instance.public),
        instance.site / "cursor.json",
        words=words,
        blob=plain,
        program=program_digest(),
        workers=os.cpu_count() or 1,
        clock=now,
    )
    try:
        # Of a new instance nothing is proved until its signer has started: there is no page to make yet.
        yield lambda: made.step(now()) if proved.size else None
    finally:
        reader.close()


def _issued(reader: Reader) -> datetime:
    """The instant of the record's last entry."""
    last = reader.store.last()
    return canon.instant(last.issued_at) if last else datetime.fromtimestamp(0, UTC)


def of_blobs(blobs: Blobs) -> tuple[Callable[[str], Words | None], Callable[[str], bytes | None]]:
    """Words and plain blobs by digest, the last ones kept."""
    return words_of(blobs), lru_cache(PLAIN_KEPT)(blobs.get)
