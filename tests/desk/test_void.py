"""What was signed and is taken back is void at the signer, whoever holds the signatures; told before anything else."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.desk.instance import Instance
from tests.desk.people import Worker, claim

from uarazom.record.errors import NotKept
from uarazom.record.request import Answer, Refusal, Request


def edit(desk: Instance, ivan: Worker, olha: Worker, done: Any) -> None:
    from uarazom.desk.drafts import editing, rows

    row = rows.take(done.draft_id)
    old = rows.current(row)
    said = {"fields": old.fields, "words": old.words}
    editing.save(draft_id=row.pk, expected_edition=1, person=ivan.person, **said, embargo=None, now=desk.clock())


def send_back(desk: Instance, ivan: Worker, olha: Worker, done: Any) -> None:
    from uarazom.desk import services

    about = {"draft_id": done.draft_id, "content_digest": done.content_digest}
    services.send_back(**about, person=olha.person, reason="No.", now=desk.clock())


def discard(desk: Instance, ivan: Worker, olha: Worker, done: Any) -> None:
    from uarazom.desk.drafts import editing

    editing.discard(draft_id=done.draft_id, expected_edition=1, person=ivan.person, now=desk.clock())


def rows_of() -> list[tuple[str, bool]]:
    from uarazom.desk.outbox.models import VoidRow

    return [(row.content_digest, row.answered_at is not None) for row in VoidRow.objects.order_by("pk")]


@pytest.mark.parametrize("taken_back", [edit, send_back, discard])
@pytest.mark.parametrize("approved", [False, True])
def test_two_signatures_that_were_taken_back_publish_nothing(
    desk: Instance, ivan: Worker, olha: Worker, taken_back: Callable[..., None], approved: bool
) -> None:
    """Who takes over the desk's process keeps what both signed, and hands it to the signer later."""
    from uarazom.desk.drafts.models import Submission
    from uarazom.desk.outbox import delivery
    from uarazom.desk.outbox.models import OutboxRow

    embargo = desk.clock() + timedelta(hours=1)
    done = ivan.submit(claim(), desk.clock(), embargo=embargo)
    if approved:
        olha.approve(done, desk.clock())
    kept = delivery.request(OutboxRow(submission=Submission.objects.get()))
    taken_back(desk, ivan, olha, done)
    assert rows_of() == [(done.content_digest, False)]
    assert desk.deliver() == 1
    assert rows_of() == [(done.content_digest, True)]
    desk.clock.forward(hours=2)
    with desk.signer() as signer:
        (answer,) = signer.publish([kept])
    assert isinstance(answer, Refusal)
    assert answer.check == "void"
    assert desk.deliver() == 0, "it is told once"


class Listening:
    """A signer that writes down what it is asked, in order; away as long as it is told to be."""

    def __init__(self, behind: Any) -> None:
        self.behind, self.asked, self.away = behind, list[str](), True

    def void(self, content: str) -> str:
        self.asked.append("void")
        if self.away:
            raise NotKept(expected="an answer", got="a closed connection", where="signer", remedy="ask again")
        return str(self.behind.void(content))

    def publish(self, requests: Sequence[Request]) -> Sequence[Answer]:
        self.asked.append("publish")
        if self.away:
            raise NotKept(expected="an answer", got="a closed connection", where="signer", remedy="ask again")
        return tuple(self.behind.publish(requests))

    def grant(self, change: Any, approvals: Any) -> str:
        raise AssertionError("nothing was granted")


def test_a_signer_that_is_down_hears_of_it_first_when_it_is_back(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.outbox import delivery
    from uarazom.desk.outbox.models import VoidRow

    olha.approve(ivan.submit(claim("claim-first"), desk.clock()), desk.clock())
    done = ivan.submit(claim(), desk.clock())
    send_back(desk, ivan, olha, done)
    with desk.signer() as behind:
        signer = Listening(behind)
        assert delivery.deliver(signer, now=desk.clock()) == 0
        assert "closed connection" in VoidRow.objects.get().answer
        assert delivery.deliver(signer, now=desk.clock()) == 0
        assert signer.asked == ["void", "publish"], "the pause is not over"
        signer.away = False
        assert delivery.deliver(signer, now=desk.clock.forward(seconds=2)) == 2
    assert signer.asked == ["void", "publish"] * 2
    assert rows_of() == [(done.content_digest, True)]


def test_a_signer_that_does_not_answer_is_asked_for_one_and_warnings_go_on(
    desk: Instance, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk.outbox import delivery

    for name in ("claim-a", "claim-b", "claim-c"):
        send_back(desk, ivan, olha, ivan.submit(claim(name), desk.clock()))
    with desk.signer() as behind:
        signer = Listening(behind)
        assert delivery.deliver(signer, now=desk.clock()) == 0
        assert signer.asked == ["void"]
        signer.away = False
        assert delivery.deliver(signer, now=desk.clock.forward(seconds=2)) == 3


def test_what_the_signer_refused_is_void_too(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows

    first, second = (ivan.submit(claim(text=text), desk.clock()) for text in ("One.", "Two."))
    olha.approve(first, desk.clock())
    olha.approve(second, desk.clock())
    desk.deliver()
    assert rows.take(second.draft_id).state == "refused"
    assert rows_of() == [(second.content_digest, False)]


def test_the_signer_says_that_it_came_too_late(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """A desk put back from a backup knows nothing of what it published since."""
    from uarazom.desk.outbox import delivery
    from uarazom.desk.outbox.models import OutboxRow, VoidRow

    done = ivan.submit(claim(), desk.clock(), embargo=desk.clock() + timedelta(hours=1))
    olha.approve(done, desk.clock())
    desk.clock.forward(hours=1)
    with desk.signer() as signer:
        signer.publish([delivery.request(OutboxRow.objects.get())])
    send_back(desk, ivan, olha, done)
    assert desk.deliver() == 1
    assert "entry" in VoidRow.objects.get().answer
    assert VoidRow.objects.get().answered_at is not None


def test_the_very_same_content_is_not_signed_again(desk: Instance, ivan: Worker) -> None:
    """New words have a new salt; a draft without words can come to the same bytes, and is told before it is signed."""
    from uarazom.desk.drafts import behind, editing, review, rows
    from uarazom.desk.outbox import queue
    from uarazom.desk.refusal import DeskRefused

    row = editing.create(person=ivan.person, draft=claim(), now=desk.clock())
    composed = behind.record(row, rows.current(row), now=desk.clock())
    queue.void(composed.content_digest, now=desk.clock())
    with pytest.raises(DeskRefused, match="content_void"):
        review.submit(draft_id=row.pk, expected_edition=1, person=ivan.person, key=ivan.key, now=desk.clock())


def test_the_database_takes_nothing_back_without_a_word_to_the_signer(
    desk: Instance, ivan: Worker, olha: Worker
) -> None:
    from django.db import transaction
    from django.db.utils import IntegrityError

    from uarazom.desk.drafts.models import DraftRow
    from uarazom.desk.outbox.models import VoidRow

    done = ivan.submit(claim(), desk.clock())
    for state in ("draft", "returned", "withdrawn"):
        with pytest.raises(IntegrityError, match="word to the signer"), transaction.atomic():
            DraftRow.objects.update(state=state)
    send_back(desk, ivan, olha, done)
    for harm in (lambda: VoidRow.objects.all().delete(), lambda: VoidRow.objects.update(content_digest="0" * 64)):
        with pytest.raises(IntegrityError, match="stays void"), transaction.atomic():
            harm()
