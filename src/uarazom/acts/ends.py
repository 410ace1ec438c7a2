"""When a document's word runs out.

The end is the valid_until of the latest announce, publish, answer or confirm act that has one (an unnamed collective
does not confirm, so its confirm sets no end). Without any:
- a claim of nature *state* (or of none that we know: what is stale must never read as safe) ends 24 hours after the
  as_of, else known_at, of its first act; a *plan* ends when it is due; an *event* never ends, valid_until or not;
- a measure ends when it is due, a briefing at its own ends_at; the others do not end.
An alert ends at the valid_until of the latest act that sends a message, later or earlier than the one before.

"Latest" is by when it was said (known_at, then n): a late entry of an old word is not the last word.

    end_of(document.at(instant), register)      → End(at, act), or None

Specification: DESIGN §5.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from uarazom.acts.kinds import SETS_END
from uarazom.acts.model import Act, Document
from uarazom.acts.register import Register
from uarazom.acts.voice import voice

STATE_LASTS = timedelta(hours=24)  # of a state that gives no end of its own: DESIGN §5


class End(NamedTuple):
    """The instant from which the document is out of date, and the act that says so."""

    at: datetime
    act: Act


def end_of(document: Document, register: Register, standing: Iterable[Act] | None = None) -> End | None:
    """The end of a document as its acts stand (those not withdrawn; all of them when not given)."""
    if document.kind == "claim" and document.nature == "event":
        return None
    if document.kind == "alert":
        return of_alert(document)
    acts = [act for act in (document.acts if standing is None else standing) if act.act in SETS_END]
    return latest(acts, lambda act: valid_until(act, register)) or _OTHERWISE[document.kind](document, acts)


def latest(acts: Iterable[Act], instant: Callable[[Act], datetime | None]) -> End | None:
    """The latest said of the acts that have that instant."""
    having = [End(at, act) for act in acts if (at := instant(act)) is not None]
    return max(having, key=lambda end: (end.act.spoken_at, end.act.n), default=None)


def valid_until(act: Act, register: Register) -> datetime | None:
    """The act's own end, unless it is a confirm by a voice that does not confirm."""
    if act.valid_until is None or (act.act == "confirm" and not voice(act, register).named):
        return None
    return act.valid_until


def of_claim(document: Document, acts: list[Act]) -> End | None:
    """A plan's due end; else that of a state."""
    if document.nature == "plan":
        return latest(acts, lambda act: act.due_at)
    return End(day_after(document.first), document.first)


def day_after(act: Act) -> datetime:
    """24 hours after what it speaks of, else after it became known."""
    return (act.as_of or act.spoken_at) + STATE_LASTS


def of_measure(_document: Document, acts: list[Act]) -> End | None:
    """When it is due."""
    return latest(acts, lambda act: act.due_at)


def of_briefing(_document: Document, acts: list[Act]) -> End | None:
    """When it is over."""
    return latest(acts, lambda act: act.ends_at)


def of_alert(document: Document) -> End | None:
    """The end that the latest message with one says; by n, since messages follow one another."""
    ends = [End(act.valid_until, act) for act in document.acts if act.alert is not None and act.valid_until is not None]
    return ends[-1] if ends else None


def never(_document: Document, _acts: list[Act]) -> End | None:
    """No end of its own."""
    return None


_OTHERWISE: dict[str, Callable[[Document, list[Act]], End | None]] = {
    "bulletin": never,
    "claim": of_claim,
    "statement": never,
    "measure": of_measure,
    "guidance": never,
    "answer": never,
    "briefing": of_briefing,
    "request": never,
}


def moments(document: Document) -> Iterator[datetime]:
    """Every instant at which something about the document can change, in no order, some more than once."""
    lasts_a_day = document.kind == "claim" and any(act.nature != "event" for act in document.acts if sets_nature(act))
    earliest = None
    for act in document.acts:
        yield act.exists_from
        yield from filter(None, (act.valid_until, act.due_at, act.ends_at))
        if lasts_a_day and (earliest is None or act.exists_from < earliest):  # it is, or was, the first that is there
            earliest = act.exists_from
            yield day_after(act)


def sets_nature(act: Act) -> bool:
    """Whether the document's nature comes from this act, at some instant."""
    return act.n == 1 or act.nature is not None
