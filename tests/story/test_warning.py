"""A warning's whole life, by keyboard alone, on a running instance: template, confirmation, page, feeds, a stranger's
verification, all clear; then a false one and its retraction, with the seconds measured.

One command serves everything; two people have a browser each and never touch a mouse.
"""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.cli.test_serve import Served, eventually, fetch, start, stop
from tests.story.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.server]
MOST_TABS = 250
OWN_PASSWORD = "seven quiet lanterns"
PACK = Path(__file__).parents[2] / "src" / "uarazom" / "editorial" / "packs" / "events-example.yaml"
CHARTER = f"""
origin: warnings.example.org/log
languages: [uk, en]
region: LU
name: Warnings
mode: live
regions:
  LU-CA: {{uk: Капелен, en: Capellen}}
  LU-CA:0101: {{uk: Маміський район, en: Mamer}}
  LU-CA:0102: {{uk: Стайнфорський район, en: Steinfort}}
bodies:
  office: {{kind: agency, participation: owner, name: {{uk: Служба порятунку, en: Rescue service}}}}
people:
  ann: {{name: Ann, body: office}}
  bob: {{name: Bob, body: office}}
alerting:
  events: {PACK}
  senders: {{office: warnings@example.org}}
  oid: 2.49.0.1.999.0
  exercise_mark: НАВЧАННЯ / EXERCISE
  signature: required
"""
RAION = "LU-CA:0101"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("warning")
    (folder / "charter.yaml").write_text(CHARTER)
    return Office.found(folder / "home", folder / "charter.yaml")


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


@pytest.fixture(scope="module")
def served(office: Office) -> Iterator[Served]:
    settings = office.home / "uarazom.yaml"
    public, desk = free_ports(2)
    given = yaml.safe_load(settings.read_text()) | {"public_port": public, "desk_port": desk}
    settings.write_text(yaml.safe_dump(given))
    running = start(office.home, "serve")
    yield running
    assert stop(running) == 0


class Keys:
    """One person at a keyboard."""

    def __init__(self, page: Any, served: Served, person: str, password: str) -> None:
        self.page, self.desk, self.password = page, served.desk.rstrip("/"), password
        page.goto(f"{self.desk}/sign-in")
        self.fill("[name=person]", person)
        self.fill("[name=password]", password)
        self.enter()
        if page.url.endswith("/me/password"):  # the first password is the operator's too
            self.password = OWN_PASSWORD
            for field, typed in (("old", password), ("new", OWN_PASSWORD), ("again", OWN_PASSWORD)):
                self.fill(f"main [name={field}]", typed)
            self.enter()

    def to(self, wanted: str) -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab never reached {wanted} on {self.page.url}")

    def fill(self, wanted: str, text: str) -> None:
        self.to(wanted)
        self.page.keyboard.type(text)

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, wanted: str) -> None:
        self.to(wanted)
        self.enter()

    def sign(self, wanted: str, button: str) -> None:
        """The password, and the button of its form."""
        self.fill(wanted, self.password)
        self.press(button)


@pytest.fixture(scope="module")
def people(office: Office, served: Served, chromium: Any) -> Iterator[tuple[Keys, Keys]]:
    contexts = [chromium.new_context(locale="en-GB", timezone_id="Europe/Kyiv") for _ in office.people]
    yield tuple(  # type: ignore[misc]  # there are two
        Keys(context.new_page(), served, person, password)
        for context, (person, password) in zip(contexts, office.people.items(), strict=True)
    )
    for context in contexts:
        context.close()


def issue(author: Keys, second: Keys, event: str) -> str:
    """From the event list to the record; the document's id."""
    author.press("nav a[href='/duty']")
    author.press("a[href='/duty/new']")
    author.press(f"button[value={event}]")  # 1 what
    author.fill("#add-place", "Mamer")  # 2 where
    author.enter()
    author.press("button[value=next]")
    author.page.keyboard.press("1")  # 3 until when: half an hour
    author.sign("#password", "button[value=submit]")
    return confirm(author, second)


