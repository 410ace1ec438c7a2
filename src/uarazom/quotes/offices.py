"""Offices of the register, and where a text means the one who holds one: "the minister of defence", «міністр оборони».

    Offices(titles).found(text, spoken)             (Holder(start, end, person, confidence, owns), …)
    Offices(titles).holders("minister", spoken)     whoever holds an office that this word may stand for

Rules, in order
1. An office is the words of its title; those that say whose it is may be left out where it is of the platform's own
   state and no other state, body or person is named as its owner beside it.
   "Head of the Rescue Service" is the Rescue Service's head as well, all of its words then.
   A minister of defence is the head of the Ministry of Defence, by its short names too (`ministries`).
   Words for one office (`same_office`: chief and head, очільник and голова) are one.
2. A word that alone may be several people's office is nobody's: what it means the words before it say.
3. A former, acting or deputy one does not hold it; somebody's adviser is not the one advised (`owns`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from uarazom.quotes.language import Language
from uarazom.quotes.skeleton import skeleton
from uarazom.quotes.words import Word, lower, stem, words

OFFICE, OWN_OFFICE, OWN_HEAD_WORD = 0.9, 0.8, 0.7
SHORT = 3  # letters of a ministry's short name: Мин-обороны, МИД
ALIKE = 5  # first letters in which міністр and міністерка agree
_RUNS_ON = re.compile(r"[^.!?;:,\n]*")
_OWNER_AFTER = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?(?=\w)")
_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_BEFORE = re.compile(r"([\w'’-]+)(?:\s+(?:of|to|for|the|a|an)){0,2}[ -]$")


@dataclass(frozen=True, slots=True)
class Title:
    """An office's words, as skeletons of stems, and whose it is; `own`: of the platform's own state;
    `derived`: what else its holder is called."""

    person: str
    parts: tuple[str, ...]
    own: bool
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """A place that names an office, and who holds it."""

    start: int
    end: int
    person: str
    confidence: float
    owns: bool


class Offices:
    """The offices held on a day."""

    def __init__(self, titles: Iterable[Title]) -> None:
        self._titles: dict[str, list[Title]] = defaultdict(list)
        self._words: dict[str, set[str]] = defaultdict(set)
        for title in titles:
            self._titles[title.parts[0]].append(title)
            self._words[title.person].update(part[:ALIKE] for part in title.parts)

    def __contains__(self, bone: str) -> bool:
        return bone in self._titles

    def holders(self, word: str, spoken: Language, owner: Sequence[str] = ()) -> frozenset[str]:
        """Everybody whose office this word, of lower case, may stand for: a woman's form has the man's beginning;
        where words after it say whose it is (`owner`), those alone whose title has one of them. The head
        of state is the platform's own state's president (`also_called`), where the text names him."""
        bone = skeleton(_same(spoken).get(stem(word, spoken), stem(word, spoken)))
        heads = (head for head in self._titles if head == bone or head[:ALIKE] == bone[:ALIKE] != bone[: ALIKE - 1])
        other = _also_called(spoken).get(" ".join(stem(one, spoken) for one in (word, *owner[:1])))
        if other:
            return frozenset(title.person for title in self._titles.get(other, ()) if title.own)
        any_body = any(spoken.agencies.fullmatch(one) for one in owner)
        whose = set() if any_body else {skeleton(stem(one, spoken)) for one in owner}
        there = (title for head in heads for title in self._titles[head])
        return frozenset(
            one.person for one in there if any_body or whose & set(one.parts) or not (whose or one.derived)
        )

    def has(self, person: str, word: str, spoken: Language) -> bool:
        """Whether a word stands in the title of somebody's office."""
        bone = skeleton(_same(spoken).get(stem(word, spoken), stem(word, spoken)))
        return bone[:ALIKE] in self._words[person]

    def found(self, text: str, spoken: Language | None) -> Iterator[Holder]:
        """Every office that a text names, in order."""
        there = words(text, spoken)
        bones = [_bone(word, spoken) for word in there]
        for number, bone in enumerate(bones):
            fits = [_fit(text, there, bones, number, one, spoken) for one in self._titles.get(bone, ())]
            best = max(fits, default=None)
            if best is None or best[0] <= 0 or len({fit[2] for fit in fits if fit[0] == best[0]}) > 1:
                continue
            start, end = there[number].start, there[best[1]].end
            held = _before(text, start)
            if not (spoken and held and spoken.former.fullmatch(held)):
                yield Holder(start, end, best[2], best[0], _is_owner(held, spoken))


