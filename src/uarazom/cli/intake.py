"""Takes in what other authorities send: asks feeds, listens to the broker, keeps everything, publishes nothing itself.

Each document goes the same way: read (`editorial.incoming`), kept (`sources.inbox`), and only then acknowledged. What a
source of policy `record` sends as entries, signed with keys of the roster, is handed to the signer, which looks at it
as strictly as at our own; its answer is kept beside it. A source that fails is asked again, later and later, and its
silence is shown as silence; where we cannot keep what it sends, it is asked later too, as if nothing had come.

    Intake(feeds, box, now=clock, say=say, hand_on=signer.append).run(stop)
"""

import json
import random
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from uarazom import __name__ as program
from uarazom.cap.errors import CapRefused
from uarazom.cli.feeds import Feed, Feeds
from uarazom.editorial import incoming
from uarazom.record.errors import BatchRefused
from uarazom.sources.errors import Refusing, SourceError
from uarazom.sources.fetch import Limits, fetch
from uarazom.sources.inbox import Arrival, Inbox
from uarazom.sources.mqtt import Heard, Subscriber
from uarazom.sources.state import State
from uarazom.verify import canon
from uarazom.verify.entry import ENTRY_MAX_BYTES
from uarazom.verify.refusal import Refused

ENVELOPES = "uarazom/envelopes/1"
ENVELOPES_MAX = 100  # in one message
THREADS = 8
ROUND_SECONDS = 0.5
HEARD = timedelta(seconds=60)  # how often it is noted that the broker lets us listen: without that, its silence shows
LIMITS = Limits()

Now = Callable[[], datetime]
HandOn = Callable[[Sequence[bytes], Mapping[str, bytes]], Sequence[Any]]


