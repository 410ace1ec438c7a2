"""The duty screens in a real browser: by keyboard alone, with script and without; what axe and the Nu checker say."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.desk import instance as instances
from tests.desk.instance import MARK, PASSWORD, Instance
from tests.desk.people import Worker
from tests.desk.test_browser import address, fill, open_page, press, serving, sign_in, tab_to
from tests.desk.test_duty import begun, issued, submitted, word

from uarazom.cli.speaking import speak
from uarazom.desk.configure import configure

__all__ = ["address", "open_page"]  # fixtures
pytestmark = pytest.mark.browser
WARNS = True
HEARD = "it => new Promise((yes, no) => { it.oncanplay = yes; it.onerror = no; it.preload = 'auto'; it.load() })"


@pytest.fixture
def pages(desk: Instance, ivan: Worker, olha: Worker) -> list[str]:
    """Something of everything on both sides, and the addresses of it."""
    now, found = desk.clock(), ["/", "/new"]
    for side, exercise in (("duty", False), ("exercise", True)):
        document = issued(desk, ivan, olha, exercise=exercise)
        begun_one, waiting = begun(ivan, now, exercise=exercise).pk, submitted(ivan, now).draft_id
        found += [f"/{side}", f"/{side}/new", f"/{side}/alerts/{document}", f"/{side}/{begun_one}"]
        found += [f"/{side}/{begun_one}/{one}" for one in ("what", "where", "until")]
        if not exercise:
            found += [f"/{side}/{waiting}", f"/documents/{document}"]
    return found


@pytest.mark.parametrize(("name", "width"), [("ivan", 1280), ("petro", 360)])  # in English, in Ukrainian
def test_axe_finds_nothing_on_the_duty_screens(
    pages: list[str],
    address: str,
    open_page: Callable[[], Any],
    axe_findings: Callable[[Any], list[str]],
    width: int,
    name: str,
) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, address, name)
    found: list[str] = []
    for path in pages:
        assert page.goto(address + path).status == 200, path
        found += [f"{path}: {one}" for one in axe_findings(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{path}: {wide} px wide")
    assert found == []


def test_axe_finds_nothing_in_a_demonstration(
    tmp_path: Path, chromium: Any, axe_findings: Callable[[Any], list[str]]
) -> None:
    """Its banner stands inside a landmark."""
    from uarazom.desk import newsroom

    made = Instance(tmp_path / "demonstration")
    instances.found(made, warns=True, mode="demonstration")
    configure(made.settings)
    with serving() as at:
        page = chromium.new_page()
        sign_in(page, at, "ivan")
        assert page.locator("header .mode").count() == 1
        assert axe_findings(page) == []
        page.close()
    newsroom.forget(made.home)


def test_the_nu_checker_finds_nothing_on_the_duty_screens(
    pages: list[str], address: str, open_page: Callable[[], Any], nu_findings: Callable[..., list[str]], tmp_path: Path
) -> None:
    page = open_page()
    files = []
    for name in ("ivan", "petro"):  # one reads English, the other Ukrainian
        page.context.clear_cookies()
        sign_in(page, address, name)
        for number, path in enumerate(pages):
            file = tmp_path / f"{name}-{number}-{re.sub('[^a-z]', '', path)}.html"
            file.write_text(page.request.get(address + path).text())
            files.append(file)
    assert nu_findings(*files) == []


@pytest.mark.server
@pytest.mark.parametrize(("name", "width"), [("olha", 1280), ("maria", 360)])  # in English, in Ukrainian
def test_the_second_person_hears_the_spoken_texts(
    desk: Instance,
    ivan: Worker,
    address: str,
    open_page: Callable[[], Any],
    axe_findings: Callable[[Any], list[str]],
    name: str,
    width: int,
) -> None:
    """With the program that speaks: the policy of the page lets them be played."""
    patient = partial(speak, seconds_max=60.0)  # what is asked here is not how busy the machine is
    configure(replace(desk.settings, speak=patient, speak_seconds=60.0))
    waiting = submitted(ivan, desk.clock()).draft_id
    page = open_page()
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, address, name)
    page.goto(f"{address}/duty/{waiting}")
    sounds = page.locator("audio")
    assert sounds.count() == 2
    for one in sounds.all():
        one.evaluate(HEARD)
        assert 5 < one.evaluate("it => it.duration") < 90
    assert axe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [True, False])
def test_a_warning_by_keyboard_alone(desk: Instance, address: str, chromium: Any, script: bool) -> None:
    contexts = [chromium.new_context(java_script_enabled=script, locale="en-GB") for _ in range(2)]
    author, second = (context.new_page() for context in contexts)
    keys = Keys(author, script)
    keys.sign_in(address, "ivan")
    author.goto(f"{address}/duty/new")
    keys.press("button[value=air-raid]")
    keys.fill("#add-place", "North")
    with author.expect_navigation():
        author.keyboard.press("Enter")
    keys.press("button[value=next]")
    if script:
        author.keyboard.press("2")
    else:
        keys.to("input[name=seconds]:checked")
        author.keyboard.press("ArrowUp")
    keys.fill("#password", PASSWORD)
    keys.press("button[value=submit]")
    number = author.url.rpartition("/")[2]
    keys = Keys(second, script)
    keys.sign_in(address, "olha")
    keys.press(f"a.title[href='/duty/{number}']")
    assert "False alert" in second.inner_text("main")
    keys.fill("#password", PASSWORD)
    with second.expect_navigation():
        second.keyboard.press("Enter")
    assert desk.deliver() == 1
    second.goto(f"{address}/duty/{number}/sent")
    document = second.url.rpartition("/")[2]
    assert word(document, desk.clock()) == "in_force"
    assert "1 h left" in second.inner_text("main")
    for context in contexts:
        context.close()


class Keys:
    """Only what Tab reaches; without script the focus is asked by Playwright's own selector."""

    def __init__(self, page: Any, script: bool) -> None:
        self.page, self.script = page, script

    def to(self, wanted: str) -> None:
        if self.script:
            tab_to(self.page, wanted)
            return
        for _ in range(250):
            if self.page.locator(f"{wanted}:focus").count():
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never reached {wanted}")

    def fill(self, wanted: str, text: str) -> None:
        self.to(wanted)
        self.page.keyboard.type(text)

    def press(self, wanted: str) -> None:
        self.to(wanted)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sign_in(self, address: str, name: str) -> None:
        self.page.goto(f"{address}/sign-in")
        self.fill("[name=person]", name)
        self.fill("[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_what_changes_is_kept_and_shown_at_once(desk: Instance, address: str, open_page: Callable[[], Any]) -> None:
    """With script a change is kept without a button; a reload loses nothing; the map ticks the list."""
    page = open_page()
    sign_in(page, address, "ivan")
    page.goto(f"{address}/duty/new")
    press(page, "button[value=air-raid]")
    with page.expect_response(re.compile("/where$")):
        page.locator(".map a[data-ticks=r-AA-02]").click()
    page.locator("#previews", has_text="South").wait_for()
    page.reload()
    assert page.locator("#r-AA-02").is_checked()
    frame = page.frame_locator("iframe").first
    assert "Південь" in frame.locator("h1").inner_text()
    page.goto(page.url.replace("/where", "/what"))
    fill(page, "#title__en", " SECOND")
    with page.expect_response(re.compile("/what$")):
        page.keyboard.press("Tab")
    page.locator("#previews", has_text="SECOND").wait_for()
    press(page, "button[value=next]")
    assert page.url.endswith("/where")


def test_an_exercise_bears_its_mark_in_every_picture(
    desk: Instance, ivan: Worker, address: str, open_page: Callable[[], Any]
) -> None:
    number = begun(ivan, desk.clock(), exercise=True).pk
    page = open_page()
    sign_in(page, address, "ivan")
    for screen in ("what", "where", "until"):
        page.goto(f"{address}/exercise/{number}/{screen}")
        assert MARK in page.inner_text("header")
        boxes = page.locator(".channel")
        assert boxes.count() >= 2
        assert all(MARK in boxes.nth(n).inner_text() for n in range(boxes.count()))
