"""From signed fields to values, tolerantly: members that this version does not know are left alone.

What comes here has passed `verify`; what it may say in detail is held by `schema.check` before it is issued. So a value
outside our tables is kept as it is, and a member of another shape than ours is taken as absent: an act written by a
later version still shows what this one understands.

    act = read_act(entry.fields, index=7, digest=entry.digest)
    words = read_words(canon.parse(blob, max_bytes=2**20))
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Any

from uarazom.acts.kinds import PARTS
from uarazom.acts.model import (
    NO_TEXTS,
    Act,
    Article,
    Figure,
    Found,
    Item,
    Media,
    Message,
    Passage,
    SignedMessage,
    Source,
    Span,
    Texts,
    Words,
)
from uarazom.verify import canon, extract

REGISTER_WORDS = ("bodies", "people", "sections", "topics", "regions", "competences", "instance", "policy")
_NO_TEXTS = ("source", "article", "passages", "salt", "who")
_TEXT_MEMBERS = tuple(name for name in Words.__slots__ if name not in _NO_TEXTS)


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
    return Words(
        **members,
        who=who,
        source=read_source(fields.get("source")),
        article=read_article(fields.get("article")),
        passages=read_passages(fields.get("passages")) or (),
        salt=text(fields.get("salt")) or "",
    )


def texts(value: object) -> Texts:
    """An object language → text; anything else says nothing."""
    if not isinstance(value, dict):
        return NO_TEXTS
    return {intern(language): one for language, one in value.items() if isinstance(one, str)}


def read_source(value: object) -> Source | None:
    """Where the words were published; nothing without a publisher."""
    if not isinstance(value, dict) or (publisher := text(value.get("publisher"))) is None:
        return None
    published_at, digest = instant(value.get("published_at")), text(value.get("digest"))
    return Source(publisher, text(value.get("url")), published_at, digest, value.get("excerpt") == "yes")


def instant(value: object) -> datetime | None:
    """An instant; None for anything else."""
    try:
        read = datetime.fromisoformat(value)  # type: ignore[arg-type]  # a TypeError says that it is no text
    except (TypeError, ValueError):
        return None
    return read if read.tzinfo is not None else None


def aware(value: object) -> datetime:
    """An instant that must be there."""
    if (read := instant(value)) is None:
        raise ValueError("not an instant")
    return read


def text(value: object) -> str | None:
    """A text as it is."""
    return value if isinstance(value, str) else None


def code(value: object) -> str | None:
    """A code or id: the same few come again and again, so each is kept once."""
    return intern(value) if isinstance(value, str) else None


def codes(value: object) -> tuple[str, ...] | None:
    """An array of codes or ids; like a code, the same few are kept once."""
    return kept(tuple(one for one in value if isinstance(one, str))) if isinstance(value, list) else None


@lru_cache(maxsize=4096)
def kept(value: tuple[str, ...]) -> tuple[str, ...]:
    """The same tuple for equal ones."""
    return tuple(intern(one) for one in value)


def number(value: object) -> int | None:
    """An integer."""
    return value if type(value) is int else None


def versions(value: object) -> Mapping[str, str] | None:
    """Which kind of version the text in each language is."""
    if not isinstance(value, dict):
        return None
    return kept_versions(tuple((language, version) for language, version in value.items() if isinstance(version, str)))


@lru_cache(maxsize=4096)
def kept_versions(value: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The same mapping for equal ones: many acts share it, so nobody changes it."""
    return {intern(language): intern(version) for language, version in value}


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


def all_of(read: Callable[[object], Any]) -> Callable[[object], Any]:
    """A reader of an array whose places matter: when one member cannot be read, none is."""

    def read_all(value: object) -> Any:
        members = tuple(map(read, value)) if isinstance(value, list) else (None,)
        return None if None in members else members

    return read_all


def make_figure(value: Mapping[str, Any]) -> Figure:
    """A figure; a scale or qualifier that we do not know would change what the number means, so then there is none."""
    scale, qualifier = value.get("scale", 0), value.get("qualifier", "exact")
    if type(value["value"]) is not int or type(scale) is not int or scale < 0 or not isinstance(qualifier, str):
        raise ValueError("not a figure of this version")
    return Figure(intern(value["metric"]), value["value"], scale, intern(qualifier))


def make_media(value: Mapping[str, Any]) -> Media:
    """One file."""
    return Media(intern(value["digest"]), intern(value["media_type"]), int(value["size"]))


def make_item(value: Mapping[str, Any]) -> Item:
    """One section of a bulletin."""
    return Item(intern(value["section"]), codes(value["acts"]) or ())


def make_alert(value: Mapping[str, Any]) -> Message:
    """What a warning's act sends; whole or not at all, since half a warning misleads."""
    message, parts = value["message"], value.get("parts", {})
    return Message(
        **{name: str(value[name]) for name in ("identifier", "sender", "msg_type", "status", "event")},
        **{name: str(value[name]) for name in ("severity", "urgency", "certainty") if name in value},
        sent=aware(value["sent"]),
        digest=str(message["digest"]),
        size=int(message["size"]),
        responses=codes(value.get("responses", [])) or (),
        parts={code: how for code, how in parts.items() if how in PARTS},
        ends=text(value.get("ends")),
        retraction=text(value.get("retraction")),
    )


def make_found(value: Mapping[str, Any]) -> Found:
    """What a request for correction found in one place."""
    act, language, found = (intern(value[name]) for name in ("act", "language", "found"))
    return Found(
        act, language, int(value["paragraph"]), found, value.get("material") == "yes", code(value.get("clarification"))
    )


def make_article(value: Mapping[str, Any]) -> Article:
    """The article that a request is about."""
    return Article(str(value["outlet"]), str(value["url"]), text(value.get("site")), text(value.get("digest")))


figure = whole(make_figure)
span = whole(lambda value: Span(aware(value["from"]), aware(value["to"])))
media = each(whole(make_media))
items = each(whole(make_item))
read_article = whole(make_article)
read_passages = all_of(whole(lambda value: Passage(str(value["article"]), str(value["record"]))))

_READERS: dict[str, Callable[[object], Any]] = {
    **dict.fromkeys(("document", "kind", "act", "body", "by", "speaking_for", "known_at_precision"), code),
    **dict.fromkeys(("basis", "evidence", "tone", "form", "original_language", "section", "topic", "nature"), code),
    **dict.fromkeys(("quotes", "reviews", "successor", "confirms", "competence", "ground", "category", "date"), code),
    **dict.fromkeys(("article_language", "reply"), code),
    "article_date": lambda value: value if canon.is_day(value) else None,
    **dict.fromkeys(("previous", "words"), text),
    **dict.fromkeys(("issued_at", "known_at", "as_of", "valid_until", "due_at"), instant),
    **dict.fromkeys(("next_issue_at", "starts_at", "ends_at"), instant),
    **dict.fromkeys(("regions", "acts"), codes),
    "n": number,
    "versions": versions,
    "extracts": each(extract.read),
    "media": media,
    "figure": figure,
    "covers": span,
    "items": items,
    "findings": all_of(whole(make_found)),
    "alert": whole(make_alert),
    "signed_message": whole(lambda value: SignedMessage(str(value["digest"]), int(value["size"]))),
}
