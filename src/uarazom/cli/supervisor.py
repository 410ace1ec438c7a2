"""One command runs everything: the supervisor starts the roles as processes, starts dead ones again, ends them all.

Rules: one supervisor a home (a lock that dies with it); ports that are taken give way to the next free ones, said out
loud; a role that dies is started again after a pause that doubles, and each time it is said; on Ctrl-C or SIGTERM the
roles end in the reverse order of their start, so that what is approved reaches the signer and what is signed reaches
the pages at the next start.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType

from uarazom.cli.instance import Instance, Settings
from uarazom.cli.say import CommandError, say
from uarazom.record import lock
from uarazom.record.errors import RecordError

ORDER = ("signer", "publisher", "outbox", "intake", "watch", "desk", "check", "door")
START_SECONDS = 30
STOP_SECONDS = 15
PAUSE_SECONDS = (0.5, 1, 2, 4, 8, 16, 30)
CALM_SECONDS = 60  # a role that ran so long starts again without a pause
PORTS_TRIED = 50


@dataclass
class Role:
    """One process under supervision."""

    name: str
    command: Sequence[str]
    needs: Path | None = None  # not started before this file is there
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started: float = 0.0
    not_before: float = 0.0


class Supervisor:
    """The roles of one instance. ``with`` holds the home's lock."""

    def __init__(self, instance: Instance, settings: Settings, shift_seconds: int) -> None:
        self.instance = instance
        self.settings = with_free_ports(settings)
        self._stopping = False
        # Whoever takes nothing in, or follows nobody, needs no process for it until a file says otherwise.
        needs = {"intake": instance.sources_file, "watch": instance.followed}
        self._roles = [Role(name, self._command(name, shift_seconds), needs.get(name)) for name in ORDER]

    def run(self, ready: Callable[[Settings], None], tick: Callable[[], None]) -> None:
        """Start everything, call ``ready`` when the public side answers, ``tick`` every second, until told to stop.

        Raises: ``CommandError`` where another supervisor runs on this home or a role does not come up.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        try:
            with lock.hold(self.instance.run / "lock"):
                try:
                    self._start_all()
                    ready(self.settings)
                    self._watch(tick)
                finally:
                    self._end_all()
        except RecordError as error:
            raise CommandError(str(error)) from error

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _command(self, name: str, shift_seconds: int) -> list[str]:
        words = [sys.executable, "-m", "uarazom", "serve", "--home", str(self.instance.home), "--only", name]
        ports = ["--public-port", str(self.settings.public_port), "--desk-port", str(self.settings.desk_port)]
        return [*words, *ports, "--clock-shift", str(shift_seconds)]

    def _start_all(self) -> None:
        for role in filter(_is_needed, self._roles):
            self._start(role)
            if role.name == "signer":
                self._await(role, self.instance.signer_socket.exists, "its socket")
        by_name = {role.name: role for role in self._roles}
        self._await(by_name["desk"], lambda: answers(self.settings.desk_host, self.settings.desk_port), "its port")
        self._await(by_name["door"], lambda: answers(self.settings.public_host, self.settings.public_port), "its port")

    def _start(self, role: Role) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends the roles in order.
        role.process = subprocess.Popen(role.command, stdin=subprocess.DEVNULL, start_new_session=True)
        role.started = time.monotonic()

    def _await(self, role: Role, there: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + START_SECONDS
        while not there():
            if role.process is None or role.process.poll() is not None or time.monotonic() > until or self._stopping:
                raise CommandError(f"expected {role.name} to come up with {what}, it did not; its reason stands above")
            time.sleep(0.05)

    def _watch(self, tick: Callable[[], None]) -> None:
        while not self._stopping:
            for role in self._roles:
                self._look_after(role)
            tick()
            time.sleep(0.2)

    def _look_after(self, role: Role) -> None:
        now = time.monotonic()
        if role.process is not None and role.process.poll() is not None:
            end_group(role.process.pid)
            calm = now - role.started > CALM_SECONDS
            role.deaths = 1 if calm else role.deaths + 1
            pause = PAUSE_SECONDS[min(role.deaths, len(PAUSE_SECONDS)) - 1]
            say(f"{role.name} ended with {role.process.returncode}; started again in {pause} s")
            role.process, role.not_before = None, now + pause
        elif role.process is None and now >= role.not_before and _is_needed(role):
            self._start(role)

    def _end_all(self) -> None:
        for role in reversed(self._roles):
            if role.process is None or role.process.poll() is not None:
                continue
            role.process.terminate()
            try:
                role.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                say(f"{role.name} did not end in {STOP_SECONDS} s; killed")
                end_group(role.process.pid)
                role.process.wait()


def _is_needed(role: Role) -> bool:
    return role.needs is None or role.needs.exists()


def end_group(leader: int) -> None:
    """Kill what is left of a role: its workers outlive a killed main process, and would keep its port."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def with_free_ports(settings: Settings) -> Settings:
    """The settings with ports that are free now; a busy one gives way to the next, and that is said."""
    public = free_port(settings.public_host, settings.public_port, taken=())
    desk = free_port(settings.desk_host, settings.desk_port, taken=(public,))
    return replace(settings, public_port=public, desk_port=desk)


def free_port(host: str, wanted: int, *, taken: Sequence[int]) -> int:
    """The first free port from ``wanted`` on. Raises: ``CommandError`` after PORTS_TRIED."""
    for port in range(wanted, wanted + PORTS_TRIED):
        if port not in taken and _is_free(host, port):
            if port != wanted:
                say(f"port {wanted} is busy, taking {port}")
            return port
    raise CommandError(f"expected a free port from {wanted} to {wanted + PORTS_TRIED - 1} on {host}, all are busy")


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
