"""Canonical JSON, instants, ids, digests, base64: the letters that everything signed is written in.

The bytes received are parsed once and compared with their own canonical form; nothing is ever hashed or verified but
the bytes received. That comparison also refuses duplicate keys, other key orders, spaces, `-0`, and needless escapes.
Rules, in order: length, UTF-8, JSON, values (objects, arrays, strings, integers within ±(2^53 − 1), depth), bytes.

    >>> canonical({"b": [1, "é"], "a": {}})
    b'{"a":{},"b":[1,"\\xc3\\xa9"]}'

docs/formats/canonical.md; RFC 8785 (JCS), of which this is a part.
"""

import base64
import binascii
import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any, NoReturn

from uarazom.verify.refusal import Refused

INTEGER_MAX = 2**53 - 1  # what every JSON reader keeps exactly
DEPTH_MAX = 16
DEFAULT_MAX_BYTES = 65_535  # one entry

_is_key = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,127}").fullmatch
_is_id = re.compile(r"[a-z0-9][a-z0-9-]{0,79}").fullmatch
_is_act_id = re.compile(r"[a-z0-9][a-z0-9-]{0,79}/[1-9][0-9]{0,8}").fullmatch
_is_region = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?(:[A-Za-z0-9]{1,32})?").fullmatch
_is_language = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?").fullmatch
_is_digest = re.compile(r"[0-9a-f]{64}").fullmatch
_is_origin = re.compile(r"[a-z0-9.-]{1,200}(/[a-z0-9._-]+)*").fullmatch
_is_instant = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z").fullmatch
_is_day = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch


# ── canonical JSON ───────────────────────────────────────────────────────────────────────────────────────────────────
def canonical(value: Any, where: str = "") -> bytes:
    """Return the canonical bytes of a value made of dict, list, tuple-free strings and integers; refuse any other."""
    try:
        _check_value(value, 1, where)
        return _encode(value).encode()
    except UnicodeEncodeError as error:
        raise Refused("canonical", "Unicode scalar values", f"a lone surrogate: {error.object[:40]!r}", where) from None


def parse(raw: bytes, max_bytes: int = DEFAULT_MAX_BYTES, where: str = "") -> dict[str, Any]:
    """Return the object that `raw` is the canonical form of; refuse everything else."""
    if len(raw) > max_bytes:
        raise Refused("size", f"at most {max_bytes} bytes", f"{len(raw)} bytes", where)
    try:
        value = _decode(raw.decode())
    except (ValueError, RecursionError) as error:  # bad UTF-8 and bad JSON are both ValueError
        raise Refused("canonical", "UTF-8 JSON of objects, arrays, strings, integers", str(error), where) from None
    if type(value) is not dict:
        raise Refused("canonical", "a JSON object", type(value).__name__, where)
    again = canonical(value, where)
    if again != raw:
        place = next((i for i, (a, b) in enumerate(zip(again, raw, strict=False)) if a != b), min(len(again), len(raw)))
        raise Refused("canonical", "its own canonical form", f"another byte at offset {place}", where)
    return value


def _check_value(value: Any, depth: int, name: str) -> None:
    kind = type(value)
    if kind is dict:
        _check_depth(depth, name)
        for key, member in value.items():
            if type(key) is not str or not _is_key(key):
                raise Refused("canonical", "a key of ASCII letters, digits, _ . : -", repr(key), name)
            if type(member) is not str:  # surrogates in strings are met when the whole is encoded
                _check_value(member, depth + 1, key)
    elif kind is list:
        _check_depth(depth, name)
        for member in value:
            _check_value(member, depth + 1, name)
    elif kind is int:
        if not -INTEGER_MAX <= value <= INTEGER_MAX:
            raise Refused("canonical", "an integer within ±(2^53 − 1)", "a larger one", name)
    elif kind is not str:
        raise Refused("canonical", "object, array, string or integer", kind.__name__, name)


def _check_depth(depth: int, name: str) -> None:
    if depth > DEPTH_MAX:
        raise Refused("canonical", f"nesting of at most {DEPTH_MAX}", "deeper", name)


def _no_other_number(text: str) -> NoReturn:
    raise ValueError(f"not an integer: {text[:40]}")


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode
_decode = json.JSONDecoder(parse_float=_no_other_number, parse_constant=_no_other_number).decode


# ── names and times ──────────────────────────────────────────────────────────────────────────────────────────────────
def is_id(text: object) -> bool:
    """Say whether this is the id of a document, body, person, section, topic or rule."""
    return isinstance(text, str) and _is_id(text) is not None


def is_act_id(text: object) -> bool:
    """Say whether this is `<document id>/<n>`."""
    return isinstance(text, str) and _is_act_id(text) is not None


def is_region(text: object) -> bool:
    """Say whether this is a region code: ISO 3166-1 or 3166-2, or one of these with `:<local>`."""
    return isinstance(text, str) and _is_region(text) is not None


def is_language(text: object) -> bool:
    """Say whether this is a language tag of the shapes that we use."""
    return isinstance(text, str) and _is_language(text) is not None


def is_digest(text: object) -> bool:
    """Say whether this is a SHA-256 as 64 lowercase hexadecimal digits."""
    return isinstance(text, str) and _is_digest(text) is not None


def is_origin(text: object) -> bool:
    """Say whether this can be a log's name: no scheme, no port, at most 250 bytes."""
    return isinstance(text, str) and len(text) <= 250 and _is_origin(text) is not None


def is_instant(text: object) -> bool:
    """Say whether this is an instant as we write it, on a date that exists, from 1970 on."""
    if not isinstance(text, str) or _is_instant(text) is None or text < "1970":
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_day(text: object) -> bool:
    """Say whether this is a day, `YYYY-MM-DD`, that exists, from 1970 on."""
    return isinstance(text, str) and _is_day(text) is not None and is_instant(f"{text}T00:00:00Z")


def instant(text: str, where: str = "") -> datetime:
    """Return the aware UTC datetime of an instant; refuse any other way of writing it."""
    if not is_instant(text):
        raise Refused("instant", "YYYY-MM-DDTHH:MM:SSZ", repr(text), where)
    return datetime.fromisoformat(text)


def instant_text(moment: datetime) -> str:
    """Return an aware datetime as we write instants; parts of a second are cut off, never rounded up."""
    if moment.tzinfo is None:
        raise Refused("instant", "a datetime with its time zone", repr(moment))
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ── digests and base64 ───────────────────────────────────────────────────────────────────────────────────────────────
def digest(data: bytes) -> str:
    """Return the SHA-256 as we write it."""
    return hashlib.sha256(data).hexdigest()


def to_base64(data: bytes) -> str:
    """Return RFC 4648 §4 base64, padded."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: object, where: str = "") -> bytes:
    """Return the bytes; refuse other alphabets, missing padding, spaces, and trailing bits that are not zero."""
    if isinstance(text, str):
        try:
            data = binascii.a2b_base64(text, strict_mode=True)
        except (binascii.Error, ValueError):
            data = b""
        if to_base64(data) == text:
            return data
    raise Refused("base64", "padded RFC 4648 §4 base64", repr(text)[:80], where)
