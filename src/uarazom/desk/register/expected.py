"""What has to hold for a change of the register: who may, that no item moved, that nothing came in between.

expect_owner(person)                # an active coordinator of a body that owns the platform
expect_unmoved({"bodies/mod": digest})
expect_still_next(change)
"""

from collections.abc import Mapping
from datetime import datetime

from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.desk.register import items
from uarazom.desk.register.models import RegisterChange
from uarazom.editorial import four_eyes
from uarazom.verify import canon


def is_owner(person: Person, now: datetime) -> bool:
    """Whether this person may ask for changes of the register and confirm them."""
    owners = newsroom().register().owners(now)
    return person.is_active and any("coordinator" in rights.editor(person).roles.get(one, ()) for one in owners)


def expect_owner(person: Person) -> None:
    """Refuse anyone but an active coordinator of an owner."""
    four_eyes.check_owner(rights.editor(person), newsroom().register().owners(newsroom().now()))


def expect_unmoved(bases: Mapping[str, str]) -> None:
    """Refuse where somebody else changed an item since it was written here: it is named, never overwritten."""
    register = newsroom().register()
    for key, base in sorted(bases.items()):
        kind, _, name = key.partition("/")
        if items.digest_of(items.standing(register, kind, name)) != base:
            raise DeskRefused("register_item_moved", item=key)


def expect_still_next(change: RegisterChange) -> None:
    """Refuse when the register moved on since. What stands in the record already (a desk older than the record) goes on
    to its receipt."""
    if newsroom().is_published(change.content_digest):
        return
    content = canon.parse(bytes(change.content))
    if content.get("previous") != newsroom().register().digest:
        raise DeskRefused("register_moved_on", version=newsroom().register().version)
