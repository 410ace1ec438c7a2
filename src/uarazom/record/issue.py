"""What may be issued: every entry is looked at strictly before it is signed or taken in, by the rules of its format.

An act and a register by the strict doors of `acts`, with everything that they refer to; a manifest here; a roster by
`verify` alone, since its root keys answer for it. What once stands in the record stands for ever, and every follower
must be able to read it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from uarazom.acts import kinds, schema
from uarazom.acts.errors import BadAct
from uarazom.acts.ledger import Ledger
from uarazom.acts.register import Register
from uarazom.acts.register_schema import check_register
from uarazom.record import messages
from uarazom.record.blobs import MEDIA_TYPES
from uarazom.verify.entry import FORMATS, MANIFEST, REGISTER
from uarazom.verify.refusal import Refused

DRAWN = ("image/svg+xml", "map")  # the one picture that could carry a script: pages take its outlines alone
MANIFEST_MEMBERS = {"format", "origin", "issued_at", "body", "digest", "size", "media_type", "purpose"}


def check(
    fields: Mapping[str, Any],
    words: Mapping[str, Any] | None,
    ledger: Ledger,
    given: Mapping[str, bytes],
    register: Register | None = None,
    *,
    clock: datetime | None = None,
) -> None:
    """Refuse fields that may not be issued. `ledger` is what they stand in, `given` the blobs that come along;
    `register` where another than the latest counts; `clock` what time it is, where that is not `issued_at`."""
    register = register or ledger.latest_register
    _check_media(fields, given)
    try:
        if fields["format"] == FORMATS[REGISTER]:
            check_register(fields, words, register=register)
        elif fields["format"] == FORMATS[MANIFEST]:
            _check_manifest(fields)
        else:
            schema.check(fields, words, register=register, document=ledger.document_of(fields), ledger=ledger)
            if "alert" in fields:
                raw, document = messages.unsigned(fields, given), ledger.document_of(fields)
                messages.check(fields, words or {}, raw, document, clock)
    except BadAct as bad:
        told = "; ".join(map(str, bad.findings))
        raise Refused("act", "an act that may be issued", f"{len(bad.findings)} findings", bad.act, told) from None


def _check_manifest(fields: Mapping[str, Any]) -> None:
    if set(fields) != MANIFEST_MEMBERS:
        raise Refused("manifest", ", ".join(sorted(MANIFEST_MEMBERS)), ", ".join(sorted(fields)), "manifest")
    if fields["purpose"] not in kinds.PURPOSES:
        raise Refused("manifest", "one of " + ", ".join(kinds.PURPOSES), repr(fields["purpose"]), "purpose")


def _check_media(fields: Mapping[str, Any], given: Mapping[str, bytes]) -> None:
    """Each plain blob is of a type that the public side serves, and as long as is said."""
    media = fields.get("media", ())
    plain = [*(media if isinstance(media, list) else ()), *([fields] if "media_type" in fields else ())]
    for one in plain:
        digest, media_type = one.get("digest"), one.get("media_type")
        if media_type not in MEDIA_TYPES and (media_type, fields.get("purpose")) != DRAWN:
            raise Refused("media type", "one of " + ", ".join(sorted(MEDIA_TYPES)), repr(media_type), str(digest))
        if digest in given and len(given[digest]) != one.get("size"):
            raise Refused("size", f"{one.get('size')} bytes", f"{len(given[digest])} bytes", f"blob {digest}")
