"""What a reader takes away to prove an act true: a follower that writes three files.

    public/proof/<document>/<n>.tlog-proof   one act in the tree (C2SP), at the checkpoint that first covered it
    public/proof/<document>.json             the bundle: everything about one document, verifiable offline
    public/proof/<document>.html             the same as a page that can be read and printed

A new act of a document writes the last two anew. They lie with the log and not in the site: they change with the tree,
and the site is a function of entries alone.

    Proofs(reader, disk).catch_up(Cursor(home / "record" / "proofs.cursor"))

docs/formats/bundle.md, docs/formats/log.md.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from uarazom.record.blobs import Blobs
from uarazom.record.disk import Disk, RealDisk, place_many
from uarazom.record.follow import Cursor, Numbered, Reader, follow
from uarazom.record.store import REGISTER_CHAIN, ROSTER_CHAIN
from uarazom.verify import blob, merkle, paper, tiles
from uarazom.verify.bundle import Bundle, Carried
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import OF_A_DOCUMENT
from uarazom.verify.note import Note
from uarazom.verify.tlogproof import TlogProof

MESSAGE_BYTES = 2**18  # a larger CAP message is fetched by its digest: a bundle is what a reader takes away
REGISTERS_KEPT = 256  # words of registers in memory while bundles are made
NAMING = ("bodies", "people", "sections", "regions", "topics", "competences")


class Proofs:
    """The follower."""

    def __init__(self, reader: Reader, disk: Disk | None = None) -> None:
        self._reader, self._disk = reader, disk or RealDisk()
        self._folder = reader.public / "proof"
        self._blobs = Blobs(reader.public / "blob")
        self._texts = lru_cache(REGISTERS_KEPT)(self._blobs.words)

    def catch_up(self, cursor: Cursor) -> int:
        """Write what is new; returns how many entries were read. Raises: OSError, Damaged."""
        return follow(self._reader, cursor, self.write)

    def write(self, entries: Sequence[Numbered]) -> None:
        """Write the files of these entries; a crash half-way writes them again."""
        at = Tree.of(self._reader)
        acts = [(index, entry) for index, entry in entries if entry.payload_type in OF_A_DOCUMENT]
        place_many(self._disk, self._files(at, acts), self._reader.public)

    def _files(self, at: "Tree", acts: Sequence[Numbered]) -> Iterator[tuple[Path, bytes]]:
        for index, entry in acts:
            path = self._folder / str(entry.fields["document"]) / f"{entry.fields['n']}.tlog-proof"
            yield path, TlogProof(index, at.proof(index), at.note).serialise()
        for document in dict.fromkeys(str(entry.fields["document"]) for _, entry in acts):
            raw = self.bundle(document, at).serialise()
            yield self._folder / f"{document}.json", raw
            yield self._folder / f"{document}.html", paper.page(raw)

    def bundle(self, document: str, at: "Tree | None" = None) -> Bundle:
        """The bundle of a document at the published checkpoint."""
        at = at or Tree.of(self._reader)
        acts = self._reader.chain(document, at.size)
        registers = self._naming(acts, at.size)
        entries = sorted([*self._reader.chain(ROSTER_CHAIN, at.size), *registers, *acts])
        carried = tuple(Carried(index, entry, at.proof(index)) for index, entry in entries)
        return Bundle(at.origin, document, at.note, carried, dict(self._carried(acts, registers)))

    def _naming(self, acts: Sequence[Numbered], size: int) -> list[Numbered]:
        """The registers that name who and what these acts name, and those that describe the instance."""
        named = {name for _, entry in acts for name in _names(entry.fields)}
        registers = self._reader.chain(REGISTER_CHAIN, size)
        return [one for one in registers if "instance" in one[1].fields or named & self._named_in(one[1].fields)]

    def _named_in(self, fields: Any) -> set[str]:
        texts = self._texts(fields["words"]) if "words" in fields else None
        return {name for group in NAMING for source in (fields, texts or {}) for name in source.get(group, ())}

    def _carried(self, acts: Sequence[Numbered], registers: Sequence[Numbered]) -> Iterator[tuple[str, bytes]]:
        """The words and the warnings' messages that are there and not removed; what is missing is missing in the bundle
        too, and it says so."""
        removed = {act for _, entry in acts for act in entry.removes}
        for _, entry in (*registers, *acts):
            for digest in _read_with(entry.fields) if entry.name not in removed else ():
                raw = self._blobs.get(digest, blob.WORDS_MAX_BYTES)
                if raw is not None:
                    yield digest, raw


class Tree:
    """A published tree: its size, and proofs made from its tiles."""

    def __init__(self, public: Path, size: int, origin: str = "", note: bytes = b"") -> None:
        self.size, self.origin, self.note = size, origin, note
        self._read = tiles.TileReader(lambda path: (public / path).read_bytes(), size)

    @classmethod
    def of(cls, reader: Reader) -> "Tree":
        """The tree that the public sees now, with its checkpoint."""
        note = (reader.public / tiles.CHECKPOINT_PATH).read_bytes()
        shown = Checkpoint.parse(Note.parse(note).text)
        return cls(reader.public, shown.tree_size, shown.origin, note)

    @classmethod
    def at(cls, public: Path, size: int) -> "Tree":
        """The tree as it stood at a size that a checkpoint had (its partial tiles are there)."""
        return cls(public, size)

    def proof(self, index: int) -> tuple[bytes, ...]:
        """The inclusion proof of an entry."""
        return merkle.inclusion_proof(index, self.size, self._read)

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """The proof that this tree continues its own first `old` entries."""
        return merkle.consistency_proof(old, self.size, self._read)


def _read_with(fields: Any) -> Iterator[str]:
    """The blobs that say what an entry says: its words, its CAP message; not pictures and sound."""
    if "words" in fields:
        yield fields["words"]
    message = fields.get("signed_message") or fields.get("alert", {}).get("message")
    if message and message["size"] <= MESSAGE_BYTES:
        yield message["digest"]


def _names(fields: Any) -> Iterator[str]:
    yield from (fields[name] for name in ("body", "by", "speaking_for", "section", "topic") if name in fields)
    yield from fields.get("regions", ())
    yield from fields.get("alert", {}).get("parts", ())
    yield from (item["section"] for item in fields.get("items", ()) if isinstance(item, dict) and "section" in item)
