"""The content table as an XML Schema, compiled once a version and process.

    compiled("1.2").validate(alert)        # an lxml element; what was wrong is in .error_log, read by ``report``

Source: XML Schema 1.0 Part 1 and 2; the table's own sources are in ``content``.
"""

from functools import cache

from lxml import etree

from uarazom.cap.schema.content import (
    CONTENT,
    NAMESPACE_OF,
    SIGNATURE_NAMESPACE,
    TOKENS,
    ZONED,
    Element,
)

XS = "http://www.w3.org/2001/XMLSchema"
# CAP 1.2, 3.3.2: no fractions of a second, and a numeric offset also for UTC.
ZONED_PATTERN = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+\-]\d{2}:\d{2}"


@cache
def compiled(version: str) -> etree.XMLSchema:
    """The schema of one version, ready to validate; ``KeyError`` for a version that CAP does not have."""
    return etree.XMLSchema(tree(version))


def tree(version: str) -> etree._Element:
    """The schema of one version as XML."""
    xsd = {"elementFormDefault": "qualified", "targetNamespace": NAMESPACE_OF[version], "version": version}
    root = etree.Element(f"{{{XS}}}schema", xsd, nsmap={"xs": XS, "cap": NAMESPACE_OF[version]})
    sequence = _element(root, CONTENT[version], top=True)
    often = {"minOccurs": "0", "maxOccurs": "unbounded"}
    etree.SubElement(sequence, f"{{{XS}}}any", often, namespace=SIGNATURE_NAMESPACE, processContents="lax")
    return root


def _element(parent: etree._Element, element: Element, *, top: bool = False) -> etree._Element:
    """Write one element; returns where its children stand."""
    made = etree.SubElement(parent, f"{{{XS}}}element", name=element.name)
    if not top:
        made.set("minOccurs", str(element.least))
        made.set("maxOccurs", "unbounded" if element.most is None else str(element.most))
    if element.children:
        inside = etree.SubElement(etree.SubElement(made, f"{{{XS}}}complexType"), f"{{{XS}}}sequence")
        for child in element:
            _element(inside, child)
        return inside
    if element.kind == TOKENS:
        etree.SubElement(etree.SubElement(made, f"{{{XS}}}simpleType"), f"{{{XS}}}list", itemType="xs:string")
    elif isinstance(element.kind, tuple):
        _restricted(made, "xs:string", [("enumeration", value) for value in element.kind])
    elif element.kind == ZONED:
        _restricted(made, "xs:dateTime", [("pattern", ZONED_PATTERN)])
    else:
        made.set("type", f"xs:{element.kind}")
    return made


def _restricted(made: etree._Element, base: str, facets: list[tuple[str, str]]) -> None:
    restriction = etree.SubElement(etree.SubElement(made, f"{{{XS}}}simpleType"), f"{{{XS}}}restriction", base=base)
    for name, value in facets:
        etree.SubElement(restriction, f"{{{XS}}}{name}", value=value)
