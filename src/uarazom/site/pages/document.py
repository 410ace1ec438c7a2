"""The page of one document: its status and why, who says it, its words, its way, and everything that was said about it.

One template serves claim, statement, measure, guidance, answer, briefing and request; what differs is which act carries
the main text (`main_act`) and which rows stand in short (`uarazom.site.pages.short`). A bulletin has a page of its own
kind; what a request for correction compares comes from `uarazom.site.asked`.

Rules (DESIGN §5, §6)
1. The status word is in the heading, and why it is so stands before anything else.
2. What is refuted shows the refutation first; what was clarified shows the clarification at the statement, at the very
   words where it names them.
3. The timeline has every act; the main text is not printed twice.
4. Nothing on the page depends on the clock but status and end: the page changes only when those do.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.acts.kinds import SAYING
from uarazom.acts.voice import is_outlets
from uarazom.site import paths, templates, twin
from uarazom.site.asked import asked_of
from uarazom.site.item import ending
from uarazom.site.marked import laid_out, listed
from uarazom.site.pages.linked import linked
from uarazom.site.pages.short import UP, short
from uarazom.site.pages.way import way
from uarazom.site.registry import PageKind
from uarazom.site.timeline import Said, said_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.acts.model import Act
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.item import Item
    from uarazom.site.language import Language

ELSEWHERE = frozenset({"bulletin", "alert"})  # they have pages of their own kind
KINDS = tuple(kind for kind in paths.KINDS if kind not in ELSEWHERE)
REQUESTS_SHOWN = 10  # requests for correction about a document, the newest; the list has all
SAID_ONCE = frozenset({"statement", "request"})  # what comes later is about it
WITH_MAIN_TEXT = frozenset({"statement", "measure", "guidance", "answer", "briefing", "request"})


def document_paths(context: Context) -> Iterator[str]:
    """A document's pages in all languages one after the other, so that its facts are gathered once."""
    for id, document in context.documents.items():
        if document.kind not in ELSEWHERE:
            yield from context.everywhere(paths.document(document.kind, id))


