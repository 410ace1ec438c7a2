"""The spoken texts of a warning: heard by the second person, signed by both, and never waited for."""

import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.desk import instance as instances
from tests.desk.conftest import SignedIn
from tests.desk.instance import MARK, PASSWORD, Instance
from tests.desk.people import Worker
from tests.desk.test_duty import confirmed, duty, issued, submitted
from tests.desk.test_duty_pages import through

from uarazom.acts.model import Act
from uarazom.cap.model import Alert
from uarazom.verify import canon

WARNS = True
URL = "https://warn.example/"
Speak = Callable[[str, str], bytes | None]


def aloud(text: str, language: str) -> bytes:
    """A file that says what it was given."""
    return b"OggS" + f"{language}: {text}".encode()


def with_voice(desk: Instance, speak: Speak, seconds: float = 2.0) -> None:
    from uarazom.desk.configure import configure

    configure(replace(desk.settings, speak=speak, speak_seconds=seconds))


def last(document: str) -> Act:
    from uarazom.desk.duty import before

    return before.find(document).act


def message(act: Act) -> Alert:
    """Its CAP message, from the record."""
    from uarazom.desk.newsroom import newsroom
    from uarazom.record.messages import parsed

    raw = newsroom().blob(act.message_digest or "")
    assert raw is not None
    return parsed(raw, act.document)


