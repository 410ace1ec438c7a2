"""A reader who has another user than the writer, as every service has one of its own."""

import os
from collections.abc import Callable
from pathlib import Path

NOBODY = 65_534


def as_another_user(folder: Path, do: Callable[[], None]) -> None:
    """Run `do` in a process that may read in `folder` and not write there; fails if it fails."""
    folder.chmod(0o555)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setresgid(NOBODY, NOBODY, NOBODY)
                os.setresuid(NOBODY, NOBODY, NOBODY)
            do()
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    folder.chmod(0o755)
