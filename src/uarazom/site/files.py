"""Rendered files on disk: each one whole, its br and gzip variants beside it, synced by the batch.

The last step of the way: what ``render`` yields becomes files under ``public/`` that any static server can serve.

Rules, in order: a path is relative, plain and outside the folders of other rooms; a file whose bytes did not change is
left alone; a batch is written under hidden names, synced, then renamed into place in the order given; a file's variants
come before it, so a variant newer than its file is half a change and counts for nothing; a last sync makes the names
durable, and only then may the caller move a cursor; what is no longer rendered is removed with its variants.

    folder = Folder(public)
    folder.put([("uk/index.html", page)])          # writes uk/index.html, .br and .gz
    folder.remove(["uk/claim/old/index.html"])

Compression (1,200 pages of a benchmark's archive, 9.2 KB on average, one core; microseconds a page and bytes left):
brotli 5: 199, 27.3 %; brotli 4: 146, 29.6 %; brotli 3: 99, 31.9 %; 6 to 9 save 1 % for up to a quarter more. Gzip by
zlib 5: 134, 29.9 %; by libdeflate 6: 83, 29.9 %; by ISA-L 3: 35, 32.1 %. Nearly every reader gets brotli, so that is
where bytes are saved, and gzip where time is: ISA-L, and zlib's best where a page comes near the first flight of a
connection (``budget``) or ISA-L is not there. Gzip's time stamp is zero: same bytes, same files.
"""

import ctypes
import errno
import os
import re
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import brotli

try:
    from isal.isal_zlib import compress as quick_deflate
except ImportError:  # it is made for x86-64 and ARM64
    from zlib import compress as quick_deflate

RESERVED = frozenset({"log", "blob", "proof"})  # other rooms write these
COMPRESSIBLE = frozenset({"html", "json", "geojson", "xml", "txt", "ics", "css", "js", "svg", "webmanifest"})
VARIANTS = (".br", ".gz")
BROTLI_QUALITY = 5
BROTLI_LEAST, BROTLI_MOST = 16, 22  # bits of its window; the smallest takes a twentieth less time, and no bytes more
GZIP_LEVEL = 9  # zlib's, and ISA-L's below
QUICK_LEVEL = 3
QUICK_BYTES = 10_240  # a page that ISA-L packs into fewer is far from the first flight of a connection
COMPRESS_FROM = 256  # bytes; below, the headers weigh more than what is saved
BATCH_FILES = 1024  # files under hidden names at a time: a publication is one batch, a full render many
SECOND = 1_000_000_000  # nanoseconds
AHEAD_FILES = 256  # that wait for their variants: a publication, a few megabytes
PATH_BYTES = 1024  # longer than any id, section and page number together
_SEGMENT = r"[A-Za-z0-9_~][A-Za-z0-9_.:~+-]{0,199}"
_PATH = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
Page = tuple[str, bytes]
Variants = tuple[tuple[str, bytes], ...]  # suffix, bytes
Packed = tuple[str, bytes, Variants]
_libc = ctypes.CDLL(None, use_errno=True)


class PathError(ValueError):
    """A page asked to be written where no page may lie."""


def sync(folder: Path) -> None:
    """Make everything written under ``folder``'s file system durable: one call for a whole batch (syncfs(2))."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if _libc.syncfs(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
    finally:
        os.close(descriptor)


def is_compressed(path: str, size: int) -> bool:
    """Has a file of this name and size variants?  A rule on both alone: what should lie there is known unread."""
    return size >= COMPRESS_FROM and path.rpartition(".")[2] in COMPRESSIBLE


def variants(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The compressed variants of a file: (suffix, bytes); the same bytes for the same data."""
    window = min(max(BROTLI_LEAST, len(data).bit_length()), BROTLI_MOST)  # no larger than the file
    yield ".br", brotli.compress(data, brotli.MODE_TEXT, BROTLI_QUALITY, window)
    yield ".gz", _gzip(data)


def _gzip(data: bytes) -> bytes:
    """RFC 1952 with no time stamp and no operating system in it."""
    body = quick_deflate(data, QUICK_LEVEL, -zlib.MAX_WBITS)
    if len(body) > QUICK_BYTES:
        packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
        body = packer.compress(data) + packer.flush()
    tail = zlib.crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + body + tail


