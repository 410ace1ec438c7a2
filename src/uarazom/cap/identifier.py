"""Identifiers that no other message has, made of what a message already has: the log, the document, the act.

    identifier("2.49.0.1.804.0", "log.example/main", "alert-7", 2)   # "2.49.0.1.804.0.<39 digits>.2"
    identifier("", "log.example/main", "alert-7", 2)                 # "log.example.main.alert-7.2"

The same act is always given the same identifier, so that a repeated attempt issues nothing twice; two acts never share
one, since a document has one name in a log, an act one number in a document, and a log one origin in the world. The
arc between prefix and number is SHA-256 of origin and document, its first 128 bits as a decimal (as UUIDs have it in
the arc 2.25): digits and dots are all that the form of the WMO register of alerting authorities allows.

Specification: OASIS CAP 1.2, 3.2.1 (identifier); WMO-No. 1109 (2.49.0.<authority>.…); ITU-T X.660.
"""

import hashlib
import re

from uarazom.cap.sound import CODE
from uarazom.verify import canon

OID = re.compile(r"[0-2](\.(0|[1-9][0-9]*)){1,20}")
OID_MAX = 120  # characters of a prefix: an arc of ours and a number still fit into an identifier
ARC_BYTES = 16


def identifier(prefix: str, origin: str, document: str, n: int) -> str:
    """The identifier of act `n` (from 1) of a document; ValueError when there is none of these that could be."""
    if n < 1 or not canon.is_origin(origin) or not canon.is_id(document):
        raise ValueError(f"expected an origin, a document id and an act from 1, got {origin!r}, {document!r}, {n}")
    if prefix and not is_oid(prefix):
        raise ValueError(f"expected an object identifier in digits and dots, got {prefix!r}")
    found = f"{prefix}.{arc(origin, document)}.{n}" if prefix else f"{origin.replace('/', '.')}.{document}.{n}"
    if not CODE.fullmatch(found):
        raise ValueError(f"expected an identifier of at most 250 printable ASCII characters, got {found!r}")
    return found


def arc(origin: str, document: str) -> int:
    """The number of a document among all documents of all logs; neither name has a line end in it."""
    digest = hashlib.sha256(f"{origin}\n{document}".encode()).digest()
    return int.from_bytes(digest[:ARC_BYTES], "big")


def is_oid(text: str) -> bool:
    """Whether this can be the prefix that an authority was given: arcs without leading zeros, the first 0 to 2."""
    return len(text) <= OID_MAX and OID.fullmatch(text) is not None and (text[0] == "2" or is_low(text))


def is_low(text: str) -> bool:
    """Below 0 and 1 the second arc ends at 39."""
    return int(text.split(".")[1]) < 40
