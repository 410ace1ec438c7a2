"""Taking in: from another authority's feed and broker into the box, and to the record where the roster says so."""

import json
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.cap.good import GOOD
from tests.program import here as uarazom
from tests.sources.broker import free_port, mosquitto
from tests.sources.test_fetch import server, told

from uarazom.cli import feeds
from uarazom.cli.intake import ENVELOPES, Intake
from uarazom.cli.say import CommandError
from uarazom.record.errors import BatchRefused, NotKept
from uarazom.record.request import Receipt
from uarazom.sources.inbox import Inbox
from uarazom.sources.mqtt import Heard
from uarazom.sources.state import State

NOW = datetime(2022, 2, 16, 8, 1, tzinfo=UTC)
ALERT = GOOD.encode()


class Desk:
    """One instance's intake, its clock and its signer in our hands."""

    def __init__(self, home: Path, settings: str) -> None:
        (home / feeds.FILE).write_text(settings)
        self.feeds, self.box = feeds.read(home), Inbox.open(home / "sources/inbox.sqlite3")
        self.now, self.said, self.handed = NOW, [""], [(b"", {"": b""})][:0]
        self.refusing: Exception | None = None
        self.intake = Intake(self.feeds, self.box, now=lambda: self.now, say=self.said.append, hand_on=self.hand_on)

    def hand_on(self, envelopes: list[bytes], blobs: dict[str, bytes]) -> list[Receipt]:
        if self.refusing:
            raise self.refusing
        self.handed.append((envelopes[0], dict(blobs)))
        return [Receipt(7, "a", 1, "", "", "")]

    def ask(self) -> State:
        (feed,) = self.feeds.feeds
        self.intake.ask(feed)
        return State.read(self.box.rhythm(feed.name), feed.seconds)


def feed(url: str, more: str = "") -> str:
    return f"allow: [127.0.0.0/8]\nsources: {{weather: {{url: '{url}'{more}}}}}\n"


def test_a_feed_is_taken_in_once_and_asked_politely(tmp_path: Path) -> None:
    with server(told(200, ALERT, ETag='"a1"')) as url:
        desk = Desk(tmp_path, feed(url))
        state = desk.ask()
        assert state.known.etag == '"a1"'
        desk.ask()
    (kept,) = desk.box.latest()
    assert kept.item.facts["headline"]["en"] == "Storm in the north"
    assert desk.box.raw(kept.raw) == ALERT


def test_a_feed_that_fails_is_silent_and_asked_later(tmp_path: Path) -> None:
    with server(told(503, b"", Retry_After="60")) as url:
        state = Desk(tmp_path, feed(url)).ask()
    assert state.rhythm.failures == 1
    assert state.rhythm.next_at is not None
    assert state.rhythm.next_at - NOW >= timedelta(seconds=60)
    assert "503" in state.rhythm.reason


def test_a_private_address_is_not_gone_to_unless_it_is_allowed(tmp_path: Path) -> None:
    with server(told(200, ALERT)) as url:
        desk = Desk(tmp_path, feed(url).replace("allow: [127.0.0.0/8]\n", ""))
        assert "public" in desk.ask().rhythm.reason or "port" in desk.ask().rhythm.reason
    assert desk.box.latest() == ()


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"<alert", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"%PDF-1.4"])
def test_nonsense_is_kept_with_the_reason_and_changes_nothing(tmp_path: Path, raw: bytes) -> None:
    with server(told(200, raw)) as url:
        desk = Desk(tmp_path, feed(url))
        assert desk.ask().rhythm.failures == 0
    assert desk.box.latest() == ()
    assert len(desk.box.problems()) == 1


BROKER = (
    "broker: {host: 127.0.0.1}\nsources: {civil: {topic: cap/civil, policy: record}, weather: {topic: cap/weather}}\n"
)


def test_what_comes_over_the_broker_is_kept_under_the_topic_it_came_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, BROKER)
    desk.intake.hear([Heard("cap/weather", ALERT), Heard("cap/stranger", ALERT)])
    (kept,) = desk.box.latest()
    assert kept.source == "weather"
    assert "cap/stranger" in desk.said[-1]


def test_entries_go_to_the_signer_from_a_source_that_may(tmp_path: Path) -> None:
    desk = Desk(tmp_path, BROKER)
    entries = json.dumps({"format": ENVELOPES, "envelopes": ["e30="], "blobs": {"0" * 64: "eA=="}}).encode()
    desk.intake.hear([Heard("cap/civil", entries)])
    assert desk.handed == [(b"{}", {"0" * 64: b"x"})]
    assert desk.box.problems()[0][3] == "published as entries 7"
    desk.intake.hear([Heard("cap/weather", entries)])
    assert len(desk.handed) == 1
    assert "policy is draft" in desk.box.problems()[0][3]


def test_a_refusal_is_kept_and_a_signer_that_is_down_is_waited_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path, BROKER)
    heard = [Heard("cap/civil", json.dumps({"format": ENVELOPES, "envelopes": ["e30="]}).encode())]
    desk.refusing = NotKept(expected="a signer", got="none", where="socket", remedy="start it")
    with pytest.raises(NotKept):
        desk.intake.hear(heard)  # not acknowledged: the broker keeps it
    assert desk.box.problems() == ()
    desk.refusing = BatchRefused([None])
    desk.intake.hear(heard)
    assert "nothing was published" in desk.box.problems()[0][3]


