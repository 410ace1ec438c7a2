"""Each rule of DESIGN §5 and of docs/adr/acts-status.md, one story each. a1 and a2 have one head, b1 and b2 another."""

import pytest
from tests.acts.stage import BODIES, Story, hour, register

from uarazom.acts.errors import NotThere
from uarazom.acts.kinds import KINDS
from uarazom.acts.status import next_change

AFFIRMED = {"competence": "affirmed"}


def claim(by: str | None = "a1", nature: str = "event", **more: object) -> Story:
    return Story("claim", nature=nature).act("announce", by=by, **more)


# ── one head is one voice ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("by", "word"),
    [("a1", "announced"), ("a2", "announced"), ("b1", "disputed"), ("c1", "disputed"), ("crowd", "announced")],
)
def test_only_another_named_head_disputes(by: str, word: str) -> None:
    assert claim().act("dispute", by=by, hour=1).word(1) == word


@pytest.mark.parametrize(
    ("by", "word"),
    [("a1", "announced"), ("a2", "announced"), ("b2", "confirmed"), ("c1", "confirmed"), ("crowd", "announced")],
)
def test_only_another_named_head_confirms(by: str, word: str) -> None:
    assert claim().act("confirm", by=by, hour=1, basis="own_observation").word(1) == word


def test_a_person_speaks_for_the_office_held_when_it_was_said() -> None:
    assert claim().act("dispute", by="pat", hour=5).word(5) == "announced"  # until 12:00 of a1
    assert claim().act("dispute", by="pat", hour=6).word(6) == "disputed"  # then of b1
    assert claim().act("dispute", by="pat", hour=5, issued=7).word(7) == "announced"  # entered later, said before


def test_a_person_speaks_for_whom_it_says() -> None:
    assert claim().act("dispute", by="pat", speaking_for="c1", hour=1).word(1) == "disputed"


def test_a_person_without_office_announces_but_disputes_nothing() -> None:
    assert claim(by="quin").word(0) == "announced"
    assert claim().act("dispute", by="quin", hour=1).word(1) == "announced"


def test_someone_unknown_is_nobody() -> None:
    assert claim(by="stranger").word(0) == "rumour"
    assert claim().act("dispute", by="stranger", hour=1).word(1) == "announced"


def test_heads_in_a_ring_are_one_voice() -> None:
    ring = {**BODIES, "b1": {"head": "b2"}, "b2": {"head": "b1"}}
    story = Story("claim", register(ring), nature="event").act("announce", by="b1")
    assert story.act("confirm", by="b2", hour=1).word(1) == "announced"


# ── rumour, announced, confirmed ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("by", [None, "crowd"])
def test_what_nobody_named_says_is_a_rumour(by: str | None) -> None:
    story = claim(by=by)
    assert story.word(0) == "rumour"
    assert story.act("announce", by="b1", hour=1).status(1).because == ("d/2",)
    assert story.word(1) == "announced"
    assert story.act("confirm", by="b2", hour=2).word(2) == "announced"  # b took it up: b2 is the same voice
    assert story.act("confirm", by="a1", hour=3).word(3) == "confirmed"


def test_a_rumour_can_be_disputed_and_confirmed() -> None:
    assert claim(by=None).act("dispute", by="a1", hour=1).word(1) == "disputed"
    assert claim(by=None).act("confirm", by="a1", hour=1).word(1) == "confirmed"


def test_a_relay_confirms_nothing_and_ends_nothing() -> None:
    story = claim().act("confirm", by="b1", hour=1, basis="relay")
    assert story.word(1) == "announced"
    story.act("refute", by="b1", hour=2, **AFFIRMED).act("confirm", by="b1", hour=3, basis="relay")
    assert story.word(3) == "refuted"


def test_a_confirmation_past_its_own_end_lapses() -> None:
    story = claim().act("confirm", by="b1", hour=1, valid_until=4)
    assert [story.word(at) for at in (3, 4)] == ["confirmed", "announced"]


