"""A request for correction, from what the check found to the outlet's reply: what is in it is what both sides have."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editorial.newsroom import ORIGIN, SALT, Record, record
from tests.quotes.test_story import CARRIED, CHANGED, FACE_VALUE, GLUED, STATEMENT

from uarazom.acts.errors import BadAct
from uarazom.acts.status import status
from uarazom.editorial import intake, requests
from uarazom.editorial.draft import Draft, compose
from uarazom.editorial.refusal import BadDraft, BadFile
from uarazom.editorial.requests import Printed, request_of
from uarazom.quotes.check import check
from uarazom.quotes.index import Index, Memory
from uarazom.quotes.record import Record as Asked
from uarazom.quotes.report import Quotation
from uarazom.quotes.statements import rows

NOW = datetime(2022, 3, 2, 9, tzinfo=UTC)
PRINTED = Printed(
    outlet="The Daily Example",
    url="https://daily.example/attack-day",
    site="https://daily.example/",
    published_on=date(2022, 2, 15),
    language="en",
    digest="ab" * 32,
)
TITLE = {"en": "A quotation of 14 February", "uk": "Цитата від 14 лютого"}
TEXT = {"en": "We ask you to correct the article.", "uk": "Просимо виправити статтю."}


@cache
def asked() -> Asked:
    ledger = record().ledger
    index = Index.open(Memory())
    index.add(rows(ledger), upto=ledger.last_index)
    return Asked(ledger, index, NOW)


def found(text: str) -> tuple[Quotation, ...]:
    return check(text, asked(), published=PRINTED.published_on).quotations


def draft(text: str, **changes: Any) -> Draft:
    made = request_of(
        found(text),
        PRINTED,
        ledger=asked().ledger,
        document="request-1",
        body="demo-desk",
        known_at=NOW,
        title=TITLE,
        text=TEXT,
    )
    words = {**made.words, **changes.pop("words", {})}
    return replace(made, fields={**made.fields, **changes}, words=words)


def findings_on(one: Draft) -> set[str]:
    try:
        compose(one, origin=ORIGIN, ledger=asked().ledger, salt=SALT, at=NOW)
    except BadAct as bad:
        return {finding.member for finding in bad.findings}
    return set()


def reply(of: Record, **changes: Any) -> Draft:
    fields = {
        "known_at": "2022-03-03T00:00:00Z",
        "known_at_precision": "day",
        "reply": "corrected",
        "form": "quotation",
        "original_language": "en",
        "versions": {"en": "original", "uk": "working"},
        **changes,
    }
    words = {"text": {"en": "We have corrected it.", "uk": "Ми виправили."}}
    return Draft("request-1", "request", "answer", "demo-desk", {k: v for k, v in fields.items() if v}, words)


# ── the draft ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("code", ["en", "uk"])
@pytest.mark.parametrize(
    ("article", "code_found"),
    [(FACE_VALUE, "without_clarification"), (CHANGED, "altered"), (GLUED, "spliced")],
)
def test_what_was_found_stands_beside_what_the_record_has(article: dict[str, str], code_found: str, code: str) -> None:
    made = draft(article[code], article_language=code)
    (finding,), (passage,) = made.fields["findings"], made.words["passages"]
    assert (finding["found"], finding["language"]) == (code_found, code)
    assert passage["article"] in article[code]
    ledger = asked().ledger
    words = ledger.words(ledger.act(finding["act"]))  # type: ignore[arg-type]  # it is there, or this fails
    assert words is not None
    parts = [part for part in words.text[code].split("\n\n") if part]
    assert all(part in words.text[code] for part in passage["record"].split("\n\n"))
    assert passage["record"].split("\n\n")[0] in parts[finding["paragraph"] - 1]
    assert finding["act"].startswith(STATEMENT)
    assert findings_on(made) == set()


def test_a_clarification_that_is_not_carried_is_named() -> None:
    finding = draft(FACE_VALUE["en"]).fields["findings"][0]
    act = asked().ledger.act(finding["clarification"])
    assert act is not None
    assert act.act == "clarify"
    assert act.by == "podolyak"


def test_where_nothing_differs_there_is_nothing_to_ask() -> None:
    with pytest.raises(BadDraft, match=r"request\.nothing"):
        draft(CARRIED["en"])


def test_words_that_were_removed_are_asked_of_nobody() -> None:
    gone = Record()
    gone.ledger = asked().ledger.copy()
    one = found(FACE_VALUE["en"])[0]
    act = gone.ledger.act(one.act or "")
    assert act is not None
    gone.ledger.removed[act.id] = act
    assert requests.can_be_asked(one, asked().ledger)
    assert not requests.can_be_asked(one, gone.ledger)


@given(st.text(max_size=5_000))
def test_whatever_an_article_has_becomes_a_passage_or_nothing(text: str) -> None:
    said = requests.plain(text)
    assert said == requests.plain(said)
    if said:
        one = draft(FACE_VALUE["en"])
        passages = [{**one.words["passages"][0], "article": said}]
        assert findings_on(replace(one, words={**one.words, "passages": passages})) == set()


# ── what may be issued ───────────────────────────────────────────────────────────────────────────────────────────────
ARTICLE = {"outlet": "The Daily Example", "url": "https://daily.example/attack-day"}


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"words": {"article": {**ARTICLE, "author": "J. Doe"}}}, "words.article.author"),
        ({"words": {"article": {**ARTICLE, "byline": "J. Doe"}}}, "words.article.byline"),
        ({"words": {"author": {"en": "J. Doe"}}}, "words.author"),
        ({"author": "j-doe"}, "author"),
        ({"words": {"article": {"outlet": "The Daily Example"}}}, "words.article.url"),
        ({"words": {"article": {**ARTICLE, "url": "javascript:alert(1)"}}}, "words.article.url"),
        ({"words": {"article": {**ARTICLE, "site": "daily.example"}}}, "words.article.site"),
        ({"words": {"article": {**ARTICLE, "digest": "no"}}}, "words.article.digest"),
        ({"words": {"article": []}}, "words.article"),
        ({"words": {"passages": []}}, "words.passages"),
        ({"words": {"passages": [{"article": "x"}]}}, "words.passages.1"),
        ({"words": {"passages": [{"article": " x", "record": "x"}]}}, "words.passages.1.article"),
        ({"words": {"passages": [{"article": "x" * 2001, "record": "We"}]}}, "words.passages.1.article"),
        ({"words": {"passages": [{"article": "x", "record": "Never said."}]}}, "words.passages.1.record"),
        ({"article_date": "2022-03-05"}, "article_date"),
        ({"article_date": None}, "article_date"),
        ({"article_language": "english"}, "article_language"),
        ({"findings": []}, "findings"),
        ({"reply": "corrected"}, "reply"),
    ],
)
def test_what_a_request_must_not_be(changes: dict[str, Any], member: str) -> None:
    assert member in findings_on(draft(FACE_VALUE["en"], **changes))


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"found": "fabricated"}, "findings"),
        ({"found": "no_record"}, "findings"),
        ({"act": "statement-president-14-feb/99"}, "findings.1.act"),
        ({"language": "fr"}, "findings.1.act"),
        ({"paragraph": 400}, "findings.1.paragraph"),
        ({"clarification": None}, "findings.1.clarification"),
        ({"clarification": "statement-president-14-feb/1"}, "findings.1.clarification"),
        ({"author": "j-doe"}, "findings"),
    ],
)
def test_what_a_finding_must_not_be(changes: dict[str, Any], member: str) -> None:
    one = draft(FACE_VALUE["en"])
    finding = {name: value for name, value in {**one.fields["findings"][0], **changes}.items() if value}
    assert member in findings_on(replace(one, fields={**one.fields, "findings": [finding]}))


def test_a_file_brings_a_request_whole_and_no_name_of_an_author() -> None:
    one = draft(FACE_VALUE["en"])
    item = {"document": one.document, "kind": one.kind, "act": one.act, "body": one.body, **one.fields}
    said = {**item, "words": dict(one.words)}
    raw = json.dumps([{name: value for name, value in said.items() if value is not None}]).encode()
    (submitted,) = intake.read(raw, "json")
    assert submitted.draft.words == one.words
    assert submitted.draft.fields == {name: value for name, value in one.fields.items() if value is not None}
    named = raw.replace(b'"outlet":', b'"author": "J. Doe", "outlet":')
    with pytest.raises(BadFile, match="author"):
        intake.read(named, "json")


# ── its life ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def issued() -> Record:
    made = record()
    made.issue(draft(FACE_VALUE["en"]), NOW)
    return made


def word(of: Record, at: datetime) -> tuple[str, tuple[str, ...]]:
    one = status(of.ledger.documents["request-1"], of.ledger.latest_register, at)
    return one.status, one.because


def test_a_request_is_open_until_the_outlet_replies_and_the_last_reply_decides() -> None:
    made = issued()
    later = NOW + timedelta(days=3)
    assert word(made, later) == ("open", ("request-1/1",))
    made.issue(reply(made, reply="replied"), NOW + timedelta(days=1))
    made.issue(reply(made), NOW + timedelta(days=2))
    assert word(made, NOW + timedelta(days=1, hours=1)) == ("answered", ("request-1/2",))
    assert word(made, later) == ("answered", ("request-1/3",))


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"reply": None}, "reply"),
        ({"reply": "admitted"}, "reply"),
        ({"by": "demo-desk"}, "by"),
        ({"speaking_for": "demo-desk"}, "speaking_for"),
        ({"basis": "relay"}, "basis"),
        ({"versions": None}, "versions"),
    ],
)
def test_a_reply_is_the_outlets_alone(changes: dict[str, Any], member: str) -> None:
    made = issued()
    with pytest.raises(BadAct) as bad:
        made.issue(reply(made, **changes), NOW + timedelta(days=1))
    assert member in {finding.member for finding in bad.value.findings}


def test_only_who_asked_or_an_owner_enters_a_reply() -> None:
    made = issued()
    with pytest.raises(BadAct) as bad:
        made.issue(replace(reply(made), body="mod-ua"), NOW + timedelta(days=1))
    assert {finding.member for finding in bad.value.findings} == {"body"}


def test_who_was_asked_may_answer_what_was_withdrawn_and_stays_withdrawn() -> None:
    made = issued()
    reason = {"reason": {"en": "The article had it right.", "uk": "Стаття мала рацію."}}
    fields = {"by": "demo-desk", "known_at": "2022-03-02T10:00:00Z", "known_at_precision": "exact"}
    made.issue(Draft("request-1", "request", "withdraw", "demo-desk", fields, reason), NOW + timedelta(hours=2))
    assert word(made, NOW + timedelta(hours=3)) == ("withdrawn", ("request-1/2",))
    made.issue(reply(made), NOW + timedelta(days=1))
    assert word(made, NOW + timedelta(days=2)) == ("withdrawn", ("request-1/2",))


def test_later_acts_change_neither_the_article_nor_what_was_found() -> None:
    made = issued()
    one = draft(FACE_VALUE["en"])
    fields = {"known_at": "2022-03-02T10:00:00Z", "known_at_precision": "exact", "findings": one.fields["findings"]}
    words = {"reason": {"en": "Another address.", "uk": "Інша адреса."}, "article": one.words["article"]}
    with pytest.raises(BadAct) as bad:
        made.issue(Draft("request-1", "request", "correct", "demo-desk", fields, words), NOW + timedelta(hours=2))
    assert {finding.member for finding in bad.value.findings} == {"findings", "words.article"}
