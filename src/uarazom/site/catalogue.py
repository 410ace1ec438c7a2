"""The words that the pages say themselves, in one language: from `locale/<lang>.yaml` or from a blob of the register.

    uk = packaged("uk")
    uk.say("when.until", when=…)                Markup('чинне до …'); `uk.w` is the same for templates
    uk.plural("site.items", 3)                 Markup('3 матеріали')
    uk.plain("status.disputed")                'Оспорюється', unescaped: for feeds and JSON

Rules
1. A catalogue has exactly the keys of English (plurals: exactly the CLDR categories of its language). Missing, unknown
   or empty where English is not: refused with every finding, so that a page never shows half a sentence.
2. Words are text, never markup: they are escaped here, once. {names} are those of English; what fills them is escaped.
3. Anything that a language needs (direction, digits, quotation marks, patterns of dates) is in its catalogue; nothing
   here knows a language.

Specification: Unicode TR35 plural rules (through Babel); docs/formats/roster.md (`catalogues`).
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from types import SimpleNamespace
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from markupsafe import Markup, escape

from uarazom.site.escaping import Sentence

REFERENCE = "en"
CATALOGUE_BYTES = 262_144  # about ten times the longest catalogue we ship
MAY_BE_EMPTY = frozenset({"tone.plain", "evidence.not_applicable", "qualifier.exact"})
DIRECTIONS = ("ltr", "rtl")


class BadCatalogue(ValueError):  # noqa: N818 - the name says what it is
    """A catalogue that cannot serve; `findings` says everything that is wrong with it."""

    def __init__(self, code: str, findings: list[str]) -> None:
        """Name the language and every finding."""
        self.code, self.findings = code, findings
        super().__init__(f"catalogue {code!r}: " + "; ".join(findings))


class Catalogue:
    """The words of one language. `w` is for templates (escaped), `plain` for everything that is not HTML."""

    def __init__(self, code: str, tree: Mapping[str, Any]) -> None:
        """Take a tree that `check` has found whole."""
        self.code = code
        self.locale = Locale.parse(tree["language"]["cldr"])
        self.direction: str = tree["language"]["direction"]
        self.name: str = tree["language"]["name"]
        self.leaves: dict[str, str] = dict(_leaves(tree))
        self._escaped = {key: Sentence(escape(text)) for key, text in self.leaves.items()}
        self.w: Any = _namespace(tree)
        self.comma = self.leaves["language.comma"]
        self._digits = str.maketrans("0123456789", tree["language"]["digits"])
        self._category = self.locale.plural_form
        self._counted: dict[tuple[str, int], Markup] = {}

    def plain(self, key: str, **values: object) -> str:
        """The text under a dotted key, filled in, not escaped."""
        text = self.leaves[key]
        return text.format(**values) if values else text

    def say(self, key: str, **values: object) -> Markup:
        """The same as markup: what fills it is escaped."""
        text = self._escaped[key]
        return text.format(**values) if values else text

    def digits(self, text: str) -> str:
        """The same text in the language's own digits."""
        return text.translate(self._digits)

    def number(self, value: int) -> str:
        """A count, grouped by thin spaces from five digits on, in the language's own digits."""
        text = f"{value:,}".replace(",", "\u202f") if abs(value) >= 10_000 else str(value)
        return self.digits(text)

    @property
    def decimal(self) -> str:
        """The decimal sign that goes with the language's digits."""
        script = "latn" if self.digits("0") == "0" else self.locale.other_numbering_systems.get("native", "latn")
        return str(self.locale.number_symbols.get(script, {}).get("decimal", "."))

    def language_name(self, code: str) -> str:
        """The name of another language in this one; its code where CLDR has none."""
        return str(self.locale.languages.get(code.partition("-")[0], code))

    def plain_plural(self, key: str, count: int) -> str:
        """The form of a plural that fits the count, filled in, not escaped."""
        return self.leaves[f"{key}.{self._category(count)}"].format(count=self.number(count))

    def plural(self, key: str, count: int) -> Markup:
        """The same, escaped."""
        made = self._counted.get((key, count))
        if made is None:
            made = self._counted[key, count] = escape(self.plain_plural(key, count))
        return made

    def list_of(self, names: list[str]) -> str:
        """Names as the language joins them: a, b and c."""
        if len(names) < 2:
            return "".join(names)
        start, *most, last = names
        for name in most:
            start = self.plain("language.list_comma", a=start, b=name)
        return self.plain("language.list_and", a=start, b=last)


