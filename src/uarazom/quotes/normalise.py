"""A text as it is compared, with the way back: what typing habits hide is taken away, every place is kept.

    clean(raw)    Clean: composed letters, no invisible characters, plain spaces; `origin(i)` is the place in `raw`
    fold(text)    the same length: one kind of quotation mark, dash and apostrophe, ё as е, look-alike letters
                  of the other script as those of the word's own

Rules, in order
1. NFC; soft hyphens, zero-width characters, marks of direction and byte-order marks go.
2. Every kind of space is a space; line ends stay.
3. `fold` changes characters one for one, so a place in the folded text is the same place in the clean one.
4. A word of mixed scripts is read in the script that most of its letters belong to alone.

    >>> text = clean("«А\u00adле»")
    >>> text.text, text.origin(3)
    ('«Але»', 4)

Specification: Unicode UAX 15 (NFC), UTS 39 section 4 (mixed scripts).
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import chain, pairwise

_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff"
)
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_SHOWN = re.compile(f"[^{_INVISIBLE}]+")
_CLUSTER = re.compile(r"[^\u0300-\u036f\u0483-\u0487]?[\u0300-\u036f\u0483-\u0487]+")  # a letter and what is set on it
_SPACES = dict.fromkeys(map(ord, "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\f\v"), " ")  # fmt: skip # noqa: E501
_LINES = dict.fromkeys(map(ord, "\u2028\u2029\u0085"), "\n")
_SPACING = _SPACES | _LINES
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼʹ′`´‛＇"), "'")
_QUOTES = dict.fromkeys(map(ord, "«»„“”‟″＂❝❞"), '"')
_LETTERS = {ord("ё"): "е", ord("Ё"): "Е"}
_PLAIN = _DASHES | _APOSTROPHES | _QUOTES | _LETTERS
# A class of characters is looked for at C's speed; str.translate asks a table about each character of a text.
_ODD_MARK = re.compile("[" + re.escape("".join(map(chr, _PLAIN))) + "]")
_ODD_SPACE = re.compile("[" + re.escape("".join(map(chr, _SPACING))) + "]")
_CYRILLIC, _LATIN = "аеікорсухјѕѵАВЕІКМНОРСТУХЈЅ", "aeikopcyxjsvABEIKMHOPCTYXJS"
_TO_LATIN = dict(zip(map(ord, _CYRILLIC), _LATIN, strict=True))
_TO_CYRILLIC = dict(zip(map(ord, _LATIN), _CYRILLIC, strict=True))
_WORD = r"[A-Za-z\u0400-\u04ff'-]*"
_MIXED = re.compile(
    rf"(?<![A-Za-z])[A-Za-z]++['-]?[\u0400-\u04ff]{_WORD}|(?<![\u0400-\u04ff])[\u0400-\u04ff]++['-]?[A-Za-z]{_WORD}"
)
# Whether there is any such word: Latin letters, which a Cyrillic text has few of, and what is beside them.
_MEETS = re.compile(r"[A-Za-z](?:['-]?[\u0400-\u04ff]|(?<=[\u0400-\u04ff].)|(?<=[\u0400-\u04ff]['-].))")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
_LATIN_LETTER = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Clean:
    """The text without what nobody sees; `starts` and `ends` of every character are None where nothing moved."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def origin(self, place: int) -> int:
        """Where the character at this place of the clean text begins in the text as read."""
        return place if self.starts is None else self.starts[place]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """From the first code point of a stretch to just after its last one, in the text as read."""
        if self.ends is None or end <= start:
            return self.origin(start), self.origin(end)
        return self.origin(start), self.ends[end - 1]


def clean(raw: str) -> Clean:
    """Compose, drop what is invisible, make spaces plain."""
    if unicodedata.is_normalized("NFC", raw) and not _HIDDEN.search(raw):
        return Clean(_spaced(raw))
    pieces = _pieces(raw)
    starts = chain.from_iterable(piece.starts() for piece in pieces)
    ends = chain.from_iterable(piece.ends() for piece in pieces)
    return Clean(_spaced("".join(piece.text for piece in pieces)), (*starts, len(raw)), tuple(ends))


def fold(text: str) -> str:
    """The clean text with marks and look-alike letters made one, character for character."""
    plain = text if text.isascii() else _ODD_MARK.sub(lambda match: _PLAIN[ord(match.group())], text)
    if plain.isascii() or not _MEETS.search(plain):
        return plain
    return _MIXED.sub(lambda match: _one_script(match.group()), plain)


def _spaced(text: str) -> str:
    return _ODD_SPACE.sub(lambda match: _SPACING[ord(match.group())], text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that stays: as it was, or (`composed`) a letter with what is set on it."""

    text: str
    start: int
    end: int

    @property
    def composed(self) -> bool:
        return len(self.text) != self.end - self.start

    def starts(self) -> list[int]:
        return [self.start] * len(self.text) if self.composed else list(range(self.start, self.end))

    def ends(self) -> list[int]:
        return [self.end] * len(self.text) if self.composed else list(range(self.start + 1, self.end + 1))


def _pieces(raw: str) -> list[_Piece]:
    """What stays of the text, in order."""
    found: list[_Piece] = []
    for shown in _SHOWN.finditer(raw):
        start, end = shown.span()
        cuts = [start, *chain.from_iterable(m.span() for m in _CLUSTER.finditer(raw, start, end)), end]
        stretches = ((a, b) for a, b in pairwise(cuts) if a < b)
        found += [_Piece(unicodedata.normalize("NFC", raw[a:b]), a, b) for a, b in stretches]
    return found


def _one_script(word: str) -> str:
    """A word with all its look-alikes in the script that has letters of its own in it, else in that of most."""
    latin, cyrillic = (len(letters.findall(word)) for letters in (_LATIN_LETTER, _CYRILLIC_LETTER))
    own_latin = latin - sum(ord(letter) in _TO_CYRILLIC for letter in word)
    own_cyrillic = cyrillic - sum(ord(letter) in _TO_LATIN for letter in word)
    if own_latin and own_cyrillic:
        return word  # two scripts on purpose, a trademark for one
    to_cyrillic = own_cyrillic or (not own_latin and cyrillic >= latin)
    return word.translate(_TO_CYRILLIC if to_cyrillic else _TO_LATIN)
