"""What is known of one document at an instant, before any language: its status, its end, who says what about it.

    facts = context.facts("claim-outage")
    facts.status.status, facts.end, facts.disputing, facts.titles

Everything here comes from `acts`; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from uarazom.acts.claims import hear
from uarazom.acts.ends import End, end_of
from uarazom.acts.status import Status, withdrawn_acts

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from uarazom.acts.ledger import Ledger
    from uarazom.acts.model import Act, Document, Texts
    from uarazom.acts.register import Register


@dataclass(frozen=True, slots=True)
class Facts:
    """One document at one instant. `refuting` … `doubting` are the acts of each voice that stand now."""

    document: Document
    status: Status
    end: End | None
    titles: Texts
    removed: Act | None
    withdrawn: Collection[int]
    refuting: tuple[Act, ...] = ()
    disputing: tuple[Act, ...] = ()
    confirming: tuple[Act, ...] = ()
    doubting: tuple[Act, ...] = ()

    @property
    def clarifying(self) -> list[Act]:
        """The clarifications that stand."""
        return [act for act in self.document.acts if act.act == "clarify" and act.n not in self.withdrawn]

    @property
    def successor(self) -> str | None:
        """The document that replaces this one."""
        named = [act.successor for act in self.document.acts if act.act == "supersede" and act.n not in self.withdrawn]
        return named[-1] if named else None

    @property
    def expired(self) -> bool:
        """Whether the word says that its time has passed."""
        return self.status.status in {"expired", "ended"}


def facts_of(document: Document, status: Status, ledger: Ledger, register: Register, now: datetime) -> Facts:
    """Gather them; `document` is as it stood at `now`."""
    titles, removed = titles_of(document, ledger)
    gone = withdrawn_acts(document.acts) if any(act.act == "withdraw" for act in document.acts) else ()
    standing = [act for act in document.acts if act.n not in gone]
    plain = Facts(document, status, end_of(document, register, standing), titles, removed, gone)
    if document.kind != "claim" or len(document.acts) == 1:
        return plain
    heard = hear(document.acts, gone, register)
    return Facts(
        *(plain.document, plain.status, plain.end, plain.titles, plain.removed, plain.withdrawn),
        refuting=tuple(heard.refuting),
        disputing=tuple(heard.disputing(now)),
        confirming=tuple(heard.confirming(now)),
        doubting=tuple(act for acts in heard.doubts.values() for act in acts),
    )


def titles_of(document: Document, ledger: Ledger) -> tuple[Texts, Act | None]:
    """The title by language, corrections included; or the act that removed the words that held it."""
    titles: dict[str, str] = {}
    for act in document.acts:
        if act.n == 1 or act.act == "correct":
            words = ledger.words(act)
            if words is not None:
                titles.update(words.title)
    return titles, None if titles else ledger.removed.get(document.first.id)
