"""A speaker whom no word of speech beside a quotation tells, but what stands around it.

    around = Around(text, spans, frame, names, meaning, spoken)
    around.uttered(before)                 "X's answer was short: “", «Слова X о том, что «»
    around.signed(number)                  «…». Name, office
    around.headed(after)                   «…»: X told the nation
    around.referred(number, before, after) "Those were X's answers", «Так X завершив звернення»
    around.inherited(number, turns)        the speaker of the quotation just before

Rule: what one pair of marks holds is of one speaker, whatever stands between its parts.
Else a quotation has a signature or a sentence that refers to it only where it stands alone (but for
the bare name of an official that ends a line: …, «…», – X), and it inherits a speaker only over marks, over what tells
no subject ("then", "on Friday", "at 6:10"), or where the same verb goes on and nobody else's role is told.
"""

import re
from collections.abc import Sequence

from uarazom.quotes.frame import Frame, Stretch
from uarazom.quotes.kinds import CHECKED
from uarazom.quotes.language import Language
from uarazom.quotes.marks import Span
from uarazom.quotes.names import Names
from uarazom.quotes.officials import Mention
from uarazom.quotes.reading import COLON, FIRST_WORD, FOLLOWING, INHERITED, LEAD, REFERRED, Attributed, Found
from uarazom.quotes.referring import Meaning
from uarazom.quotes.turns import Turn

REACH_BETWEEN = 240  # characters of attribution between two quotations of one speaker
INHERITED_OVER = 6  # titles and the like between two quotations of one speaker
SIGNED_MAX = 90  # characters of a name and an office under a quotation
_SIGNED = re.compile(r"(?:,\s[^.!?:;¤«“\"]*)?[.;]?\s*")
_MARKS = re.compile('[«»„“”‟"‘’‹›\\n]')
_COLON_BEHIND = re.compile(r"[\"'»”’]*\s*:\s+")
_GAP = re.compile(r"^[\s\"'«»“”„‘’,;.()–—-]*$")


