import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.delivery.alphabet import GSM7, UCS2, alphabet_of
from uarazom.delivery.channels import segments

BASIC = st.text(st.sampled_from("abc XYZ1@£Ωà\n"))
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=400)


def septets(text: str) -> int:
    """TS 23.038 by the letter: what a handset would be sent for it."""
    return sum(2 if character in "\f^{}\\[~]|€" else 1 for character in text)


@pytest.mark.parametrize(
    ("text", "alphabet", "size"),
    [
        ("", "GSM-7", 0),
        ("Go to a shelter now.", "GSM-7", 20),
        ("[now] 5€", "GSM-7", 11),
        ("ç", "UCS-2", 1),  # Ç has a place, its small letter has none
        ("Тривога", "UCS-2", 7),
        ("⚠", "UCS-2", 1),
        ("🚨!", "UCS-2", 3),
        ("`", "UCS-2", 1),
    ],
)
def test_the_alphabet_and_what_a_text_takes(text: str, alphabet: str, size: int) -> None:
    found = alphabet_of(text)
    assert (found.name, found.size(text)) == (alphabet, size)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("[" * 80, 1),
        ("a" + "[" * 152, 2),  # 305 septets, and the first message ends a septet early
        ("a" * 152 + "[" * 77, 3),  # 306 septets that would fit, were a bracket divided
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("🚨" * 35, 1),
        ("🚨" * 36, 2),
        ("🚨" * 67, 3),  # 134 units that would fit, were a sign divided
    ],
)
def test_where_a_text_message_becomes_several(text: str, count: int) -> None:
    assert len(segments(text)) == count


@given(text=ANY | BASIC, most=st.integers(2, 200))
def test_pages_hold_the_whole_text_and_divide_no_character(text: str, most: int) -> None:
    alphabet = alphabet_of(text)
    pages = alphabet.pages(text, most)
    assert "".join(pages) == text
    assert all(0 < alphabet.size(page) <= most for page in pages)
    if alphabet is UCS2:
        assert alphabet.size(text) == len(text.encode("utf-16-be")) // 2
    else:
        assert alphabet.size(text) == septets(text)


def test_the_table_has_every_place_but_the_escape() -> None:
    assert GSM7.units is not None
    assert sorted(GSM7.units.values()) == [1] * 127 + [2] * 10
