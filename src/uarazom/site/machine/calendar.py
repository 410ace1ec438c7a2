"""Briefings, and when the next bulletin is due, as a calendar (RFC 5545): feeds/<lang>/calendar.ics.

Rules
1. Strict: CRLF, lines of at most 75 octets folded between characters, TEXT escaped (§3.1, §3.3.11), instants in UTC.
2. A summary begins with the status word. What was withdrawn or replaced is CANCELLED, so that calendars take it out.
3. Nothing in it is the time of making: DTSTAMP is when the document last changed, SEQUENCE counts its acts.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from uarazom.site import paths
from uarazom.site.machine.origin import Origin
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from datetime import datetime

    from uarazom.site.context import Context
    from uarazom.site.language import Language

BRIEFINGS = 100  # the latest announced: months of daily briefings
LINE_OCTETS = 75
GONE = frozenset({"withdrawn", "superseded"})
REFRESH = "PT5M"
USUAL = timedelta(hours=1)  # of a briefing that does not say when it ends


def calendar_paths(context: Context) -> Iterator[str]:
    """One for each language."""
    return (f"feeds/{lang}/calendar.ics" for lang in context.languages)


def calendar_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The calendar of one language."""
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    name = text(f"{language.site_name} — {language.word('kind', 'briefing')}")
    lines = [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//UArazom//UArazom//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"),
        *(f"NAME:{name}", f"X-WR-CALNAME:{name}", f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"),
        *_next_bulletin(context, language),
        *(line for id in _briefings(context) for line in _briefing(context, language, id)),
        "END:VCALENDAR",
    ]
    return "".join(fold(line) for line in lines).encode()


def _briefings(context: Context) -> list[str]:
    return context.index.newest("kind", "briefing", BRIEFINGS)


def _briefing(context: Context, language: Language, id: str) -> Iterator[str]:
    document, item = context.documents[id], context.item(id, language.code)
    timed = [act for act in document.acts if act.starts_at is not None]
    if item is None or not timed or timed[-1].starts_at is None:
        return
    starts_at, ends_at = timed[-1].starts_at, timed[-1].ends_at
    changed_at = context.index.changes.changed_at(id)
    words = context.ledger.words(timed[-1])
    place = language.names.text(words.place) if words else ""
    yield from _event(
        context, id, changed_at, starts_at, ends_at or starts_at + USUAL, f"{item.word} · {item.headline}"
    )
    yield f"SEQUENCE:{len(document.acts) - 1}"
    yield "STATUS:CANCELLED" if item.status in GONE else "STATUS:CONFIRMED"
    if place:
        yield f"LOCATION:{text(place)}"
    yield f"DESCRIPTION:{text(item.meta.striptags())}"
    if public := Origin.of(context).public:
        yield f"URL:{public}{paths.placed(language.code, item.href)}"
    yield "END:VEVENT"


def _next_bulletin(context: Context, language: Language) -> Iterator[str]:
    """When the latest bulletin says that the next one comes."""
    for id in context.index.newest("kind", "bulletin", 1):
        due = [act.next_issue_at for act in context.documents[id].acts if act.next_issue_at is not None]
        if due and context.status(id).status != "withdrawn":
            changed_at = context.index.changes.changed_at(id)
            yield from _event(context, "next-bulletin", changed_at, due[-1], due[-1], language.word("kind", "bulletin"))
            yield "TRANSP:TRANSPARENT"
            yield "END:VEVENT"


def _event(
    context: Context, id: str, changed_at: datetime, start: datetime, end: datetime, summary: str
) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{Origin.of(context).tag(id)}"
    yield f"DTSTAMP:{utc(changed_at)}"
    yield f"LAST-MODIFIED:{utc(changed_at)}"
    yield f"DTSTART:{utc(start)}"
    if end > start:
        yield f"DTEND:{utc(end)}"
    yield f"SUMMARY:{text(summary)}"


def utc(at: datetime) -> str:
    """`20220220T190000Z` (§3.3.5, form 2)."""
    return f"{at:%Y%m%dT%H%M%SZ}"


def text(said: str) -> str:
    """A TEXT value, escaped (§3.3.11), without control characters."""
    plain = "".join(one if one == "\n" or (one >= " " and one != "\x7f") else "\ufffd" for one in said)
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def fold(line: str) -> str:
    """One content line, folded between characters so that no line is longer than 75 octets (§3.1)."""
    folded, size = [], 0
    for one in line:
        octets = len(one.encode())
        if size + octets > LINE_OCTETS:
            folded.append("\r\n ")
            size = 1
        folded.append(one)
        size += octets
    return "".join(folded) + "\r\n"


CALENDAR = PageKind("calendar", r"feeds/(?P<lang>[A-Za-z-]{2,11})/calendar\.ics", calendar_paths, calendar_page)
