"""Two pairs of eyes: submit, return, approve (or approve under embargo), hold at once.

Rules
1. The author submits bytes: the edition composed behind the record as it stands. Both people sign the same digest.
   Whom it quotes is compared with the record first (`quoted`), whichever way the draft came in.
2. The approver names the digest they read; anything that changed since is refused.
3. Who contributed never approves: held here, by the database (guards), and by the signer.
4. Approval and outbox row are one transaction: there is never one without the other.
5. One person holds at once, in their own body's name; everything else, lifting a hold too, takes two. What the gate
   holds is not let out by one: a reason is said in other words.

    submission = submit(draft_id=7, expected_edition=2, person=author, key=key, now=now)
    approve(draft_id=7, content_digest=submission.content_digest, person=approver, key=other_key, now=now)
"""

import base64
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from uarazom.desk.drafts import behind, editing, findings, quoted, rows
from uarazom.desk.drafts.models import Approval, DraftRow, Edition, Submission
from uarazom.desk.drafts.quoted import LetGo
from uarazom.desk.newsroom import newsroom
from uarazom.desk.outbox import queue
from uarazom.desk.people import rights
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, NotFound, RecordMovedOn
from uarazom.editorial import four_eyes, transitions
from uarazom.editorial.draft import Composed, Draft
from uarazom.verify import approval as statements
from uarazom.verify import canon

LONGEST_REASON = 2000
Compose = Callable[[DraftRow, Edition, datetime], Composed]


def plainly(row: DraftRow, edition: Edition, now: datetime) -> Composed:
    """With nothing but what the edition says."""
    return behind.record(row, edition, now=now)


@transaction.atomic
def submit(
    *,
    draft_id: int,
    expected_edition: int,
    person: Person,
    key: ApprovalKey,
    now: datetime,
    compose: Compose = plainly,
    let_go: LetGo | None = None,
) -> Submission:
    """Compose, freeze, sign, and pass to the second person. `let_go`: quotations that differ from our record, and why
    they go out as they are."""
    row = rows.take(draft_id)
    rows.expect_edition(row, expected_edition)
    four_eyes.check_submit(rights.editor(person), body=row.body)
    transitions.after(row.state, "submit")
    findings.expect_released(row, now=now)
    found = quoted.expect_let_go(row, let_go, now=now)
    submission = _freeze(row, now, compose)
    _sign(submission, role="submit", person=person, key=key, now=now)
    why = _reason(let_go.reason) if found and let_go else ""
    rows.move(row, "submit", person=person, now=now, reason=why, content=submission.content_digest)
    quoted.keep(row, found, person=person, now=now)
    return submission


@transaction.atomic
def send_back(*, draft_id: int, content_digest: str, person: Person, reason: str, now: datetime) -> DraftRow:
    """Return to the author, with a reason."""
    row = rows.take(draft_id)
    _submitted(row, content_digest)
    transitions.check_may(rights.editor(person).roles.get(row.body, ()), "return")
    transitions.after(row.state, "return")
    if row.state in transitions.CARRIES_APPROVAL:
        queue.recall(rows.last_submission(row), now=now)
    rows.move(row, "return", person=person, reason=_reason(reason), now=now)
    return row


@transaction.atomic
def approve(
    *,
    draft_id: int,
    content_digest: str,
    person: Person,
    key: ApprovalKey,
    competence_affirmed: bool = False,
    now: datetime,
) -> DraftRow:
    """The second signature and the outbox row, in one transaction."""
    row = rows.take(draft_id)
    submission = _submitted(row, content_digest)
    submitter = submission.approvals.get(role="submit").person_id
    four_eyes.check_approve(
        rights.editor(person), body=row.body, contributors=submission.contributors, submitter=submitter
    )
    name = "embargo" if submission.embargo and submission.embargo > now else "approve"
    transitions.after(row.state, name)
    if row.act == "refute" and not competence_affirmed:
        raise DeskRefused("competence_not_affirmed")
    findings.expect_released(row, now=now)
    expect_still_last(submission)
    _sign(submission, role="approve", person=person, key=key, now=now)
    queue.put(submission, now=now)
    rows.move(row, name, person=person, now=now, content=content_digest)
    return row


@transaction.atomic
def hold(*, person: Person, key: ApprovalKey, draft: Draft, now: datetime) -> DraftRow:
    """One person, at once: the hold goes straight to the outbox."""
    if draft.act != "hold":
        raise DeskRefused("not_a_hold")
    four_eyes.check_hold(rights.editor(person), body=draft.body)
    row = editing.begin(person=person, draft=draft, embargo=None, now=now)
    findings.expect_released(row, now=now)
    submission = _freeze(row, now)
    _sign(submission, role="hold", person=person, key=key, now=now)
    rows.move(row, "submit", person=person, now=now, content=submission.content_digest)
    queue.put(submission, now=now)
    rows.move(row, "approve", person=person, now=now, content=submission.content_digest)
    return row


def expect_still_last(submission: Submission) -> None:
    """Refuse when the document got another act since it was composed."""
    fields = canon.parse(bytes(submission.content))
    document = newsroom().ledger().document_of(fields)
    last = document.latest.digest if document else None
    if fields.get("previous") != last:
        raise RecordMovedOn(fields["document"])


def _submitted(row: DraftRow, content_digest: str) -> Submission:
    submission = rows.last_submission(row)
    if submission is None:
        raise NotFound("submission")
    if submission.content_digest != content_digest or submission.edition.number != row.edition:
        raise DeskRefused("not_what_you_read")
    return submission


def _freeze(row: DraftRow, now: datetime, compose: Compose = plainly) -> Submission:
    edition = rows.current(row)
    if edition.embargo is not None and edition.embargo <= now:
        raise DeskRefused("embargo_past")
    composed = compose(row, edition, now)
    if queue.is_void(composed.content_digest):
        raise DeskRefused("content_void")
    return Submission.objects.create(
        draft=row,
        edition=edition,
        content=composed.content,
        content_digest=composed.content_digest,
        blobs={digest: base64.b64encode(blob).decode() for digest, blob in composed.blobs.items()},
        contributors=list(rows.contributors(row)),
        embargo=edition.embargo,
        findings=findings.told(row, now=now),
        at=now,
    )


def _sign(submission: Submission, *, role: str, person: Person, key: ApprovalKey, now: datetime) -> Approval:
    if key.person != person.pk:
        raise DeskRefused("key_of_another")
    if key.public != person.granted_public:
        raise DeskRefused("key_not_granted")
    statement = statements.statement(
        origin=newsroom().origin,
        role=role,
        person=person.pk,
        content=submission.content_digest,
        contributors=submission.contributors,
        embargo=canon.instant_text(submission.embargo) if submission.embargo else None,
    )
    return Approval.objects.create(
        submission=submission,
        role=role,
        person=person,
        statement=statement.decode(),
        signature=key.sign(statement),
        at=now,
    )


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise DeskRefused("reason_needed", most=LONGEST_REASON)
    return reason
