"""What pages that are made anew each minute say of danger now: the warnings in force, and exercises apart from them.

now = view_of(language, context)
now.warns         False where the register names nobody who warns: then the page says that it cannot know
now.alerts        warned.Warned of every warning in force or on hold, the most severe first; none is left out
now.exercises     the same of public exercises
now.none          the sentence for "none in force", with its own end; never without one
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site.machine.xml import rfc3339
from uarazom.site.script import INTEGRITY
from uarazom.site.times import RELIABLE
from uarazom.site.warned import Warned, warned_of

if TYPE_CHECKING:
    from datetime import datetime

    from markupsafe import Markup

    from uarazom.site.context import Context
    from uarazom.site.language import Language


def warns(context: Context) -> bool:
    """Whether this instance issues warnings: only then may it say that none is in force."""
    return context.register.alerting is not None


def view_of(language: Language, context: Context) -> Any:
    """What holds now, in one language."""
    when = language.dates.when
    return SimpleNamespace(
        warns=warns(context),
        alerts=in_force(language, context),
        exercises=in_force(language, context.exercises),
        none=language.say("alert.none", when=when(context.now), until=when(context.now + RELIABLE, short=True)),
        script=script_of(language, context, context.now),
    )


def in_force(language: Language, context: Context) -> list[Warned]:
    """The warnings that are now, or the exercises of their context."""
    found = (warned_of(document.id, language, context) for document in context.alerts)
    return [one for one in found if one is not None]


def slim(language: Language, context: Context) -> Markup | str:
    """The line at the head of the other pages that are made anew each minute; empty where none is in force."""
    if not context.alerts:
        return ""
    when, count = language.dates.when(context.now), language.catalogue.number(len(context.alerts))
    return language.say("alert.line", when=when, count=count)


def script_of(language: Language, context: Context, made: datetime) -> Any:
    """What a page tells the script: whose record this is, how old it may be at the least, and how to write a time."""
    return SimpleNamespace(
        integrity=INTEGRITY,
        origin=context.origin,
        mode=context.mode,
        made=rfc3339(made),
        zone=context.register.instance.timezone,
        digits=language.catalogue.digits("0123456789"),
    )
