# ruff: noqa: E501 - whole sentences read better than cut ones
"""A passage that stands in another text nearly word for word is shown; common words and other news are not."""

from uarazom.quotes.check import check

FIRST = (
    "The ministry said on Monday that the dam would be closed for a month. Engineers had found cracks in the eastern wall."
    " Fishing goes on as before in the northern bay."
)
SECOND = (
    "Good morning, readers. The ministry said on Monday that the dam would be closed for a month. Engineers had found two"
    " cracks in the eastern wall. Nobody was surprised by any of this."
)


def test_two_sentences_taken_over_are_one_passage_with_both_places() -> None:
    (one,) = check(SECOND, others={"first.txt": FIRST}).reuse
    assert one["text"].startswith("The ministry said")
    assert one["text"].endswith("eastern wall")
    assert SECOND[one["start"] : one["end"]] == one["text"]
    assert one["other"] == "first.txt"
    assert FIRST[one["other_start"] : one["other_end"]].endswith("eastern wall")


def test_a_few_common_words_are_no_reuse() -> None:
    assert not check("He said on Monday that it would rain.", others={"first.txt": FIRST}).reuse
    assert not check(SECOND, others={"third.txt": "Nothing of that kind was ever written here at all."}).reuse
