"""Is this quotation what was said? One text compared with the record, from its marks to its verdicts.

    report = check(raw, record, published=date(2022, 2, 15))
    report.quotations[0].verdict           'without_clarification'

The way of a text
1. Bounded, markup blank, cleaned, its language told; one that the check does not know gets no verdict but
   `not_checked`.
2. Quotations by their marks, kinds and speakers by the words around them.
3. Each quotation: its statement by the index, then the comparison.
4. What the comparison cannot see: whose it is, when it was said, whether a clarification is missing.
5. Days, claims without marks, words that take a side, passages that stand in other texts given.

It compares with the record and is no verdict on the article: `no_record` says that our record does not have it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from uarazom.acts.model import NO_TEXTS
from uarazom.quotes.attribution import Attribution
from uarazom.quotes.claims import claims
from uarazom.quotes.dates import Dated, dates
from uarazom.quotes.judge import Judge
from uarazom.quotes.kinds import CHECKED
from uarazom.quotes.language import Language, language, of_text
from uarazom.quotes.marks import spans
from uarazom.quotes.markup import without_markup
from uarazom.quotes.normalise import Clean, clean
from uarazom.quotes.officials import Officials
from uarazom.quotes.reading import Attributed
from uarazom.quotes.record import Record
from uarazom.quotes.report import Place, Quotation, Report
from uarazom.quotes.reuse import reuse
from uarazom.quotes.words import lower

TEXT_MAX = 500_000  # code points, some ten times the longest article; the worst of that length takes seconds
QUOTATIONS_MAX = 1_000  # compared with the record in one text; the rest is found and not checked


class TooLong(ValueError):  # noqa: N818 - the name says what it is
    """A text of more than `TEXT_MAX` code points."""


def check(
    raw: str,
    record: Record | None = None,
    *,
    published: date | None = None,
    published_at: datetime | None = None,
    code: str | None = None,
    others: Mapping[str, str] = NO_TEXTS,
) -> Report:
    """Everything that the check finds in a text.

    `published` is the day of publication; `published_at` the instant, where it is known: without it a clarification
    counts as missing only when it stood before that day began, and without a day when it stands now.
    `others` are texts by name in which passages of this one may stand.
    Raises: `TooLong`; KeyError for a language that has no file.
    """
    if len(raw) > TEXT_MAX:
        raise TooLong(f"expected at most {TEXT_MAX} code points, got {len(raw)}; check a part of it")
    text = clean(without_markup(raw))
    spoken = language(code) if code else of_text(text.text)
    officials = record.officials(published) if record else Officials([], [])
    reading = Attribution(text.text, spans(text.text, spoken), officials, spoken)
    found = reading.run()
    before = published_at or (record.beginning(published) if record and published else None)
    judge = Judge(record, text.text, spoken, reading, published, before) if record else None
    judged = [_quotation(raw, text, judge, one, number) for number, one in enumerate(found)]
    if spoken is None:
        return Report(None, tuple(judged))
    days = _days(text, reading, judge, published, spoken)
    return Report(
        spoken.code,
        tuple(judged),
        tuple(claims(raw, text, reading, record, spoken)),
        tuple(_place(raw, text, day.start, day.end, day.value) for day in days),
        tuple(_place(raw, text, *match.span()) for match in spoken.loaded.finditer(lower(text.text))),
        tuple(_reused(raw, text, others, spoken)),
    )


def _quotation(raw: str, text: Clean, judge: Judge | None, one: Attributed, number: int) -> Quotation:
    start, end = text.span(one.span.start, one.span.end)
    found = Quotation(
        start=start,
        end=end,
        text=raw[start:end],
        kind=one.kind,
        speaker=one.person or one.name,
        speaker_span=text.span(*one.speaker_span) if one.speaker_span else None,
        cue=raw[slice(*text.span(*one.cue))] if one.cue else None,
    )
    if judge is None or one.kind not in CHECKED:
        return found
    return judge.judged(found, one) if number < QUOTATIONS_MAX else judge.unchecked(found)


def _days(
    text: Clean, reading: Attribution, judge: Judge | None, published: date | None, spoken: Language
) -> Sequence[Dated]:
    """The days named: inside a quotation by the day it was spoken, elsewhere by that of publication."""
    edges = [0, *chain.from_iterable((span.start, span.end) for span in reading.spans), len(text.text)]
    found: list[Dated] = []
    folded, around = lower(text.text), lower(reading.frame.shown(0, len(text.text)))
    for number in range(len(edges) - 1):
        spoken_on = judge.spoken_on(number // 2) if judge and number % 2 else None
        base = spoken_on or published
        found += dates(text.text, edges[number], edges[number + 1], base, spoken, folded if number % 2 else around)
    return found


def _reused(raw: str, text: Clean, others: Mapping[str, str], spoken: Language) -> Iterator[dict[str, Any]]:
    """Passages that stand in another text, with their places in both as read."""
    read = {name: clean(other) for name, other in others.items()}
    for one in reuse(text.text, {name: other.text for name, other in read.items()}, spoken):
        start, end = text.span(one.start, one.end)
        other_start, other_end = read[one.other].span(one.other_start, one.other_end)
        there = {"other": one.other, "other_start": other_start, "other_end": other_end}
        yield {"start": start, "end": end, "text": raw[start:end], **there}


def _place(raw: str, text: Clean, start: int, end: int, value: str = "") -> Place:
    first, last = text.span(start, end)
    return Place(first, last, raw[first:last], value)