# ── disputed ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_dispute_past_its_own_end_lapses_and_leaves_a_badge() -> None:
    story = claim().act("dispute", by="b1", hour=1, valid_until=4)
    assert (story.word(3), story.badges(3)) == ("disputed", ())
    assert (story.word(4), story.badges(4)) == ("announced", ("was_disputed",))
    assert story.status(4).since == hour(4)


def test_a_lapse_of_one_dispute_leaves_the_other() -> None:
    story = claim().act("dispute", by="b1", hour=1).act("dispute", by="b1", hour=2, valid_until=4)
    assert story.status(4).because == ("d/2",)
    assert story.status(4).since == hour(1)


def test_a_head_that_disputed_and_then_confirms_disputes_no_longer() -> None:
    story = claim().act("dispute", by="b1", hour=1).act("confirm", by="b2", hour=2)
    assert (story.word(2), story.badges(2)) == ("confirmed", ("was_disputed",))


def test_a_head_that_confirmed_and_then_disputes_confirms_no_longer() -> None:
    story = claim().act("confirm", by="b1", hour=1).act("dispute", by="b2", hour=2, valid_until=3)
    assert [story.word(at) for at in (1, 2, 3)] == ["confirmed", "disputed", "announced"]


def test_another_heads_confirmation_does_not_end_a_dispute() -> None:
    story = claim().act("dispute", by="b1", hour=1).act("confirm", by="c1", hour=2)
    assert story.word(2) == "disputed"


def test_an_old_word_entered_late_does_not_undo_a_newer_one() -> None:
    story = claim().act("dispute", by="b1", hour=3).act("confirm", by="b1", hour=1, issued=4)
    assert story.word(4) == "disputed"


def test_a_withdrawn_dispute_is_as_if_unsaid_but_for_its_badge() -> None:
    story = claim().act("dispute", by="b1", hour=1).act("withdraw", by="b1", hour=2, acts=["d/2"])
    assert (story.word(2), story.badges(2)) == ("announced", ("was_disputed",))
    story.act("withdraw", by="b1", hour=3, acts=["d/3"])
    assert story.word(3) == "disputed"


# ── refuted ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_refutation_needs_affirmed_competence() -> None:
    assert claim().act("refute", by="b1", hour=1, **AFFIRMED).word(1) == "refuted"
    assert claim().act("refute", by="b1", hour=1).word(1) == "disputed"
    assert claim().act("refute", by="crowd", hour=1, **AFFIRMED).word(1) == "announced"


def test_only_the_same_bodys_later_confirm_ends_a_refutation() -> None:
    story = claim().act("refute", by="b1", hour=1, **AFFIRMED)
    assert story.act("confirm", by="b2", hour=2).word(2) == "refuted"
    assert story.act("confirm", by="c1", hour=3).word(3) == "refuted"
    assert story.act("confirm", by="b1", hour=4).word(4) == "confirmed"
    assert story.badges(4) == ("was_refuted",)


def test_a_withdrawn_refutation_ends() -> None:
    story = claim().act("refute", by="b1", hour=1, **AFFIRMED).act("withdraw", by="b1", hour=2, acts=["d/2"])
    assert (story.word(2), story.badges(2)) == ("announced", ("was_refuted",))


def test_a_refutation_goes_before_a_dispute_and_does_not_lapse() -> None:
    story = claim().act("dispute", by="c1", hour=1).act("refute", by="b1", hour=2, valid_until=3, **AFFIRMED)
    assert (story.word(9), story.badges(9)) == ("refuted", ("was_disputed",))


# ── ends ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_state_expires_exactly_at_its_end() -> None:
    story = claim(nature="state", valid_until=5)
    assert [story.word(at) for at in (4.999, 5)] == ["announced", "expired"]


