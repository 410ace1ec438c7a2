"""Identifiers: the same for the same act, another for any other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.cap.identifier import identifier, is_oid
from uarazom.cap.sound import CODE

WMO = "2.49.0.1.999.0"
ORIGIN = "log.example/main"


def test_with_a_prefix_it_is_an_object_identifier_below_it() -> None:
    found = identifier(WMO, ORIGIN, "alert-7", 2)
    assert found == "2.49.0.1.999.0.291790027807470842573051282453046954709.2"
    assert is_oid(found)


def test_without_a_prefix_it_says_where_it_is_from() -> None:
    assert identifier("", ORIGIN, "alert-7", 2) == "log.example.main.alert-7.2"


documents = st.text("abc019-", min_size=1, max_size=9).filter(lambda text: text[0] != "-")
acts = st.tuples(st.sampled_from((ORIGIN, "log.example/other")), documents, st.integers(1, 9999))


@given(acts, acts, st.sampled_from((WMO, "")))
def test_two_acts_have_two_identifiers(one: tuple[str, str, int], other: tuple[str, str, int], prefix: str) -> None:
    first, second = identifier(prefix, *one), identifier(prefix, *other)
    assert (first == second) == (one == other)
    assert CODE.fullmatch(first)


@pytest.mark.parametrize("text", ["2.49", "2.49.0.1.804.0", "1.3.6.1.4.1.32473", "0.0", "2.999"])
def test_object_identifiers(text: str) -> None:
    assert is_oid(text)


NONE = ["", "2", "2.", ".2.49", "2..49", "2.049", "3.1", "1.40", "2.49 ", "2.49\n", "2.4٩", "urn:oid:2.49"]


@pytest.mark.parametrize("text", [*NONE, "2." + "9" * 120])
def test_what_is_none(text: str) -> None:
    assert not is_oid(text)


@pytest.mark.parametrize(
    ("prefix", "origin", "document", "n"),
    [
        ("2.x", ORIGIN, "alert-7", 1),
        (WMO, "https://log.example", "alert-7", 1),
        (WMO, ORIGIN, "alert 7", 1),
        (WMO, ORIGIN, "alert-7", 0),
        ("", "log.example/" + "x" * 230, "alert-7", 1),
    ],
)
def test_nothing_is_made_of_what_is_not_one_s_name(prefix: str, origin: str, document: str, n: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        identifier(prefix, origin, document, n)
