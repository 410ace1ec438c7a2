"""What may be appended next: every rule that an envelope must meet before it gets its index.

Rules, in order: at most 65,535 bytes and a sound shape (`verify.entry`); an entry that already stands here is answered
with its first place; never issued before the entry before it; first of its document, or the next after the latest,
naming its digest; content that is new; and, last because it costs most, this log's origin and signatures that meet the
roster in force (`verify.roster`). The first entry is roster 1.

A batch sees its own earlier envelopes as if they were sequenced. Nothing here writes: the log does, if all is sound.

docs/formats/entry.md, docs/formats/roster.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from uarazom.record.errors import BatchRefused
from uarazom.record.store import REGISTER_CHAIN, ROSTER_CHAIN, Row, Store
from uarazom.verify.entry import MANIFEST, REGISTER, ROSTER, Entry, content_digest
from uarazom.verify.merkle import leaf_hash
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Rosters

BATCH_ENTRIES = 4096  # one transaction; at 65,535 bytes each 256 MiB, and 0.8 s of verification
CHAINS = {ROSTER: ROSTER_CHAIN, REGISTER: REGISTER_CHAIN}


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


class Batch:
    """Envelopes on their way into the log, checked one after another."""

    def __init__(self, store: Store, rosters: Rosters | None) -> None:
        self._store, self.rosters = store, rosters
        last = store.last()
        self._size = 0 if last is None else last.index + 1
        self._issued_at = "" if last is None else last.issued_at
        self._heads: dict[str, Row] = {}
        self._seen: dict[bytes, Row] = {}
        self._contents: dict[bytes, Row] = {}
        self.rows: list[Row] = []

    def admit(self, envelopes: Sequence[bytes]) -> tuple[Sequenced, ...]:
        """Check all envelopes. Raises: BatchRefused with the reason of each that may not stand here."""
        if len(envelopes) > BATCH_ENTRIES:
            raise BatchRefused([Refused("batch", f"at most {BATCH_ENTRIES} envelopes", str(len(envelopes)))])
        sequenced: list[Sequenced] = []
        reasons: list[Refused | None] = []
        for raw in envelopes:
            try:
                sequenced.append(self._admit(raw))
                reasons.append(None)
            except Refused as refusal:
                reasons.append(refusal)
        if any(reasons):
            raise BatchRefused(reasons)
        return tuple(sequenced)

    def _admit(self, raw: bytes) -> Sequenced:
        entry = Entry.parse(raw)
        digest = bytes.fromhex(entry.digest)
        known = self._seen.get(digest) or self._store.by_payload(digest)
        if known is not None:
            return sequenced(known, repeated=True)
        self._check_time(entry)
        row = self._row(entry, digest)
        self._check_signatures(entry)
        self.rows.append(row)
        self._seen[digest] = self._contents[row.content_digest] = row
        if row.document is not None:
            self._heads[row.document] = row
        self._size, self._issued_at = self._size + 1, row.issued_at
        return sequenced(row)

    def _check_time(self, entry: Entry) -> None:
        issued_at = str(entry.fields["issued_at"])
        if issued_at < self._issued_at:
            remedy = "issue it again with the signer's clock"
            raise Refused("issued_at", f"not before {self._issued_at}", issued_at, entry.name, remedy)

    def _row(self, entry: Entry, digest: bytes) -> Row:
        document, n = place_of(entry)
        if document is not None:
            self._check_chain(entry, document, n or 0)
        content = bytes.fromhex(content_digest(entry.fields))
        self._check_content(entry, content)
        issued_at = str(entry.fields["issued_at"])
        return Row(self._size, leaf_hash(entry.raw), digest, content, document, n, issued_at, entry.raw)

    def _check_chain(self, entry: Entry, document: str, n: int) -> None:
        """The same rule for acts, rosters and registers: number n names the digest of number n − 1."""
        head = self._heads.get(document) or self._store.head(document)
        expected_n = 1 if head is None else (head.n or 0) + 1
        previous = None if head is None else head.payload_digest.hex()
        remedy = "read the document again and decide anew: somebody published in between"
        if n != expected_n:
            raise Refused("chain", f"number {expected_n}", f"number {n}", entry.name, remedy)
        if entry.fields.get("previous") != previous:
            got = str(entry.fields.get("previous"))
            raise Refused("chain", f"previous {previous}", got, entry.name, remedy)
        if head is not None:
            _check_same_kind(entry, Entry.parse(head.envelope))

    def _check_content(self, entry: Entry, content: bytes) -> None:
        """The same content issued twice would be published twice."""
        known = self._contents.get(content) or self._store.by_content(content)
        if known is not None:
            got = f"that of entry {known.index}, issued at {known.issued_at}"
            raise Refused("content", "content that is new", got, entry.name, "it is published already; do nothing")

    def _check_signatures(self, entry: Entry) -> None:
        if self.rosters is None:
            self.rosters = Rosters.begin(entry, entry.digest)
        else:
            self.rosters = self.rosters.admit(entry, self._size)


def _check_same_kind(entry: Entry, before: Entry) -> None:
    """A document stays what it is: an exercise never continues a real document, a claim never becomes a measure."""
    kind, known = ((one.payload_type, one.fields.get("kind", "")) for one in (entry, before))
    if kind != known:
        raise Refused("kind", " ".join(known), " ".join(kind), entry.name, "give the new document an id of its own")


def place_of(entry: Entry) -> tuple[str | None, int | None]:
    """The chain and the number in it; a manifest has neither."""
    if entry.payload_type == MANIFEST:
        return None, None
    if entry.payload_type in CHAINS:
        return CHAINS[entry.payload_type], int(entry.fields["version"])
    return str(entry.fields["document"]), int(entry.fields["n"])


def sequenced(row: Row, *, repeated: bool = False) -> Sequenced:
    """A row as an answer."""
    payload, content = row.payload_digest.hex(), row.content_digest.hex()
    return Sequenced(row.index, payload, content, row.document, row.n, row.issued_at, repeated)
