"""One document for machines: every act with its words and digests, the status now and the acts that decided it.

    document/claim-outage.json
    exercise/exercise-17.json         a public exercise: never among the documents, and with its `mark`

Rules: members of an act have the names of docs/formats/entry.md; of words that were removed stands the act that removed
them, words that are not here are said to be missing; codes stand beside the words that people read, never instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from uarazom.acts.model import Act, Words
from uarazom.acts.sentences import sentences
from uarazom.site import paths
from uarazom.site.machine.json_feed import dumped
from uarazom.site.machine.origin import Origin
from uarazom.site.machine.xml import rfc3339
from uarazom.site.paths import ID
from uarazom.site.registry import PageKind
from uarazom.site.warned import mark_of
from uarazom.verify.extract import holds, paragraphs

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.verify.extract import Extract

NOT_SAID = frozenset({"document", "kind", "words", "exists_from"})  # said elsewhere; or not the record's
SAID_OF_ACTS = tuple(one.name for one in fields(Act) if one.name not in NOT_SAID)
SAID_OF_WORDS = tuple(one.name for one in fields(Words) if one.name not in ("who", "salt"))


def document_paths(context: Context) -> Iterator[str]:
    """Every document that exists."""
    return (f"document/{id}.json" for id in context.documents)


def document_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One document, or None when it does not exist."""
    facts = context.facts(match["id"])
    return dumped(document_of(context, facts)) if facts else None


def exercise_paths(context: Context) -> Iterator[str]:
    """Every public exercise that exists."""
    return (f"exercise/{id}.json" for id in context.exercises.documents)


def exercise_page(context: Context, match: re.Match[str]) -> bytes | None:
    """One exercise, or None when it does not exist."""
    return document_page(context.exercises, match)


def document_of(context: Context, facts: Facts) -> dict[str, Any]:
    """The document as JSON says it."""
    document, status = facts.document, facts.status
    return said(
        {
            "id": document.id,
            "mark": mark_of(context),
            "tag": Origin.of(context).tag(f"exercise/{document.id}" if context.exercise else document.id),
            "kind": document.kind,
            "section": document.section,
            "topic": document.topic,
            "regions": document.regions,
            "nature": document.nature,
            "status": status.status,
            "badges": status.badges,
            "since": status.since,
            "because": status.because,
            "ends_at": facts.end.at if facts.end else None,
            "reads": {lang: reads(context, document.id, lang) for lang in context.languages},
            "acts": [act_of(context, act, facts) for act in document.acts],
        }
    )


def reads(context: Context, id: str, lang: str) -> dict[str, Any]:
    """How it reads in one language: the status word first."""
    item = context.item(id, lang)
    assert item is not None  # noqa: S101 - asked for a document that exists
    badges = [word for _, word in item.badges]
    return said({"status": item.word, "badges": badges, "headline": item.headline, "path": f"{lang}/{item.href}"})


def act_of(context: Context, act: Act, facts: Facts) -> dict[str, Any]:
    """One act with its words, or what became of them."""
    members = {"id": act.id, **{name: getattr(act, name) for name in SAID_OF_ACTS}}
    members |= {"words_digest": act.words, "withdrawn": "yes" if act.n in facts.withdrawn else None}
    members["extracts"] = [extract_of(one, facts) for one in act.extracts]
    words = context.ledger.words(act)
    if words is not None:
        members["words"] = words_of(words)
        if any(found.act in context.ledger.removed for found in act.findings):
            members["words"].pop("passages", None)  # a request repeats what was removed
        members["places"] = places_of(act, words)
    elif act.id in context.ledger.removed:
        members["words_removed_by"] = context.ledger.removed[act.id].id
    elif act.words is not None:
        members["words_missing"] = "yes"
    return said(members)


def extract_of(extract: Extract, facts: Facts) -> dict[str, Any]:
    """Which words an act concerns: as signed, where they stand on the page, and the words where they are theirs."""
    about = facts.document.acts[int(extract.act.rpartition("/")[2]) - 1]
    words = facts.ledger.words(about)
    text = words.text.get(extract.language, "") if words else ""
    place = paths.fragment(about.kind, about.n, extract.paragraph, extract.start)
    signed = {one.name: getattr(extract, one.name) for one in fields(extract)}
    return {**signed, "place": place, "words": extract.of(text) if words and holds(extract, text, words.salt) else None}


def places_of(act: Act, words: Words) -> dict[str, Any]:
    """Where a link can lead in a statement's own text, by language: each paragraph, and the sentences in it."""
    if not paths.is_statements_own(act.kind, act.n):
        return {}
    return {language: list(_places(act, text)) for language, text in words.text.items()}


def _places(act: Act, text: str) -> Iterator[dict[str, Any]]:
    for k, paragraph in enumerate(paragraphs(text), start=1):
        yield {"paragraph": k, "start": 0, "end": len(paragraph), "place": paths.fragment(act.kind, act.n, k)}
        for start, end in sentences(paragraph):
            place = paths.fragment(act.kind, act.n, k, start)
            yield {"paragraph": k, "start": start, "end": end, "place": place}


def words_of(words: Words) -> dict[str, Any]:
    """The texts by member and language."""
    return said({name: getattr(words, name) for name in SAID_OF_WORDS})


def said(members: Mapping[str, Any]) -> dict[str, Any]:
    """An object as JSON, without what has nothing to say; zero is something."""
    return {
        name: member if type(member) is str else _said(member)
        for name, member in members.items()
        if member is not None and member is not False and (type(member) is int or member)
    }


def _said(value: Any) -> Any:
    if type(value) in (str, int):  # most are
        return value
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, dict) or isinstance(value, Mapping):  # noqa: SIM101 - an abstract class is asked slowly
        return said(value)
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return [_said(member) for member in value]
    if is_dataclass(value) and not isinstance(value, type):
        return said({one.name: getattr(value, one.name) for one in fields(value)})
    return value


DOCUMENT = PageKind("document json", rf"document/(?P<id>{ID})\.json", document_paths, document_page)
EXERCISE = PageKind("exercise json", rf"exercise/(?P<id>{ID})\.json", exercise_paths, exercise_page)
