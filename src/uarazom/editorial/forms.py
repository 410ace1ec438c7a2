"""Every act's form in one table, and which acts are offered on a document in the state in which it stands.

Rules:
1. A document that does not exist yet is offered its kind's first acts.
2. One that exists is offered what its kind takes and its status leaves open (`OFFERED`).
3. What sends a warning's message is offered by no form here: act, message and retraction are made together
   (`editorial.alerting`).
4. What is offered is a help, not a permission: `acts.schema` decides what may be issued.

    offered("claim", "on_hold")      # ('announce', …, 'release', …) but no second hold
    problems(draft, opens=True)      # what a form has to say beside its fields
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from uarazom.acts.kinds import KINDS, SENDING
from uarazom.editorial.acts import (
    announce,
    answer,
    clarify,
    comment,
    confirm,
    correct,
    dispute,
    doubt,
    hold,
    publish,
    refute,
    release,
    remove,
    supersede,
    withdraw,
)
from uarazom.editorial.acts.form import SHAPES, Field, Form
from uarazom.editorial.draft import Draft
from uarazom.verify import entry

_MODULES = (
    publish,
    announce,
    answer,
    confirm,
    doubt,
    dispute,
    refute,
    clarify,
    correct,
    supersede,
    comment,
    hold,
    release,
    withdraw,
    remove,
)
FORMS: Mapping[str, Form] = MappingProxyType({module.FORM.act: module.FORM for module in _MODULES})

_EVERY = frozenset(entry.ACTS)
_OPEN = _EVERY - {"release"}
_TAKEN_BACK = frozenset({"comment", "clarify", "correct", "remove"})
OFFERED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(("withdrawn", "cancelled", "all_clear"), _TAKEN_BACK),
        "repealed": _TAKEN_BACK,
        "on_hold": _EVERY - {"hold"},
        "superseded": _OPEN - {"supersede", "announce", "publish", "answer"},
        "done": _OPEN - {"announce"},
        **dict.fromkeys(("expired", "refuted", "disputed", "confirmed", "announced", "rumour"), _OPEN),
        **dict.fromkeys(("on_record", "adopted", "ended", "in_force", "open", "answered"), _OPEN),
    }
)


@dataclass(frozen=True)
class Problem:
    """What a form shows beside a field: a code (`missing`, `unknown`, `choice`, `act`) and what was expected."""

    field: str
    code: str
    expected: str


def offered(kind: str, status: str | None) -> tuple[str, ...]:
    """The acts that a document of this kind and status is offered; status None: it does not exist yet."""
    elsewhere = SENDING if kind == "alert" else {}
    opened = {"answer"} if kind == "request" and status == "withdrawn" else set()  # who was asked may answer still
    acts = KINDS[kind].first_acts if status is None else KINDS[kind].later_acts
    return tuple(act for act in acts if act not in elsewhere and (status is None or act in OFFERED[status] | opened))


def problems(draft: Draft, *, opens: bool) -> tuple[Problem, ...]:
    """What the draft's form would show, field by field; nothing here asks the record."""
    kind = KINDS.get(draft.kind)
    allowed = (kind.first_acts if opens else kind.later_acts) if kind else ()
    if draft.act not in allowed:
        return (Problem("act", "act", ", ".join(allowed) or "a kind that exists"),)
    asked = {field.name: field for field in FORMS[draft.act].ask(draft.kind, opens=opens)}
    missing = (Problem(f.name, "missing", f.shape) for f in asked.values() if f.required and not _value(draft, f))
    given = ((name, value) for part in (draft.fields, draft.words) for name, value in part.items() if value)
    wrong = (problem for name, value in given for problem in _wrong(asked.get(name), name, value))
    return (*missing, *wrong)


def _value(draft: Draft, field: Field) -> Any:
    value = (draft.words if field.words else draft.fields).get(field.name)
    return any(value.values()) if field.per_language and isinstance(value, Mapping) else value


def _wrong(field: Field | None, name: str, value: Any) -> tuple[Problem, ...]:
    if field is None:
        return (Problem(name, "unknown", "nothing here"),)
    if field.choices and value not in field.choices:
        return (Problem(name, "choice", ", ".join(field.choices)),)
    return ()


def _check_tables() -> None:
    if set(FORMS) != set(entry.ACTS):
        raise AssertionError("forms: every act has one")
    statuses = {status for kind in KINDS.values() for status in kind.statuses}
    if set(OFFERED) != statuses:
        raise AssertionError(f"forms: every status has a row: {statuses ^ set(OFFERED)}")
    shapes = {field.shape for form in FORMS.values() for field in form.fields}
    if not shapes <= set(SHAPES):
        raise AssertionError(f"forms: unknown shapes {shapes - set(SHAPES)}")


_check_tables()
