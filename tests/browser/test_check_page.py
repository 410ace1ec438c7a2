"""The statement of 14 February in five articles, as a person reads the comparison: a real door, a real check, Chromium.

The check has the corpus in Ukrainian, English and a third language that runs right to left. It may fetch from this
machine here, which it never may in earnest, so that a redirect into another private network can be tried.
"""

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.door.test_check import BOUNDARY, MULTIPART, multipart, words_of
from tests.door.test_server import free_port, wait_until_open
from tests.quotes.test_story import CARRIED, CHANGED, FACE_VALUE, GLUED, RUSSIAN
from tests.site.stage import site

pytestmark = [pytest.mark.browser, pytest.mark.server]

ROOT = Path(__file__).resolve().parents[2]
THREE = ("uk", "en", "ar")
CHECK = """
import asyncio, secrets, sys, time
from functools import partial
from ipaddress import ip_network
from pathlib import Path
from tests.door.test_check import world
from uarazom.door.check.service import Check, serve
from uarazom.sources.fetch import Limits, fetch
get = partial(fetch, agent="test", limits=Limits(seconds=2), allowed=[ip_network("127.0.0.0/8")])
world()
check = Check(world=world, get=get, ticks=time.monotonic, token=secrets.token_urlsafe, per_address=10_000)
asyncio.run(serve(Path(sys.argv[1]), check, asyncio.Event()))
"""
DOOR = """
import sys, time
from pathlib import Path
from uarazom.door.server import serve
serve(Path(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), clock=time.time, check=Path(sys.argv[3]))
"""
ARTICLES = {
    "at face value": (FACE_VALUE["uk"], "without_clarification"),
    "with the clarification": (CARRIED["uk"], "exact"),
    "another day": (CHANGED["en"], "altered"),
    "glued": (GLUED["en"], "spliced"),
    "Russian": (RUSSIAN, "not_checked"),
}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("public")
    for path, content in site(THREE).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


