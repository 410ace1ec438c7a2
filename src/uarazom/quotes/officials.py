"""The officials of the register, and where a text names them: by name in any script, or by office.

    officials = Officials.of(register, at)
    officials.named("Zelenskiy's")            the people whose family name that may be
    officials.mentions(text, spoken)          (Mention(start, end, person, confidence, …), …)

Rules, in order
1. A name is compared by its `skeleton`.
2. A given name before it must agree in its first letter (a and o, e and i are one: Oleksii is Alexey); another first
   letter is another person, and so is a woman's form of a man's adjective (-ska for -skyi).
3. Two people of one family name are told by given name, else nobody is.
4. A run of capitals is somebody's name without the words before it that no name begins with, and without the title, the
   profession or the country that opens it: two words in Cyrillic, three with a patronymic.
5. An office (`offices`) that a name follows belongs to that name.
6. Whoever is somebody's aide or wife is not that somebody («помощник Лысенко»), nor is his order (`aides`): he `owns`.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from uarazom.acts.register import Office, Person, Register
from uarazom.quotes.language import Language, codes, language
from uarazom.quotes.offices import Offices, Title, titles_of
from uarazom.quotes.skeleton import skeleton
from uarazom.quotes.words import lower

CERTAIN, GIVEN_DIFFERS = 1.0, 0.8
_CAPITAL = re.compile(r"[^\W\d_a-zа-яіїєґё][\w'’ʼ-]*")
_FOLLOWS = re.compile(rf" ({_CAPITAL.pattern})")
_PARTICLE = "van|von|de|der|den|bin|ibn|al|ван|фон|де|дер|ден|бін|бин|ібн|ибн"
_ARTICLE = "(?:(?:al|el|аль|эль|ель|ас|аш)-)?"  # before a family name: al-Rashid
_NAME = re.compile(
    rf"{_CAPITAL.pattern}(?:(?:(?<=\b[^\W\d_])\.\s?|[ ])(?:{_ARTICLE}{_CAPITAL.pattern}|(?:{_PARTICLE})\b))*"
)
_PATRONYMIC = re.compile(r"(?:[оеєії]вич|ич|[оеє]вн|[иії]вн|ічн|иничн)(?:а|у|ем|ом|і|ові|и|ою|ы|е|ой)?$")
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


class Officials:
    """Who may be named, on a day; made once for a register."""

    def __init__(self, people: Iterable[Person], titles: Iterable[Title]) -> None:
        self._people = {one.id: one for one in people}
        self._family: dict[str, set[str]] = defaultdict(set)
        self._base: set[str] = set()
        for one in self._people.values():
            for name in one.name.values():
                self._family[skeleton(name.split()[-1])].add(one.id)
                self._base.add(lower(name.split()[-1]))
        self.offices = Offices(titles)

    @classmethod
    def of(cls, register: Register, at: datetime | None) -> "Officials":
        """The people of the register, with the offices that they hold at an instant; None: with all they ever held."""
        people = [one for one in register.people.values() if _is_named(one)]
        owners = {register.heads[key] for key, body in register.bodies.items() if body.participation == "owner"}
        return cls(people, [title for one in people for title in _titles(one, register, at, owners)])

    def person(self, person: str) -> Person:
        """One of them."""
        return self._people[person]

    def given(self, person: str) -> tuple[str, ...]:
        """The given names of one of them, of lower case, as each language of the register writes them."""
        return tuple(lower(name.split()[0]) for name in self._people[person].name.values())

    def mentions(self, text: str, spoken: Language | None) -> tuple[Mention, ...]:
        """Every place that names somebody, registered or not, and every office, in order."""
        names = [one for match in _NAME.finditer(text) for one in self._names(text, match, spoken)]
        offices = [
            Mention(
                one.start, one.end, text[one.start : one.end], one.person, one.confidence, owns=one.owns, office=True
            )
            for one in self.offices.found(text, spoken)
            if not self._is_somebodys(text, one.end, one.person, names, spoken)
        ]
        known = _apart([*(one for one in names if one.person), *offices])
        others = _apart([*known, *(one for one in names if not one.person)])
        return tuple(sorted(others, key=lambda one: one.start))

    def _is_somebodys(self, text: str, end: int, person: str, names: list[Mention], spoken: Language | None) -> bool:
        """Whether the name or country right after an office says that it is another's."""
        follows = _FOLLOWS.match(text, end)
        if follows is None or self._is_title(follows[1], spoken):
            return False
        place = bisect_left(names, follows.start(1), key=lambda one: one.start)
        one = names[place] if place < len(names) and names[place].start == follows.start(1) else None
        return one is None or (one.person != person and (one.person is not None or one.whole))

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _names(self, text: str, match: re.Match[str], spoken: Language | None) -> Iterator[Mention]:
        """The people in one run of capitals; the run itself where it is nobody of the register."""
        parts = list(_CAPITAL.finditer(text, match.start(), match.end()))
        found, done = False, 0
        for number, part in enumerate(parts):
            people = self._family.get(skeleton(part.group()))
            given = parts[number - 1] if number and self._is_given(parts[number - 1].group(), spoken) else None
            given = None if given is not None and _is_place(text, given) else given
            after_title = number > 1 and self._is_title(parts[number - 2].group(), spoken)
            if not number or not after_title:
                after_title = given is not None and self._follows_title(text, given.start(), spoken)
            if people and (one := self._one(part.group(), given, people, after_title=after_title)):
                found, done = True, number + 1
                whole = given is not None and self._agreement(one[0], part.group(), given) > 0
                start = given.start() if given and whole else part.start()
                owns = self._is_of(text, start, one[0], spoken)
                yield self._mention(text, start, part.end(), one, part.group(), whole=whole, owns=owns)
        rest = self._called(parts[done:], spoken)
        if len(rest) > 1 or (rest and not found):
            start, end = rest[0].start(), rest[-1].end()
            name = text[start:end]
            yield Mention(start, end, name, None, 0.0, whole=len(rest) > 1, owns=name.endswith(("'s", "’s")))

    def _called(self, parts: list[re.Match[str]], spoken: Language | None) -> list[re.Match[str]]:
        """The words of a run of capitals that are a name."""
        if spoken is None:
            return parts
        for number in range(len(parts) - 1, -1, -1):
            if self._is_title(parts[number].group(), spoken):
                after = parts[number + 1 :]
                parts = after or parts[:number]
                break
        while parts and (
            opens_sentences(small := lower(parts[0].group()), spoken) or spoken.professions.fullmatch(small)
        ):
            parts = parts[1:]
        if spoken.script == "latin" or len(parts) < 3 or any(part.group().isascii() for part in parts):
            return parts
        with_patronymic = _PATRONYMIC.search(lower(parts[-2].group())) is not None
        return parts[-3 if with_patronymic else -2 :]

    def _mention(
        self, text: str, start: int, end: int, one: tuple[str, float], word: str, *, whole: bool, owns: bool
    ) -> Mention:
        base = lower(word).removesuffix("'s")
        is_base = base[-1:].isascii() or base in self._base or self._ends_alike(base, one[0])
        owns = owns or lower(word).endswith("'s")
        return Mention(start, end, text[start:end], *one, whole=whole, base=is_base, owns=owns)

    def _ends_alike(self, family: str, person: str) -> bool:
        """Whether a family name of another language ends as the register's: Лысенко is Лисенко, Лысенка is declined."""
        names = (lower(name.split()[-1]) for name in self._people[person].name.values())
        return any(name[-2:] == family[-2:] and abs(len(name) - len(family)) <= 1 for name in names)

    def _is_of(self, text: str, place: int, person: str, spoken: Language | None) -> bool:
        """Whether the word before says that it is somebody of theirs: «помощник Лысенко», «жена Щербины»."""
        before = re.search(r"([\w'’-]+) $", text[max(0, place - 40) : place])
        word = lower(before[1]) if before else ""
        return (
            spoken is not None
            and spoken.aides.fullmatch(word) is not None
            and not self.offices.has(person, word, spoken)
        )

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
        small = lower(word).rpartition("-")[2]  # ex-minister
        return spoken is not None and (
            spoken.titles.fullmatch(small) is not None or small in spoken.months or small in spoken.weekdays
        )

    def _is_given(self, word: str, spoken: Language | None) -> bool:
        """Whether a capital word before a family name is likely a given name: not a title, not itself a family name."""
        small = lower(word)
        if spoken is not None and (opens_sentences(small, spoken) or spoken.professions.fullmatch(small)):
            return False
        if spoken is not None and spoken.aides.fullmatch(small):
            return False
        return not self._is_title(word, spoken) and skeleton(word) not in self.offices and word[-1:] not in "’'"


