"""The program that speaks: Debian's espeak-ng, and opusenc to make its sound small (packages espeak-ng, opus-tools).

    speak("Air raid alert: Ash.", "en")         # an Ogg Opus file, about 3 kB a second; None when it cannot be had

Rules
1. A warning never waits for its sound: all of it has `SECONDS_MAX`, then the programs are ended, and it is None.
2. No program, no voice of that language, no sound, too large a file: None.
3. The text goes in by a pipe, never by the command line; the same text gives the same bytes, so that a preview and what
   is signed are one file.

The voice is asked by language and, where it has none for a region or script, by the language alone.
"""

import shutil
import subprocess
import time

from uarazom.verify.canon import is_language

SECONDS_MAX = 2.0
SOUND_BYTES_MAX = 2**20  # of the file: five minutes
WORDS_A_MINUTE = 150  # slower than talk: it is heard once
KBIT_A_SECOND = 24  # Opus, one voice
SERIAL = "1"  # of the Ogg stream; opusenc draws one by chance otherwise
MEDIA_TYPE = "audio/ogg"


def speak(text: str, language: str, seconds_max: float = SECONDS_MAX) -> bytes | None:
    """The text as an Ogg Opus file; None when it cannot be spoken in time."""
    espeak, opusenc = shutil.which("espeak-ng"), shutil.which("opusenc")
    if not text.strip() or not is_language(language) or espeak is None or opusenc is None:
        return None
    until = time.monotonic() + seconds_max
    voice = _voice(espeak, language, until)
    if voice is None:
        return None
    wave = _piped([espeak, "-v", voice, "-s", str(WORDS_A_MINUTE), "--stdin", "--stdout"], text.encode(), until)
    if not wave:
        return None
    small = ["--quiet", "--bitrate", str(KBIT_A_SECOND), "--serial", SERIAL, "--discard-comments", "-", "-"]
    sound = _piped([opusenc, *small], wave, until)
    return sound if sound and len(sound) <= SOUND_BYTES_MAX else None


def _voice(espeak: str, language: str, until: float) -> str | None:
    """The voice for a language tag; None when no voice speaks it."""
    answer = _piped([espeak, "--voices"], b"", until) or b""
    spoken = [line.split()[1] for line in answer.decode("utf-8", "replace").splitlines()[1:] if len(line.split()) > 1]
    asked, alone = language.lower(), language.partition("-")[0]
    if asked in spoken:
        return asked
    return alone if any(one.partition("-")[0] == alone for one in spoken) else None


def _piped(command: list[str], given: bytes, until: float) -> bytes | None:
    """What a program makes of what it is given, if it ends well and in time."""
    left = until - time.monotonic()
    if left <= 0:
        return None
    try:
        run = subprocess.run(command, input=given, capture_output=True, timeout=left, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 else None
