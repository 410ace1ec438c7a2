"""The policy of warnings, languages, map and regions changed later: files come along, two sign them, pages follow."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desk.conftest import SignedIn
from tests.desk.instance import GEOMETRY, PASSWORD, Instance
from tests.desk.people import Worker
from tests.desk.test_duty import issued
from tests.desk.test_register import ask, confirm, publish, register, write
from tests.desk.test_register_pages import errors_of, filled, hidden, text_of

from uarazom.acts.errors import BadAct
from uarazom.desk.refusal import DeskRefused
from uarazom.desk.register import items
from uarazom.desk.register.items import Item
from uarazom.editorial.alerting import events
from uarazom.record.cap_key import KEY, CapKey
from uarazom.site import paths
from uarazom.verify import canon

if TYPE_CHECKING:
    from django.test import Client

ROOT = Path(__file__).parents[2]
EVENTS = (ROOT / "src/uarazom/editorial/packs/events-example.yaml").read_bytes()
GERMAN = (ROOT / "tests/story/federal/de.yaml").read_bytes()
ALERTING: dict[str, Any] = {"senders__press": "duty@press.example", "exercise_mark": "EXERCISE"}


def file(raw: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def publish_pages(desk: Instance, writer: "Client", second: "Client", change: str) -> None:
    """Ask and confirm on the pages, then hand over."""
    asked = writer.post(
        f"{change}/ask", {"edition": hidden(writer.get(change), "edition"), "password": PASSWORD, "reason": "Order 7."}
    )
    assert asked.status_code == 302, text_of(asked)
    content = hidden(second.get(change), "content")
    assert second.post(f"{change}/confirm", {"content": content, "password": PASSWORD}).status_code == 302
    assert desk.deliver() == 1
    assert "In the record" in text_of(second.get(change)), text_of(second.get(change))


def manifest_of(digest: str) -> Any:
    from uarazom.desk.newsroom import newsroom

    return newsroom().ledger().manifests.get(digest)


def kept(desk: Instance, who: Worker, raw: bytes, purpose: str) -> str:
    from uarazom.desk.register import files

    return files.keep(raw, purpose, "x", person=who.person, now=desk.clock())


def alerting(desk: Instance, who: Worker, **changed: Any) -> Item:
    """A policy of warnings with its event list uploaded."""
    listed = kept(desk, who, events.from_yaml(EVENTS), "events")
    sound = {"events": listed, "senders": {"press": "d@p.example"}, "max_seconds": 3600, "exercise_mark": "EXERCISE"}
    return Item("alerting", "alerting", {**sound, "signature": "optional", **changed})


def instance(**changed: Any) -> Item:
    stands = items.standing(register(), "instance", "instance")
    assert stands is not None
    return Item("instance", "instance", {**stands.fields, **changed}, stands.words)


# ── warnings ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_instance_learns_to_warn_and_its_duty_screen_offers_the_list(desk: Instance, signed_in: SignedIn) -> None:
    writer, second = signed_in("ivan"), signed_in("olha")
    assert "You are no author of a body that may warn" in text_of(writer.get("/duty"))
    sent = {**ALERTING, "events_file": file(EVENTS, "events.yaml"), "max_seconds": "6:00"}
    change = filled(writer, "/register/edit/alerting/alerting", **sent).headers["Location"]
    told = text_of(writer.get(change))
    assert "duty@press.example" in told
    assert "air-raid · headline · en:" in told
    publish_pages(desk, writer, second, change)
    policy = register().alerting
    assert policy is not None
    assert (policy.senders, policy.max_seconds) == ({"press": "duty@press.example"}, 21_600)
    assert manifest_of(policy.events).purpose == "events"
    first = next(iter(events.parse(events.from_yaml(EVENTS)).values()))
    assert first.name["en"] in text_of(writer.get("/duty/new"))
    assert first.name["en"] in text_of(writer.get("/register"))


def test_another_certificate_comes_with_its_manifest_and_no_secret_key_does(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker, tmp_path: Path
) -> None:
    publish(ivan, olha, desk, alerting(desk, ivan))
    made = CapKey.generate("log.example", desk.clock())
    made.save(tmp_path)
    writer, second = signed_in("ivan"), signed_in("olha")
    stands = {**ALERTING, "max_seconds": "1:00", "events_file__kept": f"events={register().alerting.events}"}
    for bad in ((tmp_path / KEY).read_bytes(), made.pem + (tmp_path / KEY).read_bytes(), b"no certificate", b""):
        answer = filled(writer, "/register/edit/alerting/alerting", **stands, certificate_file=file(bad, "new.pem"))
        assert errors_of(answer) == ["certificate_file"], bad
    sent = {**stands, "certificate_file": file(made.pem, "new.pem")}
    change = filled(writer, "/register/edit/alerting/alerting", **sent).headers["Location"]
    told = text_of(writer.get(change))
    assert canon.digest(made.pem) in told
    assert "CN=log.example" in told
    publish_pages(desk, writer, second, change)
    policy = register().alerting
    assert policy is not None
    assert policy.certificate == canon.digest(made.pem)
    assert manifest_of(policy.certificate).purpose == "certificate"
    assert (desk.home / "public/blob" / policy.certificate).read_bytes() == made.pem


def test_a_sender_taken_away_warns_no_more_and_the_difference_is_shown(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk.duty import catalogue

    publish(ivan, olha, desk, alerting(desk, ivan, senders={"press": "d@p.example", "mod": "d@mod.example"}))
    catalogue.expect_sender("mod")
    writer, second = signed_in("ivan"), signed_in("olha")
    change = filled(writer, "/register/edit/alerting/alerting", senders__mod="").headers["Location"]
    page = writer.get(change).content.decode()
    assert "<del>Ministry of Defence: d@mod.example</del>" in page
    assert "air-raid" not in page  # a list that stays is not told again
    publish_pages(desk, writer, second, change)
    with pytest.raises(DeskRefused, match="duty_body_sends_none"):
        catalogue.expect_sender("mod")


def test_a_new_event_list_shows_what_changed_and_no_more(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    from uarazom.desk.duty import catalogue

    publish(ivan, olha, desk, alerting(desk, ivan))
    before = list(catalogue.events())
    first = before[0]
    writer, second = signed_in("ivan"), signed_in("olha")
    other = EVENTS.replace(f"  {first}:".encode(), f"  {first}-two:".encode(), 1)
    assert other != EVENTS
    sent = {"events_file": file(other, "events.yaml")}
    change = filled(writer, "/register/edit/alerting/alerting", **sent).headers["Location"]
    page = writer.get(change).content.decode()
    assert f"<ins>{first}-two · " in page
    assert f"<del>{first} · " in page
    assert f"{before[-1]} · " not in page
    publish_pages(desk, writer, second, change)
    assert f"{first}-two" in catalogue.events()
    assert first not in catalogue.events()


def test_a_bad_list_is_told_with_its_lines_in_both_languages_and_keeps_nothing(
    desk: Instance, signed_in: SignedIn
) -> None:
    from uarazom.desk.register.models import RegisterChange, RegisterFile

    bad = EVENTS.replace(b"urgency: Immediate", b"urgency: Soon", 1).replace(b"{until}", b"{untill}")
    for name, said in (("ivan", "expected"), ("petro", "очікувалося")):
        client = signed_in("ivan")
        if name == "petro":
            client.post("/me/language", {"language": "uk", "next": "/"})
        sent = {**ALERTING, "events_file": file(bad, "events.yaml")}
        answer = filled(client, "/register/edit/alerting/alerting", **sent)
        assert answer.status_code == 422
        assert errors_of(answer).count("events_file") >= 1
        told = text_of(answer)
        assert re.search(rf"line \d+[^:]*: {said}", told), told[:3000]
        assert "Soon" in told
    assert not RegisterChange.objects.exists()
    assert not RegisterFile.objects.exists()


def test_a_list_that_was_read_stays_with_the_form_when_something_else_is_wrong(
    desk: Instance, signed_in: SignedIn
) -> None:
    client = signed_in("ivan")
    sent = {
        **ALERTING,
        "events_file": file(EVENTS, "events.yaml"),
        "max_seconds": "soon",
        "senders__press": "two words",
    }
    answer = filled(client, "/register/edit/alerting/alerting", **sent)
    assert sorted(errors_of(answer)) == ["max_seconds", "senders__press"]
    again = {**ALERTING, "max_seconds": "24:00", "events_file__kept": hidden(answer, "events_file__kept")}
    assert filled(client, "/register/edit/alerting/alerting", **again).status_code == 302
    forged = {**again, "events_file__kept": "events=" + "0" * 64}
    assert errors_of(filled(client, "/register/edit/alerting/alerting", **forged)) == ["events_file"]


WRONG_POLICIES: list[tuple[dict[str, Any], str]] = [
    ({"oid": "2.49,0"}, "oid"),
    ({"codifier": "two words"}, "codifier"),
    ({"exercise_mark": ""}, "exercise_mark"),
    ({"exercise_mark": "a\u202eb"}, "exercise_mark"),
    ({"max_seconds": "999:00"}, "max_seconds"),
    ({"signature": "required"}, "signature"),
    ({"senders__press": ""}, "senders__mod"),  # the first of them: one is needed, of whichever body
    ({"events_file": file(b"\xff\x00", "x.yaml")}, "events_file"),
    ({"events_file": file(b"a: [1", "x.yaml")}, "events_file"),
]


def test_what_is_wrong_is_said_beside_its_field(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    for typed, wrong in WRONG_POLICIES:
        sent = {**ALERTING, "events_file": file(EVENTS, "events.yaml"), **typed}
        answer = filled(client, "/register/edit/alerting/alerting", **sent)
        assert (answer.status_code, set(errors_of(answer))) == (422, {wrong}), typed


@pytest.mark.parametrize(
    ("changed", "member"),
    [
        ({"senders": {"abroad": "d@abroad.example"}}, "alerting.senders"),
        ({"signature": "required"}, "alerting.signature"),
    ],
)
def test_services_refuse_what_no_warning_could_do_without(
    desk: Instance, ivan: Worker, changed: dict[str, Any], member: str
) -> None:
    with pytest.raises(BadAct) as caught:
        write(ivan, desk, alerting(desk, ivan, **changed))
    assert [one.member for one in caught.value.findings] == [member]


def test_the_body_of_a_warning_in_force_keeps_its_sender_and_its_event_may_leave_the_list(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    """Asked for before, and confirmed after the warning went out: refused; when it has ended, it may be."""
    renamed = kept(desk, ivan, events.from_yaml(EVENTS.replace(b"  air-raid:", b"  raid:")), "events")
    both = {"press": "d@p.example", "mod": "d@mod.example"}
    publish(ivan, olha, desk, alerting(desk, ivan, senders=both, max_seconds=86_400))
    without = alerting(desk, ivan, senders={"mod": "d@mod.example"}, events=renamed, max_seconds=86_400)
    change = ask(ivan, desk, write(ivan, desk, without))
    issued(desk, ivan, olha)
    with pytest.raises(BadAct) as caught:
        confirm(olha, desk, change)
    assert [one.member for one in caught.value.findings] == ["alerting.senders"]
    page = f"/register/changes/{change.pk}"
    sent = {"content": change.content_digest, "password": PASSWORD}
    told = text_of(signed_in("olha").post(f"{page}/confirm", sent))
    assert "as which sender: a warning that is in force still needs" in told
    desk.clock.forward(hours=7)
    confirm(olha, desk, change)
    assert desk.deliver() == 1


def test_a_file_that_nobody_uploaded_is_refused(desk: Instance, ivan: Worker) -> None:
    with pytest.raises(DeskRefused, match="register_file_missing"):
        write(ivan, desk, alerting(desk, ivan, events="0" * 64))


def test_a_file_that_stands_for_something_else_is_refused(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """A catalogue of the record is no event list, whoever says so."""
    brought: dict[str, Any] = {
        "languages": ["uk", "en", "de"],
        "catalogues": {"de": kept(desk, ivan, GERMAN, "catalogue")},
    }
    publish(ivan, olha, desk, instance(**brought))
    with pytest.raises(DeskRefused, match="register_file_missing"):
        write(ivan, desk, alerting(desk, ivan, events=brought["catalogues"]["de"]))


# ── files on their way ────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_crash_between_file_and_register_publishes_each_once(desk: Instance, ivan: Worker, olha: Worker) -> None:
    """The signer dies after the manifest: the next round finds it there and goes on."""
    from uarazom.desk.register import sending

    change = ask(ivan, desk, write(ivan, desk, alerting(desk, ivan)))
    confirm(olha, desk, change)
    with desk.signer() as signer:

        class Dies:
            def publish(self, requests: Any) -> Any:
                if requests[0].content["format"] == "uarazom/register/1":
                    raise OSError("gone")
                return signer.publish(requests)

        assert sending.deliver(Dies(), now=desk.clock()) == 0
    assert register().alerting is None
    desk.clock.forward(minutes=2)
    assert desk.deliver() == 1
    change.refresh_from_db()
    assert (change.state, change.receipt["index"]) == ("in_force", 3)
    assert manifest_of(change.manifests[0]["digest"]).index == 2


def test_a_change_asked_for_again_signs_its_files_again(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.register import changing

    change = ask(ivan, desk, write(ivan, desk, alerting(desk, ivan)))
    assert len(change.manifests) == len(change.asked_manifests) == 1
    change = changing.take_back(change_id=change.pk, person=ivan.person, now=desk.clock())
    assert (change.manifests, change.asked_manifests) == ([], {})
    confirm(olha, desk, ask(ivan, desk, change))
    assert desk.deliver() == 1


def test_the_database_keeps_files_and_their_signatures(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from django.db import IntegrityError, transaction

    from uarazom.desk.register.models import RegisterChange, RegisterFile

    change = ask(ivan, desk, write(ivan, desk, alerting(desk, ivan)))
    rows, uploaded = RegisterChange.objects.filter(pk=change.pk), RegisterFile.objects.all()
    for do in (
        lambda: rows.update(manifests=[]),
        lambda: rows.update(asked_manifests={}),
        lambda: uploaded.update(data=b"other"),
        uploaded.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            do()
    confirm(olha, desk, change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(confirmed_manifests={})
    assert desk.deliver() == 1


# ── languages, clock, map ─────────────────────────────────────────────────────────────────────────────────────────────
def pages(desk: Instance) -> dict[str, bytes]:
    from uarazom.desk.newsroom import newsroom
    from uarazom.site.render import render

    room = newsroom()
    return dict(render(room.ledger(), desk.clock(), blob=room.blob))


def test_a_language_more_with_its_words_and_its_pages_appear(desk: Instance, signed_in: SignedIn) -> None:
    writer, second = signed_in("ivan"), signed_in("olha")
    path = "/register/edit/instance/instance"
    alone = filled(writer, path, languages="uk, en, de")
    assert (alone.status_code, errors_of(alone)) == (422, ["catalogues"])
    bad = GERMAN.replace(b"\nsite:", b"\nsitt:", 1)
    for upload in (file(bad, "de.yaml"), file(GERMAN, "Deutsch Wort.yaml"), file(b"\xff", "de.yaml")):
        answer = filled(writer, path, languages="uk, en, de", catalogues=upload)
        assert set(errors_of(answer)) == {"catalogues"}, text_of(answer)
    sent = {"languages": "uk, en, de", "catalogues": file(GERMAN, "de.yaml"), "timezone": "Europe/Zurich"}
    change = filled(writer, path, **sent).headers["Location"]
    assert "3. Deutsch (de)" in text_of(writer.get(change))
    assert "platform_name__de" in writer.get(path).content.decode()  # the change so far has the language
    publish_pages(desk, writer, second, change)
    assert (register().instance.languages, register().instance.timezone) == (("uk", "en", "de"), "Europe/Zurich")
    home = pages(desk)["de/index.html"].decode()
    assert 'lang="de"' in home
    assert "thing_name__de" in writer.get("/register/add/bodies").content.decode()


def test_a_language_that_there_is_stays(desk: Instance, signed_in: SignedIn) -> None:
    answer = filled(signed_in("ivan"), "/register/edit/instance/instance", languages="uk")
    assert errors_of(answer) == ["languages"]
    assert "stays" in text_of(answer)


def wide(positions: int) -> bytes:
    """One region with so many corners and one more."""
    feature = json.loads(GEOMETRY)["features"][0]
    ring = feature["geometry"]["coordinates"][0]
    feature["geometry"]["coordinates"] = [[*ring[:1] * (positions - 4), *ring]]
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


WRONG_SETTINGS: list[tuple[dict[str, Any], str]] = [
    ({"timezone": "Europe/Nowhere"}, "timezone"),
    ({"timezone": "../../etc/passwd"}, "timezone"),
    ({"languages": "uk, uk, en"}, "languages"),
    ({"languages": "<script>"}, "languages"),
    ({"outlines": file(b"{}", "x.geojson")}, "outlines"),
    ({"outlines": file(GEOMETRY.replace(b"AA-01", b"AA-77"), "x.geojson")}, "outlines"),
    ({"outlines": file(wide(100_001), "x.geojson")}, "outlines"),
    ({"catalogues": file(GERMAN, "de.yaml")}, "catalogues"),
]


def test_settings_that_no_page_could_be_made_with(desk: Instance, signed_in: SignedIn) -> None:
    client = signed_in("ivan")
    for typed, wrong in WRONG_SETTINGS:
        answer = filled(client, "/register/edit/instance/instance", **typed)
        assert (answer.status_code, set(errors_of(answer))) == (422, {wrong}), typed


def test_a_bad_time_zone_is_refused_by_the_service_too(desk: Instance, ivan: Worker) -> None:
    with pytest.raises(BadAct, match="timezone"):
        write(ivan, desk, instance(timezone="Europe/Nowhere"))


def test_a_map_is_drawn_of_what_is_uploaded(desk: Instance, signed_in: SignedIn) -> None:
    writer, second = signed_in("ivan"), signed_in("olha")
    path = "/register/edit/instance/instance"
    change = filled(writer, path, outlines=file(GEOMETRY, "x.geojson")).headers["Location"]
    assert "AA-01 North" in text_of(writer.get(change))
    assert writer.get(change).content.decode().count("<figure") == 1  # there was no map before
    publish_pages(desk, writer, second, change)
    stands = register().instance
    assert stands.map is not None
    assert stands.geometry is not None
    assert [manifest_of(one).purpose for one in (stands.map, stands.geometry)] == ["map", "geometry"]
    assert "<svg" in pages(desk)["en/index.html"].decode()
    assert filled(writer, path, report_by="19:00").status_code == 302  # nothing chosen leaves what stands
    from uarazom.desk.people.models import Person
    from uarazom.desk.register import changing

    (item,) = changing.items_of(changing.own(Person.objects.get(pk="ivan"))).values()
    assert item.fields["map"] == stands.map


# ── regions ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def districts(count: int) -> bytes:
    rows = (f"AA-0{1 + n % 2}:{n:04},Район {n},District {n}" for n in range(count))
    return "\n".join(["code,name_uk,name_en", *rows]).encode()


def test_districts_come_from_a_file_and_are_shown_before_they_are_asked_for(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    publish(ivan, olha, desk, alerting(desk, ivan))  # places have pages where somebody warns
    writer, second = signed_in("ivan"), signed_in("olha")
    page = writer.get("/register/regions")
    sent = {"edition": hidden(page, "edition"), "file": file(b"\xef\xbb\xbf" + districts(136), "r.csv")}
    change = writer.post("/register/regions", sent).headers["Location"]
    told = text_of(writer.get(change))
    assert "Regions (136)" in told
    assert "District 135" in told
    publish_pages(desk, writer, second, change)
    assert "+130" in text_of(second.get("/register"))  # in the list of changes, not each by its name
    assert len(register().regions) == 3 + 136
    assert register().name("regions", "AA-02:0135") == {"uk": "Район 135", "en": "District 135"}
    assert "District 135" in pages(desk)[f"en/{paths.place('AA-02:0135')}"].decode()


def test_a_geojson_names_regions_and_leaves_other_languages(desk: Instance, ivan: Worker, signed_in: SignedIn) -> None:
    named = json.loads(GEOMETRY)
    for feature in named["features"]:
        feature["properties"] = {"name_en": f"New {feature['id']}"}
    client = signed_in("ivan")
    sent = {"edition": "0", "file": file(json.dumps(named).encode(), "r.geojson")}
    change = client.post("/register/regions", sent).headers["Location"]
    page = client.get(change).content.decode()
    assert "<del>North</del>" in page
    assert "Північ" not in page


THREE_WRONG = b"code,name_uk\nnowhere,N\nAA-01:1,\nAA-01:2,N\nAA-01:2,N\n"
WRONG_REGIONS = [
    (b"", "Choose a file"),
    (b"code,name_uk\n", "0 regions"),
    (b"code,name_fr\nAA-01:1,N\n", "name_fr"),
    (b"name_uk\nN\n", "names the columns"),
    (THREE_WRONG, "Line 2"),
    (THREE_WRONG, "Line 3: AA-01:1 has no name"),
    (THREE_WRONG, "Line 5: AA-01:2 stands twice"),
    ("code,name_uk\nAA-01:1,a\u202eb\n".encode(), "cannot be published"),
    (b'code,name_uk\nAA-01:1,"a"b\n', "no CSV"),
    (b"\xff\xfe", "UTF-8"),
    (b'{"type":"FeatureCollection"}', "FeatureCollection"),
    (districts(401), "401 regions"),
]


def test_a_bad_file_of_regions_changes_nothing(desk: Instance, signed_in: SignedIn) -> None:
    from uarazom.desk.register.models import RegisterChange

    client = signed_in("ivan")
    for raw, said in WRONG_REGIONS:
        answer = client.post("/register/regions", {"edition": "0", "file": file(raw, "r.csv")})
        assert answer.status_code == 422
        assert said in text_of(answer), raw
    assert not RegisterChange.objects.exists()


@pytest.mark.parametrize("path", ["/register/regions", "/register/edit/alerting/alerting"])
def test_nobody_else_finds_these_forms(desk: Instance, signed_in: SignedIn, path: str) -> None:
    assert signed_in("petro").get(path).status_code == 404
