"""From when until when.

Times are compared as instants, whatever their zones. A Cancel, Ack or Error may end at once.

Source: CAP 1.2, 3.2.2 (effective, onset, expires).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from uarazom.cap.finding import Finding
from uarazom.cap.model import Alert, Info
from uarazom.cap.rules.table import SPAN_MAX_DAYS, breach

WARNS = ("Alert", "Update")


def times(alert: Alert, info: Info, path: str) -> Iterator[Finding]:
    """The order of one info's times, and how long it lasts."""
    sent, ends = alert.sent, info.expires
    if sent and info.effective and info.effective < sent:
        yield breach(
            "effective_order", f"{path}/effective", f"not before sent, {sent.isoformat()}", _text(info.effective)
        )
    if ends is None:
        if alert.msg_type in WARNS and "AllClear" not in info.response_types:
            yield breach("expires_missing", f"{path}/expires", "when the warning ends", "nothing")
        return
    before = [("sent", sent if alert.msg_type in WARNS else None), ("onset", info.onset)]
    for name, begins in before:
        if begins and ends <= begins:
            yield breach("expires_order", f"{path}/expires", f"after {name}, {_text(begins)}", _text(ends))
            return
    begins = info.onset or sent
    if begins and ends - begins > timedelta(days=SPAN_MAX_DAYS):
        expected = f"at most {SPAN_MAX_DAYS} days after {_text(begins)}"
        yield breach("span_long", f"{path}/expires", expected, _text(ends))


def _text(value: datetime) -> str:
    return value.isoformat()
