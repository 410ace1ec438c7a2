"""The shelf: articles are read again, findings come and go, texts are kept for their days; a crash loses no reading."""

import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from uarazom.sources import followed
from uarazom.sources import shelf as shelves
from uarazom.sources.followed import Followed
from uarazom.sources.news import Entry
from uarazom.sources.shelf import AGAIN_HOURS, KEEP_DAYS, TEXT_DAYS, WAITING_MAX, Shelf
from uarazom.sources.shelved import Reading, Shelved

NOW = datetime(2022, 2, 15, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ENTRY = Entry("https://daily.example/1", "A title", NOW - HOUR)
FOUND = Reading(
    outcome="read", text="Words.", findings={"k1": {"kind": "altered"}}, quoted=["speech"], kin=[1, 2, 3, 4]
)
NOTHING = replace(FOUND, findings={})


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf.open(tmp_path / "watch" / "shelf.sqlite3")
    made.add("daily", [ENTRY], NOW)
    return made


def due(shelf: Shelf, now: datetime) -> list[int]:
    return [one.id for one in shelf.due(["daily"], now)]


def found(shelf: Shelf) -> list[tuple[str, datetime | None]]:
    return [(one.key, one.gone_at) for one in shelf.findings(before=None, limit=10)]


def test_an_article_is_its_address_and_nobodys_name(shelf: Shelf) -> None:
    assert shelf.add("daily", [ENTRY, replace(ENTRY, title="Another")], NOW + HOUR) == 0
    (one,) = shelf.due(["daily"], NOW)
    assert (one.url, one.title, one.published_at) == (ENTRY.url, "A title", (NOW - HOUR).isoformat())
    assert not {"author", "byline", "creator", "writer"} & {field.name for field in fields(Shelved)}


def test_an_article_is_read_again_and_then_no_more(shelf: Shelf) -> None:
    at, readings = NOW, list[datetime]()
    while at < NOW + timedelta(days=40):
        if due(shelf, at):
            shelf.keep(1, NOTHING, at)
            readings.append(at)
        at += HOUR
    assert [(b - a) / HOUR for a, b in pairwise(readings)] == list(AGAIN_HOURS)


def test_what_has_something_found_in_it_is_read_daily_while_its_text_is_kept(shelf: Shelf) -> None:
    at = NOW
    for hours in (*AGAIN_HOURS, 24, 24):
        shelf.keep(1, FOUND, at)
        at += timedelta(hours=hours)
        assert due(shelf, at - HOUR) == []
        assert due(shelf, at) == [1]
    shelf.keep(1, FOUND, NOW + timedelta(days=TEXT_DAYS, hours=1))
    assert due(shelf, NOW + timedelta(days=1000)) == []


def test_what_an_outlet_corrected_is_marked_and_stays_in_sight(shelf: Shelf) -> None:
    shelf.keep(1, FOUND, NOW)
    shelf.keep(1, replace(FOUND, outcome="gone", findings=None), NOW + HOUR)
    assert found(shelf) == [("k1", None)]  # a page that cannot be read says nothing
    shelf.keep(1, NOTHING, NOW + 2 * HOUR)
    assert found(shelf) == [("k1", NOW + 2 * HOUR)]
    shelf.keep(1, NOTHING, NOW + 3 * HOUR)
    assert found(shelf) == [("k1", NOW + 2 * HOUR)]
    shelf.keep(1, FOUND, NOW + 4 * HOUR)
    (one,) = shelf.findings(before=None, limit=10)
    assert (one.gone_at, one.since) == (None, NOW)


def test_a_clarification_brings_back_every_article_that_quotes_the_statement(shelf: Shelf) -> None:
    shelf.add("daily", [replace(ENTRY, url="https://daily.example/2")], NOW)
    shelf.keep(1, NOTHING, NOW)
    shelf.keep(2, replace(NOTHING, quoted=["other"]), NOW)
    assert shelf.say_again(["speech", "unheard-of"], NOW + timedelta(days=60)) == 1
    assert due(shelf, NOW + timedelta(days=60)) == [2]  # which waits longer
    shelf.keep(2, NOTHING, NOW + timedelta(days=60))
    assert due(shelf, NOW + timedelta(days=60)) == [1]
    shelf.keep(1, Reading(outcome="too_slow"), NOW + timedelta(days=60))
    assert due(shelf, NOW + timedelta(days=61)) == [1]  # it may be there tomorrow
    shelf.keep(1, NOTHING, NOW + timedelta(days=61))
    assert 1 not in due(shelf, NOW + timedelta(days=900))


def test_texts_go_after_their_days_and_with_their_feed(shelf: Shelf) -> None:
    shelf.keep(1, FOUND, NOW)
    shelf.prune(["daily"], NOW + timedelta(days=TEXT_DAYS))
    assert shelf.article(1) is not None
    assert shelf.alike(2, [1, 2, 3], 5) == {1: "Words."}
    shelf.prune(["weekly"], NOW + HOUR)
    one = shelf.article(1)
    assert one is not None
    assert one.text is None
    assert due(shelf, NOW + timedelta(days=9)) == []  # nobody follows it
    assert shelf.alike(2, [1, 2, 3], 5) == {}
    assert found(shelf) == [("k1", None)]
    shelf.prune(["daily"], NOW + timedelta(days=KEEP_DAYS, hours=1))
    assert found(shelf) == []


def test_an_article_shares_passages_with_its_like_alone(shelf: Shelf) -> None:
    shelf.keep(1, FOUND, NOW)
    assert shelf.alike(1, [1, 2, 3], 5) == {}
    assert shelf.alike(2, [1, 2], 5) == {}
    assert shelf.alike(2, [], 5) == {}


def test_a_feed_that_names_many_holds_up_no_other(shelf: Shelf) -> None:
    shelf.add("daily", [replace(ENTRY, url=f"https://daily.example/{n}") for n in range(50)], NOW)
    shelf.add("weekly", [replace(ENTRY, url="https://weekly.example/")], NOW + HOUR)
    assert [one.feed for one in shelf.due(["daily", "weekly"], NOW + HOUR)] == ["daily", "weekly"]
    assert [one.feed for one in shelf.due(["weekly"], NOW + HOUR)] == ["weekly"]


def test_a_flood_of_one_feed_pushes_out_no_other(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelves, "ARTICLES_MAX", 20)
    shelf.keep(1, FOUND, NOW)
    shelf.add("flood", [replace(ENTRY, url=f"https://flood.example/{n}") for n in range(50)], NOW + HOUR)
    shelf.prune(["daily", "flood"], NOW + HOUR)
    assert found(shelf) == [("k1", None)]
    kept = [one for n in range(1, 60) if (one := shelf.article(n))]
    assert [one.url for one in kept if one.feed == "flood"] == [f"https://flood.example/{n}" for n in range(31, 50)]


def test_a_list_of_findings_holds_no_articles(shelf: Shelf) -> None:
    """Two thousand findings of the longest articles would be gigabytes."""
    shelf.keep(1, FOUND, NOW)
    assert [one.article.text for one in shelf.findings(before=None, limit=10)] == [None]
    assert shelf.article(1) == replace(shelf.of_article(1)[0].article, text="Words.")


def test_a_feed_that_names_without_end_is_not_followed_up(shelf: Shelf) -> None:
    entries = [replace(ENTRY, url=f"https://daily.example/{n}") for n in range(WAITING_MAX + 50)]
    assert shelf.add("daily", entries, NOW) == WAITING_MAX - 2  # one is there, one stands twice
    assert shelf.add("daily", entries, NOW) == 0
    assert shelf.add("weekly", [replace(ENTRY, url="https://weekly.example/")], NOW) == 1


def test_a_reading_is_kept_whole_or_not_at_all(shelf: Shelf, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "watch" / "shelf.sqlite3")) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON kin BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        db.commit()
    with pytest.raises(sqlite3.Error, match="disk is full"):
        shelf.keep(1, FOUND, NOW)
    assert found(shelf) == []
    assert due(shelf, NOW) == [1]


