"""Bad days, end to end: processes that are killed, disks that are full, clocks that jump, copies that are old.

Each is met as the person on duty meets it: through the command line, the processes and the files. What the rooms
themselves promise at every single operation stands in their own tests.
"""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from tests.cli.test_serve import fetch, start, stop
from tests.story.office import Office, at_the_desk, claims, said, small, uarazom, wall_clock

from uarazom.cli.main import main

pytestmark = pytest.mark.server

SECONDS = 60  # within which anything that goes on by itself has gone on
PAUSES = (0.0, 0.03, 0.1, 0.2, 0.35)  # between an approval and the kill


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An instance with nothing published yet."""
    folder = tmp_path_factory.mktemp("days")
    office = small(folder)
    (folder / "people.json").write_text(json.dumps(dict(office.people)))
    return office


@pytest.fixture
def office(template: Office, tmp_path: Path) -> Iterator[Office]:
    """A copy of it, for one bad day."""
    copy = template.moved(tmp_path / "home")
    yield copy
    copy.close()


def approved(office: Office, count: int, prefix: str = "claim") -> int:
    """So many claims that two people stand behind, not yet with the signer."""
    office.submit(claims(count, prefix, wall_clock()))
    return office.approve_all()


def publish(office: Office, count: int, prefix: str = "claim") -> None:
    """So many claims, all the way."""
    approved(office, count, prefix)
    while office.deliver():
        pass
    assert delivered(office)
    office.render()


def delivered(office: Office) -> bool:
    return {state for _, state in office.outbox()} == {"delivered"}


def until(holds: Callable[[], bool], what: str, pause_seconds: float = 0.05) -> None:
    """Wait for what comes by itself."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {SECONDS} s"
        time.sleep(pause_seconds)


def codes(office: Office) -> tuple[int, set[str]]:
    """Doctor's exit code and findings; that a test's root keys lie there and its disk is small is known."""
    answer = uarazom("doctor", "--home", office.home, "--json")
    found = {json.loads(line)["code"] for line in answer.stdout.splitlines()}
    return answer.returncode, found - {"root-keys", "disk"}


class Roles:
    """Roles of an instance as processes, without a supervisor: started, killed and started again by the test."""

    def __init__(self, office: Office) -> None:
        self._office, self._running = office, dict[str, subprocess.Popen[bytes]]()
        self._said = office.home.with_name("said")

    def start(self, *names: str) -> None:
        words = ("-m", "uarazom", "serve", "--home", str(self._office.home), "--only")
        for name in names:
            with self._said.open("ab") as said:
                self._running[name] = subprocess.Popen([sys.executable, *words, name], stderr=said)

    def kill(self, name: str) -> None:
        process = self._running[name]
        assert process.poll() is None, f"{name} had ended by itself with {process.returncode}"
        process.send_signal(signal.SIGKILL)
        process.wait()

    def end(self) -> dict[str, int]:
        """Tell all to end; how each did. Whatever happened, none of them has met what it did not expect."""
        for process in self._running.values():
            process.terminate()
        ended = {name: process.wait(SECONDS) for name, process in self._running.items()}
        assert "Traceback" not in self._said.read_text(), self._said.read_text()
        return ended


@contextmanager
def running(office: Office, *names: str) -> Iterator[Roles]:
    roles = Roles(office)
    roles.start(*names)
    try:
        yield roles
    finally:
        roles.end()


def followed(office: Office) -> bool:
    """Whether the pages have reached the record."""
    try:
        cursor = json.loads((office.home / "site" / "cursor.json").read_text())
    except FileNotFoundError:
        return False
    return bool(cursor["size"] == office.tree_size())


# ── killed ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_kill_minus_nine_while_acts_flow(office: Office) -> None:
    """Publisher, signer and outbox are killed in turn, again and again, while a second person approves."""
    before, rounds = office.tree_size(), 6
    office.submit(claims(3 * rounds, "claim", wall_clock()))
    with running(office, "signer", "publisher", "outbox") as roles:
        until(lambda: followed(office), "the first render")
        for number in range(rounds):
            assert office.approve_all(3) == 3
            victim = ("publisher", "signer", "outbox")[number % 3]
            time.sleep(PAUSES[number % len(PAUSES)])
            roles.kill(victim)
            roles.start(victim)
        until(lambda: delivered(office), "all that was approved")
        until(lambda: office.tree_size() == before + 3 * rounds and followed(office), "all pages")
        assert set(roles.end().values()) <= {0, -signal.SIGTERM}  # told to end while it starts, it ends
    office.expect_whole(entries=before + 3 * rounds)
    assert codes(office) == (0, set())


