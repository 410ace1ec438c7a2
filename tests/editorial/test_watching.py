"""An article that is followed: what is a finding, what is none, and when the same finding is the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.quotes.demonstration import record
from tests.quotes.test_story import CARRIED, CHANGED, FACE_VALUE, GLUED, RUSSIAN, STATEMENT

from uarazom.editorial.watching import KIN_MAX, KINDS, SINCE, Finding, Looked, Printed, kin, look, reused
from uarazom.quotes.record import Record

MORNING = Printed(datetime(2022, 2, 15, 6, 0, tzinfo=UTC))
EVENING = Printed(datetime(2022, 2, 14, 19, 0, tzinfo=UTC))  # before it was clarified


def found(text: str, printed: Printed = MORNING) -> Looked:
    return look(text, printed, record())


def kinds(text: str, printed: Printed = MORNING) -> list[str]:
    return [one.kind for one in found(text, printed).findings]


@pytest.mark.parametrize("code", ["en", "uk"])
def test_the_statement_of_14_february_in_the_press_of_the_next_day(code: str) -> None:
    assert kinds(FACE_VALUE[code]) == ["without_clarification"]
    assert kinds(CARRIED[code]) == []
    assert kinds(CHANGED[code]) == ["altered"]
    assert kinds(GLUED[code]) == ["spliced"]
    assert found(FACE_VALUE[code]).statements == (STATEMENT,)
    assert found(FACE_VALUE[code]).language == code


def test_what_our_record_does_not_have_is_no_finding() -> None:
    assert found("Zelenskyy said: “Bring me the map of the northern valley before anybody wakes up.”").findings == ()
    assert found(RUSSIAN) == Looked("ru", (), ())
    assert found("") == Looked(None, (), ())
    assert found("Ĉu vi parolas Esperanton? „Jes“, li diris.").findings == ()


def test_a_clarification_that_came_afterwards_is_another_thing() -> None:
    """The article was right when it came out: it is never said to have misquoted anybody."""
    assert kinds(FACE_VALUE["en"], EVENING) == [SINCE]
    assert kinds(CARRIED["en"], EVENING) == []
    earlier = Record(record().ledger, record().index, datetime(2022, 2, 14, 19, 30, tzinfo=UTC))
    assert look(FACE_VALUE["en"], EVENING, earlier).findings == ()


def test_of_an_article_without_a_date_nothing_is_alleged_that_its_date_decides() -> None:
    assert kinds(FACE_VALUE["en"], Printed()) == [SINCE]
    assert kinds(FACE_VALUE["en"], Printed(day=date(2022, 2, 14))) == [SINCE]
    assert kinds(CHANGED["en"], Printed()) == ["altered"]


def test_a_finding_is_named_by_what_was_found() -> None:
    (one,) = found(FACE_VALUE["en"]).findings
    (again,) = found("Read also: the weather.\n\n" + FACE_VALUE["en"].replace(" Shares fell.", "")).findings
    (since,) = found(FACE_VALUE["en"], EVENING).findings
    (other,) = found(CHANGED["en"]).findings
    assert one.key == again.key
    assert len({one.key, since.key, other.key}) == 3
    twice = FACE_VALUE["en"] + "\n\n" + FACE_VALUE["en"]
    assert kinds(twice) == ["without_clarification"]


def test_what_people_compare_stands_with_the_finding_and_survives_its_keeping() -> None:
    (one,) = found("Kyiv.\n\n" + CHANGED["en"] + "\n\nWeather.").findings
    assert one.context == CHANGED["en"]
    assert "February 16 will be the day of the attack" in one.record
    assert "16 лютого" in one.original
    assert [(change["said"], change["quoted"]) for change in one.quotation.diff] == [("16", "18")]
    assert one.quotation.clarification is not None
    kept = one.json()
    assert Finding.read(kept) == one
    assert Finding.read({**kept, "quotation": {**kept["quotation"], "later": 1}}) == one
    assert set(kinds(CHANGED["en"])) <= set(KINDS)


def test_passages_of_another_article_are_shown_as_reuse() -> None:
    long = " The council of the northern town met on Monday and decided that every bridge would be closed at night."
    (one,) = reused(FACE_VALUE["en"] + long, {"7": "Other news first." + long + " And more."})
    assert one["other"] == "7"
    assert set(kin(FACE_VALUE["en"] + long * 3)) & set(kin("Something else." + long * 3))
    assert len(kin(" ".join(f"word{n}" for n in range(20_000)))) == KIN_MAX
    assert kin("") == kin("one two") == ()


def test_a_text_longer_than_any_is_looked_at_as_far_as_it_is_read() -> None:
    assert kinds(FACE_VALUE["en"] + " « " + "word " * 10_000 + " «" * 1_000) == ["without_clarification"]


def test_the_hour_of_publication_decides_to_the_minute() -> None:
    """The clarification of the demonstration stands from one instant on; an article a minute older is not blamed."""
    (clarified,) = (a for a in record().ledger.documents[STATEMENT].acts if a.act == "clarify" and a.by == "podolyak")
    before = replace(MORNING, at=clarified.exists_from - timedelta(minutes=1))
    after = replace(MORNING, at=clarified.exists_from + timedelta(minutes=1))
    assert (kinds(FACE_VALUE["en"], before), kinds(FACE_VALUE["en"], after)) == ([SINCE], ["without_clarification"])
