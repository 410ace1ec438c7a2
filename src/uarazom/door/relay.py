"""From the static server to the check of a quotation and back: which addresses are its, and what is handed on.

Rules, in order
1. `/<lang>/check/` and its text version, with or without `index.html`, GET and POST; everything else is files.
2. A form is read up to its limit; what is more is thrown away as it comes, and the reader hears why in words.
3. Waiting is asyncio's: a slow check, or a slow sender, holds no file back. A few forms are read at a time.
4. Where no check answers, the static page of the same address stands there: it says that our server is needed.
5. No answer is kept by anyone, or found by a search engine; nothing about it is written down.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs

from uarazom.door.check.limits import ANSWER_SECONDS, BODIES_MAX, BODY_BYTES, BODY_SECONDS, DRAINED_BYTES
from uarazom.door.check.wire import Asked, question, receive
from uarazom.door.headers import Headers, fixed
from uarazom.site import paths

ADDRESS = re.compile(r"/(?P<lang>[a-z]{2,3}(?:-[A-Za-z]+)*)/(?P<text>text/)?check/(?:index\.html)?")
METHODS = frozenset({"GET", "HEAD", "POST"})
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
LOOPBACK = ("127.", "::1", "[::1]")
NOT_KEPT = [("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex")]
Answered = tuple[int, Headers, bytes]


class Request(Protocol):
    """What of Granian's RSGI scope is used."""

    path: str
    method: str
    client: str
    query_string: str
    headers: Any


class Relay:
    """One for each worker of the door."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._reading = 0

    def knows(self, path: str) -> bool:
        """Whether this address is the check's."""
        return ADDRESS.fullmatch(path) is not None

    async def answer(self, scope: Request, body: AsyncIterator[bytes]) -> Answered | None:
        """Status, headers and page; None where no check answers, or the method is none of its."""
        if scope.method not in METHODS:
            return None
        asked = _asked(scope)
        form = b""
        if asked.method == "POST":
            asked, form = await self._form(asked, body)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status, page = await self._ask(asked, form)
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError):
            return None
        return (status, [*fixed(paths.CHECK, page), *NOT_KEPT], page) if page else None

    async def _form(self, asked: Asked, body: AsyncIterator[bytes]) -> tuple[Asked, bytes]:
        if self._reading >= BODIES_MAX:
            return replace(asked, refused="busy"), b""
        self._reading += 1
        try:
            async with asyncio.timeout(BODY_SECONDS):
                form = await read_form(body)
        except TimeoutError:
            return replace(asked, refused="form"), b""
        finally:
            self._reading -= 1
        return (replace(asked, refused="too_large"), b"") if form is None else (asked, form)

    async def _ask(self, asked: Asked, form: bytes) -> tuple[int, bytes]:
        reader, writer = await asyncio.open_unix_connection(self._socket)
        try:
            writer.write(question(asked, form))
            await writer.drain()
            head, page = await receive(reader)
            return int(head["status"]), page
        except KeyError as error:
            raise ValueError("expected a status") from error
        finally:
            writer.close()


async def read_form(body: AsyncIterator[bytes]) -> bytes | None:
    """All of a form; None where it is larger than we take, after most of it was thrown away."""
    form, size = bytearray(), 0
    async for chunk in body:
        size += len(chunk)
        if size > DRAINED_BYTES:
            return None
        if size <= BODY_BYTES:
            form += chunk
        else:
            form.clear()
    return None if size > BODY_BYTES else bytes(form)


def _asked(scope: Request) -> Asked:
    where = ADDRESS.fullmatch(scope.path)
    assert where is not None  # noqa: S101 - `knows` was asked
    kept = parse_qs(scope.query_string, max_num_fields=8).get("kept", [""])[0] if len(scope.query_string) < 512 else ""
    header: Callable[[str], str | None] = scope.headers.get
    return Asked(
        lang=where["lang"],
        text=bool(where["text"]),
        method="POST" if scope.method == "POST" else "GET",
        client=client_of(scope.client, header("x-forwarded-for")),
        media_type=(header("content-type") or "")[:200],
        kept=kept if TOKEN.fullmatch(kept) else "",
    )


def client_of(peer: str, forwarded: str | None) -> str:
    """The reader's address: the peer's, or what a web server on this machine says of whom it speaks for."""
    host = peer.rpartition(":")[0]
    if forwarded and host.startswith(LOOPBACK):
        return forwarded.rpartition(",")[2].strip()[:64]
    return host.strip("[]")
