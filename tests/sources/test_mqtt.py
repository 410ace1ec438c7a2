"""Messages over MQTT 5 through a real Mosquitto: kept before they are acknowledged, bound to who was let in."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.sources.broker import free_port, mosquitto, publish

from uarazom.sources.mqtt import Broker, Heard, Keep, Subscriber

pytestmark = pytest.mark.server
TOPICS = ("cap/#",)


class Kept:
    """What was kept, in order; told to fail, it keeps nothing."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.failing = False

    def __call__(self, batch: Sequence[Heard]) -> None:
        if self.failing:
            raise OSError("no space left on device")
        self.heard += batch

    @property
    def payloads(self) -> set[bytes]:
        return {heard.raw for heard in self.heard}


@contextmanager
def listening(broker: Broker, keep: Keep) -> Iterator[list[str]]:
    said: list[str] = []
    subscriber = Subscriber(broker, TOPICS, keep, size=2**20, say=said.append)
    stop = threading.Event()
    thread = threading.Thread(target=subscriber.run, args=(stop,))
    thread.start()
    try:
        assert subscriber.subscribed.wait(10), said
        yield said
    finally:
        stop.set()
        thread.join()


def until(holds: Callable[[], bool], seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_what_an_authority_sends_is_kept(tmp_path: Path) -> None:
    port, kept = free_port(), Kept()
    with mosquitto(tmp_path, port) as broker, listening(broker, kept):
        publish(port, "met", "cap/met", b"<alert/>")
        assert until(lambda: kept.heard == [Heard("cap/met", b"<alert/>")])


def test_nobody_speaks_on_the_topic_of_another(tmp_path: Path) -> None:
    port, kept = free_port(), Kept()
    with mosquitto(tmp_path, port) as broker, listening(broker, kept):
        publish(port, "mallory", "cap/met", b"<false/>")
        publish(port, "mallory", "cap/mallory", b"<own/>")
        assert until(lambda: bool(kept.heard))
        assert kept.payloads == {b"<own/>"}


def test_what_came_while_we_were_away_comes_when_we_are_back(tmp_path: Path) -> None:
    port, kept = free_port(), Kept()
    sent = [b"%d" % n for n in range(300)]
    with mosquitto(tmp_path, port) as broker:
        with listening(broker, kept):
            pass
        publish(port, "met", "cap/met", *sent)
        with listening(broker, kept):
            assert until(lambda: kept.payloads == set(sent))


def test_what_could_not_be_kept_is_not_acknowledged(tmp_path: Path) -> None:
    port, kept = free_port(), Kept()
    with mosquitto(tmp_path, port) as broker, listening(broker, kept) as said:
        kept.failing = True
        publish(port, "met", "cap/met", b"1", b"2")
        assert until(lambda: any("not kept" in line for line in said))
        kept.failing = False
        assert until(lambda: kept.payloads == {b"1", b"2"})


def test_what_cannot_be_kept_holds_up_its_own_topic_alone_and_keeps_its_order(tmp_path: Path) -> None:
    port, kept, closed = free_port(), Kept(), threading.Event()

    def keep(batch: Sequence[Heard]) -> None:
        if not closed.is_set() and any(heard.topic == "cap/met" for heard in batch):
            raise OSError("a signer that is down")
        kept(batch)

    sent = [b"%d" % n for n in range(5)]
    with mosquitto(tmp_path, port) as broker, listening(broker, keep):
        publish(port, "met", "cap/met", *sent)
        publish(port, "mallory", "cap/mallory", b"<own/>")
        assert until(lambda: kept.payloads == {b"<own/>"})
        closed.set()
        assert until(lambda: len(kept.heard) == 6)
    assert [heard.raw for heard in kept.heard[1:]] == sent


def test_the_broker_dies_and_comes_back(tmp_path: Path) -> None:
    port, kept = free_port(), Kept()
    with mosquitto(tmp_path, port) as broker, listening(broker, kept):
        pass
    stop = threading.Event()
    subscriber = Subscriber(broker, TOPICS, kept, size=2**20, say=lambda _: None)
    thread = threading.Thread(target=subscriber.run, args=(stop,))
    thread.start()  # nobody answers yet
    try:
        with mosquitto(tmp_path, port):
            publish(port, "met", "cap/met", b"<alert/>")
            assert until(lambda: kept.payloads == {b"<alert/>"})
    finally:
        stop.set()
        thread.join()
