"""Bytes in, messages out: CAP 1.0, 1.1 and 1.2, alone, in Atom or RSS, in EDXL-DE, from any issuer.

    for message in read(raw):
        message.alert           # as `model` has it, or None: no alert in it, or more of it than a limit allows
        message.defects         # what was wrong and how it was read; `raw` and `element` are as they came

Tolerant: what is merely wrong is a `Finding`, and the warning is still read. Every `alert` element outside another is a
message, whatever stands around it; rules, in order:
1. the file is XML, and not too large (`cap.xml`; CapRefused otherwise, and nothing of it is read);
2. the namespace says the version; another or none is told, and the names inside are read all the same;
3. per message: infos, areas, polygons and points are counted before anything is made of them;
4. per element: an unknown name is told and left out; where one of a kind is allowed, the first counts;
5. per value: CAP's words in any case, times as `cap.times` reads them, shapes as `cap.shapes` does. A value that
   cannot be read is left out, and told; an unknown word is kept as it came.
Elements of other namespaces (signatures, extensions) are left alone.

Not read: an alert that is text in an envelope (escaped, or in base64), and one that a feed only links to.
Specification: OASIS CAP 1.2, 3.2 and 3.3; CAP 1.1 and 1.0; EDXL-DE 1.0 and 2.0 (embeddedXMLContent).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from uarazom.cap import fields, xml
from uarazom.cap.errors import TooLarge
from uarazom.cap.finding import ERROR, Finding
from uarazom.cap.model import NAMESPACE, NAMESPACES, Alert
from uarazom.cap.xml import LIMITS, Element, Limits

# What may stand around an alert without a word: the envelopes that the standards and the feeds have.
ENVELOPES = {"alert", "feed", "rss", "RDF", "EDXLDistribution", "edxlDistribution", "Envelope"}


@dataclass(frozen=True, slots=True)
class Message:
    """One alert of a file, as it was read and as it came."""

    index: int  # its place among the alerts of the file, from 0
    version: str  # "1.0", "1.1", "1.2", or "" where no namespace of CAP says so
    alert: Alert | None
    raw: bytes  # the file's own bytes where the alert stands alone; else the element's, with the namespaces it needs
    element: Element | None
    defects: tuple[Finding, ...]


def read(raw: bytes, limits: Limits = LIMITS) -> tuple[Message, ...]:
    """Every message of a file, in its order; one without an alert when there is none. Raises CapRefused alone."""
    root, defects = xml.parse(raw, limits)  # 1
    found = list(itertools.islice(outermost(root), limits.alerts + 1))
    if len(found) > limits.alerts:
        raise TooLarge(f"at most {limits.alerts} alerts", "more", "file")
    if not found:
        nothing = Finding("no_alert", ERROR, f"/{xml.local(root)}", "an alert element", xml.local(root))
        return (Message(0, "", None, raw, None, (*defects, nothing)),)
    defects += around(root, len(found))
    return tuple(message(n, element, raw, defects, limits) for n, element in enumerate(found))


def outermost(root: Element) -> Iterator[Element]:
    """Every alert that stands in no other."""
    if root.tag == f"{{{NAMESPACE}}}alert":  # the usual file
        yield root
        return
    for element in root.iter("{*}alert"):
        if not any(xml.local(above) == "alert" for above in element.iterancestors()):
            yield element


def around(root: Element, count: int) -> tuple[Finding, ...]:
    """What is wrong with how the alerts stand in the file."""
    name = xml.local(root)
    if name in ENVELOPES or name == "documents":  # the latter is told by `cap.xml`
        return ()
    return (Finding("envelope", ERROR, f"/{name}", "an alert, a feed or EDXL-DE", f"{count} alerts in {name}"),)


def message(index: int, element: Element, raw: bytes, defects: tuple[Finding, ...], limits: Limits) -> Message:
    """One alert, read."""
    own = xml.namespace(element)
    found = fields.Defects(element, limits.defects)
    if own not in NAMESPACES:  # 2
        found.tell("namespace", element, NAMESPACE, own or "no namespace")
    over = tuple(exceeded(element, limits))  # 3
    alert = None if over else fields.alert(element, found)  # 4, 5
    alone = element.getparent() is None
    came = raw if alone else etree.tostring(element, encoding="utf-8", with_tail=False)
    told = (*defects, *found.found, *over, *inner_alerts(element))
    return Message(index, NAMESPACES.get(own, ""), alert, came, element, told)


def exceeded(element: Element, limits: Limits) -> Iterator[Finding]:
    """The limits of a message that this one does not keep."""
    polygons = [xml.text(one) for one in element.iter("{*}polygon")]
    for what, got, most in (
        ("infos", count(element, "info"), limits.infos),
        ("areas", count(element, "area"), limits.areas),
        ("polygons", len(polygons), limits.polygons),
        ("points", sum(map(points, polygons)), limits.points),
    ):
        if got > most:
            yield Finding(f"too_many_{what}", ERROR, "/alert", f"at most {most} {what}", str(got))


def count(element: Element, name: str) -> int:
    """How many elements of a name there are, whatever their namespace."""
    return sum(1 for _ in element.iter("{*}" + name))


def points(polygon: str) -> int:
    """How many points there are; where the pairs are not written as CAP has it, at most twice as many as there are."""
    commas = polygon.count(",") + polygon.count(";")
    if polygon.isascii() and sum(map(polygon.count, " \t\r\n")) < commas:
        return commas  # there cannot be more pieces than that
    return max(len(polygon.split()), commas)


def inner_alerts(element: Element) -> Iterator[Finding]:
    """An alert within an alert is no message: what is signed or shown could be the other one."""
    for inner in itertools.islice(element.iter("{*}alert"), 1, 2):
        yield Finding("nested_alert", ERROR, xml.Paths(element).of(inner), "no alert within an alert", "one, left out")
