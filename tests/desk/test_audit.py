"""The audit log: every act is a row, rows are chained, the database refuses to change one, and no secret is in it."""

import json
import sqlite3

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.filled import CLAIM_FORM
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker, claim


def test_every_act_is_a_row_and_the_chain_holds(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.audit import log
    from uarazom.desk.audit.models import AuditRow

    done = ivan.submit(claim(), desk.clock())
    olha.approve(done, desk.clock())
    desk.deliver()
    about = AuditRow.objects.filter(about=f"draft/{done.draft_id}").values_list("actor", "action")
    assert list(about) == [
        ("ivan", "draft.save"),
        ("ivan", "draft.submit"),
        ("olha", "draft.approve"),
        ("desk", "draft.publish"),
    ]
    assert log.check() is None


def test_the_database_refuses_to_edit_a_row(desk: Instance) -> None:
    from django.db import IntegrityError, transaction

    from uarazom.desk.audit.models import AuditRow

    for write in (
        lambda: AuditRow.objects.update(actor="nobody"),
        lambda: AuditRow.objects.all()._raw_delete("default"),
        lambda: AuditRow.objects.create(number=99, at=desk.clock(), previous="0" * 64),
    ):
        with pytest.raises(IntegrityError, match="audit log"), transaction.atomic():
            write()


def test_whoever_alters_the_file_breaks_the_chain(desk: Instance, ivan: Worker) -> None:
    from django.db import connections

    from uarazom.desk.audit import log

    ivan.submit(claim(), desk.clock())
    connections.close_all()
    raw = sqlite3.connect(desk.home / "desk" / "desk.sqlite3")
    (number,) = raw.execute("SELECT number FROM audit_auditrow WHERE action = 'draft.submit'").fetchone()
    raw.execute("DROP TRIGGER audit_auditrow_unchanged")
    raw.execute("UPDATE audit_auditrow SET actor = 'olha' WHERE number = ?", (number,))
    raw.commit()
    raw.close()
    broken = log.check()
    assert broken is not None
    assert broken.number == number


def test_no_secret_is_in_it(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.audit.models import AuditRow

    client = signed_in("ivan")
    client.post("/sign-in", {"person": "<b>" + PASSWORD, "password": "typed into the wrong field"})
    draft = client.post("/new/claim/announce", CLAIM_FORM | {"text__en": "Not published yet."}).headers["Location"]
    client.post(f"{draft}/submit", {"edition": "1", "password": "wrong-" + PASSWORD})
    client.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD})
    told = json.dumps(list(AuditRow.objects.values("actor", "action", "about", "details")))
    for secret in (PASSWORD, "wrong field", "Not published yet"):
        assert secret not in told


def test_only_coordinators_and_observers_read_it(desk: Instance, signed_in: SignedIn) -> None:
    assert signed_in("petro").get("/audit").status_code == 404
    assert signed_in("maria").get("/audit?check=1").status_code == 200
