"""Who is said to have said it, and what kind of quotation it is.

    attributed(text, spans, officials, spoken)      (Attributed(span, kind, speaker, …), …), one a span

Rules, in order
1. An attribution after a quotation (", he said", ", – сказав він") goes before one in front of it ("he said: “",
   "за словами X «", the colon of a headline), and both before that of the quotation just before.
2. Who speaks in a clause: `clause`. Whom a pronoun, a bare role or "I" means: `referring`. What tells a speaker without
   a word of speech: `around`, and the turns of a talk: `turns`.
3. After "according to" a declined name is as good as one in its base form; a paper, or a source unnamed, is nobody.
4. After «…», — any verb is one of speech; the name of something in marks (`kinds.titles`) is a word like others.
5. Below `CONFIDENCE_LEAST` nobody is said to be the speaker.
"""

import re
from collections.abc import Sequence

from uarazom.quotes.around import Around
from uarazom.quotes.clause import Clauses
from uarazom.quotes.frame import Frame, Stretch
from uarazom.quotes.kinds import CHECKED, kind_of, titles
from uarazom.quotes.language import Language
from uarazom.quotes.marks import Span
from uarazom.quotes.names import Names
from uarazom.quotes.officials import Mention, Officials
from uarazom.quotes.reading import COLON, CONFIDENCE_LEAST, DIRECT, FIRST_WORD, INHERITED, LEAD, Attributed, Found
from uarazom.quotes.referring import Meaning
from uarazom.quotes.turns import Turn, settled

CUE_AFTER = 70  # characters after a quotation within which its word of speech stands
VERB_AFTER = 90  # and a verb that no list has
BY_REACH = 60  # characters after "according to" in which the name begins
HEADLINE_WORDS = 12
_COLON = re.compile(r":\s*[-\"'«“„‘]?\s*$")
_SOMEBODY = re.compile(r"(?:an?|the) (?:[\w'-]+ ){1,8}")  # "a spokesman for the firm's board "
_NOBODY = Found(None, 0.0, None)


