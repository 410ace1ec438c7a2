"""Taking in: messages of mixed quality a second, from their bytes to the box on disk, without loss.

    python bench/bench_intake.py --n 5000

What is timed is the whole way of a message that came over the broker, in batches as they come (at most 500): read,
judged by every rule, signature state, kept in one synced transaction. A quarter are good, a quarter have defects, a
quarter are replays, a quarter cannot be read. Beside it, in the same run: the same bytes put into SQLite (WAL, FULL)
and nothing else. Goal: 1,000 a second. Counted afterwards: every message is in the box, or was there before.
"""

import argparse
import json
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from uarazom.cli.feeds import Feed, Feeds
from uarazom.cli.intake import Intake
from uarazom.editorial.incoming import Trust
from uarazom.sources.inbox import Inbox
from uarazom.sources.mqtt import RECEIVE_MAX, Heard

TOPIC = "cap/weather"
NOW = datetime(2022, 2, 16, 8, 1, tzinfo=UTC)
MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>bench.{n}</identifier>
<sender>duty@warnings.example</sender><sent>2022-02-16T10:00:00+02:00</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope>{infos}</alert>
"""
INFO = """<info><language>{language}</language><category>Met</category><event>Storm</event>
<responseType>Shelter</responseType><urgency>Expected</urgency><severity>{severity}</severity>
<certainty>Likely</certainty><expires>2022-02-16T20:00:00+02:00</expires><headline>Storm in the north</headline>
<description>Wind up to 35 m/s. {text}</description><instruction>Stay at home.</instruction>
<area><areaDesc>North</areaDesc><polygon>50.1,30.1 50.1,30.5 50.4,30.5 50.4,30.1 50.1,30.1</polygon>
<geocode><valueName>ISO 3166-2</valueName><value>XX-01</value></geocode></area></info>
"""


def message(n: int, severity: str = "Severe") -> bytes:
    """A message in two languages, of some two kilobytes."""
    infos = "".join(INFO.format(language=one, severity=severity, text="x" * 400) for one in ("en", "uk"))
    return MESSAGE.format(n=n, infos=infos).encode()


def mixed(count: int) -> list[bytes]:
    """Good, defective, again, unreadable, in turn."""
    made = []
    for n in range(count):
        kind = n % 4
        made.append(
            message(n)
            if kind == 0
            else message(n, "Terrible").replace(b"+02:00</sent>", b"Z</sent>")
            if kind == 1
            else message(n - 2)
            if kind == 2
            else message(n)[:-9] + b"%d" % n
        )
    return made


def taken_in(messages: list[bytes], folder: Path) -> tuple[float, float]:
    """Wall and CPU seconds; every message accounted for."""
    feed = Feed("weather", "", TOPIC, 10, "draft", Trust())
    box = Inbox.open(folder / "inbox.sqlite3")
    intake = Intake(Feeds((feed,)), box, now=lambda: NOW, say=lambda _: None, hand_on=lambda *_: ())
    began, used = time.perf_counter(), time.process_time()
    for start in range(0, len(messages), RECEIVE_MAX):
        intake.hear([Heard(TOPIC, raw) for raw in messages[start : start + RECEIVE_MAX]])
    wall, cpu = time.perf_counter() - began, time.process_time() - used
    kept = len(box.items(limit=len(messages))) + len(box.problems(limit=len(messages)))
    lost = len(messages) - kept - len(messages[2::4])
    if lost:
        raise SystemExit(f"expected every message in the box, {lost} are not")
    box.close()
    return wall, cpu


def bare(messages: list[bytes], folder: Path) -> float:
    """The same bytes into a table."""
    db = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE raw (bytes BLOB)")
    began = time.perf_counter()
    for start in range(0, len(messages), RECEIVE_MAX):
        db.execute("BEGIN")
        db.executemany("INSERT INTO raw VALUES (?)", [(raw,) for raw in messages[start : start + RECEIVE_MAX]])
        db.execute("COMMIT")
    return time.perf_counter() - began


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=5000)
    parser.add_argument("--json", action="store_true", help="print JSON, as it does anyway")
    parser.add_argument("--folder", type=Path, help="where to write; a temporary folder otherwise")
    args = parser.parse_args()
    messages = mixed(args.n)
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        wall, cpu = taken_in(messages, Path(name))
        peer = bare(messages, Path(name))
    print(
        json.dumps(
            {
                "messages": args.n,
                "messages_per_second": round(args.n / wall),
                "cpu_seconds": round(cpu, 2),
                "messages_per_cpu_second": round(args.n / cpu),
                "bare_sqlite_per_second": round(args.n / peer),
                "lost": 0,
            }
        )
    )


if __name__ == "__main__":
    main()
