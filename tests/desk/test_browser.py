"""The desk in a real browser: the whole story by keyboard alone, and what axe and the Nu checker say of the pages."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from tests.desk.instance import GEOMETRY, PASSWORD, Instance
from tests.desk.people import Worker, claim, comment, ours
from tests.desk.test_register import CHIEF, POLICE, write
from tests.desk.test_register_files import instance, kept
from tests.desk.test_watch import ALTERED, FEED, SAID, VERSIONS, shelve

from uarazom.areas import geojson
from uarazom.areas.svg import drawing
from uarazom.desk.register.items import Item

pytestmark = pytest.mark.browser

MOST_TABS = 250
PAGES = (
    "/sign-in",
    "/",
    "/drafts",
    "/documents",
    "/documents/claim-bridge",
    "/documents/claim-bridge/refute",
    "/documents/claim-bridge/hold",
    "/new",
    "/new/claim/announce",
    "/new/bulletin",
    "/drafts/1",
    "/drafts/2",
    "/drafts/2/edit",
    "/register",
    "/register/changes/1",
    "/register/add/people",
    "/register/edit/bodies/police",
    "/register/edit/instance/instance",
    "/register/edit/alerting/alerting",
    "/register/regions",
    "/watch",
    "/watch?state=set_aside",
    "/watch/1",
    "/watch/feeds",
    "/people",
    "/people/olha",
    "/audit?check=1",
    "/me",
    "/me/password",
    "/nothing",
)


class Server(ThreadingMixIn, WSGIServer):
    """A thread for each request."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_: Any) -> None:
        """No access log."""


@pytest.fixture
def address(desk: Instance) -> Iterator[str]:
    """The desk on a free port of loopback."""
    with serving() as at:
        yield at


