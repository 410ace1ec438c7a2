"""What a charter says of warnings: who may warn and as whom, of what, for how long, under which mark an exercise.

    members, blobs = alerting_of({"alerting": {"events": "events.yaml", "senders": {"guard": "guard@example.org"}, …}},
                                 folder, publishers)

`events` names a file that people write (`editorial/packs/events-example.yaml` shows one); what stands in the record is
its canonical form. Only a body that publishes may warn, since a warning bears its keys. Without the member an instance
sends no warnings. With it, the founding makes the key of the messages' XML signature (`Charter.with_certificate`).

Specification: docs/formats/alert.md (Register: `alerting`); docs/charter.md.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from uarazom.cli.charter_files import Blob
from uarazom.cli.say import UsageError
from uarazom.editorial.alerting import events
from uarazom.verify import canon

MUST = ("events", "senders", "exercise_mark")
MAY = ("oid", "codifier", "signature", "max_seconds")
MAX_SECONDS = 86_400  # a day: what holds longer is said again, or is guidance


def alerting_of(
    raw: Mapping[str, Any], folder: Path, publishers: Collection[str]
) -> tuple[dict[str, Any], tuple[Blob, ...]]:
    """The register's member, and the event list as a blob."""
    if "alerting" not in raw:
        return {}, ()
    given = raw["alerting"]
    if not isinstance(given, Mapping) or not set(MUST) <= set(given) <= {*MUST, *MAY}:
        got = sorted(given) if isinstance(given, Mapping) else given
        raise UsageError(f"alerting: expected {', '.join(MUST)}, and perhaps {', '.join(MAY)}; got {got!r}")
    senders = given["senders"]
    if not isinstance(senders, Mapping) or not senders or not set(senders) <= set(publishers):
        known = ", ".join(sorted(publishers))
        raise UsageError(f"alerting.senders: expected a CAP sender for one or more of {known}, got {senders!r}")
    blob = events_of(folder / str(given["events"]))
    texts = {name: str(given[name]) for name in ("oid", "codifier", "signature") if name in given}
    members = {
        "events": canon.digest(blob),
        "senders": {str(body): str(sender) for body, sender in senders.items()},
        "max_seconds": given.get("max_seconds", MAX_SECONDS),
        "exercise_mark": str(given["exercise_mark"]).strip(),
        **texts,
    }
    return {"alerting": members}, ((blob, "application/json", "events"),)


def events_of(path: Path) -> bytes:
    """The event list of a file, as the record keeps it."""
    try:
        with path.open("rb") as file:
            return events.from_yaml(file.read(events.LIST_BYTES_MAX + 1))
    except OSError as error:
        raise UsageError(f"alerting.events: {error}") from error
    except events.BadEvents as error:
        raise UsageError(f"alerting.events: {path}:\n{error}") from error
