"""From the outbox to the signer: a loop that may die at any moment and goes on from the rows.

    waiting ──(embargo over? still four eyes, gate free, last act the same?)──► sending ──signer──► delivered
       └─► recalled (an edit came first)        └─► refused (back to the author)      └─► refused

Rules
0. Retractions of warnings go first of all, then what was signed and taken back (``voiding``), then warnings, then all
   else, holds before the rest; what keeps a warning from its answer is asked again every second.
1. ``sending`` is committed before the signer is asked. A crash after that asks again; the signer answers a content that
   stands in the record with the receipt of the first time, so nothing is published twice.
2. A row is checked again when it is taken: an embargo may be long, and the record moves.
3. A signer that cannot be reached, or says "later", is asked again after a growing pause; every answer is kept.
4. Receipt and ``published`` are one transaction.

    deliver(signer, now=now)                    # one round, rights included; how much was answered
    run(signer, now=clock, stop=event)          # rounds until told to stop
"""

import base64
import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.models import Case, When

from uarazom.desk.drafts import files, findings, review, rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import retracting
from uarazom.desk.newsroom import newsroom
from uarazom.desk.outbox import queue, voiding
from uarazom.desk.outbox.models import Attempt, OutboxRow
from uarazom.desk.people import granting, rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.desk.register import sending as register
from uarazom.editorial import four_eyes
from uarazom.editorial.refusal import Refused as EditorialRefused
from uarazom.record.request import Answer, Approval, Receipt, Refusal, Request
from uarazom.record.watch import Watch
from uarazom.verify import canon
from uarazom.verify.refusal import Refused as NotTaken

log = logging.getLogger(__name__)

BATCH_ROWS = 64  # what one hand-over carries; a words blob is at most 1 MiB
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)
IDLE_SECONDS = 0.05  # how soon an approval is seen where nothing wakes us (PostgreSQL, another machine)
AGAIN_SECONDS = 5  # after a round that the database ended
LONGEST_ANSWER = 2000
WARNING = "alert"


