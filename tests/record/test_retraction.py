"""The way back is ready before a warning goes out: sealed, checked, released by one of two, once, by nobody else."""

import sqlite3
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from record_state import Home, State
from warned import HOUR, SENDER, Warnings, refer

from uarazom.cap.model import Alert
from uarazom.cap.read import read
from uarazom.cap.serialise import serialise
from uarazom.record.check import check
from uarazom.record.client import LocalSigner, SignerClient, Unreachable
from uarazom.record.disk import FaultyDisk, PowerCut
from uarazom.record.doctor import findings
from uarazom.record.journal import Journal, Person
from uarazom.record.keys import seal
from uarazom.record.request import Approval, Receipt, Refusal, Request
from uarazom.record.signer_process import Server
from uarazom.verify import blob, canon
from uarazom.verify.bundle import Bundle
from uarazom.verify.entry import Entry, content_digest
from uarazom.verify.refusal import Refused


@pytest.fixture
def warnings(warned: Home, state: State) -> Warnings:
    return Warnings(state)


def sent(home: Home, n: int, document: str = "raid") -> tuple[dict[str, Any], Alert]:
    """The n-th act of a document as it stands, and the message that lies in place."""
    with home.signer() as signer:
        fields = Entry.parse(signer.log.store.chain(document)[n - 1].envelope).fields
    message = fields.get("signed_message") or fields["alert"]["message"]
    (found,) = read((home.public / "blob" / message["digest"]).read_bytes())
    assert found.alert is not None
    assert not found.defects
    return dict(fields), found.alert


def refused(signer: LocalSigner, document: str, approval: Approval) -> Refused:
    with pytest.raises(Refused) as told:
        signer.retract(document, approval)
    return told.value


# ── it works ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("person", ["ann", "ben"])
@pytest.mark.parametrize("exercise", [False, True])
def test_one_of_the_two_takes_a_false_warning_back_alone(
    warned: Home, warnings: Warnings, state: State, person: str, exercise: bool
) -> None:
    request = warnings.request(said={"exercise": exercise})
    with warned.signer() as signer:
        signer.publish_one(request)
        state.clock.now += timedelta(minutes=3)
        receipt = signer.retract("raid", warnings.retract(person, request))
        assert (receipt.document, receipt.n, receipt.issued_at) == ("raid", 2, "2022-02-14T06:03:00Z")
    fields, message = sent(warned, 2)
    assert fields["format"] == request.content["format"]
    assert (fields["act"], fields["ground"], fields["known_at"]) == ("withdraw", "false_alert", "2022-02-14T06:03:00Z")
    assert fields["words"] in request.blobs
    assert fields["alert"]["identifier"] == message.identifier != request.content["alert"]["identifier"]
    assert (message.msg_type, message.status) == ("Cancel", request.content["alert"]["status"])
    assert [one.identifier for one in message.references] == [request.content["alert"]["identifier"]]
    assert [one.sender for one in message.references] == [SENDER]
    warned.audit()


