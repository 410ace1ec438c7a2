"""The page of the check of a quotation as it stands without our server: it says so, and what it would do.

Where `door` has the comparison beside it, it answers at the same address with a form (`uarazom.door.check`); a copy of
the site, or a server at rest, shows this one. It depends on the register alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.machine.origin import address
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context


def check_paths(context: Context) -> Iterator[str]:
    """One page in each language."""
    yield from context.everywhere(paths.CHECK)


def check_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The page without a form; None in a language that the site does not speak."""
    language = context.languages.get(match["lang"])
    if language is None:
        return None
    text = bool(match["text"])
    title = language.catalogue.plain("check.title")
    frame = frame_of(context, language, paths.CHECK, title, text=text)
    site = address(context.register.texts.get("instance", {}).get("url", ""))
    there = f"{site}{language.code}/check/" if site else ""
    return templates.render("check.html", text=text, f=frame, w=language.w, there=there, form=None, problem="")


KIND = PageKind("check", paths.inner(paths.CHECK), check_paths, check_page)
