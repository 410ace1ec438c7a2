"""What was settled at the founding, changed later: a federation gets its fourth language, another list, districts.

Two coordinators, through the desk's services, the signer and the publisher as it follows; then the pages are those
that a full render makes, and a stranger finds the record whole.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.story.office import Office, at_hours, at_the_desk, wall_clock
from tests.story.test_federal import CLAIM, FEDERAL
from tests.story.test_register import worker

pytestmark = pytest.mark.server

GERMAN = (FEDERAL / "de.yaml").read_text()
ROMANSH = GERMAN.replace("cldr: de_CH", "cldr: rm").replace("Deutsch", "Rumantsch").encode()
EVENTS = (FEDERAL / "events.yaml").read_bytes()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The federation on its first morning, with its pages."""
    office = Office.found(tmp_path / "home", FEDERAL / "charter.yaml")
    office.submit(at_hours(CLAIM, wall_clock()).replace("XA-N", "CH-BE"))
    assert office.approve_all() == office.deliver() == 1
    office.render()
    yield office
    office.close()


@at_the_desk
def changed(office: Office) -> None:
    """A language with its words, a list with one event more, and a district: one change, by two."""
    office.desk()
    from uarazom.desk.newsroom import newsroom
    from uarazom.desk.register import changing, files, items
    from uarazom.desk.register.items import Item
    from uarazom.editorial.alerting import events

    (first, key), (second, other), now = worker(office, 0), worker(office, 1), wall_clock()
    register = newsroom().register()

    def standing(kind: str) -> Item:
        found = items.standing(register, kind, kind)
        assert found is not None
        return found

    def kept(raw: bytes, purpose: str) -> str:
        return files.keep(raw, purpose, "", person=first, now=now)

    instance, alerting = standing("instance"), standing("alerting")
    fields: dict[str, Any] = dict(instance.fields)
    fields["languages"] = [*fields["languages"], "rm"]
    fields["catalogues"] = {**fields["catalogues"], "rm": kept(ROMANSH, "catalogue")}
    listed = events.from_yaml(EVENTS.replace(b"hochwasser:", b"lawine:"))
    some = [
        Item("instance", "instance", fields, instance.words),
        Item("alerting", "alerting", {**alerting.fields, "events": kept(listed, "events")}),
        Item("regions", "CH-BE:0351", {}, {"name": {"de": "Bern-Mittelland", "rm": "Berna"}}),
    ]
    based = [(one, items.digest_of(items.standing(register, one.kind, one.id))) for one in some]
    change = changing.put_all(based, expected_edition=0, person=first, now=now)
    change = changing.ask(
        change_id=change.pk, expected_edition=change.edition, reason="Order 7.", person=first, key=key, now=now
    )
    assert sorted(one["purpose"] for one in change.manifests) == ["catalogue", "events"]
    content = change.content_digest
    changing.confirm(change_id=change.pk, content_digest=content, person=second, key=other, now=now)


def test_a_fourth_language_another_list_and_a_district_come_later(office: Office) -> None:
    entries = office.tree_size()
    changed(office)
    assert not (office.public / "rm").exists()
    assert office.deliver() == 1
    office.render()
    now = json.loads((office.public / "now.json").read_text())
    assert now["languages"] == ["de", "fr", "ar", "rm"]
    page = (office.public / "rm" / "index.html").read_text()
    assert '<html lang="rm"' in page
    assert "Rumantsch" in (office.public / "ar" / "index.html").read_text()
    assert "Berna" in (office.public / "rm" / "place" / "CH-BE.0351.html").read_text()
    office.expect_whole(entries=entries + 3)
