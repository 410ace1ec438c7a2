"""The archive: every document by day, and by section, region, body, status, kind and topic.

Rules
1. A page of a month holds at most 50 documents in the order of entry, so that a full page never changes its items.
2. Within a page the reader sees days, each under its heading; the order of entry is no news to anyone.
3. Each list has an index: its months, and the newest twenty.
"""

from __future__ import annotations

from datetime import date
from itertools import groupby
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site import paths, templates, twin
from uarazom.site.frame import frame_of
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from markupsafe import Markup

    from uarazom.site.context import Context
    from uarazom.site.item import Item
    from uarazom.site.language import Language

DRAW = templates.part("parts.html", "item")
NEWEST = 20
NEAR = 2  # pages to either side that a page links to
WAYS = ("section", "region", "body", "status", "kind")  # a topic is found from its documents
KEY = r"(?P<key>[A-Za-z0-9._-]{1,80})"
NUMBER = r"(?:-p(?P<number>[1-9]\d{0,5}))?"


def index_paths(context: Context) -> Iterator[str]:
    """The way into the archive."""
    yield from context.everywhere("archive/index.html")


def index_page(context: Context, match: re.Match[str]) -> bytes | None:
    """By month, and by every list."""
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    ways = [
        SimpleNamespace(name=language.say(f"archive.by_{way}"), lists=ways_in(way, language, context)) for way in WAYS
    ]
    title = language.catalogue.plain("archive.title")
    return templates.render(
        "archive.html",
        text=text,
        f=frame_of(context, language, "archive/index.html", title, text=text),
        w=language.w,
        months=months("day", "", language, context),
        ways=[way for way in ways if way.lists],
    )


def ways_in(name: str, language: Language, context: Context) -> list[Any]:
    """The lists of one sort that have documents: sections in the register's order, the others by name."""
    keys = context.index.keys(name)
    found = [
        SimpleNamespace(key=key, name=context.list_name(name, key, language), href=paths.list_index(name, key))
        for key in keys
    ]
    if name == "section":
        order = {section: number for number, section in enumerate(context.register.sections)}
        return sorted(found, key=lambda one: order.get(one.key, len(order)))
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def months(name: str, key: str, language: Language, context: Context) -> list[Any]:
    """The months of a list, newest first, with counts."""
    return [
        SimpleNamespace(
            href=paths.list_page(name, key, month),
            name=language.dates.month(date.fromisoformat(f"{month}-01")),
            count=language.catalogue.plural("site.items", count),
        )
        for month, count in context.index.months(name, key).items()
    ]


def list_paths(context: Context) -> Iterator[str]:
    """The index of each list."""
    for name in paths.LISTS:
        for key in context.index.keys(name):
            yield from context.everywhere(paths.list_index(name, key))


def list_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One list: its months and its newest."""
    language, name = context.languages.get(match["lang"]), match["list"]
    key = key_of(name, match["key"], context)
    if language is None or key is None:
        return None
    inner, title = paths.list_index(name, key), title_of(name, key, language, context)
    main = context.once(("main", inner, language.code), lambda: list_main(name, key, title, language, context))
    return twin.page(context, language, inner, title, main, text=bool(match["text"]))


def list_main(name: str, key: str, title: str, language: Language, context: Context) -> str:
    """The main part of a list's index."""
    up = paths.up(paths.list_index(name, key))
    items = context.items(context.index.newest(name, key, NEWEST), language.code)
    return templates.render_main(
        "list.html",
        f=SimpleNamespace(up=up),
        w=language.w,
        title=title,
        lead=language.word("means", key) if name == "status" else "",
        groups=[SimpleNamespace(name=language.say("archive.newest"), shown=drawn(items, language, context, up))],
        months=months(name, key, language, context),
        pages=[],
    )


def month_paths(context: Context) -> Iterator[str]:
    """Every page of every month of every list."""
    lists = [("day", ""), *((name, key) for name in paths.LISTS for key in context.index.keys(name))]
    for name, key in lists:
        for month in context.index.months(name, key):
            for number in range(1, context.index.pages(name, key, month) + 1):
                yield from context.everywhere(paths.list_page(name, key, month, number))


