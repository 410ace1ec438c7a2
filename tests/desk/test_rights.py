"""Rights take two coordinators, and hold when the signer has entered them."""

import re

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker, claim

from uarazom.desk.refusal import DeskRefused

OWN = "yet another password"


def add(desk: Instance, name: str) -> str:
    """A new person who has chosen an own password."""
    from uarazom.desk.people import services

    handed = services.random_password()
    person = services.add_person(
        person_id=name, name=name.title(), language="en", password=handed, now=desk.clock(), by="ivan"
    )
    services.change_password(person=person, old=handed, new=OWN, now=desk.clock())
    return OWN


def test_a_new_person_works_after_two_coordinators_and_the_signer(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.people import granting

    password = add(desk, "nina")
    nina = services.person("nina")
    now = desk.clock()
    asked = granting.ask(
        person=nina, roles={"press": ["approver"]}, active=True, reason="New.", by=ivan.person, key=ivan.key, now=now
    )
    with pytest.raises(Exception, match="two"):
        granting.confirm(request_id=asked.pk, by=ivan.person, key=ivan.key, now=now)
    granting.confirm(request_id=asked.pk, by=olha.person, key=olha.key, now=now)
    assert granting.told(asked).added == (("press", "approver"),)
    assert desk.deliver() == 1
    done = ivan.submit(claim(), now)
    key = services.unlock(person=nina, password=password, now=now)
    nina.refresh_from_db()
    services.approve(draft_id=done.draft_id, content_digest=done.content_digest, person=nina, key=key, now=now)
    assert desk.deliver() == 1


def test_one_coordinator_grants_nothing(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.people import granting, rights

    add(desk, "nina")
    from uarazom.desk import services

    granting.ask(
        person=services.person("nina"),
        roles={"press": ["author"]},
        active=True,
        reason="New.",
        by=ivan.person,
        key=ivan.key,
        now=desk.clock(),
    )
    assert desk.deliver() == 0
    assert rights.in_force(services.person("nina")) == []


def test_nobody_decides_about_their_own_rights(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.people import granting

    roles = {"press": ["author", "approver", "coordinator"]}
    with pytest.raises(DeskRefused, match="not_ones_own_rights"):
        granting.ask(
            person=ivan.person, roles=roles, active=True, reason="Me.", by=ivan.person, key=ivan.key, now=desk.clock()
        )
    asked = granting.ask(
        person=olha.person, roles=roles, active=True, reason="Her.", by=ivan.person, key=ivan.key, now=desk.clock()
    )
    with pytest.raises(DeskRefused, match="not_ones_own_rights"):
        granting.confirm(request_id=asked.pk, by=olha.person, key=olha.key, now=desk.clock())


def test_only_coordinators_ask(desk: Instance, petro: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.people import granting

    with pytest.raises(DeskRefused, match="coordinators_only"):
        granting.ask(
            person=services.person("maria"),
            roles={},
            active=True,
            reason="No.",
            by=petro.person,
            key=petro.key,
            now=desk.clock(),
        )


def test_taking_rights_away_takes_two_and_then_holds_everywhere(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.people import granting, rights

    petro = services.person("petro")
    now = desk.clock()
    asked = granting.ask(person=petro, roles={}, active=False, reason="Left.", by=ivan.person, key=ivan.key, now=now)
    assert set(granting.told(asked).taken) == {("press", "author"), ("press", "approver"), ("mod", "author")}
    granting.confirm(request_id=asked.pk, by=olha.person, key=olha.key, now=now)
    desk.deliver()
    petro.refresh_from_db()
    assert not petro.is_active
    assert rights.in_force(petro) == []
    with desk.signer() as signer:
        assert not signer.journal.people["petro"].active


def test_an_old_request_cannot_be_confirmed_after_a_newer_one(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.people import granting

    maria, now = services.person("maria"), desk.clock()
    more = {"roles": {"press": ["author"]}, "active": True, "by": ivan.person, "key": ivan.key, "now": now}
    old = granting.ask(person=maria, reason="One.", **more)
    new = granting.ask(person=maria, reason="Two.", **more)
    granting.confirm(request_id=new.pk, by=olha.person, key=olha.key, now=now)
    desk.deliver()
    with pytest.raises(DeskRefused, match="rights_moved_on"):
        granting.confirm(request_id=old.pk, by=olha.person, key=olha.key, now=now)


def test_two_confirmed_at_once_the_signer_takes_the_first(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.people import granting

    maria, now = services.person("maria"), desk.clock()
    asked = [
        granting.ask(person=maria, roles=roles, active=True, reason="Why.", by=ivan.person, key=ivan.key, now=now)
        for roles in ({"press": ["author"]}, {"press": ["observer"]})
    ]
    for one in asked:
        granting.confirm(request_id=one.pk, by=olha.person, key=olha.key, now=now)
    assert desk.deliver() == 2
    for one in asked:
        one.refresh_from_db()
    assert [one.state for one in asked] == ["in_force", "refused"]
    assert "version" in asked[1].answer


def test_a_reset_password_approves_nothing_until_two_granted_its_key(
    desk: Instance, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk import services
    from uarazom.desk.people import granting
    from uarazom.desk.people import services as people

    done = ivan.submit(claim(), desk.clock())
    maria, now = services.person("maria"), desk.clock()
    people.reset(person=maria, password="handed over in person", by=ivan.person, now=now)
    people.change_password(person=maria, old="handed over in person", new=OWN, now=now)
    key = services.unlock(person=maria, password=OWN, now=now)
    approve = {"draft_id": done.draft_id, "content_digest": done.content_digest, "key": key, "now": now}
    with pytest.raises(DeskRefused, match="key_not_granted"):
        services.approve(person=maria, **approve)
    asked = granting.ask(
        person=maria, roles={"press": ["approver"]}, active=True, reason="Key.", by=ivan.person, key=ivan.key, now=now
    )
    granting.confirm(request_id=asked.pk, by=olha.person, key=olha.key, now=now)
    desk.deliver()
    maria.refresh_from_db()
    services.approve(person=maria, **approve)
    assert desk.deliver() == 1


def test_a_granted_key_was_never_open_to_whoever_handed_the_password_over(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk import services
    from uarazom.desk.people import granting
    from uarazom.desk.people import services as people

    now = desk.clock()
    nina = people.add_person(person_id="nina", name="Nina", language="en", password="handed over", now=now, by="ivan")
    known = services.unlock(person=nina, password="handed over", now=now)
    ask = {"roles": {"press": ["author"]}, "active": True, "reason": "New.", "by": ivan.person, "key": ivan.key}
    with pytest.raises(DeskRefused, match="password_not_own_yet"):
        granting.ask(person=nina, now=now, **ask)
    people.change_password(person=nina, old="handed over", new=OWN, now=now)
    assert services.unlock(person=nina, password=OWN, now=now).public != known.public
    granting.ask(person=nina, now=now, **ask)


def test_the_database_refuses_rights_from_nowhere(desk: Instance, ivan: Worker) -> None:
    from django.db import IntegrityError, transaction

    from uarazom.desk.people.models import PersonRole, RightsRequest

    desk.clock.forward(hours=1)
    with pytest.raises(IntegrityError, match="two coordinators signed"), transaction.atomic():
        PersonRole.objects.create(person_id="maria", body="press", role="author", since=desk.clock())
    request = RightsRequest.objects.create(
        person_id="maria", change=b"{}", digest="0" * 64, reason="", asked_by=ivan.person, asked_at=desk.clock()
    )
    with pytest.raises(IntegrityError, match="confirmed by a second"), transaction.atomic():
        PersonRole.objects.create(person_id="maria", body="press", role="author", since=desk.clock(), request=request)
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequest.objects.filter(pk=request.pk).update(confirmed_by=ivan.person, state="confirmed")


def test_rights_are_asked_and_confirmed_by_forms(desk: Instance, signed_in: SignedIn) -> None:
    from django.test import Client

    from uarazom.desk import services
    from uarazom.desk.people import rights

    first, second = signed_in("ivan"), signed_in("olha")
    page = first.post("/people/add", {"id": "nina", "name": "Nina", "language": "en"})
    shown = re.search(r'class="secret">([^<]+)<', page.content.decode())
    assert shown
    assert first.post("/people/add", {"id": "nina", "name": "Nina", "language": "en"}).status_code == 422
    form = {"role__press": ["author"], "active": "on", "reason": "New colleague.", "password": PASSWORD}
    assert first.post("/people/nina/rights", form).status_code == 422
    third = Client()
    assert third.post("/sign-in", {"person": "nina", "password": shown[1]}).status_code == 302
    assert third.get("/new").headers["Location"] == "/me/password", "a handed-out password is changed first"
    assert third.post("/me/password", {"old": shown[1], "new": OWN, "again": OWN}).status_code == 302
    assert third.get("/new").status_code == 200
    assert first.post("/people/nina/rights", form | {"password": "wrong"}).status_code == 422
    assert first.post("/people/nina/rights", form).status_code == 302
    assert b"New colleague." in second.get("/").content
    assert first.post("/rights/1", {"password": PASSWORD}).status_code == 422
    assert second.post("/rights/1", {"password": ""}).status_code == 422
    assert second.post("/rights/1", {"password": PASSWORD}).status_code == 302
    desk.deliver()
    assert [row.role for row in rights.in_force(services.person("nina"))] == ["author"]


def test_who_is_no_coordinator_adds_nobody(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.people.models import Person

    client = signed_in("petro")
    assert client.post("/people/add", {"id": "nina", "name": "Nina", "language": "en"}).status_code == 422
    assert client.post("/people/maria/reset").status_code == 422
    assert not Person.objects.filter(pk="nina").exists()


def test_one_coordinator_takes_no_coordinators_key_away(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """A reset destroys the approval key: by resetting all others one person could end the list of people for good."""
    from uarazom.desk import services
    from uarazom.desk.people import services as people
    from uarazom.editorial.refusal import FourEyesRefused

    for other in (olha.person, ivan.person):
        with pytest.raises(FourEyesRefused, match="two different coordinators"):
            people.reset(person=other, password="handed over in person", by=ivan.person, now=desk.clock())
    assert (
        services.unlock(person=services.person("olha"), password=PASSWORD, now=desk.clock()).public == olha.key.public
    )
