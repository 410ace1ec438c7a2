"""The mark of an exercise is found however it is written, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.acts.marks import bears, begins

MARK = "НАВЧАННЯ / EXERCISE"
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2064\u3164\ufe0f\ufeff\uffa0"
)
UNSEEN += "\U000e0041\U000e0100"  # tags, selectors of variants
LATIN = str.maketrans("АНХЕСІ", "AHXECI")


@pytest.mark.parametrize(
    "text",
    [
        MARK,
        f"a {MARK}: b",
        "навчання / exercise",
        "Навчання/Exercise!",
        "(НАВЧАННЯ) — EXERCISE",
        "НАВЧАННЯ\nEXERCISE",
        "НАВЧАННЯ ∕ ＥＸＥＲＣＩＳＥ",
        "HABЧAHHЯ / EXERCISE",  # Latin letters in the first word
        "НАВЧАННЯ / ЕХЕRСІЅЕ",  # Cyrillic ones in the second
        "Н А В Ч А Н Н Я / E-X-E-R-C-I-S-E",
        "Н́А́ВЧАННЯ / EXERCISE",
        "𝐍... НАВЧАННЯ / 𝐄𝐗𝐄𝐑𝐂𝐈𝐒𝐄",
    ],
)
def test_a_mark_is_found_however_it_is_written(text: str) -> None:
    assert bears(text, MARK)


@given(
    noise=st.lists(st.text(st.sampled_from(UNSEEN), max_size=2), min_size=len(MARK), max_size=len(MARK)),
    upper=st.lists(st.booleans(), min_size=len(MARK), max_size=len(MARK)),
    latin=st.booleans(),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_nothing_unseen_hides_it(noise: list[str], upper: list[bool], latin: bool, before: str, after: str) -> None:
    cased = (one if big else one.lower() for one, big in zip(MARK, upper, strict=True))
    letters = [one.translate(LATIN) if latin else one for one in cased]
    hidden = "".join(f"{one}{between}" for one, between in zip(letters, noise, strict=True))
    assert bears(f"{before} {hidden} {after}", MARK)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Це не навчання. This is not an exercise.", MARK),
        ("Навчання скасовано", MARK),
        ("Exercise / навчання", MARK),
        ("This is not an exercise.", "EXERCISE"),
        ("Exercise caution.", "EXERCISE"),
        ("EXERCISES", "EXERCISE"),
        ("Ausübung, RETTUNGSÜBUNG", "ÜBUNG"),
        ("GREATEST", "TEST"),
        ("", MARK),
        ("", "***"),
    ],
)
def test_what_is_no_mark_is_none(text: str, mark: str) -> None:
    assert not bears(text, mark)


@pytest.mark.parametrize("text", ["EXERCISE: a", "An ＥＸＥＲＣＩＳＥ", "EXER\u200bCISE", "ЕХЕRСІЅЕ"])
def test_one_word_in_capitals_is_found_in_capitals(text: str) -> None:
    assert bears(text, "EXERCISE")


def test_a_mark_of_signs_alone_is_looked_for_as_it_is() -> None:
    assert bears("a *** b", "***")


@pytest.mark.parametrize("text", [MARK, f"{MARK}: a", f"{MARK}. a", f"{MARK}\na"])
def test_a_mark_at_the_head(text: str) -> None:
    assert begins(text, MARK)


@pytest.mark.parametrize(
    "text", [f" {MARK}", f"{MARK}S", f"{MARK}\u0336", f"{MARK}\u200b", f"{MARK}2", MARK.lower(), ""]
)
def test_a_mark_that_is_not_at_the_head_to_the_letter(text: str) -> None:
    assert not begins(text, MARK)
