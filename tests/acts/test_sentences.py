"""Where sentences begin: promised, since links to these places are out in the world."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.acts.sentences import sentences

VECTORS = json.loads(
    (Path(__file__).resolve().parents[2] / "docs/formats/vectors/sentences.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("each", VECTORS, ids=lambda each: each["paragraph"][:20] or "nothing")
def test_vectors(each: dict[str, Any]) -> None:
    assert [list(place) for place in sentences(each["paragraph"])] == each["sentences"]


@given(st.text(st.sampled_from("aA1 .!?…»\n。'-")))
def test_sentences_lie_in_order_and_leave_out_no_letter_and_no_digit(paragraph: str) -> None:
    places = sentences(paragraph)
    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    kept = "".join(paragraph[a:b] for a, b in places)
    assert list(filter(str.isalnum, kept)) == list(filter(str.isalnum, paragraph))
    assert all(any(map(str.isalnum, paragraph[a:b])) for a, b in places)


@given(st.text(st.sampled_from("aA1 .!?»\n"), max_size=60), st.text(st.sampled_from("aA1 .!?»\n"), max_size=60))
def test_what_comes_later_moves_no_sentence_that_has_ended(first: str, rest: str) -> None:
    ended = [place for place in sentences(first) if place[1] < len(first) - 16]
    assert sentences(first + rest)[: len(ended)] == tuple(ended)


def test_a_hundred_thousand_marks_take_no_time_that_grows_with_their_square() -> None:
    assert sentences(". " * 50_000) == ()
    assert len(sentences("Aa. " * 25_000)) == 25_000
    assert len(sentences("a. " * 33_000)) == 1
