"""What holds at one place: which warnings concern it and how, and as of when that is said.

    stand = stand_at("AA-01:0203", context)
    stand.how            'whole', 'part', 'possibly', 'ran_out' or 'none'
    stand.warnings       (document, how), the most severe first; stand.ran_out: those whose time ran out
    stand.as_of          the instant that it speaks of

Rules
1. Whom a warning concerns is asked of `acts.alerts`. A warning whose time ran out without an all-clear is no longer
   now, and its place never reads "none" for it: for a day it says that nothing is known.
2. A place is said anew at each full minute, and at once when a warning that ever concerned it changes: `as_of` is the
   later of the two. So it is never older than a minute, and a publication elsewhere touches no place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from uarazom.acts.alerts import concern, lies_in
from uarazom.site.times import MINUTE, RAN_OUT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from uarazom.acts.model import Document
    from uarazom.site.context import Context

NONE, RAN_OUT = "none", "ran_out"
STRENGTH = ("whole", "part", "possibly", RAN_OUT, NONE)


class Stand(NamedTuple):
    """What holds at a place."""

    how: str
    warnings: list[tuple[Document, str]]
    ran_out: list[Document]
    exercises: list[tuple[Document, str]]
    as_of: datetime


def stand_at(code: str, context: Context) -> Stand:
    """What holds at one place; asked of `acts` once an instant."""
    found: Stand | None = context.stands.get(code)
    if found is None:
        found = context.stands[code] = _stand(code, context)
    return found


def _stand(code: str, context: Context) -> Stand:
    as_of = as_of_at(code, context)
    warnings = list(concerning(code, context.alerts))
    ran_out = [document for document, _ in concerning(code, lately_ran_out(context, as_of))]
    found = {how for _, how in warnings} | ({RAN_OUT} if ran_out else set()) | {NONE}
    how = next(word for word in STRENGTH if word in found)
    return Stand(how, warnings, ran_out, list(concerning(code, context.exercises.alerts)), as_of)


def concerning(code: str, documents: Iterable[Document]) -> Iterator[tuple[Document, str]]:
    """Those of the warnings that concern a place, and how."""
    for document in documents:
        how = concern(document, code)
        if how is not None:
            yield document, how


def lately_ran_out(context: Context, as_of: datetime) -> list[Document]:
    """Warnings whose time ran out within the last day, and nobody gave the all-clear; the last first."""
    return [context.documents[id] for id in context.index.alerts.expired_since(as_of - RAN_OUT_SHOWN)]


def as_of_at(code: str, context: Context) -> datetime:
    """Rule 2: the full minute, or the later instant at which a warning or an exercise about the place changed."""
    minute = full_minute(context.now)
    changes = (
        one.index.alerts.changed_of(id)
        for one in context.both
        for id in one.index.alerts.changed_since(minute)
        if touches(one.documents[id], code)
    )
    return max(changes, default=minute)


def touches(document: Document, code: str) -> bool:
    """Whether a warning ever concerned a place, in any of its messages."""
    return any(concerned(code, other) for other in document.regions)


def concerned(code: str, other: str) -> bool:
    """Whether what is said of one place may be said of another: one is, or lies in, the other."""
    return code == other or lies_in(code, other) or lies_in(other, code)


def full_minute(at: datetime) -> datetime:
    """The last full minute."""
    return at.replace(second=0, microsecond=0)


def next_minute(at: datetime) -> datetime:
    """The next full minute."""
    return full_minute(at) + MINUTE
