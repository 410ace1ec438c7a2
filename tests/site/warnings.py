"""A world in which warnings are issued: who may warn, places with and without outlines, live alerts and exercises.

world = Warned()
warn(world, "alert-1", hours(1), regions=["UA-63"], until=hours(3))        the first message of a warning
warn(world, "alert-1", hours(2), ends="all_clear", regions=["UA-63"])       a later one
retract(world, "alert-1", hours(2))                                          it was false
"""

from datetime import datetime
from typing import Any

from tests.site.world import World, text_of

from uarazom.site.context import Context
from uarazom.site.render import render

MARK = "НАВЧАННЯ / EXERCISE"
PLACES = ["UA", "UA-05", "UA-63", "UA-63:100", "UA-63:200", "UA-65"]
NAMES = {
    "UA-63": {"uk": "Харківська область", "en": "Kharkiv Oblast"},
    "UA-63:100": {"uk": "Харківський район", "en": "Kharkiv Raion"},
    "UA-63:200": {"uk": "Ізюмський район", "en": "Izium Raion"},
    "UA-05": {"uk": "Вінницька область", "en": "Vinnytsia Oblast"},
    "UA-65": {"uk": "Херсонська область", "en": "Kherson Oblast"},
}
ALERTING = {
    "events": "ee" * 32,
    "senders": {"desk": "desk@world.test"},
    "max_seconds": 86_400,
    "exercise_mark": MARK,
}
TITLE = {"uk": "Повітряна тривога", "en": "Air raid warning"}
DO = {
    "uk": "Перейдіть до укриття.\nНе виходьте до відбою.",
    "en": "Go to a shelter.\nDo not leave before the all-clear.",
}
BEGAN = "2022-02-14T05:00:00Z"


class Warned(World):
    """A world whose register names who warns, and places."""

    def __init__(self, **more: Any) -> None:
        super().__init__()
        instance = {"id": "world", "region": "UA", "timezone": "Europe/Kyiv", "languages": ["uk", "en"]}
        instance |= {"mode": "live", "emergency_numbers": ["112", "101"]} | more.pop("instance", {})
        said = {"regions": {code: {"name": name} for code, name in NAMES.items()}}
        self.register(BEGAN, words=said, regions=PLACES[1:], alerting=ALERTING, instance=instance, **more)

    def render(self, at: datetime, only: list[str] | None = None) -> dict[str, bytes]:
        return dict(render(self.ledger(), at, only=only, blob=self.plain.get))

    def context(self, at: datetime) -> Context:
        return Context(self.ledger(), at, blob=self.plain.get)


def warn(
    world: World,
    id: str,
    at: datetime,
    *,
    regions: list[str] | None = None,
    parts: dict[str, str] | None = None,
    until: datetime | None = None,
    act: str = "publish",
    msg_type: str = "",
    ends: str = "",
    severity: str = "Severe",
    exercise: bool = False,
    words: dict[str, Any] | None = None,
    signed: bool = False,
    cap: bytes = b"",
    **more: Any,
) -> str:
    """One message of a warning, or of an exercise."""
    before = (world.drills if exercise else world.latest).get(id)
    n = before.fields["n"] + 1 if before else 1
    identifier = f"2.49.0.1.804.{'drill.' if exercise else ''}{id}.{n}"
    message = cap or f"<alert>{identifier}</alert>".encode()
    mark = f"{MARK}: " if exercise else ""
    said = {
        "title": {lang: mark + text for lang, text in TITLE.items()},
        "instruction": {lang: mark + text for lang, text in DO.items()},
        "text": dict.fromkeys(TITLE, f"{mark}{id}/{n}"),
        "event": {"uk": "Повітряна тривога", "en": "Air raid"},
    } | (words or {})
    alert: dict[str, Any] = {
        "identifier": identifier,
        "sender": "desk@world.test",
        "sent": text_of(at),
        "msg_type": msg_type or ("Alert" if n == 1 else "Update"),
        "status": "Exercise" if exercise else "Actual",
        "message": {"digest": world.plain_blob(message), "size": len(message)},
        "event": "air-raid",
        "severity": severity,
        "urgency": "Immediate",
        "certainty": "Observed",
        "responses": ["Shelter"],
    }
    alert |= {"parts": parts} if parts else {}
    alert |= {"ends": ends} if ends else {}
    if signed:
        raw = message + b"<Signature/>"
        more["signed_message"] = {"digest": world.plain_blob(raw), "size": len(raw)}
    fields = {"regions": regions} if regions else {}
    fields |= {"valid_until": until} if until else {}
    return add(world, id, act, at, exercise=exercise, words=said, alert=alert, **fields, **more)


def retract(world: World, id: str, at: datetime, *, ground: str = "false_alert", **more: Any) -> str:
    """It was false, or is needed no more."""
    said: dict[str, Any] = {"instruction": {"uk": "Можна виходити.", "en": "You may leave."}}
    said |= {"title": {"uk": "Хибна тривога", "en": "False warning"}} if ground == "false_alert" else {}
    return warn(world, id, at, act="withdraw", ground=ground, msg_type="Cancel", words=said, **more)


def add(world: World, id: str, act: str, at: datetime, *, exercise: bool = False, **more: Any) -> str:
    """One act of a warning, whether it sends a message or not."""
    if not exercise:
        return world.act(id, act, at, kind="alert", **more)
    world.latest, world.drills = world.drills, world.latest  # an exercise never follows a warning of the same id
    made = world.act(id, act, at, kind="alert", format="uarazom/exercise/1", **more)
    world.latest, world.drills = world.drills, world.latest
    return made
