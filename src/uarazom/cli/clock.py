"""The clocks: the system's, and the demonstration's.

Only this file (and the desk through it) reads the time of day. A demonstration's time is the system's plus a number of
seconds, kept in ``DIR/clock.json`` so that the next start goes on where the last one ended; an instance that was not
made as a demonstration has no such file, and one beside it is refused.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from uarazom.cli.files import write_whole
from uarazom.cli.say import CommandError, UsageError

Clock = Callable[[], datetime]


def system() -> datetime:
    """The system's time, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def shifted(seconds: int) -> Clock:
    """A clock that runs at real speed, ``seconds`` away from the system's."""
    step = timedelta(seconds=seconds)
    return lambda: system() + step


class Standing:
    """A clock that stands where it is put: while a corpus is loaded."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def read_shift(path: Path, *, not_before: datetime) -> int:
    """Seconds to add to the system's time so that a demonstration goes on where it stood.

    Args: ``not_before``: the last entry's ``issued_at``; a demonstration never stands before its own record.
    """
    try:
        stood = parse_instant(json.loads(path.read_text())["stands_at"])
    except FileNotFoundError:
        stood = not_before
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f'expected {{"stands_at": instant}} in {path}, got {error}; delete the file') from error
    return int((max(stood, not_before) - system()).total_seconds())


def keep(path: Path, at: datetime) -> None:
    """Write down where a demonstration's clock stands."""
    write_whole(path, json.dumps({"stands_at": at.isoformat()}).encode())


def parse_instant(text: str) -> datetime:
    """An instant as a person types it: ISO 8601 with a zone, seconds optional.

    Raises: ``UsageError`` for anything else, a time without a zone above all.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"expected an instant such as 2022-02-20T21:00+02:00, got {text!r}") from error
    if at.tzinfo is None:
        raise UsageError(f"expected an instant with its zone such as 2022-02-20T21:00+02:00, got {text!r}")
    return at.astimezone(UTC).replace(microsecond=0)
