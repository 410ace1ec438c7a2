"""The Merkle tree of RFC 6962: hashes, roots, proofs made and proofs checked.

Hashes are 32 raw bytes. A *reader* gives the hash of the perfect subtree `index` at `level` (level 0: the leaves):
`read(level, index) -> bytes`; proofs are made from it, so a database, tiles on disk, and a list in memory all serve.

    frontier = Frontier()
    for entry in entries: frontier.append(leaf_hash(entry))
    frontier.root()

RFC 6962 §2.1. A proof is made and checked along the same walk from the root, so each is the other's mirror.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from uarazom.verify.refusal import Refused

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()
Reader = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\1" + left + right).digest()


class Frontier:
    """An incremental tree: the roots of the perfect subtrees of what was appended, largest first."""

    __slots__ = ("size", "stack")

    def __init__(self, size: int = 0, stack: Iterable[bytes] = ()) -> None:
        self.size = size
        self.stack = list(stack)

    def append(self, leaf: bytes) -> None:
        """Take in the next leaf's hash."""
        self.append_subtree(leaf, 0)

    def append_subtree(self, node: bytes, level: int) -> None:
        """Take in the root of 2^level leaves at once; the size so far must be a multiple of 2^level."""
        if self.size & ((1 << level) - 1):
            raise ValueError(f"a subtree of level {level} cannot follow {self.size} leaves")
        rest = self.size >> level
        while rest & 1:
            node = node_hash(self.stack.pop(), node)
            rest >>= 1
        self.stack.append(node)
        self.size += 1 << level

    def root(self) -> bytes:
        """Return the root hash of everything appended."""
        return fold(self.stack) if self.stack else EMPTY_ROOT


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root hash over leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def fold(nodes: Sequence[bytes]) -> bytes:
    """Return the root over the roots of perfect subtrees, largest (leftmost) first; at least one."""
    result = nodes[-1]
    for node in reversed(nodes[:-1]):
        result = node_hash(node, result)
    return result


def frontier_at(size: int, read: Reader) -> Frontier:
    """Return the frontier of the first `size` leaves, from stored hashes."""
    return Frontier(size, (read(level, index) for level, index in subtrees(0, size)))


def subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (level, index) of the fewest perfect subtrees that cover leaves [start, end), left to right."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


# ── making proofs ────────────────────────────────────────────────────────────────────────────────────────────────────
def range_hash(start: int, end: int, read: Reader) -> bytes:
    """Return RFC 6962's MTH of leaves [start, end); the range must be a subtree of the tree."""
    return fold([read(level, index) for level, index in subtrees(start, end)])


def inclusion_proof(index: int, size: int, read: Reader) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` is in the tree of `size` leaves, from the leaf's sibling up."""
    return tuple(range_hash(start, end, read) for start, end in reversed(_siblings(index, size)[1]))


def consistency_proof(old: int, new: int, read: Reader) -> tuple[bytes, ...]:
    """Return the proof that the tree of `new` leaves continues the tree of `old` leaves (1 ≤ old ≤ new)."""
    (start, end), siblings = _siblings(old - 1, new, old)
    known = [(start, end)] if start else []  # the reader has the old root; of a part of the old tree it has nothing
    return tuple(range_hash(first, last, read) for first, last in known + siblings[::-1])


def _siblings(index: int, size: int, until: int = 0) -> tuple[tuple[int, int], list[tuple[int, int]]]:
    """Walk from the root of `size` leaves towards leaf `index`: where it ends, and the subtrees left aside on the way.

    It ends at the leaf; or, given `until`, at the largest subtree whose leaves end there.
    """
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not within a tree of {size}")
    aside = []
    start, end = 0, size
    while end != until and end - start > 1:
        middle = start + (1 << ((end - start - 1).bit_length() - 1))  # the largest power of two below the size
        if index < middle:
            aside.append((middle, end))
            end = middle
        else:
            aside.append((start, middle))
            start = middle
    return (start, end), aside


# ── checking proofs ──────────────────────────────────────────────────────────────────────────────────────────────────
def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> None:
    """Refuse unless `proof` leads from the leaf's hash at `index` to the root of the tree of `size` leaves."""
    if not 0 <= index < size:
        raise Refused("inclusion", f"an index below {size}", str(index), "index")
    siblings = _siblings(index, size)[1][::-1]
    _check_length(proof, len(siblings), f"index {index} of {size}")
    result = leaf
    for (start, _), hash_ in zip(siblings, proof, strict=True):
        result = node_hash(hash_, result) if start < index else node_hash(result, hash_)
    if result != expected_root:
        raise Refused("inclusion", f"root {expected_root.hex()}", result.hex(), f"index {index} of {size}")


def verify_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Refuse unless `proof` shows that the tree of `new` leaves continues the tree of `old` leaves."""
    if not 0 <= old <= new:
        raise Refused("consistency", f"a tree of at least {old}", str(new), "tree size")
    if old == 0:  # every tree continues the empty one
        _check_length(proof, 0, "consistency from 0")
        _check_root(old, EMPTY_ROOT, old_root)
        return
    (start, _), siblings = _siblings(old - 1, new, old)
    _check_length(proof, len(siblings) + (start > 0), f"consistency from {old} to {new}")
    first = second = proof[0] if start else old_root
    for (begin, _), hash_ in zip(siblings[::-1], proof[start > 0 :], strict=True):
        second = node_hash(hash_, second) if begin < old else node_hash(second, hash_)
        first = node_hash(hash_, first) if begin < old else first
    _check_root(old, old_root, first)
    _check_root(new, new_root, second)


def _check_root(size: int, expected: bytes, got: bytes) -> None:
    if expected != got:
        raise Refused("consistency", f"root {expected.hex()}", got.hex(), f"tree of {size}")


def _check_length(proof: Sequence[bytes], expected: int, where: str) -> None:
    if len(proof) != expected or any(len(hash_) != HASH_BYTES for hash_ in proof):
        raise Refused("proof", f"{expected} hashes of {HASH_BYTES} bytes", f"{len(proof)} hashes", where)
