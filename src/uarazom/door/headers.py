"""The headers of each file: its type, how long it may be kept, what a browser may do with it.

Rules, in order
1. A type is known by name, a blob's by its first bytes and only from the allow-list; everything else is bytes to save.
2. Blobs are saved, never opened (``attachment``): what someone sent us is not a page of ours.
3. ``immutable`` for what is addressed by position and never rewritten or removed: tiles. An hour for blobs: their bytes
   never change, but a lawful removal takes words away, and no cache may show them for long after; so for CAP messages.
   ``no-cache`` for the checkpoint, and for what says whether there is danger now: a warning comes and is taken back at
   any moment, so a copy is asked about each time, which its tag makes cheap; so for all feeds and each document's data,
   which programs follow. All else: ``freshness.max_age`` (no file is kept past the next change of any status).
4. No script runs but our own file; a page's inline style runs by its hash; nothing comes from or goes to elsewhere.
5. What is public data may be read by any page (CORS ``*``): there are no cookies and nothing secret here.
"""

import base64
import hashlib
import re
from typing import Final

Headers = list[tuple[str, str]]

TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "geojson": "application/geo+json",
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webmanifest": "application/manifest+json",
    "tlog-proof": "text/plain; charset=utf-8",
}
PLAIN = frozenset({"log/checkpoint", "log/vkey"})
BYTES = "application/octet-stream"
CAP = "application/cap+xml; charset=utf-8"
# First bytes → type. A browser may show these without running anything; SVG, HTML and XML are left out for that reason.
BLOB_TYPES: Final = (
    (b'{"', "application/json"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "application/ogg"),
    (b"ID3", "audio/mpeg"),
)
KEEP_FOR_EVER = ("Cache-Control", "public, max-age=31536000, immutable")
KEEP_AN_HOUR = ("Cache-Control", "public, max-age=3600, must-revalidate")
ASK_EACH_TIME = ("Cache-Control", "no-cache")
HSTS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
EVERYWHERE: Final = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)
NO_PAGE = ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
# Home, places, warnings and exercises in every language and version; what names all that is in force; feeds and shapes;
# data of documents, since a name does not say which of them is a warning.
DANGER = re.compile(
    r"(alerts|now)\.json|cap/[a-zA-Z-]+\.(atom|rss|geojson)|feeds/.*|(document|exercise)/.*\.json"
    r"|[a-zA-Z-]+/(text/)?((index|places|exercises)\.html|(alert|exercise|place)/.*)"
)
_STYLE = re.compile(rb"<style[^>]*>(.*?)</style>", re.DOTALL)


def content_type(path: str, start: bytes) -> str:
    """The media type of a file, by its name; of a blob by its first bytes."""
    if path.startswith("blob/"):
        return next((kind for magic, kind in BLOB_TYPES if start.startswith(magic)), BYTES)
    if path in PLAIN:
        return TYPES["txt"]
    if path.startswith("cap/") and path.endswith(".xml"):
        return CAP
    return TYPES.get(path.rpartition("/")[2].rpartition(".")[2], BYTES)


def keeping(path: str) -> tuple[str, str] | None:
    """The Cache-Control of a file whose name decides it; None where the next change of status does."""
    if path == "log/checkpoint" or DANGER.fullmatch(path):
        return ASK_EACH_TIME
    if path.startswith(("blob/", "cap/")):
        return KEEP_AN_HOUR
    return KEEP_FOR_EVER if path.startswith("log/tile/") else None


def fixed(path: str, data: bytes) -> Headers:
    """All headers of a file that depend on nothing but its name and bytes."""
    kind = content_type(path, data[:16])
    made = [("Content-Type", kind), *EVERYWHERE, _policy(kind, data)]
    if not kind.startswith("text/html"):
        made.append(("Access-Control-Allow-Origin", "*"))
    if path.startswith("blob/") or kind == BYTES:
        made.append(("Content-Disposition", "attachment"))
    return made


def _policy(kind: str, data: bytes) -> tuple[str, str]:
    """A page may load what lies beside it and use its own inline styles, by hash; nothing else does anything."""
    if not kind.startswith("text/html"):
        return NO_PAGE
    hashes = " ".join(f"'sha256-{_digest(style)}'" for style in sorted(set(_STYLE.findall(data))))
    return (
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'self' {hashes}".rstrip()
        + "; img-src 'self' data:; media-src 'self'; script-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )


def _digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()
