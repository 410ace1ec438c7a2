"""The disk as a value, so that every crash point of the write order can be a test.

A `Disk` does the six things that can fail: ``write`` (a whole new file), ``fsync`` (a file or a folder), ``sync`` (a
whole file system), ``rename``, ``remove``, and ``commit`` (a SQLite transaction). `RealDisk` does them. `FaultyDisk`
stands beside it and behaves like it until its k-th operation, which fails before it happened, halfway, or after it
happened (*failed but persisted*).

Two ways to put files down, both whole beside their name and then renamed. `place` syncs each before its rename: for
what must not be lost once its name is there (checkpoint, tiles, blobs, cursors). `place_many` syncs once at the end:
for what a follower writes again after a crash, because its cursor has not moved yet (proofs).

    place(RealDisk(), {Path("public/log/checkpoint"): note})
"""

import ctypes
import errno
import os
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, Protocol

When = Literal["before", "halfway", "after"]
_libc = ctypes.CDLL(None, use_errno=True)


class Disk(Protocol):
    """What can fail on the way to the disk."""

    def write(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        """Make the file `path` with these bytes; its content may be lost until ``fsync``."""

    def fsync(self, path: Path) -> None:
        """Return once the file's bytes, or the folder's names, would survive a power cut."""

    def sync(self, folder: Path) -> None:
        """Return once everything written to the file system of `folder` would survive a power cut."""

    def rename(self, old: Path, new: Path) -> None:
        """Put `old` in the place of `new` in one step."""

    def remove(self, path: Path) -> None:
        """Take a file away; one that is not there is fine."""

    def commit(self, connection: sqlite3.Connection) -> None:
        """Commit the open transaction, durably (the store runs with synchronous=FULL)."""


class RealDisk:
    """The operating system's disk."""

    def write(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        """Make or replace the file; its folders are made as needed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)

    def fsync(self, path: Path) -> None:
        """Sync a file or a folder."""
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def sync(self, folder: Path) -> None:
        """syncfs(2): one call for a whole batch."""
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            if _libc.syncfs(handle) != 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        finally:
            os.close(handle)

    def rename(self, old: Path, new: Path) -> None:
        """Rename in place."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Unlink."""
        path.unlink(missing_ok=True)

    def commit(self, connection: sqlite3.Connection) -> None:
        """Commit."""
        connection.execute("COMMIT")


class PowerCut(BaseException):
    """The machine stopped here. A BaseException, so that no handler mistakes it for an error it could answer."""


class FaultyDisk:
    """A real disk until operation `at` (counted from 0), which then fails.

    `when`: "before" nothing happened, "halfway" (a write) half of the bytes lie there, "after" it happened and the
    caller is told that it did not. `error`: what is raised; a `PowerCut` also stops every later operation.
    """

    def __init__(self, at: int, when: When = "before", error: BaseException | None = None) -> None:
        self.at, self.when = at, when
        self.error = PowerCut() if error is None else error
        self.done: list[str] = []
        self._real = RealDisk()

    @classmethod
    def full(cls, at: int) -> "FaultyDisk":
        """A disk that is full at operation `at` and has room again afterwards."""
        return cls(at, "halfway", OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def write(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        """Write, perhaps half of it."""
        if self._fails(f"write {path.name}"):
            if self.when != "before":
                self._real.write(path, data if self.when == "after" else data[: len(data) // 2], mode)
            raise self.error
        self._real.write(path, data, mode)

    def fsync(self, path: Path) -> None:
        """Sync, perhaps."""
        if self._fails(f"fsync {path.name}"):
            raise self.error
        self._real.fsync(path)

    def sync(self, folder: Path) -> None:
        """Sync all, perhaps."""
        if self._fails(f"sync {folder.name}"):
            raise self.error
        self._real.sync(folder)

    def rename(self, old: Path, new: Path) -> None:
        """Rename, perhaps."""
        if self._fails(f"rename {new.name}"):
            if self.when == "after":
                self._real.rename(old, new)
            raise self.error
        self._real.rename(old, new)

    def remove(self, path: Path) -> None:
        """Unlink, perhaps."""
        if self._fails(f"remove {path.name}"):
            if self.when == "after":
                self._real.remove(path)
            raise self.error
        self._real.remove(path)

    def commit(self, connection: sqlite3.Connection) -> None:
        """Commit, perhaps."""
        if self._fails("commit"):
            if self.when == "after":
                self._real.commit(connection)
            raise self.error
        self._real.commit(connection)

    def _fails(self, operation: str) -> bool:
        number = len(self.done)
        self.done.append(operation)
        return number == self.at or (number > self.at and isinstance(self.error, PowerCut))


TEMPORARY = ".part"


def temporary(path: Path) -> Path:
    """Where a file is written before it gets its name; one writer a home, so one name is enough."""
    return path.with_name(f".{path.name}{TEMPORARY}")


def place(disk: Disk, files: Mapping[Path, bytes], mode: int = 0o644) -> None:
    """Put files down whole, durably, in the order given.

    A crash leaves the old file or the new one under each name, and perhaps a `.…part` file, which the next
    writing of the same name replaces. Raises: OSError.
    """
    folders = _folders(files)
    for path, data in files.items():
        disk.write(temporary(path), data, mode)
        disk.fsync(temporary(path))
    for path in files:
        disk.rename(temporary(path), path)
    for folder in folders:
        disk.fsync(folder)


def place_many(disk: Disk, files: Iterable[tuple[Path, bytes]], folder: Path) -> int:
    """Put files below `folder` down, each whole, and sync once; returns how many.

    After a crash some may be empty or old: only for a caller who then writes them again. Raises: OSError.
    """
    count = 0
    for path, data in files:
        disk.write(temporary(path), data)
        disk.rename(temporary(path), path)
        count += 1
    if count:
        disk.sync(folder)
    return count


def _folders(files: Mapping[Path, bytes]) -> list[Path]:
    """The folders whose names change: each file's own, and the parents of those that have yet to be made."""
    found: dict[Path, None] = {}
    for path in files:
        folder = path.parent
        while found.setdefault(folder) is None and not folder.exists():
            folder = folder.parent
            if folder in found:
                break
    return list(found)
