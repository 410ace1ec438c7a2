"""The pages of the check as bytes: the form, what went wrong, a result. Templates, words and sheet are the site's."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from uarazom.door.check import view
from uarazom.door.check.limits import KEPT_HOURS
from uarazom.door.check.refusal import Refused
from uarazom.door.check.world import World
from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.machine.origin import address
from uarazom.site.style import CHECK, CHECK_STYLE


def form(world: World, lang: str, *, text: bool, refused: Refused | None = None) -> bytes:
    """The form; with why nothing was compared, where that is so."""
    language = world.context.languages[lang]
    catalogue = language.catalogue
    problem = catalogue.plain(f"refusal.{refused.code}", **refused.values) if refused else ""
    values = SimpleNamespace(
        covers=world.covers(language),
        keep=catalogue.plain("check.keep", hours=catalogue.number(KEPT_HOURS)),
    )
    title = catalogue.plain("refusal.title" if refused else "check.title")
    return _page("check.html", world, lang, title, text=text, form=values, problem=problem, there="")


def result(
    compared: view.Compared, world: World, lang: str, *, text: bool, kept: str = "", until: datetime | None = None
) -> bytes:
    """One comparison; `kept`: the name of the link at which it stays, `until` when."""
    language = world.context.languages[lang]
    found = view.view_of(compared, world, language)
    if kept and until is not None:
        found.kept, found.link = view.until(until, language), f"./?kept={kept}"
        public = address(world.context.register.texts.get("instance", {}).get("url", "")) or "/"
        found.address_of_link = f"{public}{lang}/{'text/' if text else ''}check/?kept={kept}"
    return _page("checked.html", world, lang, language.catalogue.plain("check.result"), text=text, r=found)


def _page(name: str, world: World, lang: str, title: str, *, text: bool, **values: Any) -> bytes:
    language = world.context.languages[lang]
    frame = frame_of(world.context, language, paths.CHECK, title, text=text)
    return templates.render(name, text=text, f=frame, w=language.w, style=CHECK_STYLE, csp=CHECK, **values)
