"""The pages of warnings without script: three screens, the second person's, and what is refused in which words."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.instance import MARK, PASSWORD, Instance
from tests.desk.people import Worker
from tests.desk.test_duty import Silent, begun, confirmed, deliver, issued, submitted

if TYPE_CHECKING:
    from django.test import Client

WARNS = True
Page = Callable[..., str]


def start(client: "Client", side: str = "duty") -> int:
    """Press the event; the draft's number."""
    answer = client.post(f"/{side}/new", {"body": "press", "event": "air-raid"})
    assert answer.status_code == 302, answer.content.decode()
    found = re.fullmatch(rf"/{side}/([0-9]+)/where", answer.headers["Location"])
    assert found
    return int(found[1])


def edition(client: "Client", path: str) -> str:
    """The number that the form carries."""
    page = client.get(path).content.decode()
    found = re.search(r'name="edition" value="([0-9]+)"', page)
    assert found, page
    return found[1]


def fill(client: "Client", path: str, **typed: Any) -> Any:
    """Send one screen."""
    return client.post(path, {"edition": edition(client, path), **typed})


def through(client: "Client", side: str = "duty") -> int:
    """Three screens, submitted; the draft's number."""
    number = start(client, side)
    answer = fill(client, f"/{side}/{number}/where", regions=["AA-01"], then="next")
    assert answer.headers["Location"] == f"/{side}/{number}/until"
    answer = fill(client, f"/{side}/{number}/until", seconds="3600", password=PASSWORD, then="submit")
    assert answer.status_code == 302, answer.content.decode()
    return number


def test_from_template_to_the_record(desk: Instance, signed_in: SignedIn) -> None:
    author, second = signed_in("ivan"), signed_in("olha")
    number = through(author)
    page = second.get(f"/duty/{number}").content.decode()
    assert page.count('<button class="main') == 1
    digest = re.search(r'name="content" value="([0-9a-f]{64})"', page)
    assert digest
    assert "False alert" in page
    answer = second.post(f"/duty/{number}/confirm", {"content": digest[1], "password": PASSWORD})
    assert answer.headers["Location"] == f"/duty/{number}/sent"
    assert desk.deliver() == 1
    answer = second.get(f"/duty/{number}/sent")
    alert = second.get(answer.headers["Location"]).content.decode()
    assert "Retract now" in alert
    assert "The air raid alert was sent by mistake." in alert


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("side", ["duty", "exercise"])
def test_every_page_is_there_in_both_languages(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker, side: str, language: str
) -> None:
    exercise = side == "exercise"
    document = issued(desk, ivan, olha, exercise=exercise)
    client = signed_in("ivan")
    client.post("/me/language", {"language": language, "next": "/"})
    waiting = submitted(ivan, desk.clock(), exercise=exercise).draft_id
    number = begun(ivan, desk.clock(), exercise=exercise).pk
    paths = [f"/{side}", f"/{side}/new", f"/{side}/alerts/{document}", f"/{side}/{number}", f"/{side}/{waiting}"]
    for path in [*paths, *(f"/{side}/{number}/{one}" for one in ("what", "where", "until"))]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert (MARK in answer.content.decode()) == exercise, path
        if not path.endswith("/what"):  # there the texts are written, places and end still open
            assert "{place}" not in answer.content.decode(), path


def test_the_list_of_events_shows_each_headline_as_it_will_read(signed_in: SignedIn) -> None:
    assert "Air raid alert: …" in signed_in("ivan").get("/duty/new").content.decode()


def test_a_name_that_ends_in_brackets_is_not_what_stands_in_them(desk: Instance) -> None:
    from uarazom.areas.regions import RegionSet
    from uarazom.desk.duty.inputs import matches

    names = {"AA-01": "Ash", "AA-01:01": "River (Ash)", "AA-01:02": "Forest (Ash)", "AA-02": "Birch"}
    known = RegionSet(tuple(names), {code: {"en": name} for code, name in names.items()})
    for typed, found in [
        ("River (Ash)", ["AA-01:01"]),
        ("river (ash)", ["AA-01:01"]),
        ("River (Ash) (AA-01:01)", ["AA-01:01"]),
        ("Ash (AA-01)", ["AA-01"]),
        ("Ash", ["AA-01"]),
        ("aa-01:02", ["AA-01:02"]),
        ("Meadow (Ash)", []),
        ("(Ash)", ["AA-01:01", "AA-01:02"]),
    ]:
        assert matches(typed, known) == found, typed


