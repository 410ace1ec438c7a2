"""Two people and their tools, as a story needs them: one submits by the command line, the other approves at the desk.

office = Office.found(home, charter)        # uarazom init
office.submit(text)                         # uarazom submit, the first person
office.approve_all()                        # the second person, in this process
office.deliver()                            # a round of the outbox with a signer of its own
office.render()                             # followers and publisher, once
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from uarazom.cli.instance import Instance
from uarazom.cli.newsroom import configure_desk
from uarazom.cli.publishing import publisher
from uarazom.record.client import LocalSigner
from uarazom.record.followers import Followers

SECONDS = 120  # for any one command
DESK = ThreadPoolExecutor(1, "desk")  # Playwright leaves an event loop in a test's own thread; Django refuses one
_HOURS = re.compile(r"\{([+-]\d+)h\}")


def uarazom(*words: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """The program in a fresh process."""
    command = [sys.executable, "-m", "uarazom", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS, **more)


def said(*words: str | Path) -> str:
    """What a command answers; it must hold."""
    answer = uarazom(*words)
    assert answer.returncode == 0, f"{words}: {answer.stdout}{answer.stderr}"
    return answer.stdout


def wall_clock() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def at_hours(text: str, now: datetime) -> str:
    """A submit file with its {-26h} as instants."""
    return _HOURS.sub(lambda match: (now + timedelta(hours=int(match[1]))).strftime("%Y-%m-%dT%H:%M:%SZ"), text)


Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def at_the_desk(work: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Run it in the desk's own thread."""

    @wraps(work)
    def run(*args: Given.args, **more: Given.kwargs) -> Answer:
        return DESK.submit(work, *args, **more).result()

    return run