def test_the_publisher_killed_in_the_middle_of_a_full_render(office: Office) -> None:
    publish(office, 60)
    folder = office.public / "en" / "claim"

    def laid(count: int) -> bool:
        """So many files lie there under hidden names, whole or half."""
        return folder.is_dir() and sum(one.name.startswith(".") for one in folder.iterdir()) >= count

    for count in (1, 90):
        shutil.rmtree(office.public / "en")
        with running(office, "publisher") as roles:
            until(partial(laid, count), "hidden files", pause_seconds=0.001)
            roles.kill("publisher")
        assert not (office.public / "en" / "index.html").exists()  # home comes last
    with running(office, "publisher") as roles:
        until((office.public / "en" / "index.html").exists, "home")
        until(lambda: followed(office), "the cursor")
        assert roles.end() == {"publisher": 0}
    office.expect_whole(entries=office.tree_size())


def test_the_signer_killed_at_every_operation_between_question_and_answer(office: Office, tmp_path: Path) -> None:
    before = office.tree_size()
    approved(office, 1)
    office.close()
    folder = tmp_path / "deaths"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.story.mortal_signer", str(office.home), str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 0, answer.stderr
    deaths = [json.loads(line) for line in answer.stdout.splitlines()]
    operations = [death["operation"] for death in deaths]
    assert operations.count("commit") == 2  # the journal's and the sequence's
    assert operations.index("commit") < operations.index("rename checkpoint") < operations.index("rename proofs.cursor")
    for death in deaths:
        assert death["findings"] == [], death
        assert death["tree_size"] == before + 1, death
        assert death["rows"] == [["delivered", before]], death
        assert death["half"] == [], death


