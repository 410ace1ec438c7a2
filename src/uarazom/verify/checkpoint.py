"""The checkpoint: the log's name, how many entries it has, and the root hash over them, as a signed note.

We issue three lines and no extension lines, and refuse those too: what they would mean is nowhere described.

    checkpoint, note = open_checkpoint(raw, [anchor.vkey], anchor.origin)

docs/formats/log.md; C2SP tlog-checkpoint.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from uarazom.verify import canon
from uarazom.verify.note import Note, VerifierKey
from uarazom.verify.refusal import Refused

_is_decimal = re.compile(r"0|[1-9][0-9]{0,17}").fullmatch


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`origin`, `tree_size` (a count), `root_hash` (32 bytes)."""

    origin: str
    tree_size: int
    root_hash: bytes

    @staticmethod
    def parse(text: str) -> "Checkpoint":
        """Return the checkpoint that a note's text is."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not canon.is_origin(lines[0]):
            raise Refused("checkpoint", "three lines: origin, tree size, root hash", repr(text), "checkpoint")
        root_hash = canon.from_base64(lines[2], "root hash")
        if len(root_hash) != 32:
            raise Refused("checkpoint", "a root hash of 32 bytes", f"{len(root_hash)} bytes", "root hash")
        return Checkpoint(lines[0], decimal(lines[1], "tree size"), root_hash)

    @property
    def text(self) -> str:
        """The text that the log's key signs."""
        return f"{self.origin}\n{self.tree_size}\n{canon.to_base64(self.root_hash)}\n"


def open_checkpoint(raw: bytes, known: Iterable[VerifierKey], origin: str) -> tuple[Checkpoint, Note]:
    """Return what is signed; refuse unless a known key of the log `origin` signed it, and every known key well."""
    note = Note.parse(raw)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != origin:
        raise Refused("origin", origin, checkpoint.origin, "checkpoint")
    signed = note.verify(known)
    if not any(key.name == origin for key in signed):
        raise Refused("signature", f"a signature by {origin}", "cosignatures only", "checkpoint")
    return checkpoint, note


def decimal(text: str, where: str) -> int:
    """Return a count or an index; `int()` alone would take `+5`, `1_000`, `٥` and leading zeros."""
    if not _is_decimal(text):
        raise Refused("number", "a decimal without sign or leading zeros", repr(text), where)
    return int(text)
