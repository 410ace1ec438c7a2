"""The secret halves: Ed25519 keys in files that only their owner can read, and what is signed with them.

A key file is PKCS #8 PEM (RFC 8410), so that any tool of the trade can read, wrap or move it into a token. It is made
with mode 0600 and refused with any other: a key that somebody else could read is not a key.

    key = SigningKey.generate(os.urandom)
    key.save(home / "signer" / "keys" / "body-mod-1.pem")
    raw = seal(fields, [key])                       # a signed envelope, canonical
    ring = KeyRing.read(home / "signer" / "keys")   # every key the signer holds, by key id
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from uarazom.record.errors import Damaged
from uarazom.verify.canon import canonical
from uarazom.verify.entry import FORMATS
from uarazom.verify.envelope import Envelope, Signature, pae
from uarazom.verify.refusal import Refused

SECRET_BYTES = 32
KEY_FILE_BYTES = 4096  # a PEM of one Ed25519 key has about 120
RING_KEYS = 4096  # bodies × keys; a state has hundreds

Chance = Callable[[int], bytes]
_TYPES: dict[object, str] = {name: kind for kind, name in FORMATS.items()}


@dataclass(frozen=True)
class SigningKey:
    """One Ed25519 key. Its secret never shows in a message, a repr or a log line."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, chance: Chance) -> "SigningKey":
        """A new key from a source of random bytes (``os.urandom``)."""
        return cls(chance(SECRET_BYTES))

    @classmethod
    def load(cls, path: Path) -> "SigningKey":
        """Read a key file. Raises: Damaged where others may read it or it holds no Ed25519 key; OSError."""
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise _bad_key(path, "a file that only its owner can read (0600)", f"mode {mode:04o}", f"chmod 600 {path}")
        with path.open("rb") as file:
            pem = file.read(KEY_FILE_BYTES)
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise _bad_key(
                path, "a PKCS #8 PEM", type(error).__name__, "restore the key file from its backup"
            ) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise _bad_key(path, "an Ed25519 key", type(key).__name__, "make the key with `uarazom`")
        return cls(key.private_bytes_raw())

    def save(self, path: Path) -> None:
        """Write a new key file, 0600, synced. Raises: FileExistsError: a key is never overwritten."""
        pem = self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())

    @cached_property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @cached_property
    def public(self) -> bytes:
        """The raw 32 public bytes."""
        return self._private.public_key().public_bytes_raw()

    @cached_property
    def key_id(self) -> str:
        """SHA-256 of the raw public key, in hexadecimal."""
        return sha256(self.public).hexdigest()

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over `message`."""
        return self._private.sign(message)


@dataclass(frozen=True)
class KeyRing:
    """The keys that the signer holds, by key id."""

    keys: Mapping[str, SigningKey]

    @classmethod
    def of(cls, keys: Iterable[SigningKey]) -> "KeyRing":
        """A ring of these keys."""
        return cls({key.key_id: key for key in keys})

    @classmethod
    def read(cls, folder: Path) -> "KeyRing":
        """Every ``*.pem`` of a folder. Raises: Damaged (also where there are more than RING_KEYS); OSError."""
        paths = sorted(folder.glob("*.pem"))
        if len(paths) > RING_KEYS:
            raise _bad_key(folder, f"at most {RING_KEYS} keys", str(len(paths)), "move old keys elsewhere")
        return cls.of(map(SigningKey.load, paths))

    def __iter__(self) -> Iterator[SigningKey]:
        return iter(self.keys.values())

    def held(self, key_ids: Iterable[str]) -> list[SigningKey]:
        """Those of `key_ids` that this ring holds, in their order."""
        return [self.keys[key_id] for key_id in key_ids if key_id in self.keys]


def seal(fields: Mapping[str, Any], keys: Iterable[SigningKey]) -> bytes:
    """The entry over these fields, signed by each key (docs/formats/entry.md).

    The payload type follows from ``fields["format"]``. Raises: Refused where `verify` would refuse to read it back.
    """
    payload_type = _TYPES.get(fields.get("format"))
    if payload_type is None:
        raise Refused("format", "one of " + ", ".join(FORMATS.values()), repr(fields.get("format")), "format")
    payload = canonical(fields)
    message = pae(payload_type, payload)
    signatures = [Signature(key.key_id, key.sign(message)) for key in keys]
    return Envelope.seal(payload_type, payload, signatures).serialise()


def _bad_key(path: Path, expected: str, got: str, remedy: str) -> Damaged:
    return Damaged(expected=expected, got=got, where=str(path), remedy=remedy)
