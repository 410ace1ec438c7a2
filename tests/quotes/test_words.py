"""Sentences of a few paragraphs are those of the whole text."""

from hypothesis import given
from hypothesis import strategies as st

from uarazom.quotes.language import language
from uarazom.quotes.words import sentences, sentences_at

PIECES = st.sampled_from(
    ["We know. ", "But why? ", "Mr. Bean said ", "no", "№ 5. Here", "\n", "\n\n", "«Так!» – ", "… ", "and on "]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 200), st.integers(0, 80))
def test_the_sentences_at_a_place_are_those_of_the_whole_text(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    spoken = language("en")
    whole = [one for one in sentences(text, spoken) if one[0] < end and start < one[1]]
    assert [one for one in sentences_at(text, start, end, spoken) if one[0] < end and start < one[1]] == whole
