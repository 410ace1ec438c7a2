"""The public list of requests for correction, each with the outlet's reply beside it; newest first, by month.

The same for every outlet: there is no page of an outlet, no count and no order but that of entry. A page of a month is
filled in the order of entry, so that a full one never changes its requests, and shows them newest first.
"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site import paths, templates
from uarazom.site.asked import asked_of
from uarazom.site.frame import frame_of
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence

    from uarazom.site.context import Context
    from uarazom.site.language import Language

REQUESTS = "kind", "request"  # the list of the index
PAGE_ITEMS = 20  # with replies: some 6 KB compressed, the text version within its own 6 KB
INDEX = "requests/index.html"


def month_path(month: str, number: int) -> str:
    """One page of a month."""
    return f"requests/{month}{'' if number == 1 else f'-p{number}'}.html"


def pages_of(context: Context, month: str) -> int:
    """How many pages a month has."""
    return -(-context.index.months(*REQUESTS).get(month, 0) // PAGE_ITEMS)


def newest_paths(context: Context) -> Iterator[str]:
    """The newest, in each language."""
    yield from context.everywhere(INDEX)


def month_paths(context: Context) -> Iterator[str]:
    """Every page of every month that has any."""
    for month in context.index.months(*REQUESTS):
        for number in range(1, pages_of(context, month) + 1):
            yield from context.everywhere(month_path(month, number))


def newest_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The newest requests, and the months."""
    return _page(context, match, INDEX, "", context.index.newest(*REQUESTS, PAGE_ITEMS))


def month_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One page of a month; None when it has no such page."""
    month, number = match["month"], int(match["number"] or 1)
    listed = context.index.month(*REQUESTS, month) if month in context.index.months(*REQUESTS) else []
    found = listed[(number - 1) * PAGE_ITEMS : number * PAGE_ITEMS][::-1]
    return _page(context, match, month_path(month, number), month, found) if found else None


def _page(context: Context, match: re.Match[str], inner: str, month: str, found: Sequence[str]) -> bytes | None:
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    title = language.catalogue.plain("requests.title")
    if month:
        title += f", {language.dates.month(date.fromisoformat(f'{month}-01'))}"
    return templates.render(
        "requests.html",
        text=text,
        f=frame_of(context, language, inner, title, text=text),
        w=language.w,
        title=title,
        month=month,
        rows=[row for row in (listed(id, language, context) for id in found) if row is not None],
        others=months(language, context) if not month else pages(month, inner, language, context),
        feed=f"feeds/{language.code}/requests.atom",
    )


def listed(id: str, language: Language, context: Context) -> Any:
    """One request of the list: made once for its pages, until something about it changes."""
    facts, item = context.facts(id), context.item(id, language.code)
    if facts is None or item is None:
        return None
    return SimpleNamespace(item=item, asked=asked_of(facts, language, context))


def months(language: Language, context: Context) -> list[Any]:
    """The months that have any, newest first: each leads to its newest page."""
    return [
        SimpleNamespace(
            href=month_path(month, pages_of(context, month)),
            name=language.dates.month(date.fromisoformat(f"{month}-01")),
        )
        for month in context.index.months(*REQUESTS)
    ]


def pages(month: str, inner: str, language: Language, context: Context) -> list[Any]:
    """The other pages of the month."""
    every = range(pages_of(context, month), 0, -1)
    return [
        SimpleNamespace(href=path, name=language.say("site.page", n=language.catalogue.number(number)))
        for number, path in ((number, month_path(month, number)) for number in every)
        if path != inner
    ]


NEWEST_KIND = PageKind("requests", paths.inner(INDEX), newest_paths, newest_page)
MONTH_KIND = PageKind(
    "requests of a month",
    paths.LANGUAGE + rf"requests/(?P<month>{paths.MONTH})(?:-p(?P<number>[2-9]|[1-9]\d{{1,4}}))?\.html",
    month_paths,
    month_page,
)
