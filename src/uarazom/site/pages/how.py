"""How we work: made from the register alone, so that what it says and what holds cannot differ.

Who publishes (the bodies that take part), who reported today, what each status word means, the rules (policies of the
register), the gate's rule pack by digest, number of rules and what each did, how to complain, how to check a page.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.acts.kinds import BADGES, KINDS
from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.pages import alerting
from uarazom.site.pages.reports import TAKES_PART, reports
from uarazom.site.registry import PageKind
from uarazom.site.timeline import digest

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context
    from uarazom.site.language import Language

POLICIES = ("who-may-publish", "corrections", "complaints")  # these first, others after them


def how_paths(context: Context) -> Iterator[str]:
    """One page in each language."""
    yield from context.everywhere("how-we-work.html")


def how_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The page; made anew with home, since it says who reported today."""
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    return templates.render(
        "how.html",
        text=text,
        f=frame_of(context, language, "how-we-work.html", language.catalogue.plain("how.title"), text=text),
        w=language.w,
        slim=alerting.slim(language, context),
        d=view_of(language, context),
    )


def view_of(language: Language, context: Context) -> Any:
    """What the template shows."""
    found = reports(language, context)
    return SimpleNamespace(
        about=language.of_instance("about"),
        contact=language.of_instance("contact"),
        bodies=[reporting(body.id, when, language, context) for body, when in found.bodies],
        silent=found.silent,
        due=language.say("how.silent_lead", time=found.due) if found.due else "",
        quoted=quoted(language, context),
        statuses=statuses(language),
        badges=[(language.word("badge", badge), language.word("badge_means", badge)) for badge in BADGES],
        policies=policies(language, context),
        warn=warning_rules(language, context),
        gate=gate(language, context),
        counts=counts(language, context),
    )


def reporting(id: str, when: Any, language: Language, context: Context) -> Any:
    """One body that takes part."""
    body = context.register.bodies[id]
    return SimpleNamespace(
        name=language.names.body(id),
        href=paths.list_index("body", id) if context.index.months("body", id) else "",
        takes_part=language.word("participation", body.participation),
        competences=language.catalogue.comma.join(language.names.thing("competences", one) for one in body.competences),
        report=language.say("how.late_at", when=language.dates.when(when))
        if when
        else language.say("how.not_received"),
    )


def quoted(language: Language, context: Context) -> list[str]:
    """The bodies that are quoted and take no part."""
    bodies = context.register.bodies.values()
    return sorted(
        (language.names.body(body.id) for body in bodies if body.participation not in TAKES_PART), key=str.casefold
    )


def statuses(language: Language) -> list[tuple[str, str, list[str]]]:
    """Every status word once, with its sign and what it means, in the order of the tables.

    A language may have one word for two of them (a decision and a warning both "cancelled"): it means both.
    """
    found: dict[str, tuple[str, str, list[str]]] = {}
    for code in dict.fromkeys(status for kind in KINDS.values() for status in kind.statuses):
        word = language.word("status", code)
        found.setdefault(word, (code, word, []))[2].append(language.word("means", code))
    return list(found.values())


def policies(language: Language, context: Context) -> list[Any]:
    """The rules of the register, those with a fixed place first."""
    known = context.register.texts.get("policy", {})
    ids = [*(id for id in POLICIES if id in known), *sorted(id for id in known if id not in POLICIES)]
    return [policy for policy in (language.policy(id) for id in ids) if policy is not None]


def warning_rules(language: Language, context: Context) -> list[Any]:
    """Who may warn, how a warning is taken back, what an exercise is told by, what its end means."""
    policy = context.register.alerting
    if policy is None:
        return [language.say("how.warn_none")]
    names = language.catalogue.list_of([language.names.body(id) for id in policy.senders])
    return [
        language.say("how.warn_who", names=names),
        language.say("how.warn_retract"),
        language.say("how.warn_end"),
        language.say("how.warn_mark", mark=policy.exercise_mark),
    ]


def gate(language: Language, context: Context) -> Any:
    """The rule pack in force: digest and count."""
    pack = context.register.rule_pack
    if pack is None:
        return language.say("how.gate_none")
    rules = language.catalogue.plural("how.rules", pack.rules)
    return language.say("how.gate_text", rules=rules, digest=digest(pack.digest))


def counts(language: Language, context: Context) -> list[tuple[str, list[str]]]:
    """What each rule of the gate did, as the register says; rules that found nothing are not there."""
    pack, number = context.register.rule_pack, language.catalogue.number
    return [
        (rule, [number(one.flagged), number(one.held), number(one.released)])
        for rule, one in sorted(pack.counts.items() if pack else ())
    ]


KIND = PageKind("how we work", paths.inner("how-we-work.html"), how_paths, how_page)
