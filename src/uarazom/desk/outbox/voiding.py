"""From a row of what was taken back to the signer: told until it answers; a loop that may die at any moment.

The signer notes a content once, so that telling it again after a crash changes nothing. Only its word that the content
stands in the record already ends a row otherwise: whoever took it back came too late, which their draft shows as well.
Whatever else keeps an answer from us is kept as the reason, and the row is told again; a signer that did not answer one
is asked for no other in that round, since warnings wait behind.

    deliver(signer, now=now)        # how many were answered; the first part of the outbox's rounds
"""

from datetime import datetime, timedelta
from itertools import takewhile
from typing import Protocol

from django.db import transaction

from uarazom.desk.outbox.models import VoidRow
from uarazom.verify.refusal import Refused

BATCH_ROWS = 64  # of one round, so that a long list holds up no warning
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=10)
LONGEST_ANSWER = 2000


class Voiding(Protocol):
    """What this needs of ``record.client.SignerClient``."""

    def void(self, content: str) -> str:
        """Never publish this content; since when. Raises: Refused, Unreachable."""


def deliver(signer: Voiding, *, now: datetime) -> int:
    """Tell the signer what is not to be published."""
    due = VoidRow.objects.filter(answered_at=None, next_attempt_at__lte=now).order_by("pk")[:BATCH_ROWS]
    answered = list(takewhile(bool, (_deliver(row, signer, now) for row in due)))
    return len(answered)


def _deliver(row: VoidRow, signer: Voiding, now: datetime) -> bool:
    try:
        answer = f"void since {signer.void(row.content_digest)}"
    except Refused as refused:
        if refused.check != "void":
            return _later(row, str(refused), now)
        answer = str(refused)
    except Exception as error:  # whatever kept us from an answer
        return _later(row, f"{type(error).__name__}: {error}", now)
    row.answered_at = now
    return _keep(row, answer)


def _later(row: VoidRow, reason: str, now: datetime) -> bool:
    row.next_attempt_at = now + min(FIRST_PAUSE * 2 ** min(row.attempts, 10), LONGEST_PAUSE)
    return not _keep(row, reason)


@transaction.atomic
def _keep(row: VoidRow, answer: str) -> bool:
    row.attempts += 1
    row.answer = answer[:LONGEST_ANSWER]
    row.save()
    return True
