"""When to ask a source again: often while it changes, seldom while it rests, later and later while it fails. Pure.

Rules, in order:
1. Something new came: the shortest interval.
2. Nothing new: half as long again as before, up to the longest.
3. It failed: twice as long for each failure in a row, up to the longest pause; a little chance is added, so that many
   who failed together do not come back together.
4. What the source itself says (Retry-After, max-age) is a floor, up to the longest of the same kind: a source may not
   make us stay away for ever.
A source that has not answered for `STALE_SECONDS` is stale: nobody may read from its silence that nothing happens.

    rhythm = Rhythm()
    rhythm = rhythm.after(now, changed=True)
    rhythm.next_at
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SHORTEST_SECONDS = 10  # a warning must not wait; a conditional request costs a source nearly nothing
LONGEST_SECONDS = 300
LONGEST_PAUSE_SECONDS = 900
STALE_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How one source is asked: the present interval, failures in a row, the last answer, the next time."""

    shortest_seconds: int = SHORTEST_SECONDS
    interval_seconds: float = SHORTEST_SECONDS
    failures: int = 0
    answered_at: datetime | None = None
    next_at: datetime | None = None
    reason: str = ""  # of the last failure

    def after_answer(self, now: datetime, *, changed: bool, fresh_seconds: int | None = None) -> "Rhythm":
        """The rhythm after an answer."""
        longer = min(self.interval_seconds * 1.5, LONGEST_SECONDS)
        interval = float(self.shortest_seconds) if changed else max(longer, self.shortest_seconds)
        wait = max(interval, min(fresh_seconds or 0, LONGEST_SECONDS))
        return replace(
            self,
            interval_seconds=interval,
            failures=0,
            answered_at=now,
            next_at=now + timedelta(seconds=wait),
            reason="",
        )

    def after_failure(
        self, now: datetime, reason: str, *, again_seconds: int | None = None, chance: float = 0.0
    ) -> "Rhythm":
        """The rhythm after a failure; `chance` from 0 to 1."""
        failures = self.failures + 1
        pause = min(self.shortest_seconds * 2.0 ** min(failures, 20), LONGEST_PAUSE_SECONDS)
        wait = max(pause * (1 + chance / 4), min(again_seconds or 0, LONGEST_PAUSE_SECONDS))
        return replace(self, failures=failures, next_at=now + timedelta(seconds=wait), reason=reason)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time. A clock that went back far does not make us wait for it to come around again."""
        if self.next_at is None:
            return True
        return now >= self.next_at or self.next_at - now > timedelta(seconds=2 * LONGEST_PAUSE_SECONDS)

    def is_stale(self, now: datetime) -> bool:
        """Whether its silence says nothing."""
        return self.answered_at is None or now - self.answered_at > timedelta(seconds=STALE_SECONDS)
