"""What of a warning must be read, and in which order the rest may go: the ground under every channel.

    reading = read(alert, "en", mark="EXERCISE")
    reading.title           # "EXERCISE: Air raid alert: Ash": mark, event and place, whatever the headline leaves out
    reading.first           # "Go to a shelter now.": what to do first
    reading.fit(lambda text: len(text) <= 160)      # Shown(title, text, cut): as much as the channel holds

Rules
1. The mark of an exercise, the event, the place and what to do first are never cut. They stand first.
2. After them come whole sentences as long as there is room: the rest of the instruction, the description, who says so.
   Nothing that matters less stands in place of what was cut; `cut` names everything that is missing.
3. What ends a warning (a Cancel, an all-clear) is never headed by the event, as if it began: its own headline stands.
4. Where even 1 is too long for the channel, the places are as many names as fit and how many more ("+3"), and `cut`
   says `place`; then what to do first ends in "…" at a word, and `cut` says `first`. Event and mark stay.
5. What is said twice is said once: a headline that names event and place is the title as it is.

Specification: CAP 1.2, 3.2.2 (event, headline, description, instruction), 3.2.4 (areaDesc).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from uarazom.areas.regions import first_of
from uarazom.cap.model import Alert, Info

Room = Callable[[str], bool]  # whether a text fits into a channel

BETWEEN = " "
_END = re.compile(r"(?<=[.!?…։؟。])\s+")  # of a sentence
# Words that a full stop shortens, in the languages that the program brings texts in, and their neighbours: after one of
# these a sentence goes on. Too few of them cut a place in two; too many only make what is never cut longer.
_SHORTENED = frozenset(
    (
        "вул",
        "просп",
        "пров",
        "бульв",
        "пл",
        "буд",
        "обл",
        "р-н",
        "м",
        "с",
        "смт",
        "ст",
        "ім",
        "о",
        "р",
        "рр",
        "напр",
        "тел",
        "ул",
        "пр",
        "пер",
        "г",
        "д",
        "им",
        "st",
        "ave",
        "rd",
        "blvd",
        "mr",
        "mrs",
        "ms",
        "dr",
        "approx",
        "str",
        "nr",
        "z.b",
        "bzw",
        "ca",
        "bd",
        "av",
        "env",
        "ul",
        "al",
        "os",
    )
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one channel shows. `cut`: `rest`, `description`, `sender`; where nothing else helps, `place` and `first`."""

    title: str
    text: str
    cut: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Title and text as one."""
        return joined(self.title, self.text)


@dataclass(frozen=True, slots=True)
class Reading:
    """One warning in one language, taken apart by what matters first. `ends`: it says that a warning is over."""

    mark: str
    event: str
    places: tuple[str, ...]
    headline: str
    first: str
    rest: str
    description: str
    sender: str
    ends: bool = False

    @property
    def title(self) -> str:
        """Mark, event and place; the headline where it says all of it (rule 5)."""
        return next(self._titles())[0]

    def _titles(self) -> Iterator[tuple[str, bool]]:
        """Every title that would do, the best first, and whether it names all places: the headline makes way for the
        places, and then the places for each other."""
        around = [self._around()] if self.ends else [self._around(), (f"{self.event}: ", "")]
        for before, after in around:
            yield self._titled(before, ", ".join(self.places), after), True
        before, after = around[-1]
        for kept in range(len(self.places) - 1, 0, -1):
            yield self._titled(before, first_of(self.places, kept), after), False

    def _titled(self, before: str, place: str, after: str) -> str:
        return joined(f"{self.mark}:" if self.mark else "", f"{before}{place}{after}")

    def _around(self) -> tuple[str, str]:
        """What stands before and after the places: the headline's own words, with the event where they leave it out."""
        before, after = self.headline, None
        for kept in range(len(self.places), 0, -1):
            named = first_of(self.places, kept)
            if after is None and named in self.headline:
                before, _, after = self.headline.partition(named)
        before = before if after is not None else f"{before}: " if before else ""
        if not self.ends and self.event.casefold() not in self.headline.casefold():
            before = f"{self.event}: {before}"
        return before, after or ""

    def fit(self, room: Room, title_room: Room | None = None) -> Shown:
        """As much as `room` holds of title and text together; with `title_room`, of each by itself."""
        title, cut = self._fitting(title_room or (lambda text: room(joined(text, self.first))))
        inside = room if title_room else (lambda text: room(joined(title, text)))
        text, first_cut = self._begun(inside)
        cut += first_cut
        for name, part in (("rest", self.rest), ("description", self.description), ("sender", self.sender)):
            text, left = (text, bool(part)) if cut_off(cut) else longer(text, part, inside)
            cut += (name,) if left else ()
        return Shown(title, text, cut)

    def _fitting(self, room: Room) -> tuple[str, tuple[str, ...]]:
        """The best title that there is room for; the shortest where there is room for none."""
        titles = list(self._titles())
        title, whole = next((one for one in titles if room(one[0])), titles[-1])
        return title, () if whole else ("place",)

    def _begun(self, room: Room) -> tuple[str, tuple[str, ...]]:
        """Rule 3, of what to do first."""
        if room(self.first):
            return self.first, ()
        words = self.first.split(" ")
        for kept in range(len(words) - 1, 0, -1):
            if room(text := " ".join(words[:kept]) + "…"):
                return text, ("first",)
        return "", ("first",)


