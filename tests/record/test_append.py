"""Appending: what is taken, what is refused, and that a refusal changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_state import ORIGIN, START, Home, State

from uarazom.record import founding
from uarazom.record.admission import BATCH_ENTRIES, content_of
from uarazom.record.errors import BatchRefused
from uarazom.record.keys import SigningKey, seal
from uarazom.record.proofs import Tree
from uarazom.verify import canon
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import Entry, content_digest
from uarazom.verify.merkle import verify_consistency
from uarazom.verify.note import Note

LATER = canon.instant_text(START + timedelta(hours=2))


def digest(raw: bytes) -> str:
    return Entry.parse(raw).digest


def test_entries_stand_in_order_and_a_stranger_finds_the_log_whole(home: Home, state: State) -> None:
    envelopes = state.acts(3)
    with home.log() as log:
        stand = log.append(envelopes)
        assert [one.index for one in stand] == [2, 3, 4]
        assert [entry.raw for _, entry in log.entries(2, 10)] == envelopes
        assert log.size == 5
    audited = home.audit()
    assert (audited.checkpoint.tree_size, audited.documents) == (5, 3)


def test_a_batch_sees_its_own_earlier_acts(home: Home, state: State) -> None:
    first = state.act()
    second = state.act(n=2, act="clarify", previous=digest(first))
    with home.log() as log:
        assert [one.n for one in log.append([first, second])] == [1, 2]


def test_the_same_envelope_again_is_answered_with_its_first_place(home: Home, state: State) -> None:
    raw = state.act()
    with home.log() as log:
        (first,) = log.append([raw])
        before = home.files()
        (again,) = log.append([raw])
        within = log.append([state.act("other"), state.act("other")])
    assert (again.index, again.repeated) == (first.index, True)
    assert [(one.index, one.repeated) for one in within] == [(3, False), (3, True)]
    assert before["public/log/checkpoint"] != home.files()["public/log/checkpoint"]
    assert home.audit().checkpoint.tree_size == 4


# name → (what is sent after an act of "outage" stands, the check that refuses it)
BAD: dict[str, tuple[Callable[[State, bytes], bytes], str]] = {
    "malformed": (lambda state, first: b'{"payload":1}', "envelope"),
    "no JSON": (lambda state, first: b"\xff", "canonical"),
    "a byte flipped": (lambda state, first: state.act("x").replace(b'"sig":"', b'"sig":"A', 1), "base64"),
    "oversized": (lambda state, first: state.act("x") + b" " * 65_535, "size"),
    "unknown kind": (lambda state, first: state.act("x", kind="gossip"), "member"),
    "another log's": (lambda state, first: state.act("x", origin="other.example/log"), "origin"),
    "unknown body": (
        lambda state, first: seal(state.fields("x", body="nobody"), state.keys.bodies["mod"]),
        "threshold",
    ),
    "another body's key": (lambda state, first: seal(state.fields("x"), state.keys.bodies["press"]), "signature"),
    "one key for a warning": (lambda state, first: state.act("x", kind="alert", act="publish"), "threshold"),
    "out of order": (lambda state, first: state.act(n=3, previous=digest(first)), "chain"),
    "the number again": (lambda state, first: state.act(act="publish"), "chain"),
    "stale predecessor": (lambda state, first: state.act(n=2, act="confirm", previous="0" * 64), "chain"),
    "another kind": (lambda state, first: state.act(n=2, kind="measure", previous=digest(first)), "chain"),
    "an exercise of a claim": (lambda state, first: seal(exercise(state, first), state.keys.exercise), "chain"),
    "before the last entry": (lambda state, first: state.act("x", issued_at="2022-02-13T00:00:00Z"), "issued_at"),
    "the same content": (lambda state, first: state.act(issued_at=LATER), "content"),
    "the same roster": (lambda state, first: seal(second_founding(state), state.keys.root), "content"),
}


def exercise(state: State, first: bytes) -> dict[str, object]:
    return state.fields(n=2, kind="alert", previous=digest(first), format="uarazom/exercise/1")


def second_founding(state: State) -> dict[str, object]:
    return founding.roster(ORIGIN, LATER, state.keys)


@pytest.mark.parametrize("name", BAD)
def test_what_may_not_stand_is_refused_with_its_reason_and_nothing_is_written(
    home: Home, state: State, name: str
) -> None:
    make, check = BAD[name]
    first = state.act()
    with home.log() as log:
        log.append([first])
        before = home.files()
        with pytest.raises(BatchRefused) as refused:
            log.append([state.act("sound"), make(state, first)])
        sound, reason = refused.value.reasons
        assert sound is None
        assert reason is not None
        assert reason.check == check, str(reason)
        assert home.files() == before
        assert log.store.size() == 3
        log.append([state.act("sound")])
    assert home.audit().checkpoint.tree_size == 4


def test_an_empty_log_begins_with_a_roster(bare: Home, state: State) -> None:
    with bare.log() as log, pytest.raises(BatchRefused, match="roster"):
        log.append([state.act()])


def test_a_batch_has_an_end(home: Home, state: State) -> None:
    with home.log() as log, pytest.raises(BatchRefused, match=str(BATCH_ENTRIES)):
        log.append([state.act()] * (BATCH_ENTRIES + 1))


def test_a_new_roster_counts_from_the_next_entry_on(home: Home, state: State) -> None:
    fresh = SigningKey.generate(state.chance)
    bodies = {**state.keys.bodies, "press": (fresh,)}
    keys = founding.Keys(state.keys.root, state.keys.register, state.keys.exercise, state.keys.log, bodies)
    after = founding.roster(ORIGIN, canon.instant_text(START), keys)
    after |= {"version": 2, "previous": digest(state.roster)}
    old, new = (
        seal(state.fields(name, body="press"), [key])
        for name, key in (("a", state.keys.bodies["press"][0]), ("b", fresh))
    )
    with home.log() as log:
        with pytest.raises(BatchRefused) as refused:
            log.append([seal(after, state.keys.root), old])
        assert refused.value.reasons[0] is None
        with pytest.raises(BatchRefused):
            log.append([new])
        log.append([seal(after, state.keys.root), new])
    assert home.audit().rosters.current.version == 2


@pytest.fixture(scope="module")
def grown(state_of: Callable[[], State], tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[int, bytes]]:
    """A log that grew by batches of many sizes, and every root that it ever signed, by size."""
    home = Home(tmp_path_factory.mktemp("grown") / "home", state_of())
    founding.create(home.path, home.state.roster, home.state.keys.signers())
    roots: dict[int, bytes] = {}
    with home.log() as log:
        for number in (1, 1, 2, 3, 60, 187, 1, 1, 2, 250, 30):
            log.append(home.state.acts(number, f"b{log.size}"))
            note = Note.parse((home.public / "log" / "checkpoint").read_bytes())
            roots[log.size] = Checkpoint.parse(note.text).root_hash
    return home, roots


@given(data=st.data())
def test_any_checkpoint_continues_any_earlier_one(grown: tuple[Home, dict[int, bytes]], data: st.DataObject) -> None:
    home, roots = grown
    old, new = sorted([data.draw(st.sampled_from(sorted(roots))), data.draw(st.sampled_from(sorted(roots)))])
    proof = Tree.at(home.public, new).consistency(old)
    verify_consistency(old, roots[old], new, roots[new], proof)


def test_a_log_of_many_batches_is_whole(grown: tuple[Home, dict[int, bytes]]) -> None:
    home, roots = grown
    assert home.audit().checkpoint.tree_size == max(roots)


TEXTS = st.text(max_size=20) | st.sampled_from(['"issued_at":"2022-02-14T06:00:00Z",', "2022-02-14T06:00:00Z", '\\"'])
VALUES = st.recursive(
    TEXTS | st.integers(-5, 5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["issued_at", "a", "z"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(extra=st.dictionaries(st.sampled_from(["aaa", "issued", "issued_at_", "zzz", "words_"]), VALUES, max_size=4))
def test_the_content_digest_is_that_of_the_format_page(state_of: Callable[[], State], extra: dict[str, object]) -> None:
    state = state_of()
    entry = Entry.parse(state.act(**extra))
    assert content_of(entry).hex() == content_digest(entry.fields)
