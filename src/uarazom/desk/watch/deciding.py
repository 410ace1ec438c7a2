"""What people decide about a finding: set it aside with a reason, take it up again, begin a request for correction.

Rules
1. Anybody who writes or approves may set aside and take up again; a request is begun by an author of the body that
   asks. Each decision is a row that is never changed, and stands in the audit log.
2. A request is a draft like any other: its words are a proposal, two people publish it, and nothing is ever sent. All
   that was found in the article, and is neither set aside nor gone, goes into one request.
3. A finding that has a request is not asked about twice; one that is no longer found may still be asked about. An
   article whose day nobody knows is asked about from its pasted text, where a person gives the day (`desk.requests`).

    set_aside(number=7, reason="…", person=ivan, now=now)
    row = begin_request(number=7, body="press", person=ivan, now=now)
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from uarazom.desk.audit import log as audit
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.desk.requests import starting
from uarazom.desk.watch import found
from uarazom.desk.watch.found import Line
from uarazom.desk.watch.models import REASON_MAX, Decision
from uarazom.editorial.requests import Printed


@transaction.atomic
def set_aside(*, number: int, reason: str, person: Person, now: datetime) -> Decision:
    """Nobody has to look at it any more."""
    line = _line(number, person)
    reason = reason.strip()
    if not reason or len(reason) > REASON_MAX:
        raise DeskRefused("watch_reason_needed", most=REASON_MAX)
    if line.decision and line.decision.kind != "taken_up":
        raise DeskRefused("watch_decided")
    return _decide(line, "set_aside", person, now, reason=reason)


@transaction.atomic
def take_up(*, number: int, person: Person, now: datetime) -> Decision:
    """It was set aside, and is to be looked at again."""
    line = _line(number, person)
    if line.decision is None or line.decision.kind != "set_aside":
        raise DeskRefused("watch_decided")
    return _decide(line, "taken_up", person, now)


@transaction.atomic
def begin_request(*, number: int, body: str, person: Person, now: datetime) -> DraftRow:
    """A draft with what was found and a proposal of its wording."""
    line = _line(number, person)
    asked = asking_about(line)
    if line.decision and line.decision.kind == "request":
        raise DeskRefused("watch_decided")
    if not line.article.published_at:
        raise DeskRefused("watch_no_day")
    quotations = [replace(one.finding.quotation, verdict=one.finding.kind) for one in asked]
    row = starting.start_request(person=person, body=body, found=quotations, printed=printed(line), now=now)
    for one in asked:
        _decide(one, "request", person, now, draft=row)
    return row


def printed(line: Line) -> Printed:
    """The article, as a request names it: nobody who wrote it. A day that nobody knows reads as that of its finding."""
    article, facts = line.article, line.article.facts
    said = article.published_at or line.found.since.isoformat()
    at = date.fromisoformat(said) if len(said) == len("2022-02-14") else _day(datetime.fromisoformat(said))
    spoken, digest = facts.get("language", ""), facts.get("digest")
    return Printed(outlet=line.outlet, url=article.url, published_on=at, language=spoken, digest=digest)


def wording(asked: list[Line], now: datetime) -> list[tuple[str, str, str]]:
    """Language, title and text of what the draft would begin with, the article's language first."""
    article = printed(asked[0])
    said = starting.wording([one.finding.kind for one in asked], article, now=now)
    return [(one, *said[one]) for one in sorted(said, key=lambda one: one != article.language)]


def asking_about(line: Line) -> list[Line]:
    """This finding first, then what else was found in its article and is open."""
    others = [one for one in found.of_article(line.article.id) if one.state == "open" and one.found.id != line.found.id]
    return [line, *others]


def may_decide(person: Person) -> bool:
    """Whether this person may set aside."""
    return bool(rights.bodies(person, "author", "approver"))


def _line(number: int, person: Person) -> Line:
    line = found.one(number)
    if line is None:
        raise NotFound("finding")
    if not may_decide(person):
        raise DeskRefused("watch_not_yours")
    return line


def _day(at: datetime) -> date:
    return at.astimezone(newsroom().zone).date()


def _decide(
    line: Line, kind: str, person: Person, now: datetime, *, reason: str = "", draft: DraftRow | None = None
) -> Decision:
    details: dict[str, str | int] = {"url": line.article.url, "found": line.finding.kind}
    if draft is not None:
        details["draft"] = draft.pk
    audit.write(actor=person.pk, action=f"watch.{kind}", about=f"finding/{line.found.id}", details=details, now=now)
    return Decision.objects.create(
        finding=found.name_of(line.found),
        kind=kind,
        reason=reason,
        draft=draft,
        facts=_facts(line),
        person=person,
        at=now,
    )


def _facts(line: Line) -> dict[str, Any]:
    """The finding as it was, for when the shelf has it no more."""
    article = line.article
    return {
        "outlet": line.outlet,
        "url": article.url,
        "title": article.title,
        "published_at": article.published_at,
        "comparison": dict(article.facts),
        "since": line.found.since.isoformat(),
        "finding": dict(line.found.facts),
    }
