"""What stands in quotation marks: the grammar of marks of three languages, in one pass over a clean text.

    spans(text, language)      (Span(start, end, mark, closed), …), outermost only, in order, without their marks

Rules, in order
1. A mark opens where a space, a dash or an opening mark is before it and something after it; it closes the other way
   round. Marks of two roles (" ' “ ”) are told by that, and by what is open.
2. «» „“ „” “” ‘’ ‹› ‚‘ "" '' ””: pairs in `_CLOSES`. A closing mark shuts what was opened inside it and left open.
   A straight " or a ” shuts « (and » shuts ") only where its own other half does not follow first.
3. ' and ’ between letters, in an elision ('em, '90s) and after a plural s are apostrophes; the last is a closing mark
   only where no surer one follows before the next opening one.
4. A quotation left open at the end of a paragraph goes on where the next one opens with the same mark, or where a later
   one (`PARAGRAPHS_MAX`) has a closing mark too many; else it ends where it can: at the mark it shares with a quotation
   inside it, before the next opening mark of its kind, at its attribution, or with its paragraph.
5. A closing mark that nothing opened takes the sentence before it. Nothing else is touched by a bad mark.
6. A line that begins with a dash is speech (`dialogue`), and marks inside it belong to it.

Time is linear: each mark is looked at once, the stack holds at most `DEPTH_MAX`, and looking ahead is a table made
from the right.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from uarazom.quotes.dialogue import goes_on_after, speeches, uninterrupted
from uarazom.quotes.language import Language
from uarazom.quotes.words import lower

DEPTH_MAX = 8  # marks open at once; typography knows three
PARAGRAPHS_MAX = 12  # that one quotation may run through without a new mark
ATTRIBUTION_REACH = 40  # characters after a comma in which a cue word ends an unclosed quotation

_MARK = re.compile("[«»„“”‟‹›\"'‘’‚]")
_CLOSES = {"«": "»", "„": '“”"', "“": '”“"', "”": "”", '"': '"”', "‘": "’'", "'": "'’", "‹": "›", "‚": "‘’", "‟": "”"}
_LENT = {"«": '"”', '"': "»", "„": "»", "“": "»"}  # what shuts it in place of its own other half
_SINGLE = "‘’'‚"
_OPENING = "«„“‟‹‘‚\"'”([{-–—/"
_CLOSING = "»“”›’'\".,;:!?…)]}-–—/"
_SURE_BEFORE, _SURE_AFTER = ".,!?;:…", ".,;:!?…)—–"
_BREAK = re.compile(r"\n[ \t]*\n\s*")
_LINE = re.compile(r"\n\s*")
_STOP = re.compile(r"[.!?…][\s)]*$")
_SENTENCE_START = re.compile(r"[.!?…:]\s+(?=[^\W\d_])|\n")
_SHARED = re.compile(r"[,.]?\s*(?:[–—-]\s|\n|$)|[.,]\s")
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Span:
    """The words between the marks: from `start` to `end` of the clean text. `mark` opened it (a dash for dialogue,
    empty where the opening mark is missing); `closed`: both marks are there."""

    start: int
    end: int
    mark: str
    closed: bool = True


@dataclass(slots=True)
class _Open:
    """A mark that waits for its other half; `inside`: the quotations in it, should it turn out to end before them;
    `inner`: where one of its own kind ended in a way that both may share."""

    mark: str
    place: int
    paragraphs: int = 0
    inner: int = 0
    again: int = 0  # where the next opening mark of its kind stands, after a full stop
    inside: list[Span] = field(default_factory=list)
    resumed: list[int] = field(default_factory=list)  # where later paragraphs went on with it


@dataclass(slots=True)
class _Scan:
    """One pass: what is open, what was found."""

    text: str
    spoken: Language | None
    found: list[Span] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    end: int = 0  # of the last span found
    by_blank_lines: bool = True  # how paragraphs are divided

    # ── one mark ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def mark(self, place: int, ahead: "_Ahead") -> None:
        """Take one mark as what it is."""
        mark, before, after = self.text[place], self.text[place - 1 : place], self.text[place + 1 : place + 2]
        if mark in _SINGLE and self._is_apostrophe(mark, place, before, after, ahead.sure):
            return
        if mark == '"' and before.isdigit() and ahead.shut and self._holder(mark) is not None:
            return  # inches
        closes = bool(before) and not before.isspace() and (not after or after.isspace() or after in _CLOSING)
        opens = (not before or before.isspace() or before in _OPENING) and bool(after) and not after.isspace()
        holder = self._holder(mark)
        if holder is None and closes and not opens and not ahead.own:
            holder = self._lender(mark)
        if holder is not None and self._shuts(mark, closes=closes, opens=opens):
            self._close(holder, place)
        elif mark in _CLOSES and (opens or (mark not in "»”’" and not closes)):
            if mark != "'" or ahead.closer:
                self._open(mark, place)
        elif mark in "»”" and closes:
            self._unopened(place)

    def _is_apostrophe(self, mark: str, place: int, before: str, after: str, sure_ahead: bool) -> bool:
        if (before.isalnum() and after.isalnum()) or (mark == "'" and before.isdigit() and self._holder(mark) is None):
            return True
        if mark == "’" and self._holder(mark) is None:
            return True
        if not before.isalnum() and after.isalnum():
            word = re.match(r"\w+", self.text[place + 1 : place + 20])
            elided = self.spoken.elisions if self.spoken else frozenset[str]()
            return after.isdigit() or (word is not None and word.group().lower() in elided)
        plural = before.lower() == "s" and (after.isspace() or after == ",")
        return plural and self._holder(mark) is not None and sure_ahead

    @staticmethod
    def _shuts(mark: str, *, closes: bool, opens: bool) -> bool:
        """Whether a mark that could close what is open does."""
        return closes or mark in "»›”" or not opens

    def _holder(self, mark: str) -> int | None:
        """The innermost open mark that this one closes."""
        for depth in range(len(self.stack) - 1, -1, -1):
            if mark in _CLOSES[self.stack[depth].mark]:
                return depth
        return None

    def _lender(self, mark: str) -> int | None:
        """The innermost open mark, where this one may shut it in place of its own other half."""
        return len(self.stack) - 1 if self.stack and mark in _LENT.get(self.stack[-1].mark, "") else None

    def _open(self, mark: str, place: int) -> None:
        if len(self.stack) == DEPTH_MAX:
            self._settle(place)
        for one in self.stack:
            if one.mark == mark and not one.again and _STOP.search(self.text, max(one.place, place - 4), place):
                one.again = place
        self.stack.append(_Open(mark, place))

    def _close(self, depth: int, place: int) -> None:
        opened = self.stack[depth]
        del self.stack[depth:]
        if not self.stack:
            self._add(Span(opened.place + 1, place, opened.mark))
            return
        outer = self.stack[0]
        outer.inside.append(Span(opened.place + 1, place, opened.mark))
        if outer.mark == opened.mark and not outer.inner and _SHARED.match(self.text, place + 1):
            outer.inner = place

    def _unopened(self, place: int) -> None:
        """A closing mark too many: the sentence before it, unless something is open around it."""
        if self.stack:
            return
        start = self.end
        for match in _SENTENCE_START.finditer(self.text, max(self.end, place - 2_000), place):
            start = match.end()
        self._add(Span(start, place, "", closed=False))

    # ── the end of a paragraph ───────────────────────────────────────────────────────────────────────────────────────
    def paragraph(self, end: int, following: int | None) -> int | None:
        """The paragraph ends: where the next one's first mark is to be skipped because it only goes on, that place."""
        if not self.stack:
            return None
        outer = self.stack[0]
        del self.stack[1:]
        outer.paragraphs += 1
        goes_on = following is not None and self.text[following] == outer.mark and not outer.again
        if goes_on or (outer.paragraphs <= PARAGRAPHS_MAX and outer.mark not in _SINGLE and not outer.inner):
            outer.resumed += [following] if goes_on and following is not None else []
            return following if goes_on else None
        self._settle(end)
        return None

    def settle_before(self, place: int, end: int) -> None:
        """One left open in an earlier paragraph ended there, where this mark opens another of its kind."""
        if not self.stack or not self.stack[0].paragraphs or self.text[place] != self.stack[0].mark:
            return
        before, after = self.text[place - 1 : place], self.text[place + 1 : place + 2]
        if (not before or before.isspace() or before in "([") and after and not after.isspace():
            self._settle(end)

    def _settle(self, end: int) -> None:
        """What is still open ends where it can."""
        if not self.stack:
            return
        outer, self.stack = self.stack[0], []
        last, end = end, self._paragraph_end(outer.place, end)
        end = min([end, *(place for place in (outer.again, outer.inner) if place)])
        end = self._before_attribution(outer.place + 1, end)
        self._add(Span(outer.place + 1, end, outer.mark, closed=False))
        for span in outer.inside:
            if span.start > end:
                self._add(span)
        for place in outer.resumed:
            self._add(Span(place + 1, self._paragraph_end(place, last), outer.mark, closed=False))

    def _paragraph_end(self, place: int, end: int) -> int:
        found = (_BREAK if self.by_blank_lines else _LINE).search(self.text, place, end)
        return found.start() if found else end

    def _before_attribution(self, start: int, end: int) -> int:
        """Where ", he said" or ", – сказав він" begins in what is left open."""
        if self.spoken is None:
            return end
        folded = lower(self.text[start:end])
        for match in re.finditer(r"[,!?…]\s*(?:-\s+)?", folded):
            reach = folded[match.end() : match.end() + ATTRIBUTION_REACH]
            cue = self.spoken.says.search(reach)
            at_once = (
                self.spoken.script == "latin" or match[0][0] != "," or "-" in match[0] or not cue or not cue.start()
            )
            if goes_on_after(self.text, start + match.start(), end):
                continue
            if cue and at_once and not re.search(r"[.,!?:]", reach[: cue.start()]):
                return start + match.start() + (match.group()[0] != ",")
        return end

    def _add(self, span: Span) -> None:
        start, end = span.start, span.end
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        self.end = max(self.end, span.end)
        for first, last in uninterrupted(self.text, start, end, self.spoken):
            if _WORD.search(self.text, first, last):
                self.found.append(Span(first, last, span.mark, span.closed))


