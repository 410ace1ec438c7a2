"""What kind of quotation it is: `quotation`, `partial`, `scare`, `title` or `gloss`.

Rules, in order
1. Speech after a dash is a quotation.
2. A few words right after "means", "the word", "тобто" are a gloss; after "so-called", «так званий», scare quotes.
3. A few words that begin with a capital and no cue of speech lead to are a title: after what has titles (a newspaper, a
   film, an operation), or where they are all capitals.
4. Introduced by a colon or a comma, or at the head of its sentence, it is a quotation where anybody is said to speak or
   it is long; a few words that nobody said are scare quotes.
5. What is part of the article's own sentence is partial.
"""

import re
from collections.abc import Sequence

from uarazom.quotes.frame import HIDDEN, NAMED, Stretch
from uarazom.quotes.language import Language
from uarazom.quotes.marks import Span
from uarazom.quotes.words import lower

KINDS = ("quotation", "partial", "scare", "title", "gloss")
CHECKED = ("quotation", "partial")  # what is compared with the record
TITLE_WORDS, SCARE_WORDS, GLOSS_WORDS, PARTIAL_WORDS = 7, 4, 8, 12
NEAR = 40  # characters before the mark in which "so-called" counts
CUE_NEAR = 25  # characters before the mark in which a word of speech makes it no name: "called it “The”"
GLOSS_GAP = 3  # characters between "means" and the words: a space and the mark
_ALONE = re.compile(r"[\"'”’»“]?(?:[.,](?=\s|$)|\s*(?:\n|$)|\s+[«“„\"‘])")
_MARKS = " \"'«“„‘([-"


def kind_of(text: str, span: Span, before: Stretch, spoken: Language | None, *, cued: bool) -> str:
    """The kind of one quotation; `cued`: a word of speech belongs to it."""
    inside = text[span.start : span.end]
    if spoken is None or span.mark == "—":
        return "quotation"
    count, near = len(inside.split()), before.folded[-NEAR:]
    alone = _is_empty(before.folded) and _ALONE.match(text, span.end) is not None
    led = cued and before.folded.rstrip(_MARKS).endswith(":")
    if (
        not led
        and count <= GLOSS_WORDS
        and (gloss := _last(spoken.gloss, near))
        and len(near) - gloss.end() <= GLOSS_GAP
    ):
        return "gloss"
    if count <= SCARE_WORDS and _last(spoken.so_called, near):
        return "scare"
    if alone and inside[:1].isupper():
        return "quotation"
    if count <= TITLE_WORDS and _is_employer(text, span, before.folded, spoken):
        return "title"
    if count <= TITLE_WORDS and _is_titled(before.folded, inside, spoken, cued=cued):
        return "title"
    return _said(before.folded, inside, count, cued=cued)


def titles(text: str, spans: Sequence[Span], spoken: Language | None) -> frozenset[int]:
    """The numbers of those that name something, as far as can be told before anybody is said to speak."""
    found, done = set(), 0
    for number, span in enumerate(spans):
        start = max(done, text.rfind("\n", 0, span.start) + 1, span.start - 1 - NEAR)
        before = Stretch(start, span.start - 1, lower(text[start : span.start - 1]))
        cued = spoken is not None and spoken.says.search(before.folded[-CUE_NEAR:]) is not None
        if span.closed and kind_of(text, span, before, spoken, cued=cued) == "title":
            found.add(number)
        done = span.end
    return frozenset(found)


def _said(before: str, inside: str, count: int, *, cued: bool) -> str:
    introduced = _is_empty(before) or before.rstrip(_MARKS).endswith((":", ","))
    colon = before.rstrip(_MARKS).endswith(":")
    whole = introduced and inside[:1].isupper() and (colon or inside[-1:] in ".!?…")
    if count <= SCARE_WORDS and not cued and not whole and inside[-1:] not in "!?":
        return "scare"
    if introduced:
        return "quotation"
    return "partial" if inside[:1].islower() or count <= PARTIAL_WORDS else "quotation"


def _is_titled(before: str, inside: str, spoken: Language, *, cued: bool) -> bool:
    """Whether these few words are the name of something."""
    if not inside[:1].isupper() or inside[-1:] in ".!?…,":
        return False
    if before.rstrip(_MARKS).endswith(":") and cued:
        return False
    named = _last(spoken.named, before)
    if named and len(before[named.end() :].split()) <= 2:
        return True
    capitals = [word[:1].isupper() for word in inside.split() if len(word) > 3]
    name = len(capitals) > 1 and all(capitals)
    near = not name and spoken.says.search(before[-CUE_NEAR:]) is not None
    if (cued and (near or _is_empty(before))) or before.rstrip(_MARKS).endswith((":", ",")):
        return False
    if spoken.script == "latin":
        return bool(capitals) and all(capitals) and len(inside.split()) > 1
    return len(inside.split()) <= 3


def _is_employer(text: str, span: Span, before: str, spoken: Language) -> bool:
    """Whether it stands between a word for what somebody is, or is of, and a name: «директор «Воды» Петр Яр»."""
    last = before.rstrip(_MARKS).rpartition(" ")[2]
    role = any(some.fullmatch(last) for some in (spoken.titles, spoken.professions, spoken.quoting))
    if spoken.script != "latin" and last.isalpha() and last not in spoken.that and not spoken.says.fullmatch(last):
        role = True
    follows = text[span.end + 1 : span.end + 3]
    return bool(role) and text[span.start].isupper() and follows[:1] == " " and follows[1:].isupper()


def _is_empty(before: str) -> bool:
    """Whether no word stands before: a bullet, a sign, the number of a list are none."""
    return not any(sign.isalpha() or sign in (HIDDEN, NAMED) for sign in before)


def _last(pattern: re.Pattern[str], folded: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(folded):
        found = match
    return found
