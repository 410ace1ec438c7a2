"""Approval keys: an Ed25519 pair for each person, the private half sealed under their password.

Rules
1. Sealed = ChaCha20-Poly1305 under Argon2id(password, salt), bound to person and public half (RFC 8439, RFC 9106).
2. Unlocked in memory for one request, never written open, never logged.
3. The signer knows the public halves from a grant by two: a stolen desk database publishes nothing.

    sealed = new("olena", password, cost=cost)
    key = unlock("olena", sealed, password)
    key.sign(b"…")
"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from uarazom.desk.configure import PasswordCost

SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32
MOST_MEMORY_KIB = 1 << 20  # a row that asks for more than 1 GiB was not written by us


class WrongPassword(Exception):  # noqa: N818 - the name says what it is
    """The password does not open this person's approval key."""


@dataclass(frozen=True)
class ApprovalKey:
    """An unlocked key: who, and the means to sign. Keep it no longer than the request."""

    person: str
    public: str
    _private: Ed25519PrivateKey = field(repr=False)

    def sign(self, statement: bytes) -> str:
        """Base64 of the Ed25519 signature."""
        return base64.b64encode(self._private.sign(statement)).decode()


def new(person: str, password: str, *, cost: PasswordCost) -> tuple[str, dict[str, Any]]:
    """A new pair: base64 of the public half, and the sealed private half as it is stored."""
    private = Ed25519PrivateKey.generate()
    public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    return public, _seal(person, public, private.private_bytes_raw(), password, cost)


def unlock(person: str, public: str, sealed: Mapping[str, Any], password: str) -> ApprovalKey:
    """Open the sealed half.

    Raises: ``WrongPassword``, also when the row was altered: the two cannot be told apart.
    """
    key = _derive(password, sealed["salt"], sealed["memory_kib"], sealed["passes"], sealed["lanes"])
    try:
        raw = ChaCha20Poly1305(key).decrypt(_bytes(sealed["nonce"]), _bytes(sealed["box"]), _bound(person, public))
    except InvalidTag:
        raise WrongPassword(person) from None
    return ApprovalKey(person, public, Ed25519PrivateKey.from_private_bytes(raw))


def reseal(key: ApprovalKey, password: str, *, cost: PasswordCost) -> dict[str, Any]:
    """The same key under a new password."""
    return _seal(key.person, key.public, key._private.private_bytes_raw(), password, cost)


def _seal(person: str, public: str, raw: bytes, password: str, cost: PasswordCost) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    key = _derive(password, _text(salt), cost.memory_kib, cost.passes, cost.lanes)
    return {
        "salt": _text(salt),
        "memory_kib": cost.memory_kib,
        "passes": cost.passes,
        "lanes": cost.lanes,
        "nonce": _text(nonce),
        "box": _text(ChaCha20Poly1305(key).encrypt(nonce, raw, _bound(person, public))),
    }


def _derive(password: str, salt: str, memory_kib: int, passes: int, lanes: int) -> bytes:
    if not 8 <= memory_kib <= MOST_MEMORY_KIB:
        raise WrongPassword("the sealed key's row was altered")
    return hash_secret_raw(password.encode(), _bytes(salt), passes, memory_kib, lanes, hash_len=KEY_BYTES, type=Type.ID)


def _bound(person: str, public: str) -> bytes:
    return f"uarazom-approval-key/1\n{person}\n{public}\n".encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
