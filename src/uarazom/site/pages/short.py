"""A document in short: rows of name and value under its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from uarazom.site import paths
from uarazom.site.escaping import Sentence
from uarazom.site.item import originating, speaking
from uarazom.site.pages.review import reviewing
from uarazom.site.twin import OUT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from uarazom.acts.model import Act
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language

LINK = Sentence('<a href="{}{}">{}</a>')
UP = "../"  # a document's page lies one folder deep in its tree
Row = tuple[Markup, Markup]


def short(facts: Facts, language: Language, context: Context) -> list[Row]:
    """Who says it, as of when, until when, how they know, who entered it."""
    return [*who_and_when(facts, language), *until(facts, language), *how(facts, language, context)]


def who_and_when(facts: Facts, language: Language) -> Iterator[Row]:
    """Who says it; as of when; when it became known."""
    say, first = language.say, speaking(facts)
    yield say("document.who_says"), voice_link(originating(facts), language)
    if first.as_of is not None:
        precision = first.known_at_precision if first.as_of == first.known_at else "exact"
        yield say("document.as_of"), language.dates.when(first.as_of, precision)
    yield say("document.known"), language.dates.when(first.spoken_at, first.known_at_precision)


def until(facts: Facts, language: Language) -> Iterator[Row]:
    """Its end, or that it has none; of a briefing, when it is."""
    say, document = language.say, facts.document
    if facts.end is not None and document.kind != "briefing":
        when = language.dates.when(facts.end.at)
        ended = (
            Markup("{} ({})").format(when, language.word("status", "expired")) if facts.over and facts.runs else when
        )
        yield (say("document.due") if document.kind == "measure" else say("document.until")), ended
    for name, instant in (("starts", document.first.starts_at), ("ends", document.first.ends_at)):
        if instant is not None:
            yield say(f"document.{name}"), language.dates.when(instant)


def how(facts: Facts, language: Language, context: Context) -> Iterator[Row]:
    """How they know; what kind of claim it is; what it quotes; who entered it."""
    say, act = language.say, speaking(facts)
    parts = [language.word("basis", act.basis), language.word("evidence", act.evidence)]
    if any(parts):
        yield say("document.how_known"), language.w.language.semicolon.join(part for part in parts if part)
    if facts.document.nature is not None:
        yield say("document.nature"), escape(language.word("nature", facts.document.nature))
    yield from versions(facts, language)
    quoted = facts.document.first.quotes
    item = context.item(quoted, language.code) if quoted else None
    if item is not None:
        yield say("document.quoted"), LINK.format(UP, item.href, f"{item.word}: {item.headline}")
    yield from reviewed(facts, language, context)
    publisher = facts.document.first.body
    yield (
        say("document.entered_by"),
        LINK.format(UP, paths.list_index("body", publisher), language.names.body(publisher)),
    )


def versions(facts: Facts, language: Language) -> Iterator[Row]:
    """In which languages a statement stands here, each with its mark and the way to its page."""
    document, links = facts.document, []
    for code in (code for code in (language.code, *language.others) if code in document.first.versions):
        name = language.catalogue.language_name(code)
        href = paths.placed(code, paths.document(document.kind, document.id))
        mark = language.word("version", document.first.versions[code])
        links.append(Markup("{} ({})").format(LINK.format(OUT, href, name), mark))
    if document.kind == "statement" and links:
        yield language.say("document.versions"), language.w.language.comma.join(links)


def reviewed(facts: Facts, language: Language, context: Context) -> Iterator[Row]:
    """The claim that an answer is about, as it stands now; what the answer comes to, in its own words."""
    act = reviewing(facts)
    item = context.item(act.reviews, language.code) if act and act.reviews else None
    if act is None or item is None:
        return
    yield language.say("document.reviews"), LINK.format(UP, item.href, f"{item.word}: {item.headline}")
    words = context.ledger.words(act)
    if words and (text := language.names.text(words.conclusion)):
        yield language.say("document.conclusion"), escape(text)


def voice_link(act: Act, language: Language) -> Markup:
    """Who says it, with the way to all that this body said."""
    voice = language.names.voice(act)
    if voice.body is None:
        return escape(voice.full)
    body = language.names.body(voice.body)
    name = voice.full if body in voice.full else f"{voice.full} ({body})"
    return LINK.format(UP, paths.list_index("body", voice.body), name)
