"""The log as files (C2SP tlog-tiles): where a tile lies, what it holds, and hashes read back from tiles.

A full tile is 256 hashes; a partial one, of width W < 256, has `.p/W` after its name. Level-L tiles hold the hashes of
perfect subtrees of 256^L leaves. An entry bundle is 256 entries, each after its length in two bytes.

    >>> tile_path(0, 1234067)
    'log/tile/0/x001/x234/067'
    >>> entries_path(3, 17)
    'log/tile/entries/003.p/17'

docs/formats/log.md; C2SP tlog-tiles.
"""

import struct
from collections.abc import Callable, Iterable, Iterator

from uarazom.verify.merkle import HASH_BYTES, root
from uarazom.verify.refusal import Refused

WIDTH = 256  # hashes of a full tile
HEIGHT = 8  # levels of the tree that one tile spans
CHECKPOINT_PATH = "log/checkpoint"
VKEY_PATH = "log/vkey"
BUNDLE_MAX_BYTES = WIDTH * (2 + 65_535)
Read = Callable[[str], bytes]


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return where the tile of hashes lies."""
    return f"log/tile/{level}/{_number(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Return where the entry bundle lies."""
    return f"log/tile/entries/{_number(index, width)}"


def _number(index: int, width: int) -> str:
    if index < 0 or not 1 <= width <= WIDTH:
        raise ValueError(f"no tile {index} of width {width}")
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    return "/".join(groups) + (f".p/{width}" if width < WIDTH else "")


def tiles_of(size: int, level: int = 0) -> Iterator[tuple[int, int]]:
    """Yield (index, width) of each tile of a level in a tree of `size` leaves; only the last may be partial."""
    count = size >> (HEIGHT * level)
    for index in range(count // WIDTH):
        yield index, WIDTH
    if count % WIDTH:
        yield count // WIDTH, count % WIDTH


def levels_of(size: int) -> int:
    """Return how many levels of tiles a tree of `size` leaves has."""
    return (max(size, 1).bit_length() - 1) // HEIGHT + 1


# ── what they hold ───────────────────────────────────────────────────────────────────────────────────────────────────
def serialise_entries(entries: Iterable[bytes]) -> bytes:
    """Return an entry bundle."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def parse_entries(raw: bytes, width: int, where: str = "") -> tuple[bytes, ...]:
    """Return the `width` entries of a bundle; refuse more, fewer, or a cut one."""
    entries = []
    offset = 0
    while offset < len(raw):
        length = int.from_bytes(raw[offset : offset + 2])
        end = offset + 2 + length
        if end > len(raw) or offset + 2 > len(raw):
            raise Refused("entries", "whole entries", "one that is cut off", where)
        entries.append(raw[offset + 2 : end])
        offset = end
    if len(entries) != width:
        raise Refused("entries", f"{width} entries", f"{len(entries)}", where)
    return tuple(entries)


def parse_tile(raw: bytes, width: int, where: str = "") -> tuple[bytes, ...]:
    """Return the `width` hashes of a tile; refuse another length."""
    if len(raw) != width * HASH_BYTES:
        raise Refused("tile", f"{width * HASH_BYTES} bytes", f"{len(raw)} bytes", where)
    return tuple(raw[at : at + HASH_BYTES] for at in range(0, len(raw), HASH_BYTES))


class TileReader:
    """A `merkle.Reader` over the tiles of a tree of `size` leaves; `read(path)` gives a file's bytes.

    Keeps every tile that it read: make one for one proof or one run, not for ever.
    """

    def __init__(self, read: Read, size: int) -> None:
        self._read = read
        self._size = size
        self._tiles: dict[tuple[int, int], tuple[bytes, ...]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """Return the hash of the perfect subtree `index` at `level`."""
        tile_level, above = divmod(level, HEIGHT)
        start = index << above
        hashes = self._tile(tile_level, start // WIDTH)[start % WIDTH :][: 1 << above]
        if len(hashes) != 1 << above:
            raise ValueError(f"no subtree {index} at level {level} in a tree of {self._size}")
        return root(hashes)

    def _tile(self, level: int, index: int) -> tuple[bytes, ...]:
        if (level, index) not in self._tiles:
            width = min(WIDTH, (self._size >> (HEIGHT * level)) - index * WIDTH)
            path = tile_path(level, index, width)
            self._tiles[level, index] = parse_tile(self._read(path), width, path)
        return self._tiles[level, index]
