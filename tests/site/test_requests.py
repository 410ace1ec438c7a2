"""Requests for correction on the public side: both sides beside each other, the same for every outlet, nothing sent."""

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from tests.site.asking import RECORD, STATEMENT, ask, reply
from tests.site.stage import EVENING, context_at, corpus_ledger, site
from tests.site.world import World, hours

from uarazom.site.context import Context
from uarazom.site.letter import letter_of, proposed
from uarazom.site.render import page


def tree(path: str) -> Any:
    return html.fromstring(site()[path])


def text(path: str) -> str:
    return " ".join(tree(path).find(".//main").text_content().split())


def letter(id: str, lang: str, context: Context) -> str:
    facts = context.facts(id)
    assert facts is not None
    return letter_of(facts, context.languages[lang], context)


def test_a_request_shows_what_the_article_has_what_the_record_has_and_the_way_there() -> None:
    said = text("en/request/request-open.html")
    for part in ("The <Daily> Example", "“16 <script>alert(1)</script>", RECORD["en"], "Words differ", "No reply yet"):
        assert part in said
    assert "not a verdict" in said
    assert f"../statement/{STATEMENT}.html#p1c130" in tree("en/request/request-open.html").xpath("//a/@href")
    assert f"../statement/{STATEMENT}.html#p1" in tree("uk/request/request-open.html").xpath("//a/@href")
    assert "https://daily.example/request-open?a=1&b=2" in tree("en/request/request-open.html").xpath("//a/@href")


@pytest.mark.parametrize("lang", ["uk", "en"])
@pytest.mark.parametrize("version", ["", "text/"])
def test_the_reply_stands_beside_the_request_whole_and_is_the_outlets(lang: str, version: str) -> None:
    path = f"{lang}/{version}request/request-answered.html"
    request, reply = tree(path).xpath("//div[@class='two']/div") if not version else tree(path).xpath("//div/div")
    assert RECORD["en"] in request.text_content()
    said = " ".join(reply.text_content().split())
    assert "We have corrected the article request-answered." in said
    assert "The <editors>" in said
    assert said.count("The <Daily> Example") == 2  # each time it replied
    assert reply.text_content().count("We have corrected") == 2  # a translation never stands for the outlet's words
    assert ("Ми виправили статтю." in said) == (lang == "uk")


def test_what_was_withdrawn_is_struck_says_why_and_keeps_the_reply() -> None:
    page = tree("en/request/request-withdrawn.html")
    assert "Withdrawn" in page.find(".//h1").text_content()
    struck = " ".join(one.text_content() for one in page.xpath("//s"))
    assert RECORD["uk"] in struck
    assert 'The article had "it" right.' in page.find(".//main").text_content()
    assert "It says that it will not correct the article." in page.find(".//main").text_content()
    assert "will not correct" not in struck
    assert "We have corrected" not in struck  # what the outlet says is not ours to strike
    assert "The quotation and our record do not have the same words." not in page.text_content()


def test_without_its_words_a_request_stays_and_names_no_outlet() -> None:
    for path in ("en/request/request-gone.html", "en/requests/2022-02.html", "document/request-gone.json"):
        raw = site()[path].decode()
        assert "daily.example/request-gone" not in raw
    said = text("en/request/request-gone.html")
    assert "The <Daily> Example" not in said
    assert "Words removed by entry" in said
    assert "Words differ" in said


def test_words_that_the_record_lost_stand_in_no_request_about_them() -> None:
    world = World()
    world.act("statement-a", "publish", hours(1), kind="statement", by="a1", section="security")
    ask(world, "request-a", hours(2), about="statement-a")
    before = Context(world.ledger(), hours(5))
    gone = {"acts": ["statement-a/1"], "ground": "court", "category": "personal_data", "words": {}}
    world.act("statement-a", "remove", hours(3), kind="statement", **gone)
    after = Context(world.ledger(), hours(5))
    for path in ("en/request/request-a.html", "en/text/request/request-a.html", "document/request-a.json"):
        assert RECORD["en"] in (page(before, path) or b"").decode()
        said = (page(after, path) or b"").decode()
        assert RECORD["en"] not in said
        assert "is the day" not in said  # the article's side has them too
    assert "Words removed by entry" in (page(after, "en/request/request-a.html") or b"").decode()
    assert RECORD["en"] not in letter("request-a", "en", after)


@pytest.mark.parametrize(("id", "word"), [("request-withdrawn", "Withdrawn."), ("request-held", "On hold.")])
def test_a_letter_that_is_not_to_be_sent_says_so_first(id: str, word: str) -> None:
    said = letter(id, "en", context_at())
    assert word in said.partition("\n")[0]
    assert ('The article had "it" right.' in said) == (id == "request-withdrawn")


