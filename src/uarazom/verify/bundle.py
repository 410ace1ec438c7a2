"""The bundle: one file that verifies offline against an anchor that never comes from it.

`verify` below is the specification's nine steps, in its order; each refusal names its step first. It proves what was
signed, by whom, and that the log held it; what came later it cannot know, and says so.

    verified = Bundle.parse(raw).verify(anchor)
    print(verified.age)

docs/formats/bundle.md.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from uarazom.verify import blob, canon
from uarazom.verify.anchor import Anchor
from uarazom.verify.chain import Heads, link_of
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import OF_A_DOCUMENT, REGISTER, ROSTER, Entry, is_count
from uarazom.verify.merkle import leaf_hash, verify_inclusion
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Roster, Rosters

FORMAT = "uarazom/bundle/1"
BUNDLE_MAX_BYTES = 2**25  # 32 MiB: the longest-argued document of a war, with every text
_MEMBERS = {"format", "origin", "document", "checkpoint", "entries", "blobs"}


@dataclass(frozen=True, slots=True)
class Carried:
    """An entry, where it stands in the log, and the proof of it."""

    index: int
    entry: Entry
    proof: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What holds: the acts and registers with their words, and how old the news is."""

    document: str
    checkpoint: Checkpoint
    rosters: Rosters
    acts: tuple[Carried, ...]
    registers: tuple[Carried, ...]
    words: Mapping[str, Mapping[str, Any]]  # by blob digest
    removed: Mapping[str, int]  # act id → index of the entry that removed its words
    last: Carried

    @property
    def age(self) -> str:
        """What can be said about age, and no more."""
        place = f"entry {self.last.index + 1} of {self.checkpoint.tree_size}"
        return f"valid as of {self.last.entry.fields['issued_at']}, {place}; a later correction cannot be seen offline"


@dataclass(frozen=True, slots=True)
class Bundle:
    """One document's entries with their proofs, the checkpoint they lead to, and the blobs they name."""

    origin: str
    document: str
    checkpoint: bytes
    entries: tuple[Carried, ...]
    blobs: Mapping[str, bytes]

    @staticmethod
    def parse(raw: bytes) -> "Bundle":
        """Step 1, shape: return the bundle that `raw` is the canonical JSON of; nothing is verified yet."""
        with _step("1 shape"):
            fields = canon.parse(raw, BUNDLE_MAX_BYTES, "bundle")
            _check_members(fields)
            return Bundle(
                origin=fields["origin"],
                document=fields["document"],
                checkpoint=fields["checkpoint"].encode(),
                entries=_entries(fields["entries"], fields["document"]),
                blobs={digest: canon.from_base64(text, f"blobs.{digest}") for digest, text in fields["blobs"].items()},
            )

    def serialise(self) -> bytes:
        """Return the bundle's bytes; refuse to issue what `parse` would refuse."""
        entries = [
            {
                "index": one.index,
                "entry": canon.to_base64(one.entry.raw),
                "proof": [canon.to_base64(hash_) for hash_ in one.proof],
            }
            for one in self.entries
        ]
        fields = {
            "format": FORMAT,
            "origin": self.origin,
            "document": self.document,
            "checkpoint": self.checkpoint.decode(),
            "entries": entries,
            "blobs": {digest: canon.to_base64(data) for digest, data in self.blobs.items()},
        }
        raw = canon.canonical(fields, "bundle")
        Bundle.parse(raw)
        return raw

    def of_type(self, *payload_types: str) -> tuple[Carried, ...]:
        """Return the entries carried of these payload types."""
        return tuple(one for one in self.entries if one.entry.payload_type in payload_types)

    def verify(self, anchor: Anchor) -> Verified:
        """Return what holds under the anchor; the first step that does not hold is the refusal. (Step 1: `parse`.)"""
        # Step 3 needs the log's keys, which the last roster lists; that this roster is genuine is step 5.
        carried = self.of_type(ROSTER)
        with _step("1 shape"):
            first, latest = Roster.parse(carried[0].entry), Roster.parse(carried[-1].entry)
        with _step("2 anchor"):
            _check_anchor(self, anchor, first)
        with _step("3 checkpoint"):
            checkpoint = latest.open_checkpoint(self.checkpoint)
        with _step("4 inclusion"):
            for one in self.entries:
                size, root_hash = checkpoint.tree_size, checkpoint.root_hash
                verify_inclusion(leaf_hash(one.entry.raw), one.index, size, one.proof, root_hash)
        with _step("5 roster"):
            rosters = Rosters.begin(carried[0].entry, anchor.roster)
            for one in carried[1:]:
                rosters = rosters.admit(one.entry, one.index)
        with _step("6 signatures"):
            for one in self.of_type(REGISTER, *OF_A_DOCUMENT):
                rosters.check(one.entry, one.index)
        acts = self.of_type(*OF_A_DOCUMENT)
        with _step("7 chain"):
            _check_chain(acts)
        with _step("8 blobs"):
            gone = removed(acts)
            words = _words(self, gone)
        # 9, that a page is the bundle's, is paper.verify.
        return Verified(self.document, checkpoint, rosters, acts, self.of_type(REGISTER), words, gone, self.entries[-1])


