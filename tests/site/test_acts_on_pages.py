"""What each act does to the pages: holds, withdrawals, corrections, removals, late entries, missing words, time."""

from datetime import timedelta
from typing import Any

import pytest
from tests.site.stage import read, words_of
from tests.site.world import World, hours

from uarazom.site.render import render


def page(world: World, path: str, at: float = 20) -> Any:
    made = dict(render(world.ledger(), hours(at), only=[path]))
    return read(made[path])


def told(text: str, title: str = "It rains") -> dict[str, Any]:
    return {"title": {"en": title}, "text": {"en": text}}


@pytest.fixture
def world() -> World:
    world = World()
    world.act(
        "rain", "announce", hours(1), by="a1", nature="event", section="safety", words=told("It rains in the north.")
    )
    return world


def test_on_hold_says_do_not_repeat(world: World) -> None:
    world.act("rain", "hold", hours(2), words={"reason": {"en": "We ask again."}})
    said = words_of(page(world, "en/claim/rain.html"))
    assert "On hold" in words_of(page(world, "en/claim/rain.html").find(".//h1"))
    assert "Do not repeat it" in said
    assert "Reason: We ask again." in said


def test_withdrawn_stays_struck_through_and_is_in_the_log(world: World) -> None:
    world.act("rain", "withdraw", hours(2), by="a1", words={"reason": {"en": "It was snow."}})
    found = page(world, "en/claim/rain.html")
    assert words_of(found.find(".//h1")).startswith("Withdrawn")
    assert words_of(found.xpath("//li[@id='a1']//s")[0]) == "It rains in the north."
    log = words_of(page(world, "en/corrections.html"))
    assert "Withdrawal: Withdrawn" in log
    assert "It was snow." in log
    assert dict(render(world.ledger(), hours(9), only=["en/corrections/2022-02.html"]))


def test_correction_is_called_one_and_carries_the_new_title(world: World) -> None:
    world.act("rain", "correct", hours(2), words={"title": {"en": "It snows"}, "reason": {"en": "We misheard."}})
    found = page(world, "en/claim/rain.html")
    assert "It snows" in words_of(found.find(".//h1"))
    assert "Corrected" in words_of(found.find(".//h1"))
    assert "Correction: Announced Corrected Ministry A: It snows" in words_of(page(world, "en/corrections.html"))
    assert "1 in 7 days." in words_of(page(world, "en/index.html"))


def test_removed_words_name_the_entry_that_removed_them(world: World) -> None:
    act = world.act(
        "rain",
        "remove",
        hours(2),
        acts=["rain/1"],
        ground="court",
        category="privacy",
        words={"reason": {"en": "Order 5."}},
    )
    index = len(world.all) - 1
    assert act == "rain/2"
    for path in ("en/claim/rain.html", "en/text/claim/rain.html", "en/archive/day/2022-02.html"):
        said = words_of(page(world, path))
        assert f"Words removed by entry {index}." in said
        assert "It rains" not in said
    assert "Ground: court." in words_of(page(world, "en/claim/rain.html"))
    assert "Claim rain" in words_of(page(world, "en/claim/rain.html").find(".//h1"))


def test_missing_words_are_not_called_removed(world: World) -> None:
    world.blobs.clear()
    said = words_of(page(world, "en/claim/rain.html"))
    assert "missing from this copy" in said
    assert "removed by entry" not in said


def test_late_entry_says_when_it_was_entered(world: World) -> None:
    world.act("rain", "dispute", hours(8), by="b1", known_at=hours(2), known_at_precision="exact")
    world.act("rain", "comment", hours(9), by="b1", known_at=hours(8.5), known_at_precision="exact")
    world.act("rain", "comment", hours(10), by="b1", known_at=hours(2), known_at_precision="day")
    found = page(world, "en/claim/rain.html")
    assert "entered on 14 February 2022, 16:00" in words_of(found.xpath("//li[@id='a2']")[0])
    assert "entered on" not in words_of(found.xpath("//li[@id='a3']")[0])
    assert "entered on" not in words_of(found.xpath("//li[@id='a4']")[0])  # the same day: it is known no closer


