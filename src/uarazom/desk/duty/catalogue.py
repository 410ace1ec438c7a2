"""The event list of the register in force, and who may warn.

catalogue.events()                     # id → editorial.alerting.events.Event, in the list's order
catalogue.event("air-raid")            # DeskRefused when the list has no such event
catalogue.ceiling(event)               # seconds: the event's own and the policy's
"""

from functools import lru_cache

from uarazom.acts.register import Alerting
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial.alerting import events as lists
from uarazom.editorial.alerting.events import Event, EventList, Speech

Texts = dict[str, dict[str, str]]


def policy() -> Alerting:
    """The register's; DeskRefused when this instance sends no warnings."""
    found = newsroom().register().alerting
    if found is None:
        raise DeskRefused("duty_no_policy")
    return found


def events() -> EventList:
    """In the list's order."""
    return _listed(policy().events)


def event(event_id: str) -> Event:
    """One of the list."""
    found = events().get(event_id)
    if found is None:
        raise DeskRefused("duty_event_unknown", event=event_id[:80])
    return found


def ceiling(known: Event) -> int:
    """The longest warning in seconds."""
    return min(known.max_seconds, policy().max_seconds)


def senders(person: Person) -> list[str]:
    """Bodies in whose name this person begins warnings."""
    found = newsroom().register().alerting
    return [one for one in rights.bodies(person, "author") if found and one in found.senders]


def expect_sender(body: str) -> None:
    """A body that is not in the register's list sends no warning."""
    if body not in policy().senders:
        raise DeskRefused("duty_body_sends_none", body=body[:80])


def texts(known: Event) -> Texts:
    """The warning's texts as an order keeps them, places and end still open."""
    return _said(known.warning)


def ending_texts(known: Event, does: str) -> Texts:
    """Those of the all-clear or of the cancellation."""
    return _said(known.all_clear if does == "all_clear" else known.cancel)


def _said(speech: Speech) -> Texts:
    return {
        "title": dict(speech.headline),
        "text": dict(speech.description),
        "instruction": dict(speech.instruction),
    }


@lru_cache(maxsize=4)
def _listed(digest: str) -> EventList:
    raw = newsroom().blob(digest)
    if raw is None:
        raise DeskRefused("duty_list_missing", digest=digest[:12])
    return lists.parse(raw)
