"""The shelf as the desk reads it: findings newest first, each with what people decided about it; feeds as they answer.

Rules
1. The desk never writes to the shelf; where there is none, nothing was read yet, and that is said.
2. One order for all: by when it was found. Nothing is counted, sorted or filtered by outlet.
3. What a finding is now: `gone` (no longer found), else what was decided last, else `open`.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from uarazom.desk.configure import current
from uarazom.desk.watch.models import Decision, FollowedFeed
from uarazom.editorial.watching import Finding
from uarazom.sources.polling import STALE_SECONDS
from uarazom.sources.shelf import Shelf
from uarazom.sources.shelved import Found, Shelved
from uarazom.verify import canon

SHOWN = 50  # findings on a page
LOOKED_AT = 2_000  # findings gone through for a page at most
UNREAD = 30  # articles without words that the page of feeds names
STATES = ("open", "request", "set_aside", "gone")
_DECIDED = {"request": "request", "set_aside": "set_aside", "taken_up": "open"}


@dataclass(frozen=True)
class Line:
    """One finding: as it lies on the shelf, what was read of it, its outlet's name, the last decision."""

    found: Found
    finding: Finding
    outlet: str
    decision: Decision | None

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.found.gone_at is not None:
            return "gone"
        return _DECIDED[self.decision.kind] if self.decision else "open"

    @property
    def article(self) -> Shelved:
        """Where it was found."""
        return self.found.article


@dataclass(frozen=True)
class Answering:
    """One feed of the list, how it answers, and when it is to be asked again."""

    feed: FollowedFeed
    answered_at: datetime | None
    reason: str
    next_at: datetime


def name_of(found: Found) -> str:
    """What names a finding for good: the article's address and what was found."""
    return canon.digest(f"{found.article.url}\n{found.key}".encode())


def listed(state: str, before: int | None) -> tuple[list[Line], int | None]:
    """A page of findings in a state, newest first, and from where the next begins."""
    lines: list[Line] = []
    with _opened() as shelf:
        if shelf is None:
            return [], None
        found = shelf.findings(before=before, limit=LOOKED_AT)
        decided, names = _decisions(found), _names()
    for number, one in enumerate(found):
        line = _line(one, decided, names)
        if line is not None and state in (line.state, ""):
            lines.append(line)
        if len(lines) == SHOWN and number + 1 < len(found):
            return lines, one.id
    return lines, found[-1].id if len(found) == LOOKED_AT else None


def one(number: int) -> Line | None:
    """One finding; None where there is none of that number."""
    with _opened() as shelf:
        found = shelf.finding(number) if shelf else None
        return _line(found, _decisions([found]), _names()) if found else None


def of_article(article: int) -> list[Line]:
    """Every finding of an article."""
    with _opened() as shelf:
        found = shelf.of_article(article) if shelf else ()
    decided, names = _decisions(found), _names()
    return [line for one in found if (line := _line(one, decided, names))]


def others(article: Shelved) -> dict[str, Shelved]:
    """The articles in which passages of this one stand too, by number."""
    numbers = {str(one["other"]) for one in article.facts.get("reuse", ())}
    with _opened() as shelf:
        found = {number: shelf.article(int(number)) for number in numbers} if shelf else {}
    return {number: one for number, one in found.items() if one}


def answering(feeds: list[FollowedFeed]) -> list[Answering]:
    """Each feed with when it last answered, and what failed."""
    with _opened() as shelf:
        states: dict[str, Mapping[str, Any]] = {one.code: shelf.feed(one.code) for one in feeds} if shelf else {}
    return [_answering(one, states.get(one.code, {})) for one in feeds]


def elsewhere(article: Shelved) -> str:
    """The feed's host, where the article lies at another: any feed may name anybody's article as its own."""
    feed = FollowedFeed.objects.filter(code=article.feed).first()
    if feed is None:
        return ""
    here, there = (f".{(urlsplit(url).hostname or '').removeprefix('www.')}" for url in (article.url, feed.url))
    return "" if here.endswith(there) or there.endswith(here) else there[1:]


def stopped(feeds: Sequence[Answering], now: datetime) -> bool:
    """Whether nobody asks them: the time of every one that is not paused has come, and went by. Nothing new is no good
    news then."""
    times = [one.next_at for one in feeds if one.feed.state != FollowedFeed.State.PAUSED]
    return bool(times) and now - max(times) > timedelta(seconds=STALE_SECONDS)


def unread() -> list[tuple[Shelved, str]]:
    """Articles that could not be read, the latest first, with their outlets' names."""
    names = _names()
    with _opened() as shelf:
        return [(one, names.get(one.feed, one.feed)) for one in shelf.unread(UNREAD)] if shelf else []


def unreadable() -> str:
    """Why the shelf cannot be read; empty where it can, or where there is none yet."""
    try:
        if _shelf().exists():
            Shelf.read(_shelf()).close()
    except (sqlite3.Error, ValueError) as error:
        return str(error)
    return ""


def is_there() -> bool:
    """Whether anybody is followed, or was."""
    return (_folder() / "followed.json").exists()


def _answering(feed: FollowedFeed, state: Mapping[str, Any]) -> Answering:
    said, after = state.get("answered_at"), state.get("next_at")
    return Answering(
        feed=feed,
        answered_at=datetime.fromisoformat(said) if said else None,
        reason=str(state.get("reason", "")),
        next_at=max(datetime.fromisoformat(after), feed.changed_at) if after else feed.changed_at,
    )


def _folder() -> Path:
    return current().home / "watch"


def _shelf() -> Path:
    return _folder() / "shelf.sqlite3"


@contextmanager
def _opened() -> Iterator[Shelf | None]:
    """The shelf for as long as it is read; None where there is none that can be read (`unreadable` says why)."""
    try:
        shelf = Shelf.read(_shelf()) if _shelf().exists() else None
    except (sqlite3.Error, ValueError):
        shelf = None
    with closing(shelf) if shelf else nullcontext():
        yield shelf


def _decisions(found: Sequence[Found]) -> dict[str, Decision]:
    """The last decision about each."""
    names = [name_of(one) for one in found]
    rows = Decision.objects.filter(finding__in=names).select_related("person", "draft").order_by("id")
    return {row.finding: row for row in rows}


def _names() -> dict[str, str]:
    return dict(FollowedFeed.objects.values_list("code", "name"))


def _line(found: Found, decided: Mapping[str, Decision], names: Mapping[str, str]) -> Line | None:
    """None where it is of a version of the program that this one does not read."""
    try:
        finding = Finding.read(found.facts)
    except (TypeError, KeyError):
        return None
    return Line(found, finding, names.get(found.article.feed, found.article.feed), decided.get(name_of(found)))