@dataclass(frozen=True)
class Office:
    """An instance and its first people: id → password."""

    instance: Instance
    anchor: Path
    people: Mapping[str, str]
    clock: Callable[[], datetime] = field(default=wall_clock)

    @classmethod
    def found(cls, home: Path, charter: Path) -> "Office":
        made = json.loads(said("init", home, "--charter", charter))
        people = {one["id"]: one["password"] for one in made["people"]}
        return cls(Instance(home), Path(made["anchor"]), people)

    def moved(self, home: Path) -> "Office":
        """The same, copied to another folder while nothing runs."""
        shutil.copytree(self.home, home)
        return replace(self, instance=Instance(home), anchor=home / "anchor")

    @property
    def home(self) -> Path:
        return self.instance.home

    @property
    def public(self) -> Path:
        return self.instance.public

    @cached_property
    def author(self) -> str:
        return next(iter(self.people))

    def submit(self, text: str, name: str = "drafts.yaml") -> list[dict[str, Any]]:
        """Hand a file in, as the first person; every draft must be taken."""
        file, password = self.home.parent / name, self.home.parent / "password"
        file.write_text(text)
        password.touch(0o600)
        password.write_text(self.people[self.author] + "\n")
        words = ("--home", self.home, "--person", self.author, "--password-file", password, "--json")
        answer = uarazom("submit", file, *words)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return [json.loads(line) for line in answer.stdout.splitlines()]

    @at_the_desk
    def approve_all(self, most: int | None = None) -> int:
        """Everything that waits, or so many of it, as the second person."""
        self.desk()
        from uarazom.desk import services
        from uarazom.desk.drafts import rows

        person = services.person(list(self.people)[1])
        key = services.unlock(person=person, password=self.people[person.pk], now=self.clock())
        waiting = services.waiting()[:most]
        for draft in waiting:
            submission = rows.last_submission(draft)
            assert submission is not None
            services.approve(
                draft_id=draft.pk,
                content_digest=submission.content_digest,
                person=person,
                key=key,
                competence_affirmed=draft.act == "refute",
                now=self.clock(),
            )
        return len(waiting)

    def desk(self) -> None:
        """Point this process at the instance's desk."""
        configure_desk(self.instance, self.instance.settings, self.clock)

    @at_the_desk
    def outbox(self) -> list[tuple[str, str]]:
        """Content digest and state of everything that was approved."""
        self.desk()
        from uarazom.desk.outbox.models import OutboxRow

        return list(OutboxRow.objects.order_by("pk").values_list("submission__content_digest", "state"))

    @at_the_desk
    def answers(self) -> list[str]:
        """What the signer said to each attempt."""
        self.desk()
        from uarazom.desk.outbox.models import Attempt

        return list(Attempt.objects.order_by("pk").values_list("answer", flat=True))

    @at_the_desk
    def deliver(self) -> int:
        self.desk()
        from uarazom.desk.outbox import delivery

        with LocalSigner.open(self.home, self.clock) as signer:
            return delivery.deliver(signer, now=self.clock())

    def render(self) -> None:
        """Proofs, then pages."""
        with closing(Followers.open(self.home)) as followers:
            followers.catch_up()
        with publisher(self.instance, self.clock) as step:
            step()

    @at_the_desk
    def close(self) -> None:
        """Let go of the desk: no connection outlives a test."""
        from django.db import connections

        from uarazom.desk import newsroom

        newsroom.forget(self.home)
        connections.close_all()

    def tree_size(self) -> int:
        """How many entries the checkpoint says."""
        return int((self.public / "log" / "checkpoint").read_text().splitlines()[1])

    def expect_whole(self, *, entries: int) -> None:
        """Nothing is lost, nothing is there twice, and the pages are what a full render makes."""
        assert self.tree_size() == entries
        lines = list(map(json.loads, said("export", "--home", self.home).splitlines()))
        acts = [(one["fields"]["document"], one["fields"]["n"]) for one in lines if "document" in one["fields"]]
        assert len(lines) == entries
        assert len(acts) == len(set(acts))
        made_at = json.loads((self.public / "now.json").read_text())["made_at"]
        full = self.home.parent / "full"
        said("render", "--home", self.home, "--at", made_at, "--out", full)
        there, made = site_files(self.public), site_files(full)
        shutil.rmtree(full)
        assert sorted(there) == sorted(made)
        assert [name for name in made if there[name] != made[name]] == []
        assert "HOLDS" in said("verify", self.public, "--anchor", self.anchor)


def site_files(public: Path) -> dict[str, bytes]:
    """Every file that the site room wrote, compressed variants included."""
    found = (path for path in public.rglob("*") if path.is_file())
    named = {path.relative_to(public).as_posix(): path for path in found}
    mine = (name for name in named if name.partition("/")[0] not in ("log", "blob", "proof", "cap"))
    return {name: named[name].read_bytes() for name in sorted(mine)}


def claims(count: int, prefix: str, at: datetime) -> str:
    """A submit file of so many claims."""
    known_at = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    common = {
        "kind": "claim",
        "act": "announce",
        "body": "office",
        "by": "ministry",
        "section": "safety",
        "known_at": known_at,
        "known_at_precision": "exact",
        "nature": "event",
        "basis": "own_observation",
        "evidence": "published",
        "form": "summary",
        "original_language": "en",
        "versions": {"en": "summary"},
    }
    words = {"title": {"en": "Ministry: the bridge is open"}, "text": {"en": "It is open to all."}}
    return json.dumps([{"document": f"{prefix}-{number}", **common, "words": words} for number in range(count)])


CHARTER = """
origin: days.example.org/log
languages: [en]
region: LU
name: Bad days
bodies:
  office: {kind: agency, participation: owner, name: Press Office}
  ministry: {kind: ministry, participation: ordered, name: Ministry}
people: {ann: {name: Ann, body: office}, bob: {name: Bob, body: office}}
"""


def small(folder: Path) -> Office:
    """A small instance: one body publishes, one speaks."""
    charter = folder / "charter.yaml"
    charter.write_text(CHARTER)
    return Office.found(folder / "home", charter)
