"""What an audit asks of warnings besides `verify.audit`: that the message in place is the one that people approved,
that act and message agree, and that no two acts of the log sent a message of one name.

A range is scanned on its own (`scan`, so that a pool may do it), the results are merged (`merge`). Most entries are no
warnings and cost one look at their bytes. A blob that is not there is `verify.audit`'s to tell: removed, or missing.

    parts = map(partial(scan, read, size), ranges)
    merge(parts)                # findings, as the audit's own

docs/formats/alert.md.
"""

from binascii import Error, a2b_base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from uarazom.cap import agreement
from uarazom.cap.errors import CapRefused
from uarazom.cap.read import read as read_cap
from uarazom.record import messages
from uarazom.verify import blob
from uarazom.verify.audit import FINDINGS_MAX, entries_in
from uarazom.verify.entry import OF_A_DOCUMENT, Entry
from uarazom.verify.refusal import Refused
from uarazom.verify.tiles import Read

PAYLOAD = len(b'{"payload":"')  # how every envelope begins: canonical JSON
MARK = b'"alert":{'  # a member of the payload: inside a text its quotation marks would be escaped


@dataclass
class Scanned:
    """What the merge needs of one range: findings, and who used which identifier."""

    findings: list[Refused] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)  # identifier, name of the act


def scan(read: Read, size: int, span: tuple[int, int]) -> Scanned:
    """The warnings among entries [start, end)."""
    found = Scanned()
    for index, raw in entries_in(read, size, span):
        entry = _warning(raw)
        if entry is None:
            continue
        found.identifiers.append((str(entry.fields["alert"].get("identifier")), entry.name))
        try:
            _check(read, entry)
        except Refused as refused:
            if len(found.findings) < FINDINGS_MAX:
                found.findings.append(refused.within("message", f"entry {index}, {entry.name}"))
    return found


def merge(parts: Iterable[Scanned]) -> tuple[Refused, ...]:
    """Every finding of the ranges, and those between them."""
    found: list[Refused] = []
    known: dict[str, str] = {}
    for part in parts:
        found += part.findings
        found += _repeated(part, known)
    return tuple(found[:FINDINGS_MAX])


def _repeated(part: Scanned, known: dict[str, str]) -> Iterator[Refused]:
    for identifier, name in part.identifiers:
        first = known.setdefault(identifier, name)
        if first != name:
            yield Refused("identifier", f"{identifier} once, in {first}", "the same", name)


def _warning(raw: bytes) -> Entry | None:
    """The entry, where it sends a message; an entry that cannot be read is the audit's to tell."""
    try:
        payload = a2b_base64(raw[PAYLOAD : raw.index(b'"', PAYLOAD)])
        entry = Entry.parse(raw) if MARK in payload else None
    except (Refused, ValueError, Error):
        return None
    return entry if entry is not None and entry.payload_type in OF_A_DOCUMENT and "alert" in entry.fields else None


def _check(read: Read, entry: Entry) -> None:
    named = entry.fields.get("signed_message") or entry.fields["alert"]["message"]
    try:
        raw = blob.check(read(blob.blob_path(named["digest"])), named["digest"])
    except (FileNotFoundError, Refused):
        return
    plain = messages.stripped(entry.fields, raw) if "signed_message" in entry.fields else raw
    if len(plain) != entry.fields["alert"]["message"].get("size"):
        raise Refused("message", f"{entry.fields['alert']['message'].get('size')} bytes", f"{len(plain)} bytes")
    _check_said(read, entry, plain)


def _check_said(read: Read, entry: Entry, raw: bytes) -> None:
    """It is CAP, and says what act and words say; where the words were removed, nobody can tell."""
    try:
        first, *others = read_cap(raw)
    except CapRefused as error:
        raise Refused("message", "a CAP message", str(error)) from None
    if others or first.alert is None:
        raise Refused("message", "one CAP message", f"{len(others) + 1}, or none that can be read")
    words = _words(read, entry.fields.get("words", ""))
    found = () if words is None else agreement.findings(entry.fields, words, first.alert)
    if found:
        told = "; ".join(map(str, found[: messages.TOLD]))
        raise Refused("agreement", "a message that says what the act says", f"{len(found)} findings: {told}")


def _words(read: Read, digest: str) -> dict[str, Any] | None:
    try:
        return blob.read_words(blob.check(read(blob.blob_path(digest)), digest, blob.WORDS_MAX_BYTES))
    except (FileNotFoundError, Refused):
        return None
