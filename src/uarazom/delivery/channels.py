"""The channels: how much each holds, and what a warning reads like in it.

    reading = read(alert, "en", mark=mark)
    notification(reading)       # Shown(title, text, cut)
    sms(reading).segments       # as they are charged and sent
    lower_third(reading).lines  # on television
    cell_broadcast(reading)     # pages of 82 octets

Where the numbers are from. A text message has 140 octets, 6 of which say what part of several it is (3GPP TS 23.040,
9.2.3.24.1): 160 or 153 septets, 70 or 67 units of UCS-2. A cell broadcast has at most 15 pages of 82 octets (TS 23.041,
9.4.2.2.5, CB Data): 93 septets as they are packed for it (TS 23.038, 6.1.2.2) or 41 units of UCS-2 a page, 1,395 or 615
in all. A line of a lower third is one of teletext subtitles (37 characters, BBC subtitle guidelines). For notifications
there is no standard: what locked phones show.
"""

from dataclasses import dataclass

from uarazom.delivery.alphabet import GSM7, Alphabet, alphabet_of
from uarazom.delivery.reading import Reading, Room, Shown

NOTIFICATION_TITLE_MAX = 65
NOTIFICATION_TEXT_MAX = 240
SEGMENTS_MAX = 4  # of one text message: more come late, one by one, and cost as many
LINE_MAX = 37
TEXT_LINES = 2
PAGES_MAX = 15
_SINGLE = {"GSM-7": 160, "UCS-2": 70}
_PART = {"GSM-7": 153, "UCS-2": 67}
_PAGE = {"GSM-7": 93, "UCS-2": 41}


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message as it is sent: `units` of its alphabet in all, and the text of each segment."""

    shown: Shown
    alphabet: str
    units: int
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LowerThird:
    """What stands over a picture: a label and at most two lines below it; `shown` is the same as one text."""

    shown: Shown
    label: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellBroadcast:
    """A cell broadcast: `units` of its alphabet in all, of at most `units_max`, and the text of each page."""

    shown: Shown
    alphabet: str
    units: int
    units_max: int
    pages: tuple[str, ...]


def notification(reading: Reading) -> Shown:
    """On a phone that is locked."""
    return reading.fit(
        lambda text: len(text) <= NOTIFICATION_TEXT_MAX, title_room=lambda text: len(text) <= NOTIFICATION_TITLE_MAX
    )


def sms(reading: Reading, segments_max: int = SEGMENTS_MAX) -> Sms:
    """In one text message, or a few that belong together."""
    shown = reading.fit(lambda text: len(segments(text)) <= segments_max)
    alphabet = alphabet_of(shown.whole)
    return Sms(shown, alphabet.name, alphabet.size(shown.whole), segments(shown.whole))


def segments(text: str) -> tuple[str, ...]:
    """How a text is divided into messages."""
    alphabet = alphabet_of(text)
    if alphabet.size(text) <= _SINGLE[alphabet.name]:
        return (text,)
    return alphabet.pages(text, _PART[alphabet.name])


def cell_broadcast(reading: Reading) -> CellBroadcast:
    """To every phone in the cells, without a list of any."""
    shown = reading.fit(_fits_pages)
    alphabet = alphabet_of(shown.whole)
    page = _PAGE[alphabet.name]
    return CellBroadcast(
        shown, alphabet.name, alphabet.size(shown.whole), page * PAGES_MAX, alphabet.pages(shown.whole, page)
    )


def _fits_pages(text: str) -> bool:
    alphabet: Alphabet = alphabet_of(text)
    return len(alphabet.pages(text, _PAGE[alphabet.name])) <= PAGES_MAX


def lower_third(reading: Reading) -> LowerThird:
    """On television: event and place above, what to do below, in lines that are read at a glance."""
    shown = reading.fit(_fits(TEXT_LINES), title_room=_fits(TEXT_LINES))
    return LowerThird(shown, lines(shown.title), lines(shown.text))


def _fits(most: int) -> Room:
    return lambda text: len(lines(text)) <= most and all(len(line) <= LINE_MAX for line in lines(text))


def lines(text: str) -> tuple[str, ...]:
    """Words into lines of at most `LINE_MAX` characters; a word that is longer has a line of its own."""
    found: list[str] = []
    for word in text.split():
        if found and len(found[-1]) + 1 + len(word) <= LINE_MAX:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return tuple(found)


assert GSM7.units is not None and len(GSM7.units) == 127 + 10  # noqa: S101, PT018 - TS 23.038: 128 places, one escapes
