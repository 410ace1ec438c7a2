"""The audit of a whole log: every byte of it read, every claim it makes about itself recomputed.

It reads the public folder through `read(path) -> bytes` (which raises FileNotFoundError for what is not there), so a
folder, an archive and an address are the same to it. Steps:

1 the checkpoint's shape; 2 the rosters, found by their type, chained and rotated from the anchor; 3 the checkpoint's
signatures under the last of them; 4 by ranges of tiles, each on its own: entries, leaf hashes, signatures under the
roster in force, blobs; 5 the merge: chains and time across ranges, higher tiles, the root; 6 what words are absent.

`scan` (step 4) is a pure function of its range, so that a pool may do the ranges on all cores:

    found = audit(read, anchor)                                   # one core
    found = audit(read, anchor, run=ProcessPoolExecutor().map)    # all; `read` must then be picklable
    found.require()                                               # raises the first finding

docs/formats/log.md.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from uarazom.verify import blob, tiles
from uarazom.verify.anchor import Anchor
from uarazom.verify.chain import Heads, Link, link_of
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import MANIFEST, ROSTER, Entry
from uarazom.verify.merkle import HASH_BYTES, Frontier, leaf_hash, root
from uarazom.verify.note import NOTE_MAX_BYTES, Note
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Rosters
from uarazom.verify.tiles import HEIGHT, WIDTH, Read, entries_path, tile_path

TILES_A_RANGE = 16  # 4,096 entries: half a second's work, a few hundred KB of result
FINDINGS_MAX = 100  # of a range, and of the merge; a log that is all wrong says so well enough
TREE_SIZE_MAX = 2**32  # what this audit takes on; its memory grows with documents
Run = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
_ROSTER_MARK = f'"payloadType":"{ROSTER}"'.encode()  # canonical JSON has no other way of writing it


@dataclass
class Part:
    """What the merge needs of one range."""

    whole: bool = True  # every entry bundle was there and well-formed
    links: list[tuple[int, Link]] = field(default_factory=list)  # by index; of entries that could be read
    nodes: list[bytes] = field(default_factory=list)  # the root of each full level-0 tile
    leaves: list[bytes] = field(default_factory=list)  # leaf hashes of the partial tile, in the last range
    absent: list[tuple[int, str, str]] = field(default_factory=list)  # index, name, digest of a blob not there
    removes: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)  # index, act ids that lose their words
    blobs: int = 0
    findings: list[Refused] = field(default_factory=list)

    def found(self, refused: Refused, place: str = "") -> None:
        """Keep a finding, up to the limit."""
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(refused.within("audit", place))


@dataclass(frozen=True)
class Audited:
    """What the audit found: nothing to say against the log when `findings` is empty."""

    checkpoint: Checkpoint
    rosters: Rosters
    documents: int
    blobs: int
    removed: int  # blobs absent because an entry removed them
    issued_at: str  # of the last entry
    findings: tuple[Refused, ...]

    def require(self) -> None:
        """Raise the first finding, if there is one."""
        if self.findings:
            raise self.findings[0]


def audit(read: Read, anchor: Anchor, *, with_blobs: bool = True, run: Run = map) -> Audited:
    """Return what the whole log is worth; raise Refused when checkpoint or rosters leave nothing to audit against."""
    # 1 The size says what to read; step 3 asks who signed it.
    raw = fetch(read, tiles.CHECKPOINT_PATH)
    size = Checkpoint.parse(Note.parse(raw[: NOTE_MAX_BYTES + 1]).text).tree_size
    if not 1 <= size <= TREE_SIZE_MAX:
        raise Refused("audit", f"1 to {TREE_SIZE_MAX} entries", f"{size}", tiles.CHECKPOINT_PATH)
    spans = ranges(size)
    # 2
    rosters = chain_rosters(anchor, run(partial(find_rosters, read, size), spans))
    # 3
    checkpoint = rosters.current.open_checkpoint(raw)
    # 4, 5
    merge = Merge()
    for part in run(partial(scan, read, size, rosters, with_blobs), spans):
        merge.take(part)
    return merge.close(read, checkpoint, rosters)


def ranges(size: int) -> list[tuple[int, int]]:
    """Return the spans [start, end) that a log of `size` entries is read in, each on its own."""
    return [(start, min(start + TILES_A_RANGE * WIDTH, size)) for start in range(0, size, TILES_A_RANGE * WIDTH)]


# ── 2 rosters ────────────────────────────────────────────────────────────────────────────────────────────────────────
def find_rosters(read: Read, size: int, span: tuple[int, int]) -> list[tuple[int, bytes]]:
    """Return index and bytes of every roster in a range; what cannot be read is left for `scan` to find."""
    found = []
    for tile, width in _tiles(size, span):
        try:
            bundle = _entries(read, tile, width)
        except Refused:
            if tile == 0:  # without entry 0 there is nothing to go on from
                raise
            continue
        found += [(tile * WIDTH + place, entry) for place, entry in enumerate(bundle) if _ROSTER_MARK in entry]
    return found


def chain_rosters(anchor: Anchor, found: Iterable[list[tuple[int, bytes]]]) -> Rosters:
    """Return the chain from the anchor's roster; refuse one that breaks."""
    rosters: Rosters | None = None
    for index, raw in (each for part in found for each in part):
        entry = Entry.parse(raw)
        if rosters is None and index == 0:
            rosters = Rosters.begin(entry, anchor.roster)
        elif rosters is not None:
            rosters = rosters.admit(entry, index)
    if rosters is None:
        raise Refused("roster", "a roster as entry 0", "none", entries_path(0))
    if anchor.vkey not in rosters.rosters[0].log:
        raise Refused("vkey", "the anchor's among the log keys of entry 0", str(anchor.vkey), "anchor")
    return rosters


