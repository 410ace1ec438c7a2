"""A register that may be issued, and each thing that may be wrong with one."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpus import load

from uarazom.acts.errors import BadAct
from uarazom.acts.read import read_words
from uarazom.acts.register import Register, RuleCount, RulePack, instant
from uarazom.acts.register_schema import EACH, SHAPES, check_register
from uarazom.acts.register_words import MEMBERS

EARLIER, LATER = "2022-02-01T00:00:00Z", "2022-02-02T00:00:00Z"
NAMES = {"bodies": {"b": {"name": {"en": "Body"}}}, "people": {"p": {"name": {"en": "Person"}}}}


def register(**more: Any) -> dict[str, Any]:
    fields = {
        "format": "uarazom/register/1",
        "version": 1,
        "instance": {"id": "i", "timezone": "Europe/Paris", "languages": ["fr", "ar"], "mode": "live"},
        "bodies": {"b": {"kind": "ministry", "head": "state"}},
        "people": {"p": {"offices": [{"body": "b"}]}},
        "sections": ["safety"],
        "regions": ["AA", "AA-01"],
        **more,
    }
    return {name: value for name, value in fields.items() if value is not None}


def found(fields: dict[str, Any], words: Any = NAMES, before: Register | None = None) -> set[str]:
    try:
        check_register(fields, words, register=before or Register())
    except BadAct as bad:
        return {finding.member for finding in bad.findings}
    return set()


def test_a_good_register_may_be_issued() -> None:
    assert found(register()) == set()


def test_the_corpus_has_one() -> None:
    corpus = load()
    fields = next(entry.fields for entry in corpus.entries if entry.fields["format"] == "uarazom/register/1")
    assert found(fields, corpus.blobs[fields["words"]]) == set()


def instance(**more: Any) -> dict[str, Any]:
    return {"instance": {**register()["instance"], **more}}


def body(**more: Any) -> dict[str, Any]:
    return {"bodies": {"b": {"kind": "ministry", "head": "state", **more}}}


def pack(**counts: Any) -> dict[str, Any]:
    return {"rule_pack": {"digest": "0" * 64, "rules": 2, "counts": counts}}


@pytest.mark.parametrize(
    ("more", "member"),
    [
        ({"colour": "red"}, "colour"),
        ({"version": None}, "version"),
        ({"version": 2}, "version"),
        ({"previous": "0" * 64}, "previous"),
        ({"sections": ["safety", "safety"]}, "sections"),
        ({"regions": ["Bavaria"]}, "regions"),
        ({"regions": []}, "regions"),
        ({"rule_pack": {"digest": "0" * 64}}, "rule_pack"),
        (pack(phone={"flagged": 1, "held": 0}), "rule_pack"),
        (pack(phone={"flagged": -1, "held": 0, "released": 0}), "rule_pack"),
        (pack(phone={"flagged": 1, "held": 0, "released": 0, "text": "077"}), "rule_pack"),
        (pack(**{"Not An Id": {"flagged": 1, "held": 0, "released": 0}}), "rule_pack"),
        ({"rule_pack": {"digest": "0" * 64, "rules": True}}, "rule_pack"),
        (instance(timezone="../../etc/passwd"), "instance"),
        (instance(languages=[]), "instance"),
        (instance(mode="test"), "instance"),
        (instance(report_by="24:00"), "instance"),
        (instance(emergency_numbers=["call me"]), "instance"),
        (instance(catalogues={"ar": "file.po"}), "instance"),
        ({"bodies": {}}, "bodies"),
        ({"bodies": {"Not An Id": {"kind": "ministry", "head": "x"}}}, "bodies"),
        (body(kind="club"), "bodies.b"),
        (body(named="maybe"), "bodies.b"),
        (body(colour="red"), "bodies.b"),
        ({"people": {"p": {"offices": []}}}, "people.p"),
        ({"people": {"p": {"offices": [{"body": "elsewhere"}]}}}, "people.p.offices"),
        ({"people": {"p": {"offices": [{"body": "b", "from": LATER, "until": EARLIER}]}}}, "people.p.offices"),
        (
            {"bodies": {"b": {"kind": "ministry", "head": "c"}, "c": {"kind": "ministry", "head": "b"}}},
            "bodies.b.head",
        ),
        ({"people": {"b": {"offices": [{"body": "b"}]}}}, "people.b"),
        ({"bodies": {**body()["bodies"], "c": {"kind": "agency", "head": "b"}}}, "words.bodies.c.name"),
    ],
)
def test_what_is_wrong_is_found(more: dict[str, Any], member: str) -> None:
    assert member in found(register(**more))


def test_who_is_known_needs_no_new_name() -> None:
    before = Register().with_entry(0, "0" * 64, {**register(), "issued_at": "2022-02-14T00:00:00Z"}, None)
    follow = {"format": "uarazom/register/1", "version": 2, "previous": "0" * 64}
    assert found({**follow, **body(kind="agency")}, None, before) == set()
    assert found({**follow, "version": 3}, None, before) == {"version"}
    assert "bodies.p" in found({**follow, "bodies": {"p": {"kind": "agency", "head": "p"}}}, None, before)


def stands(fields: dict[str, Any], words: Any = None) -> Register:
    """The register after one entry."""
    told = read_words(words) if words else None
    return Register().with_entry(0, "0" * 64, {**fields, "issued_at": "2022-02-14T00:00:00Z"}, told)


def test_an_instance_keeps_its_id_and_its_mode() -> None:
    before = stands(register())
    follow = {"version": 2, "previous": "0" * 64, "bodies": None, "people": None}
    assert found(register(**follow), None, before) == set()
    assert found(register(**follow, **instance(mode="training")), None, before) == {"instance.mode"}
    assert found(register(**follow, **instance(id="j")), None, before) == {"instance.id"}


def test_an_owner_is_left() -> None:
    owner = {"kind": "agency", "head": "state", "participation": "owner"}
    before = stands(register(bodies={"b": owner, "c": owner}))
    follow = {"format": "uarazom/register/1", "version": 2, "previous": "0" * 64}
    over, other = {**owner, "ended": EARLIER}, {**owner, "participation": "agreed"}
    assert found({**follow, "bodies": {"b": over}}, None, before) == set()
    assert found({**follow, "bodies": {"b": over, "c": other}}, None, before) == {"bodies.b.participation"}
    new = {"bodies": {"d": {"name": {"en": "D"}}}}
    assert found({**follow, "bodies": {"b": over, "c": other, "d": owner}}, new, before) == set()
    assert before.owners(datetime(2022, 1, 1, tzinfo=UTC)) == ("b", "c")
    assert stands(register(bodies={"b": over, "c": owner})).owners(instant(LATER)) == ("c",)


@pytest.mark.parametrize(
    ("words", "member"),
    [
        ({"colours": {"red": {}}}, "words.colours"),
        ({"sections": ["safety"]}, "words.sections"),
        ({"sections": {"Not An Id": {"name": {"en": "S"}}}}, "words.sections.Not An Id"),
        ({"sections": {"safety": {"title": {"en": "S"}}}}, "words.sections.safety.title"),
        ({"sections": {"safety": {"name": {}}}}, "words.sections.safety.name"),
        ({"sections": {"safety": {"name": {"en": "two\nlines"}}}}, "words.sections.safety.name.en"),
        ({"regions": {"Bavaria": {"name": {"en": "Bavaria"}}}}, "words.regions.Bavaria"),
        ({"competences": {"mines": {"name": {"English": "Mines"}}}}, "words.competences.mines.name.English"),
        ({"topics": {"t": {"name": {"en": "\u202e"}}}}, "words.topics.t.name.en"),
        ({"policy": {"corrections": {"text": {"en": " space "}}}}, "words.policy.corrections.text.en"),
        ({"policy": {"corrections": {"text": {"en": "x" * 100_001}}}}, "words.policy.corrections.text.en"),
        ({"instance": {"motto": {"en": "M"}}}, "words.instance.motto"),
        ({"instance": {"name": {}}}, "words.instance.name"),
        ({"instance": {"url": "ftp://example.org/"}}, "words.instance.url"),
        ({"bodies": {"b": {"name": {"en": "B"}, "url": ""}}}, "words.bodies.b.url"),
        ({"bodies": {"other": {"name": {"en": "B"}}}}, "words.bodies.other"),
        ({"people": {"p": {"name": {"en": "P"}, "offices": [{"en": "x"}, {"en": "y"}]}}}, "words.people.p.offices"),
        ({"people": {"p": {"name": {"en": "P"}, "offices": [{"en": ""}]}}}, "words.people.p.offices.0.en"),
        ({"people": {"p": {"name": {"en": "P"}, "offices": "Minister"}}}, "words.people.p.offices"),
    ],
)
def test_wrong_words_are_found(words: dict[str, Any], member: str) -> None:
    assert member in found(register(), {**NAMES, **words})


def test_what_is_taken_away_is_said_by_nothing() -> None:
    gone = {"instance": {"tagline": {}, "about": {}, "url": ""}}
    titles = {"people": {"p": {"name": {"en": "P"}, "offices": [{}]}}}
    assert found(register(), {**NAMES, **gone, **titles}) == set()


def test_the_counts_of_the_gate_are_read() -> None:
    read = stands(register(**pack(phone={"flagged": 3, "held": 2, "released": 1}))).rule_pack
    assert read == RulePack("0" * 64, 2, {"phone": RuleCount(flagged=3, held=2, released=1)})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["b", "head"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["b", "kind"]), inner, max_size=3),
    max_leaves=5,
)


KINDS = st.sampled_from([*MEMBERS, "x"])


@given(st.dictionaries(st.sampled_from([*SHAPES, *EACH, "x"]), ANYTHING, max_size=6), st.dictionaries(KINDS, ANYTHING))
def test_bad_input_is_a_clear_error_and_nothing_else(more: dict[str, Any], words: Any) -> None:
    found({**register(), **more}, words)
