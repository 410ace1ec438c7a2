"""An instance that warns, with an archive behind it, served as `uarazom serve` does: for `bench_alert`.

    made = Instance.found(folder, 100_000)       # charter, people, record, a site that says it has caught up
    with made.served():                          # signer, publisher, outbox, desk, check, door: processes of their own
        desk = Desk(made)                        # the desk's own services, in this process
        one = desk.issue(place); two = desk.all_clear(document)
        desk.confirm([one])                      # the second person's signature: rows of the outbox, committed

Nothing is left out and nothing is put in its place: the archive is appended to the record that `uarazom init` founded,
two people draft, sign and confirm through the desk's services, and what is timed afterwards is done by the processes.
"""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive import A_DAY, BODIES, ORIGIN, SECTIONS, Archive, canonical

from uarazom.cli import charter as charters
from uarazom.cli import clock as clocks
from uarazom.cli import instance as instances
from uarazom.cli.commands.init import begin
from uarazom.cli.newsroom import configure_desk
from uarazom.cli.publishing import of_blobs
from uarazom.record.blobs import Blobs
from uarazom.record.follow import Cursor, Reader
from uarazom.record.keys import KeyRing, SigningKey, seal
from uarazom.record.log import Log
from uarazom.record.reading import LedgerReader
from uarazom.site import plan, publish
from uarazom.site.context import Context
from uarazom.site.files import Folder
from uarazom.site.program import program_digest
from uarazom.site.render import page

REGIONS = [f"UA-{number:02}" for number in range(5, 32)]
DISTRICTS = [f"{REGIONS[number % 27]}:{number:04}" for number in range(136)]
PLACES = (*REGIONS, *DISTRICTS)
EVENTS = Path(__file__).resolve().parent.parent / "src/uarazom/editorial/packs/events-example.yaml"
BATCH = 2_048


def charter() -> dict[str, Any]:
    """A country of 27 regions and 136 districts, whose one publisher warns, and the bodies that the archive quotes."""
    said = {id: body | {"name": {"uk": id, "en": id}} for id, body in BODIES.items()}
    alerting = {
        "events": str(EVENTS),
        "senders": {"desk": "desk@bench.example"},
        "exercise_mark": "НАВЧАННЯ / EXERCISE",
    }
    return {
        "origin": ORIGIN,
        "languages": ["uk", "en"],
        "timezone": "Europe/Kyiv",
        "region": "UA",
        "name": {"uk": "Стенд", "en": "Bench"},
        "sections": {section: {"uk": section, "en": section} for section in SECTIONS},
        "regions": {code: {"uk": f"Область {code}", "en": f"Region {code}"} for code in PLACES},
        "bodies": said,
        "people": {id: {"name": id.title(), "body": "desk"} for id in ("ann", "ben")},
        "alerting": alerting | {"oid": "2.49.0.1.999.0", "exercise_mark": "НАВЧАННЯ / EXERCISE"},
    }


class Acts(Archive):
    """An archive's acts alone: who is who stands in the record already."""

    def _begin(self) -> None:
        """Nothing: the founding wrote it."""


@dataclass(frozen=True)
class Instance:
    """A folder, and the passwords of its two people."""

    at: instances.Instance
    passwords: dict[str, str]

    @classmethod
    def found(cls, home: Path, documents: int) -> "Instance":
        """Founded as long ago as the archive needs, so that its last day is today."""
        start = clocks.system() - timedelta(days=documents // A_DAY + 1)
        instance = instances.Instance(home)
        given = charters.from_members(charter(), folder=Path())
        made = begin(instance, given, clocks.Standing(start - timedelta(days=1)))
        archive = Acts(documents, start=start)
        _append(instance, archive)
        _caught_up(instance, archive.at)
        return cls(instance, {one.id: one.password for one in made})

    @contextmanager
    def served(self) -> Iterator["subprocess.Popen[bytes]"]:
        """`uarazom serve`, until the block ends; ports that are taken give way to the next free ones."""
        words = [sys.executable, "-m", "uarazom", "serve", "--home", str(self.at.home)]
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


def _append(instance: instances.Instance, archive: Archive) -> None:
    """The archive into the record, signed as its body signs; its followers are said to have read it."""
    keys = KeyRing.read(instance.signer / "keys")
    folder = instance.public / "blob"
    for digest, words in archive.blobs.items():
        (folder / digest).write_bytes(canonical(words))
    with Log.open(instance.record, instance.public, keys) as log:
        assert log.rosters is not None
        held: list[SigningKey] = keys.held(sorted(log.rosters.current.bodies["desk"].keys))[:1]
        for start in range(0, archive.size, BATCH):
            log.append([seal(one.fields, held) for one in archive.all[start : start + BATCH]])
        for name in ("removals", "proofs"):
            Cursor(instance.record / f"{name}.cursor").move(log.size)


def _caught_up(instance: instances.Instance, at: datetime) -> None:
    """A site that says it shows the record, with the files that its publisher looks for."""
    reader, ledgers = Reader.open(instance.home), LedgerReader.open(instance.home)
    _, blob = of_blobs(Blobs(instance.public / "blob"))
    context = Context(ledgers.ledger(), at.astimezone(UTC), blob=blob)
    folder = Folder(instance.public)
    folder.put((path, page(context, path) or b"") for path in dict.fromkeys(plan.sentinels(context)))
    publish.Cursor(reader.size, context.now, program_digest()).write(instance.site / "cursor.json")
    reader.close()
    ledgers.close()


class Desk:
    """The two people at the desk, by its own services."""

    def __init__(self, made: Instance) -> None:
        configure_desk(made.at, made.at.settings, clocks.system)
        from uarazom.desk import services

        self.now = clocks.system
        people = [services.person(id) for id in made.passwords]
        now = self.now()
        keys = [services.unlock(person=one, password=made.passwords[one.pk], now=now) for one in people]
        (self.author, self.second), (self.author_key, self.second_key) = people, keys

    def issue(self, place: str) -> Any:
        """A warning for a place, submitted by the first person."""
        from uarazom.desk.drafts import rows
        from uarazom.desk.duty import tasks
        from uarazom.desk.duty.orders import Order

        now, person = self.now(), self.author
        row = tasks.begin(person=person, body="desk", event="air-raid", exercise=False, now=now)
        edition = rows.current(row)
        order = Order.read(edition.fields).at((place,), "")
        row = tasks.save(draft_id=row.pk, expected_edition=1, person=person, order=order, texts=edition.words, now=now)
        return tasks.submit(
            draft_id=row.pk, expected_edition=row.edition, person=person, key=self.author_key, now=self.now()
        )

    def follow(self, document: str, does: str) -> Any:
        """What follows a warning, submitted."""
        from uarazom.desk.drafts import rows
        from uarazom.desk.duty import tasks

        row = tasks.follow_and_submit(
            person=self.author, document=document, does=does, key=self.author_key, now=self.now()
        )
        return rows.last_submission(row)

    def confirm(self, submissions: Sequence[Any]) -> int:
        """The second person's signature on each, all committed in one instant: that instant, in nanoseconds."""
        from django.db import transaction

        from uarazom.desk.duty import tasks

        with transaction.atomic():
            for one in submissions:
                tasks.confirm(
                    draft_id=one.draft_id,
                    content_digest=one.content_digest,
                    person=self.second,
                    key=self.second_key,
                    now=self.now(),
                )
        return time.time_ns()

    def delivered(self, submission: Any) -> bool:
        """Whether the outbox has the receipt."""
        from uarazom.desk.outbox.models import OutboxRow

        return OutboxRow.objects.get(submission=submission).state == "delivered"
