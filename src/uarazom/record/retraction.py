"""The retraction of a warning: what is sealed before the warning goes out, and the act that it becomes.

Rules, in order, when it is sealed (`seal`) — whoever confirms a warning authorises this, so it is looked at as if it
were issued:
1. the template is canonical, has its members and no others, and its digest is the one that the warning's act names;
2. it is of the warning's log, document and body; its words and its CAP bytes come with it;
3. the CAP bytes are our own form of a Cancel: identifier `0`, the warning's sender, status and `sent`, and one
   reference, to the warning's message;
4. the act that it would become may be issued (`issue`), at this instant and in the last second of the warning.
When it is released, only what cannot be known before is filled in: n, previous, the instant, the identifier, and the
references to every message of the document that has not expired. What the register says since changes nothing: people
approved it under the one of the warning, and a change of policy must not keep a false warning standing.

    sealed = seal(request, fields, ledger)                # beside the warning
    released = release(sealed, ledger, issued_at)         # when one of its two people says so

docs/formats/alert.md, "The retraction, ready before the alert goes out".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from uarazom.acts.alert_schema import EXERCISE
from uarazom.acts.alerts import sent
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act, Document, Message
from uarazom.acts.register import Register
from uarazom.cap.identifier import identifier
from uarazom.cap.model import Alert, Reference
from uarazom.cap.serialise import serialise
from uarazom.record import issue, messages
from uarazom.record.request import Request
from uarazom.record.sealed import Sealed
from uarazom.verify import blob, canon
from uarazom.verify.entry import content_digest
from uarazom.verify.refusal import Refused

FORMAT = "uarazom/retraction/1"
MEMBERS = frozenset({"format", "origin", "document", "body", "by", "words", "cap"})
TEMPLATE_BYTES = 4096  # seven short members
PLACEHOLDER = "0"  # the identifier that the CAP bytes bear until they are sent
LAST_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Template:
    """What the warning's act names by its digest; `words` and `cap` are digests."""

    digest: str
    origin: str
    document: str
    body: str
    by: str
    words: str
    cap: str


def read(raw: bytes) -> Template:
    """The template of these bytes. Raises: Refused."""
    fields = canon.parse(raw, TEMPLATE_BYTES, "retraction")
    if set(fields) != MEMBERS or fields["format"] != FORMAT:
        got = f"{fields.get('format')} with {', '.join(sorted(fields))}"
        raise _refused(f"{FORMAT} with {', '.join(sorted(MEMBERS))}", got, "retraction")
    texts = {name: fields[name] for name in sorted(MEMBERS - {"format"})}
    if not all(type(text) is str for text in texts.values()):
        raise _refused("texts", repr(texts), "retraction")
    return Template(canon.digest(raw), **texts)


def names_one(content: Mapping[str, Any]) -> bool:
    """Whether a content says that a retraction comes with it; its shapes are not checked yet."""
    alert = content.get("alert")
    return isinstance(alert, dict) and "retraction" in alert


def blobs_of(request: Request) -> tuple[str, ...]:
    """The digests that come among the blobs for the retraction alone: never public before it is released."""
    if request.retraction is None:
        return ()
    template = read(request.retraction)
    return template.words, template.cap


def seal(request: Request, fields: Mapping[str, Any], ledger: Ledger) -> Sealed:
    """The retraction of a warning that is about to be issued: `fields` are its act's, as signed; `ledger` what they
    stand in. Raises: Refused."""
    template = _matching(request, fields)
    words, cap = (request.blobs[digest] for digest in (template.words, template.cap))
    after = ledger.with_candidate(fields, None, canon.instant(fields["issued_at"]))
    document = after.document_of(fields)
    assert document is not None  # noqa: S101 - it has just been put there
    _check_cancel(messages.parsed(cap, "retraction"), document.latest)
    until = canon.instant(fields["valid_until"])
    for at in (canon.instant(fields["issued_at"]), until - LAST_SECOND):
        content, message = _made(template, words, cap, document, after, at)
        given = {canon.digest(message): message}
        whole = {**content, "issued_at": canon.instant_text(at)}
        issue.check(whole, blob.read_words(words, template.words), after, given)
    people = {one.role: one.person for one in request.approvals}
    assert request.retraction is not None  # noqa: S101 - `_matching` has refused that
    return Sealed(
        template.document,
        template.digest,
        content_digest(fields),
        people["submit"],
        people["approve"],
        fields["valid_until"],
        request.retraction,
        words,
        cap,
    )


