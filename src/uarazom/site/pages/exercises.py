"""The public exercises there were, apart from every list of warnings; those under way in full, in marked boxes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.pages import alerting
from uarazom.site.registry import PageKind
from uarazom.site.warned import warned_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context

LISTED = 100  # the last ones; each keeps its page for ever


def exercises_paths(context: Context) -> Iterator[str]:
    """One list in each language, where anyone warns."""
    if alerting.warns(context):
        yield from context.everywhere("exercises.html")


def exercises_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The list; None in a language that the site does not speak."""
    language = context.languages.get(match["lang"])
    if language is None or not alerting.warns(context):
        return None
    text, apart = bool(match["text"]), context.exercises
    found = [warned_of(id, language, apart) for id in islice(apart.index.alerts, LISTED)]
    return templates.render(
        "exercises.html",
        text=text,
        f=frame_of(context, language, "exercises.html", language.catalogue.plain("alert.exercises_all"), text=text),
        w=language.w,
        now=alerting.in_force(language, apart),
        past=[one for one in found if one is not None and not one.now],
    )


KIND = PageKind("exercises", paths.inner("exercises.html"), exercises_paths, exercises_page)
