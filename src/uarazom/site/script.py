"""The one script of the public side, `place.js`: it answers whether the place kept on the device is affected.

It is a file of its own, named by its digest in each page that loads it (Subresource Integrity §3.3): a host that serves
another in its place serves none. A page says all it has to say without it.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from uarazom.site.registry import PageKind

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from uarazom.site.context import Context

PATH = "place.js"
SOURCE = (files("uarazom.site") / PATH).read_bytes()
INTEGRITY = "sha384-" + base64.b64encode(hashlib.sha384(SOURCE).digest()).decode()


def script_paths(_context: Context) -> Iterator[str]:
    """One file."""
    yield PATH


def script_page(_context: Context, _match: re.Match[str]) -> bytes:
    """The same bytes for every site."""
    return SOURCE


SCRIPT = PageKind("script", r"place\.js", script_paths, script_page)
