"""News feeds as they are written, well and badly: articles' addresses, titles, times, and nobody's name."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uarazom.sources.errors import NotAFeed, TooLarge
from uarazom.sources.news import ENTRIES_MAX, FEED_BYTES, TITLE_MAX, Entry, Feed, instant, read

NOW = datetime(2022, 2, 15, 12, 0, tzinfo=UTC)
HERE = "https://news.example/feeds/all"
AT = datetime(2022, 2, 15, 8, 30, tzinfo=UTC)
ONE = Entry("https://news.example/a/1", "Speech & silence", AT)

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>All</title><author><name>A. Writer</name></author>
<entry><title type="html">Speech &amp;amp; &lt;b&gt;silence&lt;/b&gt;</title>
<author><name>A. Writer</name><email>a@news.example</email></author>
<link rel="enclosure" href="https://cdn.example/1.mp3"/><link href="/a/1#top"/>
<updated>2022-02-15T11:00:00Z</updated><published>2022-02-15T10:30:00+02:00</published></entry></feed>"""
RSS = """
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>https://news.example/</link>
<item><title><![CDATA[Speech &amp; silence]]></title><link>https://news.example/a/1</link><dc:creator>A. W.</dc:creator>
<author>a@news.example (A. Writer)</author><pubDate>Tue, 15 Feb 2022 10:30:00 +0200</pubDate></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>All</title><link>https://news.example/</link></channel>
<item><title>Speech &amp; silence</title><link>https://news.example/a/1</link><dc:creator>A. Writer</dc:creator>
<dc:date>2022-02-15T08:30:00Z</dc:date></item></rdf:RDF>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "https://news.example/a/1",
"title": "Speech & silence", "date_published": "2022-02-15T08:30:00Z", "authors": [{"name": "A. Writer"}]}]}"""


def feed(raw: str | bytes) -> Feed:
    return read(raw.encode() if isinstance(raw, str) else raw, HERE, NOW)


@pytest.mark.parametrize("raw", [ATOM, RSS, RDF, JSON, "\ufeff" + JSON], ids=["atom", "rss", "rdf", "json", "mark"])
def test_every_form_says_the_same_and_names_nobody(raw: str) -> None:
    assert feed(raw).entries == (ONE,)
    assert "Writer" not in repr(feed(raw))


def test_what_is_written_badly_is_read_as_far_as_it_goes() -> None:
    for spoilt in (RSS.replace("</channel></rss>", ""), RSS.replace("silence", "silence&nbsp;"), f"\n\n{RSS}"):
        assert [entry.url for entry in feed(spoilt).entries] == [ONE.url]
    assert [one.url for one in feed(RSS.encode("utf-8").replace(b"silence", b"sil\xffnce")).entries] == [ONE.url]


def test_a_permalink_stands_in_for_a_link() -> None:
    linkless = RSS.replace("<link>https://news.example/a/1</link>", "<guid>https://news.example/a/1</guid>")
    assert [one.url for one in feed(linkless).entries] == [ONE.url]
    named = linkless.replace("<guid>", '<guid isPermaLink="false">')
    assert feed(named) == Feed((), 1)


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x/", "http://", "https://x/ y", "https://[", "data:,x"])
def test_what_is_no_address_is_left_out_and_counted(link: str) -> None:
    assert feed(RSS.replace("https://news.example/a/1", link)) == Feed((), 1)


@pytest.mark.parametrize(
    "said", ["", "yesterday", "Tue, 99 Feb 2022", "9999-12-31T23:59:59-23:59", "2022-02-16T12:00:00Z", "0001-01-01"]
)
def test_a_time_that_cannot_be_is_no_time(said: str) -> None:
    (entry,) = feed(RSS.replace("Tue, 15 Feb 2022 10:30:00 +0200", said)).entries
    assert entry.published_at is None or entry.published_at < NOW - timedelta(days=1)
    assert (entry.published_at is None) or said == "0001-01-01"


def test_when_an_article_was_changed_is_not_when_it_came_out() -> None:
    changed = ATOM.replace("<published>2022-02-15T10:30:00+02:00</published>", "")
    assert feed(changed).entries[0].published_at is None
    assert feed(JSON.replace("date_published", "date_modified")).entries[0].published_at is None


def test_one_article_stands_once_and_a_feed_has_its_most() -> None:
    items = "".join(f"<item><link>https://news.example/a/{n // 2}</link></item>" for n in range(4 * ENTRIES_MAX))
    found = feed(f"<rss><channel>{items}</channel></rss>")
    assert len(found.entries) == ENTRIES_MAX
    assert found.left_out == 2 * ENTRIES_MAX


def test_a_title_is_one_short_line() -> None:
    (entry,) = feed(RSS.replace("Speech", "a\n b" * 1000)).entries
    assert len(entry.title) <= TITLE_MAX
    assert "\n" not in entry.title


def test_a_page_is_no_feed_and_says_which_it_has() -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>Hello</body></html>'
    with pytest.raises(NotAFeed, match=r"the page names https://news\.example/rss"):
        feed(page)


@pytest.mark.parametrize("raw", [b"", b" ", b"hello", b"\x00\xff", b"{", b"{}", b'{"items": 1}', b"%PDF-1.4", b"<a/>"])
def test_nonsense_is_said_to_be(raw: bytes) -> None:
    with pytest.raises(NotAFeed):
        feed(raw)


def test_depth_and_size_are_bounded() -> None:
    with pytest.raises(TooLarge):
        feed(b" " * (FEED_BYTES + 1))
    with pytest.raises(NotAFeed):
        feed(b'{"items":' + b"[" * 200_000)
    began = time.process_time()
    feed(b"<rss>" + b"<a>" * 300_000)
    feed(b"<rss><channel>" + b"<item>" * 300_000)
    assert time.process_time() - began < 10


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY a0 SYSTEM "file:///etc/hostname">', '<!ENTITY a0 "ha">' + LAUGHS, '<!ENTITY % a SYSTEM "http://x/">%a;'],
)
def test_entities_are_never_opened(declared: str) -> None:
    began = time.process_time()
    with pytest.raises(NotAFeed, match="entities of its own"):
        feed(f"<!DOCTYPE rss [{declared}]>" + RDF.replace("Speech", "Speech &a0;&a9;"))
    assert time.process_time() - began < 1


def test_a_declaration_without_entities_changes_nothing() -> None:
    old = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss-0.91.dtd">'
    assert feed(old + RDF).entries == (ONE,)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda one: f"<rss>{one}</rss>".encode()))
def test_anything_is_a_feed_or_refused(raw: bytes) -> None:
    try:
        found = feed(raw)
    except NotAFeed:
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in found.entries)


@given(st.text(max_size=40))
def test_any_words_are_a_time_or_none(said: str) -> None:
    at = instant(said)
    assert at is None or at.tzinfo is UTC


def test_an_address_reads_as_what_it_is_and_a_title_turns_nothing() -> None:
    said = (
        "<rss><channel><item><title>A\u202eB</title><link>https://daily.example/\u202egpj.x</link></item>"
        "<item><link>https://bank.example@daily.example/1</link></item></channel></rss>"
    )
    found = feed(said)
    assert [one.url for one in found.entries] == [
        "https://daily.example/%E2%80%AEgpj.x",
    ]
    assert (found.entries[0].title, found.left_out) == ("A B", 1)
