"""The C2SP `.tlog-proof`: one entry's inclusion proof together with the checkpoint it leads to.

    c2sp.org/tlog-proof@v1
    index 7
    <base64 hash>, from the leaf's sibling up, a line each

    <checkpoint>

docs/formats/log.md; C2SP tlog-proof. We issue no `extra` line; one that is there is skipped, as it is not signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from uarazom.verify import canon
from uarazom.verify.checkpoint import Checkpoint, decimal, open_checkpoint
from uarazom.verify.merkle import leaf_hash, verify_inclusion
from uarazom.verify.note import NOTE_MAX_BYTES, VerifierKey
from uarazom.verify.refusal import Refused

HEADER = "c2sp.org/tlog-proof@v1"
PROOF_MAX_BYTES = NOTE_MAX_BYTES + 65_536


@dataclass(frozen=True, slots=True)
class TlogProof:
    """The index of an entry, its proof, and the checkpoint's bytes."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    @staticmethod
    def parse(raw: bytes) -> "TlogProof":
        """Return the proof; nothing is verified yet."""
        head, blank, checkpoint = raw.partition(b"\n\n")
        if len(raw) > PROOF_MAX_BYTES or not blank or not head.isascii():
            raise Refused("tlog-proof", "ASCII lines, an empty line, a checkpoint", f"{len(raw)} other bytes", "proof")
        lines = head.decode("ascii").split("\n")
        if lines.pop(0) != HEADER:
            raise Refused("tlog-proof", HEADER, repr(head[:40]), "line 1")
        if lines and lines[0].startswith("extra "):
            canon.from_base64(lines.pop(0)[6:], "extra")
        if not lines or not lines[0].startswith("index "):
            raise Refused("tlog-proof", "index <number>", repr(lines[:1]), "index")
        index = decimal(lines[0].removeprefix("index "), "index")
        return TlogProof(index, tuple(canon.from_base64(line, "proof") for line in lines[1:]), checkpoint)

    def serialise(self) -> bytes:
        """Return the proof's bytes."""
        lines = [HEADER, f"index {self.index}", *map(canon.to_base64, self.proof)]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint

    def verify(self, entry: bytes, known: Iterable[VerifierKey], origin: str) -> Checkpoint:
        """Return the checkpoint under which the entry's bytes are proved to stand at `index`; refuse otherwise."""
        checkpoint, _ = open_checkpoint(self.checkpoint, known, origin)
        verify_inclusion(leaf_hash(entry), self.index, checkpoint.tree_size, self.proof, checkpoint.root_hash)
        return checkpoint
