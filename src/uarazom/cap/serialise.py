"""An alert into the bytes of CAP 1.2: strict, and the same bytes for the same alert on every machine.

    serialise(alert)        # b'<?xml version="1.0" encoding="UTF-8"?>\\n<alert xmlns="urn:oasis:…">\\n  <identifier>…'

What cannot be said, or would not read back as the same alert, is refused with every finding (`BadAlert`); whether the
message is a good one is for the rules. The form: UTF-8, elements in the schema's order, two blanks a level, absent
values without an element, a numeric zone (UTC is -00:00), plain decimals, one line end at the end.

Nothing but this module makes these bytes: they are hashed, approved and signed.
Specification: OASIS CAP 1.2, 3.2 and 3.3; 3.3.1 (& and < as entities), 3.3.2 (no `Z`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from uarazom.cap import shapes, sound, times
from uarazom.cap.errors import BadAlert
from uarazom.cap.model import NAMESPACE, Alert, Area, Info, Pair, Reference, Resource

HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="{NAMESPACE}">\n'
TAIL = "</alert>\n"

Lines = Iterator[str]


def serialise(alert: Alert) -> bytes:
    """The message; `BadAlert` when CAP cannot say it."""
    findings = tuple(sound.findings(alert))
    if findings:
        raise BadAlert(findings)
    return f"{HEAD}{''.join(f'  {line}' for line in alert_lines(alert))}{TAIL}".encode()


def alert_lines(alert: Alert) -> Lines:
    """The children of alert, in the schema's order."""
    yield from text("identifier", alert.identifier)
    yield from text("sender", alert.sender)
    yield from time("sent", alert.sent)
    yield from text("status", alert.status)
    yield from text("msgType", alert.msg_type)
    yield from text("source", alert.source)
    yield from text("scope", alert.scope)
    yield from text("restriction", alert.restriction)
    yield from text("addresses", " ".join(map(item, alert.addresses)))
    yield from each("code", alert.codes)
    yield from text("note", alert.note)
    yield from text("references", " ".join(map(triple, alert.references)))
    yield from text("incidents", " ".join(map(item, alert.incidents)))
    for info in alert.infos:
        yield from block("info", info_lines(info))


def info_lines(info: Info) -> Lines:
    """The children of info."""
    yield from text("language", info.language)
    yield from each("category", info.categories)
    yield from text("event", info.event)
    yield from each("responseType", info.response_types)
    yield from text("urgency", info.urgency)
    yield from text("severity", info.severity)
    yield from text("certainty", info.certainty)
    yield from text("audience", info.audience)
    yield from pairs("eventCode", info.event_codes)
    yield from time("effective", info.effective)
    yield from time("onset", info.onset)
    yield from time("expires", info.expires)
    yield from text("senderName", info.sender_name)
    yield from text("headline", info.headline)
    yield from text("description", info.description)
    yield from text("instruction", info.instruction)
    yield from text("web", info.web)
    yield from text("contact", info.contact)
    yield from pairs("parameter", info.parameters)
    for resource in info.resources:
        yield from block("resource", resource_lines(resource))
    for area in info.areas:
        yield from block("area", area_lines(area))


def resource_lines(resource: Resource) -> Lines:
    """The children of resource."""
    yield from text("resourceDesc", resource.description)
    yield from text("mimeType", resource.mime_type)
    yield from text("size", "" if resource.size is None else str(resource.size))
    yield from text("uri", resource.uri)
    yield from text("derefUri", resource.deref_uri)
    yield from text("digest", resource.digest)


def area_lines(area: Area) -> Lines:
    """The children of area."""
    yield from text("areaDesc", area.description)
    yield from each("polygon", map(shapes.show_polygon, area.polygons))
    yield from each("circle", map(shapes.show_circle, area.circles))
    yield from pairs("geocode", area.geocodes)
    yield from number("altitude", area.altitude)
    yield from number("ceiling", area.ceiling)


# ── elements ────────────────────────────────────────────────────────────────────────────────────────────────────────
def text(name: str, value: str) -> Lines:
    """One element; none for an empty value."""
    if value:
        yield f"<{name}>{escaped(value)}</{name}>\n"


def each(name: str, values: Iterable[str]) -> Lines:
    """One element a value."""
    for value in values:
        yield from text(name, value)


def time(name: str, value: datetime | None) -> Lines:
    """An instant."""
    if value is not None:
        yield from text(name, times.show(value))


def number(name: str, value: float | None) -> Lines:
    """A decimal."""
    if value is not None:
        yield from text(name, shapes.show_number(value))


def pairs(name: str, values: Iterable[Pair]) -> Lines:
    """Names with their values."""
    for pair in values:
        yield from block(name, (*text("valueName", pair.name), *text("value", pair.value)))


def block(name: str, lines: Iterable[str]) -> Lines:
    """An element with children, a level deeper."""
    yield f"<{name}>\n"
    yield from (f"  {line}" for line in lines)
    yield f"</{name}>\n"


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def escaped(value: str) -> str:
    """Text for XML; a carriage return as a reference, since a parser makes a line end of it."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def item(value: str) -> str:
    """One of a list in one text; in quotes when there is a blank in it."""
    return f'"{value}"' if any(map(str.isspace, value)) else value


def triple(reference: Reference) -> str:
    """`sender,identifier,sent`."""
    return f"{reference.sender},{reference.identifier},{times.show(reference.sent)}"
