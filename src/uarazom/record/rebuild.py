"""The store made again from the public side: what was published is never lost with a database.

Every entry is admitted as if it came for the first time (shape, chain, signatures), into a new file that gets its name
only when its tree is the one that the checkpoint shows and a log key of its own rosters signed that checkpoint.

    rebuild(home / "record" / "record.sqlite3", home / "public", RealDisk(), anchor=home / "anchor")

`Log.open` calls this where it finds a checkpoint and no store. Entries that were sequenced and not yet published at the
moment the store was lost are gone: nobody has seen them, and the desk's outbox sends them again.
"""

from collections.abc import Iterator
from pathlib import Path

from uarazom.record.admission import Batch
from uarazom.record.disk import Disk, temporary
from uarazom.record.errors import BatchRefused, Damaged
from uarazom.record.store import Store
from uarazom.record.tree import Edge
from uarazom.verify import tiles
from uarazom.verify.anchor import Anchor
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.note import Note
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Rosters

REMEDY = "copy public/log from a mirror that `uarazom log check` finds whole, or restore a backup"


def rebuild(path: Path, public: Path, disk: Disk, *, anchor: Path) -> int:
    """Make the store at `path` from ``public/log``; returns how many entries it has.

    Where the file `anchor` is there, entry 0 must be the one that it names: whoever can write to the public folder
    could else put a history of their own in the place of ours.

    Raises: Damaged, OSError; then nothing lies at `path`.
    """
    raw = (public / tiles.CHECKPOINT_PATH).read_bytes()
    part = temporary(path)
    for leftover in part.parent.glob(f"{part.name}*"):
        leftover.unlink()
    store = Store.open(part)
    try:
        shown = Checkpoint.parse(Note.parse(raw).text)
        rosters, edge = _fill(store, public, shown.tree_size, disk)
        if edge.root() != shown.root_hash:
            raise Refused("root", shown.root_hash.hex(), edge.root().hex(), tiles.CHECKPOINT_PATH)
        rosters.current.open_checkpoint(raw)
        if anchor.exists():
            _check_anchor(rosters, Anchor.parse(anchor.read_bytes()))
    except (Refused, BatchRefused, FileNotFoundError) as error:
        raise Damaged(
            expected="a log that proves itself", got=str(error), where=str(public / "log"), remedy=REMEDY
        ) from error
    finally:
        store.close()
    disk.fsync(part)
    disk.rename(part, path)
    disk.fsync(path.parent)
    return shown.tree_size


def _check_anchor(rosters: Rosters, anchor: Anchor) -> None:
    if rosters.rosters[0].digest != anchor.roster:
        raise Refused("roster", f"entry 0 with the anchor's digest {anchor.roster}", "another", "entry 0")


def _fill(store: Store, public: Path, size: int, disk: Disk) -> tuple[Rosters, Edge]:
    rosters: Rosters | None = None
    edge = Edge.empty()
    for entries in _bundles(public, size):
        batch = Batch(store, rosters)
        batch.admit(entries)
        grown = edge.extend(row.leaf_hash for row in batch.rows)
        store.append(batch.rows, grown.subtrees, disk)
        rosters, edge = batch.rosters, grown.edge
    if rosters is None:
        raise Refused("roster", "a roster as entry 0", "an empty log", "log")
    return rosters, edge


def _bundles(public: Path, size: int) -> Iterator[tuple[bytes, ...]]:
    for number, width in tiles.tiles_of(size):
        path = tiles.entries_path(number, width)
        yield tiles.parse_entries((public / path).read_bytes(), width, path)
