"""Numbers that name a person or an account: telephones, cards, accounts, documents, e-mail addresses.

Matching runs over the *compact* text: letters and digits alone, each with what stood before it. Spaces, dashes, dots
and brackets of up to `GAP_MAX` characters inside a number do not hide it; a letter that stands for a digit among digits
(O for 0, l for 1) does not either. A shape is written with `9` for any digit, `A` for any letter; other digits
and small letters stand for themselves; spaces in it are for the reader:
    "9999 9999 9999 9999"   any sixteen digits, however grouped
    "AA 999999"             two letters and six digits
A match begins and ends where a group begins and ends, so that a longer number is not cut to fit.

    >>> [found.name for found in detect(compact(fold("call +44 20 7946 0958")), ("phone",))]
    ['phone']
"""

import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

GAP_MAX = 3  # characters between two groups of one number
SHAPE_MAX = 40
PHONE_DIGITS = range(8, 16)  # E.164: at most 15; shorter than 8 is no international number
CARD_DIGITS = range(13, 20)  # ISO/IEC 7812
IBAN_LENGTHS = range(15, 35)  # ISO 13616
_SOFT = frozenset(" -.()_'\n\t")
_DOUBLED = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))
_SHAPE = frozenset("A" + string.digits + string.ascii_lowercase)
_STANDS_FOR = {"o": "0", "l": "1", "i": "1", "з": "3", "б": "6"}
_ALNUM = re.compile(r"[^\W_]")
_EMAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}(?: ?[\[(] ?at ?[\])] ?|@)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}"
)


@dataclass(frozen=True)
class Compact:
    """Letters and digits of a folded text; for each its place there, and what stood before it: nothing (0), a gap that
    a number may have (1), anything else (2); and whether a plus sign stood directly before it."""

    text: str
    places: tuple[int, ...]
    before: tuple[int, ...]
    plus: frozenset[int]


@dataclass(frozen=True)
class Span:
    """Something found: by which name, where in the folded text, and its letters and digits alone."""

    name: str
    start: int
    end: int
    text: str = ""


def compact(folded: str) -> Compact:
    """The compact view of a folded text."""
    characters: list[str] = []
    places: list[int] = []
    before: list[int] = []
    plus: set[int] = set()
    end = 0
    for match in _ALNUM.finditer(folded):
        gap = folded[end : match.start()]
        if gap.endswith("+"):
            plus.add(len(characters))
        characters.append(match.group())
        places.append(match.start())
        before.append(_width(gap) if len(places) > 1 else 2)
        end = match.end()
    return Compact("".join(characters), tuple(places), tuple(before), frozenset(plus))


def _width(gap: str) -> int:
    if not gap:
        return 0
    return 1 if len(gap) <= GAP_MAX and _SOFT.issuperset(gap) else 2


def with_digits_meant(view: Compact) -> Compact:
    """The same with letters that stand for digits among digits made digits."""
    made = list(view.text)
    for place, letter in enumerate(view.text):
        if letter in _STANDS_FOR and _touches_digit(view, place):
            made[place] = _STANDS_FOR[letter]
    return Compact("".join(made), view.places, view.before, view.plus)


def _touches_digit(view: Compact, place: int) -> bool:
    left = place > 0 and view.before[place] == 0 and view.text[place - 1].isdigit()
    after = place + 1
    right = after < len(view.text) and view.before[after] == 0 and view.text[after].isdigit()
    return left or right


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def compile_shape(written: str) -> str:
    """The shape without its spaces; ValueError says what is wrong with it."""
    shape = written.replace(" ", "")
    if not 4 <= len(shape) <= SHAPE_MAX or not _SHAPE.issuperset(shape):
        raise ValueError(f"4 to {SHAPE_MAX} of digits, A and small Latin letters, got {written[:60]!r}")
    if "9" not in shape:
        raise ValueError(f"a shape with a 9, any digit, in it, got {written[:60]!r}: words belong under `words`")
    return shape


def find_shape(view: Compact, shape: str) -> Iterator[Span]:
    """Every place where the shape fits, from group beginning to group end."""
    size = len(shape)
    for start in range(len(view.text) - size + 1):
        if _fits(view, shape, start) and _begins(view, start) and _ends(view, start + size):
            yield Span(shape, view.places[start], view.places[start + size - 1] + 1, view.text[start : start + size])


