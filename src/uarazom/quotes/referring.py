"""Whom a word means that names nobody: a pronoun, a bare role, "I" in a transcript, a verb without a subject.

    meaning = Meaning(frame, names, officials, spoken)
    meaning.pronoun(stretch, start, end)       a pronoun right beside a word of speech: (start, end)
    meaning.meant(place, gender=…)             whom it means there
    meaning.spoke(mention, end)                somebody spoke; whom later words may mean

Rules, in order
1. A pronoun is the last one who spoke or was named before it, across a paragraph at most, and not one whose given name
   tells another gender; else the last named at all.
2. A role (the minister) is one of those whose office it may be, the last one named before, else the first after; a role
   in nobody's title (the mayor) is whoever is named with that role. Else it is nobody, and never whoever spoke last.
   Where the words after it say whose it is ("a spokesman for the board"), it is nobody whose title has none of them.
   The «экс-министр» is whoever is named as a former one.
3. "I" is the one whose label stands at the head of the line.
"""

import re

from uarazom.quotes.frame import Frame, Stretch
from uarazom.quotes.language import Language
from uarazom.quotes.names import MENTIONS_LOOKED, Names
from uarazom.quotes.officials import Mention, Officials
from uarazom.quotes.words import stem

LABEL_MAX = 60  # characters of a speaker's label at the head of a line
ROLE_REACH = 8  # words between a role and the word of speech
ROLE_BESIDE = 35  # characters around a name in which its role stands
NAMED_BESIDE = 12  # characters between "one resident" and the name that follows
LOOKED_AFTER = 600  # characters in which a role told before its holder's name is looked up
PREFIX = 3  # letters of «екс», which is written together with a role
_OF = re.compile(r"\s+(?:for|of)\s+(?:the\s+|a\s+|an\s+)?([^.,;:!?¤\n]*)")
_NEXT = re.compile(r" ([^\W\d_]+)")
_BESIDE = re.compile(r"\s+([^\W\d_]+)")
_ADVERB = re.compile(r"\w{3,}о")
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")


