"""One view of a text in which tricks and habits of typing do not hide anything, with the way back to the text itself.

What is folded away, character by character, so that every character knows where it came from:
1. invisible characters (fillers that count as letters too), soft hyphens, combining marks;
2. width, case, digits of other scripts, kinds of spaces, dashes, quotation marks and degree signs;
3. look-alike letters: Cyrillic and Greek letters that look like Latin ones become those.
Rules and texts are folded alike, so a rule is written in ordinary words.

    >>> fold("７２-га бригада").text
    '72-гa бpигaдa'          # the look-alikes are Latin now, in the rule too
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

TEXT_MAX = 1_048_576  # characters of one text; a words blob is at most 1 MiB
# Left: Cyrillic and Greek; right: the Latin letter (or its lower case) that a reader takes it for.
_LOOK_ALIKES = dict(zip("авекмнорстухіјѕԛԝһӏԁαβεικνορτυχ", "abekmhopctyxijsqwhldabeikvoptyx", strict=True))
_SPECIAL = {"º": "°", "˚": "°", "∘": "°", "′": "'", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "″": '"', "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-", "﹣": "-", "\n": "\n", "\t": " ", **dict.fromkeys("\u115f\u1160\u3164\uffa0", "")}  # fmt: skip # noqa: E501
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*")


@dataclass(frozen=True)
class Folded:
    """The folded text; `origin[i]` is the place in the original of the folded character i (one more for the end)."""

    text: str
    origin: tuple[int, ...]


@dataclass(frozen=True)
class Token:
    """A word (without its apostrophes) or a run of digits, and where it lies in the folded text; `joined`: nothing or
    one dash lies between it and the token before."""

    text: str
    start: int
    end: int
    joined: bool = False

    @property
    def is_number(self) -> bool:
        """Digits only."""
        return self.text[0].isdigit()


def fold(text: str) -> Folded:
    """The folded view of `text`; its length is bounded by whoever read the text in."""
    pieces: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        folded = _fold_character(character)
        pieces.append(folded)
        origin.extend([place] * len(folded))
    return Folded("".join(pieces), (*origin, len(text)))


def tokens(folded: str) -> tuple[Token, ...]:
    """The words and numbers of a folded text, in order."""
    found: list[Token] = []
    end = -1
    for match in _TOKEN.finditer(folded):
        joined = end >= 0 and folded[end : match.start()] in {"", "-"}
        found.append(Token(match.group().replace("'", ""), match.start(), match.end(), joined))
        end = match.end()
    return tuple(found)


def spelled_out(found: tuple[Token, ...]) -> tuple[Token, ...]:
    """The same with letters that stand alone drawn together ("б р и г а д а"); equal to `found` when there are none."""
    return tuple(_drawn_together(found))


def _drawn_together(found: tuple[Token, ...]) -> Iterator[Token]:
    run: list[Token] = []
    for token in found:
        if len(token.text) == 1 and not token.is_number and (not run or token.start - run[-1].end <= 2):
            run.append(token)
            continue
        yield from _closed(run)
        run = []
        yield token
    yield from _closed(run)


def _closed(run: list[Token]) -> list[Token]:
    """Three letters or more are a word; two may well be two initials."""
    if len(run) < 3:
        return run
    return [Token("".join(t.text for t in run), run[0].start, run[-1].end)]


@lru_cache(maxsize=16_384)
def _fold_character(character: str) -> str:
    if character in _SPECIAL:
        return _SPECIAL[character]
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Mn", "Me", "Cs", "Co", "Cn"}:
        return ""
    if category == "Pd":
        return "-"
    if category in {"Zs", "Zl", "Zp"}:
        return " " if category == "Zs" else "\n"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    decomposed = unicodedata.normalize("NFKD", character).casefold()
    kept = (c for c in unicodedata.normalize("NFKD", decomposed) if unicodedata.category(c) != "Mn")
    return "".join(_LOOK_ALIKES.get(c, c) for c in kept)
