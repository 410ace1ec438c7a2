"""Follows the press: asks the feeds on the desk's list, reads their articles, compares them with the record, shelves.

    await Watch(…).run(stop)

Rules, in order
1. The list is the desk's (`sources.followed`), read anew when it changes. Nothing else is asked, nothing is ever sent.
2. What outlets send is fetched, read and compared in a process apart (`door.check.apart`), bounded in time and memory:
   whatever it is, it ends that process and nothing else. What comes back is JSON of ours.
3. A feed is asked as warnings are (`polling`), at most once a minute; a page of one host at a time, then
   `HOST_SECONDS` of peace. Where a site says when to come again, we come no sooner.
4. The same words beside the same record are compared once. A page that shows less than before (a payment, a consent)
   says nothing of what stood there.
5. An entry of the record that clarifies, corrects, withdraws or removes brings back every article that quotes its
   document; what was found beside words that were removed is forgotten at once.

Why a process of its own, beside the intake of warnings: docs/adr/press-apart.md.
"""

import asyncio
import gc
import importlib.metadata
import json
import random
import signal
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from uarazom.cli import outlets
from uarazom.cli.clock import Clock
from uarazom.cli.comparing import record_of
from uarazom.cli.instance import Instance
from uarazom.cli.say import say
from uarazom.door.check.apart import apart
from uarazom.door.check.refusal import Refused
from uarazom.editorial import watching
from uarazom.quotes.record import Record
from uarazom.record.reading import LedgerReader
from uarazom.sources import followed
from uarazom.sources.fetch import Known, Limits, fetch
from uarazom.sources.followed import Followed
from uarazom.sources.readable import Fetch
from uarazom.sources.shelf import TEXT_DAYS, Shelf
from uarazom.sources.shelved import Reading, Shelved
from uarazom.sources.state import State

SECONDS = 60  # the shortest interval of a feed
HOST_SECONDS = 5.0
AT_ONCE = 2  # pages, or feeds, at a time
APART_SECONDS = 40.0  # robots.txt, the page, the comparison: each has its own end before
APART_BYTES = 1 << 30
LIMITS = Limits(size=4 * 2**20, seconds=12.0)
ALIKE_MAX = 8  # other articles whose passages are compared
ROUND_SECONDS = 1.0
PRUNE = timedelta(hours=1)
RULES_DAY = timedelta(days=1)  # how long what a site asks of programs is remembered (RFC 9309, 2.4)
HOSTS_MAX = 200  # of whom it is: at most 100 MB
AGAIN_SECONDS_MAX = 86_400  # a site may not make us stay away for longer
BRINGING_BACK = frozenset({"clarify", "correct", "withdraw", "remove"})


