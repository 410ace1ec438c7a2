"""A finding points at the code points of the text as it was read."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from uarazom.quotes.language import language, of_text
from uarazom.quotes.normalise import clean, fold
from uarazom.quotes.words import sentences, words

TEXT = st.text(st.sampled_from("aіе їй\u0306\u0301\u00ad\u200b\u202e\u00a0«»'’-\nЁё1"), max_size=40)


@given(TEXT)
def test_every_stretch_of_the_clean_text_is_a_stretch_of_what_was_read(raw: str) -> None:
    cleaned = clean(raw)
    for place, character in enumerate(cleaned.text):
        start, end = cleaned.span(place, place + 1)
        there = clean(raw[start:end]).text
        assert start < end
        assert character in there
    assert unicodedata.is_normalized("NFC", cleaned.text) or "\u0306" in raw or "\u0301" in raw


@given(TEXT)
def test_folding_keeps_every_place(raw: str) -> None:
    text = clean(raw).text
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_what_nobody_sees_is_dropped_and_the_way_back_is_kept() -> None:
    raw = "\ufeff«На\u00adпад\u200b» і\u0308жак"
    cleaned = clean(raw)
    assert cleaned.text == "«Напад» їжак"
    start, end = cleaned.span(1, 7)
    assert raw[start:end] == "На\u00adпад"[:3] + "пад" + "\u200b»"
    assert raw[slice(*cleaned.span(8, 9))] == "і\u0308"


def test_look_alikes_follow_the_letters_that_only_one_script_has() -> None:
    assert fold("Пpивiт") == "Привіт"  # Latin p and i in a Cyrillic word
    assert fold("Mоsсow's") == "Moscow's"
    assert fold("UАразом") == "UАразом"  # both on purpose


def test_numbers_are_one_however_they_are_written() -> None:
    found = words("140,000; 140\u00a0000; 140000; 16th; 19:30".replace("\u00a0", " "), language("en"))
    assert [word.key for word in found] == ["140000", "140000", "140000", "16", "19:30"]


def test_a_sentence_does_not_end_at_an_abbreviation_or_an_initial() -> None:
    text = "У 2022 р. В. Зеленський сказав: «Так!» Далі… буде. Кінець"
    found = [text[a:b] for a, b in sentences(text, language("uk"))]
    assert found == ["У 2022 р. В. Зеленський сказав: «Так!»", "Далі… буде.", "Кінець"]


def test_the_language_of_a_text_is_told_and_a_fourth_one_is_not_guessed() -> None:
    told = {
        text: of_text(text) for text in ("Нам кажуть, що це так", "Нам говорят, что это так", "We said that", "שלום")
    }
    assert [one and one.code for one in told.values()] == ["uk", "ru", "en", None]