def _fits(view: Compact, shape: str, start: int) -> bool:
    for offset, wanted in enumerate(shape):
        place = start + offset
        character = view.text[place]
        if offset and view.before[place] > 1:
            return False
        if not (
            character.isdigit() if wanted == "9" else character.isalpha() if wanted == "A" else character == wanted
        ):
            return False
    return True


def _begins(view: Compact, place: int) -> bool:
    """A group begins here: a gap, or letters turn into digits."""
    return place == 0 or view.before[place] > 0 or view.text[place].isdigit() != view.text[place - 1].isdigit()


def _ends(view: Compact, place: int) -> bool:
    return place == len(view.text) or _begins(view, place)


# ── detectors that no country owns ───────────────────────────────────────────────────────────────────────────────────
def detect(view: Compact, names: tuple[str, ...]) -> Iterator[Span]:
    """Everything that the named detectors find."""
    for name in names:
        for start, end in DETECTORS[name](view):
            yield Span(name, view.places[start], view.places[end - 1] + 1, view.text[start:end])


def find_email(folded: str) -> Iterator[Span]:
    """Addresses, "name (at) example.org" too."""
    for match in _EMAIL.finditer(folded):
        yield Span("email", match.start(), match.end())


def _runs(view: Compact, takes: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Stretches of characters of one sort with nothing but soft gaps inside."""
    start = None
    for place, character in enumerate(view.text):
        if start is not None and (not takes(character) or view.before[place] > 1 or place in view.plus):
            yield start, place
            start = None
        if start is None and takes(character):
            start = place
    if start is not None:
        yield start, len(view.text)


def _windows(view: Compact, run: tuple[int, int], lengths: range) -> Iterator[tuple[int, int]]:
    """Whole groups of a run that together have one of these lengths; the longest first from each beginning."""
    start, end = run
    for first in range(start, end - lengths.start + 1):
        if not _begins(view, first):
            continue
        for length in reversed(lengths):
            if first + length <= end and (first + length == end or view.before[first + length] > 0):
                yield first, first + length


def _phones(view: Compact) -> Iterator[tuple[int, int]]:
    """International numbers: a plus or 00, then 8 to 15 digits."""
    for start, end in _runs(view, str.isdigit):
        if start in view.plus:
            first = start
        elif view.text.startswith("00", start):
            first = start + 2
        else:
            continue
        for length in reversed(PHONE_DIGITS):
            if first + length <= end and (first + length == end or view.before[first + length] > 0):
                yield start, first + length
                break


def _cards(view: Compact) -> Iterator[tuple[int, int]]:
    """Payment cards: 13 to 19 digits whose check digit is right."""
    for run in _runs(view, str.isdigit):
        after = 0
        for start, end in _windows(view, run, CARD_DIGITS):
            if start >= after and is_luhn(view.text[start:end]):
                yield start, end
                after = end


def _ibans(view: Compact) -> Iterator[tuple[int, int]]:
    """Bank accounts of ISO 13616 whose check digits are right, in one piece or in groups of four: other words that
    happen to add up are no account."""
    for run in _runs(view, str.isalnum):
        for start, end in _windows(view, run, IBAN_LENGTHS):
            grouped = all((place - start) % 4 == 0 for place in range(start + 1, end) if view.before[place])
            if grouped and is_iban(view.text[start:end]):
                yield start, end
                break


def is_luhn(digits: str) -> bool:
    """The check digit of payment cards (ISO/IEC 7812-1, annex B); a row of zeros is nobody's card."""
    total = sum(map(int, digits[::-2])) + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))
    return total % 10 == 0 and digits.strip("0") != ""


def is_iban(text: str) -> bool:
    """Two letters, two check digits, mod 97 equal to 1 (ISO 13616)."""
    if not (text[:2].isalpha() and text[2:4].isdigit() and text.isascii() and text.isalnum()):
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


DETECTORS: dict[str, Callable[[Compact], Iterator[tuple[int, int]]]] = {
    "phone": _phones,
    "card": _cards,
    "iban": _ibans,
}
