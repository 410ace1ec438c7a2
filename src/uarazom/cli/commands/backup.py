"""``uarazom backup --home DIR FILE``: one file that restores the instance, made while it runs. It holds secret keys."""

import argparse
from pathlib import Path

from uarazom.cli.instance import Instance
from uarazom.cli.say import CommandError, out
from uarazom.record.backup import backup
from uarazom.record.errors import RecordError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("file", type=Path, help="the .tar.gz to write; readable by its owner alone")
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")


def run(args: argparse.Namespace) -> int:
    """Write the backup."""
    instance = Instance(args.home)
    _ = instance.settings
    try:
        count = backup(instance.home, args.file)
    except (RecordError, OSError) as error:
        raise CommandError(f"no backup was written: {error}") from error
    out(f"{args.file}: {count} files; keep it as you keep keys")
    return 0
