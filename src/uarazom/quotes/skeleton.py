"""A name as it is compared, in any script and case: skeleton("Зеленського") is skeleton("Zelenskyy's").

Rule: romanised, with what transliterations differ in made one (y, i, yi, ii; g and h; ts and c; ye and e), without the
ending of its case and without its last vowels.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from uarazom.quotes.language import codes, language
from uarazom.quotes.words import lower

_SAME = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ck", "k"), ("ph", "f"),
    ("x", "ks"), ("w", "v"),
    ("g", "h"), ("yo", "e"), ("jo", "e"), ("ye", "e"), ("je", "e"), ("ie", "e"), ("y", "i"), ("j", "i"), ("q", "k"),
)  # fmt: skip


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """A name without what transliterations and cases differ in."""
    small = lower(word).replace("'s", "").replace("'", "").replace("-", "")
    small = _uncased(small)
    plain = "".join(_romanised().get(letter, letter) for letter in small)
    for written, one in _SAME:
        plain = plain.replace(written, one)
    plain = re.sub(r"(.)\1+", r"\1", plain)
    return plain.rstrip("aeiou") if len(plain.rstrip("aeiou")) >= 2 else plain


def _uncased(small: str) -> str:
    for code in codes():
        one = language(code)
        if small[-1:] in one.romanised:
            ending = next((e for e in one.name_endings if small.endswith(e) and len(small) - len(e) >= 3), "")
            return small[: len(small) - len(ending)]
    return small


@lru_cache(maxsize=1)
def _romanised() -> Mapping[str, str]:
    return {letter: latin for code in codes() for letter, latin in language(code).romanised.items()}
