"""What stands around every page: title, mode, the ways to other languages, to the text version and back to the root.

    frame = frame_of(context, uk, "claim/claim-outage.html", "Оспорюється: …", text=False)

All links are relative: the folder can be served from any host and any path. Only the pages for addresses that do not
exist are served at any depth; they are given `up` as a path from the root.

Header and footer differ from page to page in nothing but the page's own address, in the links to its other versions. So
each is made once for a language, a depth and a version, around a mark that stands for that address.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from uarazom.site import paths
from uarazom.site.templates import render_part

if TYPE_CHECKING:
    from uarazom.site.context import Context
    from uarazom.site.language import Language

HERE = "\ue000"  # stands for the page's address; a private character, in no catalogue and no address
PARTS = ("links", "header", "footer")


class Other(NamedTuple):
    """The same page in another language."""

    code: str
    name: str
    dir: str
    href: str


@dataclass(frozen=True, slots=True)
class Frame:
    """`up` leads to the root of the page's tree, `out` to the root of the site."""

    lang: str
    dir: str
    title: str
    up: str
    out: str
    links: Markup
    header: Markup
    footer: Markup


@dataclass(frozen=True, slots=True)
class Around:
    """Header and footer of all pages of one language, depth and version."""

    up: str
    out: str
    parts: tuple[str, ...]


def frame_of(context: Context, language: Language, inner: str, title: str, *, text: bool, root: bool = False) -> Frame:
    """The frame of the page at `inner` inside its language's folder; `root`: its links start from the host's root."""
    key = (language.code, text, -1 if root else inner.count("/"))
    around = context.around.get(key)
    if around is None:
        around = context.around[key] = around_of(context, language, inner, text=text, root=root)
    here = "index.html" if root else inner  # what does not exist has no other version
    links, header, footer = (Markup(part.replace(HERE, here)) for part in around.parts)  # noqa: S704 - escaped below
    return Frame(
        lang=language.code,
        dir=language.direction,
        title=f"{title} · {language.site_name}",
        up=around.up,
        out=around.out,
        links=links,
        header=header,
        footer=footer,
    )


def around_of(context: Context, language: Language, inner: str, *, text: bool, root: bool) -> Around:
    """What stands around all pages at this depth; an address holds no character that markup knows."""
    up = f"/{language.code}/" if root else paths.up(inner)
    out = "/" if root else up + ("../../" if text else "../")
    values = {
        "text": text,
        "w": language.w,
        "lang": language.code,
        "name": language.site_name,
        "tagline": language.of_instance("tagline"),
        "mode": mode_of(context, language),
        "clock": language.catalogue.plain("site.local_time", place=language.dates.place),
        "warns": context.register.alerting is not None,
        "up": up,
        "out": out,
        "twin": f"{up}../{HERE}" if text else f"{up}text/{HERE}",
        "others": others(context, language, f"{out}{{}}/{'text/' if text else ''}{HERE}"),
    }
    return Around(up, out, tuple(render_part("around.html", part=part, **values) for part in PARTS))


def others(context: Context, language: Language, href: str) -> list[Other]:
    """The site's other languages, each with the way to the same page."""
    return [
        Other(other.code, other.catalogue.name, other.direction, href.format(other.code))
        for other in context.languages.values()
        if other.code != language.code
    ]


def mode_of(context: Context, language: Language) -> str:
    """What a page says of an instance that is not live; empty when it is."""
    return "" if context.mode == "live" else language.word("mode", context.mode)
