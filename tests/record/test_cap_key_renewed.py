"""Another key under the XML signature of warnings: made beside the old one, used when the register names it."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from record_state import Home, State
from warned import Warnings

from uarazom.cap.signature import State as Signature
from uarazom.cap.signature import verify
from uarazom.record.blobs import Blobs
from uarazom.record.cap_key import CERTIFICATE, KEY, LASTS, CapKey, CapKeys, renewed
from uarazom.record.client import LocalSigner
from uarazom.record.doctor import findings
from uarazom.record.errors import Damaged
from uarazom.verify import canon
from uarazom.verify.entry import Entry

NOW = datetime(2022, 2, 14, 6, tzinfo=UTC)
DAY = "20220214"


@pytest.fixture
def warnings(warned: Home, state: State) -> Warnings:
    return Warnings(state)


@pytest.fixture
def folder(warned: Home) -> Path:
    """The signer's, with the key of the founding."""
    CapKey.generate("test.example/log", NOW).save(warned.path / "signer")
    return warned.path / "signer"


def name(home: Home, warnings: Warnings, signer: LocalSigner, certificate: Path) -> None:
    """The register names this certificate, which is public first."""
    pem = certificate.read_bytes()
    Blobs(home.public / "blob").stage({canon.digest(pem): pem})
    *_, last = signer.log.store.chain(" register")
    version = Entry.parse(last.envelope).fields["version"] + 1
    policy = warnings.policy(version, last.payload_digest.hex(), certificate=canon.digest(pem), signature="required")
    signer.publish_one(policy)


def signed_by(home: Home, warnings: Warnings, signer: LocalSigner, document: str, certificate: Path) -> bool:
    """Whether the next warning bears a signature of this certificate's key."""
    signer.publish_one(warnings.request(document))
    fields = Entry.parse(signer.log.store.chain(document)[0].envelope).fields
    raw = (home.public / "blob" / fields["signed_message"]["digest"]).read_bytes()
    pinned = x509.load_pem_x509_certificate(certificate.read_bytes())
    return verify(raw, [pinned], NOW).state is Signature.VERIFIED


def told(home: Home, at: datetime) -> list[str]:
    return [one.remedy for one in findings(home.path, at) if one.code == "cap-key"]


def test_the_old_key_signs_until_the_register_names_the_new_one(
    warned: Home, warnings: Warnings, state: State, folder: Path
) -> None:
    """One signer all the while: nobody starts it again, and no warning is unsigned in between."""
    old = folder / CERTIFICATE
    with warned.signer() as signer:
        name(warned, warnings, signer, old)
        assert signed_by(warned, warnings, signer, "before", old)
        new = renewed(folder, "test.example/log", NOW)
        assert signed_by(warned, warnings, signer, "overlap", old)
        name(warned, warnings, signer, new)
        assert signed_by(warned, warnings, signer, "after", new)
        name(warned, warnings, signer, old)
        assert signed_by(warned, warnings, signer, "back", old)
    warned.audit()


def test_a_pair_that_is_half_there_keeps_no_warning_waiting(warned: Home, warnings: Warnings, folder: Path) -> None:
    old = folder / CERTIFICATE
    with warned.signer() as signer:
        name(warned, warnings, signer, old)
        new = renewed(folder, "test.example/log", NOW)
        (folder / f"cap-key-{DAY}.pem").unlink()
        name(warned, warnings, signer, new)
        assert signed_by(warned, warnings, signer, "raid", old)
    with warned.signer() as signer:
        assert signed_by(warned, warnings, signer, "flood", old)
    assert any(one.code == "unreadable" for one in findings(warned.path, NOW))
    (folder / KEY).unlink()
    with pytest.raises(Damaged, match="cap-key"):
        warned.signer()


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_killed_while_it_is_renewed_the_signer_starts_and_signs(
    warned: Home, warnings: Warnings, folder: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    left, rename = renames, os.rename

    def dying(old: Path, new: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise SystemExit("killed")
        rename(old, new)

    with warned.signer() as signer:
        name(warned, warnings, signer, folder / CERTIFICATE)
    with monkeypatch.context() as dies:
        dies.setattr(os, "rename", dying)
        dies.setattr(os, "replace", dying)
        with suppress(SystemExit):
            renewed(folder, "test.example/log", NOW)
    with warned.signer() as signer:
        assert signed_by(warned, warnings, signer, "raid", folder / CERTIFICATE)


def test_the_doctor_says_what_to_do_before_it_runs_out(
    warned: Home, warnings: Warnings, state: State, folder: Path
) -> None:
    with warned.signer() as signer:
        name(warned, warnings, signer, folder / CERTIFICATE)
        assert told(warned, NOW + LASTS - timedelta(days=61)) == []
        soon = NOW + LASTS - timedelta(days=59)
        (remedy,) = told(warned, soon)
        assert "uarazom cap renew" in remedy
        new = renewed(folder, "test.example/log", soon)
        (remedy,) = told(warned, soon)
        assert "Another lies ready" in remedy
        name(warned, warnings, signer, new)
    assert told(warned, soon) == []
    assert told(warned, NOW + LASTS + timedelta(days=1)) == []


def test_a_key_is_never_written_over_and_is_its_owners_alone(folder: Path) -> None:
    before = (folder / KEY).read_bytes()
    made = renewed(folder, "test.example/log", NOW)
    assert made.name == f"cap-certificate-{DAY}.pem"
    assert {path.stat().st_mode & 0o777 for path in folder.glob("cap-*.pem")} == {0o600}
    files = {path: path.read_bytes() for path in folder.glob("cap-*")}
    with pytest.raises(FileExistsError):
        renewed(folder, "test.example/log", NOW)
    assert {path: path.read_bytes() for path in folder.glob("cap-*")} == files
    assert (folder / KEY).read_bytes() == before
    assert len(CapKeys.read(folder).pairs) == 2
