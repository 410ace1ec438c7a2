"""The officials of the register, and where a text names them: by name in any script, or by office.

    officials = Officials.of(register, at)
    officials.named("Zelenskiy's")            the people whose family name that may be
    officials.mentions(text, spoken)          (Mention(start, end, person, confidence, …), …)

Rules, in order
1. A name is compared by its skeleton: romanised, with what transliterations differ in made one (y, i, yi, ii; g and h;
   ts and c; ye and e), without the ending of its case.
2. A given name before it must agree in its first letter (a and o, e and i are one: Oleksii is Alexey); another first
   letter is another person, and so is a woman's form of a man's adjective (-ska for -skyi).
3. Two people of one family name are told by given name, else nobody is.
4. An office is the words of its title in the register, those that a person holds on the day. The words that say whose
   office it is may be left out where it is of the platform's own state, and nobody else's is named beside it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from uarazom.acts.register import Office, Person, Register
from uarazom.quotes.language import Language, codes, language
from uarazom.quotes.words import Word, lower, words

CERTAIN, GIVEN_DIFFERS, OFFICE, OWN_OFFICE, OWN_HEAD_WORD = 1.0, 0.8, 0.9, 0.8, 0.7
_CAPITAL = re.compile(r"[^\W\d_a-zа-яіїєґё][\w'’ʼ-]*")
_NAME = re.compile(rf"{_CAPITAL.pattern}(?:(?:(?<=\b[^\W\d_])\.\s?|[ ])(?:{_CAPITAL.pattern}|van|von|de|der|bin|al))*")
_SAME = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("ph", "f"),
    ("x", "ks"), ("w", "v"),
    ("g", "h"), ("yo", "e"), ("jo", "e"), ("ye", "e"), ("je", "e"), ("ie", "e"), ("y", "i"), ("j", "i"), ("q", "k"),
)  # fmt: skip
_RUNS_ON = re.compile(r"[^.!?;:,\n]*")
_WOMANS = re.compile(r"(?:[сц]ьк|ск|цк)(?:а|ої|ій|у|ою|ая|ой|ую)$|sk(?:a|aia|aya)$")
_MANS = re.compile(r"(?:[сц]ьк|ск|цк)ий$|sk(?:y|yi|yy|iy|ii|i|yj|ij)$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names somebody. `person`: who of the register, None where nobody or not surely; `name`: as written;
    `whole`: with a given name; `base`: in the form of the register, not declined; `owns`: somebody's ('s)."""

    start: int
    end: int
    name: str
    person: str | None
    confidence: float
    whole: bool = False
    base: bool = True
    owns: bool = False
    office: bool = False


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """A name without what transliterations and cases differ in."""
    small = lower(word).replace("'s", "").replace("'", "").replace("-", "")
    small = _uncased(small)
    plain = "".join(_romanised().get(letter, letter) for letter in small)
    for written, one in _SAME:
        plain = plain.replace(written, one)
    plain = re.sub(r"(.)\1+", r"\1", plain)
    return plain.rstrip("aeiou") if len(plain.rstrip("aeiou")) >= 2 else plain


def _uncased(small: str) -> str:
    for code in codes():
        one = language(code)
        if small[-1:] in one.romanised:
            ending = next((e for e in one.name_endings if small.endswith(e) and len(small) - len(e) >= 3), "")
            return small[: len(small) - len(ending)]
    return small


@lru_cache(maxsize=1)
def _romanised() -> Mapping[str, str]:
    return {letter: latin for code in codes() for letter, latin in language(code).romanised.items()}


@dataclass(frozen=True, slots=True)
class _Title:
    """An office's words, as skeletons of stems, and whose it is."""

    person: str
    parts: tuple[str, ...]
    own: bool


