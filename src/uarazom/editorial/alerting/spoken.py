"""The text to speak: what somebody hears who cannot read the screen, once, from a loudspeaker, in noise.

    text(said)                      # "Air raid alert: Ash. Danger … Go to a shelter now. … Air raid alert: Ash."
    text(said, mark="EXERCISE")     # the mark before both headlines

Rules
1. Headline, description, instruction, and the headline again: who tuned in late still hears what it is about.
2. The mark of an exercise stands before both headlines.
3. At most `SPOKEN_MAX` characters: whole sentences of the description go first, then of the instruction; the first
   sentence of the instruction and the headlines stay.
4. Signs that a voice reads out or trips over are taken away; a slash becomes a comma.

Pure; the program that speaks is started elsewhere (`cli.speaking`). Specification: docs/formats/alert.md (`media`).
"""

import re
import unicodedata

from uarazom.editorial.alerting.events import Filled
from uarazom.editorial.alerting.proposal import marked

SPOKEN_MAX = 1_200  # characters: about a minute and a half
_END = re.compile(r"(?<=[.!?…։؟。])\s+")
_UNSPOKEN = frozenset({"So", "Sk", "Cf", "Co", "Cn", "Cc"})  # pictures, marks of direction, controls


def text(said: Filled, *, mark: str = "") -> str:
    """What is spoken of one message in one language."""
    headline = _sentence(marked(said.headline, mark) if mark else said.headline)
    description, instruction = _sentences(said.description), _sentences(said.instruction)
    while _length(headline, description, instruction) > SPOKEN_MAX and description:
        description.pop()
    while _length(headline, description, instruction) > SPOKEN_MAX and len(instruction) > 1:
        instruction.pop()
    return " ".join((headline, *description, *instruction, headline))


def _length(headline: str, *parts: list[str]) -> int:
    return 2 * len(headline) + sum(len(sentence) + 1 for part in parts for sentence in part)


def _sentences(said: str) -> list[str]:
    return [_sentence(one) for one in _END.split(_spoken(said)) if one]


def _sentence(said: str) -> str:
    """With a stop at its end, so that the voice makes a pause."""
    said = _spoken(said)
    return said if not said or said[-1] in ".!?…։؟。" else f"{said}."


def _spoken(said: str) -> str:
    """Rule 4."""
    kept = "".join(one if unicodedata.category(one) not in _UNSPOKEN or one.isspace() else " " for one in said)
    return " ".join(kept.replace(" / ", ", ").replace("/", ", ").split())
