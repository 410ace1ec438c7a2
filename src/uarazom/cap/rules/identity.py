"""Who says it, to whom, and about what earlier message: the alert's own elements.

Source: CAP 1.2, 3.2.1.
"""

import re
from collections.abc import Iterator

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert, Reference
from uarazom.cap.rules.table import breach

FORBIDDEN = re.compile(r"[\s,<&]")
REFERRING = ("Update", "Cancel", "Ack", "Error")
NAME = "no blank, comma, < or &"


def identity(alert: Alert) -> Iterator[Finding]:
    """Names, scope, and what must be there."""
    for rule, text in (("identifier", alert.identifier), ("sender", alert.sender)):
        if FORBIDDEN.search(text):
            yield breach(rule, f"/alert/{rule}", NAME, text)
    if (alert.scope == "Restricted") != bool(alert.restriction):
        expected = "a restriction" if alert.scope == "Restricted" else f"none with scope {alert.scope}"
        yield breach("restriction", "/alert/restriction", expected, alert.restriction or "nothing")
    if alert.scope == "Private" and not alert.addresses:
        yield breach("addresses", "/alert/addresses", "addresses with scope Private", "nothing")
    if not alert.note and (alert.status == "Exercise" or alert.msg_type == "Error"):
        what = "the exercise" if alert.status == "Exercise" else "the error"
        yield breach("note_missing", "/alert/note", f"a note that names {what}", "nothing")
    if alert.status == "Draft":
        yield breach("draft", "/alert/status", "Actual, Exercise, System or Test", "Draft")
    if alert.status == "Actual" and alert.scope == "Public" and alert.msg_type in {"Alert", "Update"}:
        yield from _substance(alert)


def references(alert: Alert) -> Iterator[Finding]:
    """What an alert refers to."""
    path = "/alert/references"
    if alert.msg_type in REFERRING and not alert.references:
        yield breach("references", path, f"sender,identifier,sent of what this {alert.msg_type} is about", "nothing")
    if alert.msg_type == "Alert" and alert.references:
        yield breach("alert_references", path, "none in an Alert; msgType Update", _names(alert.references[0]))
    for one in alert.references:
        if (one.sender, one.identifier) == (alert.sender, alert.identifier):  # whenever it says that it was sent
            yield breach("references_itself", path, "an earlier message", _names(one))
        for text, what in ((one.sender, "sender"), (one.identifier, "identifier")):
            if not text or FORBIDDEN.search(text):
                yield breach(what, path, NAME, text or "nothing")


def _substance(alert: Alert) -> Iterator[Finding]:
    if not alert.infos:
        yield breach("info_missing", "/alert/info", "an <info>", "nothing")
    elif not any(info.areas for info in alert.infos):
        yield breach("area_missing", "/alert/info/area", "an <area>", "nothing")


def _names(reference: Reference) -> str:
    return f"{reference.sender},{reference.identifier}"
