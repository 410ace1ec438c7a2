"""Which warnings are now, which ran out, which changed lately, which message lies where: carried along by the index.

    alerts.now                        ids of those in force or on hold
    alerts.expired_since(instant)     ids of those whose time ran out after it, without an all-clear
    alerts.changed_since(instant)     ids of those that got an act or another status word after it
    alerts.changed_at                 when any of them last did; None where there is none
    alerts.messages["2.49.0.1.…"]     the id of the act whose CAP message lies at `cap/2.49.0.1.….xml`

Rules
1. What is now is asked of `acts` (its status words), never decided here.
2. A message's file is called by its identifier where that is a plain name, else by the identifier's digest.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING, NamedTuple

from uarazom.acts.alerts import NOW, sent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from uarazom.site.facts import Facts

MESSAGE = r"[A-Za-z0-9][A-Za-z0-9.+-]{0,179}|~[0-9a-f]{64}"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,179}")
_LAST = "\uffff"  # after every id


def message_name(identifier: str) -> str:
    """What the file of a CAP message is called; two identifiers never share a name."""
    if _PLAIN.fullmatch(identifier):
        return identifier
    return "~" + hashlib.sha256(identifier.encode()).hexdigest()


def message_path(identifier: str) -> str:
    """Where a CAP message lies."""
    return f"cap/{message_name(identifier)}.xml"


class Standing(NamedTuple):
    """Where a warning stands here, so that it can be taken out again."""

    changed_at: datetime
    expired_at: datetime | None
    messages: tuple[str, ...]


class Alerts:
    """See the module."""

    def __init__(self) -> None:
        self.now: set[str] = set()
        self.messages: dict[str, str] = {}
        self._changed: list[tuple[datetime, str]] = []
        self._expired: list[tuple[datetime, str]] = []
        self._standing: dict[str, Standing] = {}

    def put(self, facts: Facts) -> None:
        """Take in one document, or anew after it changed; what sends no message is no warning."""
        document, status = facts.document, facts.status
        self.drop(document.id)
        sending = sent(document) if document.kind == "alert" else ()
        if not sending:
            return
        names = {message_name(act.alert.identifier): act.id for act in sending if act.alert is not None}
        expired_at = facts.end.at if status.status == "expired" and facts.end else None
        standing = Standing(max(status.since, *(act.exists_from for act in document.acts)), expired_at, tuple(names))
        self._standing[document.id] = standing
        self.messages |= names
        insort(self._changed, (standing.changed_at, document.id))
        if expired_at is not None:
            insort(self._expired, (expired_at, document.id))
        if status.status in NOW:
            self.now.add(document.id)

    def drop(self, key: str) -> None:
        """Take a document out, if it is there."""
        standing = self._standing.pop(key, None)
        if standing is None:
            return
        self.now.discard(key)
        del self._changed[bisect_left(self._changed, (standing.changed_at, key))]
        if standing.expired_at is not None:
            del self._expired[bisect_left(self._expired, (standing.expired_at, key))]
        for name in standing.messages:
            self.messages.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        """Every warning there ever was, the one that changed last first."""
        return (key for _, key in reversed(self._changed))

    @property
    def changed_at(self) -> datetime | None:
        """When a warning last got an act or another status word."""
        return self._changed[-1][0] if self._changed else None

    def messages_of(self, key: str) -> tuple[str, ...]:
        """What the files of a warning's messages are called."""
        return self._standing[key].messages if key in self._standing else ()

    def changed_of(self, key: str) -> datetime:
        """When this one last changed."""
        return self._standing[key].changed_at

    def changed_since(self, instant: datetime) -> list[str]:
        """Those that changed after an instant."""
        return [key for _, key in self._changed[bisect_right(self._changed, (instant, _LAST)) :]]

    def expired_since(self, instant: datetime) -> list[str]:
        """Those whose time ran out after an instant, the last first; an all-clear or a withdraw takes one out."""
        return [key for _, key in reversed(self._expired[bisect_right(self._expired, (instant, _LAST)) :])]
