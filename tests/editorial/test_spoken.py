from hypothesis import given
from hypothesis import strategies as st
from tests.editorial import warnings_stage as stage

from uarazom.editorial.alerting import spoken
from uarazom.editorial.alerting.events import Filled

SAID = stage.EVENTS["air-raid"].warning.fill("en", place="Ash", until="21:05, February 14")


def test_the_headline_is_said_twice_and_what_to_do_between() -> None:
    said = spoken.text(SAID)
    assert said.startswith("Air raid alert: Ash. Danger from the air.")
    assert said.endswith("until the all clear. Air raid alert: Ash.")
    assert "Go to a shelter now." in said


def test_the_mark_of_an_exercise_is_heard_first_and_last() -> None:
    said = spoken.text(SAID, mark="НАВЧАННЯ / EXERCISE")
    assert said.startswith("НАВЧАННЯ, EXERCISE: Air raid alert: Ash.")
    assert said.count("EXERCISE") == 2


def test_signs_that_nobody_reads_out_are_taken_away() -> None:
    assert spoken.text(Filled("🚨 Alert\u2066!", "Line\nnext", "")) == "Alert ! Line next. Alert !"


text = st.text(max_size=1_500)


@given(headline=st.text(min_size=1, max_size=160), description=text, instruction=text)
def test_it_is_bounded_and_never_loses_the_first_thing_to_do(headline: str, description: str, instruction: str) -> None:
    said = spoken.text(Filled(headline, f"It burns. {description}", f"Run now. {instruction}"))
    assert "Run now." in said
    assert len(said) <= max(spoken.SPOKEN_MAX, 2 * len(headline) + 30) + 40


def test_every_text_of_the_example_is_spoken_whole() -> None:
    for event in stage.EVENTS.values():
        for language in event.name:
            filled = event.warning.fill(language, place="Ash", until="21:05")
            assert filled.instruction.rstrip(".")[-20:] in spoken.text(filled)
