"""What the gate finds in an edition, who released it, and whether the way is free.

Rules
1. Every edition is looked at when it is saved, and again at submit, at approval and at the embargo's end: time and the
   pack may have changed. A finding not seen before is added to the edition and holds it.
2. A release names role and reason; it counts for that finding of that edition alone.
3. A danger to life takes two approvers (``four_eyes.check_gate_release``).

    findings.look(row, edition, now=now)
    findings.release(finding_id=3, person=approver, reason="…", now=now)
    findings.look_again(draft_id=row.pk, now=now)
    findings.expect_released(row)
"""

from datetime import datetime

from django.db import transaction

from uarazom.desk.audit import log as audit
from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow, Edition, Finding, FindingRelease
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, GateHolds, NotFound
from uarazom.editorial import four_eyes, gate
from uarazom.verify import canon

LONGEST_REASON = 2000
RELEASES_FOR_DANGER = 2


def look(row: DraftRow, edition: Edition, *, now: datetime) -> list[Finding]:
    """Ask the gate; add what it finds and has not found before."""
    kept = []
    for found in gate.check(rows.as_draft(row, edition), newsroom().pack, now):
        told = found.as_dict()
        finding, _ = Finding.objects.get_or_create(
            edition=edition,
            digest=canon.digest(canon.canonical(told)),
            defaults={"rule": found.rule, "finding": told, "danger": found.danger},
        )
        kept.append(finding)
    return kept


def is_released(finding: Finding) -> bool:
    """Whether as many people as it takes let it pass."""
    return finding.releases.count() >= (RELEASES_FOR_DANGER if finding.danger else 1)


def open_of(row: DraftRow) -> list[Finding]:
    """Findings of the current edition that still hold it."""
    return [finding for finding in rows.current(row).findings.all() if not is_released(finding)]


@transaction.atomic
def look_again(*, draft_id: int, now: datetime) -> None:
    """Before a move, in a transaction of its own: what is found stays found when the move is then refused."""
    row = rows.take(draft_id)
    look(row, rows.current(row), now=now)


def expect_released(row: DraftRow) -> None:
    """Refuse while anything holds."""
    holding = open_of(row)
    if holding:
        raise GateHolds(len(holding))


@transaction.atomic
def release(*, finding_id: int, person: Person, reason: str, now: datetime) -> FindingRelease:
    """Let one finding pass, by role and with a reason."""
    finding = Finding.objects.select_related("edition__draft").filter(pk=finding_id).first()
    if finding is None or finding.edition.number != finding.edition.draft.edition:
        raise NotFound("finding")
    row = finding.edition.draft
    four_eyes.check_gate_release([rights.editor(person)], body=row.body, danger=False)
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON:
        raise DeskRefused("reason_needed", most=LONGEST_REASON)
    if finding.releases.filter(person=person).exists():
        raise DeskRefused("released_already")
    done = FindingRelease.objects.create(finding=finding, person=person, role="approver", reason=text, at=now)
    audit.write(
        actor=person.pk,
        action="finding.release",
        about=f"draft/{row.pk}",
        details={"rule": finding.rule, "edition": row.edition, "reason": text},
        now=now,
    )
    return done
