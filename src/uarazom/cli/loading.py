"""A history goes through the newsroom: one person submits, another approves, the outbox hands it to the signer.

with Loader(instance, clock, first, second) as loader:
    loader.publish(step)
"""

from types import TracebackType
from typing import Self

from uarazom.cli.clock import Clock
from uarazom.cli.instance import Instance
from uarazom.cli.newsroom import configure_desk
from uarazom.cli.say import CommandError
from uarazom.desk.bootstrap import Made
from uarazom.editorial.corpus import Step
from uarazom.record.client import LocalSigner

AS_IT_WAS = "A history, brought in as it was published then."


class Loader:
    """Two people, one desk, one signer in this process."""

    def __init__(self, instance: Instance, clock: Clock, author: Made, approver: Made) -> None:
        self._instance, self._clock, self._made = instance, clock, (author, approver)

    def __enter__(self) -> Self:
        configure_desk(self._instance, self._instance.settings, self._clock)
        from uarazom.desk import services

        now = self._clock()
        self._people = [services.person(one.id) for one in self._made]
        pairs = zip(self._people, self._made, strict=True)
        self._keys = [services.unlock(person=person, password=one.password, now=now) for person, one in pairs]
        self._signer = LocalSigner.open(self._instance.home, self._clock)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from django.db import connections

        from uarazom.desk import newsroom

        self._signer.close()
        newsroom.forget(self._instance.home)
        connections.close_all()

    def publish(self, step: Step) -> None:
        """One act or bulletin, all the way. Raises: ``CommandError`` naming the step that was refused, and why."""
        from uarazom.desk import services
        from uarazom.desk.drafts import review
        from uarazom.desk.newsroom import newsroom
        from uarazom.desk.outbox import delivery

        now = self._clock()
        draft = step.draft(newsroom().ledger())
        done = services.submit_draft(
            draft, person=self._people[0], key=self._keys[0], let_go_because=AS_IT_WAS, now=now
        )
        if done.waits_because:
            raise CommandError(f"{step.where}: {done.document} was not submitted: {done.waits_because}")
        row = review.approve(
            draft_id=done.draft_id,
            content_digest=done.content_digest,
            person=self._people[1],
            key=self._keys[1],
            competence_affirmed=draft.act == "refute",
            now=now,
        )
        delivery.deliver(self._signer, now=now)
        row.refresh_from_db()
        if row.state != "published":
            raise CommandError(f"{step.where}: {done.document} was not published: it is {row.state}; see the outbox")
