"""The pages at the edges: the choice of language at the root, and what stands where there is no page.

A page for an address that does not exist is served at any depth, so its links start from the host's root; it is the
only one. It is useful by itself too: it names the emergency numbers and the way to the archive.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from uarazom.site import paths, templates
from uarazom.site.frame import frame_of
from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context

ROOT_NAMES = ("index.html", "404.html")


def root_paths(context: Context) -> Iterator[str]:
    """The two pages that belong to no language."""
    if context.languages:
        yield from ROOT_NAMES


def root_page(context: Context, match: re.Match[str]) -> bytes | None:
    """The choice of language; at an address that does not exist, after saying so in each."""
    languages = list(context.languages.values())
    if not languages:
        return None
    missing = match["name"] == "404.html"
    return templates.render_alone(
        "root.html",
        first=languages[0],
        languages=[every(language, context) for language in languages],
        missing=missing,
        up="/" if missing else "",
        numbers=context.register.instance.emergency_numbers,
    )


def every(language: Any, context: Context) -> Any:
    """One language of the choice."""
    mode = "" if context.mode == "live" else language.word("mode", context.mode)
    return SimpleNamespace(
        code=language.code,
        dir=language.direction,
        name=language.catalogue.name,
        site=language.site_name,
        w=language.w,
        mode=mode,
    )


def missing_paths(context: Context) -> Iterator[str]:
    """One for each language."""
    for lang in context.languages:
        yield f"{lang}/404.html"


def missing_page(context: Context, match: re.Match[str]) -> bytes | None:
    """There is no such page, in the reader's language."""
    language = context.languages.get(match["lang"])
    if language is None or match["text"]:
        return None
    title = language.catalogue.plain("notfound.title")
    return templates.render(
        "missing.html",
        text=False,
        f=frame_of(context, language, "404.html", title, text=False, root=True),
        w=language.w,
        warns=context.register.alerting is not None,
        numbers=context.register.instance.emergency_numbers,
    )


ROOT = PageKind("root", r"(?P<name>index\.html|404\.html)", root_paths, root_page)
MISSING = PageKind("missing", paths.inner("404.html"), missing_paths, missing_page)
