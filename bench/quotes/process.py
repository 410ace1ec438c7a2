"""The process that answers readers, with a large record: how long a form takes, what it holds, how it grows and starts.

A record as in an instance (signed, with its blobs), the process that `serve` starts, its socket as the door asks it.
"""

import asyncio
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from archive import ORIGIN, canonical

from quotes import made, speed
from quotes.retrieval import endless
from quotes.shared_corpus import REGISTER, WHO, Address, SharedCorpus, _act
from uarazom.door.relay import Relay
from uarazom.record import founding
from uarazom.record.keys import seal
from uarazom.record.log import Log

FOUNDED = datetime(2019, 1, 1, tzinfo=UTC)
APPENDED = 2_048  # at once
START_SECONDS = 300.0
LARGE = 1_000  # statements; with fewer, as in the tests, only some forms are sent


class Scope:
    """A form as the door gets it."""

    method, query_string = "POST", ""

    def __init__(self, number: int) -> None:
        self.path, self.client = "/en/check/", f"10.{number >> 8}.{number & 255}.7:1000"  # each from another network
        self.headers = {"content-type": "application/x-www-form-urlencoded"}


class Instance:
    """A record on disk with so many statements, and what may be appended to it."""

    def __init__(self, home: Path, corpus: SharedCorpus, size: int) -> None:
        self.home, self.heads = home, {}
        self.keys = founding.Keys.generate(os.urandom, bodies={"office": 1, "other": 1})
        founded = founding.roster(ORIGIN, FOUNDED.strftime("%Y-%m-%dT%H:%M:%SZ"), self.keys)
        founding.create(home, seal(founded, self.keys.root), self.keys.signers())
        (home / "uarazom.yaml").write_text(f"origin: {ORIGIN}\n")
        (home / "public/blob").mkdir(parents=True, exist_ok=True)
        self.log = Log.open(home / "record", home / "public", self.keys.signers())
        issued = {"origin": ORIGIN, "issued_at": self._at(1), "words": self._blob(WHO)}
        self.log.append([seal(REGISTER | issued, self.keys.register)])
        self.more, self.number = endless(corpus.addresses), 1
        whole = [*corpus.addresses, *islice(self.more, max(0, size - len(corpus.addresses)))]
        for start in range(0, len(whole), APPENDED):
            self.publish(whole[start : start + APPENDED])

    def publish(self, addresses: list[Address]) -> None:
        """These statements are said."""
        envelopes = []
        for one in addresses:
            self.number += 1
            said = one.said_at.isoformat().replace("+00:00", "Z")
            fields = _act(one.id, 1, "publish", "zelensky", said, one.texts)
            words = self._blob({"text": one.texts})
            fields |= {"origin": ORIGIN, "issued_at": self._at(self.number), "words": words}
            envelopes.append(seal(fields | {"known_at_precision": "exact"}, self.keys.bodies["office"]))
        self.log.append(envelopes)

    def _at(self, number: int) -> str:
        return (FOUNDED + timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _blob(self, words: dict[str, Any]) -> str:
        salt = base64.b64encode(os.urandom(16)).decode()
        raw = canonical({"format": "uarazom/words/1", "salt": salt, **words})
        digest = hashlib.sha256(raw).hexdigest()
        (self.home / "public/blob" / digest).write_bytes(raw)
        return digest


class Running:
    """The process of the check; its start is timed until it answers."""

    def __init__(self, home: Path) -> None:
        self.socket, self.asked = home / "run/check.sock", 0
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uarazom", "serve", "--home", str(home), "--only", "check"],
            stderr=subprocess.DEVNULL,
        )
        while not self.socket.exists():
            if self.process.poll() is not None or time.perf_counter() - begun > START_SECONDS:
                raise SystemExit("expected the check to start")
            time.sleep(0.01)
        self.start_seconds = time.perf_counter() - begun

    def ask(self, text: str) -> float:
        """Seconds of one form."""
        self.asked += 1
        form = urlencode({"text": text, "published": "2022-03-01"}).encode()
        begun = time.perf_counter()
        answered = asyncio.run(Relay(self.socket).answer(Scope(self.asked), _body(form)))
        spent = time.perf_counter() - begun
        if answered is None or answered[0] != 200 or b"<mark" not in answered[2]:
            raise SystemExit(f"expected a comparison, got {answered and answered[0]}")
        return spent

    def megabytes(self) -> int:
        """What it holds that nobody else does, and its part of what others hold too."""
        for line in Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) // 1024
        return 0

    def cpu_seconds(self) -> float:
        """What it and the processes that it forked have worked."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """It ends as the supervisor ends it."""
        self.process.terminate()
        self.process.wait(30)


async def _body(raw: bytes) -> AsyncIterator[bytes]:
    yield raw


def run(corpus: SharedCorpus, sizes: list[int]) -> dict[str, Any]:
    """At each size."""
    return {str(size): _at(corpus, size) for size in sizes}


def _at(corpus: SharedCorpus, size: int) -> dict[str, Any]:
    """One instance: first start (the index is made), a second, forms, a statement more, forms."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Instance(Path(folder) / "home", corpus, size)
        running = Running(instance.home)
        first = running.start_seconds
        running.stop()
        running = Running(instance.home)
        try:
            answer = {"statements": size, "first start s": round(first, 2), "start s": round(running.start_seconds, 2)}
            answer["at rest MB"] = running.megabytes()
            articles = islice(speed.articles(corpus), speed.ARTICLES if size >= LARGE else 2)
            answer["start CPU s"] = round(running.cpu_seconds(), 2)
            before = running.cpu_seconds()
            times = sorted(running.ask(text) for text, _ in articles)
            answer |= {"form p50 ms": _ms(times, 0.5), "form p99 ms": _ms(times, 0.99)}
            answer["form CPU ms, mean"] = round(1000 * (running.cpu_seconds() - before) / len(times), 1)
            grown, before = [], running.cpu_seconds()
            for number in range(20 if size >= LARGE else 2):
                instance.publish([next(instance.more)])
                grown.append(running.ask(f"{made.article('en', 'We will do all that must be done today.')} {number}"))
            grown.sort()
            answer |= {"form after a statement more, p50 ms": _ms(grown, 0.5), "most ms": _ms(grown, 1.0)}
            answer["after a statement more CPU ms, mean"] = round(
                1000 * (running.cpu_seconds() - before) / len(grown), 1
            )
            answer["after MB"] = running.megabytes()
            listed = json.loads((instance.home / "quotes/segments.json").read_text())
            answer["segments"] = len(listed["segments"])
        finally:
            running.stop()
        return answer


def _ms(times: list[float], share: float) -> float:
    return round(1000 * times[min(int(len(times) * share), len(times) - 1)], 1)
