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


def test_the_desk(page: Any, served: Served, folder: Path) -> None:
    person, password = (served.home / "demonstration-logins.txt").read_text().splitlines()[0].split()
    page.set_viewport_size(WIDE)
    page.goto(served.desk)
    page.fill("input[name=person]", person)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(served.desk)
    page.goto(served.desk + "new/claim/announce")
    assert page.locator("form textarea").count() >= 2, "the languages stand side by side"
    take(page, folder / "desk.png")
