"""The one door to the network, before real servers on loopback: polite ones, broken ones, hostile ones."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest

from uarazom.sources.address import is_public, look_up
from uarazom.sources.errors import Forbidden, Refusing, SourceError, TooLarge, TooSlow, Unreachable
from uarazom.sources.fetch import Fetched, Known, Limits, fetch

LOOPBACK = (ip_network("127.0.0.0/8"),)
Answer = Callable[[BaseHTTPRequestHandler], None]
NOTHING, USUAL = Known(), Limits()


@contextmanager
def server(answer: Answer) -> Iterator[str]:
    """A server that answers every GET as told."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        httpd.daemon_threads = True
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{httpd.server_port}/feed"
        finally:
            httpd.shutdown()
            thread.join()


def told(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def got(url: str, known: Known = NOTHING, limits: Limits = USUAL) -> Fetched:
    return fetch(url, agent="uarazom-tests", known=known, limits=limits, allowed=LOOPBACK)


def test_a_document_and_how_to_name_it_the_next_time() -> None:
    headers = {"ETag": '"a1"', "Cache_Control": "public, max-age=60", "Content_Type": "application/atom+xml; x=y"}
    with server(told(200, b"<feed/>", **headers)) as url:
        fetched = got(url)
    assert (fetched.body, fetched.media_type, fetched.fresh_seconds) == (b"<feed/>", "application/atom+xml", 60)
    assert fetched.known == Known('"a1"')


def test_what_we_know_is_named_and_nothing_comes() -> None:
    asked = {}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.update(handler.headers)
        told(304)(handler)

    with server(answer) as url:
        fetched = got(url, Known('"a1"', "Mon, 14 Feb 2022 08:00:00 GMT"))
    assert fetched.body is None
    assert fetched.known == Known('"a1"', "Mon, 14 Feb 2022 08:00:00 GMT")
    assert asked["If-None-Match"] == '"a1"'
    assert asked["If-Modified-Since"] == "Mon, 14 Feb 2022 08:00:00 GMT"
    assert "Cookie" not in asked


def test_packed_is_unpacked_and_a_bomb_is_cut_off() -> None:
    with server(told(200, gzip.compress(b"<feed/>"), Content_Encoding="gzip")) as url:
        assert got(url).body == b"<feed/>"
    with (
        server(told(200, gzip.compress(bytes(50 * 2**20)), Content_Encoding="gzip")) as url,
        pytest.raises(TooLarge),
    ):
        got(url, limits=Limits(size=2**20))


@pytest.mark.parametrize("headers", [{}, {"Content_Length": "999999999"}])
def test_too_much_is_cut_off(headers: dict[str, str]) -> None:
    with server(told(200, bytes(2 * 2**20), **headers)) as url, pytest.raises(TooLarge):
        got(url, limits=Limits(size=2**20))


def test_what_was_broken_off_is_no_document() -> None:
    with server(told(200, b"<feed>", Content_Length="100")) as url, pytest.raises(Unreachable):
        got(url)


@pytest.mark.parametrize("part", ["nothing", "headers", "body"])
def test_a_source_that_never_ends_is_cut_off_in_time(part: str) -> None:
    stop = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if part == "body":
            handler.send_response(200)
            handler.end_headers()
        elif part == "headers":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        try:
            while not stop.wait(0.05):
                if part != "nothing":
                    handler.wfile.write(b"X-A: b\r\n" if part == "headers" else b"x")
        except OSError:
            pass

    with server(answer) as url:
        began = time.monotonic()
        with pytest.raises((TooSlow, Unreachable)):
            got(url, limits=Limits(seconds=0.4))
        assert time.monotonic() - began < 3
        stop.set()


@pytest.mark.parametrize(("status", "again"), [(404, None), (500, None), (503, 120), (429, 30)])
def test_an_answer_that_is_no_document(status: int, again: int | None) -> None:
    headers = {"Retry_After": str(again)} if again else {}
    with server(told(status, b"no", **headers)) as url, pytest.raises(Refusing) as refused:
        got(url)
    assert (refused.value.status, refused.value.again_seconds) == (status, again)


def test_what_a_source_says_at_length_is_not_kept() -> None:
    long = "x" * 50_000
    with server(told(200, b"a", ETag=f'"{long}"', Last_Modified=long)) as url:
        assert got(url).known == Known()
    with server(told(302, Location="http://10.0.0.1/" + long)) as url, pytest.raises(SourceError) as refused:
        got(url)
    assert len(str(refused.value)) < 5_000


def test_it_follows_a_redirect_and_not_for_ever() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/feed":
            told(302, Location="/moved?x=1")(handler)
        else:
            told(200, handler.path.encode())(handler)

    with server(answer) as url:
        assert got(url).body == b"/moved?x=1"
    with server(told(302, Location="/feed")) as url, pytest.raises(Refusing):
        got(url)


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "file:///etc/passwd",
        "gopher://x/",
    ],
)
def test_a_redirect_to_where_we_do_not_go(location: str) -> None:
    with server(told(302, Location=location)) as url, pytest.raises(Forbidden):
        got(url)


def test_nobody_answers() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable):
        got(f"http://127.0.0.1:{port}/")


# ── addresses ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b:1::7f00:1", "64:ff9b::7f00:1", "fec0::1",
        "nonsense",
    ],
)  # fmt: skip
def test_addresses_that_only_we_could_reach(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "185.22.1.1", "2a00:1450:4001:800::200e"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_an_allowed_network_opens_no_port_of_others() -> None:
    allowed = [ip_network("10.0.0.0/8")]
    assert look_up("http://x/", resolve=lambda _host, _port: ["1.1.1.1"], allowed=allowed).port == 80
    assert look_up("http://x:22/", resolve=lambda _host, _port: ["10.1.1.1"], allowed=allowed).port == 22
    with pytest.raises(Forbidden, match="port"):
        look_up("http://x:22/", resolve=lambda _host, _port: ["1.1.1.1"], allowed=allowed)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "http:///x", "example.org", "", "http://user:secret@example.org/",
        "http://example.org:22/", "http://example.org:99999/", "http://exa mple.org/", "http://example.org/\r\nX: y",
        "http://" + "a" * 3000,
    ],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(Forbidden) as refused:
        look_up(url, resolve=lambda *_: ["1.1.1.1"])
    assert "secret" not in str(refused.value)


def test_one_private_address_among_public_ones_is_enough() -> None:
    with pytest.raises(Forbidden):
        look_up("http://example.org/", resolve=lambda *_: ["1.1.1.1", "10.0.0.1"])


def test_a_name_without_an_address() -> None:
    with pytest.raises(Unreachable):
        look_up("http://example.org/", resolve=lambda *_: [])


def test_the_connection_goes_to_what_was_looked_at() -> None:
    """A second look-up would answer otherwise: DNS rebinding."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with server(told(200, b"ok")) as url:
        renamed = url.replace("127.0.0.1", "feed.example.org")
        fetched = fetch(renamed, agent="t", allowed=LOOPBACK, resolve=lambda *_: next(answers))
    assert fetched.body == b"ok"


def test_every_error_is_one_of_ours() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")

    with server(answer) as url, pytest.raises(SourceError):
        got(url)
