"""The desk on PostgreSQL: the same guards, the same four eyes, the same story. The server is the test's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.desk import instance as instances
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker, claim, comment
from tests.desk.test_register import CHIEF, POLICE, ask, confirm, write

pytestmark = pytest.mark.server

# PostgreSQL refuses to run as root; its Debian package brings a user for it.
AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of an empty server that listens on a socket in a folder of its own."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    assert found, "expected PostgreSQL (Debian package postgresql); make setup-test installs it"
    programs = found[-1]
    folder = Path(tempfile.mkdtemp(prefix="desk-postgresql-"))
    if AS_POSTGRES:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    run([programs / "initdb", "--pgdata", data, "--username", "desk", "--auth", "trust", "--no-sync"])
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    run([programs / "pg_ctl", "--pgdata", data, "--wait", "--log", folder / "log", "--options", options, "start"])
    try:
        yield f"postgresql://desk@/postgres?host={folder}"
    finally:
        run([programs / "pg_ctl", "--pgdata", data, "--mode", "immediate", "stop"])
        shutil.rmtree(folder)


def run(command: list[str | Path]) -> None:
    done = subprocess.run([*AS_POSTGRES, *map(str, command)], capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def posted(cluster: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance whose desk lies in that server."""
    from django.db import connections

    from uarazom.desk import newsroom

    class OnPostgreSQL(Instance):
        @property
        def settings(self) -> instances.DeskSettings:
            return replace(super().settings, database=cluster)

    made = OnPostgreSQL(tmp_path_factory.mktemp("postgresql") / "instance")
    instances.found(made)
    yield made
    newsroom.forget(made.home)
    connections.close_all()


def refused(write: Callable[[], object], sentence: str) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        write()


def test_the_story_and_the_guards(posted: Instance) -> None:
    from django.db import connection
    from django.test import Client

    from uarazom.desk import guarding
    from uarazom.desk.audit import log
    from uarazom.desk.audit.models import AuditRow
    from uarazom.desk.drafts.models import Approval, DraftRow, Edition, Submission
    from uarazom.desk.outbox import queue

    assert connection.vendor == "postgresql"
    assert guarding.missing() == []
    now = posted.clock()
    ivan, olha, petro = (Worker(name, now) for name in ("ivan", "olha", "petro"))

    own = petro.submit(claim("claim-own"), now)
    submission = Submission.objects.get(content_digest=own.content_digest)
    sign = {"submission": submission, "role": "approve", "statement": "", "signature": "", "at": now}
    refused(lambda: Approval.objects.create(person_id="petro", **sign), "never approves it|unique")
    refused(lambda: Approval.objects.create(person_id="ivan", **sign), "does not hold the role")
    refused(lambda: queue.put(submission, now=now), "without the signatures")
    refused(lambda: DraftRow.objects.filter(pk=own.draft_id).update(state="approved"), "together with its outbox row")
    refused(lambda: Edition.objects.update(grade="A1"), "never changed")
    refused(lambda: AuditRow.objects.update(actor="nobody"), "never edited")
    refused(lambda: AuditRow.objects.all()._raw_delete("default"), "never edited")

    done = ivan.submit(claim(), now)
    olha.approve(done, now)
    assert posted.deliver() == 1
    assert DraftRow.objects.get(pk=done.draft_id).state == "published"
    assert log.check() is None

    client = Client()
    assert client.post("/sign-in", {"person": "ivan", "password": PASSWORD}).status_code == 302
    for path in ("/", "/drafts", f"/drafts/{done.draft_id}", "/documents/claim-bridge", "/audit?check=1", "/people"):
        assert client.get(path).status_code == 200, path
    later = ivan.submit(comment(), now)
    assert later.content_digest


def test_the_register_and_its_guards(posted: Instance) -> None:
    from uarazom.desk.register.models import RegisterChange

    ivan, olha = (Worker(name, posted.clock()) for name in ("ivan", "olha"))
    change = ask(ivan, posted, write(ivan, posted, POLICE, CHIEF))
    rows = RegisterChange.objects.filter(pk=change.pk)
    signed = {"confirmed_by": ivan.person, "confirmed_signature": "x"}
    refused(lambda: rows.update(state="confirmed", **signed), "two different active coordinators|register_takes_two")
    refused(lambda: rows.update(items={}), "what was asked for does not change")
    refused(lambda: rows.update(content=b"{}"), "what was asked for does not change")
    refused(lambda: rows.update(state="in_force"), "by the steps there are|constraint")
    refused(lambda: rows._raw_delete("default"), "never deleted")
    confirm(olha, posted, change)
    assert posted.deliver() == 1
    change.refresh_from_db()
    assert change.state == "in_force"
    refused(lambda: rows.update(answer="x"), "by the steps there are")


def test_a_weakened_guard_is_put_up_again(posted: Instance) -> None:
    from django.db import connection

    from uarazom.desk import guarding
    from uarazom.desk.configure import migrate

    weaker = (
        "CREATE OR REPLACE FUNCTION audit_auditrow_kept() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$"
    )
    for harm in ("DROP TRIGGER audit_auditrow_kept ON audit_auditrow", weaker):
        with connection.cursor() as cursor:
            cursor.execute(harm)
        assert guarding.missing() == ["audit_auditrow_kept"]
        migrate()
        assert guarding.missing() == []
