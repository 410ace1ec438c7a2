"""Who said what, by month: claims by originator, counted by the status they have now, and the time to correction.

The same columns for every originator, the owner's government included; a count is no verdict. Counted are claims first
said in the month; "time to correction" is from the claim to the first clarification, correction or withdrawal.

Warnings are counted in a table of their own, by who issued them: how each ended, and how long a wrong one stood.
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
WARNINGS = {
    "originators.cleared": ("all_clear",),
    "originators.cancelled": ("cancelled",),
    "originators.ran_out": ("expired",),
    "originators.retracted": ("withdrawn",),
}
COUNTED = ("claim", "alert")
HOUR, DAY = 3_600, 86_400


def newest_paths(context: Context) -> Iterator[str]:
    """The months."""
    yield from context.everywhere("originators.html")


def month_paths(context: Context) -> Iterator[str]:
    """Every month with claims or warnings."""
    for month in months(context):
        yield from context.everywhere(f"originators/{month}.html")


def newest_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The latest month with claims or warnings, and the way to the others."""
    every = months(context)
    return _page(context, match, "originators.html", every[0] if every else "", every)


def months(context: Context) -> list[str]:
    """The months that have a table, the latest first."""
    return sorted({month for kind in COUNTED for month in context.index.months("kind", kind)}, reverse=True)


def month_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One month; None when it has neither claims nor warnings."""
    if match["month"] not in months(context):
        return None
    return _page(context, match, f"originators/{match['month']}.html", match["month"], [])


def _page(context: Context, match: re.Match[str], inner: str, month: str, every: list[str]) -> bytes | None:
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
        rows=rows("claim", month, language, context),
        warned=rows("alert", month, language, context),
        ends=[language.say(name) for name in WARNINGS],
        months=[SimpleNamespace(href=f"originators/{one}.html", name=_month(one, language)) for one in every],
    )


def _month(month: str, language: Language) -> str:
    return language.dates.month(date.fromisoformat(f"{month}-01"))


def rows(kind: str, month: str, language: Language, context: Context) -> list[Any]:
    """One row an originator, by name; those nobody named said come last."""
    tallies = context.index.tallies(kind, month) if month else {}
    found = [row(kind, body, tally, language) for body, tally in tallies.items()]
    return sorted(found, key=lambda one: (not one.href, one.name.casefold()))


def row(kind: str, body: str, tally: Tally, language: Language) -> Any:
    """One originator's month."""
    number, columns = language.catalogue.number, COLUMNS if kind == "claim" else WARNINGS
    time = duration if kind == "claim" else span
    return SimpleNamespace(
        name=language.names.body(body) if body else language.catalogue.plain("site.nobody"),
        href=paths.list_index("body", body) if body else "",
        total=number(tally.total),
        counts=[number(sum(tally.statuses[status] for status in column)) for column in columns.values()],
        time=time(median_low(tally.corrections), language) if tally.corrections else "",
    )


def duration(seconds: int, language: Language) -> str:
    """A time span in words, in its largest unit."""
    if seconds >= 2 * DAY:
        return language.catalogue.plain_plural("duration.days", seconds // DAY)
    if seconds >= HOUR:
        return language.catalogue.plain_plural("duration.hours", seconds // HOUR)
    return language.catalogue.plain_plural("duration.minutes", seconds // 60)


def span(seconds: int, language: Language) -> str:
    """A time span in its two largest units: minutes and seconds count where a warning was false."""
    plural = language.catalogue.plain_plural
    for size, name, smaller, small in ((HOUR, "hours", 60, "minutes"), (60, "minutes", 1, "seconds")):
        if seconds >= size:
            rest = seconds % size // smaller
            whole = plural(f"duration.{name}", seconds // size)
            return f"{whole} {plural(f'duration.{small}', rest)}" if rest else whole
    return plural("duration.seconds", seconds)


NEWEST_KIND = PageKind("originators", paths.inner("originators.html"), newest_paths, newest_page)
MONTH_KIND = PageKind(
    "originators of a month", paths.LANGUAGE + rf"originators/(?P<month>{paths.MONTH})\.html", month_paths, month_page
)
