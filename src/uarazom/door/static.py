"""The static server: ``public/`` over HTTP, as an RSGI application (Granian).

The one thing between the public and the files. It knows nothing about documents; any other static server can do its
work, without the care for age. What is no file, the check of a quotation, is handed to a `Relay` where there is one.

The story of a request, in order
1. The method: GET or HEAD, else 405 with what is allowed.
2. The file: ready in memory, a folder's ``index.html``, a redirect to the slash, or a 404 page the reader can read.
3. The form: br, gzip or identity, as asked for; each has its own strong tag.
4. The condition: If-None-Match, else If-Modified-Since; 304 where it still has that one (RFC 9110 §13.2.2).
5. The range: one, under If-Range; 206, or 416 where no byte of it exists.
Nothing about who asks is kept or written anywhere: there is no access log.

    serve(public, host="127.0.0.1", port=8080, clock=time.time)      # door.server
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from uarazom.door import negotiate
from uarazom.door.headers import EVERYWHERE, HSTS, NO_PAGE, Headers
from uarazom.door.relay import NOT_KEPT, Relay
from uarazom.door.shelf import LOOK_SECONDS, Folder, Form, Item, Shelf

ALLOWED = "GET, HEAD"
SAID: Headers = [("Content-Type", "text/plain; charset=utf-8"), *EVERYWHERE, NO_PAGE]
RETRY = ("Retry-After", "60")  # seconds; the supervisor has long started the check again by then
READY_PATHS = 256  # home, now.json, the day's pages, in each language; the others take a few microseconds more
READY_FORMS = 16  # values of Accept-Encoding; browsers send a handful
Asked = Callable[[str], str | None]


class HTTP(Protocol):
    """What of Granian's RSGI protocol is used."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...
    def response_empty(self, status: int, headers: Headers) -> None: ...
    def response_file(self, status: int, headers: Headers, file: str) -> None: ...
    def response_file_range(self, status: int, headers: Headers, file: str, start: int, end: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A response before it is sent; with ``file``, its bytes (or ``span`` of them) come from disk."""

    status: int
    headers: Headers
    body: bytes = b""
    file: str | None = None
    span: tuple[int, int] | None = None


@dataclass(slots=True)
class Ready:
    """What a plain request for one address gets until ``until``: Accept-Encoding → headers and body."""

    until: float
    forms: dict[str | None, tuple[Headers, bytes]]


class Static:
    """The application. See the module for its story."""

    def __init__(
        self, shelf: Shelf, *, ticks: Callable[[], float], tls: bool = False, relay: Relay | None = None
    ) -> None:
        self._relay = relay
        self._shelf = shelf
        self._ticks = ticks
        self._always = [HSTS] if tls else []
        self._ready: dict[str, Ready] = {}

    async def __rsgi__(self, scope: Any, protocol: HTTP) -> None:
        """One request. The first lines are the flood: the same few pages, asked for again and again."""
        ready = self._ready.get(scope.path)
        if ready is not None and ready.until > self._ticks() and scope.method == "GET":
            asked = scope.headers.get
            if asked("if-none-match") is None and asked("range") is None and asked("if-modified-since") is None:
                found = ready.forms.get(asked("accept-encoding"))
                if found is not None:
                    protocol.response_bytes(200, *found)
                    return
        if self._relay is not None and self._relay.knows(scope.path):
            await asyncio.get_running_loop().create_task(self._ask(self._relay, scope, protocol))
            return
        self._send(scope, protocol)

    async def _ask(self, relay: Relay, scope: Any, protocol: Any) -> None:
        """What the relay brings; without it the page of the same address, which says that it needs our server."""
        answered = await relay.answer(scope, protocol)
        if answered is None and scope.method != "POST":
            self._send(scope, protocol)
            return
        if answered is None:
            page = self.answer("GET", scope.path, lambda _: None)
            answered = 503, [*filter(_lasts, page.headers), *NOT_KEPT, RETRY], page.body
        status, headers, body = answered
        protocol.response_bytes(status, [*headers, *self._always], b"" if scope.method == "HEAD" else body)

    def _send(self, scope: Any, protocol: HTTP) -> None:
        method, asked = scope.method, scope.headers.get
        answer = self.answer(method, scope.path, asked)
        answer.headers.extend(self._always)
        if answer.file is None:
            if method == "GET" and answer.status == 200 and asked("range") is None:
                self._remember(scope.path, asked("accept-encoding"), answer)
            protocol.response_bytes(answer.status, answer.headers, answer.body)
        elif method == "HEAD":
            protocol.response_empty(answer.status, answer.headers)
        elif answer.span is None:
            protocol.response_file(answer.status, answer.headers, answer.file)
        else:
            protocol.response_file_range(answer.status, answer.headers, answer.file, *answer.span)

    def _remember(self, path: str, encoding: str | None, answer: Answer) -> None:
        ready, now = self._ready.get(path), self._ticks()
        if ready is None or ready.until <= now:
            if len(self._ready) >= READY_PATHS:
                self._ready.clear()
            ready = self._ready[path] = Ready(now + LOOK_SECONDS, {})
        if len(ready.forms) < READY_FORMS:
            ready.forms[encoding] = (answer.headers, answer.body)

    def answer(self, method: str, path: str, asked: Asked) -> Answer:
        """What to send. Args: ``asked``: a header of the request by its name in lower case, or None."""
        if method not in ("GET", "HEAD"):
            return _said(405, f"expected {ALLOWED}, got {method[:20]}: this is a site of files", ("Allow", ALLOWED))
        name = path[1:] if path[:1] == "/" else path + "?"  # `GET *`: no name has a question mark
        item = self._shelf.find(name + "index.html" if name == "" or name[-1] == "/" else name)
        if isinstance(item, Item):
            return self._file(item, asked)
        if isinstance(item, Folder):
            return _said(301, "a folder: its address ends in /", ("Location", f"./{name.rpartition('/')[2]}/"))
        return self._absent(name, asked)

    def _file(self, item: Item, asked: Asked) -> Answer:
        form = _form(item, asked)
        keep = item.keep or self._shelf.fresh()
        if _still_has(item, form, asked):
            return Answer(304, [*form.unchanged, keep])
        wanted = asked("range")
        if wanted is not None and _if_range(item, form, asked):
            return _part(item, form, keep, wanted)
        return _whole(item, form, [*form.headers, keep])

    def _absent(self, name: str, asked: Asked) -> Answer:
        """No such page, said in the language of the address, else of the reader, else in all."""
        offered = self._shelf.languages()
        first = name.partition("/")[0]
        spoken = first if first in offered else negotiate.language(asked("accept-language"), offered)
        item = self._shelf.find(f"{spoken}/404.html" if spoken else "404.html")
        if not isinstance(item, Item):
            return _said(404, "no such page; start from /", ("Cache-Control", "no-cache"))
        form = _form(item, asked)
        kept = [pair for pair in form.headers if pair[0] not in ("ETag", "Last-Modified", "Accept-Ranges")]
        return Answer(404, [*kept, ("Cache-Control", "no-cache")], form.body or b"")


def application(
    public: Path,
    *,
    clock: Callable[[], float],
    shift_seconds: float = 0,
    tls: bool = False,
    ticks: Callable[[], float] = time.monotonic,
    check: Path | None = None,
) -> Static:
    """The server of one folder.

    Args: ``clock``: the system's seconds since 1970; ``shift_seconds``: what a demonstration's clock adds to them;
    ``tls``: readers reach us by https, which a proxy ends before us; ``check``: the socket of the check of a quotation.
    """
    relay = Relay(check) if check else None
    return Static(Shelf(public, clock, ticks, shift_seconds), ticks=ticks, tls=tls, relay=relay)


def _lasts(header: tuple[str, str]) -> bool:
    """Whether a header of a page holds for it as an answer to a form too."""
    return header[0] not in ("Cache-Control", "ETag", "Last-Modified", "Accept-Ranges")


def _form(item: Item, asked: Asked) -> Form:
    forms = item.forms
    if len(forms) > 1:
        for coding in negotiate.encodings(asked("accept-encoding")):
            if coding in forms:
                return forms[coding]
    return forms["identity"]


def _still_has(item: Item, form: Form, asked: Asked) -> bool:
    tags = asked("if-none-match")
    if tags is not None:
        return negotiate.matches(tags, form.tag)
    since = asked("if-modified-since")
    return since is not None and item.modified_at is not None and negotiate.unchanged_since(since, item.modified_at)


def _if_range(item: Item, form: Form, asked: Asked) -> bool:
    """A range holds unless If-Range names another version (RFC 9110 §13.1.5: strong tag, or the exact date)."""
    said = asked("if-range")
    return (
        said is None
        or said == form.tag
        or (item.modified_at is not None and said == negotiate.http_date(item.modified_at))
    )


def _part(item: Item, form: Form, keep: tuple[str, str], wanted: str) -> Answer:
    try:
        span = negotiate.byte_range(wanted, form.size)
    except ValueError as error:
        return _said(416, str(error), ("Content-Range", f"bytes */{form.size}"))
    if span is None:
        return _whole(item, form, [*form.headers, keep])
    start, end = span
    headers = [*form.headers, keep, ("Content-Range", f"bytes {start}-{end - 1}/{form.size}")]
    if form.body is None:
        return Answer(206, [*headers, ("Content-Length", str(end - start))], file=item.file, span=span)
    return Answer(206, headers, form.body[start:end])


def _whole(item: Item, form: Form, headers: Headers) -> Answer:
    if form.body is None:
        return Answer(200, [*headers, ("Content-Length", str(form.size))], file=item.file)
    return Answer(200, headers, form.body)


def _said(status: int, text: str, header: tuple[str, str]) -> Answer:
    """A short answer that is no page."""
    return Answer(status, [*SAID, header], (text + "\n").encode())
