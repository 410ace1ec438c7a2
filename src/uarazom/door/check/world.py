"""What a text is compared with: the record with its index and the words of the pages, as they stand at an instant.

world = World(record, context, version)
world.size, world.coverage             how many entries; how many statements, from when to when, in which languages
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act
from uarazom.quotes.language import codes
from uarazom.quotes.record import Record
from uarazom.quotes.statements import day_of, is_verbatim, zone_of
from uarazom.site.context import Context
from uarazom.site.language import Language


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was said on record up to an entry: whose words are given, in languages that the check reads."""

    statements: int = 0
    first: date | None = None
    last: date | None = None
    languages: tuple[str, ...] = ()
    upto: int = -1


NOTHING = Coverage()


@dataclass(frozen=True)
class World:
    """One state of the record. `version` is the program's; `counted`: what an earlier state covered."""

    record: Record
    context: Context
    version: str
    counted: Coverage = NOTHING

    @property
    def size(self) -> int:
        """Entries of the record."""
        return self.record.ledger.last_index + 1

    @cached_property
    def coverage(self) -> Coverage:
        """What the record covers."""
        return coverage(self.record.ledger, self.counted)

    def covers(self, language: Language) -> str:
        """The same in words."""
        found = self.coverage
        if found.first is None or found.last is None:
            return language.catalogue.plain("check.covers_none")
        return language.catalogue.plain(
            "check.covers",
            statements=language.catalogue.plain_plural("check.statements", found.statements),
            first=language.dates.day(found.first),
            last=language.dates.day(found.last),
            languages=named(found.languages, language),
        )


def coverage(ledger: Ledger, counted: Coverage = NOTHING) -> Coverage:
    """Count the acts that give somebody's words, those counted already taken as they were."""
    said = [act for act in ledger.acts(counted.upto) if is_verbatim(act)]
    zone = zone_of(ledger)
    ends = [pick(said, key=_spoken_at) for pick in (min, max)] if said else []
    days = [day for day in (counted.first, counted.last) if day]
    days += [date.fromordinal(day_of(act, zone)) for act in ends]
    spoken = {*counted.languages, *(code for act in said for code, mark in act.versions.items() if mark != "summary")}
    return Coverage(
        counted.statements + len(said),
        min(days, default=None),
        max(days, default=None),
        tuple(code for code in codes() if code in spoken),
        ledger.last_index,
    )


def _spoken_at(act: Act) -> datetime:
    return act.spoken_at


def named(languages: tuple[str, ...], language: Language) -> str:
    """Languages by name, as a list in words."""
    return language.catalogue.list_of([language.catalogue.language_name(code) for code in languages])
