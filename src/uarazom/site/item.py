"""How a document reads in any list: its status word and badges, who says it, as of when, until when, how they know.

    item = context.item("claim-outage", "uk")
    item.headline        'Міністерство оборони України: сайти банків недоступні', plain, for feeds
    item.who, item.title the same in two parts; `who` is empty when the title already begins with it
    item.meta            Markup: 'станом на … · власне спостереження · доказів не оприлюднено · чинне до …'
    item.lines           Markup: who says otherwise, who confirms, …
    item.latest          Markup: the last thing that was said or done about it

Rules (DESIGN §5)
1. A title never travels without its status word and never without who says it.
2. What is refuted leads with the refutation: `truth` is what the competent body says, `title` what it is about.
3. No adjectives of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from uarazom.acts.kinds import SAYING
from uarazom.acts.voice import is_outlets
from uarazom.site import paths
from uarazom.site.escaping import joined
from uarazom.site.passage import Passage, passage_of
from uarazom.site.who import Voice, pick

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from uarazom.acts.model import Act
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language

SEPARATOR = Markup(" · ")


@dataclass(frozen=True, slots=True)
class Item:
    """One document in one language. `href` starts from the root of the language's folder."""

    id: str
    kind: str
    href: str
    status: str
    word: str
    badges: tuple[tuple[str, str], ...]
    who: str
    title: str
    title_lang: str
    truth: str
    truth_who: str
    truth_lang: str
    meta: Markup
    lines: tuple[Markup, ...]
    latest: Markup
    successor: tuple[str, str] | None
    over: bool
    acts: int
    first_at: datetime
    latest_at: datetime

    @property
    def headline(self) -> str:
        """Who says what, in one line, without markup."""
        if self.truth:
            return f"{self.truth_who}: {self.truth}"
        return f"{self.who}: {self.title}" if self.who else self.title


def item_of(facts: Facts, language: Language, *, newer: Facts | None, exercise: bool = False) -> Item:
    """The item of one document; `newer` is what is known of the one that replaces it."""
    document, status = facts.document, facts.status
    title, title_lang = title_of(facts, language)
    truth, truth_who = truth_of(facts, language)
    return Item(
        id=document.id,
        kind=document.kind,
        href=paths.document(paths.EXERCISE if exercise else document.kind, document.id),
        status=status.status,
        word=language.word("status", status.status),
        badges=tuple((badge, language.word("badge", badge)) for badge in status.badges),
        who=who_says(facts, title, language),
        title=title,
        title_lang=title_lang,
        truth=truth.lead if truth else "",
        truth_who=truth_who,
        truth_lang=truth.lang if truth and truth.foreign else "",
        meta=joined(SEPARATOR, meta(facts, language)),
        lines=tuple(lines(facts, language)),
        latest=latest(facts, language),
        successor=successor(newer, language),
        over=facts.over and facts.runs,
        acts=len(document.acts),
        first_at=document.first.spoken_at,
        latest_at=document.latest.exists_from,
    )


def title_of(facts: Facts, language: Language) -> tuple[str, str]:
    """The title, and the language it is in when that is not the page's; a bulletin is called by its day."""
    if facts.document.kind == "bulletin" and facts.document.first.date:
        day = date.fromisoformat(facts.document.first.date)
        return language.catalogue.plain("bulletin.title", date=language.dates.day(day)), ""
    found = pick(facts.titles, language.code, language.others)
    if found is None:
        return f"{language.word('kind', facts.document.kind)} {facts.document.id}", ""
    text, code = found
    return text, "" if code == language.code else code


def who_says(facts: Facts, title: str, language: Language) -> str:
    """Who says it, unless the title begins with it; a rumour's status word says that nobody named does."""
    if facts.document.kind == "bulletin" or facts.status.status == "rumour":
        return ""
    voice = language.names.voice(originating(facts))
    return "" if language.names.begins(title, voice) else voice.label


def originating(facts: Facts) -> Act:
    """The act of whoever says it: the first saying act with a name, else the first act."""
    acts = facts.document.acts
    return next((act for act in acts if act.act in SAYING and act.by is not None), acts[0])


