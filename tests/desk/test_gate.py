"""The gate at the desk: it flags and holds, a release names ground and reason, a danger to life takes two."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.instance import Instance
from tests.desk.people import Worker, claim, ours

from uarazom.desk.refusal import DeskRefused, GateHolds
from uarazom.editorial.refusal import FourEyesRefused, Refused

PACK = """
format: uarazom/rules/1
id: trial
rules:
- id: phone
  category: personal_data
  ground: A private person's number is nobody's business.
  owner: press
  ends_at: "2040-01-01T00:00:00Z"
  severity: hold
  match: {words: [secret number]}
- id: shelter
  category: danger_to_life
  ground: It would tell where people hide.
  owner: press
  ends_at: "2040-01-01T00:00:00Z"
  severity: hold
  match: {words: [shelter under the bridge]}
"""
REASON = "It stands on the ministry's own page since this morning."


@pytest.fixture
def gated(desk: Instance, tmp_path: Path) -> Instance:
    from uarazom.desk import newsroom
    from uarazom.desk.configure import configure

    (tmp_path / "rules.yaml").write_text(PACK)
    configure(replace(desk.settings, rule_pack=tmp_path / "rules.yaml"))
    newsroom.forget(desk.home)
    return desk


def held(desk: Instance, ivan: Worker, text: str) -> int:
    from uarazom.desk import services

    done = services.submit_draft(claim(text=text), person=ivan.person, key=ivan.key, now=desk.clock())
    assert "gate_holds" in done.waits_because
    return done.draft_id


def keys(desk: Instance, draft_id: int) -> list[str]:
    from uarazom.desk.drafts import findings, rows

    return sorted({one.finding.key for one in findings.look(rows.take(draft_id), now=desk.clock()) if one.holds})


def release(desk: Instance, draft_id: int, worker: Worker, **other: str) -> None:
    from uarazom.desk.drafts import findings

    for key in keys(desk, draft_id):
        more = {"ground": "not_what_it_looks_like", "reason": REASON, "url": ""} | other
        findings.release(draft_id=draft_id, key=key, person=worker.person, now=desk.clock(), **more)


def submit(desk: Instance, draft_id: int, worker: Worker) -> None:
    from uarazom.desk.drafts import review, rows

    edition = rows.take(draft_id).edition
    review.submit(draft_id=draft_id, expected_edition=edition, person=worker.person, key=worker.key, now=desk.clock())


def test_a_finding_holds_until_an_approver_lets_it_pass(gated: Instance, ivan: Worker, olha: Worker) -> None:
    draft = held(gated, ivan, "Call the secret number.")
    with pytest.raises(GateHolds):
        submit(gated, draft, ivan)
    release(gated, draft, olha)
    submit(gated, draft, ivan)


def test_its_author_lets_nothing_pass(gated: Instance, petro: Worker) -> None:
    draft = held(gated, petro, "Call the secret number.")
    with pytest.raises(FourEyesRefused):
        release(gated, draft, petro)


@pytest.mark.parametrize(
    ("other", "check"),
    [
        ({"reason": "ok"}, "gate.reason"),
        ({"ground": "because"}, "gate.ground"),
        ({"ground": "already_official"}, "gate.address"),
        ({"ground": "already_official", "url": "javascript:alert(1)"}, "gate.address"),
    ],
)
def test_a_release_names_its_ground_and_reason(
    gated: Instance, ivan: Worker, olha: Worker, other: dict[str, str], check: str
) -> None:
    draft = held(gated, ivan, "Call the secret number.")
    with pytest.raises(Refused, match=check):
        release(gated, draft, olha, **other)
    assert keys(gated, draft)


def test_a_danger_to_life_takes_two_different_approvers(gated: Instance, ivan: Worker, olha: Worker) -> None:
    maria = Worker("maria", gated.clock())
    draft = held(gated, ivan, "Go to the shelter under the bridge.")
    release(gated, draft, olha)
    assert keys(gated, draft), "one is not enough"
    with pytest.raises(DeskRefused, match="released_already"):
        release(gated, draft, olha)
    release(gated, draft, maria)
    assert keys(gated, draft) == []
    submit(gated, draft, ivan)


def test_a_release_stands_for_that_match_alone(gated: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts import editing, rows

    between = "There is nothing in between but words, and of those many. " * 8
    draft = held(gated, ivan, f"Call the secret number. {between}")
    release(gated, draft, olha)
    edition = rows.current(rows.take(draft))
    text = {
        "uk": f"Call the secret number. {between} Go to the shelter under the bridge.",
        "en": f"Call the secret number. {between}",
    }
    editing.save(
        draft_id=draft,
        expected_edition=1,
        person=ivan.person,
        fields=edition.fields,
        words=edition.words | {"text": text},
        embargo=None,
        now=gated.clock(),
    )
    assert len(keys(gated, draft)) == 1
    with pytest.raises(GateHolds):
        submit(gated, draft, ivan)


def test_a_rule_that_came_later_holds_at_approval(desk: Instance, tmp_path: Path, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk import newsroom
    from uarazom.desk.configure import configure

    done = ivan.submit(claim(text="Call the secret number."), desk.clock())
    (tmp_path / "rules.yaml").write_text(PACK)
    configure(replace(desk.settings, rule_pack=tmp_path / "rules.yaml"))
    newsroom.forget(desk.home)
    with pytest.raises(GateHolds):
        olha.approve(done, desk.clock())


def test_it_is_let_pass_by_a_form_and_waits_on_the_approvers_first_page(
    gated: Instance, signed_in: SignedIn, ivan: Worker
) -> None:
    draft = held(gated, ivan, "Call the secret number.")
    client = signed_in("olha")
    assert f"/drafts/{draft}" in client.get("/").content.decode()
    page = client.get(f"/drafts/{draft}").content.decode()
    assert "secret number" in page
    assert page.count(f'action="/drafts/{draft}/release') == len(keys(gated, draft))
    form = {"key": keys(gated, draft)[0], "ground": "already_official", "reason": REASON, "url": "no address"}
    answer = client.post(f"/drafts/{draft}/release", form)
    assert answer.status_code == 422
    assert REASON.split(maxsplit=1)[0] in answer.content.decode()
    for key in keys(gated, draft):
        good = form | {"key": key, "url": "https://mod.example/1"}
        assert client.post(f"/drafts/{draft}/release", good).status_code == 302
    assert keys(gated, draft) == []


def test_a_hold_that_one_person_makes_does_not_pass_what_two_would_not(
    gated: Instance, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk import services
    from uarazom.desk.outbox.models import OutboxRow

    olha.approve(ivan.submit(claim(), gated.clock()), gated.clock())
    gated.deliver()
    told = replace(ours("hold"), words={"reason": {"en": "Not true: go to the shelter under the bridge."}})
    before = OutboxRow.objects.count()
    with pytest.raises(GateHolds):
        services.hold(person=olha.person, key=olha.key, draft=told, now=gated.clock())
    assert OutboxRow.objects.count() == before
    services.hold(person=olha.person, key=olha.key, draft=ours("hold"), now=gated.clock())
    assert gated.deliver() == 1
