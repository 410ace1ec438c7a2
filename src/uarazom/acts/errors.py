"""What can go wrong in this room.

    ActsError
    ├── BadAct        they: an act that may not be issued; carries every finding, not only the first
    ├── NotThere      they: asked for the status of a document at an instant before it existed
    └── Unchained     we: the record handed an entry that does not follow the one before it

A `Finding` names the member, what was expected, what came, and what to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

GOT_MAX = 120  # characters of foreign input that a message repeats


class ActsError(Exception):
    """The root of this room's errors."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with one member."""

    member: str
    expected: str
    got: str
    remedy: str = ""

    def __str__(self) -> str:
        got = self.got if len(self.got) <= GOT_MAX else f"{self.got[:GOT_MAX]}…"
        return f"{self.member}: expected {self.expected}, got {got}" + (f". {self.remedy}" if self.remedy else "")


class BadAct(ActsError):  # noqa: N818 - the name says what it is
    """An act that may not be issued; `findings` holds every reason."""

    def __init__(self, act: str, findings: Sequence[Finding]) -> None:
        super().__init__(act, findings)
        self.act = act
        self.findings = tuple(findings)

    def __str__(self) -> str:
        return f"{self.act} may not be issued:\n" + "\n".join(f"  {finding}" for finding in self.findings)


class NotThere(ActsError):  # noqa: N818
    """The document did not exist at that instant."""


class Unchained(ActsError):  # noqa: N818
    """An entry that does not follow the one before it."""
