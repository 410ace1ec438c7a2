"""Which files a step touches, so that a publication makes those and no others.

A step is new entries, the passing of time, or both. The way: the documents that changed → those whose lines name them →
where each stood and stands in the lists → the paths of every kind of page, in the order in which they are written.

    step = take(context, ledger, now, {"claim-outage"})      # moves the context on
    for path in touched(step): ...

Rules, in order
1. Too many paths are right, one too few is not: a property test compares with a full render, byte for byte.
2. What is made anew every minute whatever happens (home, now.json, …) is touched by every step.
3. Publication order: documents, lists, feeds, home, now.json. Whoever sees a list finds its documents there. Where a
   warning changed, what says so comes before all of it, as a batch of its own (`urgent`): there a second counts.
4. A kind that has no rule here is made anew whole: right, and slow; a test says which.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from uarazom.site import paths, urgent
from uarazom.site.changes import ALL, REQUESTS
from uarazom.site.index import pages_of
from uarazom.site.machine.archive import ARCHIVE_INDEX, page_path
from uarazom.site.machine.calendar import CALENDAR
from uarazom.site.machine.every import FORMS, feed_path
from uarazom.site.machine.geo import GEO
from uarazom.site.pages import archive, corrections, originators, place, requests
from uarazom.site.pages.archive import NEAR
from uarazom.site.pages.document import ELSEWHERE
from uarazom.site.places import full_minute
from uarazom.site.render import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from uarazom.acts.ledger import Ledger
    from uarazom.acts.model import Document
    from uarazom.acts.register import Register
    from uarazom.site.context import Context
    from uarazom.site.index import Index
    from uarazom.site.registry import PageKind

Place = tuple[str, str, str, int]  # list, key, month, page
LAST = ("feed", "calendar", "home", "now")  # written after everything else, in this order


@dataclass(frozen=True)
class Step:
    """What a step came to. `documents`: id → kind of those whose own pages are made anew."""

    context: Context
    documents: dict[str, str]
    places: frozenset[Place]
    sections: frozenset[str]
    logged: frozenset[str]  # months of the log of corrections
    bodies: frozenset[str]  # whose names may be others
    warnings: urgent.Changed
    new_day: bool
    new_minute: bool


class Stood(NamedTuple):
    """Where a document stood before a step, or stands after it."""

    places: tuple[Place, ...] = ()
    sections: tuple[str, ...] = ()
    logged: tuple[str, ...] = ()


# ── taking a step ────────────────────────────────────────────────────────────────────────────────────────────────────
def take(context: Context, ledger: Ledger, now: datetime, changed: Iterable[str], voices: Iterable[str] = ()) -> Step:
    """Move the context on to `now` and say what that touches; the context given is spent.

    Args: `changed`: documents; `voices`: bodies and people that the register says something else of.
    """
    spoken = {id for voice in voices for id in context.index.changes.voiced(voice)}
    ids = with_replaced(context, spoken.union(changed))
    before = {id: _stood(context, id) for id in ids}
    warned = urgent.touched_by(context, ids)
    documents = dict(_shown_with(context, ids))
    day, minute = context.now.astimezone(context.zone).date(), full_minute(context.now)
    later = context.following(ledger, now, ids)
    after = {id: _stood(later, id) for id in ids}
    documents |= dict(_shown_with(later, ids))
    stood = (*before.values(), *after.values())
    return Step(
        context=later,
        documents=documents,
        places=frozenset(_places(later.index, before.values(), after.values())),
        sections=frozenset(section for one in stood for section in one.sections),
        logged=frozenset(month for one in stood for month in one.logged),
        bodies=frozenset(voices),
        warnings=warned | urgent.touched_by(later, ids),
        new_day=now.astimezone(later.zone).date() != day,
        new_minute=full_minute(now) != minute,
    )


def changed_voices(before: Register, after: Register) -> set[str] | None:
    """The bodies and people of whom a register says something else; None where it changes what every page says."""
    if _said_everywhere(before) != _said_everywhere(after):
        return None
    bodies = {
        id
        for id in before.bodies.keys() | after.bodies.keys()
        if before.bodies.get(id) != after.bodies.get(id) or before.heads.get(id) != after.heads.get(id)
    }
    people = {
        id
        for id in before.people.keys() | after.people.keys()
        if before.people.get(id) != after.people.get(id)
        or bodies & _offices(before, id)
        or bodies & _offices(after, id)
    }
    return bodies | people


def _said_everywhere(register: Register) -> tuple[object, ...]:
    """What may stand on any page; bodies and people stand on those where they speak, the rule pack on one."""
    texts = {kind: said for kind, said in register.texts.items() if kind not in {"bodies", "people"}}
    return register.instance, register.sections, register.regions, register.alerting, texts


def _offices(register: Register, id: str) -> set[str]:
    person = register.people.get(id)
    return {office.body for office in person.offices} if person else set()


def with_replaced(context: Context, ids: set[str]) -> set[str]:
    """And those that one of these replaces: their line in every list shows the newer one's title."""
    return ids.union(*(context.index.pointing("successor", id) for id in ids)) if ids else ids


