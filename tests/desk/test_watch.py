"""The press at the desk: a list that coordinators keep, findings as they are, decisions that stay, requests by two."""

import re
import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.instance import Instance
from tests.desk.people import Worker, claim

from uarazom.editorial.quotations import record_of
from uarazom.editorial.watching import Printed, look, reused
from uarazom.sources import followed
from uarazom.sources.news import Entry
from uarazom.sources.shelf import Shelf
from uarazom.sources.shelved import Reading

SAID = "We are told that 16 May will be the day on which every bridge in this valley is closed to traffic."
VERSIONS = {"uk": "official", "en": "original"}
FEED = {"name": "The Daily", "url": "https://daily.example/rss"}
ALTERED = f"The minister said: “{SAID.replace('16', '18')}”"
CUT = f"The minister said: “{SAID.removeprefix('We are told that ').capitalize()}”"
MEANT = "Nothing of the kind is planned; it was a joke about a rumour, made in passing."
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def on_record(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """The minister's own words, published."""
    spoken = claim("claim-valley", SAID, form="quotation", original_language="en", versions=VERSIONS)
    olha.approve(ivan.submit(spoken, desk.clock()), desk.clock())
    assert desk.deliver() == 1


def shelf_of(desk: Instance) -> Shelf:
    return Shelf.open(desk.home / "watch" / "shelf.sqlite3")


def shelve(
    desk: Instance,
    text: str,
    path: str = "1",
    title: str = "A bridge",
    at: datetime | None = None,
    *,
    dated: bool = True,
) -> None:
    """An article of the Daily as the watch shelves it."""
    from uarazom.desk.newsroom import newsroom

    now, url = desk.clock(), f"https://daily.example/{path}"
    published = (at or now - timedelta(minutes=30)) if dated else None
    record = record_of(desk.home / "quotes", newsroom().ledger(), now, print)
    looked = look(text, Printed(at=published), record)
    with closing(shelf_of(desk)) as shelf:
        shelf.add("daily-example", [Entry(url, title, published)], now)
        (one,) = (one for n in range(1, 100) if (one := shelf.article(n)) and one.url == url)
        others = {str(n): shelf.article(n).text or "" for n in range(1, one.id)}  # type: ignore[union-attr]
        facts = {
            "digest": "ab" * 32,
            "size": record.ledger.last_index + 1,
            "version": "0.1",
            "words": len(text.split()),
            "language": looked.language,
            "reuse": reused(text, others),
        }
        findings = {one.key: one.json() for one in looked.findings}
        shelf.keep(one.id, Reading(outcome="read", text=text, facts=facts, findings=findings), now)


def words(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.decode()[page.decode().index("<main") :]))


# ── the list ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_coordinator_keeps_the_list_and_each_change_is_logged(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.audit.models import AuditRow

    client = signed_in("ivan")
    assert "No feed is followed yet" in words(client.get("/watch/feeds").content)
    assert client.post("/watch/feeds/add", FEED).status_code == 302
    assert "The Daily" in words(client.get("/watch/feeds").content)
    path = desk.home / "watch" / "followed.json"
    assert [asdict(one) for one in followed.read(path)] == [{"id": "daily-example", **FEED, "paused": False}]
    for to, listed in (("paused", [True]), ("asked", [False]), ("removed", [])):
        assert client.post(f"/watch/feeds/daily-example/{to}").status_code == 302
        assert [one.paused for one in followed.read(path)] == listed
    assert client.post("/watch/feeds/daily-example/asked").status_code == 404  # what was removed stays so
    assert client.post("/watch/feeds/add", FEED).status_code == 302  # and may come anew
    actions = list(AuditRow.objects.filter(action__startswith="watch.").values_list("action", flat=True))
    assert actions == ["watch.add", "watch.paused", "watch.asked", "watch.removed", "watch.add"]


