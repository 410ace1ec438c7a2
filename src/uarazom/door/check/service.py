"""The check as a process: questions of the door over a Unix socket, each answered with a whole page.

The story of a question, in order
1. GET: the form, or a result that was kept. What the door refused (too large, too slow) is said in words.
2. How often this network asked in the last minute; the form; the same text a moment ago.
3. A place among those that compare (AT_ONCE), waited for if few wait; then the work, apart.
4. The page, held for a minute for whoever asks the same, or for a day under a link that the reader asked for.

Nothing of it is logged or written to disk: not what was pasted, not who asked, not what was found.

    await serve(socket, Check(world=world, get=get, ticks=time.monotonic, token=secrets.token_urlsafe), stop)
"""

import asyncio
import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from datetime import timedelta
from functools import partial
from pathlib import Path

from uarazom.door.check import form as forms
from uarazom.door.check import limits, pages, wire
from uarazom.door.check.apart import apart
from uarazom.door.check.comparing import Get, Kept, compared
from uarazom.door.check.keeping import Page, Pages, Rates
from uarazom.door.check.refusal import Refused
from uarazom.door.check.world import World

BODY_BYTES = limits.BODY_BYTES + 65_536  # a form and its frame; the door has looked at the same


class Check:
    """Answers questions. `world()` gives the record as it stands now; `ticks` seconds that never go back."""

    def __init__(
        self,
        *,
        world: Callable[[], World | None],
        get: Get,
        ticks: Callable[[], float],
        token: Callable[[], str],
        seconds: float = limits.CHECK_SECONDS,
        per_address: int = limits.PER_ADDRESS,
    ) -> None:
        self._world, self._get, self._ticks, self._token, self._seconds = world, get, ticks, token, seconds
        self._cached = Pages(limits.CACHED_SECONDS, limits.CACHED_BYTES)
        self._kept = Pages(limits.KEPT_HOURS * 3600, limits.KEPT_BYTES)
        self._rates = Rates(per_address, limits.PER_SECONDS, limits.ADDRESSES_MAX)
        self._places = asyncio.Semaphore(limits.AT_ONCE)
        self._waiting = 0

    async def answer(self, asked: wire.Asked, body: bytes) -> Page:
        """The page for a question, whatever it is."""
        world = self._world()
        if world is None or asked.lang not in world.context.languages:
            return Page(404, b"")
        try:
            return await self._answer(asked, body, world)
        except Refused as refused:
            return Page(refused.status, pages.form(world, asked.lang, text=asked.text, refused=refused))

    async def _answer(self, asked: wire.Asked, body: bytes, world: World) -> Page:
        if asked.refused:
            raise _of_the_door(asked.refused)
        if asked.method != "POST":
            return self._page(asked, world)
        self._expect_seldom(asked.client)
        form = forms.read(asked.media_type, body)
        key = _key(form, asked, world)
        found = None if form.keep else self._cached.get(key, self._ticks())
        if found is None:
            found = await self._compared(form, asked, world)
            if not form.keep:
                self._cached.put(key, found, self._ticks())
        return found

    def _page(self, asked: wire.Asked, world: World) -> Page:
        """The form, or the result at a link."""
        if not asked.kept:
            return Page(200, pages.form(world, asked.lang, text=asked.text))
        found = self._kept.get(asked.kept, self._ticks())
        if found is None:
            raise Refused("gone", status=404)
        return found

    async def _compared(self, form: forms.Form, asked: wire.Asked, world: World) -> Page:
        """The work, when there is a place for it."""
        until = world.record.at + timedelta(hours=limits.KEPT_HOURS)
        kept = Kept(self._token(), until) if form.keep else None
        work = partial(_work, form, asked, world, self._get, kept)
        seconds = self._seconds + limits.ADDRESS_SECONDS * sum(map(bool, (form.address, form.beside_address)))
        await self._take_a_place()
        try:
            status, _, page = (await apart(work, seconds=seconds, memory=limits.MEMORY_BYTES)).partition(b"\n")
        finally:
            self._places.release()
        found = Page(int(status), page)
        if kept and found.status == 200 and len(page) <= limits.KEPT_PAGE_BYTES:
            self._kept.put(kept.token, found, self._ticks())
        return found

    async def _take_a_place(self) -> None:
        if self._waiting >= limits.WAITING_MAX:
            raise Refused("busy", status=503)
        self._waiting += 1
        try:
            await asyncio.wait_for(self._places.acquire(), limits.WAIT_SECONDS)
        except TimeoutError:
            raise Refused("busy", status=503) from None
        finally:
            self._waiting -= 1

    def _expect_seldom(self, client: str) -> None:
        wait = self._rates.wait(client, self._ticks())
        if wait:
            raise Refused("too_often", status=429, seconds=int(wait) + 1)


async def serve(path: Path, check: Check, stop: asyncio.Event, *, mode: int = 0o600) -> None:
    """Answer on a Unix socket until told to stop."""
    _away(path)
    async with await asyncio.start_unix_server(partial(_talk, check), path):
        os.chmod(path, mode)  # noqa: PTH101 - before anybody is told of it
        await stop.wait()
    _away(path)


def _away(path: Path) -> None:
    path.unlink(missing_ok=True)


async def _talk(check: Check, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One question and its answer; a door that went away, or says nonsense, gets none."""
    with suppress(OSError, ValueError, asyncio.IncompleteReadError):
        head, body = await wire.receive(reader, BODY_BYTES)
        page = await check.answer(wire.read_asked(head), body)
        writer.write(wire.answer(page.status, page.body))
        await writer.drain()
    writer.close()


def _work(form: forms.Form, asked: wire.Asked, world: World, get: Get, kept: Kept | None) -> bytes:
    """What runs apart: a status and a page."""
    try:
        return b"200\n" + compared(form, world, asked.lang, text=asked.text, get=get, kept=kept)
    except Refused as refused:
        return b"%d\n" % refused.status + pages.form(world, asked.lang, text=asked.text, refused=refused)


def _of_the_door(code: str) -> Refused:
    if code == "too_large":
        return Refused(code, status=413, limit=limits.BODY_BYTES >> 20)
    return Refused("busy" if code == "busy" else "form", status=503 if code == "busy" else 400)


def _key(form: forms.Form, asked: wire.Asked, world: World) -> str:
    """What makes two results the same."""
    said = (*astuple(form), asked.lang, asked.text, world.size, world.version)
    return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()
