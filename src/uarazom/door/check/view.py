"""What the page of a result shows, in one language: the text in pieces, a card for each quotation, claims, days.

The way: `check` says what was found → the quotations that were compared, in order → each a card (`cards`) → the text
with them marked → what else was found, beside the documents of the record.

Rules
1. Nothing is concluded here: a verdict is the check's word, said in a sentence of the catalogue.
2. Every status is the one word of `acts`, beside who says it and a link to where it can be verified.
3. What does not fit is counted and said, never left out silently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from uarazom.door.check.cards import Cards
from uarazom.door.check.limits import SHOWN_MAX, TEXT_SHOWN
from uarazom.door.check.world import World, named
from uarazom.quotes import marked
from uarazom.quotes.language import codes
from uarazom.quotes.report import Claim, Place, Quotation, Report
from uarazom.site import paths
from uarazom.site.language import Language

LISTED_MAX = 50  # claims, days, and passages of another text


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison: the text as it was read, where from, when published, and what was found in it."""

    text: str
    digest: str
    report: Report
    published: date | None = None
    address: str = ""
    alone: bool = False
    beside: str = ""  # the digest of the other text, where one was given


def view_of(compared: Compared, world: World, language: Language) -> SimpleNamespace:
    """What the template shows, but for the link of a result that is kept."""
    say, report = language.catalogue.plain, compared.report
    judged = [one for one in report.quotations if one.verdict is not None]
    cards = Cards(world, language)
    shown = [cards.card(n, one) for n, one in enumerate(judged[:SHOWN_MAX], 1)]
    long = len(compared.text) > TEXT_SHOWN
    dates = _distinct(report.dates)
    return SimpleNamespace(
        lang=report.language or "",
        covers=world.covers(language),
        address=say("check.from", address=compared.address) if compared.address else "",
        published=_published(compared.published, language),
        alone=compared.alone,
        kept="",
        link="",
        unknown_language="" if report.language else say("check.unknown_language", languages=named(codes(), language)),
        quotations=shown,
        counted=language.catalogue.plain_plural("check.quotations", len(judged)),
        shown=_more(judged, SHOWN_MAX, language),
        paragraphs=_paragraphs(compared.text, judged, shown, report.loaded, only_quoted=long),
        partly=long,
        loaded=bool(report.loaded),
        claims=[_claim(one, cards, language) for one in report.claims[:LISTED_MAX]],
        more_claims=_more(report.claims, LISTED_MAX, language),
        dates=[_day(one, world, language) for one in dates[:LISTED_MAX]],
        more_dates=_more(dates, LISTED_MAX, language),
        beside=_beside(compared, language),
        reuse=[one["text"] for one in report.reuse[:LISTED_MAX]],
        more_reuse=_more(report.reuse, LISTED_MAX, language),
        made=say("check.made", when=language.dates.plain(world.record.at)),
        inputs=_inputs(compared, world, language),
    )


def _paragraphs(
    text: str, judged: Sequence[Quotation], cards: Sequence[Any], loaded: Sequence[Place], *, only_quoted: bool
) -> list[list[marked.Piece]]:
    stretches: list[marked.Stretch] = [
        (one.start, one.end, "quoted", card) for one, card in zip(judged, cards, strict=False)
    ]
    stretches += [(one.start, one.end, "loaded", None) for one in loaded]
    return marked.paragraphs(text, stretches, only_quoted=only_quoted)


def _published(day: date | None, language: Language) -> str:
    if day is None:
        return language.catalogue.plain("check.published_unknown")
    return language.catalogue.plain("check.published_said", date=language.dates.day(day))


def _beside(compared: Compared, language: Language) -> str:
    """What the other text has to do with this one; empty where none was given."""
    if not compared.beside:
        return ""
    key = "check.beside_found" if compared.report.reuse else "check.beside_none"
    return language.catalogue.plain(key, digest=compared.beside)


def _inputs(compared: Compared, world: World, language: Language) -> str:
    size = language.catalogue.number(world.size)
    return language.catalogue.plain("check.with", size=size, version=world.version, digest=compared.digest)


def _more(found: Sequence[object], most: int, language: Language) -> str:
    """That only the first are shown, where that is so."""
    if len(found) <= most:
        return ""
    return language.catalogue.plain("check.shown", count=language.catalogue.number(most))


def _claim(claim: Claim, cards: Cards, language: Language) -> SimpleNamespace:
    """A sentence without marks, beside the document on its matter."""
    document = cards.document(claim.statement) if claim.statement else None
    who = cards.speaker(claim.speaker) if claim.speaker else language.catalogue.plain("check.unattributed")
    return SimpleNamespace(
        text=claim.text, who=who, **(document or {"href": "", "document": "", "status": "", "code": ""})
    )


def _distinct(places: Sequence[Place]) -> list[Place]:
    """Each day as it is written, once."""
    return list({(place.text, place.value): place for place in places}.values())


def _day(place: Place, world: World, language: Language) -> SimpleNamespace:
    """A day that the text names, and the bulletin of that day where the record has one."""
    ends = [_read(said, language) for said in place.value.split("/")]
    reading = language.catalogue.plain("check.reading", date=" – ".join(ends))
    bulletin = next((one for one in world.context.bulletins if one.first.date == place.value), None)
    href = "../" + paths.document("bulletin", bulletin.id) if bulletin else ""
    return SimpleNamespace(text=place.text, reading=reading, href=href)


def _read(said: str, language: Language) -> str:
    try:
        return language.dates.day(date.fromisoformat(said))
    except ValueError:
        return said


def until(instant: datetime, language: Language) -> str:
    """The end of a link, in words."""
    return language.catalogue.plain("check.kept", until=language.dates.plain(instant))
