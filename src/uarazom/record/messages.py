"""A warning's CAP message at the door of the record: its bytes, its instant, and that it says what the act says.

Rules, in order, for what is to be issued:
1. the bytes that the act names, of the length that it says, in the form that `cap.serialise` gives and no other: what
   people saw is what is sent;
2. `sent` is not after the instant of issue and at most SENT_MAX before it: a warning that lay somewhere is not news;
What is signed in XML is looked at without its signature, which adds an element and changes nothing else.

docs/formats/alert.md; OASIS CAP 1.2.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from uarazom.cap.errors import BadAlert, CapRefused
from uarazom.cap.model import Alert
from uarazom.cap.read import read
from uarazom.cap.serialise import serialise
from uarazom.verify import canon
from uarazom.verify.refusal import Refused

SENT_MAX = timedelta(minutes=30)
TOLD = 5  # findings that one refusal repeats


def check(fields: Mapping[str, Any], raw: bytes) -> None:
    """Refuse a message that may not be issued with this act; `raw` without XML signature."""
    where = f"{fields['document']}/{fields['n']}"
    _check_bytes(fields["alert"]["message"], raw, where)  # 1
    parsed(raw, where)
    _check_sent(fields, where)  # 2


def parsed(raw: bytes, where: str) -> Alert:
    """The alert of these bytes. Raises: Refused: they are not what we would write ourselves."""
    expected = "one CAP 1.2 message as cap.serialise writes it"
    try:
        first, *others = read(raw)
        again = b"" if first.alert is None else serialise(first.alert)
    except (CapRefused, BadAlert) as error:
        raise _refused(expected, str(error), where) from None
    if others or first.defects or first.alert is None or again != raw:
        got = _told(first.defects) or f"{1 + len(others)} messages, in other bytes"
        raise _refused(expected, got, where)
    if not first.alert.infos:
        raise _refused("an info or more", "none", where)
    return first.alert


def _check_bytes(named: Mapping[str, Any], raw: bytes, where: str) -> None:
    if canon.digest(raw) != named["digest"]:
        raise _refused(f"bytes with the digest {named['digest']}", canon.digest(raw), where)
    if len(raw) != named["size"]:
        raise _refused(f"{named['size']} bytes", f"{len(raw)} bytes", where)


def _check_sent(fields: Mapping[str, Any], where: str) -> None:
    at, sent = canon.instant(fields["issued_at"]), canon.instant(fields["alert"]["sent"])
    if not at - SENT_MAX <= sent <= at:
        expected = f"sent from {canon.instant_text(at - SENT_MAX)} to {canon.instant_text(at)}"
        raise _refused(expected, fields["alert"]["sent"], where)


def _told(findings: Iterable[object]) -> str:
    every = list(map(str, findings))
    rest = f"; and {len(every) - TOLD} more" if len(every) > TOLD else ""
    return "; ".join(every[:TOLD]) + rest


def _refused(expected: str, got: str, where: str) -> Refused:
    return Refused("message", expected, got, where, "compose the warning anew")