# ── 4 one range ──────────────────────────────────────────────────────────────────────────────────────────────────────
def scan(read: Read, size: int, rosters: Rosters, with_blobs: bool, span: tuple[int, int]) -> Part:
    """Return what entries [start, end) are worth on their own; start is a multiple of the tile width."""
    part = Part()
    for tile, width in _tiles(size, span):
        try:
            bundle = _entries(read, tile, width)
        except Refused as refused:
            part.found(refused)
            part.whole = False
            continue
        leaves = [leaf_hash(raw) for raw in bundle]
        _check_tile(read, 0, tile, leaves, part.found)
        if width == WIDTH:
            part.nodes.append(root(leaves))
        else:
            part.leaves = leaves
        for index, raw in enumerate(bundle, tile * WIDTH):
            _scan_entry(read, rosters, with_blobs, index, raw, part)
    return part


def _scan_entry(read: Read, rosters: Rosters, with_blobs: bool, index: int, raw: bytes, part: Part) -> None:
    try:
        entry = Entry.parse(raw)
        part.links.append((index, link_of(entry)))
        if entry.payload_type != ROSTER:  # those were checked when they were chained
            rosters.check(entry, index)
    except Refused as refused:
        part.found(refused.within("entry"), f"entry {index}")
        return
    if entry.removes:
        part.removes.append((index, entry.removes))
    if with_blobs:
        for digest, size in _named_blobs(entry):
            _check_blob(read, index, entry, digest, size, part)


def _named_blobs(entry: Entry) -> Iterator[tuple[str, int]]:
    """Yield digest and limit of bytes of each blob that an entry stands for."""
    fields = entry.fields
    if entry.payload_type == MANIFEST:
        yield fields["digest"], fields["size"]
    elif "words" in fields:
        yield fields["words"], blob.WORDS_MAX_BYTES
    for digest in entry.plain_blobs:
        yield digest, blob.PLAIN_MAX_BYTES


def _check_blob(read: Read, index: int, entry: Entry, digest: str, size: int, part: Part) -> None:
    try:
        blob.check(read(blob.blob_path(digest)), digest, size)
        part.blobs += 1
    except FileNotFoundError:
        part.absent.append((index, entry.name, digest))
    except Refused as refused:
        part.found(refused.within("blob"), f"entry {index}, {entry.name}")


def entries_in(read: Read, size: int, span: tuple[int, int]) -> Iterator[tuple[int, bytes]]:
    """Yield index and bytes of every entry of a range, for who asks more of them; what cannot be read is found by
    `scan`."""
    for tile, width in _tiles(size, span):
        try:
            bundle = _entries(read, tile, width)
        except Refused:
            continue
        yield from enumerate(bundle, tile * WIDTH)


