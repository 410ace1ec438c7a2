"""What a form offers from the record: who can be named, for which bodies one writes, sections, places, documents.

offered = offering(person, kind="claim", document=None)
"""

from collections.abc import Iterable, Mapping
from typing import Any

from uarazom.acts.model import Document, Texts
from uarazom.acts.register import Register
from uarazom.desk import words
from uarazom.desk.drafts import inputs
from uarazom.desk.drafts.inputs import Choices, Offered
from uarazom.desk.drafts.parts import territory
from uarazom.desk.newsroom import newsroom
from uarazom.editorial import extracts, requests
from uarazom.editorial.refusal import BadDraft
from uarazom.quotes.statements import is_verbatim

MOST_SUGGESTIONS = 300  # documents and topics offered while typing; any other can be typed


def offering(language: str, document: Document | None = None, *, findings: int = 2) -> Offered:
    """Everything, in the reader's language; `findings`: the rows of a request for correction."""
    room = newsroom()
    register = room.register()
    return Offered(
        languages=room.languages,
        zone=room.zone,
        say=lambda group, code: words.say(language, f"{group}.{code}") if words.has(f"{group}.{code}") else code,
        originators=originators(register, language),
        bodies=named(((one.id, one.name) for one in register.bodies.values()), language),
        sections=named(((one, register.name("sections", one)) for one in register.sections), language, in_order=True),
        regions=regions(register, language),
        acts=acts(document, language),
        extracts=sentences(document, language),
        findings=findings,
        paragraph=lambda act, code, said: requests.paragraph_of(room.ledger(), act, code, said),
        placed=lambda value: placed(value, document),
    )


def regions(register: Register, language: str) -> Choices:
    """The whole country first, then the register's, in its order."""
    whole = (register.instance.region,) if register.instance.region else ()
    codes = dict.fromkeys((*whole, *register.regions))
    return [(one, text(register.name("regions", one), language) or territory(one, language)) for one in codes]


def originators(register: Register, language: str) -> Choices:
    """People first, each with the office, then bodies."""
    people = [
        (one.id, {code: _with_office(name, one.offices[0].title.get(code, "")) for code, name in one.name.items()})
        if one.offices
        else (one.id, one.name)
        for one in register.people.values()
    ]
    bodies = [(one.id, one.name) for one in register.bodies.values()]
    return [
        (words.say(language, "asking.people"), named(people, language)),
        (words.say(language, "asking.bodies"), named(bodies, language)),
    ]


def _with_office(name: str, title: str) -> str:
    return f"{name}, {title}" if title else name


def named(some: Iterable[tuple[str, Texts]], language: str, *, in_order: bool = False) -> Choices:
    """Ids with names in the reader's language, by name unless the order means something."""
    found = [(key, text(texts, language) or key) for key, texts in some]
    return found if in_order else sorted(found, key=lambda pair: pair[1].casefold())


def acts(document: Document | None, language: str) -> Choices:
    """The acts of the document, for acts that name them."""
    if document is None:
        return []
    return [(act.id, f"{act.n}. {words.say(language, f'act.{act.act}')}") for act in document.acts]


def sentences(document: Document | None, language: str) -> Choices:
    """The sentences of a statement, for acts that are about some of its words: one group for each act and language."""
    groups: dict[str, Choices] = {}
    if document is not None and document.kind == "statement":
        for act, one, text_ in extracts.offered(document, newsroom().ledger()):
            group = f"{act.n}. {words.say(language, f'act.{act.act}')}, {words.own_name(one.language)}"
            groups.setdefault(group, []).append((inputs.line_of(extracts.as_member(one)), text_))
    return list(groups.items())


def placed(value: Any, document: Document | None) -> Any:
    """What a file named by its words, as the sentences that are offered; as it is, where it stands nowhere."""
    try:
        return extracts.resolved(value, document, newsroom().ledger())
    except BadDraft:
        return value


def suggestions(language: str) -> Mapping[str, Choices]:
    """What is offered while typing: documents with their titles, topics used so far."""
    room = newsroom()
    latest = sorted(room.ledger().documents.values(), key=lambda one: -one.latest.index)
    recent = latest[:MOST_SUGGESTIONS]
    topics = sorted({one.topic for one in latest if one.topic})
    return {
        "documents": [(one.id, text(room.titles(one.id), language)) for one in recent],
        "topic": [(one, text(room.register().name("topics", one), language)) for one in topics[:MOST_SUGGESTIONS]],
        "languages": [(one, words.own_name(one)) for one in room.languages],
        **_spoken(recent, language),
    }


def _spoken(recent: Iterable[Document], language: str) -> Mapping[str, Choices]:
    """Whose words an article can give otherwise, and what it can fail to carry: acts, by the document's title."""
    acts_ = [act for document in recent for act in document.acts if act.kind not in {"request", "alert"}]
    titled = [(act, text(newsroom().titles(act.document), language)) for act in acts_[:MOST_SUGGESTIONS]]
    return {
        "spoken": [(act.id, title) for act, title in titled if is_verbatim(act)],
        "clarifications": [(act.id, title) for act, title in titled if act.act == "clarify"],
    }


def text(texts: Texts, language: str) -> str:
    """In the language, else in any."""
    return texts.get(language) or next(iter(texts.values()), "")
