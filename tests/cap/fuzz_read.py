"""Fuzzing of everything that touches foreign CAP bytes, with atheris: a program of its own.

    make fuzz                                                       # ten minutes
    python tests/cap/fuzz_read.py -max_total_time=60 var/fuzz/cap   # libFuzzer's options, then its corpus

What must hold of any bytes: they are refused with a `CapRefused`, or read; what was read has a standing, is checked,
and, where CAP can say it, prints and reads back equal. Anything else is a find, and libFuzzer writes the bytes down.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["uarazom.cap"]):
    from uarazom.cap import check, lifecycle, read, serialise, signature
    from uarazom.cap.errors import BadAlert, CapRefused

MESSAGES = Path(__file__).parent / "messages"
NOW = datetime(2022, 2, 16, 4, tzinfo=UTC)
WHOLE = (MESSAGES / "whole.xml").read_text()
TEXTS = list(re.finditer(r"(?<=>)[^<>\n][^<]*(?=</)", WHOLE))  # where a value stands


def one(data: bytes) -> None:
    """One input: as it is, or behind a zero byte as values in a message that is in order."""
    raw = data if data[:1] != b"\0" else changed(atheris.FuzzedDataProvider(data[1:]))
    try:
        messages = read.read(raw)
        signature.verify(raw, ())
    except CapRefused:
        return
    assert messages
    for message in messages:
        hold(message)
    check.check(raw)


def hold(message: read.Message) -> None:
    """What must hold of everything that was read."""
    if message.alert is None:
        assert message.defects
        return
    lifecycle.standings([lifecycle.Taken(message.alert, NOW)], NOW)
    lifecycle.unexpired_related([message.alert], NOW)
    try:
        raw = serialise.serialise(message.alert)
    except BadAlert:
        return
    (again,) = read.read(raw)
    assert again.alert == message.alert
    assert not again.defects


def changed(provider: atheris.FuzzedDataProvider) -> bytes:
    """A message in which some values are the fuzzer's."""
    text, end = [], 0
    chosen = sorted({provider.ConsumeIntInRange(0, len(TEXTS) - 1) for _ in range(4)})
    for place in (TEXTS[n] for n in chosen):
        text += [WHOLE[end : place.start()], provider.ConsumeUnicodeNoSurrogates(60).replace("<", "&lt;")]
        end = place.end()
    return "".join([*text, WHOLE[end:]]).encode()


if __name__ == "__main__":
    atheris.Setup([*sys.argv, str(MESSAGES)], one)
    atheris.Fuzz()