def test_a_claim_that_ends_at_nine_reads_out_of_date_at_nine_in_every_output() -> None:
    world = World()
    world.act(
        "calm",
        "announce",
        hours(1),
        by="a1",
        nature="state",
        section="safety",
        valid_until=hours(13),
        words=told("Calm."),
    )
    paths = [
        "en/claim/calm.html",
        "en/text/claim/calm.html",
        "en/archive/day/2022-02.html",
        "en/index.html",
        "en/text/index.html",
    ]
    for path in paths:
        before, after = words_of(page(world, path, 13 - 1 / 3600)), words_of(page(world, path, 13))
        assert "Out of date" not in before, path
        assert "valid until 14 February 2022, 21:00" in before or "Valid until" in before, path
        assert "Out of date" in after, path
        assert "its time passed 14 February 2022, 21:00" in after, path


def test_statement_stays_on_record_and_its_assessment_reads_as_over() -> None:
    world = World()
    world.act(
        "calm",
        "publish",
        hours(1),
        kind="statement",
        by="a1",
        basis="assessment",
        valid_until=hours(5),
        words=told("Calm."),
    )
    assert "valid until" in words_of(page(world, "en/archive/day/2022-02.html", 4))
    assert "its time passed 14 February 2022, 13:00" in words_of(page(world, "en/archive/day/2022-02.html", 5))


def test_rumour_is_said_by_nobody_named() -> None:
    world = World()
    world.act("talk", "announce", hours(1), nature="event", words=told("They say so.", "ATMs are closed"))
    found = page(world, "en/claim/talk.html")
    assert words_of(found.find(".//h1")) == "Rumour ATMs are closed"
    assert "Source not named" in words_of(found.xpath("//dl")[0])


def test_missing_translation_holds_nothing_back_and_says_so(world: World) -> None:
    found = page(world, "uk/claim/rain.html")
    assert "It rains in the north." in words_of(found)
    assert "Тексту українською немає. Показано мовою: англійська." in words_of(found)
    assert found.xpath("//blockquote/@lang") == ["en"]
    assert found.xpath("//h1//span[@lang='en']")


def test_original_in_a_language_without_pages_is_shown_beside() -> None:
    world = World()
    words = {"title": {"en": "T"}, "text": {"en": "We leave.", "ru": "Мы уходим."}}
    versions = {"en": "press", "ru": "original"}
    world.act("s", "publish", hours(1), kind="statement", by="b1", words=words, versions=versions, form="quotation")
    found = page(world, "en/statement/s.html")
    assert "“Мы уходим.”" in words_of(found)
    assert "original (Russian)" in words_of(found)
    assert "“We leave" not in words_of(found)


def test_superseded_leads_to_the_newer_one(world: World) -> None:
    world.act("snow", "announce", hours(2), by="a1", nature="event", words=told("Snow.", "It snows"))
    world.act("rain", "supersede", hours(3), by="a1", successor="snow")
    found = page(world, "en/claim/rain.html")
    assert "Replaced by newer" in words_of(found.find(".//h1"))
    assert found.xpath("//section//a[@href='../claim/snow.html']")


def test_a_document_that_replaces_itself_or_is_unknown_does_no_harm(world: World) -> None:
    world.act("rain", "supersede", hours(3), by="a1", successor="nowhere")
    assert "Replaced by newer" in words_of(page(world, "en/claim/rain.html"))
    other = World()
    other.act("loop", "announce", hours(1), by="a1")
    other.act("loop", "supersede", hours(2), by="a1", successor="loop")
    assert "Replaced by newer" in words_of(page(other, "en/claim/loop.html"))


# ── the way of a measure ─────────────────────────────────────────────────────────────────────────────────────────────
def way(world: World, at: float) -> list[str]:
    return [words_of(step) for step in page(world, "en/measure/road.html", at).xpath("//ol[@class='way']/li")]


def test_the_way_of_a_measure() -> None:
    world = World()
    world.act("road", "announce", hours(1), kind="measure", by="a1", due_at=hours(10), words=told("We shall build."))
    assert way(world, 1)[1:] == ["Adopted not yet", "Due 14 February 2022, 18:00", "Carried out not yet"]
    world.act("road", "publish", hours(2), kind="measure", by="a1", basis="own_decision", evidence="published")
    assert way(world, 3)[1].startswith("Adopted Ministry A, 14 February 2022, 10:00")
    assert way(world, 11)[3] == "Carried out no completion recorded"
    assert "Ended" in words_of(page(world, "en/measure/road.html", 11).find(".//h1"))
    world.act(
        "road",
        "confirm",
        hours(12),
        kind="measure",
        by="c1",
        confirms="carried_out",
        words={"confirms": {"en": "the road is open"}},
    )
    assert way(world, 13)[3].startswith("Carried out c1, 14 February 2022, 20:00")
    said = words_of(page(world, "en/measure/road.html", 13))
    assert "Done" in said
    assert "Confirms: the road is open" in said
    assert "its time passed" not in said


