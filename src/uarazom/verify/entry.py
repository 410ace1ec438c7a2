"""The entry: an envelope whose payload is one of ours, with the members that the record itself relies on.

Rules, in order: the envelope; a payload type we know; a canonical payload that names the format of its type, the log
and the instant; then the type's own members. Members we do not know are signed all the same and left alone; what an
act may say in detail is checked by the room `acts`. Signatures are checked against a roster, not here.

    entry = Entry.parse(raw)
    entry.fields["document"], entry.digest

docs/formats/entry.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from uarazom.verify import canon
from uarazom.verify.envelope import ENVELOPE_MAX_BYTES, Envelope, Signature, pae
from uarazom.verify.refusal import Refused

ENTRY_MAX_BYTES = ENVELOPE_MAX_BYTES
KINDS = ("bulletin", "claim", "statement", "measure", "guidance", "answer", "briefing", "alert", "request")
# fmt: off
ACTS = (
    "publish", "announce", "answer", "confirm", "doubt", "dispute", "refute", "clarify",
    "correct", "supersede", "comment", "hold", "release", "withdraw", "remove",
)
# fmt: on

ROSTER = "application/vnd.uarazom.roster.v1+json"
REGISTER = "application/vnd.uarazom.register.v1+json"
MANIFEST = "application/vnd.uarazom.manifest.v1+json"
ACT = "application/vnd.uarazom.act.v1+json"
EXERCISE = "application/vnd.uarazom.exercise.v1+json"
OF_A_DOCUMENT = (ACT, EXERCISE)
SET_BY_SIGNER = frozenset({"issued_at", "signed_message"})  # what people do not approve, since it comes after them
FORMATS = {
    ROSTER: "uarazom/roster/1",
    REGISTER: "uarazom/register/1",
    MANIFEST: "uarazom/manifest/1",
    ACT: "uarazom/act/1",
    EXERCISE: "uarazom/exercise/1",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its bytes (the log's leaf data), the payload's bytes, SHA-256 and fields, and the signatures."""

    raw: bytes
    payload_type: str
    payload: bytes
    digest: str
    fields: Mapping[str, Any]
    signatures: tuple[Signature, ...]

    @staticmethod
    def parse(raw: bytes) -> "Entry":
        """Return the entry; refuse what is malformed. Its signatures and its place in the log are not checked here."""
        envelope = Envelope.parse(raw)
        fields = read_payload(envelope.payload_type, envelope.payload)
        digest = canon.digest(envelope.payload)
        return Entry(raw, envelope.payload_type, envelope.payload, digest, fields, envelope.signatures)

    @property
    def signed_bytes(self) -> bytes:
        """What each signature is over."""
        return pae(self.payload_type, self.payload)

    @property
    def name(self) -> str:
        """What people call it: `<document>/<n>`, `roster 2`, `register 1`, `manifest <digest>`."""
        fields = self.fields
        if self.payload_type in OF_A_DOCUMENT:
            return f"{fields['document']}/{fields['n']}"
        number = fields["digest"] if self.payload_type == MANIFEST else fields["version"]
        return f"{fields['format'].split('/')[1]} {number}"

    @property
    def plain_blobs(self) -> tuple[str, ...]:
        """The digests of the plain blobs that an act stands for: its media, and its CAP message as it lies in place."""
        return plain_blobs(self.fields) if self.payload_type in OF_A_DOCUMENT else ()

    @property
    def removes(self) -> tuple[str, ...]:
        """The act ids, of its own document alone, that lose their words by this entry."""
        fields = self.fields
        if self.payload_type not in OF_A_DOCUMENT or fields["act"] != "remove":
            return ()
        return tuple(act_id for act_id in fields["acts"] if act_id.rpartition("/")[0] == fields["document"])


def read_payload(payload_type: str, payload: bytes) -> dict[str, Any]:
    """Return the fields of a payload of a known type; refuse what the record could not rely on."""
    if payload_type not in FORMATS:
        raise Refused("payload type", "one of " + ", ".join(FORMATS), repr(payload_type), "payloadType")
    fields = canon.parse(payload, ENTRY_MAX_BYTES, "payload")
    if fields.get("format") != FORMATS[payload_type]:
        raise Refused("format", FORMATS[payload_type], repr(fields.get("format")), "format")
    check_members(fields, COMMON)
    _CHECKS[payload_type](fields)
    return fields


