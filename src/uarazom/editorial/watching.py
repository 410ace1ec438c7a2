"""An article that the press office follows, beside the record: what somebody should look at, and what it takes over.

    looked = look(text, Printed(at=published_at), record)
    looked.findings[0].kind          'without_clarification'; KINDS has them all
    kin(text)                        numbers that say which other articles may share passages with it
    reused(text, others)             those passages

Rules, in order
1. The very check that readers have (`quotes`), with the article's instant of publication, else its day.
2. A finding is words that differ in what matters, are cut, glued, another's or of another day, or a clarification that
   stood when the article came out and that it does not carry. What our record does not have is no finding.
3. A clarification that came afterwards is another thing (`clarified_since`): the article was right when it came out,
   and does not have it now. So is one where nobody knows when the article came out.
4. A finding is named by what was found, not by when: at the next reading the same is the same, and what an outlet
   corrected is no longer there.
5. No author, no outlet: nothing of what is asked or answered here depends on who wrote it or where it stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import numpy as np

from uarazom.acts.kinds import FOUND
from uarazom.quotes.beside import around, nth, paragraph
from uarazom.quotes.check import TEXT_MAX, check
from uarazom.quotes.language import codes, of_text
from uarazom.quotes.normalise import clean
from uarazom.quotes.record import Record
from uarazom.quotes.report import Quotation
from uarazom.quotes.segment import GRAM, gram_keys, hashed
from uarazom.quotes.statements import zone_of
from uarazom.quotes.words import stems
from uarazom.verify import canon

SINCE = "clarified_since"
KINDS = FOUND  # the same that a request for correction can be about
IF_MATERIAL = frozenset({"altered", "ellipsis"})  # other words alone are a translator's or an editor's choice
FINDINGS_MAX = 20  # of one article
REUSED_MAX = 20
KIN_EVERY = 8  # of an article's runs of three words, one in so many says which others are alike
KIN_MAX = 256
WARM = "«А сказав», – сказав він 1 січня. “He said,” he said on Monday."


@dataclass(frozen=True, slots=True)
class Printed:
    """When an article came out, as well as it is known."""

    at: datetime | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at. `context` is the article's paragraph, `record` the statement's, `original` the same in the
    statement's own language where a translation was compared."""

    key: str
    kind: str
    quotation: Quotation
    context: str
    record: str
    original: str

    def json(self) -> dict[str, Any]:
        """As it is kept."""
        return {**asdict(self), "quotation": asdict(self.quotation)}

    @staticmethod
    def read(raw: Mapping[str, Any]) -> "Finding":
        """As it was kept. Raises: TypeError, KeyError where it is of another version."""
        known = {field.name for field in fields(Quotation)}
        said = {name: value for name, value in raw["quotation"].items() if name in known}
        said["diff"] = tuple(said.get("diff", ()))
        return Finding(**{**raw, "quotation": Quotation(**said)})


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look found: the article's language, the documents that it quotes, the findings."""

    language: str | None
    statements: tuple[str, ...]
    findings: tuple[Finding, ...]


def look(text: str, printed: Printed, record: Record) -> Looked:
    """Everything that somebody should look at, in the order of the article."""
    text = text[:TEXT_MAX]
    day = printed.at.astimezone(zone_of(record.ledger)).date() if printed.at else printed.day
    report = check(text, record, published=day, published_at=printed.at)
    dated = day is not None
    found = [(one.verdict or "", one) for one in report.quotations if _matters(one)]
    if not dated:
        found = [(SINCE if kind == "without_clarification" else kind, one) for kind, one in found]
    elif _clarified(report.quotations, record):
        now = check(text, record, published=day, published_at=record.at, code=report.language)
        then = {(one.start, one.end) for _, one in found}
        late = (one for one in now.quotations if one.verdict == "without_clarification")
        found += [(SINCE, one) for one in late if (one.start, one.end) not in then]
    statements = tuple(sorted({one.statement for one in report.quotations if one.statement}))
    made = {one.key: one for one in (_finding(kind, one, text, record) for kind, one in _ordered(found))}
    return Looked(report.language, statements, tuple(made.values())[:FINDINGS_MAX])


def warm(record: Record) -> None:
    """Read once, before the first fork, what every look reads."""
    for code in codes():
        check(WARM, record, published=record.at.date(), code=code)


def reused(text: str, others: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    """The passages that stand nearly word for word in one of the others, by its name."""
    return check(text[:TEXT_MAX], others={name: other[:TEXT_MAX] for name, other in others.items()}).reuse[:REUSED_MAX]


def kin(text: str) -> tuple[int, ...]:
    """Some of an article's runs of three words, as numbers: two articles that share a passage share a few of them."""
    read = clean(text[:TEXT_MAX]).text
    hashes = np.fromiter((hashed(one) for one in stems(read, of_text(read))), dtype=np.uint32)
    if len(hashes) < GRAM:
        return ()
    grams = np.unique(gram_keys(hashes))
    return tuple(int(one) for one in grams[grams % KIN_EVERY == 0][:KIN_MAX])


def _matters(one: Quotation) -> bool:
    return one.verdict in KINDS and (one.material or one.verdict not in IF_MATERIAL)


def _clarified(quotations: Sequence[Quotation], record: Record) -> bool:
    """Whether anything that is quoted was ever clarified."""
    quoted = ({"document": one.statement, "act": one.act} for one in quotations if one.statement)
    return any(record.clarifications(about, None) for about in quoted)


def _ordered(found: Sequence[tuple[str, Quotation]]) -> Iterator[tuple[str, Quotation]]:
    yield from sorted(found, key=lambda one: one[1].start)


def _finding(kind: str, one: Quotation, text: str, record: Record) -> Finding:
    said = canon.canonical({"kind": kind, "text": " ".join(one.text.split()), "statement": one.statement or ""})
    full, sentence = _full(one, record), one.sentence or ""
    k = paragraph(full, sentence)
    own = _own(one, record)
    return Finding(
        key=canon.digest(said),
        kind=kind,
        quotation=_small(one),
        context=_context(one, text),
        record=around(nth(full, k), sentence),
        original=around(nth(own, k), "") if own else "",
    )


def _context(one: Quotation, text: str) -> str:
    """The article's paragraph."""
    start = text.rfind("\n", 0, one.start) + 1
    end = text.find("\n", one.end)
    return around(text[start : end if end >= 0 else len(text)].strip(), one.text)


def _full(one: Quotation, record: Record) -> str:
    side = record.side({"act": one.act, "language": one.edition}) if one.act else None
    return side.text if side else ""


def _own(one: Quotation, record: Record) -> str:
    """The statement in its own language, where a translation was compared."""
    act = record.ledger.act(one.act) if one.act else None
    own = act.original_language if act else None
    if one.original is None or own is None or own == one.edition:
        return ""
    return one.original


def _small(one: Quotation) -> Quotation:
    """Without the whole statement, which stands in the record."""
    return replace(one, original=None)
