"""What of many messages holds at an instant: chains of Alert, Update and Cancel, in whatever order they came.

    standings(taken, at)                     # {key: Standing.IN_FORCE | SUPERSEDED | …} of every message taken by then
    in_force(taken, at, status="Actual")     # the alerts to show, the gravest first
    unexpired_related(alerts, now)           # what an Update or Cancel must name

A message is known by its key (sender, identifier, sent), and counts from the instant at which it was taken in. Rules:
1. the same key again is a replay and changes nothing; with other content it is a conflict, and the first one stands
   (a trusted one before any other: nobody keeps a Cancel out by sending a false one ahead of it);
2. a reference has effect on a message of the *same status* (an exercise ends no warning, and no warning an exercise)
   whose sender the referring one may speak for: itself, unless the caller says otherwise; and never a reference from
   a message that its taker does not trust to end anything (a broken signature, say): it stands, and ends nothing;
3. a Cancel has its effect at once, also on what arrives after it. An Update has it from its own beginning on, so that
   nothing is taken down before its successor stands; and only on what was sent before it, so that messages which name
   each other never take each other away;
4. what was superseded stays so when its successor expires or is cancelled: the successor spoke for the whole chain;
5. a message ends with the last of its infos. An info without `expires` ends `LIFETIME` after it began;
6. a sender's clock that is ahead of ours delays nothing: its message begins when it came. Its end stays where it is;
7. what cannot be understood takes no warning down: an unknown msgType stands like an Alert.

Precedence of standings: cancelled, superseded, expired, pending, in_force. Nothing here says "no danger".

Specification: OASIS CAP 1.2, 3.2.1 (msgType, references), 3.2.2 (effective, onset, expires).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import eq

from uarazom.cap.model import SEVERITIES, Alert, Info, Key, Reference

LIFETIME = timedelta(hours=24)  # of a warning that names no end: as for every state (DESIGN, section 5)
ABOUT_OTHERS = frozenset({"Cancel", "Ack", "Error"})  # message types that warn of nothing themselves

MaySpeakFor = Callable[[str, str], bool]  # (sender of the reference, sender of what it names)


class Standing(StrEnum):
    """What holds of one message at an instant."""

    IN_FORCE = "in_force"
    PENDING = "pending"  # taken in, and effective later
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    NOTICE = "notice"  # a Cancel, Ack or Error: it says something of others


@dataclass(frozen=True, slots=True)
class Taken:
    """An alert, when it was taken in or issued, and whether it may end others (rule 2)."""

    alert: Alert
    at: datetime
    ends_others: bool = True

    @property
    def begins(self) -> datetime:
        """From when on it is effective; by our clock where the sender's is ahead (rule 6)."""
        ahead = max(timedelta(), (self.alert.sent or self.at) - self.at)
        starts = [info.effective for info in self.alert.infos if info.effective]
        if not starts or len(starts) < len(self.alert.infos):
            return self.at
        return self.at + max(timedelta(), min(starts) - self.at - ahead)

    @property
    def ends(self) -> datetime:
        """When the last of it is over (rule 5)."""
        return ends(self.alert, self.at)


def ends(alert: Alert, taken_at: datetime | None = None) -> datetime:
    """When the last info of an alert is over; the last instant there is, for one that says neither when nor until."""
    start = alert.sent or taken_at
    return max((end(info, start) for info in alert.infos), default=after(start))


def end(info: Info, start: datetime | None) -> datetime:
    """When one info is over."""
    return info.expires or after(info.effective or start)


def after(start: datetime | None) -> datetime:
    """The end of what says none."""
    last = datetime.max.replace(tzinfo=UTC)
    return start + LIFETIME if start and start < last - LIFETIME else last


# ── what holds ──────────────────────────────────────────────────────────────────────────────────────────────────────
def standings(messages: Iterable[Taken], at: datetime, may_speak_for: MaySpeakFor = eq) -> dict[Key, Standing]:
    """The standing of every message that was taken in by then."""
    known = known_by(messages, at)
    ended = dict(overtaken(known, at, may_speak_for))
    return {key: ended.get(key) or own_standing(taken, at) for key, taken in known.items()}


def in_force(
    messages: Iterable[Taken], at: datetime, *, status: str, may_speak_for: MaySpeakFor = eq
) -> tuple[Alert, ...]:
    """The alerts of one status that hold: the gravest first, of equals the newest."""
    known = known_by(messages, at)
    holding = [key for key, standing in standings(known.values(), at, may_speak_for).items() if standing == "in_force"]
    found = [known[key] for key in holding if known[key].alert.status == status]
    newest = sorted(found, key=lambda taken: (taken.at, taken.alert.identifier), reverse=True)
    return tuple(taken.alert for taken in sorted(newest, key=lambda taken: gravity(taken.alert)))


