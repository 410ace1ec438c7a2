"""Rights take two coordinators: one asks, another confirms; they hold when the signer has entered them.

Rules
1. A request is the person's whole new line (``record.journal.Person``): key, roles by body, active or not; both
   coordinators sign its digest.
2. The asker and the confirmer are different active coordinators; neither may be the person whose rights are asked for.
3. A person whose password somebody else handed over chooses their own first: the key that is granted was never open to
   anybody else.
4. The line carries the number of the change: an old request cannot be confirmed after a newer one took its place.
5. The desk's own rows change only when the signer has answered.

    request = ask(person=olha, roles={"mod": ["approver"]}, active=True, reason="…", by=ivan, key=key, now=now)
    confirm(request_id=request.pk, by=maria, key=other_key, now=now)
    deliver(signer, now=now)
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from uarazom.desk.audit import log as audit
from uarazom.desk.newsroom import newsroom
from uarazom.desk.outbox import queue
from uarazom.desk.people import rights
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person, PersonRole, RightsRequest
from uarazom.desk.refusal import DeskRefused, NotFound
from uarazom.editorial import four_eyes
from uarazom.record import journal
from uarazom.record.errors import RecordFailed
from uarazom.record.request import Approval
from uarazom.verify import approval as statements
from uarazom.verify import canon
from uarazom.verify.refusal import Refused

LONGEST_REASON = 500
LONGEST_ANSWER = 2000
State = RightsRequest.State


class Granting(Protocol):
    """What this needs of ``record.client.SignerClient``."""

    def grant(self, change: Mapping[str, Any], approvals: Sequence[Approval]) -> str:
        """Enter a line in the signer's list. Raises: Refused, Unreachable."""


@transaction.atomic
def ask(
    *,
    person: Person,
    roles: Mapping[str, Sequence[str]],
    active: bool,
    reason: str,
    by: Person,
    key: ApprovalKey,
    now: datetime,
) -> RightsRequest:
    """The first coordinator's half."""
    expect_coordinator(by, person)
    if person.must_change_password and person.approval_public != person.granted_public:
        raise DeskRefused("password_not_own_yet", name=person.name)
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise DeskRefused("reason_needed", most=LONGEST_REASON)
    change = canon.canonical(line(person, roles, active=active))
    request = RightsRequest.objects.create(
        person=person,
        change=change,
        digest=canon.digest(change),
        reason=reason.strip(),
        asked_by=by,
        asked_at=now,
        asked_signature=key.sign(_statement(by, canon.digest(change))),
    )
    _told(request, "rights.ask", by.pk, now)
    return request


@transaction.atomic
def confirm(*, request_id: int, by: Person, key: ApprovalKey, now: datetime) -> RightsRequest:
    """The second coordinator's half; from here it goes to the signer."""
    request = _open(request_id, State.ASKED)
    expect_coordinator(by, request.person)
    four_eyes.check_grant([rights.editor(request.asked_by), rights.editor(by)])
    if canon.parse(bytes(request.change))["version"] != request.person.rights_version + 1:
        raise DeskRefused("rights_moved_on")
    request.confirmed_by, request.confirmed_at = by, now
    request.confirmed_signature = key.sign(_statement(by, request.digest))
    request.state = State.CONFIRMED
    request.save()
    _told(request, "rights.confirm", by.pk, now)
    transaction.on_commit(queue.wake)
    return request


@transaction.atomic
def drop(*, request_id: int, by: Person, now: datetime) -> RightsRequest:
    """Any coordinator lets a request go before it is confirmed."""
    request = _open(request_id, State.ASKED)
    expect_coordinator(by)
    request.state = State.DROPPED
    request.save(update_fields=["state"])
    _told(request, "rights.drop", by.pk, now)
    return request


def line(person: Person, roles: Mapping[str, Sequence[str]], *, active: bool) -> dict[str, object]:
    """The person's next line in the signer's list. Raises: ``verify.refusal.Refused`` for a line it would not enter."""
    held = {body: tuple(sorted(set(names))) for body, names in roles.items() if names}
    public = base64.b64decode(person.approval_public)
    change = journal.Person(person.pk, public, held, active, person.rights_version + 1).change(newsroom().origin)
    journal.read_change(change, newsroom().origin)
    return change


