"""What can go wrong in the record, in two halves: they sent something wrong, or we failed to keep it.

    RecordError
    ├── BatchRefused     they: one reason per envelope (``verify.refusal.Refused`` or none); nothing was written
    └── RecordFailed     we:
        ├── NotKept      nothing was sequenced; the same call may be made again
        ├── NotPublished sequenced and safe, not public yet; the next append or open() publishes it
        ├── Busy         another process holds this home
        └── Damaged      what lies on disk contradicts itself; nothing is written until a person has looked

Every error says what was expected, what came, where, and what to do next.
"""

from collections.abc import Sequence

from uarazom.verify.refusal import Refused


class RecordError(Exception):
    """The root of the room's errors."""


class BatchRefused(RecordError):  # noqa: N818 - the name says what it is
    """A batch was refused whole; ``reasons[i]`` is the refusal of envelope i, or None where that one was sound."""

    def __init__(self, reasons: Sequence[Refused | None]) -> None:
        self.reasons = tuple(reasons)
        told = [f"envelope {i}: {reason}" for i, reason in enumerate(self.reasons) if reason is not None]
        super().__init__(f"{len(told)} of {len(self.reasons)} envelopes refused, nothing written; " + "; ".join(told))


class RecordFailed(RecordError):  # noqa: N818
    """We failed to get or keep something."""

    def __init__(self, *, expected: str, got: str, where: str, remedy: str) -> None:
        self.expected, self.got, self.where, self.remedy = expected, got, where, remedy
        super().__init__(f"{where}: expected {expected}, got {got}; {remedy}")


class NotKept(RecordFailed):
    """Nothing was sequenced."""


class NotPublished(RecordFailed):
    """Sequenced; the public side is behind until the next append or open()."""


class Busy(RecordFailed):
    """Another process holds the lock."""


class Damaged(RecordFailed):
    """The files contradict each other."""
