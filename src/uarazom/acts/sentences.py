"""Where sentences begin: the places of a text that can be linked and picked. The same for ever, in every language.

>>> [text[a:b] for text in ["Ні. Нам кажуть, що 16 лютого (так!) стане днем нападу."] for a, b in sentences(text)]
['Ні.', 'Нам кажуть, що 16 лютого (так!) стане днем нападу.']

Rules, in order; they are golden vectors (docs/formats/vectors/sentences.json), because links to these places are out in
the world. What is signed is never a sentence's number but code points and a digest (`verify.extract`).
1. A line feed ends a sentence.
2. So does a run of . ! ? … ؟ ۔ । with the marks that close right behind it, where a space follows and the next letter
   or digit, within `REACH` code points, is no small letter; after 。 ！ ？ no space is needed.
3. Not the full stop after a single letter, an initial, nor the one after a number that is all there is so far. Other
   abbreviations are not known here: one place too many misleads nobody, a list of words that changes would move places.
"""

import re
from collections.abc import Iterator

_END = re.compile(r"\n|([.!?…؟۔।]+|[。！？]+)[\"'”’»“)\]」』]*")
_WIDE = "。！？"
REACH = 16  # code points; a dash, a bullet and marks that open fit in, and the time stays linear
_SPACE = " \t\u00a0\u2009\u202f"
_NUMBER = re.compile(r"\s{0,4}\d{1,3}\.")
_INITIAL = re.compile(r"(?:^|[^\w])[^\W\d_]\.$")


def sentences(paragraph: str) -> tuple[tuple[int, int], ...]:
    """From the first to after the last code point of each sentence of one paragraph, spaces around it left out.

    What has no letter and no digit is no sentence."""
    return tuple(_sentences(paragraph))


def _sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(paragraph):
        if _ends(paragraph, start, match):
            yield from _trimmed(paragraph, start, match.end())
            start = match.end()
    yield from _trimmed(paragraph, start, len(paragraph))


def _ends(paragraph: str, start: int, match: re.Match[str]) -> bool:
    if match[0] == "\n":
        return True
    end = match.end()
    following = paragraph[end : end + 1]
    if match[0] == "." and _INITIAL.search(paragraph, max(0, match.start() - 2), end):
        return False
    if _NUMBER.fullmatch(paragraph, start, end):
        return False
    if following not in _SPACE and match[1][0] not in _WIDE:
        return False
    return not next((one for one in paragraph[end : end + REACH] if one.isalnum()), "").islower()


def _trimmed(paragraph: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = paragraph[start:end]
    if any(map(str.isalnum, words)):
        yield start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
