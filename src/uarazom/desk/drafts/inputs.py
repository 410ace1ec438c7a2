"""The inputs of a form: one editorial field (``editorial.acts.form.Field``) as the form fields a person fills in.

Which field gets which is in `shapes`. An input knows how to offer itself (``form_fields``), how to show a draft's value
(``initial``) and how to read what was typed (``read``, None where there is nothing to say). Names: ``<member>``,
``<member>__<language or part>``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from uarazom.acts.members import SCALE_MAX
from uarazom.verify import canon

LONGEST_LINE = 500
LONGEST_TEXT = 200_000
LOCAL_TIMES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")  # what datetime-local sends
Cleaned = Mapping[str, Any]
Choices = list[tuple[str, Any]]


@dataclass(frozen=True)
class Offered:
    """What a form offers besides the editorial tables: languages, who is who, places, documents; words for labels."""

    languages: tuple[str, ...]
    zone: ZoneInfo
    say: Callable[[str, str], str]  # group, code → words
    originators: Choices = field(default_factory=list)
    bodies: Choices = field(default_factory=list)
    sections: Choices = field(default_factory=list)
    regions: Choices = field(default_factory=list)
    acts: Choices = field(default_factory=list)
    extracts: Choices = field(default_factory=list)
    findings: int = 2  # rows of a request for correction
    paragraph: Callable[[str, str, str], int] = lambda *_: 1  # act, language, words → the paragraph they begin in
    placed: Callable[[Any], Any] = lambda value: value  # extracts given by their words, as those that are offered


class Input(Protocol):
    """One editorial field on the screen."""

    def form_fields(self) -> dict[str, forms.Field]:
        """By name, in order."""

    def initial(self, value: Any) -> dict[str, Any]:
        """The member's value as the form shows it."""

    def read(self, cleaned: Cleaned) -> Any:
        """The member's value as the draft holds it; None: nothing to say."""


# ── text ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Line:
    """One line without a language: an id, a code, a document."""

    name: str
    pattern: Callable[[object], bool] | None = None
    list_id: str = ""

    def form_fields(self) -> dict[str, forms.Field]:
        attributes = {"autocomplete": "off", "spellcheck": "false"} | ({"list": self.list_id} if self.list_id else {})
        return {self.name: forms.CharField(required=False, max_length=200, widget=forms.TextInput(attributes))}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Cleaned) -> Any:
        text = cleaned.get(self.name, "")
        if text and self.pattern and not self.pattern(text):
            raise ValidationError({self.name: "not_an_id"})
        return text or None


@dataclass(frozen=True)
class Texts:
    """A text in each language, side by side."""

    name: str
    languages: tuple[str, ...]
    is_line: bool

    def form_fields(self) -> dict[str, forms.Field]:
        return {f"{self.name}__{language}": self._field(language) for language in self.languages}

    def _field(self, language: str) -> forms.Field:
        attributes = {"lang": language, "dir": "auto", "spellcheck": "true"}
        if self.is_line:
            return forms.CharField(required=False, max_length=LONGEST_LINE, widget=forms.TextInput(attributes))
        widget = forms.Textarea(attributes | {"rows": "6"})
        return forms.CharField(required=False, max_length=LONGEST_TEXT, widget=widget)

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}__{language}": text for language, text in (value or {}).items()}

    def read(self, cleaned: Cleaned) -> Any:
        texts = {language: plain(cleaned.get(f"{self.name}__{language}", "")) for language in self.languages}
        return {language: text for language, text in texts.items() if text} or None


