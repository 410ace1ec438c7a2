"""Rules that the database itself holds, as data: a guard refuses a row, whoever writes it.

Rules
1. A guard is one condition over NEW or OLD in SQL that SQLite and PostgreSQL both read; it refuses with one sentence.
2. Guards are made by migrations (``operation``) and never edited: a new rule is a new guard.

    operation(Guard("audit_stays", "audit_auditrow", "UPDATE", "the audit log is never edited"))

SQLite: CREATE TRIGGER … RAISE(ABORT). PostgreSQL: a function for each guard, RAISE … integrity_constraint_violation.
"""

from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

SQLITE = """CREATE TRIGGER {name} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{sentence}') WHERE {refuse}; END"""
POSTGRESQL = """CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF {refuse} THEN
    RAISE EXCEPTION '{sentence}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN {row};
END $guard$;
CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"""
REMOVE = {
    "sqlite": "DROP TRIGGER {name}",
    "postgresql": "DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}()",
}


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
        template = SQLITE if vendor == "sqlite" else POSTGRESQL
        row = "OLD" if self.event == "DELETE" else "NEW"
        return template.format(
            name=self.name, table=self.table, event=self.event, sentence=self.sentence, refuse=self.refuse, row=row
        )

    def remove(self, vendor: str) -> str:
        """The statement that takes it away."""
        return REMOVE[vendor].format(name=self.name, table=self.table)


def operation(*guards: Guard) -> RunPython:
    """A migration step that makes the guards."""

    def forwards(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
        for guard in guards:
            schema.execute(guard.create(schema.connection.vendor), params=None)

    def backwards(_apps: object, schema: BaseDatabaseSchemaEditor) -> None:
        for guard in reversed(guards):
            schema.execute(guard.remove(schema.connection.vendor), params=None)

    return RunPython(forwards, backwards)


def stays(table: str, sentence: str) -> tuple[Guard, Guard]:
    """Rows of this table are neither changed nor deleted."""
    return (
        Guard(f"{table}_unchanged", table, "UPDATE", sentence),
        Guard(f"{table}_kept", table, "DELETE", sentence),
    )
