"""A request for correction in a real browser: by keyboard alone from article to reply, and what axe and Nu say."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker
from tests.desk.test_browser import address, fill, open_page, press, sign_in, tab_to
from tests.desk.test_requests import ARTICLE, PRINTED, on_record, published, standing

__all__ = ["address", "on_record", "open_page"]  # fixtures
pytestmark = pytest.mark.browser


def compared(page: Any, address: str) -> None:
    """The article typed in and compared with the record."""
    page.goto(f"{address}/requests/new")
    fill(page, "[name=outlet]", "The Daily Example")
    fill(page, "[name=url]", "https://daily.example/1")
    page.fill("[name=article_date]", "2030-01-10")  # how a day is typed differs from browser to browser
    fill(page, "[name=article]", PRINTED)
    press(page, "button[name=look]")


def test_from_an_article_to_the_reply_by_keyboard(desk: Instance, address: str, open_page: Callable[[], Any]) -> None:
    author, approver = open_page(), open_page()
    sign_in(author, address, "ivan")
    press(author, "nav a[href='/new']")
    press(author, "a[href='/requests/new']")
    compared(author, address)
    assert "The words differ" in author.locator("#found").inner_text()
    press(author, "button[name=start]")
    fill(author, "#p-submit", PASSWORD)
    press(author, "form[action$='/submit'] button")

    sign_in(approver, address, "olha")
    press(approver, ".items a.title")
    shown = approver.frame_locator("iframe").first
    assert "eighteenth" in shown.locator(".two > div").first.inner_text()
    fill(approver, "#p-approve", PASSWORD)
    press(approver, "form[action$='/approve'] button")
    assert desk.deliver() == 1

    author.goto(f"{address}/documents?kind=request")
    press(author, "main .items a, main table a[href^='/documents/request']")
    id = author.url.rsplit("/", 1)[1]
    assert standing(id, desk) == "open"
    press(author, f"a[href='/requests/{id}/letter']")
    assert "eighteenth" in author.locator("textarea").first.input_value()
    author.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab_to(author, "textarea + button")
    author.keyboard.press("Enter")
    assert "eighteenth" in author.evaluate("navigator.clipboard.readText()")
    assert author.locator("a[href^='mailto:']").count() == 2
    author.goto(f"{address}/documents/{id}")
    press(author, f"a[href='/documents/{id}/answer']")
    assert author.locator("[name=by]").count() == 0


@pytest.fixture
def pages(desk: Instance, ivan: Worker, olha: Worker, signed_in: Callable[[str], Any]) -> list[str]:
    """One published, one as a draft, and their addresses."""
    client = signed_in("ivan")
    begun = [client.post("/requests/new", {**ARTICLE, "found": ["0"], "start": "yes"})["Location"] for _ in range(2)]
    id = published(desk, client, olha, begun[0])
    found = ["/new", "/requests/new", "/new/request/publish", begun[1], f"{begun[1]}/edit"]
    return [*found, f"/documents/{id}", f"/documents/{id}/answer", f"/requests/{id}/letter"]


@pytest.mark.parametrize(("name", "width"), [("ivan", 1280), ("petro", 360)])  # in English, in Ukrainian
def test_axe_and_nu_find_nothing(
    pages: list[str],
    address: str,
    open_page: Callable[[], Any],
    axe_findings: Callable[[Any], list[str]],
    nu_findings: Callable[..., list[str]],
    tmp_path: Path,
    width: int,
    name: str,
) -> None:
    page = open_page()
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, address, name)
    found: list[str] = []
    for number, path in enumerate(pages):
        assert page.goto(address + path).status == 200, path
        found += [f"{path}: {one}" for one in axe_findings(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{path}: {wide} px wide"] if wide > width else []
        (tmp_path / f"{number}-{re.sub('[^a-z]', '', path)}.html").write_text(page.request.get(address + path).text())
    compared(page, address)
    found += axe_findings(page)
    assert found == []
    assert nu_findings(*tmp_path.glob("*.html")) == []