def _stood(context: Context, id: str) -> Stood:
    """As the index has it, and never the ledger: that has moved on already."""
    index = context.index
    return Stood(index.places(id), (index.changes.section(id),), index.logged(id))


def _shown_with(context: Context, ids: set[str]) -> Iterator[tuple[str, str]]:
    """These documents and those whose pages show a line of one: those that point at it, those it points at."""
    for id in ids:
        pointing = [
            one for how in ("quotes", "reviews", "pins", "successor", "asks") for one in context.index.pointing(how, id)
        ]
        pointed = _points_at(context.documents[id]) if id in context.documents else ()
        yield from ((one, context.documents[one].kind) for one in (id, *pointing, *pointed) if one in context.documents)


def _points_at(document: Document) -> Iterator[str]:
    for act in document.acts:
        yield from filter(None, (act.quotes, act.reviews, act.successor))
        yield from (found.document for found in act.findings)
        yield from (id.rpartition("/")[0] for item in act.items for id in item.acts)
        yield from (id.rpartition("/")[0] for id in act.acts)


def _places(index: Index, before: Iterable[Stood], after: Iterable[Stood]) -> Iterator[Place]:
    """The pages of lists that show another line now, those whose items moved up or down, and those that link there."""
    first: dict[tuple[str, str, str], int] = {}  # of each list and month: the first page from which items moved
    more: Counter[tuple[str, str, str]] = Counter()
    for was, now in zip(before, after, strict=True):
        yield from (*was.places, *now.places)
        left, joined = ({place[:3]: place[3] for place in stood.places} for stood in (was, now))
        for key in left.keys() ^ joined.keys():
            number = joined[key] if key in joined else left[key]
            first[key] = min(number, first.get(key, number))
            more[key] += 1 if key in joined else -1
    for (name, value, month), number in first.items():
        items = index.months(name, value).get(month, 0)
        pages, then = pages_of(items), pages_of(items - more[name, value, month])
        start = number if pages == then else min(number, min(pages, then) + 1 - NEAR)  # the first that came or went
        yield from ((name, value, month, page) for page in range(max(start, 1), max(pages, then) + 1))


# ── from a step to paths ─────────────────────────────────────────────────────────────────────────────────────────────
def touched(step: Step) -> list[str]:
    """Every path that the step may change, in publication order, each once."""
    found: dict[str, None] = {}
    for kind in in_order():
        rule = RULES.get(kind.name)
        found.update(dict.fromkeys(rule(step) if rule else kind.paths(step.context)))
    return list(found)


def sentinels(context: Context) -> Iterator[str]:
    """Files that a step asks for before it trusts the folder: where one is gone, more may be.

    Those that nothing but a full render makes, and one in each language and version of every other kind of page, every
    kind of document and every sort of list: a folder that somebody deleted is noticed.
    """
    for kind in KINDS:
        every = kind.paths(context)
        yield from every if RULES.get(kind.name) is never else islice(every, 2 * len(context.languages))
    for name in context.index.keys("kind"):
        yield from context.everywhere(paths.document(name, next(context.index.all("kind", name))))
    for name in paths.LISTS:
        for key in context.index.keys(name)[:1]:
            yield from context.everywhere(paths.list_index(name, key))


def in_order() -> list[PageKind]:
    """The kinds in publication order."""
    first = [kind for kind in KINDS if kind.name not in LAST]
    return first + sorted((kind for kind in KINDS if kind.name in LAST), key=lambda kind: LAST.index(kind.name))


def _documents(step: Step) -> Iterator[str]:
    for id, kind in step.documents.items():
        if kind not in ELSEWHERE:
            yield from step.context.everywhere(paths.document(kind, id))


def _bulletins(step: Step) -> Iterator[str]:
    """Those touched, and the issues before and after each, which link to it."""
    every = [bulletin.id for bulletin in step.context.bulletins]
    for number, id in enumerate(every):
        if any(one in step.documents for one in every[max(number - 1, 0) : number + 2]):
            yield from step.context.everywhere(paths.document("bulletin", id))
    yield from (
        path
        for id, kind in step.documents.items()
        if kind == "bulletin" and id not in step.context.documents
        for path in step.context.everywhere(paths.document(kind, id))
    )


