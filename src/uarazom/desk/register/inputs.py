"""Inputs that only the register's forms have; the others, and the protocol of all, are in ``drafts.inputs``.

Each offers itself (``form_fields``), shows what stands (``initial``) and reads what was typed (``read``; None where
there is nothing to say). A ValidationError names the field and a code with words under ``input_error``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from uarazom.acts.register_schema import CLOCK, NUMBER
from uarazom.acts.register_words import OFFICES_MAX
from uarazom.acts.wording import URL_MAX, is_url, wrong_text
from uarazom.desk.drafts.inputs import LONGEST_LINE, Choices, Cleaned, Instant, from_local, plain, to_local

BLANK_ROWS = 2  # to add offices without a script
MOST_NUMBERS = 20  # of emergency; nobody reads more
_TYPED = {"autocomplete": "off", "spellcheck": "false"}


@dataclass(frozen=True)
class Address:
    """An absolute address of the web."""

    name: str

    def form_fields(self) -> dict[str, forms.Field]:
        widget = forms.TextInput({**_TYPED, "inputmode": "url"})
        return {self.name: forms.CharField(required=False, max_length=URL_MAX, widget=widget)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Cleaned) -> Any:
        typed = cleaned.get(self.name, "")
        if typed and not is_url(typed):
            raise ValidationError({self.name: "not_an_address"})
        return typed or None


@dataclass(frozen=True)
class YesNo:
    """A box; ``yes`` is what the register says when it is ticked, ``no`` when it is not."""

    name: str
    yes: str
    no: str

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.BooleanField(required=False)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value == self.yes}

    def read(self, cleaned: Cleaned) -> Any:
        return self.yes if cleaned.get(self.name) else self.no


@dataclass(frozen=True)
class Place:
    """A place in a list, from 1."""

    name: str

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.IntegerField(required=False, min_value=1, max_value=999)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Cleaned) -> Any:
        return cleaned.get(self.name)


@dataclass(frozen=True)
class Time:
    """A time of day by the clock on the wall."""

    name: str

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.CharField(required=False, widget=forms.TextInput({"type": "time"}))}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Cleaned) -> Any:
        typed = cleaned.get(self.name, "")
        if typed and not CLOCK.fullmatch(typed):
            raise ValidationError({self.name: "not_a_time"})
        return typed or None


@dataclass(frozen=True)
class Numbers:
    """Telephone numbers in one line, divided by commas."""

    name: str

    def form_fields(self) -> dict[str, forms.Field]:
        widget = forms.TextInput({**_TYPED, "inputmode": "tel"})
        return {self.name: forms.CharField(required=False, max_length=LONGEST_LINE, widget=widget)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: ", ".join(value or ())}

    def read(self, cleaned: Cleaned) -> Any:
        typed = [one.strip() for one in cleaned.get(self.name, "").replace(";", ",").split(",")]
        numbers = list(dict.fromkeys(one for one in typed if one))
        if len(numbers) > MOST_NUMBERS or not all(map(NUMBER.fullmatch, numbers)):
            raise ValidationError({self.name: "not_numbers"})
        return numbers or None


# ── offices ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Offices:
    """A person's offices, one a row, in the order in which they are named: the body, the title in each language, from
    when until when. An empty row says nothing."""

    name: str
    languages: tuple[str, ...]
    zone: ZoneInfo
    bodies: Choices
    rows: int

    def form_fields(self) -> dict[str, forms.Field]:
        return {name: field for row in range(self.rows) for name, field in self.row_fields(row).items()}

    def row_fields(self, row: int) -> dict[str, forms.Field]:
        """The inputs of one row, by name."""
        titles = {f"title-{one}": self._title(one) for one in self.languages}
        fields: Mapping[str, forms.Field] = {
            "body": forms.ChoiceField(required=False, choices=[("", "—"), *self.bodies]),
            **titles,
            "from": _instant(),
            "until": _instant(),
            "place": forms.IntegerField(required=False, min_value=1, max_value=OFFICES_MAX + BLANK_ROWS),
            "remove": forms.BooleanField(required=False),
        }
        return {f"{self.name}__{row}__{part}": field for part, field in fields.items()}

    def _title(self, language: str) -> forms.Field:
        widget = forms.TextInput({"lang": language, "dir": "auto"})
        return forms.CharField(required=False, max_length=LONGEST_LINE, widget=widget)

    def initial(self, value: Any) -> dict[str, Any]:
        shown: dict[str, Any] = {}
        for row, (office, title) in enumerate(value or ()):
            at = f"{self.name}__{row}__"
            shown |= {f"{at}title-{one}": text for one, text in title.items()}
            shown |= {f"{at}{end}": to_local(office.get(end), self.zone) for end in ("from", "until")}
            shown |= {f"{at}body": office["body"], f"{at}place": row + 1}
        return shown

    def read(self, cleaned: Cleaned) -> Any:
        found = []
        for row in range(self.rows):
            one = self._row(f"{self.name}__{row}__", cleaned)
            if one is not None:
                found.append((cleaned.get(f"{self.name}__{row}__place") or OFFICES_MAX, row, one))
        if len(found) > OFFICES_MAX:
            raise ValidationError({f"{self.name}__0__body": "too_many_offices"})
        return [one for *_, one in sorted(found, key=lambda pair: pair[:2])] or None

    def _row(self, at: str, cleaned: Cleaned) -> tuple[dict[str, Any], dict[str, str]] | None:
        title = {one: plain(cleaned.get(f"{at}title-{one}", "")) for one in self.languages}
        title = {one: text for one, text in title.items() if text}
        typed = {end: from_local(f"{at}{end}", cleaned.get(f"{at}{end}"), self.zone) for end in ("from", "until")}
        ends = {end: instant for end, instant in typed.items() if instant}
        body = cleaned.get(f"{at}body")
        if cleaned.get(f"{at}remove") or not (body or title or ends):
            return None
        if not body:
            raise ValidationError({f"{at}body": "needed"})
        if ends.get("from", "") >= ends.get("until", "~"):
            raise ValidationError({f"{at}until": "ends_before"})
        for language, text in title.items():
            if wrong_text(text, one_line=True):
                raise ValidationError({f"{at}title-{language}": "text_bad"})
        return {"body": body, **ends}, title


def rows(held: int, typed: Callable[[str], bool], name: str = "offices") -> int:
    """How many rows a form has: those held and the blank ones; those that were sent, within the limit."""
    most = OFFICES_MAX + BLANK_ROWS
    sent = max((row + 1 for row in range(most) if typed(f"{name}__{row}__body")), default=0)
    return min(max(held + BLANK_ROWS, sent), most)


def _instant() -> forms.Field:
    return Instant("at", ZoneInfo("UTC")).form_fields()["at"]
