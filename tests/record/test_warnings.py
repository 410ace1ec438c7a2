"""Warnings at the signer: what may go out, signed in XML or not; exercises apart; ten at once."""

import json
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from record_state import ORIGIN, Home, State
from warned import EVENTS, HOUR, Warnings

from uarazom.cap.signature import State as XmlState
from uarazom.cap.signature import strip, verify
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.main import main
from uarazom.record import message_audit
from uarazom.record.backup import backup, restore
from uarazom.record.blobs import Blobs
from uarazom.record.cap_key import CERTIFICATE, KEY, LASTS, CapKey
from uarazom.record.check import check
from uarazom.record.disk import FaultyDisk
from uarazom.record.doctor import findings
from uarazom.record.errors import Damaged
from uarazom.record.keys import seal
from uarazom.record.request import Receipt, Refusal, Request
from uarazom.verify import canon
from uarazom.verify.entry import Entry
from uarazom.verify.refusal import Refused


@pytest.fixture
def warnings(warned: Home, state: State) -> Warnings:
    return Warnings(state)


def fields_of(home: Home, document: str, n: int = 1) -> dict[str, Any]:
    with home.signer() as signer:
        return dict(Entry.parse(signer.log.store.chain(document)[n - 1].envelope).fields)


# ── strict at issue ─────────────────────────────────────────────────────────────────────────────────────────────────
def with_alert(**members: Any) -> Callable[[Warnings], Request]:
    return lambda w: w.request(alert_members=members)


def with_message(change: Callable[[bytes], bytes]) -> Callable[[Warnings], Request]:
    """Other bytes under the act, which names them."""

    def changed(warnings: Warnings) -> Request:
        request = warnings.request()
        old = request.content["alert"]["message"]["digest"]
        raw = change(request.blobs[old])
        message = {"digest": canon.digest(raw), "size": len(raw)}
        content = {**request.content, "alert": {**request.content["alert"], "message": message}}
        blobs = {**{one: blob for one, blob in request.blobs.items() if one != old}, message["digest"]: raw}
        return replace(warnings.state.approved(content, blobs), retraction=request.retraction)

    return changed


def later(**delay: float) -> Callable[[Warnings], Request]:
    """Composed now, handed over later; a negative delay is a clock ahead of the signer's."""

    def changed(warnings: Warnings) -> Request:
        request = warnings.request()
        warnings.state.clock.now += timedelta(**delay)
        return request

    return changed


def _gone(warnings: Warnings) -> Request:
    request = warnings.request(said={"lasts": timedelta(minutes=5)})
    warnings.state.clock.now += timedelta(minutes=5)
    return request


def _own_signature(warnings: Warnings) -> Request:
    request = warnings.request()
    content = {**request.content, "signed_message": request.content["alert"]["message"]}
    return Request(content, request.blobs, request.approvals, request.retraction)


