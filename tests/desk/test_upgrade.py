"""The desk's database is brought up to the program: rows stay, guards stand, processes that start together agree."""

import subprocess
import sys
from typing import Any

import pytest
from tests.desk.instance import Instance
from tests.desk.people import Worker, claim

START = """
import sys
from pathlib import Path
from uarazom.desk.configure import DeskSettings, configure, migrate
configure(DeskSettings(home=Path(sys.argv[1])))
migrate()
from uarazom.desk.wsgi import application
application()
"""


def schema_before_grades() -> None:
    """As an older program left it: without its guards, since SQLite makes the table anew."""
    from django.core.management import call_command
    from django.db import connection

    from uarazom.desk import guarding

    guarding._take_down()
    call_command("migrate", "drafts", "0001", verbosity=0)
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for guard in guarding.GUARDS:
            if guard.table in tables:
                cursor.execute(guard.create("sqlite"))


def test_an_older_schema_is_brought_up_and_keeps_its_rows(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk import guarding
    from uarazom.desk.audit import log
    from uarazom.desk.configure import migrate
    from uarazom.desk.drafts import rows

    done = ivan.submit(claim(), desk.clock())
    schema_before_grades()
    migrate()
    assert guarding.missing() == []
    assert log.check() is None
    assert rows.current(rows.take(done.draft_id)).grade == ""
    olha.approve(done, desk.clock())
    assert desk.deliver() == 1


@pytest.mark.slow
def test_processes_that_start_together_upgrade_once(desk: Instance, ivan: Worker) -> None:
    from django.db import connections

    from uarazom.desk import guarding

    ivan.submit(claim(), desk.clock())
    schema_before_grades()
    connections.close_all()
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", START, desk.home], stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[1] for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], said
    assert guarding.missing() == []


@pytest.mark.parametrize(
    "harm",
    [
        "DROP TRIGGER drafts_approval_four_eyes",
        "DROP TRIGGER audit_auditrow_kept",
    ],
)
def test_a_missing_guard_is_noticed_and_put_up_again(desk: Instance, harm: str) -> None:
    from django.db import connection

    from uarazom.desk import guarding
    from uarazom.desk.configure import migrate
    from uarazom.desk.wsgi import application

    with connection.cursor() as cursor:
        cursor.execute(harm)
    assert guarding.missing() == [harm.rpartition(" ")[2]]
    with pytest.raises(RuntimeError, match="guard"):
        application()
    migrate()
    assert guarding.missing() == []
    application()


def test_a_guard_that_was_weakened_is_put_right(desk: Instance) -> None:
    from django.db import connection

    from uarazom.desk import guarding

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_auditrow_kept")
        cursor.execute("CREATE TRIGGER audit_auditrow_kept BEFORE DELETE ON audit_auditrow BEGIN SELECT 1; END")
    assert guarding.missing() == ["audit_auditrow_kept"]
    guarding.bring_up(desk.settings.folder)
    assert guarding.missing() == []


def test_the_models_need_no_further_migration(desk: Instance) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_two_who_save_at_once_do_not_both_win(desk: Instance, ivan: Worker, petro: Worker) -> None:
    import threading

    from django.db import connections

    from uarazom.desk.drafts import editing, rows
    from uarazom.desk.refusal import EditionIsStale

    row = editing.create(person=ivan.person, draft=claim(), now=desk.clock())
    edition = rows.current(row)
    ready, answers = threading.Barrier(2), []

    def save(worker: Worker) -> None:
        ready.wait(5)
        try:
            answer: Any = editing.save(
                draft_id=row.pk,
                expected_edition=1,
                person=worker.person,
                fields=edition.fields,
                words=edition.words,
                embargo=None,
                now=desk.clock(),
            )
        except EditionIsStale as stale:
            answer = stale
        answers.append(answer)
        connections.close_all()

    both = [threading.Thread(target=save, args=(worker,)) for worker in (ivan, petro)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(type(answer).__name__ for answer in answers) == ["DraftRow", "EditionIsStale"]
    assert rows.take(row.pk).edition == 2
