"""A warning that this desk did not draft: its next message concerns no fewer places."""

import base64
import os
from typing import Any

from tests.desk.instance import Instance
from tests.desk.people import Worker
from tests.desk.test_duty import duty

from uarazom.editorial.alerting import composing, proposal
from uarazom.editorial.alerting import place as places
from uarazom.record.request import Approval, Request
from uarazom.verify import approval, canon

WARNS = True
SHAPE = "POLYGON((30.5 51.2, 31 51.2, 31 51.8, 30.5 51.2))"  # a part of AA-01


def warned(desk: Instance, author: Worker, second: Worker) -> str:
    """A warning of a part of a region, issued past the desk's drafts; its document."""
    from uarazom.areas.regions import RegionSet
    from uarazom.desk.duty import catalogue
    from uarazom.desk.duty.composing import known
    from uarazom.desk.newsroom import newsroom

    room, now = newsroom(), desk.clock()
    register = room.register()
    offered = proposal.offer(
        "issue",
        catalogue.event("air-raid"),
        document="alert-elsewhere",
        body="press",
        by="press",
        place=places.place((), SHAPE, regions=RegionSet.of(register), outlines=known()),
        register=register,
        now=now,
    )
    made = composing.compose(
        offered,
        origin=room.origin,
        ledger=room.ledger(),
        events=catalogue.events(),
        now=now,
        salts=(os.urandom(16), os.urandom(16)),
    )
    assert made.retraction is not None
    signed = tuple(_approval(room.origin, one, made) for one in ((author, "submit"), (second, "approve")))
    content, blobs = canon.parse(made.composed.content), {**made.composed.blobs, **made.retraction.blobs}
    with desk.signer() as signer:
        signer.publish_one(Request(content, blobs, signed, made.retraction.template))
    return "alert-elsewhere"


def _approval(origin: str, who: tuple[Worker, str], made: composing.Prepared) -> Approval:
    (worker, role), content = who, made.composed.content_digest
    person = worker.person.pk
    said = approval.statement(origin=origin, role=role, person=person, content=content, contributors=(), embargo=None)
    return Approval(role, person, content, base64.b64decode(worker.key.sign(said)))


def test_what_follows_a_warning_of_another_desk_keeps_its_shape(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import rows
    from uarazom.desk.duty import before
    from uarazom.desk.duty import composing as composed
    from uarazom.desk.duty.orders import Order

    document = warned(desk, ivan, olha)
    act = before.find(document).act
    assert act.alert is not None
    assert act.alert.parts
    now: Any = desk.clock.forward(minutes=5)
    row = duty().follow(person=ivan.person, document=document, does="extend", seconds=3600, now=now)
    there = composed.where(Order.read(rows.current(row).fields))
    assert dict(there.parts) == dict(act.alert.parts)
    assert there.regions == act.regions
    assert there.polygons
