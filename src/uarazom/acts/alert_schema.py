"""What an act of a warning must be to be issued, besides what binds every act (`schema`).

Rules, in order:
1. An act that is sent carries its message; one that is not, none. The kind of message follows from the act. What was
   sent is never unsaid without a message: no withdraw names an act that sent one.
2. It says where and until when, within the policy's ceiling, and is known when it is sent.
3. What leaves the warning in force brings its retraction; what ends it brings none.
4. Its CAP status follows from the instance and from what it is, and nothing else: an exercise is an exercise in every
   part, its mark at the head of every text to the letter, and a live warning bears no such mark in any act, sent or
   not, and nothing that reads like it (`marks`): a hold, which one person makes alone, must not make it an exercise.
5. The body may warn, and warns under its own name.
6. After the end nothing more is sent; after the time has run out, only an end.
7. One hold at a time: each act makes what two others just signed follow the wrong one, and with one hold after another
   a single person would keep every extension out until the warning runs out.

Specification: docs/formats/alert.md.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from uarazom.acts import kinds
from uarazom.acts.errors import Finding
from uarazom.acts.marks import bears, begins
from uarazom.acts.model import Act, Document
from uarazom.acts.register import Register
from uarazom.acts.rules import Case, decide, on_hold
from uarazom.verify import canon

EXERCISE = "uarazom/exercise/1"
MARKED = ("title", "text", "instruction")  # the texts that an exercise's mark stands before
_OVER = frozenset({"cancelled", "withdrawn", "all_clear"})


class Sent(NamedTuple):
    """A warning's act, and what it stands in."""

    act: Act
    fields: Mapping[str, Any]
    words: Mapping[str, Any]
    register: Register
    document: Document | None
    at: datetime | None


def of_alert(
    act: Act,
    fields: Mapping[str, Any],
    words: Mapping[str, Any],
    register: Register,
    document: Document | None,
    at: datetime | None,
) -> Iterator[Finding]:
    """Every finding on an act of kind `alert`."""
    sent = Sent(act, fields, words, register, document, at)
    if not is_sent(act):
        if "alert" in fields:
            yield Finding("alert", f"nothing on this {act.act}: no message goes out", "a value")
        yield from of_unsaid(sent)
        yield from of_hold(sent)
        yield from of_mark(sent)
        return
    if act.alert is None:
        if "alert" not in fields:
            yield Finding("alert", "the message that goes out", "nothing")
        return
    for rule in _RULES:
        yield from rule(sent)


def is_sent(act: Act) -> bool:
    """Whether a CAP message goes out with it: not when it only takes a comment or an explanation back."""
    return act.act in kinds.SENDING and not (act.act == "withdraw" and act.acts)


# ── 1 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_message(sent: Sent) -> Iterator[Finding]:
    """The kind of message, and on what ground a warning is taken back."""
    act, alert = sent.act, sent.fields["alert"]
    expected = "Alert" if act.n == 1 else kinds.SENDING[act.act]
    if alert["msg_type"] != expected:
        yield Finding("alert.msg_type", expected, alert["msg_type"])
    if "ends" in alert and (act.act != "publish" or act.n == 1):
        yield Finding("alert.ends", "an all-clear only as a later publish", alert["ends"])
    if act.act == "withdraw" and act.ground not in kinds.WITHDRAWALS:
        yield Finding("ground", "one of " + ", ".join(kinds.WITHDRAWALS), str(act.ground))


def of_unsaid(sent: Sent) -> Iterator[Finding]:
    """A message that went out stays: what takes it back is a message too."""
    acts = sent.document.acts if sent.document and sent.act.act == "withdraw" else ()
    for one in acts:
        if one.id in sent.act.acts and one.alert is not None:
            remedy = "Send what holds now: an update, an all-clear, a cancellation or a retraction."
            yield Finding("acts", "acts that sent no message", f"{one.id}, {one.alert.msg_type}", remedy)


def of_hold(sent: Sent) -> Iterator[Finding]:
    """Rule 7."""
    if sent.act.act != "hold" or sent.document is None:
        return
    at = max(sent.at or sent.act.issued_at, sent.document.latest.exists_from)
    if standing := on_hold(Case.of(sent.document, sent.register, at)):
        remedy = "It is on hold; two people release it."
        yield Finding("act", "no second hold on a warning", f"a hold after {standing[-1].id}", remedy)


