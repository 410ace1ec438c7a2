"""The right edge of the tree: what must be in memory to append a leaf and know the new root.

A tile is 256 hashes; the hash of a full tile is one entry of a tile one level up. `Edge.levels[L]` holds the
hashes of the tile at level L that is not full yet, so at most 255 hashes a level and four levels for 4 billion
entries. Growing it says which tiles became full and what their bytes are.

    grown = Edge.empty().extend([leaf_hash(entry)])
    grown.edge.root()               # RFC 6962 root hash
    grown.edge.partial_tiles(0)     # {(0, 0, 1): 32 bytes}

RFC 6962 §2.1 splits a tree at the largest power of two below its size. A full tile is a complete subtree, so the tree
over n leaves is the tree over its full tiles with the partial remainder as one more leaf on the right, level by level.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from uarazom.verify.merkle import node_hash

TILE = 256
LEVELS = 5  # 256^5 leaves are more than the log will ever hold

Tile = tuple[int, int, int]  # level, number, width


@dataclass(frozen=True, slots=True)
class Grown:
    """A larger edge; tiles that became full (level, number, width → bytes), and their roots (level, index, hash)."""

    edge: "Edge"
    tiles: dict[Tile, bytes]
    subtrees: list[tuple[int, int, bytes]]


@dataclass(frozen=True, slots=True)
class Edge:
    """The right edge of a tree of `size` leaves."""

    size: int
    levels: tuple[tuple[bytes, ...], ...]

    @classmethod
    def empty(cls) -> "Edge":
        """The edge of the empty tree."""
        return cls(0, ((),) * LEVELS)

    @classmethod
    def load(cls, size: int, subtrees: Callable[[int, int, int], Sequence[bytes]]) -> "Edge":
        """The edge of a tree of `size`; `subtrees(level, start, end)` gives the hashes at a level."""
        levels = []
        for level in range(LEVELS):
            count = size // TILE**level
            levels.append(tuple(subtrees(level, count - count % TILE, count)))
        return cls(size, tuple(levels))

    def extend(self, leaf_hashes: Iterable[bytes]) -> Grown:
        """The edge after these leaves, and the tiles that became full on the way."""
        levels = [list(level) for level in self.levels]
        tiles: dict[Tile, bytes] = {}
        subtrees: list[tuple[int, int, bytes]] = []
        size = self.size
        for leaf_hash in leaf_hashes:
            levels[0].append(leaf_hash)
            size += 1
            if len(levels[0]) == TILE:
                _carry(levels, size, tiles, subtrees)
        return Grown(Edge(size, tuple(map(tuple, levels))), tiles, subtrees)

    def partial_tiles(self, since: int) -> dict[Tile, bytes]:
        """The partial tiles of this tree that the tree of its first `since` leaves did not have."""
        return {
            (level, self.size // TILE ** (level + 1), len(hashes)): b"".join(hashes)
            for level, hashes in enumerate(self.levels)
            if hashes and since // TILE**level != self.size // TILE**level
        }

    def root(self) -> bytes:
        """The root hash; of the empty tree SHA-256 of nothing (RFC 6962 §2.1)."""
        below: bytes | None = None
        for level in self.levels:
            hashes = level if below is None else (*level, below)
            below = subtree_root(hashes) if hashes else None
        return sha256(b"").digest() if below is None else below


def _carry(
    levels: list[list[bytes]], size: int, tiles: dict[Tile, bytes], subtrees: list[tuple[int, int, bytes]]
) -> None:
    """Hand each tile that became full to the level above."""
    level = 0
    while len(levels[level]) == TILE:
        number = size // TILE ** (level + 1) - 1
        tiles[level, number, TILE] = b"".join(levels[level])
        subtrees.append((level + 1, number, subtree_root(levels[level])))
        levels[level + 1].append(subtrees[-1][2])
        levels[level] = []
        level += 1


def subtree_root(hashes: Sequence[bytes]) -> bytes:
    """The RFC 6962 root over hashes that are already node hashes; at least one."""
    row = list(hashes)
    while len(row) > 1:
        # Pairs from the left; a lone last hash moves up unchanged. This is §2.1's recursion, level by level.
        paired = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = paired + row[len(row) - len(row) % 2 :]
    return row[0]