class Folder:
    """``public/`` as the site's one writer sees it.

    Args: ``compress``: also write the br and gzip variants; ``synced``: what makes a batch durable.
    """

    def __init__(self, root: Path, *, compress: bool = True, synced: Callable[[Path], None] = sync) -> None:
        self.root = root
        self._compress = compress
        self._synced = synced
        root.mkdir(parents=True, exist_ok=True)
        self._at = os.fspath(root)

    def put(self, pages: Iterable[Page], *, trust: bool = True, ahead: bool = False) -> tuple[str, ...]:
        """Write what changed, in the order given.

        Args: ``trust``: compare with what lies there; False after a crash, when it may be half persisted. ``ahead``:
        compress in a thread of its own while the next page is made, which is done sooner where a core is idle.
        Returns: the paths written. Raises: ``PathError``; ``OSError`` as the disk gave it, what was renamed stays.
        """
        changed: list[str] = []
        beside: list[str] = []
        others = self._others(pages, trust=trust)
        try:
            for path, data, packed in self._packed_ahead(others) if ahead else self._packed(others):
                self._lay(path, data, packed, beside)
                changed.append(path)
                if len(beside) >= BATCH_FILES:
                    self._name(beside)
            self._name(beside)
        finally:
            for target in beside:
                _unlink(_temporary(target))
        if changed:
            # On disk now: every file under its name, perhaps not every name. After this, all of it.
            self.make_durable()
        return tuple(changed)

    def make_durable(self) -> None:
        """Make durable what was written."""
        self._synced(self.root)

    def remove(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Remove files, their variants and the folders they leave empty; a path that is not there is no error."""
        removed = tuple(path for path in paths if self._remove(path))
        if removed:
            self.make_durable()
        return removed

    def keep_only(self, rendered: Collection[str]) -> tuple[str, ...]:
        """After a full render: remove every file that it did not make, what a crash left half written included."""
        return self.remove([path for path in self.paths(hidden=True) if path not in rendered])

    def has(self, path: str) -> bool:
        """Is this file there?"""
        return os.path.isfile(f"{self._at}/{path}")  # noqa: PTH113

    def paths(self, *, hidden: bool = False) -> Iterator[str]:
        """The site's files that lie there, variants of a file left out, other rooms' folders too."""
        for folder, folders, names in os.walk(self._at):
            if folder == self._at:
                folders[:] = sorted(set(folders) - RESERVED)
            here, within = set(names), os.path.relpath(folder, self._at)
            for name in sorted(names):
                if (hidden or name[0] != ".") and not (name[-3:] in VARIANTS and name[:-3] in here):
                    yield name if within == "." else f"{within}/{name}"

    def _others(self, pages: Iterable[Page], *, trust: bool) -> Iterator[Page]:
        """Those that do not lie there as they should."""
        for path, data in pages:
            if not (trust and _intact(f"{self._at}/{checked(path)}", data, self._has_variants(path, data))):
                yield path, data

    def _packed(self, pages: Iterable[Page]) -> Iterator[Packed]:
        return ((path, data, self.variants(path, data)) for path, data in pages)

    def _packed_ahead(self, pages: Iterable[Page]) -> Iterator[Packed]:
        """The same; the compressors work outside Python's lock."""
        with ThreadPoolExecutor(1) as packer:
            waiting: deque[tuple[str, bytes, Future[Variants]]] = deque()
            for path, data in pages:
                waiting.append((path, data, packer.submit(self.variants, path, data)))
                if len(waiting) > AHEAD_FILES:
                    yield _ready(waiting.popleft())
            while waiting:
                yield _ready(waiting.popleft())

    def _has_variants(self, path: str, data: bytes) -> bool:
        return self._compress and is_compressed(path, len(data))

    def variants(self, path: str, data: bytes) -> Variants:
        """What lies beside a file."""
        return tuple(variants(data)) if self._has_variants(path, data) else ()

    def _lay(self, path: str, data: bytes, packed: Variants, beside: list[str]) -> None:
        """Write a file and its variants under hidden names."""
        target = self._at + "/" + checked(path)
        for suffix, variant in packed:
            beside.append(target + suffix)
            create(_temporary(target + suffix), variant)
        beside.append(target)
        create(_temporary(target), data)
        _date_after(target, [target, *(target + suffix for suffix, _ in packed)])
        if not packed:
            for suffix in VARIANTS:
                _unlink(target + suffix)

    def _name(self, beside: list[str]) -> None:
        """Give what lies there under hidden names its own, in order; empties the list."""
        if not beside:
            return
        # On disk now: hidden files, perhaps not whole; nobody reads them and the next batch writes over them. Synced
        # first, no name ever leads to half a file, and a rename has nothing left to write (ext4 would flush at each).
        self.make_durable()
        # Stopped between two of these renames: an old file whole beside a variant newer than it, which the door does
        # not serve and the next `put` writes again.
        while beside:
            os.rename(_temporary(beside[0]), beside[0])  # noqa: PTH104
            del beside[0]

    def _remove(self, path: str) -> bool:
        target = f"{self._at}/{path}"
        # The file goes first: a variant alone is never served, and the next full render sweeps it.
        found = [_unlink(target + suffix) for suffix in ("", *VARIANTS)]
        folder = Path(target).parent
        while folder != self.root and not _occupied(folder):
            folder = folder.parent
        return any(found)


def _ready(one: tuple[str, bytes, Future[Variants]]) -> Packed:
    path, data, packed = one
    return path, data, packed.result()


def checked(path: str) -> str:
    """The path, if a page may lie there. Raises: ``PathError``."""
    if len(path) > PATH_BYTES or not _PATH.fullmatch(path) or path.partition("/")[0] in RESERVED:
        raise PathError(f"expected a relative path of plain segments outside {sorted(RESERVED)}, got {path!r}")
    return path


def _intact(target: str, data: bytes, compress: bool) -> bool:
    """Is this file there with these bytes, and beside it just the variants it should have, none newer than it?"""
    try:
        with open(target, "rb", buffering=0) as file:  # noqa: PTH123  (a third of the time of Path.read_bytes)
            if file.read(len(data) + 1) != data:
                return False
            written = os.fstat(file.fileno()).st_mtime_ns
    except FileNotFoundError:
        return False
    return all(_whole(target + suffix, written) == compress for suffix in VARIANTS)


def _whole(path: str, written: int) -> bool | None:
    """Does this variant lie there?  None where it is half a change: empty, or newer than its file."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return False
    return True if found.st_size and found.st_mtime_ns <= written else None


def _date_after(target: str, replaced: Iterable[str]) -> None:
    """Date what is about to replace a file a second after it, at least.

    nginx and Caddy tag a file by its second and its size: two versions of one size within one second would share a tag,
    and a reader who has the first would be told that it is the latest.
    """
    try:
        before = os.stat(target).st_mtime_ns // SECOND  # noqa: PTH116
    except FileNotFoundError:
        return
    written = [_temporary(path) for path in replaced]
    if min(os.stat(path).st_mtime_ns for path in written) // SECOND <= before:  # noqa: PTH116
        for path in written:
            os.utime(path, ns=((before + 1) * SECOND,) * 2)


def _temporary(path: str) -> str:
    """Where a file is written before it gets its name; a folder has one writer, so one name is enough."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/.{name}.new"


def create(path: str, data: bytes) -> None:
    """Write a file straight under its name. Raises: ``OSError``; then half of it may lie there."""
    try:
        descriptor = _open(path)
    except FileNotFoundError:
        os.makedirs(path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103
        descriptor = _open(path)
    try:
        if os.write(descriptor, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
    finally:
        os.close(descriptor)


def _open(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)


def _unlink(path: str) -> bool:
    try:
        os.unlink(path)  # noqa: PTH108
    except FileNotFoundError:
        return False
    return True


def _occupied(folder: Path) -> bool:
    """Remove ``folder`` if it is empty; True where something still lies in it."""
    try:
        folder.rmdir()
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        return True
    return False
