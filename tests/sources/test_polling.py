"""When a source is asked again."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from uarazom.sources.polling import LONGEST_PAUSE_SECONDS, LONGEST_SECONDS, SHORTEST_SECONDS, Rhythm

NOW = datetime(2022, 2, 14, 8, tzinfo=UTC)


def wait(rhythm: Rhythm, now: datetime = NOW) -> float:
    assert rhythm.next_at is not None
    return (rhythm.next_at - now).total_seconds()


def test_the_first_time_is_now() -> None:
    assert Rhythm().is_due(NOW)
    assert Rhythm().is_stale(NOW)


def test_it_rests_while_nothing_changes_and_wakes_when_something_does() -> None:
    rhythm, waits = Rhythm(), []
    for _ in range(12):
        rhythm = rhythm.after_answer(NOW, changed=False)
        waits.append(wait(rhythm))
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_SECONDS
    assert wait(rhythm.after_answer(NOW, changed=True)) == SHORTEST_SECONDS


def test_failures_double_the_pause_and_an_answer_ends_them() -> None:
    rhythm = Rhythm().after_failure(NOW, "refused")
    assert wait(rhythm.after_failure(NOW, "refused")) == 2 * wait(rhythm)
    assert rhythm.reason == "refused"
    assert rhythm.after_answer(NOW, changed=True).failures == 0


def test_what_the_source_says_is_a_floor_but_not_for_ever() -> None:
    assert wait(Rhythm().after_failure(NOW, "503", again_seconds=120)) == 120
    assert wait(Rhythm().after_failure(NOW, "503", again_seconds=10**9)) == LONGEST_PAUSE_SECONDS
    assert wait(Rhythm().after_answer(NOW, changed=True, fresh_seconds=60)) == 60
    assert wait(Rhythm().after_answer(NOW, changed=True, fresh_seconds=10**9)) == LONGEST_SECONDS


def test_a_clock_that_went_back_does_not_silence_a_source() -> None:
    rhythm = Rhythm().after_answer(NOW + timedelta(days=1), changed=True)
    assert rhythm.is_due(NOW)
    assert not Rhythm().after_answer(NOW, changed=True).is_due(NOW)


def test_silence_becomes_stale() -> None:
    rhythm = Rhythm().after_answer(NOW, changed=True).after_failure(NOW, "refused")
    assert not rhythm.is_stale(NOW + timedelta(minutes=15))
    assert rhythm.is_stale(NOW + timedelta(minutes=15, seconds=1))


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 10**6), st.floats(0, 1)), max_size=40))
def test_it_always_comes_back(story: list[tuple[bool, bool, int, float]]) -> None:
    rhythm = Rhythm()
    for answered, changed, seconds, chance in story:
        if answered:
            rhythm = rhythm.after_answer(NOW, changed=changed, fresh_seconds=seconds)
        else:
            rhythm = rhythm.after_failure(NOW, "x", again_seconds=seconds, chance=chance)
        assert SHORTEST_SECONDS <= wait(rhythm) <= LONGEST_PAUSE_SECONDS * 1.25
