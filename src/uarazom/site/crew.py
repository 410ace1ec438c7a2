"""The processes of a full render: who takes which paths, how they are waited for, what goes on beside them.

    for stretch, steps in stretches(paths, workers=2):
        turns = Turns(stretch)
        …                                # in one process turns.paths(1), in another turns.paths(-1)
    children = Children(processes)
    while children.running(): …

Rules
1. Every path is taken once, whoever is quicker; what one process takes lies side by side.
2. No process outlives a render that failed, nor one that was killed: it would go on writing pages of before over those
   of the next.
"""

from __future__ import annotations

import ctypes
import gc
import os
import select
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

BLOCK = 64  # paths that one process takes in a row: a document's pages lie together, and its facts are gathered once
PIPE = 4_096  # bytes that every pipe holds, and so blocks of a stretch
LOOK_MS = 20  # between two looks at what is urgent while other processes render
PARENT_DIES = 1  # PR_SET_PDEATHSIG of prctl(2)
FLUSH_SECONDS = 0.3  # the disk works beside the processors: little waits for it at the end, or before a warning
_libc = ctypes.CDLL(None, use_errno=True)


@contextmanager
def uncollected() -> Iterator[None]:
    """What is made here stays: a collection would walk the whole archive and find nothing."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def stretches(paths: Sequence[str], workers: int) -> Iterator[tuple[Sequence[str], tuple[int, ...]]]:
    """For each two processes a stretch of the paths, which one takes from its begin and the other from its end."""
    for first in range(0, workers, 2):
        last = min(first + 2, workers)
        yield paths[first * len(paths) // workers : last * len(paths) // workers], (1, -1)[: last - first]


class Turns:
    """Who takes the next block of a stretch: a byte for each lies in a pipe, and whoever reads one takes his next. The
    quicker of two takes more, none waits for the other, and what one takes lies side by side."""

    def __init__(self, stretch: Sequence[str]) -> None:
        block = max(BLOCK, -(-len(stretch) // PIPE))
        self._blocks = [stretch[start : start + block] for start in range(0, len(stretch), block)]
        self._pipe, writable = os.pipe()
        os.write(writable, bytes(len(self._blocks)))
        os.close(writable)

    def paths(self, step: int) -> Iterator[str]:
        """One's paths, as long as there are any: from the begin (1) or from the end (-1)."""
        for block in self._blocks[::step]:
            if not os.read(self._pipe, 1):
                return
            yield from block

    def close(self) -> None:
        """Whoever takes his turns has the pipe by now."""
        os.close(self._pipe)


@contextmanager
def again_and_again(do: Callable[[], None], *, every_seconds: float = FLUSH_SECONDS) -> Iterator[None]:
    """Do it now and then, beside what is done here; what it raises is raised at the end."""
    enough = Event()

    def repeat() -> None:
        while not enough.wait(every_seconds):
            do()

    with ThreadPoolExecutor(1) as beside:
        repeating = beside.submit(repeat)
        try:
            yield
        finally:
            enough.set()
    repeating.result()


def end_with(parent: int) -> None:
    """In a process that `parent` just forked: end when it does, however that dies."""
    _libc.prctl(PARENT_DIES, signal.SIGKILL)
    if os.getppid() != parent:  # it died before that was said
        os._exit(1)


class Children:
    """Processes of one render: waited for a little at a time; none of them outlives a render that failed here."""

    def __init__(self, processes: Iterable[int]) -> None:
        self._left: dict[int, int] = {}
        self.failed = 0
        try:
            for process in processes:
                self._left[os.pidfd_open(process)] = process
        except BaseException:  # one could not be started; those before it must not go on
            self.end()
            raise

    def running(self) -> bool:
        """Whether any is, after at most LOOK_MS."""
        poll = select.poll()
        for descriptor in self._left:
            poll.register(descriptor, select.POLLIN)
        for descriptor, _ in poll.poll(LOOK_MS):
            self._ended(descriptor)
        return bool(self._left)

    def end(self) -> None:
        """End those that run."""
        for descriptor, process in list(self._left.items()):
            os.kill(process, signal.SIGKILL)
            self._ended(descriptor)

    def _ended(self, descriptor: int) -> None:
        _, status = os.waitpid(self._left.pop(descriptor), 0)
        os.close(descriptor)
        self.failed += status != 0
