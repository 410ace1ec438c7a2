"""The published documents: list and search, one document with its acts, what it is offered, and the hold button."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from uarazom.acts.kinds import KINDS, SENDING
from uarazom.acts.model import Act, Document, Texts, Words
from uarazom.acts.status import Status, next_change, status
from uarazom.desk.configure import current
from uarazom.desk.drafts import parts, rows
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.refusal import NotFound
from uarazom.desk.web.door import DeskRequest, signed_in
from uarazom.desk.web.language import language
from uarazom.editorial import extracts
from uarazom.editorial import forms as editorial
from uarazom.site import paths

PAGE = 50
LONGEST_QUERY = 200
SHOWN = (
    *("by", "speaking_for", "known_at_precision", "basis", "evidence", "tone", "form", "confirms"),
    *("successor", "quotes", "ground", "category", "article_date", "article_language", "reply"),
)


@dataclass(frozen=True)
class Line:
    """One document in a list."""

    document: Document
    titles: Texts
    status: Status


@dataclass(frozen=True)
class ActSeen:
    """One act of a document, with its words unless they were removed."""

    act: Act
    words: Words | None
    facts: list[parts.Fact]
    compared: list[tuple[Any, Any]]
    texts: list[parts.Text]
    removed: bool
    decides: bool


@signed_in
def every(request: DeskRequest) -> HttpResponse:
    """All documents, newest first; a few words, a kind, a section narrow them."""
    now = current().now()
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    chosen = {name: request.GET.get(name, "") for name in ("kind", "section")}
    found = _matching(query, chosen, now)
    number = _page(request.GET.get("page", ""))
    shown = found[(number - 1) * PAGE : number * PAGE]
    context = {
        "lines": [_line(one, now) for one in shown],
        "count": len(found),
        "query": query,
        "chosen": chosen,
        "page": number,
        "next": number + 1 if len(found) > number * PAGE else 0,
        "kinds": list(KINDS),
        "sections": [(one, newsroom().register().name("sections", one)) for one in newsroom().register().sections],
    }
    return render(request, "desk/documents.html", context)


@signed_in
def one(request: DeskRequest, document_id: str) -> HttpResponse:
    """One document: what it is now and why, every act, and the acts it is offered."""
    now = current().now()
    document = newsroom().ledger().documents.get(document_id)
    there = document.at(now) if document else None
    if document is None or there is None:
        raise NotFound("document")
    register = newsroom().register()
    state = status(there, register, now)
    context = {
        "document": there,
        "titles": newsroom().titles(document_id),
        "status": state,
        "changes_at": next_change(document, register, now),
        "acts": list(_acts(there, state)),
        "offered": _offered(request, there, state),
        "can_hold": "hold" in editorial.offered(there.kind, state.status)
        and bool(rights.bodies(request.user, "author", "approver")),
        "drafts": rows.visible(request.user).filter(document=document_id).exclude(state__in=("published", "withdrawn")),
        "public": [
            (one, f"{current().public_url}{paths.placed(one, paths.document(there.kind, there.id))}")
            for one in newsroom().languages
        ]
        if current().public_url
        else [],
        "facts": _facts(there),
    }
    return render(request, "desk/document.html", context)


def _offered(request: DeskRequest, document: Document, state: Status) -> list[str]:
    if not rights.bodies(request.user, "author"):
        return []
    offered = editorial.offered(document.kind, state.status)
    return [act for act in offered if act != "hold" and not (document.kind == "alert" and act in SENDING)]


def _facts(document: Document) -> list[parts.Fact]:
    members = {
        "section": document.section,
        "topic": document.topic,
        "regions": list(document.regions),
        "nature": document.nature,
    }
    return parts.facts({name: value for name, value in members.items() if value}, {}, language())


def _acts(document: Document, state: Status) -> Iterator[ActSeen]:
    """Newest first."""
    ledger = newsroom().ledger()
    for act in reversed(document.acts):
        words = ledger.words(act)
        yield ActSeen(
            act=act,
            words=words,
            facts=[*parts.facts(_members(act), {}, language()), *parts.article(words.article if words else None)],
            compared=parts.compared(act.findings, words.passages if words else ()),
            texts=parts.texts(_texts(words), newsroom().languages),
            removed=act.id in ledger.removed,
            decides=act.id in state.because,
        )


def _members(act: Act) -> dict[str, Any]:
    shown = {name: getattr(act, name) for name in SHOWN if getattr(act, name)}
    instants = {
        name: getattr(act, name) for name in ("known_at", "as_of", "valid_until", "due_at", "starts_at", "ends_at")
    }
    named = {"extracts": [extracts.as_member(one) for one in act.extracts]} if act.extracts else {}
    return shown | named | {name: _text(at) for name, at in instants.items() if at}


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _texts(words: Words | None) -> dict[str, Any]:
    if words is None:
        return {}
    names = (
        "title",
        "text",
        "confirms",
        "competent_because",
        "question",
        "conclusion",
        "reason",
        "intro",
        "place",
        "occasion",
        "note",
    )
    return {name: dict(getattr(words, name)) for name in names if getattr(words, name)}


def _line(document: Document, now: datetime) -> Line:
    return Line(document, newsroom().titles(document.id), status(document, newsroom().register(), now))


def _matching(query: str, chosen: dict[str, str], now: datetime) -> list[Document]:
    needles = query.casefold().split()
    found = [
        one
        for one in newsroom().ledger().at(now).documents.values()
        if all(not value or getattr(one, name) == value for name, value in chosen.items()) and _holds(one, needles)
    ]
    return sorted(found, key=lambda one: -one.latest.index)


def _holds(document: Document, needles: list[str]) -> bool:
    if not needles:
        return True
    text = " ".join((document.id, document.topic or "", *newsroom().titles(document.id).values())).casefold()
    return all(needle in text for needle in needles)


def _page(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