def test_only_coordinators_change_the_list(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("petro")
    assert "/watch/feeds/add" not in client.get("/watch/feeds").content.decode()
    assert client.post("/watch/feeds/add", FEED).status_code == 422
    assert not (desk.home / "watch").exists()
    assert 'href="/watch"' not in client.get("/").content.decode()  # nobody is followed


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "", "url": FEED["url"]},
        {"name": "x" * 201, "url": FEED["url"]},
        {"name": "A\u202eB", "url": FEED["url"]},
        {"name": "A", "url": "daily.example/rss"},
        {"name": "A", "url": "file:///etc/passwd"},
        {"name": "A", "url": "javascript:alert(1)"},
        {"name": "A", "url": "https://user:secret@daily.example/"},
        {"name": "A", "url": "https://daily.example/" + "x" * 500},
        {"name": "A", "url": "https://["},
    ],
)
def test_nonsense_is_refused_and_stays_in_the_form(desk: Instance, signed_in: SignedIn, typed: dict[str, str]) -> None:
    client = signed_in("ivan")
    answer = client.post("/watch/feeds/add", typed)
    assert answer.status_code == 422
    if typed.get("name") == "A":
        assert 'value="A"' in answer.content.decode()
    assert not (desk.home / "watch").exists()


def test_an_address_stands_once_on_the_list(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    assert client.post("/watch/feeds/add", FEED | {"name": "Again"}).status_code == 422
    assert client.post("/watch/feeds/add", FEED | {"url": "https://daily.example/sport"}).status_code == 302
    assert [one.id for one in followed.read(desk.home / "watch/followed.json")] == ["daily-example", "daily-example-2"]


def test_a_list_that_did_not_go_over_says_so_and_goes_later(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    (desk.home / "watch").write_text("in the way")
    assert client.post("/watch/feeds/add", FEED).status_code == 302
    assert "has not reached the process" in words(client.get("/watch/feeds").content)
    (desk.home / "watch").unlink()
    client.post("/watch/feeds/daily-example/paused")
    assert "has not reached the process" not in words(client.get("/watch/feeds").content)


def test_how_a_feed_answers_is_said(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    assert "Has not been asked" in words(client.get("/watch/feeds").content)
    with closing(shelf_of(desk)) as shelf:
        shelf.keep_feed("daily-example", {"answered_at": desk.clock().isoformat(), "reason": f"404 {HOSTILE}"})
        shelf.add("daily-example", [Entry("https://daily.example/1", HOSTILE)], desk.clock())
        shelf.keep(1, Reading(outcome="refused", said="402"), desk.clock())
    for address in ("/watch/feeds", "/watch"):
        page = client.get(address).content
        assert "404" in words(page)
        assert HOSTILE.encode() not in page
    assert "the site refused" in words(client.get("/watch/feeds").content)


# ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.usefixtures("on_record")
def test_a_finding_stands_beside_the_record_with_its_wording(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    shelve(desk, ALTERED + " " + HOSTILE.replace("<", "&lt;"), title=HOSTILE)
    listed = client.get("/watch").content
    assert "The words differ · The Daily · 10 Jan 2030" in words(listed)
    page = client.get("/watch/1").content
    assert b"<mark>18</mark>" in page
    assert b"<mark>16</mark>" in page
    said = words(page)
    assert "Request to “The Daily” to correct its article of 10 January 2030" in said
    assert "Просимо «The Daily» виправити статтю" in said
    assert "record of 3 entries, program 0.1, text abababababababab" in said
    assert HOSTILE.encode() not in page
    assert b"author" not in re.sub(rb"<[^>]+>", b"", page).lower()


@pytest.mark.usefixtures("on_record")
def test_a_request_is_prefilled_and_two_people_publish_it(
    desk: Instance, ivan: Worker, olha: Worker, signed_in: SignedIn
) -> None:
    from uarazom.desk.drafts import review, rows
    from uarazom.desk.newsroom import newsroom

    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    shelve(desk, ALTERED + "\n\nLater. " + CUT)
    assert "1 more finding of this article" in words(client.get("/watch/1").content)
    answer = client.post("/watch/1/request", {"body": "press"})
    assert answer.status_code == 302, words(answer.content)
    row = rows.take(int(answer.headers["Location"].rpartition("/")[2]))
    edition = rows.current(row)
    assert (row.kind, row.act, row.body) == ("request", "publish", "press")
    assert [one["found"] for one in edition.fields["findings"]] == ["altered", "truncated"]
    assert edition.words["article"] == {
        "outlet": "The Daily", "url": "https://daily.example/1", "digest": "ab" * 32,
    }  # fmt: skip
    assert edition.words["passages"][0]["record"] == SAID
    for address in (answer.headers["Location"], f"{answer.headers['Location']}/edit"):
        assert "The Daily" in client.get(address).content.decode()
    done = review.submit(draft_id=row.pk, expected_edition=1, person=ivan.person, key=ivan.key, now=desk.clock())
    olha.approve(done, desk.clock())
    assert desk.deliver() == 1
    row.refresh_from_db()
    assert row.state == "published", row.reason
    assert newsroom().ledger().documents[row.document].kind == "request"
    for number in (1, 2):
        assert "A request was begun" in words(client.get(f"/watch/{number}").content)
    assert "Nothing here" in words(client.get("/watch").content)
    assert client.post("/watch/1/request", {"body": "press"}).status_code == 422  # not asked about twice


@pytest.mark.usefixtures("on_record")
def test_a_clarification_that_came_later_is_worded_as_such(
    desk: Instance, ivan: Worker, olha: Worker, signed_in: SignedIn
) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    shelve(desk, f"The minister said: “{SAID}”")
    assert "Nothing here" in words(client.get("/watch").content)
    published = desk.clock() - timedelta(minutes=30)
    desk.clock.forward(hours=1)
    meant = claim("claim-valley", MEANT, known_at="2030-01-10T09:30:00Z", as_of="2030-01-10T09:30:00Z")
    opening = ("section", "topic", "regions", "nature", "valid_until")
    fields = {name: value for name, value in meant.fields.items() if name not in opening}
    fields |= {"form": "summary", "original_language": "en", "versions": {"uk": "summary", "en": "summary"}}
    clarify = replace(meant, act="clarify", fields=fields, words={"text": meant.words["text"]})
    olha.approve(ivan.submit(clarify, desk.clock()), desk.clock())
    assert desk.deliver() == 1
    desk.clock.forward(minutes=1)
    shelve(desk, f"The minister said: “{SAID}”", at=published)
    said = words(client.get("/watch/1").content)
    assert "Clarified since" in said
    assert "This is no misquotation" in said
    assert "Request to “The Daily” to add a clarification to its article" in said
    assert "The article of 10 January 2030 has the words as our record has them" in said
    assert "does not give the words" not in said
    assert MEANT in said


@pytest.mark.usefixtures("on_record")
def test_an_article_whose_day_nobody_knows_is_asked_about_from_its_text(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    shelve(desk, ALTERED, dated=False)
    page = client.get("/watch/1").content.decode()
    assert "day not known" in page
    assert 'href="/requests/new"' in page
    assert "/watch/1/request" not in page
    assert client.post("/watch/1/request", {"body": "press"}).status_code == 422


@pytest.mark.usefixtures("on_record")
def test_a_finding_is_set_aside_with_a_reason_and_taken_up_again(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.watch.models import Decision

    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    shelve(desk, ALTERED)
    assert client.post("/watch/1/set-aside", {"reason": "  "}).status_code == 422
    assert client.post("/watch/1/set-aside", {"reason": "x" * 1001}).status_code == 422
    assert client.post("/watch/1/set-aside", {"reason": "A caption, not a report."}).status_code == 302
    assert client.post("/watch/1/set-aside", {"reason": "Again."}).status_code == 422
    assert "Nothing here" in words(client.get("/watch").content)
    assert "A bridge" in words(client.get("/watch?state=set_aside").content)
    assert "A caption, not a report." in words(client.get("/watch/1").content)
    assert client.post("/watch/1/take-up").status_code == 302
    assert client.post("/watch/1/take-up").status_code == 422
    assert "A bridge" in words(client.get("/watch").content)
    rows = list(Decision.objects.values_list("kind", flat=True))
    assert rows == ["set_aside", "taken_up"]
    kept = Decision.objects.first()
    assert kept is not None
    assert kept.facts["url"] == "https://daily.example/1"


@pytest.mark.usefixtures("on_record")
def test_what_the_outlet_corrected_is_said(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    shelve(desk, ALTERED)
    desk.clock.forward(hours=2)
    shelve(desk, f"The minister said: “{SAID}”")
    assert "Nothing here" in words(client.get("/watch").content)
    assert "No longer found as of 10 Jan 2030" in words(client.get("/watch?state=gone").content)
    assert "the outlet may have corrected it" in words(client.get("/watch/1").content)


@pytest.mark.usefixtures("on_record")
def test_passages_of_another_article_are_shown(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    common = " The council of the northern town met on Monday and decided that it would not sell any of its forests."
    shelve(desk, "First of all the weather was fair." + common, path="first", title="The forests")
    shelve(desk, ALTERED + "\n\n" + common.strip(), path="second")
    said = words(client.get("/watch/1").content)
    assert "The same words, nearly, stand in The forests , 10 Jan 2030" in said


def test_the_order_is_that_of_time_for_every_outlet(desk: Instance, signed_in: SignedIn, on_record: None) -> None:
    """Pages go on where the last ended; nothing in an address or on a page sorts or counts by outlet."""
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    for n in range(53):
        shelve(desk, ALTERED, path=f"p{n}", title=f"Title {n:02}")
    page = client.get("/watch").content.decode()
    titles = re.findall(r"Title (\d\d)", page)
    assert titles == [f"{n:02}" for n in range(52, 2, -1)]
    more = re.search(r'href="(/watch\?state=open&amp;before=\d+)"', page)
    assert more
    rest = client.get(more[1].replace("&amp;", "&")).content.decode()
    assert re.findall(r"Title (\d\d)", rest) == ["02", "01", "00"]
    assert client.get("/watch?before=nonsense&state=nonsense&sort=outlet").status_code == 200


@pytest.mark.usefixtures("on_record")
def test_an_article_that_lies_elsewhere_than_its_feed_is_looked_at_twice(desk: Instance, signed_in: SignedIn) -> None:
    """A feed that names another outlet's article would have the request go to the wrong one."""
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    shelve(desk, ALTERED)
    assert "article elsewhere" not in words(client.get("/watch/1").content)
    for host, told in (("www.daily.example", False), ("daily.example.org", True), ("weekly.example", True)):
        with closing(sqlite3.connect(desk.home / "watch" / "shelf.sqlite3")) as db, db:
            db.execute("UPDATE article SET url = ? WHERE id = 1", (f"https://{host}/1",))
        assert ("article elsewhere" in words(client.get("/watch/1").content)) == told, host


def test_silence_of_a_watch_that_does_not_run_reads_as_no_good_news(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)

    def stopped() -> set[bool]:
        return {"No feed is being asked" in words(client.get(page).content) for page in ("/watch", "/watch/feeds")}

    assert stopped() == {False}
    desk.clock.forward(minutes=16)
    assert stopped() == {True}  # it was never asked
    with closing(shelf_of(desk)) as shelf:
        shelf.keep_feed("daily-example", {"next_at": desk.clock.at.isoformat(), "reason": "404"})
    assert stopped() == {False}  # it is asked, and answers with nothing
    desk.clock.forward(minutes=16)
    assert stopped() == {True}
    client.post("/watch/feeds/daily-example/paused")
    desk.clock.forward(minutes=16)
    assert stopped() == {False}


@pytest.mark.usefixtures("on_record")
def test_who_may_do_what(desk: Instance, signed_in: SignedIn) -> None:
    signed_in("ivan").post("/watch/feeds/add", FEED)
    shelve(desk, ALTERED)
    olha = signed_in("olha")  # an approver writes no request
    assert "/watch/1/request" not in olha.get("/watch/1").content.decode()
    assert olha.post("/watch/1/request", {"body": "press"}).status_code == 422
    petro = signed_in("petro")
    assert petro.post("/watch/1/request", {"body": "nobody"}).status_code == 422
    assert petro.get("/watch/99").status_code == 404
    assert petro.get(f"/watch/{10**20}").status_code == 404
    assert petro.post("/watch/99/set-aside", {"reason": "x"}).status_code == 404
    assert petro.get("/watch/1/set-aside").status_code == 405


def test_a_shelf_that_cannot_be_read_is_said_to_be(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    client.post("/watch/feeds/add", FEED)
    (desk.home / "watch" / "shelf.sqlite3").write_bytes(b"no database at all")
    for address in ("/watch", "/watch/feeds"):
        assert "cannot be read here: file is not a database" in words(client.get(address).content)
    assert client.get("/watch/1").status_code == 404


def test_decisions_and_feeds_stay_what_they_are(desk: Instance, ivan: Worker) -> None:
    from django.db import IntegrityError, transaction

    from uarazom.desk.watch import feeds
    from uarazom.desk.watch.models import Decision, FollowedFeed

    feeds.add(**FEED, person=ivan.person, now=desk.clock())
    Decision.objects.create(
        finding="a" * 64, kind="set_aside", reason="x", facts={}, person=ivan.person, at=desk.clock()
    )
    for attempt in (
        lambda: Decision.objects.update(reason="y"),
        lambda: Decision.objects.all().delete(),
        lambda: FollowedFeed.objects.all().delete(),
        lambda: FollowedFeed.objects.update(url="https://other.example/"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert not {"author", "byline", "rank", "count"} & {one.name for one in FollowedFeed._meta.get_fields()}
