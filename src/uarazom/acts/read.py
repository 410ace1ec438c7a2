"""From signed fields to values, tolerantly: members that this version does not know are left alone.

What comes here has passed `verify`; what it may say in detail is held by `schema.check` before it is issued. So a value
outside our tables is kept as it is, and a member of another shape than ours is taken as absent: an act written by a
later version still shows what this one understands.

    act = read_act(entry.fields, index=7, digest=entry.digest)
    words = read_words(canon.parse(blob, max_bytes=2**20))
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from sys import intern
from typing import Any

from uarazom.acts.model import NO_TEXTS, Act, Figure, Item, Media, Source, Span, Texts, Words

REGISTER_WORDS = ("bodies", "people", "sections", "topics", "regions", "competences", "instance", "policy")
_TEXT_MEMBERS = tuple(name for name in Words.__slots__ if name not in ("source", "who"))


def read_act(fields: Mapping[str, Any], *, index: int, digest: str) -> Act:
    """The act of an entry's fields."""
    members: dict[str, Any] = {"index": index, "digest": digest}
    for name, value in fields.items():
        read = _READERS.get(name)
        if read is not None and (value := read(value)) is not None:
            members[name] = value
    return Act(**members)


def read_words(fields: Mapping[str, Any]) -> Words:
    """The words of a words blob's fields."""
    members: dict[str, Any] = {name: texts(fields[name]) for name in _TEXT_MEMBERS if name in fields}
    who = {name: fields[name] for name in REGISTER_WORDS if isinstance(fields.get(name), dict)}
    return Words(**members, who=who, source=read_source(fields.get("source")))


def texts(value: object) -> Texts:
    """An object language → text; anything else says nothing."""
    return value if isinstance(value, dict) else NO_TEXTS


def read_source(value: object) -> Source | None:
    """Where the words were published; nothing without a publisher."""
    if not isinstance(value, dict) or "publisher" not in value:
        return None
    published_at = instant(value.get("published_at"))
    return Source(
        value["publisher"], value.get("url"), published_at, value.get("digest"), value.get("excerpt") == "yes"
    )


def instant(value: object) -> datetime | None:
    """An instant; None for anything else."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None


def text(value: object) -> str | None:
    """A text as it is."""
    return value if isinstance(value, str) else None


def code(value: object) -> str | None:
    """A code or id: the same few come again and again, so each is kept once."""
    return intern(value) if isinstance(value, str) else None


def codes(value: object) -> tuple[str, ...] | None:
    """An array of codes or ids."""
    return tuple(intern(one) for one in value if isinstance(one, str)) if isinstance(value, list) else None


def number(value: object) -> int | None:
    """An integer."""
    return value if type(value) is int else None


def versions(value: object) -> Mapping[str, str] | None:
    """Which kind of version the text in each language is."""
    if not isinstance(value, dict):
        return None
    return {intern(language): intern(version) for language, version in value.items() if isinstance(version, str)}


def whole(make: Callable[[Mapping[str, Any]], Any]) -> Callable[[object], Any]:
    """A reader of an object that is taken whole or not at all."""

    def read(value: object) -> Any:
        try:
            return make(value) if isinstance(value, dict) else None
        except (KeyError, TypeError, ValueError):
            return None

    return read


def each(read: Callable[[object], Any]) -> Callable[[object], Any]:
    """A reader of an array; members that cannot be read are left out."""

    def read_all(value: object) -> Any:
        return tuple(one for one in map(read, value) if one is not None) if isinstance(value, list) else None

    return read_all


figure = whole(
    lambda value: Figure(value["metric"], value["value"], value.get("scale", 0), value.get("qualifier", "exact"))
)
span = whole(lambda value: Span(datetime.fromisoformat(value["from"]), datetime.fromisoformat(value["to"])))
media = each(whole(lambda value: Media(value["digest"], value["media_type"], value["size"])))
items = each(whole(lambda value: Item(intern(value["section"]), tuple(value["acts"]))))

_READERS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(("document", "kind", "act", "body", "by", "speaking_for", "known_at_precision"), code),
    **dict.fromkeys(("basis", "evidence", "tone", "form", "original_language", "section", "topic", "nature"), code),
    **dict.fromkeys(("quotes", "successor", "confirms", "competence", "ground", "category", "date"), code),
    **dict.fromkeys(("previous", "words"), text),
    **dict.fromkeys(("issued_at", "known_at", "as_of", "valid_until", "due_at"), instant),
    **dict.fromkeys(("next_issue_at", "starts_at", "ends_at"), instant),
    **dict.fromkeys(("regions", "acts"), codes),
    "n": number,
    "versions": versions,
    "media": media,
    "figure": figure,
    "covers": span,
    "items": items,
}
