"""One text of a draft, seen in the ways that rules need: folded, as words, as letters and digits, as places.

Each view is made once, and only when a rule asks; matches are spans of the folded text.

    view = View("text", "en", "the 72nd brigade")
    view.words, view.detected("phone"), view.places(None)
    Nearby(rule.match.near, view).to(span)
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from uarazom.acts.folding import Folded, fold, spelled_out, tokens
from uarazom.editorial.rules import coordinates, digits
from uarazom.editorial.rules.pack import Near
from uarazom.editorial.rules.phrases import Words


@dataclass(frozen=True)
class View:
    """A text of the draft: which member of the words, in which language."""

    member: str
    language: str
    text: str
    _places: dict[coordinates.Box | None, tuple[coordinates.Place, ...]] = field(default_factory=dict)
    _detected: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)

    @cached_property
    def folded(self) -> Folded:
        return fold(self.text)

    @cached_property
    def words(self) -> tuple[Words, ...]:
        found = tokens(self.folded.text)
        drawn = spelled_out(found)
        return (Words(found),) if drawn == found else (Words(found), Words(drawn))

    @cached_property
    def starts(self) -> list[int]:
        """Where each word begins in the folded text."""
        return [word.start for word in self.words[0].tokens]

    def words_of(self, span: tuple[int, int]) -> tuple[int, int]:
        """The first and the last word that a span of the folded text touches."""
        first = max(0, bisect_right(self.starts, span[0]) - 1)
        return first, max(first, bisect_left(self.starts, span[1]) - 1)

    def beside(self, span: tuple[int, int], reach: int) -> str:
        """What was matched, with so many words on each side, folded; the match stands on a line of its own."""
        first, last = self.words_of(span)
        words = [word.text for word in self.words[0].tokens[max(0, first - reach) : last + reach + 1]]
        before = words[: min(first, reach)]
        return "\n".join((" ".join(before), self.folded.text[span[0] : span[1]], " ".join(words[len(before) :])))

    @cached_property
    def compact(self) -> tuple[digits.Compact, ...]:
        view = digits.compact(self.folded.text)
        meant = digits.with_digits_meant(view)
        return (view,) if meant is view else (view, meant)

    def places(self, within: coordinates.Box | None) -> tuple[coordinates.Place, ...]:
        """Every place written as numbers; looked for once for each box."""
        if within not in self._places:
            self._places[within] = tuple(coordinates.find(self.folded.text, within))
        return self._places[within]

    def detected(self, name: str) -> tuple[tuple[int, int], ...]:
        """Everything that a detector finds; looked for once."""
        if name not in self._detected:
            self._detected[name] = tuple(self._detect(name))
        return self._detected[name]

    def _detect(self, name: str) -> Iterator[tuple[int, int]]:
        if name == "email":
            yield from ((span.start, span.end) for span in digits.find_email(self.folded.text))
            return
        for compact in self.compact:
            yield from ((span.start, span.end) for span in digits.detect(compact, (name,)))

    def end_of(self, end: int) -> int:
        """The place in the text after the folded character before `end`."""
        return self.folded.origin[end - 1] + 1 if end else 0


class Nearby:
    """Where the phrases stand that a match must be near: found once, when there is a match, then looked up."""

    def __init__(self, near: Near, view: View) -> None:
        self._near, self._view = near, view

    @cached_property
    def _places(self) -> list[int]:
        return [first for first, _ in self._near.phrases.find(self._view.words[0])]

    def to(self, span: tuple[int, int]) -> bool:
        """Whether one of the phrases begins within so many words before or after the span."""
        first, last = self._view.words_of(span)
        place = bisect_left(self._places, first - self._near.words)
        return place < len(self._places) and self._places[place] <= last + self._near.words
