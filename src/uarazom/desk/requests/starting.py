"""From an article to the draft of a request for correction, and from what was published to the letter to copy.

    found = look(text, printed, now=now)                                    # what of it can be asked about
    row = start_request(person=ivan, body="press", found=found, printed=printed, now=now)
    letters(document, now=now)                                              # one in each public language

Rules
1. The same check that readers have; an article is compared and forgotten, its digest is kept.
2. The wording is proposed in every public language, by the words of the public pages; people change it.
3. A draft like any other: nothing is public before two people signed it, and nothing is ever sent.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from uarazom.acts.model import Document
from uarazom.desk.drafts import editing, quoted
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people.models import Person
from uarazom.editorial.requests import Printed, can_be_asked, request_of
from uarazom.quotes.check import check
from uarazom.quotes.report import Quotation
from uarazom.site.context import Context
from uarazom.site.letter import letter_of, proposed


@dataclass(frozen=True)
class Letter:
    """What a person may copy in one language: the subject is its first line."""

    language: str
    subject: str
    text: str


def look(text: str, printed: Printed, *, now: datetime) -> tuple[Quotation, ...]:
    """The quotations of an article that a request can be about, in the order of the text."""
    report = check(text, quoted.record(now), published=printed.published_on, code=printed.language or None)
    return tuple(one for one in report.quotations if can_be_asked(one, newsroom().ledger()))


def start_request(
    *, person: Person, body: str, found: Sequence[Quotation], printed: Printed, now: datetime
) -> DraftRow:
    """A draft with what was found and the proposed wording. Raises: BadDraft where nothing can be asked."""
    room, said = newsroom(), wording([one.verdict or "" for one in found], printed, now=now)
    draft = request_of(
        found,
        printed,
        ledger=room.ledger(),
        document=f"request-{secrets.token_hex(4)}",
        body=body,
        known_at=now,
        title={code: title for code, (title, _) in said.items()},
        text={code: text for code, (_, text) in said.items()},
    )
    return editing.create(person=person, draft=draft, now=now)


def wording(found: Sequence[str], printed: Printed, *, now: datetime) -> dict[str, tuple[str, str]]:
    """The proposed title and text in every public language, by what was found."""
    room = newsroom()
    languages = Context(room.ledger(), now, blob=room.blob).languages
    return {code: proposed(one, printed.outlet, printed.published_on, found) for code, one in languages.items()}


def letters(document: Document, *, now: datetime) -> tuple[Letter, ...]:
    """The letter in each public language, of what is published now."""
    room = newsroom()
    context = Context(room.ledger(), now, blob=room.blob)
    facts = context.facts(document.id)
    if facts is None:
        return ()
    texts = ((code, letter_of(facts, language, context)) for code, language in context.languages.items())
    return tuple(Letter(code, text.partition("\n")[0], text) for code, text in texts)
