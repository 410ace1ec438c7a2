"""Every type of page in every language, in a real browser: what axe and the Nu checker find, what a narrow or zoomed
screen shows, what is asked of other hosts, and whether the picture says what the words say.

The site is that of tests/site/stage.py: the corpus in Ukrainian, English and a third language that runs right to left.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.site.stage import context_at, sample, site

from uarazom.site.pages.where import counts_by_region, warned

pytestmark = pytest.mark.browser

THREE = ("uk", "en", "ar")
TARGET = 44  # CSS pixels: DESIGN §6 (WCAG 2.2 asks for 24)
NARROW, ZOOMED = 320, 640  # WCAG 1.4.10 reflow; 1280 at 200 %

Findings = Callable[..., list[str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site on disk, as a mirror would have it."""
    root = tmp_path_factory.mktemp("public")
    for path, content in site(THREE).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def test_nu_finds_nothing(folder: Path, nu_findings: Findings) -> None:
    found = nu_findings(*(folder / path for path in sample(THREE)))
    made_up = "/ar/"  # Arabic letters in which nothing is said: Nu guesses a language of them, now this and now that
    assert [one for one in found if not (made_up in one and "appears to be written in" in one)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(folder: Path, chromium: Any, axe_findings: Findings, scheme: str) -> None:
    """Every type in every language; dark, whose colours are the same in all, and text versions in the first."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in sample(THREE):
        plain, first = "/text/" in path, path.startswith("uk/")
        if (not plain and (scheme == "light" or first)) or (plain and first and scheme == "light"):
            page.goto((folder / path).as_uri())
            found[path] = axe_findings(page)
    context.close()
    assert {path: findings for path, findings in found.items() if findings} == {}


def test_nothing_is_asked_of_anyone_and_nothing_is_kept(folder: Path, page: Any) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for path in (path for path in sample(THREE) if not path.startswith(("en/", "ar/"))):
        asked.clear()
        page.goto((folder / path).as_uri())
        own = {(folder / path).as_uri(), (folder / "place.js").as_uri()}  # from a disk no browser runs the script
        assert {url for url in asked if not url.startswith("data:")} <= own, path
    assert [complaint for complaint in complaints if "place.js" not in complaint] == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [NARROW, ZOOMED])
def test_nothing_runs_out_of_a_narrow_screen(folder: Path, chromium: Any, width: int) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    wide = {}
    for path in (path for path in sample(THREE) if not path.startswith("en/")):
        page.goto((folder / path).as_uri())
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert {path: found for path, found in wide.items() if found > width} == {}


def test_what_is_pressed_in_a_hurry_is_large_enough(folder: Path, chromium: Any) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((folder / "uk/index.html").as_uri())
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("nav a, .tel a, .row a")].map(
            a => [a.textContent, a.getBoundingClientRect().width, a.getBoundingClientRect().height])"""
    )
    context.close()
    assert len(sizes) > 10
    assert [one for one in sizes if one[1] < TARGET or one[2] < TARGET] == []


def test_keyboard_finds_the_way_past_the_header_and_shows_where_it_is(folder: Path, page: Any) -> None:
    page.goto((folder / "uk/index.html").as_uri())
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getBoundingClientRect().left")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert skip >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#m"


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_the_picture_says_to_the_ear_what_the_list_says(folder: Path, page: Any, lang: str) -> None:
    page.goto((folder / f"{lang}/index.html").as_uri())
    context = context_at()
    named, heard = context.languages[lang], page.locator("aside").aria_snapshot()
    picture = next(line for line in heard.splitlines() if "img " in line)
    assert warned(context)
    for code in warned(context):
        name = context.list_name("region", code, named)
        assert name in picture
        assert f'link "{name}"' in heard
    for code in counts_by_region(context):
        assert f'link "{context.list_name("region", code, named)}"' in heard


def test_status_is_heard_with_every_title(folder: Path, page: Any) -> None:
    page.goto((folder / "en/bulletin/bulletin-2022-02-15.html").as_uri())
    leaves = context_at().languages["en"].catalogue.leaves
    words = {leaves[f"status.{one}"] for one in ("announced", "adopted", "expired")}
    headings = [heading.inner_text() for heading in page.locator("article h3").all()]
    heard = page.locator("main").aria_snapshot()
    assert len(headings) > 20
    assert all(word in heard for word in words)
    assert "◌" not in heard  # signs are for the eye; the word is said


def test_right_to_left_starts_on_the_right(folder: Path, page: Any) -> None:
    page.set_viewport_size({"width": 1200, "height": 800})
    for lang, side in (("ar", "right"), ("uk", "left")):
        page.goto((folder / f"{lang}/index.html").as_uri())
        edge = page.evaluate("getComputedStyle(document.querySelector('.now'))['border-" + side + "-width']")
        assert float(edge.removesuffix("px")) > 4, lang


def test_prints_on_a4_without_the_ways_around(folder: Path, page: Any) -> None:
    page.goto((folder / "uk/claim/claim-ru-units-returning.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    address = page.evaluate("getComputedStyle(document.querySelector('a[rel]'), '::after').content")
    assert "http" in address
    assert page.pdf(format="A4")[:5] == b"%PDF-"