@pytest.fixture(scope="module")
def base(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a door with a check beside it; neither says anything, whatever it is asked."""
    socket, port = tmp_path_factory.mktemp("run") / "check.sock", free_port()
    programs = [[CHECK, str(socket)], [DOOR, str(public), str(port), str(socket)]]
    started = [
        subprocess.Popen([sys.executable, "-c", *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for words in programs
    ]
    try:
        wait_until_open(port)
        for _ in range(600):
            if socket.exists():
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        said = b""
        for one, number in zip(started, (signal.SIGKILL, signal.SIGTERM), strict=True):
            one.send_signal(number)
            said += one.communicate(timeout=20)[0]
    assert said == b"", said.decode()[:500]


def post(base: str, lang: str = "en", **fields: str) -> httpx.Response:
    return httpx.post(
        f"{base}/{lang}/check/", content=multipart(**fields), headers={"Content-Type": MULTIPART}, timeout=60
    )


def leaf(lang: str, key: str) -> str:
    from tests.site.stage import context_at

    return str(context_at(languages=THREE).languages[lang].catalogue.leaves[key])


@pytest.mark.parametrize("lang", THREE)
@pytest.mark.parametrize("article", ARTICLES)
def test_a_person_reads_the_comparison(base: str, page: Any, lang: str, article: str) -> None:
    text, verdict = ARTICLES[article]
    page.goto(f"{base}/{lang}/check/")
    page.locator("#text").fill(text)
    page.locator("#published").fill("2022-02-15")
    page.get_by_role("button").click()
    card = page.locator("#q1")
    assert leaf(lang, f"verdict.{verdict}") in card.inner_text()
    assert leaf(lang, f"verdict_means.{verdict}") in card.inner_text()
    assert leaf(lang, "check.not_verdict") in page.locator("main").inner_text()
    if verdict != "not_checked":
        page.locator("#q1 .beside a").first.click()  # the link to the sentence, on the static page of the statement
        assert re.search(rf"/{lang}/statement/statement-president-14-feb\.html#p\d+(c\d+)?$", page.url)
        assert page.evaluate("document.querySelector(':target') !== null")


def test_by_keyboard_alone_with_a_link_that_others_can_open(base: str, page: Any) -> None:
    page.goto(f"{base}/en/check/")
    page.locator("#text").focus()
    page.keyboard.type("We are told that February 16 will be the day of the attack")
    for key in ("Tab",) * 7:  # address, day (month, day, year, picker), the other text, the link
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.id") == "keep":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#q1")
    link = page.locator("main a[href*='kept=']")
    assert "no longer" in page.locator("main").inner_text()
    page.goto(f"{base}/en/check/" + link.get_attribute("href").removeprefix("./"))
    assert "Clarification not mentioned" in page.locator("#q1").inner_text()
    assert page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_out_of_a_narrow_screen(
    base: str, chromium: Any, axe_findings: Callable[..., list[str]], scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    found = {}
    for lang in THREE:
        page.goto(f"{base}/{lang}/check/")
        found[f"{lang} form"] = axe_findings(page)
        page.locator("#text").fill("\n\n".join(text for text, _ in ARTICLES.values()) + " This regime is so-called.")
        page.locator("#keep").check()
        page.get_by_role("button").click()
        page.wait_for_selector("#q1")
        found[f"{lang} result"] = axe_findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.goto(f"{base}/{lang}/check/")
        page.locator("#address").fill("nonsense")
        page.get_by_role("button").click()
        page.wait_for_selector("#problem")
        found[f"{lang} refused"] = axe_findings(page)
    context.close()
    assert {name: findings for name, findings in found.items() if findings} == {}
    assert all(url.startswith((base, "data:")) for url in asked)


def test_nu_finds_nothing(base: str, tmp_path: Path, nu_findings: Callable[..., list[str]]) -> None:
    files = []
    for lang in THREE:
        result = post(base, lang, text="\n\n".join(text for text, _ in ARTICLES.values()) + "\x01\x7f", keep="1")
        for name, answer in (("form", httpx.get(f"{base}/{lang}/check/")), ("result", result)):
            files.append(tmp_path / f"{lang}-{name}.html")
            files[-1].write_bytes(answer.content)
        files.append(tmp_path / f"{lang}-text.html")
        files[-1].write_bytes(httpx.get(f"{base}/{lang}/text/check/").content)
    assert nu_findings(*files) == []


# ── bad input, over the wire ─────────────────────────────────────────────────────────────────────────────────────────
def test_ten_megabytes_are_refused_in_words(base: str) -> None:
    answer = post(base, text="слово " * 900_000)
    assert answer.status_code == 413
    assert "more than 5 MB. Paste the part with the quotation." in words_of(answer.content)


def test_files_are_served_while_checks_are_slow(base: str) -> None:
    slow = [threading.Thread(target=post, args=(base,), kwargs={"text": f"{n} «а» " * 90_000}) for n in range(3)]
    for one in slow:
        one.start()
    waits = []
    with httpx.Client(base_url=base) as reader:
        while any(one.is_alive() for one in slow) and len(waits) < 200:
            began = time.monotonic()
            assert reader.get("/uk/index.html").status_code == 200
            waits.append(time.monotonic() - began)
            time.sleep(0.01)
    for one in slow:
        one.join()
    assert sorted(waits)[len(waits) // 2] < 0.1


class Site(BaseHTTPRequestHandler):
    """Another site, which means no good."""

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.1/secret")
            self.end_headers()
            return
        self.send_response(200)
        kinds = {"/pdf": "application/pdf", "/article": "text/html; charset=utf-8", "/endless": "text/html"}
        self.send_header("Content-Type", kinds[self.path])
        self.end_headers()
        if self.path == "/article":
            said = f"<meta property='article:published_time' content='2022-02-15'><article>{FACE_VALUE['en']}</article>"
            self.wfile.write(said.encode())
        try:
            while self.path == "/endless":
                self.wfile.write(b"<p>more")
                time.sleep(0.05)
        except OSError:
            pass

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/article", "Clarification not mentioned"),
        ("/away", "it leads to a private network"),
        ("/endless", "did not come whole within"),
        ("/pdf", "That is a PDF file"),
    ],
)
def test_an_address(base: str, elsewhere: str, path: str, said: str) -> None:
    began = time.monotonic()
    assert said in words_of(post(base, address=elsewhere + path).content)
    assert time.monotonic() - began < 15


def test_a_form_that_breaks_off_holds_nothing_up(base: str) -> None:
    host, port = base.removeprefix("http://").split(":")
    import socket

    with socket.create_connection((host, int(port)), 5) as line:
        head = f"POST /en/check/ HTTP/1.1\r\nHost: x\r\nContent-Type: {MULTIPART}\r\nContent-Length: 1000\r\n\r\n"
        line.sendall(head.encode() + f"--{BOUNDARY}\r\n".encode())
    assert post(base, text=FACE_VALUE["en"]).status_code == 200


def test_without_its_process_the_static_page_stands_there(public: Path, tmp_path: Path) -> None:
    port = free_port()
    words = [sys.executable, "-c", DOOR, str(public), str(port), str(tmp_path / "nobody.sock")]
    door = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_until_open(port)
        alone = f"http://127.0.0.1:{port}"
        page = httpx.get(f"{alone}/en/check/")
        assert (page.status_code, page.content) == (200, (public / "en/check/index.html").read_bytes())
        assert "made by the platform’s own server" in words_of(page.content)
        assert post(alone, text=FACE_VALUE["en"]).status_code == 503
        assert httpx.put(f"{alone}/en/check/").status_code == 405
    finally:
        door.send_signal(signal.SIGTERM)
        said, _ = door.communicate(timeout=20)
    assert said == b""
