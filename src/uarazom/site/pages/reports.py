"""Who of those that take part has entered anything today, and who has not.

A report is any act that came into being on the local day of `now` and that a body said, was spoken for in, or issued.
Silence is shown for those who take part (owner, by order, by consent), never for those who are only quoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from uarazom.acts.voice import voice

if TYPE_CHECKING:
    from uarazom.acts.register import Body
    from uarazom.site.context import Context
    from uarazom.site.language import Language

TAKES_PART = frozenset({"owner", "ordered", "agreed"})
FEW = 6  # names that home shows; more stand on the page that explains


@dataclass(frozen=True, slots=True)
class Reports:
    """Bodies that take part, in the register's order, with when each last entered something today (None: not yet)."""

    bodies: tuple[tuple[Body, datetime | None], ...]
    silent: tuple[str, ...]
    silent_ids: tuple[str, ...]
    total: str
    count: str
    due: str
    few: bool


def reports(language: Language, context: Context) -> Reports:
    """Who reported today."""
    found = reported(context)
    bodies = tuple((body, found.get(body.id)) for body in taking_part(context))
    silent = [body for body, when in bodies if when is None]
    number = language.catalogue.number
    return Reports(
        bodies=bodies,
        silent=tuple(language.names.short(body.id) for body in silent),
        silent_ids=tuple(body.id for body in silent),
        total=number(len(bodies)),
        count=number(len(silent)),
        due=language.catalogue.digits(context.register.instance.report_by or ""),
        few=len(silent) <= FEW,
    )


def taking_part(context: Context) -> list[Body]:
    """The bodies from which a report is due."""
    bodies = context.register.bodies.values()
    return [
        body
        for body in bodies
        if body.participation in TAKES_PART and body.named and (body.ended is None or body.ended > context.now)
    ]


def reported(context: Context) -> dict[str, datetime]:
    """When each body last entered anything on the local day of `now`."""
    return context.shared("reported", lambda: _reported(context))  # type: ignore[no-any-return]


def _reported(context: Context) -> dict[str, datetime]:
    midnight = datetime.combine(context.now.astimezone(context.zone).date(), time.min, context.zone)
    found: dict[str, datetime] = {}
    for id in context.index.between(midnight, context.now):
        for act in context.documents[id].acts:
            if midnight < act.exists_from <= context.now:
                for body in {act.body, voice(act, context.register).body, act.by} - {None}:
                    found[str(body)] = max(act.exists_from, found.get(str(body), act.exists_from))
    return found
