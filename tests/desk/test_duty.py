"""Warnings through the services: begin, submit, confirm, follow, retract; and everything that is refused."""

from datetime import timedelta
from typing import Any

import pytest
from tests.desk.instance import START, Instance
from tests.desk.people import Worker

from uarazom.editorial.refusal import Refused

WARNS = True


def duty() -> Any:
    """The services, once Django is there."""
    from uarazom.desk.duty import tasks

    return tasks


def begun(person: Worker, now: Any, *, exercise: bool = False, **order: Any) -> Any:
    """A draft of an air raid warning for the north, two hours long, unless said otherwise."""
    from dataclasses import replace

    from uarazom.desk.drafts import rows
    from uarazom.desk.duty.orders import Order

    row = duty().begin(person=person.person, body="press", event="air-raid", exercise=exercise, now=now)
    edition = rows.current(row)
    chosen = replace(Order.read(edition.fields), **{"regions": ("AA-01",), **order})
    return duty().save(
        draft_id=row.pk, expected_edition=1, person=person.person, order=chosen, texts=edition.words, now=now
    )


def submitted(person: Worker, now: Any, **more: Any) -> Any:
    row = begun(person, now, **more)
    return duty().submit(draft_id=row.pk, expected_edition=row.edition, person=person.person, key=person.key, now=now)


def confirmed(submission: Any, person: Worker, now: Any) -> Any:
    return duty().confirm(
        draft_id=submission.draft_id,
        content_digest=submission.content_digest,
        person=person.person,
        key=person.key,
        now=now,
    )


def issued(desk: Instance, author: Worker, second: Worker, **more: Any) -> str:
    """A warning in the record; its document."""
    now = desk.clock()
    submission = submitted(author, now, **more)
    row = confirmed(submission, second, now)
    assert desk.deliver() == 1
    return str(row.document)


def word(document: str, now: Any) -> str:
    """Its status."""
    from uarazom.desk.duty import before

    return before.find(document).status(now).status


def refused(code: str, do: Any, *args: Any, **more: Any) -> None:
    """The call is refused under this code."""
    from uarazom.desk.refusal import DeskRefused

    with pytest.raises((DeskRefused, Refused)) as caught:
        do(*args, **more)
    assert code in (getattr(caught.value, "code", ""), getattr(caught.value, "check", "")), caught.value


