"""What nginx and Caddy answer with the files of deploy/, on loopback under TLS, beside what our own door answers."""

import http.client
import re
import socket
import ssl
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from tests.deploy.conftest import BLOB, FILES, Served, words

pytestmark = pytest.mark.server

PAGE = "/uk/claim/outage.html"
HIDDEN = sorted(name for name in FILES if name.rpartition("/")[2].startswith("."))
ASKED = ["/", "/uk/", "/nothing", "/uk/nothing", "/en/a/b", *(f"/{name}" for name in sorted(FILES))]
COMPARED = (
    "Content-Type", "Content-Encoding", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options",
    "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
    "Access-Control-Allow-Origin", "Strict-Transport-Security", "Set-Cookie",
)  # fmt: skip


def compared(answer: httpx.Response, name: str) -> str | None:
    """A header of door as a server of plain files can have it: the differences that the shipped files name."""
    value = answer.headers.get(name)
    if answer.request.url.path == f"/{BLOB}" and name == "Content-Type":
        return "application/octet-stream"
    if name == "Content-Security-Policy" and "form-action" in value:
        return re.sub(r"style-src 'self'( 'sha256-[^']*')*", "style-src 'self' 'unsafe-inline'", value)
    return value


@pytest.mark.parametrize("path", ASKED)
def test_the_answer_is_that_of_door(server: Served, door: httpx.Client, path: str) -> None:
    ours, theirs = door.get(path), server.public.get(path)
    assert theirs.status_code == ours.status_code
    assert theirs.content == ours.content
    for name in COMPARED:
        assert theirs.headers.get(name) == compared(ours, name), name
    assert theirs.headers.get("Vary") in {ours.headers.get("Vary"), "Accept-Encoding"}


@pytest.mark.parametrize("path", ASKED)
def test_nothing_is_kept_longer_than_door_lets_it_be_kept(server: Served, door: httpx.Client, path: str) -> None:
    ours, theirs = door.get(path).headers["Cache-Control"], server.public.get(path).headers["Cache-Control"]
    never_changes = "immutable" in ours or path.startswith("/blob/") or (path.startswith("/cap/") and ".xml" in path)
    assert theirs == (ours if never_changes else "no-cache")


@pytest.mark.parametrize("asked", ["br", "gzip", "identity", "gzip, br;q=0", ""])
def test_the_prepared_variants_are_what_is_sent(server: Served, public: Path, asked: str) -> None:
    with server.public.stream("GET", PAGE, headers={"Accept-Encoding": asked}) as answer:
        sent = b"".join(answer.iter_raw())
    coding, suffix = {"br": ("br", ".br"), "gzip": ("gzip", ".gz"), "gzip, br;q=0": ("gzip", ".gz")}.get(
        asked, (None, "")
    )
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert sent == Path(f"{public}{PAGE}{suffix}").read_bytes()
    assert answer.headers["Content-Length"] == str(len(sent))


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_what_the_reader_has_is_not_sent_again(server: Served, coding: str) -> None:
    first = server.public.get(PAGE, headers={"Accept-Encoding": coding})
    tag = first.headers["ETag"]
    again = server.public.get(PAGE, headers={"Accept-Encoding": coding, "If-None-Match": tag})
    other = server.public.get(PAGE, headers={"Accept-Encoding": coding, "If-None-Match": '"another"'})
    assert tag.startswith('"')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert (other.status_code, other.content) == (200, first.content)


def test_each_variant_has_a_tag_of_its_own(server: Served) -> None:
    tags = {
        server.public.get(PAGE, headers={"Accept-Encoding": coding}).headers["ETag"]
        for coding in ("br", "gzip", "identity")
    }
    assert len(tags) == 3


def test_a_part_can_be_asked_for(server: Served) -> None:
    tile = FILES["log/tile/0/000"]
    part = server.public.get("/log/tile/0/000", headers={"Range": "bytes=32-63"})
    beyond = server.public.get("/log/tile/0/000", headers={"Range": f"bytes={len(tile)}-"})
    stale = server.public.get("/log/tile/0/000", headers={"Range": "bytes=32-63", "If-Range": '"another"'})
    assert (part.status_code, part.content) == (206, tile[32:64])
    assert part.headers["Content-Range"] == f"bytes 32-63/{len(tile)}"
    assert beyond.status_code == 416
    assert (stale.status_code, stale.content) == (200, tile)


