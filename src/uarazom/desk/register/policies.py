"""Inputs of the policy of warnings and of the platform's settings: senders, spans of time, languages, codes.

Their protocol is that of ``inputs``: offer, show what stands, read; a ValidationError names the field and its words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from uarazom.acts.members import is_cap_name
from uarazom.acts.wording import wrong_text
from uarazom.desk.drafts.inputs import LONGEST_LINE, Choices, Cleaned
from uarazom.verify import canon

MOST_LANGUAGES = 24  # every page is made in each
_TYPED = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
_SPAN = re.compile(r"([0-9]{1,4}):([0-5][0-9])(?::([0-5][0-9]))?")


@dataclass(frozen=True)
class Code:
    """One line that a test must take; ``wrong`` are the words when it does not."""

    name: str
    fits: Callable[[Any], bool]
    wrong: str

    def form_fields(self) -> dict[str, forms.Field]:
        widget = forms.TextInput(_TYPED)
        return {self.name: forms.CharField(required=False, max_length=LONGEST_LINE, widget=widget)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Cleaned) -> Any:
        typed = cleaned.get(self.name, "")
        if typed and not self.fits(typed):
            raise ValidationError({self.name: self.wrong})
        return typed or None


def is_mark(text: str) -> bool:
    """Whether a text can stand before every exercise."""
    return wrong_text(text, one_line=True) is None


@dataclass(frozen=True)
class Span:
    """How long, in hours and minutes: ``24:00``; seconds where there are any."""

    name: str
    least: int
    most: int

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.CharField(required=False, max_length=12, widget=forms.TextInput(_TYPED))}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: span_text(value) if value else None}

    def read(self, cleaned: Cleaned) -> Any:
        typed = cleaned.get(self.name, "")
        if not typed:
            return None
        found = _SPAN.fullmatch(typed)
        hours, minutes, rest = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        seconds = hours * 3600 + minutes * 60 + rest
        if not self.least <= seconds <= self.most:
            raise ValidationError({self.name: "not_a_span"})
        return seconds


def span_text(seconds: int) -> str:
    """``24:00``."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


@dataclass(frozen=True)
class Senders:
    """As whom each body warns; a body without a sender warns of nothing."""

    name: str
    bodies: Choices

    def form_fields(self) -> dict[str, forms.Field]:
        widget = forms.TextInput({**_TYPED, "inputmode": "email"})
        fields = {body: forms.CharField(required=False, max_length=250, widget=widget) for body, _ in self.bodies}
        return {f"{self.name}__{body}": one for body, one in fields.items()}

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}__{body}": sender for body, sender in (value or {}).items()}

    def read(self, cleaned: Cleaned) -> Any:
        typed = {body: cleaned.get(f"{self.name}__{body}", "") for body, _ in self.bodies}
        wrong = {f"{self.name}__{body}": "not_a_sender" for body, one in typed.items() if one and not is_cap_name(one)}
        if wrong:
            raise ValidationError(wrong)
        return {body: sender for body, sender in typed.items() if sender} or None


@dataclass(frozen=True)
class Languages:
    """Codes in one line, the leading one first."""

    name: str

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.CharField(required=False, max_length=LONGEST_LINE, widget=forms.TextInput(_TYPED))}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: ", ".join(value or ())}

    def read(self, cleaned: Cleaned) -> Any:
        codes = cleaned.get(self.name, "").replace(",", " ").split()
        if len(codes) > MOST_LANGUAGES or len(set(codes)) != len(codes) or not all(map(canon.is_language, codes)):
            raise ValidationError({self.name: "not_languages"})
        return codes or None
