"""The issues, newest first; a day without one stands there as a day without one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.pages import alerting
from uarazom.site.pages.bulletin import missing_days
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context
    from uarazom.site.language import Language

ISSUES = 62  # two months; older ones are in the archive


def bulletins_paths(context: Context) -> Iterator[str]:
    """One page in each language."""
    yield from context.everywhere("bulletins.html")


def bulletins_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The latest issues; made anew with home, since it says when an issue has not come."""
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    title = language.catalogue.plain("bulletin.index_title")
    return templates.render(
        "bulletins.html",
        text=text,
        f=frame_of(context, language, "bulletins.html", title, text=text),
        w=language.w,
        slim=alerting.slim(language, context),
        rows=list(rows(language, context)),
        late=late(language, context),
        older=paths.list_index("kind", "bulletin") if len(context.bulletins) > ISSUES else "",
    )


def rows(language: Language, context: Context) -> Iterator[Any]:
    """Issues and the days between them, newest first."""
    issues = context.bulletins[-ISSUES:]
    for number in range(len(issues) - 1, -1, -1):
        item = context.item(issues[number].id, language.code)
        covers = issues[number].first.covers
        yield SimpleNamespace(
            item=item, none="", issued=language.dates.when(issues[number].first.issued_at), covers=covers
        )
        before = issues[number - 1] if number else None
        days = missing_days(before.first.date, issues[number].first.date) if before else []
        if days:
            named = [language.dates.day(day) for day in (days if len(days) < 3 else (days[0], days[-1]))]
            yield SimpleNamespace(item=None, none=" – ".join(named))


def late(language: Language, context: Context) -> Any:
    """When the next issue is due, or that it has not come."""
    due = context.bulletins[-1].first.next_issue_at if context.bulletins else None
    if due is None:
        return ""
    sentence = "bulletin.next" if due > context.now else "bulletin.next_late"
    return language.say(sentence, when=language.dates.when(due))


KIND = PageKind("bulletins", paths.inner("bulletins.html"), bulletins_paths, bulletins_page)
