"""The static server as the public meets it: Granian on a free port, raw sockets, whatever a client may send."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from uarazom.site.files import Folder

pytestmark = pytest.mark.server

PROGRAM = """
import sys, time
from pathlib import Path
from uarazom.door.server import serve
serve(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), clock=time.time)
"""
HEAD_LIMIT = 32 << 10


def free_port() -> int:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture(scope="module")
def public(shared_public: Path) -> Path:
    return shared_public


@pytest.fixture(scope="module")
def port(public: Path) -> Iterator[int]:
    """The port of a server of `public`; ended with the module, and nothing said on its way."""
    number = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(public), str(number)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        wait_until_open(number)
        yield number
    finally:
        server.send_signal(signal.SIGTERM)
        said, _ = server.communicate(timeout=20)
    assert said == b"", f"the server wrote something down: {said.decode()[:500]}"


def wait_until_open(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"no server on port {port}")


def talk(port: int, said: bytes, *, seconds: float = 5, shut: bool = False) -> bytes:
    """Send bytes, read until the other side closes."""
    with closing(socket.create_connection(("127.0.0.1", port), seconds)) as line:
        heard = b""
        try:
            line.sendall(said)
            if shut:
                line.shutdown(socket.SHUT_WR)
            while chunk := line.recv(65_536):
                heard += chunk
        except ConnectionError:
            pass
        return heard


def ask(port: int, target: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: uarazom.example", *headers, b"Connection: close", b"", b""]
    return talk(port, b"\r\n".join(lines))


def test_a_reader_gets_pages_forms_conditions_and_parts(port: int, public: Path) -> None:
    page = (public / "uk/index.html").read_bytes()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Accept-Encoding": "br, gzip"}) as reader:
        home = reader.get("/uk/")
        assert (home.status_code, home.content, home.headers["content-encoding"]) == (200, page, "br")
        assert reader.get("/uk/", headers={"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"
        assert reader.get("/uk/", headers={"Accept-Encoding": "identity"}).content == page
        again = reader.get("/uk/", headers={"If-None-Match": home.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        part = reader.get("/uk/", headers={"Range": "bytes=0-99", "Accept-Encoding": "identity"})
        assert (part.status_code, part.content) == (206, page[:100])
        head = reader.head("/uk/", headers={"Accept-Encoding": "identity"})
        assert (head.content, head.headers["content-length"]) == (b"", str(len(page)))
        assert reader.get("/uk", follow_redirects=True).content == page
        assert reader.post("/uk/", content=b"x" * 100_000).status_code == 405
        assert "set-cookie" not in home.headers
        assert "strict-transport-security" not in home.headers


def test_a_large_blob_comes_whole_and_in_parts(port: int, public: Path) -> None:
    name = "c" * 64
    blob = (public / "blob" / name).read_bytes()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as reader:
        assert reader.get(f"/blob/{name}").content == blob
        head = reader.head(f"/blob/{name}")
        assert (head.headers["content-length"], head.content) == (str(len(blob)), b"")
        part = reader.get(f"/blob/{name}", headers={"Range": "bytes=1000000-1000099"})
        assert (part.status_code, part.content) == (206, blob[1_000_000:1_000_100])
        assert part.headers["content-length"] == "100"


def test_a_new_page_is_there_within_a_moment(port: int, public: Path) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as reader:
        reader.get("/uk/claim/a.html")
        Folder(public).put([("uk/claim/a.html", b"out of date")])
        until = time.monotonic() + 1
        while reader.get("/uk/claim/a.html").content != b"out of date":
            assert time.monotonic() < until
            time.sleep(0.01)


CLIMBING = [b"/../secret", b"/uk/..%2f..%2fsecret", b"/%2e%2e/secret", b"/..%5csecret", b"//secret", b"/.%2e/secret"]
TRICKS = [b"/uk/%00", b"/secret%00.html", b"/%c0%ae%c0%ae/secret", b"/uk/%2e", b"http://127.0.0.1/../secret", b"*"]


@pytest.mark.parametrize("target", [*CLIMBING, *TRICKS, b"/" + b"a" * 6000])
def test_nothing_outside_the_folder_comes_out(port: int, target: bytes) -> None:
    heard = ask(port, target)
    assert heard.split(b" ")[1] in (b"400", b"404", b"414"), heard[:200]
    assert b"a key" not in heard


def test_requests_in_one_packet_are_answered_in_order(port: int) -> None:
    first = b"GET /uk/404.html HTTP/1.1\r\nHost: x\r\n\r\n" * 3
    heard = talk(port, first + b"GET /en/404.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert heard.count(b"HTTP/1.1 200 OK") == 4
    assert heard.endswith(b"No such page")


def test_headers_without_end_are_cut_off(port: int) -> None:
    heard = ask(port, b"/uk/", b"X-Long: " + b"a" * (HEAD_LIMIT * 4))
    assert heard == b"" or heard.split(b" ")[1] in (b"400", b"431")
    heard = ask(port, b"/uk/", *(b"X-%d: a" % number for number in range(2000)))
    assert heard == b"" or heard.split(b" ")[1] in (b"400", b"431")
    assert ask(port, b"/uk/").startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    "said", [b"", b"GET", b"GET /uk/ HTTP/1.1\r\nHost: x\r\n", b"\0\xff\x16\x03\x01", b"GET  /uk/\r\n\r\n"]
)
def test_half_a_request_holds_up_nobody(port: int, said: bytes) -> None:
    with closing(socket.create_connection(("127.0.0.1", port), 5)) as line:
        line.sendall(said)
        assert ask(port, b"/uk/").startswith(b"HTTP/1.1 200")
    assert ask(port, b"/uk/").startswith(b"HTTP/1.1 200")


def test_two_lengths_are_never_believed(port: int) -> None:
    """Request smuggling: what follows must not be read as a request of its own by us and as a body by a proxy."""
    body = b"GET /en/ HTTP/1.1\r\nHost: x\r\n\r\n"
    heard = ask(port, b"/uk/", b"Content-Length: 5", b"Content-Length: 0", b"Transfer-Encoding: chunked") + body[:0]
    assert heard.count(b"HTTP/1.1 200") <= 1


@pytest.mark.slow
def test_a_request_that_never_ends_is_closed(port: int) -> None:
    begun = time.monotonic()
    heard = talk(port, b"GET /uk/ HTTP/1.1\r\nHost: x\r\n", seconds=20)
    assert time.monotonic() - begun < 15
    assert b"HTTP/1.1 200" not in heard
