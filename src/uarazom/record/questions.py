"""What may be asked of a signer over its socket: each frame read strictly, each answer a frame.

    {"ask":"publish","requests":[…]}                  → {"answers":[{"receipt":…} | {"refusal":…}, …]}
    {"ask":"append","envelopes":[base64],"blobs":{}}  → {"receipts":[…]} | {"refused":[null | refusal, …]}
    {"ask":"grant","change":{…},"approvals":[…]}      → {"digest":…}
    {"ask":"void","content":digest}                   → {"since":instant}
    {"ask":"retract","document":id,"approval":{…}}    → {"receipt":…}
    {"ask":"receipt","content":digest}                → {"receipt":… | null}
    {"ask":"status"}                                  → {"status":{…}}

Whatever cannot be answered is {"refusal":{check, expected, got, where, remedy, again}}.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sized
from typing import Any

from uarazom.record.admission import BATCH_ENTRIES
from uarazom.record.errors import BatchRefused, RecordFailed
from uarazom.record.request import (
    REQUEST_BLOBS,
    Refusal,
    Request,
    answer_json,
    fields_of,
    read_approval,
    read_approvals,
    read_request,
)
from uarazom.record.signer import Signer, refusal
from uarazom.verify import canon
from uarazom.verify.refusal import Refused

BATCH_REQUESTS = 1024

Frame = Mapping[str, Any]


def answer(signer: Signer, frame: Frame) -> dict[str, Any]:
    """The answer to any question but publish. A defect of ours reaches the asker and does not stop the signer."""
    ask = ASKS.get(str(frame.get("ask")))
    try:
        if ask is None:
            raise Refused("frame", "ask: publish, " + ", ".join(ASKS), repr(frame.get("ask")), "socket")
        return ask(signer, frame)
    except BatchRefused as error:
        return {"refused": [reason and fields_of(Refusal.of(reason)) for reason in error.reasons]}
    except (Refused, RecordFailed, OSError, sqlite3.Error) as error:
        return {"refusal": fields_of(refusal(error))}
    except Exception as error:
        return broken(error)


def requests(frame: Frame) -> list[Request | Refusal]:
    """The requests of a publish frame; in the place of one that cannot be read, why. Raises: Refused: no such frame."""
    return [_request(one) for one in _member(frame, "requests", list, BATCH_REQUESTS)]


def _request(value: Any) -> Request | Refusal:
    try:
        return read_request(value)
    except Refused as refused:
        return Refusal.of(refused)


def broken(error: Exception) -> dict[str, Any]:
    """The answer where the program itself failed."""
    return {"refusal": fields_of(refusal(error))}


def stopped() -> dict[str, Any]:
    """The answer of a signer that stops."""
    return {"refusal": fields_of(Refusal("stopped", "a running signer", "one that stops", "signer", "ask again", True))}


def _append(signer: Signer, frame: Frame) -> dict[str, Any]:
    texts = _member(frame, "envelopes", list, BATCH_ENTRIES)
    blobs = _member(frame, "blobs", dict, REQUEST_BLOBS, {})
    envelopes = [canon.from_base64(text, "envelope") for text in texts]
    given = {digest: canon.from_base64(text, "blob") for digest, text in blobs.items()}
    return {"receipts": [fields_of(receipt) for receipt in signer.append(envelopes, given)]}


def _grant(signer: Signer, frame: Frame) -> dict[str, Any]:
    change = _member(frame, "change", dict, BATCH_REQUESTS)
    return {"digest": signer.grant(change, read_approvals(frame.get("approvals", [])))}


def _void(signer: Signer, frame: Frame) -> dict[str, Any]:
    return {"since": signer.void(_digest(frame))}


def _retract(signer: Signer, frame: Frame) -> dict[str, Any]:
    document = frame.get("document")
    if not canon.is_id(document):
        raise Refused("frame", "a document id", repr(document), "document")
    return answer_json(signer.retract(str(document), read_approval(frame.get("approval"))))


def _receipt(signer: Signer, frame: Frame) -> dict[str, Any]:
    found = signer.receipt(_digest(frame))
    return {"receipt": found and fields_of(found)}


def _status(signer: Signer, _frame: Frame) -> dict[str, Any]:
    return {"status": signer.status()}


ASKS: dict[str, Callable[[Signer, Frame], dict[str, Any]]] = {
    "append": _append,
    "grant": _grant,
    "void": _void,
    "retract": _retract,
    "receipt": _receipt,
    "status": _status,
}


def _digest(frame: Frame) -> str:
    content = frame.get("content")
    if not canon.is_digest(content):
        raise Refused("frame", "a content digest", repr(content), "content")
    return str(content)


def _member(frame: Frame, name: str, kind: type[Sized], limit: int, default: Any = None) -> Any:
    value = frame.get(name, default)
    if type(value) is not kind or len(value) > limit:
        raise Refused("frame", f"{kind.__name__} of at most {limit}", type(value).__name__, name)
    return value
