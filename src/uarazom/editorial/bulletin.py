"""The day's bulletin: what to put in it, what changed since the last one, which days have none.

    proposal = propose(ledger, day="2022-02-15", at=now)
    proposal.sections["security"]          # lines in order, each with its pin and why it is there
    proposal.draft(body="mod", title=…)    # as a draft; intro and choice are the editors'
    missed(ledger, first="2022-02-14", last="2022-02-20", at=now)

Rules:
1. It covers from the end of the last bulletin (else 24 hours) to `at`.
2. In it is every document on which an act came into being since, and every one whose status changed by time alone: what
   ran out is said, not dropped.
3. Each document is pinned by one act id, its latest: the bulletin goes on showing what it said when issued.
4. Order: the register's sections; in each what is new, then what changed, then what ran out; by time.
5. Sections and regions where nothing changed say since when: silence is never read as "all clear".
6. The next issue is at the instance's `report_by` in its time zone, else a day later.
7. A day whose `report_by` passed without a bulletin is missed, and stays so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from uarazom.acts.ends import moments
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act, Document
from uarazom.acts.register import Register
from uarazom.acts.status import judge
from uarazom.editorial.draft import Draft
from uarazom.editorial.refusal import BadDraft
from uarazom.verify import canon

NOT_LISTED = frozenset({"bulletin", "request"})  # what an outlet is asked has a list of its own; it tells no news
DAY = timedelta(days=1)
_DATE = re.compile(r"\{date(?::(?P<how>[dMLyGE ,./-]{1,40}))?\}")
RANGE_DAYS_MAX = 3_660  # ten years of days looked at in one call
REASONS = ("new", "changed", "ended")
_RAN_OUT = frozenset({"expired", "ended"})


@dataclass(frozen=True)
class Line:
    """One document in a bulletin: the act that pins it, why it is there, its word of status before (None: it is new)
    and now, and the ids of the acts that came since the last bulletin."""

    document: str
    pin: str
    reason: str
    before: str | None
    now: str
    came: tuple[str, ...]
    regions: tuple[str, ...]
    last_at: datetime


@dataclass(frozen=True)
class Place:
    """A section or region: which of its documents changed; if none, since when nothing has (None: nothing ever was)."""

    changed: tuple[str, ...]
    unchanged_since: datetime | None


@dataclass(frozen=True)
class Proposal:
    """What a bulletin of `day`, issued `at`, would hold."""

    day: str
    start: datetime
    end: datetime
    next_issue_at: datetime
    sections: Mapping[str, tuple[Line, ...]]
    places: Mapping[str, Place]
    section_places: Mapping[str, Place]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line, in the bulletin's order."""
        return tuple(line for lines in self.sections.values() for line in lines)

    @property
    def items(self) -> list[dict[str, Any]]:
        """The act's `items`; sections without a line are absent."""
        pins = ((section, [line.pin for line in lines]) for section, lines in self.sections.items())
        return [{"section": section, "acts": acts} for section, acts in pins if acts]

    def draft(self, *, body: str, title: Mapping[str, str], intro: Mapping[str, str] | None = None) -> Draft:
        """The bulletin as a draft, before the editors changed anything."""
        return _draft(self, body, self.items, title, intro or {})


@dataclass(frozen=True)
class Listing:
    """A bulletin that somebody else composed: the documents that it lists, without pins (see `corpus`)."""

    body: str
    day: str
    start: datetime
    end: datetime
    next_issue_at: datetime
    documents: Mapping[str, tuple[str, ...]]
    title: Mapping[str, str]
    intro: Mapping[str, str]


def document_id(day: str) -> str:
    """The document id of a day's bulletin."""
    return f"bulletin-{day}"


def title(day: str, languages: Sequence[str], patterns: Mapping[str, str]) -> dict[str, str]:
    """The day written out in each language, inside that language's pattern if it has one: "Bulletin, {date}", or with
    its own way of writing dates by CLDR, "Bulletin, {date:d MMMM y}"."""
    return {lang: _DATE.sub(partial(_written_out, day, lang), patterns.get(lang, "{date}")) for lang in languages}


def _written_out(day: str, language: str, match: re.Match[str]) -> str:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return day
    return format_date(date.fromisoformat(day), format=match["how"] or "long", locale=locale)


# ── the proposal ─────────────────────────────────────────────────────────────────────────────────────────────────────
def propose(ledger: Ledger, day: str, at: datetime) -> Proposal:
    """What changed since the last bulletin, as the record stands at `at`."""
    view, register = ledger.at(at), ledger.register(at)
    documents = [document for document in view.documents.values() if document.kind not in NOT_LISTED]
    start = _start(view, at)
    lines = [line for document in documents if (line := _line(document, register, start, at))]
    return Proposal(
        day=day,
        start=start,
        end=at,
        next_issue_at=next_issue(register, at),
        sections={section: _ordered(lines, view, section) for section in _section_ids(register, documents)},
        places=_places(documents, lines, _region_ids(register)),
        section_places=_section_places(documents, lines, _section_ids(register, documents)),
    )


def latest(ledger: Ledger, at: datetime) -> Act | None:
    """The act that issued the last bulletin before `at`."""
    issued = (document.first for document in ledger.documents.values() if document.kind == "bulletin")
    return max((act for act in issued if act.issued_at < at), key=lambda act: act.index, default=None)


def _start(view: Ledger, at: datetime) -> datetime:
    last = latest(view, at)
    if last is None:
        return at - DAY
    return min(last.covers.end if last.covers else last.issued_at, at)