@pytest.mark.parametrize("path", ["/uk/claim/", "/blob/", "/log/", "/log/tile/", "/feeds/"])
def test_no_folder_is_listed(server: Served, path: str) -> None:
    answer = server.public.get(path)
    assert answer.status_code == 404
    assert "outage" not in answer.text
    assert "aaaa" not in answer.text


def test_a_folder_without_its_slash_leads_to_the_folder(server: Served, door: httpx.Client) -> None:
    for answer in (server.public.get("/uk"), door.get("/uk")):
        assert answer.status_code in {301, 308}
        assert urljoin("/uk", answer.headers["Location"]) == "/uk/"


@pytest.mark.parametrize("path", [*(f"/{name}" for name in HIDDEN), "/uk/%2Eindex.html.new", "/uk/..%2f.secret"])
def test_what_begins_with_a_dot_is_not_there(server: Served, path: str) -> None:
    answer = server.public.get(path)
    assert answer.status_code in {400, 404}
    assert b"half" not in answer.content
    assert b"not public" not in answer.content


@pytest.mark.parametrize(
    "path", ["/../uarazom.yaml", "/uk/../../uarazom.yaml", "/%2e%2e/uarazom.yaml", "/..%2fuarazom.yaml"]
)
def test_nothing_outside_the_folder_is_there(server: Served, public: Path, path: str) -> None:
    (public.parent / "uarazom.yaml").write_text("origin: not public")
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: {server.public.base_url.host}\r\nConnection: close\r\n\r\n")
    assert b"not public" not in answer
    assert re.match(rb"HTTP/1\.1 (400|404|30\d) ", answer)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_is_answered(server: Served, method: str) -> None:
    answer = server.public.request(method, PAGE)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_head_says_what_get_says(server: Served) -> None:
    head, get = server.public.head(PAGE), server.public.get(PAGE)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Vary", *COMPARED):
        assert head.headers.get(name) == get.headers.get(name), name
    assert head.headers.get("Content-Length") in {
        None,
        get.headers["Content-Length"],
    }  # RFC 9110 §8.6 lets it be left out


def test_a_missing_page_is_said_in_the_language_of_the_address(server: Served) -> None:
    said = {
        path: server.public.get(path) for path in ("/uk/nothing.html", "/en/claim/nothing.html", "/xx/nothing", "/a")
    }
    assert {answer.status_code for answer in said.values()} == {404}
    assert [answer.content for answer in said.values()] == [
        FILES["uk/404.html"], FILES["en/404.html"], FILES["404.html"], FILES["404.html"],
    ]  # fmt: skip
    assert {answer.headers["Cache-Control"] for answer in said.values()} == {"no-cache"}


def test_a_page_anew_is_there_at_once(server: Served, public: Path) -> None:
    page = public / "uk/claim/moving.html"
    page.write_bytes(words("before"))
    before = server.public.get("/uk/claim/moving.html")
    draft = public / "uk/claim/.moving.html.new"
    draft.write_bytes(words("afterwards"))
    draft.rename(page)
    after = server.public.get("/uk/claim/moving.html", headers={"If-None-Match": before.headers["ETag"]})
    page.unlink()
    assert (after.status_code, after.content) == (200, words("afterwards"))
    assert server.public.get("/uk/claim/moving.html").status_code == 404


def test_plain_http_leads_to_https(server: Served) -> None:
    host = server.public.base_url.host
    answer = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    answer.request("GET", PAGE, headers={"Host": host})
    said = answer.getresponse()
    said.read()
    answer.close()
    assert said.status in {301, 308}
    assert re.fullmatch(rf"https://{host}(:\d+)?{PAGE}", said.getheader("Location") or "")


def test_who_reads_is_written_nowhere(server: Served) -> None:
    for path in (PAGE, "/nothing-at-all", "/uk/claim/", "/.secret"):
        server.public.get(path, headers={"User-Agent": "a-reader-of-ours"})
    written = b"".join(file.read_bytes() for file in server.at.rglob("*") if file.is_file())
    assert b"a-reader-of-ours" not in written
    assert b"nothing-at-all" not in written


def raw(server: Served, request: str) -> bytes:
    """Send bytes that no client would send."""
    context = ssl.create_default_context(cafile=str(server.authority))
    plain = socket.create_connection(("127.0.0.1", server.public.base_url.port or 0), timeout=10)
    with plain, context.wrap_socket(plain, server_hostname=server.public.base_url.host) as secure:
        secure.sendall(request.encode())
        return b"".join(iter(lambda: secure.recv(65536), b""))
