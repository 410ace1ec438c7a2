"""What the quotations around one tell of its speaker, when the words beside it do not.

    settled(text, [Turn(attributed, told), …])      the same, more of them with a speaker

Rules, in order
1. Paragraphs that each begin with a quotation, one after another, are turns of a talk: where the words beside some of
   them name two speakers, or after a dash at all, those an even number of turns away are of the same speaker.
2. Quotations with nothing but their marks between them are of one speaker: whoever the last is told to be of.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from uarazom.quotes.kinds import CHECKED
from uarazom.quotes.reading import Attributed

TURN = 0.7  # how sure a speaker is who is told by the order of turns
_GAP = re.compile(r"[\"'«»“”„‘’,.\s]*")
_LEAD = re.compile(r"[ \t]*(?:[—–―-][ \t]*)?[\"'«“„‘]?")


@dataclass(frozen=True, slots=True)
class Turn:
    """A quotation as it was attributed; `told`: by words of its own, not by the quotation before it."""

    one: Attributed
    told: bool


def settled(text: str, turns: Sequence[Turn]) -> tuple[Attributed, ...]:
    """The quotations, in order."""
    found = [turn.one for turn in turns]
    for talk in _talks(text, turns):
        for number, speaker in _by_turns(talk, turns):
            found[number] = _spoken_by(found[number], speaker)
    for number in range(len(found) - 2, -1, -1):
        this, following = found[number], found[number + 1]
        gap = text[this.span.end : following.span.start]
        if _is_unclear(this) and this.cue is None and following.person and "\n" not in gap and _GAP.fullmatch(gap):
            found[number] = _spoken_by(this, following)
    return tuple(found)


def _talks(text: str, turns: Sequence[Turn]) -> Iterator[list[list[int]]]:
    """Runs of paragraphs that begin with a quotation, each the numbers of those in it."""
    talk: list[list[int]] = []
    line_end = -1
    for number, turn in enumerate(turns):
        start = turn.one.span.start
        line = text.rfind("\n", 0, start) + 1
        if line < line_end and talk:
            talk[-1].append(number)
            continue
        leads = _LEAD.fullmatch(text, line, start) is not None
        if not leads or not talk or text[line_end:line].strip():
            yield talk
            talk = []
        if leads:
            talk.append([number])
        line_end = text.find("\n", turn.one.span.end)
        line_end = len(text) if line_end < 0 else line_end
    yield talk


def _by_turns(talk: list[list[int]], turns: Sequence[Turn]) -> Iterator[tuple[int, Attributed | None]]:
    """Whom the order of turns gives those that no words of their own tell; None: not whom it seemed."""
    told = [[turns[number].one for number in line if turns[number].told] for line in talk]
    sides = [
        {one.person or one.name: one for line in told[side::2] for one in line if _is_clear(one)} for side in (0, 1)
    ]
    dashes = bool(talk) and turns[talk[0][0]].one.span.mark == "—"
    if len(talk) < 2 or (not dashes and not (sides[0] and sides[1])) or sides[0].keys() & sides[1].keys():
        return
    for step, line in enumerate(talk):
        side = sides[step % 2]
        for number in line:
            turn = turns[number]
            if not turn.told and turn.one.cue is None and not told[step]:
                yield number, next(iter(side.values())) if len(side) == 1 else None


def _spoken_by(one: Attributed, other: Attributed | None) -> Attributed:
    if other is None or one.kind not in CHECKED:
        return replace(one, person=None, name=None, confidence=0.0, speaker_span=None)
    sure = min(TURN, other.confidence)
    return replace(one, person=other.person, name=other.name, confidence=sure, speaker_span=other.speaker_span)


def _is_clear(one: Attributed) -> bool:
    return one.person is not None or one.name is not None


def _is_unclear(one: Attributed) -> bool:
    return not _is_clear(one) and one.kind in CHECKED
