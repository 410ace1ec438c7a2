"""What becomes of what an outlet sent, as JSON: the work that `watching` has done in a process apart.

of_feed(url, known, now, get)                       entries, or error
of_article(article, rules, record, now, version, get)    the members of a `Reading`, and what its site asks of programs
of_others(text, others)                             passages that stand in other articles
"""

import hashlib
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from uarazom.editorial import watching
from uarazom.quotes.check import TEXT_MAX
from uarazom.quotes.record import Record
from uarazom.sources import article as pages
from uarazom.sources import news, readable
from uarazom.sources.errors import Refusing, SourceError
from uarazom.sources.fetch import Known
from uarazom.sources.news import Entry
from uarazom.sources.readable import NOTHING_KNOWN, WORDS_LEAST, Fetch, Got
from uarazom.sources.shelved import Shelved

PRODUCT = "uarazom"  # what robots.txt calls us


def of_feed(url: str, known: Known, now: datetime, get: Fetch) -> dict[str, Any]:
    """A feed's entries, or why there are none."""
    try:
        fetched = get(url, known)
        found = news.read(fetched.body, fetched.url, now) if fetched.body is not None else news.Feed(())
    except SourceError as error:
        return {"error": str(error), "again": error.again_seconds if isinstance(error, Refusing) else None}
    entries = [{**asdict(one), "published_at": _told(one.published_at)} for one in found.entries]
    return {"entries": entries, "known": asdict(fetched.known), "fresh": fetched.fresh_seconds}


def entry(said: dict[str, Any]) -> Entry:
    """An entry as `of_feed` tells it."""
    at = said["published_at"]
    return Entry(said["url"], said["title"], datetime.fromisoformat(at) if at else None)


def of_article(
    one: Shelved, rules: bytes | None, record: Record, now: datetime, version: str, get: Fetch
) -> dict[str, Any]:
    """One reading: read, and compared unless the same words were compared with the same record before."""
    known = Known(**one.state) if one.text is not None and one.state else NOTHING_KNOWN
    got = readable.get(one.url, product=PRODUCT, known=known, fetch=get, rules=rules)
    said = _outcome(one, got, now)
    text = _text(one, got)
    if text is None:
        return said
    facts = {
        "digest": hashlib.sha256(text.encode()).hexdigest(),
        "size": record.ledger.last_index + 1,
        "version": version,
        "words": len(text.split()),
    }
    if all(one.facts.get(name) == value for name, value in facts.items()):
        return said
    looked = watching.look(text, _printed(one.published_at or said["published_at"]), record)
    return {
        **said,
        "text": text,
        "facts": {**facts, "language": looked.language or ""},
        "findings": {found.key: found.json() for found in looked.findings},
        "quoted": looked.statements,
        "kin": watching.kin(text),
    }


def of_others(text: str, others: dict[int, str]) -> dict[str, Any]:
    """Its passages that stand in other articles, by their numbers."""
    return {"reuse": watching.reused(text, {str(number): other for number, other in others.items()})}


def _outcome(one: Shelved, got: Got, now: datetime) -> dict[str, Any]:
    day = got.article.published if got.article else None
    return {
        "outcome": got.outcome,
        "said": got.said,
        "state": asdict(got.known),
        "published_at": day.isoformat() if day and day <= now.date() and not one.published_at else "",
        "again": got.again_seconds,
        "rules": None if got.rules is None else got.rules.decode("latin-1"),
    }


def _text(one: Shelved, got: Got) -> str | None:
    """The words to compare; None where there are none, or fewer than before: a payment, a consent."""
    if got.outcome == "few_words" and int(one.facts.get("words", 0)) >= WORDS_LEAST:
        return None
    if got.article is not None:
        return pages.shown(got.article.text)[:TEXT_MAX]
    return one.text if got.outcome == "unchanged" else None


def _printed(at: str) -> watching.Printed:
    """A day or an instant, as it is known."""
    if len(at) == len("2022-02-14"):
        return watching.Printed(day=date.fromisoformat(at))
    return watching.Printed(at=datetime.fromisoformat(at)) if at else watching.Printed()


def _told(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
