"""Speech after a dash, as Ukrainian and Russian print it: lines that begin with one, their narration cut out.

    — Ми переможемо, — сказав він. — Це точно.        speech, narration, speech

Rules, in order
1. A line that begins with a dash and a space, or a long dash and a capital letter, may be speech; so may a list.
2. A part after ", — " that has a word of speech within its first `CUE_REACH` characters, or begins with a verb, is
   narration; after "? — " one that begins with a small letter.
3. A line with narration is speech. Without any it is speech where it begins with a long dash and stands beside another
   such line, one of the two being a question: an interview; a short paragraph may lie between. Or where it is a whole
   sentence right beside a line that is speech.
4. After a word of speech and a colon, a dash and a capital letter, the rest of a line is speech.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from uarazom.quotes.language import Language
from uarazom.quotes.words import lower

NARRATION_MAX = 200  # characters of a paragraph between two lines of speech
ACTING_WORDS = 6  # of a narration inside the marks that has no word of speech
INSIDE_REACH = 25  # characters after the dash in which the word of speech stands inside the marks
CUE_REACH = 60  # characters: "— сказав журналістам у Києві президент"
_AFTER_COLON = re.compile(r"(?<=:)[ \t]([—–])[ \t]+(\S.*)$", re.MULTILINE)
_LINE = re.compile(r"^[ \t]*([—–―-])(?:[ \t]+|(?<=[—–―])(?=[^\W\d_a-zа-яіїєґё]))(\S.*)$", re.MULTILINE)
_INSIDE = re.compile(r"(?:[,!?…]|\.\.\.)\s*[—–-]\s+([^—–«»“”„\"\n]{3,80}?)[,.:]\s+[—–-]\s+")
_TURN = re.compile(r"(?<=[,.!?…»\"”])\s*[—–―-]\s+")


@dataclass(frozen=True, slots=True)
class Speech:
    """One stretch of speech."""

    start: int
    end: int


def speeches(text: str, spoken: Language | None) -> tuple[Speech, ...]:
    """Every stretch of speech after a dash, in order."""
    if spoken is None:
        return ()
    lines = list(_LINE.finditer(text))
    told = [_narrated(match, spoken) for match in lines]
    talk = _talk(lines, told)
    found = [_trimmed(text, *part) for parts, said in zip(told, talk, strict=True) if said for part in parts]
    found = [one for one in found if one.start < one.end]
    found += [_trimmed(text, *part) for match in _AFTER_COLON.finditer(text) for part in _led_to(match, spoken)]
    return tuple(sorted(found, key=lambda one: one.start))


def _talk(lines: list[re.Match[str]], told: list[list[tuple[int, int]]]) -> list[bool]:
    """Which lines are speech: by themselves, then those that answer one, down the page and up again."""
    talk = [len(told[number]) > 1 or (one[1] != "-" and _interview(lines, number)) for number, one in enumerate(lines)]
    for number in range(1, len(lines)):
        talk[number] = talk[number] or (talk[number - 1] and _answers(lines[number], lines[number - 1]))
    for number in range(len(lines) - 2, -1, -1):
        talk[number] = talk[number] or (talk[number + 1] and _answers(lines[number], lines[number + 1]))
    return talk


def _led_to(match: re.Match[str], spoken: Language) -> list[tuple[int, int]]:
    """The stretches of speech after "сказав: — ", unless a mark is open there."""
    lead = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    within = lead.lstrip()[:1] in ("—", "–", "―") or lead.count("«") > lead.count("»")
    if within or not match[2][:1].isupper() or not spoken.says.search(lower(lead[-CUE_REACH:])):
        return []
    return [part for part in _narrated(match, spoken) if part[0] < part[1]]


def _narrated(match: re.Match[str], spoken: Language) -> list[tuple[int, int]]:
    """The stretches of speech in the line; a narration at the end counts as a stretch of no length."""
    line, offset = match[2], match.start(2)
    turns = [(0, 0), *(turn.span() for turn in _TURN.finditer(line)), (len(line), len(line))]
    parts = [(a[1], b[0]) for a, b in pairwise(turns)]
    speech: list[tuple[int, int]] = []
    narrating = False
    for number, (start, end) in enumerate(parts):
        asked = line[max(0, start - 8) : start].rstrip(" \t—–―-")[-1:] in ("?", "!", "…")
        was, narrating = narrating, number > 0 and not narrating and _is_narration(line[start:end], spoken, asked=asked)
        if narrating:
            continue
        if number == 0 or was:
            speech.append((start + offset, end + offset))
        else:
            speech[-1] = (speech[-1][0], end + offset)
    if narrating:
        speech.append((offset + len(line), offset + len(line)))
    return speech


def _is_narration(part: str, spoken: Language, *, asked: bool) -> bool:
    """A word of speech near its beginning; any verb at its very beginning; after ? and ! a small letter is enough."""
    small = lower(part[:CUE_REACH])
    return spoken.says.search(small) is not None or (part[:1].islower() and (asked or _acts(small, spoken)))


def _acts(small: str, spoken: Language) -> bool:
    """Whether it begins with what somebody does: "знизує плечима сторож"."""
    verb = spoken.verbs.match(small)
    return verb is not None and not spoken.plural.fullmatch(verb[0]) and verb[0] not in spoken.modals | spoken.negations


def uninterrupted(text: str, start: int, end: int, spoken: Language | None) -> list[tuple[int, int]]:
    """What is said between two marks when the narration stands inside them: «A, – сказав він, – B»."""
    if spoken is None:
        return [(start, end)]
    parts, done = [], start
    for match in _INSIDE.finditer(text, start, end):
        small = lower(match[1])
        told = spoken.says.search(small[:INSIDE_REACH]) or (len(small.split()) <= ACTING_WORDS and _acts(small, spoken))
        if told and match.start() >= done:
            mark = text[match.start()]
            parts.append((done, match.start() + (0 if mark == "," else 3 if mark == "." else 1)))
            done = match.end()
    return [*parts, (done, end)]


def goes_on_after(text: str, place: int, end: int) -> bool:
    """Whether a narration stands between two dashes there, and words without a mark of their own follow it."""
    inside = _INSIDE.match(text, place, end)
    return inside is not None and text[inside.end() : inside.end() + 1].isalnum()


def _interview(lines: list[re.Match[str]], number: int) -> bool:
    """Whether a line stands beside another that begins with a dash, and one of them asks."""
    here = lines[number]
    for other in (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]):
        between = here.string[min(here.end(), other.end()) : max(here.start(), other.start())]
        if _beside(between) and other[1] != "-" and "?" in (here[2].rstrip()[-1], other[2].rstrip()[-1]):
            return True
    return False


def _answers(here: re.Match[str], there: re.Match[str]) -> bool:
    """Whether a whole sentence stands right beside a line of speech: they talk."""
    between = here.string[min(here.end(), there.end()) : max(here.start(), there.start())]
    whole = here[2][:1].isupper() and here[2].rstrip()[-1:] in ".?!…"
    return here[1] != "-" and not between.strip() and whole


def _beside(between: str) -> bool:
    """Whether nothing, or one short paragraph of narration, lies between two lines."""
    told = between.strip()
    return len(told) <= NARRATION_MAX and "\n" not in told and not told.endswith(":")


def _trimmed(text: str, start: int, end: int) -> Speech:
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Speech(start, end)
