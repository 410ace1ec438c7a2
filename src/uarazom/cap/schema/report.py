"""What the schema has to say of an alert, as findings in CAP's own words.

Rules, in order:
1. A parent whose children are not as they must be gives one finding for each element that is missing
   (``schema.missing``), unknown (``schema.unknown``), or there in the wrong place or too often (``schema.order``).
   Within one parent libxml2 stops at the first, so the missing ones come from the table.
2. ``schema.value``: not one of the words that the element may have. ``schema.type``: not of its type.
   ``schema.mixed``: text beside elements, or elements inside text. ``schema.attribute``: an attribute; CAP has none.
3. At most ``FINDINGS_MAX`` a message: a file of errors is answered, not echoed.

    findings(alert, "1.2")[0]
    # Finding("schema.value", "error", "/alert/status", "one of Actual, Exercise, System, Test, Draft", "Actuall")

Source: CAP 1.2, 3.4; what libxml2 calls each error: its xmlerror.h.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from uarazom.cap.finding import ERROR, Finding
from uarazom.cap.schema.content import (
    CONTENT,
    DATE_TIME,
    DECIMAL,
    INTEGER,
    LANGUAGE,
    URI,
    ZONED,
)
from uarazom.cap.schema.content import Element as ContentElement
from uarazom.cap.schema.xsd import compiled
from uarazom.cap.xml import Element, Paths, local, namespace

FINDINGS_MAX = 100
TYPES = {
    ZONED: "a date-time with a numeric zone, as 2022-02-16T10:00:00+02:00",
    DATE_TIME: "a date-time, as 2022-02-16T10:00:00+02:00",
    LANGUAGE: "a language tag, as uk or en-GB",
    URI: "a URI",
    INTEGER: "a whole number",
    DECIMAL: "a decimal number",
}
CONTENT_ERROR = etree.ErrorTypes.SCHEMAV_ELEMENT_CONTENT
RULES = {  # what libxml2 says of a node → our rule
    etree.ErrorTypes.SCHEMAV_CVC_ENUMERATION_VALID: "schema.value",
    etree.ErrorTypes.SCHEMAV_CVC_PATTERN_VALID: "schema.type",
    etree.ErrorTypes.SCHEMAV_CVC_DATATYPE_VALID_1_2_1: "schema.type",
    etree.ErrorTypes.SCHEMAV_CVC_DATATYPE_VALID_1_2_2: "schema.type",
    etree.ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_2_3: "schema.mixed",
    etree.ErrorTypes.SCHEMAV_CVC_TYPE_3_1_2: "schema.mixed",
    etree.ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_3_2_1: "schema.attribute",
    etree.ErrorTypes.SCHEMAV_CVC_COMPLEX_TYPE_3_2_2: "schema.attribute",
    etree.ErrorTypes.SCHEMAV_CVC_TYPE_3_1_1: "schema.attribute",
}
_STEP = re.compile(r"/(?:([^/\[:]+):)?([^/\[]+)(?:\[(\d+)\])?")


def findings(alert: Element, version: str) -> tuple[Finding, ...]:
    """Every breach of the version's schema; empty when it holds. ``version`` is that of the alert's namespace."""
    schema = compiled(version)
    if schema.validate(alert):
        return ()
    report = _Report(alert, version)
    entries = iter(schema.error_log)  # type: ignore[call-overload]  # the stubs do not know that a log has entries
    said = (finding for entry in islice(entries, FINDINGS_MAX) for finding in report.of(entry))
    return tuple(dict.fromkeys(islice(said, FINDINGS_MAX)))


class _Report:
    """One alert, its content table, and where its elements stand."""

    __slots__ = ("alert", "content", "paths")

    def __init__(self, alert: Element, version: str) -> None:
        self.alert, self.content, self.paths = alert, CONTENT[version], Paths(alert)

    def of(self, entry: etree._LogEntry) -> Iterator[Finding]:
        """One entry of libxml2's report."""
        node = _node(self.alert, entry.path or "/*")
        if entry.type == CONTENT_ERROR:
            yield from self.children(node, missing="Missing child" in entry.message)
            return
        rule = RULES.get(entry.type, "schema.type")
        expected, got = _words(rule, self.meant(node), node, entry.message)
        yield Finding(rule, ERROR, self.paths.of(node), expected, got)

    def children(self, node: Element, *, missing: bool) -> Iterator[Finding]:
        """A parent whose children are not as they must be; ``node`` is it, or the child that should not be there."""
        parent = node if missing else node.getparent()
        meant = None if parent is None else self.meant(parent)
        if parent is None or meant is None:
            return
        there = {local(one) for one in parent if namespace(one) == namespace(self.alert)}
        absent = [one.name for one in meant if one.least and one.name not in there]
        for name in absent:
            yield Finding("schema.missing", ERROR, f"{self.paths.of(parent)}/{name}", f"<{name}>", "nothing")
        if not missing:
            yield from self.misplaced(node, parent, meant, told=bool(absent))

    def misplaced(self, node: Element, parent: Element, meant: ContentElement, *, told: bool) -> Iterator[Finding]:
        """A child that should not be there; in the wrong order only if nothing is missing before it (``told``)."""
        known = {one.name: one for one in meant} if namespace(node) == namespace(self.alert) else {}
        name = local(node)
        if name not in known:
            expected = f"an element that CAP has in <{local(parent)}>"
            yield Finding("schema.unknown", ERROR, self.paths.of(node), expected, str(node.tag))
        elif not told:
            expected = "the order " + ", ".join(one.name for one in meant)
            if known[name].most == 1 and len(parent.findall(str(node.tag))) > 1:
                expected = f"one <{name}>"
            yield Finding("schema.order", ERROR, self.paths.of(node), expected, f"<{name}> after {_before(node)}")

    def meant(self, node: Element) -> ContentElement | None:
        """What the table says of a node."""
        names: list[str] = []
        while node is not self.alert:
            names.append(local(node))
            parent = node.getparent()
            if parent is None:
                return None
            node = parent
        content = self.content
        try:
            for name in reversed(names):
                content = content.child(name)
        except KeyError:
            return None
        return content


def _before(node: Element) -> str:
    before = node.getprevious()
    return "nothing" if before is None else f"<{local(before)}>"


def _words(rule: str, meant: ContentElement | None, node: Element, message: str) -> tuple[str, str]:
    """(expected, got) of a finding about one node."""
    got = (node.text or "").strip()
    if rule == "schema.attribute":
        return "no attribute", ", ".join(str(name) for name in node.keys()) or message  # noqa: SIM118 - lxml's own
    if rule == "schema.mixed":
        return ("text alone", "elements") if meant is None or not meant.children else ("elements alone", "text")
    if meant is not None and isinstance(meant.kind, tuple):
        return f"one of {', '.join(meant.kind)}", got
    return TYPES.get(str(meant.kind), "what the schema allows") if meant else "what the schema allows", got or "nothing"


def _node(alert: Element, path: str) -> Element:
    """The node that libxml2 means: ``/*/*[3]`` or ``/cap:alert/cap:info[2]``, from the alert on."""
    node = alert
    for prefix, name, place in _STEP.findall(path)[1:]:
        at = int(place or 1) - 1
        children = node if name == "*" else [one for one in node if local(one) == name and (one.prefix or "") == prefix]
        if at >= len(children):
            break
        node = children[at]
    return node
