"""Blobs: bytes addressed by their SHA-256; the words of an act among them.

Words are canonical JSON with a random salt, so that a removed text cannot be guessed from the digest that stays.

    words = read_words(check(raw, digest))

docs/formats/words.md.
"""

from typing import Any

from uarazom.verify import canon
from uarazom.verify.refusal import Refused

WORDS_FORMAT = "uarazom/words/1"
WORDS_MAX_BYTES = 2**20
PLAIN_MAX_BYTES = 2**26
SALT_BYTES = 16


def blob_path(digest: str) -> str:
    """Return where the blob lies in the public folder."""
    return f"blob/{digest}"


def check(raw: bytes, digest: str, max_bytes: int = PLAIN_MAX_BYTES) -> bytes:
    """Return the bytes; refuse what is too large or has another digest."""
    if len(raw) > max_bytes:
        raise Refused("size", f"at most {max_bytes} bytes", f"{len(raw)} bytes", blob_path(digest))
    if canon.digest(raw) != digest:
        raise Refused("digest", digest, canon.digest(raw), blob_path(digest), "The bytes were changed: get them anew.")
    return raw


def read_words(raw: bytes, where: str = "words") -> dict[str, Any]:
    """Return the members of a words blob; refuse one of another format or without its salt."""
    words = canon.parse(raw, WORDS_MAX_BYTES, where)
    if words.get("format") != WORDS_FORMAT:
        raise Refused("format", WORDS_FORMAT, repr(words.get("format")), where)
    if len(canon.from_base64(words.get("salt"), where)) != SALT_BYTES:
        raise Refused("words", f"a salt of {SALT_BYTES} bytes", "another length", where)
    return words
