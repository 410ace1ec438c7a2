"""Messages over MQTT 5: taken in, kept on disk, and only then acknowledged.

Rules, in order:
1. The broker tells who speaks: it lets each user write to a topic of its own alone (`PREFIX/<user>`; docs/sources.md
   has the rules for Mosquitto). The topic is therefore the source; what the message says of its sender is compared
   with it, above this room.
2. The session outlives the connection (`SESSION_SECONDS`) and quality of service is 1: what came while we were away
   comes when we are back. A message is acknowledged after it is kept; one that came twice is a replay. What cannot be
   kept is tried again, and holds up what comes after it on its own topic, in order, and no other topic.
3. At most `RECEIVE_MAX` messages are on their way unacknowledged, none above `size` bytes: the broker keeps the rest.
4. A connection that ends is made again, with pauses that grow.

    Subscriber(Broker("127.0.0.1", 8883, user="intake", password="…"), topics, keep).run(stop)

OASIS MQTT 5.0, 3.1.2.11.2 (session expiry), 3.3 (publish), 4.3.2 (quality of service 1).
"""

import queue
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

SESSION_SECONDS = 7 * 86_400
RECEIVE_MAX = 500
BATCH_SECONDS = 0.02  # how long the first of a batch waits for others, so that one sync keeps them all
AGAIN_SECONDS = 1.0  # after a message that could not be kept
PAUSES = (1, 60)  # seconds between attempts to connect: the first and the longest
KEEPALIVE_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is and who we are there. `authority`: a file of certificates to trust; with any, TLS is used."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    client_id: str = "uarazom-intake"


@dataclass(frozen=True, slots=True)
class Heard:
    """One message: the topic on which it came, and its bytes."""

    topic: str
    raw: bytes


Keep = Callable[[Sequence[Heard]], None]  # returns when all of it is on disk; raises when it is not


class Subscriber:
    """Listens to topics until it is told to stop."""

    def __init__(
        self, broker: Broker, topics: Sequence[str], keep: Keep, *, size: int, say: Callable[[str], None]
    ) -> None:
        self._broker, self._topics, self._keep, self._size, self._say = broker, tuple(topics), keep, size, say
        self._heard: queue.Queue[mqtt.MQTTMessage] = queue.Queue()
        self._waiting: list[mqtt.MQTTMessage] = []  # what could not be kept, and what came behind it
        self._again_at = 0.0  # of the monotonic clock: when those are tried again
        self.subscribed = threading.Event()
        self._client = self._made()

    def run(self, stop: threading.Event) -> None:
        """Listen, keep, acknowledge."""
        self._client.connect_async(
            self._broker.host,
            self._broker.port,
            keepalive=KEEPALIVE_SECONDS,
            clean_start=False,
            properties=self._session(),
        )
        self._client.loop_start()
        try:
            while not stop.is_set():
                if batch := self._batch():
                    self._take(batch)
                if self._waiting and time.monotonic() >= self._again_at:
                    waiting, self._waiting = self._waiting, []
                    self._take(waiting)
        finally:
            self._client.disconnect()
            self._client.loop_stop()

    def _made(self) -> mqtt.Client:
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=self._broker.client_id, protocol=mqtt.MQTTv5, manual_ack=True
        )
        if self._broker.user:
            client.username_pw_set(self._broker.user, self._broker.password)
        if self._broker.authority:
            client.tls_set_context(ssl.create_default_context(cafile=self._broker.authority))
        client.reconnect_delay_set(*PAUSES)
        client.on_connect, client.on_message = self._connected, self._message
        client.on_subscribe, client.on_disconnect = self._on_subscribe, self._disconnected
        return client

    def _session(self) -> Properties:
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # the library's own
        properties.SessionExpiryInterval = SESSION_SECONDS
        properties.ReceiveMaximum = RECEIVE_MAX
        properties.MaximumPacketSize = self._size + 65_536  # the topic and the properties besides
        return properties

    # ── called by the library's thread ───────────────────────────────────────────────────────────────────────────────
    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            self._say(f"broker {self._broker.host}: expected to be let in, got {reason}; tried again")
            return
        client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in self._topics])

    def _on_subscribe(self, _client: Any, _data: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        for topic, reason in zip(self._topics, reasons, strict=False):
            if reason.is_failure:
                self._say(f"broker {self._broker.host}: expected to listen to {topic}, got {reason}")
        if not any(reason.is_failure for reason in reasons):
            self.subscribed.set()

    def _disconnected(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self.subscribed.clear()
        if reason.is_failure:
            self._say(f"broker {self._broker.host}: the connection ended, {reason}; made again")

    def _message(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        self._heard.put(message)

    # ── called by ours ───────────────────────────────────────────────────────────────────────────────────────────────
    def _batch(self) -> list[mqtt.MQTTMessage]:
        """What came within `BATCH_SECONDS` of the first, at most `RECEIVE_MAX`."""
        try:
            batch = [self._heard.get(timeout=0.2)]
        except queue.Empty:
            return []
        until = time.monotonic() + BATCH_SECONDS
        while len(batch) < RECEIVE_MAX and (left := until - time.monotonic()) > 0:
            try:
                batch.append(self._heard.get(timeout=left))
            except queue.Empty:
                break
        return batch

    def _take(self, batch: list[mqtt.MQTTMessage]) -> None:
        """Keep a batch, all at once; where that fails, each by itself behind what waits on its topic (rule 2)."""
        if not self._waiting and self._is_kept(batch):
            return
        held = {message.topic for message in self._waiting}
        for message in batch:
            if message.topic in held or not self._is_kept([message]):
                held.add(message.topic)
                self._wait_with(message)

    def _is_kept(self, batch: list[mqtt.MQTTMessage]) -> bool:
        """Whether these are on disk now, and acknowledged."""
        try:
            self._keep([Heard(message.topic, bytes(message.payload)) for message in batch])
        except Exception as error:  # whatever it was: a full disk, a defect of ours
            self._say(f"intake: {len(batch)} messages not kept ({error}); the broker has them still, tried again")
            return False
        for message in batch:
            self._client.ack(message.mid, message.qos)
        return True

    def _wait_with(self, message: mqtt.MQTTMessage) -> None:
        """Once: a broker sends again what was not acknowledged before the connection ended."""
        if all((one.mid, one.payload) != (message.mid, message.payload) for one in self._waiting):
            self._waiting.append(message)
        self._again_at = time.monotonic() + AGAIN_SECONDS
