"""Who is who as a browser meets it: the story by forms, bad input of every field at its field, nothing typed lost."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.desk.conftest import SignedIn
from tests.desk.form_reader import FormReader
from tests.desk.instance import PASSWORD, Instance
from tests.desk.people import Worker, claim
from tests.desk.test_register import POLICE, publish, register, section

from uarazom.desk.register.items import Item

if TYPE_CHECKING:
    from django.test import Client

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>"
BODY: dict[str, Any] = {
    "base": "",
    "edition": "0",
    "id": "police",
    "thing_name__uk": "Поліція",
    "thing_name__en": "Police",
    "short__en": "NP",
    "body_kind": "agency",
    "participation": "agreed",
    "head": "state",
    "body_regions": ["AA-02", "AA-01"],
    "body_url": "https://police.example/",
}
CHIEF: dict[str, Any] = {
    "base": "",
    "id": "chief",
    "name__en": "A. Chief",
    "name__uk": "А. Чільник",
    "offices__0__body": "police",
    "offices__0__title-en": "Chief of police",
    "offices__0__from": "2029-06-01T00:00",
    "offices__0__place": "2",
    "offices__1__body": "mod",
    "offices__1__until": "2029-06-01T00:00",
    "offices__1__place": "1",
}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def hidden(answer: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found[1]


def errors_of(answer: Any) -> list[str]:
    """The fields that have an error beside them."""
    return FormReader(answer.content.decode()).errors


def filled(client: "Client", path: str, **typed: Any) -> Any:
    """The form sent as it was opened, with some fields typed."""
    return client.post(path, {**FormReader(client.get(path).content.decode()).sent, **typed})


# ── the story ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_body_and_a_person_are_added_asked_for_confirmed_and_quoted(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    writer, second = signed_in("ivan"), signed_in("olha")
    change = writer.post("/register/add/bodies", BODY).headers["Location"]
    assert "Police" in text_of(writer.get("/register/add/people"))  # the change so far is offered
    assert writer.post("/register/add/people", {**CHIEF, "edition": "1"}).headers["Location"] == change
    page = writer.get(change)
    told = text_of(page)
    assert "Chief of police, Police; from 1 Jun 2029, 00:00" in told
    assert "North South" in told
    edition = hidden(page, "edition")
    refused = writer.post(f"{change}/ask", {"edition": edition, "password": PASSWORD, "reason": ""})
    assert refused.status_code == 422
    assert "Write a reason" in text_of(refused)
    asked = writer.post(f"{change}/ask", {"edition": edition, "password": PASSWORD, "reason": "Decree 1."})
    assert asked.status_code == 302

    assert "Decree 1." in text_of(second.get("/"))
    content = hidden(second.get(change), "content")
    own = writer.post(f"{change}/confirm", {"content": content, "password": PASSWORD})
    assert own.status_code == 422
    assert "two different people" in text_of(own)
    assert second.post(f"{change}/confirm", {"content": content, "password": "wrong"}).status_code == 422
    assert desk.deliver() == 0
    assert second.post(f"{change}/confirm", {"content": content, "password": PASSWORD}).status_code == 302
    assert desk.deliver() == 1
    assert "In the record: entry 2" in text_of(second.get(change))
    assert "Police" in text_of(second.get("/register"))
    offices = register().people["chief"].offices
    assert [(office.body, office.start is not None, office.title) for office in offices] == [
        ("mod", False, {}),
        ("police", True, {"en": "Chief of police"}),
    ]
    done = ivan.submit(claim(by="chief", speaking_for="police"), desk.clock())
    olha.approve(done, desk.clock())
    assert desk.deliver() == 1


@pytest.mark.parametrize("path", ["/register", "/register?q=ministry", "/register?q=nobody+like+that"])
def test_everybody_reads_who_is_who_and_owners_coordinators_alone_may_change(signed_in: SignedIn, path: str) -> None:
    for name in ("petro", "maria"):
        answer = signed_in(name).get(path)
        assert answer.status_code == 200
        assert "/register/add/" not in answer.content.decode()
    assert "/register/add/bodies" in signed_in("ivan").get(path).content.decode()


def test_who_may_not_change_finds_no_form_and_no_change(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    publish(ivan, olha, desk, POLICE)
    stranger = signed_in("petro")
    for path in ("/register/add/bodies", "/register/edit/bodies/mod", "/register/changes/1"):
        assert stranger.get(path).status_code == 404
    for path in ("/register/add/bodies", "/register/rules", "/register/changes/1/confirm"):
        assert stranger.post(path, BODY).status_code == 404


def test_a_draft_is_its_writers_alone(signed_in: SignedIn) -> None:
    change = signed_in("ivan").post("/register/add/bodies", BODY).headers["Location"]
    assert signed_in("olha").get(change).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/register/add/clubs",
        "/register/add/rule_pack",
        "/register/add/instance",
        "/register/edit/bodies/nobody",
        "/register/edit/rule_pack/rule_pack",
        "/register/changes/99",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(signed_in: SignedIn, path: str) -> None:
    assert signed_in("ivan").get(path).status_code == 404


def test_a_move_that_is_none(signed_in: SignedIn) -> None:
    ivan = signed_in("ivan")
    change = ivan.post("/register/add/bodies", BODY).headers["Location"]
    assert ivan.post(f"{change}/publish").status_code == 404
    assert ivan.get(f"{change}/ask").status_code == 405


# ── every form changes what it says ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("path", "typed", "key", "fields", "words"),
    [
        ("edit/bodies/mod", {"ended": "2030-01-01T00:00"}, "bodies/mod", {"ended": "2029-12-31T22:00:00Z"}, {}),
        ("edit/bodies/mod", {"unnamed": "on"}, "bodies/mod", {"named": "no"}, {}),
        ("edit/people/reznik", {"offices__0__until": "2030-01-01T00:00"}, "people/reznik", {}, {}),
        ("edit/sections/safety", {"section_place": "1"}, "sections/safety", {"place": 1}, {}),
        ("edit/regions/AA-01", {"thing_name__en": "Far north"}, "regions/AA-01", {}, {"en": "Far north"}),
        ("add/sections", {"id": "weather", "thing_name__en": "W"}, "sections/weather", {"place": 4}, {"en": "W"}),
        ("add/competences", {"id": "mines", "thing_name__en": "M"}, "competences/mines", {}, {"en": "M"}),
        ("add/topics", {"id": "bridges", "thing_name__en": "B"}, "topics/bridges", {}, {"en": "B"}),
        ("add/regions", {"id": "AA-03", "thing_name__en": "East"}, "regions/AA-03", {}, {"en": "East"}),
        (
            "add/policy",
            {"id": "corrections", "policy_title__en": "T", "policy_text__en": "One.\r\n\r\n\r\nTwo. "},
            "policy/corrections",
            {},
            {"en": "T"},
        ),
        (
            "edit/instance/instance",
            {"platform_name__en": "New", "emergency_numbers": "112; 101", "report_by": "17:30"},
            "instance/instance",
            {"emergency_numbers": ["112", "101"], "report_by": "17:30"},
            {"en": "New"},
        ),
    ],
)
def test_each_form_writes_what_was_typed_and_keeps_the_rest(
    signed_in: SignedIn, path: str, typed: dict[str, str], key: str, fields: dict[str, Any], words: dict[str, str]
) -> None:
    from uarazom.desk.register import changing, items
    from uarazom.desk.register.models import RegisterChange

    kind, _, name = key.partition("/")
    before = items.standing(register(), kind, name) or Item(kind, name)
    answer = filled(signed_in("ivan"), f"/register/{path}", **typed)
    assert answer.status_code == 302, errors_of(answer)
    item = changing.items_of(RegisterChange.objects.get())[key]
    assert dict(item.fields) == {**before.fields, **fields} or kind == "people"
    named = item.words.get("name") or item.words["title"]
    assert named == {**(before.words.get("name") or {}), **words}
    if kind == "people":
        assert item.fields["offices"] == [{"body": "mod", "until": "2029-12-31T22:00:00Z"}]
        assert item.words["offices"] == before.words["offices"]
    if kind == "policy":
        assert item.words["text"] == {"en": "One.\n\nTwo."}


def test_texts_in_other_languages_stay(desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.register import changing
    from uarazom.desk.register.models import RegisterChange

    words = {"name": {"uk": "Поліція", "de": "Polizei"}}
    publish(ivan, olha, desk, Item("bodies", "police", POLICE.fields, words))
    client = signed_in("ivan")
    assert 'lang="de"' in client.get("/register/edit/bodies/police").content.decode()
    filled(client, "/register/edit/bodies/police", short__en="NP")
    mine = changing.items_of(RegisterChange.objects.get(state="draft"))["bodies/police"]
    assert mine.words == {**words, "short": {"en": "NP"}}


def test_an_item_is_left_out_again_and_a_change_let_go(signed_in: SignedIn) -> None:
    ivan = signed_in("ivan")
    change = ivan.post("/register/add/bodies", BODY).headers["Location"]
    assert ivan.post(f"{change}/take-out", {"edition": "1", "item": "bodies/police"}).status_code == 302
    assert "Nothing yet" in text_of(ivan.get(change))
    assert ivan.post(f"{change}/drop").headers["Location"] == "/register"
    assert ivan.post(f"{change}/drop").status_code == 422
    assert "Let go" in text_of(ivan.get("/register"))


def test_a_change_that_waits_is_shown_instead_of_another_form(signed_in: SignedIn) -> None:
    ivan = signed_in("ivan")
    change = ivan.post("/register/add/bodies", BODY).headers["Location"]
    ivan.post(f"{change}/ask", {"edition": "1", "password": PASSWORD, "reason": "Decree."})
    answer = ivan.get("/register/edit/bodies/mod", follow=True)
    assert answer.redirect_chain == [(change, 302)]
    assert "not decided yet" in text_of(answer)
    assert ivan.post(f"{change}/take-back").status_code == 302
    assert ivan.get("/register/edit/bodies/mod").status_code == 200


# ── bad input ─────────────────────────────────────────────────────────────────────────────────────────────────────────
LONG = "x" * 501


@pytest.mark.parametrize(
    ("path", "typed", "field"),
    [
        ("add/bodies", {"id": ""}, "id"),
        ("add/bodies", {"id": "Not An Id"}, "id"),
        ("add/bodies", {"id": "x" * 81}, "id"),
        ("add/bodies", {"id": "mod"}, "id"),
        ("add/bodies", {"id": "reznik"}, "id"),
        ("add/bodies", {"thing_name__uk": "", "thing_name__en": ""}, "thing_name__uk"),
        ("add/bodies", {"thing_name__en": LONG}, "thing_name__en"),
        ("add/bodies", {"thing_name__en": "turned \u202e round"}, "thing_name__en"),
        ("add/bodies", {"short__uk": "a\u2028b"}, "short__uk"),
        ("add/bodies", {"body_kind": ""}, "body_kind"),
        ("add/bodies", {"body_kind": "club"}, "body_kind"),
        ("add/bodies", {"participation": "maybe"}, "participation"),
        ("add/bodies", {"head": "Not an id"}, "head"),
        ("add/bodies", {"head": ""}, "head"),
        ("add/bodies", {"competences": ["Bad code"]}, "competences"),
        ("add/bodies", {"body_regions": ["ZZ-99"]}, "body_regions"),
        ("add/bodies", {"body_url": "javascript:alert(1)"}, "body_url"),
        ("add/bodies", {"body_url": "https://user@host/"}, "body_url"),
        ("add/bodies", {"ended": "yesterday"}, "ended"),
        ("add/bodies", {"ended": "2030-03-31T03:30"}, "ended"),
        ("edit/bodies/press", {"participation": "agreed"}, "participation"),
        ("edit/bodies/press", {"ended": "2030-01-01T00:00"}, "participation"),
        ("edit/people/reznik", {"offices__0__body": "nobody"}, "offices__0__body"),
        ("edit/people/reznik", {"offices__0__body": ""}, "offices__0__body"),
        ("edit/people/reznik", {"offices__0__remove": "on"}, "offices__0__body"),
        ("edit/people/reznik", {"offices__0__from": "soon"}, "offices__0__from"),
        (
            "edit/people/reznik",
            {"offices__0__from": "2030-01-02T00:00", "offices__0__until": "2030-01-02T00:00"},
            "offices__0__until",
        ),
        ("edit/people/reznik", {"offices__0__title-en": LONG}, "offices__0__title-en"),
        ("edit/people/reznik", {"offices__0__title-en": "a\u202eb"}, "offices__0__title-en"),
        ("edit/people/reznik", {"offices__0__place": "-1"}, "offices__0__place"),
        ("edit/people/reznik", {"offices__1__title-en": "No body"}, "offices__1__body"),
        ("edit/people/reznik", {"name__uk": "", "name__en": " "}, "name__uk"),
        ("add/sections", {"id": "weather", "thing_name__en": "W", "section_place": "0"}, "section_place"),
        ("add/sections", {"id": "safety", "thing_name__en": "W"}, "id"),
        ("add/regions", {"id": "Bavaria", "thing_name__en": "B"}, "id"),
        ("add/regions", {"id": "AA-01", "thing_name__en": "B"}, "id"),
        ("add/policy", {"id": "corrections", "policy_title__en": "T"}, "policy_text__uk"),
        ("add/policy", {"id": "corrections", "policy_title__en": "T", "policy_text__en": "a\x07b"}, "policy_text__en"),
        ("edit/instance/instance", {"platform_name__uk": "", "platform_name__en": ""}, "platform_name__uk"),
        ("edit/instance/instance", {"emergency_numbers": "call me"}, "emergency_numbers"),
        ("edit/instance/instance", {"emergency_numbers": ",".join(map(str, range(21)))}, "emergency_numbers"),
        ("edit/instance/instance", {"report_by": "25:00"}, "report_by"),
        ("edit/instance/instance", {"platform_url": "host"}, "platform_url"),
        ("edit/instance/instance", {"about__en": "x" * 100_001}, "about__en"),
    ],
)
def test_bad_input_is_told_at_its_field_and_what_was_typed_stays(
    signed_in: SignedIn, path: str, typed: dict[str, Any], field: str
) -> None:
    from uarazom.desk.register.models import RegisterChange

    begun = BODY if path == "add/bodies" else {}
    answer = filled(signed_in("ivan"), f"/register/{path}", **{**begun, **typed})
    assert answer.status_code == 422
    assert set(errors_of(answer)) == {field}
    page = answer.content.decode()
    for value in typed.values():
        if isinstance(value, str) and value.strip() and value != "on":
            assert value[:60].replace("&", "&amp;") in unescape(page), value
    assert not RegisterChange.objects.exists()


def test_heads_in_a_ring_are_told_at_the_head(desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker) -> None:
    publish(ivan, olha, desk, Item("bodies", "police", {**POLICE.fields, "head": "mod"}, POLICE.words))
    answer = filled(signed_in("ivan"), "/register/edit/bodies/mod", head="police")
    assert errors_of(answer) == ["head"]
    assert "circle" in text_of(answer)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_page_speaks_the_readers_language(signed_in: SignedIn, language: str) -> None:
    ivan = signed_in("ivan")
    ivan.post("/me/language", {"language": language})
    change = ivan.post("/register/add/bodies", BODY).headers["Location"]
    for path in ("/register", "/register/add/people", "/register/add/policy", change, "/register/edit/bodies/mod"):
        answer = ivan.get(path)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.content.decode()
    bad = ivan.post("/register/add/people", {"edition": "1"})
    assert ("Заповніть" if language == "uk" else "Please fill in") in text_of(bad)


def test_markup_stays_text_everywhere(desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker) -> None:
    client = signed_in("ivan")
    change = client.post("/register/add/bodies", {**BODY, "thing_name__en": ATTACK, "short__en": ATTACK}).headers[
        "Location"
    ]
    client.post(f"{change}/ask", {"edition": "1", "password": PASSWORD, "reason": ATTACK})
    second = signed_in("olha")
    content = hidden(second.get(change), "content")
    second.post(f"{change}/send-back", {"content": content, "reason": ATTACK})
    for path in (change, "/register", "/", "/register/edit/bodies/police", "/register/add/people"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
    client.post(f"{change}/ask", {"edition": "3", "password": PASSWORD, "reason": "Decree."})
    second.post(f"{change}/confirm", {"content": hidden(second.get(change), "content"), "password": PASSWORD})
    assert desk.deliver() == 1
    assert "<script>alert" not in second.get("/register").content.decode()


# ── others in between ─────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_form_opened_before_somebody_elses_change_shows_both_and_loses_nothing(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    client = signed_in("ivan")
    opened = client.get("/register/edit/bodies/mod")
    sent = FormReader(opened.content.decode()).sent
    mod = register().bodies["mod"]
    changed = Item("bodies", "mod", {"kind": "ministry", "head": mod.head, "participation": "agreed", "named": "yes"},
                   {"name": dict(mod.name)})  # fmt: skip
    publish(olha, ivan, desk, changed)
    answer = client.post("/register/edit/bodies/mod", {**sent, "short__en": "MoD"})
    assert answer.status_code == 409
    assert "takes part by consent" in text_of(answer)
    assert 'value="MoD"' in answer.content.decode()
    again = {**sent, "short__en": "MoD", "base": hidden(answer, "base")}
    assert client.post("/register/edit/bodies/mod", again).status_code == 302


def test_a_change_behind_an_older_register_cannot_be_confirmed(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    client, second = signed_in("ivan"), signed_in("olha")
    change = client.post("/register/add/bodies", BODY).headers["Location"]
    client.post(f"{change}/ask", {"edition": "1", "password": PASSWORD, "reason": "Decree."})
    content = hidden(second.get(change), "content")
    publish(olha, ivan, desk, section("weather"))
    page = second.get(change)
    assert "cannot be confirmed any more" in text_of(page)
    assert "confirm-password" not in page.content.decode()
    answer = second.post(f"{change}/confirm", {"content": content, "password": PASSWORD})
    assert answer.status_code == 422


# ── the gate's rules ──────────────────────────────────────────────────────────────────────────────────────────────────
RULES = """
format: uarazom/rules/1
id: test
rules:
- id: phone
  category: personal_data
  ground: Data protection act
  owner: press
  ends_at: "2031-01-01T00:00:00Z"
  severity: hold
  match: {detect: [phone]}
