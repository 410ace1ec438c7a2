"""Date-times as CAP writes them: `2022-02-16T05:30:00+02:00`, whole seconds, a numeric zone, UTC as `-00:00`.

    read("2022-02-16T05:30:00+02:00")     # (datetime, "")
    read("2565-02-16T05:30:00Z")          # (datetime in 2022, "a year of the common era"): read, with what was wrong
    show(instant)                         # back; the offset is kept

What is tolerated, each told: `Z` or no zone at all (UTC), a zone without its colon or minutes, a blank or `t` for `T`,
no seconds, parts of a second (dropped), 24:00 and a 60th second, a year of the Buddhist era (543 ahead), an offset
that carries the instant out of the years 1 to 9999 (UTC).

Specification: OASIS CAP 1.2, 3.3.2 (DateTime); XML Schema part 2, 3.2.7.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

WANTED = "a date-time with seconds and a numeric zone, as 2022-02-16T05:30:00+02:00"
YEAR = "a year of the common era"

CAP_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{2}:[0-9]{2}")
LOOSE_TIME = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})[Tt ]\s*"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,12})?)?\s*"
    r"(?:(?P<zulu>[Zz]|UTC|GMT)|(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2})?)?"
)
BUDDHIST_YEARS = 543
BUDDHIST = range(2400, 2800)  # no warning is that far ahead; 9999 is some issuers' "never"
OFFSET_MAX = timedelta(hours=14)  # XML Schema part 2, 3.2.7.3


def read(text: str) -> tuple[datetime | None, str]:
    """The instant, and what was expected instead ("" when nothing); None when there is no instant in it."""
    if CAP_TIME.fullmatch(text):
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            return read_loose(text)
        if value.year not in BUDDHIST and is_offset(value.utcoffset()) and is_countable(value):
            return value, ""
    return read_loose(text)


def read_loose(text: str) -> tuple[datetime | None, str]:
    """As `read`, of what is not written as CAP has it."""
    parts = LOOSE_TIME.fullmatch(text)
    if not parts:
        return None, WANTED
    year = int(parts["year"])
    buddhist = year in BUDDHIST
    try:
        value = build(year - BUDDHIST_YEARS if buddhist else year, parts)
    except (ValueError, OverflowError):
        return None, WANTED
    return value if is_countable(value) else value.replace(tzinfo=UTC), YEAR if buddhist else WANTED


def build(year: int, parts: re.Match[str]) -> datetime:
    """The instant of a loose date-time; ValueError when it is none."""
    hour, second = int(parts["hour"]), int(parts["second"] or 0)
    midnight, leap = hour == 24, second == 60
    value = datetime(
        year,
        int(parts["month"]),
        int(parts["day"]),
        0 if midnight else hour,
        int(parts["minute"]),
        59 if leap else second,
        tzinfo=zone(parts),
    )
    return value + timedelta(days=midnight, seconds=leap)


def zone(parts: re.Match[str]) -> timezone:
    """The offset; UTC where none is given."""
    if not parts["sign"]:
        return UTC
    offset = timedelta(hours=int(parts["hours"]), minutes=int(parts["minutes"] or 0))
    if not is_offset(offset):
        raise ValueError("no offset is that far from UTC")
    return timezone(-offset if parts["sign"] == "-" else offset)


def is_offset(offset: timedelta | None) -> bool:
    """At most fourteen hours, in whole minutes."""
    return offset is not None and abs(offset) <= OFFSET_MAX and not offset % timedelta(minutes=1)


def is_countable(value: datetime) -> bool:
    """Whether it has a place in UTC: the first and the last day of all years may not."""
    try:
        value.astimezone(UTC)
    except OverflowError:
        return False
    return True


def problem(value: datetime) -> str:
    """What CAP cannot say about this instant; "" when it can."""
    if value.microsecond or not is_offset(value.utcoffset()):
        return "whole seconds, and an offset of whole minutes up to fourteen hours"
    return "" if 1000 <= value.year < BUDDHIST.start else f"a year from 1000 to {BUDDHIST.start - 1}"


def show(value: datetime) -> str:
    """As CAP writes it; for an instant that has no `problem`."""
    text = value.isoformat(timespec="seconds")
    return text.removesuffix("+00:00") + "-00:00" if text.endswith("+00:00") else text
