"""The command line: ``uarazom COMMAND``.

Rules, in order: what a command found goes to stdout, human text by default and JSON with ``--json``; progress and
messages go to stderr; exit 0 holds, 1 does not hold (the reason printed), 2 wrong usage. A command is one file in
``commands/``: ``HELP``, ``add_arguments(parser)`` and ``run(args) -> int``; it is imported only when it is asked for.

    $ uarazom status claim-outage-15-feb --home var/demo --at 2022-02-16T12:00+02:00
"""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version

from uarazom.cli.machine import is_of_the_machine
from uarazom.cli.say import CommandError, UsageError, say
from uarazom.record.errors import RecordError

COMMANDS = {
    "demo": "demo",
    "init": "init",
    "serve": "serve",
    "submit": "submit",
    "publish": "publish",
    "status": "status",
    "render": "render",
    "verify": "verify",
    "log": "log",
    "cap": "cap",
    "quotes": "quotes",
    "sources": "sources",
    "doctor": "doctor",
    "backup": "backup",
    "restore": "restore",
    "export": "export",
}
HELP = {
    "demo": "make, load and serve the demonstration",
    "init": "make an instance of one's own",
    "serve": "run an instance: signer, publisher, desk and public side",
    "submit": "put acts from a file before an approver",
    "publish": "append envelopes that already meet the roster's threshold",
    "status": "what holds at an instant, one document a line",
    "render": "write the whole site as it stood at an instant",
    "verify": "prove a downloaded file or a copied folder true or false",
    "log": "audit a log: uarazom log check DIR|URL",
    "cap": "check warnings against CAP and its rules: uarazom cap check FILE…",
    "quotes": "compare the quotations of a text with the record: uarazom quotes check FILE",
    "sources": "what other authorities sent, and who is silent",
    "doctor": "say what is wrong with an instance and what to do",
    "backup": "write one file that restores the instance",
    "restore": "make an instance from such a file",
    "export": "write the record's entries as JSON lines",
}


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="uarazom", description="The single state information platform.")
    parser.add_argument("--version", action="version", version=f"uarazom {version('uarazom')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module_name in COMMANDS.items():
        command = commands.add_parser(name, help=HELP[name], description=HELP[name].capitalize() + ".")
        if name in argv:
            module = import_module(f"uarazom.cli.commands.{module_name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns: 0 holds, 1 does not hold (the reason is on stderr), 2 wrong usage.
    """
    words = sys.argv[1:] if argv is None else list(argv)
    args = _parser(words).parse_args(words)
    try:
        status: int = args.run(args)
    except UsageError as error:
        say(f"uarazom {args.command}: {error}")
        return 2
    except CommandError as error:
        say(f"uarazom {args.command}: {error}")
        return 1
    except BrokenPipeError:
        return 1
    except RecordError as error:
        say(f"uarazom {args.command}: {error}")
        return 1
    except OSError as error:  # a full disk, a read-only folder, a file of another user
        say(f"uarazom {args.command}: {error}")
        return 1
    except Exception as error:
        if not is_of_the_machine(error):
            raise
        say(f"uarazom {args.command}: a database did not answer: {error}; `uarazom doctor` says more")
        return 1
    return status
