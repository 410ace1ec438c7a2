"""Who says it: people and bodies by name, in one language, as the register had them when it was said.

    naming = Naming(register, "uk", ("uk", "en"))
    voice = naming.voice(act)
    voice.label     'Міністр оборони України'        begins a title
    voice.full      'Олексій Резніков, міністр оборони України'
    voice.body      'mod-ua'                          whose voice it is

Rules
1. Attribution always: a claim without an originator is said by nobody who is named, and that is what stands there.
2. A person's office is the one held when it was said; without one the person's name stands alone.
3. A name that the register does not give in the language is shown in the next of its languages; an id that it does not
   know is shown as it is. Nothing is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from uarazom.acts.model import Act
    from uarazom.acts.register import Office, Person, Register

_Key = tuple[str, str, "datetime | None"]
_WORD = re.compile(r"[\w’ʼ']+")
_BEGINNING = 6  # words of a title in which its originator is looked for
ENOUGH = 2  # words that must agree
SHORT = 2  # letters of a word that says nothing by itself
STEM = 5  # letters in which the cases of a word agree


@dataclass(frozen=True, slots=True)
class Voice:
    """One originator in one language. `label` is short, `full` is whole, `body` and `head` say whose voice it is."""

    label: str
    full: str
    body: str | None
    head: str | None


def pick(texts: Mapping[str, str], lang: str, others: Sequence[str]) -> tuple[str, str] | None:
    """The text in `lang`, else in the first of `others`, else in any language, with the language it is in."""
    for code in (lang, *others, *sorted(texts)):
        text = texts.get(code)
        if isinstance(text, str) and text:
            return text, code
    return None


class Naming:
    """Names in one language, each looked up once."""

    def __init__(
        self, register: Register, lang: str, languages: Sequence[str], nobody: str = "", *, comma: str = ", "
    ) -> None:
        """`nobody` is what stands where no originator is named, `comma` what stands between a name and an office."""
        self.register, self.lang, self.languages = register, lang, languages
        self.nobody = Voice(nobody, nobody, None, None)
        self._comma = comma
        self._voices: dict[_Key, Voice] = {}

    def text(self, texts: Mapping[str, str], otherwise: str = "") -> str:
        """A text in the language, else in another, else `otherwise`."""
        found = pick(texts, self.lang, self.languages)
        return found[0] if found else otherwise

    def body(self, id: str) -> str:
        """A body's whole name."""
        body = self.register.bodies.get(id)
        return self.text(body.name, id) if body else id

    def short(self, id: str) -> str:
        """A body's short name, else its whole one."""
        body = self.register.bodies.get(id)
        return (self.text(body.short) or self.text(body.name, id)) if body else id

    def thing(self, kind: str, id: str) -> str:
        """The name of a section, topic, region or competence."""
        return self.text(self.register.name(kind, id), id)

    def voice(self, act: Act) -> Voice:
        """Who says what this act says."""
        by = act.by or (
            act.body if act.kind != "claim" else None
        )  # without `by`, what is no claim is the publisher's own
        if by is None:
            return self.nobody
        person = self.register.people.get(by)
        if person is None:
            return self._voices.get((by, "", None)) or self._remember((by, "", None), self._of_body(by))
        office = person.office_at(act.spoken_at)
        key = (by, act.speaking_for or "", office.start if office else None)
        return self._voices.get(key) or self._remember(key, self._of_person(person, office, act.speaking_for))

    def _remember(self, key: _Key, voice: Voice) -> Voice:
        return self._voices.setdefault(key, voice)

    def _of_body(self, id: str) -> Voice:
        return Voice(self.short(id), self.body(id), id, self.register.heads.get(id, id))

    def _of_person(self, person: Person, office: Office | None, speaking_for: str | None) -> Voice:
        name = self.text(person.name, person.id)
        title = self.text(office.title) if office else ""
        body = speaking_for or (office.body if office else None)
        head = self.register.heads.get(body, body) if body else person.id
        return Voice(_capital(title) or name, f"{name}{self._comma}{title}" if title else name, body, head)

    @staticmethod
    def begins(title: str, voice: Voice) -> bool:
        """Whether a title already begins with who says it, so that the name need not stand twice."""
        return any(begins_with(title, name) for name in (voice.label, voice.full))


def begins_with(title: str, name: str) -> bool:
    """Whether the first words of a title name this originator and nobody else.

    The leading words, as far as a colon, must be words of the name (by their first letters, so that cases do not
    matter) or its acronym, two at least; a capitalised word among them that is not the name's is another's name:
    "Minister of Defence of B" does not begin with the Minister of Defence of A.
    """
    words, initials, stems = _parts(name)
    found = 0
    for word in _WORD.findall(title.partition(":")[0])[:_BEGINNING]:
        if _stem(word) in stems:
            found += len(word) > SHORT
        elif word.isupper() and len(word) > SHORT and word.casefold() in initials:
            found += ENOUGH
        elif found and any(shortens(word.casefold(), one.casefold()) for one in words):
            continue
        elif found and word[0].isupper():
            return False
        else:
            break
    return found >= min(ENOUGH, sum(len(word) > SHORT for word in words) or 1)


@lru_cache(maxsize=4_096)  # bodies and offices
def _parts(name: str) -> tuple[list[str], str, frozenset[str]]:
    words = _WORD.findall(name)
    return words, "".join(word[0] for word in words).casefold(), frozenset(_stem(word) for word in words)


def shortens(short: str, word: str) -> bool:
    """Whether one is made of letters of the other in order, from the first: HQ of headquarters."""
    letters = iter(word)
    return short[:1] == word[:1] and all(letter in letters for letter in short)


def _stem(word: str) -> str:
    return word.casefold()[:STEM]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
