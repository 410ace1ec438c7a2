"""Where: the regions in which a warning is in force, then those that something was published about; the map of both.

    view = view_of(language, context, drawn=True)
    view.warned      what holds in each region where something does: name, word, sign, href; empty where nothing does
    view.map         Markup: while a warning is in force the map marks warnings and nothing else
    view.regions     regions with items of their own in the last week, most first

Rules (DESIGN §6)
1. Danger is said by word and by shape: a region is filled, hatched or ruled as it is concerned whole, in part or
   possibly, and the sign before its name is the same. The description of the map is the list, word for word.
2. A region whose warning ran out without an all-clear is dashed, and reads "not known". An exercise is on no map.
3. A region without a mark is never called safe; what stands beside the map says so.
4. Where a region is concerned in part, the places in it that are concerned whole are named too, while they are few.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.acts.alerts import PART, POSSIBLY, WHOLE
from uarazom.site import outlines, paths
from uarazom.site.pages.alerting import warns
from uarazom.site.places import NONE, RAN_OUT, STRENGTH, stand_at
from uarazom.site.times import WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from uarazom.site.context import Context
    from uarazom.site.language import Language

INNER_MAX = 20  # places within regions that are named beside them: more is a list that nobody reads
SIGNS = {WHOLE: "■", PART: "▨", POSSIBLY: "▤", RAN_OUT: "◌"}
BESIDE = {PART: "in_part", POSSIBLY: "perhaps"}  # the word after a name


def view_of(language: Language, context: Context, *, drawn: bool) -> Any:
    """What the template shows."""
    found, items = warned(context), list(regions(language, context))
    shown = [said(code, how, language, context) for code, how in found.items()]
    return SimpleNamespace(
        warned=shown,
        note=language.say("home.map_warned_note", when=language.dates.when(context.now)) if shown else "",
        map=picture(shown, items, language, context) if drawn else "",
        regions=items,
    )


# ── danger ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def warned(context: Context) -> dict[str, str]:
    """How each region is concerned where one is, the most strongly concerned first; rule 4."""
    found: dict[str, str] = context.shared("regions warned", lambda: _warned(context))
    return found


def _warned(context: Context) -> dict[str, str]:
    if not warns(context):
        return {}
    hows = ((code, stand_at(code, context).how) for code in drawn_regions(context))
    found = dict(sorted((one for one in hows if one[1] != NONE), key=lambda one: STRENGTH.index(one[1])))
    inner = {
        code: [one for one in context.regions.children(code) if stand_at(one, context).how == WHOLE]
        for code, how in found.items()
        if how == PART
    }
    few = sum(map(len, inner.values())) <= INNER_MAX
    named = (one for code in found for one in (code, *(inner.get(code, ()) if few else ())))
    return {code: found.get(code, WHOLE) for code in named}


def drawn_regions(context: Context) -> tuple[str, ...]:
    """The regions of the instance's country; where it has none, those that lie in no other."""
    known, own = context.regions, context.register.instance.region
    return tuple(one for top in known.tops for one in (known.children(top) if top == own else (top,)))


def said(code: str, how: str, language: Language, context: Context) -> Any:
    """One region, or place within, with what holds there."""
    name = context.list_name("region", code, language)
    word = language.word("place", BESIDE[how]) if how in BESIDE else ""
    return SimpleNamespace(
        code=code,
        how=how,
        unknown=how == RAN_OUT,
        name=name,
        sign=SIGNS[how],
        word=word,
        text=f"{name} ({word})" if word else name,
        href=paths.place(code),
    )


# ── what was published ───────────────────────────────────────────────────────────────────────────────────────────────
def counts_by_region(context: Context) -> dict[str, int]:
    """How many documents with an act in the last week speak of each region; the whole country is no region."""
    found: dict[str, int] = context.shared("counts by region", lambda: _counts_by_region(context))
    return found


def _counts_by_region(context: Context) -> dict[str, int]:
    counts: dict[str, int] = {}
    for id in context.index.between(context.now - WEEK, context.now):
        for region in context.documents[id].regions:
            if region != context.register.instance.region:
                counts[region] = counts.get(region, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def regions(language: Language, context: Context) -> Iterator[Any]:
    """The regions with something of their own, most first."""
    for code, count in counts_by_region(context).items():
        name = context.list_name("region", code, language)
        yield SimpleNamespace(
            code=code, name=name, count=language.catalogue.number(count), href=paths.list_index("region", code)
        )


# ── the map ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def picture(shown: list[Any], items: list[Any], language: Language, context: Context) -> Markup | str:
    """The map, when the register has one: of the warnings while there are any, else of the same items as the list."""
    digest = context.register.instance.map
    raw = context.blob(digest) if digest else None
    drawn = outlines.read(raw) if raw else None
    if drawn is None:
        return ""
    marks: Mapping[str, str] = {one.code: one.how for one in shown} or dict.fromkeys((one.code for one in items), "on")
    return outlines.picture(drawn, marks, described(shown, items, language))


def described(shown: list[Any], items: list[Any], language: Language) -> str:
    """What the map shows, in words."""
    text, comma = language.catalogue.plain, language.catalogue.comma
    if not shown:
        named = [f"{one.name} {one.count}" for one in items]
        return text("home.map_label", list=comma.join(named)) if named else text("home.map_none")
    sentences = []
    for unknown, word in ((False, "whole"), (True, "unknown")):
        if names := [one.text for one in shown if one.unknown == unknown]:
            sentences.append(f"{text(f'place.{word}')}: {comma.join(names)}.")
    return " ".join([text("home.map_warned"), *sentences])
