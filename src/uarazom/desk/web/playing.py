"""A sound for a player: whole, or one part of it (RFC 9110, 14), so that it knows how long it is and can wind back.

played(request, raw, "audio/ogg")        # 200, 206, or 416 for a part that begins behind the end
"""

import re

from django.http import HttpRequest, HttpResponse

_PART = re.compile(r"bytes=([0-9]{1,9})-([0-9]{0,9})", re.ASCII)


def played(request: HttpRequest, raw: bytes, media_type: str) -> HttpResponse:
    """Never run. Any other form of a range is answered with the whole, as the specification allows."""
    asked = _PART.fullmatch(request.headers.get("Range", ""))
    first = int(asked[1]) if asked else 0
    last = min(int(asked[2]), len(raw) - 1) if asked and asked[2] else len(raw) - 1
    if asked and first >= len(raw):
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(raw)}"})
    if not asked or last < first:
        return HttpResponse(raw, headers=_headers(media_type, len(raw)))
    part = {"Content-Range": f"bytes {first}-{last}/{len(raw)}"}
    return HttpResponse(raw[first : last + 1], status=206, headers=_headers(media_type, last + 1 - first) | part)


def _headers(media_type: str, size: int) -> dict[str, str]:
    policy = "sandbox; default-src 'none'"
    return {
        "Content-Type": media_type,
        "Content-Length": str(size),
        "Accept-Ranges": "bytes",
        "Content-Security-Policy": policy,
    }
