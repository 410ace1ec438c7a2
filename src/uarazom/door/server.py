"""The static server as a process: Granian with our limits, and no log of who reads.

Rules: it listens where it is told and nowhere else; a request's headers are bounded and must come within seconds (a
half request holds no worker for long); a worker that dies is started again; requests are written down nowhere.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, TaskImpl
from granian.http import HTTP1Settings
from granian.log import LogLevels

from uarazom.door.static import application

HEADER_MS = 10_000  # a phone on a bad line sends its few hundred bytes in less
BUFFER_BYTES = 32 << 10  # one request's line and headers; browsers send 1-2 KB, hyper's least is 8 KB
STOP_SECONDS = 5  # a worker that is told to end while it starts does not hear it; then it is killed
BACKLOG = 4096  # connections that wait for us in a flood


def serve(
    public: Path,
    *,
    host: str,
    port: int,
    clock: Callable[[], float],
    shift_seconds: float = 0,
    tls: bool = False,
    workers: int = 1,
    check: Path | None = None,
) -> None:
    """Serve ``public`` until a signal ends this process.

    Args: as for ``static.application``; ``workers``: processes, one a core where readers are many.
    """

    def loaded(_: str) -> Any:
        return application(public, clock=clock, shift_seconds=shift_seconds, tls=tls, check=check)

    Granian(
        "uarazom.door.static",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MS, max_buffer_size=BUFFER_BYTES, pipeline_flush=True),
        backlog=BACKLOG,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        # Files never wait for anything, so there is no task to schedule (the relay makes its own): Granian's own
        # runner saves a tenth of a request's CPU (bench_serve). It calls that experimental, for code that does wait,
        # and has it up to Python 3.11; on later ones the same callback is an asyncio task.
        task_impl=TaskImpl.rust,
        log_level=LogLevels.error,
        log_access=False,
    ).serve(target_loader=loaded)
