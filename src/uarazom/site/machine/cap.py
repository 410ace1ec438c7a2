"""The CAP messages as they were signed, and the feeds of those in force.

cap/2.49.0.1.….xml                            one message: the very bytes that the record's entry names, for ever
cap/alerts.atom, .rss                         every warning in force, in the register's first language
cap/alerts-uk.atom, .rss                      the same in each of its languages
cap/exercises.atom, cap/exercises-uk.atom, …  public exercises, and no warning

Rules
1. A feed has all that is in force, and nothing that is not: what ended is gone from it, and stays at its own address.
2. An entry is one message and is never edited; what changes a warning is a new message, with an entry of its own. So an
   entry says nothing but what its message says: no status that could become another.
3. An exercise's titles and texts begin with its mark, and it stands in no feed of warnings.

Specification: RFC 4287 (Atom), RSS 2.0, OASIS CAP 1.2 (its elements stand beside, in its namespace).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uarazom.acts.alerts import sent
from uarazom.site.alerts import MESSAGE, message_path
from uarazom.site.machine.origin import Origin
from uarazom.site.machine.xml import DECLARATION, attribute, element, rfc822, rfc3339
from uarazom.site.pages.alert import of_kind
from uarazom.site.pages.alerting import in_force, warns
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from datetime import datetime

    from uarazom.site.context import Context
    from uarazom.site.language import Language
    from uarazom.site.warned import Warned

NAMESPACE = 'xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"'
LISTS = {"alerts": "alert.in_force", "exercises": "alert.exercises"}
FORMS = ("atom", "rss")
UP = "../"  # from cap/ to the root


# ── messages ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def message_paths(context: Context) -> Iterator[str]:
    """Every message of every warning and every exercise."""
    for one in context.both:
        for id in of_kind(one):
            yield from messages_of(id, one)


def messages_of(id: str, context: Context) -> Iterator[str]:
    """The messages of one document, in order."""
    for act in sent(context.documents[id]) if id in context.documents else ():
        if act.alert is not None and act.message_digest and context.blob(act.message_digest) is not None:
            yield message_path(act.alert.identifier)


def message_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The bytes of one message; None when there is none of that name, or when its words were removed."""
    for one in context.both:
        found = one.index.alerts.messages.get(match["name"])
        if found is not None:
            id, _, n = found.rpartition("/")
            digest = one.documents[id].acts[int(n) - 1].message_digest
            return context.blob(digest) if digest else None
    return None


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def feed_paths(context: Context) -> Iterator[str]:
    """Warnings and exercises, in the first language and in each."""
    if warns(context):
        for name in LISTS:
            for lang in ("", *(f"-{lang}" for lang in context.languages)):
                yield from (f"cap/{name}{lang}.{form}" for form in FORMS)


