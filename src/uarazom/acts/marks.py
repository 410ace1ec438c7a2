"""Whether a text bears a mark, however it is written: the mark of an exercise must not slip into a live warning.

    bears("нaвчaння – exercise: …", "НАВЧАННЯ / EXERCISE")     True: other case, Latin look-alikes, another dash
    bears("This is not an exercise.", "EXERCISE")               False: a word of the language, in its own case
    begins("EXERCISES are over", "EXERCISE")                    False: another word

Rules
1. Text and mark are folded (`folding`): what cannot be seen, width, case and look-alike letters hide nothing; of what
   is left letters and digits count, so that other signs or blanks between them hide nothing either.
2. The mark begins where a word begins and ends where one ends: `ÜBUNG` is not in `Ausübung`.
3. A mark of one word in capitals is only that in capitals: in lower case it is an ordinary word, and no warning is kept
   back for saying what it is not.
4. Where a mark must stand, it stands to the letter, at the head, and is a word of its own: nothing joins it.
"""

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

from uarazom.acts.folding import fold, tokens


def bears(text: str, mark: str) -> bool:
    """Whether the text has the mark anywhere."""
    wanted = [token.text for token in tokens(fold(mark).text)]
    if not wanted:
        return mark in text
    shouted = len(wanted) == 1 and mark == mark.upper()
    return any(not shouted or found == found.upper() for found in places(text, "".join(wanted)))


def begins(text: str, mark: str) -> bool:
    """Whether the text begins with the mark, to the letter, and goes on as another word."""
    following = text[len(mark) : len(mark) + 1]
    joined = following and (unicodedata.category(following)[0] in "LMN" or unicodedata.category(following) == "Cf")
    return text.startswith(mark) and not joined


def places(text: str, letters: str) -> Iterator[str]:
    """What of a text reads as these letters, as it is written there."""
    folded = fold(text)
    words = tokens(folded.text)
    joined, ends = "".join(word.text for word in words), list(accumulate(len(word.text) for word in words))
    begins = dict(zip([0, *ends], words, strict=False))
    closes = dict(zip(ends, words, strict=True))
    at = joined.find(letters)
    while at >= 0:
        if at in begins and at + len(letters) in closes:
            last = folded.origin[closes[at + len(letters)].end - 1] + 1
            yield text[folded.origin[begins[at].start] : last]
        at = joined.find(letters, at + 1)
