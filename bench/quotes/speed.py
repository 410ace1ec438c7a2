"""How long an article with twelve quotations takes, what the index weighs, and what others do with the same words."""

import gc
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from quotes import made
from quotes.retrieval import endless
from quotes.shared_corpus import Address, SharedCorpus
from uarazom.quotes.check import check
from uarazom.quotes.folder import Folder
from uarazom.quotes.index import Index
from uarazom.quotes.record import Record
from uarazom.quotes.segment import Row
from uarazom.quotes.statements import rows

QUOTATIONS = 12
SLOW = {"rapidfuzz": 10, "quid": 1}  # cases; these look through every statement each time
FEW = 100  # cases; with fewer, as in the tests, only so many addresses are searched
WARM = 6  # articles before the clock starts: a server is warm, and its start is measured by itself
ARTICLES = 60
IN_LEDGER, BATCH = 100_000, 20_000  # statements of which the ledger is in memory; at a time, of those beyond
COLD = """
import sys, time, resource
from pathlib import Path
from uarazom.quotes.folder import Folder
from uarazom.quotes.index import Index
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.perf_counter()
index = Index.open(Folder(Path(sys.argv[1])))
index.candidates(["нам", "кажу", "що", "дне"], "uk")
print(time.perf_counter() - start, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def run(corpus: SharedCorpus, sizes: list[int]) -> dict[str, Any]:
    """Build, open, and check articles, at each size."""
    return {str(size): _at(corpus, size) for size in sizes}


def _at(corpus: SharedCorpus, size: int) -> dict[str, Any]:
    more = endless(corpus.addresses)
    first = [*corpus.addresses, *islice(more, max(0, min(size, IN_LEDGER) - len(corpus.addresses)))]
    ledger, spent = corpus.ledger(first), Spent()
    with tempfile.TemporaryDirectory() as folder:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, cpu = time.perf_counter(), time.process_time()
        index = Index.open(Folder(Path(folder)))
        index.add(chain(rows(ledger), _beyond(corpus, more, size - len(first), spent)), upto=ledger.last_index)
        build, build_cpu = time.perf_counter() - start - spent.wall, time.process_time() - cpu - spent.cpu
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
        cold = subprocess.run(
            [sys.executable, "-c", COLD, folder], capture_output=True, text=True, check=True
        ).stdout.split()
        record = Record(ledger, Index.open(Folder(Path(folder))), corpus.record([]).at)
        gc.collect()
        gc.freeze()  # as the process that answers does when it has loaded the record (cli/comparing.py)
        timed = _timed(corpus, record)
        gc.unfreeze()
        return {
            "statements": max(size, len(first)),
            "in the ledger": len(ledger.documents),
            "segments": len(index._segments),
            "words": sum(segment.words for segment in index._segments),
            "build_seconds": round(build, 2),
            "build_cpu_seconds": round(build_cpu, 2),
            "build_megabytes": round(grown / 1024),
            "disk_megabytes": round(sum(one.stat().st_size for one in Path(folder).iterdir()) / 1e6),
            "cold_seconds": round(float(cold[0]), 3),
            "cold_megabytes": round(float(cold[1])),
            **{
                f"{name}_{clock}_ms": round(1000 * sorted(spent)[int(len(spent) * share)], 1)
                for clock, spent in zip(("wall", "cpu"), zip(*timed, strict=True), strict=True)
                for name, share in (("p50", 0.5), ("p99", 0.99))
            },
        }


@dataclass
class Spent:
    """Time that making statements took, which is none of the index's."""

    wall: float = 0.0
    cpu: float = 0.0


def _beyond(corpus: SharedCorpus, more: Iterator[Address], left: int, spent: Spent) -> Iterator[Row]:
    """The rows of as many statements more, some at a time: they are in the index alone, so that a million need not lie
    in memory; what is compared and not found in the ledger is as if it had been removed."""
    while left > 0:
        wall, cpu = time.perf_counter(), time.process_time()
        ledger = corpus.ledger(list(islice(more, min(left, BATCH))))
        spent.wall += time.perf_counter() - wall
        spent.cpu += time.process_time() - cpu
        yield from rows(ledger)
        left -= len(ledger.documents)