def test_a_state_without_end_lasts_24_hours_from_what_it_speaks_of() -> None:
    assert [claim(nature="state").word(at) for at in (23.999, 24)] == ["announced", "expired"]
    assert [claim(nature="state", as_of=-2).word(at) for at in (21.999, 22)] == ["announced", "expired"]
    late = claim(nature="state").act("announce", by="a1", hour=20)  # the first act counts
    assert late.word(24) == "expired"


def test_the_latest_act_with_an_end_sets_it() -> None:
    story = claim(nature="state", valid_until=5).act("announce", by="a1", hour=4, valid_until=9)
    assert [story.word(at) for at in (5, 9)] == ["announced", "expired"]
    story.act("confirm", by="b1", hour=4.5, issued=5, valid_until=7)
    assert story.word(7) == "expired"
    story.act("announce", by="a1", hour=6)  # says nothing of an end
    assert story.word(7) == "expired"


def test_the_latest_is_the_latest_said_not_the_latest_entered() -> None:
    story = claim(nature="state").act("announce", by="a1", hour=4, valid_until=9)
    story.act("announce", by="a1", hour=2, issued=5, valid_until=6)
    assert [story.word(at) for at in (6, 9)] == ["announced", "expired"]


def test_a_document_entered_before_its_first_act_was_known_begins_with_the_second() -> None:
    story = claim(nature="state", hour=40, issued=0).act("announce", by="a1", hour=1)
    document, in_force = story.ledger.documents["d"], story.ledger.latest_register
    changes = [1, 25, 40, 64]  # it has its 24 hours, then the first act has
    assert [next_change(document, in_force, hour(at)) for at in (0, 1, 25, 40)] == [hour(at) for at in changes]
    assert [story.word(at) for at in changes] == ["announced", "expired", "announced", "expired"]


def test_disputes_and_unnamed_confirms_set_no_end() -> None:
    story = claim(nature="state", valid_until=5).act("dispute", by="b1", hour=1, valid_until=9)
    assert story.act("confirm", by="crowd", hour=2, valid_until=9).word(5) == "expired"


def test_an_event_never_expires() -> None:
    assert claim(valid_until=5).word(24 * 365) == "announced"


def test_a_plan_ends_when_it_is_due() -> None:
    assert claim(nature="plan", due_at=50).word(49) == "announced"
    assert claim(nature="plan", due_at=50).word(50) == "expired"
    assert claim(nature="plan").word(24 * 365) == "announced"


def test_a_claim_of_unknown_nature_ends_like_a_state() -> None:
    assert Story("claim").act("announce", by="a1").word(24) == "expired"
    assert claim(nature="prophecy").word(24) == "expired"


def test_a_correction_can_change_the_nature() -> None:
    story = claim(nature="state").act("correct", hour=1, nature="event")
    assert (story.word(48), story.badges(48)) == ("announced", ("corrected",))
    assert story.status(48).since == hour(0)


# ── precedence, holds ────────────────────────────────────────────────────────────────────────────────────────────────
def test_precedence_of_claims() -> None:
    story = claim(nature="state", valid_until=8).act("confirm", by="b1", hour=1)
    story.act("dispute", by="c1", hour=2).act("refute", by="b2", hour=3, **AFFIRMED)
    story.act("supersede", by="a1", hour=9, successor="e").act("hold", hour=10).act("withdraw", by="a1", hour=11)
    words = [story.word(at) for at in (11, 10, 9, 8, 3, 2, 1, 0)]
    assert words == [word for word in KINDS["claim"].statuses if word != "rumour"]
    assert story.badges(11) == ("was_disputed", "was_refuted")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "alert"])
def test_a_hold_shows_on_every_kind_until_all_are_released(kind: str) -> None:
    story = Story(kind, nature="event").act(KINDS[kind].first_acts[0], by="a1")
    plain = story.word(0)
    story.act("hold", hour=1).act("hold", hour=2).act("release", hour=3, acts=["d/2"])
    assert [story.word(at) for at in (1, 2, 3)] == ["on_hold"] * 3
    assert story.status(3).because == ("d/3",)
    assert story.act("release", hour=4).word(4) == plain
    assert story.status(4).since == hour(4)


