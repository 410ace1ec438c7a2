"""The index on disk: a folder whose files are mapped, so that opening it reads nothing.

    index = Index.open(Folder(home / "quotes"))

Each file is written under a hidden name, synced and renamed: whole, or not there. What is mapped stays readable when
its file is let go of. The folder holds nothing that the record does not; remove it and it is made again.
Who adds to it is alone with it meanwhile (`alone`): two that follow the record would take away each other's files.
"""

import fcntl
import mmap
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

LOCK = ".lock"


class Folder:
    """A `Storage` of one folder, made when first written to."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mapped: WeakSet[mmap.mmap] = WeakSet()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else adds to the folder meanwhile."""
        self._path.mkdir(parents=True, exist_ok=True)
        with (self._path / LOCK).open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def read(self, name: str) -> memoryview | None:
        """The bytes of a file, mapped."""
        try:
            with (self._path / name).open("rb") as file:
                if not os.fstat(file.fileno()).st_size:
                    return memoryview(b"")
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                self._mapped.add(mapped)
                return memoryview(mapped)
        except FileNotFoundError:
            return None

    def write(self, name: str, pieces: Iterable[bytes | memoryview]) -> None:
        """Keep a file whole."""
        self._path.mkdir(parents=True, exist_ok=True)
        hidden = self._path / f".{name}.{os.getpid()}"
        with hidden.open("wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(self._path / name)  # a crash before this leaves a hidden file, which `names` does not give

    def rest(self) -> None:
        """Let go of the pages of the mapped files; they are read again when asked for."""
        for mapped in self._mapped:
            mapped.madvise(mmap.MADV_DONTNEED)

    def names(self) -> Sequence[str]:
        """Every whole file."""
        there = self._path.iterdir() if self._path.is_dir() else ()
        return sorted(one.name for one in there if not one.name.startswith("."))

    def remove(self, name: str) -> None:
        """Let go of a file."""
        (self._path / name).unlink(missing_ok=True)
