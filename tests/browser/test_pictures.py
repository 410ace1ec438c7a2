"""The pictures in README: home on a phone, and the desk, as the demonstration shows them.

``make pictures`` writes them to ``docs/pictures``; every run takes them, so that what README shows can be shown.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_serve import Served, start, stop

pytestmark = [pytest.mark.browser, pytest.mark.server]
PHONE = {"width": 360, "height": 800}
WIDE = {"width": 1280, "height": 800}
FEWEST_BYTES = 20_000  # a blank page of this size has a tenth


@pytest.fixture(scope="module")
def served(demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("pictures") / "demo"
    shutil.copytree(demo["home"], home)
    running = start(home, "demo")
    yield running
    assert stop(running) == 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(os.environ.get("UARAZOM_PICTURES", tmp_path))


def take(page: Any, path: Path) -> None:
    page.screenshot(path=path)
    assert path.stat().st_size > FEWEST_BYTES


def test_home_on_a_phone(page: Any, served: Served, folder: Path) -> None:
    page.set_viewport_size(PHONE)
    page.goto(served.public + "en/index.html")
    assert page.title()
    take(page, folder / "home-phone.png")


def test_a_claim(page: Any, served: Served, folder: Path) -> None:
    page.set_viewport_size(WIDE)
    page.goto(served.public + "en/claim/claim-ru-units-returning.html")
    assert "Disputed" in page.inner_text("main")
    take(page, folder / "claim.png")


def signed_in(page: Any, served: Served, number: int) -> str:
    """One of the demonstration's people at the desk; their password."""
    person, password = (served.home / "demonstration-logins.txt").read_text().splitlines()[number].split()
    page.set_viewport_size(WIDE)
    page.goto(served.desk)
    page.fill("input[name=person]", person)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(served.desk)
    return password


def test_the_desk(page: Any, served: Served, folder: Path) -> None:
    signed_in(page, served, 0)
    page.goto(served.desk + "new/claim/announce")
    assert page.locator("form textarea").count() >= 2, "the languages stand side by side"
    take(page, folder / "desk.png")


def test_a_warning_before_its_second_person(chromium: Any, served: Served, folder: Path) -> None:
    contexts = [chromium.new_context(locale="en-GB", timezone_id="Europe/Kyiv") for _ in range(2)]
    author, second = (context.new_page() for context in contexts)
    password = signed_in(author, served, 0)
    author.goto(served.desk + "duty/new")
    author.click("button[value=air-raid]")
    author.fill("#add-place", "UA-63")
    for button in ("where", "next"):  # Add, then Next
        with author.expect_navigation():
            author.click(f"button[value={button}]")
    author.fill("#password", password)
    with author.expect_navigation():
        author.click("button[value=submit]")
    assert author.locator(".no").count() == 0, author.inner_text("main")
    signed_in(second, served, 1)
    second.goto(author.url)
    assert second.locator("main button.main").count() == 1
    take(second, folder / "duty.png")
    for context in contexts:
        context.close()
