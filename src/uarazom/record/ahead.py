"""An operator's word that the record ran ahead of time: ``DIR/signer/ahead``, one line, the last entry's `issued_at`.

A machine whose clock was ahead signed entries of a time to come. Once the clock is right again, nothing could be issued
until real time has passed them, since no entry is issued before the one before it. Only a person can tell that from a
clock that is wrong *now*. Who writes the last entry's instant into this file says: I looked, this clock is right. Then
entries are issued at that very instant until time has passed it.

Rule: it holds for that instant alone. Another jump, or a clock that breaks later, is a question of its own.

    Ahead(home / "signer" / "ahead").accepts("2026-11-22T23:00:00Z")

docs/adr/a-clock-that-was-ahead.md; docs/operations.md, "The clock is wrong".
"""

from dataclasses import dataclass
from pathlib import Path

INSTANT_BYTES = 64  # one instant and a line's end


@dataclass(frozen=True, slots=True)
class Ahead:
    """The file, read when it is asked; None where nobody can say so."""

    path: Path | None

    def accepts(self, last: str) -> bool:
        """Whether the operator said this of the last entry's instant."""
        if self.path is None:
            return False
        try:
            with self.path.open("rb") as file:
                return file.read(INSTANT_BYTES).decode("ascii", "replace").strip() == last
        except OSError:
            return False


NONE_AHEAD = Ahead(None)
