"""What goes to the signer and what comes back, as values and as JSON.

    Request    content (an act without ``issued_at``), its blobs, the approvals over its content digest; with a warning,
               the template of its retraction
    Approval   one person's signature over docs/formats/approval.md
    Receipt    where the act stands now
    Refusal    why it does not, and whether the same request may succeed later (``again``)

JSON carries bytes as base64. Reading is strict and bounded; whatever is malformed is a `Refused`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from uarazom.record.keys import SigningKey
from uarazom.verify import approval, canon
from uarazom.verify.refusal import Refused

APPROVALS = 4  # two are needed, of whatever kind
REQUEST_BLOBS = 64
CONTRIBUTORS = 256


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's signature over a content digest, in a role, with who contributed and until when to wait."""

    role: str
    person: str
    content: str
    signature: bytes
    contributors: tuple[str, ...] = ()
    embargo: str | None = None

    @classmethod
    def sign(
        cls,
        key: SigningKey,
        *,
        origin: str,
        role: str,
        person: str,
        content: str,
        contributors: tuple[str, ...] = (),
        embargo: str | None = None,
    ) -> "Approval":
        """The approval that the holder of `key` gives."""
        contributors = tuple(sorted(set(contributors)))
        signed = approval.statement(
            origin=origin, role=role, person=person, content=content, contributors=contributors, embargo=embargo
        )
        return cls(role, person, content, key.sign(signed), contributors, embargo)

    def statement(self, origin: str) -> bytes:
        """The bytes that the signature is over."""
        return approval.statement(
            origin=origin,
            role=self.role,
            person=self.person,
            content=self.content,
            contributors=self.contributors,
            embargo=self.embargo,
        )


@dataclass(frozen=True, slots=True)
class Request:
    """One act to publish: its content without ``issued_at``, its blobs by digest, and its approvals.

    `retraction`: the bytes of the template that a warning names (docs/formats/alert.md); the template's own words and
    CAP bytes come among the blobs."""

    content: Mapping[str, Any]
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    approvals: tuple[Approval, ...] = ()
    retraction: bytes | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where it stands. `repeated`: it stood there already; nothing was published again."""

    index: int
    document: str | None
    n: int | None
    payload_digest: str
    content_digest: str
    issued_at: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it does not stand. `again`: the same request may succeed later, unchanged."""

    check: str
    expected: str
    got: str
    where: str = ""
    remedy: str = ""
    again: bool = False

    @classmethod
    def of(cls, refused: Refused, *, again: bool = False) -> "Refusal":
        """The answer that a refusal makes."""
        return cls(refused.check, refused.expected, refused.got, refused.where, refused.remedy, again)

    def error(self) -> Refused:
        """The same as an exception."""
        return Refused(self.check, self.expected, self.got, self.where, self.remedy)

    def __str__(self) -> str:
        return str(self.error())


Answer = Receipt | Refusal


# ── JSON ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def request_json(request: Request) -> dict[str, Any]:
    """A request as JSON."""
    sealed = {} if request.retraction is None else {"retraction": canon.to_base64(request.retraction)}
    return {
        **sealed,
        "content": dict(request.content),
        "blobs": {digest: canon.to_base64(raw) for digest, raw in request.blobs.items()},
        "approvals": [approval_json(one) for one in request.approvals],
    }


def approval_json(one: Approval) -> dict[str, Any]:
    """An approval as JSON."""
    fields = {"role": one.role, "person": one.person, "content": one.content}
    fields |= {"signature": canon.to_base64(one.signature)}
    return {**fields, "contributors": list(one.contributors), **({"embargo": one.embargo} if one.embargo else {})}


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON."""
    return {"receipt" if isinstance(answer, Receipt) else "refusal": fields_of(answer)}


def fields_of(answer: Answer) -> dict[str, Any]:
    """The members of an answer."""
    return {name: getattr(answer, name) for name in answer.__slots__}


def read_request(value: Any) -> Request:
    """A request from JSON. Raises: Refused."""
    fields = _object(value, "request")
    blobs = _object(fields.get("blobs", {}), "blobs")
    if len(blobs) > REQUEST_BLOBS:
        raise Refused("request", f"at most {REQUEST_BLOBS} blobs", str(len(blobs)), "blobs")
    retraction = fields.get("retraction")
    return Request(
        _object(fields.get("content"), "content"),
        {digest: canon.from_base64(text, f"blob {digest}") for digest, text in blobs.items()},
        read_approvals(fields.get("approvals", [])),
        None if retraction is None else canon.from_base64(retraction, "retraction"),
    )


def read_approvals(value: Any) -> tuple[Approval, ...]:
    """Approvals from JSON. Raises: Refused."""
    if type(value) is not list or len(value) > APPROVALS:
        raise Refused("request", f"at most {APPROVALS} approvals", type(value).__name__, "approvals")
    return tuple(map(read_approval, value))


def read_answer(value: Mapping[str, Any]) -> Answer:
    """An answer from JSON."""
    if "receipt" in value:
        return Receipt(**value["receipt"])
    return Refusal(**value["refusal"])


def read_approval(value: Any) -> Approval:
    """An approval from JSON. Raises: Refused."""
    fields = _object(value, "approval")
    texts = [fields.get(name) for name in ("role", "person", "content")]
    contributors = fields.get("contributors", [])
    if not all(type(text) is str for text in texts):
        raise Refused("request", "role, person, content", repr(texts), "approval")
    if type(contributors) is not list or len(contributors) > CONTRIBUTORS or not all(map(canon.is_id, contributors)):
        raise Refused("request", f"at most {CONTRIBUTORS} ids of people", repr(contributors), "contributors")
    role, person, content = map(str, texts)
    signature = canon.from_base64(fields.get("signature"), "approval")
    return Approval(role, person, content, signature, tuple(contributors), fields.get("embargo"))


def _object(value: Any, where: str) -> dict[str, Any]:
    if type(value) is not dict:
        raise Refused("request", "an object", type(value).__name__, where)
    return value