- id: brigade
  category: unit_designator
  ground: Order 73
  owner: press
  ends_at: "2031-01-01T00:00:00Z"
  severity: flag
  match: {words: [brigade]}
"""


@pytest.fixture
def gated(desk: Instance, tmp_path: Path) -> Instance:
    """The same instance with two rules: one holds, one flags."""
    from uarazom.desk import newsroom
    from uarazom.desk.configure import configure

    (tmp_path / "rules.yaml").write_text(RULES)
    configure(replace(desk.settings, rule_pack=tmp_path / "rules.yaml"))
    newsroom.forget(desk.home)
    return desk


def differing(client: "Client") -> list[bool]:
    """Whether the first page, and who is who, tell that the rules are not those of the register."""
    return ["not those that the register names" in text_of(client.get(path)) for path in ("/", "/register")]


def test_coordinators_are_told_of_rules_that_the_register_does_not_name(gated: Instance, signed_in: SignedIn) -> None:
    assert differing(signed_in("ivan")) == [True, True]
    assert differing(signed_in("petro")) == [False, False]


def test_without_rules_there_is_nothing_to_tell(signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    assert differing(client) == [False, False]
    assert 'action="/register/rules"' not in client.get("/register").content.decode()


def test_the_pack_and_its_counts_are_published_by_two(
    gated: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk import services
    from uarazom.desk.drafts import findings, rows
    from uarazom.desk.newsroom import newsroom

    now = gated.clock()
    flagged = ivan.submit(claim("claim-brigade", text="A brigade is there."), now)
    olha.approve(flagged, now)
    assert gated.deliver() == 1
    held = services.submit_draft(claim(text="Call +44 20 7946 0958."), person=ivan.person, key=ivan.key, now=now)
    released = services.submit_draft(
        claim("c-2", text="Call +44 20 7946 0000."), person=ivan.person, key=ivan.key, now=now
    )
    assert "gate_holds" in held.waits_because
    for key in {one.finding.key for one in findings.look(rows.take(released.draft_id), now=now)}:
        findings.release(
            draft_id=released.draft_id, key=key, person=olha.person, ground="owner_agrees",
            reason="It is the hotline that everybody knows.", now=now,
        )  # fmt: skip
    client, second = signed_in("ivan"), signed_in("olha")
    change = client.post("/register/rules").headers["Location"]
    told = text_of(client.get(change))
    assert "brigade: flagged 2, held 0, let go 0" in told
    assert "phone: flagged 0, held 4, let go 2" in told
    client.post(f"{change}/ask", {"edition": "1", "password": PASSWORD, "reason": "Monthly."})
    second.post(f"{change}/confirm", {"content": hidden(second.get(change), "content"), "password": PASSWORD})
    assert gated.deliver() == 1
    pack = register().rule_pack
    assert pack is not None
    assert (pack.digest, pack.rules) == (newsroom().pack.digest, 2)
    assert {rule: (one.flagged, one.held, one.released) for rule, one in pack.counts.items()} == {
        "brigade": (2, 0, 0),
        "phone": (0, 4, 2),
    }
    assert differing(client) == [False, False]
    again = client.post("/register/rules", follow=True)
    assert "Nothing in it differs" in text_of(again)
