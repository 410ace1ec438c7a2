"""What an act of a request for correction must be to be issued, besides what binds every act (`schema`).

Rules, in order:
1. It says what it is about: findings, each with the passage as the article has it and as the record has it; the
   article's outlet, address, day and language. Nobody who wrote the article is named anywhere.
2. What it says of the record stands there: the act, its text in that language, the passage in that paragraph word for
   word, and the clarification that the article does not carry. So nobody asks for more than the record holds.
3. A reply is the outlet's own: it says what the outlet says it did, and nobody of the register says it.

The passages stand in the order of the findings. A passage of the record may have several paragraphs: it was spliced.

Specification: docs/formats/entry.md, docs/formats/words.md.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

from uarazom.acts import kinds
from uarazom.acts.errors import Finding
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Act, Found
from uarazom.acts.wording import is_url, wrong_text
from uarazom.verify import canon
from uarazom.verify.extract import paragraphs

PASSAGE_MAX = 2_000  # characters of a passage: what is compared at a glance, not the article
_NO_AUTHOR = "Leave it out: a request speaks of what was printed, never of who wrote it."
_ARTICLE: dict[str, tuple[Callable[[Any], bool], str]] = {
    "outlet": (lambda value: wrong_text(value, one_line=True) is None, "the outlet's name, one line"),
    "url": (is_url, "the article's absolute http or https address"),
    "site": (is_url, "the outlet's absolute http or https address"),
    "digest": (canon.is_digest, "a SHA-256 as 64 lowercase hexadecimal digits"),
}


class Asked(NamedTuple):
    """A request's act, and what it stands in."""

    act: Act
    words: Mapping[str, Any]
    ledger: Ledger | None


def of_request(act: Act, words: Mapping[str, Any], ledger: Ledger | None) -> Iterator[Finding]:
    """Every finding on an act of kind `request`."""
    asked = Asked(act, words, ledger)
    if act.act != "publish":
        for name in ("article", "passages"):
            if name in words:
                yield Finding(f"words.{name}", "nothing after act 1", name, "Withdraw it, and make a new request.")
        return
    for rule in (of_article, of_day, of_passages, of_record):
        yield from rule(asked)


# ── 1 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_article(asked: Asked) -> Iterator[Finding]:
    """Whose it is and where it stands, and nothing else."""
    article = asked.words.get("article")
    if not isinstance(article, Mapping):
        yield Finding("words.article", "an object with outlet and url", repr(article))
        return
    for name in ("outlet", "url"):
        if name not in article:
            yield Finding(f"words.article.{name}", _ARTICLE[name][1], "nothing")
    for name, value in article.items():
        if name not in _ARTICLE:
            yield Finding(f"words.article.{name}", "one of " + ", ".join(_ARTICLE), str(name), _NO_AUTHOR)
        elif not _ARTICLE[name][0](value):
            yield Finding(f"words.article.{name}", _ARTICLE[name][1], repr(value))


def of_day(asked: Asked) -> Iterator[Finding]:
    """It came out before anybody could find something in it; a day lasts until it has ended everywhere."""
    act = asked.act
    if act.article_date and act.known_at:
        last = (act.known_at + timedelta(days=1)).date()
        if date.fromisoformat(act.article_date) > last:
            yield Finding(
                "article_date", f"at most the day of known_at, {canon.instant_text(act.known_at)}", act.article_date
            )


def of_passages(asked: Asked) -> Iterator[Finding]:
    """One for each finding: what the article has, and what the record has."""
    passages = asked.words.get("passages")
    count = len(asked.act.findings)
    if not isinstance(passages, list) or len(passages) != count:
        yield Finding("words.passages", f"an array of {count}, one for each finding", _size(passages))
        return
    for number, passage in enumerate(passages, start=1):
        if not isinstance(passage, Mapping) or set(passage) != {"article", "record"}:
            yield Finding(f"words.passages.{number}", "an object with article and record", repr(passage))
            continue
        for name, value in passage.items():
            if (wrong := wrong_text(value, one_line=False)) is not None:
                yield Finding(f"words.passages.{number}.{name}", *wrong)
            elif len(value) > PASSAGE_MAX:
                yield Finding(f"words.passages.{number}.{name}", f"at most {PASSAGE_MAX} characters", f"{len(value)}")


def _size(passages: object) -> str:
    return f"{len(passages)}" if isinstance(passages, list) else repr(passages)


# ── 2 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────
def of_record(asked: Asked) -> Iterator[Finding]:
    """What it says of the record stands in the record."""
    passages = asked.words.get("passages")
    passages = passages if isinstance(passages, list) else []
    pairs = zip_longest(asked.act.findings, passages[: len(asked.act.findings)])
    for number, (found, passage) in enumerate(pairs, start=1):
        where = f"findings.{number}"
        if found.found in kinds.LACKS_CLARIFICATION and found.clarification is None:
            yield Finding(f"{where}.clarification", "the act that the article does not carry", "nothing")
        if asked.ledger is not None:
            yield from _of_clarification(asked.ledger, found, where)
            yield from _of_passage(asked.ledger, found, passage, where)


def _of_clarification(ledger: Ledger, found: Found, where: str) -> Iterator[Finding]:
    if found.clarification is None:
        return
    act = ledger.act(found.clarification)
    if act is None or act.act != "clarify" or act.document != found.document or act.id == found.act:
        yield Finding(f"{where}.clarification", f"a clarification of {found.document}", found.clarification)


def _of_passage(ledger: Ledger, found: Found, passage: Any, where: str) -> Iterator[Finding]:
    act = ledger.act(found.act)
    words = ledger.words(act) if act else None
    if words is None or found.language not in words.text:
        yield Finding(f"{where}.act", f"an act of the record with a text in {found.language}", found.act)
        return
    text = words.text[found.language]
    said = passage.get("record") if isinstance(passage, Mapping) else None
    parts = paragraphs(said) if isinstance(said, str) and said else []
    if not parts:
        return
    if missing := next((part for part in parts if part not in text), None):
        remedy = "Copy it from the record, to the letter."
        yield Finding(f"words.passages.{where[9:]}.record", f"words of {found.act}", repr(missing[:80]), remedy)
    elif parts[0] not in "".join(paragraphs(text)[found.paragraph - 1 : found.paragraph]):
        yield Finding(f"{where}.paragraph", "the paragraph in which the passage begins", str(found.paragraph))
