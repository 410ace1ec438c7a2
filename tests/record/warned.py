"""Warnings to publish: the act, its CAP message and its retraction, as a desk would hand them to the signer.

w = Warnings(state)
signer.publish_one(w.request("raid"))                                  # in force until 07:00
signer.retract("raid", w.retract("ben", request))
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from record_state import ORIGIN, State

from uarazom.cap.geocodes import geocode
from uarazom.cap.identifier import identifier
from uarazom.cap.model import Alert, Area, Info, Reference
from uarazom.cap.serialise import serialise
from uarazom.record.request import Approval, Request
from uarazom.verify import canon

SENDER = "duty@test.example"
MARK = "EXERCISE"
HOUR = timedelta(hours=1)
REGION = "AA-01"
OID = "2.49.0.1.999"
EVENTS = b"an event list"  # the record asks that it is there, not what it says
ALERTING = {
    "events": canon.digest(EVENTS),
    "senders": {"mod": SENDER},
    "oid": OID,
    "codifier": "TEST",
    "max_seconds": 86_400,
    "exercise_mark": MARK,
    "signature": "optional",
}


def refer(*alerts: Alert) -> tuple[Reference, ...]:
    """References to messages."""
    return tuple(Reference(one.sender, one.identifier, one.sent) for one in alerts if one.sent is not None)


def base(at: datetime, until: datetime, *, status: str = "Actual", mark: str = "", **more: Any) -> Alert:
    """A message in one language, with one area."""
    info = Info(
        language="en",
        categories=("Security",),
        event="Air raid",
        urgency="Immediate",
        severity="Extreme",
        certainty="Observed",
        response_types=("Shelter",),
        expires=until,
        sender_name="Defence",
        headline=f"{mark}Air raid: North",
        description=f"{mark}Aircraft approach.",
        instruction=f"{mark}Go to a shelter.",
        web="https://test.example/",
        areas=(Area(description="North", geocodes=(geocode(REGION, None),)),),
    )
    note = "An exercise." if status == "Exercise" else ""
    members = {"sender": SENDER, "sent": at, "status": status, "msg_type": "Alert", "scope": "Public", "note": note}
    return Alert(**{"identifier": "0", "infos": (info,), **members, **more})


@dataclass
class Warnings:
    """Requests about warnings in the home of a `State`, at its clock."""

    state: State

    def policy(self, version: int, previous: str, **changed: Any) -> Request:
        """A register that lets the ministry warn."""
        content = {"format": "uarazom/register/1", "origin": ORIGIN, "version": version, "previous": previous}
        content["alerting"] = {**ALERTING, **changed}
        grants = tuple(self.state.approve(content, "grant", person) for person in ("cat", "dan"))
        return Request(content, {}, grants)

    def alert(
        self, document: str, n: int = 1, *, exercise: bool = False, lasts: timedelta = HOUR, **more: Any
    ) -> Alert:
        """The message of act n, sent now."""
        at = self.state.clock.now
        told = {"status": "Exercise", "mark": f"{MARK}: "} if exercise else {}
        return base(at, at + lasts, **told, identifier=identifier(OID, ORIGIN, document, n), **more)

    def cancel(self, alert: Alert) -> Alert:
        """The retraction's message, before it is known when it is sent."""
        assert alert.sent is not None
        (info,) = alert.infos
        mark = f"{MARK}: " if alert.status == "Exercise" else ""
        info = replace(
            info,
            urgency="Past",
            response_types=("Monitor",),
            expires=None,
            headline=f"{mark}False alarm: North",
            description=f"{mark}There was no air raid. The message was wrong.",
            instruction=f"{mark}You can leave the shelter.",
        )
        return replace(alert, identifier="0", msg_type="Cancel", references=refer(alert), infos=(info,))

    def words(self, alert: Alert, **more: Any) -> tuple[str, bytes]:
        """The words of an act that sends this."""
        (info,) = alert.infos
        texts = {"title": info.headline, "text": info.description, "instruction": info.instruction}
        texts |= {"event": info.event, "place": info.areas[0].description, "note": alert.note, **more}
        return self.state.words(**{name: {"en": text} for name, text in texts.items() if text})

    def content(self, document: str, message: Alert, raw: bytes, words: str, **members: Any) -> dict[str, Any]:
        """The act that sends it."""
        (info,) = message.infos
        assert message.sent is not None
        assert info.expires is not None
        sent = canon.instant_text(message.sent)
        act = {"document": document, "n": 1, "kind": "alert", "act": "publish", "body": "mod", "by": "mod"}
        when = {"known_at": sent, "known_at_precision": "exact", "valid_until": canon.instant_text(info.expires)}
        how = {"words": words, "original_language": "en", "versions": {"en": "official"}, "regions": [REGION]}
        code = {"identifier": message.identifier, "sender": message.sender, "sent": sent, "msg_type": message.msg_type}
        code |= {
            "status": message.status,
            "message": {"digest": canon.digest(raw), "size": len(raw)},
            "event": "air-raid",
        }
        levels = {"severity": info.severity, "urgency": info.urgency, "certainty": info.certainty}
        code |= {**levels, "responses": sorted(info.response_types), **members.pop("alert", {})}
        kind = "exercise" if message.status == "Exercise" else "act"
        fields = {"format": f"uarazom/{kind}/1", "origin": ORIGIN, **act, **when, **how, "alert": code, **members}
        return {name: value for name, value in fields.items() if value is not None}

    def request(self, document: str = "raid", n: int = 1, *, alert: Alert | None = None, **members: Any) -> Request:
        """A warning with everything that comes along, approved by two people; `members` change its act."""
        alert = alert or self.alert(document, n, **members.pop("said", {}))
        raw, (digest, words) = serialise(alert), self.words(alert)
        cancel = serialise(self.cancel(alert))
        cancel_digest, cancel_words = self.words(self.cancel(alert), reason="The radar was wrong.")
        template = {
            "format": "uarazom/retraction/1",
            "origin": ORIGIN,
            "document": document,
            "body": "mod",
            "by": "mod",
        }
        sealed = canon.canonical({**template, "words": cancel_digest, "cap": canon.digest(cancel)})
        code = {"retraction": canon.digest(sealed), **members.pop("alert_members", {})}
        content = self.content(document, alert, raw, digest, n=n, alert=code, **members)
        blobs = {canon.digest(raw): raw, digest: words, cancel_digest: cancel_words, canon.digest(cancel): cancel}
        return replace(self.state.approved(content, blobs), retraction=sealed)

    def end(self, document: str, n: int, previous: str, before: Alert, **members: Any) -> Request:
        """The all-clear."""
        (info,) = before.infos
        info = replace(info, urgency="Past", response_types=("AllClear",), headline="All clear: North")
        alert = self.alert(document, n, msg_type="Update", references=refer(before), infos=(info,))
        raw, (digest, words) = serialise(alert), self.words(alert)
        content = self.content(document, alert, raw, digest, n=n, previous=previous, alert={"ends": "all_clear"})
        return self.state.approved({**content, **members}, {canon.digest(raw): raw, digest: words})

    def retract(self, person: str, request: Request, **said: Any) -> Approval:
        """One person's word."""
        return self.of(request.content["alert"]["retraction"], person, **said)

    def of(self, digest: str, person: str, *, role: str = "retract", **said: Any) -> Approval:
        key = self.state.people[person]
        return Approval.sign(key, origin=ORIGIN, role=role, person=person, content=digest, **said)


def without(content: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """The content without some members."""
    return {name: value for name, value in content.items() if name not in names}
