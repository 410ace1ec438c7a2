# ruff: noqa: E501 - whole sentences read better than cut ones
"""The statement of 14 February 2022 in five articles of three languages, as it was printed and as it could have been.

"We are told that 16 February will be the day of the attack" was said with irony, printed at face value, and clarified
the same evening. The article of 15 February that does not say so is what the check is for.
"""

from datetime import date, datetime

import pytest
from tests.quotes.demonstration import record

from uarazom.quotes.check import check
from uarazom.quotes.report import Quotation

STATEMENT = "statement-president-14-feb"
DAY_AFTER = date(2022, 2, 15)
FACE_VALUE = {
    "en": "Kyiv, 15 February. Ukrainian President Volodymyr Zelenskyy has named the date. “We are told that February 16 will "
    "be the day of the attack,” he said in a video address on Monday. Shares fell.",
    "uk": "Київ, 15 лютого. «Нам кажуть, що 16 лютого стане днем нападу», – заявив президент України Володимир Зеленський. "
    "Акції впали.",
}  # fmt: skip
CARRIED = {
    "en": FACE_VALUE["en"] + " His adviser Mykhailo Podolyak later clarified that the words were meant with irony.",
    "uk": FACE_VALUE["uk"] + " Речник Сергій Никифоров уточнив: президент мав на увазі дату, яку поширили медіа.",
}
CHANGED = {
    code: text.replace("February 16", "February 18").replace("16 лютого", "18 лютого") for code, text in CARRIED.items()
}
GLUED = {
    "en": "Zelenskyy said: “We are told that February 16 will be the day of the attack. On this day, we will hoist national "
    "flags.” Podolyak clarified that it was ironic.",
    "uk": "Зеленський заявив: «Нам кажуть, що 16 лютого стане днем нападу. Цього дня ми вивісимо національні прапори». Речник "
    "Никифоров уточнив, що президент мав на увазі дату, яку поширили медіа.",
}  # fmt: skip
RUSSIAN = (
    "«Нам говорят, что 16 февраля станет днем нападения», – заявил президент Украины Владимир Зеленский 14 февраля."
)


def first(text: str, published: date | None = DAY_AFTER, published_at: datetime | None = None) -> Quotation:
    one = check(text, record(), published=published, published_at=published_at).quotations[0]
    assert text[one.start : one.end] == one.text
    assert one.speaker == "zelensky"
    return one


@pytest.mark.parametrize("code", ["en", "uk"])
def test_at_face_value_the_clarification_is_missing_and_stands_beside_it(code: str) -> None:
    one = first(FACE_VALUE[code])
    assert (one.verdict, one.statement, one.edition, one.diff) == ("without_clarification", STATEMENT, code, ())
    assert one.clarification is not None
    assert one.clarification["by"] == "podolyak"


@pytest.mark.parametrize(("code", "verdict"), [("en", "translated"), ("uk", "exact")])
def test_with_the_clarification_nothing_is_missing(code: str, verdict: str) -> None:
    one = first(CARRIED[code])
    assert (one.verdict, one.material) == (verdict, False)
    assert (one.original is not None) == (code == "en")  # the Ukrainian words stand beside the translation


@pytest.mark.parametrize("code", ["en", "uk"])
def test_another_day_is_an_alteration_that_matters(code: str) -> None:
    one = first(CHANGED[code])
    assert (one.verdict, one.material) == ("altered", True)
    assert [(change["said"], change["quoted"], change["reasons"]) for change in one.diff] == [("16", "18", ["number"])]


@pytest.mark.parametrize("code", ["en", "uk"])
def test_two_sentences_glued_together_are_spliced(code: str) -> None:
    assert first(GLUED[code]).verdict == "spliced"


def test_in_a_language_that_the_record_does_not_have_it_is_not_checked() -> None:
    one = first(RUSSIAN)
    assert (one.verdict, one.statement, one.score) == ("not_checked", None, None)


def test_without_we_are_told_it_is_truncated() -> None:
    one = first("Zelenskyy: “February 16 will be the day of the attack.” Podolyak clarified that it was ironic.")
    assert (one.verdict, one.material) == ("truncated", True)
    assert one.diff[0]["said"] == "We are told that "


def test_before_the_clarification_nothing_was_missing() -> None:
    evening = datetime.fromisoformat("2022-02-14T21:00:00+02:00")
    assert first(FACE_VALUE["en"], evening.date(), evening).verdict == "translated"
    assert first(FACE_VALUE["en"], evening.date()).verdict == "translated"  # the hour is not known: nothing is alleged
    assert first(FACE_VALUE["en"], None).verdict == "without_clarification"  # today it stands


# ── a clarification is about its words ───────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("code", ["en", "uk"])
def test_another_sentence_of_the_same_address_needs_no_clarification(code: str) -> None:
    quoted = {
        "en": "“On this day, we will hoist national flags, put on blue and yellow ribbons and show the world our unity,” "
        "President Volodymyr Zelenskyy said.",
        "uk": "«Цього дня ми вивісимо національні прапори, надягнемо синьо-жовті стрічки та покажемо всьому світу нашу "
        "єдність», – заявив президент Володимир Зеленський.",
    }[code]
    one = first(quoted)
    assert (one.verdict, one.statement) == ({"en": "translated", "uk": "exact"}[code], STATEMENT)
    assert one.clarification is None


def test_two_sentences_of_which_one_was_clarified_need_it() -> None:
    one = first(
        "«Це вже не вперше. … Нам кажуть, що 16 лютого стане днем нападу. Ми зробимо його Днем єднання», – заявив Зеленський."
    )
    assert one.verdict == "without_clarification"


def test_each_quotation_is_asked_for_its_own_clarification() -> None:
    both = (
        FACE_VALUE["uk"]
        + " «Цього дня ми вивісимо національні прапори, надягнемо синьо-жовті стрічки», – додав Зеленський."
    )
    found = check(both, record(), published=DAY_AFTER).quotations
    assert next(one.verdict for one in found) == "without_clarification"
    assert "without_clarification" not in [one.verdict for one in found[1:]]