def gravity(alert: Alert) -> int:
    """0 for the gravest; a severity that is no word of CAP stands with Unknown."""
    last = len(SEVERITIES) - 1
    return min((SEVERITIES.index(i.severity) if i.severity in SEVERITIES else last for i in alert.infos), default=last)


def next_change(messages: Iterable[Taken], after: datetime) -> datetime | None:
    """The next instant at which a message begins or ends by itself; None when there is none."""
    moments = {moment for taken in messages for moment in (taken.at, taken.begins, taken.ends)}
    return min((moment for moment in moments if moment > after), default=None)


def known_by(messages: Iterable[Taken], at: datetime) -> dict[Key, Taken]:
    """The messages taken in by an instant, each once: the first of its key, one that is trusted before all (rule 1)."""
    known: dict[Key, Taken] = {}
    for taken in sorted((one for one in messages if one.at <= at), key=lambda one: (not one.ends_others, one.at)):
        known.setdefault(taken.alert.key, taken)
    return known


def overtaken(known: Mapping[Key, Taken], at: datetime, may_speak_for: MaySpeakFor) -> Iterator[tuple[Key, Standing]]:
    """Messages that others ended; a cancellation is said last, and so stands."""
    named = [(taken, known[one.key]) for taken in known.values() for one in taken.alert.references if one.key in known]
    heard = [(by, of) for by, of in named if by.ends_others and may_end(by.alert, of.alert, may_speak_for)]
    for by, of in heard:
        if by.alert.msg_type == "Update" and by.begins <= at and order(by.alert) > order(of.alert):
            yield of.alert.key, Standing.SUPERSEDED
    for by, of in heard:
        if by.alert.msg_type == "Cancel":
            yield of.alert.key, Standing.CANCELLED


def may_end(by: Alert, of: Alert, may_speak_for: MaySpeakFor) -> bool:
    """Rule 2; and a Cancel or Ack is not ended by anything."""
    return by.status == of.status and may_speak_for(by.sender, of.sender) and of.msg_type not in ABOUT_OTHERS


def order(alert: Alert) -> tuple[bool, datetime, str]:
    """Which of two messages is the later one; without a time it is the earlier."""
    return alert.sent is not None, alert.sent or datetime.min.replace(tzinfo=UTC), alert.identifier


def own_standing(taken: Taken, at: datetime) -> Standing:
    """What a message says of itself."""
    if taken.alert.msg_type in ABOUT_OTHERS:
        return Standing.NOTICE
    if taken.ends <= at:
        return Standing.EXPIRED
    return Standing.IN_FORCE if taken.begins <= at else Standing.PENDING


# ── what to name, and what is missing ───────────────────────────────────────────────────────────────────────────────
def unexpired_related(alerts: Iterable[Alert], now: datetime, to: Alert | None = None) -> tuple[Reference, ...]:
    """What an Update or Cancel must name: every Alert and Update of the thread that has not expired, in their order.

    `alerts` are the messages of one document, or any from which the thread of `to` is taken. Those that an Update has
    overtaken count too: not everybody received it. Where all have expired, it is the latest: a reference is required.
    """
    thread = list({one.key: one for one in alerts}.values())
    if to is not None:
        thread = related(thread, to)
    warnings = sorted((one for one in thread if one.msg_type not in ABOUT_OTHERS and one.sent), key=order)
    lasting = [one for one in warnings if ends(one) > now]
    return tuple(Reference(one.sender, one.identifier, one.sent) for one in lasting or warnings[-1:] if one.sent)


def related(alerts: Iterable[Alert], to: Alert) -> list[Alert]:
    """The messages of the same sender and status that references join with one, over any number of steps."""
    own = {one.key: one for one in (*alerts, to) if (one.sender, one.status) == (to.sender, to.status)}
    joined: dict[Key, set[Key]] = {key: set() for key in own}
    for key, alert in own.items():
        for reference in alert.references:
            if reference.key in own:
                joined[key].add(reference.key)
                joined[reference.key].add(key)
    found, open_ = {to.key}, [to.key]
    while open_:
        new = joined[open_.pop()] - found
        found |= new
        open_.extend(new)
    return [own[key] for key in found]


def unknown_references(messages: Iterable[Taken]) -> set[Key]:
    """What is named and was never taken in: a Cancel before its Alert, a feed with holes."""
    every = [taken.alert for taken in messages]
    return {one.key for alert in every for one in alert.references} - {alert.key for alert in every}


def conflicts(messages: Iterable[Taken]) -> tuple[Taken, ...]:
    """Messages under the key of an earlier one, with other content (rule 1)."""
    every = sorted(messages, key=lambda taken: taken.at)
    first: dict[Key, Alert] = {}
    return tuple(one for one in every if first.setdefault(one.alert.key, one.alert) != one.alert)