def confirm(author: Keys, second: Keys) -> str:
    """What the author submitted stands on top of the second person's first page."""
    number = author.page.url.rpartition("/")[2]
    second.press("nav a[href='/']")
    assert second.page.locator("main section").first.locator(f"a[href='/duty/{number}']").count() == 1
    second.press(f"a.title[href='/duty/{number}']")
    assert second.page.locator("main button.main").count() == 1
    second.sign("#password", "form.confirm button.main")
    assert "/duty/alerts/" in second.page.url, second.page.inner_text("main")
    return str(second.page.url).rpartition("/")[2]


def identifiers(served: Served) -> list[str]:
    """Of the messages in the feed of what is in force."""
    status, feed = fetch(served.public + "cap/alerts.atom")
    assert status == 200
    return re.findall(r"cap/([^\"/]+)\.xml", feed)


def now_says(served: Served, language: str, text: str) -> Callable[[], bool]:
    return lambda: text in fetch(f"{served.public}{language}/index.html")[1]


def verified(served: Served, office: Office, document: str, folder: Path) -> str:
    """What a stranger with the anchor and one downloaded file is told, by a fresh process."""
    assert eventually(lambda: fetch(f"{served.public}proof/{document}.json")[0] == 200)
    file = folder / f"{document}.json"
    file.write_text(fetch(f"{served.public}proof/{document}.json")[1])
    command = [sys.executable, "-m", "uarazom.verify", str(file), "--anchor", str(office.anchor)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def test_the_whole_life_of_a_warning(office: Office, served: Served, people: tuple[Keys, Keys], tmp_path: Path) -> None:
    author, second = people
    document = issue(author, second, "air-raid")
    assert "29 min left" in second.page.inner_text("main") or "30 min left" in second.page.inner_text("main")
    page = f"{served.public}en/alert/{document}.html"
    assert eventually(lambda: "Air raid alert: Mamer" in fetch(page)[1])
    assert eventually(now_says(served, "uk", "Повітряна тривога: Маміський район"))
    assert eventually(lambda: len(identifiers(served)) > 0)
    status, message = fetch(f"{served.public}cap/{identifiers(served)[0]}.xml")
    assert (status, "<status>Actual</status>" in message, "Signature" in message) == (200, True, True)
    in_force = json.loads(fetch(served.public + "alerts.json")[1])
    assert document in json.dumps(in_force)
    assert RAION in json.dumps(in_force)
    assert verified(served, office, document, tmp_path)

    author.page.goto(f"{author.desk}/duty/alerts/{document}")
    author.sign("#p-all-clear", "form[action$='/all_clear'] button.main")
    assert confirm(author, second) == document
    assert eventually(lambda: "All clear" in fetch(page)[1])
    assert eventually(lambda: identifiers(served) == [])
    assert eventually(lambda: "Повітряна тривога: Маміський" not in fetch(f"{served.public}uk/index.html")[1])
    assert fetch(f"{served.public}cap/alerts.atom")[0] == 200


def test_a_false_alert_is_taken_back_by_one_person_and_the_seconds_are_measured(
    office: Office, served: Served, people: tuple[Keys, Keys], tmp_path: Path
) -> None:
    author, second = people
    document = issue(author, second, "air-raid")
    page = f"{served.public}en/alert/{document}.html"
    assert eventually(lambda: fetch(page)[0] == 200)
    second.sign("#p-retract", "section.retract button.main")  # on the page where the confirmation led
    said = second.page.inner_text("main")
    measured = re.search(r"From alert to correction: ([0-9]+) s", said)
    assert measured, said
    assert int(measured[1]) < 60
    assert eventually(lambda: "False alert" in fetch(page)[1])
    assert eventually(lambda: identifiers(served) == [])
    assert verified(served, office, document, tmp_path)
