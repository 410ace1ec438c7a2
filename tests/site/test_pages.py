"""Every page of the corpus, in three languages: whole, self-contained, linked, attributed, within its weight."""

import base64
import gzip
import hashlib
import json
import posixpath
import re
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.site.stage import (
    EVENING,
    blob,
    context_at,
    corpus_ledger,
    kinds_of,
    pages,
    parsed,
    sample,
    site,
    words_of,
)

from uarazom.site.catalogue import packaged
from uarazom.site.pages.every import PAGES
from uarazom.site.registry import PageKind
from uarazom.site.render import KINDS, page, render
from uarazom.site.script import INTEGRITY

THREE = ("uk", "en", "ar")
ELSEWHERE = ("proof/", "blob/", "cap/", "log/")  # kept by other rooms
PAGE_BYTES, TEXT_BYTES, PLACE_BYTES = 14_336, 6_144, 3_072  # DESIGN §6, gzip 9


def test_every_kind_of_page_is_there_in_every_language() -> None:
    made = {(name, path.split("/")[0]) for path in pages(THREE) for name in kinds_of(path)}
    alone = {"root"}
    without = {
        "corrections of a month"
    }  # the corpus has no correction of our own; tests/site/test_acts_on_pages.py has
    expected = {(kind.name, lang) for kind in PAGES if kind.name not in alone | without for lang in THREE}
    assert expected <= made
    for kind in ("claim", "statement", "measure", "guidance", "answer", "briefing", "bulletin", "alert", "request"):
        for lang in THREE:
            assert any(path.startswith(f"{lang}/{kind}/") for path in pages(THREE))


def test_a_path_belongs_to_one_kind() -> None:
    for path in site():
        assert sum(kind.match(path) is not None for kind in KINDS) == 1, path


def test_every_path_offered_is_made_and_one_page_alone_has_the_same_bytes() -> None:
    context, whole = context_at(), site()
    offered = [path for kind in KINDS for path in kind.paths(context)]
    assert sorted(offered) == sorted(whole)
    for path in list(whole)[::17]:
        assert page(context_at(), path) == whole[path], path


def test_rendering_is_pure() -> None:
    assert dict(render(corpus_ledger(), EVENING, blob=blob)) == site()


@pytest.mark.parametrize(
    "path",
    [
        "uk/claim/nothing.html",
        "uk/measure/claim-outage-15-feb.html",
        "de/index.html",
        "uk/archive/day/2022-02-p9.html",
        "uk/archive/day/2022-02-p1.html",
        "uk/archive/status/adored/index.html",
        "uk/corrections/2022-01.html",
        "uk/requests/2022-01.html",
        "uk/requests/2022-02-p1.html",
        "uk/requests/2022-02-p9.html",
        "uk/alert/exercise-1.html",
        "uk/exercise/alert-raid.html",
        "uk/place/UA-99.html",
        "uk/text/place/UA-63.html",
        "cap/2.49.0.1.804.nothing.1.xml",
        "cap/alerts-de.atom",
        "uk/originators/2021-01.html",
    ],
)
def test_what_does_not_exist_is_not_made(path: str) -> None:
    assert dict(render(corpus_ledger(), EVENING, only=[path])) == {}


def test_a_kind_whose_pattern_is_wrong_is_refused_at_import() -> None:
    with pytest.raises(re.error):
        PageKind("broken", "(", lambda context: [], lambda context, match: None)


