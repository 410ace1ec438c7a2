"""The reader's place, kept on the device: what it answers, and that no network, dead or lying, makes it say "none".

The script is asked through a browser, against a server that says whatever a test wants, at the instant of the site.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from tests.site.warnings import MARK, Warned, retract, warn
from tests.site.world import hours

from uarazom.acts.alerts import concern

pytestmark = [pytest.mark.browser]
AT = hours(2)
NONE = "No warning issued here is in force for this place"
UNKNOWN = "Not known whether a warning is in force"
TYPES = {"html": "text/html; charset=utf-8", "json": "application/json", "js": "text/javascript"}
Lie = Callable[[dict[str, Any]], Any]


class Host:
    """The files of a site over HTTP, with answers of one's own in their place."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.lies: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[str] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0][1:]
                host.asked.append(self.path)
                kind = TYPES.get(path.rpartition(".")[2], "text/plain")
                status, kind, body = host.lies.get(path) or (
                    (200, kind, host.files[path]) if path in host.files else (404, kind, b"")
                )
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(BrokenPipeError, ConnectionResetError):  # a page that went on asks for nothing more
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}/"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.close()


@pytest.fixture
def world() -> Warned:
    return Warned()


def serve(host: Host, world: Warned, at: datetime = AT) -> None:
    host.files = world.render(at)


def opened(page: Any, host: Host, path: str, at: datetime = AT) -> str:
    """Open a page at an instant of the reader's clock; what the script says, once it has asked."""
    page.clock.install(time=at)
    page.goto(host.address + path)
    page.wait_for_function(
        "document.getElementById('here').childElementCount > 0 || document.getElementById('here').hidden"
    )
    page.wait_for_load_state("networkidle")
    return heard(page)


def heard(page: Any) -> str:
    """What is visible of the place's answer: the page's own, or the script's."""
    shown = "[...document.querySelectorAll('#said, #here')].filter(one => !one.hidden)"
    return str(page.evaluate(f"{shown}.map(one => one.innerText).join(' ')"))


@pytest.mark.parametrize("code", ["UA-63:100", "UA-63:200", "UA-63", "UA-05", "UA-65", "UA"])
def test_the_script_says_of_every_place_what_acts_say(page: Any, host: Host, world: Warned, code: str) -> None:
    warn(world, "oblast", hours(1), regions=["UA-65"], until=hours(3))
    warn(world, "raion", hours(1), regions=["UA-63:100"], until=hours(3))
    warn(world, "polygon", hours(1), parts={"UA-63:200": "part", "UA-05": "possibly"}, until=hours(3))
    serve(host, world)
    said = opened(page, host, f"en/place/{code.replace(':', '.')}.html")
    context = world.context(AT)
    answers = {concern(document, code) for document in context.alerts} - {None}
    word = next((how for how in ("whole", "part", "possibly") if how in answers), "none")
    assert context.languages["en"].word("place", word) in said
    assert UNKNOWN not in said


def test_a_place_is_kept_on_the_device_and_told_to_nobody(page: Any, host: Host, world: Warned) -> None:
    warn(world, "raion", hours(1), regions=["UA-63:100"], until=hours(3))
    serve(host, world)
    opened(page, host, "en/place/UA-63.100.html")
    page.get_by_role("button", name="Keep this place on this device").click()
    host.asked.clear()
    page.goto(host.address + "en/index.html")
    page.get_by_text("Warning in force").first.wait_for()
    here = page.locator("#here")
    assert here.get_by_role("link", name="Kharkiv Raion").get_attribute("href") == "place/UA-63.100.html"
    assert here.get_by_role("alert").inner_text() == "Warning in force"
    assert sorted(set(host.asked)) == ["/alerts.json", "/en/index.html", "/place.js"]
    assert page.context.cookies() == []
    here.get_by_role("button", name="Forget this place").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.getElementById('here').hidden")
    assert page.evaluate("localStorage.length") == 0


def test_nothing_is_asked_where_no_place_is_kept(page: Any, host: Host, world: Warned) -> None:
    serve(host, world)
    page.goto(host.address + "en/index.html")
    page.wait_for_load_state("networkidle")
    assert sorted(set(host.asked)) == ["/en/index.html", "/place.js"]
    assert not page.locator("#here").is_visible()


def changed(**members: Any) -> Lie:
    return lambda file: file | members


