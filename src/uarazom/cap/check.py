"""Is this message CAP, and would we send it? Schema, reader and rules in one pass over the bytes.

    for one in check(raw):
        one.valid           # the schema and every rule at level error hold
        one.issuable        # and it is 1.2, and breaks none that we hold ourselves to
        one.findings        # every reason, each once

Rules, in order:
1. bytes that the reader refuses raise ``CapRefused``: there is no message to speak of;
2. the schema of the version that the namespace says; without such a version there is none to ask;
3. where schema and reader mean the same element, one of them speaks: the reader (it says ``time`` or ``word`` and what
   was meant), and the schema of what is missing (it knows the version);
4. the rules, silent on an element of which 2 or 3 already spoke;
5. a profile's rules, when one is named; its errors count as the standard's do;
6. a signature is verified with the keys that the caller pins. One that does not hold is an error; one that nobody
   here can verify is said, and decides nothing.

Source: CAP 1.2, 3 and 4.2 (conformance of a message).
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from uarazom.cap import read, signature, times, xml
from uarazom.cap.finding import ERROR, Finding
from uarazom.cap.keys import Pinned
from uarazom.cap.model import NAMESPACE, NAMESPACES, Alert
from uarazom.cap.rules.judge import judge
from uarazom.cap.rules.table import RULES, breach
from uarazom.cap.schema.report import findings as of_schema
from uarazom.cap.xml import LIMITS, Element, Limits

FINDINGS_MAX = 200  # of one message: a file of errors is answered, not echoed
SPECIFIC = {"time", "number", "word", "empty", "markup", "repeated", "unknown_element", "pair"}
ALERT = f"{{{NAMESPACE}}}alert"
Profile = Callable[[Alert], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What there is to say of one message of a file."""

    index: int
    version: str
    alert: Alert | None
    sent: str  # as it is written, and as a reference to the message has to write it
    valid: bool
    issuable: bool
    findings: tuple[Finding, ...]
    raw: bytes  # as `read.Message` has it


def check(
    raw: bytes, profile: Profile | None = None, limits: Limits = LIMITS, pinned: Collection[Pinned] = ()
) -> tuple[Checked, ...]:
    """Every message of a file, in its order."""
    return tuple(_checked(one, profile, pinned) for one in read.read(raw, limits))  # 1


def schema_only(raw: bytes, limits: Limits = LIMITS) -> tuple[tuple[Finding, ...], ...]:
    """What the schema alone says of each message of a file; a namespace that is not CAP's is a finding."""
    root, defects = xml.parse(raw, limits)
    if root.tag == ALERT and not defects:  # the usual file
        return (of_schema(root, "1.2"),)
    return tuple((*defects, *_of_schema(element)) for element in read.outermost(root))


def is_issuable(version: str, findings: tuple[Finding, ...]) -> bool:
    """Whether we would send a message of which this was found."""
    return version == "1.2" and all(one.level != ERROR and _is_sent(one.rule) for one in findings)


def _is_sent(rule: str) -> bool:
    return rule not in RULES or RULES[rule].sent


def _checked(message: read.Message, profile: Profile | None, pinned: Collection[Pinned]) -> Checked:
    found = tuple(dict.fromkeys((*_of_signature(message, pinned), *_findings(message, profile))))
    valid = message.alert is not None and all(one.level != ERROR for one in found)
    issuable = valid and is_issuable(message.version, found)
    return Checked(
        message.index, message.version, message.alert, _sent(message), valid, issuable, _told(found), message.raw
    )


def _told(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """All of them; of too many, first the errors, then what keeps us from sending it."""
    if len(found) <= FINDINGS_MAX:
        return found
    return tuple(sorted(found, key=lambda one: (one.level != ERROR, _is_sent(one.rule))))[:FINDINGS_MAX]


def _sent(message: read.Message) -> str:
    return "" if message.element is None else (message.element.findtext("{*}sent") or "").strip()


def _findings(message: read.Message, profile: Profile | None) -> Iterator[Finding]:
    said = message.defects
    if message.element is not None and message.version:  # 2
        said = _once(_of_schema(message.element), message.defects, message.version)
    yield from said
    if message.alert is None:
        return
    spoken = {one.path for one in said if one.path != "/alert"}
    more = [*_as_written(message), *judge(message.alert)]
    yield from (one for one in more if one.path not in spoken)  # 4
    if profile is not None:
        yield from profile(message.alert)  # 5


def _once(schema: tuple[Finding, ...], defects: tuple[Finding, ...], version: str) -> tuple[Finding, ...]:
    """Rule 3."""
    if not schema and not defects:
        return ()
    broken = {one.path for one in schema}
    kept = [one for one in defects if one.rule != "missing" and not _is_fine(one, broken, version)]
    specific = {one.path for one in kept if one.rule in SPECIFIC}
    return (*kept, *(one for one in schema if one.path not in specific))


def _is_fine(defect: Finding, broken: set[str], version: str) -> bool:
    """A date-time that 1.0 and 1.1 allow, and the reader knows from 1.2 alone: `Z`, parts of a second."""
    allowed = version != "1.2" and defect.rule == "time" and defect.expected == times.WANTED
    return allowed and defect.path not in broken


def _of_schema(element: Element) -> tuple[Finding, ...]:
    version = NAMESPACES.get(xml.namespace(element))
    if version is None:
        return (Finding("namespace", ERROR, "/alert", "a namespace of CAP", xml.namespace(element) or "none"),)
    return of_schema(element, version)


def _of_signature(message: read.Message, pinned: Collection[Pinned]) -> Iterator[Finding]:
    """Rule 6; nothing is said of a message without a signature, or with one that holds."""
    if message.element is None or next(message.element.iter(signature.SIGNATURE), None) is None:
        return
    found = signature.verify(message.raw, pinned)
    if found.state is signature.State.BROKEN:
        yield breach("signature_broken", "/alert/Signature", "a signature over the whole alert", found.reason)
    elif found.state is signature.State.SIGNED_NOT_VERIFIED:
        yield breach("signature_unverified", "/alert/Signature", "a signature by a pinned key", found.reason)


def _as_written(message: read.Message) -> Iterator[Finding]:
    """What the values do not show any more."""
    element, alert = message.element, message.alert
    if element is None or alert is None:
        return
    paths = xml.Paths(element)
    for info in element.iterchildren("{*}info"):
        if info.find("{*}language") is None:
            yield breach("language_missing", f"{paths.of(info)}/language", "a language", "nothing")
    if message.version == "1.2" and any(time is not None and not time.utcoffset() for time in _times(alert)):
        for one in element.iter("{*}sent", "{*}effective", "{*}onset", "{*}expires"):
            if (one.text or "").strip().endswith("+00:00"):
                yield breach("utc_sign", paths.of(one), "-00:00 for UTC", one.text or "")


def _times(alert: Alert) -> Iterator[datetime | None]:
    yield alert.sent
    for info in alert.infos:
        yield from (info.effective, info.onset, info.expires)
