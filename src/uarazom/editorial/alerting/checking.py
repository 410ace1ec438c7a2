"""What a proposal must be before a message is made of it: every finding at once, each with the field of the form.

In order: the policy, the step, where, until when, the texts, an exercise. What the act and the message must be besides
is asked of them when they are made (`acts.schema`, `cap.serialise`, `cap.agreement`).
"""

from collections.abc import Iterator
from datetime import datetime

from uarazom.acts.alerts import sent
from uarazom.acts.errors import Finding
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Document
from uarazom.acts.register import Register
from uarazom.editorial.alerting.events import TEXT_MAX, EventList
from uarazom.editorial.alerting.proposal import IN_FORCE, STEPS, Proposal, clash, marked
from uarazom.verify import canon

HEADLINE_MAX = 500  # one line of words.md; over 160 (CAP 1.2, 3.2.2) it is long, and still no reason to keep it back
NAMES_MAX = 2_000  # characters of all places: thirty regions by name


def findings(
    proposal: Proposal,
    register: Register,
    document: Document | None,
    ledger: Ledger,
    events: EventList,
    now: datetime,
) -> Iterator[Finding]:
    """Everything that is wrong with it."""
    yield from _of_policy(proposal, register, events)
    yield from _of_step(proposal, document, ledger)
    yield from _of_place(proposal)
    yield from _of_times(proposal, register, events, now)
    yield from _of_texts(proposal, register)
    yield from _of_exercise(proposal)


def ceiling(proposal: Proposal, register: Register, events: EventList) -> int:
    """How many seconds a warning of this event may last: the event's own ceiling and the policy's."""
    limits = [register.alerting.max_seconds] if register.alerting else []
    if proposal.event in events:
        limits.append(events[proposal.event].max_seconds)
    return min(limits, default=0)


def _of_policy(proposal: Proposal, register: Register, events: EventList) -> Iterator[Finding]:
    policy = register.alerting
    if policy is None:
        yield Finding("body", "a register that says who may warn (alerting)", "none", "Enter the policy first.")
        return
    if proposal.body not in policy.senders:
        yield Finding("body", "one of " + ", ".join(sorted(policy.senders)), proposal.body)
    if policy.events != events.digest:
        yield Finding("event", f"the event list in force, {policy.events}", events.digest, "Read the list again.")
    if proposal.event not in events:
        yield Finding("event", "one of " + ", ".join(events), proposal.event)


def _of_step(proposal: Proposal, document: Document | None, ledger: Ledger) -> Iterator[Finding]:
    if proposal.step not in STEPS:
        yield Finding("step", "one of " + ", ".join(STEPS), proposal.step)
    if not canon.is_id(proposal.document):
        yield Finding("document", "an id (a-z, 0-9, -; at most 80)", proposal.document)
    if clash(proposal.document, ledger, exercise=proposal.exercise):
        yield Finding("document", "an id that neither a warning nor an exercise has", proposal.document)
    begun = document is not None and document.kind == "alert" and bool(sent(document))
    if proposal.step == "issue" and document is not None:
        yield Finding("document", "an id that no document has", proposal.document, "Update the warning instead.")
    if proposal.step != "issue" and not begun:
        yield Finding("document", "a warning of the record", proposal.document, "Issue it first.")


def _of_place(proposal: Proposal) -> Iterator[Finding]:
    if not proposal.place.codes:
        yield Finding("place", "a region or a shape", "nothing")


def _of_times(proposal: Proposal, register: Register, events: EventList, now: datetime) -> Iterator[Finding]:
    until = proposal.until
    if proposal.step not in IN_FORCE:
        if until is not None or proposal.onset is not None:
            yield Finding("until", "no times of a warning that ends", "an instant")
        return
    if until is None:
        yield Finding("until", "until when it holds", "nothing")
        return
    if any(instant is not None and instant.microsecond for instant in (until, proposal.onset)):
        yield Finding("until", "whole seconds", "parts of a second")
    most = ceiling(proposal, register, events)
    if until <= now:
        yield Finding("until", f"after {canon.instant_text(now)}", canon.instant_text(until))
    elif (until - now).total_seconds() > most:
        remedy = "Shorten it; it can be extended while it holds."
        yield Finding("until", f"at most {most} seconds from now", canon.instant_text(until), remedy)
    if proposal.onset is not None and proposal.onset >= until:
        yield Finding("onset", f"before {canon.instant_text(until)}", canon.instant_text(proposal.onset))


def _of_texts(proposal: Proposal, register: Register) -> Iterator[Finding]:
    policy = register.alerting
    mark = policy.exercise_mark if policy and proposal.exercise else ""
    said = [language for language, texts in proposal.texts.items() if texts.headline and texts.description]
    if not said:
        yield Finding("texts", "a headline and a description in one language at least", "none")
    for language in said:
        texts = proposal.texts[language]
        for name, text, most in (
            ("headline", marked(texts.headline, mark) if mark else texts.headline, HEADLINE_MAX),
            ("description", texts.description, TEXT_MAX),
            ("instruction", texts.instruction, TEXT_MAX),
            ("names", proposal.names.get(language, ""), NAMES_MAX),
        ):
            if len(text) > most:
                yield Finding(f"texts.{name}.{language}", f"at most {most} characters", str(len(text)), "Shorten it.")
        if not proposal.names.get(language):
            yield Finding(f"names.{language}", "what the place is called", "nothing")
    if STEPS.get(proposal.step, STEPS["issue"]).act in {"correct", "withdraw"} and not proposal.reason:
        yield Finding("reason", "why, in one language at least", "nothing")


def _of_exercise(proposal: Proposal) -> Iterator[Finding]:
    if proposal.exercise and not proposal.note:
        yield Finding("note", "what is exercised, in one language at least", "nothing")