# ── 5 the merge ──────────────────────────────────────────────────────────────────────────────────────────────────────
class Merge:
    """Takes the parts in order; holds the head of every chain and the hashes above the tiles' own."""

    def __init__(self) -> None:
        self.heads = Heads()
        self.nodes: list[bytes] = []
        self.leaves: list[bytes] = []
        self.absent: list[tuple[int, str, str]] = []
        self.removed: dict[str, int] = {}
        self.findings: list[Refused] = []
        self.whole = True
        self.blobs = 0

    def take(self, part: Part) -> None:
        """Check what joins a part to those before it."""
        self.findings += part.findings
        self.whole &= part.whole
        self.blobs += part.blobs
        self.nodes += part.nodes
        self.leaves += part.leaves
        self.absent += part.absent
        self.removed.update({act_id: index for index, act_ids in part.removes for act_id in act_ids})
        if not self.whole:  # past a gap every chain would seem broken
            return
        for index, link in part.links:
            try:
                self.heads.admit(link, index)
            except Refused as refused:
                self.found(refused)

    def found(self, refused: Refused) -> None:
        """Keep a finding, up to the limit."""
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(refused.within("audit"))

    def close(self, read: Read, checkpoint: Checkpoint, rosters: Rosters) -> Audited:
        """Compare the higher tiles and the root, tell removed from missing, and give the result."""
        if self.whole:
            self._check_root(checkpoint)
            self._check_higher_tiles(read, checkpoint.tree_size)
        missing = [each for each in self.absent if each[1] not in self.removed]
        for index, name, digest in missing:
            self.found(Refused("blob", f"blob {digest}", "missing: no entry removed it", f"entry {index}, {name}"))
        return Audited(
            checkpoint=checkpoint,
            rosters=rosters,
            documents=sum(not name.startswith(" ") for name in self.heads.last),
            blobs=self.blobs,
            removed=len(self.absent) - len(missing),
            issued_at=self.heads.issued_at,
            findings=tuple(self.findings),
        )

    def _check_root(self, checkpoint: Checkpoint) -> None:
        frontier = Frontier()
        for node in self.nodes:
            frontier.append_subtree(node, HEIGHT)
        for leaf in self.leaves:
            frontier.append(leaf)
        if frontier.root() != checkpoint.root_hash:
            got = frontier.root().hex()
            self.found(Refused("root", checkpoint.root_hash.hex(), got, f"tree of {checkpoint.tree_size}"))

    def _check_higher_tiles(self, read: Read, size: int) -> None:
        nodes = self.nodes
        for level in range(1, tiles.levels_of(size)):
            above = []
            for tile, width in tiles.tiles_of(size, level):
                hashes = nodes[tile * WIDTH : tile * WIDTH + width]
                _check_tile(read, level, tile, hashes, self.found)
                if width == WIDTH:
                    above.append(root(hashes))
            nodes = above


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def fetch(read: Read, path: str) -> bytes:
    """Return a file's bytes; refuse when it is not there."""
    try:
        return read(path)
    except FileNotFoundError:
        raise Refused("file", "a file", "nothing there", path, "Copy the log whole.") from None


def _tiles(size: int, span: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield (index, width) of the level-0 tiles of a range."""
    for start in range(span[0], span[1], WIDTH):
        yield start // WIDTH, min(WIDTH, size - start)


def _fetch_tile(read: Read, path: Callable[[int], str], width: int) -> tuple[bytes, str]:
    """Return a tile's file, and its path; a log that grew meanwhile may hold only the full one."""
    try:
        return read(path(width)), path(width)
    except FileNotFoundError:
        return fetch(read, path(WIDTH)), path(WIDTH)


def _entries(read: Read, tile: int, width: int) -> tuple[bytes, ...]:
    raw, path = _fetch_tile(read, partial(entries_path, tile), width)
    if path == entries_path(tile):
        return tiles.parse_entries(raw, WIDTH, path)[:width]
    return tiles.parse_entries(raw, width, path)


def _check_tile(read: Read, level: int, tile: int, hashes: list[bytes], found: Callable[[Refused], None]) -> None:
    """Find fault unless the tile on file holds exactly these hashes; a full one, when the log grew, more after them."""
    try:
        raw, path = _fetch_tile(read, partial(tile_path, level, tile), len(hashes))
    except Refused as refused:
        found(refused)
        return
    expected = b"".join(hashes)
    length = WIDTH * HASH_BYTES if path == tile_path(level, tile) else len(expected)
    if not raw.startswith(expected) or len(raw) != length:
        found(Refused("tile", "the hashes of its entries", "other bytes", path, "Entry or tile was changed."))
