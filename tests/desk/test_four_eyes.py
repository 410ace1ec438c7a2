"""Two pairs of eyes: held by the services, by the database whoever writes, and by the signer."""

import base64
from typing import Any

import pytest
from tests.desk.instance import Instance
from tests.desk.people import Worker, acts, claim, comment, ours

from uarazom.editorial.refusal import FourEyesRefused, MoveRefused
from uarazom.record.request import Receipt, Refusal


def test_a_claim_goes_from_draft_to_receipt(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows

    done = ivan.submit(claim(), desk.clock())
    assert olha.approve(done, desk.clock()).state == "approved"
    assert desk.deliver() == 1
    row = rows.take(done.draft_id)
    assert row.state == "published"
    assert row.submissions.get().outbox.receipt["index"] == 2
    assert acts() == ["claim-bridge/1"]


def test_nobody_approves_what_they_submitted(desk: Instance, petro: Worker) -> None:
    done = petro.submit(claim(), desk.clock())
    with pytest.raises(FourEyesRefused, match="contributed"):
        petro.approve(done, desk.clock())
    assert desk.deliver() == 0
    assert acts() == []


def test_whoever_made_one_edition_never_approves_a_later_one(desk: Instance, ivan: Worker, petro: Worker) -> None:
    from uarazom.desk.drafts import editing, review

    now = desk.clock()
    row = editing.create(person=petro.person, draft=claim(), now=now)
    done = ivan.resubmit(row.pk, now)
    with pytest.raises(FourEyesRefused, match="contributed"):
        review.approve(draft_id=row.pk, content_digest=done.content_digest, person=petro.person, key=petro.key, now=now)


def test_people_named_by_a_file_cannot_approve_either(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from dataclasses import replace

    done = ivan.submit(replace(claim(), contributors=("olha", "someone-elsewhere")), desk.clock())
    with pytest.raises(FourEyesRefused, match="contributed"):
        olha.approve(done, desk.clock())


def test_a_role_in_one_body_is_none_in_another(desk: Instance, petro: Worker, olha: Worker) -> None:
    from dataclasses import replace

    done = petro.submit(replace(claim(), body="mod"), desk.clock())
    with pytest.raises(FourEyesRefused, match="role"):
        olha.approve(done, desk.clock())


def test_an_approval_names_what_was_read(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.refusal import DeskRefused

    done = ivan.submit(claim(), desk.clock())
    ivan.save(done.draft_id, desk.clock(), text={"uk": "Інше.", "en": "Other."})
    with pytest.raises(DeskRefused, match="not_what_you_read"):
        olha.approve(done, desk.clock())


def test_an_edit_takes_an_approved_draft_back_before_it_was_sent(desk: Instance, ivan: Worker, olha: Worker) -> None:

    done = ivan.submit(claim(), desk.clock())
    olha.approve(done, desk.clock())
    row = ivan.save(done.draft_id, desk.clock())
    assert row.state == "draft"
    assert desk.deliver() == 1, "the signer is told that it is void"
    assert acts() == []


def test_a_published_draft_cannot_be_edited(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import editing

    done = ivan.submit(claim(), desk.clock())
    olha.approve(done, desk.clock())
    desk.deliver()
    with pytest.raises(MoveRefused):
        editing.save(
            draft_id=done.draft_id,
            expected_edition=1,
            person=ivan.person,
            fields={},
            words={},
            embargo=None,
            now=desk.clock(),
        )


# ── a hold ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_one_person_holds_and_two_release(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.acts.status import status
    from uarazom.desk import services
    from uarazom.desk.newsroom import newsroom

    olha.approve(ivan.submit(claim(), desk.clock()), desk.clock())
    desk.deliver()
    desk.clock.forward(minutes=5)
    services.hold(person=olha.person, key=olha.key, draft=ours("hold"), now=desk.clock())
    assert desk.deliver() == 1
    ledger = newsroom().ledger()
    assert status(ledger.documents["claim-bridge"], ledger.latest_register, desk.clock()).status == "on_hold"

    desk.clock.forward(minutes=5)
    done = ivan.submit(ours("release"), desk.clock())
    with pytest.raises(FourEyesRefused):
        ivan.approve(done, desk.clock())
    assert desk.deliver() == 0
    olha.approve(done, desk.clock())
    assert desk.deliver() == 1
    ledger = newsroom().ledger()
    assert status(ledger.documents["claim-bridge"], ledger.latest_register, desk.clock()).status == "announced"


def test_only_a_hold_goes_out_by_one(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.refusal import DeskRefused

    with pytest.raises(DeskRefused, match="not_a_hold"):
        services.hold(person=ivan.person, key=ivan.key, draft=claim(), now=desk.clock())


def test_an_observer_holds_nothing(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.people.models import PersonRole

    olha.approve(ivan.submit(claim(), desk.clock()), desk.clock())
    desk.deliver()
    maria = Worker("maria", desk.clock())
    PersonRole.objects.filter(person=maria.person, role="approver").update(until=desk.clock())
    with pytest.raises(FourEyesRefused):
        services.hold(person=maria.person, key=maria.key, draft=ours("hold"), now=desk.clock())


# ── the database ──────────────────────────────────────────────────────────────────────────────────────────────────────
def refused_by_database(write: Any, sentence: str) -> None:
    """The write fails, with the guard's own sentence."""
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        write()


def test_the_database_refuses_the_approval_of_a_contributor(desk: Instance, ivan: Worker, petro: Worker) -> None:
    from uarazom.desk.drafts import editing
    from uarazom.desk.drafts.models import Approval

    now = desk.clock()
    row = editing.create(person=petro.person, draft=claim(), now=now)
    done = ivan.resubmit(row.pk, now)
    write = lambda: Approval.objects.create(  # noqa: E731
        submission=done, role="approve", person_id="petro", statement="", signature="", at=now
    )
    refused_by_database(write, "never approves it")


def test_the_database_refuses_the_approval_of_someone_without_the_role(desk: Instance, petro: Worker) -> None:
    from uarazom.desk.drafts.models import Approval

    petro.submit(claim(), desk.clock())
    submission_id = Approval.objects.get().submission_id
    write = lambda: Approval.objects.create(  # noqa: E731
        submission_id=submission_id, role="approve", person_id="ivan", statement="", signature="", at=desk.clock()
    )
    refused_by_database(write, "does not hold the role")


def test_the_database_refuses_the_approval_of_an_old_edition(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.drafts.models import Approval

    done = ivan.submit(claim(), desk.clock())
    submission_id = Approval.objects.get().submission_id
    ivan.save(done.draft_id, desk.clock())
    write = lambda: Approval.objects.create(  # noqa: E731
        submission_id=submission_id, role="approve", person_id="olha", statement="", signature="", at=desk.clock()
    )
    refused_by_database(write, "an edit voids an approval|only what was submitted")


def test_the_database_refuses_an_outbox_row_without_two_signatures(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.drafts.models import Submission
    from uarazom.desk.outbox import queue

    ivan.submit(claim(), desk.clock())
    refused_by_database(lambda: queue.put(Submission.objects.get(), now=desk.clock()), "without the signatures")


def test_the_database_refuses_an_approved_draft_without_its_outbox_row(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.drafts.models import DraftRow

    ivan.submit(claim(), desk.clock())
    refused_by_database(lambda: DraftRow.objects.update(state="approved"), "together with its outbox row")
    refused_by_database(lambda: DraftRow.objects.update(state="published"), "with a receipt")


@pytest.mark.parametrize("table", ["Edition", "Contributor", "Submission", "Approval", "Move"])
def test_what_was_written_stays(desk: Instance, ivan: Worker, table: str) -> None:
    from uarazom.desk.drafts import models

    ivan.submit(claim(), desk.clock())
    rows = getattr(models, table).objects
    refused_by_database(lambda: rows.update(id=99), "never|for ever")
    refused_by_database(lambda: rows.all()._raw_delete(rows.db), "never|for ever")


def test_a_crash_between_approval_and_outbox_leaves_neither(
    desk: Instance, ivan: Worker, olha: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.drafts.models import Approval
    from uarazom.desk.outbox import queue

    done = ivan.submit(claim(), desk.clock())
    with monkeypatch.context() as broken:
        broken.setattr(queue, "put", lambda *_a, **_k: (_ for _ in ()).throw(OSError("the machine stopped")))
        with pytest.raises(OSError, match="stopped"):
            olha.approve(done, desk.clock())
    assert rows.take(done.draft_id).state == "submitted"
    assert not Approval.objects.filter(role="approve").exists()
    olha.approve(done, desk.clock())
    assert desk.deliver() == 1


# ── the signer ────────────────────────────────────────────────────────────────────────────────────────────────────────
def request_with(desk: Instance, done: Any, second: Worker, **other: Any) -> Any:
    """The request that a broken desk would send: a second signature that the database never saw."""
    from uarazom.desk.drafts.models import Submission
    from uarazom.record.request import Approval, Request
    from uarazom.verify import approval, canon

    submission = Submission.objects.get(content_digest=done.content_digest)
    first = submission.approvals.get()
    told = {"contributors": tuple(submission.contributors), **other}
    statement = approval.statement(
        origin="test.example/log", role="approve", person=second.person.pk, content=done.content_digest, **told
    )
    mine = Approval(
        "submit",
        first.person_id,
        done.content_digest,
        base64.b64decode(first.signature),
        tuple(submission.contributors),
    )
    theirs = Approval(
        "approve", second.person.pk, done.content_digest, base64.b64decode(second.key.sign(statement)), **told
    )
    blobs = {digest: base64.b64decode(text) for digest, text in submission.blobs.items()}
    return Request(canon.parse(bytes(submission.content)), blobs, (mine, theirs))


def test_the_signer_refuses_ones_own_and_an_author_as_approver(desk: Instance, petro: Worker, ivan: Worker) -> None:
    done = petro.submit(claim(), desk.clock())
    with desk.signer() as signer:
        own, no_approver = signer.publish([request_with(desk, done, petro), request_with(desk, done, ivan)])
    assert isinstance(own, Refusal)
    assert own.check == "four eyes"
    assert isinstance(no_approver, Refusal)


def test_the_signer_refuses_contributors_left_out(desk: Instance, petro: Worker, olha: Worker) -> None:
    done = petro.submit(claim(), desk.clock())
    with desk.signer() as signer:
        (answer,) = signer.publish([request_with(desk, done, olha, contributors=())])
        (good,) = signer.publish([request_with(desk, done, olha)])
    assert isinstance(answer, Refusal)
    assert isinstance(good, Receipt)


def test_another_act_in_between_is_noticed_at_approval(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.refusal import RecordMovedOn

    olha.approve(ivan.submit(claim(), desk.clock()), desk.clock())
    desk.deliver()
    first, second = (ivan.submit(comment(text=text), desk.clock()) for text in ("One.", "Two."))
    olha.approve(first, desk.clock())
    desk.deliver()
    with pytest.raises(RecordMovedOn):
        olha.approve(second, desk.clock())


def test_nobody_holds_in_another_bodys_name(desk: Instance, ivan: Worker, olha: Worker, petro: Worker) -> None:
    from dataclasses import replace

    from uarazom.desk import services

    olha.approve(ivan.submit(claim(), desk.clock()), desk.clock())
    desk.deliver()
    theirs = replace(ours("hold"), body="mod")
    with pytest.raises(FourEyesRefused, match="author or approver for mod"):
        services.hold(person=olha.person, key=olha.key, draft=theirs, now=desk.clock())
    services.hold(person=petro.person, key=petro.key, draft=theirs, now=desk.clock())
    assert desk.deliver() == 1
