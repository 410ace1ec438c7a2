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


@pytest.mark.parametrize("by", ["ivan", "olha"])
def test_either_of_the_two_retracts_alone(desk: Instance, ivan: Worker, olha: Worker, petro: Worker, by: str) -> None:
    from uarazom.acts import alerts
    from uarazom.desk.duty import before, retracting

    document = issued(desk, ivan, olha)
    now = desk.clock.forward(seconds=40)
    refused("duty_not_one_of_two", retracting.retract, document=document, person=petro.person, key=petro.key, now=now)
    who = {"ivan": ivan, "olha": olha}[by]
    row = retracting.retract(document=document, person=who.person, key=who.key, now=now)
    again = retracting.retract(document=document, person=who.person, key=who.key, now=now)
    assert row == again
    assert desk.deliver() == 1
    assert word(document, now) == "withdrawn"
    assert alerts.correction_seconds(before.find(document).document) == 40
