"""Who of those that a text names may be a speaker, and what pronouns may mean them.

    names = Names(frame, text, officials, spoken)
    names.within(start, end)               the mentions there
    names.is_subject(one)                  not an owner ("X's"), nor what a preposition governs ("near X")
    names.gender(one)                      "he", "she", None where the name does not tell

Rules, in order
1. A body, a common word, a number or a date is nobody.
2. One capital word that opens a sentence is a name where a whole name in the text ends in it, or it is shaped as a
   family name is.
3. A given name tells the gender by its last letter, those of the language's list the other way; a Latin one that does
   not end in it tells nothing.
"""

from bisect import bisect_left, bisect_right

from uarazom.quotes.frame import HIDDEN, NAMED, Frame
from uarazom.quotes.language import Language, codes, language
from uarazom.quotes.officials import Mention, Officials
from uarazom.quotes.skeleton import skeleton
from uarazom.quotes.words import lower

BEFORE_NAME = 60  # characters before a name in which its preposition and titles stand
MENTIONS_LOOKED = 60  # names looked through for one that a word may mean
MENTIONS_MAX = 500  # names of one stretch
_OPENS = ".!?…:\n¤"
_SKIPPED = " \t\"'«“„‘(—–-"


class Names:
    """The people that a text names."""

    def __init__(self, frame: Frame, length: int, officials: Officials, spoken: Language | None) -> None:
        self._spoken, self._officials = spoken, officials
        self._shown = frame.shown(0, length)
        self._folded = frame.stretch(0, length).folded
        mentions = officials.mentions(self._shown, spoken)
        self._families = {skeleton(one.name.split()[-1]) for one in mentions if one.whole}
        self.all = [one for one in mentions if self._may_speak(one)]
        self._starts = [one.start for one in self.all]

    def within(self, start: int, end: int, first_only: int = MENTIONS_MAX) -> list[Mention]:
        """Those that lie in a stretch, some first ones of very many."""
        first, last = bisect_left(self._starts, start), bisect_right(self._starts, end)
        last = min(last, first + first_only)
        return [one for one in self.all[first:last] if one.end <= end]

    def before(self, place: int) -> list[Mention]:
        """The last ones before a place, of very many."""
        last = bisect_right(self._starts, place)
        return [one for one in self.all[max(0, last - MENTIONS_LOOKED) : last] if one.end <= place]

    def is_somebody(self, one: Mention) -> bool:
        """Whether it surely names a person: one of the register, a whole name, or the end of a whole name."""
        return one.person is not None or one.whole or skeleton(one.name.split()[-1]) in self._families

    def is_subject(self, one: Mention) -> bool:
        """Whether it may be the subject of its clause."""
        if one.owns:
            return False
        if self._spoken is None:
            return True
        for word in reversed(self._folded[max(0, one.start - BEFORE_NAME) : one.start].split()[-4:]):
            if word in self._spoken.prepositions:
                return False
            if word != "the" and not self._spoken.titles.fullmatch(word):
                break
        return True

    def is_owner(self, one: Mention) -> bool:
        """Whether it says whose a place is, in a language that tells it by the form: «в окружении Лысенко»."""
        spoken = self._spoken
        before = self._folded[max(0, one.start - BEFORE_NAME) : one.start]
        place = before.split()[-2:] if before.endswith(" ") else []
        if spoken is None or spoken.script == "latin" or len(place) < 2:
            return False
        return place[0] in spoken.prepositions and not spoken.titles.fullmatch(place[1])

    def gender(self, one: Mention) -> str | None:
        """ "he" or "she", by the given name."""
        given = self._officials.given(one.person) if one.person else (lower(one.name.split()[0]),) * one.whole
        told = {sign for name in given if (sign := _gender(name)) is not None}
        return told.pop() if len(told) == 1 else None

    def _may_speak(self, one: Mention) -> bool:
        if one.person is not None:
            return True
        small = lower(one.name).removesuffix("'s")
        if HIDDEN in one.name or NAMED in one.name or len(small) < 3:
            return False
        if self._spoken is None:
            return True
        if self._spoken.bodies.search(small):
            return False
        if one.whole or skeleton(one.name) in self._families:
            return True
        if _is_common(small, self._spoken):
            return False
        return not self._opens(one.start) or _like_family(small, self._spoken)

    def _opens(self, place: int) -> bool:
        """Whether a sentence begins there."""
        before = self._shown[max(0, place - 6) : place].rstrip(_SKIPPED)
        return place == 0 or before[-1:] in tuple(_OPENS) or not before


def _like_family(small: str, spoken: Language) -> bool:
    return small.endswith(spoken.surnames) if spoken.surnames else not small.endswith("s")


def _gender(given: str) -> str | None:
    """What a given name of lower case tells, by the first language in whose letters it is written."""
    for code in codes():
        one = language(code)
        if (one.script == "latin") == given.isascii():
            if given in one.men:
                return "he"
            if given.endswith(one.woman):
                return "she"
            return None if one.script == "latin" else "he"
    return None


def _is_common(small: str, spoken: Language) -> bool:
    """Whether it is a word that any sentence may begin with."""
    words = (
        spoken.telling,
        spoken.adverbs,
        spoken.agents,
        spoken.negations,
        spoken.quantifiers,
        spoken.modals,
        spoken.last,
        spoken.next,
    )
    dated = (spoken.months, spoken.weekdays, spoken.days, spoken.numbers)
    opens = spoken.says.fullmatch(small) or spoken.by.search(f"{small} ") or spoken.titles.fullmatch(small)
    return any(small in some for some in words) or any(small in some for some in dated) or opens is not None
