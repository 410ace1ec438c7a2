import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.editorial import four_eyes
from uarazom.editorial.four_eyes import Editor
from uarazom.editorial.refusal import FourEyesRefused

PEOPLE = st.sampled_from(["olha", "ivan", "petro", "maria"])
BODIES = st.sampled_from(["mod", "mfa"])
ROLES = st.frozensets(st.sampled_from(four_eyes.ROLES))
EDITORS = st.builds(Editor, PEOPLE, st.booleans(), st.dictionaries(BODIES, ROLES, max_size=2))


def editor(name: str, body: str = "mod", *roles: str, active: bool = True) -> Editor:
    return Editor(name, active, {body: frozenset(roles)})


@given(EDITORS, BODIES, st.frozensets(PEOPLE), PEOPLE)
def test_approval_needs_an_active_approver_of_that_body_who_did_nothing_else(
    one: Editor, body: str, contributors: frozenset[str], submitter: str
) -> None:
    allowed = (
        one.active and "approver" in one.roles.get(body, ()) and one.id not in contributors and one.id != submitter
    )
    try:
        four_eyes.check_approve(one, body=body, contributors=contributors, submitter=submitter)
    except FourEyesRefused:
        assert not allowed
    else:
        assert allowed


@given(EDITORS, BODIES)
def test_submitting_needs_an_active_author_of_that_body(one: Editor, body: str) -> None:
    allowed = one.active and "author" in one.roles.get(body, ())
    try:
        four_eyes.check_submit(one, body=body)
    except FourEyesRefused:
        assert not allowed
    else:
        assert allowed


def test_an_author_of_one_body_is_nobody_in_another() -> None:
    with pytest.raises(FourEyesRefused, match="role author for mfa"):
        four_eyes.check_submit(editor("olha", "mod", "author"), body="mfa")


def test_who_contributed_cannot_approve_even_with_every_role() -> None:
    with pytest.raises(FourEyesRefused) as caught:
        four_eyes.check_approve(editor("olha", "mod", *four_eyes.ROLES), body="mod", contributors=["olha"])
    assert caught.value.check == "four_eyes.contributed"


def test_one_author_of_any_body_holds_and_an_observer_does_not() -> None:
    four_eyes.check_hold(editor("olha", "mfa", "author"), body="mfa")
    observer, gone = editor("olha", "mfa", "observer"), editor("olha", "mfa", "author", active=False)
    for nobody in (observer, gone, editor("olha", "mod", "author")):
        with pytest.raises(FourEyesRefused):
            four_eyes.check_hold(nobody, body="mfa")


def test_only_a_hold_takes_one() -> None:
    assert four_eyes.people_needed("hold") == 1
    assert {four_eyes.people_needed(act) for act in ("release", "publish", "remove", "withdraw")} == {2}


def test_a_grant_takes_two_different_coordinators() -> None:
    one, two = editor("olha", "mod", "coordinator"), editor("ivan", "mfa", "coordinator")
    four_eyes.check_grant([one, two])
    for few in ([one], [one, one], [one, editor("petro", "mod", "approver")], []):
        with pytest.raises(FourEyesRefused, match="two different coordinators"):
            four_eyes.check_grant(few)
