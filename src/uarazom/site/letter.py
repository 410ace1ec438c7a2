"""What an outlet is asked in words: the wording a request begins with, and the letter that a person copies and sends.

    proposed(language, "The Daily Example", date(2022, 2, 15), ["altered"])      (title, text), for a draft
    letter_of(facts, language, context)                             plain text, of what was published

Nothing sends a letter: it is made of the record when somebody asks to see it, with the addresses of the public pages
where the register names a public address. It begins with what its reader must know first: that the instance is none
that is live, that the request was withdrawn or is on hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from uarazom.acts.kinds import LACKS_CLARIFICATION
from uarazom.site import paths
from uarazom.site.asked import asked_of
from uarazom.site.frame import mode_of
from uarazom.site.item import title_of
from uarazom.site.machine.origin import Origin
from uarazom.site.passage import passage_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language

NOT_ASKED = frozenset({"withdrawn", "on_hold"})


def proposed(language: Language, outlet: str, day: date, found: Collection[str]) -> tuple[str, str]:
    """Title and text of a request in the page's language, for people to read and change; by what was found, so that
    nobody is said to have printed other words whose article lacks a clarification."""
    said = {"outlet": outlet, "date": language.dates.day(day)}
    differs = not LACKS_CLARIFICATION.issuperset(found)
    asks = {
        "requests.ask_text": differs,
        "requests.ask_add": "without_clarification" in found,
        "requests.ask_since": "clarified_since" in found,
        "requests.ask_reply": True,
    }
    text = [language.catalogue.plain(name, **said) for name, is_asked in asks.items() if is_asked]
    title = "requests.ask_title" if differs else "requests.ask_add_title"
    return language.catalogue.plain(title, **said), "\n\n".join(text)


def letter_of(facts: Facts, language: Language, context: Context) -> str:
    """The whole letter: what is asked, both sides of each finding, and where it stands in public."""
    return "\n\n".join(part for part in _parts(facts, language, context) if part)


def _parts(facts: Facts, language: Language, context: Context) -> Iterator[str]:
    asked, plain = asked_of(facts, language, context), language.catalogue.plain
    words = context.ledger.words(facts.document.first)
    passage = passage_of(facts.document.first, words.text, language) if words else None
    first = mode_of(context, language), _not_asked(facts, language), title_of(facts, language)[0]
    yield " ".join(filter(None, first))
    yield from (line.striptags() for line in asked.why)
    yield "\n\n".join(passage.paragraphs) if passage else ""
    yield f"{plain('requests.article')}: {asked.article}" if asked.article else ""
    for row in asked.rows:
        yield "\n".join(filter(None, _finding(row, asked, language, context)))
    page = address(context, language, paths.document(facts.document.kind, facts.document.id))
    yield f"{plain('kind.request')}: {page}" if page else ""
    yield language.names.voice(facts.document.first).full


def _not_asked(facts: Facts, language: Language) -> str:
    """That it is asked no more, or not now: whoever reads the letter reads this first."""
    status = facts.status.status
    return f"{language.word('status', status)}." if status in NOT_ASKED else ""


def _finding(row: Any, asked: Any, language: Language, context: Context) -> Iterator[str]:
    plain = language.catalogue.plain
    opened, closed = plain("language.quote_open"), plain("language.quote_close")
    yield f"{row.word}." if asked.struck else f"{row.word}. {row.means}"
    if row.article:
        yield f"{asked.has}: {opened}{' '.join(row.article)}{closed}"
        yield f"{plain('requests.record')}: {opened}{' '.join(row.record)}{closed}"
    yield row.gone.striptags()
    yield f"{row.who}{language.catalogue.comma}{row.when.striptags()}" if row.who else ""
    if row.clarified:
        said = " ".join(row.clarified.passage.paragraphs)
        yield f"{plain('check.clarification')}: {row.clarified.who}: {said}"
    yield address(context, language, row.href) if row.href else ""


def address(context: Context, language: Language, inner: str) -> str:
    """Where a page stands in public; empty where the register names no address."""
    public = Origin.of(context).public
    return public + paths.placed(language.code, inner) if public else ""
