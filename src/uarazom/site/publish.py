"""The publisher: follows the record and keeps `public/` what the record and the minute say it is.

    publisher = Publisher(reader, Folder(public), cursor_path, words=…, blob=…, program=program_digest())
    while not stop.is_set():
        publisher.step(clock())          # cheap when there is nothing to do
        stop.wait(0.05)

A step, in order
1. Read entries from where the last step ended, fold them into the ledger.
2. Work out what they and the passing of time touch (`plan`); render that and nothing else.
3. Write it in publication order: what says that a warning is or is no longer in force, in a batch of its own; then
   documents, lists, feeds; each file whole, one sync a batch (`files`). Whatever takes long looks up every few moments:
   a warning that came meanwhile, and what is due at the minute, is written before the rest of it.
4. Move the cursor: the size read and the instant rendered. Stopped before this, the next start takes the same step
   again from the state that the cursor names, and believes nothing that lies on disk.
Everything is made anew (a full render, on all cores) when there is no cursor, when the program changed, when the
register changed what every page says, or when a file of any kind of output is gone (`plan.sentinels`): deleting
`public/<lang>`, `public/<lang>/claim`, `public/feeds` or `public/document` brings it back. For a single file each new
minute looks at the next of all paths in turn, and makes again what is not there.

The instant may go backwards when a clock is put right: what lies between is touched just the same.
"""

from __future__ import annotations

import gc
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

from uarazom.acts.ledger import Ledger
from uarazom.site import plan, urgent
from uarazom.site.context import Context, no_blob
from uarazom.site.machine.xml import rfc3339
from uarazom.site.places import next_minute
from uarazom.site.pool import render_all
from uarazom.site.render import page
from uarazom.verify.entry import FORMATS, REGISTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from uarazom.acts.model import Words
    from uarazom.site.files import Folder

BATCH_ENTRIES = 1024
BATCH_PATHS = 96  # written at a time: some 50 ms, the longest that a warning waits for lists; most publications are one
CURSOR_BYTES = 512
LOOKED = 2_000  # paths that a new minute looks for: some 10 ms; 100,000 documents are gone through in hours
FEW_DOCUMENTS = 2_000  # above that, all cores at a full render are done sooner than one at a step