BAD: dict[str, tuple[Callable[[Warnings], Request], str]] = {
    "too old": (later(minutes=30, seconds=1), "sent from"),
    "out of time before it goes out": (_gone, "after it is issued"),
    "another size": (with_alert(message={"digest": "0" * 64, "size": 1}), "blob"),
    "not XML": (with_message(lambda raw: b"<alert"), "cap.serialise"),
    "two messages": (with_message(lambda raw: b"<feed>" + 2 * raw.partition(b"?>")[2] + b"</feed>"), "cap.serialise"),
    "written another way": (with_message(lambda raw: raw.replace(b"\n  ", b"\n\t")), "cap.serialise"),
    "not what we would send": (with_message(lambda raw: raw.replace(b">Actual<", b">Draft<")), "that we would send"),
    "an all-clear first": (with_alert(ends="all_clear"), "all-clear"),
    "an exercise under another name": (with_alert(status="Exercise"), "alert.status"),
    "another's sender": (with_alert(sender="x@test.example"), "alert.sender"),
    "graver in the act than in the message": (with_alert(severity="Severe"), "says what the act says"),
    "other places in the act": (lambda w: w.request(regions=["AA-02"]), "says what the act says"),
    "too long": (lambda w: w.request(said={"lasts": 25 * HOUR}), "at most 86400 seconds"),
    "with a signature of its own": (_own_signature, "the signer sets it"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_warning_that_may_not_go_out_is_refused(warned: Home, warnings: Warnings, name: str) -> None:
    make, told = BAD[name]
    request = make(warnings)
    with warned.signer() as signer:
        before = warned.files()
        (answer,) = signer.publish([request])
        assert isinstance(answer, Refusal)
        assert told in str(answer)
        assert not answer.again
        assert warned.files() == before


def test_a_clock_ahead_of_the_signers_is_refused(warned: Home, warnings: Warnings, state: State) -> None:
    state.clock.now += timedelta(minutes=2)
    request = warnings.request()
    state.clock.now -= timedelta(minutes=1)
    with warned.signer() as signer:
        (answer,) = signer.publish([request])
        assert isinstance(answer, Refusal)
        assert "at most 2022-02-14T06:01:00Z" in str(answer)


def test_a_body_without_a_sender_warns_nobody(warned: Home, warnings: Warnings, state: State) -> None:
    with warned.signer() as signer:
        (_, last), *_ = signer.log.entries(2, 1)
        signer.publish_one(warnings.policy(3, last.digest, senders={"press": "press@test.example"}))
        (answer,) = signer.publish([warnings.request()])
        assert isinstance(answer, Refusal)
        assert "a body that may warn: press" in str(answer)


def test_an_identifier_is_used_once_whoever_uses_it(warned: Home, warnings: Warnings) -> None:
    with warned.signer() as signer:
        signer.publish_one(warnings.request("raid"))
        alert = warnings.alert("raid")
        (answer,) = signer.publish([warnings.request("flood", alert=alert)])
        assert isinstance(answer, Refusal)
        assert (answer.check, "that of raid/1" in answer.got) == ("identifier", True)


def test_an_exercise_stays_one_and_a_warning_never_becomes_one(warned: Home, warnings: Warnings, state: State) -> None:
    with warned.signer() as signer:
        first = signer.publish_one(warnings.request("drill", said={"exercise": True}))
        real = signer.publish_one(warnings.request("raid"))
        for document, before, exercise in (("drill", first, False), ("raid", real, True)):
            alert = warnings.alert(document, 2, exercise=exercise, msg_type="Update")
            alert = replace(alert, references=warnings.cancel(warnings.alert(document)).references)
            mixed = warnings.request(document, 2, alert=alert, previous=before.payload_digest)
            anew = replace(warnings.alert(document, exercise=exercise), identifier="another")
            for request in (mixed, warnings.request(document, alert=anew)):
                (answer,) = signer.publish([request])
                assert isinstance(answer, Refusal)
        assert signer.log.size == 5
    assert fields_of(warned, "drill")["format"] == "uarazom/exercise/1"
    assert fields_of(warned, "drill")["alert"]["status"] == "Exercise"
    warned.audit()


def test_a_warning_takes_two_keys_of_its_body(warned: Home, warnings: Warnings) -> None:
    (warned.path / "signer" / "keys" / "body-mod-2.pem").unlink()
    with warned.signer() as signer:
        (answer,) = signer.publish([warnings.request()])
        assert isinstance(answer, Refusal)
        assert (answer.check, answer.expected) == ("keys", "2 keys of mod")


def test_ten_warnings_of_one_second_are_one_batch(warned: Home, warnings: Warnings) -> None:
    requests = [warnings.request(f"raid-{i}") for i in range(10)]
    with warned.signer(disk := FaultyDisk(10_000), follow=False) as signer:
        answers = signer.publish(requests)
        assert [type(answer) for answer in answers] == [Receipt] * 10
        assert len(signer.status()["retractions"]) == 10
    assert disk.done.count("commit") == 3, "approvals, retractions, the record"
    assert disk.done.count("rename checkpoint") == 1


# ── signed in XML ───────────────────────────────────────────────────────────────────────────────────────────────────
NOW = datetime(2022, 2, 14, 6, tzinfo=UTC)


@pytest.fixture(scope="session")
def cap_key() -> CapKey:
    return CapKey.generate("Test authority", NOW)


@pytest.fixture
def signing(warned: Home, cap_key: CapKey) -> Home:
    cap_key.save(warned.path / "signer")
    return warned


def in_place(home: Home, fields: dict[str, Any]) -> bytes:
    return (home.public / "blob" / fields["signed_message"]["digest"]).read_bytes()


def test_with_a_key_every_message_lies_in_place_signed(signing: Home, warnings: Warnings, cap_key: CapKey) -> None:
    request = warnings.request()
    plain = request.content["alert"]["message"]
    with signing.signer() as signer:
        receipt = signer.publish_one(request)
        again = signer.publish_one(request)
        assert (again.index, again.repeated) == (receipt.index, True)
        signer.retract("raid", warnings.retract("ben", request))
    for n in (1, 2):
        fields = fields_of(signing, "raid", n)
        raw = in_place(signing, fields)
        assert len(raw) == fields["signed_message"]["size"]
        assert verify(raw, [cap_key.certificate]).state is XmlState.VERIFIED
        assert canon.digest(strip(raw)) == fields["alert"]["message"]["digest"]
        assert not (signing.public / "blob" / fields["alert"]["message"]["digest"]).exists()
    assert fields_of(signing, "raid")["alert"]["message"] == plain
    signing.audit()


def test_where_a_signature_is_required_nothing_goes_out_without(
    warned: Home, warnings: Warnings, cap_key: CapKey
) -> None:
    with warned.signer() as signer:
        (_, last), *_ = signer.log.entries(2, 1)
        signer.publish_one(warnings.policy(3, last.digest, signature="required"))
        before = warned.files()
        (answer,) = signer.publish([warnings.request()])
        assert isinstance(answer, Refusal)
        assert answer.check == "signature"
        assert warned.files() == before
    cap_key.save(warned.path / "signer")
    with warned.signer() as signer:
        assert signer.publish_one(warnings.request()).n == 1


def ended(warnings: Warnings, cap_key: CapKey | None, first: Receipt) -> tuple[dict[str, Any], dict[str, bytes]]:
    """An all-clear as another program would sign it, with its blobs."""
    request = warnings.end("raid", 2, first.payload_digest, warnings.alert("raid"))
    fields = {**request.content, "issued_at": "2022-02-14T06:00:00Z"}
    if cap_key is None:
        return fields, dict(request.blobs)
    plain = fields["alert"]["message"]["digest"]
    raw = cap_key.sign(request.blobs[plain], "raid/2")
    fields["signed_message"] = {"digest": canon.digest(raw), "size": len(raw)}
    return fields, {**{one: blob for one, blob in request.blobs.items() if one != plain}, canon.digest(raw): raw}


def test_an_envelope_signed_elsewhere_is_looked_at_without_its_signature(
    warned: Home, warnings: Warnings, state: State, cap_key: CapKey
) -> None:
    with warned.signer() as signer:
        first = signer.publish_one(warnings.request())
        fields, blobs = ended(warnings, cap_key, first)
        signed = fields["signed_message"]["digest"]
        other = blobs[signed].replace(b">All clear", b">All  clear")
        broken = {"digest": canon.digest(other), "size": len(other)}
        bad = {**fields, "signed_message": broken}
        rest = {digest: raw for digest, raw in blobs.items() if digest != signed}
        with pytest.raises(Refused, match="broken"):
            signer.append([seal(bad, state.keys.bodies["mod"])], {**rest, broken["digest"]: other})
        assert [one.n for one in signer.append([seal(fields, state.keys.bodies["mod"])], blobs)] == [2]
    warned.audit()


def test_an_envelope_without_the_signature_that_is_required_is_refused(
    signing: Home, warnings: Warnings, state: State
) -> None:
    with signing.signer() as signer:
        (_, last), *_ = signer.log.entries(2, 1)
        signer.publish_one(warnings.policy(3, last.digest, signature="required"))
        first = signer.publish_one(warnings.request())
        fields, blobs = ended(warnings, None, first)
        with pytest.raises(Refused, match="requires one"):
            signer.append([seal(fields, state.keys.bodies["mod"])], blobs)


def test_the_same_content_again_is_the_same_warning_though_its_signature_differs(
    signing: Home, warnings: Warnings, state: State
) -> None:
    """The store lost between, the signature made anew: what people approved is what counts."""
    request = warnings.request()
    with signing.signer() as signer:
        first = signer.publish_one(request)
    (signing.path / "record" / "record.sqlite3").unlink()
    with signing.signer() as signer:
        assert signer.publish_one(request) == replace(first, repeated=True)


# ── the key ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_key_and_its_certificate_read_back(tmp_path: Path, cap_key: CapKey) -> None:
    assert CapKey.read(tmp_path) is None
    cap_key.save(tmp_path)
    found = CapKey.read(tmp_path)
    assert found is not None
    assert found.certificate == cap_key.certificate
    assert found.ends_at() == NOW + LASTS
    assert "PRIVATE" not in repr(found)
    with pytest.raises(FileExistsError):
        cap_key.save(tmp_path)


def test_the_pair_of_operations_md_signs(tmp_path: Path) -> None:
    said = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    (command,) = [line for line in said.splitlines() if line.startswith("openssl req")]
    subprocess.run(shlex.split(command), cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / KEY).chmod(0o600)
    found = CapKey.read(tmp_path)
    assert found is not None
    assert found.ends_at() > datetime.now(UTC) + timedelta(days=1800)


def swap_certificate(folder: Path) -> None:
    (folder / CERTIFICATE).write_bytes(CapKey.generate("Another", NOW).pem)


def put_ed25519(folder: Path) -> None:
    (folder / KEY).write_bytes((folder / "keys" / "body-mod-1.pem").read_bytes())


HARM: dict[str, Callable[[Path], object]] = {
    "no certificate": lambda folder: (folder / CERTIFICATE).unlink(),
    "no key": lambda folder: (folder / KEY).unlink(),
    "another's certificate": swap_certificate,
    "readable by others": lambda folder: (folder / KEY).chmod(0o640),
    "no key at all in it": lambda folder: (folder / KEY).write_bytes(b"nothing"),
    "no certificate in it": lambda folder: (folder / CERTIFICATE).write_bytes(b"nothing"),
    "a key that signs no XML": put_ed25519,
}


@pytest.mark.parametrize("name", HARM)
def test_a_pair_that_cannot_sign_stops_the_signer_with_its_reason(signing: Home, name: str) -> None:
    HARM[name](signing.path / "signer")
    with pytest.raises(Damaged, match="put the pair back"):
        signing.signer()


def test_a_certificate_names_nobody_it_cannot(tmp_path: Path) -> None:
    made = CapKey.generate("n" * 100, NOW)
    (name,) = made.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    assert name.value == "n" * 64


# ── the audit ───────────────────────────────────────────────────────────────────────────────────────────────────────
def told(home: Home) -> list[str]:
    return [str(finding) for finding in check(str(home.public), home.anchor).findings]


def issued(state: State, request: Request, **changed: Any) -> bytes:
    """As a program would that asks no questions: whatever it is told, signed."""
    fields = {**request.content, "issued_at": "2022-02-14T06:00:00Z", **changed}
    return seal(fields, state.keys.bodies["mod"])


def test_an_audit_finds_nothing_wrong_with_what_the_signer_issued(signing: Home, warnings: Warnings) -> None:
    request = warnings.request()
    with signing.signer() as signer:
        signer.publish_one(request)
        signer.retract("raid", warnings.retract("ben", request))
        signer.publish_one(warnings.request("drill", said={"exercise": True}))
    assert told(signing) == []


def test_an_audit_finds_a_signed_message_that_is_not_what_people_approved(
    warned: Home, warnings: Warnings, state: State, cap_key: CapKey
) -> None:
    request = warnings.request()
    plain = request.content["alert"]["message"]["digest"]
    other = cap_key.sign(request.blobs[plain].replace(b"North", b"South"), "raid/1")
    message = {"digest": canon.digest(other), "size": len(other)}
    with warned.log() as log:
        log.append([issued(state, request, signed_message=message)])
        Blobs(warned.public / "blob").stage({**request.blobs, message["digest"]: other})
    (finding,) = told(warned)
    assert "entry 3, raid/1" in finding
    assert plain in finding


def test_an_audit_finds_what_is_no_message(warned: Home, warnings: Warnings, state: State) -> None:
    raw = b"<alert"
    request = warnings.request(alert_members={"message": {"digest": canon.digest(raw), "size": len(raw)}})
    with warned.log() as log:
        log.append([issued(state, request)])
        Blobs(warned.public / "blob").stage({**request.blobs, canon.digest(raw): raw})
    (finding,) = told(warned)
    assert "a CAP message" in finding


def test_an_audit_finds_an_act_that_says_something_else(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request(regions=["AA-02"])
    with warned.log() as log:
        log.append([issued(state, request)])
        Blobs(warned.public / "blob").stage(request.blobs)
    (finding,) = told(warned)
    assert "AA-02" in finding
    assert "message: agreement" in finding


def test_an_audit_finds_a_message_of_another_size_and_tells_a_missing_one_once(
    warned: Home, warnings: Warnings, state: State
) -> None:
    request = warnings.request()
    digest = request.content["alert"]["message"]["digest"]
    wrong = {**request.content["alert"], "message": {"digest": digest, "size": 7}}
    with warned.log() as log:
        log.append([issued(state, request, alert=wrong)])
        Blobs(warned.public / "blob").stage(request.blobs)
    assert any("7 bytes" in finding for finding in told(warned))
    (warned.public / "blob" / digest).unlink()
    (finding,) = told(warned)
    assert "missing" in finding


def test_an_audit_finds_two_messages_of_one_name() -> None:
    found = message_audit.merge(
        [message_audit.Scanned([], [("id.1", "a/1"), ("id.2", "b/1")]), message_audit.Scanned([], [("id.1", "c/1")])]
    )
    assert [(one.check, one.where) for one in found] == [("identifier", "c/1")]


# ── the doctor ──────────────────────────────────────────────────────────────────────────────────────────────────────
def found(home: Home, code: str) -> list[str]:
    return [one.what for one in findings(home.path, home.state.clock.now) if one.code == code]


def require(home: Home, warnings: Warnings, **policy: Any) -> None:
    with home.signer() as signer:
        (_, last), *_ = signer.log.entries(signer.log.size - 1, 1)
        signer.publish_one(warnings.policy(3, last.digest, **policy))


def test_a_doctor_misses_a_key_that_is_required(warned: Home, warnings: Warnings, cap_key: CapKey) -> None:
    assert found(warned, "cap-key") == []
    require(warned, warnings, signature="required")
    assert found(warned, "cap-key") == ["the register requires XML signatures, and there is no key"]
    cap_key.save(warned.path / "signer")
    assert found(warned, "cap-key") == []


def test_a_doctor_finds_a_certificate_that_runs_out_or_is_not_the_registers(
    signing: Home, warnings: Warnings, state: State, cap_key: CapKey
) -> None:
    require(signing, warnings, certificate=canon.digest(EVENTS))
    assert found(signing, "cap-key") == ["the certificate is another than the register names"]
    (signing.path / "signer" / KEY).chmod(0o644)
    assert any("0644" in what for what in found(signing, "unreadable"))
    (signing.path / "signer" / KEY).chmod(0o600)
    state.clock.now = NOW + LASTS - timedelta(days=1)
    assert "runs out at" in found(signing, "cap-key")[1]
    state.clock.now = NOW + LASTS + timedelta(days=1)
    assert "has run out at" in found(signing, "cap-key")[1]


def test_a_doctor_finds_warnings_whose_retraction_a_restored_journal_does_not_know(
    warned: Home, warnings: Warnings, state: State, tmp_path: Path
) -> None:
    shutil.copytree(warned.path / "signer", tmp_path / "older")
    with warned.signer() as signer:
        signer.publish_one(warnings.request())
        signer.publish_one(warnings.request("drill", said={"exercise": True}))
    assert found(warned, "retractions") == []
    shutil.rmtree(warned.path / "signer")
    shutil.copytree(tmp_path / "older", warned.path / "signer")
    assert found(warned, "retractions") == ["2 warnings in force cannot be retracted by one person: raid, drill"]
    state.clock.now += HOUR
    assert found(warned, "retractions") == []


def test_a_backup_carries_messages_key_and_sealed_retractions(
    signing: Home, warnings: Warnings, tmp_path: Path
) -> None:
    request = warnings.request()
    with signing.signer() as signer:
        signer.publish_one(request)
    backup(signing.path, tmp_path / "backup.tar.gz")
    restore(tmp_path / "backup.tar.gz", tmp_path / "restored")
    again = Home(tmp_path / "restored", signing.state)
    assert told(again) == []
    with again.signer() as signer:
        assert signer.retract("raid", warnings.retract("ben", request)).n == 2
    assert "signed_message" in fields_of(again, "raid", 2)
    assert told(again) == []


def test_an_export_tells_what_was_sent(signing: Home, warnings: Warnings, tmp_path: Path) -> None:
    with signing.signer() as signer:
        signer.publish_one(warnings.request())
    Instance(signing.path).write_settings(Settings(origin=ORIGIN, mode="live"))
    assert main(["export", "--home", str(signing.path), "--out", str(tmp_path / "lines")]) == 0
    *_, line = map(json.loads, (tmp_path / "lines").read_text().splitlines())
    assert line["fields"]["document"] == "raid"
    assert line["message"].encode() == in_place(signing, line["fields"])


def test_removed_words_take_the_message_with_them(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        first = signer.publish_one(request)
        digest, raw = state.words(reason={"en": "A court's order."})
        gone = {name: request.content[name] for name in ("format", "origin", "document", "kind", "body")}
        gone |= {"act": "remove", "n": 2, "previous": first.payload_digest, "acts": ["raid/1"], "words": digest}
        gone |= {"ground": "court_order", "category": "personal_data"}
        answer = signer.publish([state.approved(gone, {digest: raw})])[0]
        assert isinstance(answer, Receipt), str(answer)
    assert not (warned.public / "blob" / request.content["alert"]["message"]["digest"]).exists()
    assert told(warned) == []
