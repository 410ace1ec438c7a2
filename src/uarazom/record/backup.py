"""Backup, restore, moving house: a whole instance in one file, made while it runs.

The order makes the copy consistent without stopping anybody:
 1. the public checkpoint first, so that it never covers more than the store copied after it;
 2. the desk's databases, which may be older than the record (the outbox asks again, and publishes nothing twice);
 3. the record's store;
 4. the signer's journal (approvals are noted before what they approve is sequenced) and keys;
 5. blobs (every blob is there before the entry that names it), settings, and whatever else lies in the home.
SQLite files go through SQLite's own backup. What can be made again is left out: pages, proofs, tiles, cursors, locks.
The last member lists the SHA-256 of all others; a restore checks it before anything gets its name, and puts the
checkpoint last. That finds accidents, not attackers: where a backup lay is a matter of trust, and `log check` of proof.

    backup(home, target)        # a .tar.gz with mode 0600: it holds secret keys
    restore(target, home)       # into a home that does not exist yet

Moving to another machine is this, or a plain copy of the folder while nothing runs. A restored record may be older than
what the public has seen: `restore` says how many entries it holds, and `doctor` what to do with a mirror that has more.
"""

import gzip
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path, PurePosixPath

from uarazom.record.disk import TEMPORARY, RealDisk, place
from uarazom.record.errors import Damaged, RecordFailed
from uarazom.record.log import STORE, write_tiles
from uarazom.record.store import Store
from uarazom.record.tree import Edge
from uarazom.verify import tiles
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.note import Note
from uarazom.verify.refusal import Refused

SUMS = "SHA256SUMS"
CHECKPOINT = f"public/{tiles.CHECKPOINT_PATH}"
MEMBER_BYTES = 1 << 40  # one database of a terabyte; a larger member is no backup of ours
SUMS_BYTES = 1 << 30
ORDER = (CHECKPOINT, "desk", "record", "signer")  # then the rest, then what is kept of the public side
# All of it, but for KEPT. Under watch lie texts of outlets, which nobody keeps beyond their days.
MADE_AGAIN = ("run", "site", "watch", "public")
KEPT = ("public/blob", f"public/{tiles.VKEY_PATH}")
LEFT_OUT = (TEMPORARY, "-wal", "-shm", "-journal", ".cursor", "/lock")
SECRET = ("signer", "root", "desk")  # restored with mode 0600


@dataclass(frozen=True)
class Restored:
    """What a restore put back."""

    home: Path
    size: int  # entries of the record


