"""Taking a false warning back: one of the two who issued it, in one action.

The words and the CAP message of the retraction lie sealed at the signer since before the warning went out; the person's
key signs the digest that the warning's act names, and the signer makes the act (docs/formats/alert.md).

Rules
1. Only one of the two who submitted and confirmed the message that stands now: asked here, by the database, and by the
   signer from its own list.
2. The signature is a row before the signer is asked: a crash asks again, and the signer answers with its first receipt.
3. Nothing goes before it in a round, and while it waits it is asked for again every second.

    retract(document="alert-1f2e", person=author, key=key, now=now)
    deliver(signer, now=now)
"""

import base64
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from uarazom.acts.model import Act
from uarazom.desk.audit import log as audit
from uarazom.desk.drafts.models import Submission
from uarazom.desk.duty import before
from uarazom.desk.duty.models import Retraction
from uarazom.desk.newsroom import newsroom
from uarazom.desk.outbox import queue
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.record.request import Answer, Approval, Receipt, Refusal
from uarazom.verify import approval as statements
from uarazom.verify.refusal import Refused as NotTaken

PAUSE = timedelta(seconds=1)
LONGEST_ANSWER = 2000


class Retracting(Protocol):
    """What is needed of ``record.client.SignerClient``."""

    def retract(self, document: str, approval: Approval) -> Answer:
        """The receipt of the retraction, or why there is none."""


@transaction.atomic
def retract(*, document: str, person: Person, key: ApprovalKey, now: datetime) -> Retraction:
    """The one signature; it is on its way when the transaction ends."""
    standing = before.find(document)
    before.expect_open(standing, ends=False, now=now)
    submission = _of_two(standing.act, person)
    known = Retraction.objects.filter(submission=submission).exclude(state="refused").first()
    if known is not None:
        return known
    made = _signed(submission, standing.act, person, key, now)
    details: dict[str, str | int] = {"document": document, "retraction": made.digest}
    audit.write(actor=person.pk, action="alert.retract", about=document, details=details, now=now)
    transaction.on_commit(queue.wake)
    return made


def may(act: Act, person: Person) -> bool:
    """Whether this person is one of the two."""
    found = before.submission_of(act)
    return found is not None and found.approvals.filter(person=person, role__in=("submit", "approve")).exists()


def _of_two(act: Act, person: Person) -> Submission:
    found = before.submission_of(act)
    if found is None or not may(act, person):
        raise DeskRefused("duty_not_one_of_two")
    return found


def _signed(submission: Submission, act: Act, person: Person, key: ApprovalKey, now: datetime) -> Retraction:
    if key.person != person.pk:
        raise DeskRefused("key_of_another")
    if key.public != person.granted_public:
        raise DeskRefused("key_not_granted")
    digest = (act.alert.retraction if act.alert else None) or ""
    statement = statements.statement(
        origin=newsroom().origin, role="retract", person=person.pk, content=digest, contributors=(), embargo=None
    )
    return Retraction.objects.create(
        submission=submission,
        person=person,
        digest=digest,
        statement=statement.decode(),
        signature=key.sign(statement),
        at=now,
        next_attempt_at=now,
    )


# ── to the signer ─────────────────────────────────────────────────────────────────────────────────────────────────────
def deliver(signer: Retracting, *, now: datetime) -> int:
    """Ask for each that waits; how much was answered."""
    waiting = Retraction.objects.filter(state="waiting", next_attempt_at__lte=now).order_by("pk")
    return sum(_hand_over(signer, one, now) for one in waiting.select_related("submission__draft"))


def _hand_over(signer: Retracting, row: Retraction, now: datetime) -> int:
    approval = Approval("retract", row.person_id, row.digest, base64.b64decode(row.signature))
    try:
        answer = signer.retract(row.submission.draft.document, approval)
    except NotTaken as refused:
        answer = Refusal.of(refused)
    except Exception as error:  # whatever kept us from an answer: asked again
        return _later(row, f"{type(error).__name__}: {error}", now)
    if isinstance(answer, Refusal) and answer.again:
        return _later(row, str(answer), now)
    return _keep(row, answer, now)


def _later(row: Retraction, reason: str, now: datetime) -> int:
    row.attempts, row.next_attempt_at, row.answer = row.attempts + 1, now + PAUSE, reason[:LONGEST_ANSWER]
    row.save(update_fields=["attempts", "next_attempt_at", "answer"])
    return 0


@transaction.atomic
def _keep(row: Retraction, answer: Answer, now: datetime) -> int:
    row.attempts, row.finished_at = row.attempts + 1, now
    if isinstance(answer, Receipt):
        row.state, row.receipt = "delivered", {"index": answer.index, "n": answer.n, "issued_at": answer.issued_at}
    else:
        row.state, row.answer = "refused", str(answer)[:LONGEST_ANSWER]
    row.save(update_fields=["attempts", "finished_at", "state", "receipt", "answer"])
    details: dict[str, str | int] = {"state": row.state, "retraction": row.digest}
    audit.write(actor="desk", action="alert.retraction", about=row.submission.draft.document, details=details, now=now)
    return 1
