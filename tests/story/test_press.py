"""The statement of 14 February in a newspaper of the next day: found, asked about by two people, corrected.

From the newspaper's feed over the process that follows it, the desk, the signer and the pages, to a stranger's proof.
"""

import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from tests.cli.test_watching import MORNING, feed, page
from tests.quotes.test_story import CARRIED, FACE_VALUE
from tests.sources.test_fetch import LOOPBACK, Answer, server
from tests.sources.test_readable import site
from tests.story.office import Office, at_the_desk, said

from uarazom.cli.instance import Instance
from uarazom.cli.reading import clock_of
from uarazom.cli.watching import LIMITS, Records, Watch
from uarazom.sources.fetch import Fetched, Known, fetch
from uarazom.sources.shelf import Shelf

pytestmark = pytest.mark.server


@pytest.fixture
def office(demo: dict[str, str], tmp_path: Path) -> Iterator[Office]:
    """The demonstration's own newsroom, in a copy of its folder."""
    home = tmp_path / "home"
    shutil.copytree(demo["home"], home)
    logins = (home / "demonstration-logins.txt").read_text().split()
    people = dict(zip(logins[::2], logins[1::2], strict=True))
    office = Office(Instance(home), home / "anchor", people, clock_of(Instance(home)))
    yield office
    office.close()


@at_the_desk
def follow(office: Office, url: str) -> None:
    """The coordinator puts the newspaper on the list."""
    office.desk()
    from uarazom.desk import services
    from uarazom.desk.watch import feeds

    feeds.add(name="The Daily", url=url, person=services.person(office.author), now=office.clock())


@at_the_desk  # a thread of its own: a browser of an earlier test may keep an event loop running in this one
def watch(office: Office, **later: int) -> None:
    """What `uarazom serve --only watch` does, allowed on loopback."""
    shelf, now = Shelf.open(office.instance.shelf), office.clock() + timedelta(**later)

    def get(url: str, known: Known) -> Fetched:
        return fetch(url, agent="uarazom-tests", known=known, limits=LIMITS, allowed=LOOPBACK)

    process = Watch(
        path=office.instance.followed,
        shelf=shelf,
        record=Records(office.instance, lambda: now),
        now=lambda: now,
        get=get,
        say=print,
        version="0.1",
        host_seconds=0,
    )
    asyncio.run(process.round())
    asyncio.run(process.round())
    shelf.close()


@at_the_desk
def listed(office: Office, state: str) -> list[Any]:
    office.desk()
    from uarazom.desk.watch import found

    return found.listed(state, None)[0]


@at_the_desk
def ask(office: Office, number: int) -> str:
    """The author begins the request from the finding and submits it as it was prefilled; returns its document."""
    office.desk()
    from uarazom.desk import services
    from uarazom.desk.drafts import review
    from uarazom.desk.people import rights
    from uarazom.desk.watch import deciding

    author, now = services.person(office.author), office.clock()
    (body,) = rights.bodies(author, "author")
    row = deciding.begin_request(number=number, body=body, person=author, now=now)
    key = services.unlock(person=author, password=office.people[author.pk], now=now)
    review.submit(draft_id=row.pk, expected_edition=row.edition, person=author, key=key, now=now)
    return str(row.document)


def test_a_newspaper_at_face_value_is_found_asked_and_seen_to_correct_itself(office: Office) -> None:
    pages: dict[str, Answer] = {"/feed": feed(("/1", MORNING)), "/1": page(FACE_VALUE["en"])}

    def answer(handler: BaseHTTPRequestHandler) -> None:
        site(pages)(handler)

    entries = office.tree_size()
    with server(answer) as url:
        follow(office, url)
        watch(office)
        (line,) = listed(office, "open")
        assert line.finding.kind == "without_clarification"
        assert line.finding.quotation.statement == "statement-president-14-feb"

        document = ask(office, line.found.id)
        assert office.tree_size() == entries  # one person publishes nothing
        assert office.approve_all() == 1
        assert office.deliver() == 1
        office.render()
        assert office.tree_size() == entries + 1
        for code in ("en", "uk"):
            assert "The Daily" in (office.public / code / "request" / f"{document}.html").read_text()
        assert "HOLDS" in said("verify", office.public, "--anchor", office.anchor)
        (line,) = listed(office, "request")

        pages["/1"] = page(CARRIED["en"])
        watch(office, hours=2)
        (line,) = listed(office, "gone")
        assert line.decision is not None
        assert line.decision.kind == "request"  # what was asked stays beside what became of it