ELSEWHERE = {"id": "a", "reads": {}, "concerns": {"UA-05": "part"}}  # a warning, as it may stand in the file
LIES: dict[str, Lie] = {
    "another record": changed(origin="elsewhere.test/log"),
    "another mode": changed(mode="training"),
    "another format": changed(format="uarazom/alerts/2"),
    "an old copy": changed(made_at="2022-02-14T07:54:00Z"),
    "of the future": changed(made_at="2022-02-14T09:00:00Z"),
    "no age": lambda file: {name: value for name, value in file.items() if name != "made_at"},
    "no list": lambda file: {name: value for name, value in file.items() if name != "alerts"},
    "a list of nonsense": changed(alerts=[{"id": "a"}]),
    "codes of nonsense": changed(alerts=[{"id": "a", "reads": {}, "concerns": {"UA-63": "maybe"}}]),
    "no ran_out": changed(ran_out=None),
    "no places_gone": changed(places_gone=None),
    "a warning about no place": changed(alerts=[{"id": "a", "reads": {}, "concerns": {}}]),
    "a warning about a list": changed(alerts=[{"id": "a", "reads": {}, "concerns": ["UA-05"]}]),
    "an end that is no instant": changed(
        alerts=[{"id": "a", "reads": {}, "concerns": {"UA-05": "part"}, "valid_until": 5}]
    ),
    "an end that no calendar has": changed(
        alerts=[{"id": "a", "reads": {}, "concerns": {"UA-63": "whole"}, "valid_until": "2022-02-31T25:61:00Z"}]
    ),
    "one that ran out nobody knows when": changed(ran_out=[{"id": "a", "reads": {}, "concerns": {"UA-63": "part"}}]),
    "an exercise without its mark": changed(exercises=[{"id": "a", "reads": {}, "concerns": {"UA-05": "part"}}]),
    "an age by another calendar": changed(made_at="14 Feb 2022 08:00 UTC"),
    "entries of nonsense": changed(entries="many"),
    "a list": lambda file: [file],
    "null": lambda file: None,
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_reads_not_known(page: Any, host: Host, world: Warned, lie: str) -> None:
    serve(host, world)
    body = json.dumps(LIES[lie](json.loads(host.files["alerts.json"]))).encode()
    host.lies["alerts.json"] = (200, "application/json", body)
    said = opened(page, host, "en/place/UA-63.html")
    assert UNKNOWN in said
    assert NONE not in said
    assert not page.locator("#here a").count(), "half of what was told"


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (200, "text/html", b"<!doctype html><h1>Please pay for this network</h1>"),
        (200, "application/json", b""),
        (200, "application/json", b"\xff\xfe{"),
        (200, "application/json", b'{"format":"uarazom/alerts/1"'),
        (200, "application/json", b" " * 5_000_000),
    ],
)
def test_garbage_reads_not_known(page: Any, host: Host, world: Warned, status: int, kind: str, body: bytes) -> None:
    serve(host, world)
    host.lies["alerts.json"] = (status, kind, body)
    said = opened(page, host, "en/place/UA-63.html")
    assert UNKNOWN in said
    assert NONE not in said


@pytest.mark.parametrize("status", [404, 500, 503])
def test_without_an_answer_the_page_holds_until_its_printed_end_and_then_reads_not_known(
    page: Any, host: Host, world: Warned, status: int
) -> None:
    serve(host, world)
    host.lies["alerts.json"] = (status, "text/plain", b"")
    said = opened(page, host, "en/place/UA-63.html")
    assert NONE in said
    assert "Valid until 14 February, 10:05; after that: not known." in said
    page.clock.run_for(301_000)
    assert UNKNOWN in heard(page)
    assert NONE not in heard(page)


def test_an_answer_ends_by_itself_when_the_network_is_cut(page: Any, host: Host, world: Warned) -> None:
    serve(host, world)
    assert NONE in opened(page, host, "en/place/UA-63.html")
    page.context.set_offline(True)
    page.clock.run_for(200_000)
    assert NONE in heard(page)
    page.clock.run_for(120_000)
    assert UNKNOWN in heard(page)
    assert NONE not in heard(page)


