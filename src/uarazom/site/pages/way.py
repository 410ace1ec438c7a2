"""The way of a measure: promised, decided, due, carried out or its time passed, each step with its evidence.

What has no act stands as "not yet" or "no completion recorded": a promise never reads as a deed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from uarazom.acts.kinds import SAYING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from uarazom.acts.model import Act
    from uarazom.site.facts import Facts
    from uarazom.site.language import Language


class Step(NamedTuple):
    """One step: `css` is empty (not reached), `on` (reached) or `cut` (its time passed without it)."""

    name: Markup
    text: Markup
    css: str


def way(facts: Facts, language: Language) -> list[Step]:
    """The steps in order."""
    standing = [act for act in facts.document.acts if act.n not in facts.withdrawn]
    return [
        *decided(standing, language, finished=facts.status.status == "done"),
        *due(facts, language),
        done(facts, standing, language),
    ]


def decided(standing: list[Act], language: Language, *, finished: bool) -> Iterator[Step]:
    """Promised, and decided with its text published; a promise that was kept needs no decision."""
    say = language.say
    promise = next((act for act in standing if act.act == "announce"), None)
    decision = next((act for act in standing if act.act == "publish"), None)
    if promise is not None:
        yield Step(say("document.step_announced"), by(promise, language), "on")
    if decision is not None:
        yield Step(say("document.step_adopted"), by(decision, language), "on")
    elif promise is not None and not finished:
        yield Step(say("document.step_adopted"), say("document.step_not_yet"), "")


def due(facts: Facts, language: Language) -> Iterator[Step]:
    """When it is to be carried out."""
    say = language.say
    if facts.end is None:
        yield Step(say("document.step_due"), say("document.step_no_due"), "")
    else:
        yield Step(say("document.step_due"), language.dates.when(facts.end.at), "on" if facts.over else "")


def done(facts: Facts, standing: list[Act], language: Language) -> Step:
    """Carried out, with who confirms it; or not."""
    say = language.say
    if facts.status.status == "done":
        confirming = [act for act in standing if act.id in facts.status.because]
        said = language.w.language.semicolon.join(by(act, language) for act in confirming)
        return Step(say("document.step_done"), said, "on")
    if facts.status.status == "ended":
        return Step(say("document.step_done"), say("document.step_no_record"), "cut")
    return Step(say("document.step_done"), say("document.step_not_yet"), "")


def by(act: Act, language: Language) -> Markup:
    """Who and when, with the way to the act."""
    assert act.act in SAYING or act.act == "confirm"  # noqa: S101 - only these are steps
    link = Markup('<a href="#a{}">{}</a>{}{}')
    when = language.dates.when(act.spoken_at, act.known_at_precision)
    return link.format(act.n, language.names.voice(act).label, language.w.language.comma, when)
