"""The form of an act: what ``editorial.forms`` asks, in groups, both languages side by side.

Rules
1. What is asked comes from ``editorial.forms``; this file only puts it on the screen.
2. Saving never requires: a half-finished draft is kept. What is missing is told beside it, and submit refuses.
3. What a draft holds and the form does not ask (media, items, what a file brought) stays as it is.
4. What cannot be read is told at its field, and everything typed stays typed.

    asked = ask("claim", "announce", opens=True, offered=offered)
    form = DraftForm(asked, offered, data=request.POST)
    fields, words = form.values()
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from uarazom.desk.drafts import inputs, shapes
from uarazom.desk.drafts.inputs import Choices, Input, Offered
from uarazom.editorial import forms as editorial
from uarazom.editorial.acts.form import Field

GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    (
        "about",
        frozenset(
            {"title", "section", "topic", "regions", "nature", "successor", "quotes", "reviews", "acts", "extracts"}
        ),
    ),
    ("article", frozenset({"article", "article_date", "article_language"})),
    ("compared", frozenset({"findings", "passages"})),
    ("who", frozenset({"by", "speaking_for", "basis", "evidence", "competence", "competent_because"})),
    ("when", frozenset({"known_at", "known_at_precision", "as_of", "valid_until", "due_at", "starts_at", "ends_at"})),
    ("issue", frozenset({"date", "covers", "next_issue_at", "intro"})),
    ("said", frozenset({"text", "confirms", "question", "conclusion", "reason", "reply", "place", "occasion"})),
    ("how", frozenset({"form", "tone", "original_language", "versions"})),
    ("figure", frozenset({"figure", "unit"})),
    ("source", frozenset({"source"})),
    ("ours", frozenset({"note", "ground", "category"})),
)


@dataclass(frozen=True)
class Question:
    """One editorial field and its inputs."""

    field: Field
    input: Input


@dataclass(frozen=True)
class Shown:
    """One question as the template meets it: its bound inputs, by language where it has languages."""

    name: str
    required: bool
    side_by_side: bool
    shape: str
    bound: tuple[BoundField, ...]


@dataclass(frozen=True)
class Group:
    """Questions that belong together."""

    name: str
    shown: tuple[Shown, ...]


def ask(kind: str, act: str, *, opens: bool, offered: Offered) -> tuple[Question, ...]:
    """The questions of an act on a kind of document."""
    asked = editorial.FORMS[act].ask(kind, opens=opens)
    return tuple(
        Question(field, shapes.of(field, offered)) for field in asked if field.shape not in shapes.NOT_ASKED_HERE
    )


class DraftForm(forms.Form):
    """Every question's inputs in one form; aside, the embargo and the editor's grade."""

    def __init__(
        self,
        questions: Sequence[Question],
        offered: Offered,
        *,
        data: Mapping[str, Any] | None = None,
        fields: Mapping[str, Any] | None = None,
        words: Mapping[str, Any] | None = None,
        embargo: str | None = None,
        grade: str = "",
    ) -> None:
        self.questions = questions
        self.embargo = inputs.Instant("embargo", offered.zone)
        self.grade = inputs.Grade("grade", _letters(offered, "ABCDEF"), _letters(offered, "123456"))
        self.aside: tuple[tuple[str, Input, Any], ...] = (
            ("embargo", self.embargo, embargo),
            ("grade", self.grade, grade),
        )
        self.before = (dict(fields or {}), dict(words or {}))
        super().__init__(data, initial=self._initial())
        for one in (*(question.input for question in questions), self.embargo, self.grade):
            self.fields.update(one.form_fields())
        self._keep_strange_choices()

    def _initial(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for _, one, value in self.aside:
            shown |= one.initial(value)
        for question in self.questions:
            shown |= question.input.initial(self._before(question.field))
        return shown

    def _before(self, field: Field) -> Any:
        fields, words = self.before
        return (words if field.words else fields).get(field.name)

    def _keep_strange_choices(self) -> None:
        """Rule 3: a value that no list offers any more is offered once more, as it is."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                value = self.initial.get(name)
                known = {str(code) for code in _codes(field.choices)}
                strange = [one for one in (value if isinstance(value, list) else [value]) if one and one not in known]
                field.choices = [*cast("Choices", field.choices), *((one, one) for one in strange)]

    def clean(self) -> dict[str, Any]:
        """Rule 4: every reading error at its own field."""
        cleaned = super().clean() or self.cleaned_data
        self.read: dict[str, Any] = {}
        for question in self.questions:
            self._read(question.field.name, question.input, cleaned)
        for name, one, _ in self.aside:
            self._read(name, one, cleaned)
        return cleaned

    def _read(self, name: str, one: Input, cleaned: dict[str, Any]) -> None:
        try:
            self.read[name] = one.read(cleaned)
        except ValidationError as error:
            for place, messages in error.message_dict.items():
                self.add_error(place, messages)

    def values(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Fields and words as the draft holds them; call it on a valid form."""
        fields, words = (dict(part) for part in self.before)
        for question in self.questions:
            part = words if question.field.words else fields
            part.pop(question.field.name, None)
            if self.read[question.field.name] is not None:
                part[question.field.name] = self.read[question.field.name]
        return fields, words

    def groups(self) -> Iterator[Group]:
        """In the order in which a person thinks: about what, who, when, the words, how, where from."""
        shown = {question.field.name: self._shown(question) for question in self.questions}
        for name, members in GROUPS:
            some = tuple(one for key, one in shown.items() if key in members)
            if some:
                yield Group(name, some)
        rest = tuple(one for key, one in shown.items() if not any(key in members for _, members in GROUPS))
        if rest:
            yield Group("rest", rest)

    def grade_inputs(self) -> tuple[BoundField, ...]:
        """The two halves of the grade."""
        return tuple(self[name] for name in self.grade.form_fields())

    def _shown(self, question: Question) -> Shown:
        names = question.input.form_fields()
        return Shown(
            name=question.field.name,
            required=question.field.required,
            side_by_side=question.field.per_language,
            shape=question.field.shape,
            bound=tuple(self[name] for name in names),
        )


def _letters(offered: Offered, letters: str) -> Choices:
    return [(one, f"{one}: {offered.say('grade', one)}") for one in letters]


def _codes(choices: Any) -> Iterator[str]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from (inner for inner, _ in label)
        else:
            yield code
