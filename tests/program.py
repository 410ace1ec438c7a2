"""The command line as tests call it.

``here`` runs a command in this process: a fresh one adds most of a second of imports, and no coverage.
``fresh`` starts the program as a user does; for tests whose point is the process.
"""

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from uarazom.cli.main import main

Answer = subprocess.CompletedProcess[str]
SECONDS = 300  # for any one command, on a machine that has much else to do


def here(*words: str | Path) -> Answer:
    """What a command answers, and how it ends."""
    given = [str(word) for word in words]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(given)
        except SystemExit as end:  # argparse's word for wrong usage
            status = int(end.code or 0)
        finally:
            _close()
    return Answer(given, status, out.getvalue(), err.getvalue())


def fresh(*words: str | Path) -> Answer:
    """The same of a process of its own."""
    command = [sys.executable, "-m", "uarazom", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)


def _close() -> None:
    """What the end of a process closes: a command that configured a desk leaves its database open."""
    if "django.db" in sys.modules:
        from django.conf import settings
        from django.db import connections

        if settings.configured:
            connections.close_all()