# ── badges ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("by", "badges"), [("a2", ("clarified",)), ("b1", ()), ("crowd", ()), ("pat", ("clarified",))])
def test_only_the_originators_head_clarifies(by: str, badges: tuple[str, ...]) -> None:
    for kind in ("claim", "statement", "measure", "guidance"):
        story = Story(kind, nature="event").act("publish", by="a1")
        assert story.act("clarify", by=by, hour=1).badges(1) == badges


def test_doubt_is_not_a_dispute_and_ends_with_a_confirm_of_the_same_head() -> None:
    story = claim().act("doubt", by="b1", hour=1)
    assert (story.word(1), story.badges(1)) == ("announced", ("doubted",))
    assert story.act("confirm", by="c1", hour=2).badges(2) == ("doubted",)
    assert story.act("confirm", by="b2", hour=3).badges(3) == ()


def test_badges_stand_in_their_order() -> None:
    story = claim().act("refute", by="b1", hour=1, **AFFIRMED).act("dispute", by="c1", hour=2)
    story.act("doubt", by="c1", hour=3).act("correct", hour=4).act("clarify", by="a1", hour=5).act("withdraw", hour=6)
    assert story.badges(6) == ("clarified", "corrected", "doubted", "was_disputed", "was_refuted")


# ── measures and the rest ────────────────────────────────────────────────────────────────────────────────────────────
ADOPTED = {"basis": "own_decision", "evidence": "published"}


def test_a_measure_goes_through_its_words() -> None:
    story = Story("measure").act("announce", by="a1", due_at=9).act("publish", by="a1", hour=1, **ADOPTED)
    assert [story.word(at) for at in (0, 1, 9)] == ["announced", "adopted", "ended"]
    story.act("confirm", by="a2", hour=10, confirms="carried_out", valid_until=11)
    assert [story.word(at) for at in (9, 10, 12)] == ["ended", "done", "done"]
    story.act("supersede", by="a1", hour=13, successor="e").act("withdraw", by="a1", hour=14)
    assert [story.word(at) for at in (13, 14)] == ["superseded", "repealed"]


@pytest.mark.parametrize("more", [{"basis": "relay"}, {"evidence": "none_published"}])
def test_only_ones_own_decision_with_its_text_is_adopted(more: dict[str, str]) -> None:
    assert Story("measure").act("publish", by="a1", **{**ADOPTED, **more}).word(0) == "announced"


def test_only_a_named_voice_says_that_a_measure_was_carried_out() -> None:
    story = Story("measure").act("announce", by="a1")
    assert story.act("confirm", by="crowd", hour=1, confirms="carried_out").word(1) == "announced"


@pytest.mark.parametrize("kind", ["guidance", "answer", "briefing"])
def test_what_is_in_force_ends_is_superseded_and_withdrawn(kind: str) -> None:
    story = Story(kind).act(KINDS[kind].first_acts[0], by="a1", valid_until=3)
    story.act("supersede", hour=4, successor="e").act("withdraw", hour=5)
    assert [story.word(at) for at in (2, 3, 4, 5)] == ["in_force", "ended", "superseded", "withdrawn"]


def test_a_briefing_ends_when_it_is_over() -> None:
    assert Story("briefing").act("announce", by="a1", ends_at=3).word(3) == "ended"


def test_a_statement_stays_on_record_until_withdrawn() -> None:
    story = Story("statement").act("publish", by="a1", valid_until=1)
    assert story.word(99) == "on_record"
    assert story.act("withdraw", by="a1", hour=100).word(100) == "withdrawn"


def test_a_document_whose_every_word_is_withdrawn_is_withdrawn() -> None:
    assert claim().act("withdraw", by="a1", hour=1, acts=["d/1"]).word(1) == "withdrawn"


def test_before_it_existed_there_is_no_status() -> None:
    with pytest.raises(NotThere, match="d: expected an instant from 2022-02-14"):
        claim().status(-1)
