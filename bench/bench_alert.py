"""From a confirmed warning to the public, the whole way, through the processes of `uarazom serve`; and ten at once.

    python bench/bench_alert.py                            the numbers of bench/RESULTS.md (minutes: makes archives)
    python bench/bench_alert.py --n 300 --acts 5 --json    what CI runs

The clock starts when the second person's confirmation is committed: rows of the outbox, in this process. What follows
is done by others: the outbox takes the row, looks at it again and hands it to the signer; the signer checks approvals,
act, message and retraction, signs and appends (`appended`: the checkpoint covers it), proofs follow (`proved`); the
publisher makes the message, the warning's pages, home, places, feeds, shapes and alerts.json (`urgent`: all of them in
place, synced before they got their names), then every list and archive page (`all`: its cursor says so). Waits between
processes are in it. Acts are warnings, updates and all-clears over a country of 27 regions and 136 districts, with 12
in force. `ten`: ten confirmations committed in one instant, to the moment the last of them is out.
Aims: `urgent` p99 at most 300 ms, and ten all out within a second.
"""

import argparse
import json
import os
import platform
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warned import PLACES, Desk, Instance

from uarazom.site import paths

P99_MS, TEN_MS = 300, 1_000
IN_FORCE = 12
WAIT_SECONDS = 300  # before the first warning a process may have to read the archive
LOOK_SECONDS = 0.001
SETTLE_SECONDS = 0.3  # between two confirmations: lists are out, and nobody waits for a poll's phase
STAGES = ("appended", "proved", "urgent", "all")


@dataclass(frozen=True)
class Confirmed:
    """One act on its way, and what must show it."""

    submission: Any
    document: str
    place: str
    identifier: str

    @property
    def message(self) -> str:
        """The CAP message: the first file of the batch."""
        return f"cap/{self.identifier}.xml"

    def shown(self) -> Iterator[str]:
        """Everything that is urgent, beside the message."""
        for language in ("uk", "en"):
            for version in (language, f"{language}/text"):
                yield from (f"{version}/alert/{self.document}.html", f"{version}/index.html")
            yield f"{language}/{paths.place(self.place)}"
        for name in ("alerts", "alerts-uk", "alerts-en"):
            yield from (f"cap/{name}.atom", f"cap/{name}.rss")
        yield from ("alerts.json", "cap/alerts.geojson")


class Watch:
    """Looks at the public side, as a reader would, and notes when each stage was reached."""

    def __init__(self, made: Instance) -> None:
        self.instance = made.at

    def tree_size(self) -> int:
        return int((self.instance.public / "log" / "checkpoint").read_bytes().split(b"\n", 2)[1])

    def proved(self) -> int:
        return int((self.instance.record / "proofs.cursor").read_bytes())

    def shown(self) -> int:
        return int(json.loads((self.instance.site / "cursor.json").read_bytes())["size"])

    def missing(self, one: Confirmed) -> str:
        """The first urgent file that is not of the batch that has the message, or of a later one."""
        since = self.made_at(one.message)
        return next((path for path in one.shown() if not since or self.made_at(path) < since), "")

    def made_at(self, path: str) -> int:
        try:
            return (self.instance.public / path).stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def until_out(self, acts: Sequence[Confirmed], size: int, began: int) -> dict[str, float]:
        """Milliseconds from `began` to each stage of all of these; `size` is the tree's before."""
        end = size + len(acts)
        left = list(acts)
        stages = {"appended": lambda: self.tree_size() >= end, "proved": lambda: self.proved() >= end}
        stages |= {"urgent": lambda: not left, "all": lambda: self.shown() >= end}
        found: dict[str, float] = {}
        while len(found) < len(STAGES):
            left = [one for one in left if self.missing(one)]
            for name in STAGES:
                if name not in found and stages[name]():
                    found[name] = (time.time_ns() - began) / 1_000_000
            if time.time_ns() - began > WAIT_SECONDS * 1_000_000_000:
                raise SystemExit(f"expected {self.missing(left[0]) if left else 'all'} to be out, reached {found}")
            time.sleep(LOOK_SECONDS)
        return found


class Duty:
    """Warnings, updates and ends, with a dozen in force."""

    def __init__(self, made: Instance) -> None:
        self.desk, self.watch = Desk(made), Watch(made)
        self.chance = random.Random(14)
        self.there: list[tuple[str, str]] = []  # document, place

    def confirm(self, count: int) -> dict[str, float]:
        """So many confirmed in one instant: milliseconds to each stage."""
        acts = [self.act() for _ in range(count)]
        size = self.watch.tree_size()
        began = self.desk.confirm([one.submission for one in acts])
        found = self.watch.until_out(acts, size, began)
        while not all(self.desk.delivered(one.submission) for one in acts):
            time.sleep(LOOK_SECONDS)
        time.sleep(SETTLE_SECONDS + self.chance.random() / 10)
        return found

    def act(self) -> Confirmed:
        """One more, submitted: a warning while few are in force; else an update or an end."""
        if len(self.there) < IN_FORCE or self.chance.randrange(3) == 0:
            place = self.chance.choice(PLACES)
            submission = self.desk.issue(place)
            document = str(submission.draft.document)
            self.there.append((document, place))
        else:
            does = self.chance.choice(("update", "all_clear"))
            document, place = self.there.pop(0)
            submission = self.desk.follow(document, does)
            if does == "update":
                self.there.append((document, place))
        content = json.loads(bytes(submission.content))
        return Confirmed(submission, document, place, content["alert"]["identifier"])


def measure(number: int, acts: int, folder: Path) -> dict[str, object]:
    begun = time.perf_counter()
    made = Instance.found(folder / str(number), number)
    with made.served():
        duty = Duty(made)
        for _ in range(IN_FORCE):
            duty.confirm(1)  # the first of them wait until every process has read the archive
        setup = time.perf_counter() - begun
        one = [duty.confirm(1) for _ in range(acts)]
        ten = [duty.confirm(10) for _ in range(max(acts // 20, 1))]
    return {
        "documents": number,
        **{f"{name}_p50_ms": round(statistics.median(found[name] for found in one)) for name in STAGES},
        **{f"{name}_p99_ms": round(sorted(found[name] for found in one)[acts * 99 // 100]) for name in STAGES},
        **{f"ten_{name}_max_ms": round(max(found[name] for found in ten)) for name in STAGES},
        "setup_s": round(setup),
        "load": round(os.getloadavg()[0], 1),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, action="append", help="documents in the archive (1000 and 100000)")
    parser.add_argument("--acts", type=int, default=200, help="confirmed and timed")
    parser.add_argument("--dir", type=Path, help="where to write; a folder on the disk that is meant (default: here)")
    parser.add_argument("--json", action="store_true", help="one JSON object a size, and no judgement")
    args = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever ends this ends the instance with it
    with tempfile.TemporaryDirectory(dir=args.dir or Path.cwd()) as folder:
        rows = [measure(n, args.acts, Path(folder)) for n in args.n or (1_000, 100_000)]
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    for row in rows:
        print(json.dumps(row | machine) if args.json else "  ".join(f"{name} {value}" for name, value in row.items()))
    if args.json:
        return 0
    urgent, ten = (max(int(str(row[name])) for row in rows) for name in ("urgent_p99_ms", "ten_all_max_ms"))
    if urgent > P99_MS or ten > TEN_MS:
        print(f"short of the aim: urgent p99 {P99_MS} ms, ten in {TEN_MS} ms", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
