"""Seconds of wall clock, through `uarazom serve`: a warning whose time runs out, and one that is taken back, are gone
from the "now" of every page, feed and file within a second.

What is asked is what a reader asks, the public side over HTTP, each file every 50 ms. The promise is a second on a
machine that has nothing else to do; on a busy one it is stretched by how busy it is, since there no program keeps it.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import yaml
from tests.cli.test_serve import Served, eventually, fetch, start, stop
from tests.story.office import Office, at_the_desk, wall_clock
from tests.story.test_warning import CHARTER, RAION, free_ports

pytestmark = [pytest.mark.server, pytest.mark.slow]
PROMISE_SECONDS = 1.0
LOOK_SECONDS = 0.05
LASTS = timedelta(seconds=20)  # long enough to be seen in force everywhere first
MOST_SECONDS = 30
SHELTER = {"uk": "Негайно йдіть в укриття", "en": "Go to a shelter now"}  # said only while it is in force


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("gone")
    (folder / "charter.yaml").write_text(CHARTER)
    made = Office.found(folder / "home", folder / "charter.yaml")
    settings = made.home / "uarazom.yaml"
    public, desk = free_ports(2)
    settings.write_text(
        yaml.safe_dump(yaml.safe_load(settings.read_text()) | {"public_port": public, "desk_port": desk})
    )
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(office: Office) -> Iterator[Served]:
    running = start(office.home, "serve")
    yield running
    assert stop(running) == 0


@at_the_desk
def issue(office: Office, until: datetime) -> tuple[str, str]:
    """A warning confirmed by two; its document, and the identifier of its message."""
    office.desk()
    from uarazom.desk import services
    from uarazom.desk.drafts import rows
    from uarazom.desk.duty import tasks
    from uarazom.desk.duty.orders import Order
    from uarazom.verify import canon

    (ann, ann_key), (bob, bob_key) = workers(office, services)
    now = wall_clock()
    row = tasks.begin(person=ann, body="office", event="air-raid", exercise=False, now=now)
    edition = rows.current(row)
    order = Order.read({**edition.fields, "regions": [RAION], "seconds": None, "until": canon.instant_text(until)})
    row = tasks.save(draft_id=row.pk, expected_edition=1, person=ann, order=order, texts=edition.words, now=now)
    submission = tasks.submit(draft_id=row.pk, expected_edition=row.edition, person=ann, key=ann_key, now=now)
    digest = submission.content_digest
    tasks.confirm(draft_id=row.pk, content_digest=digest, person=bob, key=bob_key, now=wall_clock())
    return str(row.document), canon.parse(bytes(submission.content))["alert"]["identifier"]


@at_the_desk
def retract(office: Office, document: str) -> float:
    """One of the two takes it back; when that was committed."""
    office.desk()
    from uarazom.desk import services
    from uarazom.desk.duty import retracting

    _, (bob, bob_key) = workers(office, services)
    retracting.retract(document=document, person=bob, key=bob_key, now=wall_clock())
    return time.time()


def workers(office: Office, services: Any) -> list[tuple[Any, Any]]:
    """Both people with their keys."""
    people = [(services.person(name), password) for name, password in office.people.items()]
    return [(one, services.unlock(person=one, password=word, now=wall_clock())) for one, word in people]


def says_now(document: str, identifier: str) -> Mapping[str, Callable[[str], bool]]:
    """Each address, and whether what it answers says that the warning is now."""
    place = f"place/{RAION.replace(':', '.')}.html"
    pages = {f"{lang}/{page}": SHELTER[lang] for lang in SHELTER for page in ("index.html", "text/index.html", place)}
    messages = {f"cap/{name}": f"cap/{identifier}.xml" for name in ("alerts.atom", "alerts.rss", "alerts-en.atom")}
    texts = {**pages, **messages, f"en/alert/{document}.html": "It holds now."}
    texts |= {"cap/alerts.geojson": identifier, f"document/{document}.json": '"in_force"'}
    asked = {path: lambda answer, text=text: text in answer for path, text in texts.items()}
    listed = {path: lambda answer: document in in_force(answer) for path in ("alerts.json", "now.json")}
    return {**asked, **listed}


def in_force(answer: str) -> str:
    """The member `alerts` of alerts.json and now.json."""
    return str(yaml.safe_load(answer)["alerts"])


def gone_at(served: Served, path: str, says: Callable[[str], bool]) -> float:
    """When an address stopped saying it: the instant at which the first answer without it was asked for."""
    until = time.time() + MOST_SECONDS
    while time.time() < until:
        asked_at = time.time()
        status, answer = fetch(served.public + path)
        if status == 200 and not says(answer):
            return asked_at
        time.sleep(LOOK_SECONDS)
    return until


def expect_gone(
    served: Served, asked: Mapping[str, Callable[[str], bool]], since: Callable[[], float], what: str
) -> None:
    """All of them at once, from before it happens; every one within the promise of when it did."""
    with ThreadPoolExecutor(len(asked)) as pool:
        gone = {path: pool.submit(gone_at, served, path, says) for path, says in asked.items()}
        began = since()
        seconds = {path: round(one.result() - began, 2) for path, one in gone.items()}
    busy = max(1.0, 2 * os.getloadavg()[0] / (os.cpu_count() or 1))
    print(f"\n{what}: gone after {max(seconds.values())} s at the latest; machine busy by {busy:.1f}; {seconds}")
    late = {path: one for path, one in seconds.items() if one > PROMISE_SECONDS * busy}
    assert not late, late


def expect_in_force(served: Served, asked: Mapping[str, Callable[[str], bool]]) -> None:
    """It is everywhere first: what is never there is never gone."""
    for path, says in asked.items():
        assert eventually(lambda path=path, says=says: says(fetch(served.public + path)[1])), path  # type: ignore[misc]


def test_a_warning_whose_time_runs_out_is_gone_within_a_second(office: Office, served: Served) -> None:
    until = wall_clock() + LASTS
    asked = says_now(*issue(office, until))
    expect_in_force(served, asked)
    assert wall_clock() < until, "the machine needed all of the warning's time to show it"
    expect_gone(served, asked, until.timestamp, "time ran out")


def test_a_retracted_warning_is_gone_within_a_second(office: Office, served: Served) -> None:
    document, identifier = issue(office, wall_clock() + timedelta(minutes=30))
    asked = says_now(document, identifier)
    expect_in_force(served, asked)
    expect_gone(served, asked, lambda: retract(office, document), "retracted")
