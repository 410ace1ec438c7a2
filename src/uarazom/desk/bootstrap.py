"""The first people of a new instance: at least two, since nobody can approve or grant alone.

    made = create(DeskSettings(home=home), [First("olena", "Olena", {"mod": ("author", "coordinator")}), …], now=now)
    made[0].password                # shown once, to be changed at the first sign-in
    made[0].as_signer_knows()       # record.journal.Person: to be entered in the signer's list at the founding

After that every right takes a request by two coordinators (``people.granting``).
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from uarazom.desk.configure import DeskSettings, configure, migrate
from uarazom.record import journal

LEAST_PEOPLE = 2


@dataclass(frozen=True)
class First:
    """One of the first people: id, name, roles by body, language of the screen."""

    id: str
    name: str
    roles: Mapping[str, Sequence[str]]
    language: str = ""
    password: str = field(default="", repr=False)  # empty: a random one


@dataclass(frozen=True)
class Made:
    """What the maker of the instance hands over: the password goes to the person, the key to the signer."""

    id: str
    name: str
    roles: Mapping[str, tuple[str, ...]]
    public: bytes
    password: str = field(repr=False)

    def as_signer_knows(self) -> journal.Person:
        """The line for the signer's list."""
        return journal.Person(self.id, self.public, self.roles)


def create(desk: DeskSettings, people: Sequence[First], *, now: datetime) -> tuple[Made, ...]:
    """Make the desk's database with its first people.

    Raises: ValueError when there are fewer than two, or when the desk has people already.
    """
    configure(desk)
    migrate()
    from uarazom.desk.people.models import Person

    if len({one.id for one in people}) < LEAST_PEOPLE:
        raise ValueError(f"expected at least {LEAST_PEOPLE} people with different ids, got {len(people)}")
    if Person.objects.exists():
        raise ValueError(f"expected a desk without people in {desk.folder}, found some: rights are granted by two now")
    with transaction.atomic():
        return tuple(_add(one, now, must_change=not one.password and not desk.demonstration) for one in people)


def _add(one: First, now: datetime, *, must_change: bool) -> Made:
    from uarazom.desk.people import services
    from uarazom.desk.people.models import PersonRole

    password = one.password or services.random_password()
    person = services.add_person(
        person_id=one.id, name=one.name, language=one.language, password=password, now=now, by=one.id
    )
    roles = {body: tuple(sorted(set(names))) for body, names in one.roles.items()}
    for body, names in roles.items():
        for role in names:
            PersonRole.objects.create(person=person, body=body, role=role, since=now)
    person.rights_version, person.granted_public = 1, person.approval_public
    person.must_change_password = must_change  # a random password was shown to whoever ran the command
    person.save(update_fields=["rights_version", "granted_public", "must_change_password"])
    return Made(one.id, one.name, roles, base64.b64decode(person.approval_public), password)
