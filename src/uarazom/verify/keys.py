"""Ed25519 public keys, checked where implementations disagree before `cryptography` is asked.

Rules, in order: the key is 32 bytes, canonical (y < p), not of small order, on the curve; the signature is 64 bytes,
its R canonical and not of small order, its S < L; then RFC 8032 §5.1.7 by `cryptography`. A canonical R with a wrong
sign bit exists only for x = 0, which is of small order; so one comparison of y covers every such encoding.
A key is prepared once and kept: a log of a million entries has a few hundred keys. Nothing here holds a private key.

    PublicKey.parse(raw).verify(signature, message)     # raises Refused, or returns nothing

docs/formats/entry.md; RFC 8032; "Taming the many EdDSAs" (2020) for why.
"""

import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from uarazom.verify import canon
from uarazom.verify.refusal import Refused

KEYS_KEPT = 4096  # prepared keys in memory; a roster of a state is far smaller

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_Y_MASK = 2**255 - 1  # the top bit of an encoded point is the sign of x
# y of the eight points of order 1, 2, 4 and 8; points of order 8 come as ±y.
_Y8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


class PublicKey:
    """A prepared Ed25519 public key: `raw` (32 bytes) and `keyid` (SHA-256 of raw, hexadecimal)."""

    __slots__ = ("_verify", "keyid", "raw")

    def __init__(self, raw: bytes) -> None:
        _check_point(raw, "public key")
        _check_on_curve(raw)
        self.raw = raw
        self.keyid = hashlib.sha256(raw).hexdigest()
        self._verify = Ed25519PublicKey.from_public_bytes(raw).verify

    @staticmethod
    def parse(raw: bytes) -> "PublicKey":
        """Return the prepared key of 32 bytes; refuse what is no sound key."""
        return _prepared(raw)

    @staticmethod
    def from_base64(text: object, where: str = "") -> "PublicKey":
        """Return the prepared key that a base64 text encodes."""
        return _prepared(canon.from_base64(text, where))

    def verify(self, signature: bytes, message: bytes, where: str = "") -> None:
        """Refuse unless this key signed `message` with a signature of exactly one possible encoding."""
        if len(signature) != 64:
            raise Refused("signature", "64 bytes", f"{len(signature)} bytes", where)
        _check_point(signature[:32], where or "signature R")
        if int.from_bytes(signature[32:], "little") >= _L:
            raise Refused("signature", "S below the group order", "S ≥ L", where)
        try:
            self._verify(signature, message)
        except InvalidSignature:
            raise Refused("signature", f"one by key {self.keyid[:16]}…", "one that does not verify", where) from None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"PublicKey({self.keyid[:16]}…)"

    def __reduce__(self) -> tuple[object, tuple[bytes]]:
        return (_prepared, (self.raw,))  # a prepared key travels between processes as its bytes


def verify_strict(public: bytes, signature: bytes, message: bytes) -> None:
    """Refuse unless `public` (32 bytes) signed `message`; the strict rules of this module."""
    _prepared(public).verify(signature, message)


@lru_cache(maxsize=KEYS_KEPT)
def _prepared(raw: bytes) -> PublicKey:
    return PublicKey(raw)


def _check_point(encoded: bytes, where: str) -> None:
    if len(encoded) != 32:
        raise Refused("signature", "a point of 32 bytes", f"{len(encoded)} bytes", where)
    y = int.from_bytes(encoded, "little") & _Y_MASK
    if y >= _P:
        raise Refused("signature", "a canonical point (y < p)", "y ≥ p", where)
    if y in _SMALL_ORDER_Y:
        raise Refused("signature", "a point of large order", "a point of small order", where)


def _check_on_curve(encoded: bytes) -> None:
    """x² = (y² − 1) / (d·y² + 1) has a root exactly when numerator · denominator is a square (Euler)."""
    y2 = (int.from_bytes(encoded, "little") & _Y_MASK) ** 2 % _P
    if pow((y2 - 1) * (_D * y2 + 1), (_P - 1) // 2, _P) == _P - 1:
        raise Refused("signature", "a point on the curve", "no such point", "public key")
