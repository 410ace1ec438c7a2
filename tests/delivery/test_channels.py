"""What each channel shows; whatever is cut, the mark, the event, the place and what to do first are there."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.cap.model import Alert, Area, Info
from uarazom.delivery import channels
from uarazom.delivery.reading import Reading, read

MARK = "НАВЧАННЯ / EXERCISE"
INFO = Info(
    language="en",
    categories=("Security",),
    event="Air raid alert",
    urgency="Immediate",
    severity="Extreme",
    certainty="Likely",
    sender_name="Guard",
    headline="Air raid alert: Ash, Birch",
    description="Danger from the air. Where: Ash, Birch.",
    instruction="Go to a shelter now. If there is none near, go to the lowest floor. Stay there until the all clear.",
    areas=(Area(description="Ash, Birch"),),
)
ALERT = Alert(
    identifier="a",
    sender="b",
    sent=datetime(2022, 2, 16, tzinfo=UTC),
    status="Actual",
    msg_type="Alert",
    scope="Public",
    infos=(INFO,),
)


def reading(status: str = "Actual", **changes: object) -> Reading:
    return read(replace(ALERT, status=status, infos=(replace(INFO, **changes),)), "en", mark=MARK)


def test_a_short_warning_is_whole_everywhere() -> None:
    short = reading(instruction="Go to a shelter now.", description="", sender_name="")
    assert channels.notification(short).cut == ()
    assert channels.notification(short).title == "Air raid alert: Ash, Birch"
    assert channels.sms(short).segments == ("Air raid alert: Ash, Birch. Go to a shelter now.",)
    assert channels.lower_third(short).label == ("Air raid alert: Ash, Birch",)
    assert channels.lower_third(short).lines == ("Go to a shelter now.",)
    assert channels.cell_broadcast(short).pages == channels.sms(short).segments


def test_what_is_cut_is_said_and_sentences_stay_whole() -> None:
    sms = channels.sms(reading(description="Danger from the air. It comes from the east."), segments_max=1)
    whole = "Air raid alert: Ash, Birch. Go to a shelter now. If there is none near, go to the lowest floor."
    assert sms.segments == (f"{whole} Stay there until the all clear. Danger from the air.",)
    assert sms.shown.cut == ("description", "sender")  # the sender does not stand in for what was cut
    assert (sms.alphabet, sms.units) == ("GSM-7", len(sms.segments[0]))
    third = channels.lower_third(reading())
    assert third.lines == ("Go to a shelter now. If there is none", "near, go to the lowest floor.")
    assert third.shown.cut == ("rest", "description", "sender")


def test_a_headline_that_forgets_event_or_place_is_mended() -> None:
    assert reading(headline="Take cover").title == "Air raid alert: Take cover: Ash, Birch"
    assert reading(headline="Air raid alert!").title == "Air raid alert!: Ash, Birch"
    assert reading(headline="Danger in Ash, Birch").title == "Air raid alert: Danger in Ash, Birch"
    assert reading(headline="").title == "Air raid alert: Ash, Birch"
    assert reading(headline="Air raid alert: Ash +1").title == "Air raid alert: Ash, Birch"  # room for both


@pytest.mark.parametrize(
    "changes",
    [{"msg_type": "Cancel"}, {"msg_type": "Update", "infos": (replace(INFO, response_types=("AllClear",)),)}],
)
def test_what_ends_a_warning_never_reads_like_its_beginning(changes: dict[str, object]) -> None:
    alert = replace(ALERT, **changes)
    over = replace(alert.infos[0], headline="All clear: Ash, Birch", instruction="You can leave the shelter.")
    found = read(replace(alert, infos=(over,)), "en")
    assert found.title == "All clear: Ash, Birch"
    many = ", ".join(f"Place {n}" for n in range(60))
    over = replace(over, headline=f"All clear: {many}", areas=(Area(description=many),))
    found = read(replace(alert, infos=(over,)), "en")
    for shown in (channels.notification(found), channels.lower_third(found).shown, channels.sms(found).shown):
        assert shown.title.startswith("All clear: Place 0, Place 1")
        assert "Air raid" not in shown.whole.replace(over.description, "")


def test_without_an_instruction_the_description_says_what_to_do() -> None:
    assert reading(instruction="").first == "Danger from the air."


def test_many_places_are_named_as_far_as_they_fit() -> None:
    many = ", ".join(f"Place {n}" for n in range(60))
    shown = channels.notification(reading(areas=(Area(description=many),), headline=f"Air raid alert: {many}"))
    assert shown.title == "Air raid alert: Place 0, Place 1, Place 2, Place 3, Place 4 +55"
    assert "place" in shown.cut


def test_the_mark_of_an_exercise_stands_first_and_once() -> None:
    marked = {name: f"{MARK}: {getattr(INFO, name)}" for name in ("headline", "description", "instruction")}
    exercise = reading("Exercise", **marked)
    assert exercise.title == f"{MARK}: Air raid alert: Ash, Birch"
    for shown in (
        channels.notification(exercise),
        channels.sms(exercise).shown,
        channels.lower_third(exercise).shown,
        channels.cell_broadcast(exercise).shown,
    ):
        assert shown.title.startswith(f"{MARK}:")
        assert shown.whole.count(MARK) == 1
        assert "Go to a shelter now." in shown.text
    assert reading("Actual").mark == ""


def test_a_language_that_it_does_not_speak_is_refused() -> None:
    with pytest.raises(KeyError):
        read(ALERT, "uk")


def test_a_cell_broadcast_is_fifteen_pages_of_82_octets() -> None:
    long = channels.cell_broadcast(reading(description="Danger. " * 400))
    assert (long.alphabet, long.units_max) == ("GSM-7", 1395)
    assert len(long.pages) == 15
    assert long.units <= 1395
    assert long.shown.cut == ("description", "sender")
    wide = channels.cell_broadcast(reading(description="Небезпека. " * 400))
    assert (wide.alphabet, wide.units_max) == ("UCS-2", 615)
    assert len(wide.pages) <= 15


TEXT = st.text(st.characters(categories=("Lu", "Ll", "Nd", "Zs", "Po", "So")), min_size=1, max_size=500)
LINE = st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=12)


@given(
    event=LINE,
    places=st.lists(LINE, min_size=1, max_size=40),
    headline=TEXT,
    instruction=TEXT,
    description=TEXT,
    exercise=st.booleans(),
)
def test_nothing_that_matters_is_cut_in_any_channel(
    event: str, places: list[str], headline: str, instruction: str, description: str, exercise: bool
) -> None:
    found = reading(
        "Exercise" if exercise else "Actual",
        event=event,
        headline=headline,
        instruction=instruction,
        description=description,
        areas=(Area(description=", ".join(places)),),
    )
    sms, cell = channels.sms(found), channels.cell_broadcast(found)
    third, note = channels.lower_third(found), channels.notification(found)
    for shown in (note, sms.shown, third.shown, cell.shown):
        assert not exercise or shown.title.startswith(MARK)
        assert event.casefold() in shown.title.casefold()
        assert places[0].casefold() in shown.title.casefold()
        assert "place" in shown.cut or ", ".join(places).casefold() in shown.title.casefold()
        assert "first" in shown.cut or shown.text.startswith(found.first)
    assert len(note.title) <= 65 or "place" in note.cut
    assert len(note.text) <= 240
    assert len(sms.segments) <= 4
    assert len(cell.pages) <= 15
    assert len(third.lines) <= 2


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Не виходьте на вул. Хрещатик. Чекайте.", "Не виходьте на вул. Хрещатик."),
        ("Stay off St. Mark's Road! Wait.", "Stay off St. Mark's Road!"),
        ("Go in now. Wait.", "Go in now."),
        ("Go in", "Go in"),
    ],
)
def test_a_word_that_is_shortened_ends_no_sentence(text: str, first: str) -> None:
    assert reading(instruction=text).first == first
