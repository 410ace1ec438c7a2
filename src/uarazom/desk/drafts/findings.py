"""What the gate finds in a draft, who let it pass, and whether the way is free.

Rules
1. The gate is asked anew at every look: at each screen, at submit, at approval and at the embargo's end. Time and the
   pack may have changed.
2. A release names its ground and reason; it stands for that match in that place (``gate.check``, rule 5).
3. A danger to life takes two approvers: the first release waits for the second (``gate.release``).

    seen = findings.look(row, now=now)           # Seen(finding, releases, holds)
    findings.release(draft_id=7, key="…", person=approver, ground="owner_agrees", reason="…", url="", now=now)
    findings.expect_released(row, now=now)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uarazom.desk.audit import log as audit
from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow, FindingRelease
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, GateHolds, NotFound
from uarazom.editorial import gate
from uarazom.editorial.rules.release import Release, decide

RELEASES_FOR_DANGER = 2


@dataclass(frozen=True)
class Seen:
    """One finding, the people who let it pass so far, and whether it holds the draft."""

    finding: gate.Finding
    releases: tuple[FindingRelease, ...]
    holds: bool


def look(row: DraftRow, *, now: datetime) -> list[Seen]:
    """Everything the gate says of the current edition."""
    document = newsroom().ledger().documents.get(row.document)
    found = gate.check(rows.as_draft(row), newsroom().pack, now, document)
    given = list(row.releases.select_related("person"))
    still = {finding.key for finding in gate.holding(found, _released(given), now)}
    return [
        Seen(finding, tuple(one for one in given if one.key == finding.key), finding.key in still) for finding in found
    ]


def expect_released(row: DraftRow, *, now: datetime) -> None:
    """Refuse while anything holds."""
    holding = [seen for seen in look(row, now=now) if seen.holds]
    if holding:
        raise GateHolds(len(holding))


def told(row: DraftRow, *, now: datetime) -> list[Mapping[str, str]]:
    """What is kept with a submission: rule, place, state; never the matched text."""
    return [
        {
            "rule": seen.finding.rule,
            "key": seen.finding.key,
            "member": seen.finding.member,
            "language": seen.finding.language,
            "state": seen.finding.state,
            "released_by": ",".join(one.person_id for one in seen.releases),
        }
        for seen in look(row, now=now)
    ]


@transaction.atomic
def release(
    *, draft_id: int, key: str, person: Person, ground: str, reason: str, url: str = "", now: datetime
) -> FindingRelease:
    """Let one finding pass; a danger to life waits for a second approver."""
    row = rows.take(draft_id)
    seen = next((one for one in look(row, now=now) if one.finding.key == key), None)
    if seen is None:
        raise NotFound("finding")
    if any(one.person_id == person.pk for one in seen.releases):
        raise DeskRefused("released_already")
    _decide(row, seen, person, ground, reason, url)
    done = FindingRelease.objects.create(
        draft=row,
        key=key,
        rule=seen.finding.rule,
        danger=seen.finding.danger,
        person=person,
        role="approver",
        ground=ground,
        reason=reason.strip(),
        url=url,
        at=now,
    )
    details: dict[str, str | int] = {"rule": done.rule, "ground": ground, "role": done.role, "edition": row.edition}
    audit.write(actor=person.pk, action="finding.release", about=f"draft/{row.pk}", details=details, now=now)
    return done


def _decide(row: DraftRow, seen: Seen, person: Person, ground: str, reason: str, url: str) -> Release:
    editors = [rights.editor(one.person) for one in seen.releases] + [rights.editor(person)]
    first_of_two = seen.finding.danger and len(editors) < RELEASES_FOR_DANGER
    return decide(
        _AloneFor(seen.finding) if first_of_two else seen.finding,
        editors,
        body=row.body,
        contributors=rows.contributors(row),
        ground=ground,
        reason=reason,
        url=url or None,
    )


class _AloneFor:
    """A danger as its first approver meets it: every rule but the second person."""

    danger = False

    def __init__(self, finding: gate.Finding) -> None:
        self.key, self.rule, self.releasable = finding.key, finding.rule, finding.releasable


def _released(given: list[FindingRelease]) -> list[Release]:
    """Releases that count: one for most, two different people for a danger to life."""
    by_key: dict[str, list[FindingRelease]] = {}
    for one in given:
        by_key.setdefault(one.key, []).append(one)
    return [
        Release(key, ones[0].rule, tuple(o.person_id for o in ones), "approver", ones[0].ground, ones[0].reason)
        for key, ones in by_key.items()
        if len({o.person_id for o in ones}) >= (RELEASES_FOR_DANGER if ones[0].danger else 1)
    ]
