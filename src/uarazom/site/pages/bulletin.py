"""One bulletin: what it said when issued, then what has happened since.

Rules (DESIGN §4, §6)
1. Every item shows its status word now first, so that an old bulletin never reads as news; then what it was at issue.
2. "Since then" names each later act with who and when, and the passing of time.
3. What the bulletin pinned stays pinned: the text is that of the pinned act, not of the latest.
4. A page that would outgrow the first flight leaves the texts to the documents' own pages.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.acts.status import judge
from uarazom.site import budget, paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.item import originating
from uarazom.site.marked import concerned, laid_out
from uarazom.site.pages.linked import linked
from uarazom.site.passage import passage_of
from uarazom.site.registry import PageKind
from uarazom.site.timeline import Said, said_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from uarazom.acts.model import Act, Document
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language

DAYS_NAMED = 7  # days without an issue that are named one by one


def bulletin_paths(context: Context) -> Iterator[str]:
    """Every bulletin's pages."""
    for bulletin in context.bulletins:
        yield from context.everywhere(paths.document("bulletin", bulletin.id))


def bulletin_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The page; None when there is no such bulletin."""
    language, facts = context.languages.get(match["lang"]), context.facts(match["id"])
    if language is None or facts is None or facts.document.kind != "bulletin":
        return None
    text = bool(match["text"])
    inner = paths.document("bulletin", facts.document.id)
    item = context.item(facts.document.id, language.code)
    if item is None:
        return None
    frame = frame_of(context, language, inner, f"{item.title} ({item.word})", text=text)
    view = view_of(facts, language, context)
    block = linked(facts, item, language, context)
    make = partial(templates.render, "bulletin.html", text=text, f=frame, w=language.w, i=item, d=view, **block)
    return budget.fitting([partial(make, texts=True), partial(make, texts=False)], text=text)


def view_of(facts: Facts, language: Language, context: Context) -> Any:
    """What the template shows of a bulletin."""
    document, act = facts.document, facts.document.first
    words = context.ledger.words(act)
    later = [said_of(one, facts, language, context) for one in document.acts[1:]]
    return SimpleNamespace(
        id=document.id,
        issued=issued(act, language),
        by=language.say("bulletin.by", who=language.names.body(act.body)),
        intro=passage_of(act, words.intro, language) if words else None,
        sections=list(sections(act, language, context)),
        next=language.say("bulletin.next", when=language.dates.when(act.next_issue_at)) if act.next_issue_at else "",
        around=around(document, language, context),
        later=later,
        proof=language.say("proof.text", acts=f"{document.id}/1"),
    )


def issued(act: Act, language: Language) -> Any:
    """When it was issued and what time it covers."""
    when = language.dates.when
    if act.covers is None:
        return when(act.issued_at)
    return language.say(
        "bulletin.issued", when=when(act.issued_at), start=when(act.covers.start), end=when(act.covers.end)
    )


def around(document: Document, language: Language, context: Context) -> Any:
    """The issues before and after, and the days between that had none."""
    every = context.bulletins
    at = next(number for number, one in enumerate(every) if one.id == document.id)
    before = every[at - 1] if at else None
    after = every[at + 1] if at + 1 < len(every) else None
    return SimpleNamespace(
        before=context.item(before.id, language.code) if before else None,
        after=context.item(after.id, language.code) if after else None,
        none=days_between(before, document, language) if before else "",
    )


def days_between(before: Document, document: Document, language: Language) -> str:
    """The days without an issue, in words; empty when there are none."""
    days = missing_days(before.first.date, document.first.date)
    if not days:
        return ""
    named = [language.dates.day(day, short=True) for day in days]
    if len(days) > DAYS_NAMED:
        named = [f"{named[0]} – {named[-1]}"]
    return language.catalogue.plain("bulletin.no_issue", dates=language.catalogue.list_of(named))


def missing_days(start: str | None, end: str | None) -> list[date]:
    """The days strictly between two days."""
    if not start or not end:
        return []
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return [first + timedelta(days=number) for number in range(1, (last - first).days)]


def sections(act: Act, language: Language, context: Context) -> Iterator[Any]:
    """Each section with its items in the bulletin's order; a section of which it says nothing says that."""
    listed = {section.section: section.acts for section in act.items}
    for id in dict.fromkeys((*listed, *context.register.sections)):
        pinned = pinned_in(listed.get(id, ()))
        every = (pinned_item(document, n, act, language, context) for document, n in pinned.items())
        found = [one for one in every if one is not None]
        yield SimpleNamespace(
            id=id,
            name=language.names.thing("sections", id),
            pinned=found,
            count=language.catalogue.number(len(found)),
        )


