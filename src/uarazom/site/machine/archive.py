"""The archive for machines: the same pages of a hundred documents as `<lang>/archive/day/`, as JSON, and their index.

archive/index.json             {"months": {"2022-02": {"documents": 321, "pages": 4}}}
archive/2022-02-p2.json        the second hundred of the month, in the order of entry
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uarazom.site.machine.document import reads, said
from uarazom.site.machine.json_feed import dumped
from uarazom.site.paths import MONTH
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context

DAY = ("day", "")  # the list of all documents


def page_path(month: str, number: int) -> str:
    """The file of one page of a month."""
    return f"archive/{month}.json" if number == 1 else f"archive/{month}-p{number}.json"


def archive_paths(context: Context) -> Iterator[str]:
    """Every page of every month."""
    for month in context.index.months(*DAY):
        yield from (page_path(month, number) for number in range(1, context.index.pages(*DAY, month) + 1))


def archive_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One page; None when the month has no such page."""
    month, number = match["month"], int(match["number"] or 1)
    if number > context.index.pages(*DAY, month) or match["number"] == "1":
        return None
    lines = []
    for id in context.index.page(*DAY, month, number):
        document, status = context.documents[id], context.status(id)
        line: dict[str, Any] = {"id": id, "kind": document.kind}
        line |= {"section": document.section, "regions": document.regions}
        line |= {"status": status.status, "badges": status.badges, "since": status.since}
        line |= {"acts": len(document.acts), "latest": document.latest.digest, "data": f"document/{id}.json"}
        lines.append(said(line | {"reads": {lang: reads(context, id, lang) for lang in context.languages}}))
    return dumped({"month": month, "page": number, "documents": lines})


def index_paths(_context: Context) -> Iterator[str]:
    """One file."""
    yield "archive/index.json"


def index_page(context: Context, _match: re.Match[str]) -> bytes:
    """What months there are."""
    months = context.index.months(*DAY).items()
    return dumped(
        {"months": {key: {"documents": count, "pages": context.index.pages(*DAY, key)} for key, count in months}}
    )


ARCHIVE = PageKind(
    "archive json", rf"archive/(?P<month>{MONTH})(?:-p(?P<number>[1-9]\d{{0,5}}))?\.json", archive_paths, archive_page
)
ARCHIVE_INDEX = PageKind("archive index json", r"archive/index\.json", index_paths, index_page)