class Officials:
    """Who may be named, on a day; made once for a register."""

    def __init__(self, people: Iterable[Person], titles: Iterable[_Title]) -> None:
        self._people = {one.id: one for one in people}
        self._family: dict[str, set[str]] = defaultdict(set)
        self._base: set[str] = set()
        for one in self._people.values():
            for name in one.name.values():
                self._family[skeleton(name.split()[-1])].add(one.id)
                self._base.add(lower(name.split()[-1]))
        self._titles: dict[str, list[_Title]] = defaultdict(list)
        for title in titles:
            self._titles[title.parts[0]].append(title)

    @classmethod
    def of(cls, register: Register, at: datetime | None) -> "Officials":
        """The people of the register, with the offices that they hold at an instant; None: with all they ever held."""
        people = [one for one in register.people.values() if _is_named(one)]
        owners = {register.heads[key] for key, body in register.bodies.items() if body.participation == "owner"}
        return cls(people, [title for one in people for title in _titles(one, register, at, owners)])

    def person(self, person: str) -> Person:
        """One of them."""
        return self._people[person]

    def mentions(self, text: str, spoken: Language | None) -> tuple[Mention, ...]:
        """Every place that names somebody, registered or not, and every office, in order."""
        names = [one for match in _NAME.finditer(text) for one in self._names(text, match, spoken)]
        known = _apart([*(one for one in names if one.person), *self._offices(text, spoken)])
        others = _apart([*known, *(one for one in names if not one.person)])
        return tuple(sorted(others, key=lambda one: one.start))

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _names(self, text: str, match: re.Match[str], spoken: Language | None) -> Iterator[Mention]:
        """The people in one run of capitals; the run itself where it is nobody of the register."""
        parts = list(_CAPITAL.finditer(text, match.start(), match.end()))
        found, done = False, 0
        for number, part in enumerate(parts):
            people = self._family.get(skeleton(part.group()))
            given = parts[number - 1] if number and self._is_given(parts[number - 1].group(), spoken) else None
            after_title = number > 1 and self._is_title(parts[number - 2].group(), spoken)
            if not number or not after_title:
                after_title = given is not None and self._follows_title(text, given.start(), spoken)
            if people and (one := self._one(part.group(), given, people, after_title=after_title)):
                found, done = True, number + 1
                whole = given is not None and self._agreement(one[0], part.group(), given) > 0
                start = given.start() if given and whole else part.start()
                yield self._mention(text, start, part.end(), one, part.group(), whole=whole)
        rest = [part for part in parts[done:] if not self._is_title(part.group(), spoken)]
        if len(rest) > 1 or (rest and not found):
            start, end = rest[0].start(), rest[-1].end()
            name = text[start:end]
            yield Mention(start, end, name, None, 0.0, whole=len(rest) > 1, owns=name.endswith(("'s", "’s")))

    def _mention(self, text: str, start: int, end: int, one: tuple[str, float], word: str, *, whole: bool) -> Mention:
        base = lower(word).removesuffix("'s")
        latin = base[-1:].isascii()
        owns = lower(word).endswith("'s")
        return Mention(start, end, text[start:end], *one, whole=whole, base=latin or base in self._base, owns=owns)

    def _follows_title(self, text: str, place: int, spoken: Language | None) -> bool:
        """Whether a title in small letters stands just before: what follows it may say of what, not who."""
        before = re.search(r"([\w'’-]+) $", text[max(0, place - 40) : place])
        return before is not None and self._is_title(before[1], spoken)

    def _one(
        self, family: str, given: re.Match[str] | None, people: set[str], *, after_title: bool
    ) -> tuple[str, float] | None:
        """The one person whom a family name means, given the name before it."""
        fitting = [(one, self._agreement(one, family, given)) for one in sorted(people)]
        if after_title and not any(sure > 0 for _, sure in fitting):
            fitting = [(one, min(GIVEN_DIFFERS, self._agreement(one, family, None))) for one in sorted(people)]
        fitting = [(one, sure) for one, sure in fitting if sure > 0]
        best = max((sure for _, sure in fitting), default=0.0)
        there = [(one, sure) for one, sure in fitting if sure == best]
        return there[0] if len(there) == 1 else None

    def _agreement(self, person: str, family: str, given: re.Match[str] | None) -> float:
        names = [name.split() for name in self._people[person].name.values()]
        small = lower(family).removesuffix("'s")
        if _WOMANS.search(small) and any(_MANS.search(lower(name[-1])) for name in names):
            return 0.0
        if given is None:
            return CERTAIN
        firsts = {skeleton(name[0]) for name in names if len(name) > 1}
        if not firsts or skeleton(given.group()) in firsts:
            return CERTAIN
        letters = {_first(one) for one in firsts}
        return GIVEN_DIFFERS if _first(skeleton(given.group())) in letters else 0.0

    @staticmethod
    def _is_title(word: str, spoken: Language | None) -> bool:
        """A title or a day, which no name begins with."""
        small = lower(word)
        return spoken is not None and (
            spoken.titles.fullmatch(small) is not None or small in spoken.months or small in spoken.weekdays
        )

    def _is_given(self, word: str, spoken: Language | None) -> bool:
        """Whether a capital word before a family name is likely a given name: not a title, not itself a family name."""
        return not self._is_title(word, spoken) and skeleton(word) not in self._titles and word[-1:] not in "’'"

    # ── offices ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _offices(self, text: str, spoken: Language | None) -> Iterator[Mention]:
        found = words(text, spoken)
        bones = [skeleton(word.stem) for word in found]
        for number in range(len(found)):
            titles = self._titles.get(bones[number], ())
            best = max((self._fit(text, found, bones, number, one) for one in titles), default=None)
            if best and best[0] > 0:
                sure, last, person = best
                start, end = found[number].start, found[last].end
                yield Mention(start, end, text[start:end], person, sure, office=True)

    @staticmethod
    def _fit(
        text: str, found: tuple[Word, ...], bones: list[str], number: int, title: _Title
    ) -> tuple[float, int, str]:
        """How surely the words from here are this office, and the last of them."""
        last, matched = number, 1
        for step in range(number + 1, min(number + 2 * len(title.parts) + 1, len(found))):
            if (
                matched < len(title.parts)
                and bones[step] == title.parts[matched]
                and _RUNS_ON.fullmatch(text, found[last].end, found[step].start)
            ):
                last, matched = step, matched + 1
        if matched == len(title.parts):
            return OFFICE, last, title.person
        if not title.own or matched < len(title.parts) - 1 or _of_others(text, found, number, last):
            return 0.0, last, title.person
        return (OWN_OFFICE if matched > 1 else OWN_HEAD_WORD), last, title.person


