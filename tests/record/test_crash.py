"""The power fails at every step of the write order; the disk is full at every step. Nothing is lost, nothing half-told.

The seam is the `Disk`: its faulty twin fails at its k-th operation, before, halfway or after it happened. The home
stands one entry below a full tile, so that the append in question writes full and partial tiles on two levels.
"""

import errno
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from record_state import Home, State

from uarazom.record import founding
from uarazom.record.disk import FaultyDisk, PowerCut, When
from uarazom.record.errors import NotKept, NotPublished
from uarazom.record.tree import TILE

# The write order of the append in question, operation by operation (`log`, steps 1 to 4).
COMMIT = ["commit"]
TILES = [f"{do} .{name}.part" for name in ("000", "000", "2", "2", "1") for do in ("write", "fsync")]
NAMES = [f"rename {name}" for name in ("000", "000", "2", "2", "1")]
FOLDERS = [f"fsync {name}" for name in ("entries", "0", "001.p", "001.p", "000.p", "1", "tile")]
CHECKPOINT = ["write .checkpoint.part", "fsync .checkpoint.part", "rename checkpoint", "fsync log"]
STORY = COMMIT + TILES + NAMES + FOLDERS + CHECKPOINT
OPERATIONS = len(STORY)
WHENS: tuple[When, ...] = ("before", "halfway", "after")
CUTS = [(at, when) for at, do in enumerate(STORY) for when in WHENS if when != "halfway" or do.startswith("write")]
FAILURES = [(at, when) for at, when in CUTS if when == "before" or STORY[at].startswith(("commit", "rename"))]


@pytest.fixture(scope="module")
def below_a_tile(state_of: Callable[[], State], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("crash") / "home", state_of())
    founding.create(home.path, home.state.roster, home.state.keys.signers())
    with home.log() as log:
        log.append(home.state.acts(TILE - 2))
    return home.path


