import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.editorial import warnings_stage as stage
from tests.editorial.warnings_stage import NOW, compose, issue, made, minutes, offered, there

from uarazom.acts import alerts
from uarazom.cap import agreement
from uarazom.cap.check import check
from uarazom.cap.read import read
from uarazom.editorial.alerting.composing import Prepared
from uarazom.editorial.alerting.errors import BadWarning
from uarazom.editorial.alerting.events import Filled
from uarazom.editorial.alerting.proposal import STEPS, Audio
from uarazom.verify import canon

REASON = {"en": "We had the wrong place.", "uk": "Ми помилилися з місцем."}
NOTE = {"en": "The spring exercise", "uk": "Весняні навчання"}


def holds(prepared: Prepared) -> None:
    """The message reads back equal, is one that we send, and agrees with its act; its blobs are all there."""
    (message,) = read(prepared.message)
    assert message.alert == prepared.alert
    (found,) = check(prepared.message)
    assert found.issuable, found.findings
    fields, words = prepared.composed.fields, prepared.composed.words
    assert agreement.findings(fields, words, prepared.alert) == ()
    assert fields["alert"]["message"]["digest"] in prepared.composed.blobs
    if prepared.retraction is not None:
        for digest, raw in prepared.retraction.blobs.items():
            assert canon.digest(raw) == digest
        cap = next(raw for raw in prepared.retraction.blobs.values() if raw.startswith(b"<?xml"))
        (found,) = check(cap)
        assert found.issuable, found.findings


def test_a_warning_for_one_place() -> None:
    record = made()
    prepared = issue(record, offered(record))
    holds(prepared)
    alert = prepared.alert
    assert [info.language for info in alert.infos] == ["uk", "en"]
    assert alert.infos[1].headline == "Air raid alert: Ash"
    assert "07:30" not in alert.infos[1].description
    assert "until 09:30, February 16" in alert.infos[1].description  # the zone of the register
    assert alert.infos[0].areas[0].geocodes[0].value == "0001"
    assert (alert.status, alert.msg_type, alert.references) == ("Actual", "Alert", ())
    assert alert.infos[1].web == f"{stage.URL}/en/alert/raid.html"
    assert prepared.unsaid == ()
    (document,) = alerts.in_force(record.ledger, minutes(1))
    assert alerts.concern(document, "AA-01:0001") == "whole"


def test_the_retraction_is_ready_and_speaks_the_same_languages() -> None:
    prepared = compose(made(), offered(made()))
    retraction = prepared.retraction
    assert retraction is not None
    template = canon.parse(retraction.template)
    assert canon.digest(retraction.template) == prepared.composed.fields["alert"]["retraction"]
    assert {template["words"], template["cap"]} == set(retraction.blobs)
    cancel = retraction.alert
    assert (cancel.identifier, cancel.msg_type, cancel.sent) == ("0", "Cancel", prepared.alert.sent)
    assert [one.key for one in cancel.references] == [prepared.alert.key]
    assert set(retraction.words["title"]) == {"uk", "en"}
    assert set(retraction.words["reason"]) == {"uk", "en"}
    renamed = compose(made(), offered(made(), names={"en": "Ash and around", "uk": "Ясен і довкола"})).retraction
    assert renamed is not None
    assert renamed.words["title"]["en"] == "False alert, no air raid alert: Ash and around"


def test_the_life_of_a_warning_carries_its_references_by_itself() -> None:
    record = made()
    first = issue(record, offered(record, until=minutes(60)))
    second = issue(record, offered(record, "update", at=minutes(30), place=there("AA-01")), minutes(30))
    assert [one.key for one in second.alert.references] == [first.alert.key]
    third = issue(record, offered(record, "correct", at=minutes(70), reason=REASON), minutes(70))
    assert [one.key for one in third.alert.references] == [second.alert.key]  # the first has expired
    last = issue(record, offered(record, "all_clear", at=minutes(80)), minutes(80))
    assert [one.key for one in last.alert.references] == [second.alert.key, third.alert.key]
    assert last.retraction is None
    for prepared in (first, second, third, last):
        holds(prepared)
    assert alerts.in_force(record.ledger, minutes(81)) == ()
    with pytest.raises(BadWarning):
        compose(record, offered(record, "update", at=minutes(90)), minutes(90))


