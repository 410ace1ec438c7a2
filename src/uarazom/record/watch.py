"""Woken at once when another process put something into a folder: what shortens a loop's pause, and never replaces it.

Rules: the loop looks for itself after every pause, whoever woke it; a system without inotify, or out of watches, only
makes it sleep the whole pause. A file put in place by a rename wakes (`disk.place`, a cursor), and so does `rouse`.

    watch = Watch(home / "record")
    while not stop.is_set():
        step()
        watch.wait(0.05)            # the pause, or less
    rouse(home / "desk" / "wake")   # in another process: who watches that folder looks now

inotify(7).
"""

import ctypes
import os
import select
import time
from contextlib import suppress
from pathlib import Path

MOVED_TO, ATTRIBUTES = 0x80, 0x04  # of <sys/inotify.h>: a rename came to be; a file's times changed
EVENTS_BYTES = 65_536  # read away at once: some thousand events
_libc = ctypes.CDLL(None, use_errno=True)


class Watch:
    """One folder, looked at by the system."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = _watching(folder)

    def wait(self, seconds: float) -> bool:
        """Wait until something came in, `seconds` at most; whether something did."""
        if self._descriptor is None:
            time.sleep(seconds)
            return False
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        came = bool(poll.poll(seconds * 1000))
        with suppress(BlockingIOError):
            os.read(self._descriptor, EVENTS_BYTES)
        return came

    def close(self) -> None:
        """Let go of it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def rouse(file: Path) -> None:
    """Wake who watches the folder of this file. A folder that cannot be written wakes nobody, and harms nothing."""
    with suppress(OSError):
        file.touch(0o600)
        os.utime(file)  # a file that was just made has only been made; its times changing is what wakes


def _watching(folder: Path) -> int | None:
    """A descriptor that becomes readable; None where the system gives none."""
    try:
        descriptor = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if descriptor < 0:
            return None
        if _libc.inotify_add_watch(descriptor, os.fsencode(folder), MOVED_TO | ATTRIBUTES) < 0:
            os.close(descriptor)
            return None
    except AttributeError:  # no Linux
        return None
    return int(descriptor)
