"""When documents change: which changed last, and which may change next, by time alone.

    changes.latest("security", 20)          the documents that changed last, newest first; ALL for every section
    changes.changed_at("claim-outage")      when it last got an act or another status word
    changes.passing(start, end)             documents of which a moment lies after `start`, up to `end`
    changes.next_moment(now)                the first instant after `now` at which time may change anything

Rules
1. Pure and carried along: `put` takes a document in anew, so one index can follow the record (`index.Index`).
2. A moment is any instant that `acts.ends.moments` names. More moments than changes is right, the other way is not.
3. Moments of acts that do not exist yet are not here: at that instant nobody knew of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING, Any

from uarazom.acts.ends import moments

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

    from uarazom.site.facts import Facts

ALL = ""  # the documents of every section, those without one too
KEPT_DOCUMENTS = 5_000  # feeds look at the last few hundred
_LAST = "\uffff"  # after every id


class Changes:
    """See the module."""

    def __init__(self) -> None:
        self._moments: list[tuple[datetime, str]] = []
        self._latest: dict[str, list[tuple[datetime, int, str]]] = {ALL: []}
        self._kept: dict[str, dict[Hashable, Any]] = {}
        self._standing: dict[str, tuple[tuple[datetime, int, str], str, tuple[datetime, ...]]] = {}

    def put(self, facts: Facts) -> None:
        """Take in one document, or anew after it changed."""
        document = facts.document
        self.drop(document.id)
        changed_at = max(facts.status.since, *(act.exists_from for act in document.acts))
        row, section = (changed_at, document.first.index, document.id), document.section or ALL
        self._standing[document.id] = (row, section, tuple(set(moments(document))))
        for moment in self._standing[document.id][2]:
            insort(self._moments, (moment, document.id))
        for name in {ALL, section}:
            insort(self._latest.setdefault(name, []), row)

    def drop(self, key: str) -> None:
        """Take a document out, if it is there."""
        self._kept.pop(key, None)
        if key not in self._standing:
            return
        row, section, passed = self._standing.pop(key)
        for moment in passed:
            del self._moments[bisect_left(self._moments, (moment, key))]
        for name in {ALL, section}:
            del self._latest[name][bisect_left(self._latest[name], row)]

    def changed_at(self, key: str) -> datetime:
        """When the document last got an act or another status word."""
        return self._standing[key][0][0]

    def section(self, key: str) -> str:
        """The section it stands in; ALL for none."""
        return self._standing[key][1] if key in self._standing else ALL

    def kept(self, key: str) -> dict[Hashable, Any]:
        """Where an output may keep what it made of a document, until the document changes."""
        if len(self._kept) >= KEPT_DOCUMENTS and key not in self._kept:
            self._kept.clear()
        return self._kept.setdefault(key, {})

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