def test_an_exercise_is_not_found_under_a_warning_s_address(desk: Instance, signed_in: SignedIn, ivan: Worker) -> None:
    number = begun(ivan, desk.clock(), exercise=True).pk
    client = signed_in("ivan")
    assert client.get(f"/duty/{number}").status_code == 404
    assert client.post(f"/duty/{number}/discard", {"edition": "2"}).status_code == 404
    assert "/exercise" not in client.get("/duty").content.decode()
    assert "/duty/new" not in client.get("/exercise").content.decode()


@pytest.mark.parametrize("side", ["duty", "exercise"])
def test_ordinary_forms_touch_no_warning(desk: Instance, signed_in: SignedIn, ivan: Worker, side: str) -> None:
    """They know neither its places nor its mark, and would wait with it until an embargo ends."""
    from uarazom.desk.drafts import rows
    from uarazom.desk.drafts.models import DraftRow

    client, row = signed_in("ivan"), begun(ivan, desk.clock(), exercise=side == "exercise")
    before = rows.current(row).fields
    for path in ("edit", "preview"):
        assert client.get(f"/drafts/{row.pk}/{path}").status_code == 404
    typed = {"edition": "2", "password": PASSWORD, "content": "0" * 64, "reason": "r"}
    for path in ("edit", "submit", "approve", "return", "discard", "release", "files"):
        assert client.post(f"/drafts/{row.pk}/{path}", typed).status_code == 404
    row = DraftRow.objects.get(pk=row.pk)
    assert (rows.current(row).fields, row.state) == (before, "draft")
    assert client.get(f"/drafts/{row.pk}").status_code == 200