@cache
def packaged(code: str) -> Catalogue | None:
    """The catalogue that comes with the program, or None when it has none for this language."""
    source = files("uarazom.site") / "locale" / f"{code}.yaml"
    return read(code, source.read_bytes()) if source.is_file() else None


def read(code: str, raw: bytes) -> Catalogue:
    """Read a catalogue (YAML or JSON, UTF-8), strictly: length, then shape, then meaning."""
    if len(raw) > CATALOGUE_BYTES:
        raise BadCatalogue(code, [f"expected at most {CATALOGUE_BYTES} bytes, got {len(raw)}"])
    try:
        tree = yaml.safe_load(raw.decode())
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        raise BadCatalogue(code, [f"expected YAML in UTF-8: {error}"]) from error
    findings = list(check(tree))
    if findings:
        raise BadCatalogue(code, findings)
    return Catalogue(code, tree)


def check(tree: object) -> Iterator[str]:
    """Everything that is wrong with a catalogue, one line a finding."""
    if not isinstance(tree, dict) or not isinstance(tree.get("language"), dict):
        yield "expected an object with `language`"
        return
    try:
        locale = Locale.parse(str(tree["language"].get("cldr")))
    except (ValueError, UnknownLocaleError):
        yield f"language.cldr: expected a CLDR locale, got {tree['language'].get('cldr')!r}"
        return
    yield from _check_language(tree["language"])
    got, wanted = dict(_leaves(tree)), _wanted(locale)
    yield from (f"{key}: missing" for key in wanted if key not in got)
    yield from (f"{key}: unknown key" for key in got if key not in wanted)
    for key in wanted.keys() & got.keys():
        yield from _check_text(key, got[key], wanted[key])


def _check_language(language: Mapping[str, Any]) -> Iterator[str]:
    if language.get("direction") not in DIRECTIONS:
        yield f"language.direction: expected one of {DIRECTIONS}, got {language.get('direction')!r}"
    digits = language.get("digits")
    if not isinstance(digits, str) or len(set(digits)) != 10:
        yield f"language.digits: expected ten different digits in a string, got {digits!r}"


def _check_text(key: str, text: object, reference: str) -> Iterator[str]:
    if not isinstance(text, str):
        yield f"{key}: expected text, got {text!r} (put it in quotation marks)"
        return
    if not text and key not in MAY_BE_EMPTY:
        yield f"{key}: empty"
    try:
        names = _names(text)
    except ValueError as error:
        yield f"{key}: braces do not close: {error}"
        return
    if names - _names(reference):
        yield f"{key}: fills in {sorted(names)}, English knows {sorted(_names(reference))}"


def _names(text: str) -> set[str]:
    """The {names} of a text; with a conversion or a format they count as another name, which nobody knows."""
    return {
        f"{name}{':' + spec if spec else ''}{conv or ''}"
        for _, name, spec, conv in Formatter().parse(text)
        if name is not None
    }


@cache
def _reference() -> dict[str, Any]:
    tree = yaml.safe_load((files("uarazom.site") / "locale" / f"{REFERENCE}.yaml").read_bytes())
    assert isinstance(tree, dict)  # noqa: S101 - our own file
    return tree


def _wanted(locale: Locale) -> dict[str, str]:
    """The keys a catalogue of this locale must have, each with the English text."""
    wanted: dict[str, str] = {}
    for key, text in _leaves(_reference()):
        stem, _, last = key.rpartition(".")
        if last == "other" and _is_plural(stem):
            wanted |= {f"{stem}.{tag}": text for tag in (*locale.plural_form.tags, "other")}
        elif not (last in {"zero", "one", "two", "few", "many"} and _is_plural(stem)):
            wanted[key] = text
    return wanted


def _is_plural(stem: str) -> bool:
    node: Any = _reference()
    for part in stem.split("."):
        node = node[part]
    return "other" in node and set(node) <= {"zero", "one", "two", "few", "many", "other"}


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _namespace(tree: Mapping[str, Any]) -> SimpleNamespace:
    """The tree as attributes, every text escaped once: templates never see a raw one."""
    made = {k: _namespace(v) if isinstance(v, dict) else Sentence(escape(v)) for k, v in tree.items()}
    return SimpleNamespace(**made)
