"""Other authorities' warnings at the desk: seen as they are, begun as a draft of ours, never published as they are."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.cap.good import GOOD
from tests.desk.conftest import SignedIn
from tests.desk.instance import Instance

from uarazom.editorial.incoming import Trust, read_items
from uarazom.sources.inbox import Arrival, Inbox

WARNS = True
HOSTILE = "&lt;script&gt;alert(1)&lt;/script&gt;"  # as XML says it


def receive(desk: Instance, raw: bytes, source: str = "weather") -> Inbox:
    """A message in the box, an hour before its end."""
    box = Inbox.open(desk.home / "sources" / "inbox.sqlite3")
    now = desk.clock()
    box.take([Arrival(source, raw, now, read_items(raw, Trust(), now))])
    return box


def sent_now(desk: Instance, raw: str = GOOD) -> bytes:
    """The same message, of this hour, about a region of this instance."""
    now = desk.clock()
    times = {"10:00:00": now, "12:00:00": now + timedelta(minutes=1), "20:00:00": now + timedelta(hours=1)}
    for clock, instant in times.items():
        raw = raw.replace(f"2022-02-16T{clock}+02:00", instant.strftime("%Y-%m-%dT%H:%M:%S+00:00"))
    return raw.replace("XX-01", "AA-01").encode()


def test_where_nothing_comes_in_nothing_is_offered(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    assert 'href="/incoming"' not in client.get("/").content.decode()
    assert "takes nothing in" in client.get("/incoming").content.decode()
    assert client.get("/incoming/1").status_code == 404


def test_a_message_is_shown_with_what_was_found(desk: Instance, signed_in: SignedIn) -> None:
    receive(desk, sent_now(desk, GOOD.replace("Storm in the north", HOSTILE).replace("Severe", "Terrible")))
    client = signed_in("ivan")
    page = client.get("/incoming").content.decode()
    assert "holds now" in page
    assert "breaks the standard" in page
    assert "<script>alert" not in page
    one = client.get("/incoming/1").content.decode()
    assert HOSTILE in one
    assert "<script>alert" not in one
    assert "not signed" in one
    raw = client.get("/incoming/1/raw")
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert raw.headers["Content-Type"] == "application/octet-stream"
    assert raw.content == sent_now(desk, GOOD.replace("Storm in the north", HOSTILE).replace("Severe", "Terrible"))


def test_a_warning_of_ours_begins_with_what_came(desk: Instance, signed_in: SignedIn) -> None:
    receive(desk, sent_now(desk))
    client = signed_in("ivan")
    answer = client.post("/incoming/1/begin", {"body": "press", "event": "air-raid"})
    assert answer.status_code == 302, answer.content.decode()
    what = client.get(answer.headers["Location"]).content.decode()
    assert "Storm in the north" in what
    where = client.get(answer.headers["Location"].replace("what", "where")).content.decode()
    assert 'value="AA-01" checked' in where
    assert "MULTIPOLYGON" in where


def test_a_flood_from_one_source_hides_no_warning_of_another(desk: Instance, signed_in: SignedIn) -> None:
    receive(desk, sent_now(desk), "weather").close()
    raw, now = sent_now(desk).replace(b"Actual", b"Test"), desk.clock()
    (item,) = read_items(raw, Trust(), now)
    flood = [replace(item, identifier=f"flood-{n}", content=f"{n:064}") for n in range(1100)]
    with closing(Inbox.open(desk.home / "sources" / "inbox.sqlite3")) as box:
        box.take([Arrival("chatty", raw, now, flood)])
    page = signed_in("ivan").get("/incoming").content.decode()
    first = page[page.index("<tbody>") : page.index("</tr>", page.index("<tbody>"))]
    assert "weather" in first
    assert "holds now" in first
    assert "holds now" in signed_in("ivan").get("/incoming/1").content.decode()


@pytest.mark.parametrize("status", ["Test", "Draft", "System"])
def test_what_is_no_warning_never_becomes_one(desk: Instance, signed_in: SignedIn, status: str) -> None:
    receive(desk, sent_now(desk, GOOD.replace("Actual", status)))
    client = signed_in("ivan")
    assert "/incoming/1/begin" not in client.get("/incoming/1").content.decode()
    assert client.post("/incoming/1/begin", {"body": "press", "event": "air-raid"}).status_code == 422


def test_an_exercise_becomes_an_exercise_alone(desk: Instance, signed_in: SignedIn) -> None:
    receive(desk, sent_now(desk, GOOD.replace("Actual", "Exercise")))
    answer = signed_in("ivan").post("/incoming/1/begin", {"body": "press", "event": "air-raid"})
    assert answer.headers["Location"].startswith("/exercise/")


def test_nonsense_in_the_form_is_refused(desk: Instance, signed_in: SignedIn) -> None:
    receive(desk, sent_now(desk))
    client = signed_in("ivan")
    for form in ({}, {"body": "press", "event": "none"}, {"body": "none", "event": "air-raid"}):
        assert client.post("/incoming/1/begin", form).status_code == 422


def test_a_silent_source_is_said_to_be_silent(desk: Instance, signed_in: SignedIn) -> None:
    box = receive(desk, sent_now(desk))
    box.keep_rhythm("weather", {"answered_at": (desk.clock() - timedelta(hours=1)).isoformat(), "reason": "503"})
    box.keep_rhythm("civil", {"answered_at": desk.clock().isoformat()})
    page = signed_in("ivan").get("/incoming").content.decode()
    assert "Silence does not say that there is no danger" in page
    assert "<b>civil</b>" not in page


def test_what_could_not_be_read_is_listed(desk: Instance, signed_in: SignedIn) -> None:
    box = Inbox.open(desk.home / "sources" / "inbox.sqlite3")
    box.take([Arrival("weather", b"%PDF", desk.clock(), problem="expected XML, got something else")])
    assert "expected XML" in signed_in("olha").get("/incoming").content.decode()


def test_sources_that_nobody_asks_are_said_to_be_silent(desk: Instance, signed_in: SignedIn) -> None:
    (desk.home / "sources.yaml").write_text("sources: {weather: {url: 'https://met.example.org/'}}")
    page = signed_in("ivan").get("/incoming").content.decode()
    assert "nothing asks them yet" in page
    assert "Silence does not say" in page
