"""Secret keys: files that only their owner can read, signatures that `verify` takes."""

import os
import subprocess
from pathlib import Path

import pytest
from record_state import counting

from uarazom.record.errors import Damaged
from uarazom.record.keys import KeyRing, SigningKey, seal
from uarazom.verify.entry import Entry
from uarazom.verify.keys import PublicKey
from uarazom.verify.refusal import Refused


@pytest.fixture
def key() -> SigningKey:
    return SigningKey.generate(counting())


def test_a_key_file_reads_back_and_only_its_owner_reads_it(key: SigningKey, tmp_path: Path) -> None:
    path = tmp_path / "signer" / "keys" / "log.pem"
    key.save(path)
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert SigningKey.load(path) == key
    assert list(KeyRing.read(path.parent).keys) == [key.key_id]


def test_openssl_reads_it(key: SigningKey, tmp_path: Path) -> None:
    key.save(tmp_path / "key.pem")
    command = ["openssl", "pkey", "-in", str(tmp_path / "key.pem"), "-pubout", "-outform", "DER"]
    public = subprocess.run(command, capture_output=True, check=True).stdout
    assert public.endswith(key.public)


def test_a_key_is_never_overwritten(key: SigningKey, tmp_path: Path) -> None:
    key.save(tmp_path / "key.pem")
    with pytest.raises(FileExistsError):
        SigningKey.generate(os.urandom).save(tmp_path / "key.pem")
    assert SigningKey.load(tmp_path / "key.pem") == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_no_key(key: SigningKey, tmp_path: Path, mode: int) -> None:
    key.save(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(mode)
    with pytest.raises(Damaged, match="chmod 600"):
        KeyRing.read(tmp_path)


@pytest.mark.parametrize(
    "pem", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", b"\xff" * 9999]
)
def test_what_is_no_key_is_told(tmp_path: Path, pem: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem)
    path.chmod(0o600)
    with pytest.raises(Damaged, match="backup"):
        SigningKey.load(path)


def test_another_kind_of_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    command = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", str(path)]
    subprocess.run(command, capture_output=True, check=True)
    path.chmod(0o600)
    with pytest.raises(Damaged, match="Ed25519"):
        SigningKey.load(path)


def test_a_secret_never_shows(key: SigningKey) -> None:
    shown = f"{key!r} {KeyRing.of([key])!r} {[key]}"
    assert key.secret.hex() not in shown
    assert repr(key.secret) not in shown


def test_what_is_sealed_is_an_entry_signed_by_each_key_in_order(key: SigningKey) -> None:
    other = SigningKey.generate(os.urandom)
    fields = {"format": "uarazom/manifest/1", "origin": "x.example", "issued_at": "2022-02-14T06:00:00Z", "body": "mod"}
    fields |= {"digest": "0" * 64, "size": 1, "media_type": "image/png", "purpose": "media"}
    entry = Entry.parse(seal(fields, [key, other]))
    assert dict(entry.fields) == fields
    assert [one.keyid for one in entry.signatures] == sorted([key.key_id, other.key_id])
    for one in entry.signatures:
        public = key.public if one.keyid == key.key_id else other.public
        PublicKey.parse(public).verify(one.sig, entry.signed_bytes)
    for bad in ({"format": "uarazom/unknown/1"}, {}):
        with pytest.raises(Refused, match="format"):
            seal({**fields, **bad} if bad else {}, [key])
    with pytest.raises(Refused):
        seal(fields, [])