def test_it_is_read_by_others_and_lists_newest_first(shelf: Shelf, tmp_path: Path) -> None:
    shelf.add("weekly", [replace(ENTRY, url="https://weekly.example/")], NOW)
    shelf.keep(1, FOUND, NOW + HOUR)
    shelf.keep(2, replace(FOUND, findings={"k2": {}, "k3": {}}), NOW + 2 * HOUR)
    shelf.keep_feed("daily", {"reason": "404"})
    shelf.keep_mark("entry", 7)
    shelf.close()
    with closing(Shelf.read(tmp_path / "watch" / "shelf.sqlite3")) as read:
        assert [one.key for one in read.findings(before=None, limit=2)] == ["k3", "k2"]
        assert [one.key for one in read.findings(before=2, limit=2)] == ["k1"]
        assert (read.feed("daily"), read.feed("none"), read.mark("entry"), read.mark("x")) == (
            {"reason": "404"},
            {},
            7,
            -1,
        )
        assert [one.key for one in read.of_article(2)] == ["k2", "k3"]
        assert read.finding(9) is None


def test_pages_that_could_not_be_read_are_listed(shelf: Shelf) -> None:
    shelf.keep(1, Reading(outcome="refused", said="401"), NOW)
    assert [(one.outcome, one.said) for one in shelf.unread(5)] == [("refused", "401")]
    shelf.keep(1, NOTHING, NOW)
    assert shelf.unread(5) == ()


def test_the_list_of_feeds_goes_over_whole(tmp_path: Path) -> None:
    path = tmp_path / "watch" / "followed.json"
    assert followed.read(path) == ()
    feeds = (Followed("daily", "Щоденна", "https://daily.example/rss"), Followed("b", "B", "https://b/", paused=True))
    followed.write(path, feeds)
    assert followed.read(path) == feeds
    with pytest.raises(ValueError, match="at most"):
        followed.write(path, feeds * 200)
    assert followed.read(path) == feeds


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b"[" * 100_000, b'{"format": "uarazom/followed/1", "feeds": [{"id": 1}]}', b"\xff"]
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "followed.json").write_bytes(raw)
    with pytest.raises(ValueError, match=r"followed\.json"):
        followed.read(tmp_path / "followed.json")
