"""The one style sheet, minified once, and the policy that lets a page load nothing but it.

The policy stands in each page itself, so that a copy on any host is held to it: no script, no image, no font, no frame,
no form, nothing from anywhere. The style sheet is allowed by its digest; `door` may send the same as a header.

Specification: Content Security Policy Level 3 §2.3, §6.
"""

import base64
import hashlib
import re
from importlib.resources import files

from markupsafe import Markup


def minified(css: str) -> str:
    """The same rules without comments and without white space that says nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return re.sub(r": ", ":", css).replace(";}", "}").strip()


def source_of(content: str) -> str:
    """The source expression that allows exactly this inline content."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"


PLACE_STYLE = Markup(minified((files("uarazom.site") / "place.css").read_text(encoding="utf-8")))  # noqa: S704 - our own
STYLE = Markup(minified((files("uarazom.site") / "style.css").read_text(encoding="utf-8")))  # noqa: S704 - our own file
STYLE_SOURCE = source_of(STYLE)
_ASKED = minified((files("uarazom.site") / "check.css").read_text(encoding="utf-8"))
CHECK_STYLE = Markup(str(STYLE) + _ASKED)  # noqa: S704 - our own files
POLICY = f"default-src 'none';style-src {STYLE_SOURCE};img-src data:;base-uri 'none';form-action 'none'"
LIVE = f"{POLICY};script-src 'self';connect-src 'self'"  # home and places: one small file, one answer to read
SOUND = f"{POLICY};media-src 'self'"  # a warning: its spoken text
PLACE = LIVE.replace(STYLE_SOURCE, source_of(PLACE_STYLE))
CHECK = POLICY.replace(STYLE_SOURCE, source_of(CHECK_STYLE)).replace("form-action 'none'", "form-action 'self'")
