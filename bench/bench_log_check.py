"""`log check` of a large log: how long until a stranger knows that all of it is whole, with every core at work.

    python bench/bench_log_check.py --n 1000000       for bench/RESULTS.md (makes the log first: minutes, 2 GB)
    python bench/bench_log_check.py --n 10000 --json  what CI runs

The log has --n signed entries; the audit verifies every signature, every tile, the chains and the root. Blobs are not
measured here: entries name none. Beside it, the same on one core.
"""

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench_append import AT, ORIGIN, fields

from uarazom.record import founding
from uarazom.record.check import check
from uarazom.record.keys import seal
from uarazom.record.log import Log
from uarazom.verify.anchor import Anchor

BATCH = 4_096
SECONDS = 120  # for a million
ONE_CORE_UP_TO = 100_000  # beyond, one core is not measured: it says nothing new


def make(home: Path, number: int) -> Anchor:
    """A log of so many signed entries, without blobs."""
    keys = founding.Keys.generate(os.urandom, bodies={"ministry": 1})
    anchor = founding.create(home, seal(founding.roster(ORIGIN, AT, keys), keys.root), keys.signers())
    with Log.open(home / "record", home / "public", keys.signers()) as log:
        for start in range(1, number, BATCH):
            some = range(start, min(start + BATCH, number))
            log.append([seal(without_words(i), keys.bodies["ministry"]) for i in some])
    return anchor


def without_words(number: int) -> dict[str, object]:
    return {name: value for name, value in fields(number).items() if name != "words"}


def seconds(home: Path, anchor: Anchor, processes: int) -> tuple[float, float]:
    """By the clock, and of CPU in all processes."""
    start, worked = time.perf_counter(), cpu()
    check(str(home), anchor, processes=processes).require()
    return time.perf_counter() - start, cpu() - worked


def cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=1_000_000, help="entries")
    parser.add_argument("--dir", type=Path, help="where to write (default: here)")
    parser.add_argument("--json", action="store_true", help="one JSON object, and no judgement")
    args = parser.parse_args(argv)
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory(dir=args.dir or Path.cwd()) as folder:
        home = Path(folder) / "home"
        start = time.perf_counter()
        anchor = make(home, args.n)
        found: dict[str, object] = {"n": args.n, "cores": cores, "made_in_s": round(time.perf_counter() - start, 1)}
        all_cores, worked = seconds(home, anchor, cores)
        found |= {
            "seconds": round(all_cores, 2),
            "cpu_seconds": round(worked, 2),
            "entries_per_second": round(args.n / all_cores),
        }
        if args.n <= ONE_CORE_UP_TO:
            found["one_core_seconds"] = round(seconds(home, anchor, 1)[0], 2)
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found |= {"peak_mib": own // 1024, "peak_mib_of_a_worker": children // 1024, "python": platform.python_version()}
    if args.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name:24} {value}")
    aim = SECONDS * args.n / 1_000_000
    if all_cores > aim:
        print(f"above the aim: {aim:.1f} s for {args.n} entries", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
