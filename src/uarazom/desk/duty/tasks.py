"""Services of a warning's draft: begin, follow, save, submit, confirm, compose anew. Four eyes are ``drafts.review``'s.

Rules
1. A task's ``exercise`` comes from the address it was begun under, and is never asked again.
2. What follows a warning keeps its event, places and texts; a follow-up is of the kind of what it follows.
3. Saving requires nothing; what has not changed makes no edition.
4. Submitting fixes the message's instant. A draft that waited too long is composed anew by its author in one action.
5. What is submitted is spoken first (``voice``), before the transaction begins; its files are kept with it.

    row = begin(person=author, body="desk", event="air-raid", exercise=False, now=now)
    row = save(draft_id=row.pk, expected_edition=1, person=author, order=order, texts=texts, now=now)
    submit(draft_id=row.pk, expected_edition=2, person=author, key=key, now=now)
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from uarazom.desk.drafts import editing, review, rows
from uarazom.desk.drafts.models import DraftRow, Edition, Submission
from uarazom.desk.duty import before, catalogue, composing, missing, voice
from uarazom.desk.duty.models import Task
from uarazom.desk.duty.orders import REASON, TEXTS, Order
from uarazom.desk.duty.voice import Sound
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial.alerting.errors import BadPlace
from uarazom.editorial.draft import Composed, Draft

KIND = "alert"
ACTS = {
    **dict.fromkeys(("issue", "update", "extend", "all_clear"), "publish"),
    "correct": "correct",
    "cancel": "withdraw",
}
ENDS = frozenset({"all_clear", "cancel"})
OPEN = ("draft", "returned", "submitted", "refused")
Texts = Mapping[str, Mapping[str, str]]


@transaction.atomic
def begin(*, person: Person, body: str, event: str, exercise: bool, now: datetime) -> DraftRow:
    """A new warning from the event's template."""
    known = catalogue.event(event)
    catalogue.expect_sender(body)
    document = f"{KIND}-{secrets.token_hex(6)}"
    order = Order(
        event=event,
        severity=known.severity,
        urgency=known.urgency,
        certainty=known.certainty,
        responses=tuple(known.responses),
        seconds=known.seconds,
    )
    return _begin(person, document, body, "issue", exercise, order, catalogue.texts(known), now)


@transaction.atomic
def follow(*, person: Person, document: str, does: str, seconds: int | None = None, now: datetime) -> DraftRow:
    """The next message of a warning: update, extend, correct, all clear, cancel."""
    standing, order, texts = _following(document, does, seconds, now)
    return _begin(person, document, standing.body, does, standing.exercise, order, texts, now)


def _following(document: str, does: str, seconds: int | None, now: datetime) -> tuple[before.Standing, Order, Texts]:
    if does not in ENDS | {"update", "extend", "correct"}:
        raise DeskRefused("duty_no_such_task", does=does[:20])
    standing = before.find(document)
    before.expect_open(standing, ends=does in ENDS, now=now)
    _expect_alone(document)
    order = standing.order
    if does == "extend" and seconds is not None:
        order = order.lasting(seconds)
    texts = catalogue.ending_texts(catalogue.event(order.event, document), does) if does in ENDS else standing.texts
    return standing, order, _kept(texts)


def _begin(
    person: Person, document: str, body: str, does: str, exercise: bool, order: Order, texts: Texts, now: datetime
) -> DraftRow:
    draft = Draft(document, KIND, ACTS[does], body, order.written(), _kept(texts))
    row = editing.create(person=person, draft=draft, now=now)
    Task.objects.create(draft=row, does=does, exercise=exercise)
    return _named(row, order, texts, now)


def _named(row: DraftRow, order: Order, texts: Texts, now: datetime) -> DraftRow:
    """Lists show the headline as it will be read; before there is a place, the event."""
    try:
        filled = composing.filled(texts, composing.where(order), order.ends(now))
        row.titles = {code: said.headline for code, said in filled.items() if said.headline}
    except BadPlace:
        known = catalogue.events().get(order.event)
        row.titles = dict(known.name) if known else {}
    row.save(update_fields=["titles"])
    return row


def _expect_alone(document: str) -> None:
    """One message at a time: a second one would follow the act before and be refused by the signer."""
    on_their_way = ("submitted", "approved")
    other = DraftRow.objects.filter(document=document, kind=KIND, state__in=on_their_way).first()
    if other is not None:
        raise DeskRefused("duty_another_waits", draft=other.pk)


