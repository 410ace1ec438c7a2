"""From a quotation to its verdict: the comparison's word, and what only the record knows.

Rules, in order; the first that holds is the verdict
1. `not_checked`: the language is not known, or the record has nothing of this speaker in it.
2. `too_short`, unless the words stand in a statement that the article quotes already; `stock_phrase` where many
   statements have them.
3. `no_record`: nothing is near enough. `other_speaker`: nearly all of it stands there, and is somebody else's.
4. The comparison's `spliced`, `altered` where material, `truncated`, `ellipsis` where material.
5. `other_date`: the article says the day on which it was said, and our record has another.
6. `without_clarification`: one stood before the article did, is about these words or about the whole statement, and
   the article does not carry it.
7. `translated`: the version compared is a translation, and nothing material differs. Else the comparison's word.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from uarazom.acts.model import Act
from uarazom.quotes.attribution import Attribution
from uarazom.quotes.carried import carries
from uarazom.quotes.changes import Change, Side
from uarazom.quotes.compare import Comparison, Cut, compare, ellipses
from uarazom.quotes.dates import dates
from uarazom.quotes.language import Language, is_mixed, of_text
from uarazom.quotes.match import (
    STOCK_STATEMENTS,
    Asked,
    Match,
    Near,
    Piece,
    accepted,
    ask,
    few_changed,
    match,
    too_short,
)
from uarazom.quotes.reading import Attributed
from uarazom.quotes.record import Record
from uarazom.quotes.report import Quotation
from uarazom.quotes.words import Words, sentences_at

OTHERS_SCORE, OTHERS_BITS = 0.8, 40.0  # less, and another's words are a likeness, not a match
STOCK_BITS = 90.0  # a phrase that says more than this is a quotation however often it was said
BESIDE_MAX = 3  # words of a sentence that are not quoted; with more it is not the whole sentence
DAY_REACH = 45  # characters from a word of speech in which the day of it stands
TRANSLATED = ("exact", "typographic", "altered")


class Judge:
    """One article's quotations, in order: what was matched before helps what is short after."""

    def __init__(
        self,
        record: Record,
        text: str,
        spoken: Language | None,
        reading: Attribution,
        published: date | None,
        before: datetime | None,
    ) -> None:
        self._record, self._text, self._spoken, self._reading = record, text, spoken, reading
        self._published, self._before = published, before
        self._matched: list[tuple[Piece, dict[str, Any]]] = []
        self._days: dict[int, date] = {}
        self._carried: dict[tuple[str, ...], bool] = {}
        self._number = -1

    def spoken_on(self, number: int) -> date | None:
        """The day on which the quotation of that number was spoken, where the record says so."""
        return self._days.get(self._reading.spans[number].start)

    def unchecked(self, found: Quotation) -> Quotation:
        """One that is not compared."""
        return replace(found, verdict="not_checked")

    def judged(self, found: Quotation, one: Attributed) -> Quotation:
        """A quotation with its verdict."""
        spoken = self._language(one)
        if spoken is None:
            return self.unchecked(found)
        quoted = self._quoted(one, spoken)
        published = self._published.toordinal() if self._published else None
        near = Near(one.person, self._said_on(one), published)
        asked = ask(self._record.index, quoted.words.stems(), spoken, ellipses(quoted))
        best = match(self._record.index, asked, spoken, near) if quoted.words else None
        short = too_short(self._record.index, asked, near, best)
        if best is None or short or not self._is_accepted(asked, best, spoken, near):
            return self._nothing(found, one, quoted, spoken, short=short)
        if best.days > STOCK_STATEMENTS and best.bits < STOCK_BITS:
            return replace(found, verdict="stock_phrase", score=best.score)
        return self._compared(found, one, quoted, spoken, best, near)

    def _is_accepted(self, asked: Asked, best: Match, spoken: Language, near: Near) -> bool:
        index = self._record.index
        if accepted(index, asked, best, spoken, near):
            return True
        return few_changed(index, asked, best, spoken, near) and self._is_whole(best, spoken)

    def _is_whole(self, best: Match, spoken: Language) -> bool:
        """Whether what was found is whole sentences of the statement, but for a word or two."""
        said, side = [s for piece in best.pieces for s in piece.said()], self._record.side(best.about)
        if side is None or not said:
            return False
        start, end = side.words[min(said)].start, side.words[max(said)].end
        held = [one for one in sentences_at(side.text, start, end, spoken) if one[0] < end and start < one[1]]
        beside = (*side.words.within(held[0][0], start), *side.words.within(end, held[-1][1]))
        return len(beside) <= BESIDE_MAX

    # ── nothing near enough ──────────────────────────────────────────────────────────────────────────────────────────
    def _nothing(self, found: Quotation, one: Attributed, quoted: Side, spoken: Language, *, short: bool) -> Quotation:
        if short:
            return self._beside(found, one, quoted, spoken) or replace(found, verdict="too_short")
        index = self._record.index
        known = index.speaks(one.person, spoken.code) if one.person else spoken.code in index.languages()
        return replace(found, verdict="no_record" if known else "not_checked")

    def _beside(self, found: Quotation, one: Attributed, quoted: Side, spoken: Language) -> Quotation | None:
        """A few words that stand, the same, in a statement that the article quotes elsewhere."""
        keys = [word.key for word in quoted.words]
        stems = [word.stem for word in quoted.words]
        for other, about in self._matched:
            side = self._record.side(about)
            if side is None or about["language"] != spoken.code or one.person not in (None, about["by"]):
                continue
            places = self._record.index.places(other.candidate, stems)
            at = next((n for n in places if [word.key for word in side.words[n : n + len(keys)]] == keys), None)
            if at is not None:
                piece = Piece(other.candidate, tuple((n, at + n) for n in range(len(keys))))
                best = Match((piece,), 1.0, 0.0, about)
                return self._compared(found, one, quoted, spoken, best, Near(one.person))
        return None

    # ── a match ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _compared(
        self, found: Quotation, one: Attributed, quoted: Side, spoken: Language, best: Match, near: Near
    ) -> Quotation:
        about = best.about
        others = self._is_anothers(one, about)
        sides = {piece.candidate: self._record.side(self._record.index.about(piece.candidate)) for piece in best.pieces}
        there = {candidate: side for candidate, side in sides.items() if side is not None}
        if len(there) < len(sides) or (others and (best.score < OTHERS_SCORE or best.bits < OTHERS_BITS)):
            return replace(found, verdict="no_record")
        seen = compare(quoted, best.pieces, there, spoken)
        self._matched.append((best.pieces[0], about))
        self._days[one.span.start] = date.fromordinal(about["day"])
        clarifications = self._record.clarifications(about, self._before)
        clarifications = self._record.concerning(clarifications, about, seen.start, seen.end)
        verdict = self._verdict(seen, about, near, clarifications, spoken, others=others)
        side = there[best.pieces[0].candidate]
        return replace(
            found,
            verdict=verdict,
            material=seen.material,
            score=min(best.score, 1.0),
            statement=about["document"],
            act=about["act"],
            edition=about["language"],
            said_by=about["by"],
            sentence=_sentence(side, seen, spoken),
            original=self._original(about),
            diff=(*map(_changed, seen.changes), *map(_cut, seen.cuts)),
            clarification=self._clarification(clarifications, spoken),
        )

    def _verdict(
        self,
        seen: Comparison,
        about: dict[str, Any],
        near: Near,
        clarifications: Sequence[Act],
        spoken: Language,
        *,
        others: bool,
    ) -> str:
        if others:
            return "other_speaker"
        if seen.material:
            return seen.verdict
        if near.day is not None and abs(near.day - about["day"]) > 1:
            return "other_date"
        if clarifications and not self._carries(about, clarifications, spoken):
            return "without_clarification"
        own = about["language"] == about["original"]
        reworded = seen.verdict == "altered" and about["version"] == "official"
        return "translated" if not own and seen.verdict in TRANSLATED and not reworded else seen.verdict

    def _is_anothers(self, one: Attributed, about: dict[str, Any]) -> bool:
        return (one.person or one.name) is not None and one.person != about["by"]

    def _carries(self, about: dict[str, Any], clarifications: Sequence[Act], spoken: Language) -> bool:
        key = (about["act"], *(act.id for act in clarifications))
        if key not in self._carried:
            self._carried[key] = carries(
                self._text, clarifications, about, self._record, spoken, self._reading.names.all
            )
        return self._carried[key]

    def _clarification(self, acts: Sequence[Act], spoken: Language) -> dict[str, Any] | None:
        """The first one: who, when, in which words."""
        if not acts:
            return None
        act = acts[0]
        text = self._record.text(act, spoken.code)
        return {"act": act.id, "by": act.by, "at": act.spoken_at.isoformat(), "text": text}

    def _original(self, about: dict[str, Any]) -> str | None:
        """The whole statement in its own language, where a translation was compared."""
        if about["language"] == about["original"]:
            return None
        return self._record.said(about["act"], about["original"])

    # ── the quotation ────────────────────────────────────────────────────────────────────────────────────────────────
    def _language(self, one: Attributed) -> Language | None:
        """The article's language, or another one where the quotation is in another script."""
        inside = self._text[one.span.start : one.span.end]
        if self._spoken is not None and not is_mixed(inside, self._spoken):
            return self._spoken
        own = of_text(inside)
        if own is not None and (self._spoken is None or own.script != self._spoken.script):
            return own
        return self._spoken

    def _quoted(self, one: Attributed, spoken: Language) -> Side:
        inside = self._text[one.span.start : one.span.end]
        return Side(self._text, Words.of(inside, spoken, one.span.start))

    def _said_on(self, one: Attributed) -> int | None:
        """The day that the article gives for the words, right beside its word of speech."""
        if one.cue is None or self._spoken is None or self._published is None:
            return None
        start, end = max(0, one.cue[0] - DAY_REACH), one.cue[1] + DAY_REACH
        if one.span.start >= one.cue[1]:
            end = min(end, one.span.start)
        if one.span.end <= one.cue[0]:
            start = max(start, one.span.end)
        first, last = self._reading.frame.sentence(one.cue[0])
        start, end = max(start, first), min(end, last)
        shown = self._reading.frame.shown(start, end)
        found = dates(shown, 0, len(shown), self._published, self._spoken)
        return date.fromisoformat(found[0].value).toordinal() if len(found) == 1 and "/" not in found[0].value else None


def _sentence(side: Side, seen: Comparison, spoken: Language) -> str:
    """The sentences of the statement in which the quotation lies."""
    held = [(a, b) for a, b in sentences_at(side.text, seen.start, seen.end, spoken) if a < seen.end and seen.start < b]
    return side.text[held[0][0] : held[-1][1]] if held else side.text[seen.start : seen.end]


def _changed(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "said": change.said,
        "quoted": change.quoted,
        "material": change.material,
        "reasons": list(change.reasons),
    }


def _cut(cut: Cut) -> dict[str, Any]:
    limits = list(cut.limits)
    return {"kind": "cut", "said": cut.text, "quoted": "", "material": bool(limits), "reasons": limits}
