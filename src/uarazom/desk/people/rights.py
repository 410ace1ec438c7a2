"""Which rights a person has now, as the editorial rules see them.

editor = rights.editor(person)          # editorial.four_eyes.Editor
rights.bodies(person, "author")         # ids of the bodies they write for
"""

from collections import defaultdict

from uarazom.desk.people.models import Person, PersonRole
from uarazom.editorial.four_eyes import Editor


def editor(person: Person) -> Editor:
    """Roles in force by body."""
    held: dict[str, set[str]] = defaultdict(set)
    for body, role in PersonRole.objects.filter(person=person, until=None).values_list("body", "role"):
        held[body].add(role)
    return Editor(person.pk, person.is_active, {body: frozenset(roles) for body, roles in held.items()})


def bodies(person: Person, *roles: str) -> list[str]:
    """Bodies for which this person holds one of the roles, sorted."""
    found = PersonRole.objects.filter(person=person, until=None, role__in=roles)
    return sorted(set(found.values_list("body", flat=True)))


def in_force(person: Person) -> list[PersonRole]:
    """Rows in force, by body and role."""
    return list(PersonRole.objects.filter(person=person, until=None).order_by("body", "role"))
