"""The command line: ``uarazom COMMAND``.

Human text by default, ``--json`` for machines on stdout, messages on stderr.
Exit 0 holds, 1 does not hold, 2 wrong usage.
"""

import argparse
from collections.abc import Sequence
from importlib.metadata import version


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit status."""
    parser = argparse.ArgumentParser(prog="uarazom", description="The single state information platform.")
    parser.add_argument("--version", action="version", version=f"uarazom {version('uarazom')}")
    parser.parse_args(argv)
    parser.print_help()
    return 2