# ── whole and self-contained ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", sorted(sample(THREE)))
def test_page_stands_alone(path: str) -> None:
    tree = parsed(path, THREE)
    head = tree.find("head")
    assert tree.get("lang")
    assert tree.get("dir") == ("rtl" if tree.get("lang") == "ar" else "ltr")
    assert not tree.xpath("//iframe | //img | //object | //form | //base | //link[@rel='stylesheet']")
    assert all(script.get("integrity") == INTEGRITY for script in tree.xpath("//script[@src]"))
    assert all(script.get("src").endswith("place.js") for script in tree.xpath("//script[@src]"))
    assert not tree.xpath("//@style | //@onclick | //@onload | //@onerror | //@target")
    policy = head.xpath("meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none';")
    for inline in (*tree.xpath("//style"), *tree.xpath("//script[not(@src)]")):
        digest = base64.b64encode(hashlib.sha256((inline.text or "").encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    for block in tree.xpath("//script[not(@src)]"):
        assert json.loads(block.text)["@context"] == "https://schema.org"
    assert len(tree.xpath("//h1")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_links_lead_somewhere() -> None:
    for path in {*sample(THREE), *(path for path in pages(THREE) if path.startswith("uk/") and "/text/" not in path)}:
        for link in parsed(path, THREE).xpath("//a | //link"):
            check_link(path, link)


def check_link(path: str, link: Any) -> None:
    """A link to another host is a source's and does not say where the reader comes from; any other leads somewhere."""
    parts = urlsplit(link.get("href"))
    if parts.scheme in ("tel", "data"):
        return
    if parts.scheme:
        assert parts.scheme in ("http", "https")
        assert link.tag == "a"
        assert set(link.get("rel", "").split()) >= {"noreferrer", "noopener"}
        return
    assert not parts.path or parts.path.startswith("/") == path.endswith("404.html"), (path, link.get("href"))
    there = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), parts.path))[1:] if parts.path else path
    assert there.startswith(ELSEWHERE) or there in site(THREE), (path, link.get("href"))
    if parts.fragment:
        assert parsed(there, THREE).xpath(f"//*[@id='{parts.fragment}']"), (path, link.get("href"))


def test_same_path_in_every_language_and_as_text() -> None:
    inner = {lang: {path.partition("/")[2] for path in pages(THREE) if path.startswith(f"{lang}/")} for lang in THREE}
    assert inner["uk"] == inner["en"] == inner["ar"]
    alone = ("text/", "place/", "404.html")  # a place's page is under 3 KB, and its own text version
    whole = {path for path in inner["uk"] if not path.startswith(alone)}
    assert {f"text/{path}" for path in whole} == {path for path in inner["uk"] if path.startswith("text/")}


def test_demonstration_is_said_on_every_page() -> None:
    said = [language.word("mode", "demonstration") for language in context_at(languages=THREE).languages.values()]
    for path in sample(THREE):
        assert any(sentence in words_of(parsed(path, THREE)) for sentence in said), path


def test_live_instance_says_nothing_of_demonstration() -> None:
    live = dict(render(corpus_ledger(mode="live"), EVENING, only=["uk/index.html"], blob=blob))
    assert packaged("uk").plain("mode.demonstration") not in live["uk/index.html"].decode()


# ── weight ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_weights() -> None:
    for path, content in pages(THREE).items():
        weight = len(gzip.compress(content, 9, mtime=0))
        if "/place/" in path:
            assert weight <= PLACE_BYTES, (path, weight)
        elif "/text/" in path:
            assert weight <= TEXT_BYTES, (path, weight)
        elif path.endswith("/index.html") or "/bulletin/" in path:
            assert weight <= PAGE_BYTES, (path, weight)


# ── attributed, with its status ──────────────────────────────────────────────────────────────────────────────────────
def test_status_word_stands_in_title_and_heading_of_every_document() -> None:
    context = context_at()
    for id, document in context.documents.items():
        if document.kind == "bulletin":
            continue
        for (lang, language), tree in product(context.languages.items(), ("", "text/")):
            found = parsed(f"{lang}/{tree}{document.kind}/{id}.html")
            word = language.word("status", context.status(id).status)
            assert word in words_of(found.find(".//title"))
            assert word in words_of(found.find(".//h1"))
            badges = (language.word("badge", badge) for badge in context.status(id).badges)
            assert all(badge in words_of(found.find(".//h1")) for badge in badges)


def test_a_title_never_travels_without_its_status_word() -> None:
    context = context_at()
    for path in (path for path in pages() if not path.startswith("en/")):
        lang = path.split("/")[0]
        for article in parsed(path).xpath("//article[@class='i']"):
            link = article.xpath("h2/a/@href | h3/a/@href")[0]
            id = posixpath.basename(urlsplit(link).path).removesuffix(".html")
            word = context.languages[lang].word("status", context.status(id).status)
            assert word in words_of(article.xpath("h2 | h3")[0]), (path, id)


