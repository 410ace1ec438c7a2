"""What was said and done about a document, act by act, as its page shows it.

    said = said_of(act, facts, language, context)
    said.who, said.verb, said.when          'Єнс Столтенберг, Генеральний секретар НАТО', 'каже інакше', <time …>
    said.passage                            the words, with their mark; None when there are none
    said.facts, said.extras                 Markup: as of, until, how they know; what is confirmed, why competent, …
    said.named                              the words of the document that it is about, each with its place
    said.gone                               Markup: that and why the words are not here; empty when they are

Rules
1. Every act is there, in order; a withdrawn one stays, struck through. What an outlet replied is not ours to strike.
2. A late entry says when it was entered: the reader then sees that nobody could have read it here before.
3. Words that were removed name the entry that removed them; words that are missing say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from uarazom.acts.voice import is_outlets
from uarazom.site.item import as_of, speaker
from uarazom.site.marked import Named, Paragraph, concerned, laid_out, named_in
from uarazom.site.passage import Passage, passage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from uarazom.acts.model import Act, Source, Words
    from uarazom.site.context import Context
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language

LATE = timedelta(hours=1)  # an exact or hourly time; coarser ones are late from the next day on
MIB_FROM = 10 * 2**20  # bytes of a file from which they are counted in larger units
BREAK_EVERY = 8  # letters of a digest
LINKED = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Said:
    """One act in one language."""

    n: int
    id: str
    act: str
    verb: str
    who: str
    when: Markup
    entered: Markup
    passage: Passage | None
    struck: bool
    facts: tuple[Markup, ...]
    setting: tuple[Markup, ...]
    extras: tuple[Markup, ...]
    note: Passage | None
    source: Markup
    gone: Markup
    media: tuple[tuple[Markup, str, str, str], ...]
    about: tuple[str, ...]
    named: tuple[Named, ...]
    laid: tuple[Paragraph, ...]


def said_of(act: Act, facts: Facts, language: Language, context: Context) -> Said:
    """One act as the page shows it."""
    words = context.ledger.words(act)
    passage = passage_of(act, words.text, language) if words else None
    return Said(
        n=act.n,
        id=act.id,
        act=act.act,
        verb=language.word("act", act.act),
        who=speaker(act, facts, language).full,
        when=language.dates.when(act.spoken_at, act.known_at_precision),
        entered=entered(act, language),
        passage=passage,
        struck=act.n in facts.withdrawn or (facts.status.status == "withdrawn" and not is_outlets(act)),
        facts=tuple(facts_line(act, language)),
        setting=tuple(setting(words, language)) if words else (),
        extras=tuple(extras(act, words, language)) if words else (),
        note=passage_of(act, words.note, language) if words else None,
        source=source(words.source, language) if words and words.source else Markup(""),
        gone=gone(act, words, language, context),
        media=tuple((digest(one.digest), one.digest, one.media_type, size(one.size, language)) for one in act.media),
        named=tuple(concerned(act, facts, language)),
        laid=laid_out(passage, act, facts) if passage and named_in(act, facts, passage.lang) else (),
        about=tuple(id.rpartition("/")[2] for id in act.acts if id.rpartition("/")[0] == act.document),
    )


def entered(act: Act, language: Language) -> Markup:
    """When it was entered, if that was late; empty when it was not."""
    if act.known_at is None:
        return Markup("")
    late = act.issued_at - act.known_at > LATE
    if late and act.known_at_precision in {"day", "part_of_day"}:
        late = language.dates.local(act.issued_at).date() > language.dates.local(act.known_at).date()
    if not late:
        return Markup("")
    return language.say("when.entered_on", when=language.dates.when(act.issued_at))


def facts_line(act: Act, language: Language) -> Iterator[Markup]:
    """As of, tone, basis, evidence, until, due."""
    if act.as_of is not None:
        yield as_of(act, language)
    for group, code in (("tone", act.tone), ("basis", act.basis), ("evidence", act.evidence)):
        if word := language.word(group, code):
            yield escape(word)
    if act.valid_until is not None:
        yield language.say("when.until", when=language.dates.when(act.valid_until))
    if act.due_at is not None:
        yield language.say("when.due", when=language.dates.when(act.due_at))


def extras(act: Act, words: Words, language: Language) -> Iterator[Markup]:
    """What only some acts carry."""
    text = language.names.text
    if act.confirms and (confirmed := text(words.confirms, language.word("confirms", act.confirms))):
        yield language.say("site.what_confirmed", text=confirmed)
    if because := text(words.competent_because):
        yield language.say("site.competent_because", text=because)
    if reason := text(words.reason):
        yield language.say("site.reason", text=reason)
    if act.figure is not None:
        yield Markup("{}: {}").format(language.say("document.figure"), figure(act, text(words.unit), language))


def setting(words: Words, language: Language) -> Iterator[Markup]:
    """What it was said to, on what occasion, where."""
    for label, texts in (
        (language.say("site.question"), words.question),
        (language.say("site.occasion"), words.occasion),
        (language.say("site.place"), words.place),
    ):
        if found := language.names.text(texts):
            yield Markup("{}: {}").format(label, found)


def figure(act: Act, unit: str, language: Language) -> str:
    """A number with its qualifier and unit."""
    assert act.figure is not None  # noqa: S101 - the caller asked
    value, scale = act.figure.value, act.figure.scale
    whole, part = divmod(abs(value), 10**scale)
    shown = ("−" if value < 0 else "") + language.catalogue.number(whole)
    if scale:
        shown += language.catalogue.digits(f",{part:0{scale}}".replace(",", language.catalogue.decimal))
    key = f"qualifier.{act.figure.qualifier}"
    text = language.catalogue.plain(key, value=shown) if key in language.catalogue.leaves else shown
    return f"{text} {unit}".strip()


def source(found: Source, language: Language) -> Markup:
    """Where it was published: a link, when it was published, that a copy is kept."""
    name: str | Markup = found.publisher
    if found.url and found.url.startswith(LINKED):
        link = Markup('<a href="{}" rel="noreferrer noopener external">{}</a>')
        name = link.format(found.url, found.publisher)
    parts: list[str | Markup] = [name]
    if found.published_at is not None:
        parts.append(language.say("site.published_on", when=language.dates.when(found.published_at)))
    if found.digest:
        parts.append(Markup("{} (SHA-256 {})").format(language.say("site.kept_copy"), digest(found.digest)))
    if found.excerpt:
        parts.append(language.say("site.excerpt"))
    return Markup("{}: {}").format(language.say("site.source"), language.w.language.comma.join(parts))


def digest(value: str) -> Markup:
    """A digest that a narrow screen may break, and that is copied in one piece."""
    return Markup("<code>{}</code>").format(
        Markup("<wbr>").join(value[at : at + BREAK_EVERY] for at in range(0, len(value), BREAK_EVERY))
    )


def gone(act: Act, words: Words | None, language: Language, context: Context) -> Markup:
    """Why an act that has words shows none; empty when it shows them or has none."""
    if act.words is None or words is not None:
        return Markup("")
    remove = context.ledger.removed.get(act.id)
    if remove is None:
        return language.say("site.words_missing")
    sentence: Markup = language.say("site.words_removed", entry=remove.index)
    if remove.ground:
        sentence += Markup(" ") + language.say("site.words_removed_ground", ground=remove.ground)
    return sentence


def size(count: int, language: Language) -> str:
    """A file's size in words."""
    if count >= MIB_FROM:
        return f"{language.catalogue.number(round(count / 2**20))} MiB"
    return f"{language.catalogue.number(max(1, round(count / 2**10)))} KiB"
