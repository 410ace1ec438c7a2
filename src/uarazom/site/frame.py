"""What stands around every page: title, mode, the ways to other languages, to the text version and back to the root.

    frame = frame_of(context, match, "claim/claim-outage.html", title="Оспорюється · …")

All links are relative: the folder can be served from any host and any path. Only the pages for addresses that do not
exist are served at any depth; they are given `up` as a path from the root.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from uarazom.site import paths

if TYPE_CHECKING:
    from uarazom.site.context import Context
    from uarazom.site.language import Language


class Other(NamedTuple):
    """The same page in another language."""

    code: str
    name: str
    dir: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """`up` leads to the root of the page's tree, `out` to the root of the site, `twin` to the other version."""

    lang: str
    dir: str
    title: str
    name: str
    tagline: str
    mode: str
    clock: str
    up: str
    out: str
    twin: str
    others: tuple[Other, ...]


def frame_of(context: Context, language: Language, inner: str, title: str, *, text: bool, root: bool = False) -> Frame:
    """The frame of the page at `inner` inside its language's folder; `root`: its links start from the host's root."""
    up = f"/{language.code}/" if root else paths.up(inner)
    out = "/" if root else up + ("../../" if text else "../")
    tree = "text/" if text else ""
    shown = "index.html" if root else inner
    twin = f"{up}../{shown}" if text else f"{up}text/{shown}"
    others = tuple(
        Other(other.code, other.catalogue.name, other.direction, f"{out}{other.code}/{tree}{shown}")
        for other in context.languages.values()
        if other is not language
    )
    return Frame(
        lang=language.code,
        dir=language.direction,
        title=f"{title} · {language.site_name}",
        name=language.site_name,
        tagline=language.of_instance("tagline"),
        mode=mode_of(context, language),
        clock=language.catalogue.plain("site.local_time", place=language.dates.place),
        up=up,
        out=out,
        twin=twin,
        others=others,
    )


def mode_of(context: Context, language: Language) -> str:
    """What a page says of an instance that is not live; empty when it is."""
    return "" if context.mode == "live" else language.word("mode", context.mode)
