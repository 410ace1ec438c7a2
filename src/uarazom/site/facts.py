"""What is known of one document at an instant, before any language: its status, its end, who says what about it.

    facts = context.facts("claim-outage")
    facts.status.status, facts.end, facts.disputing, facts.titles

Everything here comes from `acts`; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from uarazom.acts.claims import hear
from uarazom.acts.ends import end_of
from uarazom.acts.rules import withdrawn_acts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from uarazom.acts.ends import End
    from uarazom.acts.ledger import Ledger
    from uarazom.acts.model import Act, Document, Texts
    from uarazom.acts.register import Register
    from uarazom.acts.status import Status


REVERSALS = frozenset({"clarify", "correct", "withdraw"})
SETTLED = frozenset(
    {"withdrawn", "superseded", "repealed", "done", "cancelled", "all_clear"}
)  # their end no longer matters


@dataclass(frozen=True)
class Facts:
    """One document at one instant. `refuting` … `doubting` are the acts of each voice that stand now."""

    document: Document
    now: datetime
    status: Status
    end: End | None
    ledger: Ledger
    withdrawn: Collection[int]
    refuting: tuple[Act, ...] = ()
    disputing: tuple[Act, ...] = ()
    confirming: tuple[Act, ...] = ()
    doubting: tuple[Act, ...] = ()

    @cached_property
    def titles(self) -> Texts:
        """The title by language, corrections included; read when asked for, since the index never does."""
        titles: dict[str, str] = {}
        for act in self.document.acts:
            if act.n == 1 or act.act == "correct":
                words = self.ledger.words(act)
                if words is not None:
                    titles.update(words.title)
        return titles

    @cached_property
    def outlet(self) -> str:
        """Whom a request for correction asks; empty where it is none, or its words were removed."""
        words = self.ledger.words(self.document.first) if self.document.kind == "request" else None
        return words.article.outlet if words and words.article else ""

    @property
    def removed(self) -> Act | None:
        """The act that removed the words that held the title."""
        return None if self.titles else self.ledger.removed.get(self.document.first.id)

    @property
    def clarifying(self) -> list[Act]:
        """The clarifications that stand."""
        return [act for act in self.document.acts if act.act == "clarify" and act.n not in self.withdrawn]

    @property
    def seconds_to_correction(self) -> int | None:
        """From the first word to the first clarification, correction or withdrawal; None when there is none."""
        first = self.document.first.spoken_at
        reversals = [
            act.spoken_at for act in self.document.acts if act.act in REVERSALS and act.n not in self.withdrawn
        ]
        return max(0, int((min(reversals) - first).total_seconds())) if reversals else None

    @property
    def successor(self) -> str | None:
        """The document that replaces this one."""
        named = [act.successor for act in self.document.acts if act.act == "supersede" and act.n not in self.withdrawn]
        return named[-1] if named else None

    @property
    def over(self) -> bool:
        """Whether its time has passed, whatever its word: a statement stays on record when its assessment is over."""
        return self.end is not None and self.end.at <= self.now

    @property
    def runs(self) -> bool:
        """Whether an end says anything: not of what is withdrawn, replaced or done."""
        return self.end is not None and self.status.status not in SETTLED


def facts_of(document: Document, status: Status, ledger: Ledger, register: Register, now: datetime) -> Facts:
    """Gather them; `document` is as it stood at `now`."""
    gone = withdrawn_acts(document.acts)
    heard = hear(document.acts, gone, register)
    return Facts(
        document,
        now,
        status,
        end_of(document, register, [act for act in document.acts if act.n not in gone]),
        ledger,
        gone,
        refuting=tuple(heard.refuting),
        disputing=tuple(heard.disputing(now)),
        confirming=tuple(heard.confirming(now)),
        doubting=tuple(act for acts in heard.doubts.values() for act in acts),
    )
