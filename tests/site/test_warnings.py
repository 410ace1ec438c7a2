"""Warnings in every output: what stands, in what order, until when, for whom; exercises apart; none reads as safe."""

import gzip
import hashlib
import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from tests.site.stage import read, words_of
from tests.site.test_machine import GRAMMAR
from tests.site.warnings import MARK, PLACES, Warned, add, retract, warn
from tests.site.world import World, hours

from uarazom.acts.alerts import concern
from uarazom.areas import geojson
from uarazom.site.alerts import message_name
from uarazom.site.machine import geo
from uarazom.site.render import render

ATOM, CAP = "{http://www.w3.org/2005/Atom}", "{urn:oasis:names:tc:emergency:cap:1.2}"
HOMES = ("en/index.html", "en/text/index.html")


def said(world: Warned, at: datetime, path: str) -> str:
    return words_of(read(world.render(at, [path])[path]).find(".//main"))


def loaded(world: Warned, at: datetime, path: str = "alerts.json") -> Any:
    return json.loads(world.render(at, [path])[path])


def titles(world: Warned, at: datetime, path: str) -> list[str]:
    tree = etree.fromstring(world.render(at, [path])[path])
    return [one.text or "" for one in tree.iter(f"{ATOM}title", "title")][1:]


@pytest.fixture
def world() -> Warned:
    """A raid in one raion, a graver one over an oblast and a part of another, an exercise."""
    made = Warned()
    warn(made, "raid", hours(1), regions=["UA-63:100"], until=hours(3))
    warn(made, "chem", hours(1), regions=["UA-05"], parts={"UA-65": "part"}, until=hours(6), severity="Extreme")
    warn(made, "tabletop", hours(1), regions=["UA-05"], until=hours(3), exercise=True)
    return made


# ── home ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("path", HOMES)
def test_home_says_first_what_is_in_force_the_gravest_first(world: Warned, path: str) -> None:
    text = said(world, hours(2), path)
    order = ["Are you in danger", "Vinnytsia Oblast", "Extreme danger", "Go to a shelter.", "14:00", "Kharkiv Raion"]
    order += ["Severe danger", "112", "Exercises under way", MARK, "What has changed"]
    assert sorted(order, key=text.index) == order
    assert "desk, 14 February 2022, 09:00" in text  # who says so, as of when
    assert "time ran out, what holds is not known" in text


@pytest.mark.parametrize("path", HOMES)
def test_none_in_force_is_said_with_its_end(path: str) -> None:
    text = said(Warned(), hours(2), path)
    assert "No warning issued here is in force as of 14 February 2022, 10:00." in text
    assert "After 14 February, 10:05 do not rely on this." in text
    assert "follow sirens" in text


@pytest.mark.parametrize("path", HOMES)
def test_home_holds_its_budget_with_many_warnings_and_drops_none(path: str) -> None:
    world = Warned()
    for number in range(60):
        place = {"uk": f"Район {number}", "en": f"Place number {number}"}
        warn(world, f"raid-{number}", hours(1), regions=["UA-05"], until=hours(3), words={"place": place})
    page = world.render(hours(2), [path])[path]
    assert len(gzip.compress(page, 9, mtime=0)) <= (6_144 if "text" in path else 14_336)
    assert all(
        f"Place number {number}:" in words_of(read(page)).replace(".", ":").replace(",", ":") for number in range(60)
    )


def test_other_pages_made_each_minute_lead_home_while_a_warning_is_in_force(world: Warned) -> None:
    for page in ("bulletins.html", "how-we-work.html", "places.html", "text/bulletins.html"):
        found = read(world.render(hours(2), [f"en/{page}"])[f"en/{page}"])
        assert "Warnings in force as of 14 February 2022, 10:00: 2" in words_of(found)
        assert "Warnings in force as of" not in words_of(read(world.render(hours(8), [f"en/{page}"])[f"en/{page}"]))


