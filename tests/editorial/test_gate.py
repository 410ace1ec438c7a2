from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.editorial.newsroom import Record, claim, demo

from uarazom.editorial import gate, packs
from uarazom.editorial.draft import Draft
from uarazom.editorial.four_eyes import Editor
from uarazom.editorial.refusal import BadDraft, FourEyesRefused, Refused
from uarazom.editorial.rules import pack, release, tally

AT = datetime(2022, 2, 16, 12, tzinfo=UTC)
PACK = pack.parse(Path(packs.__file__).with_name("example.yaml").read_bytes())
URL = "https://www.example.org/statement/1"
REASON = "Stands on the ministry's own page since the morning"


def says(text: str, language: str = "uk", **changes: Any) -> Draft:
    return claim(words={"text": {language: text}}, **changes)


def names(draft: Draft, at: datetime = AT) -> list[tuple[str, str]]:
    return [(finding.rule, finding.state) for finding in gate.check(draft, PACK, at)]


def approver(name: str) -> Editor:
    return Editor(name, True, {"demo-desk": frozenset({"approver"})})


def test_a_finding_says_where_and_shows_the_very_text() -> None:
    text = "Позиція 48.6512, 39.4301 біля річки"
    (finding,) = gate.check(says(text), PACK, AT)
    assert (finding.rule, finding.state, finding.member, finding.language) == ("coordinates", "holds", "text", "uk")
    assert text[finding.start : finding.end] == finding.excerpt == "48.6512, 39.4301"
    assert finding.ground
    assert finding.owner == "example-body"


@pytest.mark.parametrize("member", ["title", "text", "note", "place", "reason", "unit"])
@pytest.mark.parametrize("language", ["uk", "en", "fr"])
def test_every_text_in_every_language_is_looked_at(member: str, language: str) -> None:
    assert names(claim(words={member: {language: "7th brigade, 7 бригада"}}))[0] == ("unit-designator", "holds")


def test_the_source_and_its_address_are_looked_at() -> None:
    source = {"publisher": "7 бригада", "url": "https://maps.example/@48.6512,39.4301,15z"}
    found = gate.check(claim(words={"source": source}), PACK, AT)
    assert {(one.rule, one.member) for one in found} == {
        ("coordinates", "source.url"),
        ("unit-designator", "source.publisher"),
    }


def test_an_impact_address_holds_for_three_hours_and_no_longer() -> None:
    text = "Влучання ракети у будинок на вулиці Садовій"
    known = {"known_at": "2022-02-16T10:00:00Z"}
    assert ("impact-address", "holds") in names(says(text, **known))
    assert names(says(text, **known), AT + timedelta(hours=1)) == []
    assert names(says("На вулиці Садовій ремонт дороги", **known)) == []


def test_a_time_that_has_come_holds_nothing() -> None:
    draft = says("Текст", topic="example-topic")
    assert ("official-publication-time", "holds") in names(draft, datetime(2019, 1, 1, tzinfo=UTC))
    assert names(draft) == []


def test_a_later_act_is_of_its_document_s_section_and_topic() -> None:
    made = Record()
    made.register(demo().register, demo().register_words)
    made.issue(claim(topic="example-topic"), AT)
    later = Draft("claim-water", "claim", "comment", "demo-desk", {"by": "nbu"}, {"text": {"uk": "Так"}})
    before = datetime(2019, 1, 1, tzinfo=UTC)
    assert gate.check(later, PACK, before) == ()
    (finding,) = gate.check(later, PACK, before, made.ledger.documents["claim-water"])
    assert finding.rule == "official-publication-time"


def test_what_is_no_text_is_left_to_compose() -> None:
    draft = claim(words={"text": "7 бригада", "note": {"uk": 7}, "source": "7 бригада"})
    assert gate.check(draft, PACK, AT) == ()


def test_an_expired_rule_is_reported_and_holds_nothing() -> None:
    after = datetime(2031, 1, 1, tzinfo=UTC)
    (finding,) = gate.check(says("7 бригада"), PACK, after)
    assert finding.state == "expired"
    assert gate.holding([finding], [], after) == ()


def test_a_flag_is_shown_and_holds_nothing() -> None:
    findings = gate.check(says("Телефон +44 20 7946 0958"), PACK, AT)
    assert [finding.state for finding in findings] == ["flags"]
    assert gate.holding(findings, [], AT) == ()


@given(st.text(st.sampled_from("абв72 бригада 48.6512,39.4301°'\"N+E4111-\u200b\n"), max_size=200))
def test_checking_changes_nothing_and_points_into_the_text(text: str) -> None:
    draft = says(text)
    before = repr(draft)
    for finding in gate.check(draft, PACK, AT):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].startswith(finding.excerpt)
    assert repr(draft) == before


def test_the_number_of_findings_is_bounded_and_says_so() -> None:
    findings = gate.check(says("7 бригада. " * 5_000), PACK, AT)
    assert len(findings) == gate.FINDINGS_MAX
    assert [finding.more for finding in findings] == [False] * (gate.FINDINGS_MAX - 1) + [True]


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(BadDraft, match="1048576"):
        gate.check(says("а" * 1_048_577), PACK, AT)


