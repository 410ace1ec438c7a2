"""A stolen key is taken out of the roster by the holders of the root keys, and the log holds to it."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.deploy.conftest import ROOT

from uarazom.cli.main import main
from uarazom.record.errors import BatchRefused
from uarazom.record.founding import Keys, create, roster
from uarazom.record.keys import KeyRing, SigningKey, seal
from uarazom.record.log import Log
from uarazom.verify import canon

ORIGIN = "info.example.org/log"


@dataclass
class Office:
    """An instance with a body that has two keys, and what its people do."""

    home: Path
    keys: Keys

    def step(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "tools/next_roster.py"), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)

    def append(self, *raw: bytes) -> None:
        ring = KeyRing.read(self.home / "signer" / "keys")
        with Log.open(self.home / "record", self.home / "public", ring) as log:
            log.append(raw)

    def manifest(self, digest: str, signer: SigningKey) -> bytes:
        fields = {"format": "uarazom/manifest/1", "origin": ORIGIN, "issued_at": canon.instant_text(datetime.now(UTC))}
        fields |= {"body": "press", "digest": digest * 64, "media_type": "image/png", "purpose": "media"}
        return seal({**fields, "size": 1}, [signer])


@pytest.fixture
def office(tmp_path: Path) -> Office:
    keys = Keys.generate(os.urandom, bodies={"press": 2})
    keys.save(tmp_path)
    fields = roster(ORIGIN, "2022-02-14T00:00:00Z", keys)
    create(tmp_path, seal(fields, keys.root), keys.signers())
    return Office(tmp_path, keys)


def root_keys(office: "Office", *numbers: int) -> list[str]:
    """The options that name these root keys of an instance."""
    return [f"--root-key={office.home / 'root' / f'root-{n}.pem'}" for n in numbers]


def test_a_stolen_key_is_replaced(office: Office, tmp_path: Path) -> None:
    public, payload, envelope = office.home / "public", tmp_path / "roster-2.json", tmp_path / "roster-2.envelope"
    stolen, kept = office.keys.bodies["press"]
    assert stolen.key_id in office.step("show", public).stdout

    made = office.step("key", office.home / "signer/keys/body-press-3.pem").stdout.split()
    drafted = office.step("draft", public, "--drop", stolen.key_id, "--add", f"body:press={made[-1]}", "--out", payload)
    assert drafted.returncode == 0, drafted.stderr
    for holder in ("root-1.pem", "root-3.pem"):  # two of three, each at home, the envelope going from one to the other
        signed = office.step("sign", payload, "--root-key", office.home / "root" / holder, "--out", envelope)
        assert signed.returncode == 0, signed.stderr
    office.append(envelope.read_bytes())

    shown = office.step("show", public).stdout
    assert "version 2" in shown
    assert stolen.key_id not in shown
    with pytest.raises(BatchRefused, match="a key of the role"):
        office.append(office.manifest("a", stolen))
    office.append(office.manifest("b", kept))
    office.append(office.manifest("c", SigningKey.load(office.home / "signer/keys/body-press-3.pem")))


def test_one_root_key_of_three_changes_nothing(office: Office, tmp_path: Path) -> None:
    payload, envelope = tmp_path / "roster-2.json", tmp_path / "roster-2.envelope"
    office.step("draft", office.home / "public", "--drop", office.keys.bodies["press"][0].key_id, "--out", payload)
    office.step("sign", payload, "--root-key", office.home / "root/root-1.pem", "--out", envelope)
    with pytest.raises(BatchRefused, match="threshold"):
        office.append(envelope.read_bytes())


def test_a_log_key_is_replaced_and_signs_what_follows(office: Office, tmp_path: Path) -> None:
    public, payload, envelope = office.home / "public", tmp_path / "roster-2.json", tmp_path / "roster-2.envelope"
    made = office.step("key", office.home / "signer/keys/log-2.pem").stdout.split()
    office.step("draft", public, "--add", f"log={made[-1]}", "--out", payload)
    office.step("sign", payload, *root_keys(office, 1, 2), "--out", envelope)
    office.append(envelope.read_bytes())
    assert office.step("show", public).stdout.split()[-1].startswith(f"{ORIGIN}+")
    assert (public / "log/checkpoint").read_text().splitlines()[1] == "2"
    # Readers keep the anchor that they have: it leads to the new key through the rosters.
    assert main(["log", "check", str(public), "--anchor", str(office.home / "anchor"), "--processes", "1"]) == 0


def test_a_last_roster_lets_no_body_speak_again(office: Office, tmp_path: Path) -> None:
    payload, envelope = tmp_path / "roster-2.json", tmp_path / "roster-2.envelope"
    drops = [word for one in office.keys.bodies["press"] for word in ("--drop", one.key_id)]
    assert office.step("draft", office.home / "public", *drops, "--out", payload).returncode == 0
    office.step("sign", payload, *root_keys(office, 1, 2), "--out", envelope)
    office.append(envelope.read_bytes())
    with pytest.raises(BatchRefused, match="Only bodies with keys may publish"):
        office.append(office.manifest("d", office.keys.bodies["press"][0]))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--drop", "0" * 64], "the id of a key in force"),
        (["--add", "body:nobody=" + canon.to_base64(bytes(32))], "expected"),
        (["--add", "body:press=AAAA"], "expected"),
        (["--add", "press"], "expected"),
    ],
)
def test_a_draft_that_cannot_stand_is_not_written(
    office: Office, tmp_path: Path, words: list[str], reason: str
) -> None:
    run = office.step("draft", office.home / "public", *words, "--out", tmp_path / "roster-2.json")
    assert run.returncode == 1
    assert reason in run.stderr
    assert not (tmp_path / "roster-2.json").exists()


def test_a_root_below_its_threshold_is_not_drafted(office: Office, tmp_path: Path) -> None:
    drops = [word for one in office.keys.root[1:] for word in ("--drop", one.key_id)]
    run = office.step("draft", office.home / "public", *drops, "--out", tmp_path / "roster-2.json")
    assert run.returncode == 1
    assert "threshold" in run.stderr