class Intake:
    """Every source of an instance, until told to stop."""

    def __init__(self, feeds: Feeds, box: Inbox, *, now: Now, say: Callable[[str], None], hand_on: HandOn) -> None:
        self._feeds, self._box, self._now, self._say, self._hand_on = feeds, box, now, say, hand_on
        self._by_topic = {feed.topic: feed for feed in feeds.feeds if feed.topic}
        self._asked = [feed for feed in feeds.feeds if feed.url]
        self._lock = threading.Lock()  # one writer of the box
        self._states: dict[str, State] = {}  # also while the box cannot be written
        self._subscriber = self._made()

    def run(self, stop: threading.Event) -> None:
        """Ask and listen."""
        listener = threading.Thread(target=self._listen, args=(stop,), name="broker")
        listener.start()
        try:
            with ThreadPoolExecutor(THREADS, thread_name_prefix="feed") as pool:
                running: dict[str, Future[None]] = {}
                while not stop.wait(ROUND_SECONDS):
                    self._round(pool, running)
        finally:
            stop.set()
            listener.join()

    def _round(self, pool: ThreadPoolExecutor, running: dict[str, "Future[None]"]) -> None:
        """Ask every feed whose time has come and that is not being asked."""
        self.note_broker()
        for feed in self._asked:
            before = running.get(feed.name)
            if before is not None and not before.done():
                continue
            if before is not None and (error := before.exception()) is not None:
                self._say(f"{feed.name}: {type(error).__name__}: {error}")
            if self.is_due(feed):
                running[feed.name] = pool.submit(self.ask, feed)

    def note_broker(self) -> None:
        """A broker that lets us listen is an answer of its topics; one that is away is silent, as a feed is."""
        if self._subscriber is None or not self._subscriber.subscribed.is_set():
            return
        for feed in self._by_topic.values():
            state, now = self._state(feed), self._now()
            if state.rhythm.answered_at is None or now - state.rhythm.answered_at >= HEARD:
                self._keep_state(feed, State(state.rhythm.after_answer(now, changed=False), state.known))

    def is_due(self, feed: Feed) -> bool:
        """Whether it is time to ask this feed."""
        return self._state(feed).rhythm.is_due(self._now())

    def ask(self, feed: Feed) -> None:
        """Ask one feed now, and keep what it brings."""
        state = self._state(feed)
        try:
            fetched = fetch(
                feed.url, agent=f"{program} intake", known=state.known, limits=LIMITS, allowed=self._feeds.allowed
            )
        except SourceError as error:
            self._failed(feed, state, str(error), error.again_seconds if isinstance(error, Refusing) else None)
            return
        try:
            changed = fetched.body is not None and self._take([(feed, fetched.body)]) > 0
        except Exception as error:  # a full disk, a signer that is down: what came is asked for once more
            self._failed(feed, state, f"not kept: {type(error).__name__}: {error}")
            return
        rhythm = state.rhythm.after_answer(self._now(), changed=changed, fresh_seconds=fetched.fresh_seconds)
        self._keep_state(feed, State(rhythm, fetched.known))

    def _failed(self, feed: Feed, state: State, reason: str, again_seconds: int | None = None) -> None:
        """Asked later, and for the same as before."""
        chance = random.random()  # noqa: S311 - to spread requests
        rhythm = state.rhythm.after_failure(self._now(), reason, again_seconds=again_seconds, chance=chance)
        self._say(f"{feed.name}: {reason}; asked again at {rhythm.next_at}")
        self._keep_state(feed, State(rhythm, state.known))

    def hear(self, batch: Sequence[Heard]) -> None:
        """Keep what came over the broker. Raises what keeping raises: then nothing of it is acknowledged."""
        known = [(self._by_topic[heard.topic], heard.raw) for heard in batch if heard.topic in self._by_topic]
        for heard in batch:
            if heard.topic not in self._by_topic:
                self._say(f"broker: expected a topic of {', '.join(self._by_topic)}, got {heard.topic}; left alone")
        self._take(known)

    def _made(self) -> Subscriber | None:
        if self._feeds.broker is None or not self._by_topic:
            return None
        return Subscriber(self._feeds.broker, sorted(self._by_topic), self.hear, size=LIMITS.size, say=self._say)

    def _listen(self, stop: threading.Event) -> None:
        if self._subscriber is not None:
            self._subscriber.run(stop)

    def _take(self, came: Sequence[tuple[Feed, bytes]]) -> int:
        """Read, keep; returns how many items were new."""
        arrivals = [self._arrival(feed, raw) for feed, raw in came]
        with self._lock:
            return sum(taken.new + taken.conflicting for taken in self._box.take(arrivals))

    def _arrival(self, feed: Feed, raw: bytes) -> Arrival:
        now = self._now()
        if raw.lstrip()[:1] == b"{":
            return Arrival(feed.name, raw, now, problem=self._entries(feed, raw))
        try:
            return Arrival(feed.name, raw, now, incoming.read_items(raw, feed.trust, now))
        except CapRefused as error:
            return Arrival(feed.name, raw, now, problem=str(error))
        except Exception as error:  # a defect of ours must not cost the message: it is kept, and shown as unread
            self._say(f"{feed.name}: a defect of the program, keep this message: {type(error).__name__}: {error}")
            return Arrival(feed.name, raw, now, problem=f"not read: {type(error).__name__}")

    def _entries(self, feed: Feed, raw: bytes) -> str:
        """Hand signed entries to the signer; returns what became of them, in words.

        A signer that is down is waited for: what it raises goes up, and the message is not acknowledged.
        """
        if feed.policy != "record":
            return "entries from a source whose policy is draft: nothing was published"
        try:
            envelopes, blobs = read_envelopes(raw)
            receipts = self._hand_on(envelopes, blobs)
        except (Refused, BatchRefused, ValueError) as error:
            return f"nothing was published: {error}"
        return "published as entries " + ", ".join(str(receipt.index) for receipt in receipts)

    def _state(self, feed: Feed) -> State:
        with self._lock:
            if feed.name not in self._states:
                self._states[feed.name] = State.read(self._box.rhythm(feed.name), feed.seconds)
            return self._states[feed.name]

    def _keep_state(self, feed: Feed, state: State) -> None:
        with self._lock:
            self._states[feed.name] = state
            try:
                self._box.keep_rhythm(feed.name, state.kept())
            except sqlite3.Error as error:
                self._say(f"{feed.name}: how it is asked was not kept: {error}")


def read_envelopes(raw: bytes) -> tuple[list[bytes], dict[str, bytes]]:
    """Signed entries and their blobs, as a source sends them. Raises: ValueError, Refused."""
    try:
        value = json.loads(raw)
    except RecursionError as error:
        raise ValueError("expected JSON of little depth, got too much") from error
    if not isinstance(value, dict) or value.get("format") != ENVELOPES:
        raise ValueError(f"expected an object of format {ENVELOPES}")
    envelopes, blobs = value.get("envelopes"), value.get("blobs", {})
    if not isinstance(envelopes, list) or not 0 < len(envelopes) <= ENVELOPES_MAX or not isinstance(blobs, dict):
        raise ValueError(f"expected 1 to {ENVELOPES_MAX} envelopes, and blobs by digest")
    read = [canon.from_base64(text, "envelope") for text in envelopes]
    if any(len(one) > ENTRY_MAX_BYTES for one in read):
        raise ValueError(f"expected envelopes of at most {ENTRY_MAX_BYTES} bytes")
    return read, {str(digest): canon.from_base64(text, f"blob {digest}") for digest, text in blobs.items()}