def test_two_people_issue_a_warning(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.duty import before

    document = issued(desk, ivan, olha)
    standing = before.find(document)
    assert standing.status(desk.clock()).status == "in_force"
    assert standing.act.regions == ("AA-01",)
    assert standing.act.valid_until == START + timedelta(hours=2)
    assert standing.act.alert is not None
    assert standing.act.alert.retraction


def test_nobody_confirms_alone(desk: Instance, petro: Worker, ivan: Worker) -> None:
    now = desk.clock()
    submission = submitted(petro, now)
    refused("four_eyes.contributed", confirmed, submission, petro, now)
    refused("four_eyes.role", confirmed, submission, ivan, now)


def test_all_clear_takes_two_and_one_action(desk: Instance, ivan: Worker, olha: Worker) -> None:
    document = issued(desk, ivan, olha)
    now = desk.clock.forward(minutes=10)
    row = duty().follow_and_submit(person=ivan.person, document=document, does="all_clear", key=ivan.key, now=now)
    assert word(document, now) == "in_force"
    confirmed(row.submissions.get(), olha, now)
    assert desk.deliver() == 1
    assert word(document, now) == "all_clear"
    refused("duty_over", duty().follow, person=ivan.person, document=document, does="update", now=now)


@pytest.mark.parametrize(("by", "exercise"), [("ivan", False), ("olha", False), ("olha", True)])
def test_either_of_the_two_retracts_alone(
    desk: Instance, ivan: Worker, olha: Worker, petro: Worker, by: str, exercise: bool
) -> None:
    from uarazom.acts import alerts
    from uarazom.desk.duty import before, retracting

    document = issued(desk, ivan, olha, exercise=exercise)
    now = desk.clock.forward(seconds=40)
    refused("duty_not_one_of_two", retracting.retract, document=document, person=petro.person, key=petro.key, now=now)
    who = {"ivan": ivan, "olha": olha}[by]
    row = retracting.retract(document=document, person=who.person, key=who.key, now=now)
    again = retracting.retract(document=document, person=who.person, key=who.key, now=now)
    assert row == again
    assert desk.deliver() == 1
    assert word(document, now) == "withdrawn"
    assert alerts.correction_seconds(before.find(document).document) == 40


def test_what_a_clock_that_was_ahead_issued_is_taken_back_once_it_is_right(
    desk: Instance, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk.duty import retracting

    desk.clock.forward(hours=3)
    false, over = issued(desk, ivan, olha), issued(desk, ivan, olha)
    now = desk.clock.forward(hours=-3)
    retracting.retract(document=false, person=ivan.person, key=ivan.key, now=now)
    row = duty().follow_and_submit(person=ivan.person, document=over, does="cancel", key=ivan.key, now=now)
    confirmed(row.submissions.get(), olha, now)
    assert desk.deliver() == 2
    assert (word(false, now), word(over, now)) == ("withdrawn", "cancelled")


@pytest.mark.parametrize(
    ("does", "after"),
    [("update", "in_force"), ("extend", "in_force"), ("all_clear", "all_clear"), ("cancel", "cancelled")],
)
@pytest.mark.parametrize("exercise", [False, True])
def test_what_follows_a_warning(
    desk: Instance, ivan: Worker, olha: Worker, does: str, after: str, exercise: bool
) -> None:
    from uarazom.acts import alerts
    from uarazom.desk.duty import before

    document = issued(desk, ivan, olha, exercise=exercise)
    now = desk.clock.forward(minutes=10)
    seconds = 3600 if does == "extend" else None
    row = duty().follow_and_submit(
        person=ivan.person, document=document, does=does, seconds=seconds, key=ivan.key, now=now
    )
    assert row.task.exercise is exercise
    confirmed(row.submissions.get(), olha, now)
    assert desk.deliver() == 1
    standing = before.find(document)
    assert (standing.status(now).status, standing.exercise) == (after, exercise)
    first, last = alerts.sent(standing.document)
    assert last.regions == first.regions
    if does == "extend":
        assert last.valid_until == now + timedelta(hours=1)


def test_a_correction_says_why(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.acts import alerts
    from uarazom.desk.drafts import rows
    from uarazom.desk.duty import before
    from uarazom.desk.duty.orders import Order

    document = issued(desk, ivan, olha)
    now = desk.clock.forward(seconds=90)
    row = duty().follow(person=ivan.person, document=document, does="correct", now=now)
    common = {"draft_id": row.pk, "person": ivan.person, "now": now}
    refused("duty_no_reason", duty().submit, expected_edition=1, key=ivan.key, **common)
    edition = rows.current(row)
    texts = {**edition.words, "reason": {"uk": "Не той район.", "en": "The wrong district."}}
    duty().save(expected_edition=1, order=Order.read(edition.fields).at(["AA-02"], ""), texts=texts, **common)
    confirmed(duty().submit(expected_edition=2, key=ivan.key, **common), olha, now)
    assert desk.deliver() == 1
    standing = before.find(document)
    assert standing.status(now).badges == ("corrected",)
    assert (standing.act.regions, alerts.correction_seconds(standing.document)) == (("AA-02",), 90)


def test_a_shape_is_kept_from_message_to_message(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.duty import before

    shape = "POLYGON((30.5 51.2, 31 51.2, 31 51.6, 30.5 51.2))"
    document = issued(desk, ivan, olha, regions=(), shapes=shape)
    alert = before.find(document).act.alert
    assert alert is not None
    assert set(alert.parts) == {"AA-01:01", "AA-01:02"} or set(alert.parts) == {"AA-01"}
    assert before.find(document).order.shapes == shape


@pytest.mark.parametrize(
    ("code", "order"),
    [
        ("duty_no_place", {"regions": ()}),
        ("duty_end_past", {"seconds": None, "until": START - timedelta(minutes=1)}),
        ("duty_end_too_late", {"seconds": None, "until": START + timedelta(hours=7)}),
        ("duty_no_end", {"seconds": None}),
        ("duty_event_unknown", {"event": "no-such-event"}),
        ("warning.place", {"shapes": "POLYGON((30 51, 31 51))"}),
    ],
)
def test_what_cannot_be_submitted(desk: Instance, ivan: Worker, code: str, order: dict[str, Any]) -> None:
    now = desk.clock()
    row = begun(ivan, now, **order)
    common = {"draft_id": row.pk, "expected_edition": row.edition, "person": ivan.person, "key": ivan.key, "now": now}
    refused(code, duty().submit, **common)
    row.refresh_from_db()
    assert row.state == "draft"


def test_a_warning_begins_from_the_list_and_in_the_name_of_a_sender(
    desk: Instance, ivan: Worker, petro: Worker
) -> None:
    common = {"exercise": False, "now": desk.clock()}
    refused("duty_event_unknown", duty().begin, person=ivan.person, body="press", event="rain-of-frogs", **common)
    refused("duty_body_sends_none", duty().begin, person=petro.person, body="mod", event="air-raid", **common)


def test_one_language_is_enough(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """A missing translation never delays: it is said, and nothing is asked."""
    from uarazom.desk.drafts import rows
    from uarazom.desk.duty import seen
    from uarazom.desk.duty.orders import Order

    now = desk.clock()
    row = begun(ivan, now)
    edition = rows.current(row)
    texts = {name: {"uk": said["uk"]} for name, said in edition.words.items()}
    row = duty().save(
        draft_id=row.pk, expected_edition=2, person=ivan.person, order=Order.read(edition.fields), texts=texts, now=now
    )
    shown = seen.of(row, ivan.person, now=now)
    assert (shown.languages, shown.missing) == (["en"], [])
    submission = duty().submit(draft_id=row.pk, expected_edition=3, person=ivan.person, key=ivan.key, now=now)
    confirmed(submission, olha, now)
    assert desk.deliver() == 1


def test_saving_what_has_not_changed_makes_no_edition(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.duty.orders import Order

    row = begun(ivan, desk.clock())
    edition = rows.current(row)
    order = Order.read(edition.fields)
    common = {"draft_id": row.pk, "person": ivan.person, "order": order, "texts": edition.words, "now": desk.clock()}
    assert duty().save(expected_edition=2, **common).edition == 2
    refused("edition_is_stale", duty().save, expected_edition=1, **common)


# ── while others act ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_message_at_a_time(desk: Instance, ivan: Worker, olha: Worker, petro: Worker) -> None:
    document = issued(desk, ivan, olha)
    now = desk.clock.forward(minutes=1)
    row = duty().follow(person=petro.person, document=document, does="update", now=now)
    duty().follow_and_submit(person=ivan.person, document=document, does="all_clear", key=ivan.key, now=now)
    common = {"person": petro.person, "key": petro.key, "now": now}
    refused("duty_another_waits", duty().submit, draft_id=row.pk, expected_edition=1, **common)
    refused("duty_another_waits", duty().follow, person=petro.person, document=document, does="cancel", now=now)


def test_a_confirmation_behind_another_act_is_refused(
    desk: Instance, ivan: Worker, olha: Worker, petro: Worker
) -> None:
    """Somebody put the warning on hold meanwhile: the message that was submitted no longer follows."""
    from uarazom.desk import services
    from uarazom.editorial.draft import Draft

    document = issued(desk, ivan, olha)
    now = desk.clock.forward(minutes=1)
    row = duty().follow_and_submit(person=ivan.person, document=document, does="update", key=ivan.key, now=now)
    hold = Draft(document, "alert", "hold", "press", {}, {})
    services.hold(person=petro.person, key=petro.key, draft=hold, now=now)
    assert desk.deliver() == 1
    refused("record_moved_on", confirmed, row.submissions.get(), olha, now)
    row.refresh_from_db()
    row = duty().compose_anew(draft_id=row.pk, expected_edition=row.edition, person=ivan.person, key=ivan.key, now=now)
    confirmed(row.submissions.order_by("-pk").first(), olha, now)
    assert desk.deliver() == 2  # what was taken back, then the warning
    assert word(document, now) == "on_hold"


# ── a signer that does not answer ─────────────────────────────────────────────────────────────────────────────────────
class Silent:
    """A signer that cannot be reached."""

    def publish(self, *_: Any) -> Any:
        raise ConnectionRefusedError

    retract = grant = void = append = publish


def deliver(signer: Any, now: Any) -> int:
    from uarazom.desk.outbox import delivery

    return delivery.deliver(signer, now=now)


def test_it_waits_for_the_signer_and_goes_out_when_it_is_back(desk: Instance, ivan: Worker, olha: Worker) -> None:
    now = desk.clock()
    row = confirmed(submitted(ivan, now), olha, now)
    for _ in range(8):
        assert deliver(Silent(), now) == 0
        now = desk.clock.forward(seconds=1)
    row.refresh_from_db()
    assert (row.state, row.submissions.get().outbox.attempts) == ("approved", 8)  # asked every second, without back-off
    assert desk.deliver() == 1
    assert word(row.document, now) == "in_force"


@pytest.mark.parametrize("asked", [True, False])
def test_a_message_too_old_is_composed_anew_in_one_action(
    desk: Instance, ivan: Worker, olha: Worker, asked: bool
) -> None:
    from uarazom.desk.duty import seen

    now = desk.clock()
    row = confirmed(submitted(ivan, now), olha, now)
    if asked:
        deliver(Silent(), now)
    now = desk.clock.forward(minutes=31)
    desk.deliver()
    row.refresh_from_db()
    assert row.state == "refused"
    assert seen.of(row, ivan.person, now=now).too_old
    row = duty().compose_anew(draft_id=row.pk, expected_edition=row.edition, person=ivan.person, key=ivan.key, now=now)
    confirmed(row.submissions.order_by("-pk").first(), olha, now)
    assert desk.deliver() == 2
    assert word(row.document, now) == "in_force"


def test_nobody_confirms_what_is_too_old(desk: Instance, ivan: Worker, olha: Worker) -> None:
    submission = submitted(ivan, desk.clock())
    refused("duty_too_old", confirmed, submission, olha, desk.clock.forward(minutes=31))


def test_a_retraction_waits_for_the_signer(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.duty import retracting

    document = issued(desk, ivan, olha)
    now = desk.clock.forward(seconds=20)
    row = retracting.retract(document=document, person=ivan.person, key=ivan.key, now=now)
    assert deliver(Silent(), now) == 0
    desk.clock.forward(seconds=1)
    assert desk.deliver() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, word(document, desk.clock())) == ("delivered", 2, "withdrawn")


def test_a_retraction_goes_before_everything_that_waits(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.duty import before, retracting

    document = issued(desk, ivan, olha)
    now = desk.clock.forward(seconds=20)
    other = confirmed(submitted(ivan, now), olha, now)
    retracting.retract(document=document, person=olha.person, key=olha.key, now=now)
    assert desk.deliver() == 2
    assert before.find(document).act.index < before.find(other.document).act.index


# ── what the database holds ───────────────────────────────────────────────────────────────────────────────────────────
def test_the_database_keeps_an_exercise_an_exercise(desk: Instance, ivan: Worker) -> None:
    from django.db import IntegrityError

    from uarazom.desk.duty.models import Task

    row = begun(ivan, desk.clock(), exercise=True)
    with pytest.raises(IntegrityError, match="never changes"):
        Task.objects.filter(pk=row.pk).update(exercise=False)


def test_the_database_lets_nobody_else_retract(desk: Instance, ivan: Worker, olha: Worker, petro: Worker) -> None:
    from django.db import IntegrityError

    from uarazom.desk.duty import before
    from uarazom.desk.duty.models import Retraction

    document, now = issued(desk, ivan, olha), desk.clock()
    submission = before.submission_of(before.find(document).act)
    common = {"submission": submission, "digest": "0" * 64, "statement": "", "signature": "", "at": now}
    with pytest.raises(IntegrityError, match="one of the two"):
        Retraction.objects.create(person=petro.person, next_attempt_at=now, **common)


def test_the_signer_lets_nobody_else_retract(desk: Instance, ivan: Worker, olha: Worker, petro: Worker) -> None:
    """A row that some program wrote past services and guards: the signer knows who the two were."""
    from django.db import connection

    from uarazom.desk.duty import retracting

    document, now = issued(desk, ivan, olha), desk.clock()
    row = retracting.retract(document=document, person=ivan.person, key=ivan.key, now=now)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER duty_retraction_same")
        cursor.execute("UPDATE duty_retraction SET person_id = 'petro'")
    desk.deliver()
    row.refresh_from_db()
    assert (row.state, word(document, now)) == ("refused", "in_force")
