"""What keeps a warning from being submitted, each with what to do: codes with words under ``refusal``.

for refused in missing.of(order, texts, does="issue", document="alert-1f2e", now=now): refused.code, refused.values
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from uarazom.desk.duty import catalogue
from uarazom.desk.duty.orders import REASON, Order
from uarazom.desk.refusal import DeskRefused

ENDS = frozenset({"all_clear", "cancel"})


def of(
    order: Order, texts: Mapping[str, Mapping[str, str]], *, does: str, document: str, now: datetime
) -> list[DeskRefused]:
    """Everything at once, in the order of the screens."""
    try:
        known = catalogue.event(order.event, document)
    except DeskRefused as refused:
        return [refused]
    found = [*_of_texts(texts, does), *_of_place(order)]
    return found if does in ENDS else [*found, *_of_end(order, catalogue.ceiling(known), now)]


def expect_none(
    order: Order, texts: Mapping[str, Mapping[str, str]], *, does: str, document: str, now: datetime
) -> None:
    """The first of them, raised."""
    for refused in of(order, texts, does=does, document=document, now=now):
        raise refused


def _of_texts(texts: Mapping[str, Mapping[str, str]], does: str) -> Iterator[DeskRefused]:
    """A missing translation never delays: one language is enough."""
    for name in ("title", "text", *((REASON,) if does == "correct" else ())):
        if not any(said.strip() for said in texts.get(name, {}).values()):
            yield DeskRefused(f"duty_no_{name}")


def _of_place(order: Order) -> Iterator[DeskRefused]:
    if not order.regions and not order.shapes:
        yield DeskRefused("duty_no_place")


def _of_end(order: Order, ceiling: int, now: datetime) -> Iterator[DeskRefused]:
    end = order.ends(now)
    if end is None:
        yield DeskRefused("duty_no_end")
    elif end <= now:
        yield DeskRefused("duty_end_past")
    elif (end - now).total_seconds() > ceiling:
        yield DeskRefused("duty_end_too_late", hours=f"{ceiling / 3600:g}")
