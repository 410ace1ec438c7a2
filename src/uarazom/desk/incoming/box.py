"""The box of what came in, as the desk reads it: what holds first, then the newest; and the silent sources.

Rules
1. The desk never writes to the box; where there is none, nothing comes in, and that is said.
2. What holds is asked of all messages of a source together: a cancellation may have come before what it cancels.
3. Each source has its share of what is looked at, and what holds comes first: who sends much hides nobody's warning.
4. A source that has not answered lately is silent, and silence is shown as such.

    come = read(now)        come.messages, come.silent; None: this instance takes nothing in
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from uarazom.cap.errors import CapRefused
from uarazom.cap.model import Alert
from uarazom.cap.read import read as read_cap
from uarazom.desk.configure import current
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial import incoming
from uarazom.sources.inbox import Inbox, Kept
from uarazom.sources.polling import STALE_SECONDS

SHOWN = 100  # messages on the page; `uarazom sources --limit` shows more
ASKED = 1000  # messages looked at for what holds: a day of the busiest national feed
SHARE = 100  # of one source, at the least, however many sources there are


@dataclass(frozen=True)
class Message:
    """One message: as it was kept, and whether it holds now."""

    kept: Kept
    holds: bool

    @property
    def facts(self) -> Any:
        """What the list shows."""
        return self.kept.item.facts


@dataclass(frozen=True)
class Come:
    """All that the page shows."""

    messages: tuple[Message, ...]
    silent: tuple[tuple[str, datetime | None, str], ...]
    problems: tuple[tuple[str, datetime, str, str], ...]
    started: bool = True  # False: sources are named, and nobody ever asked them


NOT_STARTED = Come((), (), (), started=False)


def read(now: datetime) -> Come | None:
    """What came last; None where nothing comes in."""
    box = _open()
    if box is None:
        return NOT_STARTED if is_there() else None
    try:
        sources = box.sources()
        share = max(SHARE, ASKED // max(1, len(sources)))
        latest = [one for source in sources for one in box.latest(share, source)]
        holding = _holding(box, latest, now)
        messages = sorted((Message(one, _key(one) in holding) for one in latest), key=_order)
        return Come(tuple(messages[:SHOWN]), tuple(_silent(box, now)), box.problems(20))
    finally:
        box.close()


def one(number: int, now: datetime) -> tuple[Message, bytes | None, Alert | None] | None:
    """One message with the document it came in and what was read of it; None where there is none of that number."""
    box = _open()
    if box is None:
        return None
    try:
        kept = box.item(number)
        if kept is None:
            return None
        same = box.latest(ASKED, kept.source)
        message = Message(kept, _key(kept) in _holding(box, [*same, kept], now))
        raw = box.raw(kept.raw)
        return message, raw, _alert(raw, kept.item.position)
    finally:
        box.close()


def _order(message: Message) -> tuple[bool, bool, int]:
    """What holds first, an exercise or a test after what is real; of equals the newest."""
    return not message.holds, message.facts.get("status") != "Actual", -message.kept.id


def is_there() -> bool:
    """Whether this instance takes anything in, or should: sources are named, whoever started their process."""
    return _path().exists() or (current().home / "sources.yaml").exists()


def _path() -> Path:
    return current().home / "sources" / "inbox.sqlite3"


def _open() -> Inbox | None:
    if not _path().exists():
        return None
    try:
        return Inbox.read(_path())
    except (sqlite3.Error, ValueError) as error:
        raise DeskRefused("incoming_unreadable", said=str(error)) from error


def _holding(box: Inbox, kept: Iterable[Kept], now: datetime) -> frozenset[tuple[str, ...]]:
    by_source: dict[str, list[Kept]] = {}
    for one in kept:
        by_source.setdefault(one.source, []).append(one)
    found = {(source, *key) for source, some in by_source.items() for key in incoming.holding(some, box.raw, now)}
    return frozenset(found)


def _key(kept: Kept) -> tuple[str, ...]:
    return kept.source, kept.item.sender, kept.item.identifier, kept.item.sent, kept.item.content


def _silent(box: Inbox, now: datetime) -> Iterable[tuple[str, datetime | None, str]]:
    for source, state in box.rhythms():
        answered = datetime.fromisoformat(state["answered_at"]) if state.get("answered_at") else None
        if answered is None or (now - answered).total_seconds() > STALE_SECONDS:
            yield source, answered, str(state.get("reason", ""))


def _alert(raw: bytes | None, position: int) -> Alert | None:
    try:
        return next((m.alert for m in read_cap(raw or b"") if m.index == position), None)
    except CapRefused:
        return None
