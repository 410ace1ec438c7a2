"""An edition composed behind the record as it stands now: the bytes that are previewed, submitted and signed.

    composed = behind.record(row, edition, now=now)

Raises ``BadAct`` or editorial ``Refused`` when it may not be issued.
"""

from datetime import datetime

from uarazom.desk.drafts import rows
from uarazom.desk.drafts.models import DraftRow, Edition
from uarazom.desk.newsroom import newsroom
from uarazom.editorial.draft import Composed, compose


def record(row: DraftRow, edition: Edition, *, now: datetime) -> Composed:
    """Strictly checked, as of when it would be issued: now, or the embargo's end."""
    if row.kind == "alert" and hasattr(row, "task"):  # a warning: what its officer chose becomes a message first
        from uarazom.desk.duty import composing

        return composing.record(row, edition, now=now)
    room = newsroom()
    at = max(now, edition.embargo) if edition.embargo else now
    draft = rows.as_draft(row, edition)
    return compose(draft, origin=room.origin, ledger=room.ledger(), salt=bytes(edition.salt), at=at)
