"""Whom a draft quotes, beside the record: what an editor reads before it goes to the second person.

    found = look(draft, record, now)        # (Quoted(member="title", language="en", verdict="truncated", …), …)
    seal(found)                             # names exactly these: whoever acknowledges others has not read these

Rules
1. The same check that readers have (`quotes`), by the day on which the draft would come out. It never blocks for good:
   what is found is shown beside the draft, and let go with a reason by whoever submits.
2. Shown is what an editor should look at: words that differ, are cut, glued or another's, a clarification that is not
   carried, and words of an official that the record does not have. The same words, and a translation, need no look.
3. A statement's own text is what the record will have; its title and note are looked at like any other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from uarazom.acts.ledger import Ledger
from uarazom.editorial.draft import Draft
from uarazom.quotes.check import TEXT_MAX, check
from uarazom.quotes.folder import Folder
from uarazom.quotes.index import Index, Memory, Storage
from uarazom.quotes.kinds import CHECKED
from uarazom.quotes.language import codes
from uarazom.quotes.record import Record
from uarazom.quotes.report import Quotation
from uarazom.quotes.statements import rows, zone_of
from uarazom.verify import canon

SHOWN = frozenset(
    {"altered", "truncated", "ellipsis", "spliced", "without_clarification", "other_speaker", "other_date"}
)
MEMBERS = ("title", "text", "note")


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation of a draft that an editor should look at, where it stands, and what the record has."""

    member: str
    language: str
    text: str
    verdict: str
    material: bool
    statement: str | None
    sentence: str | None
    clarification: str | None


def look(draft: Draft, record: Record, now: datetime) -> tuple[Quoted, ...]:
    """Everything to look at, in the order of the draft's members."""
    return tuple(_look(draft, record, now))


def quotes_anybody(draft: Draft) -> bool:
    """Whether any of it may be somebody's words: asked of the marks alone, without a record."""
    return any(
        one.kind in CHECKED
        for _, language, text in _looked_at(draft)
        for one in check(text[:TEXT_MAX], code=language).quotations
    )


def seal(found: tuple[Quoted, ...]) -> str:
    """A digest of what was shown; empty where there is nothing."""
    said = [[one.member, one.language, one.text, one.verdict, one.statement or ""] for one in found]
    return canon.digest(canon.canonical({"quotations": said})) if said else ""


def record_of(folder: Path, ledger: Ledger, now: datetime, told: Callable[[str], object]) -> Record:
    """The record with its index in that folder, brought up to the record's end; what cannot be written there is kept in
    memory. An index that another program wrote, or that is damaged, is made anew; `told` hears what is not used.
    """
    storage = Folder(folder)
    index = _open(storage)
    try:
        if index is None or index.upto != ledger.last_index:
            with storage.alone():
                index = _grown(_open(storage) or Index.empty(storage), ledger)
    except (ValueError, OSError) as error:
        there = index is not None and index.upto < ledger.last_index
        told(f"the index in {folder} is not {'written to' if there else 'used'} ({error}); it is kept in memory")
        held = _open(Memory(under=storage)) if there else None
        index = _grown(held or Index.open(Memory()), ledger)
    return Record(ledger, index, now)


def _open(storage: Storage) -> Index | None:
    """What is there; None where that is no index."""
    try:
        return Index.open(storage)
    except (ValueError, KeyError, OSError):
        return None


def _grown(index: Index, ledger: Ledger) -> Index:
    if index.upto > ledger.last_index:
        raise ValueError(f"it knows entry {index.upto}, the record ends at {ledger.last_index}; remove it")
    if index.upto < ledger.last_index:
        index.add(rows(ledger, after=index.upto), upto=ledger.last_index)
    return index


def _look(draft: Draft, record: Record, now: datetime) -> Iterator[Quoted]:
    day = now.astimezone(zone_of(record.ledger)).date()
    for member, language, text in _looked_at(draft):
        report = check(text[:TEXT_MAX], record, published=day, published_at=now, code=language)
        yield from (_quoted(member, language, one) for one in report.quotations if _to_look_at(one, record))


def _looked_at(draft: Draft) -> Iterator[tuple[str, str, str]]:
    """Rule 3."""
    for member in MEMBERS:
        for language, text in draft.texts().get(member, {}).items():
            if language in codes() and not (draft.kind == "statement" and member == "text"):
                yield member, language, text


def _to_look_at(one: Quotation, record: Record) -> bool:
    if one.verdict == "no_record":
        return one.speaker in record.ledger.latest_register.people
    return one.verdict in SHOWN


def _quoted(member: str, language: str, one: Quotation) -> Quoted:
    meant = one.clarification["text"] if one.clarification else None
    return Quoted(member, language, one.text, one.verdict or "", one.material, one.statement, one.sentence, meant)
