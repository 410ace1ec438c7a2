"""``uarazom render --home DIR --at INSTANT --out DIR``: the whole site as it stood at an instant.

What was entered later is not there, and what had not ended yet reads as it read then. ``--out`` is new or empty.
"""

import argparse
import os
from pathlib import Path

from uarazom.cli.clock import parse_instant
from uarazom.cli.instance import Instance
from uarazom.cli.publishing import of_blobs
from uarazom.cli.reading import clock_of, ledger_of
from uarazom.cli.say import CommandError, out
from uarazom.record.blobs import Blobs
from uarazom.site.context import Context
from uarazom.site.files import Folder
from uarazom.site.pool import render_all


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("--home", type=Path, required=True, help="the instance's folder")
    parser.add_argument("--at", help="instant with zone, 2022-02-20T21:00+02:00; without it, now")
    parser.add_argument("--out", type=Path, required=True, help="a new or empty folder")
    parser.add_argument("--no-compress", action="store_true", help="leave the .br and .gz files out")


def run(args: argparse.Namespace) -> int:
    """Render everything."""
    instance = Instance(args.home)
    at = parse_instant(args.at) if args.at else clock_of(instance)()
    if args.out.exists() and any(args.out.iterdir()):
        raise CommandError(f"expected a new or empty folder, found files in {args.out}; choose another")
    args.out.mkdir(parents=True, exist_ok=True)
    _, plain = of_blobs(Blobs(instance.public / "blob"))
    context = Context(ledger_of(instance), at, blob=plain)
    folder = Folder(args.out, compress=not args.no_compress)
    _, written, _ = render_all(context, folder, workers=os.cpu_count() or 1, trust=False)
    out(f"{args.out}: {len(written)} files as of {at.isoformat()}")
    return 0
