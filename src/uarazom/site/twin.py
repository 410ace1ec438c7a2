"""A page and its text version: the main part is made once for both, and laid into what stands around each.

    main = context.once(("main", id, "uk"), lambda: templates.render_main("document.html", up=…, w=…, …))
    twin.page(context, uk, "claim/claim-outage.html", "Оспорюється: …", main, text=True)        bytes

Rules
1. The two differ where a template says so, with `chips(…, "both")` (what the one says, what the other) and `f.out`, the
   way to the root of the site, which is a folder longer from a text version. Those places are marked.
2. A mark begins with "<=": no value that was escaped and no template of ours has one.
3. What stands around them is made once for a language, depth and version, in pieces that wait for a page's parts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from uarazom.site import templates
from uarazom.site.escaping import escape
from uarazom.site.frame import HERE, Frame, around_of

if TYPE_CHECKING:
    from uarazom.site.context import Context
    from uarazom.site.language import Language

BOTH = "<=>"  # before what the page says, between, and after what its text version says
OUT = Markup("<=out>")
PARTS = ("source", "title", "head", "main", "here")  # what a page brings with it
SCRIPT = ";script-src "
LINKED = '<script type="application/ld+json">{}</script>'
_PART = re.compile(rf"<=({'|'.join(PARTS)})>")
Shell = tuple[tuple[bytes, ...], tuple[str, ...], str]  # between the parts; which parts, in order; the way out


def picked(main: str, *, text: bool) -> str:
    """The main part of one of the two."""
    pieces = main.split(BOTH)
    del pieces[1 if text else 2 :: 3]
    return "".join(pieces)


def page(
    context: Context,
    language: Language,
    inner: str,
    title: str,
    main: str,
    *,
    text: bool,
    linked: str = "",
    linked_source: str = "",
) -> bytes:
    """The page at `inner`, or its text version; `linked`: a data block, and the source that allows it."""
    key = ("shell", language.code, text, inner.count("/"))
    shell = context.around.get(key)
    if shell is None:
        shell = context.around[key] = shell_of(context, language, inner, text=text)
    between, names, out = shell
    parts = {
        "source": SCRIPT + linked_source if linked else "",
        "title": escape(f"{title} · {language.site_name}"),
        "head": LINKED.format(linked) if linked else "",
        "main": picked(main, text=text).replace(OUT, out),
        "here": inner,
    }
    said = [b""] * (2 * len(between) - 1)
    said[::2] = between
    said[1::2] = [parts[name].encode() for name in names]
    return b"".join(said)


def shell_of(context: Context, language: Language, inner: str, *, text: bool) -> Shell:
    """What stands around every page of this language, depth and version, in pieces."""
    around = around_of(context, language, inner, text=text, root=False)
    marks = {name: Markup(f"<={name}>") for name in PARTS}  # noqa: S704 - names of ours
    links, header, footer = (Markup(part) for part in around.parts)  # noqa: S704 - made by a template
    frame = Frame(language.code, language.direction, marks["title"], around.up, around.out, links, header, footer)
    made = templates.render(
        "twin.html",
        text=text,
        f=frame,
        head=marks["head"],
        main=marks["main"],
        linked=marks["head"],
        linked_source=marks["source"],
    ).decode()
    pieces = _PART.split(made.replace(HERE, marks["here"]).replace(SCRIPT + marks["source"], marks["source"]))
    return tuple(piece.encode() for piece in pieces[::2]), tuple(pieces[1::2]), around.out