def month_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One page of a month; None when it is not there."""
    language, name, month = context.languages.get(match["lang"]), match["list"] or "day", match["month"]
    key, number = "" if name == "day" else key_of(name, match["key"] or "", context), int(match["number"] or 1)
    if language is None or key is None or not 1 <= number <= context.index.pages(name, key, month):
        return None
    if match["number"] == "1":
        return None  # page 1 has no number
    inner, day = paths.list_page(name, key, month, number), date.fromisoformat(f"{month}-01")
    title = language.catalogue.comma.join((title_of(name, key, language, context), language.dates.month(day)))
    main = context.once(
        ("main", inner, language.code), lambda: month_main((name, key, month, number), title, language, context)
    )
    return twin.page(context, language, inner, title, main, text=bool(match["text"]))


def month_main(place: tuple[str, str, str, int], title: str, language: Language, context: Context) -> str:
    """The main part of one page of a month."""
    up = paths.up(paths.list_page(*place))
    return templates.render_main(
        "list.html",
        f=SimpleNamespace(up=up),
        w=language.w,
        title=title,
        lead="",
        groups=[
            SimpleNamespace(name=language.dates.day(day), shown=drawn(items, language, context, up))
            for day, items in by_day(context.index.page(*place), language, context)
        ],
        months=[],
        pages=numbered(*place, language, context),
    )


def key_of(name: str, folder: str, context: Context) -> str | None:
    """The key that a folder stands for, if such a list has documents."""
    if context.index.months(name, folder):
        return folder
    return next((key for key in context.index.keys(name) if paths.key(key) == folder), None)


def title_of(name: str, key: str, language: Language, context: Context) -> str:
    """What a list is called."""
    if name == "day":
        return language.catalogue.plain("archive.title")
    return language.catalogue.plain(f"archive.{name}", name=context.list_name(name, key, language))


def by_day(ids: list[str], language: Language, context: Context) -> Iterator[tuple[date, list[Item]]]:
    """The items of a page under their days, the latest first."""

    def day(item: Item) -> date:
        return language.dates.local(item.first_at).date()

    items = sorted(context.items(ids, language.code), key=lambda item: (item.first_at, item.id), reverse=True)
    return ((when, list(found)) for when, found in groupby(items, key=day))


def drawn(items: list[Item], language: Language, context: Context, up: str) -> list[Markup]:
    """Items as lists show them, for either version; each drawn once for as long as its document stays as it is."""
    found, key = [], ("drawn", language.code, up)
    for item in items:
        kept = context.index.changes.kept(item.id)
        if key not in kept:
            kept[key] = DRAW(item, up, language.w, "both")
        found.append(kept[key])
    return found


def numbered(name: str, key: str, month: str, current: int, language: Language, context: Context) -> list[Any]:
    """The pages before and after this one, and the first; none when there is but one.

    Never all: a hundred-and-first item would change every page of the month that there is.
    """
    count = context.index.pages(name, key, month)
    near = range(max(current - NEAR, 1), min(current + NEAR, count) + 1)
    return [
        SimpleNamespace(
            name=language.say("site.page", n=language.catalogue.number(number)),
            href=paths.list_page(name, key, month, number),
            current=number == current,
        )
        for number in sorted({1, *near})
        if count > 1
    ]


INDEX = PageKind("archive", paths.inner("archive/index.html"), index_paths, index_page)
LIST = PageKind(
    "list", paths.LANGUAGE + rf"archive/(?P<list>{'|'.join(paths.LISTS)})/{KEY}/index\.html", list_paths, list_page
)
MONTH = PageKind(
    "month",
    paths.LANGUAGE + rf"archive/(?:day|(?P<list>{'|'.join(paths.LISTS)})/{KEY})/(?P<month>{paths.MONTH}){NUMBER}\.html",
    month_paths,
    month_page,
)
