"""A warning's CAP message at the door of the record: its bytes, its instant, its signature, what it says.

Rules, in order, for what is to be issued (`check`):
1. the bytes that the act names, of the length that it says, in the form that `cap.serialise` gives and no other: what
   people saw is what is sent;
2. `sent` is not after the instant of issue, and at most SENT_MAX before it, or before the signer's clock where that is
   behind it: a warning that lay somewhere is not news;
3. it is a message that we would send (`cap.check`, `issuable`);
4. act, words and message say the same, and it refers to what it must refer to (`cap.agreement`).
Rules for how it lies in place (`check_signed`):
5. where the act says that it is signed in XML, taking the signature away gives the bytes of rule 1, and the signature
   is over the whole alert;
6. where the register requires a signature, there is one.

    check(fields, words, message, document)
    fields, blobs = signed(fields, blobs, cap_key)       # adds `signed_message`, its bytes in place of the others

docs/formats/alert.md; OASIS CAP 1.2.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from uarazom.acts.model import Document
from uarazom.acts.register import Register
from uarazom.cap import agreement
from uarazom.cap.errors import BadAlert, CapRefused
from uarazom.cap.model import Alert
from uarazom.cap.read import read
from uarazom.cap.serialise import serialise
from uarazom.cap.signature import State, strip, verify
from uarazom.record.cap_key import CapKey
from uarazom.verify import canon
from uarazom.verify.refusal import Refused

SENT_MAX = timedelta(minutes=30)
PARSED_KEPT = 4  # messages: a warning's, and its retraction's at each instant
TOLD = 5  # findings that one refusal repeats
ANEW = "compose the warning anew"

Blobs = Mapping[str, bytes]


def ready() -> None:
    """Load what judges a message, before the first warning waits for it: geometry takes most of a second to load, and
    clients and commands never ask for it."""
    import uarazom.cap.check
    import uarazom.cap.rules.apart
    import uarazom.cap.rules.outlines  # noqa: F401 - all three for what comes with them


# ── what is to be issued ────────────────────────────────────────────────────────────────────────────────────────────
def check(
    fields: Mapping[str, Any],
    words: Mapping[str, Any],
    raw: bytes,
    document: Document | None,
    clock: datetime | None = None,
) -> None:
    """Refuse a message that may not be issued with this act; `raw` without XML signature, `document` before the act."""
    where = _name(fields)
    _check_bytes(fields["alert"]["message"], raw, where)  # 1
    alert = parsed(raw, where)
    _check_sent(fields, where, clock)  # 2
    from uarazom.cap.check import check as check_cap  # see `ready`

    (checked,) = check_cap(raw)  # 3
    if not checked.issuable:
        raise _refused("a message that we would send", _told(checked.findings), where)
    if found := agreement.findings(fields, words, alert, document=document):  # 4
        raise _refused("a message that says what the act says", _told(found), where)


def parsed(raw: bytes, where: str) -> Alert:
    """The alert of these bytes. Raises: Refused: they are not what we would write ourselves."""
    alert, got = _read(raw)
    if alert is None:
        raise _refused("one CAP 1.2 message as cap.serialise writes it", got, where)
    if not alert.infos:
        raise _refused("an info or more", "none", where)
    return alert


@lru_cache(PARSED_KEPT)
def _read(raw: bytes) -> tuple[Alert | None, str]:
    """The alert, or what is wrong with it; asked three times of the same bytes while a retraction is sealed."""
    try:
        first, *others = read(raw)
        again = b"" if first.alert is None else serialise(first.alert)
    except (CapRefused, BadAlert) as error:
        return None, str(error)
    if others or first.defects or first.alert is None or again != raw:
        return None, _told(first.defects) or f"{1 + len(others)} messages, in other bytes"
    return first.alert, ""


def _check_bytes(named: Mapping[str, Any], raw: bytes, where: str) -> None:
    if canon.digest(raw) != named["digest"]:
        raise _refused(f"bytes with the digest {named['digest']}", canon.digest(raw), where)
    if len(raw) != named["size"]:
        raise _refused(f"{named['size']} bytes", f"{len(raw)} bytes", where)


def _check_sent(fields: Mapping[str, Any], where: str, clock: datetime | None) -> None:
    at, sent = canon.instant(fields["issued_at"]), canon.instant(fields["alert"]["sent"])
    since = min(at, clock or at) - SENT_MAX
    if not since <= sent <= at:
        expected = f"sent from {canon.instant_text(since)} to {canon.instant_text(at)}"
        raise _refused(expected, fields["alert"]["sent"], where)


# ── how it lies in place ────────────────────────────────────────────────────────────────────────────────────────────
def signed(fields: Mapping[str, Any], blobs: Blobs, key: CapKey) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The act's fields and blobs with the signed message in the place of the one that people saw."""
    plain = fields["alert"]["message"]["digest"]
    raw = key.sign(blobs[plain], _name(fields))
    digest = canon.digest(raw)
    rest = {one: blob for one, blob in blobs.items() if one != plain}
    return {**fields, "signed_message": {"digest": digest, "size": len(raw)}}, {**rest, digest: raw}


def unsigned(fields: Mapping[str, Any], blobs: Blobs) -> bytes:
    """The bytes of `alert.message`, out of the blobs of an act as it is issued."""
    if "signed_message" not in fields:
        return blobs.get(fields["alert"]["message"]["digest"], b"")
    return stripped(fields, blobs.get(fields["signed_message"]["digest"], b""))


def stripped(fields: Mapping[str, Any], raw: bytes) -> bytes:
    """Rule 5: what a signed message is without its signature."""
    where, named = _name(fields), fields["signed_message"]
    _check_bytes(named, raw, where)
    try:
        state = verify(raw, []).state
        plain = strip(raw)
    except CapRefused as error:
        raise _refused("a signed message", str(error), where) from None
    if state not in (State.VERIFIED, State.SIGNED_NOT_VERIFIED):
        raise _refused("a signature over the whole alert", str(state), where)
    _check_bytes(fields["alert"]["message"], plain, where)
    return plain


def check_signed(fields: Mapping[str, Any], register: Register) -> None:
    """Rule 6."""
    if "signed_message" in fields or register.alerting is None or register.alerting.signature != "required":
        return
    remedy = "put cap-key.pem and cap-certificate.pem into the signer's folder and start it again"
    raise Refused("signature", "an XML signature: the register requires one", "none", _name(fields), remedy)


def _name(fields: Mapping[str, Any]) -> str:
    return f"{fields['document']}/{fields['n']}"


def _told(findings: Iterable[object]) -> str:
    every = list(map(str, findings))
    rest = f"; and {len(every) - TOLD} more" if len(every) > TOLD else ""
    return "; ".join(every[:TOLD]) + rest


def _refused(expected: str, got: str, where: str) -> Refused:
    return Refused("message", expected, got, where, ANEW)
