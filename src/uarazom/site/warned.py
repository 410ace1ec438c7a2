"""How a warning reads in one language: what to do, where, until when, who says so, and in an exercise that it is one.

    warned = warned_of("alert-17", language, context)       of a context of live warnings, or of one of exercises
    warned.title, warned.instruction, warned.place          as its latest message has them
    warned.until                                            Markup: 'until 21:40. After that …', or that time ran out
    warned.mark                                             'НАВЧАННЯ / EXERCISE', empty for a live warning

Rules (DESIGN §5, §6; docs/formats/alert.md)
1. The latest message speaks, whole: never the title of one and the places of another.
2. The end is printed, and what follows it: after it nothing is known, and that never reads as safe.
3. A missing translation holds nothing back: the text stands in another language, and which one is said.
4. The mark of an exercise stands at the beginning of its title, of its text and of what to do, also where a message
   lacks it; and it is a member of its own, for the box, the feed, the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from uarazom.acts.alerts import NOW, places, sent, speaking
from uarazom.site import paths
from uarazom.site.alerts import message_path
from uarazom.site.escaping import Sentence
from uarazom.site.passage import passage_of
from uarazom.site.who import pick

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from uarazom.acts.model import Act, Document, Message, Texts
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language
    from uarazom.site.passage import Passage

SPEAKER = Sentence('<b dir="auto">{}</b>')
MARK = "EXERCISE"  # where the register that an exercise was issued under names no mark


@dataclass(frozen=True, slots=True)
class Warned:
    """One warning in one language. `href` starts from the root of the language's folder, `cap` from the site's."""

    id: str
    href: str
    cap: str
    data: str
    status: str
    word: str
    badges: tuple[tuple[str, str], ...]
    severity: str
    level: str
    title: str
    title_lang: str
    event: str
    where: str
    where_lang: str
    instruction: Passage | None
    text: Passage | None
    foreign: str
    who: str
    said: Markup
    until: Markup
    short: Markup
    starts: Markup
    held: bool
    now: bool
    mark: str
    codes: Mapping[str, str]
    ends_at: datetime | None
    issued_at: datetime
    message: Message
    act: Act


def warned_of(id: str, language: Language, context: Context) -> Warned | None:
    """The warning as it stands; None where there is none of that id, or one that sends nothing."""
    facts = context.facts(id)
    if facts is None or not sent(facts.document):
        return None
    kept = context._kept(id)
    made: Warned | None = kept.get(("warned", language.code))
    if made is None:
        made = kept["warned", language.code] = _warned(facts, language, context)
    return made


def _warned(facts: Facts, language: Language, context: Context) -> Warned:
    document, act = facts.document, speaking(facts.document)
    message, words, mark = act.alert, context.ledger.words(act), mark_of(context)
    assert message is not None  # noqa: S101 - the act is sent
    title, title_lang = said(words.title if words else {}, language, otherwise=document.id, mark=mark)
    where, where_lang = said(words.place if words else {}, language, otherwise=named(document, language, context))
    who, when = language.names.voice(act).full, language.dates.when
    return Warned(
        id=document.id,
        href=paths.document("exercise" if context.exercise else document.kind, document.id),
        cap=message_path(message.identifier),
        data=f"{'exercise' if context.exercise else 'document'}/{document.id}.json",
        status=facts.status.status,
        word=language.word("status", facts.status.status),
        badges=tuple((badge, language.word("badge", badge)) for badge in facts.status.badges),
        severity=message.severity,
        level=language.word("severity", message.severity),
        title=title,
        title_lang=title_lang,
        event=language.names.text(words.event if words else {}, message.event),
        where=where,
        where_lang=where_lang,
        instruction=passage(act, words.instruction if words else {}, language, mark),
        text=passage(act, words.text if words else {}, language, mark),
        foreign=language.catalogue.language_name(title_lang) if title_lang else "",
        who=who,
        said=language.say("alert.said", who=SPEAKER.format(who), when=when(act.issued_at)),
        until=until(facts, language, exercise=context.exercise),
        short=language.say("alert.until", when=when(facts.end.at, short=True)) if facts.end else Markup(""),
        starts=language.say("alert.starts", when=when(act.starts_at)) if act.starts_at else Markup(""),
        held=facts.status.status == "on_hold",
        now=facts.status.status in NOW,
        mark=mark,
        codes=places(act),
        ends_at=facts.end.at if facts.end else None,
        issued_at=act.issued_at,
        message=message,
        act=act,
    )


def mark_of(context: Context) -> str:
    """The mark that everything said of an exercise begins with; empty where warnings are live."""
    if not context.exercise:
        return ""
    alerting = context.register.alerting
    return alerting.exercise_mark if alerting else MARK


def marked(text: str, mark: str) -> str:
    """The text beginning with the mark; once."""
    return text if not mark or text.startswith(mark) else f"{mark}: {text}"


def said(texts: Texts, language: Language, *, otherwise: str, mark: str = "") -> tuple[str, str]:
    """A text, and the language it is in when that is not the page's."""
    found = pick(texts, language.code, language.others)
    if found is None:
        return marked(otherwise, mark), ""
    return marked(found[0], mark), "" if found[1] == language.code else found[1]


def passage(act: Act, texts: Texts, language: Language, mark: str) -> Passage | None:
    """A longer text, in paragraphs: line by line, as people act on it."""
    lines = {code: marked(text, mark).replace("\r\n", "\n").replace("\n", "\n\n") for code, text in texts.items()}
    return passage_of(act, lines, language)


def named(document: Document, language: Language, context: Context) -> str:
    """The places of the latest message by name, where it says none itself; of one about no place, where it ever was."""
    names = []
    for code, how in (places(speaking(document)) or dict.fromkeys(document.regions, "")).items():
        name = context.list_name("region", code, language)
        word = {"part": language.word("place", "in_part"), "possibly": language.word("place", "perhaps")}.get(how)
        names.append(f"{name} ({word})" if word else name)
    return language.catalogue.comma.join(names)


def until(facts: Facts, language: Language, *, exercise: bool) -> Markup:
    """Its printed end and what follows; of one that is over, and of an exercise, until when it was issued alone."""
    if facts.end is None:
        return Markup("")
    when, status = language.dates.when(facts.end.at), facts.status.status
    now, ends = status in NOW, capital(language.say("alert.until", when=when))
    if now and not exercise:
        return Markup("<b>{}</b>. {}").format(ends, language.say("alert.afterwards"))
    if status == "expired" and not exercise:
        return language.say("alert.ran_out", when=when)
    return Markup("<b>{}</b>.").format(ends) if now else language.say("alert.was_until", when=when)


def capital(said: Markup) -> Markup:
    """The same as the beginning of a sentence."""
    return said[:1].upper() + said[1:]