def test_asked_twice_it_answers_with_the_first_receipt(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        first = signer.retract("raid", warnings.retract("ann", request))
        state.clock.now += timedelta(seconds=2)
        for person in ("ann", "ben"):
            assert signer.retract("raid", warnings.retract(person, request)) == replace(first, repeated=True)
        assert signer.log.size == 5


def test_every_message_that_stands_is_referred_to_and_none_that_has_expired(
    warned: Home, warnings: Warnings, state: State
) -> None:
    with warned.signer() as signer:
        messages = [warnings.alert("raid", lasts=timedelta(minutes=30))]
        previous = signer.publish_one(warnings.request(alert=messages[0])).payload_digest
        for n in (2, 3):
            state.clock.now += timedelta(minutes=10)
            messages.append(warnings.alert("raid", n, msg_type="Update", references=refer(*messages)))
            request = warnings.request("raid", n, alert=messages[-1], previous=previous)
            previous = signer.publish_one(request).payload_digest
        state.clock.now += timedelta(minutes=20)
        signer.retract("raid", warnings.retract("ann", request))
    _, message = sent(warned, 4)
    assert [one.identifier[-2:] for one in message.references] == [".2", ".3"]


def test_the_signer_says_which_are_sealed_and_until_when(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        assert signer.status()["retractions"] == []
        signer.publish_one(request)
        sealed = {
            "document": "raid",
            "retraction": request.content["alert"]["retraction"],
            "content": content_digest(request.content),
            "valid_until": "2022-02-14T07:00:00Z",
            "people": ["ann", "ben"],
        }
        assert signer.status()["retractions"] == [sealed]
        state.clock.now += HOUR
        assert signer.status()["retractions"] == []


def test_over_the_socket(warned: Home, warnings: Warnings) -> None:
    path = warned.path / "run" / "signer.sock"
    request = warnings.request()
    with warned.signer(follow=False) as signer, Server(signer, path):
        client = SignerClient(path, timeout_seconds=10)
        client.publish_one(request)
        assert [one["document"] for one in client.status()["retractions"]] == ["raid"]
        with pytest.raises(Refused, match="ann or ben"):
            client.retract("raid", warnings.retract("dan", request))
        assert client.retract("raid", warnings.retract("ben", request)).n == 2
        with pytest.raises(Refused, match="document id"):
            client.retract("No such id", warnings.retract("ben", request))
    with pytest.raises(Unreachable):
        client.retract("raid", warnings.retract("ben", request))


def test_both_ask_at_once_and_it_is_taken_back_once(warned: Home, warnings: Warnings) -> None:
    path = warned.path / "run" / "signer.sock"
    request = warnings.request()
    answers: list[Any] = []
    with warned.signer(follow=False) as signer, Server(signer, path):
        SignerClient(path).publish_one(request)
        ready = threading.Barrier(4)

        def ask(person: str) -> None:
            ready.wait(5)
            answers.append(SignerClient(path, timeout_seconds=10).retract("raid", warnings.retract(person, request)))

        both = [threading.Thread(target=ask, args=(person,)) for person in ("ann", "ben") * 2]
        for one in both:
            one.start()
        for one in both:
            one.join(10)
        assert {one.index for one in answers} == {4}
        assert sorted(one.repeated for one in answers) == [False, True, True, True]
        assert signer.log.size == 5


def test_its_bundle_proves_the_message_offline(warned: Home, warnings: Warnings) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        signer.retract("raid", warnings.retract("ann", request))
    bundle = Bundle.parse((warned.public / "proof" / "raid.json").read_bytes())
    bundle.verify(warned.anchor)
    for n in (1, 2):
        fields, _ = sent(warned, n)
        assert fields["alert"]["message"]["digest"] in bundle.blobs


def test_the_words_and_the_message_are_not_public_before_it_is_released(warned: Home, warnings: Warnings) -> None:
    request = warnings.request()
    (words, cap) = list(request.blobs)[2:]
    folder = warned.public / "blob"
    with warned.signer() as signer:
        signer.publish_one(request)
        assert not (folder / words).exists()
        assert not (folder / cap).exists()
        signer.retract("raid", warnings.retract("ann", request))
        assert (folder / words).exists()


def test_a_doctor_finds_that_somebody_approved_it(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        signer.retract("raid", warnings.retract("ann", request))
    assert "unapproved" not in {one.code for one in findings(warned.path, state.clock.now)}


# ── who may not, and when not ───────────────────────────────────────────────────────────────────────────────────────
WRONG: dict[str, Callable[[Warnings, Request], Approval]] = {
    "another person": lambda w, r: w.retract("dan", r),
    "an approver of another body": lambda w, r: w.retract("eve", r),
    "an approval of the warning": lambda w, r: w.of(r.content["alert"]["retraction"], "ben", role="approve"),
    "a hold": lambda w, r: w.of(r.content["alert"]["retraction"], "ben", role="hold"),
    "with contributors": lambda w, r: w.retract("ben", r, contributors=("ann",)),
    "with an embargo": lambda w, r: w.retract("ben", r, embargo="2022-02-14T06:00:00Z"),
    "the warning's own digest": lambda w, r: w.of(content_digest(r.content), "ben"),
    "in another's name": lambda w, r: replace(w.retract("dan", r), person="ben"),
    "somebody unknown": lambda w, r: replace(w.retract("ben", r), person="nobody"),
}


@pytest.mark.parametrize("name", WRONG)
def test_nobody_else_releases_it(warned: Home, warnings: Warnings, name: str) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        before = warned.files()
        refused(signer, "raid", WRONG[name](warnings, request))
        refused(signer, "other", warnings.retract("ben", request))
        assert warned.files() == before


def test_who_approved_another_wording_that_was_refused_releases_nothing(
    warned: Home, warnings: Warnings, state: State
) -> None:
    """Two wordings with one retraction, asked for at once: one goes out, and its two people alone take it back."""
    request = warnings.request()
    words = blob.read_words(request.blobs[request.content["words"]], request.content["words"])
    digest, raw = state.words(**{name: texts for name, texts in words.items() if name not in ("format", "salt")})
    content = {**request.content, "words": digest}
    blobs = {one: data for one, data in request.blobs.items() if one != request.content["words"]} | {digest: raw}
    said = {"contributors": ("dan",)}
    both = state.approve(content, "submit", "dan", **said), state.approve(content, "approve", "ben", **said)
    with warned.signer() as signer:
        first, second = signer.publish([request, Request(content, blobs, both, request.retraction)])
        assert (type(first), type(second)) == (Receipt, Refusal)
        assert "ann or ben" in str(refused(signer, "raid", warnings.retract("dan", request)))
        assert signer.retract("raid", warnings.retract("ann", request)).n == 2


def test_a_person_who_is_no_longer_active_releases_nothing(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        gone = Person("ben", state.people["ben"].public, {"mod": ("approver",)}, False, 2)
        change = gone.change(state.fields()["origin"])
        digest = canon.digest(canon.canonical(change))
        signer.grant(change, [warnings.of(digest, person, role="grant") for person in ("cat", "dan")])
        assert "active" in str(refused(signer, "raid", warnings.retract("ben", request)))
        assert signer.retract("raid", warnings.retract("ann", request)).n == 2


def test_it_expires_with_the_warning(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        state.clock.now += HOUR
        assert refused(signer, "raid", warnings.retract("ben", request)).check == "retraction"


def test_a_newer_message_has_a_retraction_of_its_own(warned: Home, warnings: Warnings, state: State) -> None:
    with warned.signer() as signer:
        before = warnings.alert("raid")
        request = warnings.request(alert=before)
        first = signer.publish_one(request)
        state.clock.now += timedelta(minutes=1)
        alert = warnings.alert("raid", 2, msg_type="Update", references=refer(before))
        newer = warnings.request("raid", 2, alert=alert, previous=first.payload_digest)
        signer.publish_one(newer)
        assert "newer" in refused(signer, "raid", warnings.retract("ben", request)).got
        assert signer.retract("raid", warnings.retract("ben", newer)).n == 3


def test_after_the_all_clear_nothing_is_taken_back(warned: Home, warnings: Warnings, state: State) -> None:
    with warned.signer() as signer:
        request = warnings.request()
        first = signer.publish_one(request)
        before = warnings.alert("raid")
        state.clock.now += timedelta(minutes=1)
        signer.publish_one(warnings.end("raid", 2, first.payload_digest, before))
        assert refused(signer, "raid", warnings.retract("ben", request)).check == "retraction"
        assert signer.status()["retractions"] == []


def test_a_hold_or_a_word_in_between_does_not_stop_it(warned: Home, warnings: Warnings, state: State) -> None:
    with warned.signer() as signer:
        request = warnings.request()
        first = signer.publish_one(request)
        hold = {name: request.content[name] for name in ("format", "origin", "document", "kind", "body")}
        hold |= {"n": 2, "previous": first.payload_digest, "act": "hold"}
        signer.publish_one(Request(hold, {}, (state.approve(hold, "hold", "dan"),)))
        assert signer.retract("raid", warnings.retract("ben", request)).n == 3


def test_a_change_of_policy_keeps_no_false_warning_standing(warned: Home, warnings: Warnings, state: State) -> None:
    """Another body warns, signatures are required: the retraction was approved under the old policy."""
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        state.clock.now += timedelta(minutes=1)
        (_, last), *_ = signer.log.entries(2, 1)
        changed = {"senders": {"press": "press@test.example"}, "signature": "required", "oid": "2.49.0.1.998"}
        signer.publish_one(warnings.policy(3, last.digest, **changed))
        assert signer.retract("raid", warnings.retract("ben", request)).n == 2
    fields, _ = sent(warned, 2)
    assert fields["alert"]["sender"] == SENDER
    assert check(str(warned.public), warned.anchor).findings == ()


# ── what comes with the warning ─────────────────────────────────────────────────────────────────────────────────────
def with_template(request: Request, **changed: Any) -> Request:
    """The same request with another template, which its act names."""
    assert request.retraction is not None
    template = canon.canonical({**canon.parse(request.retraction), **changed})
    content = {**request.content, "alert": {**request.content["alert"], "retraction": canon.digest(template)}}
    return Request(content, request.blobs, (), template)


def with_cancel(change: Callable[[Alert], Alert]) -> Callable[[Warnings, Request], Request]:
    """Another Cancel message under the template."""

    def changed(warnings: Warnings, request: Request) -> Request:
        raw = serialise(change(warnings.cancel(warnings.alert("raid"))))
        old = canon.parse(request.retraction or b"")["cap"]
        blobs = {digest: blob for digest, blob in request.blobs.items() if digest != old}
        cap = canon.digest(raw)
        return replace(with_template(replace(request, blobs={**blobs, cap: raw}), cap=cap), blobs={**blobs, cap: raw})

    return changed


def without_blob(name: str) -> Callable[[Warnings, Request], Request]:
    def changed(warnings: Warnings, request: Request) -> Request:
        gone = canon.parse(request.retraction or b"")[name]
        return replace(request, blobs={digest: raw for digest, raw in request.blobs.items() if digest != gone})

    return changed


def other_words(**texts: str) -> Callable[[Warnings, Request], Request]:
    """The retraction says something else, or leaves something out."""

    def changed(warnings: Warnings, request: Request) -> Request:
        old = canon.parse(request.retraction or b"")["words"]
        digest, raw = warnings.words(warnings.cancel(warnings.alert("raid")), **texts)
        blobs = {**{one: blob for one, blob in request.blobs.items() if one != old}, digest: raw}
        return replace(with_template(replace(request, blobs=blobs), words=digest), blobs=blobs)

    return changed


BAD: dict[str, Callable[[Warnings, Request], Request]] = {
    "none": lambda w, r: replace(r, retraction=None, blobs=dict(list(r.blobs.items())[:2])),
    "none, and its blobs": lambda w, r: replace(r, retraction=None),
    "another's digest": lambda w, r: replace(r, retraction=with_template(r, by="press").retraction),
    "not canonical": lambda w, r: replace(r, retraction=b" " + (r.retraction or b"")),
    "not JSON": lambda w, r: replace(r, retraction=b"\xff"),
    "too long": lambda w, r: replace(r, retraction=b"x" * 5000),
    "another format": lambda w, r: with_template(r, format="uarazom/retraction/2"),
    "a member more": lambda w, r: with_template(r, note="x"),
    "a number": lambda w, r: with_template(r, by=1),
    "another log": lambda w, r: with_template(r, origin="other.example/log"),
    "another document": lambda w, r: with_template(r, document="other"),
    "another body": lambda w, r: with_template(r, body="press"),
    "somebody unknown": lambda w, r: with_template(r, by="nobody"),
    "without its words": without_blob("words"),
    "without its message": without_blob("cap"),
    "words without a reason": other_words(),
    "with an identifier": with_cancel(lambda a: replace(a, identifier="1")),
    "another sender": with_cancel(lambda a: replace(a, sender="x@test.example")),
    "an exercise": with_cancel(lambda a: replace(a, status="Exercise", note="x")),
    "sent later": with_cancel(lambda a: replace(a, sent=a.sent + HOUR)),  # type: ignore[operator]
    "an update": with_cancel(lambda a: replace(a, msg_type="Update")),
    "of nothing": with_cancel(lambda a: replace(a, references=())),
    "of another message": with_cancel(lambda a: replace(a, references=(replace(a.references[0], identifier="9"),))),
    "without an info": with_cancel(lambda a: replace(a, infos=())),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_warning_without_its_way_back_is_refused(warned: Home, warnings: Warnings, state: State, name: str) -> None:
    bad = BAD[name](warnings, warnings.request())
    approvals = state.approved(bad.content, {}).approvals
    with warned.signer() as signer:
        before = warned.files()
        (answer,) = signer.publish([replace(bad, approvals=approvals)])
        assert isinstance(answer, Refusal)
        assert not answer.again, str(answer)
        assert warned.files() == before
        assert signer.status()["retractions"] == []


def test_what_is_no_warning_brings_none(warned: Home, warnings: Warnings, state: State) -> None:
    with warned.signer() as signer:
        (answer,) = signer.publish([replace(state.request(), retraction=warnings.request().retraction)])
        assert isinstance(answer, Refusal)


def test_an_envelope_signed_elsewhere_cannot_bring_one(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    raw = seal({**request.content, "issued_at": "2022-02-14T06:00:00Z"}, state.keys.bodies["mod"])
    with warned.signer() as signer:
        blobs = dict(list(request.blobs.items())[:2])
        with pytest.raises(Refused, match="retraction"):
            signer.append([raw], blobs)


# ── the power fails ─────────────────────────────────────────────────────────────────────────────────────────────────
def steps(warned: Home, warnings: Warnings, *, retract: bool) -> list[str]:
    """What the disk is asked to do, in order."""
    request = warnings.request()
    if retract:
        with warned.signer() as signer:
            signer.publish_one(request)
    with warned.signer(disk := FaultyDisk(1_000), follow=False) as signer:
        signer.retract("raid", warnings.retract("ann", request)) if retract else signer.publish_one(request)
    return disk.done


def test_it_is_sealed_before_the_warning_is_in_the_record(warned: Home, warnings: Warnings) -> None:
    done = steps(warned, warnings, retract=False)
    assert done.count("commit") == 3, "approvals, the retraction, the record"
    assert done.index("commit") > done.index("fsync blob")


def test_the_power_fails_anywhere_and_asking_again_warns_once_with_its_way_back(
    founded_to_warn: Any, tmp_path: Any, state_of: Any
) -> None:
    at = 0
    while True:
        home = copied(founded_to_warn, tmp_path / f"{at}", state_of())
        warnings = Warnings(home.state)
        request = warnings.request()
        signer = home.signer(disk := FaultyDisk(at, "after"), follow=False)
        try:
            signer.publish([request])
        except PowerCut:
            pass
        finally:
            signer.close()
        home.whole()
        with home.signer() as signer:
            stands = signer.publish_one(request)
            assert (stands.index, signer.log.size) == (3, 4)
            assert len(signer.status()["retractions"]) == 1
            assert signer.retract("raid", warnings.retract("ben", request)).n == 2
        if len(disk.done) <= at:
            return
        at += 1


def test_the_power_fails_anywhere_in_a_release_and_asking_again_retracts_once(
    founded_to_warn: Any, tmp_path: Any, state_of: Any
) -> None:
    at = 0
    while True:
        home = copied(founded_to_warn, tmp_path / f"{at}", state_of())
        warnings = Warnings(home.state)
        request = warnings.request()
        with home.signer() as signer:
            signer.publish_one(request)
        signer = home.signer(disk := FaultyDisk(at, "after"), follow=False)
        try:
            signer.retract("raid", warnings.retract("ann", request))
        except PowerCut:
            pass
        finally:
            signer.close()
        home.whole()
        home.state.clock.now += timedelta(seconds=1)
        with home.signer() as signer:
            stands = signer.retract("raid", warnings.retract("ben", request))
            assert (stands.n, signer.log.size) == (2, 5)
        assert "unapproved" not in {one.code for one in findings(home.path, home.state.clock.now)}
        if len(disk.done) <= at:
            return
        at += 1


def copied(founded: Any, path: Any, state: State) -> Home:
    import shutil

    shutil.copytree(founded, path)
    return Home(path, state)


def test_what_is_sealed_stays(warned: Home, warnings: Warnings) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        signer.retract("raid", warnings.retract("ann", request))
    db = sqlite3.connect(warned.path / "signer" / "journal.sqlite3")
    for harm in ("DELETE FROM retraction", "UPDATE retraction SET approved = 'dan'", "DELETE FROM release"):
        with pytest.raises(sqlite3.IntegrityError):
            db.execute(harm)
    db.close()
    book = Journal.read(warned.path / "signer" / "journal.sqlite3")
    assert len(list(book.retractions.current("2022-02-14T06:00:00Z"))) == 1
    book.close()
