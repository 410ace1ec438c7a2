"""When files are lost or contradict each other: made again, or refused loudly."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from record_state import ORIGIN, START, Home, State

from uarazom.record import founding, lock
from uarazom.record.disk import FaultyDisk, PowerCut
from uarazom.record.errors import Busy, Damaged, NotKept, NotPublished
from uarazom.record.keys import KeyRing, SigningKey, seal
from uarazom.record.log import Log
from uarazom.record.rebuild import rebuild
from uarazom.verify import canon
from uarazom.verify.entry import Entry

STORE = Path("record") / "record.sqlite3"


def grow(home: Home, number: int = 258) -> None:
    with home.log() as log:
        log.append(home.state.acts(number))


def lose_store(home: Home) -> None:
    for path in (home.path / "record").glob("record.sqlite3*"):
        path.unlink()


def test_a_lost_store_is_made_again_from_the_public_side(home: Home, state: State) -> None:
    grow(home)
    before, envelopes = home.files(), home.envelopes()
    lose_store(home)
    assert home.envelopes() == envelopes
    assert home.files() == before
    with home.log() as log:
        assert log.append([state.act("d-0")])[0].repeated
        log.append([state.act("new")])
    home.audit()


@pytest.mark.parametrize("at", range(5))
def test_a_rebuilding_cut_short_begins_again(home: Home, at: int) -> None:
    grow(home, 3)
    lose_store(home)
    try:
        home.log(FaultyDisk(at, "after")).close()
    except PowerCut:
        assert at < 4
    with home.log() as log:
        assert log.size == 5
    home.audit()


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/entries/001.p/4", "checkpoint"])
def test_a_public_side_that_was_tampered_with_makes_no_store(home: Home, name: str) -> None:
    grow(home)
    lose_store(home)
    path = home.public / "log" / name
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(Damaged):
        home.log()
    assert not (home.path / STORE).exists()


def test_tiles_that_were_lost_stop_nobody_from_rebuilding_or_telling(home: Home) -> None:
    grow(home)
    lose_store(home)
    shutil.rmtree(home.public / "log" / "tile")
    with pytest.raises(Damaged, match="mirror"):
        rebuild(home.path / STORE, home.public, FaultyDisk(10_000), anchor=home.path / "anchor")


def test_a_store_older_than_the_public_side_writes_nothing(home: Home, state: State, tmp_path: Path) -> None:
    """A backup of the store alone was put back: going on would begin a second history under our name."""
    shutil.copytree(home.path / "record", tmp_path / "old")
    grow(home, 1)
    before = home.files()
    shutil.rmtree(home.path / "record")
    shutil.copytree(tmp_path / "old", home.path / "record")
    with pytest.raises(Damaged, match="write nothing"):
        home.log()
    assert home.files()["public/log/checkpoint"] == before["public/log/checkpoint"]


def test_another_tree_under_our_name_is_refused(home: Home, state: State, tmp_path: Path) -> None:
    other = Home(tmp_path / "other", state)
    shutil.copytree(home.path, other.path)
    for one, name in ((home, "here"), (other, "there")):
        with one.log() as log:
            log.append([state.act(name)])
    shutil.rmtree(home.public)
    shutil.copytree(other.public, home.public)
    with pytest.raises(Damaged, match="our own tree"):
        home.log()


def test_without_the_logs_key_nothing_is_taken_and_what_was_taken_waits(home: Home, state: State) -> None:
    keys = KeyRing({key.key_id: key for key in state.keys.signers() if key is not state.keys.log})
    before = home.files()
    with (
        Log.open(home.path / "record", home.public, keys) as log,
        pytest.raises(NotKept, match="start the signer again"),
    ):
        log.append([state.act()])
    assert home.files() == before
    with pytest.raises(PowerCut), home.log(FaultyDisk(1)) as log:
        log.append([state.act()])
    with pytest.raises(NotPublished, match="log key"):
        Log.open(home.path / "record", home.public, keys)
    with home.log() as log:
        assert log.size == 3
    assert home.audit().checkpoint.tree_size == 3


def test_a_new_log_key_signs_from_its_roster_on_and_the_old_anchor_still_holds(home: Home, state: State) -> None:
    fresh = SigningKey.generate(state.chance)
    keys = replace(state.keys, log=fresh)
    after = founding.roster(ORIGIN, canon.instant_text(START), keys)
    after |= {"version": 2, "previous": Entry.parse(state.roster).digest}
    with home.log() as log, pytest.raises(NotKept):
        log.append([seal(after, state.keys.root)])
    both = KeyRing.of([*state.keys.signers(), fresh])
    with Log.open(home.path / "record", home.public, both) as log:
        log.append([seal(after, state.keys.root)])
        log.append([state.act()])
    assert (home.public / "log" / "vkey").read_text() == f"{founding.vkey(ORIGIN, fresh)}\n"
    assert home.anchor.vkey == founding.vkey(ORIGIN, state.keys.log)
    assert home.audit().checkpoint.tree_size == 4


def test_two_processes_on_one_home(home: Home, state: State) -> None:
    with home.log() as log:
        with pytest.raises(Busy, match="only process"):
            home.log()
        log.append([state.act()])
    home.log().close()


def test_a_lock_names_its_holder_and_ends_with_it(tmp_path: Path) -> None:
    path = tmp_path / "run" / "lock"
    assert lock.holder(path) is None
    with lock.hold(path):
        assert lock.holder(path) is not None
        with pytest.raises(Busy), lock.hold(path):
            pass
    assert lock.holder(path) is None


def test_a_home_moved_elsewhere_goes_on(home: Home, state: State, tmp_path: Path) -> None:
    grow(home, 3)
    moved = Home(tmp_path / "elsewhere" / "home", state)
    shutil.copytree(home.path, moved.path)
    shutil.rmtree(home.path)
    with moved.log() as log:
        log.append([state.act("there")])
    assert moved.audit().checkpoint.tree_size == 6


def test_a_damaged_database_is_told(home: Home) -> None:
    path = home.path / STORE
    path.write_bytes(b"x" * 8192)
    with pytest.raises(Damaged, match="public/log"):
        home.log()


def test_a_history_of_somebody_elses_is_not_taken_for_a_lost_one(home: Home, bare: Home) -> None:
    """Who can write to the public folder, and has the store lost, founds a log under our name with keys of his own."""
    keys = founding.Keys.generate(os.urandom, bodies={"mod": 1})
    theirs = bare.path.with_name("theirs")
    founding.create(theirs, seal(founding.roster(ORIGIN, canon.instant_text(START), keys), keys.root), keys.signers())
    shutil.rmtree(home.public / "log")
    shutil.copytree(theirs / "public" / "log", home.public / "log")
    lose_store(home)
    with pytest.raises(Damaged, match="anchor"):
        home.log()
    assert not (home.path / STORE).exists()
