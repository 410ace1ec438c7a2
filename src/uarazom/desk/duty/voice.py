"""The spoken texts of a message: made before anything is written, within a bound; without them it goes out as well.

Rules
1. It is spoken outside of every transaction: meanwhile nobody waits for the one write lock.
2. All languages at once, and all of it within ``DeskSettings.speak_seconds``: a language that is late, that fails, or
   whose file is too large is left out.
3. A sound is kept with the text that it speaks; a message names it only where it says that very text.

    sounds = spoken(said, exercise=False)       # said: language → Filled
    audio(sounds, said, exercise=False)         # editorial.alerting.proposal.Audio, for the composer
"""

import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from uarazom.desk.configure import current
from uarazom.desk.newsroom import newsroom
from uarazom.editorial.alerting import spoken as speech
from uarazom.editorial.alerting.events import Filled
from uarazom.editorial.alerting.proposal import Audio

log = logging.getLogger(__name__)

MEDIA_TYPE = "audio/ogg"
BYTES_MAX = 2**20  # of one file: five minutes
VOICES_MAX = 8  # languages that speak at once: each is a thread and its programs


@dataclass(frozen=True)
class Sound:
    """A file, and what it says."""

    language: str
    text: str
    content: bytes


def spoken(said: Mapping[str, Filled], *, exercise: bool) -> tuple[Sound, ...]:
    """Rules 1 and 2."""
    return _in_time(_texts(said, exercise=exercise))


def audio(sounds: tuple[Sound, ...], said: Mapping[str, Filled], *, exercise: bool) -> tuple[Audio, ...]:
    """Rule 3."""
    texts = _texts(said, exercise=exercise)
    return tuple(Audio(one.language, MEDIA_TYPE, one.content) for one in sounds if texts.get(one.language) == one.text)


def _texts(said: Mapping[str, Filled], *, exercise: bool) -> dict[str, str]:
    """What is spoken, in the languages that the message will have."""
    policy = newsroom().register().alerting
    mark = policy.exercise_mark if policy and exercise else ""
    full = {code: one for code, one in said.items() if one.headline.strip() and one.description.strip()}
    return {code: speech.text(one, mark=mark) for code, one in full.items()}


def _in_time(texts: Mapping[str, str]) -> tuple[Sound, ...]:
    """Each language in a thread; one that is late speaks to nobody, and its program ends by itself."""
    made: dict[str, bytes] = {}
    asked = list(texts.items())[:VOICES_MAX]
    threads = [threading.Thread(target=_speak, args=(code, text, made), daemon=True) for code, text in asked]
    until = time.monotonic() + current().speak_seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    there = dict(made)
    return tuple(Sound(code, text, there[code]) for code, text in asked if code in there)


def _speak(language: str, text: str, made: dict[str, bytes]) -> None:
    try:
        content = current().speak(text, language)
    except Exception as error:  # whatever ails the voice: no warning waits for it
        log.warning("no spoken text in %s: %s: %s", language, type(error).__name__, error)
        return
    if content and len(content) <= BYTES_MAX:
        made[language] = content
