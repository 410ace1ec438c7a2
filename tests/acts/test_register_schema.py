"""A register that may be issued, and each thing that may be wrong with one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpus import load

from uarazom.acts.errors import BadAct
from uarazom.acts.register import Register
from uarazom.acts.register_schema import EACH, SHAPES, check_register

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
        ({"people": {"p": {"offices": [{"body": "elsewhere"}]}}}, "people.p"),
        ({"people": {"p": {"offices": [{"body": "b", "from": LATER, "until": EARLIER}]}}}, "people.p"),
        (
            {"bodies": {"b": {"kind": "ministry", "head": "c"}, "c": {"kind": "ministry", "head": "b"}}},
            "bodies.b",
        ),
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


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4) | st.sampled_from(["b", "head"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["b", "kind"]), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*SHAPES, *EACH, "x"]), ANYTHING, max_size=6), ANYTHING)
def test_bad_input_is_a_clear_error_and_nothing_else(more: dict[str, Any], words: Any) -> None:
    found({**register(), **more}, {"bodies": words})
