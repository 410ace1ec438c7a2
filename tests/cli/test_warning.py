"""From a charter to a warning in the record: three languages, its sound, its signature, and the way back."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from uarazom.areas.regions import RegionSet
from uarazom.cap.check import check as check_cap
from uarazom.cap.read import read
from uarazom.cap.signature import strip, verify
from uarazom.cli import charter as charters
from uarazom.cli.clock import Standing
from uarazom.cli.commands.init import begin
from uarazom.cli.instance import Instance
from uarazom.cli.newsroom import configure_desk
from uarazom.cli.speaking import MEDIA_TYPE, speak
from uarazom.editorial.alerting import composing, events, spoken
from uarazom.editorial.alerting.place import place
from uarazom.editorial.alerting.proposal import Audio, offer
from uarazom.record.cap_key import CapKey
from uarazom.record.check import check as check_log
from uarazom.record.client import LocalSigner
from uarazom.record.reading import LedgerReader
from uarazom.record.request import Approval, Request
from uarazom.verify import approval as approvals
from uarazom.verify.anchor import Anchor

pytestmark = pytest.mark.server
CHARTER = Path(__file__).parents[1] / "story" / "federal" / "charter.yaml"
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("exercise", [False, True])
def test_a_warning_goes_out_and_comes_back(exercise: bool, tmp_path: Path) -> None:
    # 1 · an instance whose policy demands a signature
    instance, clock = Instance(tmp_path / "home"), Standing(NOW)
    made = begin(instance, charters.read(CHARTER), clock)
    configure_desk(instance, instance.settings, clock)
    from uarazom.desk import services

    keys = [services.unlock(person=services.person(one.id), password=one.password, now=NOW) for one in made]
    origin = Anchor.parse(instance.anchor.read_bytes()).origin

    def sign(n: int, role: str, content: str) -> Approval:
        statement = approvals.statement(origin=origin, role=role, person=made[n].id, content=content)
        return Approval(role, made[n].id, content, base64.b64decode(keys[n].sign(statement)))

    # 2 · what the list offers, spoken where there is a voice, composed behind the record
    clock.at = NOW + timedelta(minutes=1)
    reader = LedgerReader.open(instance.home)
    register = reader.ledger().latest_register
    assert register.alerting is not None
    listed = events.parse((instance.public / "blob" / register.alerting.events).read_bytes())
    there = place(["CH-BE"], regions=RegionSet.of(register))
    proposal = offer("issue", listed["hochwasser"], document="hochwasser-1", body="kanzlei", by="kanzlei", place=there,
                     register=register, now=clock.at)  # fmt: skip
    sounds = {language: speak(spoken.text(said), language, 60) for language, said in proposal.texts.items()}
    audio = tuple(Audio(language, MEDIA_TYPE, sound) for language, sound in sounds.items() if sound)
    assert {one.language for one in audio} == {"de", "fr", "ar"}
    proposal = replace(proposal, audio=audio, exercise=exercise, note={"de": "Übung Frühling"} if exercise else {})
    prepared = composing.compose(proposal, origin=origin, ledger=reader.ledger(), events=listed, now=clock.at,
                                 salts=(b"a" * 16, b"b" * 16))  # fmt: skip
    sealed = prepared.retraction
    assert sealed is not None
    digest = prepared.composed.content_digest

    # 3 · two people; then one of them alone takes it back
    request = Request(
        prepared.composed.fields,
        {**prepared.composed.blobs, **sealed.blobs},
        (sign(0, "submit", digest), sign(1, "approve", digest)),
        sealed.template,
    )
    with LocalSigner.open(instance.home, clock) as signer:
        assert signer.publish_one(request).n == 1
        clock.at += timedelta(seconds=38)
        assert signer.retract("hochwasser-1", sign(1, "retract", sealed.digest)).n == 2

    # 4 · what lies in the record: signed messages, what was spoken, and nothing that a check finds
    ledger = reader.ledger()
    kept, other = (ledger.exercises, ledger.documents) if exercise else (ledger.documents, ledger.exercises)
    alert, cancel = kept["hochwasser-1"].acts
    assert "hochwasser-1" not in other
    reader.close()
    key = CapKey.read(instance.signer)
    assert key is not None
    for act in (alert, cancel):
        raw = (instance.public / "blob" / str(act.message_digest)).read_bytes()
        (found,) = check_cap(raw)
        assert found.issuable, found.findings
        assert verify(raw, [key.certificate]).state.value == "verified"
    assert strip((instance.public / "blob" / str(alert.message_digest)).read_bytes()) == prepared.message
    (message,) = read(raw)
    assert message.alert is not None
    assert message.alert.msg_type == "Cancel"
    assert message.alert.status == ("Exercise" if exercise else "Actual")
    assert message.alert.infos[0].headline.startswith("ÜBUNG / EXERCICE") == exercise
    assert [one.identifier for one in message.alert.references] == [prepared.alert.identifier]
    assert len(alert.media) == 3
    assert check_log(str(instance.public), Anchor.parse(instance.anchor.read_bytes())).findings == ()
