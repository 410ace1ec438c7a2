"""What machines read, read by other programs: Atom by RFC 4287's grammar, RSS, JSON Feed, calendars, sitemaps."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
import icalendar
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.corpus import load
from tests.site.world import START, World, hours

from uarazom.site.catalogue import packaged
from uarazom.site.context import Context
from uarazom.site.machine import calendar, xml
from uarazom.site.machine.origin import Origin, address
from uarazom.site.render import KINDS, page, render

ATOM, AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
SCHEMAS = Path(__file__).parent / "schemas"
GRAMMAR = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
JSON_FEED = json.loads((SCHEMAS / "json-feed.json").read_text())
END = datetime(2022, 2, 20, 19, tzinfo=UTC)
HOSTILE = "]]> & <b onclick='x()'>\"\u0001\ufffe</b> \u202e\r\n;,\\ BEGIN:VEVENT"


@pytest.fixture(scope="module")
def corpus() -> dict[str, bytes]:
    return dict(render(load().ledger(), END))


def hostile() -> World:
    """Every feature at once, with markup in every field."""
    world = World()
    words = {"title": {"en": HOSTILE, "uk": HOSTILE}, "text": {"en": HOSTILE}, "source": {"publisher": HOSTILE}}
    for number, kind in enumerate(("claim", "statement", "measure", "guidance")):
        facts = {"by": "a1", "section": "safety", "regions": ["UA-05"], "nature": "event" if kind == "claim" else None}
        facts = {name: value for name, value in facts.items() if value}
        world.act(
            f"{kind}-1", "announce" if kind == "claim" else "publish", hours(number), kind=kind, words=words, **facts
        )
    timed = {"starts_at": hours(40), "ends_at": hours(41), "section": "safety"}
    world.act("briefing-1", "announce", hours(5), kind="briefing", words=words | {"place": {"en": HOSTILE}}, **timed)
    world.act("briefing-2", "announce", hours(5), kind="briefing", words=words, **timed)
    world.act("briefing-2", "withdraw", hours(6), kind="briefing", words={"reason": {"en": HOSTILE}})
    world.act("claim-1", "clarify", hours(7), by="a1", words={"text": {"en": f"It was meant {HOSTILE}"}})
    world.act("claim-1", "correct", hours(8), words={"title": {"en": "Title, corrected"}, "reason": {"en": HOSTILE}})
    world.act("statement-1", "withdraw", hours(9), kind="statement", words={"reason": {"en": "Never said."}})
    why = {"ground": "court", "category": "personal_data", "words": {"reason": {"en": "By order of a court."}}}
    world.act("measure-1", "remove", hours(10), kind="measure", acts=["measure-1/1"], **why)
    return world


def files(world: World, at: datetime) -> dict[str, bytes]:
    return dict(render(world.ledger(), at))


def all_sites(corpus: dict[str, bytes]) -> list[dict[str, bytes]]:
    return [corpus, files(hostile(), hours(12)), files(World(), START), files(with_address(), hours(12))]


def with_address() -> World:
    world = hostile()
    world.register(
        "2022-02-14T17:00:00Z", words={"instance": {"name": {"en": "World"}, "url": "https://world.test/site"}}
    )
    return world


# ── Atom ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_atom_feed_is_valid_and_complete(corpus: dict[str, bytes]) -> None:
    checked = 0
    for site in all_sites(corpus):
        for path, raw in site.items():
            if path.endswith(".atom"):
                tree = etree.fromstring(raw)
                assert GRAMMAR.validate(tree), GRAMMAR.error_log
                ids = [one.text for one in tree.iter(ATOM + "id")]
                assert len(ids) == len(set(ids))
                checked += 1
    assert checked == 2 * 5 + 3 * (2 * 4)


def test_the_grammar_bites(corpus: dict[str, bytes]) -> None:
    raw = corpus["feeds/uk/all.atom"].decode()
    for old, new in (
        ("<updated>", "<updated>on "),
        ("<id>tag:", "<id>no iri:"),
        ("<title>", "<title>x</title><title>"),
        ('rel="alternate"', 'rel="alter nate"'),
        ("<generator>", "<generatot>x</generatot><generator>"),
    ):
        assert not GRAMMAR.validate(etree.fromstring(raw.replace(old, new, 1).encode())), old


def entries(raw: bytes) -> list[Any]:
    return etree.fromstring(raw).findall(ATOM + "entry")


def test_no_title_travels_without_its_status_word_and_who_says_it(corpus: dict[str, bytes]) -> None:
    catalogue = packaged("uk")
    assert catalogue is not None
    words = {word for key, word in catalogue.leaves.items() if key.startswith("status.")}
    for entry in entries(corpus["feeds/uk/all.atom"]):
        title = entry.findtext(ATOM + "title")
        assert title.partition(" · ")[0] in words, title
        assert entry.find(ATOM + "author") is not None or "Чутка" in title


def test_what_changed_last_comes_first_and_is_dated_by_its_change(corpus: dict[str, bytes]) -> None:
    found = entries(corpus["feeds/en/all.atom"])
    dates = [entry.findtext(ATOM + "updated") for entry in found]
    assert all(later >= earlier for later, earlier in pairwise(dates))
    assert len(found) == 50
    changed = {line["id"]: line["changed_at"] for line in json.loads(corpus["now.json"])["latest"]}
    assert changed["claim-sms-atms-not-working"] == "2022-02-16T06:00:00Z"  # nobody did anything then: it ran out


def test_the_passing_of_time_is_news() -> None:
    world = World()
    world.act("claim-1", "announce", START, by="a1", section="safety", nature="state", valid_until=hours(3))
    before, after = files(world, hours(1)), files(world, hours(3))
    [was], [now] = entries(before["feeds/en/all.atom"]), entries(after["feeds/en/all.atom"])
    assert was.findtext(ATOM + "title").startswith("Announced · ")
    assert now.findtext(ATOM + "title").startswith("Out of date · ")
    assert (was.findtext(ATOM + "updated"), now.findtext(ATOM + "updated")) == (
        "2022-02-14T06:00:00Z",
        "2022-02-14T09:00:00Z",
    )


def test_withdrawn_corrected_and_removed_are_said_in_every_format() -> None:
    site = files(hostile(), hours(12))
    tree = etree.fromstring(site["feeds/en/all.atom"])
    [gone] = tree.findall(AT + "deleted-entry")
    assert gone.get("ref").endswith("/measure-1")
    assert gone.get("when") == "2022-02-14T16:00:00Z"
    assert "By order of a court." in gone.findtext(AT + "comment")
    atom = {entry.findtext(ATOM + "id").rpartition("/")[2]: entry for entry in tree.findall(ATOM + "entry")}
    assert "measure-1" not in atom
    assert atom["statement-1"].findtext(ATOM + "title").startswith("Withdrawn · ")
    assert atom["statement-1"].find(ATOM + "content") is None  # not to be repeated
    assert "Never said." in atom["statement-1"].findtext(ATOM + "summary")
    assert "Corrected" in atom["claim-1"].findtext(ATOM + "title")
    items = {item["_uarazom"]["document"]: item for item in json.loads(site["feeds/en/all.json"])["items"]}
    assert items["measure-1"]["_uarazom"]["removed_at"] == "2022-02-14T16:00:00Z"
    assert "court" in items["measure-1"]["content_text"]
    assert HOSTILE[:5] not in items["measure-1"]["content_text"]
    assert items["statement-1"]["title"].startswith("Withdrawn · ")
    rss = feedparser.parse(site["feeds/en/all.rss"])
    titles = {entry.id.rpartition("/")[2]: entry.title for entry in rss.entries}
    assert titles["statement-1"].startswith("Withdrawn · ")
    assert "Corrected" in titles["claim-1"]


# ── identity and addresses ───────────────────────────────────────────────────────────────────────────────────────────
def test_links_lead_to_files_of_the_site_wherever_it_is_served(corpus: dict[str, bytes]) -> None:
    for base in ("https://a.test/", "https://mirror.test/deep/path/"):
        for path in ("feeds/uk/all.atom", "feeds/en/section-safety.atom"):
            for link in etree.fromstring(corpus[path]).iter(ATOM + "link"):
                target = urljoin(base + path, link.get("href"))
                assert target.startswith(base)
                assert target.removeprefix(base) in corpus, target


def test_with_a_public_address_every_link_is_absolute() -> None:
    site = files(with_address(), hours(12))
    base = "https://world.test/site/"
    for link in etree.fromstring(site["feeds/en/all.atom"]).iter(ATOM + "link"):
        assert link.get("href").removeprefix(base) in site
    feed = json.loads(site["feeds/en/all.json"])
    assert feed["feed_url"] == base + "feeds/en/all.json"
    assert all(item["url"].removeprefix(base) in site for item in feed["items"])
    rss = feedparser.parse(site["feeds/en/all.rss"])
    assert rss.feed.link == base + "en/index.html"
    assert all(entry.link.removeprefix(base) in site for entry in rss.entries)


def test_ids_do_not_change_with_the_address() -> None:
    def ids(world: World) -> set[str]:
        return {str(entry.findtext(ATOM + "id")) for entry in entries(files(world, hours(12))["feeds/en/all.atom"])}

    assert ids(hostile()) == ids(with_address())
    assert all(one.startswith("tag:world.test,2022-02-14:log/") for one in ids(hostile()))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("https://uarazom.example", "https://uarazom.example/"),
        ("http://127.0.0.1:8080/a/", "http://127.0.0.1:8080/a/"),
        ("ftp://uarazom.example", ""),
        ("//uarazom.example", ""),
        ("https://a.test/?q=1", ""),
        ('https://a.test/"><script>', ""),
        ("", ""),
        (None, ""),
        ({"en": "https://a.test"}, ""),
    ],
)
def test_only_an_absolute_address_is_one(said: object, read: str) -> None:
    assert address(said) == read


def test_without_entry_0_there_is_no_identity() -> None:
    world = World()
    world.all = world.all[1:]
    with pytest.raises(LookupError, match="expected entry 0"):
        Origin.of(Context(world.ledger(), hours(1)))


# ── RSS, JSON Feed ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_rss_parses_without_complaint(corpus: dict[str, bytes]) -> None:
    for site in all_sites(corpus):
        for path in (one for one in site if one.endswith(".rss")):
            etree.fromstring(site[path])
            read = feedparser.parse(site[path])
            assert not read.bozo, read.bozo_exception
            assert read.version == "rss20"
            assert read.feed.title
            assert urlsplit(read.feed.link).scheme in ("tag", "https")
            assert read.feed.description
            assert all(entry.title and entry.id and entry.published_parsed for entry in read.entries)


def test_json_feeds_follow_their_schema(corpus: dict[str, bytes]) -> None:
    for site in all_sites(corpus):
        for path in (one for one in site if one.startswith("feeds/") and one.endswith(".json")):
            jsonschema.validate(json.loads(site[path]), JSON_FEED)


# ── calendar ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_calendars_are_read_by_another_program(corpus: dict[str, bytes]) -> None:
    for site in all_sites(corpus):
        for path in (one for one in site if one.endswith(".ics")):
            lines = site[path].split(b"\r\n")
            assert all(len(line) <= 75 for line in lines)
            assert b"\n" not in b"".join(lines)
            read = icalendar.Calendar.from_ical(site[path])
            assert not read.errors
            assert read["VERSION"] == "2.0"


def test_a_briefing_stands_in_the_calendar_and_a_withdrawn_one_is_cancelled() -> None:
    read = icalendar.Calendar.from_ical(files(hostile(), hours(12))["feeds/en/calendar.ics"])
    events = {str(event["UID"]).rpartition("/")[2]: event for event in read.walk("VEVENT")}
    assert events.keys() == {"briefing-1", "briefing-2"}
    assert events["briefing-1"].decoded("DTSTART") == hours(40)
    assert events["briefing-1"].decoded("DTEND") == hours(41)
    assert events["briefing-1"]["STATUS"] == "CONFIRMED"
    assert str(events["briefing-1"]["SUMMARY"]).startswith("In force · ")
    assert events["briefing-2"]["STATUS"] == "CANCELLED"
    assert events["briefing-2"]["SEQUENCE"] == 1


def test_the_next_bulletin_stands_in_the_calendar(corpus: dict[str, bytes]) -> None:
    read = icalendar.Calendar.from_ical(corpus["feeds/uk/calendar.ics"])
    [event] = [one for one in read.walk("VEVENT") if str(one["UID"]).endswith("/next-bulletin")]
    assert event.decoded("DTSTART") == datetime(2022, 2, 21, 16, tzinfo=UTC)


@given(st.text(max_size=200))
def test_any_text_survives_folding_and_escaping(said: str) -> None:
    folded = calendar.fold(f"SUMMARY:{calendar.text(said)}").encode()
    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))
    whole = b"BEGIN:VEVENT\r\n" + folded + b"END:VEVENT\r\n"
    read = str(icalendar.Event.from_ical(whole)["SUMMARY"])
    plain = "".join(one if one == "\n" or (one >= " " and one != "\x7f") else "\ufffd" for one in said)
    assert read == plain


@given(st.text(max_size=200))
def test_any_text_survives_xml(said: str) -> None:
    tree = etree.fromstring(f'<a b="{xml.attribute(said)}">{xml.text(said)}</a>'.encode("utf-8", "replace"))
    clean = xml._ILLEGAL.sub("\ufffd", said)
    assert (tree.text or "") == clean
    assert tree.get("b") == clean


# ── documents, now, archive, sitemap ─────────────────────────────────────────────────────────────────────────────────
def test_a_documents_json_has_every_act_and_what_became_of_its_words() -> None:
    site = files(hostile(), hours(12))
    said = json.loads(site["document/measure-1.json"])
    assert [act["id"] for act in said["acts"]] == ["measure-1/1", "measure-1/2"]
    assert said["acts"][0]["words_removed_by"] == "measure-1/2"
    assert "words" not in said["acts"][0]
    claim = json.loads(site["document/claim-1.json"])
    assert claim["badges"] == ["clarified", "corrected"]
    assert claim["reads"]["en"]["status"] == "Announced"
    assert claim["acts"][0]["words"]["title"]["en"] == HOSTILE


def test_missing_words_are_said_to_be_missing() -> None:
    world = hostile()
    del world.blobs[world.latest["guidance-1"].fields["words"]]
    said = json.loads(files(world, hours(12))["document/guidance-1.json"])
    assert said["acts"][0]["words_missing"] == "yes"


def test_a_figure_of_nothing_is_something(corpus: dict[str, bytes]) -> None:
    world = World()
    world.act("claim-1", "announce", START, nature="event", section="safety", figure={"metric": "injured", "value": 0})
    [act] = json.loads(files(world, hours(1))["document/claim-1.json"])["acts"]
    assert act["figure"] == {"metric": "injured", "value": 0, "scale": 0, "qualifier": "exact"}


def test_now_says_how_long_to_rely_on_it(corpus: dict[str, bytes]) -> None:
    now = json.loads(corpus["now.json"])
    assert now["made_at"] == "2022-02-20T19:00:00Z"
    assert now["do_not_rely_after"] == "2022-02-20T19:05:00Z"
    assert now["next_change_at"] == "2022-02-20T21:59:00Z"
    documents = json.loads(corpus["archive/index.json"])["months"]["2022-02"]["documents"]
    assert sum(now["counts"]["status"].values()) == sum(now["counts"]["kind"].values()) == documents
    assert now["latest"][0]["reads"]["uk"]["status"] == "Оголошено"


def test_nothing_changes_before_now_json_says_so() -> None:
    world = hostile()
    world.act("claim-2", "announce", hours(10), by="a1", section="safety", nature="state", valid_until=hours(20))
    at = hours(12)
    until = datetime.fromisoformat(json.loads(files(world, at)["now.json"])["next_change_at"])
    still = {
        path: raw
        for path, raw in files(world, until - timedelta(seconds=1)).items()
        if path.startswith(("document/", "feeds/"))
    }
    assert still == {path: raw for path, raw in files(world, at).items() if path in still}


def test_the_archive_lists_every_document_once(corpus: dict[str, bytes]) -> None:
    months = json.loads(corpus["archive/index.json"])["months"]
    found = []
    for month, said in months.items():
        for number in range(1, said["pages"] + 1):
            part = json.loads(corpus[f"archive/{month}.json" if number == 1 else f"archive/{month}-p{number}.json"])
            found += [line["data"] for line in part["documents"]]
    assert sorted(found) == sorted(path for path in corpus if path.startswith("document/"))


def test_a_sitemap_names_what_there_is_and_only_with_an_address(corpus: dict[str, bytes]) -> None:
    assert not [path for path in corpus if path.startswith("sitemap")]
    assert corpus["robots.txt"] == b"User-agent: *\nAllow: /\n"
    site, base = files(with_address(), hours(12)), "https://world.test/site/"
    ns = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    parts = etree.fromstring(site["sitemap.xml"]).xpath("//s:loc/text()", namespaces=ns)
    pages = [
        loc
        for part in parts
        for loc in etree.fromstring(site[part.removeprefix(base)]).xpath("//s:loc/text()", namespaces=ns)
    ]
    assert len(pages) == len(set(pages))
    assert all(loc.removeprefix(base) in site for loc in pages), [
        loc for loc in pages if loc.removeprefix(base) not in site
    ]
    assert base + "uk/claim/claim-1.html" in pages
    assert b"Sitemap: https://world.test/site/sitemap.xml" in site["robots.txt"]


# ── the kinds ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_no_path_belongs_to_two_kinds_and_every_path_to_one(corpus: dict[str, bytes]) -> None:
    for path in corpus:
        assert [kind.name for kind in KINDS if kind.match(path)].__len__() == 1, path


NO_FEEDS = ["feeds/de/all.atom", "feeds/uk/section-none.atom", "feeds/uk/calendar.txt", "feeds/de/calendar.ics"]
NO_ARCHIVE = ["document/none.json", "archive/2022-03.json", "archive/2022-02-p1.json", "archive/2022-02-p9.json"]


@pytest.mark.parametrize("path", [*NO_FEEDS, *NO_ARCHIVE, "sitemap.xml", "sitemap/2022-02-p1.xml"])
def test_what_is_not_there_is_not_made(path: str) -> None:
    assert page(Context(load().ledger(), END), path) is None
