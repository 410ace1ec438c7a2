"""The page of one warning, or of one public exercise: what to do first, then its whole life, message by message.

Rules (DESIGN §5, §6; docs/formats/alert.md)
1. The status word and what to do stand before anything else; past its printed end the page says that nothing is known.
2. Every act is there, in order, each message with its CAP file and with what signs it.
   What one person holds is still acted on and passed on: the box says so, and nothing here says otherwise.
3. How long a wrong warning stood is a number on its page.
4. The page stays for ever. An exercise has its mark inside the box, and its page lies in a folder of its own.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from uarazom.acts.alerts import correction_seconds
from uarazom.site import paths, templates
from uarazom.site.alerts import message_path
from uarazom.site.escaping import Sentence
from uarazom.site.frame import frame_of
from uarazom.site.pages import document
from uarazom.site.pages.originators import span
from uarazom.site.registry import PageKind
from uarazom.site.style import SOUND
from uarazom.site.timeline import said_of
from uarazom.site.warned import warned_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.acts.model import Act
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language
    from uarazom.site.warned import Warned

RUNNING = frozenset({"in_force", "on_hold", "expired"})  # their printed end says something
FOLDERS = ("alert", paths.EXERCISE)
LINK = Sentence('<a href="{}{}">{}</a>')


def alert_paths(context: Context) -> Iterator[str]:
    """The pages of all warnings, then those of all exercises."""
    for folder, there in ((FOLDERS[0], context), (FOLDERS[1], context.exercises)):
        for id in of_kind(there):
            yield from context.everywhere(paths.document(folder, id))


def of_kind(context: Context) -> list[str]:
    """The ids of all warnings, in the order of entry; of an exercise context, of the exercises."""
    if context.exercise:
        return list(context.documents)
    months = context.index.months("kind", "alert")
    return [id for month in reversed(months) for id in context.index.month("kind", "alert", month)]


def alert_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The page; None when there is no such warning, or exercise, in that language."""
    there = context.exercises if match["folder"] == paths.EXERCISE else context
    language, facts = there.languages.get(match["lang"]), there.facts(match["id"])
    if language is None or facts is None or facts.document.kind != "alert":
        return None
    text, warned = bool(match["text"]), warned_of(match["id"], language, there)
    if warned is None:
        return document.made(facts, language, there, text=text)
    return templates.render(
        "alert.html",
        text=text,
        f=frame_of(context, language, warned.href, f"{warned.word}: {warned.title}", text=text),
        w=language.w,
        a=warned,
        d=view_of(warned, facts, language, there, up="../../" if text else "../"),
        csp=SOUND,
    )


def view_of(warned: Warned, facts: Facts, language: Language, context: Context, *, up: str) -> Any:
    """What the template shows besides the box; `up` leads to the language's folder, where the places are."""
    item = context.item(warned.id, language.code)
    seconds = correction_seconds(facts.document)
    return SimpleNamespace(
        kind=language.word("kind", "alert") if not warned.mark else warned.mark,
        item=item,
        lists=[] if context.exercise else document.lists_of(facts, language, context),
        since=document.since(facts, language),
        means="" if warned.held else language.word("means", facts.status.status),
        badges=[f"{language.word('badge', one)}: {language.word('badge_means', one)}." for one in facts.status.badges],
        corrected=language.say("alert.corrected_after", time=span(seconds, language)) if seconds is not None else "",
        facts=list(rows(warned, language, context, up)),
        sound=sound(facts),
        said=[one(act, facts, language, context) for act in facts.document.acts],
        numbers=context.register.instance.emergency_numbers,
        proof=language.say("proof.text", acts=document.acts_range(warned.id, len(facts.document.acts))),
    )


def rows(warned: Warned, language: Language, context: Context, up: str) -> Iterator[tuple[Any, Any]]:
    """A warning in short: who, where, how grave, from when until when."""
    say, word, message = language.say, language.word, warned.message
    yield say("alert.issuer"), Markup("<bdi>{}</bdi>").format(warned.who)
    yield (
        say("alert.where"),
        Markup("<bdi{}>{}</bdi>").format(
            Markup(' lang="{}"').format(warned.where_lang) if warned.where_lang else "", warned.where
        ),
    )
    if warned.codes:
        yield say("alert.places"), language.w.language.comma.join(places(warned, language, context, up))
    if warned.now:
        levels = (word("urgency", message.urgency), word("certainty", message.certainty))
        yield say("alert.level"), warned.level
        yield say("alert.certainty"), language.w.language.comma.join(levels)
    yield say("document.as_of"), language.dates.when(warned.issued_at)
    if warned.act.starts_at is not None:
        yield say("document.starts"), language.dates.when(warned.act.starts_at)
    if warned.ends_at is not None and warned.status in RUNNING:
        yield say("document.until"), language.dates.when(warned.ends_at)


def places(warned: Warned, language: Language, context: Context, up: str) -> Iterator[Markup]:
    """Each place by name, with the way to its page, and whether it is concerned as a whole."""
    words = {"part": language.say("place.in_part"), "possibly": language.say("place.perhaps")}
    for code, how in warned.codes.items():
        name: Any = context.list_name("region", code, language)
        if code in context.regions and context.register.alerting is not None:
            name = LINK.format(up, paths.place(code), name)
        yield Markup("{} ({})").format(name, words[how]) if how in words else Markup("{}").format(name)


def sound(facts: Facts) -> list[tuple[str, str]]:
    """The spoken texts of the latest message that has any: digest and media type."""
    for act in reversed(facts.document.acts):
        found = [(one.digest, one.media_type) for one in act.media if one.media_type.startswith("audio/")]
        if found:
            return found
    return []


def one(act: Act, facts: Facts, language: Language, context: Context) -> Any:
    """One act of its life; of a message the title, its file and what signs it."""
    shown, words = said_of(act, facts, language, context), context.ledger.words(act)
    message = act.alert
    return SimpleNamespace(
        said=shown,
        verb=language.word("alert", verb(act)) if message else shown.verb,
        title=language.names.text(words.title) if words else "",
        until=language.say("alert.until", when=language.dates.when(act.valid_until)) if act.valid_until else "",
        cap=message_path(message.identifier) if message else "",
        identifier=message.identifier if message else "",
        signed=language.say("alert.signed_file" if act.signed_message else "alert.signed_record"),
    )


def verb(act: Act) -> str:
    """What an act that sends a message does."""
    if act.act == "withdraw":
        return "cancelled" if act.ground == "cancelled" else "retracted"
    if act.act == "correct":
        return "corrected"
    if act.alert is not None and act.alert.ends:
        return "cleared"
    return "issued" if act.n == 1 else "updated"


KIND = PageKind(
    "alert",
    paths.LANGUAGE + rf"(?P<folder>{'|'.join(FOLDERS)})/(?P<id>{paths.ID})\.html",
    alert_paths,
    alert_page,
)