# ── the page of a warning ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("tree", ["", "text/"])
def test_the_page_of_a_warning_has_its_whole_life(tree: str) -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(3), signed=True)
    warn(world, "raid", hours(2), regions=["UA-63:100"], until=hours(4))
    add(world, "raid", "hold", hours(2.5))
    path = f"en/{tree}alert/raid.html"
    text = said(world, hours(2.6), path)
    text = text[text.index("On hold") :]
    order = ["On hold", "Air raid warning", "Kharkiv Raion", "act on the warning", "Go to a shelter.", "12:00"]
    order += ["warns", "updates the warning", "put on hold"]
    assert sorted(order, key=text.index) == order
    links = read(world.render(hours(2.6), [path])[path]).xpath("//a/@href")
    assert [link.rpartition("/")[2] for link in links if "/cap/" in link] == [
        "2.49.0.1.804.raid.1.xml",
        "2.49.0.1.804.raid.2.xml",
    ]
    assert "signed within (XML), and in the record" in text
    assert "signed in the record; no signature within the file" in text
    after = said(world, hours(4), path)
    assert "Out of date" in after
    assert (
        "Time ran out 14 February 2022, 12:00. Nobody gave the all-clear: what holds now is not known."
        in after.replace("what holds is not", "what holds now is not")
    )


def test_a_false_warning_says_so_and_how_long_it_stood() -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(3))
    retract(world, "raid", hours(1) + timedelta(minutes=2, seconds=5))
    text = said(world, hours(2), "en/alert/raid.html")
    assert text.index("Withdrawn") < text.index("This warning was false.") < text.index("2 minutes 5 seconds")
    assert "retracts the warning: it was false" in text
    assert "Go to a shelter" not in text[: text.index("Every message")]
    assert "2 minutes 5 seconds" in said(world, hours(2), "en/originators/2022-02.html")
    assert "raid/2" in said(world, hours(2), "en/corrections/2022-02.html")


def test_a_warning_that_was_cancelled_is_no_correction() -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(3))
    retract(world, "raid", hours(1.5), ground="cancelled")
    assert "Cancelled" in said(world, hours(2), "en/alert/raid.html")
    assert "en/corrections/2022-02.html" not in world.render(hours(2))
    assert "withdrawn" not in said(world, hours(2), "en/index.html")


def test_a_missing_translation_is_said_and_holds_nothing_back() -> None:
    world = Warned()
    only = {"title": {"uk": "Тривога"}, "instruction": {"uk": "До укриття."}, "text": {}}
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(3), words=only)
    for path in ("en/index.html", "en/alert/raid.html", "en/place/UA-63.html"):
        page = read(world.render(hours(2), [path])[path])
        assert "There is no English text. Shown in Ukrainian." in words_of(page)
        assert page.xpath("//*[@lang='uk']//text()[contains(., 'До укриття.')]")


def test_a_page_of_a_warning_never_goes_away() -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(2))
    add(world, "raid", "remove", hours(30), acts=["raid/1"], ground="court", category="personal_data")
    for at in (hours(1), hours(20), hours(31), hours(24 * 400)):
        assert "en/alert/raid.html" in world.render(at, ["en/alert/raid.html"])


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("code", "headline"),
    [
        ("UA-63:100", "Warning in force"),
        ("UA-63", "Warning in force in a part of this place"),
        ("UA-63:200", "No warning issued here is in force for this place"),
        ("UA-05", "Warning in force"),
        ("UA-65", "Warning in force in a part of this place"),
        ("UA", "Warning in force in a part of this place"),
    ],
)
def test_a_place_is_answered_exactly(world: Warned, code: str, headline: str) -> None:
    page = read(
        world.render(hours(2), [f"en/place/{code.replace(':', '.')}.html"])[f"en/place/{code.replace(':', '.')}.html"]
    )
    assert words_of(page.xpath("//section[@id='said']/h2")[0]) == headline
    assert "As of 14 February, 10:00. Valid until 14 February, 10:05; after that: not known." in words_of(page)
    assert page.xpath("//a[@href='tel:112']")
    assert ("Go to a shelter." in words_of(page)) == headline.startswith("Warning")


@given(st.dictionaries(st.sampled_from(PLACES), st.sampled_from(["whole", "part", "possibly"]), min_size=1))
def test_the_page_of_a_place_says_what_acts_say(codes: dict[str, str]) -> None:
    world = Warned()
    whole = sorted(code for code, how in codes.items() if how == "whole")
    parts = {code: how for code, how in codes.items() if how != "whole"}
    warn(world, "raid", hours(1), regions=whole, parts=parts, until=hours(3))
    context = world.context(hours(2))
    words = {None: "none", "whole": "whole", "part": "part", "possibly": "possibly"}
    for code in PLACES:
        page = read(world.render(hours(2), [path := f"en/place/{code.replace(':', '.')}.html"])[path])
        expected = context.languages["en"].word("place", words[concern(context.documents["raid"], code)])
        assert words_of(page.xpath("//section[@id='said']/h2")[0]) == expected


