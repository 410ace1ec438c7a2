"""One feed as every format says it: what changed last in one language, of all sections, of one, or the requests for
correction.

    feed = feed_of(context, "uk", "security")
    feed.entries[0].title        'Оспорюється · Міністерство оборони: …'

Rules (DESIGN §5)
1. A title begins with its status word and its badges, then who says it.
2. What changed last comes first, whatever changed it: an act, a correction, a withdrawal, the passing of time.
   `updated` is that instant, so that whoever has the old entry gets the new word.
3. What is withdrawn or on hold stays, without its text: it is not to be repeated. What lost its words is a tombstone.
4. An entry is the same in each feed of its language: it is made once and kept by the index until the document changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from uarazom.acts.kinds import SAYING
from uarazom.acts.voice import is_outlets
from uarazom.site.changes import ALL, REQUESTS
from uarazom.site.machine.origin import Origin
from uarazom.site.marked import concerned, noted_in
from uarazom.site.passage import passage_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from uarazom.acts.model import Act
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.item import Item
    from uarazom.site.language import Language

LATEST = 50  # entries of a feed: days of a busy platform, about 10 KB compressed
ENTRIES_REMEMBERED = 2_048  # as a form writes them: those of every section in two languages, until they change
_NAMES = {ALL: "all", REQUESTS: "requests"}
UP = "../../"  # from feeds/<lang>/ to the root
UNSAID = frozenset({"withdrawn", "on_hold"})  # their text is not repeated
EXPLAINING = ("clarify", "correct", "hold", "withdraw", "supersede")
TEXT_CHARACTERS = 1_000  # of a text in a feed; the page has the whole


@dataclass(frozen=True, slots=True)
class Removed:
    """When and why a document lost its words."""

    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in a feed. `path` and `data` start from the root of the site."""

    document: str
    tag: str
    path: str
    data: str
    title: str
    who: str
    summary: str
    text: str
    published: datetime
    updated: datetime
    status: str
    badges: tuple[str, ...]
    section: str
    labels: tuple[str, ...]
    removed: Removed | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and how it says itself."""

    tag: str
    name: str  # its file, without the ending
    lang: str
    title: str
    subtitle: str
    author: str
    home: str
    updated: datetime
    origin: Origin
    entries: tuple[Entry, ...]


def feed_of(context: Context, lang: str, section: str = ALL) -> Feed:
    """The feed of a section, or of all."""
    language, origin = context.languages[lang], Origin.of(context)
    ids = context.index.changes.latest(section, LATEST)
    entries = tuple(entry for entry in (entry_of(context, language, id, origin) for id in ids) if entry is not None)
    name = name_of(section)
    about = about_of(section, language)
    mode = language.catalogue.plain(f"mode.{context.mode}") if context.mode != "live" else ""
    return Feed(
        tag=origin.tag(f"feed/{lang}/{name}"),
        name=name,
        lang=lang,
        title=" — ".join(filter(None, (language.site_name, about))),
        subtitle=" ".join(filter(None, (mode, language.of_instance("tagline")))),
        author=language.site_name,
        home=f"{lang}/index.html",
        updated=max((entry.updated for entry in entries), default=context.began_at),
        origin=origin,
        entries=entries,
    )


def name_of(section: str) -> str:
    """A feed's file, without the ending."""
    return _NAMES.get(section, f"section-{section}")


def about_of(section: str, language: Language) -> str:
    """What the feed is of; empty for the one of everything."""
    if section == REQUESTS:
        return language.catalogue.plain("requests.title")
    return language.names.thing("sections", section) if section else ""


def entry_of(context: Context, language: Language, id: str, origin: Origin) -> Entry | None:
    """The entry of a document; kept until the document changes."""
    kept = context.index.changes.kept(id)
    key = ("feed entry", language.code)
    if key not in kept:
        item, facts = context.item(id, language.code), context.facts(id)
        kept[key] = _entry(context, language, item, facts, origin) if item and facts else None
    found: Entry | None = kept[key]
    return found


def _entry(context: Context, language: Language, item: Item, facts: Facts, origin: Origin) -> Entry:
    document = facts.document
    removed = _removed(context, language, facts.removed)
    return Entry(
        document=item.id,
        tag=origin.tag(item.id),
        path=f"{language.code}/{item.href}",
        data=f"document/{item.id}.json",
        title=" · ".join([item.word, *(word for _, word in item.badges), item.headline]),
        who=language.names.voice(document.first).full,
        summary=_plain(item, *_explained(context, language, facts)),
        text="" if item.status in UNSAID else _text(context, language, facts),
        published=min(act.exists_from for act in document.acts),
        updated=context.index.changes.changed_at(item.id),
        status=item.status,
        badges=tuple(code for code, _ in item.badges),
        section=document.section or "",
        labels=tuple(filter(None, (item.word, *(word for _, word in item.badges)))),
        removed=removed,
    )


def _plain(item: Item, *explained: str) -> str:
    """The line under the title, who says otherwise, and what was explained: sentences without markup."""
    return " ".join(filter(None, (item.meta.striptags(), *(line.striptags() for line in item.lines), *explained)))


def _explained(context: Context, language: Language, facts: Facts) -> Iterator[str]:
    """What the latest clarification, correction, hold, withdrawal or outlet's reply says of itself."""
    acts = reversed(facts.document.acts)
    act = next((act for act in acts if act.act in EXPLAINING or is_outlets(act)), None)
    words = context.ledger.words(act) if act else None
    if act and words:
        said = language.names.text(words.reason) or language.names.text(words.text)
        if said:
            yield f"{_naming(language, facts, act)}: {said}"


def _named(act: str) -> str:
    return "clarified" if act == "clarify" else act


def _text(context: Context, language: Language, facts: Facts) -> str:
    """The words of whoever says it, in quotation marks where they are a quotation; then what was clarified in them."""
    for act in facts.document.acts:
        words = context.ledger.words(act) if act.act in SAYING and act.n not in facts.withdrawn else None
        passage = passage_of(act, words.text, language) if words else None
        if passage:
            text = _cut("\n\n".join(passage.paragraphs))
            said = _in_marks(text, language) if passage.quoted else text
            noted = dict.fromkeys(n for n, _ in noted_in(act, facts, passage.lang))
            return "\n\n".join([said, *filter(None, (_noted(context, language, facts, n) for n in noted))])
    return ""


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_CHARACTERS else text[:TEXT_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _in_marks(text: str, language: Language) -> str:
    plain = language.catalogue.plain
    return f"{plain('language.quote_open')}{text}{plain('language.quote_close')}"


def _noted(context: Context, language: Language, facts: Facts, n: int) -> str:
    """A clarification or correction of words of the text, naming them: outside the quotation marks, and never cut."""
    act = facts.document.acts[n - 1]
    words = context.ledger.words(act)
    said = language.names.text(words.text) or language.names.text(words.reason) if words else ""
    return f"[{_naming(language, facts, act)}: {language.names.voice(act).full}: {said}]" if said else ""


def _naming(language: Language, facts: Facts, act: Act) -> str:
    """What was done, and to which words."""
    word = language.word("badge" if act.act == "clarify" else "act", _named(act.act))
    return " ".join([word, *(_in_marks(one.words, language) for one in concerned(act, facts, language))])


def _removed(context: Context, language: Language, act: Act | None) -> Removed | None:
    if act is None:
        return None
    words = context.ledger.words(act)
    reason = language.names.text(words.reason) if words else ""
    said = language.catalogue.plain("site.words_removed", entry=act.index)
    return Removed(act.exists_from, f"{said} {reason}".strip())