def test_entries_too_deep_to_read_are_kept_with_the_reason_and_hold_up_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, BROKER)
    desk.intake.hear([Heard("cap/civil", b'{"a":' + b"[" * 200_000), Heard("cap/weather", ALERT)])
    assert "nothing was published" in desk.box.problems()[0][3]
    assert len(desk.box.latest()) == 1


def test_a_feed_that_cannot_be_kept_is_not_asked_without_end(tmp_path: Path) -> None:
    """A full disk is ours, not the source's: it is asked later and later, and as if it had brought nothing."""
    with server(told(200, ALERT, ETag='"a1"')) as url:
        desk = Desk(tmp_path, feed(url))
        (only,) = desk.feeds.feeds
        db = sqlite3.connect(tmp_path / "sources/inbox.sqlite3")
        db.execute("CREATE TRIGGER full BEFORE INSERT ON raw BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        db.execute("CREATE TRIGGER too BEFORE INSERT ON rhythm BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
        desk.intake.ask(only)
        assert any("not kept" in line and "disk is full" in line for line in desk.said)
        assert not desk.intake.is_due(only)
        desk.now += timedelta(minutes=1)
        assert desk.intake.is_due(only)
        db.execute("DROP TRIGGER full")
        db.execute("DROP TRIGGER too")
        db.close()
        assert desk.ask().known.etag == '"a1"'
    assert len(desk.box.latest()) == 1


@pytest.mark.parametrize(
    "value",
    [{}, [], {"format": ENVELOPES}, {"format": ENVELOPES, "envelopes": []}, {"format": ENVELOPES, "envelopes": ["?"]}],
)
def test_malformed_entries_are_said_to_be(tmp_path: Path, value: object) -> None:
    desk = Desk(tmp_path, BROKER)
    raw = json.dumps(value).encode() if value != [] else b"{ nonsense"
    desk.intake.hear([Heard("cap/civil", raw)])
    assert desk.handed == []
    assert "nothing was published" in desk.box.problems()[0][3]


def test_it_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with server(told(200, ALERT)) as url:
        desk, stop = Desk(tmp_path, feed(url)), threading.Event()
        thread = threading.Thread(target=desk.intake.run, args=(stop,))
        thread.start()
        while not desk.box.latest() and thread.is_alive():
            stop.wait(0.02)
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    assert len(desk.box.latest()) == 1


@pytest.mark.parametrize(
    "settings",
    [
        "sources: {A: {url: 'http://x/'}}",
        "sources: {a: {}}",
        "sources: {a: {url: 'http://x/', topic: b}}",
        "sources: {a: {topic: b}}",
        "broker: {host: h}\nsources: {a: {topic: 'cap/#'}}",
        "broker: {host: h}\nsources: {a: {topic: 'cap/+/x'}}",
        "broker: {host: h}\nsources: {a: {topic: ''}}",
        "broker: {host: h}\nsources: {a: {topic: b}, c: {topic: b}}",
        "sources: {a: {url: 'http://x/', policy: publish}}",
        "sources: {a: {url: 'http://x/', seconds: 1}}",
        "sources: {a: {url: 'http://x/', pinned: [none.pem]}}",
        "sources: {a: {url: 'http://x/', colour: red}}",
        "sources: []",
        "allow: [nonsense]",
        "broker: {port: 1}",
        "{",
        "- a",
    ],
)
def test_settings_that_are_none(tmp_path: Path, settings: str) -> None:
    (tmp_path / feeds.FILE).write_text(settings)
    with pytest.raises(CommandError):
        feeds.read(tmp_path)


def test_the_command_says_who_is_silent_and_what_came(tmp_path: Path) -> None:
    with server(told(200, ALERT)) as url:
        desk = Desk(tmp_path, feed(url))
        (tmp_path / "uarazom.yaml").write_text("origin: record.example.org/info\n")
        silent = uarazom("sources", "--home", tmp_path, "--json")
        assert (silent.returncode, json.loads(silent.stdout)["silent"]) == (1, True)
        desk.now = datetime.now(UTC)
        desk.ask()
    with closing(desk.box):
        answer = uarazom("sources", "--home", tmp_path, "--json")
    assert answer.returncode == 0, answer.stderr
    source, message = map(json.loads, answer.stdout.splitlines())
    assert (source["source"], source["silent"]) == ("weather", False)
    assert (message["from"], message["signature"], message["valid"]) == ("weather", "unsigned", True)
    told_of = uarazom("sources", "--home", tmp_path).stdout
    assert "weather answers" in told_of
    assert "Storm in the north" in told_of


@pytest.mark.server
def test_a_broker_that_is_away_is_silent(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "broker").mkdir()
    with mosquitto(tmp_path / "broker", port) as broker:
        (tmp_path / "password").write_text(broker.password)
        settings = f"broker: {{host: 127.0.0.1, port: {port}, user: {broker.user}, password_file: password}}\n"
        desk = Desk(tmp_path, settings + "sources: {met: {topic: cap/met}}\n")
        (only,), stop = desk.feeds.feeds, threading.Event()
        thread = threading.Thread(target=desk.intake.run, args=(stop,))
        thread.start()
        while not desk.box.rhythm("met") and thread.is_alive():
            stop.wait(0.05)
    state = State.read(desk.box.rhythm("met"), only.seconds)
    desk.now += timedelta(minutes=16)
    stop.wait(1.5)
    assert State.read(desk.box.rhythm("met"), only.seconds) == state
    assert state.rhythm.is_stale(desk.now)
    stop.set()
    thread.join(10)
