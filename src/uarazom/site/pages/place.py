"""The page of one place, and the list of all: in force or not, what to do, whom to call; without script, under 3 KB.

Rules (DESIGN §6)
1. "None in force" never stands without its printed end, and after that end nothing is known.
2. A place is answered exactly: a warning of the whole region, of a part of it, of something within it, or one that may
   touch it each have words of their own (`places`, `acts.alerts`).
3. There are such pages only where the register names who warns: nobody else can say that nothing is in force.
4. An exercise has a box of its own, below, with its mark inside.
5. It weighs at most `budget.PLACE_BYTES`, however much holds there: the most severe warning is told in full as long as
   there is room for it, others take a line each, `LINES_MAX` at most, and of every list that is cut it says how many
   more there are, and where. What is given up first: exercises in full, the third and second warning in full, lines,
   places within, the first in full.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from uarazom.areas.regions import order, shortened
from uarazom.site import budget, paths, templates
from uarazom.site.frame import frame_of, mode_of, others
from uarazom.site.machine.xml import rfc3339
from uarazom.site.pages import alerting
from uarazom.site.places import NONE, RAN_OUT, stand_at
from uarazom.site.registry import PageKind
from uarazom.site.times import RELIABLE
from uarazom.site.warned import warned_of

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

    from uarazom.acts.model import Document
    from uarazom.site.context import Context
    from uarazom.site.language import Language
    from uarazom.site.places import Stand

LINES_MAX = 10  # of one list: nobody reads more under a siren
OPEN_MAX = 6  # regions that stand open in the list of all, since something holds there; more is a long way to scroll
WHERE_MAX = 60  # characters of the places of a warning in a line
WORDS = {"whole": "whole", "part": "part", "possibly": "possibly", RAN_OUT: "unknown", NONE: "none"}


def codes(context: Context) -> tuple[str, ...]:
    """The places that have a page."""
    return context.regions.codes if alerting.warns(context) else ()


def place_paths(context: Context) -> Iterator[str]:
    """Every place of the register in every language; the page is its own text version."""
    for code in codes(context):
        yield from of_place(code, context)


def of_place(code: str, context: Context) -> Iterator[str]:
    """The pages of one place."""
    return (paths.placed(lang, paths.place(code)) for lang in context.languages)


def place_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The page; None for a place that the register does not list."""
    language = context.languages.get(match["lang"])
    code = code_of(match["key"], context)
    if language is None or match["text"] or code is None:
        return None
    view = view_of(code, stand_at(code, context), language, context)
    make = partial(templates.render_alone, "place.html", f=frame(code, language, context), w=language.w, p=view)
    return budget.fitting(makes(lambda room: make(room=room), view), most=budget.PLACE_BYTES)


class Room(NamedTuple):
    """How much of its lists a page shows: warnings and exercises in full, lines of each list, places within."""

    full: int
    drills: int
    lines: int
    within: int


def makes(make: Callable[[Room], bytes], view: Any) -> Iterator[Callable[[], bytes]]:
    """Rule 5: the page from rich to plain."""
    longest = max(map(len, (view.warnings, view.ran_out, view.exercises)))
    lines, within = min(longest, LINES_MAX), len(view.within)
    for room in (Room(3, 3, lines, within), *(Room(full, 0, lines, within) for full in (3, 2, 1))):
        yield partial(make, room)
    fill = partial(budget.filled, most=budget.PLACE_BYTES)
    for full in (1, 0):
        yield partial(fill, lambda many, full=full: make(Room(full, 0, many, within)), 1, lines)
        yield partial(fill, lambda many, full=full: make(Room(full, 0, 1, many)), 0, within)


def code_of(key: str, context: Context) -> str | None:
    """The region code that a file name stands for."""
    code = key.replace(".", ":")
    return code if code in codes(context) else None


def frame(code: str, language: Language, context: Context) -> Any:
    """What stands around it: far less than around other pages."""
    inner = paths.place(code)
    return SimpleNamespace(
        lang=language.code,
        dir=language.direction,
        title=f"{context.list_name('region', code, language)} · {language.site_name}",
        name=language.site_name,
        up="../",
        out="../../",
        mode=mode_of(context, language),
        others=others(context, language, f"../../{{}}/{inner}"),
        clock=language.catalogue.plain("site.local_time", place=language.dates.place),
    )


