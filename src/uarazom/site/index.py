"""What is where: documents by month in each list (day, section, region, body, status, …), and who points at whom.

    index.months("section", "defence")                 {'2022-02': 23}
    index.page("section", "defence", "2022-02", 1)     ids of at most 50 documents, in the order of entry
    index.put(facts, bodies, originator, zone)         take a document in, or anew after it changed
    index.between(start, end)                          ids of documents with an act that came into being then
    index.changes                                      changes.Changes: what changed last, what may change next
    index.alerts                                       alerts.Alerts: which warnings are now, which ran out

Rules
1. A document stands in the month in which it was first said, in the local time of the register's zone, and within the
   month in the order of entry: a full page keeps its items for as long as they keep their list.
2. `put` first takes out what the document was before, so that one index can follow the record (`Context.following`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uarazom.acts.alerts import correction_seconds
from uarazom.site.alerts import Alerts
from uarazom.site.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from uarazom.acts.model import Document
    from uarazom.site.facts import Facts

PAGE_ITEMS = 50  # items of one archive page: about 6 KB compressed, its text version within 6 KB
CORRECTIONS = frozenset({"correct", "withdraw", "remove"})
NO_ERROR = "cancelled"  # the ground of a warning taken back because the danger did not come
_Place = tuple[str, str, str]  # list, key, month


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document stands in the index, so that it can be taken out again."""

    position: int
    places: tuple[_Place, ...]
    moments: tuple[datetime, ...]
    end: datetime | None
    points_at: tuple[tuple[str, str], ...]
    counted: tuple[str, str, str, str, int | None] | None
    corrections: tuple[tuple[str, tuple[int, str, int]], ...]


class Tally:
    """The claims, or the warnings, of one originator in one month: how many have each status, and the times to
    correction in seconds."""

    def __init__(self) -> None:
        """None yet."""
        self.statuses: Counter[str] = Counter()
        self.corrections: list[int] = []

    def count(self, status: str, seconds: int | None) -> None:
        """One claim more."""
        self.statuses[status] += 1
        if seconds is not None:
            insort(self.corrections, seconds)

    def discount(self, status: str, seconds: int | None) -> None:
        """One claim less."""
        self.statuses[status] -= 1
        if seconds is not None:
            _remove(self.corrections, seconds)

    @property
    def total(self) -> int:
        """How many claims."""
        return self.statuses.total()


