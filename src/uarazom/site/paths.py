"""Where each page lies: docs/urls.md as functions. Paths are relative to `public/`, without a leading slash.

document("claim", "claim-outage")            'claim/claim-outage.html'     inside a language's folder
placed("uk", document(...), text=True)       'uk/text/claim/claim-outage.html'
"""

import re

ID = r"[a-z0-9][a-z0-9-]{0,79}"
MONTH = r"\d{4}-\d{2}"
LANGUAGE = r"(?P<lang>[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?)/(?P<text>text/)?"
KINDS = ("bulletin", "claim", "statement", "measure", "guidance", "answer", "briefing", "alert", "request")
EXERCISE = "exercise"  # the folder of public exercises: documents of kind `alert` that never stand among the live ones
PLACE = r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?(?:\.[A-Za-z0-9]{1,32})?"
CHECK = "check/index.html"  # the one page behind which a server of ours may stand (`uarazom.door.relay`)
LISTS = ("section", "region", "body", "status", "kind", "topic")


def document(kind: str, id: str) -> str:
    """The page of a document."""
    return f"{kind}/{id}.html"


def fragment(kind: str, n: int, paragraph: int, start: int | None = None) -> str:
    """A place in the text of act n of a document: a paragraph, or a code point in it. It never leads elsewhere."""
    act = "" if is_statements_own(kind, n) else f"a{n}"
    return f"{act}p{paragraph}" + ("" if start is None else f"c{start}")


def is_statements_own(kind: str, n: int) -> bool:
    """Whether this is the text of the statement itself, which no later act replaces."""
    return kind == "statement" and n == 1


def placed(lang: str, inner: str, *, text: bool = False) -> str:
    """A page in its language's folder, or among its text versions."""
    return f"{lang}/text/{inner}" if text else f"{lang}/{inner}"


def key(value: str) -> str:
    """A list's key as a folder name: a region code's colon is no part of a portable file name."""
    return value.replace(":", ".")


def list_index(name: str, value: str) -> str:
    """The page of one list: a section, a region, …"""
    return f"archive/{name}/{key(value)}/index.html"


def list_page(name: str, value: str, month: str, number: int = 1) -> str:
    """One page of one month of a list; of all documents when `name` is `day`."""
    part = "" if number == 1 else f"-p{number}"
    return f"archive/day/{month}{part}.html" if name == "day" else f"archive/{name}/{key(value)}/{month}{part}.html"


def place(code: str) -> str:
    """The page of a place."""
    return f"place/{key(code)}.html"


def up(inner: str) -> str:
    """From a page back to the root of its tree: `../` for each folder."""
    return "../" * inner.count("/")


def inner(name: str) -> str:
    """The pattern of a page with a fixed name inside a language's folder."""
    return LANGUAGE + re.escape(name)
