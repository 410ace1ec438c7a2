"""The log: how an envelope becomes an entry that nobody can take back.

This is the story of the record, in the order in which it happens. Each step says what is on disk if the power fails
right after it, and who repairs it.

    append(envelopes)
      0  check      every envelope under the roster in force; all or none (`admission`)
      1  sequence   one SQLite transaction, synced: THE COMMIT. Before it nothing happened; after it, everything will
      publish()
      2  tiles      hashes and entries as files, written from the sequence
      3  sign       the checkpoint over the new tree, with the log's key
      4  checkpoint renamed into place: now the public can see the entries
    (5  proofs      one file an act, by a follower: `proofs`)

Blobs are staged before step 0 (`blobs`): an entry never names words that were not yet safe.

Recovery is `Log.open`, which runs the same `publish`; where the store itself is lost, it is made again from the public
side first (`rebuild`). There is nothing to ask a person, with one exception: where files contradict each other (another
tree under our name), the log refuses to go on.

    log = Log.open(home / "record", home / "public", KeyRing.read(home / "signer" / "keys"))
    first, = log.append([raw])

docs/formats/log.md; C2SP tlog-tiles; RFC 6962.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from uarazom.record import lock
from uarazom.record.admission import Batch, Sequenced
from uarazom.record.disk import Disk, RealDisk, place
from uarazom.record.errors import Damaged, NotKept, NotPublished, RecordFailed
from uarazom.record.keys import KeyRing, SigningKey
from uarazom.record.rebuild import rebuild
from uarazom.record.store import ROSTER_CHAIN, Store
from uarazom.record.tree import TILE, Edge, Tile
from uarazom.verify import tiles
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import Entry
from uarazom.verify.note import Note, VerifierKey, sign_note
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Rosters

STORE = "record.sqlite3"
STEP_ENTRIES = 16 * TILE  # how many entries' tiles are written at once while catching up: at most 256 MiB


class Log:
    """The one writer of a log. It holds the home's lock until it is closed."""

    def __init__(self, directory: Path, public: Path, keys: KeyRing, disk: Disk) -> None:
        self._public, self._keys, self._disk = public, keys, disk
        self._lock = lock.take(directory / "lock")
        try:
            if (public / tiles.CHECKPOINT_PATH).exists() and not (directory / STORE).exists():
                rebuild(directory / STORE, public, disk, anchor=directory.parent / "anchor")
            self.store = Store.open(directory / STORE)
        except sqlite3.Error as error:
            os.close(self._lock)
            raise _unreadable(directory / STORE, error) from error
        except BaseException:
            os.close(self._lock)
            raise
        self._rosters: Rosters | None = None
        self._edge = Edge.empty()

    @classmethod
    def open(cls, directory: Path, public: Path, keys: KeyRing, disk: Disk | None = None) -> "Log":
        """Open a log, make a new one, or recover one: the same code.

        `directory` holds the store and the lock, `public` is the public folder, `keys` holds the log's key.
        Raises: Busy, Damaged, NotPublished (the sequence is safe, the public side could not be brought up to it).
        """
        log = cls(directory, public, keys, disk or RealDisk())
        try:
            log._load()
            log.publish()
        except sqlite3.Error as error:
            log.close()
            raise _unreadable(directory / STORE, error) from error
        except BaseException:
            log.close()
            raise
        return log

    @property
    def size(self) -> int:
        """How many entries the public can see."""
        return self._edge.size

    @property
    def origin(self) -> str | None:
        """The log's name, None before entry 0."""
        return None if self._rosters is None else self._rosters.current.origin

    @property
    def rosters(self) -> Rosters | None:
        """Who may sign what, from which index on; None before entry 0."""
        return self._rosters

    def entries(self, start: int, limit: int) -> Iterator[tuple[int, Entry]]:
        """At most `limit` published entries from index `start` on, with their indexes."""
        for row in self.store.rows(start, min(start + limit, self.size)):
            yield row.index, Entry.parse(row.envelope)

    def close(self) -> None:
        """Let the store and the lock go."""
        self.store.close()
        os.close(self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ── the story ─────────────────────────────────────────────────────────────────────────────────────────────────
    def append(self, envelopes: Sequence[bytes]) -> tuple[Sequenced, ...]:
        """Append envelopes durably, all or none, and publish them. One that stands there already is answered so.

        Raises: BatchRefused (they: the reason of each; nothing written), NotKept (we: nothing written),
        NotPublished (we: kept, and published by the next call).
        """
        # What an earlier call could sequence and not publish comes first: the public side is never two batches behind.
        self.publish()
        # 0. Check. On disk: blobs that no entry names, which harm nobody. Nothing to repair.
        batch = Batch(self.store, self._rosters)
        sequenced = batch.admit(envelopes)
        if not batch.rows:
            return sequenced
        self._log_key(batch.rosters, NotKept)
        # 1. Sequence. On disk after it: the entries, in the store alone. Repaired by publish(), here or in open().
        self._sequence(batch)
        # 2–4. Publish. On disk after it: everything.
        self.publish()
        return sequenced

    def publish(self) -> None:
        """Bring the public files up to the sequence. Raises: NotPublished, Damaged."""
        size = self.store.size()
        if size == self._edge.size:
            return
        try:
            # 2. Tiles. On disk after each of them: files that no checkpoint covers yet; the next publish() writes the
            #    same bytes again. Partial tiles have their width in their name, so a published one is never changed.
            edge = write_tiles(self.store, self._edge, size, self._public, self._disk)
            # 3. Sign. Nothing new on disk: Ed25519 signs the same tree into the same bytes.
            files = self._public_files(edge)
            # 4. Checkpoint. On disk after the rename: the public sees the entries, and every tile it needs is synced.
            place(self._disk, files)
        except OSError as error:
            raise NotPublished(
                expected=f"to publish {size} entries",
                got=str(error),
                where=str(self._public / "log"),
                remedy="the entries are safe; make room or mend the folder: the next append or start publishes them",
            ) from error
        self._edge = edge

    # ── its parts ─────────────────────────────────────────────────────────────────────────────────────────────────
    def _sequence(self, batch: Batch) -> None:
        before = self.store.size()
        grown = self._edge.extend(row.leaf_hash for row in batch.rows)
        try:
            self.store.append(batch.rows, grown.subtrees, self._disk)
        except (OSError, sqlite3.Error) as error:
            if self.store.size() == before:
                raise NotKept(
                    expected=f"to sequence {len(batch.rows)} entries",
                    got=str(error),
                    where=str(self.store.path),
                    remedy="nothing was written; make room or mend the folder, then send the same envelopes again",
                ) from error
            # It failed, but it persisted: the entries are sequenced, and that is what counts.
        self._rosters = batch.rosters

    def _load(self) -> None:
        """Read what the sequence holds and what the public side shows."""
        for row in self.store.chain(ROSTER_CHAIN):
            entry = Entry.parse(row.envelope)
            known = self._rosters
            self._rosters = known.admit(entry, row.index) if known else Rosters.begin(entry, entry.digest)
        shown = read_checkpoint(self._public)
        if shown is None:
            return
        self._check_shown(shown)
        self._edge = Edge.load(shown.tree_size, self.store.subtrees)

    def _check_shown(self, shown: Checkpoint) -> None:
        """Refuse to go on where the public side shows another tree than ours: a second history would begin."""
        size = self.store.size()
        ours = f"{self.origin} of size {size} or less"
        got = f"{shown.origin} of size {shown.tree_size}"
        if shown.origin == self.origin and shown.tree_size <= size:
            ours = Edge.load(shown.tree_size, self.store.subtrees).root().hex()
            got = shown.root_hash.hex()
            if got == ours:
                return
        raise Damaged(
            expected=f"our own tree: {ours}",
            got=got,
            where=str(self._public / tiles.CHECKPOINT_PATH),
            remedy="this store is older than the public side, or another's: write nothing; `uarazom doctor` says how "
            "to make the store again from public/log",
        )

    def _public_files(self, edge: Edge) -> dict[Path, bytes]:
        """The signed checkpoint over `edge`; before it, when the log's key has changed, the verifier key."""
        vkey, key = self._log_key(self._rosters, NotPublished)
        checkpoint = Checkpoint(vkey.name, edge.size, edge.root())
        note = sign_note(checkpoint.text, vkey, key.sign(checkpoint.text.encode()))
        path, line = self._public / tiles.VKEY_PATH, f"{vkey}\n".encode()
        changed = {} if path.exists() and path.read_bytes() == line else {path: line}
        return {**changed, self._public / tiles.CHECKPOINT_PATH: note}

    def _log_key(self, rosters: Rosters | None, error: type[RecordFailed]) -> tuple[VerifierKey, SigningKey]:
        """The log's key under the latest roster: the first that it lists. Raises: `error` where we do not hold it."""
        assert rosters is not None  # noqa: S101 - a log that grows has entry 0
        vkey = rosters.current.log[0]
        key = self._keys.keys.get(vkey.public.keyid)
        if key is None:
            raise error(
                expected=f"the secret half of the log key {vkey}",
                got="a key ring without it",
                where="the signer's keys",
                remedy="put the key file into DIR/signer/keys and start the signer again; until then nothing is taken",
            )
        return vkey, key


def _unreadable(path: Path, error: sqlite3.Error) -> Damaged:
    return Damaged(
        expected="a store that can be read and written",
        got=str(error),
        where=str(path),
        remedy="see its owner, its mount and the room on its disk; a store that is lost or damaged for good is made "
        "again from public/log once its file is moved aside",
    )


def write_tiles(store: Store, edge: Edge, size: int, public: Path, disk: Disk) -> Edge:
    """Write every tile that the tree of `size` has and the tree of `edge` has not; catching up goes in steps."""
    since = edge.size
    while edge.size < size:
        end = min(size, edge.size - edge.size % TILE + STEP_ENTRIES)
        grown = edge.extend(store.leaf_hashes(edge.size, end))
        edge = grown.edge
        partial = edge.partial_tiles(since) if end == size else {}
        place(disk, _tile_files(store, public, {**grown.tiles, **partial}))
    return edge


def _tile_files(store: Store, public: Path, wanted: Mapping[Tile, bytes]) -> dict[Path, bytes]:
    files: dict[Path, bytes] = {}
    for (level, number, width), raw in wanted.items():
        if level == 0:
            start = number * TILE
            entries = (row.envelope for row in store.rows(start, start + width))
            files[public / tiles.entries_path(number, width)] = tiles.serialise_entries(entries)
        files[public / tiles.tile_path(level, number, width)] = raw
    return files


def read_checkpoint(public: Path) -> Checkpoint | None:
    """What the public side shows; None where it shows nothing yet. Its signature is for readers to check."""
    try:
        raw = (public / tiles.CHECKPOINT_PATH).read_bytes()
    except FileNotFoundError:
        return None
    try:
        return Checkpoint.parse(Note.parse(raw).text)
    except Refused as refusal:
        raise Damaged(
            expected="a checkpoint",
            got=str(refusal),
            where=str(public / tiles.CHECKPOINT_PATH),
            remedy="restore it from a mirror or a backup; where nobody has it, remove it and start the signer",
        ) from refusal