def test_the_statement_leads_to_the_requests_about_it() -> None:
    links = tree(f"uk/statement/{STATEMENT}.html").xpath("//a/@href")
    about = [link for link in links if link.startswith("../request/")]
    assert about[0] == "../request/request-more-17.html"  # the newest ten, and the way to all
    assert len(about) == 10
    assert "../requests/index.html" in links
    assert "requests/index.html" in tree("en/how-we-work.html").xpath("//a/@href")


def test_the_list_is_one_list_newest_first_and_a_full_page_of_a_month_stays() -> None:
    newest = tree("en/requests/index.html").xpath("//h2/a/@href")
    assert newest[0] == "../request/request-more-17.html"
    assert len(newest) == 20
    first, second = (tree(f"en/requests/2022-02{part}.html").xpath("//h2/a/@href") for part in ("", "-p2"))
    assert (len(first), len(second)) == (20, 3)
    assert second + first == [*newest, *first[-3:]]
    assert first[-1] == "../request/request-open.html"
    assert not re.search(r"\d+ (requests|outlets)", text("en/requests/index.html"))
    assert not [path for path in site() if "outlet" in path or "daily-example" in path]


def test_requests_are_counted_in_no_monthly_table_and_are_no_news_at_home() -> None:
    assert "request" not in text("en/index.html").casefold()
    assert "Request" not in text("en/originators/2022-02.html")


def test_machines_read_both_sides_the_reply_and_the_feed() -> None:
    document = json.loads(site()["document/request-answered.json"])
    first, replied, again = document["acts"]
    assert (document["kind"], document["status"]) == ("request", "answered")
    assert first["findings"][0]["found"] == "altered"
    assert first["words"]["passages"][0]["record"] == RECORD["en"]
    assert (replied["reply"], again["reply"]) == ("replied", "corrected")
    feed = json.loads(site()["feeds/en/requests.json"])
    assert len(feed["items"]) == 23
    answered = next(one for one in feed["items"] if "request-answered" in one["id"])
    assert answered["title"].startswith("Answered")
    assert "We have corrected the article request-answered." in json.dumps(answered)
    assert all("/request-" in one["id"] for one in feed["items"])


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_the_letter_says_all_of_it_in_plain_text(lang: str) -> None:
    context = context_at()
    said = letter("request-open", lang, context)
    first = said.partition("\n")[0]  # the subject: a demonstration says so before anything else
    assert first.startswith("Demonstration." if lang == "en" else "Демонстрація.")
    assert first.endswith(" Request request-open" if lang == "en" else " Прохання request-open")
    assert RECORD["en"] in said
    assert "“16 <script>alert(1)</script>" in said
    assert "https://daily.example/request-open?a=1&b=2" in said
    assert "&amp;" not in said
    assert "<time" not in said
    assert "\n\n\n" not in said
    for found in ("altered", "without_clarification", "clarified_since"):
        title, wording = proposed(context.languages[lang], "Газета", date(2022, 2, 15), [found])
        assert "Газета" in title
        assert "2022" in wording


def test_nobody_is_said_to_have_printed_other_words_whose_article_lacks_a_clarification() -> None:
    language = context_at().languages["en"]
    other = "does not give the words as our record has them"
    for found, differs, asks in (
        (["altered"], True, 0),
        (["without_clarification"], False, 1),
        (["clarified_since"], False, 1),
        (["altered", "clarified_since"], True, 1),
    ):
        _, wording = proposed(language, "The Daily", date(2022, 2, 15), found)
        assert (other in wording) == differs
        assert wording.count("to add it") == asks
        assert wording.count("will be published whole") == 1


@settings(max_examples=10)
@given(st.permutations(range(4)), st.lists(st.sampled_from(["ask", "reply", "withdraw"]), max_size=5))
def test_outlets_are_all_the_same(order: list[int], what: list[str]) -> None:
    """With the names of outlets changed round nothing changes but the names: no order, no count, no word."""

    def made(names: list[str]) -> str:
        world = World()
        world.act("statement-a", "publish", hours(1), kind="statement", by="a1", section="security")
        for number, name in enumerate(names):
            ask(world, f"request-{number}", hours(2), about="statement-a", outlet=f"Outlet-{name}")
        for number, act in enumerate(what):
            if act == "reply":
                reply(world, f"request-{number % 4}", hours(3))
            elif act == "withdraw":
                world.act(f"request-{number % 4}", "withdraw", hours(3), kind="request", by="a1", words={})
        raw = page(Context(world.ledger(), hours(5)), "en/requests/index.html")
        return (raw or b"").decode()

    names = ["north", "south", "east", "west"]
    turned = [names[at] for at in order]
    back = dict(zip(turned, names, strict=True))
    assert re.sub(r"Outlet-(\w+)", lambda one: f"Outlet-{back[one[1]]}", made(turned)) == made(names)


def test_before_anything_was_asked_the_list_says_so() -> None:
    early = Context(corpus_ledger(), EVENING - timedelta(hours=6))
    made = page(early, "en/requests/index.html")
    assert made is not None
    assert "None so far." in made.decode()
