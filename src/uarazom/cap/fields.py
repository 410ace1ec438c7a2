"""One alert element into an `Alert`: each field by name, each defect told, nothing raised.

A `Node` is an element and its children by local name. It is asked for what the model needs (`text`, `word`, `time`,
…); what nobody asked for is told as unknown. The order of the children is the schema's matter, not ours.

Specification: OASIS CAP 1.2, 3.2.1 to 3.2.4; CAP 1.0 (pairs as `name=value`, "Very Likely").
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

from uarazom.cap import model, shapes, times, xml
from uarazom.cap.finding import ERROR, Finding
from uarazom.cap.model import Alert, Area, Circle, Info, Pair, Polygon, Reference, Resource
from uarazom.cap.xml import Element

LIST_ITEM = re.compile(r'"([^"]*)"|([^\s"]+)')  # addresses and incidents: one with a blank in it stands in quotes
DIGITS = re.compile(r"[0-9]{1,15}")
CAP_1_0 = "http://www.incident.com/cap/1.0"
VERY_LIKELY = {"verylikely": "Likely"}  # CAP 1.1: of CAP 1.0, to be taken as Likely

Value = TypeVar("Value")


class Defects:
    """What is wrong with a message, as it is found: the first `most`, and then one more that says so."""

    __slots__ = ("found", "most", "paths")

    def __init__(self, top: Element, most: int) -> None:
        self.found: list[Finding] = []
        self.most, self.paths = most, xml.Paths(top)

    def tell(self, rule: str, element: Element, expected: str, got: str) -> None:
        """Note one."""
        if len(self.found) < self.most:
            self.found.append(Finding(rule, ERROR, self.paths.of(element), expected, got))
        elif len(self.found) == self.most:
            self.found.append(Finding("too_many_defects", ERROR, "/alert", f"at most {self.most} defects", "more"))


class Node:
    """An element that is being read: its children by name, and where its defects go."""

    __slots__ = ("children", "defects", "element", "own")

    def __init__(self, element: Element, own: str, defects: Defects, known: frozenset[str]) -> None:
        self.element, self.own, self.defects = element, own, defects
        self.children: dict[str, list[Element]] = {}
        for child in element:
            namespace, _, name = str(child.tag).rpartition("}")
            if namespace[1:] != own and not self.is_cap(child, namespace[1:]):
                continue
            if name in known:
                self.children.setdefault(name, []).append(child)
            else:
                self.defects.tell("unknown_element", child, "an element of CAP", name)

    def is_cap(self, child: Element, namespace: str) -> bool:
        """A child of another namespace than its alert: CAP's all the same, or somebody's extension."""
        if namespace and namespace not in model.NAMESPACES:
            return False
        self.defects.tell("namespace", child, self.own or "no namespace, as its alert", namespace or "no namespace")
        return True

    # ── elements ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def one(self, name: str) -> Element | None:
        """The only child of a name; of several the first."""
        found = self.children.get(name)
        if not found:
            return None
        if len(found) > 1:
            self.defects.tell("repeated", found[1], f"one {name}", f"{len(found)}; the first is read")
        return found[0]

    def nodes(self, name: str, known: frozenset[str]) -> list["Node"]:
        """Every child of a name, to be read in its turn."""
        return [Node(child, self.own, self.defects, known) for child in self.children.get(name, ())]

    def content(self, element: Element) -> str:
        """An element's text, blanks at its ends left out."""
        if len(element):
            self.defects.tell("markup", element, "text alone", xml.local(element[0]))
        text = xml.text(element).strip()
        if not text:
            self.defects.tell("empty", element, "text, or no element", "an empty element")
        return text

    # ── texts and words ──────────────────────────────────────────────────────────────────────────────────────────────
    def text(self, name: str, required: bool = False) -> str:
        """The text of the only child of a name; "" without."""
        element = self.one(name)
        if element is not None:
            return self.content(element)
        if required:
            self.defects.tell("missing", self.element, name, "none")
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of all children of a name, empty ones left out."""
        return tuple(filter(None, [self.content(child) for child in self.children.get(name, ())]))

    def word(self, name: str, words: tuple[str, ...]) -> str:
        """One of CAP's own words; required."""
        text = self.text(name, required=True)
        return text if text in words or not text else self.mended(self.children[name][0], text, words)

    def words(self, name: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """CAP's own words, any number."""
        found = [(child, self.content(child)) for child in self.children.get(name, ())]
        return tuple([text if text in words else self.mended(child, text, words) for child, text in found if text])

    def mended(self, element: Element, text: str, words: tuple[str, ...]) -> str:
        """The word that is meant by another spelling; else what came."""
        folded = "".join(text.split()).casefold()
        meant = next((word for word in words if word.casefold() == folded), None)
        if meant is None and words is model.CERTAINTIES:
            meant = VERY_LIKELY.get(folded)
            if meant and self.own == CAP_1_0:
                return meant
        self.defects.tell("word", element, " | ".join(words), text)
        return meant or text

    # ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def value(self, element: Element | None, rule: str, reader: "Reader[Value]") -> Value | None:
        """What a reader makes of an element's text, with what it has to say."""
        text = "" if element is None else self.content(element)
        if element is None or not text:
            return None
        value, expected = reader(text)
        if expected:
            self.defects.tell(rule, element, expected, text)
        return value

    def values(self, name: str, rule: str, reader: "Reader[Value]") -> tuple[Value, ...]:
        """The same of every child of a name; what cannot be read is left out."""
        found = [self.value(child, rule, reader) for child in self.children.get(name, ())]
        return tuple([one for one in found if one is not None])

    def time(self, name: str) -> datetime | None:
        """An instant."""
        return self.value(self.one(name), "time", times.read)

    def number(self, name: str) -> float | None:
        """A decimal number."""
        return self.value(self.one(name), "number", shapes.read_number)

    def items(self, name: str) -> tuple[str, ...]:
        """A list in one text, its items between blanks or in quotes."""
        text = self.text(name)
        return tuple([quoted or plain for quoted, plain in LIST_ITEM.findall(text)]) if text else ()

    def pairs(self, name: str) -> tuple[Pair, ...]:
        """Names with their values; in CAP 1.0 `name=value`."""
        return tuple([pair for child in self.children.get(name, ()) if (pair := self.pair(child))])

    def pair(self, element: Element) -> Pair | None:
        """One of them."""
        if not len(element):
            name, equals, value = self.content(element).partition("=")
            if not equals or self.own != CAP_1_0:
                self.defects.tell("pair", element, "valueName and value", element.text or "an empty element")
            return Pair(name.strip(), value.strip()) if equals else None
        node = Node(element, self.own, self.defects, PAIR)
        return Pair(node.text("valueName", required=True), node.text("value", required=True))

    def references(self) -> tuple[Reference, ...]:
        """The earlier messages that are named; a triple that cannot be read is left out."""
        element = self.one("references")
        found = [self.reference(element, one) for one in self.content(element).split()] if element is not None else ()
        return tuple([one for one in found if one])

    def reference(self, element: Element, text: str) -> Reference | None:
        """`sender,identifier,sent`."""
        sender, _, rest = text.partition(",")
        identifier, _, at = rest.rpartition(",")
        sent, expected = times.read(at)
        if sent is None or not sender or not identifier or expected or "," in identifier:
            self.defects.tell("reference", element, "sender,identifier,sent", text)
        return Reference(sender, identifier, sent) if sent and sender and identifier else None


Reader = Callable[[str], tuple[Value | None, str]]


def names(text: str) -> frozenset[str]:
    """Names of elements, blanks between them."""
    return frozenset(text.split())


PAIR = names("valueName value")
ALERT = names(  # password: of CAP 1.0; nobody needs it
    "identifier sender sent status msgType source scope restriction addresses code note references incidents info"
    " password"
)
INFO = names(
    "language category event responseType urgency severity certainty audience eventCode effective onset expires"
    " senderName headline description instruction web contact parameter resource area"
)
RESOURCE = names("resourceDesc mimeType size uri derefUri digest")
AREA = names("areaDesc polygon circle geocode altitude ceiling")


def alert(element: Element, defects: Defects) -> Alert:
    """An alert element, read; what is wrong goes to `defects`."""
    node = Node(element, xml.namespace(element), defects, ALERT)
    if not node.children.get("sent"):
        node.defects.tell("missing", element, "sent", "none")
    return Alert(
        identifier=node.text("identifier", required=True),
        sender=node.text("sender", required=True),
        sent=node.time("sent"),
        status=node.word("status", model.STATUSES),
        msg_type=node.word("msgType", model.MSG_TYPES),
        scope=node.word("scope", model.SCOPES),
        source=node.text("source"),
        restriction=node.text("restriction"),
        addresses=node.items("addresses"),
        codes=node.texts("code"),
        note=node.text("note"),
        references=node.references(),
        incidents=node.items("incidents"),
        infos=tuple([info(one) for one in node.nodes("info", INFO)]),
    )


def info(node: Node) -> Info:
    """One info."""
    return Info(
        language=node.text("language") or model.LANGUAGE,
        categories=node.words("category", model.CATEGORIES),
        event=node.text("event", required=True),
        response_types=node.words("responseType", model.RESPONSE_TYPES),
        urgency=node.word("urgency", model.URGENCIES),
        severity=node.word("severity", model.SEVERITIES),
        certainty=node.word("certainty", model.CERTAINTIES),
        audience=node.text("audience"),
        event_codes=node.pairs("eventCode"),
        effective=node.time("effective"),
        onset=node.time("onset"),
        expires=node.time("expires"),
        sender_name=node.text("senderName"),
        headline=node.text("headline"),
        description=node.text("description"),
        instruction=node.text("instruction"),
        web=node.text("web"),
        contact=node.text("contact"),
        parameters=node.pairs("parameter"),
        resources=tuple([resource(one) for one in node.nodes("resource", RESOURCE)]),
        areas=tuple([area(one) for one in node.nodes("area", AREA)]),
    )


def resource(node: Node) -> Resource:
    """One resource."""
    return Resource(
        description=node.text("resourceDesc", required=True),
        mime_type=node.text("mimeType", required=True),
        size=node.value(node.one("size"), "number", read_size),
        uri=node.text("uri"),
        deref_uri="".join(node.text("derefUri").split()),
        digest=node.text("digest"),
    )


def read_size(text: str) -> tuple[int | None, str]:
    """A count of bytes."""
    return (int(text), "") if DIGITS.fullmatch(text) else (None, "a count of bytes")


def area(node: Node) -> Area:
    """One area."""
    polygons: Iterable[Polygon] = node.values("polygon", "polygon", shapes.read_polygon)
    circles: Iterable[Circle] = node.values("circle", "circle", shapes.read_circle)
    return Area(
        description=node.text("areaDesc", required=True),
        polygons=tuple(polygons),
        circles=tuple(circles),
        geocodes=node.pairs("geocode"),
        altitude=node.number("altitude"),
        ceiling=node.number("ceiling"),
    )
