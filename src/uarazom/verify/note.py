"""C2SP signed notes: a text, and lines that say who signed it.

A note is verified against keys that the reader already has. Lines by unknown keys are ignored; a bad signature by a
known key is a refusal; a note that no known key signed is a refusal. Two kinds of key: 0x01 signs the text itself,
0x04 (a witness) signs "cosignature/v1", a time, and the text.

    note = Note.parse(raw)
    signers = note.verify([VerifierKey.parse(vkey)])

docs/formats/log.md; C2SP signed-note and tlog-cosignature.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from uarazom.verify import canon
from uarazom.verify.keys import PublicKey
from uarazom.verify.refusal import Refused

NOTE_MAX_BYTES = 65_536
LINES_MAX = 64  # signature lines; the log's and its witnesses' fit
ED25519 = 1
COSIGNATURE = 4
_LENGTHS = {ED25519: 64, COSIGNATURE: 8 + 64}

_is_name = re.compile(r"[^\s+]{1,250}").fullmatch
_is_hash = re.compile(r"[0-9a-f]{8}").fullmatch
_control = re.compile(r"[\x00-\x09\x0b-\x1f]").search


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Who may sign notes: a name, the kind of signature, and the public key."""

    name: str
    kind: int
    public: PublicKey

    @staticmethod
    def parse(text: str) -> "VerifierKey":
        """Return the key of `<name>+<8 hex of key hash>+<base64(kind ‖ public key)>`."""
        name, _, rest = text.partition("+")
        key_hash, _, encoded = rest.partition("+")
        if len(text) > 400 or not _is_name(name) or not _is_hash(key_hash):
            raise Refused("vkey", "<name>+<key hash>+<base64 key>", repr(text), "verifier key")
        raw = canon.from_base64(encoded, "verifier key")
        if len(raw) != 33 or raw[0] not in _LENGTHS:
            raise Refused("vkey", "kind 1 or 4 and an Ed25519 key of 32 bytes", f"{len(raw)} bytes", "verifier key")
        key = VerifierKey(name, raw[0], PublicKey.parse(raw[1:]))
        if key.key_hash.hex() != key_hash:
            raise Refused("vkey", f"key hash {key.key_hash.hex()}", key_hash, "verifier key")
        return key

    def __str__(self) -> str:
        encoded = canon.to_base64(bytes([self.kind]) + self.public.raw)
        return f"{self.name}+{self.key_hash.hex()}+{encoded}"

    @property
    def key_hash(self) -> bytes:
        """The four bytes that hint at this key in a signature line."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public.raw).digest()[:4]

    def check(self, text: str, signature: bytes) -> None:
        """Refuse unless `signature` (of this key's kind) is this key's over the note's text."""
        where = f"signature of {self.name}"
        if len(signature) != _LENGTHS[self.kind]:
            raise Refused("signature", f"{_LENGTHS[self.kind]} bytes", f"{len(signature)} bytes", where)
        message = text.encode()
        if self.kind == COSIGNATURE:
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8]) + message
        self.public.verify(signature[-64:], message, where)


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: the signer's name, the four bytes of key hash, and the signature."""

    name: str
    key_hash: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"— {self.name} {canon.to_base64(self.key_hash + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (its last newline included) and its signature lines."""

    text: str
    signatures: tuple[NoteSignature, ...]

    @staticmethod
    def parse(raw: bytes) -> "Note":
        """Return the note; nothing is verified yet."""
        if len(raw) > NOTE_MAX_BYTES:
            raise Refused("size", f"at most {NOTE_MAX_BYTES} bytes", f"{len(raw)} bytes", "note")
        try:
            whole = raw.decode()
        except UnicodeDecodeError as error:
            raise Refused("note", "UTF-8", str(error), "note") from None
        text, blank, lines = whole.rpartition("\n\n")
        if _control(whole) or not text or not blank or not lines.endswith("\n"):
            raise Refused("note", "text, an empty line, signature lines", "another layout", "note")
        signatures = tuple(map(_signature_line, lines[:-1].split("\n")))
        if len(signatures) > LINES_MAX:
            raise Refused("note", f"at most {LINES_MAX} signature lines", f"{len(signatures)}", "note")
        return Note(text + "\n", signatures)

    def serialise(self) -> bytes:
        """Return the note's bytes; refuse to issue what `parse` would refuse."""
        raw = (self.text + "\n" + "".join(map(str, self.signatures))).encode()
        if Note.parse(raw) != self:
            raise Refused("note", "text that reads back the same", "another text", "note")
        return raw

    def verify(self, known: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Return the known keys that signed, in the order of `known`; refuse if one signed badly, or none signed."""
        signed = []
        for key in known:
            lines = [one for one in self.signatures if (one.name, one.key_hash) == (key.name, key.key_hash)]
            for one in lines:
                key.check(self.text, one.signature)
            if lines:
                signed.append(key)
        if not signed:
            names = ", ".join(sorted({one.name for one in self.signatures}))
            raise Refused("signature", "a signature by a known key", f"signatures by {names}", "note")
        return tuple(signed)


def sign_note(text: str, key: VerifierKey, signature: bytes) -> bytes:
    """Return the bytes of a note from its text and the signature that the holder of `key` made over it."""
    key.check(text, signature)
    return Note(text, (NoteSignature(key.name, key.key_hash, signature),)).serialise()


def _signature_line(line: str) -> NoteSignature:
    name, _, encoded = line.removeprefix("— ").rpartition(" ")
    if not line.startswith("— ") or not _is_name(name):
        raise Refused("note", "— <name> <base64>", repr(line), "signature line")
    raw = canon.from_base64(encoded, "signature line")
    if len(raw) < 5:
        raise Refused("note", "key hash and signature", f"{len(raw)} bytes", "signature line")
    return NoteSignature(name, raw[:4], raw[4:])