def pinned_in(acts: Sequence[str]) -> dict[str, int]:
    """The documents of a section, each with the latest of its acts that was pinned."""
    pinned: dict[str, int] = {}
    for id in acts:
        document, _, n = id.rpartition("/")
        pinned[document] = max(int(n), pinned.get(document, 0))
    return pinned


def pinned_item(id: str, n: int, bulletin: Act, language: Language, context: Context) -> Any:
    """One document of a bulletin: as it stands, as it stood, and what came between. None when it is not known."""
    facts, item = context.facts(id), context.item(id, language.code)
    if facts is None or item is None or n > len(facts.document.acts):
        return None
    act = facts.document.acts[n - 1]
    then = judge(facts.document, context.ledger.register(bulletin.issued_at), bulletin.issued_at)
    changed = then is not None and (then.status, then.badges) != (facts.status.status, facts.status.badges)
    return SimpleNamespace(
        item=item,
        **words_of(act, facts, language, context),
        said_by=said_by(act, facts, language),
        then=language.word("status", then.status) if changed and then else "",
        since=since_then(facts, bulletin.issued_at, language, context),
        changed=changed,
        unchanged=unchanged(act, bulletin, language),
    )


def words_of(act: Act, facts: Facts, language: Language, context: Context) -> dict[str, Any]:
    """The pinned words, with what was clarified or corrected in them since."""
    words = context.ledger.words(act)
    passage = passage_of(act, words.text, language) if words else None
    if passage is None:
        return {"passage": None}
    laid = laid_out(passage, act, facts, places=False)
    ends = sorted({n for paragraph in laid for n in paragraph.ends})
    return {
        "passage": passage,
        "named": tuple(concerned(act, facts, language)),
        "laid": laid,
        "noted": {n: said_of(facts.document.acts[n - 1], facts, language, context) for n in ends},
        "original": laid_out(passage.original, act, facts, places=False) if passage.original else (),
    }


def said_by(act: Act, facts: Facts, language: Language) -> str:
    """Who says the pinned words, when that is not who says the document: nothing is said without who says it."""
    if act.by == originating(facts).by:
        return ""
    return f"{language.names.voice(act).full} ({language.word('act', act.act)}):"


def since_then(facts: Facts, issued_at: datetime, language: Language, context: Context) -> list[Said]:
    """The acts that came into being after the bulletin."""
    return [said_of(act, facts, language, context) for act in facts.document.acts if act.exists_from > issued_at]


def unchanged(act: Act, bulletin: Act, language: Language) -> Any:
    """That the pinned act is older than the time the bulletin covers."""
    if bulletin.covers is None or act.exists_from >= bulletin.covers.start:
        return ""
    return language.say("when.unchanged_since", when=language.dates.when(act.spoken_at, act.known_at_precision))


def latest_of(bulletins: Sequence[Document]) -> Document | None:
    """The latest bulletin."""
    return bulletins[-1] if bulletins else None


KIND = PageKind("bulletin", paths.LANGUAGE + rf"bulletin/(?P<id>{paths.ID})\.html", bulletin_paths, bulletin_page)
