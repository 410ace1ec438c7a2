"""Bringing the schema up to this program, and the guards with it.

Rules
1. Guards come down before a change of the schema (SQLite makes a table anew and forgets its triggers), up after it.
2. At every start each guard is compared with what it should be; one that is missing or another is put up again.
3. One process at a time: the others wait at a lock file and then find nothing to do.
4. Guards change in one transaction: there is no moment in which half of them hold.

    bring_up(folder)    # migrations, then guards; one process at a time in this folder
    missing()           # names of guards that do not stand as they should
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from uarazom.desk.audit.guards import GUARDS as AUDIT
from uarazom.desk.drafts.guards import GUARDS as DRAFTS
from uarazom.desk.duty.guards import GUARDS as DUTY
from uarazom.desk.guards import Guard
from uarazom.desk.outbox.guards import GUARDS as OUTBOX
from uarazom.desk.people.guards import GUARDS as PEOPLE
from uarazom.desk.register.guards import GUARDS as REGISTER
from uarazom.desk.watch.guards import GUARDS as WATCH

GUARDS: tuple[Guard, ...] = (*PEOPLE, *AUDIT, *DRAFTS, *OUTBOX, *REGISTER, *DUTY, *WATCH)
STANDING = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT t.tgname, c.relname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
    " JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND t.tgenabled = 'O' AND pg_table_is_visible(c.oid)",
}
TAKE_DOWN = {"sqlite": "DROP TRIGGER {name}", "postgresql": "DROP TRIGGER {name} ON {table}"}


def bring_up(folder: Path) -> None:
    """Migrate where there is something to migrate, and put up every guard."""
    with _alone(folder):
        if _has_plan():
            _take_down()
            call_command("migrate", verbosity=0, interactive=False)
        if missing():
            _put_up()


def missing() -> list[str]:
    """Guards that do not stand, or stand as something else."""
    standing = {name: sql for name, _, sql in _standing()}
    return sorted(guard.name for guard in GUARDS if standing.get(guard.name) != guard.standing(connection.vendor))


def _has_plan() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@transaction.atomic
def _put_up() -> None:
    """All of them, as they are now: whatever stood under their names comes down in the same transaction."""
    _take_down()
    with connection.cursor() as cursor:
        for guard in GUARDS:
            cursor.execute(guard.create(connection.vendor))


@transaction.atomic
def _take_down() -> None:
    with connection.cursor() as cursor:
        for name, table, _ in _standing():
            cursor.execute(TAKE_DOWN[connection.vendor].format(name=name, table=table))


def _standing() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return [(name, table, sql) for name, table, sql in cursor.fetchall()]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Signer, outbox and desk start together; one of them upgrades."""
    with (folder / "upgrade.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