def _made(
    template: Template, words: bytes, cap: bytes, document: Document, ledger: Ledger, at: datetime
) -> tuple[dict[str, Any], bytes]:
    """The content of the withdraw act issued `at`, and its CAP message; `document` holds every act before it."""
    warning = sent(document)[-1]
    assert warning.alert is not None  # noqa: S101 - `sent` holds acts with messages
    policy = ledger.register(warning.issued_at).alerting
    exercise = ledger.exercises.get(document.id) is document
    n, template_message = document.latest.n + 1, messages.parsed(cap, "retraction")
    message = replace(
        template_message,
        identifier=identifier((policy and policy.oid) or "", template.origin, document.id, n),
        sent=_like(template_message, at),
        references=tuple(_reference(act, template_message) for act in _standing(document, at)),
    )
    raw = serialise(message)
    languages = blob.read_words(words, template.words).get("text", {})
    content = {
        **_speaking(template, warning),
        "format": EXERCISE if exercise else "uarazom/act/1",
        "origin": template.origin,
        "document": template.document,
        "n": n,
        "kind": "alert",
        "act": "withdraw",
        "previous": document.latest.digest,
        "body": template.body,
        "by": template.by,
        "known_at": canon.instant_text(at),
        "known_at_precision": "exact",
        "ground": "false_alert",
        "words": template.words,
        "versions": dict.fromkeys(languages, "official"),
        "original_language": warning.original_language,
        "regions": list(warning.regions),
        "alert": _codes(message, raw, warning.alert, at),
    }
    return {name: value for name, value in content.items() if value}, raw


@dataclass(frozen=True, slots=True)
class Released:
    """The act that a retraction becomes: fields but for signatures, blobs, and the register that it stands under."""

    fields: dict[str, Any]
    blobs: dict[str, bytes]
    register: Register


def release(sealed: Sealed, ledger: Ledger, issued_at: str) -> Released:
    """A sealed retraction, issued now."""
    document = ledger.documents.get(sealed.document) or ledger.exercises[sealed.document]
    template, register = read(sealed.template), ledger.register(sent(document)[-1].issued_at)
    content, message = _made(template, sealed.words, sealed.cap, document, ledger, canon.instant(issued_at))
    blobs = {template.words: sealed.words, canon.digest(message): message}
    return Released({**content, "issued_at": issued_at}, blobs, register)


def alone(name: str) -> Refused:
    """A warning without the way back."""
    remedy = "publish it by a request with its retraction"
    return Refused("retraction", "the retraction beside the warning", "an envelope alone", name, remedy)


def _speaking(template: Template, warning: Act) -> dict[str, str]:
    """For whom a person speaks, as in the warning."""
    if warning.by != template.by or warning.speaking_for is None:
        return {}
    return {"speaking_for": warning.speaking_for}


def _codes(message: Alert, raw: bytes, warning: Message, at: datetime) -> dict[str, Any]:
    """The `alert` member: what the message says, and the places of the warning."""
    info = message.infos[0]
    codes = {
        "identifier": message.identifier,
        "sender": message.sender,
        "sent": canon.instant_text(at),
        "msg_type": message.msg_type,
        "status": message.status,
        "message": {"digest": canon.digest(raw), "size": len(raw)},
        "event": warning.event,
        "severity": info.severity,
        "urgency": info.urgency,
        "certainty": info.certainty,
        "responses": sorted({response for info in message.infos for response in info.response_types}),
        "parts": dict(warning.parts),
    }
    return {name: value for name, value in codes.items() if value}


def _standing(document: Document, at: datetime) -> list[Act]:
    """The acts whose messages a receiver may still show; always the latest, whose end the record may be ahead of."""
    *before, latest = sent(document)
    return [*(act for act in before if act.valid_until is None or act.valid_until > at), latest]


def _reference(act: Act, like: Alert) -> Reference:
    assert act.alert is not None  # noqa: S101 - `sent` holds acts with messages
    return Reference(act.alert.sender, act.alert.identifier, _like(like, act.alert.sent))


def _like(message: Alert, at: datetime) -> datetime:
    """The instant, at the offset that the message's own times have."""
    assert message.sent is not None  # noqa: S101 - `messages.parsed` refuses one without
    return at.astimezone(message.sent.tzinfo)


# ── the checks ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _matching(request: Request, fields: Mapping[str, Any]) -> Template:
    """Rules 1 and 2."""
    where, named = f"{fields['document']}/{fields['n']}", fields["alert"]["retraction"]
    if request.retraction is None:
        raise _refused(f"the template with the digest {named}", "nothing", where)
    template = read(request.retraction)
    if template.digest != named:
        raise _refused(f"the template with the digest {named}", template.digest, where)
    for name in ("origin", "document", "body"):
        if getattr(template, name) != fields[name]:
            raise _refused(f"{name} {fields[name]}", getattr(template, name), where)
    for digest in (template.words, template.cap):
        if digest not in request.blobs:
            raise _refused(f"the blob {digest}", "nothing", where)
    return template


def _check_cancel(message: Alert, warning: Act) -> None:
    """Rule 3."""
    alert = warning.alert
    assert alert is not None  # noqa: S101 - it is the act whose retraction this is
    references = [(one.sender, one.identifier, canon.instant_text(one.sent)) for one in message.references]
    told = {
        "identifier": (PLACEHOLDER, message.identifier),
        "sender": (alert.sender, message.sender),
        "sent": (canon.instant_text(alert.sent), canon.instant_text(message.sent or alert.sent)),
        "status": (alert.status, message.status),
        "msgType": ("Cancel", message.msg_type),
        "references": ([(alert.sender, alert.identifier, canon.instant_text(alert.sent))], references),
    }
    for name, (expected, got) in told.items():
        if expected != got:
            raise _refused(f"{name} {expected}", str(got), f"retraction of {warning.id}")


def _refused(expected: str, got: str, where: str) -> Refused:
    return Refused("retraction", expected, got, where, "compose the warning and its retraction anew")
