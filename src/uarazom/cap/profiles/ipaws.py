"""IPAWS, the public alert and warning system of the United States.

Source: OASIS "Common Alerting Protocol, v. 1.2 USA Integrated Public Alert and Warning System Profile Version 1.0"
(Committee Specification 01, 13 October 2009), section 2; the two texts for mobile devices: National Weather Service,
"CAP documentation" (CMAMtext, CMAMlongtext). SAME event codes are checked for their form, not against the FCC's list.
"""

import re
from collections.abc import Iterator

from uarazom.cap.model import Alert, Info
from uarazom.cap.profiles.profile import Breach, Profile, absent, code, infos, must, same, should, values
from uarazom.cap.rules.table import place

EVENT = re.compile(r"[A-Z0-9]{3}")
LOCATION = re.compile(r"[0-9]{6}")
ORGANISATIONS = ("EAN", "PEP", "WXR", "CIV", "EAS")
TEXTS = {"CMAMtext": 90, "CMAMlongtext": 360}  # characters

RULES = {
    "code": must("a code IPAWSv1.0"),
    "eventCode": must("exactly one eventCode named SAME, of three characters"),
    "eventCodes": must("the same eventCodes in every info"),
    "categories": must("the same categories in every info"),
    "expires": must("expires"),
    "area": must("an area in every info"),
    "text": must("CMAMtext of at most 90 characters, CMAMlongtext of at most 360"),
    "originator": must("where there is a parameter EAS-ORG, one of EAN, PEP, WXR, CIV, EAS"),
    "geocode": should("in every area a geocode named SAME, of six digits"),
    "words": should("description and instruction"),
    "begins": should("no effective and no onset, which are not read: it holds from its issue"),
}


def breaches(alert: Alert) -> Iterator[Breach]:
    """What breaks the profile."""
    yield from code(alert, "IPAWSv1.0")
    yield from same(alert, "eventCodes", "eventCode", "event_codes")
    yield from same(alert, "categories", "category", "categories")
    for path, info in infos(alert):
        yield from _info(info, path)


def _info(info: Info, path: str) -> Iterator[Breach]:
    events = values(info.event_codes, "SAME")
    if len(events) != 1 or not EVENT.fullmatch(events[0]):
        yield "eventCode", f"{path}/eventCode", "one SAME with three characters", " ".join(events) or "nothing"
    yield from absent(path, "expires", ("expires", info.expires))
    yield from absent(path, "area", ("area", info.areas))
    yield from absent(path, "words", ("description", info.description), ("instruction", info.instruction))
    for name, value in (("effective", info.effective), ("onset", info.onset)):
        if value is not None:
            yield "begins", f"{path}/{name}", f"no <{name}>", value.isoformat()
    for pair in info.parameters:
        if len(pair.value) > TEXTS.get(pair.name, len(pair.value)):
            yield "text", f"{path}/parameter", f"{pair.name} of at most {TEXTS[pair.name]} characters", pair.value
        if pair.name == "EAS-ORG" and pair.value not in ORGANISATIONS:
            yield "originator", f"{path}/parameter", " | ".join(ORGANISATIONS), pair.value
    for index, area in enumerate(info.areas):
        codes = values(area.geocodes, "SAME")
        if not any(LOCATION.fullmatch(one) for one in codes):
            where = place(f"{path}/area", index, len(info.areas))
            yield "geocode", f"{where}/geocode", "a SAME of six digits", " ".join(codes) or "nothing"


PROFILE = Profile("ipaws", "OASIS CAP 1.2 USA IPAWS Profile 1.0", RULES, breaches)