def document_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The page; None when no such document of that kind exists in that language."""
    language, facts = context.languages.get(match["lang"]), context.facts(match["id"])
    if language is None or facts is None or facts.document.kind != match["kind"]:
        return None
    return made(facts, language, context, text=bool(match["text"]))


def made(facts: Facts, language: Language, context: Context, *, text: bool) -> bytes | None:
    """The page of a document that exists."""
    id = facts.document.id
    item = context.item(id, language.code)
    if item is None:
        return None
    main = context.once(("main", id, language.code), lambda: main_of(facts, item, language, context))
    title = f"{item.word}: {item.headline}"
    block = {} if text else linked(facts, item, language, context)
    return twin.page(context, language, item.href, title, main, text=text, **block)


def main_of(facts: Facts, item: Item, language: Language, context: Context) -> str:
    """The main part, of the page and of its text version."""
    way = SimpleNamespace(up=UP, out=twin.OUT)
    view = view_of(facts, language, context)
    return templates.render_main("document.html", f=way, w=language.w, i=item, d=view)


def view_of(facts: Facts, language: Language, context: Context) -> Any:
    """What the template shows of a document."""
    document = facts.document
    said = [said_of(act, facts, language, context) for act in document.acts]
    main = main_act(facts)
    told = said[main.n - 1] if main else None
    by_n = {one.n: one for one in said}
    laid = laid_out(told.passage, main, facts) if main and told and told.passage else ()
    original = told.passage.original if told and told.passage else None
    at_words = {n for paragraph in laid for n in paragraph.ends}
    deciding = [by_n[int(id.rpartition("/")[2])] for id in facts.status.because]
    return SimpleNamespace(
        id=document.id,
        kind=language.word("kind", document.kind),
        lists=lists_of(facts, language, context),
        since=since(facts, language),
        means=language.word("means", facts.status.status),
        because=deciding,
        ended=ending(facts, language) if facts.over and facts.runs else "",
        badges=[f"{language.word('badge', one)}: {language.word('badge_means', one)}." for one in facts.status.badges],
        truths=shown(said, facts.refuting) if facts.status.status == "refuted" else [],
        explained=shown(said, [act for act in facts.clarifying if act.n not in at_words]),
        placed=[by_n[n] for n in sorted(at_words) if by_n[n].act == "clarify"],
        by_n=by_n,
        laid=laid,
        links=list(listed(laid)) if document.kind == "statement" else [],
        original=laid_out(original, main, facts, places=False) if main and original else (),
        question=question_of(main, language, context),
        main=told,
        asked=asked_of(facts, language, context) if document.kind == "request" else None,
        requests=context.items(context.pointing("asks", document.id)[: -REQUESTS_SHOWN - 1 : -1], language.code),
        all_requests="requests/index.html" if len(context.pointing("asks", document.id)) > REQUESTS_SHOWN else "",
        shown=shown_above(facts, main),
        main_title=language.say("document.said") if document.kind == "statement" else language.say("document.text"),
        setting=document.kind == "statement",
        tone=language.word("tone", main.tone) if main else "",
        steps=way(facts, language) if document.kind == "measure" else [],
        facts=short(facts, language, context),
        answers=context.items(context.pointing("reviews", document.id), language.code),
        quoting=context.items(context.pointing("quotes", document.id), language.code),
        said=said,
        pinned=pinned(document.id, language, context),
        topic=paths.list_index("topic", document.topic) if document.topic else "",
        proof=language.say("proof.text", acts=acts_range(document.id, len(document.acts))),
    )


def since(facts: Facts, language: Language) -> Any:
    """Since when the status is this word; no more exact than the act that made it so is known."""
    began = facts.status.since
    precision = next((act.known_at_precision for act in facts.document.acts if act.known_at == began), None)
    return language.say("document.since", when=language.dates.when(began, precision))


def main_act(facts: Facts) -> Act | None:
    """The act whose words are the document's text: of a statement or a request the first, else the latest."""
    document = facts.document
    if document.kind not in WITH_MAIN_TEXT:
        return None
    saying = [act for act in document.acts if act.act in SAYING and act.words is not None]
    standing = [act for act in saying if act.n not in facts.withdrawn] or saying
    if not standing:
        return None
    return standing[0] if document.kind in SAID_ONCE else standing[-1]


def shown_above(facts: Facts, main: Act | None) -> frozenset[int]:
    """The acts whose words stand above the timeline, and not again in it: the text, and an outlet's replies."""
    replies = {act.n for act in facts.document.acts if is_outlets(act) and act.n not in facts.withdrawn}
    return frozenset({main.n, *replies} if main else replies)


def shown(said: list[Said], acts: list[Act] | tuple[Act, ...]) -> list[Said]:
    """Those of the acts that have words to show."""
    wanted = {act.n for act in acts}
    return [one for one in said if one.n in wanted and one.passage is not None]


def question_of(main: Act | None, language: Language, context: Context) -> str:
    """The question that an answer answers."""
    words = context.ledger.words(main) if main is not None and main.kind == "answer" else None
    return language.names.text(words.question) if words else ""


def lists_of(facts: Facts, language: Language, context: Context) -> list[Any]:
    """The ways to the lists a document stands in."""
    document = facts.document
    found = [("section", document.section)] if document.section else []
    found += [("region", region) for region in document.regions]
    return [
        SimpleNamespace(href=paths.list_index(name, value), name=context.list_name(name, value, language))
        for name, value in found
    ]


def pinned(id: str, language: Language, context: Context) -> list[Any]:
    """The bulletins that had it."""
    found = context.items(context.pointing("pins", id), language.code)
    return [SimpleNamespace(href=item.href, name=item.title) for item in found]


def acts_range(id: str, count: int) -> str:
    """The ids of a document's acts, shortly."""
    return f"{id}/1" if count == 1 else f"{id}/1–{count}"


KIND = PageKind(
    "document",
    paths.LANGUAGE + rf"(?P<kind>{'|'.join(KINDS)})/(?P<id>{paths.ID})\.html",
    document_paths,
    document_page,
)