def _timed(corpus: SharedCorpus, record: Record) -> list[tuple[float, float]]:
    """Seconds of each article, wall and CPU."""
    found = []
    for text, code in articles(corpus):
        new = Record(record.ledger, record.index, record.at)  # as in the process that answers: each begins anew
        start, cpu = time.perf_counter(), time.process_time()
        check(text, new, code=code)
        found.append((time.perf_counter() - start, time.process_time() - cpu))
    return found[WARM:]


def articles(corpus: SharedCorpus) -> Iterator[tuple[str, str]]:
    """Texts with their languages: twelve quotations of twelve paragraphs, and words between them."""
    whole = {code: made.paragraphs(corpus, code) for code in ("uk", "en")}
    for number in range(ARTICLES + WARM):
        code = ("uk", "en")[number % 2]
        picked = [whole[code][(number * 211 + step * 37) % len(whole[code])][1] for step in range(QUOTATIONS)]
        yield "\n\n".join(f"{made.article(code, words)} {words.split('.')[0]} {number}." for words in picked), code


def peers(corpus: SharedCorpus, count: int) -> dict[str, Any]:
    """The same edited paragraphs asked of others: the share whose own address comes first, and milliseconds each."""
    import random

    chance = random.Random(5)
    addresses = [one for one in corpus.addresses if "en" in one.texts]
    addresses = addresses if count >= FEW else addresses[:count]
    cases = [(one, made.edits(text, "en", chance)) for one, text in made.paragraphs(corpus, "en", addresses=addresses)]
    cases = cases[:: max(1, len(cases) // count)]
    texts = {one.id: one.texts["en"] for one in addresses}
    record = corpus.record()
    ours = lambda words: check(made.article("en", words), record, code="en").quotations[0].statement  # noqa: E731
    tried = {"uarazom": ours, "SQLite FTS5": _fts5(texts)}
    for name, make in {"tantivy": _tantivy, "rapidfuzz": _rapidfuzz, "quid": _quid}.items():
        try:
            tried[name] = make(texts)
        except ImportError as error:
            tried[name] = str(error)
    answer = {}
    for name, ask in tried.items():
        if isinstance(ask, str):
            answer[name] = {"skipped": ask}
            continue
        some = cases[: SLOW.get(name, len(cases))]
        start = time.perf_counter()
        right = sum(ask(words) == one.id for one, words in some)
        spent = (time.perf_counter() - start) / len(some)
        answer[name] = {"cases": len(some), "first": round(right / len(some), 4), "ms": round(1000 * spent, 2)}
    return answer


def _fts5(texts: dict[str, str]) -> Any:
    """Every word of the quotation, any of them, by BM25: FTS5's phrases find no edited quotation at all."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE said USING fts5(id UNINDEXED, text, tokenize='porter')")
    base.executemany("INSERT INTO said VALUES (?, ?)", texts.items())

    def ask(words: str) -> str | None:
        plain = ["".join(c for c in word if c.isalnum()) for word in words.split()]
        plain = [word for word in plain if word]
        phrases = " OR ".join(f'"{a} {b} {c}"' for a, b, c in zip(plain, plain[1:], plain[2:], strict=False))
        row = base.execute("SELECT id FROM said WHERE said MATCH ? ORDER BY rank LIMIT 1", (phrases,)).fetchone()
        return row[0] if row else None

    return ask


def _tantivy(texts: dict[str, str]) -> Any:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_text_field("id", stored=True, tokenizer_name="raw")
    schema.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(schema.build())
    writer = index.writer()
    for key, text in texts.items():
        writer.add_document(tantivy.Document(id=key, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(words: str) -> str | None:
        query = index.parse_query(" ".join("".join(c if c.isalnum() else " " for c in words).split()), ["text"])
        hits = searcher.search(query, 1).hits
        return searcher.doc(hits[0][1])["id"][0] if hits else None

    return ask


def _rapidfuzz(texts: dict[str, str]) -> Any:
    from rapidfuzz import fuzz, process

    return lambda words: process.extractOne(words, texts, scorer=fuzz.partial_ratio)[2]


def _quid(texts: dict[str, str]) -> Any:
    from quid.core.Quid import Quid

    def ask(words: str) -> str | None:
        return max(
            texts,
            key=lambda key: sum(
                m.source_span.end - m.source_span.start for m in Quid(min_match_length=5).compare(texts[key], words)
            ),
        )

    return ask