def test_a_page_from_a_cache_of_yesterday_reads_not_known(page: Any, host: Host, world: Warned) -> None:
    serve(host, world)
    said = opened(page, host, "en/place/UA-63.html", AT + timedelta(hours=24))
    assert UNKNOWN in said
    assert NONE not in said


def test_a_copy_older_than_one_seen_before_is_a_lie(page: Any, host: Host, world: Warned) -> None:
    serve(host, world)
    older = world.render(AT - timedelta(minutes=2), ["alerts.json"])["alerts.json"]
    assert NONE in opened(page, host, "en/place/UA-63.html")
    host.lies["alerts.json"] = (200, "application/json", older)
    page.clock.run_for(31_000)
    page.get_by_text(UNKNOWN).first.wait_for()
    assert NONE not in heard(page)


PORTAL = (200, "text/html", b"<!doctype html><h1>Please pay for this network</h1>")


def kept(page: Any, host: Host, code: str = "UA-63", name: str = "Kharkiv Oblast") -> None:
    """The device keeps a place."""
    page.goto(host.address + "robots.txt")
    place = json.dumps({"code": code, "name": name})
    page.evaluate("place => localStorage.setItem('uarazom.place.world.test/log', place)", place)


def test_a_portal_takes_none_away_and_never_a_warning(page: Any, host: Host, world: Warned) -> None:
    serve(host, world)
    kept(page, host)
    assert NONE in opened(page, host, "en/index.html")
    host.lies["alerts.json"] = PORTAL
    page.clock.run_for(31_000)
    page.get_by_text(UNKNOWN).first.wait_for()
    assert NONE not in heard(page)
    del host.lies["alerts.json"]
    warn(world, "raion", AT, regions=["UA-63"], until=hours(3))
    serve(host, world, AT + timedelta(seconds=40))
    page.clock.run_for(31_000)
    page.locator("#here").get_by_text("Warning in force").wait_for()
    host.lies["alerts.json"] = PORTAL
    page.clock.run_for(31_000)
    page.wait_for_load_state("networkidle")
    assert "Warning in force" in heard(page)
    assert "Air raid warning" in heard(page)