def test_who_holds_a_warning_alone_says_nothing_beside_it(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk.newsroom import newsroom

    document = issued(desk, ivan, olha)
    client = signed_in("petro")
    path = f"/documents/{document}/hold"
    assert "reason__en" not in client.get(path).content.decode()
    typed = {"body": "press", "password": PASSWORD, "reason__en": "This is false. Leave the shelters."}
    assert client.post(path, typed).status_code == 302
    assert desk.deliver() == 1
    act = newsroom().ledger().documents[document].latest
    assert (act.act, act.words) == ("hold", None)


def test_a_time_of_another_zone_is_not_read_as_one_of_ours(desk: Instance, signed_in: SignedIn, ivan: Worker) -> None:
    row = begun(ivan, desk.clock())
    answer = fill(signed_in("ivan"), f"/duty/{row.pk}/until", seconds="other", until="2030-01-10T14:00+09:00")
    assert answer.status_code == 422


# ── nothing is lost ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_session_that_ended_loses_nothing_typed(desk: Instance, signed_in: SignedIn) -> None:
    from django.test import Client

    author = signed_in("ivan")
    number = start(author)
    path = f"/duty/{number}/what"
    typed = {"edition": edition(author, path), "title__uk": "Набране до кінця сеансу", "password": PASSWORD}
    stranger = Client()
    answer = stranger.post(path, typed)
    assert answer.headers["Location"] == f"/sign-in?next=%2Fduty%2F{number}%2Fwhat"
    assert PASSWORD not in str(dict(stranger.session))
    answer = stranger.post(answer.headers["Location"], {"person": "ivan", "password": PASSWORD})
    page = stranger.get(answer.headers["Location"]).content.decode()
    assert "Набране до кінця сеансу" in page
    assert "You had been signed out" in page
    assert "Набране" not in author.get(path).content.decode()  # shown, and not saved


def test_a_stale_screen_keeps_what_was_typed(desk: Instance, signed_in: SignedIn) -> None:
    author, other = signed_in("ivan"), signed_in("petro")
    path = f"/duty/{start(author)}/what"
    mine = edition(author, path)
    assert other.post(path, {"edition": mine, "title__uk": "Інша людина", "then": "next"}).status_code == 302
    answer = author.post(path, {"edition": mine, "title__uk": "Моє", "then": "next"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody saved edition 2" in page
    assert ">Моє</textarea>" in page


def test_the_first_screens_keep_what_they_have_when_one_goes_back(desk: Instance, signed_in: SignedIn) -> None:
    author = signed_in("ivan")
    number = start(author)
    fill(author, f"/duty/{number}/where", regions=["AA-02"], then="next")
    fill(author, f"/duty/{number}/until", seconds="1800", then="where")
    assert 'id="r-AA-02" value="AA-02" checked' in author.get(f"/duty/{number}/where").content.decode()
    assert re.search(r'value="1800" data-key="1" checked', author.get(f"/duty/{number}/until").content.decode())


# ── where ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("North", "North"),
        ("півд", "South"),
        ("AA-01:02", "River district"),
        ("Forest district (AA-01:01)", "Forest district"),
        ("North; South", "North, South"),
    ],
)
def test_a_place_is_found_by_what_one_types(desk: Instance, signed_in: SignedIn, typed: str, said: str) -> None:
    author = signed_in("ivan")
    path = f"/duty/{start(author)}/where"
    answer = fill(author, path, add=typed, then="next")
    assert answer.headers["Location"] == f"{path}#add"
    assert f"Chosen: <b>{said}</b>" in author.get(path).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"add": "district"}, "may mean several: Лісовий район (AA-01:01), Річковий район (AA-01:02)"),
        ({"add": "Atlantis"}, "There is no place “Atlantis”"),
        ({"add": "<script>alert(1)</script>"}, "&lt;script&gt;"),
        ({"shapes": "POLYGON((30 51, 31 51, 30.5 51.5, 30 51)"}, "expected GeoJSON or WKT"),
        ({"shapes": "POLYGON((30 51, 31 52, 31 51, 30 52, 30 51))"}, "a ring crosses itself"),
        ({"shapes": "{}"}, "expected GeoJSON or WKT"),
    ],
)
def test_a_place_that_cannot_be_taken_is_told_and_kept(
    desk: Instance, signed_in: SignedIn, typed: dict[str, str], said: str
) -> None:
    author = signed_in("ivan")
    answer = fill(author, f"/duty/{start(author)}/where", **typed, then="next")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert typed.get("shapes", "") in page.replace("&lt;", "<")


def test_a_region_of_the_map_is_a_link_that_ticks_it(desk: Instance, signed_in: SignedIn) -> None:
    author = signed_in("ivan")
    path = f"/duty/{start(author)}/where"
    assert 'href="?tick=AA-02#chosen"' in author.get(path).content.decode()
    assert 'value="AA-02" checked' in author.get(f"{path}?tick=AA-02").content.decode()
    assert 'value="AA-02" checked' not in author.get(path).content.decode()  # a link changes nothing


def test_a_shape_says_whom_it_touches(desk: Instance, signed_in: SignedIn) -> None:
    author = signed_in("ivan")
    path = f"/duty/{start(author)}/where"
    fill(author, path, shapes="POLYGON((30.5 50.2, 31 50.2, 31 50.6, 30.5 50.2))", then="look")
    assert "South" in author.get(path).content.decode().partition('id="previews"')[2]


# ── until when, and refusals in the reader's language ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"seconds": "other", "until": "2030-01-10T10:00"}, "Кінець уже минув"),
        ({"seconds": "other", "until": "2030-01-12T10:00"}, "Кінець запізній: для цієї події щонайбільше 6 год"),
        ({"seconds": "other", "until": "tomorrow"}, "Це не дата й час"),
        ({"seconds": "99999"}, "Кінець запізній"),
        ({"seconds": "3600", "password": "wrong"}, "Код або пароль неправильні"),
    ],
)
def test_what_is_refused_is_said_in_the_reader_s_language(
    desk: Instance, signed_in: SignedIn, typed: dict[str, str], said: str
) -> None:
    author = signed_in("petro")
    number = start(author)
    fill(author, f"/duty/{number}/where", regions=["AA-01"], then="next")
    answer = fill(author, f"/duty/{number}/until", **{"password": PASSWORD, **typed}, then="submit")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page, re.findall(r'class="no".*?</div>', page, re.DOTALL)


