import base64
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editorial.newsroom import ORIGIN, SALT, Record, claim, demo

from uarazom.acts.errors import BadAct
from uarazom.editorial.draft import Composed, Draft, compose
from uarazom.editorial.refusal import BadDraft
from uarazom.verify import canon
from uarazom.verify.entry import content_digest

AT = datetime(2022, 2, 16, 12, tzinfo=UTC)


def begun() -> Record:
    made = Record()
    made.register(demo().register, demo().register_words)
    return made


def composed(draft: Draft, made: Record | None = None) -> Composed:
    return compose(draft, origin=ORIGIN, ledger=(made or begun()).ledger, salt=SALT, at=AT)


def test_the_content_is_canonical_and_its_digest_is_what_people_approve() -> None:
    done = composed(claim())
    fields = canon.parse(done.content, max_bytes=65_535)
    assert "issued_at" not in fields
    assert (fields["n"], fields["origin"], fields["format"]) == (1, ORIGIN, "uarazom/act/1")
    assert "previous" not in fields
    assert done.content_digest == hashlib.sha256(done.content).hexdigest()
    assert done.content_digest == content_digest({**fields, "issued_at": "2022-02-16T12:00:00Z"})


def test_the_words_are_one_salted_blob_that_the_content_names() -> None:
    done = composed(claim())
    ((digest, blob),) = done.blobs.items()
    words = canon.parse(blob, max_bytes=2**20)
    assert hashlib.sha256(blob).hexdigest() == digest == done.fields["words"]
    assert base64.b64decode(words["salt"]) == SALT
    assert words["text"]["en"] == "The water supply works."
    assert "The water supply" not in done.content.decode()


def test_another_salt_another_digest_and_nothing_else() -> None:
    one, two = composed(claim()), compose(claim(), origin=ORIGIN, ledger=begun().ledger, salt=bytes(16), at=AT)
    assert one.content_digest != two.content_digest
    assert {**one.fields, "words": ""} == {**two.fields, "words": ""}


def test_the_place_comes_from_the_record() -> None:
    made = begun()
    first = made.issue(claim(), AT)
    second = claim(section="", nature="", by="nbu", known_at="2022-02-16T11:00:00Z")
    words = {"text": second.words["text"], "confirms": {"uk": "що вода є"}}
    done = composed(replace(second, act="confirm", words=words), made)
    assert done.fields["n"] == 2
    assert done.fields["previous"] == made.ledger.documents["claim-water"].latest.digest
    assert done.fields["previous"] != first.content_digest
    assert done.fields["confirms"] == "what_the_words_say"


@pytest.mark.parametrize("name", ["n", "previous", "issued_at", "origin", "format", "words", "body"])
def test_what_the_program_sets_cannot_be_drafted(name: str) -> None:
    with pytest.raises(BadDraft, match=name):
        composed(replace(claim(), fields={**claim().fields, name: "x"}))


def test_empty_members_are_left_out() -> None:
    draft = replace(claim(), fields={**claim().fields, "regions": [], "tone": "", "topic": None})
    words = {**draft.words, "note": {"uk": ""}, "place": {}}
    done = composed(replace(draft, words=words))
    assert not {"regions", "tone", "topic"} & set(done.fields)
    assert not {"note", "place"} & set(done.words)
    assert done.content == composed(claim()).content


@pytest.mark.parametrize("value", ["\ud800", 1.5, float("nan"), True, b"x", {1: 2}])
def test_what_cannot_be_canonical_is_no_draft(value: object) -> None:
    with pytest.raises(BadDraft, match="claim-water"):
        composed(claim(words={"text": {"uk": value}}))
    with pytest.raises(BadDraft, match="claim-water"):
        composed(claim(topic=value))


@pytest.mark.parametrize("size", [0, 15, 17])
def test_a_salt_that_is_none_is_refused(size: int) -> None:
    with pytest.raises(BadDraft, match="16 random bytes"):
        compose(claim(), origin=ORIGIN, ledger=begun().ledger, salt=bytes(size))


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"basis": ""}, "basis"),
        ({"known_at": "2022-02-16T12:00:01Z", "known_at_precision": "exact"}, "known_at"),
        ({"known_at": "16.02.2022"}, "known_at"),
        ({"by": "nobody-known"}, "by"),
        ({"section": "gossip"}, "section"),
        ({"regions": ["UA-05", "UA-05"]}, "regions"),
        ({"unknown": "x"}, "unknown"),
        ({"form": "quotation", "versions": {"uk": "original"}}, "versions"),
        ({"words": {"text": {"uk": "a\u202eb"}}}, "words.text.uk"),
        ({"words": {"text": {"uk": "a\n\n\nb"}}}, "words.text.uk"),
        ({"words": {"gossip": {"uk": "x"}}}, "words.gossip"),
        ({"words": {"title": {}}}, "words.title"),
        ({"words": {"source": {"publisher": "x", "url": "javascript:x"}}}, "words.source.url"),
    ],
)
def test_what_may_not_be_issued_is_not_composed(changes: dict[str, Any], member: str) -> None:
    with pytest.raises(BadAct) as caught:
        composed(claim(**changes))
    assert member in [finding.member for finding in caught.value.findings]


def test_every_finding_is_named_at_once() -> None:
    with pytest.raises(BadAct) as caught:
        composed(claim(basis="", evidence="", section="gossip"))
    assert {finding.member for finding in caught.value.findings} >= {"basis", "evidence", "section"}


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_composed_whole_or_refused(title: str, text: str) -> None:
    draft = claim(words={"title": {"uk": title}, "text": {"uk": text}}, versions={"uk": "summary"})
    try:
        done = composed(draft)
    except (BadAct, BadDraft):
        return
    words = canon.parse(next(iter(done.blobs.values())), max_bytes=2**20)
    assert (words["title"]["uk"], words["text"]["uk"]) == (title, text)