def test_both_sign_what_is_heard_and_it_is_public_under_its_address(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.newsroom import newsroom
    from uarazom.site.render import render

    instances.change_register(desk, url=URL)
    with_voice(desk, aloud)
    document = issued(desk, ivan, olha)
    act = last(document)
    assert [one.media_type for one in act.media] == ["audio/ogg"] * 2
    for info in message(act).infos:
        (one,) = info.resources
        digest = (one.uri or "").removeprefix(f"{URL}blob/")
        raw = newsroom().blob(digest)
        assert digest in {file.digest for file in act.media}
        assert raw is not None
        assert raw.decode().startswith(f"OggS{info.language}: {info.headline}")
        assert info.description.split(".")[0] in raw.decode()
    pages = dict(render(newsroom().ledger(), desk.clock(), only=[f"en/alert/{document}.html"], blob=newsroom().blob))
    assert pages[f"en/alert/{document}.html"].count(b"<audio ") == 2


def test_without_an_address_there_is_no_resource(desk: Instance, ivan: Worker, olha: Worker) -> None:
    with_voice(desk, aloud)
    act = last(issued(desk, ivan, olha))
    assert len(act.media) == 2
    assert not [one for info in message(act).infos for one in info.resources]


def test_an_exercise_is_heard_to_be_one(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.duty import composing

    with_voice(desk, aloud)
    submission = submitted(ivan, desk.clock(), exercise=True)
    said = MARK.replace(" / ", ", ")  # as it is spoken
    for raw in composing.sounds(submission).values():
        assert raw.decode().partition(": ")[2].startswith(said)
        assert raw.decode().count(said) == 2
    assert len(composing.sounds(submission)) == 2


@pytest.mark.parametrize("does", ["update", "extend", "all_clear", "cancel"])
def test_what_follows_speaks_its_own_words(desk: Instance, ivan: Worker, olha: Worker, does: str) -> None:
    from uarazom.desk.newsroom import newsroom

    with_voice(desk, aloud)
    document = issued(desk, ivan, olha)
    first, now = last(document), desk.clock.forward(minutes=10)
    row = duty().follow_and_submit(person=ivan.person, document=document, does=does, key=ivan.key, now=now)
    confirmed(row.submissions.get(), olha, now)
    assert desk.deliver() == 1
    act, words = last(document), newsroom().ledger().words(last(document))
    assert act.n == first.n + 1
    assert words is not None
    heard = [newsroom().blob(one.digest) or b"" for one in act.media]
    assert sorted(one.decode()[4:].split(".")[0] for one in heard) == sorted(
        f"{code}: {title}" for code, title in words.title.items()
    )


def test_composed_anew_it_is_spoken_anew(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.duty import composing

    with_voice(desk, aloud)
    first = submitted(ivan, desk.clock())
    now = desk.clock.forward(minutes=40)
    row = duty().compose_anew(draft_id=first.draft_id, expected_edition=2, person=ivan.person, key=ivan.key, now=now)
    second = row.submissions.order_by("-pk").first()
    assert len(composing.sounds(first)) == len(composing.sounds(second)) == 2
    assert set(composing.sounds(first)).isdisjoint(composing.sounds(second))  # another end is read out


def test_at_the_confirmation_nobody_speaks(desk: Instance, ivan: Worker, olha: Worker) -> None:
    asked: list[str] = []

    def once(text: str, language: str) -> bytes:
        asked.append(language)
        return f"OggS {len(asked)} {text}".encode()

    with_voice(desk, once)
    submission = submitted(ivan, desk.clock())
    row = confirmed(submission, olha, desk.clock())
    assert desk.deliver() == 1
    assert sorted(asked) == ["en", "uk"]
    signed = canon.parse(bytes(submission.content))["media"]
    assert [one.digest for one in last(row.document).media] == [one["digest"] for one in signed]


def fails(_text: str, _language: str) -> bytes:
    raise OSError("no such program")


@pytest.mark.parametrize("speak", [lambda *_: None, lambda *_: b"", lambda *_: bytes(2**20 + 1), fails])
def test_without_a_voice_it_is_the_same_warning(desk: Instance, ivan: Worker, olha: Worker, speak: Speak) -> None:
    with_voice(desk, speak)
    act = last(issued(desk, ivan, olha))
    assert act.media == ()
    assert [info.resources for info in message(act).infos] == [(), ()]


def test_one_voice_of_two_is_one_file(desk: Instance, ivan: Worker, olha: Worker) -> None:
    instances.change_register(desk, url=URL)
    with_voice(desk, lambda text, language: aloud(text, language) if language == "uk" else None)
    act = last(issued(desk, ivan, olha))
    assert len(act.media) == 1
    assert {info.language: len(info.resources) for info in message(act).infos} == {"uk": 1, "en": 0}


def test_a_slow_voice_is_waited_for_no_longer_than_its_bound(desk: Instance, ivan: Worker) -> None:
    from uarazom.desk.duty import composing

    def slow(text: str, language: str) -> bytes:
        time.sleep(1.0 if language == "en" else 0)
        return aloud(text, language)

    with_voice(desk, slow, seconds=0.3)
    began = time.monotonic()
    submission = submitted(ivan, desk.clock())
    assert time.monotonic() - began < 0.9
    assert [raw[4:6] for raw in composing.sounds(submission).values()] == [b"uk"]


def test_nobody_waits_for_the_database_while_it_is_spoken(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    document = issued(desk, ivan, olha)
    free: list[bool] = []

    def looks(text: str, language: str) -> bytes:
        other = sqlite3.connect(desk.home / "desk" / "desk.sqlite3", timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # refused at once while somebody else writes
        other.execute("ROLLBACK")
        other.close()
        free.append(True)
        return aloud(text, language)

    with_voice(desk, lambda text, language: looks(text, language) if language == "uk" else None)
    author = signed_in("ivan")
    number = through(author)
    author.post(f"/duty/alerts/{document}/all_clear", {"password": PASSWORD})
    author.post(f"/duty/{number}/anew", {"password": PASSWORD, "edition": "3"})
    assert free == [True] * 3


def test_the_second_person_hears_it_and_nobody_without_a_session_does(
    desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker
) -> None:
    from django.test import Client

    with_voice(desk, aloud)
    number = through(signed_in("ivan"))
    second = signed_in("olha")
    answer = second.get(f"/duty/{number}")
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    found = re.findall(r'<audio controls [^>]*src="([^"]+)"', answer.content.decode())
    assert len(found) == 2
    heard = [second.get(one) for one in found]
    assert {one.headers["Content-Type"] for one in heard} == {"audio/ogg"}
    assert sorted(one.content[4:6] for one in heard) == [b"en", b"uk"]
    assert Client().get(found[0]).status_code == 302
    whole = second.get(found[0]).content
    for asked, status, part in (("bytes=4-5", 206, whole[4:6]), ("bytes=2-", 206, whole[2:]), ("bytes=-3", 200, whole)):
        got = second.get(found[0], headers={"Range": asked})
        assert (got.status_code, got.content) == (status, part), asked
    assert second.get(found[0], headers={"Range": "bytes=99999-"}).status_code == 416
    frame = re.search(r'<iframe[^>]*src="(/preview/[^/]+/)', answer.content.decode())
    assert frame
    digest_heard = found[0].rpartition("/")[2]
    assert Client().get(f"{frame[1]}blob/{digest_heard}").content == whole  # the address is the permission
    assert Client().get(f"{frame[1]}blob/{'0' * 64}").status_code == 404
    assert second.get(f"/exercise/{number}/sounds/{found[0].rpartition('/')[2]}").status_code == 404
    assert second.get(f"/duty/{number}/sounds/{'0' * 64}").status_code == 404
    digest = re.search(r'name="content" value="([0-9a-f]{64})"', answer.content.decode())
    assert digest
    second.post(f"/duty/{number}/confirm", {"content": digest[1], "password": PASSWORD})
    assert desk.deliver() == 1


def test_a_refused_action_leaves_no_draft(desk: Instance, signed_in: SignedIn, ivan: Worker, olha: Worker) -> None:
    from uarazom.desk.drafts.models import DraftRow

    asked: list[Any] = []
    document = issued(desk, ivan, olha)
    with_voice(desk, lambda *given: asked.append(given))
    before = DraftRow.objects.count()
    answer = signed_in("ivan").post(f"/duty/alerts/{document}/all_clear", {"password": "wrong"})
    assert answer.status_code == 422
    desk.clock.forward(hours=5)
    answer = signed_in("ivan").post(f"/duty/alerts/{document}/extend", {"password": PASSWORD})
    assert answer.status_code == 422
    assert (DraftRow.objects.count(), asked) == (before, [])


@pytest.mark.server
def test_the_real_voice_end_to_end(desk: Instance, ivan: Worker, olha: Worker) -> None:
    from uarazom.cli.speaking import speak
    from uarazom.desk.newsroom import newsroom

    instances.change_register(desk, url=URL)
    with_voice(desk, speak)
    began = time.monotonic()
    act = last(issued(desk, ivan, olha))
    assert time.monotonic() - began < 5
    files = [newsroom().blob(one.digest) or b"" for one in act.media]
    assert [one[:4] for one in files] == [b"OggS", b"OggS"]
    assert {one.mime_type for info in message(act).infos for one in info.resources} == {"audio/ogg"}
