"""Rules that the database itself holds, as data: a guard refuses a row, whoever writes it.

Rules
1. A guard is one condition over NEW or OLD in SQL that SQLite and PostgreSQL both read; it refuses with one sentence.
2. Each part of the desk lists its guards in ``guards.py``; ``guarding`` puts them up after every change of the schema
   and at every start, and nothing serves while one is missing.

    Guard("audit_stays", "audit_auditrow", "UPDATE", "the audit log is never edited")

SQLite: CREATE TRIGGER … RAISE(ABORT). PostgreSQL: a function for each guard, RAISE … integrity_constraint_violation.
"""

from dataclasses import dataclass

SQLITE = """CREATE TRIGGER {name} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{sentence}') WHERE {refuse}; END"""
BODY = """
BEGIN
  IF {refuse} THEN
    RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {row};
END """
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$" + BODY + "$guard$;"
    "DROP TRIGGER IF EXISTS {name} ON {table};"
    "CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
)


@dataclass(frozen=True)
class Guard:
    """Refuse ``event`` on ``table`` when ``refuse`` holds, saying ``sentence``."""

    name: str
    table: str
    event: str  # INSERT, UPDATE, DELETE
    sentence: str
    refuse: str = "1 = 1"

    def create(self, vendor: str) -> str:
        """The statement that makes it."""
        return self._filled(SQLITE if vendor == "sqlite" else POSTGRESQL)

    def standing(self, vendor: str) -> str:
        """What the database's own catalogue shows of it where it stands as it should."""
        return self._filled(SQLITE if vendor == "sqlite" else BODY)

    def _filled(self, template: str) -> str:
        row, said = "OLD" if self.event == "DELETE" else "NEW", self.sentence.replace("'", "''")
        return template.format(
            name=self.name, table=self.table, event=self.event, sentence=said, refuse=self.refuse, row=row
        )


def stays(table: str, sentence: str) -> tuple[Guard, Guard]:
    """Rows of this table are neither changed nor deleted."""
    return (
        Guard(f"{table}_unchanged", table, "UPDATE", sentence),
        Guard(f"{table}_kept", table, "DELETE", sentence),
    )