@transaction.atomic
def save(
    *, draft_id: int, expected_edition: int, person: Person, order: Order, texts: Texts, now: datetime
) -> DraftRow:
    """One more edition, unless nothing changed."""
    row = rows.take(draft_id)
    rows.expect_edition(row, expected_edition)
    edition, fields, words = rows.current(row), order.written(), _kept(texts)
    if (edition.fields, edition.words) == (fields, words):
        return row
    row = editing.save(
        draft_id=draft_id,
        expected_edition=expected_edition,
        person=person,
        fields=fields,
        words=words,
        embargo=None,
        now=now,
    )
    return _named(row, order, texts, now)


def submit(*, draft_id: int, expected_edition: int, person: Person, key: ApprovalKey, now: datetime) -> Submission:
    """To the second person, with the instant of the message."""
    sounds = _drafted(draft_id, expected_edition, now)
    return _submit(draft_id, expected_edition, person, key, now, sounds)


@transaction.atomic
def _submit(
    draft_id: int, expected_edition: int, person: Person, key: ApprovalKey, now: datetime, sounds: tuple[Sound, ...]
) -> Submission:
    row = rows.take(draft_id)
    edition = rows.current(row)
    missing.expect_none(Order.read(edition.fields), edition.words, does=row.task.does, document=row.document, now=now)
    _expect_alone(row.document)

    def compose(row: DraftRow, edition: Edition, now: datetime) -> Composed:
        return composing.record(row, edition, now=now, sounds=sounds)

    return review.submit(
        draft_id=draft_id, expected_edition=expected_edition, person=person, key=key, now=now, compose=compose
    )


def _drafted(draft_id: int, expected_edition: int, now: datetime) -> tuple[Sound, ...]:
    """Rule 5, of a draft as it was read; one that was saved meanwhile is refused later."""
    row = DraftRow.objects.filter(pk=draft_id, edition=expected_edition).select_related("task").first()
    if row is None:
        return ()
    edition, task = rows.current(row), row.task
    return _spoken(row.document, Order.read(edition.fields), edition.words, task.does, task.exercise, now)


def _spoken(document: str, order: Order, texts: Texts, does: str, exercise: bool, now: datetime) -> tuple[Sound, ...]:
    """Nothing for what will be refused anyway."""
    if missing.of(order, texts, does=does, document=document, now=now):
        return ()
    try:
        said = composing.said(order, texts, does=does, now=now)
    except BadPlace:
        return ()
    return voice.spoken(said, exercise=exercise)


@transaction.atomic
def confirm(*, draft_id: int, content_digest: str, person: Person, key: ApprovalKey, now: datetime) -> DraftRow:
    """The second signature, over the warning and its retraction; refused when the message is too old to be issued."""
    submission = rows.last_submission(rows.take(draft_id))
    if submission is not None:
        composing.expect_fresh(submission, now=now)
    return review.approve(draft_id=draft_id, content_digest=content_digest, person=person, key=key, now=now)


def follow_and_submit(
    *, person: Person, document: str, does: str, seconds: int | None = None, key: ApprovalKey, now: datetime
) -> DraftRow:
    """One action: what follows, with the texts of its template, goes to the second person."""
    standing, order, texts = _following(document, does, seconds, now)
    sounds = _spoken(document, order, texts, does, standing.exercise, now)
    with transaction.atomic():
        row = follow(person=person, document=document, does=does, seconds=seconds, now=now)
        _submit(row.pk, row.edition, person, key, now, sounds)
    return row


def compose_anew(*, draft_id: int, expected_edition: int, person: Person, key: ApprovalKey, now: datetime) -> DraftRow:
    """Rule 4: the same, with a new instant; a second person confirms it again."""
    return _anew(draft_id, expected_edition, person, key, now, _drafted(draft_id, expected_edition, now))


@transaction.atomic
def _anew(
    draft_id: int, expected_edition: int, person: Person, key: ApprovalKey, now: datetime, sounds: tuple[Sound, ...]
) -> DraftRow:
    row = rows.take(draft_id)
    rows.expect_edition(row, expected_edition)
    edition = rows.current(row)
    row = editing.save(
        draft_id=draft_id,
        expected_edition=expected_edition,
        person=person,
        fields=edition.fields,
        words=edition.words,
        embargo=None,
        now=now,
    )
    _named(row, Order.read(edition.fields), edition.words, now)
    _submit(row.pk, row.edition, person, key, now, sounds)
    return row


def _kept(texts: Texts) -> dict[str, dict[str, str]]:
    """The texts of a warning and no other, without empty ones."""
    kept = {name: {code: said for code, said in texts.get(name, {}).items() if said} for name in (*TEXTS, REASON)}
    return {name: said for name, said in kept.items() if said}