def content_digest(fields: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical payload without what the signer sets: what people approve."""
    return canon.digest(canon.canonical({name: value for name, value in fields.items() if name not in SET_BY_SIGNER}))


def plain_blobs(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the digests of the plain blobs that an act's fields name; of a message signed as XML, the signed one."""
    media = [each["digest"] for each in fields.get("media", ())]
    message = fields.get("signed_message") or fields.get("alert", {}).get("message")
    return (*media, *([message["digest"]] if message else []))


# ── the members that the record relies on: name → (test, what was expected, required) ────────────────────────────────
Member = tuple[Callable[[Any], bool], str, bool]


def is_count(value: object) -> bool:
    """Say whether this is an integer from 1 on (a number of an act, a version)."""
    return type(value) is int and value >= 1


def is_list_of(test: Callable[[object], bool], *, rising: bool = False) -> Callable[[Any], bool]:
    """Return a test for a non-empty array whose members pass `test`; rising: sorted, none twice."""

    def check(value: Any) -> bool:
        if type(value) is not list or not value or not all(map(test, value)):
            return False
        return not rising or all(a < b for a, b in pairwise(value))

    return check


def _is_media(value: Any) -> bool:
    return type(value) is dict and canon.is_digest(value.get("digest")) and type(value.get("media_type")) is str


def _is_message(value: Any) -> bool:
    return type(value) is dict and canon.is_digest(value.get("digest")) and is_count(value.get("size"))


def _is_alert(value: Any) -> bool:
    return type(value) is dict and _is_message(value.get("message"))


COMMON: dict[str, Member] = {
    "origin": (canon.is_origin, "a log's name", True),
    "issued_at": (canon.is_instant, "an instant", True),
}
CHAINED: dict[str, Member] = {
    "version": (is_count, "an integer from 1", True),
    "previous": (canon.is_digest, "a digest", False),
}
_ACT_MEMBERS: dict[str, Member] = {
    "document": (canon.is_id, "a document id", True),
    "n": (is_count, "an integer from 1", True),
    "kind": (KINDS.__contains__, "one of " + ", ".join(KINDS), True),
    "act": (ACTS.__contains__, "one of " + ", ".join(ACTS), True),
    "previous": (canon.is_digest, "a digest", False),
    "body": (canon.is_id, "a body id", True),
    "by": (canon.is_id, "a person or body id", False),
    "known_at": (canon.is_instant, "an instant", False),
    "as_of": (canon.is_instant, "an instant", False),
    "valid_until": (canon.is_instant, "an instant", False),
    "words": (canon.is_digest, "a digest", False),
    "media": (is_list_of(_is_media), "an array of digest, media_type, size", False),
    "acts": (is_list_of(canon.is_act_id), "an array of act ids", False),
    "successor": (canon.is_id, "a document id", False),
    "alert": (_is_alert, "an object with message: digest, size", False),
    "signed_message": (_is_message, "digest, size", False),
}
_MANIFEST_MEMBERS: dict[str, Member] = {
    "body": (canon.is_id, "a body id", True),
    "digest": (canon.is_digest, "a digest", True),
    "size": (lambda value: type(value) is int and value >= 0, "a number of bytes", True),
}


def check_members(fields: Mapping[str, Any], members: Mapping[str, Member], where: str = "") -> None:
    """Refuse when a required member is absent or one that is there has not the shape expected."""
    for name, (test, expected, required) in members.items():
        value = fields.get(name)
        if value is None:
            if required:
                raise Refused("member", expected, "nothing", f"{where}{name}")
        elif not test(value):
            raise Refused("member", expected, repr(value), f"{where}{name}")


def _check_first(fields: Mapping[str, Any], number: str) -> None:
    if (fields[number] == 1) != ("previous" not in fields):
        expected = f"previous absent exactly when {number} is 1"
        raise Refused("member", expected, f"{number} {fields[number]}", "previous")


def _check_act(fields: Mapping[str, Any]) -> None:
    check_members(fields, _ACT_MEMBERS)
    _check_first(fields, "n")
    if fields["act"] == "remove" and "acts" not in fields:
        raise Refused("member", "the acts that lose their words", "nothing", "acts")
    if "signed_message" in fields and "alert" not in fields:
        raise Refused("member", "alert: a signed message is a message", "nothing", "alert")


def _check_exercise(fields: Mapping[str, Any]) -> None:
    _check_act(fields)
    if fields["kind"] != "alert":
        raise Refused("member", "kind alert in an exercise", fields["kind"], "kind")


def _check_chained(fields: Mapping[str, Any]) -> None:
    check_members(fields, CHAINED)
    _check_first(fields, "version")


def _check_register(fields: Mapping[str, Any]) -> None:
    _check_chained(fields)
    check_members(fields, {"words": (canon.is_digest, "a digest", False)})


def _check_manifest(fields: Mapping[str, Any]) -> None:
    check_members(fields, _MANIFEST_MEMBERS)


_CHECKS: dict[str, Callable[[Mapping[str, Any]], None]] = {
    ROSTER: _check_chained,
    REGISTER: _check_register,
    MANIFEST: _check_manifest,
    ACT: _check_act,
    EXERCISE: _check_exercise,
}