class Signer(retracting.Retracting, granting.Granting, voiding.Voiding, Protocol):
    """What the outbox needs of ``record.client.SignerClient``."""

    def publish(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """One answer for each request. Raises OSError and the like when the signer cannot be reached."""


def deliver(signer: Signer, *, now: datetime) -> int:
    """One round, in the order of rule 0; what two coordinators signed goes before what is due."""
    first = retracting.deliver(signer, now=now) + voiding.deliver(signer, now=now)
    first += _publish(signer, now, warnings=True)
    return first + granting.deliver(signer, now=now) + register.deliver(signer, now=now) + _publish(signer, now)


def _publish(signer: Signer, now: datetime, *, warnings: bool = False) -> int:
    """Take what is due, hand it over, keep the answers."""
    taken = [row for row in (_take(pk, now) for pk in _due(now, warnings)) if row is not None]
    if not taken:
        return 0
    try:
        answers = _ask(signer, taken)
    except Exception as error:  # whatever kept us from an answer: the rows stay `sending` and are asked again
        _later(taken, f"{type(error).__name__}: {error}", now)
        return 0
    for row, answer in zip(taken, answers, strict=True):
        _keep(row, answer, now)
    return len(taken)


def _ask(signer: Signer, taken: Sequence[OutboxRow]) -> Sequence[Answer]:
    """One answer for each row. What makes a whole frame refused is found by asking for each row alone, and is that
    row's answer: it holds up no other."""
    try:
        return signer.publish([request(row) for row in taken])
    except NotTaken as refused:
        if len(taken) == 1:
            return [Refusal.of(refused)]
        return [answer for row in taken for answer in _ask(signer, [row])]


def run(signer: Signer, *, now: Callable[[], datetime], stop: threading.Event) -> None:
    """Rounds until ``stop``; woken at once by an approval on this machine."""
    watch = Watch(queue.bell().parent)
    while not stop.is_set():
        try:
            if not deliver(signer, now=now()):
                watch.wait(IDLE_SECONDS)
        except DatabaseError as error:  # busy, lost, on a full disk: the rows are still there for the next round
            defect = not isinstance(error, OperationalError)
            said = "outbox: the database did not answer: %s; asked again in %s s"
            log.error(said, error, AGAIN_SECONDS, exc_info=defect)
            connections.close_all()
            stop.wait(AGAIN_SECONDS)
    watch.close()
    connections.close_all()


def request(row: OutboxRow) -> Request:
    """The row as the signer takes it."""
    submission = row.submission
    content = canon.parse(bytes(submission.content))
    words = {digest: base64.b64decode(text) for digest, text in submission.blobs.items()}
    retraction = words.pop(content.get("alert", {}).get("retraction"), None)
    return Request(
        content=content,
        blobs=words | files.blobs(content),
        retraction=retraction,
        approvals=tuple(
            Approval(
                role=one.role,
                person=one.person_id,
                content=submission.content_digest,
                signature=base64.b64decode(one.signature),
                contributors=tuple(submission.contributors),
                embargo=canon.instant_text(submission.embargo) if submission.embargo else None,
            )
            for one in submission.approvals.order_by("pk")
        ),
    )


# ── taking ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _due(now: datetime, warnings: bool) -> list[int]:
    state = OutboxRow.State
    found = OutboxRow.objects.filter(state__in=(state.WAITING, state.SENDING), next_attempt_at__lte=now)
    found = found.filter(submission__draft__kind=WARNING) if warnings else found
    hold_first = Case(When(submission__draft__act="hold", then=0), default=1)
    return list(found.order_by(hold_first, "pk").values_list("pk", flat=True)[:BATCH_ROWS])


@transaction.atomic
def _take(pk: int, now: datetime) -> OutboxRow | None:
    """Rules 1 and 2: checked once more, then marked as on its way."""
    row = OutboxRow.objects.select_for_update().select_related("submission__draft").get(pk=pk)
    if row.state == OutboxRow.State.SENDING:
        return row
    if row.state != OutboxRow.State.WAITING:
        return None
    draft = rows.take(row.submission.draft_id)
    try:
        _check_again(row, draft, now)
    except (DeskRefused, EditorialRefused) as refused:
        _end(row, draft, str(refused), now)
        return None
    row.state = OutboxRow.State.SENDING
    row.save(update_fields=["state"])
    if draft.state == "embargoed":
        rows.move(draft, "embargo_ends", person=None, now=now)
    return row


def _check_again(row: OutboxRow, draft: DraftRow, now: datetime) -> None:
    if newsroom().is_published(row.content_digest):
        return  # a desk older than the record (restored from a backup): the signer answers with the receipt
    submission = row.submission
    people = {one.role: one.person for one in submission.approvals.select_related("person")}
    if "hold" in people:
        four_eyes.check_hold(rights.editor(people["hold"]), body=draft.body)
    else:
        _check_two(people, draft, submission.contributors)
        findings.expect_released(draft, now=now)
    review.expect_still_last(submission)


def _check_two(people: dict[str, Person], draft: DraftRow, contributors: Sequence[str]) -> None:
    four_eyes.check_submit(rights.editor(people["submit"]), body=draft.body)
    four_eyes.check_approve(
        rights.editor(people["approve"]), body=draft.body, contributors=contributors, submitter=people["submit"].pk
    )


# ── keeping the answer ────────────────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def _keep(row: OutboxRow, answer: Answer, now: datetime) -> None:
    """Rule 4."""
    draft = rows.take(row.submission.draft_id)
    if isinstance(answer, Refusal):
        if answer.again:
            _later([row], str(answer), now)
        else:
            _end(row, draft, str(answer), now)
        return
    _attempt(row, "receipt", now)
    row.state, row.finished_at, row.receipt = OutboxRow.State.DELIVERED, now, _receipt(answer)
    row.attempts += 1
    row.save(update_fields=["state", "finished_at", "receipt", "attempts"])
    rows.move(draft, "publish", person=None, now=now, entry=str(answer.index))


def _end(row: OutboxRow, draft: DraftRow, reason: str, now: datetime) -> None:
    """Refused for good, or no longer what it was: back to the author, with the reason."""
    row.state, row.finished_at = OutboxRow.State.REFUSED, now
    row.attempts += 1
    row.save(update_fields=["state", "finished_at", "attempts"])
    _attempt(row, reason, now)
    name = "check_fails" if draft.state == "embargoed" else "refuse"
    rows.move(draft, name, person=None, reason=reason[:LONGEST_ANSWER], now=now)


@transaction.atomic
def _later(taken: Sequence[OutboxRow], reason: str, now: datetime) -> None:
    for row in taken:
        row.attempts += 1
        longest = FIRST_PAUSE if row.submission.draft.kind == WARNING else LONGEST_PAUSE
        row.next_attempt_at = now + min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 10), longest)
        row.save(update_fields=["attempts", "next_attempt_at"])
        _attempt(row, reason, now)


def _attempt(row: OutboxRow, answer: str, now: datetime) -> None:
    Attempt.objects.create(row=row, at=now, answer=answer[:LONGEST_ANSWER])


def _receipt(receipt: Receipt) -> dict[str, str | int]:
    return {
        "index": receipt.index,
        "document": receipt.document or "",
        "n": receipt.n or 0,
        "payload_digest": receipt.payload_digest,
        "content_digest": receipt.content_digest,
        "issued_at": receipt.issued_at,
    }
