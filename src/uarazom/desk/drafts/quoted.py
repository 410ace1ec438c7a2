"""Whom a draft quotes, beside the record (`editorial.quotations`), and that whoever submits it has read that.

found = quoted.look(row, now=now)                      # shown beside the draft
quoted.expect_read(row, said, now=now)                 # `said`: the seal of what the form showed
quoted.keep_read(row, person=author, now=now)          # in the audit log: these were read

Rules: nothing here blocks a draft. What is found is acknowledged with one tick; what changed since is shown again.
"""

import logging
import threading
from datetime import datetime
from pathlib import Path

from uarazom.desk.audit import log as audit
from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial import quotations
from uarazom.editorial.quotations import Quoted
from uarazom.quotes.record import Record

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_records: dict[Path, Record] = {}  # one a home: an index is opened, or made, once for each state of the record


def look(row: DraftRow, *, now: datetime) -> tuple[Quoted, ...]:
    """What an editor should look at in the current edition."""
    return quotations.look(rows.as_draft(row), _record(now), now)


def expect_read(row: DraftRow, said: str, *, now: datetime) -> None:
    """Refuse what was not acknowledged as it stands now."""
    found = look(row, now=now)
    if found and said != quotations.seal(found):
        raise DeskRefused("quotations_unread", n=len(found))


def keep_read(row: DraftRow, *, person: Person, now: datetime) -> None:
    """Write down that they were read, and what was found; never the words."""
    found = look(row, now=now)
    if found:
        details: dict[str, str | int] = {"edition": row.edition, "found": ", ".join(one.verdict for one in found)}
        audit.write(actor=person.pk, action="quotations.read", about=f"draft/{row.pk}", details=details, now=now)


def _record(now: datetime) -> Record:
    room = newsroom()
    ledger = room.ledger()
    with _lock:
        held = _records.get(room.home)
        if held is None or held.ledger.last_index != ledger.last_index:
            held = _records[room.home] = quotations.record_of(room.home / "quotes", ledger, now, _log.info)
        return Record(ledger, held.index, now)