def test_the_same_person_is_offered_no_button_and_refused(desk: Instance, signed_in: SignedIn, petro: Worker) -> None:
    submission = submitted(petro, desk.clock())
    client = signed_in("petro")
    path = f"/duty/{submission.draft_id}"
    assert f'action="{path}/confirm"' not in client.get(path).content.decode()
    answer = client.post(f"{path}/confirm", {"content": submission.content_digest, "password": PASSWORD})
    assert answer.status_code == 422
    assert "не може її погодити" in answer.content.decode()


def test_while_the_signer_is_silent_the_page_says_so(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    row = confirmed(submitted(ivan, desk.clock()), olha, desk.clock())
    deliver(Silent(), desk.clock())
    client = signed_in("ivan")
    assert "The signer does not answer (1 attempt)" in client.get(f"/duty/{row.pk}").content.decode()
    desk.clock.forward(minutes=31)
    desk.deliver()
    page = client.get(f"/duty/{row.pk}").content.decode()
    assert "older than 30 minutes" in page
    answer = client.post(f"/duty/{row.pk}/anew", {"edition": "2", "password": PASSWORD})
    assert answer.headers["Location"] == f"/duty/{row.pk}"
    assert "Waiting for a second person" in client.get(f"/duty/{row.pk}").content.decode()


# ── what is in force ──────────────────────────────────────────────────────────────────────────────────────────────────
def test_home_begins_with_what_waits_and_what_is_in_force(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    issued(desk, ivan, olha)
    waiting = submitted(ivan, desk.clock()).draft_id
    desk.clock.forward(minutes=15)
    page = signed_in("olha").get("/").content.decode()
    assert page.count("Air raid alert: North") >= 2  # as it will be read, and as it reads
    assert "{place}" not in page
    first, then = page.index(f'href="/duty/{waiting}"'), page.index("1 h 45 min left")
    assert first < then


def test_an_exercise_that_waits_bears_its_mark_on_the_first_page(
    desk: Instance, signed_in: SignedIn, ivan: Worker
) -> None:
    waiting = submitted(ivan, desk.clock(), exercise=True).draft_id
    page = signed_in("olha").get("/").content.decode()
    assert page.index(MARK) < page.index(f'href="/exercise/{waiting}"')


def test_one_action_and_its_refusal(desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker) -> None:
    document = issued(desk, ivan, olha)
    client = signed_in("ivan")
    address = f"/duty/alerts/{document}"
    answer = client.post(f"{address}/all_clear", {"password": "wrong"})
    assert answer.status_code == 422
    answer = client.post(f"{address}/extend", {"password": PASSWORD, "seconds": "1800"})
    number = re.fullmatch(r"/duty/([0-9]+)", answer.headers["Location"])
    assert number
    answer = client.post(f"{address}/all_clear", {"password": PASSWORD})
    assert "is on its way already" in answer.content.decode()
    answer = client.post(f"{address}/retract", {"password": PASSWORD})
    assert answer.headers["Location"] == f"{address}/retracted"
    desk.clock.forward(seconds=9)
    desk.deliver()
    assert "From alert to correction: 9 s" in client.get(address).content.decode()


def test_an_update_opens_the_screens_with_what_stands(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    document = issued(desk, ivan, olha)
    client = signed_in("ivan")
    answer = client.post(f"/duty/alerts/{document}/update", {})
    page = client.get(answer.headers["Location"]).content.decode()
    assert 'value="AA-01" checked' in page


def test_whoever_changes_what_waits_is_told_that_it_is_taken_back(
    desk: Instance, signed_in: SignedIn, ivan: Worker
) -> None:
    number = submitted(ivan, desk.clock()).draft_id
    client = signed_in("ivan")
    assert "The first change takes it back" in client.get(f"/duty/{number}/what").content.decode()
    fill(client, f"/duty/{number}/what", title__en="Another headline", then="next")
    assert "Not submitted yet" in client.get(f"/duty/{number}").content.decode()
