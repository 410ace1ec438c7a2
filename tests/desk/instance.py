"""A small instance for the desk's tests: a founded log, a register, a desk with four people, a signer in process."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from uarazom.desk import bootstrap
from uarazom.desk.configure import DeskSettings, PasswordCost, configure
from uarazom.record import founding
from uarazom.record.client import LocalSigner
from uarazom.record.keys import seal
from uarazom.verify import canon

ORIGIN = "test.example/log"
START = datetime(2030, 1, 10, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
CHEAP = PasswordCost(memory_kib=8, passes=1)
MINISTER = {"uk": "міністр", "en": "Minister"}
PRESS = {"kind": "agency", "head": "state", "participation": "owner", "named": "yes", "competences": ["defence"]}
BODIES = ("press", "mod")
PEOPLE = (
    bootstrap.First("ivan", "Ivan", {"press": ("author", "coordinator")}, "en", PASSWORD),
    bootstrap.First("olha", "Olha", {"press": ("approver", "coordinator")}, "en", PASSWORD),
    bootstrap.First("petro", "Petro", {"press": ("author", "approver"), "mod": ("author",)}, "uk", PASSWORD),
    bootstrap.First("maria", "Maria", {"press": ("approver", "observer")}, "uk", PASSWORD),
)


@dataclass
class Clock:
    """Stands until it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: int) -> datetime:
        self.at += timedelta(**by)
        return self.at


@dataclass
class Instance:
    """One instance in a folder of its own."""

    home: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def settings(self) -> DeskSettings:
        return DeskSettings(home=self.home, now=self.clock, password_cost=CHEAP, hosts=("testserver", "127.0.0.1"))

    @contextmanager
    def signer(self) -> Iterator[LocalSigner]:
        with LocalSigner.open(self.home, self.clock) as signer:
            yield signer

    def deliver(self) -> int:
        """One round of the outbox with a signer of its own."""
        from uarazom.desk.outbox import delivery

        with self.signer() as signer:
            return delivery.deliver(signer, now=self.clock())


def found(instance: Instance, people: Sequence[bootstrap.First] = PEOPLE) -> None:
    """Make the folder: log, register, desk, signer's list."""
    home = instance.home
    keys = founding.Keys.generate(os.urandom, bodies=dict.fromkeys(BODIES, 1))
    keys.save(home)
    roster = founding.roster(ORIGIN, canon.instant_text(START - timedelta(hours=1)), keys)
    founding.create(home, seal(roster, keys.root), keys.signers())
    made = bootstrap.create(instance.settings, people, now=START)
    fields, words = register()
    with instance.signer() as signer:
        signer.found([one.as_signer_knows() for one in made])
        signer.append([seal(fields, keys.register)], {canon.digest(words): words})


def register() -> tuple[dict[str, Any], bytes]:
    """Bodies, one named person, sections and regions, in two languages."""
    two = lambda uk, en: {"name": {"uk": uk, "en": en}}  # noqa: E731
    words = canon.canonical(
        {
            "format": "uarazom/words/1",
            "salt": canon.to_base64(bytes(16)),
            "bodies": {
                "press": two("Пресслужба", "Press office"),
                "mod": two("Міністерство оборони", "Ministry of Defence"),
                "abroad": two("Сусіднє міністерство", "Neighbouring ministry"),
            },
            "people": {
                "reznik": {**two("Олекса Резник", "Oleksa Reznyk"), "offices": [{"uk": "міністр", "en": "Minister"}]}
            },
            "sections": {
                "security": two("Безпека", "Security"),
                "defence": two("Оборона", "Defence"),
                "safety": two("Безпека людей", "Safety"),
            },
            "regions": {
                "AA": two("Уся країна", "The whole country"),
                "AA-01": two("Північ", "North"),
                "AA-02": two("Південь", "South"),
            },
            "instance": two("Проба", "Trial"),
        }
    )
    fields = {
        "format": "uarazom/register/1",
        "origin": ORIGIN,
        "issued_at": canon.instant_text(START - timedelta(minutes=30)),
        "version": 1,
        "words": canon.digest(words),
        "instance": {
            "id": "trial",
            "region": "AA",
            "timezone": "Europe/Kyiv",
            "languages": ["uk", "en"],
            "mode": "live",
            "report_by": "18:00",
        },
        "bodies": {
            "press": PRESS,
            "mod": {"kind": "ministry", "head": "state", "participation": "ordered", "named": "yes"},
            "abroad": {"kind": "foreign_government", "head": "abroad", "participation": "external", "named": "yes"},
        },
        "people": {"reznik": {"offices": [{"body": "mod"}]}},
        "sections": ["security", "defence", "safety"],
        "regions": ["AA", "AA-01", "AA-02"],
    }
    return fields, words


def copy(template: Path, home: Path) -> Instance:
    """The same instance in another folder, for one test."""
    shutil.copytree(template, home)
    instance = Instance(home)
    configure(instance.settings)
    return instance
