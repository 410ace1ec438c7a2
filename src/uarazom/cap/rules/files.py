"""Files and addresses: web, and each resource.

Source: CAP 1.2, 3.2.2 (web), 3.2.3 (uri, derefUri, digest); RFC 3986 3.1 (what an absolute URI begins with).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator

from uarazom.cap.finding import Finding
from uarazom.cap.model import Info, Resource
from uarazom.cap.rules.table import breach, place

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
WITH_HOST = re.compile(r"(?:https?|ftp)://[^\s/?#]+[^\s]*", re.IGNORECASE)
WEB_SCHEMES = ("http:", "https:", "ftp:")
SHA1 = re.compile(r"[0-9A-Fa-f]{40}")
EXPECTED = "an absolute URI, as https://example.org/alert"


def files(info: Info, path: str) -> Iterator[Finding]:
    """One info's addresses and resources."""
    if info.web and not is_absolute(info.web):
        yield breach("uri_absolute", f"{path}/web", EXPECTED, info.web)
    for index, one in enumerate(info.resources):
        yield from _resource(one, place(f"{path}/resource", index, len(info.resources)))


def is_absolute(uri: str) -> bool:
    """A scheme and something behind it; a host where the scheme has hosts."""
    wanted = WITH_HOST if uri.lower().startswith(WEB_SCHEMES) else ABSOLUTE
    return wanted.fullmatch(uri) is not None


def _resource(resource: Resource, path: str) -> Iterator[Finding]:
    if resource.uri and not resource.deref_uri and not is_absolute(resource.uri):
        yield breach("uri_absolute", f"{path}/uri", EXPECTED, resource.uri)
    content = None
    if resource.deref_uri:
        content = _content(resource.deref_uri)
        if content is None:
            yield breach("deref_uri", f"{path}/derefUri", "base64", resource.deref_uri)
    if not resource.digest:
        return
    if not SHA1.fullmatch(resource.digest):
        yield breach("digest", f"{path}/digest", "40 hexadecimal digits", resource.digest)
    elif content is not None:
        digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        if digest != resource.digest.lower():
            yield breach("digest", f"{path}/digest", f"{digest}, the SHA-1 of derefUri", resource.digest)


def _content(text: str) -> bytes | None:
    """The bytes of a derefUri; blanks between the lines of base64 are usual."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
