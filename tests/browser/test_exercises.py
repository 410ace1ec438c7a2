"""An exercise cannot be cropped into a warning: whatever piece of its box a screenshot shows, the mark is in it."""

from typing import Any

import pytest
from tests.browser.test_places import Host, host
from tests.site.warnings import MARK, Warned, warn
from tests.site.world import hours

__all__ = ["host"]
pytestmark = [pytest.mark.browser]
CROP = 200  # CSS pixels: what of a phone's picture is still worth passing on
LEGIBLE = 16  # pixels of type
MARKS = """([selector, mark]) => {
  const box = document.querySelector(selector), found = [];
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    for (let at = node.data.indexOf(mark); at >= 0; at = node.data.indexOf(mark, at + 1)) {
      const range = document.createRange();
      range.setStart(node, at); range.setEnd(node, at + mark.length);
      const rect = range.getBoundingClientRect(), style = getComputedStyle(node.parentElement);
      found.push({ top: rect.top, bottom: rect.bottom, left: rect.left, right: rect.right,
                   size: parseFloat(style.fontSize), weight: style.fontWeight, visible: style.visibility });
    }
  }
  const edge = box.getBoundingClientRect();
  return { marks: found, top: edge.top, bottom: edge.bottom, left: edge.left, right: edge.right };
}"""


@pytest.fixture
def world() -> Warned:
    made = Warned()
    warn(made, "tabletop", hours(1), regions=["UA-63"], until=hours(3), exercise=True, severity="Extreme")
    return made


@pytest.mark.parametrize(
    "path", ["uk/index.html", "en/exercise/tabletop.html", "uk/exercises.html", "en/place/UA-63.html"]
)
def test_any_piece_of_the_box_says_that_it_is_an_exercise(page: Any, host: Host, world: Warned, path: str) -> None:
    host.files = world.render(hours(2))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(host.address + path)
    found = page.evaluate(MARKS, [".drill", MARK])
    marks = found["marks"]
    assert all(mark["size"] >= LEGIBLE and mark["visible"] == "visible" for mark in marks)
    assert all(found["left"] < mark["left"] < mark["right"] < found["right"] for mark in marks)
    top = found["top"]
    while top + CROP <= found["bottom"]:
        piece = [mark for mark in marks if mark["top"] >= top and mark["bottom"] <= top + CROP]
        assert piece, (path, top - found["top"])
        top += 10
    picture = page.locator(".drill").first.screenshot()
    assert len(picture) > 5_000


def test_an_exercise_has_nothing_of_the_colour_of_danger(page: Any, host: Host, world: Warned) -> None:
    host.files = world.render(hours(2))
    page.goto(host.address + "uk/exercise/tabletop.html")
    danger = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--danger')")
    red = tuple(int(danger.strip()[at : at + 2], 16) for at in (1, 3, 5))
    colours = page.evaluate(
        """[...document.querySelectorAll(".drill, .drill *")].flatMap(one => {
            const style = getComputedStyle(one);
            return [style.color, style.borderTopColor, style.backgroundColor]; })"""
    )
    assert f"rgb{red}" not in colours
