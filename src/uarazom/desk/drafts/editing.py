"""Writing: begin a draft, save an edition, let a draft go.

Rules
1. Only an author of the draft's body writes; every edition is kept, its maker is a contributor for ever.
2. A save names the edition it was made from; a stale one is refused, and the form keeps what was typed.
3. An edit voids approvals: the row is taken back from the outbox, or the edit is refused when it is on its way.

    row = create(person=author, draft=Draft(…), embargo=None, now=now)
    row = save(draft_id=row.pk, expected_edition=1, person=author, fields=…, words=…, embargo=None, now=now)
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.outbox import queue
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial import four_eyes, transitions
from uarazom.editorial.draft import Draft
from uarazom.verify import canon

MOST_EDITION_BYTES = 2 * 1024 * 1024  # twice what a words blob may hold: a draft may be too long, but not without end
MOST_EDITIONS = 1000
GRADE = re.compile(r"[A-F][1-6]")


@transaction.atomic
def create(
    *, person: Person, draft: Draft, embargo: datetime | None = None, grade: str = "", now: datetime
) -> DraftRow:
    """A draft with its first edition. `grade`: the editor's own, A1 to F6; it never leaves the desk."""
    four_eyes.check_submit(rights.editor(person), body=draft.body)
    return begin(person=person, draft=draft, embargo=embargo, grade=grade, now=now)


def begin(*, person: Person, draft: Draft, embargo: datetime | None, grade: str = "", now: datetime) -> DraftRow:
    """The row and edition 1; whoever calls has asked whether the person may."""
    _graded(grade)
    if not canon.is_id(draft.document):
        raise DeskRefused("document_id_bad", id=draft.document[:100])
    _bounded(draft.fields, draft.words)
    row = DraftRow.objects.create(
        document=draft.document,
        kind=draft.kind,
        act=draft.act,
        body=draft.body,
        titles=_titles(draft.document, draft.words),
        created_by=person,
        created_at=now,
        changed_at=now,
    )
    rows.add_contributors(row, draft.contributors)
    rows.add_edition(row, person=person, fields=draft.fields, words=draft.words, embargo=embargo, grade=grade, now=now)
    rows.move(row, "save", person=person, now=now)
    return row


@transaction.atomic
def save(
    *,
    draft_id: int,
    expected_edition: int,
    person: Person,
    fields: Mapping[str, Any],
    words: Mapping[str, Any],
    embargo: datetime | None,
    grade: str = "",
    now: datetime,
) -> DraftRow:
    """One more edition."""
    _graded(grade)
    row = rows.take(draft_id)
    rows.expect_edition(row, expected_edition)
    four_eyes.check_submit(rights.editor(person), body=row.body)
    _bounded(fields, words)
    if row.edition >= MOST_EDITIONS:
        raise DeskRefused("too_many_editions", most=MOST_EDITIONS)
    name = "save" if row.state == transitions.FIRST else "edit"
    transitions.after(row.state, name)
    _take_back(row, now)
    row.titles = _titles(row.document, words)
    rows.add_edition(row, person=person, fields=fields, words=words, embargo=embargo, grade=grade, now=now)
    rows.move(row, name, person=person, now=now)
    return row


@transaction.atomic
def discard(*, draft_id: int, expected_edition: int, person: Person, reason: str = "", now: datetime) -> DraftRow:
    """Let the draft go; it stays readable."""
    row = rows.take(draft_id)
    rows.expect_edition(row, expected_edition)
    four_eyes.check_submit(rights.editor(person), body=row.body)
    transitions.after(row.state, "withdraw_draft")
    _take_back(row, now)
    rows.move(row, "withdraw_draft", person=person, reason=reason, now=now)
    return row


def _take_back(row: DraftRow, now: datetime) -> None:
    if row.state in transitions.CARRIES_APPROVAL:
        queue.recall(rows.last_submission(row), now=now)


def _titles(document: str, words: Mapping[str, Any]) -> dict[str, str]:
    own = words.get("title") or {}
    return dict(own) or newsroom().titles(document)


def _graded(grade: str) -> None:
    if grade and not GRADE.fullmatch(grade):
        raise DeskRefused("grade_bad", grade=grade[:10])


def _bounded(fields: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    size = len(json.dumps([fields, words], ensure_ascii=False).encode())
    if size > MOST_EDITION_BYTES:
        raise DeskRefused("draft_too_large", size=size, most=MOST_EDITION_BYTES)
