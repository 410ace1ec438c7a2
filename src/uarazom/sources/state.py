"""How far a source was asked: its rhythm and what names the document that we have, as one JSON object."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from uarazom.sources.fetch import Known
from uarazom.sources.polling import Rhythm


@dataclass(frozen=True)
class State:
    """What is kept of how a feed is asked, so that the next start goes on where this one ended."""

    rhythm: Rhythm
    known: Known

    @staticmethod
    def read(raw: Mapping[str, Any], seconds: int) -> "State":
        """The state as it was kept; a fresh one where there is none, or none that this version understands."""
        try:
            times = {name: datetime.fromisoformat(raw[name]) for name in ("answered_at", "next_at") if raw.get(name)}
            rhythm = Rhythm(
                seconds, max(float(raw["interval"]), seconds), int(raw["failures"]), **times, reason=raw["reason"]
            )
            return State(rhythm, Known(raw.get("etag"), raw.get("last_modified")))
        except (KeyError, TypeError, ValueError):
            return State(Rhythm(seconds, seconds), Known())

    def kept(self) -> dict[str, Any]:
        """The state as JSON."""
        rhythm, known = self.rhythm, self.known
        times = {"answered_at": rhythm.answered_at, "next_at": rhythm.next_at}
        return {
            "interval": rhythm.interval_seconds,
            "failures": rhythm.failures,
            "reason": rhythm.reason,
            **{name: at.isoformat() for name, at in times.items() if at},
            **asdict(known),
        }
