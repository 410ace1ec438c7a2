"""Two people and their tools, as a story needs them: one submits by the command line, the other approves at the desk.

office = Office.found(home, charter)        # uarazom init
office.submit(text)                         # uarazom submit, the first person
office.approve_all()                        # the second person, in this process
office.deliver()                            # a round of the outbox with a signer of its own
office.render()                             # followers and publisher, once
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
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

    @classmethod
    def found(cls, home: Path, charter: Path) -> "Office":
        made = json.loads(said("init", home, "--charter", charter))
        people = {one["id"]: one["password"] for one in made["people"]}
        return cls(Instance(home), Path(made["anchor"]), people)

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
    def approve_all(self) -> int:
        """Everything that waits, as the second person."""
        self.desk()
        from uarazom.desk import services
        from uarazom.desk.drafts import rows

        person = services.person(list(self.people)[1])
        key = services.unlock(person=person, password=self.people[person.pk], now=wall_clock())
        waiting = services.waiting()
        for draft in waiting:
            submission = rows.last_submission(draft)
            assert submission is not None
            services.approve(
                draft_id=draft.pk,
                content_digest=submission.content_digest,
                person=person,
                key=key,
                competence_affirmed=draft.act == "refute",
                now=wall_clock(),
            )
        return len(waiting)

    def desk(self) -> None:
        """Point this process at the instance's desk."""
        configure_desk(self.instance, self.instance.settings, wall_clock)

    @at_the_desk
    def outbox(self) -> list[tuple[str, str]]:
        """Content digest and state of everything that was approved."""
        self.desk()
        from uarazom.desk.outbox.models import OutboxRow

        return list(OutboxRow.objects.order_by("pk").values_list("submission__content_digest", "state"))

    @at_the_desk
    def deliver(self) -> int:
        self.desk()
        from uarazom.desk.outbox import delivery

        with LocalSigner.open(self.home, wall_clock) as signer:
            return delivery.deliver(signer, now=wall_clock())

    def render(self) -> None:
        """Proofs, then pages."""
        with closing(Followers.open(self.home)) as followers:
            followers.catch_up()
        with publisher(self.instance, wall_clock) as step:
            step()

    @at_the_desk
    def close(self) -> None:
        """Let go of the desk: no connection outlives a test."""
        from django.db import connections

        from uarazom.desk import newsroom

        newsroom.forget(self.home)
        connections.close_all()

    def pages(self) -> dict[str, bytes]:
        """The site's files by path, those of other rooms and compressed variants left out."""
        return site_files(self.public)


def site_files(public: Path) -> dict[str, bytes]:
    """Every file that the site room wrote, compressed variants included."""
    found = (path for path in public.rglob("*") if path.is_file())
    named = {path.relative_to(public).as_posix(): path for path in found}
    mine = (name for name in named if name.partition("/")[0] not in ("log", "blob", "proof", "cap"))
    return {name: named[name].read_bytes() for name in sorted(mine)}


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, **more}
