"""``uarazom export --home DIR [--out FILE]``: the record's entries as JSON lines, with the words that are still there.

A line: ``{"index","digest","payload_type","fields","words","message"}``; ``message`` is the CAP file that a warning's
act sent, as it lies in place. It is a convenience for other programs; what is signed are the bytes in ``public/log``.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uarazom.cli.instance import Instance
from uarazom.cli.say import CommandError
from uarazom.record.blobs import Blobs
from uarazom.record.errors import RecordError
from uarazom.record.follow import Reader

BATCH_ENTRIES = 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--out", type=Path, help="a file instead of standard output")


def run(args: argparse.Namespace) -> int:
    """Write every published entry, in order."""
    instance = Instance(args.home)
    _ = instance.settings
    blobs = Blobs(instance.public / "blob")
    try:
        reader = Reader.open(instance.home)
        with args.out.open("w") if args.out else open(sys.stdout.fileno(), "w", closefd=False) as file:
            for start in range(0, reader.size, BATCH_ENTRIES):
                for index, entry in reader.entries(start, BATCH_ENTRIES):
                    line: dict[str, Any] = {"index": index, "digest": entry.digest, "payload_type": entry.payload_type}
                    line |= {"fields": dict(entry.fields)}
                    if "words" in entry.fields:
                        line["words"] = blobs.words(entry.fields["words"])
                    if "alert" in entry.fields:
                        line["message"] = _message(entry.fields, blobs)
                    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        reader.close()
    except (RecordError, OSError) as error:
        raise CommandError(str(error)) from error
    return 0


def _message(fields: Mapping[str, Any], blobs: Blobs) -> str | None:
    """The CAP file; None where it was removed."""
    named = fields.get("signed_message") or fields["alert"]["message"]
    raw = blobs.get(named["digest"])
    return None if raw is None else raw.decode("utf-8", "replace")
