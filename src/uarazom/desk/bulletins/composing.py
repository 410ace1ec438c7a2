"""The day's bulletin as a page composes it: the proposal's lines and those already chosen, in an order people give.

    shown = shown_of(proposal, chosen={"security": ["claim-x/2"]}, ledger=ledger)
    items = items_of(request.POST, sections)         # the act's `items`

Rules
1. The proposal is everything that changed since the last bulletin; what people chose before stays chosen.
2. Sections keep the register's order; in each, lines are ordered by the numbers typed beside them, then as they stood.
3. A document that the proposal does not have is added by its id and pinned by its latest act.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Texts
from uarazom.acts.status import judge
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial.bulletin import Line, Place, Proposal
from uarazom.verify import canon

MOST_LINES = 200  # acts.members.ITEMS_MAX
UNORDERED = 10_000


@dataclass(frozen=True)
class LineSeen:
    """One line that may be taken: its pin, the document, why it is there, whether it is chosen, its place."""

    pin: str
    document: str
    titles: Texts
    reason: str
    before: str
    now: str
    came: tuple[str, ...]
    chosen: bool
    place: int


@dataclass(frozen=True)
class SectionSeen:
    """One section with its lines; when nothing changed, since when."""

    id: str
    names: Texts
    lines: tuple[LineSeen, ...]
    unchanged_since: datetime | None


@dataclass(frozen=True)
class PlaceSeen:
    """A region: how many of its documents changed, or since when none has."""

    code: str
    names: Texts
    changed: int
    unchanged_since: datetime | None


def sections(proposal: Proposal, chosen: Mapping[str, Sequence[str]] | None, at: datetime) -> list[SectionSeen]:
    """Every section of the register, and those that only the chosen ones have. `chosen` None: everything proposed."""
    register, ledger = newsroom().register(), newsroom().ledger()
    ids = dict.fromkeys([*proposal.sections, *(chosen or {})])
    return [
        SectionSeen(
            id=one,
            names=register.name("sections", one),
            lines=tuple(
                _lines(proposal.sections.get(one, ()), None if chosen is None else chosen.get(one, ()), ledger, at)
            ),
            unchanged_since=_since(proposal.section_places.get(one)),
        )
        for one in ids
    ]


def _since(place: Place | None) -> datetime | None:
    return place.unchanged_since if place else None


def _lines(proposed: Sequence[Line], chosen: Sequence[str] | None, ledger: Ledger, at: datetime) -> list[LineSeen]:
    by_document = {line.document: line for line in proposed}
    pins = [line.pin for line in proposed] if chosen is None else list(chosen)
    taken = {pin.rpartition("/")[0] for pin in pins}
    rest = [] if chosen is None else [line.pin for line in proposed if line.document not in taken]
    return [
        _line(pin, by_document.get(pin.rpartition("/")[0]), place if place <= len(pins) else 0, ledger, at)
        for place, pin in enumerate([*pins, *rest], 1)
    ]


def _line(pin: str, line: Line | None, place: int, ledger: Ledger, at: datetime) -> LineSeen:
    document_id = pin.rpartition("/")[0]
    document = ledger.documents.get(document_id)
    judged = judge(document, newsroom().register(), at) if document else None
    return LineSeen(
        pin=pin,
        document=document_id,
        titles=newsroom().titles(document_id),
        reason=line.reason if line else "added",
        before=(line.before or "") if line else "",
        now=judged.status if judged else "",
        came=line.came if line else (),
        chosen=place > 0,
        place=place,
    )


def places(proposal: Proposal) -> list[PlaceSeen]:
    """Every region of the register."""
    register = newsroom().register()
    return [
        PlaceSeen(code, register.name("regions", code), len(place.changed), place.unchanged_since)
        for code, place in proposal.places.items()
    ]


def items_of(typed: QueryDict, known: Sequence[str], at: datetime) -> list[dict[str, Any]]:
    """What was ticked, in the order typed, and what was added by id."""
    chosen: dict[str, list[tuple[int, int, str]]] = {one: [] for one in known}
    for stood, value in enumerate(typed.getlist("pin")):
        section, _, pin = value.partition("|")
        if section not in chosen or not canon.is_act_id(pin):
            raise DeskRefused("line_bad", line=value[:100])
        chosen[section].append((_place(typed.get(f"place__{pin}", "")), stood, pin))
    for section, pin in _added(typed, at):
        if section not in chosen:
            raise DeskRefused("line_bad", line=pin)
        chosen[section].append((UNORDERED, UNORDERED, pin))
    if sum(map(len, chosen.values())) > MOST_LINES:
        raise DeskRefused("too_many_lines", most=MOST_LINES)
    ordered = ((section, list(dict.fromkeys(pin for *_, pin in sorted(lines)))) for section, lines in chosen.items())
    return [{"section": section, "acts": pins} for section, pins in ordered if pins]


def _added(typed: QueryDict, at: datetime) -> list[tuple[str, str]]:
    ledger = newsroom().ledger().at(at)
    found = []
    for document_id in typed.get("add", "").replace(",", " ").split():
        document = ledger.documents.get(document_id)
        if document is None or document.section is None:
            raise DeskRefused("no_such_document", id=document_id[:100])
        found.append((document.section, document.latest.id))
    return found


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else UNORDERED
