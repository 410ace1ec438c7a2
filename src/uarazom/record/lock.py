"""One process a home: a lock that the kernel drops when its holder dies, so that nobody has to clean up after a crash.

    with lock.hold(home / "record" / "lock"):
        …                                   # Busy in any other process until the block ends

flock(2) on the open file; the file's text names the holder for `doctor` and means nothing by itself.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from uarazom.record.errors import Busy

HOLDER_BYTES = 64  # a process id and a newline; anything longer in the file is not ours


def take(path: Path) -> int:
    """Take the lock and return its descriptor; closing it gives the lock back.

    Raises: Busy, naming the process that holds it; OSError where the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Busy(
            expected="to be the only process on this home",
            got=f"held by process {holder(path) or 'unknown'}",
            where=str(path),
            remedy="stop the other process first, or use another home",
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Hold the lock for a block."""
    handle = take(path)
    try:
        yield
    finally:
        os.close(handle)


def holder(path: Path) -> int | None:
    """The process that holds the lock, None where nobody does."""
    with suppress(OSError, ValueError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read(HOLDER_BYTES).strip())
    return None