def _data(step: Step) -> Iterator[str]:
    return (f"document/{id}.json" for id in step.documents)


def _list_pages(step: Step) -> Iterator[str]:
    for name, value, month, number in {*step.places, *_pages_of_bodies(step)}:
        yield from step.context.everywhere(paths.list_page(name, value, month, number))


def _pages_of_bodies(step: Step) -> Iterator[Place]:
    """Every page that has the name of a body in its title."""
    index = step.context.index
    for body in step.bodies:
        for month in index.months("body", body):
            yield from (("body", body, month, number) for number in range(1, index.pages("body", body, month) + 1))


def _list_indexes(step: Step) -> Iterator[str]:
    for name, value in {where[:2] for where in (*step.places, *_pages_of_bodies(step))}:
        yield from step.context.everywhere(paths.list_index(name, value))


def _archive_data(step: Step) -> Iterator[str]:
    return (page_path(month, number) for name, _, month, number in step.places if name == "day")


def _sitemap(step: Step) -> Iterator[str]:
    yield "sitemap.xml"
    yield from (f"sitemap/{month}-p{number}.xml" for name, _, month, number in step.places if name == "day")


def _feeds(step: Step) -> Iterator[str]:
    sections = {ALL, *step.sections} if step.sections else set()
    sections |= {REQUESTS} if "request" in step.documents.values() else set()
    for lang in step.context.languages:
        yield from (feed_path(lang, section, form) for section in sorted(sections) for form in FORMS)


def _if_any(kind: PageKind) -> Callable[[Step], Iterable[str]]:
    """The whole kind whenever a document changed, and never by the minute alone."""
    return lambda step: kind.paths(step.context) if step.documents or step.bodies or step.new_day else ()


def never(_step: Step) -> Iterable[str]:
    """Of a kind that changes with the register alone, and then in a full render."""
    return ()


def _log(step: Step) -> Iterator[str]:
    return (path for month in step.logged for path in step.context.everywhere(f"corrections/{month}.html"))


def _requests(step: Step) -> Iterable[str]:
    """The newest requests, when one of them changed or a statement that one is about."""
    return requests.NEWEST_KIND.paths(step.context) if "request" in step.documents.values() else ()


def _request_months(step: Step) -> Iterator[str]:
    """Of each month in which a request changed: every page, since each leads to all others."""
    changed = {id for id, kind in step.documents.items() if kind == "request"}
    index = step.context.index
    for month in index.months(*requests.REQUESTS):
        if not changed.isdisjoint(index.month(*requests.REQUESTS, month)):
            for number in range(1, requests.pages_of(step.context, month) + 1):
                yield from step.context.everywhere(requests.month_path(month, number))


def _tables(step: Step) -> Iterator[str]:
    kinds = {("kind", kind) for kind in originators.COUNTED}
    months = {month for name, value, month, _ in step.places if (name, value) in kinds}
    if step.bodies:
        months.update(originators.months(step.context))
    return (path for month in months for path in step.context.everywhere(f"originators/{month}.html"))


def _place_pages(step: Step) -> Iterable[str]:
    """All at each full minute, else those that a warning concerns or concerned."""
    return place.KIND.paths(step.context) if step.new_minute else urgent.places(step.context, step.warnings)


def _shapes(step: Step) -> Iterable[str]:
    """At each full minute, and when a warning or an exercise changed."""
    return GEO.paths(step.context) if step.new_minute or step.warnings.ids else ()


def _warned(rule: Callable[[Context, urgent.Changed], Iterable[str]]) -> Callable[[Step], Iterable[str]]:
    """A rule of `urgent` as one of this table."""
    return lambda step: rule(step.context, step.warnings)


RULES: dict[str, Callable[[Step], Iterable[str]]] = {
    "document": _documents,
    "bulletin": _bulletins,
    "document json": _data,
    "archive json": _archive_data,
    "sitemap": _sitemap,
    "feed": _feeds,
    "month": _list_pages,
    "list": _list_indexes,
    "archive": _if_any(archive.INDEX),
    "corrections": _if_any(corrections.NEWEST_KIND),
    "corrections of a month": _log,
    "requests": _requests,
    "requests of a month": _request_months,
    "originators": _if_any(originators.NEWEST_KIND),
    "originators of a month": _tables,
    "archive index json": _if_any(ARCHIVE_INDEX),
    "calendar": _if_any(CALENDAR),
    "place": _place_pages,
    "alerts geojson": _shapes,
    **{name: _warned(rule) for name, rule in urgent.RULES.items()},
    "check": never,
    "missing": never,
    "script": never,
    "root": never,
    "robots": never,
}
