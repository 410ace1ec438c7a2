"""The words of a text: where each lies, how it is compared, its stem, its sentence.

    words(clean.text, language("en"))          (Word(start, end, key, stem), …)

Rules, in order
1. A word is a run of letters with apostrophes and hyphens inside; a number keeps its separators and loses them in its
   key (140 000, 140,000 and 140000 are one).
2. `key`: folded, lower case; `stem`: the key without the longest ending of its language that leaves three letters.
3. A sentence ends at . ! ? … before a capital, a mark that opens, or the end of a paragraph; not after an abbreviation,
   an initial, or inside a number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from uarazom.quotes.language import Language
from uarazom.quotes.normalise import fold

CACHED = 200_000  # different words, some 30 MB when full
SENTENCES_CACHED = 64  # texts: a statement is asked several times for each quotation of it
STEM_LEAST = 3  # letters that an ending must leave
_TOKEN = re.compile(
    r"\d{1,3}(?:[ ,.]\d{3})+(?!\d)|\d+(?:[.:,]\d+)*(?:-?(?:st|nd|rd|th|го|му|й|ї|ти|та|ма)(?!\w))?"
    r"|[^\W\d_]+(?:['-][^\W_]+)*"
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


def words(text: str, spoken: Language | None) -> tuple[Word, ...]:
    """Every word of a clean text, in order."""
    folded = lower(text)
    return tuple(_word(match, spoken) for match in _TOKEN.finditer(folded))


def stems(text: str, spoken: Language | None) -> list[str]:
    """The stem of every word of a clean text, in order: `words` without their places, for the index."""
    return [_stemmed(token, spoken) for token in _TOKEN.findall(lower(text))]


def _word(match: re.Match[str], spoken: Language | None) -> Word:
    token = match.group()
    return Word(match.start(), match.end(), _key(token), _stemmed(token, spoken))


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
