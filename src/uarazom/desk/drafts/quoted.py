"""Whom a draft quotes, beside the record (`editorial.quotations`), let go with a reason by whoever submits it.

found = quoted.look(row, now=now)                      # shown beside the draft
quoted.expect_let_go(row, LetGo(seal, why), now=now)   # `seal`: of what was shown; raises QuotationsUnread
quoted.keep(row, found, person=author, now=now)        # in the audit log: these were read

Rules
1. Every draft that goes to a second person is looked at, whichever way it came in (`review.submit`). A warning and a
   hold are not: they quote nobody, and must not wait; nor is a request for correction, which repeats what an article
   has in order to ask about it, and whose words of the record are held against the record when it is composed.
2. Nothing blocks for good: whoever submits lets go exactly what was shown, with a reason that the second person reads
   in the draft's history. What changed since is shown again.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from uarazom.desk.audit import log as audit
from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, QuotationsUnread
from uarazom.editorial import quotations
from uarazom.editorial.quotations import Quoted
from uarazom.quotes.record import Record

_log = logging.getLogger(__name__)
_lock = threading.Lock()
NOT_LOOKED_AT = frozenset({"alert", "request"})  # a warning waits for nobody; a request repeats what it asks about
_records: dict[Path, Record] = {}  # one a home: an index is opened, or made, once for each state of the record


@dataclass(frozen=True)
class LetGo:
    """The seal of what was shown, and why it may go out as it is."""

    seal: str
    reason: str


def look(row: DraftRow, *, now: datetime) -> tuple[Quoted, ...]:
    """What an editor should look at in the current edition."""
    draft = rows.as_draft(row)
    if row.kind in NOT_LOOKED_AT or not quotations.quotes_anybody(draft):
        return ()
    return quotations.look(draft, record(now), now)


def expect_let_go(row: DraftRow, let_go: LetGo | None, *, now: datetime) -> tuple[Quoted, ...]:
    """What was found and is let go; refuse what was not, as it stands now."""
    found = look(row, now=now)
    if found and (let_go is None or let_go.seal != quotations.seal(found)):
        raise QuotationsUnread(found)
    if found and let_go is not None and not let_go.reason.strip():
        raise DeskRefused("quotations_reason")
    return found


def keep(row: DraftRow, found: tuple[Quoted, ...], *, person: Person, now: datetime) -> None:
    """Write down that they were read, and what was found; never the words."""
    if found:
        details: dict[str, str | int] = {"edition": row.edition, "found": ", ".join(one.verdict for one in found)}
        audit.write(actor=person.pk, action="quotations.read", about=f"draft/{row.pk}", details=details, now=now)


def record(now: datetime) -> Record:
    """The record as a text is compared with it; its index is kept from question to question."""
    room = newsroom()
    ledger = room.ledger()
    with _lock:
        held = _records.get(room.home)
        if held is None or held.ledger.last_index != ledger.last_index:
            held = _records[room.home] = quotations.record_of(room.home / "quotes", ledger, now, _log.info)
        return Record(ledger, held.index, now)
