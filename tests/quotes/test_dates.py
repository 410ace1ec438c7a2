"""Days as three languages name them, resolved by the day of publication."""

from datetime import date

import pytest

from uarazom.quotes.dates import dates
from uarazom.quotes.language import language

TUESDAY = date(2022, 2, 15)
CASES = [
    ("en", "on February 16, 2022, and 14 Feb., the 16th of February", ["2022-02-16", "2022-02-14", "2022-02-16"]),
    (
        "en",
        "yesterday, last Wednesday, on Monday, next Friday",
        ["2022-02-14", "2022-02-09", "2022-02-14", "2022-02-18"],
    ),
    ("en", "It will happen on Wednesday.", ["2022-02-16"]),
    ("en", "31 December and 1 March; 14-16 February", ["2021-12-31", "2022-03-01", "2022-02-14/2022-02-16"]),
    ("en", "May 2022, last week", ["2022-05-01/2022-05-31", "2022-02-07/2022-02-13"]),
    ("en", "he may 5 times march 3 miles; 30 February; 2022-13-01", []),
    ("uk", "у середу, 16 лютого, та позавчора", ["2022-02-09", "2022-02-16", "2022-02-13"]),
    ("uk", "16 лютого 2021 року; 14.02.2022; 2022-02-14", ["2021-02-16", "2022-02-14", "2022-02-14"]),
    ("uk", "минулого тижня і наступної п'ятниці", ["2022-02-07/2022-02-13", "2022-02-18"]),
    ("ru", "в прошлую среду, 14 февраля, послезавтра", ["2022-02-09", "2022-02-14", "2022-02-17"]),
]


@pytest.mark.parametrize(("code", "text", "expected"), CASES)
def test_days(code: str, text: str, expected: list[str]) -> None:
    assert [one.value for one in dates(text, 0, len(text), TUESDAY, language(code))] == expected


def test_without_a_day_of_publication_only_whole_dates_are_resolved() -> None:
    text = "yesterday, 16 February, 16 February 2022"
    found = dates(text, 0, len(text), None, language("en"))
    assert [(text[one.start : one.end], one.value) for one in found] == [("16 February 2022", "2022-02-16")]
