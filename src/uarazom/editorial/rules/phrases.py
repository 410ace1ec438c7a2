"""Words and phrases: how a rule says "a brigade with its number" without a regular expression.

A pack cannot contain regular expressions: no rule can be written whose matching explodes. A phrase is up to
`PHRASE_WORDS_MAX` words; each is
    brigade     this word, in whatever case, width and look-alike letters
    brigad*     any word that begins so (languages with endings)
    #           a number, with its ordinal ending ("72", "72nd", "72-га")

Texts and phrases are folded alike (see `acts.folding`). Work is proportional to the text's words times the phrases that
begin alike; both are bounded.

    Phrases.of(["# brigad*"]).find(Words(tokens("the 72nd brigade")))    # spans of tokens: (1, 4)
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from uarazom.acts.folding import Token, fold, tokens

PHRASE_WORDS_MAX = 12
ORDINAL_MAX = 4  # letters of an ordinal ending
_NOT_OURS = frozenset("*#()[]{}+?^$|\\")  # whoever writes these expects a regular expression and is told
_LAST = chr(0x10FFFF)  # after every word that begins so
_PREFIX_MIN = 3  # letters before a `*`: shorter ones would hold half the language


@dataclass(frozen=True)
class Word:
    """One place of a phrase: `exactly`, `begins` or `number`."""

    how: str
    text: str = ""

    def takes(self, token: Token) -> bool:
        """Whether this token can stand here."""
        if self.how == "number":
            return token.is_number
        return token.text == self.text if self.how == "exactly" else token.text.startswith(self.text)


class Words:
    """The words of a text with an index, so that a rule looks only where one of its phrases can begin."""

    def __init__(self, found: Sequence[Token]) -> None:
        self.tokens = found
        self.numbers = [place for place, token in enumerate(found) if token.is_number]
        self._places: dict[str, list[int]] = {}
        for place, token in enumerate(found):
            self._places.setdefault(token.text, []).append(place)
        self._sorted = sorted(self._places)

    def exactly(self, text: str) -> Sequence[int]:
        """Where that word stands."""
        return self._places.get(text, ())

    def that_begin(self, text: str) -> list[int]:
        """Where words stand that begin so."""
        first, last = bisect_left(self._sorted, text), bisect_right(self._sorted, text + _LAST)
        return [place for word in self._sorted[first:last] for place in self._places[word]]


@dataclass(frozen=True)
class Phrases:
    """Compiled phrases, by how their first word is found."""

    exactly: dict[str, tuple[tuple[Word, ...], ...]]
    begins: dict[str, tuple[tuple[Word, ...], ...]]
    number: tuple[tuple[Word, ...], ...]

    @staticmethod
    def of(written: Iterable[str]) -> "Phrases":
        """Compile; ValueError says which phrase is not one."""
        compiled = sorted({compile_phrase(text) for text in written}, key=repr)
        by_how: dict[str, dict[str, list[tuple[Word, ...]]]] = {"exactly": {}, "begins": {}, "number": {}}
        for phrase in compiled:
            by_how[phrase[0].how].setdefault(phrase[0].text, []).append(phrase)
        frozen = {how: {text: tuple(them) for text, them in found.items()} for how, found in by_how.items()}
        return Phrases(frozen["exactly"], frozen["begins"], frozen["number"].get("", ()))

    def find(self, words: Words) -> Iterator[tuple[int, int]]:
        """Every match as (first token, token after the last), in order of the first; the longest of each beginning."""
        found: dict[int, int] = {}
        for phrases, places in self._where_they_begin(words):
            for place in places:
                last = max(self._end(phrase, words.tokens, place) for phrase in phrases)
                if last:
                    found[place] = max(last, found.get(place, 0))
        yield from sorted(found.items())

    def _where_they_begin(self, words: Words) -> Iterator[tuple[tuple[tuple[Word, ...], ...], Sequence[int]]]:
        if self.number:
            yield self.number, words.numbers
        for text, phrases in self.exactly.items():
            yield phrases, words.exactly(text)
        for text, phrases in self.begins.items():
            yield phrases, words.that_begin(text)

    @staticmethod
    def _end(phrase: tuple[Word, ...], found: Sequence[Token], start: int) -> int:
        """The token after the match that starts at `start`, or 0. A number may or may not take its ordinal ending, so
        a few places are possible at a time, never more than the phrase has words."""
        places = {start}
        for word in phrase:
            after = {place + 1 for place in places if place < len(found) and word.takes(found[place])}
            if word.how == "number":
                after |= {place + 1 for place in after if _is_ordinal_ending(found, place)}
            if not after:
                return 0
            places = after
        return max(places)


def _is_ordinal_ending(found: Sequence[Token], place: int) -> bool:
    """The "nd" of 72nd, the "га" of 72-га: a few letters joined to the digits."""
    if place >= len(found):
        return False
    token = found[place]
    return token.joined and not token.is_number and len(token.text) <= ORDINAL_MAX


def compile_phrase(written: str) -> tuple[Word, ...]:
    """The words of a phrase; ValueError says what is wrong with it."""
    pieces = written.split()
    if not pieces or len(pieces) > PHRASE_WORDS_MAX:
        raise ValueError(f"a phrase of 1 to {PHRASE_WORDS_MAX} words, got {len(pieces)}: {written[:60]!r}")
    words = tuple(word for piece in pieces for word in _compile_piece(piece))
    if all(word.how == "number" for word in words):
        raise ValueError(f"a phrase with a word in it, got {written[:60]!r}: it would match every number")
    return words


def _compile_piece(piece: str) -> Iterator[Word]:
    if piece == "#":
        yield Word("number")
        return
    stem = piece.removesuffix("*")
    parts = tokens(fold(stem).text)
    if not parts or not _NOT_OURS.isdisjoint(stem):
        raise ValueError(f"a word, a beginning with *, or #, got {piece[:60]!r}")
    for part in parts[:-1]:
        yield Word("exactly", part.text)
    if stem == piece:
        yield Word("exactly", parts[-1].text)
        return
    if len(parts[-1].text) < _PREFIX_MIN:
        raise ValueError(f"at least {_PREFIX_MIN} letters before *, got {piece!r}")
    yield Word("begins", parts[-1].text)