class Meaning:
    """One text, read from its beginning: who was named, who spoke."""

    def __init__(self, frame: Frame, names: Names, officials: Officials, spoken: Language | None) -> None:
        self._frame, self._names, self._officials, self._spoken = frame, names, officials, spoken
        self._last: Mention | None = None
        self._last_end = 0
        self._stems: dict[str, str] = {}  # of the words of this text, each once

    def spoke(self, mention: Mention, end: int) -> None:
        """Somebody is said to have spoken, up to a place."""
        self._last, self._last_end = mention, end

    def _stem(self, word: str) -> str:
        if self._spoken is not None and word not in self._stems:
            self._stems[word] = stem(word, self._spoken)
        return self._stems.get(word, word)

    # ── where such a word stands ─────────────────────────────────────────────────────────────────────────────────────
    def pronoun(self, stretch: Stretch, start: int, end: int) -> tuple[int, int] | None:
        """A pronoun right beside a word of speech."""
        if self._spoken is None:
            return None
        after = _BESIDE.match(stretch.folded, end - stretch.start)
        if after and after[1] in self._spoken.adverbs:  # «вів далі він»
            after = _BESIDE.match(stretch.folded, after.end()) or after
        before = re.search(r"([^\W\d_]+)(?:\s+\w+)?\s+$", stretch.folded[: start - stretch.start])
        before = re.search(r"([^\W\d_]+)\s+$", stretch.folded[: start - stretch.start]) or before
        for match in (after, before):
            if match and match[1] in self._spoken.he | self._spoken.she:
                return stretch.start + match.start(1), stretch.start + match.end(1)
        return None

    def role(self, stretch: Stretch, clause: tuple[int, int], cue: tuple[int, int]) -> tuple[int, int] | None:
        """A bare role near a word of speech ("said the minister", "речниця міністерства пояснила"), in its clause."""
        if self._spoken is None:
            return None
        behind = list(_WORD.finditer(stretch.folded, cue[1] - stretch.start, clause[1] - stretch.start))[:ROLE_REACH]
        front = list(_WORD.finditer(stretch.folded, clause[0] - stretch.start, cue[0] - stretch.start))[-ROLE_REACH:]
        before = ""
        for word in (*front[::-1], *behind):
            before = stretch.folded[: word.start()].split()[-1:][0] if stretch.folded[: word.start()].split() else ""
            governed = before in self._spoken.prepositions or self._spoken.former.fullmatch(before.rstrip("-"))
            if self.is_role(word[0]) and not governed:
                return stretch.start + word.start(), stretch.start + word.end()
        return None

    def role_after(self, stretch: Stretch) -> tuple[int, int] | None:
        """A bare role that a stretch begins with: "according to the minister"."""
        for word in list(_WORD.finditer(stretch.folded[:LABEL_MAX]))[:2]:
            if self.is_role(word[0]):
                return stretch.start + word.start(), stretch.start + word.end()
            if word[0] != "the" and not (self._spoken and word[0] in self._spoken.adverbs):
                break
        return None

    def of_nobody(self, stretch: Stretch, named: list[Mention]) -> bool:
        """Whether "according to" has somebody unnamed or a thing before its comma: "according to a memo, Berg …"."""
        comma = stretch.folded.find(",")
        if self._spoken is None or comma < 0 or any(one.start < stretch.start + comma for one in named):
            return False
        there = [word[0] for word in _WORD.finditer(stretch.folded, 0, comma)]
        return not any(self.is_role(word) or self.gender(word) for word in there)

    def is_anonymous(self, stretch: Stretch, best: Mention, start: int, end: int) -> bool:
        """Whether nobody named stands nearer to a word of speech than the one named: "a senior aide said"."""
        apart = start - best.end if best.end <= start else best.start - end
        if self._spoken is None:
            return False
        for one in self._spoken.anonymous.finditer(stretch.folded):
            first, last = stretch.start + one.start(), stretch.start + one.end()
            if self._spoken.script == "latin" and first >= end:
                break  # whom he told, not who told
            nearer = (start - last if last <= start else first - end) < apart
            if nearer and not 0 <= best.start - last <= NAMED_BESIDE:
                return True
        return False

    def is_role(self, word: str) -> bool:
        """Whether a word tells what somebody is: an office, a profession."""
        spoken = self._spoken
        word = self._not_now(word)
        if spoken and spoken.professions.fullmatch(word):
            return True
        return bool(spoken and spoken.titles.fullmatch(word) and not spoken.honorifics.fullmatch(word))

    # ── whom it means ────────────────────────────────────────────────────────────────────────────────────────────────
    def gender(self, word: str) -> str | None:
        """Of a pronoun, or of an owner's."""
        if self._spoken is None:
            return None
        if word in self._spoken.he | self._spoken.his:
            return "he"
        return "she" if word in self._spoken.she | self._spoken.hers else None

    def meant(self, place: int, *, gender: str | None = None, among: frozenset[str] | None = None) -> Mention | None:
        """Whom a word at a place means: who spoke last, unless somebody was named since."""

        def fits(one: Mention) -> bool:
            if among is not None and one.person not in among:
                return False
            return self._names.is_somebody(one) and (gender is None or self._names.gender(one) in (None, gender))

        start = max(self._frame.line(self._frame.line(place) - 1), self._last_end)
        since = [one for one in self._names.within(start, place, MENTIONS_LOOKED) if fits(one)]
        if since:
            first = next((one for one in since if gender and self._names.gender(one) == gender), since[0])
            same = [one for one in since if one.person is not None and one.person == first.person]
            return max(same, key=lambda one: one.confidence, default=first)
        if self._last is not None and fits(self._last):
            return self._last
        return next((one for one in reversed(self._names.before(place)) if fits(one)), None)

    def bearer(self, role: tuple[int, int]) -> Mention | None:
        """Who bears a role in this text."""
        if self._spoken is None:
            return None
        word = self._frame.stretch(*role).folded
        bare = self._not_now(word)
        if bare != word:
            return self._once(bare, role[0])
        owner = self._owner(role[1])
        among = self._officials.offices.holders(word, self._spoken, owner)
        if among:
            after = self._names.within(role[1], role[1] + LOOKED_AFTER)
            first = next((one for one in after if one.person in among and not one.owns), None)
            return self.meant(role[0], among=among) or first
        bone = self._stem(word)
        for one in reversed(self._names.before(role[0])):
            if not self._names.is_somebody(one):
                continue
            beside = self._frame.stretch(max(0, one.start - ROLE_BESIDE), min(one.end + ROLE_BESIDE, role[0])).folded
            there = {self._stem(word[0]) for word in _WORD.finditer(beside)}
            if bone in there and (not owner or self._stem(owner[0]) in there):
                return one
        return None

    def _owner(self, place: int) -> list[str]:
        """Whose a bare role is, as the words after it say: "a spokesman for the board", «представитель фирмы»."""
        spoken = self._spoken
        after = self._frame.stretch(place, place + ROLE_BESIDE).folded
        if spoken is None:
            return []
        if spoken.script == "latin":
            of = _OF.match(after)
            return [word[0] for word in _WORD.finditer(of[1])] if of else []
        one = _NEXT.match(after)
        times = (spoken.days, spoken.weekdays)
        passing = (spoken.adverbs, spoken.joins, spoken.prepositions, spoken.modals, spoken.negations, spoken.that)
        if one is None or any(one[1] in some for some in (*passing, *times)):
            return []
        if any(one[1] in some for some in (spoken.telling, spoken.agents, spoken.quantifiers)):
            return []
        tells = any(some.fullmatch(one[1]) for some in (spoken.says, spoken.verbs, spoken.plural, _ADVERB))
        return [] if tells or self.is_role(one[1]) else [one[1]]

    def _not_now(self, word: str) -> str:
        """A role without the «экс-», «екс» that it begins with; a word as it is where it begins with none."""
        first, _, rest = word.rpartition("-")
        if not first:
            first, rest = word[:PREFIX], word[PREFIX:]
        return rest if rest and self._spoken and self._spoken.former.fullmatch(first) else word

    def _once(self, bare: str, place: int) -> Mention | None:
        """Whoever is named as having borne a role: «экс-министр» is the «бывший министр Осокин» of the line before."""
        spoken = self._spoken
        for one in reversed(self._names.before(place)):
            beside = self._frame.stretch(max(0, one.start - ROLE_BESIDE), one.start).folded.replace("-", " ")
            there = [word[0] for word in _WORD.finditer(beside)]
            if (
                spoken
                and any(spoken.former.fullmatch(word) for word in there)
                and self._stem(bare) in {self._stem(word) for word in there}
            ):
                return one
        return None

    def subject_pronoun(self, stretch: Stretch) -> str | None:
        """The gender of the first pronoun of a clause that may be its subject."""
        there = (word[0] for word in _WORD.finditer(stretch.folded))
        he = next((word for word in there if self._spoken and word in self._spoken.he | self._spoken.she), None)
        return self.gender(he) if he else None

    def refers(self, folded: str) -> bool:
        """Whether something begins by referring to what stands before it: "those were", «так»."""
        return self._spoken is not None and self._spoken.refers.match(folded) is not None

    def me(self, stretch: Stretch) -> bool:
        """Whether the one who tells it speaks of himself."""
        return self._spoken is not None and any(word[0] in self._spoken.me for word in _WORD.finditer(stretch.folded))

    def label(self, place: int) -> Mention | None:
        """Whose label stands at the head of the line: "LYSENKO: And I told him"."""
        line = self._frame.line(place)
        head = self._frame.shown(line, line + LABEL_MAX)
        colon = head.find(":")
        named = self._names.within(line, line + colon) if colon > 0 and line + colon < place else []
        return named[-1] if named else None

    def only_passes(self, folded: str) -> bool:
        """Whether nothing but "and", "then", "on Friday", "at 6:10" stands between two quotations."""
        spoken = self._spoken
        if spoken is None:
            return False
        passing = (spoken.joins, spoken.adverbs, spoken.prepositions, spoken.weekdays, spoken.days)
        return all(any(word[0] in some for some in passing) for word in _WORD.finditer(folded))

    def has_no_subject(self, folded: str) -> bool:
        """Whether a clause up to its word of speech names nobody: «Потім вийшов, повернувся і»."""
        spoken = self._spoken
        if spoken is None or spoken.script == "latin":
            return False
        passing = (spoken.adverbs, spoken.he, spoken.she, spoken.joins)
        return all(
            any(word[0] in some for some in passing)
            or (word[0].endswith("о") and not spoken.bodies.search(word[0]))  # an adverb: окремо, отдельно
            or spoken.verbs.fullmatch(word[0]) is not None
            or spoken.says.fullmatch(word[0]) is not None
            for word in _WORD.finditer(folded)
        )
