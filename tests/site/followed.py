"""A publisher, its folder, and the record that it follows; loads no test machinery, for processes that die with it."""

from datetime import datetime
from pathlib import Path

from tests.site.world import World, hours

from uarazom.site.files import Folder
from uarazom.site.publish import Publisher
from uarazom.site.render import render


def quiet(_: Path) -> None:
    """A disk that needs no sync."""


class Site:
    """A publisher with its folder, beside it the record that it follows."""

    def __init__(self, world: World, root: Path, program: str = "p", workers: int = 1) -> None:
        self.world, self.root, self.program, self.workers = world, root, program, workers
        self.folder = Folder(root / "public", compress=False, synced=quiet)
        self.start()

    def start(self) -> None:
        """As a new process would."""
        self.publisher = Publisher(
            self.world,
            self.folder,
            self.root / "site/cursor",
            words=self.world.words,
            blob=self.world.plain.get,
            program=self.program,
            workers=self.workers,
        )

    def files(self) -> dict[str, bytes]:
        public = self.root / "public"
        return {path.relative_to(public).as_posix(): path.read_bytes() for path in public.rglob("*") if path.is_file()}

    def check(self, now: datetime) -> None:
        expected = dict(render(self.world.ledger(), now, blob=self.world.plain.get))
        found = self.files()
        assert found.keys() == expected.keys(), sorted(found.keys() ^ expected.keys())[:20]
        wrong = [path for path in expected if found[path] != expected[path]]
        assert not wrong, wrong[:20]


def small() -> World:
    world = World()
    world.act("statement-1", "publish", hours(0), kind="statement", by="a1", section="safety", topic="t")
    world.act(
        "claim-1",
        "announce",
        hours(0),
        by="a1",
        section="security",
        nature="state",
        valid_until=hours(9),
        quotes="statement-1",
    )
    world.act("claim-2", "announce", hours(1), by="b1", section="safety", nature="event", regions=["UA-05"])
    return world
