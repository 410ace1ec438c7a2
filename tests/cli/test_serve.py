"""``uarazom serve``: everything of an instance under one command, as its operator and its enemies meet it."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.server
UP_SECONDS = 40


class Served(NamedTuple):
    """A running instance."""

    home: Path
    process: subprocess.Popen[str]
    public: str
    desk: str


def start(home: Path, *words: str) -> Served:
    command = [sys.executable, "-m", "uarazom", *words, "--home", str(home)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            text = "".join(said)
            found = [re.search(rf"{name} +(http://\S+)", text) for name in ("public side", "desk")]
            assert all(found), text
            return Served(home, process, *(match[1] for match in found if match))
    raise AssertionError("".join(said))


def stop(served: Served) -> int:
    served.process.send_signal(signal.SIGINT)
    with suppress(ValueError):
        served.process.communicate(timeout=UP_SECONDS)
    return served.process.wait(UP_SECONDS)


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold within UP_SECONDS; a refused connection counts as not yet."""
    until = time.monotonic() + UP_SECONDS
    while time.monotonic() < until:
        with suppress(OSError):
            if holds():
                return True
        time.sleep(0.1)
    return False


def role_pids(served: Served) -> dict[str, int]:
    """The roles by name, from the process table: children of the supervisor."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes().decode().split("\0")
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if "--only" in words and parent == served.process.pid:
                found[words[words.index("--only") + 1]] = int(entry.name)
    return found


@pytest.fixture(scope="module")
def served(demo: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("served") / "demo"
    shutil.copytree(demo["home"], home)
    running = start(home, "demo")
    yield running
    if running.process.poll() is None:
        assert stop(running) == 0


def test_the_public_side_and_the_desk_answer_on_two_host_names(served: Served) -> None:
    assert served.public.startswith("http://127.0.0.1:")
    assert served.desk.startswith("http://localhost:")
    status, page = fetch(served.public + "uk/index.html")
    assert status == 200
    assert "20 лютого 2022" in page
    status, page = fetch(served.desk)
    assert status == 200
    assert "password" in page


def test_an_address_that_does_not_exist_answers_in_the_readers_language(served: Served) -> None:
    status, page = fetch(served.public + "uk/no-such-page.html")
    assert status == 404
    assert 'lang="uk"' in page
    status, page = fetch(served.public + "en/no-such-page.html")
    assert 'lang="en"' in page


def test_home_is_made_anew_while_time_passes(served: Served) -> None:
    before = (served.home / "public" / "now.json").stat().st_mtime_ns
    until = time.monotonic() + 75
    while (served.home / "public" / "now.json").stat().st_mtime_ns == before:
        assert time.monotonic() < until
        time.sleep(0.5)


def test_a_role_that_is_killed_comes_back(served: Served) -> None:
    for role in ("publisher", "signer", "door", "desk"):
        pid = role_pids(served)[role]
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + UP_SECONDS
        while role_pids(served).get(role, pid) == pid:
            assert time.monotonic() < until, f"{role} did not come back"
            time.sleep(0.1)
    assert eventually(lambda: fetch(served.public + "uk/index.html")[0] == 200)
    assert eventually(lambda: fetch(served.desk)[0] == 200)


def test_a_second_serve_on_the_same_home_is_refused(served: Served) -> None:
    command = [sys.executable, "-m", "uarazom", "serve", "--home", str(served.home)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 1
    assert "only process on this home" in answer.stderr


def test_a_busy_port_gives_way_to_the_next(demo: dict[str, str], tmp_path: Path) -> None:
    home = tmp_path / "demo"
    shutil.copytree(demo["home"], home)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = home / "uarazom.yaml"
        settings.write_text(re.sub(r"public_port: \d+", f"public_port: {port}", settings.read_text()))
        running = start(home, "serve")
        assert f":{port}/" not in running.public
        assert fetch(running.public + "en/index.html")[0] == 200
        assert stop(running) == 0
    assert role_pids(running) == {}


def test_a_demonstration_goes_on_where_it_stood(served: Served) -> None:
    assert stop(served) == 0
    stood = (served.home / "clock.json").read_text()
    assert "2022-02-20T19:" in stood
