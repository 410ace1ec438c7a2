"""Warnings: which are in force, which message speaks, and whom it concerns.

A document of kind `alert` is one warning; the acts that carry a CAP message are *sent*. The latest of them speaks: its
places, its levels, its end. `in_force` and `on_hold` are *now*: a hold, which one person makes alone, takes no warning
down. A warning whose time ran out without an all-clear is over for the pages' "now", and never says that it is safe.

    for document in in_force(ledger, at):           # the most severe first
        speaking(document).alert.event
        concern(document, "AA-01:0203")             # whole, part, possibly; None where it does not concern the place
    correction_seconds(document)                    # from the message that was wrong to the one that says so

The same questions are asked of exercises, which are documents of their own and stand in `ledger.exercises`.

Specification: docs/formats/alert.md.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise

from uarazom.acts.kinds import PARTS, SEVERITIES, URGENCIES
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act, Document
from uarazom.acts.status import status

NOW = frozenset({"in_force", "on_hold"})
WHOLE, PART, POSSIBLY = "whole", *PARTS


def in_force(ledger: Ledger, at: datetime, *, exercises: bool = False) -> tuple[Document, ...]:
    """The warnings (or public exercises) that are now, as they stand; the most severe, most urgent, latest first."""
    register = ledger.register(at)
    documents = ledger.exercises if exercises else ledger.documents
    there = (document.at(at) for document in documents.values() if document.kind == "alert")
    now = [one for one in there if one is not None and status(one, register, at).status in NOW]
    return tuple(sorted(now, key=weight))


def weight(document: Document) -> tuple[int, int, float, str]:
    """The order in which warnings are shown: severity, urgency, then the one said last."""
    act = speaking(document)
    assert act.alert is not None  # noqa: S101 - `speaking` returns an act that is sent
    severity, urgency = _place(SEVERITIES, act.alert.severity), _place(URGENCIES, act.alert.urgency)
    return severity, urgency, -act.issued_at.timestamp(), document.id


def _place(words: tuple[str, ...], word: str) -> int:
    return words.index(word) if word in words else len(words)


def sent(document: Document) -> tuple[Act, ...]:
    """The acts that carry a message, in order of n."""
    return tuple(act for act in document.acts if act.alert is not None)


def speaking(document: Document) -> Act:
    """The act whose message is the latest. An alert without any is none: `ValueError`."""
    acts = sent(document)
    if not acts:
        raise ValueError(f"{document.id}: expected an alert with a message, got {document.kind} without one")
    return acts[-1]


def places(act: Act) -> Mapping[str, str]:
    """Whom a message concerns: region code → whole, part or possibly."""
    return {**dict.fromkeys(act.regions, WHOLE), **(act.alert.parts if act.alert else {})}


def concern(document: Document, place: str) -> str | None:
    """How the latest message concerns a place: `whole`, `part`, `possibly`, or None."""
    return concern_of(speaking(document), place)


def concern_of(act: Act, place: str) -> str | None:
    """How a message concerns a place.

    A code that is the place or has it within concerns it as it says: of a region that the shapes touch in `part`, a
    place within it is concerned `possibly`. A code within the place concerns it in `part`, or `possibly` where it does
    itself. The strongest answer counts.
    """
    found = {_answer(code, how, place) for code, how in places(act).items()}
    return next((how for how in (WHOLE, PART, POSSIBLY) if how in found), None)


def _answer(code: str, how: str, place: str) -> str | None:
    if code == place:
        return how
    if lies_in(place, code):
        return WHOLE if how == WHOLE else POSSIBLY
    if lies_in(code, place):
        return POSSIBLY if how == POSSIBLY else PART
    return None


def lies_in(code: str, other: str) -> bool:
    """Whether a region lies within another: docs/formats/canonical.md, region codes."""
    return code.startswith((f"{other}-", f"{other}:"))


def correction_seconds(document: Document) -> int | None:
    """How long what was wrong stood uncorrected: from the message before to the latest correction or retraction."""
    acts = sent(document)
    for before, act in reversed(tuple(pairwise(acts))):
        if act.act == "correct" or (act.act == "withdraw" and act.ground == "false_alert"):
            return int((act.issued_at - _began(acts, before, act)).total_seconds())
    return None


def _began(acts: tuple[Act, ...], before: Act, act: Act) -> datetime:
    """A retraction says that all of it was false, from the first message on; a correction, the message before."""
    return acts[0].issued_at if act.act == "withdraw" else before.issued_at
