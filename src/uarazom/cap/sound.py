"""What CAP 1.2 cannot say: the findings for which `serialise` refuses an alert.

This is the ground under the rules: values that have no form in the schema, or that would not read back as they are.
Every finding is an error. Whether a message that can be said should be said is for the rules.

Specification: OASIS CAP 1.2, 3.2.1 to 3.2.4 and 3.3.
"""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from uarazom.cap import model, times
from uarazom.cap.finding import ERROR, Finding
from uarazom.cap.model import Alert, Area, Info, Pair, Point, Resource
from uarazom.cap.xml import LIMITS, NOT_CHARACTERS

CODE_MAX = 250  # characters of identifier and sender: a file name and a URL are made of them
CODE = re.compile(r"[!-%'-+\--;=-~]{1,250}")  # U+0021 to U+007E without , < &
LIST_ITEM = re.compile(r'[^"]+')
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
SHA1 = re.compile(r"[0-9a-f]{40}")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
SIZE_MAX = 10**15
ALTITUDE_MAX = 10**7  # feet: a hundred times the edge of space
RADIUS_MAX = 20_038  # kilometres: half the way round the Earth

Findings = Iterator[Finding]


def findings(alert: Alert) -> Findings:
    """Everything in an alert that CAP cannot say."""
    at = "/alert"
    yield from code(f"{at}/identifier", alert.identifier)
    yield from code(f"{at}/sender", alert.sender)
    yield from time(f"{at}/sent", alert.sent, required=True)
    yield from words(f"{at}/status", (alert.status,), model.STATUSES)
    yield from words(f"{at}/msgType", (alert.msg_type,), model.MSG_TYPES)
    yield from words(f"{at}/scope", (alert.scope,), model.SCOPES)
    yield from text(f"{at}/source", alert.source)
    yield from text(f"{at}/restriction", alert.restriction)
    yield from items(f"{at}/addresses", alert.addresses)
    yield from texts(f"{at}/code", alert.codes)
    yield from text(f"{at}/note", alert.note)
    for n, reference in enumerate(alert.references, 1):
        yield from code(f"{at}/references[{n}]", reference.sender)
        yield from code(f"{at}/references[{n}]", reference.identifier)
        yield from time(f"{at}/references[{n}]", reference.sent, required=True)
    yield from items(f"{at}/incidents", alert.incidents)
    for n, one in enumerate(alert.infos, 1):
        yield from info(f"{at}/info[{n}]", one)
    yield from amounts(alert)


def info(at: str, info: Info) -> Findings:
    """An info, and what is in it."""
    yield from shaped(f"{at}/language", info.language, LANGUAGE, "a language tag of BCP 47")
    yield from some(f"{at}/category", info.categories)
    yield from words(f"{at}/category", info.categories, model.CATEGORIES)
    yield from words(f"{at}/responseType", info.response_types, model.RESPONSE_TYPES)
    yield from words(f"{at}/urgency", (info.urgency,), model.URGENCIES)
    yield from words(f"{at}/severity", (info.severity,), model.SEVERITIES)
    yield from words(f"{at}/certainty", (info.certainty,), model.CERTAINTIES)
    yield from text(f"{at}/event", info.event, required=True)
    for name in ("audience", "sender_name", "headline", "description", "instruction", "web", "contact"):
        yield from text(f"{at}/{name.replace('sender_name', 'senderName')}", getattr(info, name))
    for name in ("effective", "onset", "expires"):
        yield from time(f"{at}/{name}", getattr(info, name))
    yield from pairs(f"{at}/eventCode", info.event_codes)
    yield from pairs(f"{at}/parameter", info.parameters)
    for n, one in enumerate(info.resources, 1):
        yield from resource(f"{at}/resource[{n}]", one)
    for n, place in enumerate(info.areas, 1):
        yield from area(f"{at}/area[{n}]", place)


def resource(at: str, resource: Resource) -> Findings:
    """A resource."""
    yield from text(f"{at}/resourceDesc", resource.description, required=True)
    yield from text(f"{at}/mimeType", resource.mime_type, required=True)
    yield from text(f"{at}/uri", resource.uri)
    if resource.size is not None and not 0 <= resource.size < SIZE_MAX:
        yield finding("number", f"{at}/size", f"0 to {SIZE_MAX - 1} bytes", resource.size)
    if resource.deref_uri:
        yield from shaped(f"{at}/derefUri", resource.deref_uri, BASE64, "base64 without blanks")
    if resource.digest:
        yield from shaped(f"{at}/digest", resource.digest, SHA1, "SHA-1 in lower-case hexadecimal")


