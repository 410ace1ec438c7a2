"""What a request's headers ask for: encoding, language, one byte range, a condition (RFC 9110 §8.8, §12.5, §13, §14).

Rules: pure; bounded by the server's limit on a header's size; what cannot be understood is ignored, as the RFC says for
each of these headers, and never answered with an error.

    encodings("br;q=0.5, gzip") == ("gzip", "br", "identity")
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

OFFERED = ("br", "gzip", "identity")  # ours, best first; equal q is decided by this order
MANY_HEADERS = 512  # browsers send a few dozen different values; a flood of invented ones only costs a parse
_WEIGHT = re.compile(r"\s*([^\s;,]+)\s*(?:;\s*[qQ]\s*=\s*([01](?:\.\d{0,3})?))?\s*")
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def weights(header: str) -> dict[str, float]:
    """``token;q=weight`` lists as a table, lower case; what does not parse is left out."""
    found = (_WEIGHT.fullmatch(part) for part in header.split(","))
    return {match[1].lower(): min(float(match[2] or 1), 1) for match in found if match}


@lru_cache(MANY_HEADERS)
def encodings(accept: str | None) -> tuple[str, ...]:
    """The encodings to offer, the wanted first; identity is always last resort (RFC 9110 §12.5.3)."""
    if not accept:
        return ("identity",)
    asked = weights(accept)
    other = asked.get("*", 0.0)
    wanted = [(asked.get(name, other), name) for name in ("br", "gzip")]
    plain = asked.get("identity", 0.0)
    ranked = sorted((pair for pair in wanted if pair[0] > 0 and pair[0] >= plain), key=lambda pair: -pair[0])
    return (*(name for _, name in ranked), "identity")


def language(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """The offered language that the reader wants most (RFC 4647 lookup), or None."""
    if not accept:
        return None
    asked = weights(accept)
    for tag in sorted((tag for tag, weight in asked.items() if weight > 0), key=lambda tag: -asked[tag]):
        for name in offered:
            if tag == name.lower() or tag.split("-")[0] == name.lower().split("-")[0]:
                return name
    return None


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """The one range asked for as (start, end), end excluded; None to answer with the whole.

    Raises: ``ValueError`` where no byte of the range exists (416).
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        start, end = max(size - int(match[2]), 0), size
    else:
        start = int(match[1])
        end = min(int(match[2]) + 1, size) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= end:
        raise ValueError(f"expected a range within {size} bytes, got {header!r}")
    return start, end


def matches(if_none_match: str, tag: str) -> bool:
    """Does If-None-Match name this tag?  Weak comparison (RFC 9110 §13.1.2)."""
    return if_none_match == tag or if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)


def unchanged_since(if_modified_since: str, modified_at: float) -> bool:
    """Is the file no younger than this date?  A date that does not parse says nothing."""
    try:
        since = parsedate_to_datetime(if_modified_since)
    except (ValueError, OverflowError):
        return False
    return int(modified_at) <= since.replace(tzinfo=since.tzinfo or UTC).timestamp()


def http_date(seconds: float) -> str:
    """An instant as HTTP writes it (RFC 9110 §5.6.7)."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
