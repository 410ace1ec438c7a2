"""The log of corrections: our own errors put right, withdrawals, removed words; newest first, by month.

A clarification is no correction (it explains what someone else meant) and a dispute is none either: both stand at their
documents. Everything here stays in the record; this page only lists it.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.registry import PageKind
from uarazom.site.timeline import said_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context
    from uarazom.site.language import Language

NEWEST = 50  # on the first page; months hold all


def newest_paths(context: Context) -> Iterator[str]:
    """The newest."""
    yield from context.everywhere("corrections.html")


def month_paths(context: Context) -> Iterator[str]:
    """Every month that has any."""
    for month in context.index.correction_months():
        yield from context.everywhere(f"corrections/{month}.html")


def newest_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The newest corrections, and the months."""
    found: list[tuple[str, int]] = []
    for month in context.index.correction_months():
        found += context.index.corrections(month)
        if len(found) >= NEWEST:
            break
    return _page(context, match, "corrections.html", "", found[:NEWEST])


def month_page(context: Context, match: re.Match[str]) -> bytes | None:
    """All corrections of a month; None when it has none."""
    found = context.index.corrections(match["month"])
    return _page(context, match, f"corrections/{match['month']}.html", match["month"], found) if found else None


def _page(context: Context, match: re.Match[str], inner: str, month: str, found: list[tuple[str, int]]) -> bytes | None:
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    title = language.catalogue.plain("corrections.title")
    if month:
        title += f", {language.dates.month(date.fromisoformat(f'{month}-01'))}"
    return templates.render(
        "corrections.html",
        text=text,
        f=frame_of(context, language, inner, title, text=text),
        w=language.w,
        title=title,
        rows=[row for row in (correction(id, n, language, context) for id, n in found) if row is not None],
        months=[] if month else months(language, context),
        policy=language.policy("corrections"),
    )


def months(language: Language, context: Context) -> list[Any]:
    """The months that have any, newest first."""
    return [
        SimpleNamespace(href=f"corrections/{month}.html", name=language.dates.month(date.fromisoformat(f"{month}-01")))
        for month in context.index.correction_months()
    ]


def correction(id: str, n: int, language: Language, context: Context) -> Any:
    """One act of the log with the document it is about."""
    facts, item = context.facts(id), context.item(id, language.code)
    if facts is None or item is None or n > len(facts.document.acts):
        return None
    act = facts.document.acts[n - 1]
    return SimpleNamespace(
        item=item,
        said=said_of(act, facts, language, context),
        what=language.say(f"corrections.{act.act}"),
        when=language.dates.when(act.issued_at),
    )


NEWEST_KIND = PageKind("corrections", paths.inner("corrections.html"), newest_paths, newest_page)
MONTH_KIND = PageKind(
    "corrections of a month", paths.LANGUAGE + rf"corrections/(?P<month>{paths.MONTH})\.html", month_paths, month_page
)
