"""Google Public Alerts.

Source: Google, "CAP-Google: differences with CAP 1.2" and "Google CAP requirements"
(developers.google.com/public-alerts/reference), and "Google Public Alerts Technical Guide" v1.0 (22 May 2012).
"""

from collections.abc import Iterator

from uarazom.cap.model import Alert, Area, Info
from uarazom.cap.profiles.profile import (
    Breach,
    Profile,
    absent,
    infos,
    must,
    one_event,
    outlined,
    same,
    should,
)
from uarazom.cap.rules.table import place

HEADLINE_MAX, EVENT_MAX, AREA_MAX = 140, 35, 50  # characters

RULES = {
    "info": must("an info"),
    "categories": must("the same categories in every info"),
    "eventCodes": must("the same eventCodes in every info"),
    "events": must("one event text for each language"),
    "required": must("description, web, expires and area"),
    "effective": must("effective not after expires"),
    "place": must("in every area a polygon, circle or geocode"),
    "recommended": should("senderName, responseType, instruction and contact"),
    "long": should("a headline of at most 140 characters, an event below 35, an areaDesc below 50"),
    "alike": should("a description that says more than the headline, and other than the instruction"),
    "radius": should("no circle without a radius"),
    "outline": should("a polygon or circle beside the codes"),
}


def breaches(alert: Alert) -> Iterator[Breach]:
    """What breaks the profile."""
    if not alert.infos:
        yield "info", "/alert/info", "an <info>", "nothing"
    yield from same(alert, "categories", "category", "categories")
    yield from same(alert, "eventCodes", "eventCode", "event_codes")
    yield from one_event(alert)
    for path, info in infos(alert):
        yield from _info(alert, info, path)
        for index, area in enumerate(info.areas):
            yield from _area(area, place(f"{path}/area", index, len(info.areas)))


def _info(alert: Alert, info: Info, path: str) -> Iterator[Breach]:
    required = (("description", info.description), ("web", info.web), ("expires", info.expires), ("area", info.areas))
    yield from absent(path, "required", *required)
    begins = info.effective or alert.sent
    if begins and info.expires and begins > info.expires:
        yield "effective", f"{path}/effective", f"at most {info.expires.isoformat()}", begins.isoformat()
    wanted = (("senderName", info.sender_name), ("responseType", info.response_types))
    yield from absent(path, "recommended", *wanted, ("instruction", info.instruction), ("contact", info.contact))
    if len(info.headline) > HEADLINE_MAX:
        yield "long", f"{path}/headline", f"at most {HEADLINE_MAX} characters", str(len(info.headline))
    if len(info.event) >= EVENT_MAX:
        yield "long", f"{path}/event", f"fewer than {EVENT_MAX} characters", str(len(info.event))
    if info.description and info.description in {info.headline, info.instruction}:
        yield "alike", f"{path}/description", "words of its own", info.description
    yield from outlined(info, path)


def _area(area: Area, path: str) -> Iterator[Breach]:
    if not (area.polygons or area.circles or area.geocodes):
        yield "place", path, "a polygon, circle or geocode", "a description alone"
    if len(area.description) >= AREA_MAX:
        yield "long", f"{path}/areaDesc", f"fewer than {AREA_MAX} characters", str(len(area.description))
    for index, circle in enumerate(area.circles):
        if not circle.radius:
            yield "radius", place(f"{path}/circle", index, len(area.circles)), "a radius above 0", "0"


PROFILE = Profile("google", "CAP-Google 1.0", RULES, breaches)
