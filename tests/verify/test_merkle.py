"""The tree against RFC 6962's recursive definition, and its proofs against a forger."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.verify import merkle
from uarazom.verify.refusal import Refused

LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(70)]


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


ROOTS = [mth(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
NODES = {
    (level, index): mth(LEAVES[index << level : (index + 1) << level])
    for level in range(7)
    for index in range(70 >> level)
}


def read(level: int, index: int) -> bytes:
    return NODES[level, index]


def test_hashes_are_rfc_6962s() -> None:
    # Certificate Transparency's known answers for the empty tree and the empty leaf.
    assert merkle.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_the_root_grows_leaf_by_leaf() -> None:
    frontier = merkle.Frontier()
    for size in range(70):
        assert frontier.root() == ROOTS[size] == merkle.root(LEAVES[:size]) == merkle.frontier_at(size, read).root()
        frontier.append(LEAVES[size])


def test_subtrees_may_be_taken_in_whole_where_they_fit() -> None:
    frontier = merkle.Frontier()
    frontier.append_subtree(NODES[5, 0], 5)
    frontier.append_subtree(NODES[5, 1], 5)
    frontier.append(LEAVES[64])
    assert frontier.root() == ROOTS[65]
    with pytest.raises(ValueError, match="cannot follow 65"):
        frontier.append_subtree(NODES[1, 0], 1)


def test_every_inclusion_proof_holds_for_its_leaf_alone() -> None:
    for size in range(1, 40):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, read)
            merkle.verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
            with pytest.raises(Refused, match="inclusion"):
                merkle.verify_inclusion(LEAVES[index + 1], index, size, proof, ROOTS[size])


def test_every_consistency_proof_holds() -> None:
    for new in range(1, 60):
        for old in range(1, new + 1):
            proof = merkle.consistency_proof(old, new, read)
            merkle.verify_consistency(old, ROOTS[old], new, ROOTS[new], proof)


def test_every_tree_continues_the_empty_one_and_nothing_else_does() -> None:
    merkle.verify_consistency(0, merkle.EMPTY_ROOT, 7, ROOTS[7], [])
    merkle.verify_consistency(0, merkle.EMPTY_ROOT, 0, merkle.EMPTY_ROOT, [])
    with pytest.raises(Refused, match="consistency"):
        merkle.verify_consistency(0, ROOTS[1], 7, ROOTS[7], [])
    with pytest.raises(Refused, match="at least 8"):
        merkle.verify_consistency(8, ROOTS[8], 7, ROOTS[7], [])


sizes = st.integers(2, 70)


@given(sizes, st.data())
def test_a_changed_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = list(merkle.inclusion_proof(index, size, read))
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    for forged in (
        [*proof[:place], flipped, *proof[place + 1 :]],
        proof[:place] + proof[place + 1 :],
        [*proof, LEAVES[0]],
        [*proof[:place], proof[place][:31], *proof[place + 1 :]],
    ):
        with pytest.raises(Refused, match=r"inclusion|proof"):
            merkle.verify_inclusion(LEAVES[index], index, size, forged, ROOTS[size])


@given(sizes, st.data())
def test_a_changed_place_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size + 1).filter(lambda place: place != index))
    proof = merkle.inclusion_proof(index, size, read)
    with pytest.raises(Refused, match=r"inclusion|proof"):
        merkle.verify_inclusion(LEAVES[index], other, size, proof, ROOTS[size])


@given(sizes, st.data())
def test_a_changed_consistency_proof_is_refused(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new - 1))
    proof = list(merkle.consistency_proof(old, new, read))
    place = data.draw(st.integers(0, len(proof) - 1))
    flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    cases = [
        (ROOTS[old], ROOTS[new], [*proof[:place], flipped, *proof[place + 1 :]]),
        (ROOTS[old], ROOTS[new], proof[:place] + proof[place + 1 :]),
        (ROOTS[old], ROOTS[new], [*proof, LEAVES[0]]),
        (ROOTS[old - 1], ROOTS[new], proof),
        (ROOTS[old], ROOTS[new - 1], proof),
    ]
    for old_root, new_root, forged in cases:
        with pytest.raises(Refused, match=r"consistency|proof"):
            merkle.verify_consistency(old, old_root, new, new_root, forged)


def test_a_huge_tree_costs_no_more_than_its_depth() -> None:
    with pytest.raises(Refused, match="proof: expected 60 hashes"):
        merkle.verify_inclusion(LEAVES[0], 5, 2**60, [], ROOTS[1])
