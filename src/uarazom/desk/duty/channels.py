"""What each channel will carry, from the bytes that are signed: for the previews and the second person's screen.

says = of(composed)          says.place, says.until, says.people, says.languages[0].channels
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from uarazom.acts.model import Act
from uarazom.cap.model import Alert
from uarazom.delivery import channels
from uarazom.delivery.channels import CellBroadcast, Sms
from uarazom.delivery.reading import read
from uarazom.desk.drafts.models import Submission
from uarazom.desk.duty import composing
from uarazom.desk.duty.orders import LEVELS, TEXTS
from uarazom.desk.newsroom import newsroom
from uarazom.editorial.alerting import place as places
from uarazom.editorial.alerting.place import Place
from uarazom.editorial.draft import Composed
from uarazom.record.messages import parsed
from uarazom.verify import canon


@dataclass(frozen=True)
class Channel:
    """One output: which, its text, and how much of it there is (words ``duty.<name>_units``)."""

    name: str
    title: str
    text: str
    units: Mapping[str, object] | None = None
    cut: tuple[str, ...] = ()  # what it has no room for: words ``duty.cut``


@dataclass(frozen=True)
class InLanguage:
    """Everything in one language."""

    language: str
    channels: tuple[Channel, ...]
    retraction: Mapping[str, str]


@dataclass(frozen=True)
class Channels:
    """All of it."""

    place: Mapping[str, str]
    count: int  # of places
    until: datetime | None
    severity: str
    urgency: str
    certainty: str
    languages: tuple[InLanguage, ...] = ()
    people: int | None = None
    texts: tuple[tuple[str, Mapping[str, str]], ...] = ()
    sounds: tuple[str, ...] = ()  # digests of the spoken texts


def of(composed: Composed) -> Channels:
    """Of a message that is not out yet, with what its retraction will say."""
    words, fields = composed.words, composed.fields
    until = fields.get("valid_until")
    message = parsed(composed.blobs[fields["alert"]["message"]["digest"]], fields["document"])
    taken_back = retraction(composed)
    spoken = [code for code in newsroom().languages if code in words["title"]]
    spoken += sorted(set(words["title"]) - set(spoken))
    regions, alert = fields.get("regions", ()), fields["alert"]
    return Channels(
        place=words.get("place", {}),
        count=len(regions) + len(alert.get("parts", {})),
        until=canon.instant(until) if until else None,
        **{name: alert[name] for name in LEVELS},
        people=_people(tuple(regions), alert.get("parts", {})),
        languages=tuple(InLanguage(code, _channels(message, code), _in(taken_back, code)) for code in spoken),
        texts=_texts(words, spoken),
        sounds=tuple(one["digest"] for one in fields.get("media", ())),
    )


def published(act: Act) -> Channels:
    """Of a message of the record: its words."""
    words = newsroom().ledger().words(act)
    said = {name: dict(getattr(words, name)) for name in (*TEXTS, "place")} if words else {}
    spoken = [code for code in newsroom().languages if code in said.get("title", {})]
    alert = act.alert
    assert alert is not None  # noqa: S101 - `speaking` returns an act that is sent
    levels = (alert.severity, alert.urgency, alert.certainty)
    count = len(act.regions) + len(alert.parts)
    return Channels(said.get("place", {}), count, act.valid_until, *levels, texts=_texts(said, spoken))


def _people(regions: tuple[str, ...], parts: Mapping[str, str]) -> int | None:
    """How many people it concerns at most, where the regions' file says so."""
    found = places.people(Place(regions, parts), composing.known())
    return found.most if found else None


def retraction(composed: Composed) -> Mapping[str, Any]:
    """The words of the retraction sealed beside it; empty where it has none."""
    digest = composed.fields["alert"].get("retraction")
    if not digest:
        return {}
    template = canon.parse(composed.blobs[digest])
    return canon.parse(composed.blobs[template["words"]])


def sealed(submission: Submission) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """What the retraction sealed with a message will say, by language."""
    words = retraction(composing.of_submission(submission))
    return _texts(words, [code for code in newsroom().languages if code in words.get("title", {})])


def _channels(alert: Alert, code: str) -> tuple[Channel, ...]:
    """As ``delivery`` will send them, with what each has no room for."""
    policy = newsroom().register().alerting
    reading = read(alert, code, mark=policy.exercise_mark if policy and alert.status == "Exercise" else "")
    phone, third = channels.notification(reading), channels.lower_third(reading)
    message, cells = channels.sms(reading), channels.cell_broadcast(reading)
    return (
        Channel("notification", phone.title, phone.text, cut=phone.cut),
        Channel("lower_third", "\n".join(third.label), "\n".join(third.lines), cut=third.shown.cut),
        Channel("sms", "", message.shown.whole, _units(message, len(message.segments)), message.shown.cut),
        Channel("cell_broadcast", "", cells.shown.whole, _units(cells, len(cells.pages)), cells.shown.cut),
    )


def _units(sent: Sms | CellBroadcast, parts: int) -> Mapping[str, object]:
    return {"n": parts, "encoding": sent.alphabet, "characters": sent.units}


def _in(words: Mapping[str, Any], code: str) -> Mapping[str, str]:
    return {name: words[name][code] for name in TEXTS if code in words.get(name, {})}


def _texts(words: Mapping[str, Any], spoken: list[str]) -> tuple[tuple[str, Mapping[str, str]], ...]:
    return tuple((code, _in(words, code)) for code in spoken)
