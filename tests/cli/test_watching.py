"""The press is followed: from a feed over its articles to what somebody should look at, whatever outlets send."""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from tests.quotes.demonstration import record
from tests.quotes.test_story import CARRIED, CHANGED, FACE_VALUE, GLUED, RUSSIAN
from tests.site.world import World, hours
from tests.sources.test_fetch import LOOPBACK, Answer, server, told
from tests.sources.test_readable import endless, site

from uarazom.cli import watching
from uarazom.cli.watching import Watch
from uarazom.editorial.watching import SINCE, warm
from uarazom.quotes.index import Index, Memory
from uarazom.quotes.record import Record
from uarazom.sources import followed
from uarazom.sources.fetch import Fetched, Known, Limits, fetch
from uarazom.sources.followed import Followed
from uarazom.sources.news import FEED_BYTES, Entry
from uarazom.sources.shelf import Shelf
from uarazom.sources.shelved import Shelved

NOW = datetime(2022, 2, 16, 8, 0, tzinfo=UTC)
HTML = {"Content_Type": "text/html; charset=utf-8"}
PADDING = " Shares of the northern shipping company fell by a tenth and rose again before the evening." * 6
MORNING = "Tue, 15 Feb 2022 08:00:00 +0200"
EVENING = "Mon, 14 Feb 2022 21:00:00 +0200"  # before it was clarified


def page(text: str) -> Answer:
    return told(200, f"<html><body><article><p>{text}</p><p>{PADDING}</p></article></body></html>".encode(), **HTML)


def feed(*items: tuple[str, str]) -> Answer:
    """A feed of paths with their times."""
    said = "".join(f"<item><title>T</title><link>{path}</link><pubDate>{at}</pubDate></item>" for path, at in items)
    return told(200, f"<rss><channel>{said}</channel></rss>".encode())


class Press:
    """One outlet on loopback, the watch that follows it, its clock and its record in our hands."""

    def __init__(self, home: Path, url: str, pages: dict[str, Answer]) -> None:
        self.pages, self.now, self.said, self.record = pages, NOW, list[str](), record()
        self.seconds = 0.4 if endless in pages.values() else 10.0
        self.shelf = Shelf.open(home / "watch" / "shelf.sqlite3")
        self.path = home / "watch" / "followed.json"
        followed.write(self.path, [Followed("daily", "The Daily", url)])
        self.watch = Watch(
            path=self.path,
            shelf=self.shelf,
            record=lambda: Record(self.record.ledger, self.record.index, self.now),
            now=lambda: self.now,
            get=self.get,
            say=self.said.append,
            version="0.1",
            host_seconds=0,
        )

    def get(self, url: str, known: Known) -> Fetched:
        limits = Limits(size=FEED_BYTES, seconds=self.seconds)
        return fetch(url, agent="uarazom-tests", known=known, limits=limits, allowed=LOOPBACK)

    def go_on(self, rounds: int = 3, **later: int) -> None:
        self.now += timedelta(**later)
        for _ in range(rounds):
            asyncio.run(self.watch.round())

    def kinds(self) -> list[str]:
        return [one.facts["kind"] for one in self.shelf.findings(before=None, limit=50) if one.gone_at is None]

    def article(self, number: int = 1) -> Shelved:
        one = self.shelf.article(number)
        assert one is not None
        return one

    def failed(self) -> str:
        return str(self.shelf.feed("daily").get("reason", ""))


Open = Callable[[dict[str, Answer]], Press]


@pytest.fixture(scope="module", autouse=True)
def warmed() -> None:
    """Each look is a forked process: what all of them read is read here."""
    warm(record())


@pytest.fixture
def press(tmp_path: Path):  # type: ignore[no-untyped-def]  # a generator of a function
    """An outlet of some pages, changed as the test goes on."""
    pages: dict[str, Answer] = {}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        site(pages)(handler)

    with server(answer) as url:

        def opened(some: dict[str, Answer]) -> Press:
            pages.update(some)
            return Press(tmp_path, url, pages)

        yield opened


def test_the_face_value_article_is_found_and_its_correction_seen(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])})
    daily.go_on()
    assert daily.kinds() == ["without_clarification"]
    one = daily.article()
    assert (one.outcome, one.reads, one.facts["language"]) == ("read", 1, "en")
    assert one.facts["size"] == record().ledger.last_index + 1
    daily.pages["/1"] = page(CARRIED["en"])
    daily.go_on(hours=2)
    (found,) = daily.shelf.findings(before=None, limit=5)
    assert (found.since, found.gone_at) == (NOW, NOW + timedelta(hours=2))


