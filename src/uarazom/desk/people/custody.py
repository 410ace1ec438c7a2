"""What is kept inside, as digests for the record: the list of people that the signer holds, and the audit log so far.

Every change of the register carries them, so that two coordinators sign them and everyone has them: an older journal,
or an audit log that somebody wrote anew, is found by whoever compares (`uarazom doctor`, the page *Audit*).

    custody()       # {"people": digest, "audit": digest of the last row, "audit_rows": its number}

docs/formats/roster.md.
"""

import base64
from typing import Any

from uarazom.desk.audit.models import AuditRow
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people import rights
from uarazom.desk.people.models import Person
from uarazom.record import journal


def custody() -> dict[str, Any]:
    """As of now; empty before the audit log has its first row."""
    last = AuditRow.objects.order_by("-number").first()
    if last is None:
        return {}
    lines = [_line(person) for person in Person.objects.exclude(rights_version=0)]
    return {
        "people": journal.list_digest(lines, newsroom().origin),
        "audit": last.digest,
        "audit_rows": last.number,
    }


def _line(person: Person) -> journal.Person:
    """The person as the signer has entered them: the desk's rows follow its answers."""
    held: dict[str, tuple[str, ...]] = {}
    for row in rights.in_force(person):
        held[row.body] = (*held.get(row.body, ()), row.role)
    public = base64.b64decode(person.granted_public)
    return journal.Person(person.pk, public, held, person.is_active, person.rights_version)
