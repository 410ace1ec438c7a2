"""The desk's words: the same keys and places in every language, a word for every code, a key for every use."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from uarazom.acts import kinds
from uarazom.desk import words
from uarazom.editorial import forms, transitions
from uarazom.editorial.rules import pack

DESK = Path(str(files("uarazom.desk")))
CODES = {
    "kind": tuple(kinds.KINDS),
    "act": kinds.ACTS,
    "act_help": kinds.ACTS,
    "status": tuple({status for kind in kinds.KINDS.values() for status in kind.statuses}),
    "badge": kinds.BADGES,
    "nature": kinds.NATURES,
    "known_at_precision": kinds.PRECISIONS,
    "basis": kinds.BASES,
    "evidence": kinds.EVIDENCE,
    "tone": kinds.TONES,
    "form": kinds.FORMS,
    "version": kinds.VERSIONS,
    "qualifier": kinds.QUALIFIERS,
    "confirms": tuple(kinds.CONFIRMS.values()),
    "state": transitions.STATES,
    "reason_title": transitions.STATES,
    "move": transitions.MOVES,
    "role": transitions.ROLES,
    "ground": pack.GROUNDS,
    "gate_category": pack.CATEGORIES,
    "field": tuple({field.name for form in forms.FORMS.values() for field in form.fields}),
    "constraint": tuple({one.code for form in forms.FORMS.values() for one in form.constraints}),
}


def places(entry: words.Entry) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(entry).replace("{{", "").replace("}}", "")))


@pytest.mark.parametrize("language", words.languages())
def test_every_language_has_the_same_keys_and_places(language: str) -> None:
    english, other = words.catalogue("en"), words.catalogue(language)
    assert english.keys() == other.keys()
    for key, entry in english.items():
        assert isinstance(entry, str) == isinstance(other[key], str), key
        assert places(entry) == places(other[key]), key


@pytest.mark.parametrize(("group", "codes"), CODES.items())
def test_every_code_has_a_word(group: str, codes: tuple[str, ...]) -> None:
    assert [code for code in codes if not words.has(f"{group}.{code}")] == []


def test_every_finding_that_has_a_pattern_has_words() -> None:
    text = (DESK / "web" / "findings.py").read_text()
    keys = re.findall(r'^ +\(r".*", "([a-z_]+)"\)', text, re.MULTILINE)
    assert len(keys) > 30
    assert [key for key in keys if not words.has(f"finding.{key}")] == []


def test_every_key_used_is_there() -> None:
    used: set[str] = set()
    for template in DESK.glob("templates/**/*.html"):
        used |= set(re.findall(r'{% say "([a-z_.]+)"', template.read_text()))
    for source in DESK.glob("**/*.py"):
        text = source.read_text()
        used |= set(re.findall(r'words\.say\([^"\n]*, "([a-z_.]+)"', text))
        used |= {f"refusal.{code}" for code in re.findall(r'(?:DeskRefused|super\(\).__init__)\("([a-z_]+)"', text)}
        used |= {f"notice.{code}" for code in re.findall(r'notice\(request, "([a-z_]+)"', text)}
    assert len(used) > 150
    assert sorted(key for key in used if not words.has(key)) == []


def test_plurals_follow_the_language() -> None:
    said = [words.say("uk", "documents.count", n=number) for number in (1, 2, 5, 21)]
    assert said == ["1 документ", "2 документи", "5 документів", "21 документ"]


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        words.say("uk", "no.such.key")
