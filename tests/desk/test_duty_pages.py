"""The pages of warnings without script: three screens, the second person's, and what is refused in which words."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.instance import MARK, PASSWORD, Instance
from tests.desk.people import Worker
from tests.desk.test_duty import begun, issued, submitted

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
    home = second.get("/").content.decode()
    assert home.index(f'href="/duty/{number}"') < home.index("home.title") if "home.title" in home else True
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


def test_an_exercise_is_not_found_under_a_warning_s_address(desk: Instance, signed_in: SignedIn, ivan: Worker) -> None:
    number = begun(ivan, desk.clock(), exercise=True).pk
    client = signed_in("ivan")
    assert client.get(f"/duty/{number}").status_code == 404
    assert client.post(f"/duty/{number}/discard", {"edition": "2"}).status_code == 404
    assert "/exercise" not in client.get("/duty").content.decode()
    assert "/duty/new" not in client.get("/exercise").content.decode()