def titles_of(person: str, title: str, spoken: Language, *, own: bool) -> Iterator[Title]:
    """A title in a language as words to look for, both ways round; none where it has none, or too many."""
    parts = _bones(title, spoken)
    if parts and len(parts) <= 12:
        yield Title(person, parts, own)
    turned = _bones(" ".join(_OF.split(title)[::-1]), spoken)
    if turned != parts and 0 < len(turned) <= 12:
        yield Title(person, turned, own=False)
    for minister, (head, ministry) in _ministries(spoken):
        if len(parts) > 1 and parts[0] == minister:
            own_words = [word.key for word in words(title, spoken) if len(word.key) > 2][1:]
            joined = words(ministry[:SHORT] + own_words[0], spoken)
            initials = words("".join(word[0] for word in (ministry, *own_words)), spoken)
            short = [one for one in (joined if len(own_words) == 1 else initials) if len(one.key) >= SHORT]
            yield Title(person, (head, _bone(words(ministry, spoken)[0], spoken), *parts[1:]), own=False, derived=True)
            yield from (Title(person, (head, _bone(one, spoken)), own=False, derived=True) for one in short)


def _bones(title: str, spoken: Language) -> tuple[str, ...]:
    there = words(title, spoken)
    return tuple(_bone(word, spoken) for word in there if len(word.key) > 2 and word.key != "the")


def _bone(word: Word, spoken: Language | None) -> str:
    """How a word of an office is compared: a chief is a head, a міністерка a міністр."""
    return skeleton(_same(spoken).get(word.stem, word.stem)) if spoken else skeleton(word.stem)


@cache
def _also_called(spoken: Language) -> dict[str, str]:
    """The head of state is the president: stems of what somebody is called, and the office's first word."""
    called = spoken.also_called.items()
    return {" ".join(stem(word, spoken) for word in key.split()): skeleton(stem(one, spoken)) for key, one in called}


@cache
def _ministries(spoken: Language) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Of a minister's word: the head's of a ministry, and the ministry's as it is written after that."""
    there = ((minister, head.split()) for minister, head in spoken.ministries.items())
    return tuple((_bones(minister, spoken)[0], (_bones(head, spoken)[0], body)) for minister, (head, body) in there)


@cache
def _same(spoken: Language) -> dict[str, str]:
    return {stem(word, spoken): stem(other, spoken) for word, other in spoken.same_office.items()}


def _before(text: str, place: int) -> str:
    """The word just before, over "of the"."""
    before = _BEFORE.search(text, max(0, place - 40), place)
    return lower(before[1]) if before else ""


def _is_owner(before: str, spoken: Language | None) -> bool:
    """Whether the word before is a title: "adviser to the president" is not the president."""
    return bool(spoken and before and spoken.titles.fullmatch(before) and not spoken.honorifics.fullmatch(before))


def _fit(
    text: str, found: tuple[Word, ...], bones: list[str], number: int, title: Title, spoken: Language | None
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
    bare = not title.own or matched < len(title.parts) - 1
    if bare or not _is_title(found[number], spoken) or _of_others(text, found, number, last):
        return 0.0, last, title.person
    return (OWN_OFFICE if matched > 1 else OWN_HEAD_WORD), last, title.person


def _is_title(word: Word, spoken: Language | None) -> bool:
    """A ministry is no minister, whatever their stems have in common."""
    return spoken is None or spoken.titles.fullmatch(word.key.removesuffix("'s")) is not None


def _of_others(text: str, found: tuple[Word, ...], first: int, last: int) -> bool:
    """Whether a word before or after an office says that it is somebody else's."""
    after = found[last + 1] if last + 1 < len(found) else None
    if after and text[after.start].isupper() and not text[found[last].end : after.start].strip():
        return True
    if _OWNER_AFTER.match(text, found[last].end):
        return True
    if not first:
        return False
    before, gap = found[first - 1], text[found[first - 1].end : found[first].start]
    adjective = re.search(r"(?:ськ|цьк|ск|цк)(?:ий|ого|ому|им|ая|ой)$", before.key) is not None
    starts = before.start == 0 or text[max(0, before.start - 8) : before.start].rstrip(" \t\u00a0")[-1:] in ".!?…\n"
    capital = text[before.start].isupper() and not starts and before.key != "the"
    return not gap.strip() and (adjective or capital or before.key.endswith("'s"))
