"""The list of feeds that the press office follows: added, paused, taken up again and removed by coordinators.

Rules
1. Each change stands in the audit log, with who made it.
2. The list goes over to whoever asks the feeds as a file (`sources.followed`), after the change is kept; what did not
   go over is said on the screen and goes with the next change or start.
3. At most `FOLLOWED_MAX` feeds. An address is http or https, without a name and password in it.
4. It is a list of outlets and of nobody's name; all are treated alike, and nothing is counted by outlet.

    add(name="The Daily", url="https://daily.example/rss", person=ivan, now=now)
    change(code="the-daily", to="paused", person=ivan, now=now)
"""

import logging
import re
from datetime import datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from django.db import transaction

from uarazom.desk.audit import log as audit
from uarazom.desk.configure import current
from uarazom.desk.people import granting
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.desk.watch.models import URL_MAX, FollowedFeed
from uarazom.sources import followed
from uarazom.sources.followed import FOLLOWED_MAX, NAME_MAX, Followed
from uarazom.sources.news import address

State = FollowedFeed.State
MOVES = {State.ASKED: (State.PAUSED, State.REMOVED), State.PAUSED: (State.ASKED, State.REMOVED), State.REMOVED: ()}
CODE_MAX = 40  # of an id; the rest of a name is not needed to tell feeds apart
_log = logging.getLogger(__name__)


def every() -> list[FollowedFeed]:
    """Those on the list."""
    return list(FollowedFeed.objects.exclude(state=State.REMOVED).select_related("added_by"))


@transaction.atomic
def add(*, name: str, url: str, person: Person, now: datetime) -> FollowedFeed:
    """One feed more."""
    granting.expect_coordinator(person)
    name, place = " ".join(name.split()), address(url, "")
    if not name or len(name) > NAME_MAX or not name.isprintable():
        raise DeskRefused("watch_name_bad", most=NAME_MAX)
    if not place or len(place) > URL_MAX or urlsplit(place).username is not None:
        raise DeskRefused("watch_address_bad")
    known = every()
    if any(one.url == place for one in known):
        raise DeskRefused("watch_known")
    if len(known) >= FOLLOWED_MAX:
        raise DeskRefused("watch_too_many", most=FOLLOWED_MAX)
    feed = FollowedFeed.objects.create(
        code=_code(place), name=name, url=place, added_by=person, added_at=now, changed_at=now
    )
    _tell("watch.add", feed, person, now)
    return feed


@transaction.atomic
def change(*, code: str, to: str, person: Person, now: datetime) -> FollowedFeed:
    """Pause a feed, ask it again, or take it off the list."""
    granting.expect_coordinator(person)
    feed = FollowedFeed.objects.filter(code=code).first()
    if feed is None or to not in MOVES[State(feed.state)]:
        raise NotFound("feed")
    feed.state, feed.changed_at = to, now
    feed.save(update_fields=["state", "changed_at"])
    _tell(f"watch.{to}", feed, person, now)
    return feed


def _tell(action: str, feed: FollowedFeed, person: Person, now: datetime) -> None:
    details: dict[str, str | int] = {"name": feed.name, "url": feed.url}
    audit.write(actor=person.pk, action=action, about=f"feed/{feed.code}", details=details, now=now)
    transaction.on_commit(hand_over)


def _code(url: str) -> str:
    """An id that nobody else has: the host's, with a number where there are several."""
    host = re.sub(r"[^a-z0-9]+", "-", (urlsplit(url).hostname or "").lower()).strip("-")[:CODE_MAX] or "feed"
    taken = set(FollowedFeed.objects.values_list("code", flat=True))
    names = (host if n == 1 else f"{host}-{n}" for n in count(1))
    return next(name for name in names if name not in taken)


# ── over to whoever asks them ─────────────────────────────────────────────────────────────────────────────────────────
def hand_over() -> None:
    """Write the list for whoever asks the feeds, where it is not that already; what fails is tried again."""
    if is_handed_over():
        return
    try:
        followed.write(path(), _listed())
    except (OSError, ValueError) as error:
        _log.warning("the list of feeds did not go over: %s", error)


def is_handed_over() -> bool:
    """Whether whoever asks the feeds has the list as it stands."""
    try:
        return followed.read(path()) == _listed()
    except (OSError, ValueError):
        return False


def path() -> Path:
    """Where the list goes."""
    return current().home / "watch" / "followed.json"


def _listed() -> tuple[Followed, ...]:
    return tuple(Followed(one.code, one.name, one.url, one.state == State.PAUSED) for one in every())
