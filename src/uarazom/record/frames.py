"""Frames on the signer's socket: four bytes of length (big-endian), then that many bytes of JSON.

Bounded before anything is read: a frame is at most FRAME_BYTES, enough for one blob of 64 MiB in base64.
"""

import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

from uarazom.verify.refusal import Refused

FRAME_BYTES = 96 * 1024 * 1024
_LENGTH = struct.Struct(">I")


def send(connection: socket.socket, value: Mapping[str, Any]) -> None:
    """Send one frame. Raises: Refused where it would be too large; OSError."""
    # Half a surrogate, in what a refusal repeats of a bad question, goes as the escape that it came as.
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    if len(raw) > FRAME_BYTES:
        raise Refused("size", f"a frame of at most {FRAME_BYTES} bytes", f"{len(raw)} bytes", "signer", "send fewer")
    connection.sendall(_LENGTH.pack(len(raw)) + raw)


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """The next frame, None where the other side has closed. Raises: Refused, OSError."""
    head = _exactly(connection, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > FRAME_BYTES:
        raise Refused("size", f"a frame of at most {FRAME_BYTES} bytes", f"{length} bytes", "socket")
    raw = _exactly(connection, length)
    try:
        value = json.loads(raw or b"")
    except (ValueError, RecursionError) as error:
        raise Refused("frame", "JSON", str(error), "socket") from None
    if type(value) is not dict:
        raise Refused("frame", "a JSON object", type(value).__name__, "socket")
    return value


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    """`length` bytes, or None where the stream ends before."""
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(1024 * 1024, length - len(parts)))
        if not part:
            return None
        parts += part
    return bytes(parts)