def opens_sentences(small: str, spoken: Language) -> bool:
    """Whether a sentence may begin with this word and no name does."""
    some = (spoken.telling, spoken.adverbs, spoken.agents, spoken.joins, spoken.prepositions, spoken.negations)
    return any(small in words for words in some) or spoken.utterances.fullmatch(small) is not None


def _is_place(text: str, word: re.Match[str]) -> bool:
    """Whether a capital word says where somebody speaks: «в Сенате Берг напомнила», «у Києві Берг нагадала»."""
    before = re.search(r"(?<!\w)(?:[ВвУу]|[Вв]о) $", text[max(0, word.start() - 4) : word.start()])
    return before is not None and word[0].endswith(("е", "і", "ии"))


def _first(bone: str) -> str:
    return {"o": "a", "e": "i"}.get(bone[:1], bone[:1])


def _is_named(person: Person) -> bool:
    """A name of its own: two words at most three, no parenthesis of an anonymous source."""
    return any(
        re.fullmatch(r"[\w'’ʼ.-]+(?: [\w'’ʼ.-]+){0,3}", name) and len(name.split()) >= 2
        for name in person.name.values()
    )


def _titles(person: Person, register: Register, at: datetime | None, owners: set[str]) -> Iterator[Title]:
    """The titles of a person's offices on a day, in every language that the check knows."""
    offices: tuple[Office, ...] = person.offices_at(at) if at else person.offices
    for office in offices:
        own = register.heads.get(office.body) in owners
        for code, title in office.title.items():
            if code in codes():
                yield from titles_of(person.id, title, language(code), own=own)


def _apart(mentions: list[Mention]) -> list[Mention]:
    """Those that do not overlap: registered before not, named before office, the longer first."""
    taken = bytearray(max((one.end for one in mentions), default=0))
    kept: list[Mention] = []
    for one in sorted(mentions, key=lambda one: (one.person is None, one.office, one.start - one.end)):
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return kept