def test_time_that_ran_out_without_an_all_clear_never_reads_as_safe() -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(3))
    for at in (hours(3), hours(26)):
        assert "Not known whether a warning is in force" in said(world, at, "en/place/UA-63.100.html")
        assert loaded(world, at)["alerts"] == []
        assert [one["id"] for one in loaded(world, at)["ran_out"]] == ["raid"]
    assert "No warning issued here" in said(world, hours(27.1), "en/place/UA-63.100.html")
    warn(world, "raid", hours(4), regions=["UA-63"], ends="all_clear")
    assert "No warning issued here" in said(world, hours(4), "en/place/UA-63.100.html")


def test_places_lists_every_place_under_what_it_lies_in(world: Warned) -> None:
    page = read(world.render(hours(2), ["en/places.html"])["en/places.html"])
    assert page.xpath("//main//a/@href") == [
        f"./en/place/{code}.html".replace("./en/", "../en/")
        for code in ("UA", "UA-63", "UA-63.200", "UA-63.100", "UA-65", "UA-05")  # by name
    ]
    assert "Kharkiv Raion Warning in force" in words_of(page)


def test_where_nobody_warns_no_page_says_that_nothing_is_in_force() -> None:
    files = dict(render(World().ledger(), hours(2)))
    assert not [path for path in files if "place/" in path or path.startswith("cap/") or path == "alerts.json"]
    assert "This site carries no alarms." in files["en/index.html"].decode()


# ── machines ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_cap_file_is_the_bytes_that_the_entry_names(world: Warned) -> None:
    files = world.render(hours(2))
    assert files["cap/2.49.0.1.804.raid.1.xml"] == b"<alert>2.49.0.1.804.raid.1</alert>"
    warn(world, "raid", hours(2.1), regions=["UA-63:100"], until=hours(4), signed=True)
    later = world.render(hours(2.2))
    assert later["cap/2.49.0.1.804.raid.1.xml"] == files["cap/2.49.0.1.804.raid.1.xml"]
    assert later["cap/2.49.0.1.804.raid.2.xml"].endswith(b"<Signature/>")


def test_feeds_have_all_that_is_in_force_and_nothing_else(world: Warned) -> None:
    for lang, title in (("", "Повітряна тривога"), ("-uk", "Повітряна тривога"), ("-en", "Air raid warning")):
        for form in ("atom", "rss"):
            assert titles(world, hours(2), f"cap/alerts{lang}.{form}") == [title, title]
            assert titles(world, hours(3), f"cap/alerts{lang}.{form}") == [title]
            assert titles(world, hours(6), f"cap/alerts{lang}.{form}") == []
    assert titles(world, hours(2), "cap/exercises-en.atom") == [f"{MARK}: Air raid warning"]


def test_a_feed_is_atom_and_carries_caps_own_words(world: Warned) -> None:
    tree = etree.fromstring(world.render(hours(2), ["cap/alerts-en.atom"])["cap/alerts-en.atom"])
    assert GRAMMAR.validate(tree), GRAMMAR.error_log
    entry = tree.findall(f"{ATOM}entry")[1]
    assert entry.findtext(f"{CAP}severity") == "Severe"
    assert entry.findtext(f"{CAP}expires") == "2022-02-14T09:00:00-00:00"
    assert entry.find(f"{ATOM}link[@type='application/cap+xml']").get("href") == "../cap/2.49.0.1.804.raid.1.xml"


def test_an_entry_is_never_edited_a_new_message_is_a_new_entry(world: Warned) -> None:
    def entries(at: float) -> dict[str, bytes]:
        tree = etree.fromstring(world.render(hours(at), ["cap/alerts.atom"])["cap/alerts.atom"])
        return {one.findtext(f"{ATOM}id") or "": etree.tostring(one) for one in tree.iter(f"{ATOM}entry")}

    before = entries(1.5)
    add(world, "raid", "hold", hours(2))
    add(world, "raid", "clarify", hours(2.1), by="desk")
    assert entries(2.2) == before
    warn(world, "raid", hours(2.3), regions=["UA-63:100"], until=hours(4))
    after = entries(2.5)
    assert len(after) == 2
    assert len(after.keys() & before.keys()) == 1
    assert all(after[id] == before[id] for id in after.keys() & before.keys())


