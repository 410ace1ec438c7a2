"""The form of one item of the register: a body, a person, a section …, languages side by side.

Rules
1. What an item says and the form does not ask stays as it is, texts in other languages too.
2. What cannot be read is told at its field, and everything typed stays typed. What the strict door finds comes back to
   the field it is about (``tell``).
3. An order that means nothing (competences, regions) is no change.
4. A file that could be read stays with the form when something else is wrong (`uploads`).

    form = ItemForm("bodies", before, offered, data=request.POST)
    form.is_valid() and form.item()         # items.Item
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError

from uarazom.acts.errors import BadAct, Finding
from uarazom.desk import words
from uarazom.desk.drafts.asking import Shown
from uarazom.desk.register import questions, sense
from uarazom.desk.register.inputs import Offices, rows
from uarazom.desk.register.items import Item
from uarazom.desk.register.questions import Offered, Question
from uarazom.desk.register.uploads import Upload, kept_text
from uarazom.verify import canon

if TYPE_CHECKING:
    from uarazom.desk.drafts.inputs import Choices

BOTH = ("bodies", "people")  # one id never means both: an act's `by` names either
TOLD = {  # what the strict door finds of a member, in a person's words
    "head": "ring",
    "participation": "no_owner_left",
    "languages": "language_stays",
    "catalogues": "no_catalogue",
    "timezone": "not_a_zone",
    "signature": "no_certificate",
    "senders": "publishes_not",
}


class ItemForm(forms.Form):
    """One item; ``before`` is what stands, or what the change says of it so far; None: a new one."""

    def __init__(
        self,
        kind: str,
        before: Item | None,
        offered: Offered,
        *,
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.before, self.offered = kind, before, offered
        held = len(before.fields.get("offices", ())) if before else 0
        spoken = tuple(dict.fromkeys((*offered.languages, *_languages(before.words if before else {}))))
        self.questions = questions.of(kind, offered, spoken, rows(held, (data or {}).__contains__))
        super().__init__(copy(data), files, initial=self._initial())  # type: ignore[arg-type] # Django's are MultiValueDicts
        if before is None:
            widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"})
            self.fields["id"] = forms.CharField(max_length=80, required=False, widget=widget)
        for question in self.questions:
            self.fields.update(question.input.form_fields())
        for name, field in self.fields.items():
            field.label = self._label(name)
        self._keep_strange_choices()

    def _initial(self) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for question in self.questions:
            shown |= question.input.initial(self._stands(question))
        return shown

    def _stands(self, question: Question) -> Any:
        if self.before is None:
            return None
        if question.shape == "offices":
            return list(zip(self.before.fields["offices"], self.before.words["offices"], strict=True))
        half = self.before.words if question.half == "words" else self.before.fields
        if question.shape == "files":
            return {one: half[one] for one in question.member.split() if one in half}
        return half.get(question.member)

    def _label(self, name: str) -> str:
        """As the summary of errors calls it."""
        member, _, part = name.partition("__")
        label = words.say(self.offered.language, f"field.{member if member != 'id' else 'register_id'}")
        if member == "senders":
            return f"{label}, {dict(self.offered.may_warn()).get(part, part)}"
        return f"{label}, {words.own_name(part)}" if canon.is_language(part) else label

    def _keep_strange_choices(self) -> None:
        """Rule 1: a value that no list offers any more is offered once more, as it is."""
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                value = self.initial.get(name)
                known = {str(code) for code, _ in cast("Choices", field.choices)}
                strange = [one for one in (value if isinstance(value, list) else [value]) if one and one not in known]
                field.choices = [*cast("Choices", field.choices), *((one, one) for one in strange)]

    # ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def clean(self) -> dict[str, Any]:
        """Rule 2."""
        cleaned = super().clean() or self.cleaned_data
        self.read: dict[str, Any] = {}
        for question in self.questions:
            self._read(question, cleaned)
        if "id" in self.fields and "id" not in self.errors:
            self._read_id(cleaned.get("id", ""))
        return cleaned

    def _read(self, question: Question, cleaned: dict[str, Any]) -> None:
        names = list(question.input.form_fields())
        try:
            self.read[question.name] = question.input.read(cleaned)
            self._remember(question)
        except ValidationError as error:
            for place, messages in error.message_dict.items():
                self.add_error(place, messages)
            return
        if question.required and self.read[question.name] is None and self.errors.keys().isdisjoint(names):
            self.add_error(names[0], "needed")

    def _remember(self, question: Question) -> None:
        """A file that could be read stays with the form, whatever else is wrong."""
        if isinstance(question.input, Upload) and self.read[question.name]:
            cast("Any", self.data)[f"{question.name}__kept"] = kept_text(self.read[question.name])

    def _read_id(self, typed: str) -> None:
        is_key = canon.is_region if self.kind == "regions" else canon.is_id
        if not typed:
            self.add_error("id", "needed")
        elif not is_key(typed):
            self.add_error("id", "not_a_region" if self.kind == "regions" else "not_an_id")
        elif self._is_taken(typed):
            self.add_error("id", "id_taken")

    def _is_taken(self, key: str) -> bool:
        register = self.offered.register
        if self.kind in BOTH:
            return key in register.bodies or key in register.people
        listed = {"sections": register.sections, "regions": register.regions}.get(self.kind, ())
        return key in listed or key in register.texts.get(self.kind, {})

    def item(self) -> Item:
        """What was asked for; call it on a valid form."""
        before = self.before or Item(self.kind, self.cleaned_data["id"])
        halves = {"fields": dict(before.fields), "words": dict(before.words)}
        for question in self.questions:
            _put(question, self.read[question.name], halves)
        if self.kind == "sections":
            halves["fields"].setdefault("place", len(self.offered.register.sections) + 1)
        return Item(self.kind, before.id, **halves)

    # ── telling ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def tell(self, bad: BadAct, item: Item, sentence: Callable[[Finding], str]) -> None:
        """Rule 2; what is about another item stands at the top, as a whole sentence."""
        for finding in bad.findings:
            place = self._place(finding.member, item)
            self.add_error(place, _said(finding) if place else sentence(finding))

    def _place(self, member: str, item: Item) -> str | None:
        """The name of the field that a finding is about; None where it is about no field of this form."""
        whose = f"{item.kind}." if item.kind == item.id else f"{item.kind}.{item.id}."
        _, found, rest = member.removeprefix("words.").partition(whose)
        parts = rest.split(".")
        asked = next((one for one in self.questions if found and parts[0] in one.member.split()), None)
        if asked is None:
            return None
        names = list(asked.input.form_fields())
        return next((name for name in names if name == f"{asked.name}__{parts[-1]}"), names[0])

    def shown(self) -> Iterator[Shown]:
        """The questions as the template meets them."""
        for one in self.questions:
            bound = tuple(self[name] for name in one.input.form_fields())
            yield Shown(one.name, one.required, one.side_by_side, one.shape, bound)

    def office_rows(self) -> Iterator[dict[str, Any]]:
        """A person's offices as the template meets them, row by row."""
        for one in self.questions:
            if isinstance(one.input, Offices):
                for row in range(one.input.rows):
                    bound = {name.rpartition("__")[2]: self[name] for name in one.input.row_fields(row)}
                    titles = [(code, bound[f"title-{code}"]) for code in one.input.languages]
                    yield {**bound, "start": bound["from"], "titles": titles, "held": bool(bound["body"].value())}


def _put(question: Question, value: Any, halves: dict[str, dict[str, Any]]) -> None:
    half = halves[question.half]
    if question.shape == "files":
        half |= value or {}
        return
    before = half.pop(question.member, None)
    if question.shape == "offices":
        halves["fields"]["offices"] = [office for office, _ in value]
        halves["words"]["offices"] = [title for _, title in value]
        return
    if question.shape == "regions" and sorted(before or ()) == sorted(value or ()):
        value = before  # rule 3
    if value:
        half[question.member] = value


def _said(finding: Finding) -> str:
    if finding.got == "nothing":
        return "needed"
    if finding.expected == sense.IN_FORCE:
        return "in_force_keeps"
    return TOLD.get(finding.member.rpartition(".")[2], "text_bad" if finding.member.startswith("words.") else "unfit")


def _languages(value: Any) -> Iterator[str]:
    """Every language in which an item says something."""
    for name, one in value.items() if isinstance(value, Mapping) else ():
        if isinstance(one, str):
            yield from (name,) if canon.is_language(name) and name != "url" else ()
        else:
            for part in one if isinstance(one, list) else (one,):
                yield from _languages(part)
