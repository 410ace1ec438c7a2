"""A feed as JSON Feed 1.1 (jsonfeed.org/version/1.1). What it has no member for stands under `_uarazom`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from uarazom.site.machine.xml import rfc3339

if TYPE_CHECKING:
    from uarazom.site.machine.feed import Entry, Feed


def json_feed(feed: Feed) -> bytes:
    """The whole file."""
    public = feed.origin.public
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": public and public + feed.home,
        "feed_url": public and f"{public}feeds/{feed.lang}/{feed.name}.json",
        "description": feed.subtitle,
        "language": feed.lang,
        "authors": [{"name": feed.author}],
        "_uarazom": {"id": feed.tag, "origin": feed.origin.name, "updated": rfc3339(feed.updated)},
        "items": [_item(feed, entry) for entry in feed.entries],
    }
    return dumped({name: value for name, value in said.items() if value != ""})


def _item(feed: Feed, entry: Entry) -> dict[str, Any]:
    public, gone = feed.origin.public, entry.removed
    said = {
        "id": entry.tag,
        "url": public and public + entry.path,
        "title": entry.title,
        "content_text": gone.because if gone else entry.text or entry.summary or entry.title,
        "summary": entry.summary,
        "date_published": rfc3339(entry.published),
        "date_modified": rfc3339(entry.updated),
        "authors": [{"name": entry.who}] if entry.who else "",
        "language": feed.lang,
        "tags": list(entry.labels),
        "_uarazom": _ours(entry),
    }
    return {name: value for name, value in said.items() if value != ""}


def _ours(entry: Entry) -> dict[str, Any]:
    said: dict[str, Any] = {"document": entry.document, "path": entry.path, "data": entry.data, "status": entry.status}
    said |= {"badges": list(entry.badges)} if entry.badges else {}
    said |= {"section": entry.section} if entry.section else {}
    return said | ({"removed_at": rfc3339(entry.removed.at)} if entry.removed else {})


def dumped(value: object) -> bytes:
    """JSON as every machine output writes it: UTF-8, one line, in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
