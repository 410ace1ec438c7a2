"""Which sealed retractions may be released: those of warnings that stand, unless time or a newer message ended them.

    releases.open_at(now)                      # all of them, for whoever must see that the way back is there
    releases.expect(document, approval, …)     # the one that somebody asks for; Refused where it may not be released

The journal holds what was sealed, the record says what stands; nothing of this is kept twice.
docs/formats/alert.md.
"""

from typing import Any

from uarazom.record import approvals as rules
from uarazom.record.journal import Journal
from uarazom.record.request import Approval
from uarazom.record.sealed import Sealed
from uarazom.record.store import Store
from uarazom.verify.entry import Entry
from uarazom.verify.refusal import Refused


class Releases:
    """The questions, over one record and one journal."""

    def __init__(self, store: Store, journal: Journal) -> None:
        self._store, self._journal = store, journal

    def open_at(self, now: str) -> list[dict[str, Any]]:
        """What may be released now: of what, until when, by whom."""
        return [
            {
                "document": one.document,
                "retraction": one.digest,
                "content": one.alert,
                "valid_until": one.valid_until,
                "people": list(one.people),
            }
            for one in self._journal.retractions.current(now)
            if self._stands(one)
        ]

    def expect(self, document: str, approval: Approval, origin: str, now: str) -> Sealed:
        """The retraction that this approval releases. Raises: Refused."""
        standing = [
            one
            for one in self._journal.retractions.of(document, approval.content)
            if one.valid_until > now and self._stands(one)
        ]
        if standing:
            two = {person for one in standing for person in one.people}
            rules.check_retract(approval, self._journal.people, two, origin)
            return standing[0]
        expected = f"{document} in force, and this the retraction of its last message"
        remedy = "withdraw it by an act of two people, or retract the newer message"
        got = "a warning that has ended or said something newer"
        raise Refused("retraction", expected, got, approval.content, remedy)

    def _stands(self, one: Sealed) -> bool:
        """Whether the warning is in the record, and the last message of its document."""
        for row in reversed(self._store.chain(one.document)):
            if "alert" in Entry.parse(row.envelope).fields:
                return row.content_digest.hex() == one.alert
        return False
