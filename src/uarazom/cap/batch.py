"""Messages beside each other: a warning that is sent again under a new identifier.

A receiver takes the second for another danger, and an Update or Cancel of the first leaves it standing.

Rules, in order:
1. only an Alert without references can be one; its sender and what it says (event, headline, names and codes of places,
   in every language) are what an earlier one had, its identifier is not;
2. the earlier one had not ended when it was sent; without an end it has not;
3. of the last ``REMEMBERED`` warnings.

    seen = Seen()
    seen.again(key_of(alert))       # None, or the finding

Source: CAP 1.2, 3.2.1 (msgType, references).
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert
from uarazom.cap.rules.table import breach

REMEMBERED = 100_000  # warnings, some 40 MB


@dataclass(frozen=True, slots=True)
class Key:
    """What is compared of one warning; small, so that another process can send it."""

    says: bytes
    identifier: str
    sent: datetime
    ends: datetime | None


def key_of(alert: Alert) -> Key | None:
    """What to compare; None for a message that cannot be a re-issue, nor be re-issued."""
    if alert.msg_type != "Alert" or alert.references or alert.sent is None or not alert.infos:
        return None
    infos = [
        (info.language, info.event, info.headline, [(area.description, area.geocodes) for area in info.areas])
        for info in alert.infos
    ]
    says = hashlib.blake2b(repr((alert.sender, alert.status, infos)).encode("utf-8", "replace"), digest_size=16)
    ends = [info.expires for info in alert.infos if info.expires]
    return Key(says.digest(), alert.identifier, alert.sent, max(ends) if ends else None)


class Seen:
    """The warnings of one run, in the order in which they are given."""

    def __init__(self) -> None:
        self._last: OrderedDict[bytes, Key] = OrderedDict()

    def again(self, key: Key | None) -> Finding | None:
        """The finding, if this was said before; from now on it was."""
        if key is None:
            return None
        before = self._last.pop(key.says, None)
        self._last[key.says] = key
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        if before is None or before.identifier == key.identifier or (before.ends and before.ends <= key.sent):
            return None
        expected = f"an Update of {before.identifier}, which has not ended"
        return breach("reissued", "/alert/identifier", expected, key.identifier)
