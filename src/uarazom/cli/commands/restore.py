"""``uarazom restore FILE DIR``: an instance from a backup, into a folder that does not exist yet."""

import argparse
from pathlib import Path

from uarazom.cli.say import CommandError, out
from uarazom.record.backup import restore
from uarazom.record.errors import RecordError
from uarazom.verify.refusal import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("file", type=Path, help="what `uarazom backup` wrote")
    parser.add_argument("dir", type=Path, help="a folder that does not exist yet")


def run(args: argparse.Namespace) -> int:
    """Restore, whole or not at all."""
    try:
        restored = restore(args.file, args.dir)
    except (RecordError, Refused, OSError) as error:
        raise CommandError(f"nothing was restored: {error}") from error
    out(f"{restored.home}: {restored.size} entries; now run: uarazom doctor --home {restored.home}")
    return 0