@pytest.mark.parametrize(("step", "ground"), [("cancel", "cancelled"), ("false_alert", "false_alert")])
def test_a_warning_is_taken_back(step: str, ground: str) -> None:
    record = made()
    issue(record, offered(record))
    prepared = issue(record, offered(record, step, at=minutes(2), reason=REASON), minutes(2))
    holds(prepared)
    assert prepared.composed.fields["ground"] == ground
    assert prepared.alert.msg_type == "Cancel"
    assert alerts.in_force(record.ledger, minutes(3)) == ()


def test_an_all_clear_after_the_time_ran_out_refers_to_the_latest() -> None:
    record = made()
    first = issue(record, offered(record, until=minutes(10)))
    last = issue(record, offered(record, "all_clear", at=minutes(20)), minutes(20))
    holds(last)
    assert [one.key for one in last.alert.references] == [first.alert.key]


def test_a_missing_translation_never_delays() -> None:
    record = made()
    proposal = offered(record)
    prepared = issue(record, replace(proposal, texts={"en": proposal.texts["en"], "uk": Filled("Тривога", " ")}))
    holds(prepared)
    assert prepared.unsaid == ("uk",)
    assert list(prepared.composed.words["title"]) == ["en"]
    assert prepared.retraction is not None
    assert list(prepared.retraction.words["title"]) == ["en"]


def test_an_exercise_bears_its_mark_in_every_text_and_another_format() -> None:
    record = made()
    prepared = issue(record, offered(record, exercise=True, note=NOTE))
    holds(prepared)
    assert prepared.composed.fields["format"] == "uarazom/exercise/1"
    assert (prepared.alert.status, prepared.alert.note) == ("Exercise", "Весняні навчання / The spring exercise")
    for info in prepared.alert.infos:
        assert info.web == f"{stage.URL}/{info.language}/exercise/raid.html"
        for text in (info.headline, info.description, info.instruction):
            assert text.startswith(stage.MARK)
    assert prepared.retraction is not None
    assert all(text.startswith(stage.MARK) for text in prepared.retraction.words["title"].values())
    assert not record.ledger.documents
    over = issue(record, offered(record, "all_clear", at=minutes(5), exercise=True, note=NOTE), minutes(5))
    holds(over)


@pytest.mark.parametrize(("mode", "status"), [("demonstration", "Test"), ("training", "Exercise")])
def test_what_is_not_live_says_so(mode: str, status: str) -> None:
    record = made(mode)
    prepared = issue(record, offered(record))
    holds(prepared)
    assert prepared.alert.status == status


def test_spoken_texts_are_media_and_resources_where_the_address_is_known() -> None:
    sound = (Audio("en", "audio/ogg", b"OggS en"), Audio("uk", "audio/ogg", b"OggS uk"))
    for url, count in ((stage.URL, 1), ("", 0)):
        record = made(url=url)
        prepared = issue(record, offered(record, audio=sound))
        holds(prepared)
        assert [len(info.resources) for info in prepared.alert.infos] == [count, count]
        assert len(prepared.composed.fields["media"]) == 2
        assert set(prepared.composed.blobs.values()) > {one.content for one in sound}