@contextmanager
def serving() -> Iterator[str]:
    """The configured desk on a free port of loopback."""
    from uarazom.desk.wsgi import application

    server = make_server("127.0.0.1", 0, application(), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[[], Any]]:
    """A page in a browser profile of its own; whatever it logs as an error fails the test."""
    contexts, errors = [], []

    def opened() -> Any:
        context = chromium.new_context(
            locale="en-GB", timezone_id="Europe/Kyiv", viewport={"width": 1280, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def tab_to(page: Any, wanted: str) -> None:
    """Press Tab until the focus is on the element that the selector names; only what Tab reaches counts."""
    for _ in range(MOST_TABS):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reached {wanted}")


def fill(page: Any, wanted: str, text: str) -> None:
    """Type into a field; into a list, the beginning of the choice."""
    tab_to(page, wanted)
    page.keyboard.type(text)


def press(page: Any, wanted: str) -> None:
    """Enter on a button or a link, and wait for where it leads."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/sign-in")
    fill(page, "[name=person]", name)
    fill(page, "[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_whole_story_by_keyboard(desk: Instance, address: str, open_page: Callable[[], Any]) -> None:
    from uarazom.acts.status import status
    from uarazom.desk.newsroom import newsroom

    author, approver = open_page(), open_page()
    sign_in(author, address, "ivan")
    press(author, "nav a[href='/new']")
    press(author, "a[href='/new/claim/announce']")
    fill(author, "[name=title__uk]", "Міністр: міст відкрито")
    fill(author, "[name=title__en]", "Minister: the bridge is open")
    fill(author, "[name=section]", "Defence")
    fill(author, "[name=nature]", "event")
    fill(author, "[name=by]", "Oleksa")
    fill(author, "[name=speaking_for]", "Ministry")
    fill(author, "[name=basis]", "own d")
    fill(author, "[name=evidence]", "no evidence")
    tab_to(author, "#field-known_at .now-button")
    author.keyboard.press("Enter")
    fill(author, "[name=known_at_precision]", "exactly")
    fill(author, "[name=text__uk]", "Міст відкрито.")
    fill(author, "[name=text__en]", "The bridge is open.")
    fill(author, "[name=form]", "summary")
    fill(author, "[name=original_language]", "uk")
    fill(author, "[name=versions__uk]", "summary")
    fill(author, "[name=versions__en]", "our")
    with author.expect_navigation():
        author.keyboard.press("Control+Enter")
    assert author.locator("#missing").count() == 0, author.locator("#missing").inner_text()
    fill(author, "#p-submit", PASSWORD)
    press(author, "form[action$='/submit'] button")

    sign_in(approver, address, "olha")
    press(approver, ".items a.title")
    preview = approver.frame_locator("iframe").first
    assert "Міністр: міст відкрито" in preview.locator("h1").inner_text()
    fill(approver, "#p-approve", PASSWORD)
    press(approver, "form[action$='/approve'] button")
    assert desk.deliver() == 1
    (document,) = newsroom().ledger().documents.values()
    assert status(document, newsroom().register(), desk.clock()).status == "announced"

    approver.goto(f"{address}/documents/{document.id}")
    press(approver, "a[href$='/hold']")
    fill(approver, "[name=reason__uk]", "Перевіряємо.")
    fill(approver, "[name=reason__en]", "Checking.")
    fill(approver, "[name=password]", PASSWORD)
    press(approver, ".save button.main")
    assert desk.deliver() == 1
    document = newsroom().ledger().documents[document.id]
    assert status(document, newsroom().register(), desk.clock()).status == "on_hold"


def test_a_draft_cannot_act_on_the_desk_from_its_preview(
    desk: Instance, address: str, chromium: Any, ivan: Worker
) -> None:
    """What the page's bytes would do if they held a script or a form: the sandbox and the policy stop each."""
    from uarazom.desk.drafts import previews
    from uarazom.desk.people.models import Person

    ivan.submit(claim(), desk.clock())
    attack = (
        b"<!doctype html><title>attack</title><h1>attack</h1><script>document.title = 'ran'</script>"
        b"<form id=f method=post action=/people/add><input name=id value=mallory><input name=name value=M></form>"
        b"<script>document.getElementById('f').submit(); parent.document.title = 'ran'</script>"
        b"<a id=top target=_top href=/people>out</a><img src=x onerror=\"top.location='/people'\">"
        b"<meta http-equiv=refresh content='0;url=/sign-out'>"
    )
    real = previews.page
    previews.page = lambda *_a: attack
    try:
        page = chromium.new_page()  # not `open_page`: here the policy's complaints are what should happen
        sign_in(page, address, "olha")
        page.goto(f"{address}/drafts/1")
        frame = page.frame_locator("iframe").first
        assert frame.locator("h1").inner_text() == "attack"
        page.wait_for_timeout(300)
        assert page.url.endswith("/drafts/1")
        assert "attack" not in page.title()
        assert page.title() != "ran"
        inner = next(one for one in page.frames if "/preview/" in one.url)
        assert (
            inner.evaluate("() => { try { return parent.document.title } catch (e) { return 'refused' } }") == "refused"
        )
        assert not Person.objects.filter(pk="mallory").exists()
        page.close()
    finally:
        previews.page = real


@pytest.fixture
def busy(desk: Instance, ivan: Worker, olha: Worker, petro: Worker) -> Instance:
    """Something of everything: published, on hold, to approve, returned, a request for rights."""
    from uarazom.desk import services
    from uarazom.desk.drafts import editing
    from uarazom.desk.people import granting

    now = desk.clock()
    olha.approve(ivan.submit(claim(), now), now)
    desk.deliver()
    editing.create(person=ivan.person, draft=comment(), now=now)
    ivan.submit(comment(text="To be approved."), now)
    services.hold(person=petro.person, key=petro.key, draft=ours("hold"), now=now)
    desk.deliver()
    granting.ask(
        person=petro.person,
        roles={"press": ["author"]},
        active=True,
        reason="Why.",
        by=olha.person,
        key=olha.key,
        now=now,
    )
    outlines = kept(desk, ivan, GEOMETRY, "geometry")
    drawn = instance(map=kept(desk, ivan, drawing(geojson.read(GEOMETRY)), "map"), geometry=outlines)
    districts = (Item("regions", f"AA-01:{n}", {}, {"name": {"en": f"District {n}"}}) for n in range(10, 20))
    write(ivan, desk, POLICE, CHIEF, drawn, *districts)
    followed(desk, ivan, olha)
    return desk


def followed(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """A newspaper on the list, with an article to look at."""
    from uarazom.desk.watch import feeds

    spoken = claim("claim-valley", SAID, form="quotation", original_language="en", versions=VERSIONS)
    olha.approve(ivan.submit(spoken, desk.clock()), desk.clock())
    desk.deliver()
    feeds.add(**FEED, person=ivan.person, now=desk.clock())
    shelve(desk, ALTERED)


def test_a_finding_becomes_a_request_by_keyboard_alone(
    busy: Instance, address: str, open_page: Callable[[], Any]
) -> None:
    page = open_page()
    sign_in(page, address, "ivan")
    page.goto(address + "/watch")
    press(page, "main a.title")
    press(page, "main form[action$='/request'] button")
    page.wait_for_url("**/drafts/*")
    assert "The Daily" in page.locator("main").inner_text()


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    busy: Instance, address: str, open_page: Callable[[], Any], axe_findings: Callable[[Any], list[str]], width: int
) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, address, "ivan")
    found: list[str] = []
    for path in PAGES:
        answer = page.goto(address + path)
        assert answer.status in {200, 404}, path
        found += [f"{path}: {one}" for one in axe_findings(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{path}: {wide} px wide")
    assert found == []


def test_the_nu_checker_finds_nothing(
    busy: Instance, address: str, open_page: Callable[[], Any], nu_findings: Callable[..., list[str]], tmp_path: Path
) -> None:
    page = open_page()
    sign_in(page, address, "ivan")
    files = []
    for language in ("uk", "en"):
        page.goto(f"{address}/me")
        press(page, f"main button[name=language][value={language}]")
        for number, path in enumerate(PAGES):
            answer = page.request.get(address + path)
            file = tmp_path / f"{language}-{number}-{re.sub('[^a-z]', '', path)}.html"
            file.write_text(answer.text())
            files.append(file)
    assert nu_findings(*files) == []
