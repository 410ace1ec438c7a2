"""The retraction of a warning, ready before the warning goes out: what the signer seals.

    retraction = retraction_of(case, alert, salt)
    retraction.template, retraction.digest      # canonical JSON; the digest that the warning's act names
    retraction.blobs                            # words and CAP bytes, which the template names

The words are those of the withdraw act; the CAP bytes are the Cancel as it will be sent, with identifier `0`, the
`sent` of the warning and the one reference to it, in the languages in which the warning is said.

Specification: docs/formats/alert.md, "The retraction, ready before the alert goes out".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from uarazom.cap.model import Alert, Reference
from uarazom.cap.serialise import serialise
from uarazom.editorial.alerting.message import Case, alert_of, said_in, words_of
from uarazom.editorial.alerting.proposal import STEPS, Proposal, filled, named, spoken
from uarazom.editorial.draft import salted
from uarazom.verify import canon

FORMAT = "uarazom/retraction/1"
UNSENT = "0"  # the identifier until it is released


@dataclass(frozen=True)
class Retraction:
    """What the signer seals: the template's bytes, its digest, and the blobs that it names: words, and `message`."""

    template: bytes
    digest: str
    blobs: Mapping[str, bytes]
    words: Mapping[str, Any]
    alert: Alert
    message: bytes


def retraction_of(case: Case, alert: Alert, salt: bytes) -> Retraction:
    """The withdraw act's words and the Cancel as they will be, and the template that names both."""
    case = replace(case, proposal=_taken_back(case))
    said = said_in(case)
    reason = {language: texts.description for language, texts in said.items()}
    words = salted(words_of(case, said, reason), salt, case.proposal.document)
    assert alert.sent is not None  # noqa: S101 - it is ours
    warning = Reference(alert.sender, alert.identifier, alert.sent)
    cancel = replace(alert_of(case), identifier=UNSENT, msg_type="Cancel", references=(warning,))
    words_raw, cap_raw = canon.canonical(words), serialise(cancel)
    members = {
        "format": FORMAT,
        "origin": case.origin,
        "document": case.proposal.document,
        "body": case.proposal.body,
        "by": case.proposal.by,
        "words": canon.digest(words_raw),
        "cap": canon.digest(cap_raw),
    }
    template = canon.canonical(members)
    blobs = {canon.digest(raw): raw for raw in (words_raw, cap_raw)}
    return Retraction(template, canon.digest(template), MappingProxyType(blobs), words, cancel, cap_raw)


def _taken_back(case: Case) -> Proposal:
    """The same warning as its retraction would say it: in the languages in which it is said, and where the list has
    none of these, in those that it has."""
    step, register, proposal = STEPS["false_alert"], case.register, case.proposal
    speech = case.event.retraction
    languages = [one for one in case.languages if one in speech.headline] or list(spoken(case.event, register))
    names = {
        language: proposal.names.get(language) or named(proposal.place, register, language) for language in languages
    }
    texts = {one: filled(speech, one, proposal.place, register, None, names[one]) for one in languages}
    urgency, severity, certainty = step.levels or (proposal.urgency, proposal.severity, proposal.certainty)
    return replace(
        proposal,
        texts=texts,
        names=names,
        urgency=urgency,
        severity=severity,
        certainty=certainty,
        responses=step.responses,
        until=None,
        onset=None,
        audio=(),
    )