# ── disks ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def small_room(template: Office, folder: Path, day: str, size: str) -> None:
    """A day on a disk of its own, which nobody else sees; without the right to have one the test says so."""
    spaces = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-r", "-m"]
    room = folder / "room"
    room.mkdir()
    mount = f"mount -t tmpfs -o size={size} none '{room}'"
    if subprocess.run([*spaces, "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("a disk of one's own needs root, or user namespaces (sysctl kernel.unprivileged_userns_clone)")
    program = f"{sys.executable} -m tests.story.small_room '{room}' '{template.home.parent}' {day}"
    command = [*spaces, "sh", "-c", f"{mount} && exec {program}"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_full_disk(template: Office, tmp_path: Path) -> None:
    small_room(template, tmp_path, "full", "8m")


def test_a_disk_that_became_read_only(template: Office, tmp_path: Path) -> None:
    small_room(template, tmp_path, "read-only", "16m")


# ── clocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_clock_that_jumps_back(office: Office) -> None:
    """It was two hours ahead and something was published; then it is put right."""

    def ahead() -> datetime:
        return wall_clock() + timedelta(hours=2)

    before = office.tree_size()
    fast = replace(office, clock=ahead)
    publish(fast, 1, "early")
    approved(office, 1, "late")
    with running(office, "signer", "publisher", "outbox") as roles:
        until(lambda: any("clock" in answer for answer in office.answers()), "the signer's refusal")
        assert set(roles.end().values()) == {0}
    assert office.tree_size() == before + 1
    assert codes(office) == (1, {"clock"})
    assert (office.public / "en" / "claim" / "early-0.html").exists()  # nothing published goes away
    office.expect_whole(entries=before + 1)
    until(lambda: bool(fast.deliver()), "the act that waited")  # time has passed the last entry
    assert delivered(fast)
    fast.render()
    fast.expect_whole(entries=before + 2)


# ── old copies ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_desk_older_than_the_log(office: Office) -> None:
    """The desk comes back from a backup that was made before its acts were published."""
    before = office.tree_size()
    approved(office, 3)
    office.close()
    old = shutil.copytree(office.home / "desk", office.home.parent / "old")
    while office.deliver():
        pass
    office.render()
    office.close()
    shutil.rmtree(office.home / "desk")
    old.rename(office.home / "desk")
    assert not delivered(office)
    assert codes(office) == (0, {"desk-behind-record"})  # it waits for nobody
    served = start(office.home, "serve")
    try:
        until(lambda: delivered(office), "the receipts")
        status, page = fetch(served.public + "en/claim/claim-1.html")
        assert (status, page.count('<li id="a')) == (200, 1)
        told = json.loads(fetch(served.public + "document/claim-1.json")[1])
        assert len(told["acts"]) == 1
    finally:
        assert stop(served) == 0
    assert codes(office) == (0, set())
    office.expect_whole(entries=before + 3)


@pytest.mark.parametrize("lost", ["public/en", "site"])
def test_what_is_deleted_and_can_be_made_again_comes_back(office: Office, lost: str) -> None:
    publish(office, 2)
    path = office.home / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with running(office, "publisher") as roles:
        until(lambda: path.exists() and followed(office), lost)
        time.sleep(0.3)
        assert roles.end() == {"publisher": 0}
    office.expect_whole(entries=office.tree_size())


def test_a_lost_sequence_is_made_again_from_the_public_log(office: Office) -> None:
    before = office.tree_size()
    publish(office, 2)
    for name in ("record.sqlite3", "record.sqlite3-wal", "record.sqlite3-shm"):
        (office.home / "record" / name).unlink(missing_ok=True)
    assert codes(office) == (1, {"store"})
    assert office.deliver() == 0  # a signer that starts makes it
    publish(office, 1, "later")
    assert codes(office) == (0, set())
    office.expect_whole(entries=before + 3)


# ── files that are not what they should be ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (b"", "expected settings"),
        (b"\xff\xfe\x00", "expected YAML"),
        (b"- origin\n", "expected settings"),
        (b"origin: [", "expected YAML"),
        (b"[" * 1_000, "expected YAML"),
        (b"mode: live\n", "expected origin"),
        (b"origin: a.example\nmode: party\n", "mode one of live"),
        (b"origin: a.example\ncolour: red\n", "got colour: 'red'"),
        (b"origin: a.example\npublic_port: '80'\n", "got public_port: '80'"),
        (b"origin: a.example\npublic_port: true\n", "got public_port: True"),
        (b"origin: a.example\npublic_port: 70000\n", "public_port: 70000"),
        (b"origin: a.example\ndesk_port: -1\n", "desk_port: -1"),
        (b"origin: a.example\npublic_host: ''\n", "public_host: ''"),
        (b"origin: a.example\npublic_url: www.example.org\n", "an address such as"),
        (b"origin: a.example\n" + b"# long\n" * 20_000, "at most 65536 bytes"),
    ],
)
def test_settings_with_nonsense(
    template: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: bytes, told: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "uarazom.yaml").write_bytes(settings)
    for command in ("status", "serve", "doctor"):
        assert main([command, "--home", str(home)]) == 1
        message = capsys.readouterr().err
        assert told in message, message
    assert [path.name for path in home.iterdir()] == ["uarazom.yaml"]


def test_a_newer_program_was_here(office: Office) -> None:
    """An older program does not touch what it does not understand."""
    publish(office, 1)
    office.close()
    store = office.home / "record" / "record.sqlite3"
    with sqlite3.connect(store) as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    whole = store.read_bytes()
    for words in (("status",), ("serve", "--only", "signer"), ("serve", "--only", "publisher")):
        answer = uarazom(*words, "--home", office.home)
        assert answer.returncode == 1
        assert "999" in answer.stderr
        assert "Traceback" not in answer.stderr
    assert store.read_bytes() == whole
    assert said("verify", office.public, "--anchor", office.anchor)  # readers need none of it


@at_the_desk
def as_an_older_desk_left_it(office: Office) -> None:
    """The first schema of the drafts."""
    office.desk()
    from django.core.management import call_command

    from uarazom.desk import guarding

    guarding._take_down()
    call_command("migrate", "drafts", "0001", verbosity=0)


def test_an_older_program_was_here(office: Office) -> None:
    """Its sequence and its desk are brought up at the next start, and what waited there goes on."""
    publish(office, 2)
    approved(office, 1, "waiting")
    entries = office.tree_size()
    as_an_older_desk_left_it(office)
    office.close()
    with sqlite3.connect(office.home / "record" / "record.sqlite3") as database:
        database.executescript("DROP TABLE subtree; DROP TABLE message; PRAGMA user_version = 1;")
    database.close()
    answer = uarazom("doctor", "--home", office.home)
    assert answer.returncode == 1
    assert "start the signer once: it upgrades" in answer.stdout
    with running(office, "signer", "outbox") as roles:
        until(lambda: office.tree_size() == entries + 1, "the act that waited")
        until(lambda: delivered(office), "its receipt")
        assert set(roles.end().values()) == {0}
    office.render()
    assert codes(office) == (0, set())
    office.expect_whole(entries=entries + 1)


def test_two_hands_at_once_on_one_home(office: Office) -> None:
    """A second signer is refused while the first goes on."""
    with running(office, "signer"):
        until((office.home / "run" / "signer.sock").exists, "the signer")
        answer = uarazom("serve", "--home", office.home, "--only", "signer")
        assert answer.returncode == 1
        assert "only process on this home" in answer.stderr
        assert (office.home / "run" / "signer.sock").exists()