def read(alert: Alert, language: str, *, mark: str = "") -> Reading:
    """The reading of an alert in a language that it speaks; KeyError when it does not. `mark`: the register's, of an
    exercise alone: it is taken off the texts and stands once, first of all."""
    info = next((one for one in alert.infos if one.language == language), None)
    if info is None:
        raise KeyError(language)
    mark = mark if alert.status == "Exercise" else ""
    instruction, description = unmarked(info.instruction, mark), unmarked(info.description, mark)
    first, rest = divided(instruction or description)
    return Reading(
        mark=mark,
        event=one_line(info.event),
        places=tuple(_places(info)),
        headline=one_line(unmarked(info.headline, mark)),
        first=first,
        rest=rest,
        description=one_line(description) if instruction else "",
        sender=one_line(info.sender_name),
        ends=alert.msg_type == "Cancel" or "AllClear" in info.response_types,
    )


def _places(info: Info) -> Iterator[str]:
    for area in info.areas:
        yield from one_line(area.description).split(", ")


def unmarked(text: str, mark: str) -> str:
    """A text without the mark before it."""
    return text.removeprefix(mark).lstrip(": ") if mark else text


def one_line(text: str) -> str:
    """Line ends and runs of blanks made one blank."""
    return " ".join(text.split())


def divided(text: str) -> tuple[str, str]:
    """The first sentence, and the rest."""
    first, *rest = sentences(one_line(text)) or [""]
    return first, " ".join(rest)


def sentences(text: str) -> list[str]:
    """A text in one line by sentences; a word that is only shortened ends none."""
    found: list[str] = []
    for part in _END.split(text) if text else ():
        last = found[-1].rpartition(" ")[2].strip("(«“„\"'") if found else ""
        if last.endswith(".") and last[:-1].casefold() in _SHORTENED:
            found[-1] += " " + part
        else:
            found.append(part)
    return found


def longer(text: str, part: str, room: Room) -> tuple[str, bool]:
    """The text with as many sentences of a part as there is room for, and whether any is left."""
    for sentence in sentences(part):
        if not room(more := joined(text, sentence)):
            return text, True
        text = more
    return text, False


def cut_off(cut: tuple[str, ...]) -> bool:
    """Whether something is missing that whatever follows must not stand in for: all but places too many to name."""
    return bool(set(cut) - {"place"})


def joined(first: str, second: str) -> str:
    """Two texts with a blank between them; a title that ends in no sign gets a full stop before a sentence."""
    if not first or not second:
        return first or second
    return f"{first}{BETWEEN if first[-1] in '.!?…:' else '. '}{second}"
