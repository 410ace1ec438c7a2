"""MeteoAlarm, the weather warnings of Europe's national services.

Source: EUMETNET MeteoAlarm's feeds and what is written of them: the parameters awareness_level (level; colour;
severity) and awareness_type (number; name), the regions' EMMA_ID and NUTS codes; Deltares, "MeteoAlarmCap" (FEWS
documentation). The profile document itself is its members'; what only practice shows is a SHOULD here.
"""

from collections.abc import Iterator

from uarazom.cap.model import Alert, Info
from uarazom.cap.profiles.profile import Breach, Profile, absent, info_there, infos, must, should, values
from uarazom.cap.rules.table import place

LEVELS = {
    "1": ("green", ("Minor", "Unknown")),
    "2": ("yellow", ("Moderate", "Minor")),
    "3": ("orange", ("Severe",)),
    "4": ("red", ("Extreme",)),
}
TYPES = {
    "1": "Wind",
    "2": "snow-ice",
    "3": "Thunderstorm",
    "4": "Fog",
    "5": "high-temperature",
    "6": "low-temperature",
    "7": "coastalevent",
    "8": "forest-fire",
    "9": "avalanches",
    "10": "Rain",
    "12": "flooding",
    "13": "rain-flood",
}
GEOCODES = ("EMMA_ID", "NUTS1", "NUTS2", "NUTS3", "FIPS", "WARNCELLID")

RULES = {
    "info": must("an info"),
    "awareness_level": must("one parameter awareness_level of the form 2; yellow; Moderate"),
    "awareness_type": must("one parameter awareness_type of the form 1; Wind"),
    "severity": should("the severity that goes with the awareness_level"),
    "times": should("onset or effective, and expires"),
    "area": must("an area in every info"),
    "geocode": should("in every area an EMMA_ID or NUTS code, or a polygon"),
    "language": should("an info in English beside the service's own language"),
}


def breaches(alert: Alert) -> Iterator[Breach]:
    """What breaks the profile."""
    yield from info_there(alert)
    for path, info in infos(alert):
        yield from _awareness(info, path)
        yield from absent(path, "times", ("onset", info.onset or info.effective), ("expires", info.expires))
        yield from absent(path, "area", ("area", info.areas))
        for index, area in enumerate(info.areas):
            if not area.polygons and not any(values(area.geocodes, name) for name in GEOCODES):
                where = place(f"{path}/area", index, len(info.areas))
                yield "geocode", f"{where}/geocode", "EMMA_ID or NUTS", "nothing of that name"
    if alert.infos and not any(info.language.lower().startswith("en") for info in alert.infos):
        yield "language", "/alert/info/language", "en", " ".join(info.language for info in alert.infos)


def _awareness(info: Info, path: str) -> Iterator[Breach]:
    where = f"{path}/parameter"
    level, kind = (_parts(values(info.parameters, name)) for name in ("awareness_level", "awareness_type"))
    colour, severities = LEVELS.get(level[0], ("", ()))
    if len(level) != 3 or level[1].lower() != colour:
        expected = " | ".join(f"{number}; {name}; …" for number, (name, _) in LEVELS.items())
        yield "awareness_level", where, expected, "; ".join(level) or "nothing"
    elif info.severity not in severities:
        yield "severity", f"{path}/severity", f"{severities[0]} with {colour}", info.severity
    if len(kind) != 2 or kind[0] not in TYPES:
        expected = " | ".join(f"{number}; {name}" for number, name in TYPES.items())
        yield "awareness_type", where, expected, "; ".join(kind) or "nothing"


def _parts(found: list[str]) -> list[str]:
    return [part.strip() for part in found[0].split(";")] if len(found) == 1 else [""]


PROFILE = Profile("meteoalarm", "EUMETNET MeteoAlarm CAP profile", RULES, breaches)
