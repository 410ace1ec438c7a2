"""Work on what strangers sent, in a process of its own that ends with it.

    page = await apart(lambda: compare(form), seconds=20)

Rules
1. A forked process: it sees the record that its parent has open, and nothing that it does reaches the parent but bytes.
2. Its memory, its processor time and its time are bounded by the kernel; when they end, it ends, and nothing else.
3. What was pasted is in that process's memory alone, and gone with it. It writes no file and no log.
"""

import asyncio
import os
import resource
import signal
from collections.abc import Callable

from uarazom.door.check.limits import PAGE_BYTES
from uarazom.door.check.refusal import Refused

GRACE_SECONDS = 2  # after the time that the parent waits, the kernel ends it even if the parent is gone
CHUNK_BYTES = 1 << 16


async def apart(work: Callable[[], bytes], *, seconds: float, memory: int) -> bytes:
    """What `work` gives. Raises: Refused where it took too long, too much, or died."""
    there, here = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, here, seconds, memory)
    os.close(here)
    try:
        async with asyncio.timeout(seconds):
            made = await _read(there)
    except TimeoutError:
        raise Refused("too_slow", status=503, seconds=round(seconds)) from None
    finally:
        _end(pid)
    if not made:
        raise Refused("failed", status=500)
    return made


def _child(work: Callable[[], bytes], here: int, seconds: float, memory: int) -> None:
    """The child's whole life; it never returns."""
    try:
        signal.set_wakeup_fd(-1)  # the parent's loop would hear this process's signals
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        _limit(seconds, memory)
        with os.fdopen(here, "wb") as out:
            out.write(work())
    except BaseException:  # noqa: S110 - whatever it was came of what was pasted, and goes into no log
        pass
    finally:
        os._exit(0)


def _limit(seconds: float, memory: int) -> None:
    whole = round(seconds) + GRACE_SECONDS
    signal.alarm(whole)
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
    with open("/proc/self/statm", encoding="ascii") as said:  # noqa: PTH123
        held = int(said.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + memory, held + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # what was pasted would be in the dump


async def _read(there: int) -> bytes:
    """All that comes, until the other side closes."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(there, "rb"))
    try:
        made = bytearray()
        while chunk := await reader.read(CHUNK_BYTES):
            made += chunk
            if len(made) > PAGE_BYTES:
                return b""
        return bytes(made)
    finally:
        transport.close()


def _end(pid: int) -> None:
    """The process is gone when this returns."""
    os.kill(pid, signal.SIGKILL)  # ours until it is waited for: nobody else can have its number
    os.waitpid(pid, 0)
