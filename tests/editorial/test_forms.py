from datetime import UTC, datetime

import pytest
from tests.editorial.newsroom import claim, demo

from uarazom.acts import kinds, members, schema, wording
from uarazom.acts.model import Act
from uarazom.editorial import forms
from uarazom.editorial.draft import NOT_TEXTS, Draft

PLACES = [
    (kind.name, act, opens)
    for kind in kinds.KINDS.values()
    for opens, acts in ((True, kind.first_acts), (False, kind.later_acts))
    for act in acts
]


@pytest.mark.parametrize(("kind", "act", "opens"), PLACES)
def test_a_form_asks_what_the_schema_takes_and_needs(kind: str, act: str, opens: bool) -> None:
    fields = forms.FORMS[act].ask(kind, opens=opens)
    asked = {field.name: field for field in fields}
    assert len(asked) == len(fields), "a field twice"
    for field in fields:
        if not field.words:
            assert act in members.ON.get(field.name, members.SHAPES and kinds.ACTS), field.name
            assert kind in members.KINDS_OF.get(field.name, kinds.KINDS), field.name
        else:
            assert field.name in (*wording.TEXTS, *NOT_TEXTS)
    done = Act(
        index=0, digest="", issued_at=datetime(2022, 1, 1, tzinfo=UTC), document="d", n=1 if opens else 2,
        kind=kind, act=act, body="b",
    )  # fmt: skip
    needed = {*schema.required(done), *wording.required(done)} - {"valid_until"}
    assert needed <= {name for name, field in asked.items() if field.required}


def test_every_act_has_constraints_written_down() -> None:
    for form in forms.FORMS.values():
        assert form.constraints, form.act
        assert all(one.says.endswith(".") for one in form.constraints)
        assert form.kinds


def test_texts_stand_side_by_side_and_facts_do_not() -> None:
    asked = {field.name: field for field in forms.FORMS["announce"].ask("claim", opens=True)}
    assert asked["text"].per_language
    assert asked["title"].per_language
    assert not asked["by"].per_language
    assert not asked["source"].per_language
    assert asked["basis"].choices == kinds.BASES
    assert asked["basis"].label == "field.basis"


@pytest.mark.parametrize(("kind", "status"), [(k.name, s) for k in kinds.KINDS.values() for s in k.statuses])
def test_what_is_offered_follows_the_state(kind: str, status: str) -> None:
    offered = forms.offered(kind, status)
    assert set(offered) <= set(kinds.KINDS[kind].later_acts)
    assert ("release" in offered) == (status == "on_hold")
    assert "remove" in offered
    if status in {"withdrawn", "repealed"}:
        assert not set(offered) & {"announce", "publish", "confirm", "refute", "withdraw", "supersede"}
    if status == "on_hold":
        assert "hold" not in offered


def test_a_new_document_is_offered_its_first_acts() -> None:
    assert forms.offered("claim", None) == ("announce", "publish")
    assert forms.offered("answer", None) == ("answer",)


def test_the_demonstration_has_no_problem_with_its_forms() -> None:
    begun: set[str] = set()
    for step in demo().steps:
        if isinstance(step.what, Draft):
            opens = step.what.document not in begun
            assert forms.problems(step.what, opens=opens) == (), step.where
            begun.add(step.what.document)


def test_problems_name_field_and_code() -> None:
    draft = claim(basis="", tone="angry", words={"text": {"uk": ""}, "reason": {"uk": "x"}})
    found = {(one.field, one.code) for one in forms.problems(draft, opens=True)}
    assert found == {("basis", "missing"), ("text", "missing"), ("tone", "choice"), ("reason", "unknown")}
    late = {(one.field, one.code) for one in forms.problems(claim(), opens=False)}
    assert late == {("title", "unknown"), ("section", "unknown"), ("nature", "unknown")}
    assert forms.problems(Draft("x", "statement", "refute", "b"), opens=False)[0].code == "act"


def test_a_warnings_messages_are_offered_by_no_ordinary_form() -> None:
    assert forms.offered("alert", None) == ()
    for status in kinds.KINDS["alert"].statuses:
        assert set(forms.offered("alert", status)) <= {"clarify", "comment", "hold", "release", "remove"}
    assert "hold" in forms.offered("alert", "in_force")
