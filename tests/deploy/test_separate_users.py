"""The five services under the users and folder rights of deploy/: they work together, and are kept apart.

Runs as root alone, with an interpreter that other users can reach; systemd's sandbox itself is not in this test.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tests.deploy.conftest import DEPLOY, ROOT, Founded, free_port, running
from tests.deploy.test_units import SERVICES, settings

pytestmark = [pytest.mark.server, pytest.mark.slow]

NOBODY = 65534
LIBRARIES = f"{ROOT / 'src'}:{sysconfig.get_path('purelib')}"
# Two restrictions of sandbox.conf that need no systemd, then the program: PR_SET_NO_NEW_PRIVS, PR_SET_MDWE (prctl(2)).
AS_UNITS = """
import ctypes, os, sys
for option in (38, 65):
    ctypes.CDLL(None).prctl(option, 1, 0, 0, 0)
os.execv(sys.argv[1], sys.argv[1:])
"""


@dataclass(frozen=True)
class Machine:
    """An instance, its users by name, and an interpreter that they can start."""

    home: Path
    users: dict[str, int]
    group: int
    python: str

    def start(self, service: str) -> Callable[..., subprocess.Popen[bytes]]:
        """What starts a program as the user of a service."""
        found = settings(service)
        user = self.users[found["User"][0]]

        def started(command: list[str], **how: object) -> subprocess.Popen[bytes]:
            rights = {"user": user, "group": user, "extra_groups": [self.group], "umask": int(found["UMask"][0], 8)}
            confined = [self.python, "-c", AS_UNITS, *command]
            return subprocess.Popen(confined, cwd="/", **rights, **how)  # type: ignore[call-overload]

        return started

    def may(self, service: str, code: str) -> bool:
        """Does this Python statement succeed as the service's user?"""
        process = self.start(service)(
            [self.python, "-c", f"H = {str(self.home)!r}\n{code}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": LIBRARIES},
        )
        return process.wait(30) == 0


def reachable() -> str:
    """An interpreter that a user without rights can start with our libraries."""
    for python in dict.fromkeys((sys.executable, "/usr/bin/python3")):
        try:
            subprocess.run(
                [python, "-c", "import uarazom.cli.main, granian, cryptography.hazmat.primitives.asymmetric.ed25519"],
                user=NOBODY,
                env={"PYTHONPATH": LIBRARIES},
                cwd="/",
                capture_output=True,
                timeout=30,
                check=True,
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("other users cannot reach this checkout or its interpreter")


@pytest.fixture(scope="module")
def machine(founded: Founded) -> Iterator[Machine]:
    """A founded instance whose folders belong to whom deploy/tmpfiles.d says."""
    if os.geteuid() != 0:
        pytest.skip("only root can become other users")
    python = reachable()
    root = Path(tempfile.mkdtemp(prefix="uarazom-"))
    try:
        root.chmod(0o755)
        (root / "etc").mkdir()
        home = founded.copy(root / "var/lib/uarazom")
        run("systemd-sysusers", f"--root={root}", str(DEPLOY / "sysusers.d/uarazom.conf"))
        run("systemd-tmpfiles", f"--root={root}", "--create", str(DEPLOY / "tmpfiles.d/uarazom.conf"))
        users = [line.split(":") for line in (root / "etc/passwd").read_text().splitlines()]
        groups = [line.split(":") for line in (root / "etc/group").read_text().splitlines()]
        group = next(int(line[2]) for line in groups if line[0] == "uarazom")
        yield Machine(home, {line[0]: int(line[2]) for line in users}, group, python)
    finally:
        shutil.rmtree(root)


def run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_seven_services_of_six_users_make_one_instance(machine: Machine, tmp_path: Path) -> None:
    public, desk = free_port(), free_port()
    ports = ["--public-port", str(public), "--desk-port", str(desk)]

    def pages() -> None:
        httpx.get(f"http://127.0.0.1:{public}/en/", trust_env=False).raise_for_status()

    def signs_in() -> None:
        answer = httpx.get(f"http://localhost:{desk}/sign-in", trust_env=False)
        answer.raise_for_status()

    def compares() -> None:
        answer = httpx.post(f"http://127.0.0.1:{public}/en/check/", data={"text": "“A.”"}, trust_env=False)
        answer.raise_for_status()
        assert "Comparison with our record" in answer.text

    ready = {"signer": (machine.home / "run/signer.sock").stat, "door": pages, "desk": signs_in}
    ready["check"] = (machine.home / "run/check.sock").stat
    ready["watch"] = (machine.home / "watch/shelf.sqlite3").stat
    with ExitStack() as stack:
        for service in ("signer", "publisher", "outbox", "desk", "check", "watch", "door"):
            program = settings(service)["ExecStart"][1:4]
            command = [machine.python, "-m", "uarazom", *program, "--home", str(machine.home), *ports]
            awaited = ready.get(service, lambda: None)
            log, start = tmp_path / service, machine.start(service)
            stack.enter_context(running(command, awaited, log, start=start, PYTHONPATH=LIBRARIES))
        compares()
        made_at = json.loads((machine.home / "public/now.json").read_text())["made_at"]
        assert machine.may("outbox", ASK_SIGNER)
        assert machine.may("publisher", "import pathlib; pathlib.Path(H, 'record/record.sqlite3').read_bytes()")
        assert_kept_apart(machine)
    assert made_at <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    assert sorted({*(file.name for file in tmp_path.iterdir()), "intake"}) == SERVICES


ASK_SIGNER = """
from pathlib import Path
from uarazom.record.client import SignerClient
assert SignerClient(Path(H) / "run/signer.sock").status()["origin"] == "info.example.org/log"
"""
LOOKS = "import os; os.listdir(H + '/{}')"
WRITES = "open(H + '/{}', 'ab').close()"


def assert_kept_apart(machine: Machine) -> None:
    """Each of these is an attack by a service that was taken over."""
    for service in ("publisher", "desk", "door"):
        assert not machine.may(service, LOOKS.format("signer"))
        assert not machine.may(service, LOOKS.format("root"))
        assert not machine.may(service, WRITES.format("record/record.sqlite3"))
        assert not machine.may(service, WRITES.format("public/log/checkpoint"))
        assert not machine.may(service, "import os; os.unlink(H + '/run/signer.sock')")
    for service in ("signer", "desk", "door"):
        assert not machine.may(service, WRITES.format("public/en/index.html"))
    for service in ("signer", "publisher", "door"):
        assert not machine.may(service, LOOKS.format("desk"))
    assert machine.may("signer", LOOKS.format("signer"))
    assert machine.may("desk", LOOKS.format("desk"))
