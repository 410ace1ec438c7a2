"""The outbox: once and only once, whatever dies in between; an embargo is checked again at its end."""

import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.instance import Instance
from tests.desk.people import Worker, acts, claim, comment, ours

from uarazom.record.errors import NotKept
from uarazom.record.request import Answer, Approval, Refusal, Request
from uarazom.verify.refusal import Refused


class Broken:
    """A signer that does not answer, or whose answer is lost after it published."""

    def __init__(self, behind: Any = None) -> None:
        self.behind = behind

    def publish(self, requests: Sequence[Request]) -> Sequence[Answer]:
        if self.behind is not None:
            self.behind.publish(requests)
        raise NotKept(expected="an answer", got="a closed connection", where="signer", remedy="ask again")

    def grant(self, change: Any, approvals: Sequence[Approval]) -> str:
        raise NotKept(expected="an answer", got="a closed connection", where="signer", remedy="ask again")

    def void(self, content: str) -> str:
        raise NotKept(expected="an answer", got="a closed connection", where="signer", remedy="ask again")


def approved(desk: Instance, ivan: Worker, olha: Worker, **more: Any) -> int:
    done = ivan.submit(claim(), desk.clock(), **more)
    olha.approve(done, desk.clock())
    return int(done.draft_id)


def test_a_signer_that_does_not_answer_is_asked_again(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.outbox import delivery
    from uarazom.desk.outbox.models import OutboxRow

    approved(desk, ivan, olha)
    assert delivery.deliver(Broken(), now=desk.clock()) == 0
    row = OutboxRow.objects.get()
    assert (row.state, row.attempts, row.tries.count()) == ("sending", 1, 1)
    assert "closed connection" in row.tries.get().answer
    assert desk.deliver() == 0, "the pause is not over"
    desk.clock.forward(seconds=2)
    assert desk.deliver() == 1
    assert acts() == ["claim-bridge/1"]


def test_an_answer_lost_after_publishing_publishes_nothing_twice(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.outbox import delivery

    draft = approved(desk, ivan, olha)
    with desk.signer() as signer:
        delivery.deliver(Broken(signer), now=desk.clock())
    assert acts() == ["claim-bridge/1"]
    assert rows.take(draft).state == "approved"
    desk.clock.forward(seconds=2)
    assert desk.deliver() == 1
    assert acts() == ["claim-bridge/1"]
    assert rows.take(draft).state == "published"


def test_a_desk_older_than_the_record_publishes_nothing_twice(desk: Instance, ivan: Worker, olha: Worker) -> None:
    import shutil

    from django.db import connections

    from uarazom.desk.drafts import rows

    draft = approved(desk, ivan, olha)
    connections.close_all()
    old = shutil.copytree(desk.home / "desk", desk.home / "desk.old")
    desk.deliver()
    connections.close_all()
    shutil.rmtree(desk.home / "desk")
    shutil.move(old, desk.home / "desk")
    assert rows.take(draft).state == "approved"
    assert desk.deliver() == 1
    assert acts() == ["claim-bridge/1"]
    assert rows.take(draft).state == "published"


def test_what_the_signer_refuses_comes_back_with_its_reason(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import review, rows

    approved(desk, ivan, olha)
    desk.deliver()
    first, second = (ivan.submit(comment(text=text), desk.clock()) for text in ("One.", "Two."))
    olha.approve(first, desk.clock())
    olha.approve(second, desk.clock())
    assert desk.deliver() == 2
    row = rows.take(second.draft_id)
    assert row.state == "refused"
    assert row.reason
    done = ivan.resubmit(row.pk, desk.clock())
    review.approve(
        draft_id=row.pk, content_digest=done.content_digest, person=olha.person, key=olha.key, now=desk.clock()
    )
    assert desk.deliver() == 2, "that what was refused is void, and the new one"
    assert acts() == ["claim-bridge/1", "claim-bridge/2", "claim-bridge/3"]


def test_an_edit_of_what_is_on_its_way_is_refused(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import editing
    from uarazom.desk.outbox import delivery
    from uarazom.desk.refusal import DeskRefused

    draft = approved(desk, ivan, olha)
    delivery.deliver(Broken(), now=desk.clock())
    with pytest.raises(DeskRefused, match="already_on_its_way"):
        editing.save(
            draft_id=draft, expected_edition=1, person=ivan.person, fields={}, words={}, embargo=None, now=desk.clock()
        )


# ── embargo ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_embargo_waits_and_then_publishes(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows

    draft = approved(desk, ivan, olha, embargo=desk.clock() + timedelta(hours=2))
    assert rows.take(draft).state == "embargoed"
    desk.clock.forward(hours=1)
    assert desk.deliver() == 0
    desk.clock.forward(hours=1)
    assert desk.deliver() == 1
    assert rows.take(draft).state == "published"


def test_the_signer_keeps_an_embargo_too(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.outbox import delivery
    from uarazom.desk.outbox.models import OutboxRow

    approved(desk, ivan, olha, embargo=desk.clock() + timedelta(hours=2))
    with desk.signer() as signer:
        (answer,) = signer.publish([delivery.request(OutboxRow.objects.get())])
    assert isinstance(answer, Refusal)
    assert answer.again


@pytest.mark.parametrize("name", ["ivan", "olha"])
def test_the_embargos_end_asks_for_four_eyes_again(desk: Instance, ivan: Worker, olha: Worker, name: str) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.people.models import PersonRole

    draft = approved(desk, ivan, olha, embargo=desk.clock() + timedelta(hours=2))
    PersonRole.objects.filter(person_id=name).update(until=desk.clock())
    desk.clock.forward(hours=2)
    assert desk.deliver() == 0
    assert rows.take(draft).state == "returned"
    assert "role" in rows.take(draft).reason
    assert acts() == []


def test_the_embargos_end_notices_that_the_document_moved_on(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows

    approved(desk, ivan, olha)
    desk.deliver()
    later = ivan.submit(comment(text="Later."), desk.clock(), embargo=desk.clock() + timedelta(hours=1))
    olha.approve(later, desk.clock())
    olha.approve(ivan.submit(comment(text="Sooner."), desk.clock()), desk.clock())
    desk.deliver()
    desk.clock.forward(hours=1)
    desk.deliver()
    assert rows.take(later.draft_id).state == "returned"
    assert "record_moved_on" in rows.take(later.draft_id).reason


def test_an_embargo_in_the_past_is_refused(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk import services

    done = services.submit_draft(claim(), person=ivan.person, key=ivan.key, embargo=desk.clock(), now=desk.clock())
    assert "embargo_past" in done.waits_because


def test_the_loop_delivers_until_it_is_told_to_stop(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.outbox import delivery

    draft = approved(desk, ivan, olha)
    stop = threading.Event()
    with desk.signer() as signer:
        loop = threading.Thread(target=delivery.run, args=(signer,), kwargs={"now": desk.clock, "stop": stop})
        loop.start()
        for _ in range(200):
            if rows.take(draft).state == "published":
                break
            stop.wait(0.02)
        stop.set()
        loop.join(5)
    assert not loop.is_alive()
    assert rows.take(draft).state == "published"


class Strict:
    """A signer that refuses a frame as a whole where one of its requests is not to its liking."""

    def __init__(self, behind: Any, bad: str) -> None:
        self.behind, self.bad = behind, bad

    def publish(self, requests: Sequence[Request]) -> Sequence[Answer]:
        if any(one.content["document"] == self.bad for one in requests):
            raise Refused("size", "a smaller frame", "a larger one", "signer")
        return tuple(self.behind.publish(requests))


def test_what_makes_a_frame_refused_holds_up_nobody_else(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """Else one approved draft would stop the outbox for every body, and be asked again for ever."""
    from uarazom.desk.outbox import delivery
    from uarazom.desk.outbox.models import OutboxRow

    for name in ("claim-a", "claim-b", "claim-c"):
        olha.approve(ivan.submit(claim(name), desk.clock()), desk.clock())
    with desk.signer() as signer:
        assert delivery.deliver(Strict(signer, "claim-b"), now=desk.clock()) == 3
    assert acts() == ["claim-a/1", "claim-c/1"]
    states = {one.submission.draft.document: (one.state, one.tries.get().answer) for one in OutboxRow.objects.all()}
    assert states["claim-b"][0] == "refused"
    assert "a smaller frame" in states["claim-b"][1]


def test_a_hold_that_comes_too_late_is_put_again(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """Another act is on its way when the hold is made, and the record takes that one first."""
    from uarazom.acts.status import status
    from uarazom.desk.drafts import holding
    from uarazom.desk.newsroom import newsroom
    from uarazom.desk.outbox.models import OutboxRow

    approved(desk, ivan, olha)
    desk.deliver()
    olha.approve(ivan.submit(comment(text="On its way."), desk.clock()), desk.clock())
    other = threading.Thread(target=the_other_first, args=(desk,))
    other.start()
    row = holding.hold(person=olha.person, key=olha.key, draft=ours("hold"), now=desk.clock)
    other.join()
    assert OutboxRow.objects.filter(submission__draft__act="hold", state="refused").count() == 1
    assert row.state == "approved"
    assert desk.deliver() == 2  # the late one is void at the signer, and the hold
    room = newsroom()
    assert acts() == ["claim-bridge/1", "claim-bridge/2", "claim-bridge/3"]
    assert status(room.ledger().documents["claim-bridge"], room.register(), desk.clock()).status == "on_hold"


def the_other_first(desk: Instance) -> None:
    """When the hold lies in the outbox: the comment arrives at the record, then the outbox makes its round."""
    from django.db import connections

    from uarazom.desk.outbox import delivery
    from uarazom.desk.outbox.models import OutboxRow

    while not OutboxRow.objects.filter(submission__draft__act="hold").exists():
        time.sleep(0.01)
    comment_row = OutboxRow.objects.get(submission__draft__act="comment")
    with desk.signer() as signer:
        signer.publish([delivery.request(comment_row)])
    desk.deliver()
    connections.close_all()


def test_what_the_signer_says_is_told_in_the_reader_s_language() -> None:
    from django.utils import translation

    from uarazom.desk.web import reasons

    with translation.override("uk"):
        said = reasons.told("record_moved_on (document: claim-x)")
        assert said.startswith("Відтоді опубліковано іншу дію щодо claim-x")
        said = reasons.told("message: expected sent at most 30 min ago, got 2030-01-10, at alert-x/1")
        assert said.startswith("Повідомлення попередження таким уже не може вийти")
        assert "got 2030-01-10" in said
        for typed in ("не той район", "gate_holds", "member: expected the unknown, got it", ""):
            assert reasons.told(typed) == typed
