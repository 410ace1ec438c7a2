"""The words of a text: where each lies, how it is compared, its stem, its sentence.

    words(clean.text, language("en"))          (Word(start, end, key, stem), …)
    Words.of(clean.text, language("en"))[700]  the same, read as far as it is asked for

Rules, in order
1. A word is a run of letters with apostrophes and hyphens inside; a number keeps its separators and loses them in its
   key (140 000, 140,000 and 140000 are one).
2. `key`: folded, lower case; `stem`: the key without the longest ending of its language that leaves three letters.
3. A sentence ends at . ! ? … before a capital, a mark that opens, or the end of a paragraph; not after an abbreviation,
   an initial, or inside a number.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import overload

from uarazom.quotes.language import Language
from uarazom.quotes.normalise import fold

CACHED = 200_000  # different words, some 30 MB when full
SENTENCES_CACHED = 64  # texts: a statement is asked several times for each quotation of it
READ_AT_ONCE, ALL = 200, 0  # words
STEM_LEAST = 3  # letters that an ending must leave
_TOKEN = re.compile(
    r"([^\W\d_]++(?:['-][^\W_]++)*+"
    r"|\d{1,3}(?:[ ,.]\d{3})+(?!\d)|\d+(?:[.:,]\d+)*(?:-?(?:st|nd|rd|th|го|му|й|ї|ти|та|ма)(?!\w))?)"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[ ,.]\d{3})+")
_ORDINAL = "-stndrhгомуйїтиа"
_SHUT = "\"'”’»“)]"
_END = re.compile(r"[.!?…]+[\"'”’»“)\]]*(?=\s|$)|\n\s*\n|\n(?=\s*[-–—]\s)")
_END_BY_LINE = re.compile(_END.pattern + r"|\n")
_NEXT = re.compile(r"\s*([\"'“‘«„(\[–—-]*\s*)([^\W_])")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)\.$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a clean text."""

    start: int
    end: int
    key: str
    stem: str

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit."""
        return self.key[0].isdigit()


def lower(text: str) -> str:
    """Folded and of lower case, of the same length."""
    folded = fold(text)
    small = folded.lower()
    return small if len(small) == len(folded) else "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


class Words(Sequence[Word]):
    """The words of a text, read as far as they are asked for: of a whole statement few are ever looked at."""

    def __init__(self, folded: str, spoken: Language | None, by: int = 0) -> None:
        self._spoken, self._rest, self._end = spoken, folded, by
        self._tokens: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._made: dict[int, Word] = {}

    @classmethod
    def of(cls, text: str, spoken: Language | None, by: int = 0) -> "Words":
        """Those of a clean text; `by`: where it begins, if it is a part of another."""
        return cls(lower(text), spoken, by)

    def __len__(self) -> int:
        if self._rest:
            self._read(ALL)
        return len(self._tokens)

    def __iter__(self) -> Iterator[Word]:
        return map(self._at, range(len(self)))

    @overload
    def __getitem__(self, number: int) -> Word: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Word, ...]: ...

    def __getitem__(self, number: int | slice) -> Word | tuple[Word, ...]:
        if isinstance(number, slice):
            whole = number.stop is None or number.stop < 0
            while self._rest and (whole or len(self._tokens) < number.stop):
                self._read()
            return tuple(map(self._at, range(*number.indices(len(self._tokens)))))
        return self._at(number if number >= 0 else len(self) + number)

    def key(self, number: int) -> str:
        """The key of one word: most are looked at for nothing else."""
        while self._rest and number >= len(self._tokens):
            self._read()
        return _key(self._tokens[number])

    def stems(self) -> list[str]:
        """The stems of all."""
        return [_stemmed(token, self._spoken) for token in self._tokens[: len(self)]]

    def within(self, start: int, end: int) -> tuple[Word, ...]:
        """The words between two places of the text."""
        while self._rest and self._end <= end:
            self._read()
        return tuple(map(self._at, range(bisect_left(self._starts, start), bisect_right(self._ends, end))))

    def _at(self, number: int) -> Word:
        found = self._made.get(number)
        if found is None:
            while self._rest and number >= len(self._tokens):
                self._read()
            token, start, end = self._tokens[number], self._starts[number], self._ends[number]
            found = self._made[number] = Word(start, end, _key(token), _stemmed(token, self._spoken))
        return found

    def _read(self, most: int = READ_AT_ONCE) -> None:
        """So many words more."""
        between = _TOKEN.split(self._rest, most)  # no word, a word, no word, …: far faster than matches
        edges = list(accumulate(map(len, between[:-1]), initial=self._end))
        self._tokens += between[1::2]
        self._starts += edges[1::2]
        self._ends += edges[2::2]
        self._end, self._rest = edges[-1], between[-1] if most and len(between) > 2 * most else ""


def words(text: str, spoken: Language | None) -> tuple[Word, ...]:
    """Every word of a clean text, in order."""
    return tuple(Words.of(text, spoken))


def stems(text: str, spoken: Language | None) -> list[str]:
    """The stem of every word of a clean text, in order: `words` without their places, for the index."""
    return [_stemmed(token, spoken) for token in _TOKEN.findall(lower(text))]


@lru_cache(maxsize=CACHED)
def _stemmed(token: str, spoken: Language | None) -> str:
    return stem(_key(token), spoken)


def _key(token: str) -> str:
    """A token as it is compared: numbers without their separators and endings."""
    if not token[0].isdigit():
        return token
    return re.sub(r"\D", "", token) if _THOUSANDS.fullmatch(token) else token.rstrip(_ORDINAL)


def stem(key: str, spoken: Language | None) -> str:
    """The key without its ending; numbers and short words stay whole."""
    if spoken is None or len(key) <= STEM_LEAST or key[0].isdigit():
        return key
    for ending in spoken.endings:
        if key.endswith(ending) and len(key) - len(ending) >= STEM_LEAST:
            return key[: -len(ending)]
    return key


@lru_cache(maxsize=SENTENCES_CACHED)
def sentences(text: str, spoken: Language | None) -> tuple[tuple[int, int], ...]:
    """From the first to after the last character of each sentence, without the spaces around it."""
    return tuple(_trimmed(text, start, end) for start, end in _cuts(text, spoken) if text[start:end].strip())


@lru_cache(maxsize=SENTENCES_CACHED)
def sentences_at(text: str, start: int, end: int, spoken: Language | None) -> tuple[tuple[int, int], ...]:
    """The sentences of the paragraphs from the one with `start` to the one with `end`: the same, and no others read."""
    gap = "\n\n" if "\n\n" in text else "\n"
    first, last = text.rfind(gap, 0, start), text.find(gap, end)
    cuts = _cuts(text, spoken, max(first, 0), last if last >= 0 else len(text))
    return tuple(_trimmed(text, a, b) for a, b in cuts if text[a:b].strip())


def _cuts(text: str, spoken: Language | None, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    end = len(text) if end is None else end
    for match in (_END if "\n\n" in text else _END_BY_LINE).finditer(text, start, end):
        if _ends(text, match, spoken):
            yield start, match.end()
            start = match.end()
    yield start, end


def _ends(text: str, match: re.Match[str], spoken: Language | None) -> bool:
    """Whether the sentence really ends there."""
    if match.group().isspace() or match.end() == len(text):
        return True
    following = _NEXT.match(text, match.end())
    if following and (following[2].islower() or (following[1][:1] in set("-–—") and match.group()[-1] in _SHUT)):
        return False  # `!» – Name said` goes on
    if match.group() != ".":
        return True
    before = _LAST_WORD.search(text, max(0, match.start() - 20), match.end())
    return before is None or not _shortened(before[1], spoken)


def _shortened(word: str, spoken: Language | None) -> bool:
    """An abbreviation, or an initial."""
    return (len(word) == 1 and word.isupper()) or (spoken is not None and word.lower() in spoken.abbreviations)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