def feed_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One feed; None where nobody warns, or in a language that the register does not have."""
    code = match["lang"] or next(iter(context.languages), "")
    if not warns(context) or code not in context.languages:
        return None
    feed = (_atom if match["form"] == "atom" else _rss)(context, context.languages[code], match["list"], match[0])
    return feed.encode()


def _atom(context: Context, language: Language, name: str, path: str) -> str:
    origin, shown = Origin.of(context), _shown(context, language, name)
    return (
        f'{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACE} xml:lang="{attribute(language.code)}">\n'
        + element("id", origin.tag(path))
        + element("title", title_of(context, language, name))
        + element("updated", rfc3339(updated_at(context, name)))
        + f"<author>{element('name', language.site_name)}</author>\n"
        + element("generator", "UArazom")
        + element("link", "", rel="self", type="application/atom+xml", href=origin.link(path, UP))
        + element(
            "link", "", rel="alternate", type="text/html", hreflang=language.code,
            href=origin.link(f"{language.code}/{'index' if name == 'alerts' else 'exercises'}.html", UP),
        )
        + "".join(_entry(origin, language, one) for one in shown)
        + "</feed>\n"
    )  # fmt: skip


def _entry(origin: Origin, language: Language, one: Warned) -> str:
    link, said_at = origin.link, rfc3339(one.message.sent)
    page = {"rel": "related", "type": "text/html", "hreflang": language.code}
    return (
        "<entry>\n"
        + element("id", tag_of(origin, one))
        + element("title", one.title)
        + element("updated", said_at)
        + element("published", said_at)
        + f"<author>{element('name', one.who)}</author>\n"
        + element("link", "", rel="alternate", type="application/cap+xml", href=link(one.cap, UP))
        + element("link", "", **page, href=link(f"{language.code}/{one.href}", UP))
        + element("category", "", term=one.message.event, label=one.event)
        + element("summary", summary_of(one))
        + _levels(one)
        + "</entry>\n"
    )


def _rss(context: Context, language: Language, name: str, path: str) -> str:
    origin, shown = Origin.of(context), _shown(context, language, name)
    public, title = origin.public, title_of(context, language, name)
    return (
        f'{DECLARATION}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" {NAMESPACE}>\n<channel>\n'
        + element("title", title)
        + element("link", f"{public}{language.code}/index.html" if public else origin.tag(path))
        + element("description", title)
        + element("language", language.code)
        + element("lastBuildDate", rfc822(updated_at(context, name)))
        + (element("atom:link", "", rel="self", type="application/rss+xml", href=public + path) if public else "")
        + "".join(_item(origin, one) for one in shown)
        + "</channel>\n</rss>\n"
    )


def _item(origin: Origin, one: Warned) -> str:
    return (
        "<item>\n"
        + element("title", one.title)
        + (element("link", origin.public + one.cap) if origin.public else "")
        + f'<guid isPermaLink="false">{attribute(tag_of(origin, one))}</guid>\n'
        + element("pubDate", rfc822(one.message.sent))
        + element("dc:creator", one.who)
        + element("category", one.event)
        + element("description", summary_of(one))
        + _levels(one)
        + "</item>\n"
    )


def _levels(one: Warned) -> str:
    """The message's own words, as CAP has them."""
    message, expires = one.message, one.act.valid_until
    return (
        element("cap:identifier", message.identifier)
        + element("cap:sender", message.sender)
        + element("cap:sent", rfc3339(message.sent).replace("Z", "-00:00"))
        + element("cap:status", message.status)
        + element("cap:msgType", message.msg_type)
        + element("cap:event", one.event)
        + element("cap:urgency", message.urgency)
        + element("cap:severity", message.severity)
        + element("cap:certainty", message.certainty)
        + (element("cap:expires", rfc3339(expires).replace("Z", "-00:00")) if expires else "")
        + element("cap:areaDesc", one.where)
    )


def _shown(context: Context, language: Language, name: str) -> list[Warned]:
    return in_force(language, context if name == "alerts" else context.exercises)


def title_of(context: Context, language: Language, name: str) -> str:
    """What a feed is called; of an instance that is not live, with what it is."""
    mode = language.word("mode", context.mode) if context.mode != "live" else ""
    return " — ".join(filter(None, (language.site_name, language.catalogue.plain(LISTS[name]), mode)))


def tag_of(origin: Origin, one: Warned) -> str:
    """The id of an entry: that of the message, whatever becomes of the warning."""
    return origin.tag(one.cap)


def summary_of(one: Warned) -> str:
    """Where, until when, and what to do: sentences without markup."""
    do = " ".join(one.instruction.paragraphs) if one.instruction else ""
    return " ".join(filter(None, (f"{one.where}.", f"{one.short.striptags()}." if one.short else "", do)))


def updated_at(context: Context, name: str) -> datetime:
    """When the list last changed: when a warning was issued, changed or ended; else when the record began."""
    changed_at = (context if name == "alerts" else context.exercises).index.alerts.changed_at
    return changed_at or context.began_at


MESSAGES = PageKind("cap message", rf"cap/(?P<name>{MESSAGE})\.xml", message_paths, message_page)
FEEDS = PageKind(
    "cap feed",
    r"cap/(?P<list>alerts|exercises)(?:-(?P<lang>[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?))?\.(?P<form>atom|rss)",
    feed_paths,
    feed_page,
)
