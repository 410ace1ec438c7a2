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
from functools import lru_cache
from itertools import islice

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
_DIGITS = re.compile("[0-9]+")
_BESIDE_DIGIT = re.compile("(?<=[0-9])[" + "".join(_STANDS_FOR) + "]|[" + "".join(_STANDS_FOR) + "](?=[0-9])")
_IBAN_BEGINS = re.compile("(?=[a-z]{2}[0-9]{2})")
_AT = re.compile(r"[\[(] ?at")
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
    """The compact view of a folded text; empty when there is no digit in it, since every number has one."""
    if _DIGITS.search(folded) is None:
        return Compact("", (), (), frozenset())
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
    """The same with letters that stand for digits among digits made digits; the same object when there are none."""
    places = [match.start() for match in _BESIDE_DIGIT.finditer(view.text) if _touches_digit(view, match.start())]
    if not places:
        return view
    made = list(view.text)
    for place in places:
        made[place] = _STANDS_FOR[made[place]]
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
    for match in _pattern(shape).finditer(view.text):
        start, end = match.start(), match.start() + size
        if _begins(view, start) and _ends(view, end) and max(view.before[start + 1 : end]) <= 1:
            yield _span(view, shape, start, end)


@lru_cache(maxsize=2_048)
def _pattern(shape: str) -> re.Pattern[str]:
    """Of one length and with one way to match; looking ahead, so that matches may overlap."""
    return re.compile("(?=" + "".join({"9": "[0-9]", "A": r"[^\W\d_]"}.get(c, c) for c in shape) + ")")


def _span(view: Compact, name: str, start: int, end: int) -> Span:
    return Span(name, view.places[start], view.places[end - 1] + 1, view.text[start:end])


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
            yield _span(view, name, start, end)


def find_email(folded: str) -> Iterator[Span]:
    """Addresses, "name (at) example.org" too."""
    if "@" not in folded and _AT.search(folded) is None:
        return
    for match in _EMAIL.finditer(folded):
        yield Span("email", match.start(), match.end())


def _runs(view: Compact) -> Iterator[tuple[int, int]]:
    """Stretches of digits with nothing but soft gaps inside."""
    for match in _DIGITS.finditer(view.text):
        start = match.start()
        for place in range(start + 1, match.end()):
            if view.before[place] > 1 or place in view.plus:
                yield start, place
                start = place
        yield start, match.end()


def _windows(view: Compact, start: int, end: int, lengths: range) -> Iterator[int]:
    """The ends of whole groups at which what begins at `start` has one of these lengths; the longest first."""
    for length in reversed(lengths):
        if start + length <= end and (start + length == end or view.before[start + length] > 0):
            yield start + length


def _phones(view: Compact) -> Iterator[tuple[int, int]]:
    """International numbers: a plus or 00, then 8 to 15 digits."""
    for start, end in _runs(view):
        if start in view.plus or view.text.startswith("00", start):
            first = start if start in view.plus else start + 2
            yield from ((start, last) for last in islice(_windows(view, first, end, PHONE_DIGITS), 1))


def _cards(view: Compact) -> Iterator[tuple[int, int]]:
    """Payment cards: 13 to 19 digits whose check digit is right."""
    for start, end in _runs(view):
        after = start
        for first in range(start, end - CARD_DIGITS.start + 1):
            if first < after or not _begins(view, first):
                continue
            last = next((w for w in _windows(view, first, end, CARD_DIGITS) if is_luhn(view.text[first:w])), None)
            if last:
                yield first, last
                after = last


def _ibans(view: Compact) -> Iterator[tuple[int, int]]:
    """Bank accounts of ISO 13616 whose check digits are right, in one piece or in groups of four: other words that
    happen to add up are no account."""
    for match in _IBAN_BEGINS.finditer(view.text):
        start = match.start()
        if _begins(view, start) and not any(view.before[start + 1 : start + 4]):
            end = min(len(view.text), start + IBAN_LENGTHS.stop - 1)
            ends = (last for last in _windows(view, start, end, IBAN_LENGTHS) if _is_account(view, start, last))
            yield from ((start, last) for last in islice(ends, 1))


def _is_account(view: Compact, start: int, end: int) -> bool:
    gaps = ((place - start, view.before[place]) for place in range(start + 1, end) if view.before[place])
    at_fours = all(gap == 1 and offset % 4 == 0 for offset, gap in gaps)
    ends_there = end == len(view.text) or view.before[end] > 0
    return at_fours and ends_there and is_iban(view.text[start:end])


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
