"""A request for correction in one language: what the article has, what the record has, what the outlet replied.

    asked = asked_of(context.facts("request-1"), language, context)
    asked.outlet, asked.article, asked.day      'The Daily Example', 'https://…', '15 February 2022'
    asked.rows                                  for each finding: its word, both passages, the way to the statement
    asked.replies                               timeline.Said with `.did`, in the order of entry; all that stand

Rules
1. Both sides stand beside each other, each as it is: no word of ours says which of them is right.
2. What a request says of the record leads to the record: to the paragraph, and to the clarification with its words.
3. A reply is the outlet's own words: where a translation is shown, they stand beside it.
4. The same for every outlet: nothing here counts, orders or compares them. Where its words were removed, an outlet has
   no name, and the request stays.
5. Where the words of the record that it repeats were removed, neither side is shown: both have them.
"""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from uarazom.acts.sentences import sentences
from uarazom.acts.voice import is_outlets
from uarazom.site import paths
from uarazom.site.passage import passage_of
from uarazom.site.timeline import LINKED, digest, gone, said_of
from uarazom.verify import extract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from uarazom.acts.model import Act, Found
    from uarazom.acts.model import Passage as Sides
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language
    from uarazom.site.passage import Passage


def asked_of(facts: Facts, language: Language, context: Context) -> Any:
    """Everything a page shows of a request."""
    first = facts.document.first
    words = context.ledger.words(first)
    article = words.article if words else None
    return SimpleNamespace(
        outlet=facts.outlet or language.catalogue.plain("requests.outlet"),
        article=article.url if article and article.url.startswith(LINKED) else "",
        day=day_of(first.article_date, language),
        digest=language.say("requests.digest", digest=digest(article.digest)) if article and article.digest else "",
        lang=first.article_language or "",
        has=language.say("requests.has", date=day_of(first.article_date, language)),
        rows=[row(found, one, language, context) for found, one in pairs(facts, context)],
        words=[language.word("verdict", code) for code in dict.fromkeys(one.found for one in first.findings)],
        replies=list(replies(facts, language, context)),
        why=list(why(facts, language, context)),
        struck=facts.status.status == "withdrawn",
    )


def day_of(day: str | None, language: Language) -> str:
    """The day on which the article came out."""
    return language.dates.day(date.fromisoformat(day)) if day else ""


def pairs(facts: Facts, context: Context) -> Iterator[tuple[Found, Sides | None]]:
    """Each finding with its passages; none where the words were removed."""
    first = facts.document.first
    words = context.ledger.words(first)
    said = words.passages if words and len(words.passages) == len(first.findings) else ()
    return zip_longest(first.findings, said)


def row(found: Found, passage: Sides | None, language: Language, context: Context) -> Any:
    """One finding: both sides, and the ways into the record."""
    act, item = context.ledger.act(found.act), context.item(found.document, language.code)
    removed = gone(act, context.ledger.words(act), language, context) if act else Markup("")
    passage = None if removed else passage
    return SimpleNamespace(
        word=language.word("verdict", found.found),
        means=language.word("verdict_means", found.found),
        article=paragraphs(passage.article) if passage else (),
        record=paragraphs(passage.record) if passage else (),
        gone=removed,
        lang=found.language,
        mark=language.word("version", act.versions.get(found.language)) if act else "",
        who=language.names.voice(act).full if act else "",
        when=language.dates.when(act.spoken_at, act.known_at_precision) if act else "",
        item=item,
        href=f"{item.href}#{place_of(found, act, passage, language, context)}" if item and act else "",
        paragraph=language.say("requests.paragraph", n=language.catalogue.number(found.paragraph)),
        clarified=clarified(found, language, context),
    )


def place_of(found: Found, act: Act, passage: Sides | None, language: Language, context: Context) -> str:
    """Where the words stand on the statement's page: the sentence with which they begin, else their paragraph."""
    words = context.ledger.words(act)
    text = extract.paragraphs(words.text.get(found.language, ""))[found.paragraph - 1 :] if words else []
    start = text[0].find(passage.record.partition(extract.PARAGRAPHS)[0]) if text and passage else -1
    linked = found.language == language.code and paths.is_statements_own(act.kind, act.n)
    begins = start in {first for first, _ in sentences(text[0])} if linked and text else False
    return paths.fragment(act.kind, act.n, found.paragraph, start if begins else None)


def paragraphs(text: str) -> list[str]:
    """A passage as the pages print texts."""
    return [part for part in extract.paragraphs(text) if part]


def clarified(found: Found, language: Language, context: Context) -> Any:
    """The clarification that the article does not carry, with its words; None where there is none to show."""
    act = context.ledger.act(found.clarification) if found.clarification else None
    words = context.ledger.words(act) if act else None
    passage = passage_of(act, words.text, language) if act and words else None
    if act is None or passage is None:
        return None
    kind = context.documents[act.document].kind
    href = f"{paths.document(kind, act.document)}#a{act.n}"
    when = language.dates.when(act.spoken_at, act.known_at_precision)
    return SimpleNamespace(passage=passage, who=language.names.voice(act).full, when=when, href=href)


def replies(facts: Facts, language: Language, context: Context) -> Iterator[Any]:
    """What the outlet replied, each time, with what it says it did."""
    for act in facts.document.acts:
        if is_outlets(act) and act.n not in facts.withdrawn:
            said = said_of(act, facts, language, context)
            yield SimpleNamespace(
                said=said, did=language.word("reply", act.reply), original=original(act, language, context)
            )


def original(act: Act, language: Language, context: Context) -> Passage | None:
    """A reply's own words, where the page shows a translation of them: they are what the outlet said."""
    words, own = context.ledger.words(act), act.original_language or ""
    if words is None or own == language.code or language.code not in words.text or own not in words.text:
        return None
    return passage_of(act, {own: words.text[own]}, language)


def why(facts: Facts, language: Language, context: Context) -> Iterator[Markup]:
    """Why it was withdrawn."""
    for act in facts.document.acts:
        words = context.ledger.words(act) if act.act == "withdraw" and not act.acts else None
        if words and (reason := language.names.text(words.reason)):
            yield language.say("site.reason", text=reason)
