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
    Element,
)
from uarazom.cap.schema.xsd import compiled

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


def findings(alert: etree._Element, version: str) -> tuple[Finding, ...]:
    """Every breach of the version's schema; empty when it holds. ``version`` is that of the alert's namespace."""
    schema = compiled(version)
    if schema.validate(alert):
        return ()
    entries = iter(schema.error_log)  # type: ignore[call-overload]  # the stubs do not know that a log has entries
    said = (finding for error in entries for finding in _said(alert, CONTENT[version], error))
    return tuple(dict.fromkeys(said))[:FINDINGS_MAX]


def path_of(element: etree._Element, top: etree._Element) -> str:
    """Where an element stands below ``top``: names, with the place from 1 where a name is there more than once."""
    parent = element.getparent()
    name = local(element)
    if element is top or parent is None:
        return f"/{name}"
    alike = [one for one in parent if one.tag == element.tag]
    place = f"[{alike.index(element) + 1}]" if len(alike) > 1 else ""
    return f"{path_of(parent, top)}/{name}{place}"


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def _said(alert: etree._Element, content: Element, error: etree._LogEntry) -> Iterator[Finding]:
    """One entry of libxml2's report."""
    node = _node(alert, error.path or "/*")
    if error.type == CONTENT_ERROR:
        yield from _children(alert, content, node, missing="Missing child" in error.message)
        return
    rule = RULES.get(error.type, "schema.type")
    yield Finding(rule, ERROR, path_of(node, alert), *_words(rule, _meant(alert, content, node), node, error.message))


def _children(alert: etree._Element, content: Element, node: etree._Element, *, missing: bool) -> Iterator[Finding]:
    """A parent whose children are not as they must be; ``node`` is it, or the child that should not be there."""
    parent = node if missing else node.getparent()
    meant = None if parent is None else _meant(alert, content, parent)
    if parent is None or meant is None:
        return
    there = {str(one.tag) for one in parent}
    namespace = etree.QName(alert).namespace
    absent = [one.name for one in meant if one.least and f"{{{namespace}}}{one.name}" not in there]
    for name in absent:
        yield Finding("schema.missing", ERROR, f"{path_of(parent, alert)}/{name}", f"<{name}>", "nothing")
    if missing:
        return
    known = {f"{{{namespace}}}{one.name}": one for one in meant}
    if node.tag not in known:
        expected = f"an element that CAP has in <{local(parent)}>"
        yield Finding("schema.unknown", ERROR, path_of(node, alert), expected, str(node.tag))
    elif not absent:
        expected = "the order " + ", ".join(one.name for one in meant)
        if known[node.tag].most == 1 and len(parent.findall(str(node.tag))) > 1:
            expected = f"one <{local(node)}>"
        yield Finding("schema.order", ERROR, path_of(node, alert), expected, f"<{local(node)}> after {_before(node)}")


def _before(node: etree._Element) -> str:
    before = node.getprevious()
    return "nothing" if before is None else f"<{local(before)}>"


def _words(rule: str, meant: Element | None, node: etree._Element, message: str) -> tuple[str, str]:
    """(expected, got) of a finding about one node."""
    got = (node.text or "").strip()
    if rule == "schema.attribute":
        return "no attribute", ", ".join(str(name) for name in node.keys()) or message  # noqa: SIM118 - lxml's own
    if rule == "schema.mixed":
        return ("text alone", "elements") if meant is None or not meant.children else ("elements alone", "text")
    if meant is not None and isinstance(meant.kind, tuple):
        return f"one of {', '.join(meant.kind)}", got
    return TYPES.get(str(meant.kind), "what the schema allows") if meant else "what the schema allows", got or "nothing"


def _meant(alert: etree._Element, content: Element, node: etree._Element) -> Element | None:
    """What the table says of a node."""
    names = []
    while node is not alert:
        names.append(local(node))
        parent = node.getparent()
        if parent is None:
            return None
        node = parent
    try:
        for name in reversed(names):
            content = content.child(name)
    except KeyError:
        return None
    return content


def _node(alert: etree._Element, path: str) -> etree._Element:
    """The node that libxml2 means: ``/*/*[3]`` or ``/cap:alert/cap:info[2]``, from the alert on."""
    node = alert
    for prefix, name, place in _STEP.findall(path)[1:]:
        children = list(node.iterchildren(etree.Element))
        if name != "*":
            children = [one for one in children if local(one) == name and (one.prefix or "") == prefix]
        at = int(place or 1) - 1
        if at >= len(children):
            break
        node = children[at]
    return node
