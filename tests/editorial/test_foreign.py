"""Another authority's warning as a proposal of ours."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.cap.good import GOOD

from uarazom.areas.regions import RegionSet
from uarazom.cap.model import Alert, Pair
from uarazom.cap.read import read
from uarazom.editorial.alerting.foreign import carry, side

REGIONS = RegionSet(("XX", "XX-01", "XX-01:0203", "XX-02"))


def good() -> Alert:
    (message,) = read(GOOD.encode())
    assert message.alert
    return message.alert


def test_what_is_carried_over() -> None:
    found = carry(good(), REGIONS, ("uk", "en"))
    assert found.regions == ("XX-01",)
    assert found.levels == {"severity": "Severe", "urgency": "Expected", "certainty": "Likely"}
    assert found.responses == ("Shelter",)
    assert found.until == datetime(2022, 2, 16, 18, tzinfo=UTC)
    assert found.texts["title"] == {"uk": "Шторм на півночі", "en": "Storm in the north"}
    assert found.shapes.startswith("MULTIPOLYGON (((30.1 50.1, 30.5 50.1")
    assert found.left_out == ("50.4,30.3 12.5 km",)


def test_a_raion_by_the_local_part_of_its_code_and_a_code_that_nobody_knows() -> None:
    alert = good()
    area = replace(alert.infos[0].areas[0], geocodes=(Pair("X", "0203"), Pair("FIPS", "99")), circles=())
    found = carry(replace(alert, infos=(replace(alert.infos[0], areas=(area,)),)), REGIONS, ("en",))
    assert found.regions == ("XX-01:0203",)
    assert found.left_out == ("FIPS: 99",)


def test_languages_are_matched_and_never_translated() -> None:
    info = replace(good().infos[1], language="en-US")
    assert carry(replace(good(), infos=(info,)), REGIONS, ("uk", "en")).texts["title"] == {"en": "Storm in the north"}
    assert carry(replace(good(), infos=(info,)), REGIONS, ("uk",)).texts["title"] == {}


def test_levels_that_are_no_words_are_left_to_the_template() -> None:
    info = replace(good().infos[0], severity="Terrible", response_types=("Run",), expires=None)
    found = carry(replace(good(), infos=(info,)), REGIONS, ("uk",))
    assert "severity" not in found.levels
    assert (found.responses, found.until) == ((), None)


@pytest.mark.parametrize(
    ("status", "msg_type", "expected"),
    [
        ("Actual", "Alert", "duty"),
        ("Exercise", "Update", "exercise"),
        *((status, "Alert", None) for status in ("Test", "Draft", "System")),
        *(("Actual", msg_type, None) for msg_type in ("Cancel", "Ack", "Error")),
    ],
)
def test_an_exercise_never_becomes_a_warning(status: str, msg_type: str, expected: str | None) -> None:
    assert side(replace(good(), status=status, msg_type=msg_type)) == expected


def test_a_message_without_content_becomes_nothing() -> None:
    assert side(replace(good(), infos=())) is None
