"""What holds when: chains in any order, replays, clocks that differ; nothing is taken down by mistake."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cap.alerts import ALERT, INFO, SENT, follow_up, times

from uarazom.cap.lifecycle import (
    LIFETIME,
    Standing,
    Taken,
    conflicts,
    in_force,
    next_change,
    standings,
    unexpired_related,
    unknown_references,
)
from uarazom.cap.model import Alert, Reference

MINUTE = timedelta(minutes=1)


def minute(n: float) -> datetime:
    return SENT + n * MINUTE


def taken(*alerts: Alert, late: float = 1) -> list[Taken]:
    """Each taken in a minute after it was sent."""
    return [Taken(one, (one.sent or SENT) + late * MINUTE) for one in alerts]


def standing(messages: list[Taken], of: Alert, at: float) -> Standing | None:
    return standings(messages, minute(at)).get(of.key)


UPDATE = follow_up("Update", 2, ALERT, minutes=10)
SECOND = follow_up("Update", 3, UPDATE, minutes=20)
CANCEL = follow_up("Cancel", 4, ALERT, UPDATE, SECOND, minutes=30, infos=())


def test_a_chain_from_alert_to_cancel() -> None:
    messages = taken(ALERT, UPDATE, SECOND, CANCEL)
    assert standings(messages, minute(0)) == {}
    assert standing(messages, ALERT, 1) == "in_force"
    assert standing(messages, ALERT, 11) == "superseded"
    assert standing(messages, UPDATE, 11) == "in_force"
    assert standing(messages, ALERT, 21) == "superseded"  # the second update names the first alone
    assert in_force(messages, minute(30), status="Actual") == (SECOND,)
    assert [standing(messages, one, 31) for one in (ALERT, UPDATE, SECOND)] == ["cancelled"] * 3
    assert standing(messages, CANCEL, 31) == "notice"
    assert in_force(messages, minute(31), status="Actual") == ()


@given(st.permutations(taken(ALERT, UPDATE, SECOND, CANCEL) * 2), st.integers(0, 200))
def test_neither_order_nor_replays_change_anything(messages: list[Taken], at: int) -> None:
    assert standings(messages, minute(at)) == standings(taken(ALERT, UPDATE, SECOND, CANCEL), minute(at))


def test_it_is_over_when_its_time_is_over() -> None:
    messages = taken(ALERT)
    assert standing(messages, ALERT, 119.99) == "in_force"
    assert standing(messages, ALERT, 120) == "expired"
    assert next_change(messages, minute(5)) == minute(120)
    assert next_change(messages, minute(120)) is None


def test_a_warning_without_an_end_gets_one() -> None:
    endless = replace(ALERT, infos=(replace(INFO, expires=None),))
    assert standings(taken(endless), SENT + LIFETIME - MINUTE)[endless.key] == "in_force"
    assert standings(taken(endless), SENT + LIFETIME)[endless.key] == "expired"
    assert standings(taken(replace(ALERT, infos=())), minute(1))[ALERT.key] == "in_force"


def test_one_that_says_neither_when_nor_until_holds_on() -> None:
    message = Taken(replace(ALERT, sent=None, infos=()), minute(0))
    assert standings([message], minute(1)) == {message.alert.key: Standing.IN_FORCE}


def test_a_cancel_that_arrives_before_its_alert_holds_when_the_alert_comes() -> None:
    messages = [Taken(CANCEL, minute(31)), Taken(ALERT, minute(40))]
    assert ALERT.key in unknown_references(messages[:1])
    assert ALERT.key not in unknown_references(messages)
    assert standing(messages, ALERT, 40) == "cancelled"
    assert in_force(messages, minute(40), status="Actual") == ()


def test_a_cancelled_alert_that_is_replayed_stays_cancelled() -> None:
    messages = [*taken(ALERT, follow_up("Cancel", 2, ALERT)), Taken(ALERT, minute(60))]
    assert standing(messages, ALERT, 60) == "cancelled"


def test_other_content_under_the_same_key_is_a_conflict_and_the_first_stands() -> None:
    other = replace(ALERT, infos=(replace(INFO, headline="All clear"),))
    messages = [Taken(other, minute(2)), Taken(ALERT, minute(1)), Taken(ALERT, minute(3))]
    assert in_force(messages, minute(5), status="Actual") == (ALERT,)
    assert [one.alert for one in conflicts(messages)] == [other]


def test_a_clock_that_is_ahead_by_an_hour_delays_no_warning() -> None:
    ahead = replace(ALERT, sent=minute(60), infos=(replace(INFO, effective=minute(60), expires=minute(180)),))
    messages = [Taken(ahead, minute(0))]
    assert standing(messages, ahead, 0) == "in_force"
    assert standing(messages, ahead, 179) == "in_force"
    cancel = Taken(follow_up("Cancel", 2, ahead, minutes=70), minute(10))
    assert standing([*messages, cancel], ahead, 10) == "cancelled"


@given(times, times, times, times)
def test_no_times_are_too_odd(sent: datetime, effective: datetime, expires: datetime, at: datetime) -> None:
    odd = replace(ALERT, sent=sent, infos=(replace(INFO, effective=effective, expires=expires),))
    assert set(standings([Taken(odd, at)], at).values()) <= {Standing.IN_FORCE, Standing.PENDING, Standing.EXPIRED}
    ancient = replace(INFO, effective=datetime(1, 1, 1, tzinfo=UTC))
    assert Taken(replace(odd, sent=datetime(9999, 12, 31, tzinfo=UTC), infos=(ancient,)), at).begins == at


def test_what_is_to_come_is_pending_and_replaces_nothing_yet() -> None:
    later = replace(UPDATE, infos=(replace(INFO, effective=minute(60)),))
    messages = taken(ALERT, later)
    assert standing(messages, later, 20) == "pending"
    assert standing(messages, ALERT, 20) == "in_force"
    assert next_change(messages, minute(20)) == minute(60)
    assert standing(messages, ALERT, 60) == "superseded"
    assert standing(messages, later, 60) == "in_force"


def test_an_exercise_ends_no_warning() -> None:
    for status in ("Exercise", "Test", "System", "Draft"):
        messages = taken(ALERT, replace(CANCEL, status=status), replace(UPDATE, status=status))
        assert in_force(messages, minute(40), status="Actual") == (ALERT,)


def test_in_force_asks_for_one_status_alone() -> None:
    exercise = replace(ALERT, identifier="x", status="Exercise")
    messages = taken(ALERT, exercise)
    assert in_force(messages, minute(5), status="Actual") == (ALERT,)
    assert in_force(messages, minute(5), status="Exercise") == (exercise,)


def test_nobody_ends_another_sender_s_warning_unless_he_may() -> None:
    messages = taken(ALERT, replace(CANCEL, sender="stranger@else.example"))
    assert standing(messages, ALERT, 40) == "in_force"
    centre = standings(messages, minute(40), lambda by, of: by.startswith("stranger"))
    assert centre[ALERT.key] == "cancelled"


def test_what_is_not_trusted_ends_nothing_and_keeps_nothing_out() -> None:
    forged = Taken(CANCEL, minute(31), ends_others=False)
    assert standing([*taken(ALERT), forged], ALERT, 40) == "in_force"
    assert standing([*taken(ALERT), forged, Taken(CANCEL, minute(35))], ALERT, 40) == "cancelled"
    warning = Taken(replace(ALERT, identifier="forged"), minute(1), ends_others=False)
    assert standing([warning], warning.alert, 2) == "in_force"  # a warning is shown, whoever sent it


def test_messages_that_name_each_other_never_take_each_other_away() -> None:
    one = follow_up("Update", 2, follow_up("Update", 3))
    other = follow_up("Update", 3, one)
    assert in_force(taken(one, other), minute(15), status="Actual") == (other,)
    self_named = follow_up("Update", 2, follow_up("Update", 2))
    assert in_force(taken(self_named), minute(15), status="Actual") == (self_named,)


def test_the_successor_s_end_does_not_bring_the_first_one_back() -> None:
    shorter = replace(UPDATE, infos=(replace(INFO, expires=minute(30)),))
    messages = taken(ALERT, shorter)
    assert standing(messages, ALERT, 40) == "superseded"
    gone = taken(ALERT, UPDATE, follow_up("Cancel", 5, UPDATE, minutes=20))
    assert standing(gone, ALERT, 40) == "superseded"


def test_what_cannot_be_understood_takes_nothing_down() -> None:
    odd = replace(CANCEL, msg_type="Canceled?")
    assert set(in_force(taken(ALERT, odd), minute(40), status="Actual")) == {ALERT, odd}
    unread = replace(follow_up("Cancel", 2), references=(Reference("who", "knows", SENT),))
    assert standing(taken(ALERT, unread), ALERT, 40) == "in_force"


def test_the_gravest_come_first() -> None:
    minor, odd = (
        replace(ALERT, identifier=name, infos=(replace(INFO, severity=name),)) for name in ("Minor", "Deadly")
    )
    newer = replace(ALERT, identifier="newer", sent=minute(3))
    assert in_force(taken(minor, ALERT, odd, newer), minute(9), status="Actual") == (newer, ALERT, minor, odd)


# ── what a successor names ──────────────────────────────────────────────────────────────────────────────────────────
def named(*alerts: Alert) -> tuple[Reference, ...]:
    return tuple(Reference(one.sender, one.identifier, one.sent) for one in alerts if one.sent)


def test_a_successor_names_every_message_that_has_not_expired() -> None:
    alerts = [SECOND, ALERT, UPDATE, CANCEL, ALERT]
    assert unexpired_related(alerts, minute(40)) == named(ALERT, UPDATE, SECOND)
    shorter = replace(UPDATE, infos=(replace(INFO, expires=minute(30)),))
    assert unexpired_related([ALERT, shorter, SECOND], minute(40)) == named(ALERT, SECOND)


def test_where_all_have_expired_the_latest_is_named() -> None:
    assert unexpired_related([ALERT, UPDATE], minute(500)) == named(UPDATE)
    assert unexpired_related([], minute(0)) == ()


@pytest.mark.parametrize("change", [{"sender": "else@x"}, {"status": "Exercise"}, {"references": ()}])
def test_of_many_messages_those_of_the_thread_are_named(change: dict[str, Any]) -> None:
    stranger = replace(follow_up("Update", 9, ALERT), **change)
    assert unexpired_related([ALERT, UPDATE, SECOND, stranger], minute(40), to=SECOND) == named(ALERT, UPDATE, SECOND)