def test_an_empty_geojson_has_an_end_too(world: Warned) -> None:
    quiet = loaded(Warned(), hours(2), "cap/alerts.geojson")
    assert quiet["features"] == []
    assert (quiet["made_at"], quiet["do_not_rely_after"]) == ("2022-02-14T08:00:00Z", "2022-02-14T08:05:00Z")
    assert loaded(world, hours(2), "cap/exercises.geojson")["do_not_rely_after"] == quiet["do_not_rely_after"]


def test_a_warning_without_known_shapes_is_in_the_geojson_with_its_codes(world: Warned) -> None:
    found = loaded(world, hours(2), "cap/alerts.geojson")
    assert [one["geometry"] for one in found["features"]] == [None, None]
    assert found["features"][0]["properties"]["concerns"] == {"UA-05": "whole", "UA-65": "part"}


def test_outlines_of_the_register_are_the_shapes_of_whole_regions() -> None:
    square = [[30, 50], [30, 51], [31, 51], [31, 50], [30, 50]]
    feature = {
        "type": "Feature",
        "id": "UA-63",
        "properties": {},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    raw = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    world = Warned(instance={"geometry": hashlib.sha256(raw).hexdigest()})
    world.plain_blob(raw)
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(3))
    [shown] = loaded(world, hours(2), "cap/alerts.geojson")["features"]
    assert shown["geometry"] == {"type": "MultiPolygon", "coordinates": [[square[::-1]]]}  # against the clock (§3.1.6)


def test_a_circle_is_drawn_around_its_centre() -> None:
    ring = geo.around(49.0, 32.0, 111.195)
    assert ring[0] == ring[-1]
    assert len(geojson.read_ring(ring, "here")) == geo.CORNERS + 1
    assert max(y for _, y in ring) == pytest.approx(50, abs=0.01)
    assert geo.area(ring) > 0


def test_now_json_names_what_is_in_force(world: Warned) -> None:
    found = loaded(world, hours(2), "now.json")
    assert (found["alerts"], found["exercises"]) == (["chem", "raid"], ["tabletop"])
    assert found["next_change_at"] == "2022-02-14T09:00:00Z"


def test_an_identifier_that_is_no_file_name_is_called_by_its_digest() -> None:
    strange = ["../../etc/passwd", "a/b", ".hidden", "a" * 250, "~a", "a:b", "%2e", "é"]
    names = [message_name(one) for one in strange]
    assert all(re.fullmatch("~[0-9a-f]{64}", name) for name in names)
    assert len(set(names)) == len(strange)
    assert message_name("2.49.0.1.804.0.2026.1") == "2.49.0.1.804.0.2026.1"


# ── exercises ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_exercise_stands_in_no_output_of_warnings_and_has_its_mark_in_its_own(world: Warned) -> None:
    files = world.render(hours(2))
    for path, content in files.items():
        if "tabletop" in content.decode() and not path.startswith("cap/2.49"):
            assert MARK in content.decode() or path == "now.json", path
    live = [
        path
        for path in files
        if path.startswith(("cap/alerts", "document/", "feeds/", "archive/")) or "/archive/" in path
    ]
    assert not [path for path in live if b"tabletop" in files[path]]
    assert not [path for path in files if "/alert/tabletop" in path]
    own = loaded(world, hours(2), "exercise/tabletop.json")
    assert own["mark"] == MARK
    assert loaded(world, hours(2))["exercises"][0]["mark"] == MARK
    assert loaded(world, hours(2), "cap/exercises.geojson")["features"][0]["properties"]["mark"] == MARK


def test_an_exercise_never_makes_a_place_read_as_warned(world: Warned) -> None:
    quiet = Warned()
    warn(quiet, "tabletop", hours(1), regions=["UA-05"], until=hours(3), exercise=True)
    page = said(quiet, hours(2), "en/place/UA-05.html")
    assert "No warning issued here is in force for this place" in page
    assert MARK in page
    assert "Not known" not in said(quiet, hours(3.5), "en/place/UA-05.html")


def test_an_exercise_of_the_same_id_is_another_document() -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-05"], until=hours(3))
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(5), exercise=True)
    retract(world, "raid", hours(2))
    files = world.render(hours(2.5))
    assert MARK not in files["en/alert/raid.html"].decode()
    assert "Withdrawn" in words_of(read(files["en/alert/raid.html"]))
    assert "In force" in words_of(read(files["en/exercise/raid.html"]))


