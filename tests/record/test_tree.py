"""The right edge of the tree against RFC 6962 written out as the recursion it is."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from uarazom.record.tree import TILE, Edge


def leaf(number: int) -> bytes:
    return sha256(b"\x00" + str(number).encode()).digest()


def rfc6962(hashes: list[bytes]) -> bytes:
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    return sha256(b"\x01" + rfc6962(hashes[:split]) + rfc6962(hashes[split:])).digest()


@given(st.lists(st.integers(0, 700), max_size=6))
def test_batches_of_any_size_give_the_root_of_the_whole(batches: list[int]) -> None:
    edge, hashes = Edge.empty(), []
    for batch in batches:
        new = [leaf(len(hashes) + i) for i in range(batch)]
        edge, hashes = edge.extend(new).edge, hashes + new
    assert edge.size == len(hashes)
    assert edge.root() == rfc6962(hashes)


def test_tiles_hold_the_hashes_of_their_level_and_an_edge_loads_from_them() -> None:
    hashes = [leaf(i) for i in range(TILE * TILE + 300)]
    grown = Edge.empty().extend(hashes)
    assert grown.tiles[0, 255, TILE] == b"".join(hashes[255 * TILE : 256 * TILE])
    partial = grown.edge.partial_tiles(0)
    assert partial[0, 257, 44] == b"".join(hashes[257 * TILE :])
    assert grown.tiles[1, 0, TILE][:32] == rfc6962(hashes[:TILE])
    assert partial[1, 1, 1] == rfc6962(hashes[256 * TILE : 257 * TILE])
    assert partial[2, 0, 1] == rfc6962(hashes[: TILE * TILE])
    known = {(level, number): value for level, number, value in grown.subtrees}
    known |= {(0, number): value for number, value in enumerate(hashes)}
    loaded = Edge.load(len(hashes), lambda level, start, end: [known[level, i] for i in range(start, end)])
    assert loaded == grown.edge


def test_only_tiles_that_changed_are_written_again() -> None:
    edge = Edge.empty().extend(leaf(i) for i in range(300)).edge
    assert set(edge.extend([leaf(300)]).edge.partial_tiles(300)) == {(0, 1, 45)}
    assert set(edge.partial_tiles(255)) == {(0, 1, 44), (1, 0, 1)}
    assert edge.partial_tiles(300) == {}