# ── 2 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_place(sent: Sent) -> Iterator[Finding]:
    """Somewhere, in the register's codes, none both whole and in part."""
    parts = sent.fields["alert"].get("parts", {})
    if not sent.act.regions and not parts:
        yield Finding("regions", "regions, or alert.parts", "nothing")
    known = {*sent.register.regions, sent.register.instance.region}
    for code in parts:
        if sent.register.regions and code not in known:
            yield Finding("alert.parts", "region codes of the register", code)
        if code in sent.act.regions:
            yield Finding("alert.parts", "a place that is not concerned whole", code)


def of_times(sent: Sent) -> Iterator[Finding]:
    """Sent when known; until when, within the ceiling."""
    act, alert = sent.act, sent.fields["alert"]
    if sent.fields.get("known_at") != alert["sent"] or act.known_at_precision != "exact":
        yield Finding("known_at", f"alert.sent, {alert['sent']}, exact", str(sent.fields.get("known_at")))
    if act.valid_until is None:
        if leaves_in_force(sent.fields):
            yield Finding("valid_until", "until when the warning holds", "nothing")
        return
    begins = canon.instant(alert["sent"])
    if act.starts_at and act.starts_at >= act.valid_until:
        yield Finding("starts_at", f"before valid_until, {act.valid_until}", str(act.starts_at))
    if sent.at and act.valid_until <= sent.at:
        yield Finding("valid_until", f"after it is issued, {canon.instant_text(sent.at)}", str(act.valid_until))
    policy = sent.register.alerting
    if policy and (act.valid_until - begins).total_seconds() > policy.max_seconds:
        remedy = "Shorten it; it can be extended while it holds."
        yield Finding(
            "valid_until", f"at most {policy.max_seconds} seconds after it is sent", str(act.valid_until), remedy
        )


# ── 3 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def leaves_in_force(fields: Mapping[str, Any]) -> bool:
    """Whether the warning holds after this act."""
    return fields["act"] != "withdraw" and "ends" not in fields["alert"]


def of_retraction(sent: Sent) -> Iterator[Finding]:
    """Ready before the warning goes out."""
    there = "retraction" in sent.fields["alert"]
    if there != leaves_in_force(sent.fields):
        expected = "nothing: the warning is over" if there else "the digest of the retraction, sealed beside it"
        yield Finding("alert.retraction", expected, "a value" if there else "nothing")


# ── 4 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_status(sent: Sent) -> Iterator[Finding]:
    """Actual, exercise or test."""
    exercise = sent.fields.get("format") == EXERCISE
    expected = "Exercise" if exercise else kinds.CAP_STATUS[sent.register.instance.mode]
    if sent.fields["alert"]["status"] != expected:
        yield Finding("alert.status", expected, sent.fields["alert"]["status"])


def of_mark(sent: Sent) -> Iterator[Finding]:
    """An exercise says so at the head of every text, and nothing else says so anywhere."""
    policy = sent.register.alerting
    if policy is None:
        return
    exercise, mark = sent.fields.get("format") == EXERCISE, policy.exercise_mark
    for name, texts in sent.words.items():
        for language, text in texts.items() if isinstance(texts, Mapping) else ():
            where = f"words.{name}.{language}"
            if exercise and name in MARKED and not begins(str(text), mark):
                yield Finding(where, f"{mark}, then the text", str(text)[: len(mark)])
            if not exercise and bears(str(text), mark):
                yield Finding(where, "no mark of an exercise in a live warning, however it is written", mark)


# ── 5 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_sender(sent: Sent) -> Iterator[Finding]:
    """The register lets this body warn, under this name."""
    policy, body = sent.register.alerting, sent.act.body
    if policy is None or body not in policy.senders:
        known = ", ".join(sorted(policy.senders)) if policy else "a register with alerting"
        yield Finding("body", f"a body that may warn: {known}", body, "Enter it in the register first.")
    elif sent.fields["alert"]["sender"] != policy.senders[body]:
        yield Finding("alert.sender", policy.senders[body], sent.fields["alert"]["sender"])


# ── 6 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_life(sent: Sent) -> Iterator[Finding]:
    """A warning that is over stays over."""
    if sent.document is None:
        return
    at = max(sent.at or sent.act.issued_at, sent.document.latest.exists_from)
    word, _ = decide(Case.of(sent.document, sent.register, at))
    if word in _OVER:
        yield Finding("act", "nothing more after the end of a warning", word, "Make a new warning.")
    elif word == "expired" and leaves_in_force(sent.fields):
        yield Finding(
            "act", "an all-clear, a cancellation or a retraction", "the time has run out", "Make a new warning."
        )


_RULES = (of_message, of_place, of_times, of_retraction, of_status, of_mark, of_sender, of_life)
