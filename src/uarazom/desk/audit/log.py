"""The audit log: ``write`` appends in the caller's transaction, ``check`` reads the chain through.

Rules
1. A row is written in the transaction of what it tells: both stand, or neither.
2. Rows are numbered from 1 without a gap; each digest covers the row and the digest before it.
3. The database refuses to change or delete a row; whoever alters the file itself breaks the chain.
4. Details never hold a password, a key or a text that was not published.

    audit.write(actor="olena", action="submit", about="draft/7", details={"content": "…"}, now=now)
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from uarazom.desk.audit.models import AuditRow
from uarazom.verify import canon

FIRST_PREVIOUS = "0" * 64
LOCK = 0x75617261  # PostgreSQL's advisory lock: one appender at a time; SQLite's writers are one anyway
PAGE_ROWS = 2000

Details = Mapping[str, str | int]


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold."""

    number: int
    expected: str
    got: str


def write(*, actor: str, action: str, now: datetime, about: str = "", details: Details | None = None) -> AuditRow:
    """Append one row."""
    with transaction.atomic():
        _one_at_a_time()
        last = AuditRow.objects.order_by("-number").first()
        row = AuditRow(
            number=last.number + 1 if last else 1,
            at=now,
            actor=actor,
            action=action,
            about=about,
            details=dict(details or {}),
            previous=last.digest if last else FIRST_PREVIOUS,
        )
        row.digest = digest(row)
        row.save(force_insert=True)
    return row


def digest(row: AuditRow) -> str:
    """SHA-256 of the row's canonical JSON, the digest before it included."""
    fields = {
        "number": row.number,
        "at": canon.instant_text(row.at),
        "actor": row.actor,
        "action": row.action,
        "about": row.about,
        "details": dict(row.details),
        "previous": row.previous,
    }
    return hashlib.sha256(canon.canonical(fields)).hexdigest()


def check() -> Break | None:
    """Read the whole chain; the first place where it does not hold, or None."""
    previous = FIRST_PREVIOUS
    for number, row in enumerate(AuditRow.objects.order_by("number").iterator(PAGE_ROWS), 1):
        if row.number != number or row.previous != previous:
            return Break(row.number, f"{number} after {previous}", f"{row.number} after {row.previous}")
        if digest(row) != row.digest:
            return Break(row.number, digest(row), row.digest)
        previous = row.digest
    return None


def check_against(number: int, expected: str) -> Break | None:
    """Whether row `number` is the one that the record names: a chain written anew holds in itself, not with this."""
    row = AuditRow.objects.filter(number=number).first()
    if row is not None and row.digest == expected:
        return None
    return Break(number, expected, row.digest if row else "no such row")


def _one_at_a_time() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