@pytest.fixture(scope="module")
def expected(below_a_tile: Path, state_of: Callable[[], State], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The checkpoint of a home where nothing ever failed."""
    home = Home(tmp_path_factory.mktemp("whole") / "home", state_of())
    shutil.copytree(below_a_tile, home.path)
    with home.log() as log:
        log.append(home.state.acts(3, "new"))
    return (home.public / "log" / "checkpoint").read_bytes()


@pytest.fixture
def edge(below_a_tile: Path, state: State, tmp_path: Path) -> Home:
    shutil.copytree(below_a_tile, tmp_path / "home")
    return Home(tmp_path / "home", state)


def append(home: Home, disk: FaultyDisk | None = None) -> None:
    with home.log(disk) as log:
        log.append(home.state.acts(3, "new"))


def checkpoint(home: Home) -> bytes:
    return (home.public / "log" / "checkpoint").read_bytes()


def test_an_append_does_what_its_story_says(edge: Home) -> None:
    disk = FaultyDisk(10_000)
    append(edge, disk)
    assert disk.done == STORY


@pytest.mark.parametrize(("at", "when"), CUTS)
def test_the_power_fails_and_the_next_start_makes_it_whole(edge: Home, expected: bytes, at: int, when: When) -> None:
    before = checkpoint(edge)
    with pytest.raises(PowerCut):
        append(edge, FaultyDisk(at, when))
    # Whatever lies there now, the public sees a log that is whole: the old one, or the new one.
    assert checkpoint(edge) in (before, expected)
    edge.whole()
    # The next start and the same envelopes again: each stands once.
    append(edge)
    assert checkpoint(edge) == expected
    edge.whole()


@pytest.mark.parametrize(("at", "when"), FAILURES)
def test_a_failing_disk_is_told_and_the_same_log_goes_on(edge: Home, expected: bytes, at: int, when: When) -> None:
    error = OSError(errno.EIO, os.strerror(errno.EIO))
    with edge.log(FaultyDisk(at, when, error)) as log:
        envelopes = edge.state.acts(3, "new")
        if at == 0 and when == "after":  # the commit persisted and failed to say so: that is sequenced
            log.append(envelopes)
        else:
            with pytest.raises(NotKept if at == 0 else NotPublished):
                log.append(envelopes)
            edge.whole()
            assert log.append(envelopes)[0].index == TILE - 1
    assert checkpoint(edge) == expected
    edge.whole()


@pytest.mark.parametrize("at", [0, 1, 5, OPERATIONS - 4])
def test_a_full_disk_refuses_new_acts_and_loses_none(edge: Home, expected: bytes, at: int) -> None:
    with edge.log(FaultyDisk.full(at)) as log:
        with pytest.raises((NotKept, NotPublished), match="No space left"):
            log.append(edge.state.acts(3, "new"))
        edge.whole()
        log.append(edge.state.acts(3, "new"))
    assert checkpoint(edge) == expected


@settings(max_examples=10)
@given(cuts=st.lists(st.tuples(st.integers(0, OPERATIONS), st.sampled_from(WHENS)), max_size=5))
def test_power_that_fails_again_and_again(
    below_a_tile: Path, state_of: Callable[[], State], expected: bytes, tmp_path_factory: pytest.TempPathFactory,
    cuts: list[tuple[int, When]],
) -> None:  # fmt: skip
    home = Home(tmp_path_factory.mktemp("again") / "home", state_of())
    shutil.copytree(below_a_tile, home.path)
    for at, when in cuts:
        try:
            append(home, FaultyDisk(at, when))
        except PowerCut:
            home.whole()
    append(home)
    assert checkpoint(home) == expected


@pytest.mark.parametrize("at", range(0, 30, 3))
def test_a_founding_cut_short_is_finished_by_the_same_call(bare: Home, state: State, at: int) -> None:
    with suppress(PowerCut):
        founding.create(bare.path, state.roster, state.keys.signers(), FaultyDisk(at, "after"))
    anchor = founding.create(bare.path, state.roster, state.keys.signers())
    assert bare.anchor == anchor
    assert bare.audit().checkpoint.tree_size == 1


def test_a_read_only_folder_is_told(edge: Home) -> None:
    error = OSError(errno.EROFS, os.strerror(errno.EROFS))
    with edge.log(FaultyDisk(1, "before", error)) as log, pytest.raises(NotPublished, match="Read-only") as told:
        log.append(edge.state.acts(1, "new"))
    assert "the entries are safe" in told.value.remedy


def test_a_real_limit_on_files_is_told_and_lifted(home: Home) -> None:
    """No seam here: the kernel itself refuses to write more than so many bytes into one file (SIGXFSZ is ignored)."""
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    envelopes = home.state.acts(100)
    with home.log() as log:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, unlimited[1]))
            with pytest.raises((NotKept, NotPublished)):
                log.append(envelopes)
            home.whole()
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        log.append(envelopes)
    assert home.audit().checkpoint.tree_size == 102


WRITER = """
import sys
from pathlib import Path
sys.path.append({tests!r})
from record_state import *
from uarazom.record.keys import KeyRing, SigningKey
from uarazom.record.log import Log
home = Path({home!r})
keys = [SigningKey.load(home / "signer" / "keys" / "body-mod-1.pem")]
with Log.open(home / "record", home / "public", KeyRing.read(home / "signer" / "keys")) as log:
    while True:
        fields = dict(format="uarazom/act/1", origin=ORIGIN, document=f"k-{{log.size}}", n=1, kind="claim",
            act="announce", body="mod", issued_at="2022-02-14T06:00:00Z", known_at="2022-02-14T06:00:00Z")
        log.append([seal(fields, keys)])
        print(log.size, flush=True)
"""


@pytest.mark.parametrize("seconds", [0.0, 0.03, 0.1])
def test_kill_minus_nine(home: Home, seconds: float) -> None:
    """A real process, a real SIGKILL, at no chosen moment: what was acknowledged stands."""
    program = WRITER.format(tests=str(Path(__file__).parent), home=str(home.path))
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = int(writer.stdout.readline())
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        acknowledged = int((writer.stdout.read().split() or [acknowledged])[-1])
    home.audit()
    with home.log() as log:
        assert log.size >= acknowledged
        log.append([home.state.act("after")])
    home.audit()
