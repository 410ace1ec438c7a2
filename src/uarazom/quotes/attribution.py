"""Who is said to have said it, and what kind of quotation it is.

    attributed(text, spans, officials, spoken)      (Attributed(span, kind, speaker, …), …), one a span

Rules, in order
1. An attribution after a quotation (", he said", ", – сказав він") goes before one in front of it ("he said: “",
   "за словами X «", the colon of a headline), and both before that of the quotation just before.
2. Of the names beside a word of speech: a whole name before a part of one, one in its base form before a declined one
   (the other way after "according to"), the nearer before the farther; an owner's name ("X's spokesman") is not meant.
3. A pronoun is the last one who spoke or was named before it, across a paragraph at most.
4. Below `CONFIDENCE_LEAST` nobody is said to be the speaker.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from uarazom.quotes.frame import HIDDEN, Frame, Stretch
from uarazom.quotes.kinds import CHECKED, kind_of
from uarazom.quotes.language import Language
from uarazom.quotes.marks import Span
from uarazom.quotes.officials import Mention, Officials
from uarazom.quotes.words import lower

CONFIDENCE_LEAST = 0.6
DIRECT, INHERITED, FOLLOWING, COLON = 1.0, 0.8, 0.65, 0.9
REACH_BETWEEN = 240  # characters of attribution between two quotations of one speaker
UNREGISTERED = 0.75  # how sure a name of nobody in the register can be
CUE_AFTER = 70  # characters after a quotation within which its word of speech stands
_LEAD = re.compile(r"^[\"'”’»“]*\s*[,.]?\s*(?:-\s+)?")
_COLON = re.compile(r":\s*[-\"'«“„‘]?\s*$")
_PRONOUN = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"^[\s\"'«»“”„‘’,;.()–—-]*$")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A quotation with its kind and who is said to have said it: `person` of the register, else `name` as written;
    neither is "speaker unclear". `speaker_span` and `cue` are places of the clean text."""

    span: Span
    kind: str
    person: str | None = None
    name: str | None = None
    confidence: float = 0.0
    speaker_span: tuple[int, int] | None = None
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A speaker and how it was found."""

    mention: Mention | None
    confidence: float
    cue: tuple[int, int] | None
    pronoun: tuple[int, int] | None = None


class Attribution:
    """One text being read, from its beginning to its end."""

    def __init__(self, text: str, spans: Sequence[Span], officials: Officials, spoken: Language | None) -> None:
        self.text, self.spans, self.spoken = text, spans, spoken
        self.frame = Frame(text, spans, spoken)
        shown = self.frame.shown(0, len(text))
        self.mentions = [one for one in officials.mentions(shown, spoken) if self._may_speak(one)]
        self._starts = [one.start for one in self.mentions]
        self._last: Mention | None = None
        self._last_end = 0

    def run(self) -> tuple[Attributed, ...]:
        """Every quotation, attributed."""
        found: list[Attributed] = []
        for number, span in enumerate(self.spans):
            who = self._who(number, found)
            kind = kind_of(
                self.text,
                span,
                self.frame.before(number),
                self.spoken,
                cued=who.cue is not None or who.mention is not None,
            )
            found.append(self._attributed(span, kind, who))
            if kind in CHECKED and who.mention and who.confidence >= CONFIDENCE_LEAST:
                self._last, self._last_end = who.mention, span.end
        return tuple(found)

    def said_in(self, stretch: Stretch) -> _Found | None:
        """Who a stretch of the article says speaks, by a word of speech or "according to"; None without such a word."""
        return self._by(stretch) or self._says(stretch)

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _who(self, number: int, found: Sequence[Attributed]) -> _Found:
        before, after = self.frame.before(number), self.frame.after(number)
        for one in (self._behind(number, after), self._in_front(before), self._headline(before)):
            if one is not None and (one.mention or one.cue):
                return one if one.mention else _Found(None, 0.0, one.cue, one.pronoun)
        return self._inherited(number, found) or self._by(after) or _Found(None, 0.0, None)

    def _behind(self, number: int, after: Stretch) -> _Found | None:
        """The attribution that follows."""
        lead = _LEAD.match(after.folded)
        start = lead.end() if lead else 0
        if self.spoken is None or not after.folded[start:].strip():
            return None
        cut = self.frame.stretch(after.start + start, min(after.end, after.start + start + CUE_AFTER))
        full_stop = self.text[self.spans[number].end - 1] == "." or after.folded[:start].strip().endswith(".")
        if full_stop and self.text[cut.start : cut.start + 1].isupper():
            return None
        by = self.spoken.by.match(cut.folded) or self.spoken.by.match(cut.folded.lstrip("("))
        if by:
            return self._by(after)
        cue = self.spoken.says.search(cut.folded)
        first = _PRONOUN.match(cut.folded)
        if first and first[0] in self.spoken.joins:
            return None  # "…”, and promised": the article's own sentence goes on
        if cue is None or re.search(r"[.;:!?¤]", cut.folded[: cue.start()]):
            return None
        if not self._joins(cut, cue.start()):
            return None
        return self._nearest(after, after.start + start + cue.start(), after.start + start + cue.end(), followed=True)

    def _joins(self, cut: Stretch, cue_start: int) -> bool:
        """Whether only a subject stands between the quotation and its word of speech: names, pronouns, offices."""
        between = cut.folded[:cue_start]
        if len(between.split()) <= 2:
            return True
        named = self._within(cut.start, cut.start + cue_start)
        return bool(named)

    def _in_front(self, before: Stretch) -> _Found | None:
        """The attribution in front, of two the nearer: "according to the service, whose head called it"."""
        by, says = self._by(before), self._says(before)
        if by is None or not (by.mention or by.cue):
            return says
        later = says is not None and says.mention and says.cue and by.cue and says.cue[0] > by.cue[1]
        return says if later else by

    def _by(self, stretch: Stretch) -> _Found | None:
        """ "According to X"."""
        if self.spoken is None:
            return None
        for cue in reversed(list(self.spoken.by.finditer(stretch.folded))):
            place = stretch.start + cue.end()
            named = [one for one in self._within(place, stretch.end) if one.start - place <= 60]
            if named:
                best = max(named, key=lambda one: (one.whole, not one.owns, not one.office, -one.start))
                return _Found(best, DIRECT * _sure(best), (stretch.start + cue.start(), place))
            pronoun = self._pronoun(stretch.folded[cue.end() : cue.end() + 12])
            if pronoun:
                return self._meant(place, (stretch.start + cue.start(), place), None)
        return None

    def _says(self, stretch: Stretch) -> _Found | None:
        """The last word of speech in what stands before."""
        if self.spoken is None:
            return None
        cues = list(self.spoken.says.finditer(stretch.folded))
        for cue in reversed(cues):
            found = self._nearest(stretch, stretch.start + cue.start(), stretch.start + cue.end(), followed=False)
            if found.mention:
                return found
        return _Found(None, 0.0, (stretch.start + cues[-1].start(), stretch.start + cues[-1].end())) if cues else None

    def _headline(self, before: Stretch) -> _Found | None:
        """ "X: “…”": whoever is named last before a colon, in a short line."""
        if not _COLON.search(before.folded) or len(before.folded.split()) > 12:
            return None
        named = [one for one in self._within(before.start, before.end) if not one.owns]
        if not named:
            return None
        best = max(named, key=lambda one: (one.person is not None, one.whole, one.start))
        colon = before.start + before.folded.rindex(":")
        return _Found(best, COLON * _sure(best), (colon, colon + 1))

    def _nearest(self, stretch: Stretch, start: int, end: int, *, followed: bool) -> _Found:
        """The one who speaks in a stretch whose word of speech stands from `start` to `end`."""
        clause_start, clause_end = self._clause(stretch, start, end)
        named = [one for one in self._within(clause_start, clause_end) if not one.owns]
        pronoun = self._pronoun_at(stretch, start, end)
        if pronoun is not None and not any(_between(one, pronoun, (start, end)) for one in named):
            return self._meant(pronoun[0], (start, end), pronoun)
        role = self._role_at(stretch, start, end) if not named else None
        if role is not None:
            return self._meant(role[0], (start, end), role)
        if not named:
            return _Found(None, 0.0, (start, end))
        best = max(named, key=lambda one: self._weight(one, start, end, followed=followed))
        return _Found(best, DIRECT * _sure(best), (start, end))

    def _weight(self, one: Mention, start: int, end: int, *, followed: bool) -> float:
        apart = start - one.end if one.end <= start else one.start - end
        latin = self.spoken is not None and self.spoken.script == "latin"
        subject_first = 0.8 if one.end <= start and (latin or not followed) else 0.0
        return 1.5 * one.whole + (1.2 if one.base else 0.0) + 0.6 * (not one.office) + subject_first - apart / 40

    def _clause(self, stretch: Stretch, start: int, end: int) -> tuple[int, int]:
        """The words around a word of speech up to a mark that ends a thought."""
        folded = stretch.folded
        left = max(folded.rfind(mark, 0, start - stretch.start) for mark in ".!?;¤(")
        rights = [place for mark in ".!?;:¤" if (place := folded.find(mark, end - stretch.start)) >= 0]
        right = min(rights, default=len(folded))
        return stretch.start + left + 1, stretch.start + right

    def _pronoun_at(self, stretch: Stretch, start: int, end: int) -> tuple[int, int] | None:
        """A pronoun right beside a word of speech."""
        if self.spoken is None:
            return None
        after = re.match(r"\s+([^\W\d_]+)", stretch.folded[end - stretch.start :])
        before = re.search(r"([^\W\d_]+)(?:\s+\w+)?\s+$", stretch.folded[: start - stretch.start])
        before = re.search(r"([^\W\d_]+)\s+$", stretch.folded[: start - stretch.start]) or before
        for match, offset in ((after, end - stretch.start), (before, 0)):
            if match and match[1] in self.spoken.he | self.spoken.she:
                return stretch.start + offset + match.start(1), stretch.start + offset + match.end(1)
        return None

    def _role_at(self, stretch: Stretch, start: int, end: int) -> tuple[int, int] | None:
        """A bare role beside a word of speech ("said the minister", "пояснила речниця"): whoever was meant last."""
        if self.spoken is None:
            return None
        after = re.match(r"\s+(?:the\s+)?([^\W\d_]+)(?=[\s,.;:]|$)", stretch.folded[end - stretch.start :])
        before = re.search(r"(?:^|\W)([^\W\d_]+)\s+$", stretch.folded[: start - stretch.start])
        for match, offset in ((after, end - stretch.start), (before, 0)):
            if match and self.spoken.titles.fullmatch(match[1]):
                return stretch.start + offset + match.start(1), stretch.start + offset + match.end(1)
        return None

    def _pronoun(self, folded: str) -> bool:
        match = _PRONOUN.match(folded.strip())
        return bool(self.spoken and match and match.group() in self.spoken.agents)

    def _meant(self, place: int, cue: tuple[int, int], pronoun: tuple[int, int] | None) -> _Found:
        """Whom a pronoun means: who spoke last, unless somebody was named since."""
        paragraph = self._paragraph_before(place)
        since = [one for one in self._within(max(paragraph, self._last_end), place) if self._is_somebody(one)]
        someone = since[0] if since and self._last is None else next(iter(since), None)
        meant = someone or self._last
        if meant is None:
            earlier = [one for one in self._within(0, place) if self._is_somebody(one)]
            meant = earlier[-1] if earlier else None
        return _Found(meant, INHERITED * _sure(meant) if meant else 0.0, cue, pronoun)

    def _paragraph_before(self, place: int) -> int:
        """The beginning of the paragraph before the one in which a place is."""
        here = self.text.rfind("\n", 0, place)
        return max(0, self.text.rfind("\n", 0, max(0, here)))

    @staticmethod
    def _is_somebody(one: Mention) -> bool:
        return one.person is not None or one.whole

    def _inherited(self, number: int, found: Sequence[Attributed]) -> _Found | None:
        """The speaker of the quotation just before, where nothing but marks, or only its attribution, lies between."""
        last = next((one for one in reversed(found) if one.kind in CHECKED), None)
        if last is None or last.speaker_span is None:
            return None
        previous, span = last.span, self.spans[number]
        between = self.text[previous.end : span.start]
        start, _ = self.frame.sentence(span.start)
        alone = _GAP.match(self.text[max(start, self.spans[number - 1].end) : span.start]) is not None
        if not alone or between.count("\n\n") > 1 or len(between) > REACH_BETWEEN:
            return None
        start, end = last.speaker_span
        mention = Mention(start, end, last.name or "", last.person, 1.0)
        return _Found(mention, min(last.confidence, FOLLOWING if "\n" in between else INHERITED), None)

    # ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _within(self, start: int, end: int) -> list[Mention]:
        first, last = bisect_left(self._starts, start), bisect_right(self._starts, end)
        return [one for one in self.mentions[first:last] if one.end <= end]

    def _may_speak(self, one: Mention) -> bool:
        """A single capital word that opens a sentence or is a common word, a month or a weekday is nobody's name."""
        if one.person is not None or one.whole:
            return HIDDEN not in one.name
        small = lower(one.name).rstrip("'s")
        return len(small) > 2 and (self.spoken is None or not _is_common(small, self.spoken))

    def _attributed(self, span: Span, kind: str, who: _Found) -> Attributed:
        if kind not in CHECKED or who.mention is None or who.confidence < CONFIDENCE_LEAST:
            return Attributed(span, kind, cue=who.cue, confidence=who.confidence)
        one = who.mention
        place = who.pronoun or (one.start, one.end)
        return Attributed(span, kind, one.person, one.name, who.confidence, place, who.cue)


def _sure(one: Mention) -> float:
    return one.confidence if one.person is not None else UNREGISTERED


def _between(one: Mention, pronoun: tuple[int, int], cue: tuple[int, int]) -> bool:
    return min(pronoun[0], cue[0]) <= one.start and one.end <= max(pronoun[1], cue[1])


def _is_common(small: str, spoken: Language) -> bool:
    """Whether it is a word that any sentence may begin with."""
    words = (
        spoken.telling,
        spoken.agents,
        spoken.negations,
        spoken.quantifiers,
        spoken.modals,
        spoken.last,
        spoken.next,
    )
    dated = (spoken.months, spoken.weekdays, spoken.days)
    opens = spoken.says.fullmatch(small) or spoken.by.search(f"{small} ") or spoken.titles.fullmatch(small)
    return any(small in some for some in words) or any(small in some for some in dated) or opens is not None


def attributed(
    text: str, spans: Sequence[Span], officials: Officials, spoken: Language | None
) -> tuple[Attributed, ...]:
    """Every quotation of a clean text with its kind and speaker."""
    return Attribution(text, spans, officials, spoken).run()
