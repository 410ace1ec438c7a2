"""XML as text: escaped once, without what XML 1.0 cannot carry (§2.2); instants as each format wants them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def text(said: str) -> str:
    """A text as the content of an element."""
    clean = _ILLEGAL.sub("\ufffd", said)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def attribute(said: str) -> str:
    """A text as the value of an attribute in double quotes."""
    return text(said).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def element(name: str, said: str, **attributes: str) -> str:
    """One element; nothing at all for an empty text without attributes."""
    if not said and not attributes:
        return ""
    pairs = "".join(f' {key}="{attribute(value)}"' for key, value in attributes.items())
    return f"<{name}{pairs}>{text(said)}</{name}>\n" if said else f"<{name}{pairs}/>\n"


def rfc3339(at: datetime) -> str:
    """`2022-02-20T19:00:00Z`."""
    return at.isoformat()[:19] + "Z"


def rfc822(at: datetime) -> str:
    """`Sun, 20 Feb 2022 19:00:00 +0000`, whatever the locale."""
    return f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at:%Y %H:%M:%S} +0000"
