"""From a confirmed change to the record: handed to the signer until it answers; a loop that may die at any moment.

A confirmed change is asked for again after a crash; the signer answers a content that stands in the record with the
receipt of the first time, so that nothing is published twice. Refused for good, it goes back to its writer's hands.
The manifests of its files go first, and the register only when all of them stand: a manifest alone says nothing yet.

    deliver(signer, now=now)        # how many were answered; called by the outbox's rounds
"""

import base64
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from uarazom.desk.audit import log as audit
from uarazom.desk.register import files
from uarazom.desk.register.models import RegisterChange
from uarazom.record.request import Answer, Approval, Receipt, Refusal, Request
from uarazom.verify import canon
from uarazom.verify.entry import content_digest

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=1)
LONGEST_ANSWER = 2000
State = RegisterChange.State


class Publishing(Protocol):
    """What this needs of ``record.client.SignerClient``."""

    def publish(self, requests: Sequence[Request]) -> Sequence[Answer]:
        """One answer for each request. Raises OSError and the like when the signer cannot be reached."""


def deliver(signer: Publishing, *, now: datetime) -> int:
    """Hand over what is due, one by one: each is composed behind the one before it."""
    due = RegisterChange.objects.filter(state=State.CONFIRMED, next_attempt_at__lte=now).order_by("confirmed_at", "pk")
    return sum(_deliver(change, signer, now) for change in due)


def _deliver(change: RegisterChange, signer: Publishing, now: datetime) -> int:
    try:
        answer = _answer(change, signer)
    except Exception as error:  # whatever kept us from an answer: it stays confirmed and is asked again
        return _later(change, f"{type(error).__name__}: {error}", now)
    if isinstance(answer, Receipt):
        return _in_force(change, answer, now)
    return _later(change, str(answer), now) if answer.again else _refused(change, answer, now)


def _answer(change: RegisterChange, signer: Publishing) -> Answer:
    """The register's receipt, or the first refusal on the way to it."""
    for manifest in manifests(change):
        (answer,) = signer.publish([manifest])
        if isinstance(answer, Refusal):
            return answer
    (answer,) = signer.publish([request(change)])
    return answer


def manifests(change: RegisterChange) -> Iterator[Request]:
    """Its files, each as the signer takes it."""
    for content in change.manifests:
        digest, raw = content_digest(content), files.raw_of(content["digest"])
        signed = _approvals(change, digest, change.asked_manifests[digest], change.confirmed_manifests[digest])
        yield Request(content, {content["digest"]: raw} if raw is not None else {}, signed)


def request(change: RegisterChange) -> Request:
    """The change as the signer takes it."""
    blobs = {digest: base64.b64decode(text) for digest, text in change.blobs.items()}
    digest, signatures = change.content_digest, (change.asked_signature, change.confirmed_signature)
    return Request(canon.parse(bytes(change.content)), blobs, _approvals(change, digest, *signatures))


def _approvals(change: RegisterChange, digest: str, asked: str, confirmed: str) -> tuple[Approval, Approval]:
    first = Approval("grant", str(change.made_by_id), digest, base64.b64decode(asked))
    return first, Approval("grant", str(change.confirmed_by_id), digest, base64.b64decode(confirmed))


@transaction.atomic
def _in_force(change: RegisterChange, receipt: Receipt, now: datetime) -> int:
    change.state, change.answer = State.IN_FORCE, ""
    change.receipt = {"index": receipt.index, "issued_at": receipt.issued_at, "payload_digest": receipt.payload_digest}
    _save(change, "register.in_force", now, entry=str(receipt.index))
    return 1


@transaction.atomic
def _refused(change: RegisterChange, refusal: Refusal, now: datetime) -> int:
    change.state, change.answer = State.REFUSED, str(refusal)[:LONGEST_ANSWER]
    _save(change, "register.refuse", now)
    return 1


def _later(change: RegisterChange, answer: str, now: datetime) -> int:
    change.attempts += 1
    change.answer = answer[:LONGEST_ANSWER]
    change.next_attempt_at = now + min(FIRST_PAUSE * 2 ** min(change.attempts - 1, 10), LONGEST_PAUSE)
    change.save(update_fields=["attempts", "answer", "next_attempt_at"])
    return 0


def _save(change: RegisterChange, action: str, now: datetime, **details: str) -> None:
    change.attempts += 1
    change.changed_at = now
    change.save()
    told: dict[str, str | int] = {"content": change.content_digest, **details}
    audit.write(actor="desk", action=action, about=f"register/{change.pk}", details=told, now=now)
