"""A small stage for stories about acts: a register of a few heads, and a ledger that is filled line by line.

    story = Story("claim", nature="state")
    story.act("announce", by="a1", hour=0)
    story.act("dispute", by="b1", hour=2, valid_until=5)
    story.word(3), story.badges(6)

Hours count from `START`; an act is issued at the hour when it became known unless `issued` says another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.status import Status, status
from uarazom.verify import canon

START = datetime(2022, 2, 14, 6, tzinfo=UTC)
NOON = "2022-02-14T12:00:00Z"
# Two governments with two bodies each (one through an agency), one body on its own, one unnamed collective.
BODIES: dict[str, dict[str, str]] = {
    "a1": {"head": "a"},
    "a2": {"head": "a1"},
    "b1": {"head": "b"},
    "b2": {"head": "b1"},
    "c1": {"head": "c1"},
    "crowd": {"head": "crowd", "named": "no"},
}
PEOPLE: dict[str, dict[str, Any]] = {
    "pat": {
        "offices": [{"body": "a1", "until": "2022-02-14T12:00:00Z"}, {"body": "b1", "from": "2022-02-14T12:00:00Z"}]
    },
    "quin": {"offices": []},
}
HOURS = ("known_at", "as_of", "valid_until", "due_at", "ends_at")


@dataclass(frozen=True)
class Entry:
    digest: str
    fields: dict[str, Any]


def hour(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def entry(fields: dict[str, Any]) -> Entry:
    return Entry(canon.digest(canon.canonical(fields)), fields)


def register(bodies: dict[str, dict[str, str]] = BODIES, people: dict[str, dict[str, Any]] = PEOPLE) -> Entry:
    return entry(
        {
            "format": "uarazom/register/1",
            "issued_at": canon.instant_text(START - timedelta(days=1)),
            "version": 1,
            "instance": {"id": "stage", "languages": ["en"]},
            "bodies": bodies,
            "people": people,
            "sections": ["safety"],
        }
    )


class Story:
    """One document and its ledger."""

    def __init__(
        self,
        kind: str = "claim",
        register: Entry | None = None,
        words: Mapping[str, Words] = MappingProxyType({}),
        **facts: Any,
    ) -> None:
        self.kind, self.facts = kind, facts
        self.ledger = Ledger(words.get)
        self.ledger.apply(0, register or globals()["register"]())
        self.n = 0

    def act(
        self, act: str, by: str | None = None, hour: float = 0, issued: float | None = None, **more: Any
    ) -> "Story":
        self.ledger.apply(self.n + 1, entry(self.content(act, by, hour, issued, **more)))
        self.n += 1
        return self

    def content(self, act: str, by: str | None, at: float, issued: float | None, **more: Any) -> dict[str, Any]:
        before = self.ledger.documents["d"].latest if self.n else None
        fields = {
            "format": "uarazom/act/1",
            "document": "d",
            "kind": self.kind,
            "body": "c1",
            "act": act,
            "n": self.n + 1,
            **({"previous": before.digest} if before else {"section": "safety", **self.facts}),
            **({"by": by} if by else {}),
            **({} if act in ("hold", "release", "remove") else {"known_at": at}),
            **more,
        }
        fields |= {name: canon.instant_text(hour(fields[name])) for name in HOURS if name in fields}
        return {**fields, "issued_at": canon.instant_text(hour(at if issued is None else issued))}

    def status(self, at: float) -> Status:
        return status(self.ledger.documents["d"], self.ledger.register(hour(at)), hour(at))

    def word(self, at: float) -> str:
        return self.status(at).status

    def badges(self, at: float) -> tuple[str, ...]:
        return self.status(at).badges