def _line(document: Document, register: Register, start: datetime, at: datetime) -> Line | None:
    """Rule 2: an act came in (start, at], or time alone changed the status."""
    came = tuple(act.id for act in document.acts if start < act.exists_from <= at)
    if not came and not any(start < moment <= at for moment in moments(document)):
        return None
    before, now = judge(document, register, start), judge(document, register, at)
    if now is None or (not came and before is not None and before.status == now.status):
        return None
    ran_out = now.status in _RAN_OUT and not came
    return Line(
        document=document.id,
        pin=document.latest.id,
        reason="new" if before is None else "ended" if ran_out else "changed",
        before=before.status if before else None,
        now=now.status,
        came=came,
        regions=document.regions,
        last_at=document.latest.exists_from,
    )


def _ordered(lines: list[Line], view: Ledger, section: str) -> tuple[Line, ...]:
    here = [line for line in lines if view.documents[line.document].section == section]
    return tuple(sorted(here, key=lambda line: (REASONS.index(line.reason), line.last_at, line.document)))


def _section_ids(register: Register, documents: list[Document]) -> tuple[str, ...]:
    used = (document.section for document in documents if document.section)
    return tuple(dict.fromkeys((*register.sections, *sorted(used))))


def _region_ids(register: Register) -> tuple[str, ...]:
    whole = (register.instance.region,) if register.instance.region else ()
    return tuple(dict.fromkeys((*whole, *register.regions)))


def _places(documents: list[Document], lines: list[Line], regions: Sequence[str]) -> dict[str, Place]:
    there: dict[str, list[Document]] = {region: [] for region in regions}
    for document in documents:
        for region in {_region(code) for code in document.regions} & there.keys():
            there[region].append(document)
    return {region: _place(found, lines) for region, found in there.items()}


def _region(code: str) -> str:
    """A place inside a region counts for the region."""
    return code.partition(":")[0]


def _section_places(documents: list[Document], lines: list[Line], sections: Sequence[str]) -> dict[str, Place]:
    return {section: _place([one for one in documents if one.section == section], lines) for section in sections}


def _place(documents: list[Document], lines: list[Line]) -> Place:
    ids = {document.id for document in documents}
    changed = tuple(line.document for line in lines if line.document in ids)
    last = max((document.latest.exists_from for document in documents), default=None)
    return Place(changed, None if changed else last)


# ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def next_issue(register: Register, at: datetime) -> datetime:
    """Rule 6."""
    by = _report_by(register)
    if by is None:
        return at + DAY
    today = at.astimezone(_zone(register)).date()
    due = (_due(register, today + timedelta(days=ahead), by) for ahead in range(3))
    return next(instant for instant in due if instant > at)


def missed(ledger: Ledger, first: str, last: str, at: datetime) -> tuple[str, ...]:
    """The days from `first` to `last` whose time of report passed by `at` without a bulletin of that day."""
    register = ledger.register(at)
    by = _report_by(register) or time(23, 59, 59)
    issued = {document.first.date for document in ledger.at(at).documents.values() if document.kind == "bulletin"}
    return tuple(
        day.isoformat() for day in _days(first, last) if day.isoformat() not in issued and _due(register, day, by) <= at
    )


def _days(first: str, last: str) -> Iterator[date]:
    start, count = date.fromisoformat(first), (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    if count > RANGE_DAYS_MAX:
        raise BadDraft("bulletin.range", expected=f"at most {RANGE_DAYS_MAX} days", got=str(count))
    return (start + timedelta(days=number) for number in range(count))


def _due(register: Register, day: date, by: time) -> datetime:
    """That local time of that day; a time that the clock skips or repeats is taken once, as the earlier of two."""
    return datetime.combine(day, by, tzinfo=_zone(register)).astimezone(UTC)


def _zone(register: Register) -> ZoneInfo:
    return ZoneInfo(register.instance.timezone)


def _report_by(register: Register) -> time | None:
    return time.fromisoformat(register.instance.report_by) if register.instance.report_by else None


# ── drafts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def listed(listing: Listing, ledger: Ledger) -> Draft:
    """A listing as a draft: each document pinned by its latest act in the record as it stands."""
    items = [
        {"section": section, "acts": [_pin(document, ledger) for document in documents]}
        for section, documents in listing.documents.items()
        if documents
    ]
    return _draft(listing, listing.body, items, listing.title, listing.intro)


def _pin(document: str, ledger: Ledger) -> str:
    if document not in ledger.documents:
        raise BadDraft("bulletin.pin", expected="a document of the record", got=document, where="items")
    return ledger.documents[document].latest.id


def _draft(
    one: Proposal | Listing,
    body: str,
    items: list[dict[str, Any]],
    titles: Mapping[str, str],
    intro: Mapping[str, str],
) -> Draft:
    fields = {
        "date": one.day,
        "covers": {"from": canon.instant_text(one.start), "to": canon.instant_text(one.end)},
        "next_issue_at": canon.instant_text(one.next_issue_at),
        "items": items,
    }
    return Draft(document_id(one.day), "bulletin", "publish", body, fields, {"title": titles, "intro": intro})


# ── two editions ─────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Difference:
    """What one bulletin has and another has not, by document; `moved_on`: in both, with a later act in the newer."""

    added: tuple[str, ...]
    dropped: tuple[str, ...]
    moved_on: tuple[str, ...]
    same: tuple[str, ...]


def difference(older: Act, newer: Act) -> Difference:
    """Between two bulletins, in the order of the newer (what was dropped: of the older)."""
    before, after = _pins(older), _pins(newer)
    return Difference(
        added=tuple(document for document in after if document not in before),
        dropped=tuple(document for document in before if document not in after),
        moved_on=tuple(d for d, pin in after.items() if d in before and before[d] != pin),
        same=tuple(d for d, pin in after.items() if before.get(d) == pin),
    )


def _pins(act: Act) -> dict[str, str]:
    return {pin.rpartition("/")[0]: pin for item in act.items for pin in item.acts}
