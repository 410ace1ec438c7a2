"""The check of a quotation: spans, speakers, statements found, false matches, verdicts, time; beside four peers.

    python bench/bench_quotes.py                     every table of bench/quotes/README.md
    python bench/bench_quotes.py --n 40 --json       what CI runs

bench/quotes/README.md says what is gold by hand, what is made by rule, and how many of each. Tables that need the
shared corpus say `skipped` where it is not there.
"""

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from quotes.shared_corpus import PLACE, SharedCorpus

from quotes import gold, process, retrieval, speed, verdicts

TABLES = ("gold", "found", "false", "verdicts", "clarified", "speed", "process", "peers")


def main() -> None:
    """Run the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="cases of a kind, at most")
    parser.add_argument("--sizes", type=int, nargs="*", help="statements of the false-match and speed tables")
    parser.add_argument("--tables", nargs="*", default=TABLES, choices=TABLES)
    parser.add_argument("--misses", action="store_true", help="print what was got wrong, on stderr")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    corpus = SharedCorpus.open()
    sizes = args.sizes if args.sizes is not None else ([10_000, 100_000] if args.n >= 1_000 else [args.n])
    tell = (lambda text: print(text, file=sys.stderr)) if args.misses else (lambda _text: None)
    runs = {
        "gold": lambda: gold.run(tell),
        "found": lambda: retrieval.found(corpus, args.n, tell),
        "false": lambda: retrieval.false_matches(corpus, args.n, sizes, tell),
        "verdicts": lambda: verdicts.run(corpus, min(args.n, 80), tell),
        "clarified": lambda: verdicts.clarified(corpus, min(args.n, 80), tell),
        "speed": lambda: speed.run(corpus, sizes),
        "process": lambda: process.run(corpus, sizes),
        "peers": lambda: speed.peers(corpus, min(args.n, 300)),
    }
    answers = {}
    for table in args.tables:
        needs = table != "gold" and corpus is None
        answers[table] = {"skipped": f"the shared corpus is not at {PLACE}"} if needs else runs[table]()
        if needs:
            print(f"SKIPPED {table}: the shared corpus is not at {PLACE}", file=sys.stderr)
        if not args.json:
            print(json.dumps({table: answers[table]}, ensure_ascii=False, indent=1))
    if args.json:
        print(json.dumps(answers, ensure_ascii=False))


if __name__ == "__main__":
    main()
