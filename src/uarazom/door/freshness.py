"""How long a page may be kept: never past the next change of any status, never past the minute it is made for.

The publisher makes ``now.json`` anew every 60 seconds with two instants in it: ``made_at`` and ``next_change_at`` (the
next instant at which time alone changes a page). One rule covers every page, feed and document, whoever caches it:

    max-age = min(made_at + 60 s, next_change_at) - now, at least 0

so a page kept anywhere is at most a minute older than the one here, and a claim that ends at 21:00 is asked for again
at 21:00. While a warning or an exercise is in force 3 s stand in the place of 60: lists, sections and archives say its
status word too, and nobody knows beforehand when it is taken back or cleared. (What is about danger alone is not kept
at all: `headers`.) Where ``now.json`` is missing or cannot be read, nothing is kept: that is the safe side.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

KEPT_SECONDS = 60  # the publisher's own interval
WARNED_SECONDS = 3  # while a warning stands: a flood of readers is still one request in three seconds for each cache
NOW_BYTES = 1 << 20  # now.json is bounded by the pages; more than this is not it
KEEP_NOTHING = ("Cache-Control", "no-cache")


def until(public: Path, now: float) -> float:
    """The instant (seconds) up to which pages of this folder may be kept; 0 where that is not known."""
    try:
        with (public / "now.json").open("rb") as file:
            said = json.loads(file.read(NOW_BYTES))
        ends = [_seconds(said["made_at"]) + KEPT_SECONDS]
        if "next_change_at" in said:  # absent where nothing will ever change by time alone
            ends.append(_seconds(said["next_change_at"]))
        if said.get("alerts") or said.get("exercises"):
            ends.append(now + WARNED_SECONDS)
        return min(ends)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return 0.0


def max_age(end: float, now: float) -> tuple[str, str]:
    """The header for a page that may be kept until ``end``."""
    left = min(int(end - now), KEPT_SECONDS)
    return ("Cache-Control", f"public, max-age={left}, must-revalidate") if left > 0 else KEEP_NOTHING


def _seconds(instant: str) -> float:
    return datetime.strptime(instant, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
