"""Home: am I in danger and what do I do · what has changed · the sections · where · what comes next · who was silent ·
is this page true. In that order, on any screen.

Rules (DESIGN §6)
1. It says when it was made and how long to rely on it; it is made anew every minute.
2. Warnings in force stand first, the most severe in full, the others in a line each, and none is left out for want of
   room: what else the page has gives way. Exercises have a block of their own, behind it.
   Where nobody warns the page says so first, and gives the numbers to call: silence never reads as safety.
3. A section shows what changed last, then what the latest bulletin put in it; what was replaced by newer stays in the
   archive. What does not fit is one link away.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site import budget, paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.index import NO_ERROR
from uarazom.site.pages import alerting, where
from uarazom.site.pages.reports import reports
from uarazom.site.registry import PageKind
from uarazom.site.style import LIVE, POLICY
from uarazom.site.times import RELIABLE, WEEK

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from markupsafe import Markup

    from uarazom.acts.model import Document
    from uarazom.site.context import Context
    from uarazom.site.item import Item
    from uarazom.site.language import Language

DAY = timedelta(days=1)
RICHNESS = [(3, 6), (3, 5), (3, 4), (3, 3), (3, 2), (3, 1), (2, 1), (1, 1), (1, 0), (0, 0)]
# (warnings in full, items a section may show; 0: no sections and no map), from rich to plain: the first that fits
GUIDANCE_ITEMS = 8
ENDING_ITEMS = 3
QUIET = frozenset({"superseded", "ended", "withdrawn", "repealed"})  # not shown again once the bulletin had it
NOT_NEWS = frozenset({"guidance", "bulletin", "alert", "request"})  # shown elsewhere, requests in their own list
CHANGES = ("confirm", "dispute", "refute", "clarify", "correct", "supersede", "withdraw")
LISTED = {"confirm": "confirmed", "dispute": "disputed", "refute": "refuted", "supersede": "superseded"}
COUNTED = {**LISTED, "clarify": "clarified", "correct": "corrected", "withdraw": "withdrawn"}


def home_paths(context: Context) -> Iterator[str]:
    """One home in each language."""
    yield from context.everywhere("index.html")


def home_page(context: Context, match: re.Match[str]) -> bytes | None:
    """Home; None in a language that the site does not speak."""
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    now = language.dates.plain(context.now)
    frame = frame_of(context, language, "index.html", language.catalogue.plain("home.title_plain", when=now), text=text)
    make = partial(
        templates.render,
        "home.html",
        text=text,
        f=frame,
        w=language.w,
        d=view_of(language, context, drawn=not text),
        csp=LIVE if alerting.warns(context) and not text else POLICY,
    )
    return budget.fitting([partial(make, full=full, limit=limit) for full, limit in richness(context)], text=text)


def richness(context: Context) -> Iterator[tuple[int, int]]:
    """How much the page may carry, from rich to plain; without warnings it never gives up its sections."""
    if context.alerts or context.exercises.alerts:
        yield from RICHNESS
    else:
        yield from (pair for pair in RICHNESS if pair[0] == RICHNESS[0][0])


def view_of(language: Language, context: Context, *, drawn: bool) -> Any:
    """What the template shows."""
    latest = context.bulletins[-1] if context.bulletins else None
    return SimpleNamespace(
        stand=language.say("home.title_plain", when=language.dates.when(context.now)),
        made=made(language, context),
        now=alerting.view_of(language, context),
        numbers=context.register.instance.emergency_numbers,
        guidance=guidance(language, context),
        changed=list(changed(language, context)),
        sections=list(sections(latest, language, context)),
        bulletin=context.item(latest.id, language.code) if latest else None,
        where=where.view_of(language, context, drawn=drawn),
        next=list(coming(latest, language, context)),
        reports=reports(language, context),
        corrections=corrections(language, context),
        genuine=language.say("home.genuine_text", origin=context.origin),
    )


def made(language: Language, context: Context) -> Markup:
    """When the page was made and until when to rely on it, both by the clock: a reader may see it much later."""
    when = language.dates.when
    return language.say(
        "site.do_not_rely", made=when(context.now, short=True), until=when(context.now + RELIABLE, short=True)
    )


def guidance(language: Language, context: Context) -> list[Item]:
    """What to do: guidance in force, in the order of entry."""
    ids = context.index.newest("kind", "guidance", GUIDANCE_ITEMS * 4)
    found = context.items(reversed(ids), language.code)
    return [item for item in found if item.status == "in_force"][:GUIDANCE_ITEMS]


def changed(language: Language, context: Context) -> Iterator[Any]:
    """How many documents are new, confirmed, disputed, … in the last 24 hours, with the way to them."""
    start, counts = context.now - DAY, dict.fromkeys(("new", *COUNTED.values(), "expired"), 0)
    for id in context.index.between(start, context.now):
        acts = context.documents[id].acts
        counts["new"] += acts[0].exists_from > start
        for name in {act.act for act in acts if act.exists_from > start and act.ground != NO_ERROR} & COUNTED.keys():
            counts[COUNTED[name]] += 1
    ended = context.index.ended_between(start, context.now)
    counts["expired"] = sum(context.status(id).status in {"expired", "ended"} for id in ended)
    month = language.dates.local(context.now).strftime("%Y-%m")
    for name, count in counts.items():
        if count:
            yield SimpleNamespace(
                count=language.catalogue.number(count),
                word=language.word("home", name),
                href=way_to(name, month, context),
            )


def way_to(name: str, month: str, context: Context) -> str:
    """The page that lists what was counted, if there is one."""
    if name == "new":
        return paths.list_page("day", "", month) if context.index.pages("day", "", month) else ""
    if name in {"corrected", "withdrawn"}:
        return "corrections.html"
    return paths.list_index("status", name) if context.index.months("status", name) else ""


def sections(latest: Document | None, language: Language, context: Context) -> Iterator[Any]:
    """Each section of the register with what it shows."""
    for section in context.register.sections:
        ids = list(dict.fromkeys([*news(section, latest, context), *pinned(section, latest)]))
        found = [item for item in context.items(ids, language.code) if item.status not in QUIET]
        found.sort(key=lambda item: item.over)  # what still holds stands first, else the order is kept
        quiet = "" if found else last_word(section, language, context)
        found = found or context.items(context.index.newest("section", section, 2), language.code)
        yield SimpleNamespace(
            id=section,
            name=language.names.thing("sections", section),
            shown=found,
            quiet=quiet,
            href=paths.list_index("section", section) if context.index.months("section", section) else "",
        )


def news(section: str, latest: Document | None, context: Context) -> list[str]:
    """What got an act after the latest bulletin, in this section; the latest first."""
    since = max(latest.first.exists_from if latest else context.now - DAY, context.now - DAY)
    changed = context.index.between(since, context.now)
    documents = (context.documents[id] for id in changed)
    return [one.id for one in documents if one.section == section and one.kind not in NOT_NEWS]


def pinned(section: str, latest: Document | None) -> list[str]:
    """What the latest bulletin put in this section, in its order."""
    items = latest.first.items if latest else ()
    return [id.rpartition("/")[0] for item in items if item.section == section for id in item.acts]


def last_word(section: str, language: Language, context: Context) -> Markup:
    """Since when there is nothing new in a section."""
    ids = context.index.newest("section", section, 1)
    if not ids:
        return language.say("home.nothing_yet")
    when = max(act.spoken_at for act in context.documents[ids[0]].acts)
    return language.say("home.nothing_new", when=language.dates.when(when, "day"))


# ── what comes next ──────────────────────────────────────────────────────────────────────────────────────────────────
def coming(latest: Document | None, language: Language, context: Context) -> Iterator[Any]:
    """The next bulletin, briefings, and what runs out within a day."""
    say, when = language.say, language.dates.when
    due = latest.first.next_issue_at if latest else None
    if due is None:
        yield SimpleNamespace(text=say("home.next_unknown"), href="", name="")
    else:
        sentence = "home.next_bulletin" if due > context.now else "home.next_late"
        yield SimpleNamespace(text=say(sentence, when=when(due)), href="", name="")
    for item, starts_at in briefings(language, context):
        yield SimpleNamespace(text=say("home.briefing", when=when(starts_at)), href=item.href, name=item.headline)
    ending = context.index.ended_between(context.now, context.now + DAY)
    others = [id for id in reversed(ending) if context.documents[id].kind != "alert"]  # those stand at the head
    for id in others[:ENDING_ITEMS]:
        facts, found = context.facts(id), context.item(id, language.code)
        if facts is not None and found is not None and facts.runs and facts.end is not None:
            text = say("home.ends", when=when(facts.end.at))
            yield SimpleNamespace(text=text, href=found.href, name=f"{found.word}: {found.headline}")


def briefings(language: Language, context: Context) -> list[tuple[Item, Any]]:
    """The briefings to come, the nearest first."""
    found = []
    for item in context.items(context.index.newest("kind", "briefing", 50), language.code):
        starts_at = context.documents[item.id].first.starts_at
        if starts_at is not None and starts_at > context.now and item.status == "in_force":
            found.append((item, starts_at))
    return sorted(found, key=lambda pair: pair[1])


def corrections(language: Language, context: Context) -> Markup:
    """How many corrections there were in a week."""
    start = context.now - WEEK
    changed = context.index.between(start, context.now)
    count = sum(
        act.act == "correct" and act.exists_from > start for id in changed for act in context.documents[id].acts
    )
    if count:
        return language.catalogue.plural("home.corrections_some", count)
    return language.say("home.corrections_none")


KIND = PageKind("home", paths.inner("index.html"), home_paths, home_page)
