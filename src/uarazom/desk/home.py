"""The first page: what waits for me, in the order in which it should be done.

Rules
1. Warnings that wait for this person come before everything, then warnings in force with the time they have left.
   What only this person can move comes next; what they merely wait for comes last.
2. Within a list, what waited longest stands on top.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from uarazom.acts.model import Document, Texts
from uarazom.acts.status import next_change, status
from uarazom.desk.configure import current
from uarazom.desk.drafts import findings
from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.duty import seen as duty
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import granting, rights
from uarazom.desk.people.models import Person, RightsRequest
from uarazom.desk.register import changing, expected, pack
from uarazom.desk.register.models import RegisterChange
from uarazom.desk.web.door import DeskRequest, signed_in
from uarazom.editorial import transitions

SOON = timedelta(hours=12)
MOST = 50  # of each list; the whole list is one link away
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ending:
    """A document that changes soon by time alone."""

    id: str
    titles: Texts
    status: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """Everything on the first page."""

    alerts_to_confirm: list[DraftRow]
    exercises_to_confirm: list[DraftRow]
    alerts: list[duty.Standing]
    to_approve: list[DraftRow]
    to_release: list[tuple[DraftRow, int]]
    to_confirm: list[RightsRequest]
    register: list[RegisterChange]
    register_mine: RegisterChange | None
    pack_differs: bool
    returned: list[DraftRow]
    begun: list[DraftRow]
    with_others: list[DraftRow]
    embargoed: list[DraftRow]
    on_the_way: list[DraftRow]
    on_hold: list[Ending]
    ending: list[Ending]

    @property
    def is_empty(self) -> bool:
        """Nothing that this person has to do."""
        coordinates = self.to_confirm or self.register or self.register_mine or self.pack_differs
        warnings = self.alerts_to_confirm or self.exercises_to_confirm
        return not (warnings or self.to_approve or self.to_release or coordinates or self.returned or self.begun)


@signed_in
def page(request: DeskRequest) -> HttpResponse:
    """What waits for me."""
    policy = newsroom().register().alerting
    mark = policy.exercise_mark if policy else ""
    return render(request, "desk/home.html", {"waiting": waiting(request.user, current().now()), "exercise_mark": mark})


def waiting(person: Person, now: datetime) -> Waiting:
    """The lists of one person."""
    approves, mine = _to_approve(person), _mine(person)
    states = {state: [row for row in mine if row.state == state] for state in transitions.STATES}
    documents = [(one, status(one, newsroom().register(), now).status) for one in _current_documents(now)]
    owner = expected.is_owner(person, now)
    warnings = duty.board(person, exercise=False, now=now)
    return Waiting(
        alerts_to_confirm=warnings.to_confirm,
        exercises_to_confirm=duty.board(person, exercise=True, now=now).to_confirm,
        alerts=warnings.in_force,
        to_approve=approves,
        to_release=_to_release(person, now),
        to_confirm=_to_confirm(person),
        register=_register_to_confirm(person, now),
        register_mine=changing.own(person) if owner else None,
        pack_differs=owner and pack.differs(newsroom().register()),
        returned=[*states["returned"], *states["refused"]],
        begun=states["draft"],
        with_others=states["submitted"],
        embargoed=list(DraftRow.objects.filter(state="embargoed", body__in=_bodies(person))[:MOST]),
        on_the_way=list(DraftRow.objects.filter(state="approved", body__in=_bodies(person))[:MOST]),
        on_hold=[_ending(one, word, one.latest.issued_at) for one, word in documents if word == "on_hold"][:MOST],
        ending=_soon(documents, now),
    )


def _bodies(person: Person) -> list[str]:
    return rights.bodies(person, "author", "approver", "coordinator", "observer")


def _to_approve(person: Person) -> list[DraftRow]:
    found = DraftRow.objects.filter(state="submitted", body__in=rights.bodies(person, "approver"))
    found = found.filter(task=None)  # warnings stand above, and are confirmed on a page of their own
    others = found.exclude(contributors__person_id=person.pk).exclude(
        submissions__approvals__role="submit", submissions__approvals__person=person
    )
    return list(others.order_by("changed_at", "pk")[:MOST])


def _to_release(person: Person, now: datetime) -> list[tuple[DraftRow, int]]:
    """Drafts that the gate holds and this person may let pass."""
    if not newsroom().pack.rules:
        return []
    found = DraftRow.objects.filter(state__in=("draft", "submitted"), body__in=rights.bodies(person, "approver"))
    held = [(row, _held_for(row, person, now)) for row in found.exclude(contributors__person_id=person.pk)[:MOST]]
    return [(row, count) for row, count in held if count]


def _held_for(row: DraftRow, person: Person, now: datetime) -> int:
    seen = findings.look(row, now=now)
    return sum(one.holds and all(given.person_id != person.pk for given in one.releases) for one in seen)


def _to_confirm(person: Person) -> list[RightsRequest]:
    if not granting.is_coordinator(person):
        return []
    asked = RightsRequest.objects.filter(state="asked").exclude(asked_by=person).exclude(person=person)
    return list(asked.select_related("person", "asked_by")[:MOST])


def _register_to_confirm(person: Person, now: datetime) -> list[RegisterChange]:
    """Changes of the register that another coordinator asked for."""
    if not expected.is_owner(person, now):
        return []
    asked = RegisterChange.objects.filter(state="asked").exclude(made_by=person).order_by("asked_at", "pk")
    return list(asked.select_related("made_by")[:MOST])


def _mine(person: Person) -> list[DraftRow]:
    found = DraftRow.objects.filter(state__in=("draft", "submitted", "returned", "refused"), task=None)
    return list(found.filter(contributors__person_id=person.pk).order_by("changed_at", "pk")[: 4 * MOST])


def _current_documents(now: datetime) -> list[Document]:
    """Only what can still be on hold or end soon: asking every document of a large record would take seconds."""
    return [
        one
        for one in newsroom().ledger().at(now).documents.values()
        if any(act.act == "hold" for act in one.acts) or _ends_near(one, now)
    ]


def _ends_near(document: Document, now: datetime) -> bool:
    ends = (act.valid_until or act.due_at or act.ends_at for act in document.acts)
    if any(now < end <= now + SOON for end in ends if end):
        return True
    return document.nature == "state" and document.first.spoken_at > now - 2 * DAY


def _soon(documents: list[tuple[Document, str]], now: datetime) -> list[Ending]:
    found = []
    for document, word in documents:
        at = next_change(document, newsroom().register(), now)
        if at is not None and at <= now + SOON:
            found.append(_ending(document, word, at))
    return sorted(found, key=lambda one: one.at)[:MOST]


def _ending(document: Document, word: str, at: datetime) -> Ending:
    return Ending(document.id, newsroom().titles(document.id), word, at)


def count(person: Person) -> int:
    """What only this person can move, for the number beside the first page's link."""
    confirms = len(_to_confirm(person)) + len(_register_to_confirm(person, current().now()))
    return len(_to_approve(person)) + duty.count_to_confirm(person) + confirms
