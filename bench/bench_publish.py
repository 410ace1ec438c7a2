"""From an approved act to its pages: signed, in the log, proved, and every page, list and feed it touches in place.

    python bench/bench_publish.py                             the numbers of bench/RESULTS.md (minutes: makes archives)
    python bench/bench_publish.py --n 300 --acts 10 --json    what CI runs

Each act is timed from the moment it is approved: sealed by the body's key, its words staged, appended (checkpoint
signed and published), proofs written, pages rendered, compressed, synced, the publisher's cursor moved. Three in five
are new documents, the others acts on recent ones, as in the demonstration. Not in it: the desk's own transaction, and
the polls between processes (outbox, proofs, publisher: at most 50 ms each). cpu: the same without waiting for the disk
or for neighbours. Aims: p99 at most 250 ms with 100,000 documents, and at most 1.5 times that with 1,000.
"""

import argparse
import gc
import json
import os
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from archive import ORIGIN, START, Archive, Unsigned, canonical, text_of

from uarazom.cli.publishing import of_blobs
from uarazom.record import founding
from uarazom.record.blobs import Blobs
from uarazom.record.follow import Cursor, Reader
from uarazom.record.keys import seal
from uarazom.record.log import Log
from uarazom.record.proofs import Proofs
from uarazom.site import plan, publish
from uarazom.site.context import Context
from uarazom.site.files import Folder, sync
from uarazom.site.render import page

P99_MS, GROWTH = 250, 1.5
BATCH = 2_048
NEW_IN_TEN = 6


class Platform:
    """A record on disk with an archive of so many documents, and what follows it."""

    def __init__(self, archive: Archive, home: Path, *, whole: bool, keys: int = 1) -> None:
        self.home, self.archive = home, archive
        self.keys = founding.Keys.generate(os.urandom, bodies={"desk": keys})
        founded = founding.roster(ORIGIN, self.archive.all[0].fields["issued_at"], self.keys)
        founding.create(home, seal(founded, self.keys.root), self.keys.signers())
        self.log = Log.open(home / "record", home / "public", self.keys.signers())
        self.blobs = Blobs(home / "public" / "blob")
        (home / "public" / "blob").mkdir(parents=True, exist_ok=True)
        for digest, words in self.archive.blobs.items():
            (home / "public" / "blob" / digest).write_bytes(canonical(words))
        envelopes = [self.sealed(one) for one in self.archive.all[1:]]
        for start in range(0, len(envelopes), BATCH):
            self.log.append(envelopes[start : start + BATCH])
        self.reader = Reader.open(home)
        self.proofs, self.proved = Proofs(self.reader), Cursor(home / "record" / "proofs.cursor")
        self.proved.move(self.reader.size)
        self.publisher = self.follow(whole)

    def sync(self, root: Path) -> None:
        """How a batch of files is made durable."""
        sync(root)

    def sealed(self, entry: Unsigned) -> bytes:
        keys = self.keys.register if entry.fields["format"].startswith("uarazom/register") else self.keys.bodies["desk"]
        return seal(entry.fields, keys)

    def follow(self, whole: bool) -> publish.Publisher:
        """A publisher that has caught up; `whole`: by rendering everything, else by a cursor that says so."""
        words, blob = of_blobs(self.blobs)
        folder = Folder(self.home / "public", synced=self.sync)
        cursor = self.home / "site" / "cursor.json"
        if not whole:
            publish.Cursor(self.reader.size, self.archive.at, "bench").write(cursor)
            context = Context(self.archive.ledger(), self.archive.at)
            folder.put((path, page(context, path) or b"") for path in dict.fromkeys(plan.sentinels(context)))
            del context
        made = publish.Publisher(
            self.reader, folder, cursor, words=words, blob=blob, program="bench", workers=os.cpu_count() or 1
        )
        made.step(self.archive.at)
        return made

    def publish(self) -> tuple[float, float]:
        """One act, from approved to everywhere: milliseconds by the clock, and of CPU."""
        archive = self.archive
        before, known = len(archive.all), set(archive.blobs)
        if archive.chance.randrange(10) < NEW_IN_TEN:
            archive.document()
        else:
            archive.act_on(archive.recent())
        [entry] = archive.all[before:]
        words = {digest: canonical(archive.blobs[digest]) for digest in archive.blobs.keys() - known}
        begun, worked = time.perf_counter(), time.process_time()
        self.blobs.stage(words)
        self.log.append([self.sealed(entry)])
        self.proofs.catch_up(self.proved)
        made = self.publisher.step(archive.at)
        taken = (time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000
        if made is None or made.full or made.size != self.reader.size:
            raise SystemExit(f"expected the act to be published alone, got {made}")
        return taken

    def close(self) -> None:
        self.reader.close()
        self.log.close()


def measure(number: int, acts: int, folder: Path, *, whole: bool) -> dict[str, object]:
    begun = time.perf_counter()
    made = Platform(Archive(number), folder / str(number), whole=whole)
    setup = time.perf_counter() - begun
    gc.collect()
    times, worked = zip(*(made.publish() for _ in range(acts)), strict=True)
    taken, cpu = sorted(times), sorted(worked)
    made.close()
    return {
        "documents": number,
        "p50_ms": round(statistics.median(taken)),
        "p99_ms": round(taken[acts * 99 // 100]),
        "max_ms": round(taken[-1]),
        "cpu_p50_ms": round(statistics.median(cpu)),
        "cpu_p99_ms": round(cpu[acts * 99 // 100]),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "setup_s": round(setup),
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, action="append", help="documents in the archive (1000 and 100000)")
    parser.add_argument("--acts", type=int, default=200, help="published and timed")
    parser.add_argument("--whole", action="store_true", help="render the archive first instead of saying it was")
    parser.add_argument("--dir", type=Path, help="where to write; a folder on the disk that is meant (default: here)")
    parser.add_argument("--json", action="store_true", help="one JSON object a size, and no judgement")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(dir=args.dir or Path.cwd()) as folder:
        rows = [measure(n, args.acts, Path(folder), whole=args.whole) for n in args.n or (1_000, 100_000)]
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    for row in rows:
        print(json.dumps(row | machine) if args.json else "  ".join(f"{name} {value}" for name, value in row.items()))
    if args.json:
        return 0
    growth = float(str(rows[-1]["p99_ms"])) / float(str(rows[0]["p99_ms"]))
    print(f"growth {growth:.2f}  since {text_of(START)}")
    if float(str(rows[-1]["p99_ms"])) > P99_MS or growth > GROWTH:
        print(f"short of the aim: p99 {P99_MS} ms, growth {GROWTH}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