class Attribution:
    """One text being read, from its beginning to its end."""

    def __init__(self, text: str, spans: Sequence[Span], officials: Officials, spoken: Language | None) -> None:
        self.text, self.spans, self.spoken = text, spans, spoken
        self.frame = Frame(text, spans, spoken, titles(text, spans, spoken))
        self.names = Names(self.frame, len(text), officials, spoken)
        self._within = self.names.within
        self._meaning = Meaning(self.frame, self.names, officials, spoken)
        self._clauses = Clauses(self.frame, self.names, self._meaning, spoken)
        self._around = Around(text, spans, self.frame, self.names, self._meaning, spoken)

    def run(self) -> tuple[Attributed, ...]:
        """Every quotation, attributed."""
        turns: list[Turn] = []
        for number, span in enumerate(self.spans):
            who, told = self._who(number), True
            if who is None:
                who, told = self._around.inherited(number, turns) or _NOBODY, False
            cued = who.cue is not None or who.mention is not None
            kind = kind_of(self.text, span, self.frame.before(number), self.spoken, cued=cued)
            turns.append(Turn(self._attributed(span, kind, who), told and who.mention is not None))
            if kind in CHECKED and who.mention and who.confidence >= CONFIDENCE_LEAST:
                self._meaning.spoke(who.mention, span.end)
        return settled(self.text, turns)

    def said_in(self, stretch: Stretch) -> Found | None:
        """Who a stretch of the article says speaks, by a word of speech or "according to"; None without such a word."""
        return self._by(stretch) or self._says(stretch)

    # ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _who(self, number: int) -> Found | None:
        """Whom the words around a quotation name; None where none of them is on its speaker."""
        before, after = self.frame.before(number), self.frame.after(number)
        ways = self._behind(number, after), self._around.uttered(before), self._in_front(before), self._headline(before)
        if ways[0] and not ways[0].mention and self._is_of_many(ways[0].cue) and ways[2] and ways[2].mention:
            return ways[2]
        for one in ways:
            if one is not None and (one.mention or one.cue):
                return one if one.mention else Found.of(None, 0.0, one.cue)
        by = self._by(after)
        if by and by.mention:
            return by
        around = self._around
        return around.signed(number) or around.headed(after) or around.referred(number, before, after)

    def _is_of_many(self, cue: tuple[int, int] | None) -> bool:
        """Whether a word of speech is told of many: X's words that «…», outraged them («возмутили»), are X's."""
        word = self.frame.stretch(*cue).folded if cue else ""
        return self.spoken is not None and self.spoken.plural.fullmatch(word) is not None

    def _behind(self, number: int, after: Stretch) -> Found | None:
        """The attribution that follows."""
        after = self._past_question(number, after)
        lead = LEAD.match(after.folded)
        start = lead.end() if lead else 0
        if self.spoken is None or not after.folded[start:].strip() or after.folded.lstrip("\"'»”’").startswith(")"):
            return None
        cut = self.frame.stretch(after.start + start, min(after.end, after.start + start + CUE_AFTER))
        full_stop = self.text[self.spans[number].end - 1] == "." or after.folded[:start].strip().endswith(".")
        if full_stop and self.text[cut.start : cut.start + 1].isupper():
            return None
        by = self.spoken.by.match(cut.folded) or self.spoken.by.match(cut.folded.lstrip("("))
        if by:
            return self._by(after)
        cue = self.spoken.says.search(cut.folded) or self._verb(cut, after.folded[:start])
        first = FIRST_WORD.match(cut.folded)
        if first and first[0] in self.spoken.joins:
            return None  # "…”, and promised": the article's own sentence goes on
        if cue is None or re.search(r"[.;:!?¤]", cut.folded[: cue.start()]):
            return None
        dashed = "-" in after.folded[:start] and self.text[self.spans[number].end - 1 : after.start + start].strip(
            ' »”“"’'
        )
        if not (dashed or self._joins(cut, cue.start())) or self._meaning.refers(cut.folded):
            return None
        return self._clauses.nearest(
            after, after.start + start + cue.start(), after.start + start + cue.end(), followed=True
        )

    def _past_question(self, number: int, after: Stretch) -> Stretch:
        """After "…?” the sentence that a name and a word of speech begin: “Who said that?” Berg asked."""
        end = self.spans[number].end
        following = self.frame.next_sentence(end - 1) if self.text[end - 1 : end] in ("?", "!", "…") else None
        if self.spoken is None or following is None or after.folded.strip(" \"'") or following.start - end > 3:
            return after
        one = next((one for one in self._within(following.start, following.end)), None)
        if one is None or one.start - following.start > 1:
            return after
        verb = min(one.end + 1 - following.start, len(following.folded))
        cue = self.spoken.says.match(following.folded, verb)
        return following if cue else after

    def _verb(self, cut: Stretch, lead: str) -> re.Match[str] | None:
        """A verb that no list has, where only a word of speech stands: «…», — докинула Берг; “…,” Berg deadpanned."""
        if self.spoken is None:
            return None
        if self.spoken.script != "latin":
            match = self.spoken.verbs.match(cut.folded) if "-" in lead else None
            return match if match and match[0] not in self.spoken.modals | self.spoken.negations else None
        for match in self.spoken.verbs.finditer(cut.folded[:VERB_AFTER]):
            beside = [
                *self._within(cut.start, cut.start + match.start()),
                *self._within(cut.start + match.end(), cut.end),
            ]
            if match.start() == 0 or any(cut.start + match.start() - one.end == 1 for one in beside):
                return match
        return None

    def _joins(self, cut: Stretch, cue_start: int) -> bool:
        """Whether only a subject stands between the quotation and its word of speech: names, pronouns, offices."""
        between = cut.folded[:cue_start]
        if len(between.split()) <= 2 or _SOMEBODY.fullmatch(between):
            return True
        named = self._within(cut.start, cut.start + cue_start)
        return bool(named)

    def _in_front(self, before: Stretch) -> Found | None:
        """The attribution in front, of two the nearer: "according to the service, whose head called it"."""
        by, says = self._by(before), self._says(before)
        if by is None or not (by.mention or by.cue):
            return says
        later = says is not None and says.mention and says.cue and by.cue and says.cue[0] > by.cue[1]
        return says if later else by

    def _by(self, stretch: Stretch) -> Found | None:
        """ "According to X"."""
        if self.spoken is None:
            return None
        for cue in reversed(list(self.spoken.by.finditer(stretch.folded))):
            place = stretch.start + cue.end()
            gender = next((sign for word in cue[0].split() if (sign := self._meaning.gender(word))), None)
            if gender:
                return self._by_him((stretch.start + cue.start(), place), gender)
            named = [one for one in self._within(place, stretch.end) if one.start - place <= BY_REACH]
            if self._meaning.of_nobody(self.frame.stretch(place, stretch.end), named):
                return Found.of(None, 0.0, (stretch.start + cue.start(), place))
            if named and all(self._is_of_theirs(one) for one in named):
                return Found.of(None, 0.0, (stretch.start + cue.start(), place))
            if named:
                best = max(named, key=lambda one: (one.whole, not one.owns, not one.office, -one.start))
                return Found.of(best, DIRECT, (stretch.start + cue.start(), place))
            role = self._meaning.role_after(self.frame.stretch(place, stretch.end))
            if role:
                bearer = self._meaning.bearer(role)
                cued = (stretch.start + cue.start(), place)
                return Found.of(bearer, INHERITED, cued, role)
            pronoun = self._pronoun(stretch.folded[cue.end() : cue.end() + 12])
            if pronoun:
                return self._clauses.meant(place, (stretch.start + cue.start(), place), None)
        return None

    def _is_of_theirs(self, one: Mention) -> bool:
        """Whether it is somebody of theirs who speaks: "according to Berg's aide", «по словам помощника Берг»."""
        if self.spoken is None or not one.owns:
            return False
        after = FIRST_WORD.match(self.frame.stretch(one.end, one.end + BY_REACH).folded.strip())
        return self.spoken.script != "latin" or bool(after and self.spoken.aides.fullmatch(after[0]))

    def _by_him(self, cue: tuple[int, int], gender: str) -> Found:
        """ "In his words": of whoever the same sentence is about, as sure as that name is; else whom "his" means."""
        found = self._clauses.meant(cue[0], cue, None, gender)
        one = found.mention
        here = one is not None and self.frame.sentence(cue[0])[0] <= one.start and self.names.is_subject(one)
        return Found.of(one, DIRECT, cue) if here else found

    def _says(self, stretch: Stretch) -> Found | None:
        """The last word of speech in what stands before."""
        if self.spoken is None:
            return None
        cues = list(self.spoken.says.finditer(stretch.folded))
        for cue in reversed(cues):
            place = stretch.start + cue.start(), stretch.start + cue.end()
            found = self._clauses.nearest(stretch, *place, followed=False)
            if found.mention:
                return found
            clause, _ = self._clauses.bounds(stretch, *place)
            subject = self.frame.stretch(clause, place[0]).folded
            if not self.spoken.plural.fullmatch(cue[0]) and self._meaning.has_no_subject(subject):
                gender = next((sign for word in subject.split() if (sign := self._meaning.gender(word))), None)
                return self._clauses.meant(place[0], place, None, gender)
        return Found.of(None, 0.0, (stretch.start + cues[-1].start(), stretch.start + cues[-1].end())) if cues else None

    def _headline(self, before: Stretch) -> Found | None:
        """ "X: “…”": whoever is named last before a colon, in a short line."""
        if not _COLON.search(before.folded):
            return None
        colon = before.start + before.folded.rindex(":")
        named = [one for one in self._within(before.start, before.end) if self.names.is_subject(one)]
        named = [one for one in named if one.base or one.person is None]
        named = [
            one for one in named if self.names.is_somebody(one) or one.start - before.start < 3 or colon == one.end
        ]
        if not named:
            return self._of_me_or_him(before, colon)
        if len(before.folded.split()) > HEADLINE_WORDS:
            return None
        best = max(named, key=lambda one: (one.person is not None, one.whole, one.start))
        return Found.of(best, COLON, (colon, colon + 1))

    def _of_me_or_him(self, before: Stretch, colon: int) -> Found | None:
        """A colon after a clause with a pronoun for its subject: "he did: “", «а я йому: «»."""
        place = (colon, colon + 1)
        if self._meaning.me(before):
            label = self._meaning.label(before.start)
            return Found.of(label, COLON, place) if label else None
        he = self._meaning.subject_pronoun(before)
        if he:
            return self._clauses.meant(colon, place, None, he)
        role = self._meaning.role_after(before)
        bearer = self._meaning.bearer(role) if role else None
        return Found.of(bearer, INHERITED, place, role) if bearer else None

    def _pronoun(self, folded: str) -> bool:
        match = re.match(r"\s*([^\W\d_]+)(?!\s*[\w-])", folded)  # of "according to his aide" it is not him
        return bool(self.spoken and match and match[1] in self.spoken.agents)

    def _attributed(self, span: Span, kind: str, who: Found) -> Attributed:
        if kind not in CHECKED or who.mention is None or who.confidence < CONFIDENCE_LEAST:
            return Attributed(span, kind, cue=who.cue, confidence=who.confidence)
        one = who.mention
        place = who.pronoun or (one.start, one.end)
        return Attributed(span, kind, one.person, one.name, who.confidence, place, who.cue)


def attributed(
    text: str, spans: Sequence[Span], officials: Officials, spoken: Language | None
) -> tuple[Attributed, ...]:
    """Every quotation of a clean text with its kind and speaker."""
    return Attribution(text, spans, officials, spoken).run()