class Around:
    """One text with its quotations."""

    def __init__(
        self, text: str, spans: Sequence[Span], frame: Frame, names: Names, meaning: Meaning, spoken: Language | None
    ) -> None:
        self._text, self._spans, self._frame, self._spoken = text, spans, frame, spoken
        self._names, self._meaning, self._within = names, meaning, names.within

    def uttered(self, before: Stretch) -> Found | None:
        """ "X's answer was short: “”", «Допис X у мережі: «», «Слова X — «»."""
        end = before.folded.rstrip(" \"'«“„‘")[-1:]
        if self._spoken is None:
            return None
        for word in self._spoken.utterances.finditer(before.folded):
            start, stop = before.start + word.start(), before.start + word.end()
            latin = self._spoken.script == "latin"
            for one in self._within(before.start, before.end):
                beside = start - one.end if latin else one.start - stop
                if beside != 1 or not self._names.is_somebody(one) or (latin and not self._owns(one)):
                    continue
                if end in (":", "-") or self._leads(before.folded[max(stop, one.end) - before.start :]):
                    return Found.of(one, COLON, (start, stop))
        return None

    def _leads(self, between: str) -> bool:
        """Whether the words that somebody uttered follow at once: «Заявление Берг («», «Слова Берг о том, что «»."""
        if between.strip(" \"'«“„‘") == "(":
            return True
        there = [] if between.startswith(",") else [word[0] for word in FIRST_WORD.finditer(between)]
        return bool(self._spoken and any(word in self._spoken.that for word in there[:3]))

    def _owns(self, one: Mention) -> bool:
        return one.owns or self._text[one.end : one.end + 2] in ("'s", "’s")

    def signed(self, number: int) -> Found | None:
        """A name and an office on the same line, under or behind a quotation that begins it."""
        span = self._spans[number]
        line = self._text.rfind("\n", 0, span.start) + 1
        end = self._text.find("\n", span.end)
        tail = self._frame.stretch(span.end, min(len(self._text) if end < 0 else end, span.end + SIGNED_MAX + 1))
        lead = LEAD.match(tail.folded)
        if lead is None or span.mark == "—":
            return None
        start = span.end + lead.end()
        one = next((one for one in self._within(start, tail.end) if one.start == start), None)
        if one is None or not self._names.is_somebody(one):
            return None
        alone = "-" in lead[0] and one.person is not None and not tail.folded[one.end - tail.start :].strip(" .;")
        if not alone and not _GAP.match(self._text[line : span.start]):
            return None
        rest = tail.folded[one.end - tail.start :]
        on_what = self._spoken is not None and rest.split()[:1] and rest.split()[0] in self._spoken.prepositions
        if not _SIGNED.fullmatch(f",{rest}" if on_what else rest):
            return None
        return Found.of(one, COLON, None)

    def headed(self, after: Stretch) -> Found | None:
        """A name and a word of speech at once behind a quotation and its colon."""
        colon = _COLON_BEHIND.match(after.folded)
        place = after.start + colon.end() if colon else -1
        one = next((one for one in self._within(place, after.end) if one.start == place), None) if colon else None
        if self._spoken is None or one is None or one.owns or not (one.base and self._names.is_somebody(one)):
            return None
        cue = self._spoken.says.match(after.folded, one.end + 1 - after.start)
        return Found.of(one, COLON, (after.start + cue.start(), after.start + cue.end())) if cue else None

    def referred(self, number: int, before: Stretch, after: Stretch) -> Found | None:
        """What follows and refers to the quotation: "Those were X's words", «так X завершив звернення»."""
        if self._spoken is None or before.folded.strip(" \"'«“„‘(-\n"):
            return None
        lead = LEAD.match(after.folded)
        rest = self._frame.stretch(after.start + lead.end(), after.end) if lead else after
        same = bool(rest.folded.strip(" .\"'»”’"))
        told = rest if same else self._frame.next_sentence(max(self._spans[number].start, self._spans[number].end - 1))
        if told is None or not self._meaning.refers(told.folded.lstrip("\"' ")):
            return None
        words = (self._spoken.utterances, self._spoken.says, *([self._spoken.verbs] if same else []))
        if not any(some.search(told.folded) for some in words):
            return None
        owned = same and self._spoken.script == "latin"
        named = (one for one in self._within(told.start, told.end) if self._names.is_somebody(one))
        one = next((one for one in named if not owned or one.owns or not self._names.is_subject(one)), None)
        return Found.of(one, REFERRED, None) if one else None

    def inherited(self, number: int, turns: Sequence[Turn]) -> Found | None:
        """The speaker of the quotation just before, where nothing but marks, or only its attribution, lies between."""
        last = next((turn.one for turn in reversed(turns[-INHERITED_OVER:]) if turn.one.kind in CHECKED), None)
        if last is None or last.speaker_span is None:
            return None
        previous, span = last.span, self._spans[number]
        between = self._text[previous.end : span.start]
        start, _ = self._frame.sentence(span.start)
        gap = self._frame.stretch(max(start, self._spans[number - 1].end), span.start).folded
        alone = _GAP.match(gap) is not None or self._meaning.only_passes(gap) or self._goes_on(last, start, gap, span)
        within = last.span == self._spans[number - 1] and span.mark == previous.mark and span.mark != "—"
        within = within and not _MARKS.search(between)
        if not (alone or within) or between.count("\n\n") > 1 or len(between) > REACH_BETWEEN:
            return None
        start, end = last.speaker_span
        mention = Mention(start, end, last.name or "", last.person, 1.0)
        return Found(mention, min(last.confidence, FOLLOWING if "\n" in between else INHERITED), None)

    def _goes_on(self, last: Attributed, start: int, gap: str, span: Span) -> bool:
        """Whether the same sentence goes on with the same verb: «назвав звіт «пліткою», а авторів – «туристами»»."""
        first = FIRST_WORD.search(gap)
        joined = first is not None and self._spoken is not None and first[0] in self._spoken.joins
        another = any(self._meaning.is_role(word[0]) for word in FIRST_WORD.finditer(gap))
        return (
            joined
            and not another
            and last.cue is not None
            and last.span.start > start
            and not self._within(last.span.end, span.start)
        )
