"""What other authorities warn of: from the bytes that came to items that a desk can read, and to what holds now.

Rules, in order:
1. Every alert of a document is an item, whatever is wrong with it: its defects are noted beside it, and it is shown.
2. Its identity is (sender, identifier, sent), as the message has them; what it lacks is empty, and said.
3. The signature is checked against the keys that are pinned for this source; what nobody here can check is said to be
   signed and not verified, never passed over in silence.
4. A sender that this source may not speak for is a defect, and so is a clock that is ahead of ours by more than
   `AHEAD`: its message counts from when it came.
5. What holds now is asked of all messages of one source together (`cap.lifecycle`), so that a Cancel which came before
   its Alert has its effect. A message whose signature is broken, that is not signed with a pinned key where this source
   has one, or whose sender is not among this source's, is shown and ends no other: that is noted when it comes.
Nothing here publishes: a person makes a draft of it, or the source signs entries with keys of the roster.

    items = read_items(raw, Trust(senders=("met@example.org",)), received_at)
    holding(kept, box.raw, now)          # the keys of what holds

Specification: OASIS CAP 1.2; docs/sources.md.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from uarazom.cap import lifecycle, signature
from uarazom.cap.check import Checked, check
from uarazom.cap.errors import CapRefused
from uarazom.cap.finding import WARNING, Finding
from uarazom.cap.keys import Pinned
from uarazom.cap.lifecycle import Taken
from uarazom.cap.model import Alert
from uarazom.cap.read import Message, read
from uarazom.sources.item import Item

AHEAD = timedelta(minutes=5)  # what clocks may differ by without a word
FINDINGS_SHOWN = 20  # of one message; the raw bytes have the rest
Identity = tuple[str, str, str, str]
TEXT_MAX = 500  # characters of a headline or an area that the list keeps


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a source may speak for (anybody, when nobody is named), and the keys pinned for its signatures."""

    senders: Collection[str] = ()
    pinned: Collection[Pinned] = field(default=())


class Kept(Protocol):
    """What of an item in the box is needed here."""

    @property
    def item(self) -> Item:
        """The item."""

    @property
    def raw(self) -> str:
        """The digest of the document it came in."""

    @property
    def received_at(self) -> datetime:
        """When it came."""


def read_items(raw: bytes, trust: Trust, received_at: datetime) -> tuple[Item, ...]:
    """Every message of a document as an item. Raises: CapRefused, where it is not taken at all."""
    return tuple(_item(one, trust, received_at) for one in check(raw, pinned=trust.pinned))


def holding(kept: Iterable[Kept], raw: Callable[[str], bytes | None], now: datetime) -> frozenset[Identity]:
    """What holds now among all messages of one source: sender, identifier, sent, and the digest of its own bytes."""
    taken = {_whole(one.item): found for one in standing(kept) for found in _taken([one], raw)}
    standings = lifecycle.standings(taken.values(), now)
    keys = {key for key, standing in standings.items() if standing == lifecycle.Standing.IN_FORCE}
    return frozenset(whole for whole, one in taken.items() if one.alert.key in keys)


def standing(kept: Iterable[Kept]) -> tuple[Kept, ...]:
    """Of several messages under one name the one that stands: the first that may end others, else the first that came.

    So nobody who may not speak for a sender takes a name before the sender does.
    """
    found: dict[tuple[str, str, str], Kept] = {}
    for one in sorted(kept, key=lambda one: (not _is_trusted(one.item), one.received_at)):
        found.setdefault(_whole(one.item)[:3], one)
    return tuple(found.values())


def _whole(item: Item) -> Identity:
    return item.sender, item.identifier, item.sent, item.content


def _is_trusted(item: Item) -> bool:
    return item.facts.get("ends_others") is True


def _taken(kept: Iterable[Kept], raw: Callable[[str], bytes | None]) -> Iterator[Taken]:
    """The messages again, from the bytes as they came; what was pruned is long over."""
    for one in kept:
        document = raw(one.raw)
        for message in _messages(document) if document is not None else ():
            if message.alert is not None and message.index == one.item.position:
                yield Taken(message.alert, one.received_at, _is_trusted(one.item))


def _messages(raw: bytes) -> tuple[Message, ...]:
    try:
        return read(raw)
    except CapRefused:
        return ()


def _item(one: Checked, trust: Trust, received_at: datetime) -> Item:
    findings = (*one.findings, *_told(one, trust, received_at))
    state = _signature(one, trust)
    facts = {
        "version": one.version,
        "valid": one.valid,
        "signature": state.value,
        "ends_others": _may_end(one, state, trust),
        "findings": [asdict(finding) for finding in findings[:FINDINGS_SHOWN]],
        **(_facts(one.alert) if one.alert else {}),
    }
    sender, identifier, sent = _identity(one.alert) if one.alert else ("", "", "")
    content = hashlib.sha256(one.raw).hexdigest()
    return Item(one.index, sender, identifier or content, sent, content, facts)


def _identity(alert: Alert) -> tuple[str, str, str]:
    return alert.sender, alert.identifier, alert.sent.isoformat() if alert.sent else ""


def _signature(one: Checked, trust: Trust) -> signature.State:
    if one.alert is None or b"Signature" not in one.raw.replace(b"\0", b""):  # in UTF-16 too
        return signature.State.UNSIGNED
    return signature.verify(one.raw, trust.pinned).state


def _may_end(one: Checked, state: signature.State, trust: Trust) -> bool:
    """Rule 5: with pinned keys, only what they signed takes a warning down; without, all but a broken signature."""
    signed = state is signature.State.VERIFIED if trust.pinned else state is not signature.State.BROKEN
    return signed and one.alert is not None and (not trust.senders or one.alert.sender in trust.senders)


def _told(one: Checked, trust: Trust, received_at: datetime) -> Iterator[Finding]:
    """Rule 4."""
    alert = one.alert
    if alert is None:
        return
    if trust.senders and alert.sender not in trust.senders:
        yield Finding("sender_of_another", WARNING, "/alert/sender", "one of " + ", ".join(trust.senders), alert.sender)
    if alert.sent and alert.sent - received_at > AHEAD:
        expected = f"at most {received_at.isoformat()}, when it came"
        yield Finding("clock_ahead", WARNING, "/alert/sent", expected, alert.sent.isoformat())


def _facts(alert: Alert) -> dict[str, Any]:
    """What a list shows of it; the message itself has the rest."""
    infos = alert.infos
    first = infos[0] if infos else None
    return {
        "msg_type": alert.msg_type,
        "status": alert.status,
        "scope": alert.scope,
        "references": [f"{one.sender},{one.identifier},{one.sent.isoformat()}" for one in alert.references],
        "expires": max((one.expires.isoformat() for one in infos if one.expires), default=""),
        "severity": first.severity if first else "",
        "event": {one.language or "": _cut(one.event) for one in infos},
        "headline": {one.language or "": _cut(one.headline or one.event) for one in infos},
        "areas": [_cut(area.description) for area in first.areas] if first else [],
    }


def _cut(text: str | None) -> str:
    return (text or "")[:TEXT_MAX]
