"""Who is said to have said it, and what kind of quotation it is.

    attributed(text, spans, officials, spoken)      (Attributed(span, kind, speaker, …), …), one a span

Rules, in order
1. An attribution after a quotation (", he said", ", – сказав він") goes before one in front of it ("he said: “",
   "за словами X «", the colon of a headline), and both before that of the quotation just before.
2. Of the names beside a word of speech: a whole name before a part of one, one in its base form before a declined one
   (the other way after "according to"), the nearer before the farther; an owner's name ("X's spokesman") is not meant.
3. A pronoun, a bare role, "I" in a transcript: `referring`. Turns of a talk: `turns`.
4. What follows a quotation that stands alone may say whose it was: a signature («…». Name, office), or a sentence that
   refers to it ("Those were X's answers", «Так X завершив»).
5. After «…», — any verb is one of speech; the name of something in marks (`kinds.titles`) is a word like others.
6. Below `CONFIDENCE_LEAST` nobody is said to be the speaker.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from uarazom.quotes.frame import HIDDEN, Frame, Stretch
from uarazom.quotes.kinds import CHECKED, kind_of, titles
from uarazom.quotes.language import Language
from uarazom.quotes.marks import Span
from uarazom.quotes.names import Names
from uarazom.quotes.officials import Mention, Officials
from uarazom.quotes.reading import Attributed
from uarazom.quotes.referring import Meaning
from uarazom.quotes.turns import Turn, settled

CONFIDENCE_LEAST = 0.6
DIRECT, INHERITED, FOLLOWING, COLON, REFERRED = 1.0, 0.8, 0.65, 0.9, 0.9
REACH_BETWEEN = 240  # characters of attribution between two quotations of one speaker
UNREGISTERED = 0.75  # how sure a name of nobody in the register can be
INHERITED_OVER = 6  # titles and the like between two quotations of one speaker
BESIDE = 12  # characters between a word of speech and a capital word that may be a name
SIGNED_MAX = 90  # characters of a name and an office under a quotation
CUE_AFTER = 70  # characters after a quotation within which its word of speech stands
_LEAD = re.compile(r"^[\"'”’»“]*\s*[,.]?\s*(?:-\s+)?")
_COLON = re.compile(r":\s*[-\"'«“„‘]?\s*$")
_PRONOUN = re.compile(r"[^\W\d_]+")
_SIGNED = re.compile(r"(?:,\s[^.!?:;¤«“\"]*)?\.?\s*")
_GAP = re.compile(r"^[\s\"'«»“”„‘’,;.()–—-]*$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A speaker and how it was found."""

    mention: Mention | None
    confidence: float
    cue: tuple[int, int] | None
    pronoun: tuple[int, int] | None = None


_NOBODY = _Found(None, 0.0, None)


