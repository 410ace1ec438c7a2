"""The anchor: what a reader must have from elsewhere (paper, a law gazette, another site), never from the bundle.

    uarazom-anchor/1
    origin demo.example/log
    vkey demo.example/log+8f3a1c2b+AW…
    roster 3b1f…

It never changes: a later log key is found in a later roster, and that in the chain from the roster named here.
docs/formats/log.md.
"""

from dataclasses import dataclass

from uarazom.verify import canon
from uarazom.verify.note import ED25519, VerifierKey
from uarazom.verify.refusal import Refused

HEADER = "uarazom-anchor/1"
ANCHOR_MAX_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Anchor:
    """The log's name, its first verifier key, and the payload digest of entry 0."""

    origin: str
    vkey: VerifierKey
    roster: str

    @staticmethod
    def parse(raw: bytes) -> "Anchor":
        """Return the anchor of its four lines; refuse any other text."""
        if len(raw) > ANCHOR_MAX_BYTES or not raw.isascii():
            raise Refused("anchor", f"at most {ANCHOR_MAX_BYTES} bytes of ASCII", f"{len(raw)} bytes", "anchor")
        lines = raw.decode("ascii").split("\n")
        if len(lines) != 5 or lines[0] != HEADER or lines[4]:
            raise Refused("anchor", f"four lines, the first {HEADER}", repr(lines[0]), "anchor", "Get it anew.")
        origin, vkey, roster = map(_value, ("origin", "vkey", "roster"), lines[1:4])
        key = VerifierKey.parse(vkey)
        if not canon.is_origin(origin) or key.name != origin or key.kind != ED25519:
            raise Refused("anchor", "one log's name in origin and vkey", f"{origin}, {key.name}", "anchor")
        if not canon.is_digest(roster):
            raise Refused("anchor", "the digest of entry 0", repr(roster), "roster")
        return Anchor(origin, key, roster)

    def serialise(self) -> bytes:
        """Return the four lines."""
        return f"{HEADER}\norigin {self.origin}\nvkey {self.vkey}\nroster {self.roster}\n".encode()


def _value(name: str, line: str) -> str:
    before, _, value = line.partition(" ")
    if before != name:
        raise Refused("anchor", f"{name} <value>", repr(line), name)
    return value
