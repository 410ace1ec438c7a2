"""A proposal becomes everything that two people confirm: the act, the CAP message, and the retraction that is ready.

    prepared = compose(proposal, origin=…, ledger=ledger, events=events, now=now, salts=(sixteen, other_sixteen))
    prepared.composed.content_digest        # what is approved
    prepared.composed.blobs                 # words, CAP bytes, spoken texts: to lie in place before the act
    prepared.retraction                     # template and blobs for the signer, None where the warning ends
    prepared.alert, prepared.message        # the message as values and as bytes

Rules, in order; `BadWarning` names every finding of 1 and 2 at once:
1. The policy: the register lets this body warn, the list has the event, the end is within both ceilings, the step fits
   how the warning stands, an exercise says what is exercised and shares no id with what is real.
2. The texts: one language at least with headline and description; a language that lacks them is left out, and `unsaid`
   says which, since a missing translation never delays.
3. The message is sent `now`, in UTC, under an identifier made of document and n, with references to every message of
   the document that has not expired, and always to the latest.
4. The act says in codes and words what the message says: both are made here, from the same values, and `cap.agreement`
   is asked in the end, and `cap.check` whether we would send such a message.
5. What leaves the warning in force has its retraction made beside it.
6. The act goes through `editorial.draft.compose`, as every other.

Specification: docs/formats/alert.md; CAP 1.2, 3.2.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from uarazom.acts.errors import BadAct
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Document, Texts
from uarazom.cap import agreement
from uarazom.cap.check import check, is_issuable
from uarazom.cap.errors import BadAlert
from uarazom.cap.model import Alert
from uarazom.cap.serialise import serialise
from uarazom.editorial.alerting.checking import findings
from uarazom.editorial.alerting.errors import BadWarning, Finding
from uarazom.editorial.alerting.events import EventList, Filled
from uarazom.editorial.alerting.message import Case, alert_of, said_in, words_of
from uarazom.editorial.alerting.proposal import IN_FORCE, STEPS, Proposal
from uarazom.editorial.alerting.retraction import Retraction, retraction_of
from uarazom.editorial.draft import Composed, Draft
from uarazom.editorial.draft import compose as compose_act
from uarazom.verify import canon

ACT, EXERCISE = "uarazom/act/1", "uarazom/exercise/1"


@dataclass(frozen=True)
class Prepared:
    """All of one message. `unsaid`: the languages of the instance that it does not speak."""

    composed: Composed
    alert: Alert
    message: bytes
    retraction: Retraction | None
    unsaid: tuple[str, ...]


def compose(
    proposal: Proposal,
    *,
    origin: str,
    ledger: Ledger,
    events: EventList,
    now: datetime,
    salts: tuple[bytes, bytes],
) -> Prepared:
    """Everything that the signer needs, or BadWarning with every finding. The salts: 16 random bytes each."""
    proposal, sent = _stripped(proposal), now.astimezone(UTC).replace(microsecond=0)
    register, payload = ledger.latest_register, EXERCISE if proposal.exercise else ACT
    document = ledger.document_of({"format": payload, "document": proposal.document})
    if document:  # never sent before what it follows, which a clock that was ahead may have dated
        sent = max(sent, document.latest.issued_at)
    wrong = tuple(findings(proposal, register, document, ledger, events, sent))
    if wrong:
        raise BadWarning(wrong)
    case = Case(proposal, events[proposal.event], register, document, origin, sent)
    try:
        return _prepared(case, ledger, payload, salts)
    except BadAlert as error:
        found = (Finding(one.path, one.expected, one.got) for one in error.findings)
        raise BadWarning(found) from error
    except BadAct as error:
        raise BadWarning(error.findings) from error


def _prepared(case: Case, ledger: Ledger, payload: str, salts: tuple[bytes, bytes]) -> Prepared:
    proposal, register = case.proposal, case.register
    alert = alert_of(case)
    message = serialise(alert)
    retraction = retraction_of(case, alert, salts[1]) if proposal.step in IN_FORCE else None
    draft = Draft(
        document=proposal.document,
        kind="alert",
        act=STEPS[proposal.step].act,
        body=proposal.body,
        fields=_fields(case, alert, message, retraction),
        words=words_of(case, said_in(case), proposal.reason),
        contributors=proposal.contributors,
        format=payload,
    )
    composed = compose_act(draft, origin=case.origin, ledger=ledger, salt=salts[0], at=case.sent)
    _check_said_twice(composed, alert, case.document)
    for raw in (message, *((retraction.message,) if retraction else ())):
        _check_issuable(raw)
    media = {canon.digest(one.content): one.content for one in proposal.audio if one.language in case.languages}
    blobs = {**composed.blobs, canon.digest(message): message, **media}
    unsaid = tuple(one for one in register.instance.languages if one not in case.languages)
    return Prepared(replace(composed, blobs=MappingProxyType(blobs)), alert, message, retraction, unsaid)


def _check_said_twice(composed: Composed, alert: Alert, document: Document | None) -> None:
    """Rule 4; a finding here is our own mistake, and still nothing goes out."""
    found = agreement.findings(composed.fields, composed.words, alert, document=document)
    if found:
        raise BadWarning(Finding(one.path, one.expected, one.got) for one in found)


def _check_issuable(raw: bytes) -> None:
    """The rules that we hold ourselves to."""
    for one in check(raw):
        if not one.issuable:
            raise BadWarning(Finding(f.path, f.expected, f.got) for f in one.findings if not is_issuable("1.2", (f,)))


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _stripped(proposal: Proposal) -> Proposal:
    """Texts without the space around them, and without what is empty then."""
    texts = {
        language: Filled(said.headline.strip(), said.description.strip(), said.instruction.strip())
        for language, said in proposal.texts.items()
    }
    names, notes, reason = (_clean(said) for said in (proposal.names, proposal.note, proposal.reason))
    return replace(proposal, texts=texts, names=names, note=notes, reason=reason)


def _clean(texts: Texts) -> Texts:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


# ── the act ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _fields(case: Case, alert: Alert, message: bytes, retraction: Retraction | None) -> dict[str, Any]:
    proposal, step = case.proposal, STEPS[case.proposal.step]
    sent = canon.instant_text(case.sent)
    return {
        "by": proposal.by,
        "speaking_for": proposal.speaking_for,
        "known_at": sent,
        "known_at_precision": "exact",
        "valid_until": canon.instant_text(proposal.until) if proposal.until else None,
        "starts_at": canon.instant_text(proposal.onset) if proposal.onset else None,
        "ground": step.ground,
        "original_language": case.languages[0],
        "versions": dict.fromkeys(case.languages, "official"),
        "regions": list(proposal.place.regions),
        "media": media_of(case),
        "alert": {
            "identifier": alert.identifier,
            "sender": alert.sender,
            "sent": sent,
            "msg_type": alert.msg_type,
            "status": alert.status,
            "message": {"digest": canon.digest(message), "size": len(message)},
            "event": proposal.event,
            "severity": proposal.severity,
            "urgency": proposal.urgency,
            "certainty": proposal.certainty,
            "responses": sorted(proposal.responses),
            "parts": dict(proposal.place.parts),
            "ends": step.ends,
            "retraction": retraction.digest if retraction else None,
        },
    }


def media_of(case: Case) -> list[dict[str, Any]]:
    """The spoken texts, once each: two languages may sound the same."""
    files = {
        canon.digest(one.content): {
            "digest": canon.digest(one.content),
            "media_type": one.media_type,
            "size": len(one.content),
        }
        for one in case.proposal.audio
        if one.language in case.languages
    }
    return list(files.values())