def test_a_key_follows_the_match_and_the_words_beside_it_and_not_its_place() -> None:
    (one,) = gate.check(says("Учора ввечері швидку викликала 7 бригада лікарів."), PACK, AT)
    (moved,) = gate.check(says("Так.\n\nЩе раз: учора ввечері швидку викликала 7-ма БРИГАДА лікарів."), PACK, AT)
    (beside,) = gate.check(says("Учора ввечері мостом проходила 7 бригада."), PACK, AT)
    (other,) = gate.check(says("Учора ввечері швидку викликала 8 бригада лікарів."), PACK, AT)
    long = "слово " * 9
    (far,) = gate.check(says(f"{long}7 бригада {long}"), PACK, AT)
    (farther,) = gate.check(says(f"Інше {long}7 бригада {long} інше"), PACK, AT)
    assert len({one.key, beside.key, other.key, moved.key}) == 4
    assert far.key == farther.key


def test_a_release_of_one_address_does_not_let_another_go() -> None:
    known = {"known_at": "2022-02-16T10:00:00Z"}
    first = gate.check(says("Вибух на вулиці Садовій.", **known), PACK, AT)
    second = gate.check(says("Вибух на вулиці Вишневій.", **known), PACK, AT)
    assert gate.holding(second, [let_go(first[0], "olha")], AT) == second


def test_a_finding_is_ready_for_storage() -> None:
    (one,) = gate.check(says("7 бригада"), PACK, AT)
    assert one.as_dict()["key"] == one.key
    assert all(isinstance(value, str | int) for value in one.as_dict().values())


# ── release ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def let_go(finding: gate.Finding, *people: str, **changes: Any) -> release.Release:
    given = {"ground": "already_official", "reason": REASON, "url": URL, "contributors": {"ivan"}, **changes}
    return release.decide(finding, [approver(name) for name in people], body="demo-desk", **given)


def test_a_release_lets_the_one_finding_go_and_nothing_else() -> None:
    findings = gate.check(says("7 бригада і 8 бригада"), PACK, AT)
    released = let_go(findings[0], "olha")
    assert (released.people, released.role, released.url) == (("olha",), "approver", URL)
    assert gate.holding(findings, [released], AT) == findings[1:]


def test_a_danger_to_life_takes_two_different_people() -> None:
    (finding,) = gate.check(says("Маршрут евакуації проходить мостом"), PACK, AT)
    assert finding.danger
    for few in (["olha"], ["olha", "olha"]):
        with pytest.raises(FourEyesRefused, match="two different approvers"):
            let_go(finding, *few)
    assert let_go(finding, "olha", "maria").people == ("olha", "maria")


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"contributors": {"olha"}}, "four_eyes.contributed"),
        ({"url": None}, "gate.address"),
        ({"url": "javascript:alert(1)"}, "gate.address"),
        ({"url": "https://user@example.org/"}, "gate.address"),
        ({"url": "/relative"}, "gate.address"),
        ({"ground": "not_what_it_looks_like"}, "gate.address"),
        ({"ground": "morale", "url": None}, "gate.ground"),
        ({"reason": "ok"}, "gate.reason"),
        ({"reason": " " * 40}, "gate.reason"),
    ],
)
def test_a_release_without_its_reasons_is_refused(changes: dict[str, Any], check: str) -> None:
    (finding,) = gate.check(says("7 бригада"), PACK, AT)
    with pytest.raises(Refused) as caught:
        let_go(finding, "olha", **changes)
    assert caught.value.check == check


def test_only_an_approver_of_the_body_releases() -> None:
    (finding,) = gate.check(says("7 бригада"), PACK, AT)
    for nobody in (Editor("olha", True, {"mfa": frozenset({"approver"})}), replace(approver("olha"), active=False)):
        with pytest.raises(FourEyesRefused):
            release.decide(finding, [nobody], body="demo-desk", contributors=(), ground="owner_agrees", reason=REASON)


def test_the_public_value_has_counts_and_no_text() -> None:
    findings = gate.check(says("7 бригада, +44 20 7946 0958"), PACK, AT)
    value = tally.tally(PACK, [(findings, {findings[0].key}), ((), ()), (findings, ())])
    assert (value["digest"], value["rules"]) == (PACK.digest, len(PACK.rules))
    assert set(value["counts"]) == {"unit-designator", "contact-data"}
    states = {finding.rule: finding.state for finding in findings}
    for rule, count in value["counts"].items():
        held = 2 if states[rule] == "holds" else 0
        assert count == {"flagged": 2 - held, "held": held, "released": int(rule == findings[0].rule)}
    assert "бригада" not in repr(value)


def test_a_rule_that_found_nothing_ended_or_is_gone_has_no_count() -> None:
    findings = gate.check(says("7 бригада"), PACK, AT)
    assert "counts" not in tally.tally(PACK, [((), ())])
    assert "counts" not in tally.tally(PACK, [([replace(one, state="expired") for one in findings], ())])
    assert "counts" not in tally.tally(PACK, [([replace(one, rule="gone") for one in findings], ())])


def test_the_demonstration_has_nothing_for_the_example_to_hold() -> None:
    drafts = [step.what for step in demo().steps if isinstance(step.what, Draft)]
    found = {(f.rule, f.excerpt) for draft in drafts for f in gate.check(draft, PACK, AT) if f.state == "holds"}
    assert found == set()
