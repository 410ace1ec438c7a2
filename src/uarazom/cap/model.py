"""A CAP message as values: Alert, its Infos, their Resources and Areas.

Every element of the standard stands here under its own name, plural where it may repeat. An element that is absent or
empty is `""`, `()` or `None`. `language` is "en-US" where a message says none, as the standard has it. Times are aware
and keep their offset. Coordinates are floats: latitude first, as CAP writes them.

    alert.key                       ("w@example.org", "2.49.0.1.804.0.17", <sent, in UTC>): what a reference names
    alert.infos[0].areas[0].polygons[0][0]      (50.45, 30.52)

A value may hold what CAP cannot say: `read` is tolerant, and only `serialise` refuses. The tables of CAP's own words
(`STATUSES`, …) are in the standard's order.

Specification: OASIS CAP 1.2, 3.2.1 (alert), 3.2.2 (info), 3.2.3 (resource), 3.2.4 (area).
"""

from dataclasses import dataclass
from datetime import UTC, datetime

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
NAMESPACES = {  # every namespace that is CAP's, and the version it says
    NAMESPACE: "1.2",
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "http://www.incident.com/cap/1.0": "1.0",
}
LANGUAGE = "en-US"  # of an info that names none

STATUSES = ("Actual", "Exercise", "System", "Test", "Draft")
MSG_TYPES = ("Alert", "Update", "Cancel", "Ack", "Error")
SCOPES = ("Public", "Restricted", "Private")
CATEGORIES = (
    "Geo",
    "Met",
    "Safety",
    "Security",
    "Rescue",
    "Fire",
    "Health",
    "Env",
    "Transport",
    "Infra",
    "CBRNE",
    "Other",
)
RESPONSE_TYPES = ("Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None")
URGENCIES = ("Immediate", "Expected", "Future", "Past", "Unknown")  # the gravest first, as in the next two
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")

Point = tuple[float, float]  # latitude, longitude: WGS 84, in degrees
Polygon = tuple[Point, ...]  # closed: the last point is the first
Key = tuple[str, str, datetime | None]  # sender, identifier, sent in UTC


def key(sender: str, identifier: str, sent: datetime | None) -> Key:
    """What makes two messages the same message (3.2.1: identifier, sender and sent together)."""
    return sender, identifier, sent.astimezone(UTC) if sent else None


@dataclass(frozen=True, slots=True)
class Pair:
    """A `valueName` with its `value`: of an eventCode, a parameter, a geocode."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A centre, and a radius in kilometres."""

    latitude: float
    longitude: float
    radius: float


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, as `references` names it."""

    sender: str
    identifier: str
    sent: datetime

    @property
    def key(self) -> Key:
        """The same as the `key` of the alert that is meant."""
        return key(self.sender, self.identifier, self.sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Where; altitude and ceiling in feet above mean sea level."""

    description: str
    polygons: tuple[Polygon, ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Pair, ...] = ()
    altitude: float | None = None
    ceiling: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file that belongs to an info; `size` in bytes, `deref_uri` its content in base64, `digest` its SHA-1 in hex."""

    description: str
    mime_type: str
    size: int | None = None
    uri: str = ""
    deref_uri: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What, how grave, where and until when, in one language."""

    categories: tuple[str, ...]
    event: str
    urgency: str
    severity: str
    certainty: str
    language: str = LANGUAGE
    response_types: tuple[str, ...] = ()
    audience: str = ""
    event_codes: tuple[Pair, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameters: tuple[Pair, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One message; `sent` is None only where a foreign message has none that can be read."""

    identifier: str
    sender: str
    sent: datetime | None
    status: str
    msg_type: str
    scope: str
    source: str = ""
    restriction: str = ""
    addresses: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: tuple[str, ...] = ()
    infos: tuple[Info, ...] = ()

    @property
    def key(self) -> Key:
        """What makes two messages the same message."""
        return key(self.sender, self.identifier, self.sent)
