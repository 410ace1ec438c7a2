"""What a rule can look for: folded text, phrases, numbers, places; as people write them, then hostile."""

import time
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.acts.folding import fold, spelled_out, tokens
from uarazom.editorial.rules import coordinates, digits
from uarazom.editorial.rules.coordinates import Box
from uarazom.editorial.rules.phrases import Phrases, Words

NOISE = "\u00ad\u200b\u2060\ufeff\u0301"


# ── folding ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.text(max_size=80))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text) + 1
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= place <= len(text) for place in folded.origin)


@given(st.text(st.sampled_from("абвгґєіїїйABC xyz123"), max_size=40), st.randoms(use_true_random=False))
def test_invisible_characters_and_accents_hide_nothing(text: str, chance: object) -> None:
    hidden = "".join(c + NOISE[chance.randrange(len(NOISE))] for c in text)  # type: ignore[attr-defined]
    assert fold(hidden).text == fold(text).text


@pytest.mark.parametrize(
    ("one", "other"),
    [("СТОП", "CTOП"), ("７２", "72"), ("٧٢", "72"), ("Ї", "ї"), ("a\u00a0b", "a b"), ("—", "-"), ("м’я", "м'я")],
)
def test_what_looks_alike_is_alike(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


# ── phrases ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def found(phrase: str, text: str) -> list[str]:
    folded = fold(text)
    words = tokens(folded.text)
    spans = Phrases.of([phrase]).find(Words(words))
    return [text[folded.origin[words[a].start] : folded.origin[words[b - 1].end - 1] + 1] for a, b in spans]


@pytest.mark.parametrize(
    ("phrase", "text", "what"),
    [
        ("# бригад*", "у складі 72-ї бригади", ["72-ї бригади"]),
        ("# бригад*", "72 окрема бригада", []),
        ("# brigade*", "the 72nd Brigade", ["72nd Brigade"]),
        ("# brigade*", "the ７２nd\u00a0ＢＲＩＧＡＤＥ", ["７２nd\u00a0ＢＲＩＧＡＤＥ"]),
        ("brigade #", "brigade 7, brigade seven", ["brigade 7"]),
        ("# мм", "снаряди 122мм і 152 мм", ["122мм", "152 мм"]),
        ("п'ять", "пʼять п’ять п`ять", ["пʼять", "п’ять", "п`ять"]),
        ("stop", "ѕтор", ["ѕтор"]),
        ("стор", "cтop", ["cтop"]),
    ],
)
def test_phrases(phrase: str, text: str, what: list[str]) -> None:
    assert found(phrase, text) == what


def test_letters_that_stand_apart_are_a_word() -> None:
    words = spelled_out(tokens(fold("7 б р и г а д а і т. д.").text))
    assert any(word.text == fold("бригада").text or word.text.startswith(fold("бригада").text) for word in words)


@pytest.mark.parametrize("bad", ["", "#", "# #", "ab*", "a*b", "x " * 13, "…"])
def test_a_phrase_that_would_hold_everything_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="got"):
        Phrases.of([bad])


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def numbers(text: str, *names: str) -> list[str]:
    view = digits.compact(fold(text).text)
    return [span.text for span in digits.detect(digits.with_digits_meant(view), names)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("+44 20 7946 0958", ["442079460958"]),
        ("+44(20)7946-0958, дзвоніть", ["442079460958"]),
        ("+44\u00a020\u00a07946\u00a00958", ["442079460958"]),
        ("+4420 7946 O958", ["442079460958"]),
        ("00 44 20 7946 0958", ["00442079460958"]),
        ("+12 людей", []),
        ("2 + 2 = 4", []),
    ],
)
def test_phones(text: str, what: list[str]) -> None:
    assert numbers(text, "phone") == what


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("4111 1111 1111 1111", ["4111111111111111"]),
        ("картка 4111-1111-1111-1111.", ["4111111111111111"]),
        ("4111\n1111\n1111\n1111", ["4111111111111111"]),
        ("№ 5 4111 1111 1111 1111", ["4111111111111111"]),
        ("4111 1111 1111 1112", []),
        ("0000 0000 0000 0000", []),
        ("1000, 2000, 3000, 4000", []),
    ],
)
def test_cards(text: str, what: list[str]) -> None:
    assert numbers(text, "card") == what


def test_accounts_by_their_check_digits() -> None:
    assert numbers("IBAN GB82 WEST 1234 5698 7654 32", "iban") == ["gb82west12345698765432"]
    assert numbers("IBAN GB83 WEST 1234 5698 7654 32", "iban") == []


@pytest.mark.parametrize("text", ["a.b@example.org", "a.b (at) example.org", "ａ.b＠example.org"])
def test_mail_addresses(text: str) -> None:
    assert len(list(digits.find_email(fold(text).text))) == 1