class Reader(Protocol):
    """The record as a follower sees it (`record.follow.Reader`)."""

    @property
    def size(self) -> int:
        """How many entries are published."""

    def entries(self, start: int, limit: int) -> Iterable[tuple[int, Any]]:
        """(index, entry) from `start` on."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a step did. `full`: everything was made anew, and why."""

    at: datetime
    size: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    full: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to where the site was made: entries, instant, program."""

    size: int
    at: datetime
    program: str

    @staticmethod
    def read(path: Path) -> Cursor | None:
        """None where there is none that can be read: then everything is made anew."""
        try:
            with path.open("rb") as file:
                said = json.loads(file.read(CURSOR_BYTES))
            at = datetime.strptime(said["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            return Cursor(int(said["size"]), at, str(said["program"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def write(self, path: Path) -> None:
        """Keep it, durably. Raises: OSError; then the old one stands, and the step is taken again."""
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        with beside.open("wb") as file:
            file.write(json.dumps({"size": self.size, "at": rfc3339(self.at), "program": self.program}).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)


class Publisher:
    """See the module. One publisher a folder; whoever runs it holds the instance's lock.

    Args: `words`, `blob`: fetch words and plain blobs by digest; `program`: the digest of what renders; `clock`: what
    time it is in the midst of a step that takes long, without it the step's own instant.
    """

    def __init__(
        self,
        reader: Reader,
        folder: Folder,
        cursor: Path,
        *,
        words: Callable[[str], Words | None],
        blob: Callable[[str], bytes | None] = no_blob,
        program: str = "",
        workers: int = 1,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._reader, self._folder, self._cursor_path = reader, folder, cursor
        self._blob, self._program, self._workers, self._clock = blob, program, workers, clock
        self._words = words
        self._ledger = Ledger(words)
        self._size = 0
        self._context: Context | None = None
        self._coming: set[tuple[datetime, str]] = set()  # when acts will exist that do not yet, and their documents
        self._looked = 0  # up to where entries were looked at for what is urgent
        self._left: dict[str, None] = {}  # what was touched and is not written yet
        self._trust = False  # nothing on disk is believed before a first step has ended
        self._turn = (0, 0)  # where the search for files that are gone stands: kind of page, path of that kind

    def step(self, now: datetime) -> Made | None:
        """Bring the public side to `now`; None when nothing was due. Instants are whole seconds.

        Raises: OSError as the disk gave it, with the cursor where it was: take the step again.
        """
        now = now.astimezone(UTC).replace(microsecond=0)
        if self._context is None:
            self._begin()
        context = self._context
        if context is not None and not self._due(context, now):
            return None
        gone = self._gone(context)  # asked before the ledger, which the context shares, moves on
        self._context = None  # until the step is done: what fails begins again from the cursor
        changed = self._read()
        if context is not None and now < context.now:  # the clock was put right: what existed may have to come again
            self._coming |= set(self._moments({*self._ledger.documents, *self._ledger.exercises}))
        if context is None:
            return self._everything(now, "no cursor of this program")
        voices = plan.changed_voices(context.register, self._ledger.register(now))
        reason = self._why_full(context, voices) or gone
        if voices is None or reason:
            return self._everything(now, reason)
        return self._next(context, now, changed, voices)

    @property
    def at(self) -> datetime | None:
        """The instant that `public/` shows; None before the first step."""
        return self._context.now if self._context else None

    def next_due(self, now: datetime) -> datetime:
        """When the next step is due if no entry comes."""
        return now if self._context is None else self._after(self._context)

    # ── its parts ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _begin(self) -> None:
        """The state that the cursor names, if it can be had: recovery is then a step like any other."""
        self._ledger, self._size, self._coming, self._trust = Ledger(self._words), 0, set(), False
        self._left, self._looked = {}, 0
        cursor = Cursor.read(self._cursor_path)
        if cursor is None or cursor.program != self._program or cursor.size > self._reader.size:
            return
        self._read(cursor.size)
        self._context = Context(self._ledger, cursor.at, blob=self._blob)
        _ = self._context.index, self._context.exercises.index  # made now: the ledger moves on before the context does
        self._coming = {(at, id) for at, id in self._coming if at > cursor.at}

    def _due(self, context: Context, now: datetime) -> bool:
        if not self._trust or self._reader.size > self._size or now < context.now:
            return True
        return now >= self._after(context)

    def _after(self, context: Context) -> datetime:
        """When something changes by time alone: places speak as of the full minute."""
        moments = (context.next_moment, *(at for at, _ in self._coming))
        return min([next_minute(context.now), *(at for at in moments if at is not None)])

    def _read(self, end: int | None = None) -> set[str]:
        """Fold what is new into the ledger; the documents that it is about."""
        size, changed = self._reader.size if end is None else end, set()
        while self._size < size:
            for index, entry in self._reader.entries(self._size, min(BATCH_ENTRIES, size - self._size)):
                self._ledger.apply(index, entry)
                self._size = index + 1
                changed |= set(_about(entry.fields))
        self._coming |= set(self._moments(changed))
        return changed

    def _moments(self, ids: Iterable[str]) -> Iterator[tuple[datetime, str]]:
        """When each act of these documents began, or begins, to exist."""
        both = (self._ledger.documents, self._ledger.exercises)
        found = (documents[id] for id in ids for documents in both if id in documents)
        return ((act.exists_from, document.id) for document in found for act in document.acts)

    def _why_full(self, context: Context, voices: set[str] | None) -> str:
        if voices is None:
            return "the register changed what every page says"
        spoken = sum(len(context.index.changes.voiced(voice)) for voice in voices)
        if spoken > FEW_DOCUMENTS:
            return f"the register changed who speaks in {spoken} documents"
        return ""

    def _gone(self, context: Context | None) -> str:
        paths = plan.sentinels(context) if context is not None else ()
        return next((f"{path} is gone" for path in paths if not self._folder.has(path)), "")

    def _missing(self, context: Context) -> list[str]:
        """Those of the next paths in turn that are not there; at the end of a kind of page the next kind is due."""
        kinds = plan.in_order()
        kind, start = self._turn
        paths = list(islice(kinds[kind].paths(context), start, start + LOOKED))
        self._turn = (kind, start + LOOKED) if len(paths) == LOOKED else ((kind + 1) % len(kinds), 0)
        return [path for path in paths if not self._folder.has(path)]

    def _everything(self, now: datetime, reason: str) -> Made:
        context = Context(self._ledger, now, blob=self._blob)
        # What is in force does not wait for an archive to be rendered.
        self._folder.put(_pages(context, urgent.first(context, urgent.standing(context)), []), trust=self._trust)
        context, written, removed = render_all(
            context, self._folder, workers=self._workers, trust=self._trust, meanwhile=self._meanwhile
        )
        context, more, gone = self._rest(context)
        return self._done(context, written + more, removed + gone, reason)

    def _next(self, context: Context, now: datetime, changed: set[str], voices: set[str]) -> Made:
        context, _, written, removed = self._step(context, now, changed, voices)
        context, more, gone = self._rest(context)
        return self._done(context, written + more, removed + gone, "")

    def _step(
        self, context: Context, now: datetime, changed: set[str], voices: Iterable[str] = (), *, always: bool = False
    ) -> tuple[Context, list[str], tuple[str, ...], tuple[str, ...]]:
        """Move the context on, and write what is urgent of that: in a batch of its own, synced and under its names
        before anything else is rendered. The rest of what it touched is left. `always`: at a new minute too what says
        that there is no danger. Returns: the context, what it touched, what was written, what removed."""
        changed |= context.passing(*sorted((context.now, now)))
        changed |= {id for at, id in self._coming if at <= now}
        step = plan.take(context, self._ledger, now, changed, voices)
        self._coming = {(at, id) for at, id in self._coming if at > now}
        touched, first = plan.touched(step), urgent.first(step.context, step.warnings)
        first += urgent.at_the_minute(step.context) if always and step.new_minute else []
        done = dict.fromkeys(first)
        written, removed = self._put(step.context, done)
        missing = self._missing(step.context) if step.new_minute else ()
        self._left = {path: None for path in (*self._left, *touched, *missing) if path not in done}
        return step.context, [*touched, *first], written, removed

    def _put(self, context: Context, paths: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Write these, and take away what is no more."""
        gone: list[str] = []
        written = self._folder.put(_pages(context, paths, gone), trust=self._trust, ahead=True)
        return written, self._folder.remove(gone)

    def _rest(self, context: Context) -> tuple[Context, tuple[str, ...], tuple[str, ...]]:
        """All else that was touched, a hundred at a time, and what is touched meanwhile."""
        written: tuple[str, ...] = ()
        removed: tuple[str, ...] = ()
        while self._left:
            some = list(islice(self._left, BATCH_PATHS))
            for path in some:
                del self._left[path]
            more, gone = self._put(context, some)
            written, removed = written + more, removed + gone
            context, _ = self._meanwhile(context) if self._left else (context, ())
        return context, written, removed

    def _meanwhile(self, context: Context) -> tuple[Context, Iterable[str]]:
        """In the midst of a long step: the context as it is now, with what is urgent written, and the paths that this
        touched. What is not urgent waits, so that a step ends however much is published."""
        now = max(self._clock().astimezone(UTC).replace(microsecond=0), context.now) if self._clock else context.now
        end = self._urgent_end()
        if end == self._size and now < self._after(context):
            return context, ()
        context, touched, _, _ = self._step(context, now, self._read(end), always=True)
        return context, touched

    def _urgent_end(self) -> int:
        """Up to where to read so that every new warning is read, but no register: that may change every page."""
        end, start = self._size, max(self._size, self._looked)
        size = self._reader.size
        for index, entry in self._reader.entries(start, BATCH_ENTRIES) if size > start else ():
            if entry.fields["format"] == FORMATS[REGISTER]:
                break
            self._looked = index + 1
            if entry.fields.get("kind") == "alert":
                end = index + 1
        return end

    def _done(self, context: Context, written: tuple[str, ...], removed: tuple[str, ...], reason: str) -> Made:
        # On disk now: every file of this step, synced. The cursor says so from here on.
        Cursor(self._size, context.now, self._program).write(self._cursor_path)
        if not self._trust:
            # The archive was just loaded and stays: a collection that walked it would hold up a publication by seconds.
            gc.collect()
            gc.freeze()
        self._context, self._trust = context, True
        self._coming = {(at, id) for at, id in self._coming if at > context.now}
        return Made(context.now, self._size, written, removed, reason)


def _pages(context: Context, paths: Iterable[str], gone: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        content = page(context, path)
        if content is None:
            gone.append(path)
        else:
            yield path, content


def _about(fields: Any) -> Iterator[str]:
    """The documents that an entry changes: its own, and those whose words it removes."""
    if "document" in fields:
        yield fields["document"]
        yield from (id.rpartition("/")[0] for id in fields.get("acts", ()))
