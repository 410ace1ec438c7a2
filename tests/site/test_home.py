"""Home: what it says of danger, of change, of places, of what comes next; and that picture and words agree."""

import re
from datetime import timedelta

import pytest
from tests.site.stage import EVENING, MAP_DIGEST, blob, context_at, corpus_ledger, parsed, read, words_of
from tests.site.world import World, hours

from uarazom.site import outlines
from uarazom.site.context import Context
from uarazom.site.pages.where import counts_by_region
from uarazom.site.paths import key
from uarazom.site.render import render

INSTANCE = {"id": "world", "region": "UA", "timezone": "Europe/Kyiv", "languages": ["uk", "en"], "mode": "training"}
HOMES = ("en/index.html", "en/text/index.html")


def home(world: World, at: float, path: str = "en/index.html") -> str:
    return words_of(read(dict(render(world.ledger(), hours(at), only=[path]))[path]).find(".//main"))


@pytest.mark.parametrize("path", HOMES)
def test_order_is_the_message(path: str) -> None:
    said = words_of(parsed(path).find(".//main"))
    order = ["Situation as of 20 February 2022, 21:00", "Are you in danger", "After 20 February, 21:05", "112"]
    order += [
        "Standing advice: what to do",
        "What has changed",
        "Section defence",
        "Section safety",
        "Section security",
    ]
    order += ["Where", "What comes next", "No report received today", "Corrections", "Is this page true?"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize("path", HOMES)
def test_silence_never_reads_as_safety(path: str) -> None:
    world = World()
    world.register("2022-02-14T05:00:00Z", instance={**INSTANCE, "emergency_numbers": ["112"]})
    page = read(dict(render(world.ledger(), hours(1), only=[path]))[path])
    for advice in page.xpath("//a[contains(@href, 'guidance/')]"):
        advice.clear()  # titles of standing advice name signals; the heading above them says what they are
    said = words_of(page.find(".//main"))
    assert "This site carries no alarms. It cannot tell you whether you are in danger now." in said
    assert not re.search(r"no danger|not in danger|safe now|all clear", said, re.IGNORECASE)
    assert page.xpath("//a[@href='tel:112']")


def test_it_says_when_it_was_made_and_for_how_long_to_rely_on_it() -> None:
    world = World()
    assert "Situation as of 14 February 2022, 09:00" in home(world, 1)
    assert "Made 14 February, 09:00. After 14 February, 09:05 do not rely on this page" in home(world, 1)


def test_what_changed_in_a_day_is_counted() -> None:
    world = World()
    world.act("a", "announce", hours(1), by="a1", nature="event", section="safety")
    world.act("b", "announce", hours(1), by="a1", nature="state", section="safety", valid_until=hours(20))
    assert "2 new" in home(world, 2)
    world.act("a", "dispute", hours(12), by="b1")
    world.act("a", "dispute", hours(13), by="c1")
    said = home(world, 24)
    assert "2 new" in said
    assert "1 disputed" in said
    assert "1 out of date" in said
    later = home(world, 25.5)
    assert "new" not in later[later.index("What has changed") : later.index("security")]
    assert "1 disputed" in later
    assert "Nothing was entered in the last 24 hours." in home(world, 45)


def test_a_section_without_news_says_since_when() -> None:
    world = World()
    world.act("a", "announce", hours(1), by="a1", nature="event", section="safety", words={"title": {"en": "Old"}})
    said = home(world, 24 * 4)
    assert "Nothing new since 14 February 2022." in said
    assert "Ministry A: Old" in said
    assert "Nothing has been entered yet." in said  # the other section


def test_the_next_bulletin_and_one_that_has_not_come() -> None:
    world = World()
    assert "The time of the next bulletin is not set." in home(world, 1)
    world.act("day-1", "publish", hours(2), kind="bulletin", date="2022-02-14", next_issue_at=hours(26), items=[])
    assert "Bulletin: 15 February 2022, 10:00." in home(world, 25)
    assert "The bulletin due 15 February 2022, 10:00 has not come." in home(world, 26)


def test_briefings_to_come_and_what_ends_within_a_day() -> None:
    world = World()
    words = {"title": {"en": "Press hour"}}
    world.act("press", "announce", hours(1), kind="briefing", by="a1", starts_at=hours(30), words=words)
    world.act(
        "calm", "announce", hours(1), by="a1", nature="state", valid_until=hours(20), words={"title": {"en": "Calm"}}
    )
    said = home(world, 2)
    assert "Briefing: 15 February 2022, 14:00 Ministry A: Press hour" in said
    assert "Ends 15 February 2022, 04:00 Announced: Ministry A: Calm" in said
    assert "Press hour" not in home(world, 31)[home(world, 31).index("What comes next") :]


def test_guidance_in_force_is_what_to_do() -> None:
    world = World()
    for number in range(12):
        world.act(
            f"g-{number}", "publish", hours(1), kind="guidance", by="a1", words={"title": {"en": f"Advice {number}"}}
        )
    world.act("g-0", "withdraw", hours(2), kind="guidance", by="a1")
    said = home(world, 3)
    assert "Advice 1" in said
    assert "Advice 0" not in said
    assert said.count("Advice") <= 9


# ── the picture and the words ────────────────────────────────────────────────────────────────────────────────────────
def test_the_map_the_list_and_the_data_agree() -> None:
    quiet = EVENING + timedelta(hours=26)  # no warning is in force, and none ran out within a day
    context = Context(corpus_ledger(), quiet, blob=blob)
    counts = counts_by_region(context)
    assert counts
    for lang in ("uk", "en"):
        path = f"{lang}/index.html"
        page = read(dict(render(corpus_ledger(), quiet, only=[path], blob=blob))[path])
        listed = {link.get("href"): words_of(link.getnext()) for link in page.xpath("//aside//ul[@class='row']//a")}
        assert listed == {f"archive/region/{key(code)}/index.html": str(count) for code, count in counts.items()}
        picture = page.xpath("//*[local-name()='svg']")[0]
        names = [context.list_name("region", code, context.languages[lang]) for code in counts]
        described = [f"{name} {count}" for name, count in zip(names, counts.values(), strict=True)]
        assert picture.get("aria-label").endswith(", ".join(described))
        drawn = outlines.read(context.blob(MAP_DIGEST) or b"")
        assert drawn is not None
        filled = "".join(data for code, data in drawn.paths if code in counts)
        assert [one.get("d") for one in picture.xpath(".//*[@class='on']")] == [filled]
        assert page.xpath("//aside")[0].text_content().count("7") >= 1


def test_a_site_without_a_map_still_lists_regions() -> None:
    world = World()
    world.act("a", "announce", hours(1), by="a1", nature="event", regions=["UA-63"])
    page = read(dict(render(world.ledger(), hours(2), only=["en/index.html"]))["en/index.html"])
    assert not page.xpath("//*[local-name()='svg']")
    assert page.xpath("//a[@href='archive/region/UA-63/index.html']")


def test_the_whole_country_is_no_region_of_its_own() -> None:
    world = World()
    world.act("a", "announce", hours(1), by="a1", nature="event", regions=["UA"])
    assert "No region has items of its own in the last 7 days." in home(world, 2)


def test_home_stays_within_its_weight_however_much_there_is() -> None:
    import gzip

    world = World()
    for number in range(150):
        title = f"Announcement {number} " + " ".join(str(number * factor) for factor in range(3, 40))
        world.act(
            f"d-{number}",
            "announce",
            hours(1 + number / 10),
            by="a1",
            nature="event",
            section=("security", "safety")[number % 2],
            words={"title": {"en": title, "uk": title}},
        )
    for path, limit in (("en/index.html", 14_336), ("en/text/index.html", 6_144)):
        made = dict(render(world.ledger(), hours(16), only=[path]))[path]
        assert len(gzip.compress(made, 9)) <= limit
        assert "Announcement" in made.decode()


def test_everything_is_as_of_one_instant() -> None:
    assert context_at().now == EVENING
    assert parsed("uk/index.html").xpath("//h1//time/@datetime") == ["2022-02-20T19:00:00Z"]
