"""What the check knows of a language: its words of speech, of limits, of time; one data file each in `languages/`.

    english = language("en")
    english.says.search("he said")             a compiled list of cue words
    of_text("Нам кажуть, що …").code           'uk'

Rules: a file has exactly these members, each of its kind; a word list is matched as whole words, in folded text of
lower case, the longest first; a language more is a file more.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LOOKED_AT = 20_000  # characters by which the language of a text is told
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SCRIPTS = {"latin": re.compile(r"[A-Za-z]"), "cyrillic": re.compile(r"[\u0400-\u04ff]")}
_OWN_LETTERS = {"uk": re.compile("[іїєґ]"), "ru": re.compile("[ыэъё]")}
NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Language:
    """One language; the members are those of its file."""

    code: str
    script: str
    telling: frozenset[str]
    endings: tuple[str, ...]
    name_endings: tuple[str, ...]
    romanised: Mapping[str, str]
    says: re.Pattern[str]
    by: re.Pattern[str]
    joins: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    they: frozenset[str]
    his: frozenset[str]
    hers: frozenset[str]
    me: frozenset[str]
    verbs: re.Pattern[str]
    plural: re.Pattern[str]
    adverbs: frozenset[str]
    prepositions: frozenset[str]
    refers: re.Pattern[str]
    utterances: re.Pattern[str]
    woman: tuple[str, ...]
    men: frozenset[str]
    dative: tuple[str, ...]
    surnames: tuple[str, ...]
    bodies: re.Pattern[str]
    same_office: Mapping[str, str]
    aides: re.Pattern[str]
    agencies: re.Pattern[str]
    also_called: Mapping[str, str]
    ministries: Mapping[str, str]
    professions: re.Pattern[str]
    that: frozenset[str]
    copulas: frozenset[str]
    anonymous: re.Pattern[str]
    quoting: re.Pattern[str]
    former: re.Pattern[str]
    honorifics: re.Pattern[str]
    titles: re.Pattern[str]
    so_called: re.Pattern[str]
    gloss: re.Pattern[str]
    named: re.Pattern[str]
    negations: frozenset[str]
    negated_ending: str
    modals: frozenset[str]
    quantifiers: frozenset[str]
    agents: frozenset[str]
    numbers: Mapping[str, str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]
    weeks: Mapping[str, int]
    last: frozenset[str]
    next: frozenset[str]
    future: frozenset[str]
    limiting: re.Pattern[str]
    hearsay: re.Pattern[str]
    clarified: re.Pattern[str]
    loaded: re.Pattern[str]
    abbreviations: frozenset[str]
    elisions: frozenset[str]


def pattern(words: list[str]) -> re.Pattern[str]:
    """Any of these words or phrases, whole; `*` is any ending."""
    if not words:
        return NEVER
    longest = sorted(set(words), key=len, reverse=True)
    some = "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in longest)
    return re.compile(rf"(?<![\w'-])(?:{some})(?![\w-])")


@cache
def codes() -> tuple[str, ...]:
    """The languages there are, by the name of their files."""
    folder = files("uarazom.quotes").joinpath("languages")
    return tuple(sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml")))


@cache
def language(code: str) -> Language:
    """The language of that code. Raises: KeyError for one that has no file."""
    if code not in codes():
        raise KeyError(code)
    raw = files("uarazom.quotes").joinpath("languages", f"{code}.yaml").read_text(encoding="utf-8")
    members = yaml.load(raw, Loader=yaml.BaseLoader)  # noqa: S506 - texts only: no is a word here, not false
    names = {field.name: field.type for field in fields(Language)}
    if set(members) != set(names):
        raise ValueError(f"languages/{code}.yaml: expected {sorted(names)}, got {sorted(members)}")
    return Language(**{name: _read(members[name], str(kind)) for name, kind in names.items()})


def of_text(text: str, among: tuple[str, ...] = ()) -> Language | None:
    """The language that a text is in, by script, letters of its own and common words; None where none fits."""
    sample = text[:LOOKED_AT].lower()
    words = Counter(_WORD.findall(sample))
    scores = {code: _score(language(code), sample, words) for code in among or codes()}
    best = max(scores, key=lambda code: scores[code], default=None)
    return language(best) if best is not None and scores[best] > 0 else None


def is_mixed(text: str, spoken: Language) -> bool:
    """Whether a text has letters of another script than its language's."""
    return any(letters.search(text) for name, letters in _SCRIPTS.items() if name != spoken.script)


def _score(one: Language, sample: str, words: Counter[str]) -> float:
    """Common words and own letters; nothing where the script is not the one of most letters."""
    letters = {name: len(script.findall(sample)) for name, script in _SCRIPTS.items()}
    if max(letters.values()) == 0 or letters[one.script] < max(letters.values()):
        return 0.0
    common = sum(count for word, count in words.items() if word in one.telling)
    own = len(_OWN_LETTERS[one.code].findall(sample)) if one.code in _OWN_LETTERS else 0
    foreign = sum(len(letters.findall(sample)) for code, letters in _OWN_LETTERS.items() if code != one.code)
    if one.script == "latin":
        return float(common)
    return common + 3 * own - 3 * foreign


def _read(value: Any, kind: str) -> Any:
    """A member in the kind that its field declares."""
    if "Pattern" in kind:
        return pattern(value.split() if isinstance(value, str) else [str(word) for word in value])
    if "frozenset" in kind:
        return frozenset([value] if isinstance(value, str) else map(str, value))
    if "tuple" in kind:
        return tuple(sorted(set(value), key=len, reverse=True))
    if "Mapping[str, str]" in kind:
        return value
    if "Mapping[str, int]" in kind:
        return {key: int(item) for key, item in value.items()}
    return value
