import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.editorial import transitions
from uarazom.editorial.refusal import FourEyesRefused, MoveRefused

WALK = st.lists(st.sampled_from(transitions.MOVES), max_size=40)


def walk(moves: list[str]) -> list[tuple[str, str, str]]:
    """The moves that were possible, each with the states before and after."""
    state, done = transitions.FIRST, []
    for move in moves:
        if move in transitions.TABLE[state]:
            done.append((state, move, transitions.after(state, move)))
            state = done[-1][2]
    return done


def test_every_state_can_be_reached_and_all_but_the_final_ones_left() -> None:
    reached = {transitions.FIRST}
    for _ in transitions.STATES:
        reached |= {after for state in reached for after in transitions.TABLE[state].values()}
    assert reached == set(transitions.STATES)
    assert {state for state in transitions.STATES if not transitions.TABLE[state]} == transitions.FINAL


@given(WALK)
def test_nothing_is_published_without_submit_and_approval_after_the_last_edit(moves: list[str]) -> None:
    done = walk(moves)
    if done and done[-1][2] == "published":
        since_edit = [move for _, move, _ in done][max((i for i, d in enumerate(done) if d[1] == "edit"), default=0) :]
        assert "submit" in since_edit
        assert {"approve", "embargo"} & set(since_edit[since_edit.index("submit") :])


@given(WALK)
def test_an_edit_always_voids_what_was_approved(moves: list[str]) -> None:
    for state, move, after in walk(moves):
        if move == "edit":
            assert after == transitions.FIRST
            assert transitions.voids_approval(state, move) == (state in transitions.CARRIES_APPROVAL)


def test_a_published_draft_stays_as_it_is() -> None:
    for move in transitions.MOVES:
        with pytest.raises(MoveRefused, match="closed"):
            transitions.after("published", move)


def test_a_refusal_names_what_is_possible_and_what_to_do() -> None:
    with pytest.raises(MoveRefused) as caught:
        transitions.after("draft", "approve")
    assert caught.value.expected == "save, submit, withdraw_draft"
    assert "reload" in caught.value.remedy


@pytest.mark.parametrize("move", ["publish", "refuse", "embargo_ends", "check_fails"])
def test_no_person_publishes(move: str) -> None:
    assert not transitions.may(transitions.ROLES, move)
    with pytest.raises(FourEyesRefused, match="nobody"):
        transitions.check_may(transitions.ROLES, move)


def test_roles_decide_what_is_offered() -> None:
    assert transitions.moves("submitted", ["author"]) == ("edit", "withdraw_draft")
    assert transitions.moves("submitted", ["approver"]) == ("return", "approve", "embargo")
    assert transitions.moves("submitted", ["observer", "coordinator"]) == ()