def deliver(signer: Granting, *, now: datetime) -> int:
    """Hand what two coordinators signed to the signer; how many requests were answered."""
    waiting = list(RightsRequest.objects.filter(state=State.CONFIRMED).order_by("pk"))
    return sum(_deliver(request, signer, now) for request in waiting)


def _deliver(request: RightsRequest, signer: Granting, now: datetime) -> int:
    try:
        signer.grant(canon.parse(bytes(request.change)), _approvals(request))
    except Refused as refused:
        _refuse(request, str(refused), now)
    except (RecordFailed, OSError) as error:
        RightsRequest.objects.filter(pk=request.pk).update(answer=str(error)[:LONGEST_ANSWER])
        return 0
    else:
        put_in_force(request, now=now)
    return 1


def _approvals(request: RightsRequest) -> list[Approval]:
    signed = ((request.asked_by, request.asked_signature), (request.confirmed_by, request.confirmed_signature))
    return [Approval("grant", one.pk, request.digest, base64.b64decode(signature)) for one, signature in signed if one]


@transaction.atomic
def _refuse(request: RightsRequest, answer: str, now: datetime) -> None:
    request.state, request.answer = State.REFUSED, answer[:LONGEST_ANSWER]
    request.save(update_fields=["state", "answer"])
    _told(request, "rights.refuse", "desk", now)


@transaction.atomic
def put_in_force(request: RightsRequest, *, now: datetime) -> None:
    """The signer has entered the line: the desk follows."""
    change = canon.parse(bytes(request.change))
    person = Person.objects.select_for_update().get(pk=request.person_id)
    wanted = {(body, role) for body, names in change["roles"].items() for role in names}
    held = {(row.body, row.role): row for row in rights.in_force(person)}
    for place in held.keys() - wanted:
        PersonRole.objects.filter(pk=held[place].pk).update(until=now)
    for body, role in sorted(wanted - held.keys()):
        PersonRole.objects.create(person=person, body=body, role=role, since=now, request=request)
    person.is_active = change["active"] == "yes"
    person.rights_version = change["version"]
    person.granted_public = change["public"]
    person.save(update_fields=["is_active", "rights_version", "granted_public"])
    request.state = State.IN_FORCE
    request.save(update_fields=["state"])
    _told(request, "rights.in_force", "desk", now)


def _told(request: RightsRequest, action: str, actor: str, now: datetime) -> None:
    audit.write(actor=actor, action=action, about=request.person_id, details={"content": request.digest}, now=now)


def is_coordinator(person: Person) -> bool:
    """Whether this person may ask for rights and confirm them."""
    return person.is_active and "coordinator" in rights.editor(person).any_role()


@dataclass(frozen=True)
class Told:
    """A request as a person reads it: roles by body, what is added, what is taken away."""

    roles: Mapping[str, Sequence[str]]
    added: tuple[tuple[str, str], ...]
    taken: tuple[tuple[str, str], ...]
    active: bool
    new_key: bool


def told(request: RightsRequest) -> Told:
    """What the request changes, against the rights in force now."""
    change = canon.parse(bytes(request.change))
    wanted = {(body, role) for body, names in change["roles"].items() for role in names}
    held = {(row.body, row.role) for row in rights.in_force(request.person)}
    return Told(
        roles=change["roles"],
        added=tuple(sorted(wanted - held)),
        taken=tuple(sorted(held - wanted)),
        active=change["active"] == "yes",
        new_key=change["public"] != request.person.granted_public,
    )


def expect_coordinator(by: Person, about: Person | None = None) -> None:
    """Refuse anyone else, and whoever is asked about."""
    editor = rights.editor(by)
    four_eyes.check_active(editor, "grant")
    if "coordinator" not in editor.any_role():
        raise DeskRefused("coordinators_only")
    if about is not None and about.pk == by.pk:
        raise DeskRefused("not_ones_own_rights")


def _open(request_id: int, state: State) -> RightsRequest:
    found = RightsRequest.objects.select_for_update().filter(pk=request_id).first()
    if found is None:
        raise NotFound("request")
    if found.state != state:
        raise DeskRefused("request_not_open", state=found.state)
    return found


def _statement(by: Person, digest: str) -> bytes:
    return statements.statement(origin=newsroom().origin, role="grant", person=by.pk, content=digest)