def test_a_shape_is_a_polygon_and_says_whom_it_may_concern() -> None:
    record = made()
    prepared = issue(record, offered(record, place=there("AA-02", shape=stage.SQUARE)))
    holds(prepared)
    area = prepared.alert.infos[0].areas[0]
    assert area.polygons == (((0, 0), (0, 1), (1, 1), (1, 0), (0, 0)),)  # latitude first
    assert prepared.composed.fields["regions"] == ["AA-02"]
    assert prepared.composed.fields["alert"]["parts"] == {"AA": "possibly"}
    assert area.description == "AA, Beta"  # no name in this language: another's, or the code


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"until": None, "step": "issue"}, "until"),
        ({"until": NOW}, "until"),
        ({"until": NOW + timedelta(hours=7)}, "until"),  # the event's own ceiling
        ({"until": NOW + timedelta(hours=1, milliseconds=1)}, "until"),
        ({"onset": NOW + timedelta(hours=9)}, "onset"),
        ({"texts": {}}, "texts"),
        ({"names": {}}, "names.uk"),
        ({"body": "other"}, "body"),
        ({"event": "other"}, "event"),
        ({"step": "other"}, "step"),
        ({"step": "update"}, "document"),
        ({"document": "NO ID"}, "document"),
        ({"exercise": True}, "note"),
        ({"step": "correct"}, "reason"),
        ({"by": "nobody"}, "by"),
        ({"severity": "Grave"}, "/alert/info[1]/severity"),
        ({"responses": ("Run",)}, "/alert/info[1]/responseType"),
        ({"texts": {"en": Filled("x\x00", "y")}}, "/alert/info[1]/headline"),
        ({"texts": {"en": Filled("Two\nlines", "y")}}, "words.title.en"),
        ({"texts": {"en": Filled("Run <b>now</b>", "y")}}, "/alert/info/headline"),
        ({"texts": {"en": Filled(f"{stage.MARK}: x", "y")}}, "words.title.en"),  # a live warning bears no mark
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], member: str) -> None:
    record = made()
    with pytest.raises(BadWarning) as refused:
        compose(record, replace(offered(record), **changes))
    assert member in {finding.member for finding in refused.value.findings}
    assert member in str(refused.value)


def test_the_policy_has_a_ceiling_too_and_an_exercise_an_id_of_its_own() -> None:
    record = made(max_seconds=600)
    with pytest.raises(BadWarning, match="at most 600 seconds"):
        compose(record, offered(record))
    record = made()
    issue(record, offered(record))
    with pytest.raises(BadWarning, match="neither a warning nor an exercise"):
        compose(record, offered(record, exercise=True, note=NOTE))
    with pytest.raises(BadWarning, match="Update the warning instead"):
        compose(record, offered(record))


def test_a_headline_names_the_places() -> None:
    record = made()
    proposal = offered(record, place=replace(there("AA-02"), regions=tuple(stage.REGIONS)))
    assert proposal.texts["en"].headline == "Air raid alert: Alpha, Ash, Birch, Beta"


texts = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60)


@settings(max_examples=40, deadline=None)
@given(
    event=st.sampled_from(sorted(stage.EVENTS)),
    said=st.dictionaries(st.sampled_from(("uk", "en")), st.tuples(texts, texts, texts), min_size=1),
    codes=st.sets(st.sampled_from(sorted(stage.REGIONS)), min_size=1),
    shape=st.sampled_from(("", stage.SQUARE)),
    seconds=st.integers(60, 1800),
    exercise=st.booleans(),
    then=st.sampled_from(tuple(STEPS)),
)
def test_whatever_is_composed_reads_back_agrees_and_is_issuable(
    event: str,
    said: dict[str, tuple[str, str, str]],
    codes: set[str],
    shape: str,
    seconds: int,
    exercise: bool,
    then: str,
) -> None:
    record = made()
    until = NOW + timedelta(seconds=seconds)
    filled = {language: Filled(*parts) for language, parts in said.items()}
    common = {"event": event, "place": there(*codes, shape=shape), "exercise": exercise, "note": NOTE, "texts": filled}
    try:
        prepared = issue(record, offered(record, until=until, **common))
    except BadWarning:  # blanks alone, text that turns its neighbours, markup: what no warning may say
        assert any(re.search(r"[<>&]|[^\w\s.,]", part) or not part.strip() for parts in said.values() for part in parts)
        return
    holds(prepared)
    step = "extend" if then == "issue" else then
    at = NOW + timedelta(seconds=30)
    ends = {} if STEPS[step].levels else {"until": until}
    holds(issue(record, offered(record, step, at=at, reason=REASON, **ends, **common), at))
