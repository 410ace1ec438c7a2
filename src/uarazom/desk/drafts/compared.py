"""The inputs of a request for correction: the article, and in rows what was found in it with both passages.

Rules
1. A row is one finding: what it is about in the record, what was found, the words there and the words here. Rows with
   nothing in them are left out; one more than is filled is offered.
2. Nobody counts paragraphs: the number is that of the paragraph in which the record's words begin. Where they are not
   there it is 1, and what is wrong is told when the draft is looked at: nothing typed is lost.
3. There is no input for a name of anybody who wrote the article.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from uarazom.acts.members import FINDINGS_MAX
from uarazom.desk.drafts.inputs import LONGEST_LINE, Choices, Cleaned, plain

LONGEST_ADDRESS = 2000
ARTICLE = ("outlet", "url", "site", "digest")
FOUND = ("act", "language", "found", "material", "clarification")
SIDES = ("article", "record")
Paragraph = Callable[[str, str, str], int]  # act, language, the record's words → number of the paragraph


@dataclass(frozen=True)
class Article:
    """Whose article it is and where it stands."""

    name: str

    def form_fields(self) -> dict[str, forms.Field]:
        address = forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"})
        return {
            f"{self.name}__outlet": forms.CharField(required=False, max_length=LONGEST_LINE),
            f"{self.name}__url": forms.CharField(required=False, max_length=LONGEST_ADDRESS, widget=address),
            f"{self.name}__site": forms.CharField(required=False, max_length=LONGEST_ADDRESS, widget=address),
            f"{self.name}__digest": forms.CharField(required=False, max_length=64),
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}__{part}": text for part, text in (value or {}).items()}

    def read(self, cleaned: Cleaned) -> Any:
        parts = {part: cleaned.get(f"{self.name}__{part}", "").strip() for part in ARTICLE}
        return {part: text for part, text in parts.items() if text} or None


@dataclass(frozen=True)
class Findings:
    """What was found, row by row; each row's passages are read by `Passages`."""

    name: str
    rows: int
    found: Choices
    paragraph: Paragraph

    def form_fields(self) -> dict[str, forms.Field]:
        return {f"{self.name}__{n}_{part}": one for n in rows(self.rows) for part, one in self._row().items()}

    def _row(self) -> dict[str, forms.Field]:
        def line(known: str) -> forms.Field:
            widget = forms.TextInput({"list": known, "autocomplete": "off", "spellcheck": "false"})
            return forms.CharField(required=False, max_length=200, widget=widget)

        return {
            "act": line("known-spoken"),
            "language": line("known-languages"),
            "found": forms.ChoiceField(required=False, choices=[("", "—"), *self.found]),
            "material": forms.BooleanField(required=False),
            "clarification": line("known-clarifications"),
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {
            f"{self.name}__{n}_{part}": text == "yes" if part == "material" else text
            for n, one in enumerate(value or (), start=1)
            for part, text in one.items()
        }

    def read(self, cleaned: Cleaned) -> Any:
        return [self._read(cleaned, n) for n in filled(cleaned, self.rows)] or None

    def _read(self, cleaned: Cleaned, n: int) -> dict[str, Any]:
        parts = {part: cleaned.get(f"{self.name}__{n}_{part}") or "" for part in FOUND}
        record = plain(cleaned.get(f"passages__{n}_record", ""))
        number = self.paragraph(parts["act"], parts["language"], record)
        said = {**parts, "material": "yes" if parts["material"] else "", "paragraph": number}
        return {part: value for part, value in said.items() if value}


@dataclass(frozen=True)
class Passages:
    """The same words as the article has them and as the record has them."""

    name: str
    rows: int

    def form_fields(self) -> dict[str, forms.Field]:
        return {f"{self.name}__{n}_{side}": _passage() for n in rows(self.rows) for side in SIDES}

    def initial(self, value: Any) -> dict[str, Any]:
        listed = enumerate(value or (), start=1)
        return {f"{self.name}__{n}_{side}": text for n, one in listed for side, text in one.items()}

    def read(self, cleaned: Cleaned) -> Any:
        def one(n: int) -> dict[str, str]:
            return {side: plain(cleaned.get(f"{self.name}__{n}_{side}", "")) for side in SIDES}

        return [one(n) for n in filled(cleaned, self.rows)] or None


def _passage() -> forms.Field:
    widget = forms.Textarea({"rows": "4", "dir": "auto", "spellcheck": "false"})
    return forms.CharField(required=False, max_length=10_000, widget=widget)


def rows(count: int) -> range:
    """The numbers of the rows."""
    return range(1, min(count, FINDINGS_MAX) + 1)


def filled(cleaned: Mapping[str, Any], count: int) -> Iterator[int]:
    """The rows in which anything was typed or chosen."""
    names = [f"findings__{{}}_{part}" for part in FOUND] + [f"passages__{{}}_{side}" for side in SIDES]
    return (n for n in rows(count) if any(cleaned.get(name.format(n)) for name in names))


def count_of(found: Any, typed: Mapping[str, Any] | None) -> int:
    """How many rows a form has: those that were sent; else one more than there are findings."""
    if typed is not None:
        return sum(name.startswith("findings__") and name.endswith("_act") for name in typed)
    return len(found or ()) + 1