class Attribution:
    """One text being read, from its beginning to its end."""

    def __init__(self, text: str, spans: Sequence[Span], officials: Officials, spoken: Language | None) -> None:
        self.text, self.spans, self.spoken = text, spans, spoken
        self.frame = Frame(text, spans, spoken, titles(text, spans, spoken))
        self.names = Names(self.frame, len(text), officials, spoken)
        self._within = self.names.within
        self._meaning = Meaning(self.frame, self.names, officials, spoken)

    def run(self) -> tuple[Attributed, ...]:
        """Every quotation, attributed."""
        turns: list[Turn] = []
        for number, span in enumerate(self.spans):
            who, told = self._who(number), True
            if who is None:
                who, told = self._inherited(number, turns) or _NOBODY, False
            cued = who.cue is not None or who.mention is not None
            kind = kind_of(self.text, span, self.frame.before(number), self.spoken, cued=cued)
            turns.append(Turn(self._attributed(span, kind, who), told and who.mention is not None))
            if kind in CHECKED and who.mention and who.confidence >= CONFIDENCE_LEAST:
                self._meaning.spoke(who.mention, span.end)
        return settled(self.text, turns)

    def said_in(self, stretch: Stretch) -> _Found | None:
        """Who a stretch of the article says speaks, by a word of speech or "according to"; None without such a word."""
        return self._by(stretch) or self._says(stretch)

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _who(self, number: int) -> _Found | None:
        """Whom the words around a quotation name; None where none of them is on its speaker."""
        before, after = self.frame.before(number), self.frame.after(number)
        ways = self._behind(number, after), self._uttered(before), self._in_front(before), self._headline(before)
        for one in ways:
            if one is not None and (one.mention or one.cue):
                return one if one.mention else _Found(None, 0.0, one.cue, one.pronoun)
        by = self._by(after)
        return by if by and by.mention else self._signed(number) or self._referred(number, before, after)

    def _behind(self, number: int, after: Stretch) -> _Found | None:
        """The attribution that follows."""
        after = self._past_question(number, after)
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
        cue = self.spoken.says.search(cut.folded) or self._verb(cut, after.folded[:start])
        first = _PRONOUN.match(cut.folded)
        if first and first[0] in self.spoken.joins:
            return None  # "…”, and promised": the article's own sentence goes on
        if cue is None or re.search(r"[.;:!?¤]", cut.folded[: cue.start()]):
            return None
        if not self._joins(cut, cue.start()) or self._refers(cut.folded):
            return None
        return self._nearest(after, after.start + start + cue.start(), after.start + start + cue.end(), followed=True)

    def _past_question(self, number: int, after: Stretch) -> Stretch:
        """After "…?” the sentence that a name and a word of speech begin: “Who said that?” Berg asked."""
        end = self.spans[number].end
        following = self.frame.next_sentence(end - 1) if self.text[end - 1 : end] in ("?", "!", "…") else None
        if self.spoken is None or following is None or after.folded.strip(" \"'") or following.start - end > 3:
            return after
        one = next((one for one in self._within(following.start, following.end)), None)
        if one is None or one.start - following.start > 1:
            return after
        cue = self.spoken.says.match(following.folded.lstrip('" '), 0) or self.spoken.says.match(
            following.folded, min(one.end + 1 - following.start, len(following.folded))
        )
        return following if cue else after

    def _verb(self, cut: Stretch, lead: str) -> re.Match[str] | None:
        """A verb that no list has, where only a word of speech stands: «…», — докинула Берг; “…,” Berg deadpanned."""
        if self.spoken is None:
            return None
        if self.spoken.script != "latin":
            match = self.spoken.verbs.match(cut.folded) if "-" in lead else None
            return match if match and match[0] not in self.spoken.modals | self.spoken.negations else None
        for match in self.spoken.verbs.finditer(cut.folded[:SIGNED_MAX]):
            beside = [
                *self._within(cut.start, cut.start + match.start()),
                *self._within(cut.start + match.end(), cut.end),
            ]
            if match.start() == 0 or any(cut.start + match.start() - one.end == 1 for one in beside):
                return match
        return None

    def _refers(self, folded: str) -> bool:
        return self.spoken is not None and self.spoken.refers.match(folded) is not None

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
            gender = next((sign for word in cue[0].split() if (sign := self._meaning.gender(word))), None)
            if gender:
                return self._meant(stretch.start + cue.start(), (stretch.start + cue.start(), place), None, gender)
            named = [one for one in self._within(place, stretch.end) if one.start - place <= 60]
            if self._meaning.of_nobody(self.frame.stretch(place, stretch.end), named):
                return _Found(None, 0.0, (stretch.start + cue.start(), place))
            if named:
                best = max(named, key=lambda one: (one.whole, not one.owns, not one.office, -one.start))
                return _Found(best, DIRECT * _sure(best), (stretch.start + cue.start(), place))
            role = self._meaning.role_after(self.frame.stretch(place, stretch.end))
            if role:
                bearer = self._meaning.bearer(role)
                cued = (stretch.start + cue.start(), place)
                return _Found(bearer, INHERITED * _sure(bearer), cued, role) if bearer else _Found(None, 0.0, cued)
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
            place = stretch.start + cue.start(), stretch.start + cue.end()
            found = self._nearest(stretch, *place, followed=False)
            if found.mention:
                return found
            clause, _ = self._clause(stretch, *place)
            subject = self.frame.stretch(clause, place[0]).folded
            if not self.spoken.plural.fullmatch(cue[0]) and self._meaning.has_no_subject(subject):
                gender = next((sign for word in subject.split() if (sign := self._meaning.gender(word))), None)
                return self._meant(place[0], place, None, gender)
        return _Found(None, 0.0, (stretch.start + cues[-1].start(), stretch.start + cues[-1].end())) if cues else None

    def _headline(self, before: Stretch) -> _Found | None:
        """ "X: “…”": whoever is named last before a colon, in a short line."""
        if not _COLON.search(before.folded):
            return None
        colon = before.start + before.folded.rindex(":")
        named = [one for one in self._within(before.start, before.end) if self.names.is_subject(one)]
        named = [
            one for one in named if self.names.is_somebody(one) or one.start - before.start < 3 or colon == one.end
        ]
        if not named:
            return self._of_me_or_him(before, colon)
        if len(before.folded.split()) > 12:
            return None
        best = max(named, key=lambda one: (one.person is not None, one.whole, one.start))
        return _Found(best, COLON * _sure(best), (colon, colon + 1))

    def _of_me_or_him(self, before: Stretch, colon: int) -> _Found | None:
        """A colon after a clause with a pronoun for its subject: "he did: “", «а я йому: «»."""
        place = (colon, colon + 1)
        if self._meaning.me(before):
            label = self._meaning.label(before.start)
            return _Found(label, COLON * _sure(label), place) if label else None
        he = self._meaning.subject_pronoun(before)
        if he:
            return self._meant(colon, place, None, he)
        role = self._meaning.role_after(before)
        bearer = self._meaning.bearer(role) if role else None
        return _Found(bearer, INHERITED * _sure(bearer), place, role) if bearer else None

    def _uttered(self, before: Stretch) -> _Found | None:
        """ "X's answer was short: “”", «Допис X у мережі: «», «Слова X — «»."""
        end = before.folded.rstrip(" \"'«“„‘")[-1:]
        if self.spoken is None or end not in (":", "-"):
            return None
        for word in self.spoken.utterances.finditer(before.folded):
            start, stop = before.start + word.start(), before.start + word.end()
            latin = self.spoken.script == "latin"
            for one in self._within(before.start, before.end):
                beside = start - one.end if latin else one.start - stop
                if beside == 1 and self.names.is_somebody(one) and (not latin or self._owns(one)):
                    return _Found(one, COLON * _sure(one), (start, stop))
        return None

    def _owns(self, one: Mention) -> bool:
        return one.owns or self.text[one.end : one.end + 2] in ("'s", "’s")

    def _signed(self, number: int) -> _Found | None:
        """A name and an office on the same line, under or behind a quotation that begins it."""
        span = self.spans[number]
        line = self.text.rfind("\n", 0, span.start) + 1
        end = self.text.find("\n", span.end)
        tail = self.frame.stretch(span.end, min(len(self.text) if end < 0 else end, span.end + SIGNED_MAX + 1))
        lead = _LEAD.match(tail.folded)
        if not _GAP.match(self.text[line : span.start]) or lead is None or span.mark == "—":
            return None
        start = span.end + lead.end()
        one = next((one for one in self._within(start, tail.end) if one.start == start), None)
        if one is None or not self.names.is_somebody(one):
            return None
        rest = tail.folded[one.end - tail.start :]
        on_what = self.spoken is not None and rest.split()[:1] and rest.split()[0] in self.spoken.prepositions
        if not _SIGNED.fullmatch(f",{rest}" if on_what else rest):
            return None
        return _Found(one, COLON * _sure(one), None)

    def _referred(self, number: int, before: Stretch, after: Stretch) -> _Found | None:
        """What follows and refers to the quotation: "Those were X's words", «так X завершив звернення»."""
        if self.spoken is None or before.folded.strip(" \"'«“„‘(-\n"):
            return None
        lead = _LEAD.match(after.folded)
        rest = self.frame.stretch(after.start + lead.end(), after.end) if lead else after
        same = bool(rest.folded.strip(" .\"'»”’"))
        told = rest if same else self.frame.next_sentence(max(self.spans[number].start, self.spans[number].end - 1))
        if told is None or not self._refers(told.folded.lstrip("\"' ")):
            return None
        words = (self.spoken.utterances, self.spoken.says, *([self.spoken.verbs] if same else []))
        if not any(some.search(told.folded) for some in words):
            return None
        owned = same and self.spoken.script == "latin"
        named = (one for one in self._within(told.start, told.end) if self.names.is_somebody(one))
        one = next((one for one in named if not owned or one.owns or not self.names.is_subject(one)), None)
        return _Found(one, REFERRED * _sure(one), None) if one else None

    def _nearest(self, stretch: Stretch, start: int, end: int, *, followed: bool) -> _Found:
        """The one who speaks in a stretch whose word of speech stands from `start` to `end`."""
        clause_start, clause_end = self._clause(stretch, start, end)
        named = [one for one in self._within(clause_start, clause_end) if self.names.is_subject(one)]
        named = [one for one in named if self._is_beside(one, start, end, followed=followed)]
        quoted = self.spoken.quoting.search(self.frame.stretch(clause_start, end).folded) if self.spoken else None
        if quoted:
            spoke = (
                one for one in self._within(clause_start + quoted.end(), clause_end) if self.names.is_somebody(one)
            )
            one = next(spoke, None)
            return _Found(one, DIRECT * _sure(one) if one else 0.0, (start, end))
        pronoun = self._meaning.pronoun(stretch, start, end)
        if pronoun is not None and not any(_between(one, pronoun, (start, end)) for one in named):
            gender = self._meaning.gender(self.frame.stretch(*pronoun).folded)
            return self._meant(pronoun[0], (start, end), pronoun, gender)
        if named:
            best = max(named, key=lambda one: self._weight(one, start, end, followed=followed))
            if self._meaning.is_anonymous(stretch, best, start, end):
                return _Found(None, 0.0, (start, end))
            return _Found(best, DIRECT * _sure(best), (start, end))
        subject = self.frame.stretch(clause_start, start)
        if self._meaning.me(subject):
            label = self._meaning.label(start)
            return _Found(label, COLON * _sure(label), (start, end)) if label else _Found(None, 0.0, (start, end))
        role = self._meaning.role(stretch, (clause_start, clause_end), (start, end))
        bearer = self._meaning.bearer(role) if role else None
        he = self._meaning.subject_pronoun(subject) if bearer is None and not followed else None
        if he:
            return self._meant(start, (start, end), None, he)
        return (
            _Found(bearer, INHERITED * _sure(bearer), (start, end), role) if bearer else _Found(None, 0.0, (start, end))
        )

    def _is_beside(self, one: Mention, start: int, end: int, *, followed: bool) -> bool:
        """A single capital word only right beside the word of speech; nobody who is told: «пише Петренку:»."""
        apart = start - one.end if one.end <= start else one.start - end
        if not self.names.is_somebody(one) and apart > BESIDE * (3 if followed else 1):
            return False
        if followed or one.start < end or self.spoken is None:
            return True
        return not (one.name.split()[0].endswith(self.spoken.dative) or self._is_told_of(one, end))

    def _is_told_of(self, one: Mention, end: int) -> bool:
        """Whether a clause of its own is on somebody: "a diplomat said Berg was “”", «сказав, що Берг «»»."""
        between = set(self.frame.stretch(end, one.start).folded.replace(",", " ").split())
        after = self.frame.stretch(one.end, one.end + BESIDE).folded
        at_once = self.spoken is not None and self.spoken.script == "latin" and after.strip()[:1] == HIDDEN
        at_once = at_once or after.strip(" \"'")[:1] == HIDDEN
        told = between & self.spoken.that or {*after.split()[:1]} & self.spoken.copulas if self.spoken else None
        return at_once or bool(told)

    def _weight(self, one: Mention, start: int, end: int, *, followed: bool) -> float:
        apart = start - one.end if one.end <= start else one.start - end
        latin = self.spoken is not None and self.spoken.script == "latin"
        subject_first = 0.8 if one.end <= start and (latin or not followed) else 0.0
        return 1.5 * one.whole + (1.2 if one.base else 0.0) + 0.6 * (not one.office) + subject_first - apart / 40

    def _clause(self, stretch: Stretch, start: int, end: int) -> tuple[int, int]:
        """The words around a word of speech up to a mark that ends a thought."""
        folded = stretch.folded
        left = max(folded.rfind(mark, 0, start - stretch.start) for mark in ".!?;¤")
        bracket = folded.rfind("(", 0, start - stretch.start)
        if folded.find(")", max(bracket, 0), start - stretch.start) < 0:
            left = max(left, bracket)
        rights = [place for mark in ".!?;:¤" if (place := folded.find(mark, end - stretch.start)) >= 0]
        right = min(rights, default=len(folded))
        return stretch.start + left + 1, stretch.start + right

    def _pronoun(self, folded: str) -> bool:
        match = _PRONOUN.match(folded.strip())
        return bool(self.spoken and match and match.group() in self.spoken.agents)

    def _meant(
        self, place: int, cue: tuple[int, int], pronoun: tuple[int, int] | None, gender: str | None = None
    ) -> _Found:
        """Whom a pronoun means."""
        meant = self._meaning.meant(place, gender=gender)
        return _Found(meant, INHERITED * _sure(meant) if meant else 0.0, cue, pronoun)

    def _inherited(self, number: int, turns: Sequence[Turn]) -> _Found | None:
        """The speaker of the quotation just before, where nothing but marks, or only its attribution, lies between."""
        last = next((turn.one for turn in reversed(turns[-INHERITED_OVER:]) if turn.one.kind in CHECKED), None)
        if last is None or last.speaker_span is None:
            return None
        previous, span = last.span, self.spans[number]
        between = self.text[previous.end : span.start]
        start, _ = self.frame.sentence(span.start)
        gap = self.frame.stretch(max(start, self.spans[number - 1].end), span.start).folded
        alone = _GAP.match(gap) is not None or self._meaning.only_passes(gap) or self._goes_on(last, start, gap, span)
        if not alone or between.count("\n\n") > 1 or len(between) > REACH_BETWEEN:
            return None
        start, end = last.speaker_span
        mention = Mention(start, end, last.name or "", last.person, 1.0)
        return _Found(mention, min(last.confidence, FOLLOWING if "\n" in between else INHERITED), None)

    def _goes_on(self, last: Attributed, start: int, gap: str, span: Span) -> bool:
        """Whether the same sentence goes on with the same verb: «назвав звіт «пліткою», а авторів – «туристами»»."""
        first = _PRONOUN.search(gap)
        joined = first is not None and self.spoken is not None and first[0] in self.spoken.joins
        return (
            joined and last.cue is not None and last.span.start > start and not self._within(last.span.end, span.start)
        )

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


def attributed(
    text: str, spans: Sequence[Span], officials: Officials, spoken: Language | None
) -> tuple[Attributed, ...]:
    """Every quotation of a clean text with its kind and speaker."""
    return Attribution(text, spans, officials, spoken).run()
