"""A page of HTML as plain text of the same length, so that every place stays where it was.

    without_markup('<p>&laquo;Так&raquo;</p>')      the words and marks, everything else blank

Rules, in order
1. Text that does not begin to look like a page in its first `LOOKED_AT` characters is left as it is.
2. Scripts, styles and comments are blank up to their end, or to the end of the page where they have none.
3. A tag that begins or ends a block is an empty line, any other is invisible: a word may have half of it bold.
4. An entity becomes its character, followed by invisible ones to its length, which cleaning drops.

It reads pages, it does not show them: nothing here is a filter against anything.
"""

import html
import re

LOOKED_AT = 2_000
TAG_MAX = 4_000  # characters; a longer one is text with a sign in it
_PAGE = re.compile(r"<(?:!doctype html|html|head|body|article|div|p|span|h[1-6]|script)\b", re.IGNORECASE)
_HIDDEN = re.compile(r"<(?:script|style|noscript|template)\b|<!--", re.IGNORECASE)
_TAG = re.compile(rf"</?[a-zA-Z][^<>]{{0,{TAG_MAX}}}>|<![^<>]{{0,{TAG_MAX}}}>")
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|tr|table|article|section|blockquote|title|header|footer)\b", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});")
_UNSEEN = "\u200b"


def without_markup(raw: str) -> str:
    """The page with its markup blank; any other text as it is."""
    if not _PAGE.search(raw[:LOOKED_AT]):
        return raw
    return _ENTITY.sub(_character, _TAG.sub(_blank, _shown(raw)))


def _shown(raw: str) -> str:
    """Without what no reader sees."""
    pieces, done = [], 0
    while hidden := _HIDDEN.search(raw, done):
        name = hidden.group().lower()
        closing = "-->" if name == "<!--" else f"</{name[1:]}"
        end = re.compile(closing, re.IGNORECASE).search(raw, hidden.end())
        stop = end.end() if end else len(raw)
        pieces += [raw[done : hidden.start()], " " * (stop - hidden.start())]
        done = stop
    return "".join([*pieces, raw[done:]])


def _blank(match: re.Match[str]) -> str:
    tag = match.group()
    return "\n\n".ljust(len(tag)) if _BLOCK.match(tag) else _UNSEEN * len(tag)


def _character(match: re.Match[str]) -> str:
    said = html.unescape(match.group())
    return said.ljust(len(match.group()), _UNSEEN) if len(said) <= len(match.group()) else match.group()
