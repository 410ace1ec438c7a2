"""One message of a warning: what it says in words, and as CAP.

    case = Case(proposal, event, register, document, origin, sent)
    words_of(case, said_in(case), reason)      # the members of the act's words
    alert_of(case)                          # the same as a CAP message

Both are made from the same values, text for text; `cap.agreement` is the proof. Rules:
1. It speaks the languages that have a headline and a description, in the instance's order.
2. Its references name every message of the document that a receiver may still show, and always the latest.
3. A region that is concerned whole is a geocode; what is touched in part has none, and is a shape.
4. A spoken text is a resource where the public address is known: CAP wants an absolute one.

Specification: docs/formats/alert.md; CAP 1.2, 3.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from typing import Any

from uarazom.acts import kinds
from uarazom.acts.alerts import sent as sent_acts
from uarazom.acts.model import Act, Document, Texts
from uarazom.acts.register import Register
from uarazom.cap import agreement
from uarazom.cap.geocodes import geocode
from uarazom.cap.identifier import identifier
from uarazom.cap.model import Alert, Area, Info, Pair, Reference, Resource
from uarazom.editorial.alerting.events import Event, Filled
from uarazom.editorial.alerting.proposal import STEPS, Proposal, marked
from uarazom.verify import canon


@dataclass(frozen=True)
class Case:
    """What every part of the message is made from."""

    proposal: Proposal
    event: Event
    register: Register
    document: Document | None
    origin: str
    sent: datetime

    @property
    def n(self) -> int:
        return self.document.latest.n + 1 if self.document else 1

    @property
    def status(self) -> str:
        return "Exercise" if self.proposal.exercise else kinds.CAP_STATUS[self.register.instance.mode]

    @property
    def mark(self) -> str:
        policy = self.register.alerting
        return policy.exercise_mark if policy and self.proposal.exercise else ""

    @property
    def sender(self) -> str:
        policy = self.register.alerting
        return policy.senders[self.proposal.body] if policy else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that have a headline and a description, in the instance's order."""
        there = [lang for lang, texts in self.proposal.texts.items() if texts.headline and texts.description]
        order = {lang: n for n, lang in enumerate(self.register.instance.languages)}
        return tuple(sorted(there, key=lambda lang: (order.get(lang, len(order)), lang)))

    @property
    def url(self) -> str:
        """Where the public side is found, ending in a slash; "" when the register does not say."""
        said = self.register.texts.get("instance", {}).get("url", "")
        return f"{said.rstrip('/')}/" if isinstance(said, str) and said else ""


def said_in(case: Case) -> dict[str, Filled]:
    """The texts of the message by language, with the mark of an exercise before each."""
    return {language: _marked(case.proposal.texts[language], case.mark) for language in case.languages}


def _marked(said: Filled, mark: str) -> Filled:
    parts = (said.headline, said.description, said.instruction)
    return Filled(*(marked(text, mark) for text in parts)) if mark else said


def words_of(case: Case, said: Mapping[str, Filled], reason: Texts) -> dict[str, Any]:
    """The act's words: what the message says, by member and language, and why."""
    return {
        "title": {language: texts.headline for language, texts in said.items()},
        "text": {language: texts.description for language, texts in said.items()},
        "instruction": {language: texts.instruction for language, texts in said.items()},
        "event": {language: event_name(case, language) for language in said},
        "place": {language: case.proposal.names[language] for language in said},
        "note": _notes(case, said),
        "reason": {language: text for language, text in reason.items() if language in said},
    }


def _notes(case: Case, languages: Iterable[str]) -> dict[str, str]:
    """What is exercised: in a training, where nobody wrote it, the event."""
    notes = case.proposal.note
    if not notes and case.status == "Exercise":
        return {language: event_name(case, language) for language in languages}
    return {language: notes[language] for language in languages if language in notes}


def event_name(case: Case, language: str) -> str:
    """The event's name, in another language of the list where this one has none: it is required."""
    names = case.event.name
    return names.get(language) or next(iter(names.values()))


# ── the message ──────────────────────────────────────────────────────────────────────────────────────────────────────
def alert_of(case: Case) -> Alert:
    proposal, policy = case.proposal, case.register.alerting
    said = said_in(case)
    step = STEPS[proposal.step]
    return Alert(
        identifier=identifier((policy and policy.oid) or "", case.origin, proposal.document, case.n),
        sender=case.sender,
        sent=case.sent,
        status=case.status,
        msg_type="Alert" if case.n == 1 else kinds.SENDING[step.act],
        scope="Public",
        note=agreement.note(words_of(case, said, {})["note"], case.languages),
        references=_references(case),
        infos=tuple(_info(case, language, texts) for language, texts in said.items()),
    )


def _info(case: Case, language: str, said: Filled) -> Info:
    proposal = case.proposal
    return Info(
        language=language,
        categories=case.event.categories,
        event=event_name(case, language),
        response_types=tuple(sorted(proposal.responses)),
        urgency=proposal.urgency,
        severity=proposal.severity,
        certainty=proposal.certainty,
        event_codes=tuple(Pair(name, value) for name, value in case.event.codes.items()),
        onset=proposal.onset,
        expires=proposal.until,
        sender_name=_sender_name(case, language),
        headline=said.headline,
        description=said.description,
        instruction=said.instruction,
        web=_page(case, language),
        resources=_resources(case, language),
        areas=(_area(case, language),),
    )


def _page(case: Case, language: str) -> str:
    """The page of the warning (docs/urls.md), in the first language of the instance where it has not this one."""
    known = case.register.instance.languages
    spoken = language if language in known or not known else known[0]
    side = "exercise" if case.proposal.exercise else "alert"
    return f"{case.url}{spoken}/{side}/{case.proposal.document}.html" if case.url else ""


def _sender_name(case: Case, language: str) -> str:
    """The publishing body, as the register names it."""
    body = case.register.bodies.get(case.proposal.body)
    names = body.name if body else {}
    return names.get(language) or next(iter(names.values()), "")


def _area(case: Case, language: str) -> Area:
    policy, place = case.register.alerting, case.proposal.place
    codifier = policy.codifier if policy else None
    geocodes = tuple(geocode(code, codifier) for code in place.regions)
    return Area(description=case.proposal.names[language], polygons=place.polygons, geocodes=geocodes)


def _resources(case: Case, language: str) -> tuple[Resource, ...]:
    """The spoken text, where the public address is known: CAP wants an absolute one."""
    spoken = [one for one in case.proposal.audio if one.language == language] if case.url else []
    return tuple(
        Resource(
            description=event_name(case, language),
            mime_type=one.media_type,
            size=len(one.content),
            uri=f"{case.url}blob/{canon.digest(one.content)}",
            digest=sha1(one.content, usedforsecurity=False).hexdigest(),  # the digest that CAP 1.2, 3.2.3 names
        )
        for one in spoken
    )


def _references(case: Case) -> tuple[Reference, ...]:
    """Rule 3: every message that a receiver may still show, and the latest even when its time has run out."""
    acts = sent_acts(case.document) if case.document else ()
    still = [act for act in acts if act is acts[-1] or act.valid_until is None or act.valid_until > case.sent]
    return tuple(_reference(act) for act in still)


def _reference(act: Act) -> Reference:
    assert act.alert is not None  # noqa: S101 - `sent` gives acts that carry a message
    return Reference(act.alert.sender, act.alert.identifier, act.alert.sent)
