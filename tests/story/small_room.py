"""A program: a day on a disk that is full, or that somebody made read-only. Ends with 0 when all of it held.

    unshare -m sh -c 'mount -t tmpfs -o size=8m none ROOM && exec python -m tests.story.small_room ROOM FOLDER full'

ROOM is a small disk of its own, seen by this process alone; FOLDER holds what `tests.story.office.small` made, and its
people in `people.json`. Every step is asserted here; the first that does not hold ends the program with its traceback.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.story.office import Office, claims, uarazom, wall_clock

from uarazom.cli.instance import Instance

ROLE_SECONDS = 20


def refused(*words: str | Path, told: str) -> None:
    """A command that cannot: exit 1, one sentence, no traceback."""
    answer = uarazom(*words)
    assert answer.returncode == 1, (words, answer)
    assert told in answer.stderr, (words, answer.stderr)
    assert "Traceback" not in answer.stderr, (words, answer.stderr)


@contextmanager
def role(office: Office, name: str) -> Iterator["subprocess.Popen[str]"]:
    """One role as a process; what it says can be read afterwards."""
    command = [sys.executable, "-m", "uarazom", "serve", "--home", str(office.home), "--only", name]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def first_word(process: "subprocess.Popen[str]") -> str:
    """The first line that a role says; all of it when it is a traceback."""
    assert process.stderr is not None
    line = process.stderr.readline()
    return line if "Traceback" not in line else line + process.stderr.read()


def wait_for(holds: Callable[[], bool]) -> None:
    """What comes by itself."""
    until = time.monotonic() + ROLE_SECONDS
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def submitting(office: Office, count: int, prefix: str) -> tuple[str | Path, ...]:
    """The words that hand so many claims in."""
    file, password = Path(sys.argv[2]) / "late.json", office.home.parent / "password"
    file.write_text(claims(count, prefix, wall_clock()))
    return ("submit", file, "--home", office.home, "--person", "ann", "--password-file", password)


def codes(office: Office) -> set[str]:
    """What doctor finds."""
    answer = uarazom("doctor", "--home", office.home, "--json")
    assert "Traceback" not in answer.stderr, answer.stderr
    return {json.loads(line)["code"] for line in answer.stdout.splitlines()}


def full(room: Path, office: Office) -> None:
    """No byte is left: everything says so, nothing is half, and with room again all goes on by itself."""
    office.render()
    drafts, filler = len(office.outbox()), room / "filler"
    with role(office, "signer") as signer:
        wait_for((office.home / "run" / "signer.sock").exists)
        filler.write_bytes(bytes(os.statvfs(room).f_bavail * os.statvfs(room).f_frsize))
        refused(*submitting(office, 3, "late"), told="a database did not answer")
        refused("render", "--home", office.home, "--out", room / "out", told="No space left on device")
        refused("backup", "--home", office.home, room / "backup.tar.gz", told="no backup was written")
        assert not (room / "backup.tar.gz").exists()
        assert "disk" in codes(office)
        with role(office, "publisher") as publisher:
            word = first_word(publisher)
            assert "No space left on device" in word, word
            assert publisher.poll() is None  # it goes on, and says so
        with role(office, "outbox") as outbox:
            assert "database or disk is full" in (word := first_word(outbox)), word
            assert (signer.poll(), outbox.poll()) == (None, None)
            filler.unlink()
            wait_for(lambda: {state for _, state in office.outbox()} == {"delivered"})
    assert len(office.outbox()) == drafts  # none of the file that was refused
    shutil.rmtree(room / "out")
    office.render()


def read_only(room: Path, office: Office) -> None:
    """Nothing can be written: what reads still answers, what writes says so, and nothing has changed."""
    office.render()
    office.close()
    subprocess.run(["mount", "-o", "remount,ro", str(room)], check=True)
    for words in (("status", "--home", office.home), ("verify", office.public, "--anchor", office.anchor)):
        assert uarazom(*words).returncode == 0, words
    assert {"read-only", "desk"} <= codes(office)
    refused(*submitting(office, 1, "late"), told="Read-only file system")
    refused("serve", "--home", office.home, told="Read-only file system")
    refused("serve", "--home", office.home, "--only", "signer", told="Read-only file system")
    refused("init", room / "other", "--charter", Path(sys.argv[2]) / "charter.yaml", told="Read-only file system")
    subprocess.run(["mount", "-o", "remount,rw", str(room)], check=True)
    while office.deliver():
        pass
    office.render()


def main(room: Path, folder: Path, day: str) -> None:
    people = json.loads((folder / "people.json").read_text())
    template = Office(Instance(folder / "home"), folder / "home" / "anchor", people)
    office = template.moved(room / "inside" / "home")
    office.submit(claims(3, "early", wall_clock()))
    approved = office.approve_all()
    {"full": full, "read-only": read_only}[day](room, office)
    assert {state for _, state in office.outbox()} == {"delivered"}
    office.expect_whole(entries=template.tree_size() + approved)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
