"""Regions from a file: a country's districts with their names, at once.

    read(b"code,name_uk,name_en\nAA-01:01,…,…", ("uk", "en"))      # {"AA-01:01": {"uk": "…", "en": "…"}}

CSV has a row of names first: ``code``, and ``name_<language>`` or ``name`` for the leading language; comma or semicolon
divides. GeoJSON has the code as each feature's `id` and the same names as properties (`areas.geojson`).
Rules: bounded; read whole or refused with every finding, each with its line; a code stands once and has a name.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from uarazom.acts.wording import wrong_text
from uarazom.areas import geojson
from uarazom.areas.errors import AreasError
from uarazom.verify import canon

MOST_REGIONS = 400  # of one file; more are two changes
Names = dict[str, str]


@dataclass(frozen=True)
class Wrong:
    """One finding: its words, the line (0: the whole file), and what stood there."""

    code: str
    line: int = 0
    got: str = ""


class BadRegions(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A file that is refused whole."""

    def __init__(self, *findings: Wrong) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{one.line}: {one.code} {one.got}" for one in findings))


def read(raw: bytes, languages: Sequence[str]) -> dict[str, Names]:
    """Names by code. Raises: BadRegions."""
    rows = list(_of_geojson(raw, languages) if raw.lstrip()[:1] == b"{" else _of_csv(raw, languages))
    if not 1 <= len(rows) <= MOST_REGIONS:
        raise BadRegions(Wrong("regions_number", got=str(len(rows))))
    if found := [*_wrong(rows)]:
        raise BadRegions(*found)
    return {code: names for _, code, names in rows}


Row = tuple[int, str, Names]


def _of_geojson(raw: bytes, languages: Sequence[str]) -> Iterator[Row]:
    try:
        regions = geojson.read(raw)
    except AreasError as error:
        raise BadRegions(Wrong("regions_geojson", got=str(error))) from error
    for number, region in enumerate(regions, 1):
        told = {language: region.names[language] for language in languages if language in region.names}
        yield number, region.code, told or ({languages[0]: region.names[""]} if "" in region.names else {})


def _of_csv(raw: bytes, languages: Sequence[str]) -> Iterator[Row]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRegions(Wrong("regions_not_text")) from error
    first = text.partition("\n")[0]
    table = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",", strict=True)
    try:
        head = [one.strip() for one in next(table, [])]
        columns = _columns(head, languages)
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield table.line_num, *_row(cells, columns)
    except csv.Error as error:
        raise BadRegions(Wrong("regions_csv", table.line_num, str(error))) from error


def _columns(head: Sequence[str], languages: Sequence[str]) -> Mapping[str, int]:
    """``code`` and each language → where it stands. Raises: BadRegions."""
    known = {"code": "code", "name": languages[0], **{f"name_{language}": language for language in languages}}
    strange = [one for one in head if one not in known]
    columns = {known[one]: place for place, one in enumerate(head) if one in known}
    if strange or "code" not in columns or len(columns) < 2:
        raise BadRegions(Wrong("regions_head", 1, ", ".join(strange or head)))
    return columns


def _row(cells: Sequence[str], columns: Mapping[str, int]) -> tuple[str, Names]:
    said = {what: cells[place].strip() for what, place in columns.items() if place < len(cells)}
    return said.pop("code", ""), {language: name for language, name in said.items() if name}


def _wrong(rows: Sequence[Row]) -> Iterator[Wrong]:
    seen: set[str] = set()
    for line, code, names in rows:
        if not canon.is_region(code):
            yield Wrong("regions_code", line, code[:40])
        elif code in seen:
            yield Wrong("regions_twice", line, code)
        elif not names:
            yield Wrong("regions_no_name", line, code)
        elif any(wrong_text(name, one_line=True) for name in names.values()):
            yield Wrong("regions_name", line, code)
        seen.add(code)
