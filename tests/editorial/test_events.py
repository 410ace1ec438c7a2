import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.cap import model
from uarazom.editorial import packs
from uarazom.editorial.alerting import events
from uarazom.verify import canon

EXAMPLE = Path(packs.__file__).with_name("events-example.yaml").read_bytes()
BLOB = events.from_yaml(EXAMPLE)


def changed(old: str, new: str) -> bytes:
    text = EXAMPLE.decode()
    assert old in text
    return text.replace(old, new, 1).encode()


def test_the_example_ships_with_every_event_whole_in_both_languages() -> None:
    listed = events.parse(BLOB)
    assert listed.digest == canon.digest(BLOB)
    for event in listed.values():
        assert set(event.name) == {"en", "uk"}
        assert set(event.warning.instruction) == {"en", "uk"}, event.id
        assert set(event.retraction.instruction) == {"en", "uk"}, event.id  # what to believe instead
        assert event.seconds <= event.max_seconds


def test_a_headline_of_the_example_begins_with_what_happens_and_an_end_does_not() -> None:
    for event in events.parse(BLOB).values():
        for language, name in event.name.items():
            assert event.warning.headline[language].startswith(name)
            assert not event.all_clear.headline[language].startswith(f"{name}:")
            assert "{place}" in event.warning.headline[language]


def test_the_example_names_no_telephone_number() -> None:
    assert not re.search(r"\b\d{3}\b(?![ ]*h)", re.sub(r"(?:max_)?seconds: \d+", "", EXAMPLE.decode()))


def test_texts_are_filled_and_nothing_else_is_replaced() -> None:
    event = events.parse(BLOB)["air-raid"]
    said = event.warning.fill("en", place="Alpha {until}", until="21:05")
    assert said.headline == "Air raid alert: Alpha {until}"  # what was filled in is not filled again
    assert "until 21:05" in said.description
    typed = replace(event.warning, headline={"en": "A {brace}, a { and {}"})
    assert typed.fill("en", place="Alpha", until="").headline == "A {brace}, a { and {}"
    assert "{" not in event.warning.fill("uk", place="Київ", until="21:05").description


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("uarazom/events/1", "uarazom/events/2", "line 5, format: expected one of uarazom/events/1"),
        ("[Security]", "[Secrity]", "line 8, events.air-raid.categories.0: expected one of"),
        ("urgency: Immediate", "urgency: immediate", "events.air-raid.urgency"),
        ("seconds: 7200", "seconds: 59", "an integer from 60"),
        ("max_seconds: 21600", "max_seconds: 7199", "an integer from 7200"),
        ("Air raid alert: {place}", "Air raid alert: {palce}", "only {place} and {until}"),
        ("Air raid alert: {place}", "Air raid alert: {place", "only {place} and {until}"),
        ('      uk: "Повітряна тривога"\n', "", "headline and description in en, as its name"),
        ("  air-raid:", "  Air raid:", "an event whose name is an id"),
        ("[Avoid, Shelter]", "[Shelter, Avoid]", "sorted, none twice"),
        ("    all_clear:", "    allclear:", "a member all_clear"),
        ("format:", "format: &f", "no anchors"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, what: str) -> None:
    with pytest.raises(events.BadEvents) as refused:
        events.from_yaml(changed(old, new))
    assert what in str(refused.value)


def test_every_finding_is_told_at_once() -> None:
    with pytest.raises(events.BadEvents) as refused:
        events.from_yaml(EXAMPLE.replace(b"severity: Extreme", b"severity: Bad"))
    assert len(refused.value.errors) == EXAMPLE.count(b"severity: Extreme")


@given(place=st.integers(0, len(BLOB) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_is_refused_or_another_digest(place: int, byte: int) -> None:
    other = BLOB[:place] + bytes([byte]) + BLOB[place + 1 :]
    try:
        read = events.parse(other)
    except events.BadEvents:
        return
    assert (read.digest == canon.digest(BLOB)) == (other == BLOB)


def test_a_list_that_only_looks_like_one_is_refused() -> None:
    for raw in (b"", b"{}", b"[]", BLOB + b" ", b'{"events":{},"format":"uarazom/events/1"}', b"\xff"):
        with pytest.raises(events.BadEvents):
            events.parse(raw)


def test_responses_and_levels_are_those_of_cap() -> None:
    for event in events.parse(BLOB).values():
        assert set(event.responses) <= set(model.RESPONSE_TYPES)
        assert event.severity in model.SEVERITIES
