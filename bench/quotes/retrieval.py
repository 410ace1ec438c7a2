# ruff: noqa: E501 - tables and sentences read better in one line
"""Is the right statement found and accepted; is anything accepted that was never said?"""

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from typing import Any

from quotes import made
from quotes.shared_corpus import Address, Chain, SharedCorpus
from uarazom.quotes.check import check
from uarazom.quotes.record import Record

Tell = Callable[[str], None]
ACCEPTED = {"exact", "typographic", "altered", "truncated", "ellipsis", "spliced", "translated", "without_clarification", "other_date", "other_speaker"}  # fmt: skip
SEED = 14
KNOWN = {"found": (True, True), "day unknown": (True, False), "speaker unknown": (False, True)}  # named, dated


def found(corpus: SharedCorpus, most: int, tell: Tell) -> dict[str, Any]:
    """Each paragraph of the corpus unchanged and in four changes: the share found and accepted, and the same where the
    day, or the speaker, is not known."""
    record = corpus.record()
    answer: dict[str, Any] = {}
    for code in ("en", "uk"):
        chance = random.Random(SEED)
        whole = made.paragraphs(corpus, code)
        whole = whole[:: max(1, len(whole) // most)]
        ways: dict[str, Callable[[str], str | None]] = {
            "unchanged": lambda text: text,
            "edits": lambda text, code=code, chance=chance: made.edits(text, code, chance),
            "ellipsis": made.with_ellipsis,
            "splice": lambda text, code=code: made.spliced(text, code),
            "inflection": lambda text, code=code, chance=chance: made.inflected(text, code, chance),
        }
        for name, way in ways.items():
            cases = [(one, changed) for one, text in whole if (changed := way(text)) is not None]
            row: dict[str, Any] = {"cases": len(cases)}
            for known, (named, dated) in KNOWN.items():
                right = sum(
                    _is_right(record, code, one, text, tell, f"{name}, {known}", named=named, dated=dated)
                    for one, text in cases
                )
                row[known] = round(right / max(1, len(cases)), 4)
            answer[f"{code} {name}"] = row
    return answer


def _is_right(
    record: Record, code: str, one: Address, text: str, tell: Tell, name: str, *, named: bool, dated: bool
) -> bool:
    """Found where it was taken from, or where the same words stand as well."""
    article = made.article(code, text, named=named)
    quotations = check(article, record, published=one.said_at.date() if dated else None, code=code).quotations
    quoted = max(quotations, key=lambda q: q.end - q.start, default=None)
    if quoted is None or quoted.verdict not in ACCEPTED:
        tell(f"{name} {code}: {quoted and (quoted.verdict, quoted.kind)}: {text[:160]}")
        return False
    if quoted.statement == one.id or _stands_there_too(record, quoted.statement, code, text):
        return True
    tell(f"{name} {code}: found elsewhere, {quoted.verdict}, {quoted.score}: {text[:160]}")
    return False


def _stands_there_too(record: Record, document: str | None, code: str, text: str) -> bool:
    said = record.ledger.words(record.ledger.documents[document].first).text.get(code, "") if document else ""
    return _plain(text[:60]) in _plain(said) or _plain(text[-60:]) in _plain(said)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def false_matches(corpus: SharedCorpus, most: int, sizes: list[int], tell: Tell) -> dict[str, Any]:
    """Sentences of one half of the corpus asked of a record that holds the other half and text made like it; then the
    halves changed round, of which nobody looked at anything but the numbers.

    A sentence that really stands in the record (the same words in the same order, nine in ten) is no false match."""
    halves = corpus.addresses[::2], corpus.addresses[1::2]
    answer = {}
    for size in sizes:
        answer[str(size)] = _false(corpus, *halves, size, most, tell)
        answer[f"{size}, halves changed round"] = _false(corpus, *halves[::-1], size, most, lambda _text: None)
    return answer


def _false(
    corpus: SharedCorpus, held: list[Address], asked: list[Address], size: int, most: int, tell: Tell
) -> dict[str, Any]:
    record = corpus.record([*held, *like(held, size)])
    wrong = repeated = cases = of_the_days = 0
    for code in ("en", "uk"):
        for one, paragraph in made.paragraphs(corpus, code, 6, asked)[: most // 2]:
            for sentence in made.split(paragraph, code):
                if len(sentence.split()) < 6:
                    continue
                cases += 1
                text = made.article(code, sentence)
                with_day = check(text, record, code=code, published=one.said_at.date()).quotations[0]
                of_the_days += with_day.verdict in ACCEPTED and (with_day.score or 1.0) < 0.9
                for quoted in check(text, record, code=code).quotations[:1]:
                    if quoted.verdict in ACCEPTED and quoted.score is not None:
                        is_there = quoted.score >= 0.9
                        repeated += is_there
                        wrong += not is_there
                        if not is_there:
                            tell(f"false {quoted.score} {quoted.verdict}: {sentence} <> {quoted.sentence}")
    return {
        "statements": len(record.ledger.documents),
        "quotations": cases,
        "repeated word for word": repeated,
        "false": wrong,
        "rate": round(wrong / max(1, cases), 5),
        "false where speaker and days agree": of_the_days,
    }


def like(held: list[Address], count: int) -> list[Address]:
    """As many statements as asked, with those held: the rest of them."""
    return list(islice(endless(held), max(0, count - len(held))))


def endless(held: list[Address]) -> Iterator[Address]:
    """Statements without end, half of each language, made by rule from those held."""
    chains = {code: Chain([one.texts[code] for one in held if code in one.texts], SEED) for code in ("uk", "en")}
    start = datetime(2020, 1, 1, tzinfo=UTC)
    for number in count():
        code = ("uk", "en")[number % 2]
        text = chains[code].text(40 + number % 41)
        yield Address(f"made-{number}", start + timedelta(minutes=number), {code: text})
