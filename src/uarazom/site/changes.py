"""When documents change: which changed last, and which may change next, by time alone.

    changes.latest("security", 20)          the documents that changed last, newest first; ALL for every section,
                                            REQUESTS for the requests for correction
    changes.changed_at("claim-outage")      when it last got an act or another status word
    changes.passing(start, end)             documents of which a moment lies after `start`, up to `end`
    changes.next_moment(now)                the first instant after `now` at which time may change anything
    changes.voiced("mod-ua")                documents in which this body or person says or issues anything

Rules
1. Pure and carried along: `put` takes a document in anew, so one index can follow the record (`index.Index`).
2. A moment is any instant that `acts.ends.moments` names. More moments than changes is right, the other way is not.
3. Moments of acts that do not exist yet are not here: at that instant nobody knew of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING, Any, NamedTuple

from uarazom.acts.ends import moments

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

    from uarazom.site.facts import Facts

ALL = ""  # the documents of every section, those without one too
REQUESTS = "~requests"  # the requests for correction; no section can be called so
KEPT_DOCUMENTS = 5_000  # feeds look at the last few hundred
_LAST = "\uffff"  # after every id


class Standing(NamedTuple):
    """Where a document stands here, so that it can be taken out again."""

    row: tuple[datetime, int, str]  # when it last changed; its place in the record; its id
    section: str
    lists: frozenset[str]  # of `latest`: its section, and those that are no section
    moments: frozenset[datetime]
    voices: frozenset[str]


class Changes:
    """See the module."""

    def __init__(self) -> None:
        self._moments: list[tuple[datetime, str]] = []
        self._latest: dict[str, list[tuple[datetime, int, str]]] = {ALL: []}
        self._voiced: dict[str, set[str]] = {}
        self._kept: dict[str, dict[Hashable, Any]] = {}
        self._standing: dict[str, Standing] = {}

    def put(self, facts: Facts) -> None:
        """Take in one document, or anew after it changed."""
        document = facts.document
        self.drop(document.id)
        standing = self._standing[document.id] = standing_of(facts)
        for moment in standing.moments:
            insort(self._moments, (moment, document.id))
        for name in standing.lists:
            insort(self._latest.setdefault(name, []), standing.row)
        for voice in standing.voices:
            self._voiced.setdefault(voice, set()).add(document.id)

    def drop(self, key: str) -> None:
        """Take a document out, if it is there."""
        self._kept.pop(key, None)
        standing = self._standing.pop(key, None)
        if standing is None:
            return
        for moment in standing.moments:
            del self._moments[bisect_left(self._moments, (moment, key))]
        for name in standing.lists:
            del self._latest[name][bisect_left(self._latest[name], standing.row)]
        for voice in standing.voices:
            self._voiced[voice].discard(key)

    def changed_at(self, key: str) -> datetime:
        """When the document last got an act or another status word."""
        return self._standing[key].row[0]

    def section(self, key: str) -> str:
        """The section it stands in; ALL for none."""
        return self._standing[key].section if key in self._standing else ALL

    def voiced(self, voice: str) -> set[str]:
        """The documents in which a body or person says, is spoken for or issues anything."""
        return self._voiced.get(voice, set())

    def kept(self, key: str) -> dict[Hashable, Any]:
        """Where an output may keep what it made of a document, until the document changes."""
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= KEPT_DOCUMENTS:
                del self._kept[next(iter(self._kept))]  # the one that came first; neighbours are asked for together
            kept = self._kept[key] = {}
        return kept

    def latest(self, section: str, limit: int) -> list[str]:
        """The documents of a section that changed last, newest first."""
        return [key for _, _, key in reversed(self._latest.get(section, [])[-limit:])]

    def passing(self, start: datetime, end: datetime) -> set[str]:
        """The documents that may be others at `end` than they were at `start`."""
        low, high = bisect_right(self._moments, (start, _LAST)), bisect_right(self._moments, (end, _LAST))
        return {key for _, key in self._moments[low:high]}

    def next_moment(self, now: datetime) -> datetime | None:
        """The first instant after `now` at which time alone may change anything."""
        at = bisect_right(self._moments, (now, _LAST))
        return self._moments[at][0] if at < len(self._moments) else None


def standing_of(facts: Facts) -> Standing:
    """What there is to know of one document."""
    document = facts.document
    changed_at = max(facts.status.since, *(act.exists_from for act in document.acts))
    voices = (voice for act in document.acts for voice in (act.body, act.by, act.speaking_for) if voice is not None)
    row = (changed_at, document.first.index, document.id)
    section = document.section or ALL
    lists = {ALL, section, *((REQUESTS,) if document.kind == "request" else ())}
    return Standing(row, section, frozenset(lists), frozenset(moments(document)), frozenset(voices))