@dataclass
class Watch:
    """One instance's followed press. `record()`: as it stands now, None while there is none."""

    path: Path
    shelf: Shelf
    record: Callable[[], Record | None]
    now: Callable[[], datetime]
    get: Fetch
    say: Callable[[str], None]
    version: str
    host_seconds: float = HOST_SECONDS
    _free_at: dict[str, datetime] = field(default_factory=dict)
    _rules: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    _pruned_at: datetime | None = None
    _list: tuple[Followed, ...] = ()

    async def run(self, stop: asyncio.Event) -> None:
        """Round after round, until told to stop."""
        while not stop.is_set():
            try:
                await self.round()
            except (sqlite3.Error, OSError) as error:  # a full disk: nothing was kept, all of it is asked for again
                self.say(f"watch: {error}; tried again")
                await _pause(stop, 10 * ROUND_SECONDS)
            await _pause(stop, ROUND_SECONDS)

    async def round(self) -> None:
        """Everything whose time has come, as far as hosts are free."""
        asked = self._asked()
        self._prune()
        record = self.record() if asked else None
        if record is None:
            return
        self._bring_back(record)
        due = [feed for feed in asked if self._state(feed).rhythm.is_due(self.now())]
        for some in _by(AT_ONCE, due):
            await asyncio.gather(*(self.ask(feed) for feed in some))
        reading = self._take_free(self.shelf.due([feed.id for feed in asked], self.now()))
        await asyncio.gather(*(self.look(one, record) for one in reading))

    def _asked(self) -> list[Followed]:
        """The feeds on the list that are not paused; the list before, where it cannot be read."""
        try:
            self._list = followed.read(self.path)
        except (ValueError, OSError) as error:
            self.say(f"watch: {error}")
        return [feed for feed in self._list if not feed.paused]

    def _bring_back(self, record: Record) -> None:
        """Rule 5."""
        last, upto = self.shelf.mark("entry"), record.ledger.last_index
        if upto <= last:
            return
        acts = [act for act in record.ledger.acts() if act.index > last and act.act in BRINGING_BACK]
        self.shelf.forget(sorted({act.document for act in acts if act.act == "remove"}))
        self.shelf.say_again(sorted({act.document for act in acts}), self.now())
        self.shelf.keep_mark("entry", upto)

    def _prune(self) -> None:
        if self._pruned_at is None or self.now() - self._pruned_at >= PRUNE:
            self._pruned_at = self.now()
            self.shelf.prune([feed.id for feed in self._list], self.now())

    # ── a feed ───────────────────────────────────────────────────────────────────────────────────────────────────────
    async def ask(self, feed: Followed) -> None:
        """Ask one feed now, and shelve the articles that it names."""
        state, now = self._state(feed), self.now()
        said = await self._apart(partial(outlets.of_feed, feed.url, state.known, now, self.get))
        if "error" in said:
            rhythm = state.rhythm.after_failure(
                now,
                said["error"],
                again_seconds=said.get("again"),
                chance=random.random(),  # noqa: S311 - to spread requests
            )
            self.shelf.keep_feed(feed.id, State(rhythm, state.known).kept())
            return
        entries = [outlets.entry(one) for one in said["entries"]]
        fresh = [one for one in entries if not one.published_at or now - one.published_at < timedelta(days=TEXT_DAYS)]
        new = self.shelf.add(feed.id, fresh, now)
        rhythm = state.rhythm.after_answer(now, changed=new > 0, fresh_seconds=said["fresh"])
        self.shelf.keep_feed(feed.id, State(rhythm, Known(**said["known"])).kept())

    def _state(self, feed: Followed) -> State:
        return State.read(self.shelf.feed(feed.id), SECONDS)

    # ── an article ───────────────────────────────────────────────────────────────────────────────────────────────────
    async def look(self, one: Shelved, record: Record) -> None:
        """Read one article now, compare it, and shelve what was found."""
        host = _host(one.url)
        self.leave_in_peace(host, self.host_seconds)
        rules = self._remembered(host)
        said = await self._apart(partial(outlets.of_article, one, rules, record, self.now(), self.version, self.get))
        again = min(said.pop("again", None) or 0, AGAIN_SECONDS_MAX)
        self._remember(host, said.pop("rules", None), known=rules is not None)
        failed = Reading(outcome="failed", said=said.get("error", ""), state=one.state)
        reading = failed if "error" in said else Reading(**said)
        if reading.text and (alike := self.shelf.alike(one.id, reading.kin, ALIKE_MAX)):
            found = await self._apart(partial(outlets.of_others, reading.text, alike))
            reading = Reading(**{**said, "facts": {**reading.facts, "reuse": found.get("reuse", [])}})
        self.shelf.keep(one.id, reading, self.now(), after=timedelta(seconds=again) if again else None)
        if again:
            self.leave_in_peace(host, again)

    def leave_in_peace(self, host: str, seconds: float) -> None:
        """Ask nothing of this host for so long."""
        self._free_at[host] = self.now() + timedelta(seconds=seconds)

    def _remembered(self, host: str) -> bytes | None:
        """What a site asks of programs, where it was asked within `RULES_DAY`."""
        rules, at = self._rules.get(host, (None, None))
        return rules if at is not None and self.now() - at < RULES_DAY else None

    def _remember(self, host: str, rules: str | None, *, known: bool) -> None:
        if rules is None or known:
            return
        if len(self._rules) >= HOSTS_MAX:
            self._rules.clear()
        self._rules[host] = (rules.encode("latin-1"), self.now())

    def _take_free(self, due: Iterable[Shelved]) -> list[Shelved]:
        """The first few, at most one of each host, and none of a host that is to be left in peace: however many wait
        for that one, the others are read."""
        hosts: dict[str, Shelved] = {}
        for one in due:
            if self._free_at.get(_host(one.url), self.now()) <= self.now():
                hosts.setdefault(_host(one.url), one)
            if len(hosts) == AT_ONCE:
                break
        self._free_at = {host: at for host, at in self._free_at.items() if at > self.now()}
        return list(hosts.values())

    async def _apart(self, work: Callable[[], Any]) -> dict[str, Any]:
        """What the work gives, or `error`."""
        try:
            made = await apart(lambda: json.dumps(work()).encode(), seconds=APART_SECONDS, memory=APART_BYTES)
            return dict(json.loads(made))
        except Refused as refused:
            return {"error": f"expected an end within {APART_SECONDS} s and {APART_BYTES} bytes, got {refused.code}"}


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def _by(count: int, some: Sequence[Followed]) -> list[Sequence[Followed]]:
    return [some[n : n + count] for n in range(0, len(some), count)]


def run(instance: Instance, clock: Clock) -> None:
    """Follow the press of an instance until SIGTERM or SIGINT."""
    asyncio.run(_run(instance, clock))


async def _run(instance: Instance, clock: Clock) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    agent = f"{outlets.PRODUCT}/{version()} watch"
    shelf = Shelf.open(instance.shelf)
    watch = Watch(
        path=instance.followed,
        shelf=shelf,
        record=Records(instance, clock),
        now=clock,
        get=lambda url, known: fetch(url, agent=agent, known=known, limits=LIMITS),
        say=say,
        version=version(),
    )
    try:
        await watch.run(stop)
    finally:
        shelf.close()


class Records:
    """The record with its index as it stands at each call; None while it has no register."""

    def __init__(self, instance: Instance, clock: Clock) -> None:
        self._instance, self._clock = instance, clock
        self._reader = LedgerReader.open(instance.home)
        self._made: Record | None = None

    def __call__(self) -> Record | None:
        ledger, now = self._reader.ledger(), self._clock()
        if not ledger.latest_register.instance.languages:
            return None
        first = self._made is None
        if self._made is None or self._made.ledger.last_index != ledger.last_index:
            self._made = record_of(self._instance, ledger, now)
            watching.warm(self._made)
        if first:
            gc.collect()
            gc.freeze()  # the archive stays: no collection copies its pages into every process apart
        return Record(ledger, self._made.index, now)


def version() -> str:
    """The program's."""
    return importlib.metadata.version("uarazom")


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
