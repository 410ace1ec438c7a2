"""What a command says and how it fails.

``CommandError``  it does not hold: exit 1
└─ ``UsageError``  the words of the call are wrong: exit 2
"""

import json
import sys
from typing import Any


class CommandError(Exception):
    """What was asked for does not hold; the text says expected, got, where and what to do."""


class UsageError(CommandError):
    """The call itself is wrong."""


def say(text: str) -> None:
    """A message for a person, on stderr."""
    print(text, file=sys.stderr, flush=True)


def out(text: str) -> None:
    """A line of the answer, on stdout."""
    print(text, flush=True)


def out_json(value: Any) -> None:
    """One JSON object of the answer on a line of its own, on stdout."""
    out(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")))