class Index:
    """See the module."""

    def __init__(self) -> None:
        """Empty."""
        self.changes = Changes()
        self.alerts = Alerts()
        self._lists: dict[tuple[str, str], dict[str, list[tuple[int, str]]]] = defaultdict(lambda: defaultdict(list))
        self._keys: dict[str, set[str]] = defaultdict(set)  # of each list, those that have documents
        self._standing: dict[str, Standing] = {}
        self._moments: list[tuple[datetime, str]] = []
        self._ends: list[tuple[datetime, str]] = []
        self._pointing: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self._corrections: dict[str, list[tuple[int, str, int]]] = defaultdict(list)

    def put(self, facts: Facts, bodies: Iterable[str], originator: str, zone: ZoneInfo) -> None:
        """Take in one document; `bodies` are those that say or issue it, `originator` who says it (empty: nobody)."""
        document = facts.document
        self.drop(document.id)
        first = document.first
        month = first.spoken_at.astimezone(zone).strftime("%Y-%m")
        standing = Standing(
            first.index,
            tuple(places(facts, bodies, month)),
            tuple(act.exists_from for act in document.acts),
            facts.end.at if facts.end else None,
            tuple(pointers(document)),
            counted(facts, month, originator),
            tuple(corrections(facts, zone)),
        )
        self._standing[document.id] = standing
        for name, value, month in standing.places:
            insort(self._lists[name, value][month], (standing.position, document.id))
            self._keys[name].add(value)
        for moment in standing.moments:
            insort(self._moments, (moment, document.id))
        if standing.end is not None:
            insort(self._ends, (standing.end, document.id))
        for pointer in standing.points_at:
            self._pointing[pointer].add(document.id)
        if standing.counted is not None:
            self._tallies[standing.counted[:2]][standing.counted[2]].count(*standing.counted[3:])
        for month, row in standing.corrections:
            insort(self._corrections[month], row)
        self.changes.put(facts)
        self.alerts.put(facts)

    def drop(self, id: str) -> None:
        """Take a document out, if it is there."""
        standing = self._standing.pop(id, None)
        if standing is None:
            return
        for name, value, month in standing.places:
            _remove(self._lists[name, value][month], (standing.position, id))
            if not self._lists[name, value][month]:
                del self._lists[name, value][month]
            if not self._lists[name, value]:
                self._keys[name].discard(value)
        for moment in standing.moments:
            _remove(self._moments, (moment, id))
        if standing.end is not None:
            _remove(self._ends, (standing.end, id))
        for pointer in standing.points_at:
            self._pointing[pointer].discard(id)
        if standing.counted is not None:
            self._tallies[standing.counted[:2]][standing.counted[2]].discount(*standing.counted[3:])
        for month, row in standing.corrections:
            _remove(self._corrections[month], row)
        self.changes.drop(id)
        self.alerts.drop(id)

    # ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def keys(self, name: str) -> list[str]:
        """The keys of a list that have documents."""
        return sorted(self._keys[name])

    def months(self, name: str, value: str) -> dict[str, int]:
        """How many documents each month of a list has, newest month first."""
        months = self._lists.get((name, value), {})
        return {month: len(months[month]) for month in sorted(months, reverse=True)}

    def pages(self, name: str, value: str, month: str) -> int:
        """How many pages a month has; 0 when it is not there."""
        count = self.months(name, value).get(month, 0)
        return pages_of(count)

    def page(self, name: str, value: str, month: str, number: int) -> list[str]:
        """The documents of one page, in the order of entry."""
        listed = self._lists[name, value][month]
        return [id for _, id in listed[(number - 1) * PAGE_ITEMS : number * PAGE_ITEMS]]

    def month(self, name: str, value: str, month: str) -> list[str]:
        """All documents of one month of a list, in the order of entry."""
        return [id for _, id in self._lists[name, value][month]]

    def all(self, name: str, value: str) -> Iterator[str]:
        """All documents of a list."""
        return (id for months in self._lists.get((name, value), {}).values() for _, id in months)

    def newest(self, name: str, value: str, limit: int) -> list[str]:
        """The newest documents of a list, newest first."""
        found: list[str] = []
        for month in self.months(name, value):
            found += [id for _, id in reversed(self._lists[name, value][month][-(limit - len(found)) :])]
            if len(found) >= limit:
                break
        return found

    def places(self, id: str) -> tuple[tuple[str, str, str, int], ...]:
        """Where a document stands: list, key, month, page number."""
        standing = self._standing.get(id)
        if standing is None:
            return ()
        return tuple(
            (*place, bisect_left(self._lists[place[:2]][place[2]], (standing.position, id)) // PAGE_ITEMS + 1)
            for place in standing.places
        )

    def tallies(self, kind: str, month: str) -> dict[str, Tally]:
        """The claims, or the warnings, of a month by originator, those without any left out."""
        return {body: tally for body, tally in self._tallies.get((kind, month), {}).items() if tally.total}

    def correction_months(self) -> list[str]:
        """The months with corrections, newest first."""
        return sorted((month for month, rows in self._corrections.items() if rows), reverse=True)

    def logged(self, id: str) -> tuple[str, ...]:
        """The months of the log of corrections that show a document."""
        return tuple(month for month, _ in self._standing[id].corrections) if id in self._standing else ()

    def corrections(self, month: str) -> list[tuple[str, int]]:
        """The corrections entered in a month, newest first: document and number of the act."""
        return [(id, n) for _, id, n in reversed(self._corrections.get(month, ()))]

    # ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def between(self, start: datetime, end: datetime) -> list[str]:
        """Documents with an act that came into being after `start`, up to `end`; the latest first, each once."""
        return _between(self._moments, start, end)

    def ended_between(self, start: datetime, end: datetime) -> list[str]:
        """Documents whose end came after `start`, up to `end`; the latest first."""
        return _between(self._ends, start, end)

    # ── who points at whom ───────────────────────────────────────────────────────────────────────────────────────────
    def pointing(self, how: str, id: str) -> list[str]:
        """Documents that point at this one: `quotes` it, `reviews` it (an answer), `pins` it (a bulletin), `asks` an
        outlet about it or name it as `successor`."""
        found = self._pointing.get((how, id), set())
        return sorted(found, key=lambda one: self._standing[one].position)


def pages_of(items: int) -> int:
    """How many pages so many items need."""
    return -(-items // PAGE_ITEMS)


def counted(facts: Facts, month: str, originator: str) -> tuple[str, str, str, str, int | None] | None:
    """How a document counts in the monthly tables: kind, month, originator, status, time to correction in seconds."""
    kind, status = facts.document.kind, facts.status.status
    if kind == "claim":
        return kind, month, originator, status, facts.seconds_to_correction
    if kind == "alert":
        return kind, month, originator, status, correction_seconds(facts.document)
    return None


def places(facts: Facts, bodies: Iterable[str], month: str) -> Iterator[_Place]:
    """Each list a document stands in."""
    document = facts.document
    yield "day", "", month
    yield "kind", document.kind, month
    yield "status", facts.status.status, month
    for name, value in (("section", document.section), ("topic", document.topic)):
        if value is not None:
            yield name, value, month
    for region in document.regions:
        yield "region", region, month
    for body in sorted(set(bodies)):
        yield "body", body, month


def corrections(facts: Facts, zone: ZoneInfo) -> Iterator[tuple[str, tuple[int, str, int]]]:
    """Each correction of a document: the month in which it was entered, and where it is."""
    for act in facts.document.acts:
        if act.act in CORRECTIONS and act.ground != NO_ERROR:
            yield act.issued_at.astimezone(zone).strftime("%Y-%m"), (act.index, act.document, act.n)


def pointers(document: Document) -> Iterator[tuple[str, str]]:
    """Each document this one points at, and how."""
    for act in document.acts:
        if act.quotes is not None:
            yield "quotes", act.quotes
        if act.reviews is not None:
            yield "reviews", act.reviews
        if act.successor is not None:
            yield "successor", act.successor
        yield from {("asks", found.document) for found in act.findings}
        for item in act.items:
            yield from {("pins", pinned.rpartition("/")[0]) for pinned in item.acts}


def _remove(values: list[Any], value: Any) -> None:
    """Take one value out of a sorted list."""
    at = bisect_left(values, value)
    del values[at]


def _between(moments: list[tuple[datetime, str]], start: datetime, end: datetime) -> list[str]:
    low, high = bisect_right(moments, (start, "\uffff")), bisect_right(moments, (end, "\uffff"))
    return list(dict.fromkeys(id for _, id in reversed(moments[low:high])))
