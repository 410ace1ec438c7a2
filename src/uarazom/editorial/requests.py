"""A request for correction: what a check found in an article, made the draft that two people read.

    draft = request_of(found, printed, ledger=ledger, document="request-1", body="press", known_at=now,
                       title={"en": …}, text={"en": …})

Rules
1. Only what the check can show becomes a finding (`kinds.FOUND`): words that differ, are cut, glued, another's or of
   another day, or a clarification that is not carried. With nothing of the kind there is no draft. Whoever knows that
   the clarification came after the article says so: `replace(one, verdict="clarified_since")`.
2. The passage of the record is copied from the record, code point by code point; that of the article as the article
   has it, its white space made plain. Neither is judged here: whoever signs has read both.
3. Nobody who wrote the article is named: `Printed` has no place for it.
4. Nothing is sent, by this or by anything else of the platform.

What the draft says in words (title, text) comes from whoever begins it; docs/formats/entry.md has the members.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from uarazom.acts.kinds import FOUND
from uarazom.acts.ledger import Ledger
from uarazom.acts.members import FINDINGS_MAX
from uarazom.acts.model import Texts
from uarazom.acts.request_schema import PASSAGE_MAX
from uarazom.acts.wording import CONTROL
from uarazom.editorial.draft import Draft
from uarazom.editorial.refusal import BadDraft
from uarazom.quotes.normalise import clean
from uarazom.quotes.report import Quotation
from uarazom.verify import canon
from uarazom.verify.extract import paragraphs

_MARKS = re.compile(CONTROL.pattern + "|[\u2066-\u2069]")
CUT = "…"  # after a passage of an article that is longer than a passage may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The article: whose it is, where it stands, when it came out, in which language; the digest of what was read."""

    outlet: str
    url: str
    published_on: date
    language: str
    site: str | None = None
    digest: str | None = None


def request_of(
    found: Iterable[Quotation],
    printed: Printed,
    *,
    ledger: Ledger,
    document: str,
    body: str,
    known_at: datetime,
    title: Texts,
    text: Texts,
    by: str | None = None,
) -> Draft:
    """The draft of a request about what was found; BadDraft where nothing of it can be asked."""
    asked = [one for one in found if can_be_asked(one, ledger)][:FINDINGS_MAX]
    if not asked:
        raise BadDraft(
            "request.nothing", expected="a quotation with " + ", ".join(FOUND), got="none", where=printed.url
        )
    about = ledger.documents[str(asked[0].statement)]
    fields = {
        "by": by or body,
        "known_at": canon.instant_text(known_at),
        "known_at_precision": "exact",
        "section": about.section,
        "topic": about.topic,
        "findings": [_finding(one, ledger) for one in asked],
        "article_date": printed.published_on.isoformat(),
        "article_language": printed.language,
        **in_languages(text, ledger.latest_register.instance.languages),
    }
    words = {
        "title": dict(title),
        "text": dict(text),
        "article": _article(printed),
        "passages": [{"article": plain(one.text), "record": passage(one, ledger)[0]} for one in asked],
    }
    return Draft(document, "request", "publish", body, fields, words)


def can_be_asked(one: Quotation, ledger: Ledger) -> bool:
    """Whether a request can show both sides of it: the article's words and the record's, which are still there."""
    return one.verdict in FOUND and bool(plain(one.text)) and bool(passage(one, ledger)[0])


def in_languages(text: Texts, languages: Sequence[str]) -> dict[str, Any]:
    """What our own text is in each language: the original in the first of the instance's, official in the others."""
    spoken = [code for code in (*languages, *sorted(text)) if code in text]
    if not spoken:
        return {}
    return {"original_language": spoken[0], "versions": {**dict.fromkeys(text, "official"), spoken[0]: "original"}}


def passage(one: Quotation, ledger: Ledger) -> tuple[str, int]:
    """The sentences of the record that a quotation was compared with, as they stand there, and their paragraph from 1;
    ('', 0) where the words are not there any more."""
    act = ledger.act(one.act) if one.act else None
    words = ledger.words(act) if act else None
    raw = words.text.get(one.edition or "", "") if words else ""
    read = clean(raw)
    at = read.text.find(one.sentence) if one.sentence else -1
    if at < 0:
        return "", 0
    start, end = read.span(at, at + len(one.sentence or ""))
    said = _shorter(raw[start:end].strip())
    return said, len(paragraphs(raw[:start]))


def paragraph_of(ledger: Ledger, act_id: str, language: str, said: str) -> int:
    """The number of the paragraph in which these words of an act begin, from 1; 1 where they stand nowhere in it."""
    act = ledger.act(act_id)
    words = ledger.words(act) if act else None
    begins = paragraphs(said)[0]
    listed = paragraphs(words.text.get(language, "")) if words and begins else []
    return next((n for n, one in enumerate(listed, start=1) if begins in one), 1)


def plain(text: str) -> str:
    """An article's words with plain white space: how a page is laid out says nothing."""
    words = " ".join(_MARKS.sub(" ", text).split())
    return words if len(words) <= PASSAGE_MAX else _shorter(words, PASSAGE_MAX - len(CUT)) + CUT


def _shorter(text: str, most: int = PASSAGE_MAX) -> str:
    """As much of it, from its beginning, as fits; whole words."""
    return text if len(text) <= most else text[: most + 1].rpartition(" ")[0].strip() or text[:most]


def _finding(one: Quotation, ledger: Ledger) -> dict[str, Any]:
    return {
        "act": one.act,
        "language": one.edition,
        "paragraph": passage(one, ledger)[1],
        "found": one.verdict,
        **({"material": "yes"} if one.material else {}),
        **({"clarification": one.clarification["act"]} if one.clarification else {}),
    }


def _article(printed: Printed) -> dict[str, str]:
    named = {"outlet": printed.outlet, "url": printed.url, "site": printed.site, "digest": printed.digest}
    return {name: value for name, value in named.items() if value}
