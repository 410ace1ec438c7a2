"""What may be appended next: every rule that an envelope must meet before it gets its index.

Rules, in order: at most 65,535 bytes and a sound shape (`verify.entry`); an entry that already stands here is answered
with its first place; content that is new, and a CAP message under an identifier that is; never issued before the entry
before it, and the next of its chain, naming the digest before (`verify.chain`); and, last because it costs most, this
log's origin and signatures that meet the roster in force (`verify.roster`). The first entry is roster 1.

A batch sees its own earlier envelopes as if they were sequenced. Nothing here writes: the log does, if all is sound.

docs/formats/entry.md, docs/formats/roster.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from uarazom.record.errors import BatchRefused
from uarazom.record.store import Row, Store
from uarazom.verify.chain import Heads, Link, link_of
from uarazom.verify.entry import MANIFEST, OF_A_DOCUMENT, Entry, content_digest
from uarazom.verify.merkle import leaf_hash
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Rosters

STEP_ENTRIES = 512  # read at a time; the store is asked for them together
BATCH_ENTRIES = 4096  # one transaction; at 65,535 bytes each 256 MiB, and 0.8 s of verification


@dataclass(frozen=True, slots=True)
class Sequenced:
    """Where an envelope stands. `repeated`: it stood there before this call."""

    index: int
    payload_digest: str
    content_digest: str
    document: str | None
    n: int | None
    issued_at: str
    repeated: bool = False


class Arrived(NamedTuple):
    """A sound entry with its payload and content digests, and its place in a chain."""

    entry: Entry
    payload: bytes
    content: bytes
    link: Link


def arrive(raw: bytes) -> Arrived | Refused:
    """Read an envelope, or say why it cannot be read."""
    try:
        entry = Entry.parse(raw)
        return Arrived(entry, bytes.fromhex(entry.digest), content_of(entry), link_of(entry))
    except Refused as refused:
        return refused


class Batch:
    """Envelopes on their way into the log, checked one after another."""

    def __init__(self, store: Store, rosters: Rosters | None) -> None:
        self._store, self.rosters = store, rosters
        last = store.last()
        self._heads = Heads()
        self._heads.issued_at = "" if last is None else last.issued_at
        self._size = 0 if last is None else last.index + 1
        self._payloads: dict[bytes, Row] = {}
        self._contents: dict[bytes, Row] = {}
        self._identifiers: dict[str, Row] = {}
        self._stored = self._begun = True  # whether the store may hold what arrived, or what it follows
        self.rows: list[Row] = []

    def admit(self, envelopes: Sequence[bytes]) -> tuple[Sequenced, ...]:
        """Check all envelopes. Raises: BatchRefused with the reason of each that may not stand here."""
        if len(envelopes) > BATCH_ENTRIES:
            raise BatchRefused([Refused("batch", f"at most {BATCH_ENTRIES} envelopes", str(len(envelopes)))])
        found: list[Sequenced] = []
        reasons: list[Refused | None] = []
        for start in range(0, len(envelopes), STEP_ENTRIES):
            arrived = [arrive(raw) for raw in envelopes[start : start + STEP_ENTRIES]]
            self._ask_for([one for one in arrived if isinstance(one, Arrived)])
            for one in arrived:
                try:
                    found.append(self._admit(one))
                    reasons.append(None)
                except Refused as refused:
                    reasons.append(refused)
        if any(reasons):
            raise BatchRefused(reasons)
        return tuple(found)

    def _ask_for(self, arrived: Sequence[Arrived]) -> None:
        """What the store may hold of these: three questions for all instead of three for each."""
        holds = self._store.holds_any
        self._stored = holds("payload_digest", (one.payload for one in arrived))
        self._stored |= holds("content_digest", (one.content for one in arrived))
        self._begun = holds("document", (one.link.chain for one in arrived))

    def _admit(self, arrived: Arrived | Refused) -> Sequenced:
        if isinstance(arrived, Refused):
            raise arrived
        entry, payload, content, link = arrived
        known = self._payloads.get(payload) or (self._store.by_payload(payload) if self._stored else None)
        if known is not None:
            return sequenced(known, repeated=True)
        self._check_content(entry, content)
        identifier = self._check_identifier(entry)
        self._check_link(entry, link)
        self._check_signatures(entry)
        # From here on nothing refuses: the batch changes only by whole entries.
        self._heads.admit(link, self._size)
        document, n = (None, None) if entry.payload_type == MANIFEST else (link.chain, link.number)
        row = Row(
            self._size, leaf_hash(entry.raw), payload, content, document, n, link.issued_at, entry.raw, identifier
        )
        self._payloads[payload] = self._contents[content] = row
        if identifier is not None:
            self._identifiers[identifier] = row
        self.rows.append(row)
        self._size += 1
        return sequenced(row)

    def _check_content(self, entry: Entry, content: bytes) -> None:
        """The same content issued twice would be published twice."""
        known = self._contents.get(content) or (self._store.by_content(content) if self._stored else None)
        if known is not None:
            got = f"that of entry {known.index}, issued at {known.issued_at}"
            raise Refused("content", "content that is new", got, entry.name, "it is published already; do nothing")

    def _check_identifier(self, entry: Entry) -> str | None:
        """Two messages of one name would be one message to every receiver, and the second never shown."""
        identifier = entry.fields.get("alert", {}).get("identifier") if entry.payload_type in OF_A_DOCUMENT else None
        if not isinstance(identifier, str):
            return None
        known = self._identifiers.get(identifier) or self._store.by_identifier(identifier)
        if known is not None:
            got = f"{identifier}, that of {known.document}/{known.n}"
            raise Refused("identifier", "an identifier that is new", got, entry.name, "compose the message anew")
        return identifier

    def _check_link(self, entry: Entry, link: Link) -> None:
        """Chain, kind and time, by the rule that the audit uses; the head of the chain comes from the store."""
        if self._begun and link.chain not in self._heads.last and entry.payload_type != MANIFEST:
            head = self._store.head(link.chain)
            if head is not None:
                before = link_of(Entry.parse(head.envelope))
                self._heads.last[link.chain] = (before.number, before.digest, before.kind)
        self._heads.check(link, self._size)

    def _check_signatures(self, entry: Entry) -> None:
        if self.rosters is None:
            self.rosters = Rosters.begin(entry, entry.digest)
        else:
            self.rosters = self.rosters.admit(entry, self._size)


def content_of(entry: Entry) -> bytes:
    """The content digest, as 32 bytes, without writing the payload anew where that can be seen to be the same.

    In canonical JSON a quotation mark inside a text is escaped, so these bytes are a member and nothing else; where
    they stand once they are the payload's own. `origin` follows in every payload, hence the comma.
    """
    member = b'"issued_at":"%b",' % str(entry.fields["issued_at"]).encode()
    if entry.payload.count(member) != 1 or "signed_message" in entry.fields:
        return bytes.fromhex(content_digest(entry.fields))
    return sha256(entry.payload.replace(member, b"")).digest()


def sequenced(row: Row, *, repeated: bool = False) -> Sequenced:
    """A row as an answer."""
    payload, content = row.payload_digest.hex(), row.content_digest.hex()
    return Sequenced(row.index, payload, content, row.document, row.n, row.issued_at, repeated)
