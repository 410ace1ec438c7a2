"""A feed as Atom 1.0 (RFC 4287), with tombstones for what lost its words (RFC 6721)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from uarazom.site.machine.feed import ENTRIES_REMEMBERED, UP
from uarazom.site.machine.xml import DECLARATION, attribute, element, rfc3339

if TYPE_CHECKING:
    from uarazom.site.machine.feed import Entry, Feed
    from uarazom.site.machine.origin import Origin

NAMESPACES = 'xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"'


def atom(feed: Feed) -> bytes:
    """The whole file."""
    link = feed.origin.link
    own = link(f"feeds/{feed.lang}/{feed.name}.atom", UP)
    head = (
        f'{DECLARATION}<feed {NAMESPACES} xml:lang="{attribute(feed.lang)}">\n'
        + element("id", feed.tag)
        + element("title", feed.title)
        + element("subtitle", feed.subtitle)
        + element("updated", rfc3339(feed.updated))
        + f"<author>{element('name', feed.author)}</author>\n"
        + element("generator", "UArazom")
        + element("link", "", rel="self", type="application/atom+xml", href=own)
        + element("link", "", rel="alternate", type="text/html", hreflang=feed.lang, href=link(feed.home, UP))
    )
    return (head + "".join(_entry(feed.origin, feed.lang, entry) for entry in feed.entries) + "</feed>\n").encode()


@lru_cache(maxsize=ENTRIES_REMEMBERED)
def _entry(origin: Origin, lang: str, entry: Entry) -> str:
    if entry.removed is not None:
        when = rfc3339(entry.removed.at)
        said = element("at:comment", entry.removed.because)
        return f'<at:deleted-entry ref="{attribute(entry.tag)}" when="{when}">\n{said}</at:deleted-entry>\n'
    link = origin.link
    return (
        "<entry>\n"
        + element("id", entry.tag)
        + element("title", entry.title)
        + element("updated", rfc3339(entry.updated))
        + element("published", rfc3339(entry.published))
        + (f"<author>{element('name', entry.who)}</author>\n" if entry.who else "")
        + element("link", "", rel="alternate", type="text/html", hreflang=lang, href=link(entry.path, UP))
        + element("link", "", rel="related", type="application/json", href=link(entry.data, UP))
        + _categories(origin, entry)
        + element("summary", entry.summary or entry.title)
        + element("content", entry.text, **({"type": "text"} if entry.text else {}))
        + "</entry>\n"
    )


def _categories(origin: Origin, entry: Entry) -> str:
    tag = origin.tag
    codes = ((entry.status, "status"), *((badge, "badge") for badge in entry.badges))
    said = [
        element("category", "", term=code, scheme=tag(scheme), label=label)
        for (code, scheme), label in zip(codes, entry.labels, strict=True)
    ]
    if entry.section:
        said.append(element("category", "", term=entry.section, scheme=tag("section")))
    return "".join(said)
