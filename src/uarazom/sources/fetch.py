"""The one door to the network: one document over HTTP, asked for politely and taken in carefully.

Rules, in order:
1. Each address, a redirect's too, is looked up and looked at (`address`); the connection goes to what was looked at.
2. What we have is named (ETag, Last-Modified): 304 brings nothing and costs little.
3. At most `Limits.redirects` redirects, from https never to http.
4. All of it within `Limits.seconds`: a source that sends a byte now and then is cut off like one that sends none.
5. At most `Limits.size` bytes, packed and unpacked.
6. Certificates are checked against the name; no cookie is kept, nothing but the answer's body is used.

    fetched = fetch("https://example.org/cap.atom", known=Known(etag='"a1"'), agent="…")
    fetched.body        # None: nothing new (304)
    fetched.known       # to name it the next time

RFC 9110 (conditional requests, Retry-After), RFC 9111 (max-age).
"""

import re
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urljoin

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from uarazom.sources.address import Network, Place, Resolve, look_up, system_resolve
from uarazom.sources.errors import Forbidden, Refusing, SourceError, TooLarge, TooSlow, Unreachable

CHUNK_SIZE = 65_536
TAG_MAX = 1_000  # characters of an ETag that is kept: a header may have 64 KiB, and there is one for each article
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=([0-9]{1,9})(?:$|[\s,])")
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one source may cost: bytes, seconds for all of it, redirects."""

    size: int = 8 * 2**20  # national CAP feeds with all messages inside are one to three MiB
    seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What names the document that we have."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `body` None: the one that we know. `fresh_seconds`: how long the source says that it stays so."""

    url: str
    body: bytes | None
    media_type: str
    known: Known
    fresh_seconds: int | None = None


class _Watch:
    """Ends the connection when the time is up, whatever it is waiting for."""

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def connecting(self, connection: HTTPConnection) -> None:
        """The connection is being made: its socket is there before the greetings of TLS are over."""
        self._connection, self._socket = connection, None

    def connected(self, connection: HTTPConnection) -> None:
        """The socket is kept, since the connection lets go of it while the body is still being read."""
        self._socket = connection.sock
        if self.expired:
            self._expire()

    def _expire(self) -> None:
        self.expired = True
        sock = self._socket or (self._connection.sock if self._connection is not None else None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def fetch(
    url: str,
    *,
    agent: str,
    known: Known = Known(),
    limits: Limits = Limits(),
    allowed: Sequence[Network] = (),
    resolve: Resolve = system_resolve,
    context: ssl.SSLContext | None = None,
) -> Fetched:
    """The document at an address, or that it is the one we know. Raises: SourceError."""
    with _Watch(limits.seconds) as watch:
        for _ in range(limits.redirects + 1):
            place = look_up(url, resolve=resolve, allowed=allowed)
            try:
                answer = _ask(place, agent, known, limits, watch, context)
            except SourceError:
                raise
            except (urllib3.exceptions.HTTPError, OSError, ssl.SSLError, ValueError) as error:
                if watch.expired:
                    raise TooSlow(f"all of it within {limits.seconds} s", "not all of it", url) from error
                raise Unreachable("an answer", f"{type(error).__name__}: {error}", url) from error
            if isinstance(answer, Fetched):
                return answer
            url = _redirected(place, answer)
    raise Refusing(310, url)  # too many redirects: no document, and no reason to think that there is one


def _ask(
    place: Place, agent: str, known: Known, limits: Limits, watch: _Watch, context: ssl.SSLContext | None
) -> Fetched | str:
    """One request: the document, or the address that it is said to be at now."""
    with _pool(place, limits, watch, context) as pool:
        answer = pool.urlopen(
            "GET",
            place.target,
            headers=_headers(place, agent, known),
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=True,
        )
        try:
            return _read(place, answer, known, limits, watch)
        finally:
            answer.close()


def _pool(place: Place, limits: Limits, watch: _Watch, context: ssl.SSLContext | None) -> Any:
    """A pool of one connection, to the address that was looked at, checked against the name that was meant."""
    timeout = urllib3.Timeout(connect=min(10.0, limits.seconds), read=limits.seconds)
    common: dict[str, Any] = {"timeout": timeout, "maxsize": 1}
    if place.scheme == "http":
        pool = urllib3.HTTPConnectionPool(place.address, place.port, **common)
        pool.ConnectionCls = _watched(HTTPConnection, watch)
        return pool
    names: dict[str, Any] = {"server_hostname": place.host, "assert_hostname": place.host}
    context = context or ssl.create_default_context()
    secure = urllib3.HTTPSConnectionPool(place.address, place.port, ssl_context=context, **names, **common)
    secure.ConnectionCls = _watched(HTTPSConnection, watch)
    return secure


def _watched(kind: Any, watch: _Watch) -> Any:
    """A connection that the watch can end."""

    class Watched(kind):  # type: ignore[misc]  # a class made from one of two
        def connect(self) -> None:
            watch.connecting(self)
            super().connect()
            watch.connected(self)

    return Watched


def _headers(place: Place, agent: str, known: Known) -> dict[str, str]:
    headers = {"Host": place.host_header, "User-Agent": agent, "Accept-Encoding": "gzip", "Connection": "close"}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _read(place: Place, answer: Any, known: Known, limits: Limits, watch: _Watch) -> Fetched | str:
    """The answer's meaning by its status."""
    headers: Mapping[str, str] = answer.headers
    media_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status == 304:
        return Fetched(place.url, None, media_type, known, _fresh(headers))
    if answer.status in (301, 302, 303, 307, 308) and headers.get("Location"):
        return str(headers["Location"])
    if answer.status != 200:
        again = headers.get("Retry-After", "").strip()
        raise Refusing(answer.status, place.url, int(again) if _SECONDS.fullmatch(again) else None)
    body = _body(place, answer, limits, watch)
    now_known = Known(_short(headers.get("ETag")), _short(headers.get("Last-Modified")))
    return Fetched(place.url, body, media_type, now_known, _fresh(headers))


def _body(place: Place, answer: Any, limits: Limits, watch: _Watch) -> bytes:
    """All of it, or an error: a document that was broken off is none."""
    said = answer.headers.get("Content-Length", "")
    if _SECONDS.fullmatch(said) and int(said) > limits.size:
        raise TooLarge(f"at most {limits.size} bytes", said, place.url)
    body = bytearray()
    while chunk := answer.read(CHUNK_SIZE):
        body += chunk
        if len(body) > limits.size:
            raise TooLarge(f"at most {limits.size} bytes", f"more than {len(body)}", place.url)
        if watch.expired:
            break
    if watch.expired:
        raise TooSlow(f"all of it within {limits.seconds} s", f"{len(body)} bytes", place.url)
    return bytes(body)


def _redirected(place: Place, location: str) -> str:
    url = urljoin(place.url, location)
    if place.scheme == "https" and not url.startswith("https:"):
        raise Forbidden("https to stay https", url, place.url)
    return url


def _short(said: str | None) -> str | None:
    """What a source calls its document; nothing where it is too long to be kept for each."""
    return said if said is not None and len(said) <= TAG_MAX else None


def _fresh(headers: Mapping[str, str]) -> int | None:
    found = _MAX_AGE.search(headers.get("Cache-Control", "").lower())
    return int(found[1]) if found else None