def view_of(code: str, stand: Stand, language: Language, context: Context) -> Any:
    """What the template shows."""
    when, end = language.dates.when, stand.as_of + RELIABLE
    return SimpleNamespace(
        code=code,
        how=stand.how,
        name=context.list_name("region", code, language),
        headline=language.word("place", WORDS[stand.how]),
        warnings=shown(stand.warnings, language, context),
        ran_out=shown([(document, "whole") for document in stand.ran_out], language, context),
        exercises=shown(stand.exercises, language, context.exercises),
        more=lambda count: language.say("place.more", count=language.catalogue.number(count)),
        valid=language.say("place.valid", when=when(stand.as_of, short=True), until=when(end, short=True)),
        machine_until=rfc3339(end),
        script=alerting.script_of(language, context, stand.as_of),
        numbers=context.register.instance.emergency_numbers,
        above=linked(context.regions.parent(code), language, context),
        within=by_name(linked(one, language, context) for one in context.regions.children(code)),
    )


def shown(found: list[tuple[Document, str]], language: Language, context: Context) -> list[Any]:
    """Warnings as they read, each with how it concerns the place, and where it holds as far as a line has room."""
    every = ((warned_of(document.id, language, context), how) for document, how in found)
    return [
        SimpleNamespace(
            warned=one,
            how=language.word("place", how) if how != "whole" else "",
            where=shortened(one.where.split(language.catalogue.comma), WHERE_MAX),
        )
        for one, how in every
        if one is not None
    ]


def linked(code: str | None, language: Language, context: Context) -> Any:
    """A place by name; None for none."""
    if code is None:
        return None
    return SimpleNamespace(href=paths.place(code), name=context.list_name("region", code, language))


def by_name(found: Iterable[Any]) -> list[Any]:
    """Places as people look for one."""
    return sorted(found, key=lambda one: order(one.name))


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def list_paths(context: Context) -> Iterator[str]:
    """One list in each language."""
    if alerting.warns(context):
        yield from context.everywhere("places.html")


def list_page(context: Context, match: re.Match[str]) -> bytes | None:
    """Every place with the way to its page; where something is in force, it says so, and its region stands open."""
    language = context.languages.get(match["lang"])
    if language is None or not alerting.warns(context):
        return None
    text, minute, when = bool(match["text"]), context.now, language.dates.when
    tops = list(groups(language, context))
    return templates.render(
        "places.html",
        text=text,
        f=frame_of(context, language, "places.html", language.catalogue.plain("place.title"), text=text),
        w=language.w,
        slim=alerting.slim(language, context),
        tops=tops,
        opened=sum(bool(top.state) for top in tops) <= OPEN_MAX,
        out="../" if text else "",
        made=language.say("place.valid", when=when(minute, short=True), until=when(minute + RELIABLE, short=True)),
    )


def groups(language: Language, context: Context) -> Iterator[Any]:
    """The country, then each region with what lies in it, by name."""
    known = context.regions
    own = [one for one in known.tops if one == context.register.instance.region]
    for code in own:
        yield stated(code, language, context)
    regions = [one for code in own for one in known.children(code)]
    others = [*regions, *(one for one in known.tops if one not in own)]
    for top in by_name(stated(code, language, context) for code in others):
        top.within = by_name(stated(one, language, context) for one in known.children(top.code))
        yield top


def stated(code: str, language: Language, context: Context) -> Any:
    """A place by name with what holds there, where something does."""
    how = stand_at(code, context).how
    return SimpleNamespace(
        code=code,
        href=paths.place(code),
        name=context.list_name("region", code, language),
        state="" if how == NONE else language.word("place", WORDS[how]),
        within=[],
    )


KIND = PageKind("place", paths.LANGUAGE + rf"place/(?P<key>{paths.PLACE})\.html", place_paths, place_page)
LIST = PageKind("places", paths.inner("places.html"), list_paths, list_page)