def test_figures_carry_qualifier_and_unit() -> None:
    world = World()
    figure = {"metric": "m", "value": -1234567, "scale": 2, "qualifier": "lower_bound"}
    words = told("N") | {"unit": {"en": "km"}}
    world.act("n", "announce", hours(1), by="a1", nature="state", figure=figure, words=words)
    assert "Figure: at least −12 345.67 km" in words_of(page(world, "en/claim/n.html"))


def test_attachments_are_links_to_blobs() -> None:
    world = World()
    digest = "ab" * 32
    world.act("n", "announce", hours(1), by="a1", media=[{"digest": digest, "media_type": "image/png", "size": 2048}])
    found = page(world, "en/claim/n.html")
    assert found.xpath(f"//a[@href='../../blob/{digest}']")
    assert "image/png, 2 KiB" in words_of(found)


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_full_page_of_the_archive_never_changes_its_items() -> None:
    world = World()
    for number in range(120):
        world.act(f"d-{number:03}", "announce", hours(1) + timedelta(minutes=number), by="a1", nature="event")
    first = "en/archive/day/2022-02.html"
    before = dict(render(world.ledger(), hours(9), only=[first]))[first]
    world.act("d-late", "announce", hours(8), by="a1", nature="event", known_at=hours(0.5))
    made = dict(
        render(
            world.ledger(), hours(9), only=[first, "en/archive/day/2022-02-p3.html", "en/archive/day/2022-02-p4.html"]
        )
    )
    assert made[first] == before
    assert "d-late" in made["en/archive/day/2022-02-p3.html"].decode()
    assert "en/archive/day/2022-02-p4.html" not in made


def test_months_are_those_of_the_registers_time_zone() -> None:
    world = World()
    world.act("eve", "announce", hours(16.5) + timedelta(days=14), by="a1", nature="event")  # 28 February 22:30 UTC
    made = dict(render(world.ledger(), hours(24 * 20)))
    assert "en/archive/day/2022-03.html" in made
    assert "en/archive/day/2022-02.html" not in made


def test_region_codes_with_a_colon_have_portable_paths() -> None:
    world = World()
    world.act("raion", "announce", hours(1), by="a1", nature="event", regions=["UA-63:UA63120000000028556"])
    made = dict(render(world.ledger(), hours(2)))
    path = "en/archive/region/UA-63.UA63120000000028556/index.html"
    assert path in made
    assert dict(render(world.ledger(), hours(2), only=[path])) == {path: made[path]}


def test_monthly_table_counts_claims_by_originator() -> None:
    world = World()
    for number in range(3):
        world.act(f"a-{number}", "announce", hours(1), by="a1", nature="event")
    world.act("a-0", "dispute", hours(2), by="b1")
    world.act("a-1", "clarify", hours(4), by="a1")
    world.act("b-0", "announce", hours(1), nature="event")
    rows = {
        words_of(row[0]): [words_of(cell) for cell in row[1:]]
        for row in page(world, "en/originators.html").xpath("//tbody/tr")
    }
    assert rows == {
        "Ministry A": ["3", "0", "1", "0", "0", "0", "3 hours"],
        "Source not named": ["1", "0", "0", "0", "0", "0", ""],
    }


def test_who_sent_no_report_today() -> None:
    world = World()
    world.act("n", "announce", hours(1), by="a1", nature="event")
    today, tomorrow = (page(world, "en/how-we-work.html", at) for at in (2, 26))
    assert "Ministry A" not in words_of(today.xpath("//h2[@id='silent']/following-sibling::*[1]")[0])
    assert "received 14 February 2022, 09:00" in words_of(today.xpath("//tr[th[contains(., 'Ministry A')]]")[0])
    assert [words_of(one) for one in tomorrow.xpath("//h2[@id='silent']/following-sibling::ul[1]/li")] == [
        "desk",
        "Ministry A",
    ]


def test_an_empty_site_has_its_pages_and_says_that_there_is_nothing() -> None:
    made = dict(render(World().ledger(), hours(1)))
    home = words_of(read(made["en/index.html"]))
    assert "Nothing was entered in the last 24 hours." in home
    assert "cannot tell you whether you are in danger" in home
    assert "No bulletin has been issued yet." in words_of(read(made["en/bulletins.html"]))
    assert "None so far." in words_of(read(made["en/corrections.html"]))
    assert "No claims in this month." in words_of(read(made["en/originators.html"]))
