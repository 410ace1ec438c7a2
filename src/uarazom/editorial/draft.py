"""A draft becomes the canonical content that people approve and the signer signs.

Draft and published act are different things: a draft is a proposal of one act on one document; `compose` puts it behind
the record as it stands now and gives the bytes. Rules:
1. The place in the document comes from the ledger, never from the draft: `n` is one more than the document's acts,
   `previous` the payload digest of the last one.
2. All human-written text goes into one salted blob; the act carries its digest. The salt is 16 random bytes, given.
3. A member that has nothing to say is absent: empty texts, lists and objects are left out.
4. What is issued is checked strictly (`acts.schema.check`), with every finding named; nothing half is ever composed.
5. `issued_at` is the signer's; the content digest is that of the bytes without it.

    composed = compose(draft, origin="record.example", ledger=ledger, salt=salt)
    composed.content_digest      # what two people approve
    composed.blobs               # {digest: bytes}, to lie in place before the entry is appended

Formats: docs/formats/entry.md, words.md, approval.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from uarazom.acts import kinds, schema
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Document
from uarazom.editorial import extracts
from uarazom.editorial.refusal import BadDraft
from uarazom.verify import canon, entry
from uarazom.verify.refusal import Refused as NotCanonical

SALT_SIZE = 16
NOT_TEXTS = frozenset({"source", "article", "passages"})  # members of the words that are no texts by language
FIELDS_RESERVED = frozenset(
    {"format", "origin", "issued_at", "document", "n", "kind", "act", "previous", "body", "words"}
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """One act that somebody proposes. `fields` are the act's members of entry.md but the reserved ones; `words` the
    members of words.md (`title`, `text`, `source`, …), most of them language → text; `format` that of its payload: an
    exercise is never an act of what is real."""

    document: str
    kind: str
    act: str
    body: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, Any] = field(default_factory=dict)
    contributors: tuple[str, ...] = ()
    format: str = "uarazom/act/1"

    def texts(self) -> Mapping[str, Mapping[str, str]]:
        """The words that are texts by language: not where they came from, not what a request compares."""
        return {name: value for name, value in self.words.items() if name not in NOT_TEXTS}


@dataclass(frozen=True)
class Composed:
    """The bytes to approve and sign, their digest, the blobs they name; and the same as values, for a preview."""

    content: bytes
    content_digest: str
    blobs: Mapping[str, bytes]
    fields: Mapping[str, Any]
    words: Mapping[str, Any]


def compose(draft: Draft, *, origin: str, ledger: Ledger, salt: bytes, at: datetime | None = None) -> Composed:
    """The canonical content of the draft's act at the record's present end; BadDraft or acts' BadAct when it may not
    be issued. `at`: when it would be issued; nothing may be known later than that."""
    document = ledger.document_of({"format": draft.format, "document": draft.document})
    if at and document:  # what it follows may have been dated by a clock that was ahead
        at = max(at, document.latest.issued_at)
    words = salted(draft.words, salt, draft.document)
    blobs = {canon.digest(blob): blob for blob in ([_canonical(words, draft)] if words else [])}
    content = _content(draft, origin, document, next(iter(blobs), None))
    if "extracts" in content:
        content["extracts"] = extracts.resolved(content["extracts"], document, ledger)
    raw = _canonical(content, draft)
    register = ledger.latest_register
    schema.check(content, words or None, register=register, document=document, ledger=ledger, at=at)
    return Composed(raw, entry.content_digest(content), MappingProxyType(blobs), content, words)


def _canonical(value: dict[str, Any], draft: Draft) -> bytes:
    """What cannot be canonical (half a surrogate, a number with a point) cannot be a draft."""
    try:
        return canon.canonical(value)
    except NotCanonical as error:
        where = f"{draft.document}: {error.where}"
        raise BadDraft("draft.not_canonical", expected=error.expected, got=error.got, where=where) from error


def _content(draft: Draft, origin: str, document: Document | None, words: str | None) -> dict[str, Any]:
    reserved = FIELDS_RESERVED.intersection(draft.fields)
    if reserved:
        raise BadDraft(
            "draft.reserved",
            expected="only what an editor decides",
            got=", ".join(sorted(reserved)),
            where=draft.document,
            remedy="leave these out: the program sets them",
        )
    members = {
        **_codes(draft),
        **draft.fields,
        "format": draft.format,
        "origin": origin,
        "document": draft.document,
        "kind": draft.kind,
        "act": draft.act,
        "body": draft.body,
        "n": document.latest.n + 1 if document else 1,
        "previous": document.latest.digest if document else None,
        "words": words,
    }
    return dict(_without_nothing(members))


def _codes(draft: Draft) -> dict[str, str]:
    """What the program knows without asking: what a confirmation of this kind of document confirms."""
    return {"confirms": kinds.CONFIRMS[draft.kind]} if draft.act == "confirm" and draft.kind in kinds.CONFIRMS else {}


def salted(said: Mapping[str, Any], salt: bytes, where: str) -> dict[str, Any]:
    """The content of a words blob: what is said, its format and its salt; nothing when nothing is said."""
    if len(salt) != SALT_SIZE:
        raise BadDraft("draft.salt", expected=f"{SALT_SIZE} random bytes", got=f"{len(salt)}", where=where)
    kept = dict(_without_nothing(said))
    return {**kept, "format": "uarazom/words/1", "salt": canon.to_base64(salt)} if kept else {}


def _without_nothing(value: Any) -> Any:
    """Rule 3, at every depth."""
    if isinstance(value, Mapping):
        kept = ((name, _without_nothing(member)) for name, member in value.items())
        return {name: member for name, member in kept if not _is_nothing(member)}
    if isinstance(value, list | tuple):
        return [_without_nothing(member) for member in value]
    return value


def _is_nothing(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)