def test_quotation_marks_belong_to_quotations_in_original_or_official_versions() -> None:
    context = context_at()
    for id, document in context.documents.items():
        if document.kind != "claim":
            continue
        for act in document.acts:
            text = words_of(parsed(f"uk/claim/{id}.html").xpath(f"//li[@id='a{act.n}']/blockquote")[0])
            theirs = context.ledger.words(act).text["uk"].startswith("«")
            ours = act.form == "quotation" and act.versions["uk"] in ("original", "official")
            assert text.startswith("«") == (ours or theirs), act.id


def test_translation_is_called_what_it_is() -> None:
    page = parsed("en/claim/claim-ru-units-returning.html")
    assert "(press translation)" in words_of(page.xpath("//li[@id='a1']")[0])
    assert "(our working translation)" in words_of(page.xpath("//li[@id='a5']")[0])


def test_refuted_leads_with_the_truth() -> None:
    page = parsed("en/claim/claim-president-set-attack-date.html")
    heading = words_of(page.find(".//h1"))
    assert heading.startswith("Refuted")
    assert heading.index("The president referred to a date") < words_of(page).index("announced 16 February as the date")


def test_clarification_stands_at_the_statement() -> None:
    page = words_of(parsed("en/statement/statement-president-14-feb.html").find(".//main"))
    assert page.index("How it was meant") < page.index("What was said")
    assert "Mykhailo Podolyak" in page[: page.index("What was said")]


def test_paragraphs_of_a_statement_have_anchors() -> None:
    page = parsed("uk/statement/statement-president-14-feb.html")
    assert page.xpath("//p[@id='p1']")


def test_every_act_of_a_claim_is_in_its_timeline() -> None:
    context = context_at()
    for id, document in context.documents.items():
        if document.kind == "claim":
            page = parsed(f"uk/claim/{id}.html")
            assert page.xpath("//ol[@class='line']/li/@id") == [f"a{act.n}" for act in document.acts]
            why = page.xpath("//section[@aria-labelledby='s']//a/@href")
            assert {f"#a{act.rpartition('/')[2]}" for act in context.status(id).because} <= set(why)


def test_bulletin_shows_what_it_said_and_what_came_since() -> None:
    page = parsed("en/bulletin/bulletin-2022-02-15.html")
    claim = page.xpath("//article[h3/a[contains(@href,'claim-ru-units-returning')]]")[0]
    said = words_of(claim)
    assert "Disputed" in words_of(claim.find("h3"))
    assert "Since then:" in said
    assert "Volodymyr Zelensky" in said[said.index("Since then:") :]
    expired = words_of(page.xpath("//article[h3/a[contains(@href,'claim-no-strike-group-14-feb')]]")[0])
    assert "Out of date" in expired
    assert "At issue: Announced." in expired


def test_bulletin_says_whose_words_it_pinned() -> None:
    page = parsed("en/bulletin/bulletin-2022-02-20.html")
    claim = words_of(page.xpath("//article[h3/a[contains(@href,'claim-stanytsia-who-fired')]]")[0])
    assert "Russian media and channels" in claim[: claim.index("Channels in the")]


def test_bulletin_names_days_without_an_issue_and_the_next_issue() -> None:
    page = words_of(parsed("en/bulletin/bulletin-2022-02-20.html"))
    assert "No issue: 18 February and 19 February." in page
    assert "Next issue: 21 February 2022, 18:00." in page
    issues = words_of(parsed("en/bulletins.html"))
    assert "18 February 2022 – 19 February 2022: No issue" in issues


def test_bulletin_says_since_when_an_item_is_unchanged_and_which_sections_are_empty() -> None:
    page = words_of(parsed("en/bulletin/bulletin-2022-02-20.html"))
    assert "unchanged since 16 February 2022, about 19:00" in page
    assert "Nothing in this issue." in page


def test_how_we_work_shows_what_each_rule_of_the_gate_did() -> None:
    page = site()["en/how-we-work.html"].decode()
    assert "rule pack of 3 rules" in page
    cells = [re.findall(r"<td class=\"n\">([^<]*)</td>", row) for row in page.split("<tr>")[1:] if "<code>" in row]
    assert cells == [["3", "0", "0"], ["0", "12\u202f345", "7"]]  # brigade, phone
    assert "<code>phone</code>: Flagged 0; Held 12\u202f345; Let go 7" in site()["en/text/how-we-work.html"].decode()
    assert "Затримано" in site()["uk/how-we-work.html"].decode()