def _of_others(text: str, found: tuple[Word, ...], first: int, last: int) -> bool:
    """Whether a capital word before or after an office says that it is somebody else's."""
    after = found[last + 1] if last + 1 < len(found) else None
    if after and text[after.start].isupper() and not text[found[last].end : after.start].strip():
        return True
    if not first:
        return False
    before, gap = found[first - 1], text[found[first - 1].end : found[first].start]
    adjective = re.search(r"(?:ськ|цьк|ск|цк)(?:ий|ого|ому|им|ая|ой)$", before.key) is not None
    starts = before.start == 0 or text[: before.start].rstrip()[-1:] in ".!?…\n"
    return not gap.strip() and (adjective or (text[before.start].isupper() and not starts and before.key != "the"))


def _first(bone: str) -> str:
    return {"o": "a", "e": "i"}.get(bone[:1], bone[:1])


def _is_named(person: Person) -> bool:
    """A name of its own: two words at most three, no parenthesis of an anonymous source."""
    return any(
        re.fullmatch(r"[\w'’ʼ.-]+(?: [\w'’ʼ.-]+){0,3}", name) and len(name.split()) >= 2
        for name in person.name.values()
    )


def _titles(person: Person, register: Register, at: datetime | None, owners: set[str]) -> Iterator[_Title]:
    """The titles of a person's offices on a day, in every language that the check knows."""
    offices: tuple[Office, ...] = person.offices_at(at) if at else person.offices
    for office in offices:
        own = register.heads.get(office.body) in owners
        for code, title in office.title.items():
            if code in codes():
                parts = tuple(
                    skeleton(word.stem)
                    for word in words(title, language(code))
                    if len(word.key) > 2 and word.key != "the"
                )
                if parts and len(parts) <= 12:
                    yield _Title(person.id, parts, own)


def _apart(mentions: list[Mention]) -> list[Mention]:
    """Those that do not overlap: registered before not, named before office, the longer first."""
    taken = bytearray(max((one.end for one in mentions), default=0))
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda one: (one.person is None, one.office, one.start - one.end)):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return kept
