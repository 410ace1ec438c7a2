"""The form as it comes: `multipart/form-data` from the page, `application/x-www-form-urlencoded` from a program.

    form = read(media_type, body)
    form.text, form.address, form.published, form.keep, form.beside, form.beside_address

Rules, in order
1. Length was looked at by the door; here shape: at most FIELDS_MAX fields of our names, each once, no files.
2. Bytes that are no UTF-8 are no text. Text may be anything; an address and a day are short.
3. The other text (`beside`) is one, or an address alone on its line.
4. An article that is pasted as a PDF, or has a zero byte in it, is no text.

Specification: RFC 7578 (multipart/form-data), WHATWG URL §5 (urlencoded).
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from uarazom.door.check.limits import FIELD_BYTES, FIELDS_MAX
from uarazom.door.check.refusal import Refused

NAMES = frozenset({"text", "address", "published", "keep", "beside"})
TEXTS = ("text", "beside")
_BOUNDARY = re.compile(r'boundary="?([0-9A-Za-z\'()+_,./:=?-]{1,70})"?\s*(?:;|$)')
_NAME = re.compile(rb'content-disposition:\s*form-data;\s*name="([a-z]{1,16})"\s*', re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s/]", re.IGNORECASE)
_ALONE = re.compile(r"https?://\S+", re.IGNORECASE)
_DAY_EXAMPLE = "2022-02-15"


@dataclass(frozen=True, slots=True)
class Form:
    """What a reader asks: a text or an address, when it was published, where they know it, and another text beside."""

    text: str = ""
    address: str = ""
    published: date | None = None
    keep: bool = False
    beside: str = ""
    beside_address: str = ""


def read(media_type: str, body: bytes) -> Form:
    """The form. Raises: Refused."""
    kind, _, parameters = media_type.partition(";")
    kind = kind.strip().lower()
    if kind == "multipart/form-data":
        fields = _multipart(parameters, body)
    elif kind == "application/x-www-form-urlencoded":
        fields = _urlencoded(body)
    else:
        raise Refused("form", status=415)
    return _form({name: _said(name, raw) for name, raw in fields})


def _form(fields: dict[str, str]) -> Form:
    text, address = fields.get("text", ""), fields.get("address", "").strip()
    if not text.strip() and not address:
        raise Refused("empty")
    if not text.strip() and not _ADDRESS.match(address):
        raise Refused("address")
    other = fields.get("beside", "").strip()
    for one in (text, other):
        _expect_text(one)
    there = other if _ALONE.fullmatch(other) else ""
    return Form(
        text,
        "" if text.strip() else address,
        _day(fields.get("published", "")),
        bool(fields.get("keep")),
        "" if there else other,
        there,
    )


def _expect_text(text: str) -> None:
    if text.startswith("%PDF-"):
        raise Refused("kind", status=415, kind="PDF")
    if "\0" in text:
        raise Refused("not_text", status=415)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said.strip()) if said.strip() else None
    except ValueError as error:
        raise Refused("date", example=_DAY_EXAMPLE) from error


def _said(name: str, raw: bytes) -> str:
    if name not in TEXTS and len(raw) > FIELD_BYTES:
        raise Refused("address" if name == "address" else "form")
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refused("not_text", status=415) from error


def _multipart(parameters: str, body: bytes) -> list[tuple[str, bytes]]:
    boundary = _BOUNDARY.search(parameters)
    if boundary is None:
        raise Refused("form")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode(), FIELDS_MAX + 2)
    if len(parts) < 3 or len(parts) > FIELDS_MAX + 2 or not parts[-1].startswith(b"--") or parts[0]:
        raise Refused("form")
    return _ours([_part(part) for part in parts[1:-1]])


def _part(part: bytes) -> tuple[str, bytes]:
    """One field: its name and bytes."""
    head, empty_line, value = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    names = [found for line in head.split(b"\r\n") if (found := _NAME.fullmatch(line))]
    if not empty_line or len(names) != 1:
        raise Refused("form")
    return names[0][1].decode(), value


def _urlencoded(body: bytes) -> list[tuple[str, bytes]]:
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MAX, encoding="latin-1")
    except ValueError as error:
        raise Refused("form") from error
    return _ours([(name, value.encode("latin-1")) for name, value in pairs])


def _ours(fields: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    names = [name for name, _ in fields]
    if not NAMES.issuperset(names) or len(set(names)) < len(names):
        raise Refused("form")
    return fields