def test_a_warning_that_was_told_outlives_the_network(page: Any, host: Host, world: Warned) -> None:
    warn(world, "raion", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    kept(page, host)
    assert "Warning in force" in opened(page, host, "en/index.html")
    page.context.set_offline(True)
    page.clock.run_for(310_000)
    said = heard(page)
    assert UNKNOWN in said, "nobody says so now"
    assert "Air raid warning" in said, "and it was said, as of then, until then"
    assert "As of 10:00. Valid until 10:05" in said
    assert "until 11:00" in said
    page.clock.run_for(3_600_000)
    assert UNKNOWN in heard(page)
    assert "Nobody gave the all-clear" in heard(page)


@pytest.mark.parametrize("minutes", [-720, -60, -6, 2, 60, 720])
def test_a_device_whose_clock_is_wrong_does_not_know(page: Any, host: Host, world: Warned, minutes: int) -> None:
    """The network is honest, the file fresh: the device cannot tell, since its clock says otherwise."""
    device = AT + timedelta(days=1)
    serve(host, world, device + timedelta(minutes=minutes))
    said = opened(page, host, "en/place/UA-63.html", device)
    assert UNKNOWN in said
    assert NONE not in said


def test_a_place_that_is_listed_no_more_is_not_known(page: Any, host: Host, world: Warned) -> None:
    world.register("2022-02-14T05:30:00Z", regions=["UA-05", "UA-63", "UA-63:200", "UA-65"])
    serve(host, world)
    kept(page, host, "UA-63:100", "Kharkiv Raion")
    said = opened(page, host, "en/index.html")
    assert UNKNOWN in said
    assert NONE not in said
    page.goto(host.address + "robots.txt")
    kept(page, host, "UA-63:200", "Izium Raion")
    page.goto(host.address + "en/index.html")
    page.locator("#here").get_by_text(NONE).wait_for()


def test_of_very_many_warnings_a_few_stand_and_the_rest_is_counted(page: Any, host: Host, world: Warned) -> None:
    for number in range(40):
        warn(world, f"raid-{number}", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    kept(page, host)
    assert "And 30 more:" in opened(page, host, "en/index.html")
    assert page.locator("#here a[href*='/alert/']").count() == 10
    assert page.locator("#here").get_by_role("link", name="Warnings in force").get_attribute("href") == "index.html#n"


def test_beside_a_page_that_counts_very_many_the_script_tells_what_is_new(page: Any, host: Host, world: Warned) -> None:
    for number in range(200):
        warn(world, f"raid-{number}", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    said = opened(page, host, "en/place/UA-63.html")
    assert said.count("And ") == 1, "the page counts them, and nobody else"
    assert page.locator("#here a").count() == 0
    warn(world, "new", AT + timedelta(seconds=5), regions=["UA-63"], until=hours(3))
    host.files["alerts.json"] = world.render(AT + timedelta(seconds=6), ["alerts.json"])["alerts.json"]
    page.clock.run_for(31_000)
    page.locator("#here a[href$='/new.html']").wait_for()


def test_what_the_page_tells_the_script_does_not_tell_again(page: Any, host: Host, world: Warned) -> None:
    warn(world, "raion", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    said = opened(page, host, "en/place/UA-63.html")
    assert said.count("Air raid warning") == 1
    assert page.locator("#here").get_by_role("alert").inner_text() == "Warning in force"


def test_an_older_copy_on_the_next_page_is_a_lie_too(page: Any, host: Host, world: Warned) -> None:
    serve(host, world, AT - timedelta(minutes=2))
    older = dict(host.files)
    warn(world, "raion", hours(1.99), regions=["UA-63"], until=hours(3))
    serve(host, world)
    assert "Warning in force" in opened(page, host, "en/place/UA-63.html")
    host.files = older
    page.goto(host.address + "en/place/UA-63.100.html")
    page.wait_for_load_state("networkidle")
    assert NONE not in heard(page)
    assert UNKNOWN in heard(page)


@pytest.mark.parametrize("written", [AT - timedelta(seconds=30), AT + timedelta(seconds=5)])
@pytest.mark.parametrize("id", ["raion", "another"])
def test_what_was_issued_since_is_told_beside_an_open_page(
    page: Any, host: Host, world: Warned, id: str, written: datetime
) -> None:
    """Whoever looks at what to do must not read the way that is closed by now. Another: as many as before, not the same
    ones."""
    warn(world, "raion", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    opened(page, host, "en/place/UA-63.html")
    later = AT + timedelta(seconds=5)
    if id == "another":
        retract(world, "raion", later)
    title = {"uk": "Ідіть на північ", "en": "Go north, not south"}
    warn(world, id, written, issued_at=later, regions=["UA-63"], until=hours(4), words={"title": title})
    host.files["alerts.json"] = world.render(later + timedelta(seconds=1), ["alerts.json"])["alerts.json"]
    page.clock.run_for(31_000)
    page.locator(f"#here a[href$='/{id}.html']").wait_for(timeout=3_000)
    assert "Go north, not south" in page.locator("#here").inner_text()


def test_a_page_that_said_none_says_it_no_more_beside_a_new_warning(page: Any, host: Host, world: Warned) -> None:
    serve(host, world)
    before = host.files["en/place/UA-63.html"]
    warn(world, "raion", AT, regions=["UA-63"], until=hours(3))
    serve(host, world, AT + timedelta(seconds=5))
    host.files["en/place/UA-63.html"] = before
    said = opened(page, host, "en/place/UA-63.html", AT + timedelta(seconds=6))
    assert "Warning in force" in said
    assert NONE not in said


def test_what_to_do_stays_when_the_network_is_cut(page: Any, host: Host, world: Warned) -> None:
    warn(world, "raion", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    opened(page, host, "en/place/UA-63.html")
    page.context.set_offline(True)
    page.clock.run_for(301_000)
    said = heard(page)
    assert UNKNOWN in said
    assert "Go to a shelter." in said


def test_a_warning_that_is_over_leaves_the_page_that_showed_it(page: Any, host: Host, world: Warned) -> None:
    warn(world, "raion", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    before = host.files["en/place/UA-63.html"]
    warn(world, "raion", AT, regions=["UA-63"], ends="all_clear")
    serve(host, world, AT + timedelta(seconds=5))
    host.files["en/place/UA-63.html"] = before
    said = opened(page, host, "en/place/UA-63.html", AT + timedelta(seconds=6))
    assert NONE in said
    assert "Go to a shelter." not in said


def test_a_device_that_slept_does_not_know(page: Any, host: Host, world: Warned) -> None:
    """The clock that nobody can set stands still in sleep (HR-Time, 4.2)."""
    serve(host, world)
    assert NONE in opened(page, host, "en/place/UA-63.html")
    page.context.set_offline(True)
    page.clock.set_system_time(AT + timedelta(hours=8))
    page.clock.run_for(2_000)
    assert UNKNOWN in heard(page)
    assert NONE not in heard(page)


@pytest.mark.parametrize("hours_behind", [1, 12])
def test_a_page_from_a_cache_and_a_clock_that_is_behind_read_not_known(
    page: Any, host: Host, world: Warned, hours_behind: int
) -> None:
    serve(host, world)
    host.lies["alerts.json"] = (503, "text/plain", b"")
    said = opened(page, host, "en/place/UA-63.html", AT - timedelta(hours=hours_behind))
    assert UNKNOWN in said
    assert NONE not in said


def test_a_warning_whose_time_runs_out_on_an_open_page_reads_not_known(page: Any, host: Host, world: Warned) -> None:
    warn(world, "raion", hours(1), regions=["UA-63"], until=AT + timedelta(seconds=90))
    serve(host, world)
    assert "Warning in force" in opened(page, host, "en/place/UA-63.html")
    page.context.set_offline(True)
    page.clock.run_for(91_000)
    said = heard(page)
    assert UNKNOWN in said
    assert "Nobody gave the all-clear" in said


def test_an_exercise_is_told_with_its_mark_and_never_as_a_warning(page: Any, host: Host, world: Warned) -> None:
    warn(world, "tabletop", hours(1), regions=["UA-63"], until=hours(3), exercise=True)
    serve(host, world)
    said = opened(page, host, "en/place/UA-63.html")
    assert NONE in said
    assert MARK in said


def test_what_has_not_changed_is_not_said_again(page: Any, host: Host, world: Warned) -> None:
    """A screen reader says what is put into the page; a finger is on the button while an answer comes."""
    warn(world, "raion", hours(1), regions=["UA-63"], until=hours(3))
    serve(host, world)
    kept(page, host)
    opened(page, host, "en/index.html")
    page.evaluate("[window.was, window.pressed] = document.querySelectorAll('#here [role=alert], #here button')")
    host.files["alerts.json"] = world.render(AT + timedelta(seconds=30), ["alerts.json"])["alerts.json"]
    page.clock.run_for(31_000)
    page.wait_for_load_state("networkidle")
    now = "[...document.querySelectorAll('#here [role=alert], #here button')]"
    assert page.evaluate(f"{now}.every((one, n) => one === [window.was, window.pressed][n])")


def test_words_of_the_record_are_text_never_markup(page: Any, host: Host, world: Warned) -> None:
    hostile = {"title": {"en": "<img src=x onerror=alert(1)>"}, "place": {"en": "</p><script>alert(1)</script>"}}
    warn(world, "raion", hours(1), regions=["UA-63"], until=hours(3), words=hostile)
    serve(host, world)
    said = opened(page, host, "en/place/UA-63.html")
    assert "<img src=x onerror=alert(1)>" in said
    assert page.locator("#here img, #here script").count() == 0


def test_without_script_every_place_is_answered_and_found_from_home(chromium: Any, host: Host, world: Warned) -> None:
    warn(world, "raion", hours(1), regions=["UA-63:100"], until=hours(3))
    serve(host, world)
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(host.address + "en/index.html")
    page.get_by_role("link", name="Is my place affected?").click()
    page.get_by_role("link", name="Kharkiv Raion", exact=True).click()
    assert "Go to a shelter." in page.inner_text("main")
    assert page.locator("a[href='tel:112']").count() == 1
    assert not page.locator("#here").is_visible()
    context.close()


def test_a_demonstration_answers_by_its_own_clock(page: Any, host: Host) -> None:
    """Its days are long past by the reader's clock, and it says on every page that it is a demonstration."""
    world = Warned(instance={"mode": "demonstration"})
    warn(world, "raion", hours(1), regions=["UA-63:100"], until=hours(3), status="Test")
    serve(host, world)
    assert "Warning in force" in opened(page, host, "en/place/UA-63.100.html", at=AT + timedelta(days=1700))
    page.clock.run_for(301_000)
    host.lies["alerts.json"] = (503, "text/plain", b"")
    assert UNKNOWN in heard(page)
