"""Every kind of file that machines read, in the order in which they are written: documents, lists, feeds, now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uarazom.site.changes import ALL, REQUESTS
from uarazom.site.machine.alerts import ALERTS
from uarazom.site.machine.archive import ARCHIVE, ARCHIVE_INDEX
from uarazom.site.machine.atom import atom
from uarazom.site.machine.calendar import CALENDAR
from uarazom.site.machine.cap import FEEDS, MESSAGES
from uarazom.site.machine.document import DOCUMENT, EXERCISE
from uarazom.site.machine.feed import feed_of, name_of
from uarazom.site.machine.geo import GEO
from uarazom.site.machine.json_feed import json_feed
from uarazom.site.machine.now import NOW
from uarazom.site.machine.rss import rss
from uarazom.site.machine.sitemap import ROBOTS, SITEMAP
from uarazom.site.paths import ID
from uarazom.site.registry import PageKind
from uarazom.site.script import SCRIPT

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from uarazom.site.context import Context
    from uarazom.site.machine.feed import Feed

FORMS: dict[str, Callable[[Feed], bytes]] = {"atom": atom, "rss": rss, "json": json_feed}


def feed_path(lang: str, section: str, form: str) -> str:
    """The file of a feed; ALL for every section."""
    return f"feeds/{lang}/{name_of(section)}.{form}"


def feed_paths(context: Context) -> Iterator[str]:
    """All, the requests for correction and each section, in each language and form."""
    for lang in context.languages:
        for section in (ALL, REQUESTS, *context.register.sections):
            yield from (feed_path(lang, section, form) for form in FORMS)


def feed_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One feed; None for a language or section that the register does not have."""
    section = match["section"] or (REQUESTS if match["requests"] else ALL)
    if match["lang"] not in context.languages or section not in (ALL, REQUESTS, *context.register.sections):
        return None
    return FORMS[match["form"]](feed_of(context, match["lang"], section))


FEED = PageKind(
    "feed",
    rf"feeds/(?P<lang>[A-Za-z-]{{2,11}})/(?:all|(?P<requests>requests)|section-(?P<section>{ID}))\.(?P<form>atom|rss|json)",
    feed_paths,
    feed_page,
)
MACHINE: tuple[PageKind, ...] = (
    MESSAGES,
    DOCUMENT,
    EXERCISE,
    ARCHIVE,
    ARCHIVE_INDEX,
    SITEMAP,
    ROBOTS,
    SCRIPT,
    FEED,
    CALENDAR,
    ALERTS,
    GEO,
    FEEDS,
    NOW,
)
