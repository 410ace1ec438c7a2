"""What stands around the quotations of a text: its sentences without their inside, and the words of speech in them.

    frame = Frame.of(text, spans, spoken)
    frame.before(span), frame.after(span)      the rest of the sentence on either side, up to the next quotation

Rule: inside a quotation nothing counts but its last mark of a sentence, so a sentence of the article is whole although
the quotation in it has five. The name of something in marks is a word of that sentence, not an end of it.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from uarazom.quotes.language import Language
from uarazom.quotes.marks import Span
from uarazom.quotes.words import lower, sentences

REACH = 220  # characters on either side in which an attribution may stand
HIDDEN = "¤"  # stands for each character inside a quotation
NAMED = "·"  # and inside the name of something


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the article's own words: from `start` to `end`, and the same folded and of lower case."""

    start: int
    end: int
    folded: str


class Frame:
    """A text with its quotations hidden."""

    def __init__(
        self, text: str, spans: Sequence[Span], spoken: Language | None, titles: Collection[int] = frozenset()
    ) -> None:
        self.spans = spans
        self._others = [span for number, span in enumerate(spans) if number not in titles]
        self._ends, self._begins = [one.end for one in self._others], [one.start for one in self._others]
        self._text = _masked(text, spans, titles)
        self._folded = lower(self._text)
        self._sentences = sentences(self._text, spoken)
        self._starts = [start for start, _ in self._sentences]

    @property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The article's own sentences."""
        return self._sentences

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence around a place."""
        if not self._sentences:
            return 0, len(self._text)
        return self._sentences[max(0, bisect_right(self._starts, place) - 1)]

    def before(self, number: int) -> Stretch:
        """The sentence up to a quotation, from the end of the one before it at most."""
        span = self.spans[number]
        mark = span.start - 1
        earlier = bisect_right(self._ends, span.start)
        floor = self._ends[earlier - 1] if earlier else 0
        start = max(self.sentence(mark)[0], floor, mark - REACH)
        return self.stretch(min(start, span.start), max(start, mark) if span.mark != "—" else span.start)

    def after(self, number: int) -> Stretch:
        """What follows a quotation: the rest of its sentence, down to the beginning of the next one at most."""
        span = self.spans[number]
        later = bisect_right(self._begins, span.start)
        ceiling = self._begins[later] - 1 if later < len(self._begins) else len(self._text)
        end = min(self.sentence(max(span.start, span.end - 1))[1], ceiling, span.end + REACH)
        return self.stretch(min(span.end, end), end)

    def next_sentence(self, place: int) -> Stretch | None:
        """The sentence after the one around a place."""
        number = bisect_right(self._starts, place)
        return self.stretch(*self._sentences[number]) if number < len(self._sentences) else None

    def stretch(self, start: int, end: int) -> Stretch:
        """Any stretch of the article."""
        return Stretch(start, end, self._folded[start:end])

    def line(self, place: int) -> int:
        """The beginning of the line in which a place is; of a place before the text, the text's."""
        return self._text.rfind("\n", 0, max(0, place)) + 1

    def shown(self, start: int, end: int) -> str:
        """The article's own words there, quotations hidden."""
        return self._text[start:end]


def _masked(text: str, spans: Sequence[Span], titles: Collection[int]) -> str:
    pieces, done = [], 0
    for number, span in enumerate(spans):
        hidden = NAMED if number in titles else HIDDEN
        end = text[max(span.start, span.end - 3) : span.end].rstrip("\"'’”»“ ")[-1:]
        last = end if end and end in ".!?…," else hidden
        pieces += [text[done : span.start], hidden * (span.end - span.start - 1), last]
        done = span.end
    return "".join([*pieces, text[done:]])
