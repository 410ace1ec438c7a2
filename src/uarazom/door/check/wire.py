"""What the door hands to its check, and what comes back, over a Unix socket: a head of JSON and a body of bytes.

    eight bytes: length of the head, length of the body (big-endian) · the head · the body

Bounded before anything is read. The head of a question is an `Asked`, that of an answer has a `status`.
"""

import asyncio
import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

from uarazom.door.check.limits import PAGE_BYTES

HEAD_BYTES = 16 << 10
_LENGTHS = struct.Struct(">II")


class BadFrame(ValueError):  # noqa: N818 - the name says what it is
    """Not what the other side may send."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `client`: the address of whoever asks, kept for a minute in memory; `refused`: the door read no more
    of it, and this is why (a word of the catalogues)."""

    lang: str
    text: bool
    method: str
    client: str = ""
    media_type: str = ""
    kept: str = ""
    refused: str = ""


def question(asked: Asked, body: bytes) -> bytes:
    """The bytes of a question."""
    return _frame(asdict(asked), body)


def answer(status: int, page: bytes) -> bytes:
    """The bytes of an answer."""
    return _frame({"status": status}, page)


def read_asked(head: dict[str, Any]) -> Asked:
    """A question's head. Raises: BadFrame."""
    try:
        return Asked(**head)
    except TypeError as error:
        raise BadFrame(f"expected the members of a question, got {sorted(head)}") from error


async def receive(reader: asyncio.StreamReader, body_bytes: int = PAGE_BYTES) -> tuple[dict[str, Any], bytes]:
    """The next head and body. Raises: BadFrame; `asyncio.IncompleteReadError` where the other side went away."""
    head_length, body_length = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
    if head_length > HEAD_BYTES or body_length > body_bytes:
        raise BadFrame(f"expected at most {HEAD_BYTES} and {body_bytes} bytes, got {head_length} and {body_length}")
    head = json.loads(await reader.readexactly(head_length))
    if type(head) is not dict:
        raise BadFrame(f"expected a JSON object, got {type(head).__name__}")
    return head, await reader.readexactly(body_length)


def _frame(head: dict[str, Any], body: bytes) -> bytes:
    raw = json.dumps(head, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(raw), len(body)) + raw + body
