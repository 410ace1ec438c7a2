"""The desk's own few files (style, script), from the package, named by their digest so that a browser may keep them.

path("style.css")       '/static/style.1f2e3d4c5b6a.css'
"""

import hashlib
import re
from functools import cache
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse

TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
FILES = ("style.css", "desk.js", "icon.svg")
NAME = re.compile(r"([a-z]+)\.[0-9a-f]{12}\.(css|js|svg)")


def path(name: str) -> str:
    """The address of a file of ``static/``."""
    stem, _, kind = name.partition(".")
    return f"/static/{stem}.{hashlib.sha256(_content(name)).hexdigest()[:12]}.{kind}"


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """The file, for a year: another content has another name."""
    match = NAME.fullmatch(name)
    if match is None or path(f"{match[1]}.{match[2]}") != request.path:
        raise Http404
    content = _content(f"{match[1]}.{match[2]}")
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(content, content_type=TYPES[match[2]], headers=headers)


@cache
def _content(name: str) -> bytes:
    known = next((one for one in FILES if one == name), None)
    if known is None:
        raise Http404
    return files("uarazom.desk").joinpath("static", known).read_bytes()
