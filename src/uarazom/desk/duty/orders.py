"""What the duty officer decided, as one value: it stands in an edition's ``fields`` beside the texts in its ``words``.

Rules
1. Reading never fails: an order is kept at every step, complete or not; what is missing is said by ``problems``.
2. The end is a length from the message's own instant, or an instant; the composer makes the one that is signed.

    order = Order.read(edition.fields)          order.event, order.regions, order.shapes, order.ends(sent)
    edition.fields = order.written()
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from uarazom.verify import canon

TEXTS = ("title", "text", "instruction")
REASON = "reason"  # of a correction or a cancellation
LEVELS = ("severity", "urgency", "certainty")
OFFERED_SECONDS = (1800, 3600, 7200, 14400, 28800, 43200, 86400)  # what one key chooses; policy cuts the list
LONGEST_SHAPES = 1_000_000  # characters of pasted geometry; `cap` bounds the points


@dataclass(frozen=True)
class Order:
    """One warning as its officer wants it."""

    event: str = ""
    severity: str = ""
    urgency: str = ""
    certainty: str = ""
    responses: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    shapes: str = ""
    simpler: bool = False  # a shape of too many vertices as a simpler one that covers it
    seconds: int | None = None
    until: datetime | None = None

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Self:
        """From an edition's fields."""
        kept: dict[str, Any] = {name: str(fields.get(name, "")) for name in ("event", *LEVELS, "shapes")}
        kept |= {name: tuple(map(str, fields.get(name, ()))) for name in ("responses", "regions")}
        until = fields.get("until")
        kept |= {"simpler": bool(fields.get("simpler")), "seconds": fields.get("seconds")}
        return cls(**kept, until=canon.instant(until) if until else None)

    def written(self) -> dict[str, Any]:
        """What an edition keeps."""
        kept: dict[str, Any] = {
            name: getattr(self, name) for name in ("event", *LEVELS, "shapes", "simpler", "seconds")
        }
        kept |= {name: list(getattr(self, name)) for name in ("responses", "regions")}
        return kept | {"until": canon.instant_text(self.until) if self.until else None}

    def ends(self, sent: datetime) -> datetime | None:
        """Rule 2: a length ends at the full minute before, which people can read out and no ceiling refuses."""
        if self.until is not None or self.seconds is None:
            return self.until
        return (sent + timedelta(seconds=self.seconds)).replace(second=0, microsecond=0)

    def lasting(self, seconds: int) -> Self:
        """The same, with another length."""
        return replace(self, seconds=seconds, until=None)

    def at(self, regions: Iterable[str], shapes: str, *, simpler: bool = False) -> Self:
        """The same, elsewhere."""
        return replace(self, regions=tuple(dict.fromkeys(regions)), shapes=shapes, simpler=simpler)


def offered_seconds(event_seconds: int, ceiling: int) -> list[int]:
    """The lengths that one key chooses: the event's own among them, none over the ceiling."""
    return sorted({one for one in (*OFFERED_SECONDS, event_seconds) if one <= ceiling})
