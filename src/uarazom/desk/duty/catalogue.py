"""The event list of the register in force, and who may warn.

catalogue.events()                     # id → editorial.alerting.events.Event, in the list's order
catalogue.event("air-raid")            # DeskRefused when the list has no such event
catalogue.event("air-raid", "alert-1") # … and this warning of the record is of no such event either
catalogue.ceiling(event)               # seconds: the event's own and the policy's

A warning outlives its event's place in the list: what follows it finds the event as a list last had it. Its own words
and levels stand; for its end nobody takes texts that were taken off the list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

from uarazom.acts.register import Alerting, Register
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial.alerting import events as lists
from uarazom.editorial.alerting.events import Event, EventList, Speech

Texts = dict[str, dict[str, str]]
STILL_OPEN = "…"  # where nobody has said yet where or until when
REGISTERS_MAX = 50  # how far back an event that left the list is looked for


def policy() -> Alerting:
    """The register's; DeskRefused when this instance sends no warnings."""
    found = newsroom().register().alerting
    if found is None:
        raise DeskRefused("duty_no_policy")
    return found


def events() -> EventList:
    """In the list's order."""
    return _listed(policy().events)


def event(event_id: str, document: str = "") -> Event:
    """One of the list, or the one that a warning of the record is of."""
    found = events().get(event_id) or _left(event_id, document)
    if found is None:
        raise DeskRefused("duty_event_unknown", event=event_id[:80])
    return found


def events_with(known: Event) -> EventList:
    """The list in force, and this one where it has left the list."""
    listed = events()
    return listed if known.id in listed else replace(listed, events={**listed.events, known.id: known})


def has_left(event_id: str) -> bool:
    """Whether the list in force has no such event."""
    try:
        return event_id not in events()
    except DeskRefused:
        return True


def _left(event_id: str, document_id: str) -> Event | None:
    """Of a warning of this event: as the last list before had it."""
    ledger = newsroom().ledger()
    document = ledger.documents.get(document_id) or ledger.exercises.get(document_id)
    if document is None or not any(act.alert and act.alert.event == event_id for act in document.acts):
        return None
    for register in islice(_registers(document.latest.issued_at), REGISTERS_MAX):
        digest = register.alerting.events if register.alerting else ""
        listed = _listed(digest) if newsroom().blob(digest) else {}
        if event_id in listed:
            return listed[event_id]
    return None


def _registers(at: datetime) -> Iterator[Register]:
    """From an instant back."""
    ledger = newsroom().ledger()
    register = ledger.register(at)
    while register.issued_at is not None:
        yield register
        register = ledger.register(register.issued_at - timedelta(seconds=1))


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


def sample(known: Event) -> Mapping[str, str]:
    """How its headline will read, by language, while nobody has said where and until when."""
    said = known.warning
    return {code: said.fill(code, place=STILL_OPEN, until=STILL_OPEN).headline for code in said.headline}


def texts(known: Event) -> Texts:
    """The warning's texts as an order keeps them, places and end still open."""
    return _said(known.warning)


def ending_texts(known: Event, does: str) -> Texts:
    """Those of the all-clear or of the cancellation; of an event that left the list none: the officer writes them."""
    if has_left(known.id):
        return {}
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
