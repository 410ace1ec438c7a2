"""Durable append: how many signed, verified envelopes a second, beside a bare SQLite commit of the same bytes.

    python bench/bench_append.py --n 20000            the numbers of bench/RESULTS.md
    python bench/bench_append.py --n 500 --json       what CI runs

Three things, each on a fresh home, in batches of --batch, the median of --rounds:
 append    envelopes that come signed: every signature verified, one durable commit, tiles and checkpoint synced
 issue     the same with canonical form and signing included
 sqlite    one bare WAL table with synchronous=FULL, the same bytes in the same batches
 one       the time of a single append of a single envelope (p50 and p99), checkpoint in place
"""

import argparse
import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from uarazom.record import founding
from uarazom.record.keys import KeyRing, seal
from uarazom.record.log import Log

ORIGIN = "bench.example/log"
AT = "2022-02-14T06:00:00Z"
SINGLES = 200
LEAST = {"append": 5_000, "issue": 1_500}  # envelopes a second, on two cores of a small server


def fields(number: int) -> dict[str, object]:
    """A claim as the demonstration has them: about 700 bytes of payload."""
    return {
        "format": "uarazom/act/1",
        "origin": ORIGIN,
        "issued_at": AT,
        "document": f"claim-{number}",
        "n": 1,
        "kind": "claim",
        "act": "announce",
        "body": "ministry",
        "by": "minister",
        "speaking_for": "ministry",
        "known_at": AT,
        "known_at_precision": "hour",
        "as_of": AT,
        "valid_until": "2022-02-15T06:00:00Z",
        "basis": "own_observation",
        "evidence": "none_published",
        "tone": "plain",
        "form": "quotation",
        "original_language": "uk",
        "versions": {"en": "working", "uk": "original"},
        "words": f"{number:064x}",
        "section": "security",
        "regions": ["UA-14", "UA-23"],
        "nature": "state",
    }


Timed = tuple[float, float]


class Bench:
    """One set of keys and envelopes, and the ways to append them."""

    def __init__(self, number: int, batch: int) -> None:
        self.number, self.batch = number, batch
        self.keys = founding.Keys.generate(os.urandom, bodies={"ministry": 1})
        self.signers: KeyRing = self.keys.signers()
        self.roster = seal(founding.roster(ORIGIN, AT, self.keys), self.keys.root)
        self.envelopes = [self.issue(i) for i in range(number)]

    def issue(self, number: int) -> bytes:
        return seal(fields(number), self.keys.bodies["ministry"])

    def log(self, home: Path) -> Log:
        founding.create(home, self.roster, self.signers)
        return Log.open(home / "record", home / "public", self.signers)

    def append(self, home: Path) -> Timed:
        with self.log(home) as log:
            return timed(lambda start, end: log.append(self.envelopes[start:end]), self.number, self.batch)

    def append_issued(self, home: Path) -> Timed:
        with self.log(home) as log:
            return timed(
                lambda start, end: log.append(list(map(self.issue, range(start, end)))), self.number, self.batch
            )

    def bare(self, home: Path) -> Timed:
        home.mkdir()
        db = sqlite3.connect(home / "bare.sqlite3", isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE entry (idx INTEGER PRIMARY KEY, envelope BLOB NOT NULL)")

        def insert(start: int, end: int) -> None:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO entry VALUES (?,?)", enumerate(self.envelopes[start:end], start))
            db.execute("COMMIT")

        try:
            return timed(insert, self.number, self.batch)
        finally:
            db.close()

    def singles(self, home: Path) -> list[float]:
        taken = []
        with self.log(home) as log:
            for envelope in self.envelopes[:SINGLES]:
                start = time.perf_counter()
                log.append([envelope])
                taken.append(time.perf_counter() - start)
        return taken


def timed(do: Callable[[int, int], object], number: int, batch: int) -> Timed:
    """Envelopes a second, and microseconds of CPU an envelope: neighbours do not change these much."""
    start, worked = time.perf_counter(), time.process_time()
    for at in range(0, number, batch):
        do(at, min(at + batch, number))
    return number / (time.perf_counter() - start), 1e6 * (time.process_time() - worked) / number


def measure(number: int, batch: int, rounds: int, folder: Path) -> dict[str, object]:
    bench = Bench(number, batch)
    ways = {"append": bench.append, "issue": bench.append_issued, "sqlite": bench.bare}
    rates: dict[str, list[Timed]] = {name: [] for name in ways}
    for turn in range(rounds):  # turn about, so that a neighbour's load falls on all alike
        for name, way in ways.items():
            rates[name].append(way(folder / f"{name}-{turn}"))
    found = {name: round(statistics.median(rate for rate, _ in some)) for name, some in rates.items()}
    cpu = {name: round(statistics.median(one for _, one in some)) for name, some in rates.items()}
    singles = sorted(bench.singles(folder / "singles"))
    return {
        "n": number,
        "batch": batch,
        "bytes_an_envelope": sum(map(len, bench.envelopes)) // number,
        **{f"{name}_per_second": rate for name, rate in found.items()},
        **{f"{name}_cpu_us_an_envelope": one for name, one in cpu.items()},
        "append_to_sqlite": round(found["append"] / found["sqlite"], 3),
        "one_p50_ms": round(singles[len(singles) // 2] * 1000, 2),
        "one_p99_ms": round(singles[len(singles) * 99 // 100] * 1000, 2),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=20_000, help="envelopes")
    parser.add_argument("--batch", type=int, default=1_000, help="envelopes an append")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--dir", type=Path, help="where to write; a folder on the disk that is meant (default: here)")
    parser.add_argument("--json", action="store_true", help="one JSON object, and no judgement")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(dir=args.dir or Path.cwd()) as folder:
        found = measure(args.n, args.batch, args.rounds, Path(folder))
    if args.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name:24} {value}")
    short = [name for name, least in LEAST.items() if int(str(found[f"{name}_per_second"])) < least]
    for name in short:
        print(f"below the aim: {name}, {LEAST[name]} a second", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
