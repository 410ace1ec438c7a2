"""CAP-AU, the Australian profile.

Source: OASIS "EDXL CAP v1.2 Australia (AU) Profile Version 1.0" (Committee Specification 02, 5 September 2013),
section 2. The list of events is not carried here: its name is checked, the value is not.
"""

import re
from collections.abc import Iterator

from uarazom.cap.model import Alert, Info
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

CODE = "urn:oasis:names:tc:emergency:cap:1.2:profile:CAP-AU:1.0"
EVENTS = "https://govshare.gov.au/xmlui/handle/10772/6495"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")

RULES = {
    "code": must(f"a code {CODE}"),
    "info": must("an info in a message for the public"),
    "categories": must("the same categories in every info"),
    "eventCodes": must("the same eventCodes in every info"),
    "events": must("one event text for each language"),
    "eventCode": must(f"one eventCode of the authorised list, named {EVENTS}"),
    "effective": must("no effective in a Cancel"),
    "area": must("an area in every info"),
    "sender": should("a sender of the form example@domain"),
    "recommended": should("expires, senderName, responseType and instruction"),
    "outline": should("a polygon or circle beside the codes"),
}


def breaches(alert: Alert) -> Iterator[Breach]:
    """What breaks the profile."""
    yield from code(alert, CODE)
    yield from info_there(alert)
    yield from same(alert, "categories", "category", "categories")
    yield from same(alert, "eventCodes", "eventCode", "event_codes")
    yield from one_event(alert)
    if not ADDRESS.fullmatch(alert.sender):
        yield "sender", "/alert/sender", "example@domain", alert.sender
    for path, info in infos(alert):
        if alert.msg_type == "Cancel" and info.effective is not None:
            yield "effective", f"{path}/effective", "none in a Cancel", info.effective.isoformat()
        yield from _info(info, path)


def _info(info: Info, path: str) -> Iterator[Breach]:
    events = values(info.event_codes, EVENTS)
    if len(events) != 1:
        yield "eventCode", f"{path}/eventCode", f"one {EVENTS}", " ".join(events) or "nothing of that name"
    yield from absent(path, "area", ("area", info.areas))
    yield from recommended(info, path)
    yield from outlined(info, path)


PROFILE = Profile("cap-au", "OASIS EDXL CAP 1.2 Australia Profile 1.0", RULES, breaches)
