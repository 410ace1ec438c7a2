"""News feeds as outlets write them: where each article is, its title, when it came out. Nobody's name.

    feed = read(raw, url, now)              Atom 1.0, RSS 2.0 and 1.0, JSON Feed 1.1, told by what stands in them
    feed.entries[0].url, .title, .published_at

Rules, in order
1. Bytes first: `FEED_BYTES` at most. XML is read as far as it can be read; no DTD is loaded, no entity expanded, and
   a document that declares some is refused.
2. A page instead of a feed is refused, and the feeds that it names are told.
3. At most `ENTRIES_MAX` entries, in the feed's order. One without an http or https address is left out, and counted.
4. A time that nobody can read, one that lies in the future by more than `AHEAD`, and that of a later change
   (`updated`) say nothing of when an article came out.
5. Authors are never looked at: no field of ours could hold one.

Specification: RFC 4287 (Atom), RSS 2.0, RSS 1.0, JSON Feed 1.1; times by RFC 3339 and RFC 5322 §3.3.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from lxml import etree

from uarazom.sources.address import ADDRESS_MAX
from uarazom.sources.article import shown
from uarazom.sources.errors import NotAFeed, TooLarge

FEED_BYTES = 4 * 2**20  # a busy agency's feed with every text inside is about one
ENTRIES_MAX = 200  # of one feed: more than an agency puts out between two looks
TITLE_MAX = 300  # characters
AHEAD = timedelta(minutes=10)  # what an outlet's clock may differ by
FEEDS_NAMED = 3  # of a page's own feeds, in the error that says it is a page
ROOTS = frozenset({"feed", "rss", "RDF", "channel"})
ENTRIES = frozenset({"entry", "item"})
PUBLISHED = ("published", "pubDate", "date_published", "date", "issued", "created")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_TAG = re.compile(r"<[^<>]{0,500}>")
_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff]")
# The marks that turn the direction of what stands behind them: an address would read as another.
_QUOTED = re.compile("[\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article. `published_at` None: the feed does not say, or says what cannot be."""

    url: str
    title: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed has now. `left_out`: entries without an address that can be read, or beyond the most."""

    entries: tuple[Entry, ...]
    left_out: int = 0


def read(raw: bytes, url: str, now: datetime) -> Feed:
    """The entries of a feed that came from `url`. Raises: TooLarge, NotAFeed."""
    if len(raw) > FEED_BYTES:
        raise TooLarge(f"a feed of at most {FEED_BYTES} bytes", str(len(raw)), url)
    told = _of_json(raw, url) if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _of_xml(raw, url)
    found, left_out = dict[str, Entry](), 0
    for said in told:
        place = address(said.pop("address", ""), url)
        if place and (place in found or len(found) < ENTRIES_MAX):
            found.setdefault(place, Entry(place, _plain(said.get("title", "")), _time(said, now)))
        else:
            left_out += 1
    return Feed(tuple(found.values()), left_out)


# ── the two ways in which feeds are written: each entry as words by name ──────────────────────────────────────────────
def _of_json(raw: bytes, url: str) -> Iterator[dict[str, str]]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(FORMS, f"JSON that cannot be read ({type(error).__name__})", url) from error
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise NotAFeed(FORMS, "JSON without items", url)
    for item in items:
        members = item if isinstance(item, dict) else {}
        said = {name: one for name, one in members.items() if isinstance(one, str)}
        yield {"address": said.get("url", said.get("external_url", "")), **said}


def _of_xml(raw: bytes, url: str) -> Iterator[dict[str, str]]:
    root = _parsed(raw)
    if root is None:
        raise NotAFeed(FORMS, "no XML" if raw.strip() else "nothing", url)
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise NotAFeed(FORMS, "a document that declares entities of its own", url)
    if _name(root) not in ROOTS:
        raise NotAFeed(FORMS, f"{_name(root)[:40]}{_named(raw, url)}", url)
    for element in root.iter():
        if isinstance(element.tag, str) and _name(element) in ENTRIES:
            yield _said(element)


def _parsed(raw: bytes) -> Any:
    """The tree as far as it can be read; nothing is fetched, nothing expanded."""
    parser = etree.XMLParser(
        recover=True, load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(raw.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _said(element: Any) -> dict[str, str]:
    """The words that are of use here, by their element's name; the first of each name."""
    said: dict[str, str] = {}
    for child in element:
        name = _name(child) if isinstance(child.tag, str) else ""
        if name == "link":
            said.setdefault("address", _link(child))
        elif name == "guid" and child.get("isPermaLink", "true") == "true":
            said.setdefault("guid", _text(child))
        elif name in ("title", *PUBLISHED):
            said.setdefault(name, _text(child))
        if not said.get("address"):  # a link that leads elsewhere is none
            said.pop("address", None)
    return {"address": said.pop("guid", ""), **said}


def _link(element: Any) -> str:
    """Where a link leads: Atom's alternate, or RSS's text."""
    if element.get("href") is not None:
        return element.get("href") if element.get("rel", "alternate") == "alternate" else ""
    return _text(element)


def _text(element: Any) -> str:
    return "".join(islice((one for one in element.itertext() if isinstance(one, str)), 100)).strip()


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


# ── what is taken of them ─────────────────────────────────────────────────────────────────────────────────────────────
def address(said: str, url: str) -> str:
    """An article's address, whole, marks of direction encoded; empty where it is none, or has a name or
    password in it."""
    try:
        place = urldefrag(urljoin(url, said.strip())).url if said.strip() else ""
        place = _QUOTED.sub(lambda found: quote(found[0]), place)
        split = urlsplit(place)
        named = split.username is not None or split.password is not None
    except ValueError:
        return ""
    fits = split.scheme in ("http", "https") and split.hostname and not named and len(place) <= ADDRESS_MAX
    return place if fits and not _NO_ADDRESS.search(place) else ""


def _plain(said: str) -> str:
    """A title as it is read: no markup, one line."""
    words = _QUOTED.sub(" ", html.unescape(_TAG.sub("", said[: 4 * TITLE_MAX])))
    return shown(_SPACE.sub(" ", words)).strip()[:TITLE_MAX]


def _time(said: dict[str, str], now: datetime) -> datetime | None:
    """The first time that can be read."""
    for name in PUBLISHED:
        at = instant(said.get(name, ""))
        if at is not None:
            return at if at <= now + AHEAD else None
    return None


def instant(said: str) -> datetime | None:
    """An instant as feeds write it, in UTC; None where it is none."""
    for way in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = way(said.strip()[:60])
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


FORMS = "Atom, RSS or JSON Feed"


def _named(raw: bytes, url: str) -> str:
    """The feeds that a page names, for whoever gave the page's address."""
    try:
        page = etree.fromstring(raw, etree.HTMLParser(no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    links = page.iter("link") if page is not None else ()
    named = (one.get("href", "") for one in links if one.get("type", "").lower() in _FEED_TYPES)
    places = [place for place in (address(one, url) for one in named) if place]
    return f"; the page names {', '.join(places[:FEEDS_NAMED])}" if places else ""
