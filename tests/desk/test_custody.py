"""What is kept inside stands in the record as digests: an older list and a log written anew are found."""

import shutil
import sqlite3
from typing import Any

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.instance import ORIGIN, Instance
from tests.desk.people import Worker
from tests.desk.test_register import CHIEF, POLICE, ask, confirm, publish, register, write

from uarazom.record.doctor import findings, kept_inside
from uarazom.record.journal import list_digest


def granted(desk: Instance, about: Worker, by: Worker, second: Worker, roles: dict[str, list[str]]) -> None:
    """Two coordinators change somebody's rights, and the signer enters them."""
    from uarazom.desk.people import granting
    from uarazom.desk.people.models import Person

    person, now = Person.objects.get(pk=about.person.pk), desk.clock()
    said = {"roles": roles, "active": True, "reason": "Less."}
    asked = granting.ask(person=person, **said, by=by.person, key=by.key, now=now)  # type: ignore[arg-type]
    granting.confirm(request_id=asked.pk, by=second.person, key=second.key, now=now)
    with desk.signer() as signer:
        assert granting.deliver(signer, now=now) == 1


def codes(desk: Instance) -> list[str]:
    return [one.code for one in findings(desk.home, desk.clock()) if one.code == "list"]


def test_a_change_of_the_register_carries_what_the_signer_and_the_audit_log_hold(
    desk: Instance, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk.audit.models import AuditRow

    assert kept_inside(desk.home) is None
    publish(ivan, olha, desk, POLICE)
    custody = register().custody
    assert custody is not None
    assert kept_inside(desk.home) == custody
    with desk.signer() as signer:
        assert custody.people == list_digest(signer.journal.people.values(), signer.origin)
    assert AuditRow.objects.get(number=custody.audit_rows).digest == custody.audit
    assert codes(desk) == []


def test_a_grant_between_asking_and_publishing_refuses_nothing(
    desk: Instance, ivan: Worker, olha: Worker, petro: Worker
) -> None:
    change = ask(ivan, desk, write(ivan, desk, POLICE))
    granted(desk, petro, ivan, olha, {"press": ["author"]})
    confirm(olha, desk, change)
    desk.deliver()
    change.refresh_from_db()
    assert change.state == "in_force", change.answer
    assert codes(desk) == []


def test_an_older_journal_is_found_and_a_change_that_names_a_newer_list_is_refused(
    desk: Instance, ivan: Worker, olha: Worker, petro: Worker
) -> None:
    from django.db import connections

    older = shutil.copytree(desk.home / "signer", desk.home / "signer.old")
    granted(desk, petro, ivan, olha, {"press": ["author"]})
    publish(ivan, olha, desk, POLICE)
    assert codes(desk) == []
    connections.close_all()
    shutil.rmtree(desk.home / "signer")
    shutil.move(older, desk.home / "signer")
    assert codes(desk) == ["list"]
    change = ask(ivan, desk, write(ivan, desk, CHIEF))
    confirm(olha, desk, change)
    desk.deliver()
    change.refresh_from_db()
    assert change.state == "refused"
    assert "different people" in change.answer


def written_anew(desk: Instance) -> None:
    """Somebody takes a row's actor away and chains all rows again."""
    from django.db import connections

    from uarazom.desk.audit import log
    from uarazom.desk.audit.models import AuditRow

    connections.close_all()
    raw = sqlite3.connect(desk.home / "desk" / "desk.sqlite3")
    raw.execute("DROP TRIGGER audit_auditrow_unchanged")
    raw.execute("UPDATE audit_auditrow SET actor = 'nobody' WHERE number = 2")
    raw.commit()
    previous, again = log.FIRST_PREVIOUS, "UPDATE audit_auditrow SET previous = ?, digest = ? WHERE number = ?"
    for row in AuditRow.objects.order_by("number"):
        row.previous, row.digest = previous, ""
        row.digest = log.digest(row)
        raw.execute(again, (previous, row.digest, row.number))
        previous = row.digest
    raw.commit()
    raw.close()


def test_an_audit_log_written_anew_holds_in_itself_and_not_with_the_record(
    desk: Instance, ivan: Worker, olha: Worker, signed_in: SignedIn
) -> None:
    from uarazom.desk.audit import log

    publish(ivan, olha, desk, POLICE)
    screen = signed_in("ivan")
    assert "The chain holds." in screen.get("/audit?check=1").content.decode()
    written_anew(desk)
    assert log.check() is None
    custody: Any = register().custody
    broken = log.check_against(custody.audit_rows, custody.audit)
    assert broken is not None
    assert broken.number == custody.audit_rows
    assert "does not hold" in screen.get("/audit?check=1").content.decode()


def test_the_command_finds_it_too(
    desk: Instance, ivan: Worker, olha: Worker, capsys: pytest.CaptureFixture[str]
) -> None:
    from uarazom.cli.instance import Instance as Home
    from uarazom.cli.instance import Settings
    from uarazom.cli.main import main

    publish(ivan, olha, desk, POLICE)
    Home(desk.home).write_settings(Settings(origin=ORIGIN, mode="live"))
    main(["doctor", "--home", str(desk.home)])
    assert "audit:" not in capsys.readouterr().out
    written_anew(desk)
    assert main(["doctor", "--home", str(desk.home)]) == 1
    assert "audit: row" in capsys.readouterr().out
