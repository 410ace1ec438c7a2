"""Pages of outlets: read where their site lets programs read, and every other answer an outcome in one word."""

import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler

import pytest
from tests.sources.test_fetch import LOOPBACK, Answer, server, told

from uarazom.sources import readable
from uarazom.sources.fetch import Fetched, Known, Limits, fetch
from uarazom.sources.readable import OUTCOMES, Got
from uarazom.sources.robots import PATTERN_MAX, allows

PAGE = b"<html><body><article><p>" + b"word " * 80 + b"</p></article></body></html>"
QUICK = Limits(size=100_000, seconds=0.6)


def site(pages: Mapping[str, Answer]) -> Answer:
    """A site of some pages; what it does not have is not found."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        pages.get(handler.path, told(404))(handler)

    return answer


def got(pages: Mapping[str, Answer], path: str = "/a", known: Known = readable.NOTHING_KNOWN) -> Got:
    def ask(url: str, held: Known) -> Fetched:
        return fetch(url, agent="uarazom-tests", known=held, limits=QUICK, allowed=LOOPBACK)

    with server(site(pages)) as url:
        return readable.get(url.replace("/feed", path), product="uarazom", known=known, fetch=ask)


HTML = told(200, PAGE, Content_Type="text/html; charset=utf-8", ETag='"1"')


def test_a_page_is_reduced_to_its_words() -> None:
    found = got({"/a": HTML})
    assert found.outcome == "read"
    assert found.article is not None
    assert found.article.text == ("word " * 80).strip()
    assert found.known == Known('"1"')


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        try:
            handler.wfile.write(b"word ")
            time.sleep(0.05)
        except OSError:
            return


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (told(304), "unchanged"),
        (told(404), "gone"),
        (told(410), "gone"),
        (told(402, b"pay"), "refused"),
        (told(403), "refused"),
        (told(500), "refused"),
        (told(200, b"<p>The first words; the rest is for subscribers.</p>", Content_Type="text/html"), "few_words"),
        (told(200, b"<html><script>1</script></html>", Content_Type="text/html"), "no_words"),
        (told(200, b"%PDF-1.7", Content_Type="text/html"), "no_page"),
        (told(200, b"...", Content_Type="video/mp4"), "no_page"),
        (told(200, bytes(200_000), Content_Type="text/html"), "too_large"),
        (told(302, Location="http://10.0.0.1/secret"), "forbidden"),
        (told(302, Location="file:///etc/hostname"), "forbidden"),
        (endless, "too_slow"),
    ],
)
def test_whatever_comes_is_an_outcome(answer: Answer, outcome: str) -> None:
    assert got({"/a": answer}).outcome == outcome
    assert outcome in OUTCOMES


def test_plain_text_is_taken_as_it_is() -> None:
    found = got({"/a": told(200, "слово ".encode() * 70, Content_Type="text/plain")})
    assert found.outcome == "read"


def test_a_site_that_asks_not_to_be_read_is_not() -> None:
    rules = told(200, b"User-agent: *\nDisallow: /a")
    assert got({"/robots.txt": rules, "/a": HTML}).outcome == "asked_not_to"
    assert got({"/robots.txt": rules, "/b": HTML}, "/b").outcome == "read"
    ours = told(200, b"User-agent: *\nDisallow: /\n\nUser-agent: uarazom\nAllow: /")
    assert got({"/robots.txt": ours, "/a": HTML}).outcome == "read"


def test_nobody_reads_a_site_that_cannot_say_whether_it_may_be_read() -> None:
    found = got({"/robots.txt": told(503, Retry_After="30"), "/a": HTML})
    assert (found.outcome, found.again_seconds) == ("refused", 30)


@pytest.mark.parametrize(
    ("rule", "target", "allowed"),
    [
        ("Disallow: /", "/x", False),
        ("Disallow:", "/x", True),
        ("Disallow: /x\nAllow: /x/y", "/x/y/z", True),
        ("Disallow: /x\nAllow: /x", "/x", True),
        ("Disallow: /*.pdf$", "/a/b.pdf", False),
        ("Disallow: /*.pdf$", "/a/b.pdf?x", True),
        ("Disallow: /*?utm", "/a?utm=1", False),
        ("Disallow: /a*b*c", "/a1c2b3", True),
        ("Disallow: /a*b*c", "/a1b2c3", False),
        ("Disallow: /новини", "/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/1", False),
        ("nonsense\n: :\nDisallow /x", "/x", True),
    ],
)
def test_the_longest_rule_decides(rule: str, target: str, *, allowed: bool) -> None:
    assert allows(f"User-Agent: *  # all\n{rule}\n".encode(), "uarazom", target) is allowed


def test_a_rule_of_nothing_but_stars_takes_no_time() -> None:
    began = time.process_time()
    assert allows(b"User-agent: *\n" + b"Disallow: /" + b"*a" * PATTERN_MAX + b"b\n", "uarazom", "/" + "a" * 900)
    assert time.process_time() - began < 1
