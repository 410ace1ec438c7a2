"""now.json: what holds at this minute, for everyone who watches: other programs, mirrors, the door's own headers.

    {"made_at": …, "program": …, "do_not_rely_after": …, "next_change_at": …, "counts": {…}, "alerts": ["<id>", …],
     "exercises": ["<id>", …], "latest": [{…}, …]}

Rules
1. Stale must never read as safe: it says when it was made and until when to rely on it, and it is made anew every 60 s.
2. `next_change_at` is the next instant at which time alone may change any page; no copy of a page is kept past it.
3. Warnings in force stand in `alerts`, the most severe first; exercises stand apart, and never in another member.
4. `program` names what made the pages: whoever compares them with the record needs the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uarazom.site.changes import ALL
from uarazom.site.machine.document import reads, said
from uarazom.site.machine.json_feed import dumped
from uarazom.site.machine.origin import Origin
from uarazom.site.program import program_digest
from uarazom.site.registry import PageKind
from uarazom.site.times import RELIABLE

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context

LATEST = 100  # documents; a busy day
PATH = "now.json"


def now_paths(_context: Context) -> Iterator[str]:
    """One file."""
    yield PATH


def now_page(context: Context, _match: re.Match[str]) -> bytes:
    """The file; both lists of what is in force are always there, an empty one too."""
    index = context.index
    head = said(
        {
            "made_at": context.now,
            "program": program_digest(),
            "do_not_rely_after": context.now + RELIABLE,
            "next_change_at": context.next_moment,
            "origin": Origin.of(context).name,
            "mode": context.mode,
            "languages": list(context.languages),
            "counts": {"kind": _counts(context, "kind"), "status": _counts(context, "status")},
            "bulletin": next(iter(index.newest("kind", "bulletin", 1)), None),
        }
    )
    alerts, exercises = ([document.id for document in one.alerts] for one in context.both)
    latest = [_line(context, id) for id in index.changes.latest(ALL, LATEST)]
    return dumped(head | {"alerts": alerts, "exercises": exercises, "latest": latest})


def _counts(context: Context, name: str) -> dict[str, int]:
    """How many documents each value of a list has."""
    return {value: sum(context.index.months(name, value).values()) for value in context.index.keys(name)}


def _line(context: Context, id: str) -> dict[str, Any]:
    kept = context.index.changes.kept(id)
    if "now" not in kept:
        status, document = context.status(id), context.documents[id]
        kept["now"] = said(
            {
                "id": id,
                "kind": document.kind,
                "status": status.status,
                "badges": status.badges,
                "since": status.since,
                "changed_at": context.index.changes.changed_at(id),
                "regions": document.regions,
                "data": f"document/{id}.json",
                "reads": {lang: reads(context, id, lang) for lang in context.languages},
            }
        )
    line: dict[str, Any] = kept["now"]
    return line


NOW = PageKind("now", r"now\.json", now_paths, now_page)
