"""Every day that a text names, as ISO 8601: by the day of publication, inside a quotation by the day it was spoken.

    dates("У середу, 16 лютого", 0, 19, base, spoken)       (Dated(2, 8, '2022-02-16'), Dated(10, 19, '2022-02-16'))

Rules, in order
1. A day with its month: the year that stands beside it, else the one that brings it nearest to the base.
2. A month with its year, a week: an interval, first and last day with a slash between.
3. Words ("yesterday", "завтра"): counted from the base.
4. A weekday: the last one up to the base, today included; "next" or a sentence of what will be: the next one; "last":
   the one before the base.
5. Without a base only what says its own year is resolved, and nothing else is returned.

Specification: ISO 8601-1:2019, 4.3.1 (dates), 4.4 (intervals).
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from uarazom.quotes.language import Language, pattern
from uarazom.quotes.words import lower

YEAR_LEAST, YEAR_MOST = 1900, 2199
SENTENCE_REACH = 300  # characters on either side of a weekday in which a word of the future counts
_ISO = re.compile(r"(?<![\d.-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, or the interval of days, that a stretch of a clean text names."""

    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What a language writes days with."""

    day_month: re.Pattern[str]
    month_day: re.Pattern[str]
    month_year: re.Pattern[str]
    relative: re.Pattern[str]
    weeks: re.Pattern[str]
    weekday: re.Pattern[str]


@lru_cache(maxsize=16)
def _patterns(spoken: Language) -> _Patterns:
    month = "|".join(sorted(map(re.escape, spoken.months), key=len, reverse=True))
    weekday = "|".join(sorted(map(re.escape, spoken.weekdays), key=len, reverse=True))
    beside = "|".join(map(re.escape, spoken.last | spoken.next))
    day = r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е)?"
    to = r"(?:\s?-\s?|\s(?:to|and|і|й|та|и|по|до)\s)"
    year = r"(?:,?\s(\d{4})(?!\d))?"
    return _Patterns(
        re.compile(rf"(?<![\d.,:]){day}(?:{to}{day})?\s(?:of\s)?({month})\.?(?!\w){year}"),
        re.compile(rf"(?<!\w)({month})\.?\s{day}(?:{to}{day})?(?![\d:%]|[.,]\d){year}"),
        re.compile(rf"(?<!\w)({month})\s(\d{{4}})(?!\d)"),
        pattern(list(spoken.days)),
        pattern(list(spoken.weeks)),
        re.compile(rf"(?<!\w)(?:({beside})\s)?({weekday})(?!\w)"),
    )


def dates(
    text: str, start: int, end: int, base: date | None, spoken: Language, folded: str | None = None
) -> tuple[Dated, ...]:
    """The days named between two places of a clean text, in order; the longer of two that overlap. `folded` is the text
    in lower case, where the caller has it already."""
    small = lower(text) if folded is None else folded
    every = (one for one in _all(small, start, end, base, spoken) if _is_capital(text, one, spoken))
    found = sorted(every, key=lambda one: (one.start, -one.end))
    kept: list[Dated] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _is_capital(text: str, one: Dated, spoken: Language) -> bool:
    """Whether a month or weekday has its capital where its script writes one: "he may 5 times" names no day."""
    said = text[one.start : one.end]
    word = next((word for word in re.findall(r"[^\W\d_]+", said) if word.lower() in spoken.months), None)
    return spoken.script != "latin" or word is None or word[0].isupper()


def _all(folded: str, start: int, end: int, base: date | None, spoken: Language) -> Iterator[Dated]:
    some = _patterns(spoken)
    for match in _ISO.finditer(folded, start, end):
        yield from _dated(match, _day(int(match[1]), int(match[2]), int(match[3])))
    for match in _DOTTED.finditer(folded, start, end):
        yield from _dated(match, _day(int(match[3]), int(match[2]), int(match[1])))
    for match in some.day_month.finditer(folded, start, end):
        yield from _span(match, match[1], match[2], spoken.months[match[3]], match[4], base)
    for match in some.month_day.finditer(folded, start, end):
        yield from _span(match, match[2], match[3], spoken.months[match[1]], match[4], base)
    for match in some.month_year.finditer(folded, start, end):
        yield from _month(match, int(match[2]), spoken.months[match[1]])
    if base is not None:
        yield from _counted(folded, start, end, base, spoken)


def _counted(folded: str, start: int, end: int, base: date, spoken: Language) -> Iterator[Dated]:
    """What is counted from the base."""
    some = _patterns(spoken)
    for match in some.relative.finditer(folded, start, end):
        yield from _dated(match, base + timedelta(days=spoken.days[" ".join(match.group().split())]))
    for match in some.weeks.finditer(folded, start, end):
        monday = base + timedelta(days=7 * spoken.weeks[" ".join(match.group().split())] - base.weekday())
        yield from _dated(match, monday, monday + timedelta(days=6))
    for match in some.weekday.finditer(folded, start, end):
        yield from _dated(match, _weekday(match, folded, base, spoken))


def _weekday(match: re.Match[str], folded: str, base: date, spoken: Language) -> date:
    wanted = spoken.weekdays[match[2]] - 1
    back = (base.weekday() - wanted) % 7
    if match[1] in spoken.last:
        return base - timedelta(days=back or 7)
    if match[1] in spoken.next or _of_the_future(folded, match.start(), spoken):
        return base + timedelta(days=7 - back if match[1] or back else 0)
    return base - timedelta(days=back)


def _of_the_future(folded: str, place: int, spoken: Language) -> bool:
    """Whether the sentence around a place says what will be."""
    left = max(folded.rfind(mark, max(0, place - SENTENCE_REACH), place) for mark in ".!?\n")
    reach = place + SENTENCE_REACH
    rights = [at for mark in ".!?\n" if (at := folded.find(mark, place, reach)) >= 0]
    around = folded[max(left + 1, place - SENTENCE_REACH, 0) : min(rights, default=reach)]
    return any(word in spoken.future for word in re.findall(r"[\w']+", around))


def _span(
    match: re.Match[str], first: str, last: str | None, month: int, year: str | None, base: date | None
) -> Iterator[Dated]:
    """A day of a month, or from one to another."""
    found = [_in_year(int(day), month, year, base) for day in (first, last) if day]
    if all(one is not None for one in found):
        yield from _dated(match, found[0], found[-1])


def _in_year(day: int, month: int, year: str | None, base: date | None) -> date | None:
    if year is not None:
        return _day(int(year), month, day)
    if base is None:
        return None
    near = [_day(base.year + step, month, day) for step in (-1, 0, 1)]
    return min((one for one in near if one is not None), key=lambda one: abs(one - base), default=None)


def _month(match: re.Match[str], year: int, month: int) -> Iterator[Dated]:
    first = _day(year, month, 1)
    if first is not None:
        yield from _dated(match, first, first.replace(day=calendar.monthrange(year, month)[1]))


def _day(year: int, month: int, day: int) -> date | None:
    """A day that there is; None for the 31st of February."""
    if not YEAR_LEAST <= year <= YEAR_MOST or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _dated(match: re.Match[str], first: date | None, last: date | None = None) -> Iterator[Dated]:
    if first is not None:
        value = first.isoformat() if last is None or last == first else f"{first.isoformat()}/{last.isoformat()}"
        yield Dated(match.start(), match.end() - match.group().endswith("."), value)
