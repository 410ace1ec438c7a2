"""Which words of an act's text are explained by later acts of its bundle, and where: for the page of the bundle.

    by_act = explaining(bundle)                          {'statement-1/1': [clarify, …], …}
    places(by_act[name], texts, salt, "en", original)    [(act, Stretch), …]

A clarification or correction that a later act withdrew explains nothing. Members are not trusted to have their shape.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from uarazom.verify.bundle import Bundle, Carried
from uarazom.verify.entry import ACT, EXERCISE
from uarazom.verify.extract import Extract, Stretch, read, stretches

EXPLAINING = ("clarify", "correct")


def explaining(bundle: Bundle) -> dict[str, list[Carried]]:
    """The acts that explain words, by the act whose words they are."""
    acts = bundle.of_type(ACT, EXERCISE)
    gone = withdrawn(acts)
    found: dict[str, list[Carried]] = {}
    for one in acts:
        if one.entry.fields["act"] in EXPLAINING and one.entry.name not in gone:
            for name in sorted({extract.act for extract in extracts_of(one.entry.fields)}):
                found.setdefault(name, []).append(one)
    return found


def places(
    acts: Iterable[Carried], name: str, texts: Mapping[str, str], salt: str, lang: str, original: str
) -> list[tuple[Carried, Stretch]]:
    """Where the words stand that these acts name of the act of that name, in a language version."""
    found = []
    for one in acts:
        named = [extract for extract in extracts_of(one.entry.fields) if extract.act == name]
        found += [(one, place) for place in stretches(named, texts, salt, lang, original=original)]
    return found


def extracts_of(fields: Mapping[str, Any]) -> list[Extract]:
    """The extracts of an act that have their shape."""
    given = fields.get("extracts")
    return [one for one in map(read, given) if one is not None] if isinstance(given, list) else []


def withdrawn(acts: Iterable[Carried]) -> set[str]:
    """The acts that a withdraw names, a withdrawn withdraw aside."""
    gone: set[str] = set()
    for one in reversed(list(acts)):
        fields = one.entry.fields
        if fields["act"] == "withdraw" and one.entry.name not in gone:
            gone.update(fields.get("acts", ()))
    return gone
