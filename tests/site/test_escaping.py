"""Markup and script in every field of the record come out as text, and a link leads only to a web page."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from tests.site.stage import MAP, read, words_of
from tests.site.world import START, World, hours

from uarazom.site import outlines
from uarazom.site.render import render

EVIL = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'>"
    "<a href=javascript:alert(1)>{0}{{7*7}}{% raw %} &lt; ]]> <=> <=out> <=main> <=here>"  # and the marks of site.twin
)
NAMED = {"uk": f"УК {EVIL}", "en": f"EN {EVIL}"}
TEXTS = (
    "title",
    "text",
    "note",
    "place",
    "occasion",
    "question",
    "confirms",
    "competent_because",
    "reason",
    "unit",
    "intro",
)


def evil_world() -> World:
    """Every field that a person writes holds markup; every link is one that a browser would run."""
    world = World()
    texts = dict.fromkeys(TEXTS, NAMED)
    source = {"publisher": EVIL, "url": "javascript:alert(1)", "excerpt": "yes"}
    words = {**texts, "source": source}
    register = {
        "instance": {"name": NAMED, "tagline": NAMED, "about": NAMED, "contact": NAMED},
        "bodies": {
            body: {"name": NAMED, "short": NAMED, "url": "javascript:alert(1)"} for body in ("desk", "a1", "b1", "c1")
        },
        "people": {"p": {"name": NAMED, "offices": [NAMED]}},
        "sections": {"security": {"name": NAMED}},
        "regions": {"UA-05": {"name": NAMED}},
        "policy": {"corrections": {"title": NAMED, "text": NAMED}},
    }
    world.register(words=register, people={"p": {"offices": [{"body": "a1"}]}})
    facts: dict[str, Any] = {"section": "security", "regions": ["UA-05"], "versions": {"uk": "<b>", "en": "original"}}
    for kind in ("claim", "statement", "measure", "guidance", "answer", "briefing"):
        first = {"answer": "answer", "claim": "announce"}.get(kind, "publish")
        world.act(
            f"x-{kind}",
            first,
            hours(1),
            kind=kind,
            by="p",
            words=words,
            form="quotation",
            **facts,
            basis="<i>",
            tone="<u>",
        )
        world.act(f"x-{kind}", "clarify", hours(2), kind=kind, by="a1", words=words)
        world.act(f"x-{kind}", "correct", hours(3), kind=kind, by="a1", words=words)
        world.act(f"x-{kind}", "withdraw", hours(4), kind=kind, by="a1", words=words, ground="<b>")
    world.act("x-claim", "refute", hours(5), by="c1", words=words, competence="affirmed")
    items = [{"section": "security", "acts": ["x-claim/1", "x-measure/1"]}]
    world.act("x-bulletin", "publish", hours(6), kind="bulletin", words=words, date="2022-02-14", items=items)
    return world


def test_markup_in_every_field_stays_text() -> None:
    made = dict(render(evil_world().ledger(), hours(8)))
    seen = 0
    for path, content in made.items():
        if not path.endswith(".html"):
            continue
        tree = read(content)
        assert not tree.xpath("//img | //script[not(@type='application/ld+json')]"), path
        assert not tree.xpath("//@onerror"), path
        assert not [href for href in tree.xpath("//@href | //@src") if href.strip().lower().startswith("javascript")], (
            path
        )
        seen += "<script>alert(1)</script>" in tree.text_content()
        assert b"<=" not in content, path  # every mark was filled in
        assert "49" not in words_of(tree).replace("2049", ""), path  # no template was run
    assert seen > 100


@given(st.text(max_size=60), st.sampled_from(["title", "text", "note", "reason"]))
def test_any_text_reads_back_as_it_was_written(text: str, member: str) -> None:
    world = World()
    written = "".join(letter for letter in text if letter.isprintable()).strip()
    words = {"title": {"en": "T"}, "text": {"en": "words"}, member: {"en": f"[{written}]"}}
    world.act("doc", "announce", hours(1), by="a1", words=words)
    page = dict(render(world.ledger(), hours(2), only=["en/claim/doc.html"]))["en/claim/doc.html"]
    shown = html.document_fromstring(page.decode()).text_content()
    assert f"[{written}]" in shown


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://a.example/?q=\"'<>", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a", False),
    ],
)
def test_a_source_is_linked_only_where_it_is_a_web_page(url: str, linked: bool) -> None:
    world = World()
    world.act(
        "doc", "announce", hours(1), by="a1", words={"title": {"en": "T"}, "source": {"publisher": "P", "url": url}}
    )
    page = dict(render(world.ledger(), hours(2), only=["en/claim/doc.html"]))["en/claim/doc.html"]
    assert (url in read(page).xpath("//a/@href")) == linked


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg",
        b"<html></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>alert(1)</script></svg>',
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]>'
            b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path id="UA" d="M0 0"/></svg>'
        ),
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1 &quot;"><path id="UA" d="M0 0"/></svg>',
        b'{"type": "FeatureCollection"}',
        b"{" * 100_000,
    ],
)
def test_what_is_no_map_is_no_map(raw: bytes) -> None:
    assert outlines.read(raw) is None


def test_only_outlines_of_a_map_are_taken_over() -> None:
    raw = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="x()"><script>x()</script>
        <path id="UA-05" d="M0 0l1 1z" onclick="x()"/><path id="&lt;" d="M0 0"/>
        <path id="UA-07" d="M0 0&quot;/&gt;"/></svg>"""
    found = outlines.read(raw)
    assert found == outlines.Outlines("0 0 9 9", (("UA-05", "M0 0l1 1z"),))
    assert outlines.picture(found, {"UA-05": "on"}, '"<>').count("<") == 4  # svg, the rest, what is marked, its end


def test_the_demonstration_map_is_read_whole() -> None:
    found = outlines.read(MAP)
    assert found is not None
    assert len(found.paths) == 27


def test_hostile_ids_never_become_paths() -> None:
    """Ids are held to their pattern by `verify`; a path that is asked for is held to it here."""
    world = World()
    world.act("doc", "announce", START + timedelta(hours=1), by="a1")
    asked = [
        f"{lang}/claim/{id}.html" for lang, id in product(("en", "../en", "en%2f"), ("doc/../doc", "../doc", "DOC", ""))
    ]
    assert dict(render(world.ledger(), hours(2), only=asked)) == {}
