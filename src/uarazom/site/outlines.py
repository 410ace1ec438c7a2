"""The map: outlines of regions from the register's blob, those that are marked drawn apart and listed in words.

    outlines = read(blob)                 viewBox and region → path data; None when the blob is no such drawing
    picture(outlines, {"AA-63": "part"}, "…")     Markup: one <svg>, an image with that description

Rules
1. The blob is an SVG as `areas.svg` writes it, or a GeoJSON, which `areas` draws.
2. Only what is understood is taken over: a viewBox of four numbers, and for each `<path id="CODE">` its path data. No
   other element or attribute of the blob reaches a page.
3. The picture says nothing that its description does not: both are made from the same list.
4. Marks differ in shape, not in colour alone: a filling, a hatching, lines, a dashed border (`style.css`, `.map`).

Specification: SVG 2 §9.3 path data; docs/formats/canonical.md (region codes).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from markupsafe import Markup

from uarazom.areas import geojson, svg
from uarazom.areas.errors import AreasError

if TYPE_CHECKING:
    from collections.abc import Mapping

DRAWN = Markup('<svg class="map" role="img" aria-label="{}" viewBox="{}" fill-rule="evenodd"><path d="{}"/>{}</svg>')
MARKED = Markup('<path class="{}" d="{}"/>')
# The fillings that are lines: which mark has them, how far apart they stand, how they are turned. The sheet names them.
LINES = {"part": (18, -45), "possibly": (30, 0)}
HATCHED = Markup(
    '<pattern id="map-{0}" width="{1}" height="{1}" patternUnits="userSpaceOnUse" patternTransform="rotate({2})">'
    '<path d="M0 5h{1}"/></pattern>'
)
SVG = "{http://www.w3.org/2000/svg}"
MAP_BYTES = 262_144  # uncompressed; what a home page can carry is a tenth of it
_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?(:[A-Za-z0-9]{1,32})?")
_BOX = re.compile(r"-?\d+(\.\d+)?( -?\d+(\.\d+)?){3}")
_PATH = re.compile(r"M[MmLlHhVvCcSsQqTtAaZz0-9 ,.\-]+")


@dataclass(frozen=True, slots=True)
class Outlines:
    """The drawing: its box, and the path data of each region."""

    box: str
    paths: tuple[tuple[str, str], ...]


@lru_cache(maxsize=8)
def read(raw: bytes) -> Outlines | None:
    """The outlines in a blob, an SVG or a GeoJSON that is drawn here; None when it is neither."""
    return of_svg(drawn(raw) if raw.lstrip()[:1] == b"{" else raw)


def drawn(raw: bytes) -> bytes:
    """The drawing of a GeoJSON; nothing when it cannot be read: a site without its map is still a site."""
    try:
        return svg.drawing(geojson.read(raw))
    except AreasError:
        return b""


def of_svg(raw: bytes) -> Outlines | None:
    """The outlines in an SVG."""
    if len(raw) > MAP_BYTES or b"<!" in raw:
        return None
    try:
        root = ET.fromstring(raw)  # noqa: S314 - no DTD, no entities: refused above
    except ET.ParseError:
        return None
    box = root.get("viewBox", "")
    found = [(path.get("id", ""), path.get("d", "")) for path in root.iter(f"{SVG}path")]
    kept = tuple((code, data) for code, data in found if _CODE.fullmatch(code) and _PATH.fullmatch(data))
    return Outlines(box, kept) if root.tag == f"{SVG}svg" and _BOX.fullmatch(box) and kept else None


def picture(outlines: Outlines, marks: Mapping[str, str], description: str) -> Markup:
    """One image: every region in outline; those in `marks` as on, whole, part, possibly or ran_out."""
    plain = "".join(data for code, data in outlines.paths if code not in marks)
    drawn: dict[str, str] = {}
    for code, data in outlines.paths:
        if code in marks:
            drawn[marks[code]] = drawn.get(marks[code], "") + data
    patterns = (HATCHED.format(mark, *LINES[mark]) for mark in drawn if mark in LINES)
    marked = (MARKED.format(mark, data) for mark, data in drawn.items())
    return DRAWN.format(description, outlines.box, plain, Markup("").join([*patterns, *marked]))
