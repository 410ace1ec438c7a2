"""Changes of the register: two coordinators of an owner, the strict door, the record moving on, the signer's answer."""

from typing import Any

import pytest
from tests.desk.instance import Instance
from tests.desk.people import Worker, claim

from uarazom.acts.register import Register
from uarazom.desk.register import items
from uarazom.desk.register.items import Item
from uarazom.editorial.refusal import FourEyesRefused

POLICE = Item(
    "bodies",
    "police",
    {"kind": "agency", "head": "state", "participation": "agreed", "named": "yes", "competences": ["crime"]},
    {"name": {"uk": "Поліція", "en": "Police"}, "short": {"en": "NP"}, "url": "https://police.example/"},
)
CHIEF = Item(
    "people",
    "chief",
    {"offices": [{"body": "police", "from": "2029-01-01T00:00:00Z"}]},
    {"name": {"en": "A. Chief"}, "offices": [{"en": "Chief of police"}]},
)


def register() -> Register:
    from uarazom.desk.newsroom import newsroom

    return newsroom().register()


def write(who: Worker, desk: Instance, *some: Item, bases: dict[str, str] | None = None) -> Any:
    """Put items into the person's change, as the forms do."""
    from uarazom.desk.register import changing

    for item in some:
        mine = changing.own(who.person)
        change = changing.put(
            item=item,
            base=(bases or {}).get(item.key, items.digest_of(items.standing(register(), item.kind, item.id))),
            expected_edition=mine.edition if mine else 0,
            person=who.person,
            now=desk.clock(),
        )
    return change


def ask(who: Worker, desk: Instance, change: Any, reason: str = "Decree 1.") -> Any:
    from uarazom.desk.register import changing

    change.refresh_from_db()
    return changing.ask(
        change_id=change.pk,
        expected_edition=change.edition,
        reason=reason,
        person=who.person,
        key=who.key,
        now=desk.clock(),
    )


def confirm(who: Worker, desk: Instance, change: Any) -> Any:
    from uarazom.desk.register import changing

    return changing.confirm(
        change_id=change.pk,
        content_digest=change.content_digest,
        person=who.person,
        key=who.key,
        now=desk.clock(),
    )


def publish(first: Worker, second: Worker, desk: Instance, *some: Item) -> Any:
    """All the way into the record."""
    change = ask(first, desk, write(first, desk, *some))
    confirm(second, desk, change)
    assert desk.deliver() == 1
    change.refresh_from_db()
    assert change.state == "in_force", change.answer
    return change


# ── the way ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_body_and_its_head_added_by_two_can_be_quoted(desk: Instance, ivan: Worker, olha: Worker) -> None:
    change = publish(ivan, olha, desk, POLICE, CHIEF)
    assert change.receipt["index"] == 2
    assert register().bodies["police"].name["uk"] == "Поліція"
    assert register().people["chief"].offices[0].title == {"en": "Chief of police"}
    done = ivan.submit(claim(by="chief", speaking_for="police"), desk.clock())
    olha.approve(done, desk.clock())
    assert desk.deliver() == 1


def test_one_alone_changes_nothing(desk: Instance, ivan: Worker, olha: Worker) -> None:
    change = ask(ivan, desk, write(ivan, desk, POLICE))
    assert desk.deliver() == 0
    with pytest.raises(FourEyesRefused, match="two different"):
        confirm(ivan, desk, change)
    assert desk.deliver() == 0
    assert "police" not in register().bodies
    confirm(olha, desk, change)
    assert desk.deliver() == 1
