"""A small instance for the desk's tests: a founded log, a register, a desk with four people, a signer in process."""

import json
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
from uarazom.editorial.alerting import events
from uarazom.record import founding
from uarazom.record.client import LocalSigner
from uarazom.record.keys import SigningKey, seal
from uarazom.verify import canon

ORIGIN = "test.example/log"
START = datetime(2030, 1, 10, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
CHEAP = PasswordCost(memory_kib=8, passes=1)
MINISTER = {"uk": "міністр", "en": "Minister"}
PRESS = {"kind": "agency", "head": "state", "participation": "owner", "named": "yes", "competences": ["defence"]}
BODIES = ("press", "mod")
MARK = "НАВЧАННЯ / EXERCISE"
DISTRICTS = {"AA-01:01": ("Лісовий район", "Forest district"), "AA-01:02": ("Річковий район", "River district")}
SQUARES = {"AA-01": (51, 52), "AA-02": (50, 51)}  # south to north, from 30 to 32 degrees east
GEOMETRY = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": code,
                "properties": {},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[[30, low], [32, low], [32, high], [30, high], [30, low]]],
                },
            }
            for code, (low, high) in SQUARES.items()
        ],
    }
).encode()
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


def found(
    instance: Instance, people: Sequence[bootstrap.First] = PEOPLE, *, warns: bool = False, mode: str = "live"
) -> None:
    """Make the folder: log, register, desk, signer's list; `warns`: the press office may warn of events."""
    home = instance.home
    keys = founding.Keys.generate(os.urandom, bodies={**dict.fromkeys(BODIES, 1), "press": 2})
    keys.save(home)
    roster = founding.roster(ORIGIN, canon.instant_text(START - timedelta(hours=1)), keys)
    founding.create(home, seal(roster, keys.root), keys.signers())
    made = bootstrap.create(instance.settings, people, now=START)
    fields, words = register(warns=warns)
    fields["instance"]["mode"] = mode
    files = warning(fields) if warns else {}
    blobs = {digest: raw for digest, (raw, _, _) in files.items()} | {canon.digest(words): words}
    with instance.signer() as signer:
        signer.found([one.as_signer_knows() for one in made])
        manifests = [seal(one, keys.bodies["press"]) for one in named(files)]
        signer.append([seal(fields, keys.register), *manifests], blobs)


Files = dict[str, tuple[bytes, str, str]]  # digest → bytes, media type, purpose


def named(files: Files, at: datetime = START - timedelta(minutes=30)) -> Iterator[dict[str, Any]]:
    """A manifest for each."""
    common = {"format": "uarazom/manifest/1", "origin": ORIGIN, "body": "press"}
    for digest, (raw, media_type, purpose) in files.items():
        yield {
            **common,
            "issued_at": canon.instant_text(at),
            "digest": digest,
            "size": len(raw),
            "media_type": media_type,
            "purpose": purpose,
        }


def change_register(instance: Instance, *, url: str = "", without: Sequence[str] = ()) -> None:
    """The second register: with the public address in it, or without some events of the list."""
    from uarazom.desk.newsroom import newsroom

    fields, raw = register(warns=True)
    words = canon.parse(raw)
    words["instance"] |= {"url": url} if url else {}
    words_raw, files = canon.canonical(words), warning(fields, without)
    fields |= {"version": 2, "previous": newsroom().register().digest, "words": canon.digest(words_raw)}
    fields["issued_at"] = canon.instant_text(instance.clock())
    folder = instance.home / "signer" / "keys"
    keys = {
        name: [SigningKey.load(path) for path in folder.glob(f"{name}-*.pem")] for name in ("register", "body-press")
    }
    with instance.signer() as signer:
        known = {digest: one for digest, one in files.items() if one[2] == "events" and without}
        manifests = [seal(one, keys["body-press"]) for one in named(known, instance.clock())]
        given = {digest: one[0] for digest, one in known.items()} | {canon.digest(words_raw): words_raw}
        signer.append([seal(fields, keys["register"]), *manifests], given)


def warning(fields: dict[str, Any], without: Sequence[str] = ()) -> Files:
    """Event list, senders, map and geometry into the register's fields; the files themselves."""
    pack = Path(__file__).parents[2] / "src" / "uarazom" / "editorial" / "packs" / "events-example.yaml"
    listing = canon.parse(events.from_yaml(pack.read_bytes()))
    listing["events"] = {name: one for name, one in listing["events"].items() if name not in without}
    given = (
        (canon.canonical(listing), "application/json", "events"),
        (GEOMETRY, "application/geo+json", "geometry"),
    )
    files = {canon.digest(one[0]): one for one in given}
    listed, outlines = files
    fields["instance"] |= {"map": outlines, "geometry": outlines}
    fields["regions"] += sorted(DISTRICTS)
    fields["alerting"] = {
        "events": listed,
        "senders": {"press": "duty@press.example"},
        "max_seconds": 86_400,
        "exercise_mark": MARK,
    }
    return files


def register(*, warns: bool = False) -> tuple[dict[str, Any], bytes]:
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
                **{code: two(*names) for code, names in (DISTRICTS if warns else {}).items()},
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
