"""``uarazom demo --home DIR``: the real days of 14–20 February 2022, through desk, record and site, then served.

It is made first (`demonstration`), then the process begins again: what loading took is not kept by the supervisor that
stays. It runs on a clock of its own, which starts at the corpus's end and goes on at real speed. Run again, it starts
where it was.

``--no-serve`` makes it, prints one JSON object of the paths, and ends.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from uarazom.cli.commands.serve import serve_all
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.reading import clock_of
from uarazom.cli.say import CommandError, out, out_json

LOGINS = "demonstration-logins.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the call."""
    parser.add_argument("--home", type=Path, default=Path("var/demo"), help="the demonstration's folder (var/demo)")
    parser.add_argument("--corpus", type=Path, default=Path("demo"), help="the folder of the corpus (demo)")
    parser.add_argument("--no-serve", action="store_true", help="make it, print its paths as JSON, and end")


def run(args: argparse.Namespace) -> int:
    """Make the demonstration if there is none, then serve it."""
    instance = Instance(args.home)
    if not instance.exists:
        _make(instance, args.corpus)
        if not args.no_serve:
            _begin_again(args)
    if instance.settings.mode != "demonstration":
        raise CommandError(f"expected a demonstration in {instance.home}, got a {instance.settings.mode} instance")
    if args.no_serve:
        out_json(_paths(instance))
        return 0
    return serve_all(instance, instance.settings, lambda settings: _ready(instance, settings))


def _make(instance: Instance, folder: Path) -> None:
    from uarazom.cli.demonstration import make  # the newsroom and all it loads; a supervisor needs none of it

    make(instance, folder, logins=LOGINS)


def _begin_again(args: argparse.Namespace) -> NoReturn:
    """The same command in the same process, which finds the demonstration made and keeps nothing of the making."""
    program = [sys.executable, "-m", "uarazom", "demo", "--home", str(args.home)]
    os.execv(sys.executable, program)  # noqa: S606 - ourselves, by our own name


def _paths(instance: Instance) -> dict[str, str | int]:
    checkpoint = (instance.public / "log" / "checkpoint").read_text()
    return {
        "home": str(instance.home),
        "public": str(instance.public),
        "anchor": str(instance.anchor),
        "log": str(instance.public / "log"),
        "logins": str(instance.home / LOGINS),
        "tree_size": int(checkpoint.splitlines()[1]),
        "stands_at": clock_of(instance)().isoformat(),
    }


def _ready(instance: Instance, settings: Settings) -> None:
    logins = (instance.home / LOGINS).read_text().splitlines()
    out(f"public side  http://{settings.public_host}:{settings.public_port}/")
    out(f"desk         http://{settings.desk_host}:{settings.desk_port}/")
    for line in logins:
        out(f"login        {line}")
    out(f"anchor       {instance.anchor}")
    out(f"the clock of the demonstration stands at {clock_of(instance)().isoformat()}; Ctrl-C ends it")
