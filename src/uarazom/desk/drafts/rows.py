"""From rows to the editorial rules' values and back; finding a row, and locking it for a move.

row = rows.take(draft_id)                 # locked until the transaction ends
draft = rows.as_draft(row)                # editorial.draft.Draft of the current edition
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from uarazom.desk.audit import log as audit
from uarazom.desk.drafts.models import Contributor, DraftRow, Edition, Move, Submission
from uarazom.desk.outbox import queue
from uarazom.desk.people.models import Person, PersonRole
from uarazom.desk.refusal import DeskRefused, EditionIsStale, NotFound
from uarazom.editorial import transitions
from uarazom.editorial.draft import SALT_SIZE, Draft

MOST_CONTRIBUTORS = 256  # record.request.CONTRIBUTORS: what the signer takes


def take(draft_id: int) -> DraftRow:
    """The row, locked."""
    try:
        return DraftRow.objects.select_for_update().get(pk=draft_id)
    except DraftRow.DoesNotExist:
        raise NotFound("draft") from None


def current(row: DraftRow) -> Edition:
    """The current edition."""
    return row.editions.get(number=row.edition)


def last_submission(row: DraftRow) -> Submission | None:
    """The submission that an approval would be about."""
    return row.submissions.order_by("-pk").first()


def contributors(row: DraftRow) -> tuple[str, ...]:
    """Ids of everybody who ever worked on it, sorted."""
    return tuple(sorted(row.contributors.values_list("person_id", flat=True)))


def as_draft(row: DraftRow, edition: Edition | None = None) -> Draft:
    """The editorial value of one edition, the current one by default."""
    edition = edition or current(row)
    return Draft(
        document=row.document,
        kind=row.kind,
        act=row.act,
        body=row.body,
        fields=edition.fields,
        words=edition.words,
        contributors=contributors(row),
    )


def expect_edition(row: DraftRow, expected: int) -> None:
    """The optimistic lock: refuse when somebody saved in between."""
    if row.edition != expected:
        raise EditionIsStale(expected, row.edition)


def add_edition(
    row: DraftRow,
    *,
    person: Person,
    fields: Mapping[str, Any],
    words: Mapping[str, Any],
    embargo: datetime | None,
    grade: str = "",
    now: datetime,
) -> Edition:
    """One more edition, and its maker among the contributors."""
    row.edition += 1
    add_contributors(row, (person.pk,))
    return Edition.objects.create(
        draft=row,
        number=row.edition,
        fields=dict(fields),
        words=dict(words),
        embargo=embargo,
        grade=grade,
        salt=secrets.token_bytes(SALT_SIZE),
        made_by=person,
        made_at=now,
    )


def add_contributors(row: DraftRow, people: Iterable[str]) -> None:
    """Whoever worked on it, for ever; more than the signer takes is refused."""
    known = set(contributors(row))
    new = sorted(set(people) - known)
    if len(known) + len(new) > MOST_CONTRIBUTORS:
        raise DeskRefused("too_many_contributors", most=MOST_CONTRIBUTORS)
    Contributor.objects.bulk_create(Contributor(draft=row, person_id=name, since_edition=row.edition) for name in new)


def move(row: DraftRow, name: str, *, person: Person | None, now: datetime, reason: str = "", **details: str) -> None:
    """Make the move that the table allows, write it down, and say it to the audit log."""
    if transitions.takes_back(row.state, name):
        details["void"] = _void(row, now)
    row.state = transitions.after(row.state, name)
    row.changed_at = now
    row.reason = reason
    row.save()
    Move.objects.create(
        draft=row, move=name, state=row.state, edition=row.edition, person=person, reason=reason, at=now
    )
    told: dict[str, str | int] = {"state": row.state, "edition": row.edition, "document": row.document, **details}
    actor = person.pk if person else "desk"
    audit.write(actor=actor, action=f"draft.{name}", about=f"draft/{row.pk}", details=told, now=now)


def _void(row: DraftRow, now: datetime) -> str:
    """What was signed and is taken back, for the signer to hear of: a row in the transaction of the move."""
    submission = last_submission(row)
    assert submission is not None  # noqa: S101 - a signed draft has one
    queue.void(submission.content_digest, now=now)
    return submission.content_digest


def listed(states: Iterable[str]) -> "list[DraftRow]":
    """Drafts in these states, oldest change first: what waited longest stands on top."""
    return list(DraftRow.objects.filter(state__in=states).order_by("changed_at", "pk"))


def visible(person: Person) -> "QuerySet[DraftRow]":
    """Drafts that this person may read: of the bodies where they hold any role, and those they worked on."""
    roles = PersonRole.objects.filter(person=person, until=None, person__is_active=True)
    own = Contributor.objects.filter(person_id=person.pk)
    return DraftRow.objects.filter(Q(body__in=roles.values("body")) | Q(pk__in=own.values("draft")))
