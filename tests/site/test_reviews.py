"""A ClaimReview stands on the page of an answer about a claim, says what was said, and is nowhere else."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.site.followed import Site
from tests.site.stage import EVENING, corpus_ledger, pages, read
from tests.site.world import World, hours

from uarazom.site.render import render

ANSWER = "answer/answer-cash-limits.html"
CONCLUSION = {
    "uk": "Обмежень на зняття грошових коштів зі сторони банків — не планується.",
    "en": "No limits on cash withdrawals are planned on the part of the banks.",
}
# What schema.org and readers of ClaimReview ask for, and what they are offered besides: nothing else may stand there.
MUST = {"@context", "@type", "claimReviewed", "reviewRating", "datePublished", "author"}
MAY = {"url", "name", "inLanguage", "publisher", "itemReviewed"}


def blocks(page: bytes) -> list[dict[str, Any]]:
    return [json.loads(one.text) for one in read(page).xpath("//script[@type='application/ld+json']") if one.text]


def reviews(page: bytes) -> list[dict[str, Any]]:
    return [one for one in blocks(page) if one["@type"] == "ClaimReview"]


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_the_answer_of_the_demonstration(lang: str) -> None:
    live = dict(render(corpus_ledger(mode="live"), EVENING, only=[f"{lang}/{ANSWER}"]))
    (one,) = reviews(live[f"{lang}/{ANSWER}"])
    assert one.keys() >= MUST
    assert one.keys() <= MUST | MAY
    assert one["reviewRating"] == {"@type": "Rating", "alternateName": CONCLUSION[lang]}
    assert "Telegram" in one["claimReviewed"]
    assert one["itemReviewed"]["@type"] == "Claim"
    assert "author" not in one["itemReviewed"]  # "various media": nobody is named to have said it
    assert one["author"]["@type"] == "Organization"
    assert one["inLanguage"] == lang


def test_a_demonstration_says_so_in_the_rating() -> None:
    (one,) = reviews(pages()[f"en/{ANSWER}"])
    assert one["reviewRating"]["alternateName"].startswith("Demonstration.")


def test_it_stands_nowhere_else_and_rates_nothing_by_number() -> None:
    found = {path for path, page in pages().items() if b"ClaimReview" in page}
    assert found == {f"{lang}/{ANSWER}" for lang in ("uk", "en")}
    assert not [path for path, page in pages().items() if b"ratingValue" in page or b"bestRating" in page]


def test_the_claim_leads_to_the_answer_and_the_answer_to_the_claim() -> None:
    claim = read(pages()["en/claim/claim-cash-limits.html"])
    assert claim.xpath(f"//a[@href='../{ANSWER}']")
    assert read(pages()[f"en/{ANSWER}"]).xpath("//dl//a[@href='../claim/claim-cash-limits.html']")


# ── only while it is in force ────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def world() -> World:
    world = World()
    world.act("rain", "announce", hours(1), nature="event", section="safety")
    return answered(world, "wet", at=2)


def answered(world: World, document: str, at: float, **more: Any) -> World:
    words: dict[str, Any] = {"text": {"en": "It did not rain. Look outside."}, "conclusion": {"en": "It did not rain."}}
    words |= {} if document in world.latest else {"title": {"en": "Did it rain?"}}
    given = {"words": words, "reviews": "rain", "by": "a1", "versions": {"en": "original"}} | more
    world.act(document, "answer", hours(at), kind="answer", section="safety", **given)
    return world


def made(world: World, at: float = 20, path: str = "en/answer/wet.html") -> list[dict[str, Any]]:
    return reviews(dict(render(world.ledger(), hours(at), only=[path]))[path])


def test_in_force_it_is_there_in_the_languages_of_its_conclusion_alone(world: World) -> None:
    (one,) = made(world)
    assert one["reviewRating"]["alternateName"].endswith("It did not rain.")
    assert "author" not in one["itemReviewed"]  # nobody named tells the rumour
    assert made(world, path="uk/answer/wet.html") == []


@pytest.mark.parametrize("act", ["withdraw", "hold", "supersede"])
def test_withdrawn_held_and_replaced_it_is_gone(world: World, act: str) -> None:
    answered(world, "newer", at=3)
    more = {"successor": "newer"} if act == "supersede" else {}
    world.act("wet", act, hours(4), kind="answer", by="a1", words={"reason": {"en": "Because."}}, **more)
    assert made(world) == []


@pytest.mark.parametrize("act", ["withdraw", "hold", "remove"])
def test_a_claim_that_nobody_is_to_repeat_is_repeated_to_no_machine(world: World, act: str) -> None:
    more: dict[str, Any] = {"words": {"reason": {"en": "Because."}}}
    more |= {"acts": ["rain/1"], "ground": "court", "category": "personal_data"} if act == "remove" else {"by": "a1"}
    world.act("rain", act, hours(4), kind="claim", **more)
    assert made(world) == []


def test_past_its_end_it_is_gone() -> None:
    world = World()
    world.act("rain", "announce", hours(1), nature="event", section="safety")
    answered(world, "wet", at=2, valid_until=hours(10))
    assert made(world, at=9)
    assert made(world, at=11) == []


def test_a_later_answer_without_a_claim_ends_it(world: World) -> None:
    answered(world, "wet", at=5, reviews=None, words={"text": {"en": "We look again."}})
    assert made(world) == []


def test_an_answer_about_nothing_on_record_has_none(world: World) -> None:
    answered(world, "lost", at=5, reviews="no-such-claim")
    assert made(world, path="en/answer/lost.html") == []


def test_pages_follow_what_points_at_them(world: World, tmp_path: Path) -> None:
    site = Site(world, tmp_path)
    site.publisher.step(hours(3))
    world.act("rain", "correct", hours(6), words={"title": {"en": "It snows"}, "reason": {"en": "Misheard."}})
    site.publisher.step(hours(7))
    answered(world, "other", at=8)
    site.publisher.step(hours(9))
    site.check(hours(9))
    assert reviews(site.files()["en/answer/wet.html"])[0]["claimReviewed"] == "It snows"