def speaker(act: Act, facts: Facts, language: Language) -> Voice:
    """Whose words an act gives: a voice of the register, or the outlet that was asked for a correction."""
    if not is_outlets(act):
        return language.names.voice(act)
    name = facts.outlet or language.catalogue.plain("requests.outlet")
    return Voice(name, name, None, None)


def truth_of(facts: Facts, language: Language) -> tuple[Passage | None, str]:
    """What the competent body says, when it refuted this, and who that is."""
    if facts.status.status != "refuted":
        return None, ""
    for act in facts.refuting:
        words = facts.ledger.words(act)
        passage = passage_of(act, words.text, language) if words else None
        if passage is not None:
            return passage, language.names.voice(act).label
    return None, ""


def as_of(act: Act, language: Language, *, short: bool = False) -> Markup:
    """As of when an act speaks, else when it became known; never more exact than it is known."""
    if act.as_of is None:
        return language.dates.when(act.spoken_at, act.known_at_precision, short=short)
    precision = act.known_at_precision if act.as_of == act.known_at else "exact"
    return language.say("when.as_of", when=language.dates.when(act.as_of, precision, short=short))


def speaking(facts: Facts) -> Act:
    """The act whose time an item shows: the latest that says how things are, for an event the first that told it."""
    if facts.document.nature == "event" or facts.end is None or facts.end.act.act not in SAYING:
        return facts.document.first
    return facts.end.act


def meta(facts: Facts, language: Language) -> Iterator[Markup]:
    """As of, how they know, until when."""
    act = speaking(facts)
    yield as_of(act, language)
    for group, code in (("tone", act.tone), ("basis", _basis(facts, act)), ("evidence", act.evidence)):
        word = language.word(group, code) if group != "evidence" or facts.document.kind == "claim" else ""
        if word:
            yield escape(word)
    if facts.runs:
        yield Markup("<b>") + ending(facts, language) + Markup("</b>")


def _basis(facts: Facts, act: Act) -> str | None:
    return act.basis if facts.document.kind in {"claim", "statement"} else None


def ending(facts: Facts, language: Language) -> Markup:
    """Until when it holds, or that its time has passed; of a measure, when it is due."""
    assert facts.end is not None  # noqa: S101 - the caller asked
    when = language.dates.when(facts.end.at)
    if facts.over:
        return language.say("when.expired_at", when=when)
    word = "when.due" if facts.document.kind == "measure" else "when.until"
    return language.say(word, when=when)


def lines(facts: Facts, language: Language) -> Iterator[Markup]:
    """Who says otherwise, who confirms, who doubts, who explained."""
    for sentence, acts in (
        ("site.refuted_by", facts.refuting),
        ("site.says_otherwise", facts.disputing),
        ("site.confirmed_by", facts.confirming),
        ("site.doubts", facts.doubting),
        ("site.clarified_by", facts.clarifying),
    ):
        if acts:
            yield language.say(sentence, who=Markup('<b dir="auto">{}</b>').format(named(acts, language)))
    if facts.removed is not None:
        yield language.say("site.words_removed", entry=facts.removed.index)


def latest(facts: Facts, language: Language) -> Markup:
    """The last thing that was said or done, when there is more than one; empty when there is not."""
    acts = facts.document.acts
    if len(acts) == 1:
        return Markup("")
    act = max(acts, key=lambda act: (act.exists_from, act.n))
    return language.say(
        "site.latest",
        who=Markup("<bdi>{}</bdi>").format(speaker(act, facts, language).label),
        what=language.word("act", act.act),
        when=language.dates.when(act.spoken_at, act.known_at_precision),
        records=language.catalogue.plural("site.records", len(acts)),
    )


def named(acts: Iterable[Act], language: Language) -> str:
    """Whose voices these acts are, each body once."""
    names: dict[str, None] = {}
    for act in acts:
        voice = language.names.voice(act)
        names[language.names.short(voice.body) if voice.body else voice.full] = None
    return language.catalogue.list_of(list(names))


def successor(newer: Facts | None, language: Language) -> tuple[str, str] | None:
    """The address and title of the newer document."""
    if newer is None:
        return None
    document = newer.document
    return paths.document(document.kind, document.id), title_of(newer, language)[0]