def test_shapes_with_letters_and_gaps() -> None:
    def fits(text: str) -> list[str]:
        return [s.text for s in digits.find_shape(digits.compact(fold(text).text), digits.compile_shape("AA 999999"))]

    assert fits("паспорт АВ 123456") == ["ab123456"]
    assert fits("паспорт АВ-123-456") == ["ab123456"]
    assert fits("XAB123456 AB1234567 AB, 123456") == []


@pytest.mark.parametrize("bad", ["", "999", "9*", "AAAA", "0000", "9" * 41, "99:99"])
def test_a_bad_shape_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="got"):
        digits.compile_shape(bad)


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def places(text: str, within: Box | None = None) -> list[tuple[str, int]]:
    return [(place.name, place.metres) for place in coordinates.find(fold(text).text, within)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("48.6512, 39.4301", [("decimal", 11)]),
        ("48,6512; 39,4301", [("decimal", 11)]),
        ("48.6512° пн. ш., 39.4301° сх. д.", [("decimal", 11)]),
        ("широта 48.6512, довгота 39.4301", [("decimal", 11)]),
        ("https://maps.example/@48.65,39.43,15z", [("decimal", 1110)]),
        ("geo:48.65,39.43", [("decimal", 1110)]),
        ("-33.8568 151.2153", [("decimal", 11)]),
        ("48°39'04\"N 39°25'48\"E", [("sexagesimal", 30)]),
        ("48°39′04″ пн. ш. 39°25′48″ сх. д.", [("sexagesimal", 30)]),
        ("48°39.071' 39°25.802'", [("sexagesimal", 1)]),
        ("48 39 04 N 39 25 48 E", [("sexagesimal", 30)]),
        ("37U DQ 12345 67890", [("mgrs", 1)]),
        ("37U DQ 12 67", [("mgrs", 1000)]),
        ("37UDQ1234567890", [("mgrs", 1)]),
        ("37U 412345 5389012", [("utm", 1)]),
        ("Х: 5389012, У: 7412345", [("grid", 1)]),
        ("8GX3JQ22+F7", [("plus_code", 14)]),
        ("JQ22+F7 Луганськ", [("plus_code", 14)]),
        ("8GX30000+", [("plus_code", 111_000)]),
        ("geohash: ubz2k1", [("geohash", 1200)]),
        ("///слово.друге.третє", [("three_words", 3)]),
    ],
)
def test_notations(text: str, what: list[tuple[str, int]]) -> None:
    assert places(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "курс 41.25, 43.10",
        "від 12.5 до 13.2 градуса",
        "версія 1.2.3, 4.5.6",
        "14.02.2022, 15.02.2022",
        "о 19.30, 20.45",
        "C++ і 2+2=4",
        "200.1234, 300.1234",
        "25° тепла",
        "станом на 17:00 17 лютого 2022 року",
    ],
)
def test_ordinary_numbers_are_no_places(text: str) -> None:
    assert places(text) == []


def test_two_decimals_are_a_place_inside_the_box_alone() -> None:
    assert places("48.65, 39.43") == []
    assert places("48.65, 39.43", Box(44, 53, 22, 41)) == [("decimal", 1110)]
    assert places("41.25, 43.10", Box(44, 53, 22, 41)) == []


SIZE = 12_000
HOSTILE = (
    *("1.1111 ", "1.1,", "48°", "1°1'1\"", "a", "9", "9 ", "a1", "aa11 ", "4111 1111 ", "+", "+1", "37u dq 1 "),
    *("///a.b", "a@", "a.", "б ", "\u0301", "48.6512 ", "2+", "x=1234567 "),
)


def look(text: str) -> float:
    """Everything that a rule can look for, and the processor's seconds it took."""
    began = time.process_time()
    view = digits.with_digits_meant(digits.compact(text))
    deque(digits.detect(view, tuple(digits.DETECTORS)), maxlen=0)
    deque(digits.find_shape(view, digits.compile_shape("AA 999999")), maxlen=0)
    deque(coordinates.find(text), maxlen=0)
    deque(digits.find_email(text), maxlen=0)
    deque(Phrases.of(["# бригад*", "ааа*", "a1 a1 a1 a1"]).find(Words(spelled_out(tokens(text)))), maxlen=0)
    return time.process_time() - began


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    text = fold(piece * (SIZE // len(piece))).text
    quarter = min(look(text[: len(text) // 4]) for _ in range(3))
    for _ in range(3):  # a busy machine makes a run slower, never faster: one good one is enough
        if look(text) < 10 * max(quarter, 0.02):  # 4 when linear, 16 when quadratic
            return
    pytest.fail("three times more than ten times the time for four times the text")