def backup(home: Path, target: Path) -> int:
    """Write the instance to `target`; returns how many files. Raises: RecordFailed, OSError; then there is none."""
    if not (home / "record" / STORE).is_file():
        raise _not(f"an instance with {home / 'record' / STORE}", "none", home, "give the folder of an instance")
    part = target.with_name(f".{target.name}{TEMPORARY}")
    part.unlink(missing_ok=True)  # of a backup cut short; and never a file or link that somebody laid ready
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            count = _write(home, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        RealDisk().fsync(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return count


def _write(home: Path, file: io.BufferedWriter) -> int:
    sums: list[str] = []
    with tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive, tempfile.TemporaryDirectory() as scratch:
        for name in _names(home):
            path = _snapshot(home / name, Path(scratch)) if name.endswith(".sqlite3") else home / name
            try:
                sums.append(f"{_add(archive, path, name)}  {name}\n")
            except FileNotFoundError:
                continue  # a blob lawfully removed while we copied
        raw = "".join(sums).encode()
        member = tarfile.TarInfo(SUMS)
        member.size = len(raw)
        archive.addfile(member, io.BytesIO(raw))
    return len(sums)


def _names(home: Path) -> Iterator[str]:
    """Every file to keep, relative to the home, in the order of the module's docstring.

    Each part is listed only when the parts before it have been copied: a list made at the start would miss the blobs
    that came before the store was copied.
    """
    for part in ORDER:
        yield from _files(home, home / part)
    rest = sorted(path.name for path in home.iterdir() if path.name not in {*ORDER, *MADE_AGAIN})
    for part in (*rest, *KEPT):
        yield from _files(home, home / part)


def _files(home: Path, path: Path) -> Iterator[str]:
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        name = file.relative_to(home).as_posix()
        if file.is_file() and not file.is_symlink() and not name.endswith(LEFT_OUT):
            yield name


def _snapshot(path: Path, scratch: Path) -> Path:
    """A consistent copy of a SQLite file that others write to."""
    copy = scratch / "snapshot.sqlite3"
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
        member = tarfile.TarInfo(name)
        member.size = file.tell()
        member.mode = 0o600 if name.partition("/")[0] in SECRET else 0o644
        file.seek(0)
        archive.addfile(member, file)
    return found


# ── restore ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def restore(source: Path, home: Path) -> Restored:
    """Make the instance of a backup at `home`, which must not exist or be empty.

    Raises: RecordFailed (a home that lives, a backup that is cut or changed), OSError; then `home` is as before.
    """
    if home.exists() and any(home.iterdir()):
        raise _not("a folder that is empty or not there yet", "files", home, "restore beside it, then decide by hand")
    part = home.with_name(f".{home.name}{TEMPORARY}")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True, mode=0o755)
        _extract(source, part)
        size = _publish(part)
        if home.exists():
            home.rmdir()
        part.replace(home)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    RealDisk().sync(home.parent)
    return Restored(home, size)


def _extract(source: Path, folder: Path) -> None:
    sums: dict[str, str] = {}
    listed = ""
    try:
        with gzip.open(source) as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
            for member in archive:
                if member.name == SUMS:
                    listed = _read(archive, member, SUMS_BYTES).decode()
                else:
                    sums[member.name] = _put(archive, member, folder)
            while packed.read(1 << 20):  # to its end, where gzip keeps its own sum
                pass
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError) as error:
        raise _not("a whole backup", str(error), source, "use another backup") from error
    if listed != "".join(f"{found}  {name}\n" for name, found in sums.items()):
        raise _not("files with the digests listed at its end", "others", source, "use another backup")


def _put(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    path = PurePosixPath(member.name)
    plain = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    safe = member.isreg() and plain and member.size <= MEMBER_BYTES
    file = archive.extractfile(member) if safe else None
    if file is None:
        raise tarfile.TarError(f"a member that no backup has: {member.name!r}")
    target = folder / path
    secret = path.parts[0] in SECRET
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if secret else 0o755)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600 if secret else 0o644)
    found = sha256()
    with os.fdopen(handle, "wb") as out:
        while part := file.read(1 << 20):
            found.update(part)
            out.write(part)
    return found.hexdigest()


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo, limit: int) -> bytes:
    file = archive.extractfile(member)
    if file is None or member.size > limit:
        raise tarfile.TarError(f"expected a file of at most {limit} bytes: {member.name!r}")
    return file.read()


def _publish(home: Path) -> int:
    """The log's files up to the checkpoint kept, from the store, the checkpoint last; needs no key."""
    store = Store.open(home / "record" / STORE)
    try:
        checkpoint = home / CHECKPOINT
        if checkpoint.exists():
            raw = checkpoint.read_bytes()
            checkpoint.unlink()
            shown = Checkpoint.parse(Note.parse(raw).text)
            edge = write_tiles(store, Edge.empty(), shown.tree_size, home / "public", RealDisk())
            if edge.root() != shown.root_hash:
                raise _not("the tree of the checkpoint", edge.root().hex(), checkpoint, "use another backup")
            place(RealDisk(), {checkpoint: raw})
        return store.size()
    except (Refused, Damaged) as error:
        raise _not("a sound log", str(error), home, "use another backup") from error
    finally:
        store.close()


def _not(expected: str, got: str, where: Path, remedy: str) -> RecordFailed:
    return RecordFailed(expected=expected, got=got, where=str(where), remedy=remedy)
