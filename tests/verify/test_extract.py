"""Extracts: exact words by their place; what does not fit is no place, whatever it says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_vectors import vector
from verify_simulator import clarified

from uarazom.verify import canon, extract, paper
from uarazom.verify.anchor import Anchor
from uarazom.verify.extract import Extract, Stretch, holds, paragraphs, stretches

VECTOR = vector("extract")
SALT = VECTOR["words"]["salt"]
TEXTS: dict[str, str] = VECTOR["words"]["text"]
EXTRACTS = [Extract(**one) for one in VECTOR["extracts"]]


@pytest.mark.parametrize(("one", "words"), [*zip(EXTRACTS, VECTOR["exact"], strict=True)])
def test_vectors(one: Extract, words: str) -> None:
    assert one.of(TEXTS[one.language]) == words
    assert extract.digest(words, SALT) == one.digest
    assert holds(one, TEXTS[one.language], SALT)


def test_the_page_of_a_bundle_marks_the_words_and_says_what_was_said_about_them() -> None:
    page = VECTOR["page"].encode()
    assert paper.page(paper.bundle_in(page)) == page
    assert paper.verify(page, Anchor.parse(VECTOR["anchor"].encode())).document == "statement-1"
    ours, english = VECTOR["page"].split("<section ")[1:]
    assert "<p><mark>Нам кажуть: 16 лютого.</mark> Побачимо.</p></blockquote>\n<aside " in ours
    assert "<p>Це &lt;була&gt; іронія.</p>" in ours.partition("<aside ")[2].partition("</aside>")[0]
    assert "<p><mark>We are told: the 16th. We shall see.</mark></p></blockquote>\n<aside " in english
    assert '<q lang="uk">Нам кажуть: 16 лютого.</q>' in english


def test_a_withdrawn_clarification_and_one_that_does_not_fit_mark_nothing() -> None:
    known = {"known_at": "2022-02-14T00:06:00Z", "known_at_precision": "exact", "by": "minister"}
    sim = clarified()
    sim.act("statement-1", "withdraw", {"reason": {"uk": "Ні."}}, acts=["statement-1/2"], **known)
    assert b"<mark>" not in paper.page(sim.bundle_of("statement-1").serialise())
    sim.act("statement-1", "clarify", {"text": {"uk": "Так."}}, extracts=["x", 7], **known)
    wrong = {**sim.extract("statement-1", "uk", "Побачимо."), "digest": "0" * 64}
    sim.act("statement-1", "clarify", {"text": {"uk": "Так."}}, extracts=[wrong], **known)
    page = paper.page(sim.bundle_of("statement-1").serialise())
    assert b"<mark>" not in page
    assert "0" * 64 in page.decode()


@pytest.mark.parametrize("language", VECTOR["stretches"])
def test_where_they_stand_in_each_language(language: str) -> None:
    found = stretches(EXTRACTS, TEXTS, SALT, language, original="uk")
    assert [[one.paragraph, one.start, one.end] for one in found] == VECTOR["stretches"][language]


def test_a_version_with_other_paragraphs_has_no_place_of_it() -> None:
    own = [one for one in EXTRACTS if one.language == "uk"]
    assert stretches(own, {**TEXTS, "fr": "Tout en un."}, SALT, "fr", original="uk") == ()
    assert stretches(own, TEXTS, SALT, "it", original="uk") == ()  # no such version, and two paragraphs in the original


@given(st.data())
def test_what_is_changed_in_any_member_holds_no_more(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(EXTRACTS))
    member = data.draw(st.sampled_from(["paragraph", "start", "end", "digest"]))
    value: Any = data.draw(
        st.text("0123456789abcdef", min_size=64, max_size=64) if member == "digest" else st.integers(0, 99)
    )
    other = Extract(**{name: getattr(one, name) for name in one.__slots__} | {member: value})
    if other != one and other.start < other.end and other.paragraph:
        assert not holds(other, TEXTS[one.language], SALT)
        assert stretches([other], TEXTS, SALT, one.language) == ()


@given(
    st.lists(st.text("ab.\n", min_size=1).map(str.strip).filter(bool).filter(lambda one: "\n\n" not in one), min_size=1)
)
def test_any_words_of_any_paragraph_are_found_again(parts: list[str]) -> None:
    text = extract.PARAGRAPHS.join(parts)
    assert paragraphs(text) == parts
    for k, part in enumerate(parts, start=1):
        one = Extract("d/1", "en", k, 0, len(part), extract.digest(part, SALT))
        assert stretches([one], {"en": text}, SALT, "en") == (Stretch(k, 0, len(part)),)


def test_the_digest_is_of_no_use_without_the_salt() -> None:
    words = EXTRACTS[0].of(TEXTS["uk"]) or ""
    assert extract.digest(words, SALT) != extract.digest(words, canon.to_base64(bytes(16)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"paragraph": 0}, {"paragraph": True}, {"start": -1}, {"start": 58}, {"end": 1.0}, {"digest": "0"},
        {"act": "d"}, {"language": "UK"}, {"more": 1}, {"digest": None},
    ],
)  # fmt: skip
def test_another_shape_is_no_extract(wrong: dict[str, Any]) -> None:
    good = {"act": "d/1", "language": "uk", "paragraph": 1, "start": 0, "end": 58, "digest": "0" * 64}
    assert extract.is_extract(good)
    assert not extract.is_extract({**good, **wrong})
    assert extract.read({**good, **wrong}) is None
    assert not extract.is_extract([good])
