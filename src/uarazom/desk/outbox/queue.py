"""The outbox's doors for the review: put an approved submission in, take it back before it was sent.

queue.put(submission, now=now)        # in the transaction of the approval
queue.recall(submission, now=now)     # in the transaction of the edit
queue.void(digest, now=now)           # the signer is told never to publish it
"""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from uarazom.desk.configure import current
from uarazom.desk.drafts.models import Submission
from uarazom.desk.outbox.models import OutboxRow, VoidRow
from uarazom.desk.refusal import DeskRefused
from uarazom.record.watch import rouse


def wake() -> None:
    """Something was put in, and committed: the delivering loop, in whatever process of this machine, need not wait."""
    rouse(bell())


def bell() -> Path:
    """The file whose folder the loop watches."""
    return current().home / "desk" / "wake"


def put(submission: Submission, *, now: datetime) -> OutboxRow:
    """What is approved waits here for the signer, or for its embargo's end first."""
    due = max(now, submission.embargo) if submission.embargo else now
    row = OutboxRow.objects.create(
        submission=submission,
        content_digest=submission.content_digest,
        not_before=due,
        next_attempt_at=due,
        created_at=now,
    )
    transaction.on_commit(wake)
    return row


def recall(submission: Submission | None, *, now: datetime) -> None:
    """Take its row back; refused when it is already on its way to the signer."""
    state = OutboxRow.State
    taken = OutboxRow.objects.filter(submission=submission, state=state.WAITING).update(
        state=state.RECALLED, finished_at=now
    )
    if not taken:
        raise DeskRefused("already_on_its_way")


def void(content_digest: str, *, now: datetime) -> None:
    """Signatures over this content were taken back: the signer hears of it before anything else is handed over."""
    VoidRow.objects.get_or_create(content_digest=content_digest, defaults={"created_at": now, "next_attempt_at": now})
    transaction.on_commit(wake)


def is_void(content_digest: str) -> bool:
    """Whether this very content was signed once and taken back."""
    return VoidRow.objects.filter(content_digest=content_digest).exists()
