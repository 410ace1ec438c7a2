"""A body that did not exist yesterday: two coordinators name it, readers see it, an act quotes it, a proof names it.

From a charter with the gate's rules, through the desk's services, the signer and the publisher, to the pages; each step
once by one person alone, which changes nothing.
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.story.office import Office, at_hours, at_the_desk, said, wall_clock

from uarazom.editorial.refusal import FourEyesRefused
from uarazom.verify.refusal import Refused

pytestmark = pytest.mark.server

PACK = Path(__file__).parents[2] / "src" / "uarazom" / "editorial" / "packs" / "example.yaml"
CHARTER = """
origin: town.example.org/log
languages: [en, uk]
timezone: Europe/Kyiv
regions: {AA-01: {en: North, uk: Північ}}
name: {en: Our town, uk: Наше місто}
emergency_numbers: [112]
rules: rules.yaml
bodies:
  hall: {kind: local, participation: owner, name: {en: Town hall, uk: Міська рада}}
people:
  ada: {name: Ada, body: hall}
  bo: {name: Bo, body: hall}
"""
CLAIM = """
- document: claim-bridge
  kind: claim
  act: announce
  body: hall
  by: keeper
  speaking_for: bridges
  known_at: "{-1h}"
  known_at_precision: exact
  as_of: "{-1h}"
  section: safety
  nature: state
  basis: own_observation
  evidence: none_published
  form: summary
  original_language: en
  versions: {en: summary, uk: working}
  words:
    title: {en: "Keeper: the bridge is closed", uk: "Доглядач: міст закрито"}
    text: {en: The bridge is closed., uk: Міст закрито.}
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The town's instance, founded with rules."""
    folder = tmp_path_factory.mktemp("register")
    (folder / "charter.yaml").write_text(CHARTER)
    shutil.copy(PACK, folder / "rules.yaml")
    office = Office.found(folder / "home", folder / "charter.yaml")
    yield office
    office.close()


def worker(office: Office, number: int) -> tuple[Any, Any]:
    """A person and their key."""
    from uarazom.desk import services

    person = services.person(list(office.people)[number])
    return person, services.unlock(person=person, password=office.people[person.pk], now=wall_clock())


@at_the_desk
def asked(office: Office) -> Any:
    """The first coordinator names a body and its head, and publishes the gate's counts, in one change."""
    office.desk()
    from uarazom.desk.newsroom import newsroom
    from uarazom.desk.register import changing, items, pack
    from uarazom.desk.register.items import Item

    (ada, key), now = worker(office, 0), wall_clock()
    fields = {"kind": "agency", "head": "hall", "participation": "ordered", "named": "yes", "regions": ["AA-01"]}
    words = {"name": {"en": "Bridge office", "uk": "Служба мостів"}}
    keeper = {"name": {"en": "K. Keeper", "uk": "К. Доглядач"}, "offices": [{"en": "Keeper", "uk": "доглядач"}]}
    some = [
        Item("bodies", "bridges", fields, words),
        Item("people", "keeper", {"offices": [{"body": "bridges"}]}, keeper),
        pack.item(now),
    ]
    for edition, item in enumerate(some):
        base = items.digest_of(items.standing(newsroom().register(), item.kind, item.id))
        if base != item.digest:
            change = changing.put(item=item, base=base, expected_edition=edition, person=ada, now=now)
    return changing.ask(
        change_id=change.pk, expected_edition=change.edition, reason="Decision 7.", person=ada, key=key, now=now
    )


@at_the_desk
def confirmed(office: Office, change: Any, number: int) -> None:
    office.desk()
    from uarazom.desk.register import changing

    person, key = worker(office, number)
    digest = change.content_digest
    changing.confirm(change_id=change.pk, content_digest=digest, person=person, key=key, now=wall_clock())


def test_a_body_named_by_two_is_seen_quoted_and_proved(office: Office, tmp_path: Path) -> None:
    assert office.deliver() == 0
    office.render()
    how = office.public / "en" / "how-we-work.html"
    assert "rule pack of 8 rules" in how.read_text()
    assert "Bridge office" not in how.read_text()

    change = asked(office)
    with pytest.raises(FourEyesRefused):
        confirmed(office, change, 0)
    assert office.deliver() == 0
    with pytest.raises(AssertionError, match="keeper"):  # nobody knows the keeper yet
        quoted(office)
    office.render()
    assert "Bridge office" not in how.read_text()

    confirmed(office, change, 1)
    assert office.deliver() == 1
    office.render()
    assert "Bridge office" in how.read_text()
    assert "Служба мостів" in (office.public / "uk" / "how-we-work.html").read_text()

    quoted(office)
    office.render()
    page = (office.public / "en" / "claim" / "claim-bridge.html").read_text()
    assert "K. Keeper" in page
    assert "Bridge office" in page
    copied = tmp_path / "copied"
    shutil.copytree(office.public, copied)
    assert said("verify", copied, "--anchor", office.anchor)
    assert json.loads(said("doctor", "--home", office.home, "--json").splitlines()[0])["code"] == "root-keys"


def quoted(office: Office) -> None:
    """An act that quotes the new body, from a file to the record; an AssertionError where it must wait."""
    (draft,) = office.submit(at_hours(CLAIM, wall_clock()))
    assert not draft.get("waits_because"), draft["waits_because"]
    assert office.approve_all() == 1
    assert office.deliver() == 1


def test_the_signer_asks_for_two_owners_even_where_the_desk_did_not(office: Office) -> None:
    """Whoever holds the desk's database and one key changes nothing."""
    from uarazom.record.client import LocalSigner
    from uarazom.record.request import Approval, Request
    from uarazom.verify import canon
    from uarazom.verify.entry import content_digest

    person, key = lone(office)
    with LocalSigner.open(office.home, wall_clock) as signer:
        content = {"format": "uarazom/register/1", "origin": "town.example.org/log", "version": 99, "sections": ["x"]}
        digest = content_digest(content)
        grants = tuple(Approval("grant", person, digest, canon.from_base64(key(digest), "key")) for _ in range(2))
        with pytest.raises(Refused, match="two active coordinators"):
            signer.publish_one(Request(content, {}, grants))


@at_the_desk
def lone(office: Office) -> tuple[str, Any]:
    """One coordinator, and their signature over any content."""
    office.desk()
    from uarazom.verify.approval import statement

    person, key = worker(office, 0)
    sign = lambda digest: key.sign(  # noqa: E731
        statement(origin="town.example.org/log", role="grant", person=person.pk, content=digest)
    )
    return person.pk, sign
