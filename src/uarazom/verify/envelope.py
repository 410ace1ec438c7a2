"""The envelope: a payload, its type, and one to sixteen signatures over both (DSSE v1).

The envelope's bytes are canonical JSON with exactly three members; a signature names its key by a hint only. What is
signed is the pre-authentication encoding, so that neither type nor length can be shifted into the payload.

    >>> pae("t", b"hello")
    b'DSSEv1 1 t 5 hello'

docs/formats/entry.md; DSSE v1 (secure-systems-lab/dsse).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from uarazom.verify import canon
from uarazom.verify.refusal import Refused

ENVELOPE_MAX_BYTES = 65_535  # an entry bundle gives each entry's length 16 bits
SIGNATURES_MAX = 16  # two thresholds of a rotation fit; a flood does not


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: the hint `keyid` (SHA-256 of the raw public key) and its 64 bytes."""

    keyid: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A payload of a type, with signatures in ascending order of key id."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    @staticmethod
    def seal(payload_type: str, payload: bytes, signatures: Iterable[Signature]) -> "Envelope":
        """Return an envelope with its signatures put in order; it is checked when it is serialised."""
        return Envelope(payload_type, payload, tuple(sorted(signatures, key=lambda one: one.keyid)))

    @staticmethod
    def parse(raw: bytes) -> "Envelope":
        """Return the envelope that `raw` is; refuse other members, orders and encodings. Signatures stay unverified."""
        fields = canon.parse(raw, ENVELOPE_MAX_BYTES, "envelope")
        if set(fields) != {"payload", "payloadType", "signatures"}:
            raise Refused("envelope", "payload, payloadType, signatures", ", ".join(sorted(fields)), "envelope")
        if type(fields["payloadType"]) is not str:
            raise Refused("envelope", "a string", type(fields["payloadType"]).__name__, "payloadType")
        payload = canon.from_base64(fields["payload"], "payload")
        return Envelope(fields["payloadType"], payload, _signatures(fields["signatures"]))

    def serialise(self) -> bytes:
        """Return the entry's bytes; refuse to issue what `parse` would refuse."""
        signatures = [{"keyid": one.keyid, "sig": canon.to_base64(one.sig)} for one in self.signatures]
        members = {"payload": canon.to_base64(self.payload), "payloadType": self.payload_type, "signatures": signatures}
        raw = canon.canonical(members, "envelope")
        Envelope.parse(raw)
        return raw

    @property
    def signed_bytes(self) -> bytes:
        """What each signature is over."""
        return pae(self.payload_type, self.payload)


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding of a type and a payload; lengths are in bytes."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _signatures(members: object) -> tuple[Signature, ...]:
    if type(members) is not list or not 1 <= len(members) <= SIGNATURES_MAX:
        raise Refused("envelope", f"1 to {SIGNATURES_MAX} signatures", _count(members), "signatures")
    found = tuple(map(_signature, members))
    for before, after in pairwise(found):
        if before.keyid >= after.keyid:
            raise Refused("envelope", "key ids ascending, none twice", f"{after.keyid} after it", before.keyid)
    return found


def _signature(member: object) -> Signature:
    if type(member) is not dict or set(member) != {"keyid", "sig"} or not canon.is_digest(member["keyid"]):
        raise Refused("envelope", "keyid (64 hexadecimal digits) and sig", repr(member), "signatures")
    sig = canon.from_base64(member["sig"], "signatures")
    if len(sig) != 64:
        raise Refused("envelope", "a signature of 64 bytes", f"{len(sig)} bytes", member["keyid"])
    return Signature(member["keyid"], sig)


def _count(members: object) -> str:
    return f"{len(members)}" if type(members) is list else type(members).__name__