def test_every_kind_in_two_languages_and_none_where_there_is_none(press: Open) -> None:
    texts = [CHANGED["en"], GLUED["uk"], CARRIED["uk"], FACE_VALUE["uk"], RUSSIAN, "Ĉu vi parolas? „Jes“, li diris."]
    pages = {f"/{n}": page(text) for n, text in enumerate(texts)}
    daily = press({"/feed": feed(*((path, MORNING) for path in pages)), **pages})
    daily.go_on(6)
    assert sorted(daily.kinds()) == ["altered", "spliced", "without_clarification"]
    assert [daily.article(n).outcome for n in range(1, 7)] == ["read"] * 6


def test_a_clarification_published_later_brings_the_article_back(press: Open) -> None:
    """The article of the evening before is not said to have misquoted; it is said to lack what stands now."""
    daily = press({"/feed": feed(("/1", EVENING)), "/1": page(FACE_VALUE["en"])})
    daily.now = datetime(2022, 2, 14, 19, 30, tzinfo=UTC)
    daily.go_on()
    assert daily.kinds() == []
    daily.shelf.keep_mark("entry", 0)  # as if the clarification were a new entry of a record that grew
    daily.watch.version = "0.2"
    daily.now = NOW + timedelta(days=30)  # the text is gone from the shelf by then
    daily.go_on()
    assert daily.kinds() == [SINCE]
    assert daily.article().reads == 2


def test_words_that_the_record_lost_are_forgotten_with_what_was_found_beside_them(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])})
    daily.go_on()
    (one,) = daily.shelf.findings(before=None, limit=5)
    world = World()
    document = one.facts["quotation"]["statement"]
    world.act(document, "publish", hours(1), kind="statement", by="a1", section="security")
    gone = {"acts": [f"{document}/1"], "ground": "court", "category": "personal_data", "words": {}}
    world.act(document, "remove", hours(2), kind="statement", **gone)
    daily.record = Record(world.ledger(), Index.empty(Memory()), NOW)
    daily.shelf.keep_mark("entry", 0)
    daily.pages["/1"] = told(404)  # and whether or not the page is still there
    daily.go_on(minutes=1)
    assert daily.shelf.findings(before=None, limit=5) == ()
    assert daily.article().reads == 2


def test_the_same_words_are_compared_once(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])})
    daily.go_on()
    checked = daily.article().checked_at
    daily.go_on(hours=2)
    assert (daily.article().reads, daily.article().checked_at) == (2, checked)
    daily.pages["/1"] = told(304)
    daily.go_on(hours=12)
    assert (daily.article().outcome, daily.kinds()) == ("unchanged", ["without_clarification"])


def test_a_page_that_shows_less_than_before_corrects_nothing(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])})
    daily.go_on()
    for answer in (told(404), told(402), told(200, b"<p>Subscribe to read on.</p>", **HTML)):
        daily.pages["/1"] = answer
        daily.go_on(days=3)
        assert daily.kinds() == ["without_clarification"]
    assert daily.article().outcome == "few_words"
    assert [one.id for one in daily.shelf.unread(5)] == [1]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (told(404), "404"),
        (told(200, b"x" * (FEED_BYTES + 1)), "at most"),
        (told(200, b"<html><body>Welcome</body></html>", **HTML), "expected Atom, RSS or JSON Feed, got html"),
        (told(200, b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>'), "entities of its own"),
        (told(302, Location="http://192.168.0.1/feed"), "public address"),
        (told(200, b"\x00\xff\x00"), "no XML"),
        (endless, "within"),
    ],
)
def test_a_feed_that_is_none_says_so_and_is_asked_later(press: Open, answer: Answer, reason: str) -> None:
    daily = press({"/feed": answer})
    daily.go_on(2)
    state = daily.shelf.feed("daily")
    assert reason in state["reason"]
    assert state["failures"] == 1  # asked once, not in every round
    daily.pages["/feed"] = feed(("/1", MORNING))
    daily.go_on(hours=1)
    assert daily.failed() == ""


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (told(404), "gone"),
        (told(401), "refused"),
        (told(302, Location="http://10.0.0.1/secret"), "forbidden"),
        (told(302, Location="http://[::1]/"), "unreachable"),
        (told(200, b"%PDF-1.7", Content_Type="application/pdf"), "no_page"),
        (endless, "too_slow"),
    ],
)
def test_an_article_that_cannot_be_read_has_an_outcome(press: Open, answer: Answer, outcome: str) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": answer})
    daily.go_on()
    assert daily.article().outcome in (outcome, "forbidden")
    assert daily.kinds() == []


def test_what_ends_its_process_ends_nothing_else(press: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "APART_SECONDS", 3.0)
    daily = press({"/feed": feed(("/1", MORNING), ("/2", MORNING)), "/1": page("Hello."), "/2": page(FACE_VALUE["en"])})
    real = daily.get

    def slow(url: str, known: Known) -> Fetched:
        if url.endswith("/1"):
            time.sleep(60)
        return real(url, known)

    daily.watch.get = slow
    daily.go_on(4)
    assert (daily.article(1).outcome, daily.article(2).outcome) == ("failed", "read")
    assert daily.kinds() == ["without_clarification"]


