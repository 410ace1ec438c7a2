"""The processes of an instance, each started by `serve` or by a service manager: ``uarazom serve --only ROLE``.

    signer      holds the keys; a Unix socket
    publisher   follows the record: renders and writes the public side
    outbox      hands what two people approved to the signer
    intake      takes in other authorities' warnings, where the instance has a sources.yaml
    watch       follows the press, where the desk has a list of feeds
    desk        the newsroom's pages
    check       compares readers' texts with the record, for the door; a Unix socket
    door        the public side's files

A role runs until SIGTERM or SIGINT and ends cleanly. Which of them know Django: outbox and desk.
"""

import signal
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from uarazom.cli.clock import Clock
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.say import CommandError, say
from uarazom.record.errors import RecordError

SERVERS = (
    "watch",
    "desk",
    "check",
    "door",
)  # Granian and asyncio mind their signals; a handler of ours before it would swallow one that comes early
ROUND_SECONDS = 0.05  # how soon the publisher sees a new entry where nothing wakes it, and that time has passed
AGAIN_SECONDS = 5  # after a step that failed


@dataclass(frozen=True)
class Running:
    """What a role needs to know to run."""

    instance: Instance
    settings: Settings
    clock: Clock
    shift_seconds: int
    stop: threading.Event


def run(role: str, running: Running) -> int:
    """Run one role until it is told to stop. Raises: ``CommandError`` where it cannot start."""
    if role not in SERVERS:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: running.stop.set())
    try:
        ROLES[role](running)
    except RecordError as error:
        raise CommandError(f"{role}: {error}") from error
    return 0


def _signer(running: Running) -> None:
    from uarazom.record import signer_process

    running.instance.run.mkdir(exist_ok=True)
    # A folder that gives its group to what is made in it (deploy/tmpfiles.d) says that the outbox is another user.
    mode = 0o660 if running.instance.run.stat().st_mode & stat.S_ISGID else 0o600
    socket_path = running.instance.signer_socket
    signer_process.run(running.instance.home, running.clock, running.stop, socket_path=socket_path, mode=mode)


def _publisher(running: Running) -> None:
    from uarazom.cli.publishing import publisher
    from uarazom.record.watch import Watch
    from uarazom.site.pool import RenderError

    with publisher(running.instance, running.clock) as step, closing(Watch(running.instance.record)) as watch:
        while not running.stop.is_set():
            try:
                step()
                watch.wait(ROUND_SECONDS)
            except (OSError, RenderError) as error:  # the cursor stands where it was: the same step is taken again
                say(f"publisher: {error}; the pages stay as they are, tried again every {AGAIN_SECONDS} s")
                running.stop.wait(AGAIN_SECONDS)


def _outbox(running: Running) -> None:
    from uarazom.cli.newsroom import configure_desk
    from uarazom.record.client import SignerClient

    configure_desk(running.instance, running.settings, running.clock)
    from uarazom.desk.outbox import delivery

    delivery.run(SignerClient(running.instance.signer_socket), now=running.clock, stop=running.stop)


def _intake(running: Running) -> None:
    from uarazom.cli import feeds
    from uarazom.cli.intake import Intake
    from uarazom.record.client import SignerClient
    from uarazom.sources.inbox import Inbox

    signer = SignerClient(running.instance.signer_socket)
    taken_in, box = feeds.read(running.instance.home), Inbox.open(running.instance.inbox)
    try:
        Intake(taken_in, box, now=running.clock, say=say, hand_on=signer.append).run(running.stop)
    finally:
        box.close()


def _watch(running: Running) -> None:
    from uarazom.cli.watching import run as run_watch

    run_watch(running.instance, running.clock)


def _desk(running: Running) -> None:
    from uarazom.cli.newsroom import serve_desk

    serve_desk(running.instance, running.settings, running.shift_seconds)


def _check(running: Running) -> None:
    from uarazom.cli.comparing import run as run_check

    run_check(running.instance, running.clock)


def _door(running: Running) -> None:
    import time

    from uarazom.door.server import serve

    serve(
        running.instance.public,
        host=running.settings.public_host,
        port=running.settings.public_port,
        clock=time.time,
        shift_seconds=running.shift_seconds,
        tls=running.settings.public_url.startswith("https:"),
        check=running.instance.check_socket,
    )


ROLES: dict[str, Callable[[Running], None]] = {
    "signer": _signer,
    "publisher": _publisher,
    "outbox": _outbox,
    "intake": _intake,
    "watch": _watch,
    "desk": _desk,
    "check": _check,
    "door": _door,
}
