"""Being woken when something comes into a folder, and sleeping on where nothing can wake."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from uarazom.record.disk import RealDisk, place
from uarazom.record.watch import Watch, rouse

LONG = 20.0


def renamed(folder: Path) -> None:
    place(RealDisk(), {folder / "proofs.cursor": b"7\n"})


def touched(folder: Path) -> None:
    rouse(folder / "wake")


@pytest.mark.parametrize("act", [renamed, touched])
def test_what_comes_in_wakes_who_waits(act: Callable[[Path], None], tmp_path: Path) -> None:
    with closing(Watch(tmp_path)) as watch:
        threading.Timer(0.05, act, [tmp_path]).start()
        began = time.monotonic()
        assert watch.wait(LONG)
        assert time.monotonic() - began < LONG / 2


@pytest.mark.parametrize("act", [renamed, touched])
def test_what_came_while_nobody_waited_is_not_missed(act: Callable[[Path], None], tmp_path: Path) -> None:
    with closing(Watch(tmp_path)) as watch:
        for _ in range(2):
            act(tmp_path)
            assert watch.wait(LONG)
        watch.wait(0)
        assert not watch.wait(0.001)


def test_a_folder_that_cannot_be_watched_costs_the_pause_and_nothing_else(tmp_path: Path) -> None:
    with closing(Watch(tmp_path / "none")) as watch:
        assert not watch.wait(0.001)
    rouse(tmp_path / "none" / "wake")
    assert not (tmp_path / "none").exists()