def test_dates_that_are_missing_or_to_come_blame_nobody(press: Open) -> None:
    times = {"/1": "", "/2": "Tue, 15 Feb 2033 08:00:00 +0200", "/3": "some day"}
    daily = press({"/feed": feed(*times.items()), **dict.fromkeys(times, page(FACE_VALUE["en"]))})
    daily.go_on(5)
    assert daily.kinds() == [SINCE] * 3


def test_one_page_of_a_host_at_a_time_and_then_peace(press: Open) -> None:
    daily = press({"/feed": feed(*((f"/{n}", MORNING) for n in range(9))), "/robots.txt": told(404)})
    daily.watch.host_seconds = 5
    daily.go_on(4)
    assert [daily.article(n).reads for n in range(1, 4)] == [1, 0, 0]
    daily.go_on(4, seconds=6)
    assert [daily.article(n).reads for n in range(1, 4)] == [1, 1, 0]


def test_what_a_site_asks_of_programs_is_asked_once_a_day(press: Open) -> None:
    asked = []

    def rules(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        told(200, b"User-agent: *\nDisallow: /2")(handler)

    pages = {"/robots.txt": rules, "/1": page("One."), "/2": page("Two."), "/3": page("Three.")}
    daily = press({"/feed": feed(*((f"/{n}", MORNING) for n in (1, 2, 3))), **pages})
    daily.go_on(4)
    assert [daily.article(n).outcome for n in (1, 2, 3)] == ["read", "asked_not_to", "read"]
    assert len(asked) == 1
    daily.go_on(4, days=2)
    assert len(asked) == 2


def test_a_site_that_asks_for_peace_is_left_in_it(press: Open) -> None:
    busy = told(429, b"", Retry_After="7200")
    daily = press({"/feed": feed(("/1", MORNING), ("/2", MORNING)), "/1": busy, "/2": page("Hello.")})
    daily.go_on(5)
    daily.go_on(5, minutes=100)
    assert [daily.article(n).reads for n in (1, 2)] == [1, 0]
    daily.go_on(5, minutes=30)
    assert daily.article(2).reads == 1


def test_a_site_keeps_nobody_away_from_an_article_for_years(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": told(503, b"", Retry_After="999999999")})
    daily.go_on()
    daily.pages["/1"] = page(FACE_VALUE["en"])
    daily.go_on(days=1, seconds=1)
    assert daily.kinds() == ["without_clarification"]


def test_many_feeds_of_a_host_that_wants_peace_hold_up_no_other(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])})
    (one,) = followed.read(daily.path)
    busy = [Followed(f"busy-{n}", "Busy", f"{one.url}/{n}") for n in range(12)]
    followed.write(daily.path, [*busy, one])
    for each in busy:
        daily.shelf.add(each.id, [Entry(f"http://busy.example/{each.id}")], NOW - timedelta(hours=1))
    daily.watch.leave_in_peace("busy.example", 3600)
    daily.go_on()
    assert daily.kinds() == ["without_clarification"]


def test_who_is_paused_or_followed_no_more_is_not_asked(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])})
    (one,) = followed.read(daily.path)
    followed.write(daily.path, [Followed(one.id, one.name, one.url, paused=True)])
    daily.go_on()
    assert daily.shelf.feed("daily") == {}
    followed.write(daily.path, [one])
    daily.go_on()
    assert daily.kinds() == ["without_clarification"]
    followed.write(daily.path, [])
    daily.go_on(hours=2)
    assert (daily.article().reads, daily.article().text) == (1, None)
    daily.path.write_text("{")
    daily.go_on()
    assert "the desk writes it again" in daily.said[-1]


def test_passages_that_another_article_has_are_noted(press: Open) -> None:
    other = "Elsewhere the weather was fair." + PADDING + " " + CHANGED["en"]
    daily = press(
        {
            "/feed": feed(("/1", MORNING), ("/2", MORNING)),
            "/1": page(CHANGED["en"] + " The town of Northport announced on Monday that it would not raise any taxes."),
            "/2": page(other),
        }
    )
    daily.go_on(4)
    reuse = daily.article(2).facts["reuse"]
    assert reuse
    assert {one["other"] for one in reuse} == {"1"}


def test_it_runs_until_it_is_told_to_stop(press: Open) -> None:
    daily = press({"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])})

    async def both() -> None:
        stop = asyncio.Event()
        running = asyncio.create_task(daily.watch.run(stop))
        while not daily.kinds():  # noqa: ASYNC110 - what it waits for is on disk
            await asyncio.sleep(0.05)
        stop.set()
        await running

    asyncio.run(asyncio.wait_for(both(), 20))
