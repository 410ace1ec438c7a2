"""What a duty officer proposes to send, as one value, and how the event list fills it in at each step of a warning.

    offered = offer("issue", event, document="alert-1f2e", body="dsns", by="dsns", place=there, until=None,
                    ledger=ledger, now=now)
    replace(offered, texts=edited)          # the officer changes what must be changed
    compose(…)                              # editorial.alerting.composing

| step | act | says | levels |
|---|---|---|---|
| `issue update extend correct` | publish, or correct | the warning | the event's |
| `all_clear` | publish, ends | the all-clear | Past, Minor, Observed; AllClear |
| `cancel` | withdraw, cancelled | the cancellation | Past, Minor, Unlikely; None |
| `false_alert` | withdraw, false_alert | the retraction | the same |

A language in which the list has no texts, or the register no language, is left out: a missing translation never
delays. An exercise's texts begin with the register's mark, which is put there here and cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton

from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Texts
from uarazom.acts.register import Register
from uarazom.areas.regions import RegionSet, shortened
from uarazom.editorial.alerting.events import Event, Filled, Speech
from uarazom.editorial.alerting.place import Place

PLACE_MAX = 80  # characters of the places in a headline: with the event they stay under the 160 of CAP 1.2, 3.2.2
IN_FORCE = frozenset({"issue", "update", "extend", "correct"})


class Step(NamedTuple):
    """What a step is in the record: the act, and for ends what it says and the levels it has."""

    act: str
    speech: str
    ground: str | None = None
    ends: str | None = None
    levels: tuple[str, str, str] | None = None  # urgency, severity, certainty
    responses: tuple[str, ...] = ()


_OVER = ("Past", "Minor", "Observed")
_NEVER = ("Past", "Minor", "Unlikely")
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "issue": Step("publish", "warning"),
        "update": Step("publish", "warning"),
        "extend": Step("publish", "warning"),
        "correct": Step("correct", "warning"),
        "all_clear": Step("publish", "all_clear", None, "all_clear", _OVER, ("AllClear",)),
        "cancel": Step("withdraw", "cancel", "cancelled", None, _NEVER, ("None",)),
        "false_alert": Step("withdraw", "retraction", "false_alert", None, _NEVER, ("None",)),
    }
)


@dataclass(frozen=True, slots=True)
class Audio:
    """The spoken text of one language, as a file."""

    language: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One message that somebody proposes. `texts`: language → headline, description, instruction, without the mark of
    an exercise; `names`: language → what the place is called; `reason`: of a correction, a cancellation."""

    step: str
    document: str
    body: str
    by: str
    event: str
    place: Place
    texts: Mapping[str, Filled]
    names: Texts
    urgency: str
    severity: str
    certainty: str
    responses: tuple[str, ...] = ()
    until: datetime | None = None
    onset: datetime | None = None
    note: Texts = field(default_factory=dict)
    reason: Texts = field(default_factory=dict)
    speaking_for: str | None = None
    exercise: bool = False
    audio: tuple[Audio, ...] = ()
    contributors: tuple[str, ...] = ()


def offer(
    step: str,
    event: Event,
    *,
    document: str,
    body: str,
    by: str,
    place: Place,
    register: Register,
    now: datetime,
    until: datetime | None = None,
    exercise: bool = False,
    speaking_for: str | None = None,
) -> Proposal:
    """The message as the list would say it; `until` absent: what the event offers, from now on."""
    part = STEPS[step]
    if until is None and step in IN_FORCE:
        until = ending(now, event.seconds)
    languages = spoken(event, register)
    urgency, severity, certainty = part.levels or (event.urgency, event.severity, event.certainty)
    names = {language: named(place, register, language) for language in languages}
    speech: Speech = getattr(event, part.speech)
    return Proposal(
        step=step,
        document=document,
        body=body,
        by=by,
        speaking_for=speaking_for,
        event=event.id,
        place=place,
        texts={language: filled(speech, language, place, register, until) for language in languages},
        names=names,
        urgency=urgency,
        severity=severity,
        certainty=certainty,
        responses=part.responses or event.responses,
        until=until if step in IN_FORCE else None,
        exercise=exercise,
    )


def ending(now: datetime, seconds: int) -> datetime:
    """So long from now, at the full minute before: what is read out, and what no ceiling refuses."""
    return (now + timedelta(seconds=seconds)).replace(second=0, microsecond=0)


def spoken(event: Event, register: Register) -> tuple[str, ...]:
    """The languages of the instance that the event has, in the register's order."""
    listed = register.instance.languages or tuple(sorted(event.name))
    return tuple(language for language in listed if language in event.name)


def filled(
    speech: Speech, language: str, place: Place, register: Register, until: datetime | None, name: str = ""
) -> Filled:
    """The list's texts with place and end; a headline names as many places as it can, and how many more. `name`: what
    the officer calls the place."""
    end = clock(until, language, register) if until else ""
    every = named(place, register, language)
    texts = speech.fill(language, place=name or every, until=end)
    if name and name != every:
        return texts
    short = speech.fill(language, place=named(place, register, language, most=PLACE_MAX), until=end)
    return replace(texts, headline=short.headline)


def named(place: Place, register: Register, language: str, most: int = 0) -> str:
    """What a place is called in a language, else in the first that has a name for it."""
    regions = RegionSet.of(register)
    wanted = (language, *register.instance.languages)
    names = [regions.name(code, wanted)[1] for code in place.codes]
    return shortened(names, most) if most else ", ".join(names)


def clock(instant: datetime, language: str, register: Register) -> str:
    """An instant as it is read out: the time and the day of the register's zone, in a language's own words."""
    local = instant.astimezone(ZoneInfo(register.instance.timezone))
    try:
        day = format_skeleton("MMMMd", local, locale=Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError, KeyError):
        day = local.strftime("%d.%m")
    return f"{local:%H:%M}, {day}"


def marked(text: str, mark: str) -> str:
    """The mark of an exercise before a text, once."""
    return text if not text or text.startswith(mark) else f"{mark}: {text}"


def clash(document: str, ledger: Ledger, *, exercise: bool) -> bool:
    """Whether the id stands on the other side: an exercise never shares one with what is real."""
    return document in (ledger.documents if exercise else ledger.exercises)
