"""A warning whose event has left the list: it is still updated, ended, cancelled and taken back."""

import re
from typing import Any

import pytest
from tests.desk import instance as instances
from tests.desk.conftest import SignedIn
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker
from tests.desk.test_duty import confirmed, duty, issued, refused, word
from tests.desk.test_duty_pages import fill

WARNS = True


def left(desk: Instance, author: Worker, second: Worker, **more: Any) -> str:
    """A warning in force whose event nobody can choose any more."""
    document = issued(desk, author, second, **more)
    desk.clock.forward(minutes=5)
    instances.change_register(desk, without=("air-raid",))
    now = desk.clock.forward(minutes=5)
    refused(
        "duty_event_unknown",
        duty().begin,
        person=author.person,
        body="press",
        event="air-raid",
        exercise=False,
        now=now,
    )
    return document


@pytest.mark.parametrize("exercise", [False, True])
@pytest.mark.parametrize("does", ["update", "extend"])
def test_its_own_words_and_levels_stand(desk: Instance, ivan: Worker, olha: Worker, does: str, exercise: bool) -> None:
    from uarazom.desk.duty import before, channels, retracting

    document = left(desk, ivan, olha, exercise=exercise, severity="Severe")
    first, now = before.find(document), desk.clock()
    row = duty().follow_and_submit(
        person=ivan.person, document=document, does=does, seconds=7200, key=ivan.key, now=now
    )
    submission = row.submissions.get()
    assert channels.sealed(submission)[0][1]["title"]
    confirmed(submission, olha, now)
    assert desk.deliver() == 1
    standing = before.find(document)
    assert standing.act.n == 2
    assert standing.act.alert is not None
    assert (standing.act.alert.event, standing.act.alert.severity) == ("air-raid", "Severe")
    assert standing.texts == first.texts
    retracting.retract(document=document, person=olha.person, key=olha.key, now=now)
    assert desk.deliver() == 1
    assert word(document, now) == "withdrawn"


def test_it_is_taken_back_at_once(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.duty import retracting

    document = left(desk, ivan, olha)
    retracting.retract(document=document, person=ivan.person, key=ivan.key, now=desk.clock())
    assert desk.deliver() == 1
    assert word(document, desk.clock()) == "withdrawn"


def test_a_correction_says_why(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.duty.orders import Order

    document, now = left(desk, ivan, olha), desk.clock()
    row = duty().follow(person=ivan.person, document=document, does="correct", now=now)
    edition = rows.current(row)
    texts = edition.words | {"reason": {"en": "The place was wrong."}}
    order = Order.read(edition.fields)
    common = {"draft_id": row.pk, "person": ivan.person, "now": now}
    duty().save(**common, expected_edition=1, order=order, texts=texts)
    confirmed(duty().submit(**common, expected_edition=2, key=ivan.key), olha, now)
    assert desk.deliver() == 1
    assert word(document, now) == "in_force"


@pytest.mark.parametrize(("does", "after"), [("all_clear", "all_clear"), ("cancel", "cancelled")])
def test_the_officer_writes_what_its_end_says(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker, does: str, after: str
) -> None:
    document = left(desk, ivan, olha)
    author = signed_in("ivan")
    assert author.get(f"/duty/alerts/{document}").status_code == 200
    answer = author.post(f"/duty/alerts/{document}/{does}", {"password": PASSWORD})
    found = re.fullmatch(r"/duty/([0-9]+)/what", answer.headers["Location"])
    assert found
    path = f"/duty/{found[1]}"
    page = author.get(f"{path}/what").content.decode()
    assert "no longer in the list" in page
    assert re.search(r'<textarea id="title__en"[^>]*></textarea>', page)
    answer = fill(author, f"{path}/where", regions=["AA-01"], password=PASSWORD, then="submit")
    assert answer.status_code == 422
    assert "Write a headline in one language at least." in answer.content.decode()
    fill(author, f"{path}/what", title__en="It is over", text__en="You may leave the shelter.", then="next")
    answer = fill(author, f"{path}/where", regions=["AA-01"], password=PASSWORD, then="submit")
    assert answer.status_code == 302, answer.content.decode()
    second = signed_in("olha")
    page = second.get(path).content.decode()
    assert "You may leave the shelter." in page
    digest = re.search(r'name="content" value="([0-9a-f]{64})"', page)
    assert digest
    second.post(f"{path}/confirm", {"content": digest[1], "password": PASSWORD})
    assert desk.deliver() == 1
    assert word(document, desk.clock()) == after


def test_a_draft_that_waited_for_the_list_is_told_why(desk: Instance, signed_in: SignedIn, ivan: Worker) -> None:
    """A warning that was never issued has no event any more, and no page breaks."""
    from tests.desk.test_duty import begun

    number = begun(ivan, desk.clock()).pk
    instances.change_register(desk, without=("air-raid",))
    author = signed_in("ivan")
    for name in ("", "/what", "/where", "/until"):
        answer = author.get(f"/duty/{number}{name}")
        assert answer.status_code == 200, name
    assert "is not in the list in force" in author.get(f"/duty/{number}").content.decode()
