"""CAP-CP, the Canadian profile.

Source: SOREM, "Canadian Profile of the Common Alerting Protocol: Introduction and Rule Set", Beta 0.4A (2012) and
Version 1.0, rules 2 to 18. The managed lists of events and locations are not carried here: their names are checked,
their values are not.
"""

from collections.abc import Iterator

from uarazom.cap.model import Alert
from uarazom.cap.profiles.profile import (
    Breach,
    Profile,
    absent,
    code,
    info_there,
    infos,
    must,
    one_event,
    outlined,
    recommended,
    same,
    should,
    values,
)
from uarazom.cap.rules.table import place

EVENT, LOCATION = "profile:CAP-CP:Event:", "profile:CAP-CP:Location:"

RULES = {
    "code": must("a code profile:CAP-CP:… that says the version (rule 3)"),
    "info": must("an info in a message for the public (rule 5)"),
    "eventCodes": must("one event in a message: the same eventCodes in every info (rule 2)"),
    "events": must("one event in a message: one event text for each language (rule 2)"),
    "eventCode": must("an eventCode of the managed list, named profile:CAP-CP:Event:… (rule 8)"),
    "area": must("an area in every info (rule 10)"),
    "geocode": must("in every area a geocode of the managed list, named profile:CAP-CP:Location:… (rule 9)"),
    "languages": should("infos in English and in French (rule 6)"),
    "recommended": should("expires, senderName, responseType and instruction (rules 13 to 15)"),
    "outline": should("a polygon or circle beside the codes (rule 18)"),
}


def breaches(alert: Alert) -> Iterator[Breach]:
    """What breaks the profile."""
    yield from code(alert, "profile:CAP-CP:")
    yield from info_there(alert)
    yield from same(alert, "eventCodes", "eventCode", "event_codes")
    yield from one_event(alert)
    for path, info in infos(alert):
        if not values(info.event_codes, EVENT):
            yield "eventCode", f"{path}/eventCode", f"{EVENT}…", "nothing of that name"
        yield from absent(path, "area", ("area", info.areas))
        for index, area in enumerate(info.areas):
            if not values(area.geocodes, LOCATION):
                where = place(f"{path}/area", index, len(info.areas))
                yield "geocode", f"{where}/geocode", f"{LOCATION}…", "nothing of that name"
        yield from recommended(info, path)
        yield from outlined(info, path)
    spoken = {info.language.lower()[:2] for info in alert.infos}
    if alert.infos and not spoken >= {"en", "fr"}:
        yield "languages", "/alert/info/language", "English and French", " ".join(sorted(spoken))


PROFILE = Profile("cap-cp", "CAP-CP Introduction and Rule Set 0.4A and 1.0", RULES, breaches)