def plain(text: str) -> str:
    """As words.md has it: ``\\n`` ends a line, one empty line between paragraphs, no space around."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept)


# ── choices ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Choice:
    """One of a few."""

    name: str
    choices: Choices

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.ChoiceField(required=False, choices=[("", "—"), *self.choices])}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Cleaned) -> Any:
        return cleaned.get(self.name) or None


@dataclass(frozen=True)
class Several:
    """Any of a list: regions, acts."""

    name: str
    choices: Choices

    def form_fields(self) -> dict[str, forms.Field]:
        widget = forms.CheckboxSelectMultiple()
        return {self.name: forms.MultipleChoiceField(required=False, choices=self.choices, widget=widget)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: list(value or ())}

    def read(self, cleaned: Cleaned) -> Any:
        return sorted(set(cleaned.get(self.name) or ())) or None


@dataclass(frozen=True)
class Extracts:
    """Sentences of earlier acts, each ticked: an extract as one line of JSON."""

    name: str
    choices: Choices
    placed: Callable[[Any], Any]

    def form_fields(self) -> dict[str, forms.Field]:
        return Several(self.name, self.choices).form_fields()

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: [line_of(one) for one in self.placed(value or [])]}

    def read(self, cleaned: Cleaned) -> Any:
        return [
            canon.parse(line.encode(), LONGEST_LINE * 10) for line in sorted(set(cleaned.get(self.name) or ()))
        ] or None


def line_of(member: Mapping[str, Any]) -> str:
    """An extract as the value of its box."""
    return canon.canonical(dict(member)).decode()


@dataclass(frozen=True)
class Versions:
    """For each language, which kind of version its text is."""

    name: str
    languages: tuple[str, ...]
    choices: Choices

    def form_fields(self) -> dict[str, forms.Field]:
        choices = [("", "—"), *self.choices]
        return {f"{self.name}__{one}": forms.ChoiceField(required=False, choices=choices) for one in self.languages}

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}__{language}": mark for language, mark in (value or {}).items()}

    def read(self, cleaned: Cleaned) -> Any:
        marks = {language: cleaned.get(f"{self.name}__{language}", "") for language in self.languages}
        return {language: mark for language, mark in marks.items() if mark} or None


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Instant:
    """A time as people here read the clock; UTC in the act."""

    name: str
    zone: ZoneInfo

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: _local_time()}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: to_local(value, self.zone)}

    def read(self, cleaned: Cleaned) -> Any:
        return from_local(self.name, cleaned.get(self.name), self.zone)


@dataclass(frozen=True)
class Day:
    """A day."""

    name: str

    def form_fields(self) -> dict[str, forms.Field]:
        return {self.name: forms.DateField(required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, cleaned: Cleaned) -> Any:
        day = cleaned.get(self.name)
        return day.isoformat() if day else None


@dataclass(frozen=True)
class Span:
    """From when to when."""

    name: str
    zone: ZoneInfo

    def form_fields(self) -> dict[str, forms.Field]:
        return {f"{self.name}__from": _local_time(), f"{self.name}__to": _local_time()}

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}__{part}": to_local(instant, self.zone) for part, instant in (value or {}).items()}

    def read(self, cleaned: Cleaned) -> Any:
        parts = {
            part: from_local(f"{self.name}__{part}", cleaned.get(f"{self.name}__{part}"), self.zone)
            for part in ("from", "to")
        }
        return {part: instant for part, instant in parts.items() if instant} or None


def _local_time() -> forms.Field:
    return _Local(required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, LOCAL_TIMES[0]))


class _Local(forms.DateTimeField):
    """Stays without a zone: the instance's zone is put on by ``from_local``, never the server's."""

    def to_python(self, value: Any) -> Any:
        for layout in LOCAL_TIMES:
            try:
                return datetime.strptime(value, layout) if value else None  # noqa: DTZ007 - the zone comes in from_local
            except (TypeError, ValueError):
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")


def to_local(text: str | None, zone: ZoneInfo) -> str:
    """An instant of the act as the input shows it."""
    if not canon.is_instant(text):
        return ""
    local = canon.instant(str(text)).astimezone(zone)
    return local.strftime("%Y-%m-%dT%H:%M:%S" if local.second else "%Y-%m-%dT%H:%M")


def from_local(name: str, typed: datetime | None, zone: ZoneInfo) -> str | None:
    """What was typed as an instant; a time that the clocks leap over is refused."""
    if typed is None:
        return None
    instant = typed.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != typed:
        raise ValidationError({name: "no_such_time"})
    return canon.instant_text(instant)


# ── composites ────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Figure:
    """A number with what it measures and how exact it is."""

    name: str
    qualifiers: Choices

    def form_fields(self) -> dict[str, forms.Field]:
        return {
            f"{self.name}__metric": forms.CharField(required=False, max_length=80),
            f"{self.name}__value": forms.CharField(
                required=False, max_length=40, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
            ),
            f"{self.name}__qualifier": forms.ChoiceField(required=False, choices=[("", "—"), *self.qualifiers]),
        }

    def initial(self, value: Any) -> dict[str, Any]:
        if not value:
            return {}
        number = Decimal(value.get("value", 0)).scaleb(-value.get("scale", 0))
        return {
            f"{self.name}__metric": value.get("metric", ""),
            f"{self.name}__value": format(number, "f"),
            f"{self.name}__qualifier": value.get("qualifier", ""),
        }

    def read(self, cleaned: Cleaned) -> Any:
        metric, typed, qualifier = (
            cleaned.get(f"{self.name}__{part}", "") for part in ("metric", "value", "qualifier")
        )
        if not (metric or typed):
            return None
        value, scale = self._number(typed)
        return {"metric": metric, "value": value, "qualifier": qualifier or "exact"} | (
            {"scale": scale} if scale else {}
        )

    def _number(self, typed: str) -> tuple[int, int]:
        try:
            number = Decimal(typed.replace("\u00a0", "").replace(" ", "").replace(",", "."))
        except InvalidOperation:
            raise ValidationError({f"{self.name}__value": "not_a_number"}) from None
        exponent = number.as_tuple().exponent
        scale = max(0, -exponent) if isinstance(exponent, int) else SCALE_MAX + 1
        if scale > SCALE_MAX or abs(number) > canon.INTEGER_MAX // 10**SCALE_MAX:
            raise ValidationError({f"{self.name}__value": "not_a_number"})
        return int(number.scaleb(scale)), scale


@dataclass(frozen=True)
class Source:
    """Where the words were published."""

    name: str
    zone: ZoneInfo

    def form_fields(self) -> dict[str, forms.Field]:
        return {
            f"{self.name}__publisher": forms.CharField(required=False, max_length=LONGEST_LINE),
            f"{self.name}__url": forms.CharField(
                required=False, max_length=2000, widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"})
            ),
            f"{self.name}__published_at": _local_time(),
            f"{self.name}__digest": forms.CharField(required=False, max_length=64),
            f"{self.name}__excerpt": forms.BooleanField(required=False),
        }

    def initial(self, value: Any) -> dict[str, Any]:
        value = value or {}
        plain_parts = {f"{self.name}__{part}": value.get(part, "") for part in ("publisher", "url", "digest")}
        return plain_parts | {
            f"{self.name}__published_at": to_local(value.get("published_at"), self.zone),
            f"{self.name}__excerpt": value.get("excerpt") == "yes",
        }

    def read(self, cleaned: Cleaned) -> Any:
        value = {part: cleaned.get(f"{self.name}__{part}", "") for part in ("publisher", "url", "digest")}
        at = f"{self.name}__published_at"
        value["published_at"] = from_local(at, cleaned.get(at), self.zone) or ""
        value["excerpt"] = "yes" if cleaned.get(f"{self.name}__excerpt") else ""
        return {part: text for part, text in value.items() if text} or None


@dataclass(frozen=True)
class Grade:
    """The editor's Admiralty grade: how reliable the source, how credible what it says. Stays inside the desk."""

    name: str
    sources: Choices
    credibility: Choices

    def form_fields(self) -> dict[str, forms.Field]:
        return {
            f"{self.name}__source": forms.ChoiceField(required=False, choices=[("", "—"), *self.sources]),
            f"{self.name}__claim": forms.ChoiceField(required=False, choices=[("", "—"), *self.credibility]),
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}__source": value[:1], f"{self.name}__claim": value[1:]} if value else {}

    def read(self, cleaned: Cleaned) -> Any:
        source, claim = cleaned.get(f"{self.name}__source", ""), cleaned.get(f"{self.name}__claim", "")
        if bool(source) != bool(claim):
            raise ValidationError({f"{self.name}__{'claim' if source else 'source'}": "both_or_neither"})
        return f"{source}{claim}" or None
