"""Who said what, by month: claims by originator, counted by the status they have now, and the time to correction.

The same columns for every originator, the owner's government included; a count is no verdict. Counted are claims first
said in the month; "time to correction" is from the claim to the first clarification, correction or withdrawal.
"""

from __future__ import annotations

from datetime import date
from statistics import median_low
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context
    from uarazom.site.index import Tally
    from uarazom.site.language import Language

COLUMNS = {  # heading → the statuses counted under it
    "originators.confirmed": ("confirmed",),
    "originators.disputed": ("disputed",),
    "originators.refuted": ("refuted",),
    "originators.expired": ("expired",),
    "originators.reversed": ("withdrawn", "superseded"),
}
HOUR, DAY = 3_600, 86_400


def newest_paths(context: Context) -> Iterator[str]:
    """The months."""
    yield from context.everywhere("originators.html")


def month_paths(context: Context) -> Iterator[str]:
    """Every month with claims."""
    for month in context.index.months("kind", "claim"):
        yield from context.everywhere(f"originators/{month}.html")


def newest_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The latest month with claims, and the way to the others."""
    months = list(context.index.months("kind", "claim"))
    return _page(context, match, "originators.html", months[0] if months else "", months)


def month_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One month; None when it has no claims."""
    if match["month"] not in context.index.months("kind", "claim"):
        return None
    return _page(context, match, f"originators/{match['month']}.html", match["month"], [])


def _page(context: Context, match: re.Match[str], inner: str, month: str, months: list[str]) -> bytes | None:
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    title = language.catalogue.plain("originators.title")
    if month:
        title = language.catalogue.plain("originators.month", month=_month(month, language))
    return templates.render(
        "originators.html",
        text=text,
        f=frame_of(context, language, inner, title, text=text),
        w=language.w,
        title=title,
        columns=[language.say(name) for name in COLUMNS],
        rows=rows(month, language, context),
        months=[SimpleNamespace(href=f"originators/{one}.html", name=_month(one, language)) for one in months],
    )


def _month(month: str, language: Language) -> str:
    return language.dates.month(date.fromisoformat(f"{month}-01"))


def rows(month: str, language: Language, context: Context) -> list[Any]:
    """One row an originator, by name; those nobody named said come last."""
    tallies = context.index.tallies(month) if month else {}
    found = [row(body, tally, language) for body, tally in tallies.items()]
    return sorted(found, key=lambda one: (not one.href, one.name.casefold()))


def row(body: str, tally: Tally, language: Language) -> Any:
    """One originator's month."""
    number = language.catalogue.number
    return SimpleNamespace(
        name=language.names.body(body) if body else language.catalogue.plain("site.nobody"),
        href=paths.list_index("body", body) if body else "",
        total=number(tally.total),
        counts=[number(sum(tally.statuses[status] for status in column)) for column in COLUMNS.values()],
        time=duration(median_low(tally.corrections), language) if tally.corrections else "",
    )


def duration(seconds: int, language: Language) -> str:
    """A time span in words, in its largest unit."""
    if seconds >= 2 * DAY:
        return language.catalogue.plain_plural("duration.days", seconds // DAY)
    if seconds >= HOUR:
        return language.catalogue.plain_plural("duration.hours", seconds // HOUR)
    return language.catalogue.plain_plural("duration.minutes", seconds // 60)


NEWEST_KIND = PageKind("originators", paths.inner("originators.html"), newest_paths, newest_page)
MONTH_KIND = PageKind(
    "originators of a month", paths.LANGUAGE + rf"originators/(?P<month>{paths.MONTH})\.html", month_paths, month_page
)
