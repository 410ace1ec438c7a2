"""The real espeak-ng and opusenc; and what happens without them."""

import os
import time
from pathlib import Path

import pytest

from uarazom.cli import speaking

TEXT = {
    "en": "Air raid alert: Ash. Go to a shelter now. Air raid alert: Ash.",
    "uk": "Повітряна тривога: Ясен. Негайно йдіть в укриття. Повітряна тривога: Ясен.",
}

LONG = 60.0  # seconds: what is asked here is not how busy the machine is


def programs(folder: Path, **scripts: str) -> None:
    for name, script in scripts.items():
        path = folder / name.replace("_", "-")
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)


@pytest.mark.server
@pytest.mark.parametrize("language", ["en", "uk", "uk-UA", "de-CH"])
def test_a_text_is_spoken_into_a_small_file(language: str) -> None:
    text = TEXT.get(language.partition("-")[0], "Hochwasser in Bern.")
    sound = speaking.speak(text, language, LONG)
    assert sound is not None
    assert sound.startswith(b"OggS")
    assert b"OpusHead" in sound[:100]
    assert 5_000 < len(sound) < 60_000
    assert speaking.speak(text, language, LONG) == sound


@pytest.mark.server
@pytest.mark.parametrize(("text", "language"), [("", "en"), ("  ", "en"), (TEXT["en"], "qaa"), (TEXT["en"], "-v x")])
def test_what_cannot_be_spoken_is_none(text: str, language: str) -> None:
    assert speaking.speak(text, language) is None


def test_without_the_programs_it_is_none_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    began = time.monotonic()
    assert speaking.speak(TEXT["en"], "en") is None
    assert time.monotonic() - began < 0.5


VOICES = 'if [ "$1" = --voices ]; then printf "Pty Language\\n 5 en\\n"; exit; fi'


def test_it_is_heard_when_the_programs_do_their_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that those of the next test fail for their own reason."""
    programs(tmp_path, espeak_ng=f"{VOICES}\ncat", opusenc="cat")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert speaking.speak(TEXT["en"], "en", LONG) == TEXT["en"].encode()


@pytest.mark.parametrize(
    ("espeak", "opusenc"),
    [
        ("exec sleep 60", "cat"),  # a voice that never ends
        ("cat", "exec sleep 60"),
        ("exit 1", "cat"),
        ("cat >/dev/null", "cat"),  # no sound
        ("cat", "cat >/dev/null; exit 3"),
        ("cat", "cat >/dev/null; head -c 2000000 /dev/zero"),  # too large
    ],
)
def test_a_program_that_fails_or_hangs_never_delays(
    espeak: str, opusenc: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs(tmp_path, espeak_ng=f"{VOICES}\n{espeak}", opusenc=opusenc)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    began = time.monotonic()
    assert speaking.speak(TEXT["en"], "en", seconds_max=0.4) is None
    assert time.monotonic() - began < 1.5
