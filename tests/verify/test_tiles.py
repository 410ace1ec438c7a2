"""Tiles: where they lie, what they hold, and a tree read back from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.verify import merkle, tiles
from uarazom.verify.refusal import Refused


@pytest.mark.parametrize(
    ("made", "path"),
    [
        (tiles.tile_path(0, 0), "log/tile/0/000"),
        (tiles.tile_path(2, 999), "log/tile/2/999"),
        (tiles.tile_path(0, 1000, 17), "log/tile/0/x001/000.p/17"),
        (tiles.tile_path(0, 1234067), "log/tile/0/x001/x234/067"),
        (tiles.entries_path(0, 1), "log/tile/entries/000.p/1"),
        (tiles.entries_path(1234067), "log/tile/entries/x001/x234/067"),
    ],
)
def test_paths_are_c2sps(made: str, path: str) -> None:
    assert made == path


@pytest.mark.parametrize(("index", "width"), [(-1, 256), (0, 0), (0, 257)])
def test_there_is_no_such_tile(index: int, width: int) -> None:
    with pytest.raises(ValueError, match="no tile"):
        tiles.tile_path(0, index, width)


@given(st.integers(0, 10**9))
def test_a_tree_has_the_tiles_that_hold_it(size: int) -> None:
    counted = 0
    for level in range(tiles.levels_of(size)):
        last = max((size >> 8 * level) // 256 - 1, 0)
        widths = [width for _, width in tiles.tiles_of(size % 2**16, level)]
        counted = sum(widths) if level == 0 else counted
        assert last >= 0
        assert all(width == 256 for width in widths[:-1])
    assert counted == size % 2**16
    assert size >> 8 * tiles.levels_of(size) == 0


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=20))
def test_entries_print_back_the_same(entries: list[bytes]) -> None:
    raw = tiles.serialise_entries(entries)
    assert list(tiles.parse_entries(raw, len(entries))) == entries
    for bad in (raw[:-1], raw + b"\0", raw + b"\0\0", raw[2:]):
        with pytest.raises(Refused, match="entries"):
            tiles.parse_entries(bad, len(entries))


def test_the_longest_entry_fits() -> None:
    entries = (b"x" * 65_535, b"")
    assert tiles.parse_entries(tiles.serialise_entries(entries), 2) == entries


def test_a_tile_has_its_length() -> None:
    assert tiles.parse_tile(bytes(64), 2) == (bytes(32), bytes(32))
    with pytest.raises(Refused, match="tile: expected 64 bytes, got 63 bytes, at here"):
        tiles.parse_tile(bytes(63), 2, "here")


@pytest.fixture(scope="module")
def grown() -> tuple[list[bytes], dict[str, bytes]]:
    """66,000 leaves, so that there are three levels of tiles; their files at that size."""
    leaves = [merkle.leaf_hash(number.to_bytes(3)) for number in range(66_000)]
    files, hashes = {}, leaves
    for level in range(tiles.levels_of(len(leaves))):
        for index, width in tiles.tiles_of(len(leaves), level):
            files[tiles.tile_path(level, index, width)] = b"".join(hashes[index * 256 : index * 256 + width])
        hashes = [merkle.root(hashes[at : at + 256]) for at in range(0, len(hashes) // 256 * 256, 256)]
    return leaves, files


def test_a_tree_is_read_back_from_its_tiles(grown: tuple[list[bytes], dict[str, bytes]]) -> None:
    leaves, files = grown
    size = len(leaves)
    read = tiles.TileReader(files.__getitem__, size)
    whole = merkle.root(leaves)
    assert merkle.frontier_at(size, read).root() == whole
    for index in (0, 255, 256, 65_535, 65_536, size - 1):
        proof = merkle.inclusion_proof(index, size, read)
        merkle.verify_inclusion(leaves[index], index, size, proof, whole)
    for old in (1, 255, 256, 65_536, 65_999, size):
        proof = merkle.consistency_proof(old, size, read)
        merkle.verify_consistency(old, merkle.root(leaves[:old]), size, whole, proof)


def test_what_is_not_in_the_tree_cannot_be_read(grown: tuple[list[bytes], dict[str, bytes]]) -> None:
    read = tiles.TileReader(grown[1].__getitem__, 66_000)
    with pytest.raises((ValueError, KeyError)):
        read(0, 66_000)
    with pytest.raises(ValueError, match="no subtree"):
        read(9, 128)