@pytest.mark.parametrize(
    "path", ["en/index.html", "en/exercise/tabletop.html", "en/exercises.html", "en/text/exercise/tabletop.html"]
)
def test_the_mark_is_inside_the_box_first_and_last(world: Warned, path: str) -> None:
    page = read(world.render(hours(2), [path])[path])
    box = page.xpath("//*[contains(@class, 'drill')]") or page.xpath("//div[h1]")
    text = words_of(box[0])
    assert text.startswith(MARK)
    assert f"{MARK} This is an exercise. There is no danger." in text[-len(MARK) - 50 :]


@pytest.mark.parametrize("exercise", [False, True])
def test_one_persons_hold_neither_silences_a_warning_nor_calls_to_act_on_an_exercise(*, exercise: bool) -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(6), exercise=exercise)
    add(world, "raid", "hold", hours(2), exercise=exercise, words={})
    text = said(world, hours(3), f"en/{'exercise' if exercise else 'alert'}/raid.html")
    assert "On hold" in text
    assert "Do not repeat" not in text
    assert "removed" not in text
    assert ("act on the warning" in text) != exercise


def test_a_message_of_an_exercise_that_lacks_the_mark_gets_it() -> None:
    world = Warned()
    words = {"title": {"en": "Drill"}, "instruction": {"en": "Run"}, "text": {"en": "Text"}}
    warn(world, "tabletop", hours(1), regions=["UA-05"], until=hours(3), exercise=True, words=words)
    text = said(world, hours(2), "en/exercise/tabletop.html")
    assert all(f"{MARK}: {one}" in text for one in ("Drill", "Run", "Text"))


# ── how we work, and where there is no page ──────────────────────────────────────────────────────────────────────────
def test_how_we_work_says_who_may_warn_and_how_it_is_taken_back(world: Warned) -> None:
    text = said(world, hours(2), "en/how-we-work.html")
    assert "May warn: desk." in text
    assert "either of them releases it alone" in text
    assert f"“{MARK}”" in text


def test_the_page_for_a_wrong_address_leads_to_what_is_in_force(world: Warned) -> None:
    page = html.document_fromstring(world.render(hours(2), ["en/404.html"])["en/404.html"].decode())
    assert "keeps its address for ever" in page.text_content()
    assert "/en/places.html" in page.xpath("//a/@href")


def test_the_script_is_small(world: Warned) -> None:
    files = world.render(hours(2), ["place.js", "en/index.html"])
    assert len(gzip.compress(files["place.js"], 9)) <= 10_240
    assert b"eval" not in files["place.js"]
    assert b"innerHTML" not in files["place.js"]


def cap_of(*shapes: str) -> bytes:
    """A CAP message with these shapes, said twice: in each language."""
    info = (
        f"<info><category>Safety</category><event>e</event><area><areaDesc>a</areaDesc>{''.join(shapes)}</area></info>"
    )
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>i</identifier>{info}{info}</alert>'.encode()
    )


def test_shapes_of_the_message_are_the_shapes_of_the_warning_once_each_against_the_clock() -> None:
    world = Warned()
    shapes = ("<polygon>50,30 51,30 51,31 50,31 50,30</polygon>", "<circle>49.0,32.0 10</circle>")
    warn(world, "raid", hours(1), parts={"UA-63": "possibly"}, until=hours(3), cap=cap_of(*shapes))
    [feature] = loaded(world, hours(2), "cap/alerts.geojson")["features"]
    square, circle = feature["geometry"]["coordinates"]
    assert square == [[[30, 50], [31, 50], [31, 51], [30, 51], [30, 50]]]
    assert len(circle[0]) == geo.CORNERS + 1
    assert geo.area(square[0]) > 0
    assert geo.area(circle[0]) > 0


@pytest.mark.parametrize("raw", [b"", b"<alert", b"<!DOCTYPE a><a/>", cap_of("<polygon>x</polygon>")])
def test_a_message_that_cannot_be_read_leaves_the_codes(raw: bytes) -> None:
    world = Warned()
    warn(world, "raid", hours(1), regions=["UA-63"], until=hours(3), cap=raw or b" ")
    [feature] = loaded(world, hours(2), "cap/alerts.geojson")["features"]
    assert feature["geometry"] is None
    assert feature["properties"]["concerns"] == {"UA-63": "whole"}


def test_beside_an_exercise_no_page_calls_its_own_language_another() -> None:
    world = Warned()
    warn(world, "drill", hours(1), regions=["UA-63"], until=hours(3), exercise=True)
    pages = {path: page for path, page in world.render(hours(2)).items() if path.startswith("en/")}
    assert len(pages) > 10
    assert not [path for path, page in pages.items() if b'hreflang="en"' in page]