def area(at: str, area: Area) -> Findings:
    """An area: its shapes must be shapes, wherever they lie."""
    yield from text(f"{at}/areaDesc", area.description, required=True)
    for n, polygon in enumerate(area.polygons, 1):
        if len(polygon) < 4 or polygon[0] != polygon[-1]:
            yield finding("polygon", f"{at}/polygon[{n}]", "four points or more, the last the first", len(polygon))
        yield from points(f"{at}/polygon[{n}]", polygon)
    for n, circle in enumerate(area.circles, 1):
        yield from points(f"{at}/circle[{n}]", ((circle.latitude, circle.longitude),))
        yield from within(f"{at}/circle[{n}]", circle.radius, 0, RADIUS_MAX)
    yield from pairs(f"{at}/geocode", area.geocodes)
    for name, value in (("altitude", area.altitude), ("ceiling", area.ceiling)):
        if value is not None:
            yield from within(f"{at}/{name}", value, -ALTITUDE_MAX, ALTITUDE_MAX)
    if area.ceiling is not None and area.altitude is None:
        yield finding("ceiling", f"{at}/ceiling", "an altitude beside it", "none")


def amounts(alert: Alert) -> Findings:
    """No more of anything than we take ourselves."""
    areas = [area for info in alert.infos for area in info.areas]
    polygons = [polygon for area in areas for polygon in area.polygons]
    for name, got, most in (
        ("infos", len(alert.infos), LIMITS.infos),
        ("areas", len(areas), LIMITS.areas),
        ("polygons", len(polygons), LIMITS.polygons),
        ("points", sum(map(len, polygons)), LIMITS.points),
    ):
        if got > most:
            yield finding(f"too_many_{name}", "/alert", f"at most {most} {name}", got)


# ── one value ───────────────────────────────────────────────────────────────────────────────────────────────────────
def finding(rule: str, path: str, expected: str, got: object) -> Finding:
    """An error."""
    return Finding(rule, ERROR, path, expected, str(got))


def text(path: str, value: str, required: bool = False) -> Findings:
    """Text that XML can hold, and that comes back as it is: no blanks at its ends."""
    if required and not value:
        yield finding("missing", path, "text", "none")
    if value != value.strip():
        yield finding("edge_blanks", path, "no blanks at either end", repr(value))
    if NOT_CHARACTERS.search(value):
        yield finding("characters", path, "characters that XML has", repr(value))


def texts(path: str, values: Iterable[str]) -> Findings:
    """Each of them, none empty."""
    for value in values:
        yield from text(path, value, required=True)


def items(path: str, values: Iterable[str]) -> Findings:
    """Items of a list in one text: a quotation mark would end one."""
    for value in values:
        yield from shaped(path, value, LIST_ITEM, "an item without quotation marks")
        if NOT_CHARACTERS.search(value):
            yield finding("characters", path, "characters that XML has", repr(value))


def pairs(path: str, values: Iterable[Pair]) -> Findings:
    """Names with their values."""
    for pair in values:
        yield from text(f"{path}/valueName", pair.name, required=True)
        yield from text(f"{path}/value", pair.value, required=True)


def code(path: str, value: str) -> Findings:
    """An identifier or a sender."""
    yield from shaped(path, value, CODE, f"1 to {CODE_MAX} printable ASCII characters, no blank, comma, < or &")


def shaped(path: str, value: str, shape: re.Pattern[str], expected: str) -> Findings:
    """A value of one form."""
    if not shape.fullmatch(value):
        yield finding("form", path, expected, repr(value))


def words(path: str, values: Iterable[str], allowed: tuple[str, ...]) -> Findings:
    """CAP's own words."""
    for value in values:
        if value not in allowed:
            yield finding("word", path, " | ".join(allowed), value or "none")


def some(path: str, values: tuple[str, ...]) -> Findings:
    """At least one."""
    if not values:
        yield finding("missing", path, "one or more", "none")


def time(path: str, value: datetime | None, required: bool = False) -> Findings:
    """An instant that CAP can write."""
    if value is None:
        if required:
            yield finding("missing", path, times.WANTED, "none")
    elif problem := times.problem(value):
        yield finding("time", path, problem, value.isoformat())


def points(path: str, values: Iterable[Point]) -> Findings:
    """Latitudes and longitudes of this Earth."""
    for latitude, longitude in values:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            yield finding("range", path, "latitude -90 to 90, longitude -180 to 180", f"{latitude},{longitude}")


def within(path: str, value: float, least: float, most: float) -> Findings:
    """A finite number in its range."""
    if not (math.isfinite(value) and least <= value <= most):
        yield finding("range", path, f"{least} to {most}", value)
