"""The record as the check asks it: who is who, what was said, what was clarified, what holds.

record = Record(ledger, index, at=now)
record.side(about)                     the clean text of a row and its words; None where they were removed
record.clarifications(about, before)   the acts that say how it was meant, made before an instant
record.concerning(acts, about, 4, 40)  those of them that are about these words
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act
from uarazom.acts.rules import withdrawn_acts
from uarazom.acts.status import status
from uarazom.quotes.changes import Side
from uarazom.quotes.concerned import touches
from uarazom.quotes.index import Index
from uarazom.quotes.language import language
from uarazom.quotes.normalise import clean
from uarazom.quotes.officials import Officials
from uarazom.quotes.statements import zone_of
from uarazom.quotes.words import Words


class Record:
    """A ledger with the index of its statements, as they stand at an instant."""

    def __init__(self, ledger: Ledger, index: Index, at: datetime) -> None:
        self.ledger, self.index, self.at = ledger, index, at
        self._sides: dict[tuple[str, str], Side | None] = {}

    def officials(self, published: date | None) -> Officials:
        """Who holds which office on a day; without one, whoever held any."""
        register = self.ledger.latest_register
        return Officials.of(register, self.beginning(published) if published else None)

    def beginning(self, day: date) -> datetime:
        """The first instant of a day, where the instance counts its days."""
        return datetime.combine(day, time(), tzinfo=zone_of(self.ledger))

    def side(self, about: dict[str, Any]) -> Side | None:
        """The text of a row and its words."""
        key = about["act"], about["language"]
        if key not in self._sides:
            self._sides[key] = self._read(*key)
        return self._sides[key]

    def _read(self, act_id: str, code: str) -> Side | None:
        text = self.said(act_id, code)
        return Side(text, Words.of(text, language(code))) if text is not None else None

    def said(self, act_id: str, code: str) -> str | None:
        """The clean text of an act in a language."""
        act = self.ledger.act(act_id)
        said = self.ledger.words(act) if act else None
        return clean(said.text[code]).text if said and code in said.text else None

    def clarifications(self, about: dict[str, Any], before: datetime | None) -> Sequence[Act]:
        """The acts that clarify what a row says, made before an instant (else, before now) and not withdrawn by then,
        in order."""
        document = self.ledger.documents.get(about["document"])
        limit = before or self.at
        acts = [act for act in (document.acts if document else ()) if act.exists_from < limit]
        gone = withdrawn_acts(acts) if acts else ()
        return [
            act
            for act in acts
            if act.act == "clarify" and act.n not in gone and act.id != about["act"] and _names(act, about["act"])
        ]

    def concerning(self, acts: Sequence[Act], about: dict[str, Any], start: int, end: int) -> Sequence[Act]:
        """Those of the acts that are about words from `start` to `end` of a row's clean text."""
        return [act for act in acts if touches(act, about, start, end, self.ledger)]

    def text(self, act: Act, code: str) -> str:
        """The words of an act in a language, else in its own, else in any."""
        said = self.ledger.words(act)
        texts = said.text if said else {}
        return texts.get(code) or texts.get(act.original_language or "") or next(iter(texts.values()), "")

    def status(self, document: str) -> str | None:
        """The one status word of a document; None where it did not exist yet or has none."""
        view = self.ledger.at(self.at).documents.get(document)
        return status(view, self.ledger.register(self.at), self.at).status if view else None


def _names(act: Act, said: str) -> bool:
    """Whether an act is about another: it names that one, or none."""
    named = {*act.acts, *(one.act for one in act.extracts)}
    return not named or said in named
