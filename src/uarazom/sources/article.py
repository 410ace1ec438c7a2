"""A web page as the text that people read on it: no scripts, no menus, paragraphs apart, and the day it was published.

    article = read(raw)
    article.text, article.published

Rules, in order
1. Text in UTF-8 where the bytes are that, else in the encoding that the page itself declares.
2. What is no reading matter goes: scripts, styles, forms, menus, embedded things, comments. Nothing is run or loaded.
3. The longest `article`, else `main`, else the body; a heading, a paragraph or a cell is a paragraph.
4. The day is what the page says of itself (`article:published_time`, `datePublished`, `time`), if it is a day at all.

Specification: HTML §13.2 by way of libxml2's own reader, with its limits on depth and size left on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from lxml import etree, html

PUBLISHED = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[@name='date' or @name='pubdate' or @name='dc.date']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//article//time/@datetime",
)
TEASERS_MAX = 32  # articles of one page looked at: the article, and those that it leads to
DROPPED = frozenset(
    {
        "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "iframe", "object", "embed", "svg",
        "math", "button", "select", "textarea", "audio", "video", "canvas", "head", "title", "menu", "dialog",
    }
)  # fmt: skip
BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl",
        "dt", "dd", "blockquote", "pre", "table", "tr", "td", "th", "figure", "figcaption", "hr", "br", "body",
        "address",
    }
)  # fmt: skip
_HTML = re.compile(
    r"\s*<(?:!doctype html|(?:html|head|body|p|div|article|main|script|h1|section|span)\b)", re.IGNORECASE
)
_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Article:
    """What people read; the day it was published, where the page says it."""

    text: str
    published: date | None = None


def shown(text: str) -> str:
    """A text without the characters that no page may hold, each replaced by one."""
    return _CONTROL.sub("\ufffd", text)


def is_html(text: str) -> bool:
    """Whether what was pasted is the source of a page."""
    return _HTML.match(text) is not None


def read(raw: bytes | str) -> Article:
    """The words of a page; empty where there are none."""
    tree = _parsed(raw if isinstance(raw, str) else _decoded(raw))
    if tree is None:
        return Article("")
    published = _published(tree)  # before `head` goes
    return Article("\n\n".join(_paragraphs(_main(tree))), published)


def _decoded(raw: bytes) -> bytes | str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw  # the reader looks for what the page declares


def _parsed(raw: bytes | str) -> Any:
    """The page's tree, or None where nothing of one is left."""
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "ignore")  # half a surrogate is no character
        parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    else:
        parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(raw.replace(b"\0", b""), parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _main(tree: Any) -> Any:
    """The part of the page that is read."""
    for name in ("article", "main"):
        found = list(islice(tree.iter(name), TEASERS_MAX))
        if found:
            return max(found, key=lambda one: sum(map(len, one.itertext())))
    return tree


def _paragraphs(top: Any) -> Iterator[str]:
    """The text between the edges of blocks, in the order of the page; without recursion, however deep."""
    held: list[str] = []
    dropped: Any = None
    for event, node in etree.iterwalk(top, events=("start", "end")):
        name = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if dropped is None and name in DROPPED:
                dropped = node
            edge, text = name in BLOCKS, "" if dropped is not None else node.text
        else:
            if dropped is node:
                dropped = None
            edge, text = name in BLOCKS, "" if dropped is not None or node is top else node.tail
        if edge and (said := _said(held)):
            yield said
        held.append(text or "")
    if said := _said(held):
        yield said


def _said(held: list[str]) -> str:
    said = _SPACE.sub(" ", "".join(held)).strip()
    held.clear()
    return said


def _published(tree: Any) -> date | None:
    for path in PUBLISHED:
        for said in tree.xpath(path)[:1]:
            found = _DAY.match(said.strip())
            if found:
                try:
                    return date.fromisoformat(found[0])
                except ValueError:
                    continue
    return None
