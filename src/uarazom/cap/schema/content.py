"""What elements a CAP message has: names, order, how often, and what may stand in them.

One table, of 1.2; 1.1 and 1.0 are what differs from it. The XSD and the words of a finding are both made from here.

Rules, in order:
1. The order of the table is the order in the message.
2. ``least`` and ``most`` are XSD's minOccurs and maxOccurs; ``most=None`` is unbounded.
3. An alert may end with XML signatures in every version: 1.1's own XSD has no place for them, and its text says that a
   message must not be rejected for carrying one (3.3.2.1).

    CONTENT["1.2"].child("info").child("urgency").kind      # ('Immediate', 'Expected', 'Future', 'Past', 'Unknown')

Source: CAP 1.2 (OASIS, 1 July 2010) 3.2 and 3.4; CAP 1.1 (October 2005) 3.4; CAP 1.0 (February 2004).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from uarazom.cap.model import (
    CATEGORIES,
    CERTAINTIES,
    MSG_TYPES,
    NAMESPACES,
    RESPONSE_TYPES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
)

NAMESPACE_OF = {version: namespace for namespace, version in NAMESPACES.items()}
SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"

TEXT, URI, LANGUAGE, INTEGER, DECIMAL = "string", "anyURI", "language", "integer", "decimal"
DATE_TIME = "dateTime"  # as XSD has it: 1.0 and 1.1
ZONED = "dateTime with a numeric zone"  # 1.2, 3.3.2: always a numeric offset, never Z
TOKENS = "list of strings"  # 1.0


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what stands in it is a type's name, a tuple of the values it may have, or its children."""

    name: str
    kind: str | tuple[str, ...] = TEXT
    least: int = 1
    most: int | None = 1
    children: tuple["Element", ...] = ()

    def child(self, name: str) -> "Element":
        """The child of this name; ``KeyError`` if there is none."""
        for one in self.children:
            if one.name == name:
                return one
        raise KeyError(name)

    def __iter__(self) -> Iterator["Element"]:
        return iter(self.children)


def maybe(name: str, kind: str | tuple[str, ...] = TEXT, *children: Element) -> Element:
    """An element that may be absent."""
    return Element(name, kind, 0, 1, children)


def many(name: str, kind: str | tuple[str, ...] = TEXT, *children: Element) -> Element:
    """An element that may be absent or repeated."""
    return Element(name, kind, 0, None, children)


_PAIR = (Element("valueName"), Element("value"))
_RESOURCE = (
    *(Element("resourceDesc"), Element("mimeType"), maybe("size", INTEGER)),
    *(maybe("uri", URI), maybe("derefUri"), maybe("digest")),
)
_AREA = (
    *(Element("areaDesc"), many("polygon"), many("circle"), many("geocode", TEXT, *_PAIR)),
    *(maybe("altitude", DECIMAL), maybe("ceiling", DECIMAL)),
)
_INFO = (
    *(maybe("language", LANGUAGE), Element("category", CATEGORIES, 1, None), Element("event")),
    *(many("responseType", RESPONSE_TYPES), Element("urgency", URGENCIES)),
    *(Element("severity", SEVERITIES), Element("certainty", CERTAINTIES), maybe("audience")),
    *(many("eventCode", TEXT, *_PAIR), maybe("effective", ZONED), maybe("onset", ZONED), maybe("expires", ZONED)),
    *(maybe("senderName"), maybe("headline"), maybe("description"), maybe("instruction"), maybe("web", URI)),
    *(maybe("contact"), many("parameter", TEXT, *_PAIR), many("resource", TEXT, *_RESOURCE)),
    many("area", TEXT, *_AREA),
)
_ALERT = (
    *(Element("identifier"), Element("sender"), Element("sent", ZONED), Element("status", STATUSES)),
    *(Element("msgType", MSG_TYPES), maybe("source"), Element("scope", SCOPES), maybe("restriction")),
    *(maybe("addresses"), many("code"), maybe("note"), maybe("references"), maybe("incidents")),
    many("info", TEXT, *_INFO),
)


def _with(parent: Element, *changed: Element, without: tuple[str, ...] = ()) -> Element:
    """The same element with some children changed in place, and some gone."""
    new = {one.name: one for one in changed}
    kept = tuple(new.get(one.name, one) for one in parent.children if one.name not in without)
    return replace(parent, children=kept)


def _of_1_1(alert: Element) -> Element:
    """1.1: dates as XSD has them, no Avoid and AllClear, mimeType may be absent, altitudes are text."""
    info = alert.child("info")
    dates = (maybe(name, DATE_TIME) for name in ("effective", "onset", "expires"))
    responses = tuple(one for one in RESPONSE_TYPES if one not in {"Avoid", "AllClear"})
    area = _with(info.child("area"), maybe("altitude"), maybe("ceiling"))
    resource = _with(info.child("resource"), maybe("mimeType"))
    changed = _with(info, *dates, many("responseType", responses), area, resource)
    return _with(alert, Element("sent", DATE_TIME), changed)


def _of_1_0(alert: Element) -> Element:
    """1.0, from 1.1: a password, no Draft, scope may be absent, pairs are one text, no responseType and no derefUri."""
    info = alert.child("info")
    area = _with(info.child("area"), many("geocode"), many("polygon", TOKENS), many("circle", TOKENS))
    changed = _with(
        info,
        many("category", tuple(one for one in CATEGORIES if one != "CBRNE")),
        Element("certainty", ("Very Likely", *CERTAINTIES[1:])),
        *(many("eventCode"), many("parameter"), area, _with(info.child("resource"), without=("derefUri",))),
        without=("responseType",),
    )
    alert = _with(
        alert,
        *(Element("status", STATUSES[:-1]), maybe("scope", SCOPES), changed),
        *(maybe("references", TOKENS), maybe("incidents", TOKENS)),
    )
    at = [one.name for one in alert].index("source")
    return replace(alert, children=(*alert.children[:at], maybe("password"), *alert.children[at:]))


_1_2 = Element("alert", children=_ALERT)
_1_1 = _of_1_1(_1_2)
CONTENT = {"1.0": _of_1_0(_1_1), "1.1": _1_1, "1.2": _1_2}
