"""What composing makes agrees; whatever one then changes in act, words or message is found."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editorial import warnings_stage as stage
from tests.editorial.warnings_stage import issue, made, minutes, offered, there

from uarazom.cap import agreement
from uarazom.cap.agreement import findings
from uarazom.cap.geocodes import geocode, is_geocode
from uarazom.cap.model import Alert, Circle, Pair, Reference, Resource
from uarazom.editorial.alerting.composing import Prepared
from uarazom.editorial.alerting.proposal import Audio
from uarazom.verify import canon

NOTE = {"en": "The spring exercise", "uk": "Весняні навчання"}
SOUND = (Audio("en", "audio/ogg", b"OggS en"),)


def updated() -> tuple[Prepared, Any]:
    """The second message of an exercise, with everything in it; and the document before it."""
    record = made()
    issue(record, offered(record, exercise=True, note=NOTE))
    before = record.ledger.exercises["raid"]
    where = there("AA-01:0001", "AA-02", shape=stage.SQUARE)
    more = {"exercise": True, "note": NOTE, "place": where, "audio": SOUND, "onset": minutes(20)}
    return issue(record, offered(record, "update", at=minutes(10), **more), minutes(10)), before


PREPARED, BEFORE = updated()
FIELDS, WORDS, ALERT = dict(PREPARED.composed.fields), dict(PREPARED.composed.words), PREPARED.alert

# What an act has beside its message, and what `acts.schema` and the log hold: no message says it.
UNSAID = {
    "origin", "document", "kind", "act", "previous", "body", "by", "known_at_precision", "original_language", "words",
    "versions", "format", "n",
}  # fmt: skip


def test_what_composing_makes_agrees() -> None:
    assert findings(FIELDS, WORDS, ALERT) == ()
    assert findings(FIELDS, WORDS, ALERT, document=BEFORE) == ()


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every text and number."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield path
    for name, member in members:
        yield from leaves(member, (*path, name))


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """The same with one leaf changed, and the same with it gone."""
    other = copy.deepcopy(value)
    holder = other
    for name in path[:-1]:
        holder = holder[name]
    old = holder[path[-1]]
    holder[path[-1]] = old + 1 if isinstance(old, int) else f"{old}x"
    return other


@pytest.mark.parametrize("path", [path for path in leaves(FIELDS) if path[0] not in UNSAID], ids=str)
def test_any_change_of_the_act_is_found(path: tuple[Any, ...]) -> None:
    if path[0] == "alert" and path[1] in {"event", "retraction", "parts"}:
        return  # codes of ours that no message has; the approval is over them
    assert findings(changed(FIELDS, path), WORDS, ALERT)


@pytest.mark.parametrize("path", [path for path in leaves(WORDS) if path[0] not in {"format", "salt"}], ids=str)
def test_any_change_of_the_words_is_found(path: tuple[Any, ...]) -> None:
    assert findings(FIELDS, changed(WORDS, path), ALERT)
    gone = copy.deepcopy(WORDS)
    del gone[path[0]][path[1]]
    assert findings(FIELDS, gone, ALERT)


def test_an_act_without_a_message_and_shapes_that_are_none_are_answered() -> None:
    assert findings({}, WORDS, ALERT)
    assert findings({"alert": 3}, WORDS, ALERT)
    assert findings({**FIELDS, "alert": {}}, {}, ALERT)
    assert findings({**FIELDS, "n": 1}, WORDS, ALERT)  # the first message is about no other
    assert findings(FIELDS, dict.fromkeys(WORDS, 3), ALERT)
    assert findings(FIELDS, {name: {"en": 3} for name in WORDS}, ALERT)


info = ALERT.infos[0]
area = info.areas[0]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("en", "digest", "a")), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(
    fields=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)),
    codes=st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS["alert"], JSON)),
    words=st.fixed_dictionaries({}, optional=dict.fromkeys(WORDS, JSON)),
)
def test_whatever_an_act_holds_the_answer_is_findings(fields: Any, codes: Any, words: Any) -> None:
    assert findings(fields, words, ALERT, document=BEFORE)
    assert findings({**FIELDS, "alert": codes}, WORDS, ALERT)
    kept = {**FIELDS, **{name: value for name, value in fields.items() if name != "alert"}}
    assert isinstance(findings(kept, {**WORDS, **words}, ALERT), tuple)


def with_info(**changes: Any) -> Alert:
    return replace(ALERT, infos=(replace(info, **changes), *ALERT.infos[1:]))


CHANGES = [
    *(replace(ALERT, **{name: f"{getattr(ALERT, name)}x"}) for name in ("identifier", "sender", "note")),
    replace(ALERT, sent=ALERT.sent + timedelta(seconds=1) if ALERT.sent else None),
    replace(ALERT, sent=None),
    replace(ALERT, status="Actual"),
    replace(ALERT, msg_type="Alert"),
    replace(ALERT, scope="Restricted", restriction="us"),
    replace(ALERT, scope="Private", addresses=("you",)),
    replace(ALERT, source="elsewhere"),
    replace(ALERT, codes=("x",)),
    replace(ALERT, incidents=("x",)),
    replace(ALERT, references=()),
    replace(ALERT, references=ALERT.references * 2),
    replace(ALERT, references=(Reference("a@b.example", "other", minutes(0)),)),
    replace(ALERT, infos=()),
    replace(ALERT, infos=ALERT.infos[:1]),
    replace(ALERT, infos=ALERT.infos * 2),
    replace(ALERT, infos=ALERT.infos[::-1]),
    *(
        with_info(**{name: "other"})
        for name in ("event", "headline", "description", "instruction", "language", "audience", "contact")
    ),
    with_info(categories=("Met",)),
    with_info(event_codes=(Pair("A", "B"),)),
    with_info(sender_name="Somebody"),
    with_info(web="https://elsewhere.example/"),
    with_info(urgency="Past"),
    with_info(severity="Minor"),
    with_info(certainty="Unlikely"),
    with_info(response_types=()),
    with_info(response_types=("AllClear",)),
    with_info(effective=minutes(0)),
    with_info(onset=None),
    with_info(expires=None),
    with_info(expires=minutes(9999)),
    with_info(parameters=(Pair("a", "b"),)),
    with_info(areas=()),
    with_info(areas=(area, area)),
    with_info(areas=(replace(area, description="elsewhere"),)),
    with_info(areas=(replace(area, geocodes=()),)),
    with_info(areas=(replace(area, geocodes=area.geocodes[::-1]),)),
    with_info(areas=(replace(area, polygons=()),)),
    with_info(areas=(replace(area, polygons=tuple(tuple((y + 1, x) for y, x in one) for one in area.polygons)),)),
    with_info(areas=(replace(area, circles=(Circle(1, 1, 1),)),)),
    with_info(areas=(replace(area, altitude=1.0),)),
    with_info(resources=(Resource(description="x", mime_type="image/png", uri="https://x.example/blob/abc"),)),
]


@pytest.mark.parametrize("alert", CHANGES)
def test_any_change_of_the_message_is_found(alert: Alert) -> None:
    assert findings(FIELDS, WORDS, alert)
    assert findings(FIELDS, WORDS, alert)[0].rule


def test_a_changed_resource_is_found() -> None:
    english = ALERT.infos[1]
    (resource,) = english.resources
    for other in (
        replace(resource, uri=f"{resource.uri}0"),
        replace(resource, size=1),
        replace(resource, mime_type="audio/mpeg"),
        replace(resource, digest="0" * 40),
        replace(resource, deref_uri="AAAA"),
    ):
        assert findings(FIELDS, WORDS, replace(ALERT, infos=(info, replace(english, resources=(other,)))))


def test_with_the_document_every_reference_is_asked() -> None:
    """A message may say its own name and instant well and still leave an earlier one standing."""
    record = made()
    first = issue(record, offered(record))
    issue(record, offered(record, "update", at=minutes(1)), minutes(1))
    before = record.ledger.documents["raid"]
    third = issue(record, offered(record, "extend", at=minutes(2), until=minutes(300)), minutes(2))
    fewer = replace(third.alert, references=third.alert.references[1:])
    (found, _) = findings(third.composed.fields, third.composed.words, fewer, document=before)
    assert first.alert.identifier in found.expected


@given(number=st.from_regex(r"[A-Za-z0-9]{1,32}", fullmatch=True), codifier=st.sampled_from(("CODES", None)))
def test_a_geocode_stands_for_one_region_of_its_parent(number: str, codifier: str | None) -> None:
    code = f"AA-01:{number}"
    assert canon.is_region(code)
    assert is_geocode(geocode(code, codifier), code)
    assert not is_geocode(geocode(code, codifier), f"{code}0")
    assert not is_geocode(geocode("AA-01", codifier), code)


def test_notes_stand_in_the_order_of_the_languages() -> None:
    assert agreement.note({"en": "b", "uk": "a"}, ["uk", "en", "fr"]) == "a / b"
