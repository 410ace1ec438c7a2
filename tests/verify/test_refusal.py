"""A refusal says what, expected, got, where and what to do; and survives the way between processes."""

import pickle

import pytest

from uarazom.verify.refusal import GOT_MAX, Refused

FULL = Refused("size", "at most 16 bytes", "20 bytes", "payload", "Send less.")


def test_it_reads_as_a_sentence() -> None:
    assert str(FULL) == "size: expected at most 16 bytes, got 20 bytes, at payload. Send less."
    assert str(Refused("size", "a", "b")) == "size: expected a, got b"


def test_a_larger_check_names_itself_before_it() -> None:
    outer = FULL.within("1 shape", "entry 7")
    assert (outer.check, outer.where, outer.remedy) == ("1 shape: size", "entry 7, payload", "Send less.")


def test_for_machines_empty_parts_are_left_out() -> None:
    assert FULL.as_dict()["where"] == "payload"
    assert Refused("size", "a", "b").as_dict() == {"check": "size", "expected": "a", "got": "b"}


def test_it_repeats_only_so_much_of_what_came() -> None:
    assert Refused("size", "a", "b" * 10_000).got == "b" * GOT_MAX + "…"


@pytest.mark.parametrize("refused", [FULL, FULL.within("audit")])
def test_it_survives_the_way_between_processes(refused: Refused) -> None:
    again = pickle.loads(pickle.dumps(refused))
    assert (str(again), again.as_dict()) == (str(refused), refused.as_dict())