def spans(text: str, spoken: Language | None) -> tuple[Span, ...]:
    """Every outermost quotation of a clean text."""
    said = speeches(text, spoken)
    scan = _Scan(text, spoken, by_blank_lines=_BREAK.search(text) is not None)
    for start, places in _paragraphs(text, [(one.start, one.end) for one in said]):
        _scan_paragraph(scan, start, places)
    scan.paragraph(len(text), None)
    scan._settle(len(text))
    spoken_aloud = [Span(one.start, one.end, "—") for one in said]
    return tuple(sorted([*scan.found, *spoken_aloud], key=lambda span: span.start))


def _scan_paragraph(scan: _Scan, start: int, places: list[int]) -> None:
    text = scan.text
    first = next(iter(places), None)
    leads = first if first is not None and not text[start:first].strip() else None
    skipped = scan.paragraph(start, leads)
    for place, ahead in zip(places, _ahead(text, places), strict=True):
        if place == skipped:
            continue
        scan.settle_before(place, start)
        scan.mark(place, ahead)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What follows a mark in its paragraph. `sure`: a sure closing single mark before the next opening one; `closer`:
    any that may close; `own`: » before the next « (of a » itself: " before it); `shut`: the next " can
    only close."""

    sure: bool
    closer: bool
    own: bool
    shut: bool


def _ahead(text: str, places: list[int]) -> list[_Ahead]:
    """What follows each mark, in one pass from the right."""
    found: list[_Ahead] = []
    sure = closer = guillemet = straight = shut = False
    for place in reversed(places):
        found.append(_Ahead(sure, closer, straight if text[place] == "»" else guillemet, shut))
        before, after = text[place - 1 : place], text[place + 1 : place + 2]
        guillemet = text[place] == "»" or (guillemet and text[place] != "«")
        if text[place] == '"':
            shut = not before.isspace() and before not in _OPENING
        straight = text[place] == '"' or (straight and text[place] != "«")
        if text[place] not in "‘’'":
            continue
        if text[place] == "‘" or (before.isspace() and after.isalnum()):
            sure = False
        elif before in _SURE_BEFORE or not after or after in _SURE_AFTER:
            sure = True
        if text[place] != "‘" and not before.isspace() and not (before.isalnum() and after.isalnum()):
            closer = True
    return found[::-1]


def _paragraphs(text: str, aside: list[tuple[int, int]]) -> list[tuple[int, list[int]]]:
    """The paragraphs, each with the places of its marks, those in `aside` left out."""
    between = _BREAK if _BREAK.search(text) else _LINE
    ends = [match.span() for match in between.finditer(text)]
    bounds = [(a[1], b[0]) for a, b in pairwise([(0, 0), *ends, (len(text), len(text))])]
    return [(start, _places(text, start, end, aside)) for start, end in bounds]


def _places(text: str, start: int, end: int, aside: list[tuple[int, int]]) -> list[int]:
    places = [match.start() for match in _MARK.finditer(text, start, end)]
    if not aside or not places:
        return places
    starts = [a for a, _ in aside]
    holding = ((place, aside[bisect_right(starts, place) - 1]) for place in places)
    return [place for place, (a, b) in holding if not a <= place < b]
