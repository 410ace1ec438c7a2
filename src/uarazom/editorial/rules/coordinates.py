"""Places written as numbers, in every notation people paste, and how fine each one is.

What counts is the resolution in metres: a degree is about 111 km of latitude, a minute 1,850 m, a second 31 m, a
decimal place a tenth of the one before. A rule says from which resolution on it holds. Notations, over the folded text:
1. decimal degrees, `48.6512, 39.4301`, comma or point, with or without ° and directions, in links (`@48.6,39.4`,
   `ll=48.6,39.4`, `geo:48.6,39.4`), too; bare numbers need three decimals, or two inside the rule's `within` box;
2. degrees, minutes, seconds: `48°39'04"N 39°25'48"E`, `48 39 04 N 39 25 48 E`, `48°39.07' 39°25.8'`;
3. MGRS `37U DQ 12345 67890`; UTM `37U 412345 5389012`; a metric grid `X=5389012 Y=7412345`;
4. plus codes `8GX3JQ22+F7`, `JQ22+F7`; geohashes after the word; three words after `///`.
Every pattern is bounded and has one way to match, so the time is proportional to the text.

    >>> [(found.name, found.metres) for found in find("48.6512, 39.4301")]
    [('decimal', 11)]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

METRES_PER_DEGREE = 111_000
PAIR_GAP_MAX = 24  # characters between latitude and longitude: ", довгота: " and the like
_BETWEEN = re.compile(r"[^0-9]{1,24}")

# One number: sign, up to three digits, decimals; not a part of a longer number, a date or a version.
_DECIMAL = re.compile(
    r"(?<![0-9])(?:(?<![0-9]\.)-?[0-9]{1,3}\.[0-9]{1,15}(?!\.?[0-9])|(?<![0-9],)-?[0-9]{1,3},[0-9]{1,15}(?!,?[0-9]))"
)
_DMS = re.compile(
    r"(?<![0-9.,])[0-9]{1,3} ?(?:°|d|deg) ?[0-9]{1,2}(?P<minute>[.,][0-9]{1,9})? ?'"
    r"(?: ?(?P<second>[0-9]{1,2}(?P<fraction>[.,][0-9]{1,9})?)(?! ?[0-9°]) ?(?:\"|'')?)?"
)
_DMS_BARE = re.compile(
    r"(?<![0-9.,])[0-9]{1,3}[ -][0-5]?[0-9][ -][0-5]?[0-9](?P<fraction>[.,][0-9]{1,9})? ?[nsewпзсюв](?![^\W_])"
)
_MGRS = re.compile(r"(?<![^\W_])[0-9]{1,2} ?[c-hj-np-x] ?[a-hj-np-z]{2} ?(?P<digits>[0-9]{1,5} ?[0-9]{1,5})(?![^\W_])")
_UTM = re.compile(r"(?<![^\W_])[0-9]{1,2} ?[c-hj-np-x] ?[0-9]{6}(?:[.,][0-9]{1,3})?[ ,;me]{1,4}[0-9]{7}(?![0-9])")
_GRID = re.compile(r"(?<![^\W_])x ?[:=]? ?[0-9]{7}[ ,;]{1,4}y ?[:=]? ?[0-9]{7,8}(?![0-9])")
_PLUS = re.compile(r"(?<![^\W_])(?P<head>[2-9cfghjmpqrvwx]{2,8}0{0,6})\+(?P<tail>[2-9cfghjmpqrvwx]{2,7})?(?![^\W_]|\+)")
_GEOHASH = re.compile(r"geohash[ :=/]{1,3}(?P<code>[0-9b-hjkmnp-z]{4,12})(?![^\W_])")
_WORDS = re.compile(r"///[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}")
_MARKS = re.compile(r"[°@]|(?:^|[^\w])(?:geo|ll|q|lat|lon|lng|latitude|longitude|n|s|e|w)(?:[^\w]|$)")
_AROUND = 12  # characters before and after a pair in which a mark makes it coordinates
_GEOHASH_METRES = {4: 39_000, 5: 4_900, 6: 1_200, 7: 153, 8: 38}
_WHAT3WORDS_METRES = 3


@dataclass(frozen=True)
class Box:
    """A rectangle of degrees: inside it even two decimals are taken for a place."""

    south: int
    north: int
    west: int
    east: int

    def holds(self, one: float, other: float) -> bool:
        """Whether the pair lies inside, latitude first or last."""
        first, last = (one, other), (other, one)
        return any(self.south <= lat <= self.north and self.west <= lon <= self.east for lat, lon in (first, last))


@dataclass(frozen=True)
class Place:
    """A place found: its notation, where in the folded text, and its resolution in metres."""

    name: str
    start: int
    end: int
    metres: int


def find(folded: str, within: Box | None = None) -> Iterator[Place]:
    """Every place in a folded text, by notation."""
    yield from _decimal_pairs(folded, within)
    yield from _sexagesimal_pairs(folded)
    for pattern, name, metres in ((_UTM, "utm", 1), (_GRID, "grid", 1), (_WORDS, "three_words", _WHAT3WORDS_METRES)):
        yield from (Place(name, m.start(), m.end(), metres) for m in pattern.finditer(folded))
    yield from _mgrs(folded)
    yield from _plus_codes(folded)
    for match in _GEOHASH.finditer(folded):
        yield Place("geohash", match.start(), match.end(), _GEOHASH_METRES.get(len(match["code"]), 5))


# ── decimal degrees ──────────────────────────────────────────────────────────────────────────────────────────────────
def _decimal_pairs(folded: str, within: Box | None) -> Iterator[Place]:
    after = 0
    for one, other in pairwise(_DECIMAL.finditer(folded)):
        if one.start() >= after and _is_pair(folded, one, other, within):
            after = other.end()
            yield Place("decimal", one.start(), after, max(_metres_of(one.group()), _metres_of(other.group())))


def _is_pair(folded: str, one: re.Match[str], other: re.Match[str], within: Box | None) -> bool:
    between = folded[one.end() : other.start()]
    if not _BETWEEN.fullmatch(between):
        return False
    first, last = _degrees(one.group()), _degrees(other.group())
    if max(abs(first), abs(last)) > 180 or min(abs(first), abs(last)) > 90:
        return False
    around = folded[max(0, one.start() - _AROUND) : one.start()] + " " + between + " " + folded[other.end() :][:_AROUND]
    if _MARKS.search(around):
        return True
    places = min(_decimals(one.group()), _decimals(other.group()))
    if any(c.isalpha() for c in between):  # "latitude 48.6512 longitude 39.4301", in whatever language
        return places >= 4
    return places >= 3 or (places == 2 and within is not None and within.holds(first, last))


def _degrees(text: str) -> float:
    return float(text.replace(",", "."))


def _decimals(text: str) -> int:
    return len(text) - max(text.find("."), text.find(",")) - 1


def _metres_of(text: str) -> int:
    return _tenths(METRES_PER_DEGREE, _decimals(text))


def _tenths(metres: int, places: int) -> int:
    return max(1, metres // int(10**places))


# ── degrees, minutes, seconds ────────────────────────────────────────────────────────────────────────────────────────
def _sexagesimal_pairs(folded: str) -> Iterator[Place]:
    for pattern, fineness in ((_DMS, _dms_metres), (_DMS_BARE, _bare_metres)):
        after = 0
        for one, other in pairwise(pattern.finditer(folded)):
            if one.start() >= after and other.start() - one.end() <= PAIR_GAP_MAX:
                after = other.end()
                yield Place("sexagesimal", one.start(), after, max(fineness(one), fineness(other)))


def _dms_metres(match: re.Match[str]) -> int:
    if match["second"]:
        return _tenths(METRES_PER_DEGREE // 3600, len(match["fraction"] or ".") - 1)
    return _tenths(METRES_PER_DEGREE // 60, len(match["minute"] or ".") - 1)


def _bare_metres(match: re.Match[str]) -> int:
    return _tenths(METRES_PER_DEGREE // 3600, len(match["fraction"] or ".") - 1)


# ── grids and codes ──────────────────────────────────────────────────────────────────────────────────────────────────
def _mgrs(folded: str) -> Iterator[Place]:
    for match in _MGRS.finditer(folded):
        digits = match["digits"].replace(" ", "")
        if len(digits) % 2 == 0:
            yield Place("mgrs", match.start(), match.end(), 10 ** (5 - len(digits) // 2))


def _plus_codes(folded: str) -> Iterator[Place]:
    """A full code has eight before the plus, a short one two to six and needs what follows; digits alone are a sum."""
    for match in _PLUS.finditer(folded):
        head, tail = match["head"], match["tail"] or ""
        if len(head) % 2 or len(head) > 8 or (len(head) < 8 and not tail) or not any(c.isalpha() for c in head + tail):
            continue
        yield Place("plus_code", match.start(), match.end(), _plus_metres(head, tail))


def _plus_metres(head: str, tail: str) -> int:
    """Pairs halve their step by 20 (Open Location Code, "Specification"); padding zeros take it back."""
    pairs = len(head.rstrip("0")) // 2 if len(head) == 8 else 4
    if tail:
        return 14 if len(tail) == 2 else 3
    return {1: 2_220_000, 2: 111_000, 3: 5_550, 4: 278}.get(pairs, 278)
