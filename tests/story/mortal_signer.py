"""A program: the signer dies by kill −9 at every operation on the disk, one after the other; each time it starts again.

    python -m tests.story.mortal_signer TEMPLATE FOLDER

TEMPLATE is an instance with one approved act in its outbox. For each operation the signer does on its way from the
outbox's question to its answer, a fresh copy is taken, the process that does it is killed before it (which is after
the one before), and another one goes on. One JSON object a death: at which operation, and what stands afterwards. Ends
when nothing is left to die at.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.story.office import wall_clock

from uarazom.cli.instance import Instance
from uarazom.cli.newsroom import desk_settings
from uarazom.desk.configure import configure
from uarazom.record.check import check
from uarazom.record.client import LocalSigner
from uarazom.record.disk import RealDisk
from uarazom.verify.anchor import Anchor

MOST = 200  # operations of one publication, recovery included; it takes about thirty


class MortalDisk(RealDisk):
    """A real disk whose user dies before operation ``at``."""

    def __init__(self, at: int, told: Path) -> None:
        self.at, self.told, self.count = at, told, 0

    def _dies(self, name: str) -> None:
        if self.count == self.at:
            self.told.write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1

    def write(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        self._dies(f"write {path.name}")
        super().write(path, data, mode)

    def fsync(self, path: Path) -> None:
        self._dies(f"fsync {path.name}")
        super().fsync(path)

    def sync(self, folder: Path) -> None:
        self._dies(f"sync {folder.name}")
        super().sync(folder)

    def rename(self, old: Path, new: Path) -> None:
        self._dies(f"rename {new.name}")
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        self._dies(f"remove {path.name}")
        super().remove(path)

    def commit(self, connection: sqlite3.Connection) -> None:
        self._dies("commit")
        super().commit(connection)


def apart(work: Callable[[], None]) -> int:
    """Do it in a child; how the child ended, as waitpid says."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        work()
        os._exit(0)
    except BaseException as error:
        print(repr(error), file=sys.stderr, flush=True)
        os._exit(1)


def deliver(instance: Instance, disk: RealDisk) -> None:
    """One round of the outbox with a signer on this disk."""
    configure(desk_settings(instance, instance.settings, wall_clock))
    from uarazom.desk.outbox import delivery

    with LocalSigner.open(instance.home, wall_clock, disk) as signer:
        delivery.deliver(signer, now=wall_clock())


def after(instance: Instance) -> dict[str, Any]:
    """What stands."""
    from uarazom.desk.outbox.models import OutboxRow

    audited = check(str(instance.public), Anchor.parse(instance.anchor.read_bytes()), processes=1)
    rows = list(OutboxRow.objects.values_list("state", "receipt__index"))
    half = [path.name for path in instance.home.rglob(".*.part")]
    findings = list(map(str, audited.findings))
    return {"findings": findings, "tree_size": audited.checkpoint.tree_size, "rows": rows, "half": half}


def die(template: Path, home: Path, at: int) -> dict[str, Any] | None:
    """One death and what came after; None when the signer got to its end alive."""
    shutil.copytree(template, home)
    instance, told = Instance(home), home.with_name("told")
    ended = apart(lambda: deliver(instance, MortalDisk(at, told)))
    if not os.WIFSIGNALED(ended):
        assert ended == 0, f"at {at}: the signer ended with {ended}"
        return None

    def again() -> None:
        deliver(instance, RealDisk())
        home.with_name("after").write_text(json.dumps(after(instance)))

    assert apart(again) == 0, f"at {at}, {told.read_text()}: the next signer did not go on"
    stands: dict[str, Any] = json.loads(home.with_name("after").read_text())
    return {"at": at, "operation": told.read_text()} | stands


def main(template: Path, folder: Path) -> None:
    configure(
        desk_settings(Instance(template), Instance(template).settings, wall_clock)
    )  # loaded once, before any fork
    for at in range(MOST):
        home = folder / "home"
        found = die(template, home, at)
        shutil.rmtree(home)
        if found is None:
            return
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
