"""What each of the three screens asks, as its template needs it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from uarazom.acts import kinds
from uarazom.areas.regions import RegionSet, order
from uarazom.desk.drafts.inputs import to_local
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import catalogue, inputs, missing, outlines
from uarazom.desk.duty.inputs import Typed
from uarazom.desk.duty.orders import LEVELS, REASON, TEXTS, Order, offered_seconds
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused
from uarazom.desk.web.language import language
from uarazom.verify import canon


def of(row: DraftRow, name: str, typed: Typed, now: datetime) -> dict[str, Any]:
    """What one screen alone needs."""
    problems = {one.name: one for one in typed.problems}
    if name == "what":
        return {"problems": problems, **_what(typed, row)}
    if name == "where":
        return {"problems": problems, **_where(typed)}
    return {"problems": problems, **_until(typed, row, now)}


def _what(typed: Typed, row: DraftRow) -> dict[str, Any]:
    """What ends a warning has the levels of an end; a correction and a cancellation say why."""
    does = row.task.does
    names = (*TEXTS, REASON) if does in {"correct", "cancel"} else TEXTS
    levels = () if does in missing.ENDS else LEVELS
    languages = dict.fromkeys((*newsroom().languages, *(code for said in typed.texts.values() for code in said)))
    return {
        "has_left": does in missing.ENDS and catalogue.has_left(typed.order.event),
        "levels": [(one, inputs.CHOICES[one], getattr(typed.order, one)) for one in levels],
        "responses": [(one, one in typed.order.responses) for one in kinds.RESPONSES],
        "texts": [(one, [(code, typed.texts.get(one, {}).get(code, "")) for code in languages]) for one in names],
    }


def _where(typed: Typed) -> dict[str, Any]:
    known = RegionSet.of(newsroom().register())
    chosen = set(typed.order.regions)

    def branch(code: str) -> dict[str, Any]:
        below = branches(known.children(code))
        return {
            "code": code,
            "name": known.name(code, (language(), *newsroom().languages))[1],
            "on": code in chosen,
            "below": below,
            "open": any(one["on"] or one["open"] for one in below),
        }

    def branches(codes: Iterable[str]) -> list[dict[str, Any]]:
        return sorted(map(branch, codes), key=lambda one: order(one["name"]))

    return {
        "tree": branches(known.tops),
        "offered": [inputs.label(one, known) for one in known.codes],
        "map": outlines.drawn(chosen),
        "chosen": [(one, known.name(one, (language(), *newsroom().languages))[1]) for one in typed.order.regions],
    }


def _until(typed: Typed, row: DraftRow, now: datetime) -> dict[str, Any]:
    try:
        known = catalogue.event(typed.order.event, row.document)
    except DeskRefused:
        return {"lengths": [], "other": ""}
    ceiling = catalogue.ceiling(known)
    until = typed.order.until
    lengths = offered_seconds(known.seconds, ceiling)
    return {
        "lengths": [
            (n, one, Order(seconds=one).ends(now), one == typed.order.seconds) for n, one in enumerate(lengths, 1)
        ],
        "other": to_local(canon.instant_text(until), newsroom().zone) if until else "",
        "ceiling": Order(seconds=ceiling).ends(now),
    }
