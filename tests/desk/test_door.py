"""The desk's door: sign-in, back-off, cookies, form tokens, headers, sessions."""

import time
from dataclasses import replace

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.filled import CLAIM_FORM
from tests.desk.instance import PASSWORD, Instance


def test_no_page_but_sign_in_without_signing_in(desk: Instance) -> None:
    from django.test import Client

    for path in ("/", "/drafts", "/new/claim/announce", "/people", "/audit", "/documents"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in?next=")
    assert Client().post("/new/claim/announce", CLAIM_FORM).status_code == 302


ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\n//x"]


@pytest.mark.parametrize("back", ELSEWHERE)
def test_signing_in_leads_nowhere_else(desk: Instance, back: str) -> None:
    from django.test import Client

    answer = Client().post("/sign-in?next=" + back, {"person": "ivan", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_unknown_person_and_wrong_password_read_the_same(desk: Instance) -> None:
    from django.test import Client

    told = {
        Client().post("/sign-in", {"person": name, "password": "not the password"}).content
        for name in ("ivan", "nobody")
    }
    assert len({page.split(b"<ul>")[1].split(b"</ul>")[0] for page in told}) == 1


def test_what_was_typed_stays_and_the_password_does_not(desk: Instance) -> None:
    from django.test import Client

    answer = Client().post("/sign-in", {"person": "ivan", "password": "a-secret-typed-wrong"})
    assert answer.status_code == 401
    assert b'value="ivan"' in answer.content
    assert b"a-secret-typed-wrong" not in answer.content


def test_guessing_is_slowed_by_account_and_address_and_forgotten_with_time(desk: Instance) -> None:
    from django.test import Client

    guess = {"person": "ivan", "password": "not the password"}
    statuses = [Client().post("/sign-in", guess).status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    right = {"person": "ivan", "password": PASSWORD}
    assert Client().post("/sign-in", right).status_code == 429, "the password is not even looked at"
    assert Client(REMOTE_ADDR="192.0.2.7").post("/sign-in", right).status_code == 302, "the person elsewhere gets in"
    desk.clock.forward(seconds=3)
    assert Client().post("/sign-in", right).status_code == 302


def test_guessing_many_accounts_from_one_address_is_slowed(desk: Instance) -> None:
    from django.test import Client

    for number in range(30):
        Client().post("/sign-in", {"person": f"person-{number}", "password": "not the password"})
    assert Client().post("/sign-in", {"person": "olha", "password": PASSWORD}).status_code == 429


def test_guessing_at_approval_is_slowed_too(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    draft = client.post("/new/claim/announce", CLAIM_FORM).headers["Location"]
    for _ in range(5):
        client.post(f"{draft}/submit", {"edition": "1", "password": "not the password"})
    answer = client.post(f"{draft}/submit", {"edition": "1", "password": PASSWORD})
    assert answer.status_code == 422
    assert b"Too many attempts" in answer.content


def test_a_form_without_its_token_changes_nothing(desk: Instance) -> None:
    from django.test import Client

    from uarazom.desk.drafts.models import DraftRow

    client = Client(enforce_csrf_checks=True)
    page = client.get("/sign-in")
    token = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post("/sign-in", {"person": "ivan", "password": PASSWORD}).status_code == 403
    signed = client.post("/sign-in", {"person": "ivan", "password": PASSWORD, "csrfmiddlewaretoken": token})
    assert signed.status_code == 302
    answer = client.post("/new/claim/announce", CLAIM_FORM)
    assert answer.status_code == 403
    assert b"The form is too old" in answer.content
    assert not DraftRow.objects.exists()


def test_every_form_carries_a_token(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    draft = client.post("/new/claim/announce", CLAIM_FORM).headers["Location"]
    for path in ("/", "/new/claim/announce", draft, f"{draft}/edit", "/people", "/people/olha", "/me", "/new/bulletin"):
        page = client.get(path).content.decode()
        assert page.count('<form method="post"') == page.count('name="csrfmiddlewaretoken"'), path


def test_headers_allow_nothing_from_elsewhere_and_nothing_inline(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    for path in ("/", "/nothing", "/new/claim/announce", "/sign-in"):
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        page = answer.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "onclick" not in page
        assert "http://" not in page.replace("http://testserver", "")


def test_cookies_are_strict(desk: Instance) -> None:
    from django.test import Client

    client = Client()
    client.get("/sign-in")
    answer = client.post("/sign-in", {"person": "ivan", "password": PASSWORD})
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert not cookie["domain"]


def test_cookies_behind_tls_are_host_cookies(desk: Instance) -> None:
    from django.test import Client

    from uarazom.desk.configure import configure

    configure(replace(desk.settings, https=True))
    try:
        answer = Client().post("/sign-in", {"person": "ivan", "password": PASSWORD}, secure=True)
        assert "__Host-desk" in answer.cookies
        assert all(cookie["secure"] and cookie["path"] == "/" for cookie in answer.cookies.values())
        assert "max-age=" in answer.headers["Strict-Transport-Security"]
    finally:
        configure(desk.settings)


@pytest.mark.parametrize(("seconds", "status"), [(3500, 200), (3700, 302)])
def test_a_session_without_requests_ends(
    desk: Instance, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, seconds: int, status: int
) -> None:
    client = signed_in("ivan")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + seconds)
    assert client.get("/").status_code == status


def test_a_session_ends_after_a_shift_however_busy(
    desk: Instance, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("ivan")
    now = time.time()
    for half_hours in range(1, 24):
        monkeypatch.setattr(time, "time", lambda at=now + half_hours * 1800: at)
        assert client.get("/").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 12 * 3600 + 1)
    assert client.get("/").status_code == 302


def test_signing_out_ends_the_session_and_takes_a_form(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert client.get("/").status_code == 302


def test_someone_made_inactive_is_out_at_the_next_request(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.people.models import Person

    client = signed_in("maria")
    Person.objects.filter(pk="maria").update(is_active=False)
    assert client.get("/").status_code == 302


def test_a_new_password_keeps_the_key_and_ends_other_sessions(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk import services
    from uarazom.desk.people.models import Person

    here, elsewhere = signed_in("ivan"), signed_in("ivan")
    before = Person.objects.get(pk="ivan").approval_public
    new = "another good password"
    weak = here.post("/me/password", {"old": PASSWORD, "new": "short", "again": "short"})
    assert weak.status_code == 422
    differs = here.post("/me/password", {"old": PASSWORD, "new": new, "again": "another good passw0rd"})
    assert differs.status_code == 422
    assert here.post("/me/password", {"old": "wrong", "new": new, "again": new}).status_code == 422
    assert here.post("/me/password", {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    person = services.person("ivan")
    assert services.unlock(person=person, password=new, now=desk.clock()).public == before == person.approval_public


def test_a_stolen_row_opens_with_no_other_password_and_names_no_key(desk: Instance) -> None:
    from uarazom.desk.people import keys
    from uarazom.desk.people.models import Person

    ivan, olha = Person.objects.get(pk="ivan"), Person.objects.get(pk="olha")
    for name, public, sealed in (
        ("ivan", ivan.approval_public, ivan.approval_sealed | {"passes": 2}),
        ("olha", ivan.approval_public, ivan.approval_sealed),
        ("ivan", olha.approval_public, ivan.approval_sealed),
        ("ivan", ivan.approval_public, ivan.approval_sealed | {"memory_kib": 1 << 30}),
    ):
        with pytest.raises(keys.WrongPassword):
            keys.unlock(name, public, sealed, PASSWORD)


def test_the_desks_folder_is_closed_to_others(desk: Instance) -> None:
    secret = desk.home / "desk" / "secret-key"
    assert secret.stat().st_mode & 0o077 == 0


def test_own_files_are_kept_for_a_year_under_their_digest(desk: Instance, signed_in: SignedIn) -> None:
    import re

    client = signed_in("ivan")
    page = client.get("/").content.decode()
    for path in set(re.findall(r'"(/static/[^"]+)"', page)):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