@contextmanager
def _step(name: str) -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise refused.within(name) from None


# ── 1 shape ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _check_members(fields: Mapping[str, Any]) -> None:
    if fields.get("format") != FORMAT:
        raise Refused("format", FORMAT, repr(fields.get("format")), "bundle")
    shapes = {"origin": str, "document": str, "checkpoint": str, "entries": list, "blobs": dict}
    if set(fields) != _MEMBERS or any(type(fields[name]) is not shape for name, shape in shapes.items()):
        raise Refused("bundle", ", ".join(sorted(_MEMBERS)), ", ".join(sorted(fields)), "bundle")
    if not canon.is_origin(fields["origin"]) or not canon.is_id(fields["document"]):
        raise Refused("bundle", "a log's name and a document id", fields["document"], "bundle")
    if not all(map(canon.is_digest, fields["blobs"])):
        raise Refused("bundle", "blobs by their digests", "another name", "blobs")


def _entries(members: list[Any], document: str) -> tuple[Carried, ...]:
    carried = tuple(_carried(member, document) for member in members)
    indices = [one.index for one in carried]
    if indices != sorted(set(indices)) or not carried or carried[0].index != 0:
        raise Refused("bundle", "entries from 0 on, ascending, none twice", f"{indices}", "entries")
    if carried[0].entry.payload_type != ROSTER:
        raise Refused("bundle", "a roster as entry 0", carried[0].entry.name, "entries")
    if not any(one.entry.payload_type in OF_A_DOCUMENT for one in carried):
        raise Refused("bundle", f"at least one act of {document}", "none", "entries")
    return carried


def _carried(member: Any, document: str) -> Carried:
    if type(member) is not dict or set(member) != {"index", "entry", "proof"}:
        raise Refused("bundle", "index, entry, proof", repr(member), "entries")
    index, proof = member["index"], member["proof"]
    if not (index == 0 or is_count(index)) or type(proof) is not list:
        raise Refused("bundle", "an index and an array of hashes", repr(index), "entries")
    where = f"entry {index}"
    try:
        entry = Entry.parse(canon.from_base64(member["entry"], where))
    except Refused as refused:
        raise refused.within("entry", where) from None
    own = entry.payload_type in OF_A_DOCUMENT and entry.fields["document"] == document
    if not own and entry.payload_type not in (ROSTER, REGISTER):
        raise Refused("bundle", f"rosters, registers and acts of {document}", entry.name, where)
    return Carried(index, entry, tuple(canon.from_base64(hash_, where) for hash_ in proof))


# ── 2 anchor ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _check_anchor(bundle: Bundle, anchor: Anchor, first: Roster) -> None:
    if bundle.origin != anchor.origin:
        raise Refused("origin", anchor.origin, bundle.origin, "bundle", "This anchor is another log's.")
    if anchor.vkey not in first.log:
        expected = f"the anchor's verifier key {anchor.vkey}"
        raise Refused("vkey", expected, ", ".join(map(str, first.log)), "log of entry 0", "Is the anchor whole?")


# ── 7 chain ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _check_chain(acts: tuple[Carried, ...]) -> None:
    heads = Heads()
    for one in acts:
        heads.admit(link_of(one.entry), one.index)


# ── 8 blobs ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def removed(acts: tuple[Carried, ...]) -> dict[str, int]:
    """Return which acts lost their words, and the index of the entry that removed them."""
    return {act_id: one.index for one in reversed(acts) for act_id in one.entry.removes}


def _words(bundle: Bundle, gone: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    rest = dict(bundle.blobs)
    words = {}
    for one in bundle.of_type(REGISTER, *OF_A_DOCUMENT):
        digest = one.entry.fields.get("words")
        where = f"entry {one.index}, {one.entry.name}"
        if digest is None or digest in words:
            continue
        if one.entry.name in gone:
            if digest in rest:
                raise Refused("blob", f"no words: removed by entry {gone[one.entry.name]}", "words", where)
            continue
        if digest not in rest:
            raise Refused("blob", f"its words {digest}", "missing: no entry removed them", where, "Get it anew.")
        words[digest] = blob.read_words(blob.check(rest.pop(digest), digest, blob.WORDS_MAX_BYTES), where)
    plain = {digest for one in bundle.of_type(*OF_A_DOCUMENT) for digest in one.entry.plain_blobs}
    for digest, data in rest.items():
        if digest not in plain:
            raise Refused("blob", "blobs that an entry names", digest, "blobs")
        blob.check(data, digest)
    return words
