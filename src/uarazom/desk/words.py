"""The words on the desk's screens: one YAML file a language in ``locale/``, the same keys in each.

Rules
1. A missing key is an error, never an empty label; a test holds the files to the same keys and the same {places}.
2. What differs by number is a mapping by CLDR category (one, few, many, other), chosen by ``n``.
3. A language is added by adding its file; its direction and its name come from CLDR.

    say("uk", "home.waiting", n=3)      # «3 чернетки чекають на вас»

Why not gettext: docs/adr/desk-words.md.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale

FALLBACK = "en"
Entry = str | Mapping[str, str]


def say(language: str, key: str, **values: object) -> str:
    """The words behind a key, with its places filled."""
    entry = catalogue(language)[key]
    if not isinstance(entry, str):
        entry = entry[_locale(language).plural_form(int(str(values["n"])))]
    return entry.format_map(values) if values else entry


def has(key: str) -> bool:
    """Whether there are words for this key."""
    return key in catalogue(FALLBACK)


@cache
def languages() -> tuple[str, ...]:
    """Languages of the screens, in alphabetical order."""
    names = (file.name for file in files("uarazom.desk").joinpath("locale").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


@cache
def catalogue(language: str) -> Mapping[str, Entry]:
    """Every key of one language: ``home.title`` → words."""
    text = files("uarazom.desk").joinpath("locale", f"{language}.yaml").read_text("utf-8")
    return dict(_flat(yaml.safe_load(text), ""))


def own_name(language: str) -> str:
    """What a language calls itself, or its code where CLDR does not know it."""
    locale = _locale(language)
    return (locale.get_display_name(language) or language).capitalize()


def direction(language: str) -> str:
    """``ltr`` or ``rtl``."""
    return _locale(language).text_direction


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


PLURALS = {"zero", "one", "two", "few", "many", "other"}


def _flat(node: Mapping[str, Any], before: str) -> list[tuple[str, Entry]]:
    found: list[tuple[str, Entry]] = []
    for name, value in node.items():
        key = f"{before}{name}"
        if isinstance(value, Mapping) and not ("other" in value and set(value) <= PLURALS):
            found += _flat(value, f"{key}.")
        else:
            found.append((key, value if isinstance(value, Mapping) else str(value)))
    return found
