"""A hold that races another act is put again, as long as the key of whoever holds is open.

Rules
1. A hold is composed behind the record as it stands. Where another act on the document is on its way already, it may
   arrive first, and the signer refuses the hold: nobody would notice that nothing is on hold.
2. So, when one is on its way, the outcome is awaited a moment; a hold that came too late is composed and signed anew.
3. Each try is a transaction of its own: the outbox must see it.

    row = hold(person=person, key=key, draft=draft, now=clock)
"""

import time
from collections.abc import Callable
from datetime import datetime

from uarazom.desk.drafts import review, rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.outbox.models import OutboxRow
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import RecordMovedOn
from uarazom.editorial.draft import Draft

TRIES = 3  # three acts on one document within seconds: then a person looks
WAIT_SECONDS = 2.0
LOOK_SECONDS = 0.02
ON_THE_WAY = (OutboxRow.State.WAITING, OutboxRow.State.SENDING)


def hold(*, person: Person, key: ApprovalKey, draft: Draft, now: Callable[[], datetime]) -> DraftRow:
    """The hold that went out, is on its way, or was refused for another reason than being late."""
    for left in reversed(range(TRIES)):
        racing = OutboxRow.objects.filter(submission__draft__document=draft.document, state__in=ON_THE_WAY).exists()
        row = review.hold(person=person, key=key, draft=draft, now=now())
        if not left or not racing or not _came_too_late(row):
            return row
    raise AssertionError("the last try returns")


def _came_too_late(row: DraftRow) -> bool:
    until = time.monotonic() + WAIT_SECONDS
    outbox = OutboxRow.objects.filter(submission__draft=row)
    while outbox.filter(state__in=ON_THE_WAY).exists() and time.monotonic() < until:
        time.sleep(LOOK_SECONDS)
    if not outbox.filter(state=OutboxRow.State.REFUSED).exists():
        return False
    return not _still_last(row)


def _still_last(row: DraftRow) -> bool:
    submission = rows.last_submission(row)
    assert submission is not None  # noqa: S101 - a hold is submitted by its making
    try:
        review.expect_still_last(submission)
    except RecordMovedOn:
        return False
    return True
