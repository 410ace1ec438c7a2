"""Requests for correction for the tests of pages: about one statement, in every life that a request can have."""

from datetime import datetime, timedelta
from typing import Any

from tests.site.world import World

STATEMENT = "statement-president-14-feb"
RECORD = {
    "en": "We are told that February 16 will be the day of the attack.",
    "uk": "Нам кажуть, що 16 лютого стане днем нападу.",
}
HOSTILE = "“16 <script>alert(1)</script> & \u2067is the day\u2069”"


def ask(
    world: World, id: str, at: datetime, *, about: str = STATEMENT, language: str = "en", outlet: str = "", **more: Any
) -> None:
    """A request about the first act of a statement."""
    words = {
        "title": {"uk": f"Прохання {id}", "en": f"Request {id}"},
        "text": {"uk": "Просимо виправити статтю.", "en": "We ask to correct the article."},
        "article": {
            "outlet": outlet or "The <Daily> Example",
            "url": f"https://daily.example/{id}?a=1&b=2",
            "digest": "ab" * 32,
        },
        "passages": [{"article": HOSTILE, "record": RECORD[language]}],
    }
    finding = {"act": f"{about}/1", "language": language, "paragraph": 1, "found": "altered", "material": "yes"}
    members = {"by": "desk", "section": "security", "article_date": "2022-02-15", "article_language": language}
    versions = {"original_language": "uk", "versions": {"uk": "original", "en": "official"}}
    world.act(id, "publish", at, kind="request", words=words, **members | versions | {"findings": [finding]} | more)


def reply(world: World, id: str, at: datetime, did: str = "corrected", translated: str = "") -> None:
    """What the outlet replies, in its own words, and perhaps our translation of them."""
    words = {"text": {"en": f"We have corrected the article {id}.\n\nThe <editors>"}}
    versions = {"original_language": "en", "versions": {"en": "original"}, "form": "quotation"}
    if translated:
        words["text"]["uk"] = translated
        versions["versions"] = {"en": "original", "uk": "working"}
    world.act(id, "answer", at, kind="request", words=words, reply=did, known_at_precision="day", **versions)


def every_life(world: World, at: datetime) -> None:
    """Open, answered, withdrawn and answered, on hold, without words; and more than a page of them."""
    ask(world, "request-open", at)
    ask(world, "request-answered", at)
    reply(world, "request-answered", at + timedelta(minutes=1), "replied")
    reply(world, "request-answered", at + timedelta(minutes=2), translated="Ми виправили статтю.")
    ask(world, "request-withdrawn", at, language="uk")
    reason = {"reason": {"en": 'The article had "it" right.', "uk": "У статті було правильно."}}
    world.act("request-withdrawn", "withdraw", at + timedelta(minutes=3), kind="request", by="desk", words=reason)
    reply(world, "request-withdrawn", at + timedelta(minutes=4), "declined")
    ask(world, "request-held", at)
    world.act("request-held", "hold", at + timedelta(minutes=5), kind="request", words={"reason": {"en": "Checked."}})
    ask(world, "request-gone", at)
    gone = {"acts": ["request-gone/1"], "ground": "court", "category": "personal_data", "words": {}}
    world.act("request-gone", "remove", at + timedelta(minutes=6), kind="request", **gone)
    for number in range(18):
        ask(world, f"request-more-{number}", at + timedelta(minutes=10 + number))
