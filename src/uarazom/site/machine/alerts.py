"""alerts.json: every warning in force in codes and words, so that a device can say whether its place is affected.

    {"format": "uarazom/alerts/1", "origin": …, "mode": …, "entries": 812, "made_at": …, "do_not_rely_after": …,
     "next_change_at": …, "places_gone": [code], "alerts": [{…}], "ran_out": [{…}], "exercises": [{…}]}

Rules
1. All warnings in force or on hold are here, none is left out; exercises stand in a member of their own, each with its
   `mark`, and in no other.
2. Whoever reads it and finds no warning says so only until `do_not_rely_after`; a place with one in `ran_out` (time ran
   out within a day, no all-clear) is not known to be safe. Anything unexpected in the file: not known.
3. `concerns` says of each region code how: `whole`, `part`, `possibly`. A place within a `whole` code is concerned
   whole; within a code that is concerned in `part`, or `possibly`, it is so possibly; one that has a code within it is
   concerned in part, or possibly where the code is (`acts.alerts.concern`).
4. A file with fewer `entries`, or made earlier, than one seen before is an old copy.
5. `sent` is when it was written, `issued_at` when it came into the record, after a second person: only a page made
   after that can say the same.
6. A place in `places_gone` is listed no more: no warning will name it, so nothing is known of it either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uarazom.acts.alerts import places, speaking
from uarazom.site.alerts import message_path
from uarazom.site.machine.document import said
from uarazom.site.machine.json_feed import dumped
from uarazom.site.machine.origin import Origin
from uarazom.site.pages.alerting import warns
from uarazom.site.places import lately_ran_out
from uarazom.site.registry import PageKind
from uarazom.site.times import RELIABLE
from uarazom.site.warned import mark_of, warned_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.acts.model import Document
    from uarazom.site.context import Context
    from uarazom.site.warned import Warned

PATH = "alerts.json"
FORMAT = "uarazom/alerts/1"


def alerts_paths(context: Context) -> Iterator[str]:
    """One file, where anyone warns."""
    if warns(context):
        yield PATH


def alerts_page(context: Context, _match: re.Match[str]) -> bytes | None:
    """The file; every list is there, an empty one too."""
    if not warns(context):
        return None
    head = {
        "format": FORMAT,
        "origin": Origin.of(context).name,
        "mode": context.mode,
        "entries": context.ledger.last_index + 1,
        "made_at": context.now,
        "do_not_rely_after": context.now + RELIABLE,
        "next_change_at": context.next_moment,
    }
    lists = {
        "places_gone": list(context.ledger.regions_gone),
        "alerts": [of(context, document) for document in context.alerts],
        "ran_out": [of(context, document) for document in lately_ran_out(context, context.now)],
        "exercises": [of(context.exercises, document) for document in context.exercises.alerts],
    }
    return dumped(said(head) | lists)


def of(context: Context, document: Document) -> dict[str, Any]:
    """One warning; kept until it changes."""
    kept = context._kept(document.id)
    if "alerts" not in kept:
        kept["alerts"] = _of(context, document)
    found: dict[str, Any] = kept["alerts"]
    return found


def _of(context: Context, document: Document) -> dict[str, Any]:
    act, message = speaking(document), speaking(document).alert
    assert message is not None  # noqa: S101 - the act is sent
    words = {lang: warned_of(document.id, language, context) for lang, language in context.languages.items()}
    return said(
        {
            "id": document.id,
            "status": context.status(document.id).status,
            "mark": mark_of(context),
            "identifier": message.identifier,
            "event": message.event,
            "severity": message.severity,
            "urgency": message.urgency,
            "certainty": message.certainty,
            "responses": message.responses,
            "concerns": dict(places(act)),
            "sent": message.sent,
            "issued_at": act.issued_at,
            "starts_at": act.starts_at,
            "valid_until": act.valid_until,
            "by": act.by or act.body,
            "cap": message_path(message.identifier),
            "reads": {lang: reads(lang, one) for lang, one in words.items() if one is not None},
        }
    )


def reads(lang: str, one: Warned) -> dict[str, str]:
    """How it reads in one language: the status word first."""
    return {"status": one.word, "title": one.title, "where": one.where, "who": one.who, "path": f"{lang}/{one.href}"}


ALERTS = PageKind("alerts json", r"alerts\.json", alerts_paths, alerts_page)
