"""A feed as RSS 2.0 (RSS Advisory Board, version 2.0.11).

Without a public address an item has no link, which RSS allows, and the channel's is its tag URI: RSS wants a scheme.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from uarazom.site.machine.feed import ENTRIES_REMEMBERED
from uarazom.site.machine.xml import DECLARATION, attribute, element, rfc822, rfc3339

if TYPE_CHECKING:
    from uarazom.site.machine.feed import Entry, Feed

NAMESPACES = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def rss(feed: Feed) -> bytes:
    """The whole file."""
    public = feed.origin.public
    own = public and element(
        "atom:link", "", rel="self", type="application/rss+xml", href=f"{public}feeds/{feed.lang}/{feed.name}.rss"
    )
    head = (
        f'{DECLARATION}<rss version="2.0" {NAMESPACES}>\n<channel>\n'
        + element("title", feed.title)
        + element("link", public + feed.home if public else feed.tag)
        + element("description", feed.subtitle or feed.title)
        + element("language", feed.lang)
        + element("lastBuildDate", rfc822(feed.updated))
        + element("generator", "UArazom")
        + own
    )
    return (head + "".join(_item(public, entry) for entry in feed.entries) + "</channel>\n</rss>\n").encode()


@lru_cache(maxsize=ENTRIES_REMEMBERED)
def _item(public: str, entry: Entry) -> str:
    gone = entry.removed
    said = gone.because if gone else "\n\n".join(filter(None, (entry.summary, entry.text))) or entry.title
    return (
        "<item>\n"
        + element("title", entry.title)
        + (element("link", public + entry.path) if public else "")
        + f'<guid isPermaLink="false">{attribute(entry.tag)}</guid>\n'
        + element("pubDate", rfc822(entry.published))
        + element("atom:updated", rfc3339(entry.updated))
        + element("dc:creator", entry.who)
        + "".join(element("category", label) for label in entry.labels)
        + element("description", said)
        + "</item>\n"
    )
