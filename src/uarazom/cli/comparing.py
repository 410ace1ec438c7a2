"""What a text is compared with, from an instance's record: its statements, their index, the words of the pages.

record = record_of(instance, ledger, now)         for one comparison
worlds = Worlds(instance, clock); worlds()        for a process that answers: as the record stands at each call
"""

import asyncio
import gc
import secrets
import signal
import stat
import time
from datetime import datetime
from functools import partial
from importlib.metadata import version

from uarazom.acts.ledger import Ledger
from uarazom.cli.clock import Clock
from uarazom.cli.instance import Instance
from uarazom.cli.publishing import of_blobs
from uarazom.cli.say import say
from uarazom.door.check.comparing import LIMITS, warm
from uarazom.door.check.service import Check, serve
from uarazom.door.check.world import NOTHING, World
from uarazom.editorial import quotations
from uarazom.quotes.record import Record
from uarazom.record.blobs import Blobs
from uarazom.record.reading import LedgerReader
from uarazom.site.context import Context
from uarazom.sources.fetch import fetch

FRESH_SECONDS = 60  # what time alone changes is looked at again after that; the pages' own interval


def record_of(instance: Instance, ledger: Ledger, now: datetime) -> Record:
    """The record with its index, brought up to the record's end."""
    return quotations.record_of(instance.quotes, ledger, now, say)


class Worlds:
    """The record as it stands at each call; made anew when it grew, and each minute."""

    def __init__(self, instance: Instance, clock: Clock) -> None:
        self._instance, self._clock = instance, clock
        self._reader = LedgerReader.open(instance.home)
        self._blob = of_blobs(Blobs(instance.public / "blob"))[1]
        self._made: World | None = None

    def __call__(self) -> World | None:
        """None while the record has no register: there are no pages yet."""
        ledger, now, made = self._reader.ledger(), self._clock(), self._made
        old = made is None or (now - made.record.at).total_seconds() >= FRESH_SECONDS
        if old or made is None or made.size != ledger.last_index + 1:
            self._made = self._make(ledger, now)
        return self._made

    def _make(self, ledger: Ledger, now: datetime) -> World | None:
        if not ledger.latest_register.instance.languages:
            return None
        record = record_of(self._instance, ledger, now)
        counted = self._made.coverage if self._made else NOTHING
        world = World(record, Context(ledger, now, blob=self._blob), version("uarazom"), counted)
        warm(world)
        if self._made is None:
            # The archive was just loaded and stays: a collection that walked it would hold up an answer by 0.2 seconds.
            gc.collect()
            gc.freeze()
        return world


def run(instance: Instance, clock: Clock) -> None:
    """Answer the door's questions until SIGTERM or SIGINT."""
    asyncio.run(_run(instance, clock))


async def _run(instance: Instance, clock: Clock) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    instance.run.mkdir(exist_ok=True)
    # A folder that gives its group to what is made in it (deploy/tmpfiles.d) says that the door is another user.
    mode = 0o660 if instance.run.stat().st_mode & stat.S_ISGID else 0o600
    get = partial(fetch, agent=f"uarazom/{version('uarazom')} check", limits=LIMITS)
    worlds = Worlds(instance, clock)
    check = Check(world=worlds, get=get, ticks=time.monotonic, token=partial(secrets.token_urlsafe, 24))
    worlds()
    await serve(instance.check_socket, check, stop, mode=mode)
