"""The audit log is appended and nothing else; its numbers have no gap and its digests chain."""

from uarazom.desk.guards import Guard, stays

LAST = "(SELECT {column} FROM audit_auditrow ORDER BY number DESC LIMIT 1)"


GUARDS = (
    *stays("audit_auditrow", "the audit log is never edited"),
    Guard(
        "audit_auditrow_chained",
        "audit_auditrow",
        "INSERT",
        "the audit log has no gap and each row names the one before it",
        f"NEW.number <> COALESCE({LAST.format(column='number')}, 0) + 1"
        f" OR NEW.previous <> COALESCE({LAST.format(column='digest')}, '{'0' * 64}')",
    ),
)
