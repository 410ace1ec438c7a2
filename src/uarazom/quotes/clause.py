"""Who speaks in a clause: the names, pronouns and roles around a word of speech.

    clauses = Clauses(frame, names, meaning, spoken)
    clauses.nearest(stretch, start, end, followed=True)      Found(mention, confidence, cue, pronoun)

Rules, in order
1. Whoever is quoted ("quotes X as saying") spoke, not the one who quotes.
2. A pronoun right beside the word of speech, unless a name stands between.
3. Of names: a whole one before a part of one, one in its base form before a declined one, the nearer before others;
   nobody whom it is said to, and nobody on whom it is ("a diplomat said Berg was"). Nobody at all where an unnamed
   source stands nearer; nobody whose surroundings say it («В окружении Берг говорят»).
4. "I" in a transcript, a bare role, a pronoun anywhere before the word of speech (`referring`).
"""

import re

from uarazom.quotes.frame import HIDDEN, Frame, Stretch
from uarazom.quotes.language import Language
from uarazom.quotes.names import Names
from uarazom.quotes.officials import Mention
from uarazom.quotes.reading import COLON, DIRECT, INHERITED, Found
from uarazom.quotes.referring import Meaning

BESIDE = 12  # characters between a word of speech and a capital word that may be a name; thrice behind a quotation

_ENDS = re.compile(r"[.!?;¤](?!(?<=\d.)\d)")  # no mark of an hour: «в 6.40»
_ENDS_OR_LEADS = re.compile(r"[.!?;:¤](?!(?<=\d.)\d)")


class Clauses:
    """The clauses of one text."""

    def __init__(self, frame: Frame, names: Names, meaning: Meaning, spoken: Language | None) -> None:
        self._frame, self._names, self._meaning, self._spoken = frame, names, meaning, spoken
        self._within = names.within

    def nearest(self, stretch: Stretch, start: int, end: int, *, followed: bool) -> Found:
        """The one who speaks in a stretch whose word of speech stands from `start` to `end`."""
        clause_start, clause_end = self.bounds(stretch, start, end)
        named = [one for one in self._within(clause_start, clause_end) if self._names.is_subject(one)]
        named = [one for one in named if self._is_beside(one, start, end, followed=followed)]
        if self._spoken and self._spoken.plural.fullmatch(self._frame.stretch(start, end).folded):
            named = [one for one in named if not self._names.is_owner(one)]
        quoted = self._spoken.quoting.search(self._frame.stretch(clause_start, end).folded) if self._spoken else None
        if quoted:
            spoke = (
                one for one in self._within(clause_start + quoted.end(), clause_end) if self._names.is_somebody(one)
            )
            one = next(spoke, None)
            return Found.of(None if one and one.owns else one, DIRECT, (start, end))
        pronoun = self._meaning.pronoun(stretch, start, end)
        if pronoun is not None and not any(_between(one, pronoun, (start, end)) for one in named):
            gender = self._meaning.gender(self._frame.stretch(*pronoun).folded)
            return self.meant(pronoun[0], (start, end), pronoun, gender)
        if named:
            best = max(named, key=lambda one: self._weight(one, start, end, followed=followed))
            if self._meaning.is_anonymous(stretch, best, start, end):
                return Found.of(None, 0.0, (start, end))
            return Found.of(best, DIRECT, (start, end))
        subject = self._frame.stretch(clause_start, start)
        if self._meaning.me(subject):
            label = self._meaning.label(start)
            return Found.of(label, COLON, (start, end))
        role = self._meaning.role(stretch, (clause_start, clause_end), (start, end))
        bearer = self._meaning.bearer(role) if role else None
        he = self._meaning.subject_pronoun(subject) if bearer is None and not followed else None
        if he:
            return self.meant(start, (start, end), None, he)
        return Found.of(bearer, INHERITED, (start, end), role)

    def _is_beside(self, one: Mention, start: int, end: int, *, followed: bool) -> bool:
        """A single capital word only right beside the word of speech; nobody who is told: «пише Петренку:»."""
        apart = start - one.end if one.end <= start else one.start - end
        if not self._names.is_somebody(one) and apart > BESIDE * (3 if followed else 1):
            return False
        if followed or one.start < end or self._spoken is None:
            return True
        return not (one.name.split()[0].endswith(self._spoken.dative) or self._is_told_of(one, end))

    def _is_told_of(self, one: Mention, end: int) -> bool:
        """Whether a clause of its own is on somebody: "a diplomat said Berg was “”", «сказав, що Берг «»»."""
        between = set(self._frame.stretch(end, one.start).folded.replace(",", " ").split())
        after = self._frame.stretch(one.end, one.end + BESIDE).folded
        at_once = after.strip(" \"'")[:1] == HIDDEN
        told = between & self._spoken.that or {*after.split()[:1]} & self._spoken.copulas if self._spoken else None
        return at_once or bool(told)

    def _weight(self, one: Mention, start: int, end: int, *, followed: bool) -> float:
        apart = start - one.end if one.end <= start else one.start - end
        latin = self._spoken is not None and self._spoken.script == "latin"
        subject_first = 0.8 if one.end <= start and (latin or not followed) else 0.0
        return 1.5 * one.whole + (1.2 if one.base else 0.0) + 0.6 * (not one.office) + subject_first - apart / 40

    def bounds(self, stretch: Stretch, start: int, end: int) -> tuple[int, int]:
        """The words around a word of speech up to a mark that ends a thought."""
        folded = stretch.folded
        left = max((mark.start() for mark in _ENDS.finditer(folded, 0, start - stretch.start)), default=-1)
        bracket = folded.rfind("(", 0, start - stretch.start)
        if folded.find(")", max(bracket, 0), start - stretch.start) < 0:
            left = max(left, bracket)
        ends = _ENDS_OR_LEADS.search(folded, end - stretch.start)
        right = ends.start() if ends else len(folded)
        return stretch.start + left + 1, stretch.start + right

    def meant(
        self, place: int, cue: tuple[int, int], pronoun: tuple[int, int] | None, gender: str | None = None
    ) -> Found:
        """Whom a pronoun means."""
        meant = self._meaning.meant(place, gender=gender)
        return Found.of(meant, INHERITED, cue, pronoun)


def _between(one: Mention, pronoun: tuple[int, int], cue: tuple[int, int]) -> bool:
    return min(pronoun[0], cue[0]) <= one.start and one.end <= max(pronoun[1], cue[1])
