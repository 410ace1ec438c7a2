"""sitemap.xml (sitemaps.org 0.9) and robots.txt (RFC 9309).

A sitemap knows absolute addresses only, so there is one only where the register names the address of the public side.
It is an index of parts; a part is one page of the archive, so that a publication changes one part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uarazom.site import paths
from uarazom.site.machine.archive import DAY
from uarazom.site.machine.origin import Origin
from uarazom.site.machine.xml import DECLARATION, element, rfc3339
from uarazom.site.paths import MONTH
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context

NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGES = (
    "index.html",
    "bulletins.html",
    "archive/index.html",
    "corrections.html",
    "originators.html",
    "how-we-work.html",
)
TOP = "pages"  # the part that holds them


def part_paths(context: Context) -> Iterator[str]:
    """The index and its parts; none without a public address."""
    if Origin.of(context).public:
        yield "sitemap.xml"
        yield f"sitemap/{TOP}.xml"
        yield from (f"sitemap/{part}.xml" for part in _parts(context))


def part_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The index, or one part."""
    public = Origin.of(context).public
    if not public:
        return None
    if match["month"] is None:
        return _index(context, public) if match["part"] is None else _top(context, public)
    number = int(match["number"])
    if not 1 <= number <= context.index.pages(*DAY, match["month"]):
        return None
    return _urls(_documents(context, public, match["month"], number))


def _parts(context: Context) -> Iterator[str]:
    for month in context.index.months(*DAY):
        yield from (f"{month}-p{number}" for number in range(1, context.index.pages(*DAY, month) + 1))


def _index(context: Context, public: str) -> bytes:
    said = "".join(
        f"<sitemap>{element('loc', f'{public}sitemap/{part}.xml')}</sitemap>\n" for part in (TOP, *_parts(context))
    )
    return f"{DECLARATION}<sitemapindex {NAMESPACE}>\n{said}</sitemapindex>\n".encode()


def _top(context: Context, public: str) -> bytes:
    return _urls((f"{public}{lang}/{page}", "") for lang in context.languages for page in PAGES)


def _documents(context: Context, public: str, month: str, number: int) -> Iterator[tuple[str, str]]:
    for id in context.index.page(*DAY, month, number):
        changed_at = rfc3339(context.index.changes.changed_at(id))
        page = paths.document(context.documents[id].kind, id)
        yield from ((public + paths.placed(lang, page), changed_at) for lang in context.languages)


def _urls(rows: Iterator[tuple[str, str]]) -> bytes:
    said = "".join(f"<url>{element('loc', address)}{element('lastmod', at)}</url>\n" for address, at in rows)
    return f"{DECLARATION}<urlset {NAMESPACE}>\n{said}</urlset>\n".encode()


def robots_paths(_context: Context) -> Iterator[str]:
    """One file."""
    yield "robots.txt"


def robots_page(context: Context, _match: re.Match[str]) -> bytes:
    """Everything may be read."""
    public = Origin.of(context).public
    return ("User-agent: *\nAllow: /\n" + (f"Sitemap: {public}sitemap.xml\n" if public else "")).encode()


SITEMAP = PageKind(
    "sitemap",
    rf"sitemap(?:\.xml|/(?P<part>{TOP}|(?P<month>{MONTH})-p(?P<number>[1-9]\d{{0,5}}))\.xml)",
    part_paths,
    part_page,
)
ROBOTS = PageKind("robots", r"robots\.txt", robots_paths, robots_page)
