"""Changes of the register: two coordinators of an owner, the strict door, the record moving on, the signer's answer."""

from typing import Any

import pytest
from tests.desk.instance import Instance
from tests.desk.people import Worker, claim

from uarazom.acts.errors import BadAct
from uarazom.acts.register import Register
from uarazom.desk.refusal import DeskRefused, EditionIsStale, NotFound
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


def test_who_owns_nothing_changes_nothing(desk: Instance, petro: Worker, ivan: Worker) -> None:
    with pytest.raises(FourEyesRefused, match="coordinator of press"):
        write(petro, desk, POLICE)
    change = ask(ivan, desk, write(ivan, desk, POLICE))
    with pytest.raises(FourEyesRefused, match="coordinator of press"):
        confirm(petro, desk, change)


def test_what_is_confirmed_is_what_was_read(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.register import changing

    change = ask(ivan, desk, write(ivan, desk, POLICE))
    read = change.content_digest
    changing.take_back(change_id=change.pk, person=ivan.person, now=desk.clock())
    other = Item("bodies", "police", {**POLICE.fields, "participation": "owner"}, POLICE.words)
    again = ask(ivan, desk, write(ivan, desk, other))
    with pytest.raises(DeskRefused, match="not_what_you_read"):
        changing.confirm(change_id=change.pk, content_digest=read, person=olha.person, key=olha.key, now=desk.clock())
    confirm(olha, desk, again)


def test_a_change_is_sent_back_with_a_reason_and_asked_for_again(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.register import changing

    change = ask(ivan, desk, write(ivan, desk, POLICE))
    back = {"change_id": change.pk, "content_digest": change.content_digest, "person": olha.person, "now": desk.clock()}
    with pytest.raises(DeskRefused, match="reason_needed"):
        changing.send_back(reason=" ", **back)
    change = changing.send_back(reason="Which decree?", **back)
    assert (change.state, change.sent_back, change.content_digest) == ("draft", "Which decree?", "")
    with pytest.raises(DeskRefused, match="request_not_open"):
        confirm(olha, desk, change)
    confirm(olha, desk, ask(ivan, desk, change, reason="Decree 2."))
    assert desk.deliver() == 1


def test_only_its_writer_writes_it_and_nobody_once_it_is_asked_for(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.register import changing

    change = write(ivan, desk, POLICE)
    for do in (changing.take_back, changing.drop):
        with pytest.raises((DeskRefused, NotFound)):
            do(change_id=change.pk, person=olha.person, now=desk.clock())
    with pytest.raises(NotFound):
        ask(olha, desk, change)
    with pytest.raises(NotFound):
        changing.take_out(
            change_id=change.pk, key="bodies/police", expected_edition=1, person=olha.person, now=desk.clock()
        )
    ask(ivan, desk, change)
    with pytest.raises(DeskRefused, match="register_waits"):
        write(ivan, desk, CHIEF)


# ── the register moves on ─────────────────────────────────────────────────────────────────────────────────────────────
def test_an_old_version_is_refused_when_it_is_confirmed(desk: Instance, ivan: Worker, olha: Worker) -> None:
    old = ask(ivan, desk, write(ivan, desk, POLICE))
    newer = ask(olha, desk, write(olha, desk, section("weather")))
    confirm(ivan, desk, newer)
    assert desk.deliver() == 1
    with pytest.raises(DeskRefused, match="register_moved_on"):
        confirm(olha, desk, old)


def test_an_old_version_is_refused_by_the_signer(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """Both were confirmed behind the same register: the first stands, the other comes back with the reason."""
    from uarazom.desk.register import changing

    first, second = ask(ivan, desk, write(ivan, desk, POLICE)), ask(olha, desk, write(olha, desk, section("weather")))
    confirm(olha, desk, first)
    confirm(ivan, desk, second)
    assert desk.deliver() == 2
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("in_force", "refused")
    assert "version" in second.answer
    assert "weather" not in register().sections
    again = changing.take_back(change_id=second.pk, person=olha.person, now=desk.clock())
    confirm(ivan, desk, ask(olha, desk, again))
    assert desk.deliver() == 1
    assert register().sections[-1] == "weather"


def test_what_another_changed_in_between_is_not_overwritten(desk: Instance, ivan: Worker, olha: Worker) -> None:
    mod = items.standing(register(), "bodies", "mod")
    assert mod is not None
    seen = mod.digest
    mine = Item("bodies", "mod", {**mod.fields, "competences": ["defence"]}, mod.words)
    change = write(ivan, desk, mine)
    publish(olha, ivan, desk, Item("bodies", "mod", mod.fields, {**mod.words, "short": {"en": "MoD"}}))
    with pytest.raises(DeskRefused, match="register_item_moved"):
        ask(ivan, desk, change)
    change.refresh_from_db()
    with pytest.raises(DeskRefused, match="register_item_moved"):
        write(ivan, desk, mine, bases={"bodies/mod": seen})
    both = Item("bodies", "mod", mine.fields, {**mod.words, "short": {"en": "MoD"}})
    confirm(olha, desk, ask(ivan, desk, write(ivan, desk, both)))
    assert desk.deliver() == 1
    assert (register().bodies["mod"].short, register().bodies["mod"].competences) == ({"en": "MoD"}, ("defence",))


def test_two_tabs_do_not_overwrite_each_other(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.register import changing

    write(ivan, desk, POLICE)
    with pytest.raises(EditionIsStale):
        changing.put(item=section("weather"), base="", expected_edition=0, person=ivan.person, now=desk.clock())
    with pytest.raises(NotFound):
        changing.take_out(change_id=1, key="sections/weather", expected_edition=1, person=ivan.person, now=desk.clock())


# ── what a change may be ──────────────────────────────────────────────────────────────────────────────────────────────
def section(key: str, **fields: Any) -> Item:
    return Item("sections", key, {"place": 9, **fields}, {"name": {"en": key.title()}})


def body(key: str = "police", **more: Any) -> Item:
    words = more.pop("words", POLICE.words)
    return Item("bodies", key, {**POLICE.fields, **more}, words)


@pytest.mark.parametrize(
    ("item", "member"),
    [
        (body(kind="club"), "bodies.police"),
        (body(head="Not an id"), "bodies.police"),
        (body(words={}), "words.bodies.police.name"),
        (body(words={"name": {"en": "two\nlines"}}), "words.bodies.police.name.en"),
        (body(words={"name": {"en": "P"}, "url": "javascript:alert(1)"}), "words.bodies.police.url"),
        (body("reznik"), "bodies.reznik"),
        (body("press", participation="agreed"), "bodies.press.participation"),
        (Item("people", "chief", {"offices": []}, {"name": {"en": "C"}, "offices": []}), "people.chief"),
        (
            Item("people", "chief", {"offices": [{"body": "nowhere"}]}, {"name": {"en": "C"}, "offices": [{}]}),
            "people.chief.offices",
        ),
        (Item("policy", "corrections", {}, {"title": {"en": "\u202e"}}), "words.policy.corrections.title.en"),
        (Item("regions", "AA-99", {}, {"name": {"Englisch": "N"}}), "words.regions.AA-99.name.Englisch"),
        (Item("rule_pack", "rule_pack", {"digest": "0", "rules": 1}), "rule_pack"),
    ],
)
def test_the_strict_door_is_asked_at_every_write(desk: Instance, ivan: Worker, item: Item, member: str) -> None:
    from uarazom.desk.register.models import RegisterChange

    with pytest.raises(BadAct) as caught:
        write(ivan, desk, item)
    assert member in [finding.member for finding in caught.value.findings]
    assert not RegisterChange.objects.exists()


def test_the_instance_keeps_its_mode(desk: Instance, ivan: Worker) -> None:
    stands = items.standing(register(), "instance", "instance")
    assert stands is not None
    with pytest.raises(BadAct, match="training"):
        write(ivan, desk, Item("instance", "instance", {**stands.fields, "mode": "training"}, stands.words))


def test_what_changes_nothing_is_no_change(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.register.models import RegisterChange

    for kind, key in (("bodies", "mod"), ("people", "reznik"), ("sections", "safety"), ("instance", "instance")):
        stands = items.standing(register(), kind, key)
        assert stands is not None
        with pytest.raises(DeskRefused, match="register_nothing"):
            write(ivan, desk, stands)
    assert not RegisterChange.objects.exists()
    write(ivan, desk, POLICE)
    mod = items.standing(register(), "bodies", "mod")
    assert mod is not None
    write(ivan, desk, Item("bodies", "mod", {**mod.fields, "regions": ["AA-01"]}, mod.words))
    assert set(write(ivan, desk, mod).items) == {"bodies/police"}


def test_more_than_an_entry_holds_is_refused(desk: Instance, ivan: Worker) -> None:
    many = [f"AA-{a}{b}{c}" for a in "ABCDEFGHIJ" for b in "0123456789" for c in "0123456789"]
    with pytest.raises(DeskRefused, match="register_too_large"):
        write(ivan, desk, *(body(f"police-{number}", regions=many) for number in range(6)))


# ── the database holds it ─────────────────────────────────────────────────────────────────────────────────────────────
def test_the_database_refuses_what_the_services_would(
    desk: Instance, ivan: Worker, olha: Worker, petro: Worker
) -> None:
    from django.db import IntegrityError, transaction

    from uarazom.desk.register.models import RegisterChange

    change = ask(ivan, desk, write(ivan, desk, POLICE))
    rows, now = RegisterChange.objects.filter(pk=change.pk), desk.clock()
    signed = {"confirmed_at": now, "confirmed_signature": "x", "next_attempt_at": now}
    for wrong in (
        {"state": "confirmed"},
        {"state": "confirmed", "confirmed_by": ivan.person, **signed},
        {"state": "confirmed", "confirmed_by": petro.person, **signed},
        {"state": "in_force", "confirmed_by": olha.person, "receipt": {"index": 1}, **signed},
        {"content": b"{}"},
        {"items": {}},
        {"asked_signature": "y"},
        {"reason": "Another one."},
        {"made_by": olha.person},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterChange.objects.create(
            made_by=olha.person, made_at=now, changed_at=now, state="asked", asked_signature="x"
        )
    confirm(olha, desk, change)
    for wrong in ({"confirmed_signature": "z"}, {"confirmed_by": petro.person}, {"state": "draft"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    assert desk.deliver() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(answer="never mind")


# ── the way to the signer ─────────────────────────────────────────────────────────────────────────────────────────────
class Away:
    """A signer that cannot be reached, and one that says later."""

    def __init__(self, *, says: str = "") -> None:
        self.says = says

    def publish(self, requests: Any) -> Any:
        from uarazom.record.request import Refusal

        if self.says:
            return [Refusal("clock", "a later instant", "now", again=True) for _ in requests]
        raise OSError("no socket")

    def grant(self, change: Any, approvals: Any) -> str:
        raise OSError("no socket")

    def void(self, content: str) -> str:
        raise OSError("no socket")


def test_a_signer_that_is_away_is_asked_again(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.outbox import delivery

    change = ask(ivan, desk, write(ivan, desk, POLICE))
    confirm(olha, desk, change)
    for signer, told in ((Away(), "no socket"), (Away(says="later"), "a later instant")):
        assert delivery.deliver(signer, now=desk.clock.forward(minutes=2)) == 0
        change.refresh_from_db()
        assert (change.state, told in change.answer) == ("confirmed", True)
    desk.clock.forward(minutes=2)
    assert desk.deliver() == 1
    change.refresh_from_db()
    assert change.state == "in_force"


def test_a_desk_older_than_the_record_publishes_nothing_twice(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """Put back from a backup of before the answer: asked again, it gets the first receipt."""
    from uarazom.desk.register import sending

    change = ask(ivan, desk, write(ivan, desk, POLICE))
    confirm(olha, desk, change)
    change.refresh_from_db()
    with desk.signer() as signer:
        signer.publish([sending.request(change)])
    assert desk.deliver() == 1
    change.refresh_from_db()
    assert (change.state, change.receipt["index"]) == ("in_force", 2)
    assert register().version == 2


def test_the_audit_log_tells_every_step(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.audit import log
    from uarazom.desk.audit.models import AuditRow

    change = publish(ivan, olha, desk, POLICE)
    told = AuditRow.objects.filter(about=f"register/{change.pk}").order_by("number")
    steps = [(row.actor, row.action) for row in told]
    assert steps == [
        ("ivan", "register.write"),
        ("ivan", "register.ask"),
        ("olha", "register.confirm"),
        ("desk", "register.in_force"),
    ]
    assert log.check() is None
