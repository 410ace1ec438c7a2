"""Is a copied public folder true? Everything in it is checked against the anchor alone.

Steps, each of which can refuse:
 1. the log: every entry, signature, tile and blob (`verify.audit`);
 2. the pages: made again from that log at the instant that ``now.json`` says, by this program, and compared;
 3. the compressed variants: each is its file;
 4. the downloads in ``proof/``: each bundle and page verifies by itself;
 5. nothing else lies there: no blob that no entry names, no tile that is not a beginning of the log's.
A copy taken while it was being written may stand between two instants: copy again and ask again.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import brotli

from uarazom.acts.ledger import Ledger
from uarazom.cli.clock import parse_instant
from uarazom.cli.publishing import of_blobs
from uarazom.cli.say import CommandError
from uarazom.record.blobs import Blobs, named_by
from uarazom.record.check import check
from uarazom.site.context import Context
from uarazom.site.files import RESERVED, VARIANTS
from uarazom.site.program import program_digest
from uarazom.site.render import render
from uarazom.verify import tiles
from uarazom.verify.anchor import Anchor
from uarazom.verify.audit import Audited
from uarazom.verify.entry import Entry
from uarazom.verify.note import VerifierKey
from uarazom.verify.paper import PAGE_MAX_BYTES, verify
from uarazom.verify.refusal import Refused
from uarazom.verify.tlogproof import TlogProof

PAGE_BYTES = 64 * 1024 * 1024
FINDINGS = 20
OTHER_PROGRAM = (
    "now.json: expected pages made by program {own}…, got {got}…; the log holds, and its pages can be compared only by "
    "the version of the program that made them: install that one"
)


@dataclass(frozen=True)
class Copy:
    """What a copy turned out to be. `findings` empty: it holds."""

    audited: Audited | None
    files: int
    made_at: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Proofs:
    """What the files in ``proof/``, ``log/`` and ``blob/`` are checked against."""

    anchor: Anchor
    entries: Mapping[str, Entry]
    keys: tuple[VerifierKey, ...]
    files: frozenset[str]

    def check(self, path: Path, name: str) -> Iterator[str]:
        """A finding where the proof does not hold."""
        raw = path.read_bytes()
        try:
            if name.endswith(".tlog-proof"):
                self._one_act(raw, name)
            elif len(raw) <= PAGE_MAX_BYTES:
                verify(raw, self.anchor)
        except Refused as refused:
            yield f"{name}: {refused}"

    def _one_act(self, raw: bytes, name: str) -> None:
        act = name.removeprefix("proof/").removesuffix(".tlog-proof")
        entry = self.entries.get(act)
        if entry is None:
            raise Refused("proof", "an act of this log", act, name)
        TlogProof.parse(raw).verify(entry.raw, {self.anchor.vkey, *self.keys}, self.anchor.origin)


def check_copy(public: Path, anchor: Anchor) -> Copy:
    """Check a whole public folder; at most FINDINGS are told."""
    try:
        audited = check(str(public), anchor)
        audited.require()
    except Refused as refused:
        return Copy(None, 0, "", (str(refused),))
    made_at, program = _made(public)
    if program != program_digest():
        return Copy(audited, 0, made_at, (OTHER_PROGRAM.format(got=program[:12], own=program_digest()[:12]),))
    entries = tuple(_entries(public, audited.checkpoint.tree_size))
    expected = _rendered(public, entries, made_at)
    files = _log_files(audited.checkpoint.tree_size, entries)
    proofs = Proofs(anchor, {entry.name: entry for entry in entries}, audited.rosters.current.log, files)
    findings = tuple(islice(_compare(public, expected, proofs), FINDINGS))
    return Copy(audited, len(expected), made_at, findings)


def _made(public: Path) -> tuple[str, str]:
    """When the pages say they were made, and by which program."""
    try:
        said = json.loads((public / "now.json").read_bytes()[:PAGE_BYTES])
        return str(said["made_at"]), str(said["program"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"now.json: expected when and by what the pages were made, got {error!r}") from error


def _rendered(public: Path, entries: Iterable[Entry], made_at: str) -> dict[str, bytes]:
    words, plain = of_blobs(Blobs(public / "blob"))
    ledger = Ledger(words)
    for index, entry in enumerate(entries):
        ledger.apply(index, entry)
    return dict(render(ledger, parse_instant(made_at), context=Context(ledger, parse_instant(made_at), blob=plain)))


def _entries(public: Path, tree_size: int) -> Iterator[Entry]:
    for number, width in tiles.tiles_of(tree_size):
        path = tiles.entries_path(number, width)
        yield from map(Entry.parse, tiles.parse_entries((public / path).read_bytes(), width, path))


def _compare(public: Path, expected: Mapping[str, bytes], proofs: Proofs) -> Iterator[str]:
    there = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
    for name in sorted(set(expected) - there):
        yield f"{name}: expected this page, found none; take the copy again, from another place"
    for name in sorted(there):
        top = name.partition("/")[0]
        if top == "proof":
            yield from proofs.check(public / name, name)
        elif top in ("log", "blob"):
            yield from _kept(public / name, name, proofs)
        elif top not in RESERVED:
            yield from _page(public, name, expected)


def _kept(path: Path, name: str, log: "Proofs") -> Iterator[str]:
    """A file of the log or a blob: one that the audit has read, or an older partial tile that agrees with it."""
    if name in log.files:
        return
    raw, _, width = name.partition(".p/")
    now = next((one for one in log.files if one.partition(".p/")[0] == raw), "") if width else ""
    if not now:
        yield f"{name}: expected nothing here, found a file that no entry names; do not rely on it"
    elif not (path.parents[len(Path(name).parts) - 1] / now).read_bytes().startswith(path.read_bytes()):
        yield f"{name}: expected the beginning of {now}, got other bytes; take the copy again"


def _log_files(tree_size: int, entries: Iterable[Entry]) -> frozenset[str]:
    """Every file of the log and every blob that a whole copy holds (blobs may have been removed)."""
    blobs = {f"blob/{digest}" for entry in entries for digest in named_by(entry.fields)}
    hashes = {
        tiles.tile_path(level, index, width)
        for level in range(tiles.levels_of(tree_size))
        for index, width in tiles.tiles_of(tree_size, level)
    }
    bundles = {tiles.entries_path(index, width) for index, width in tiles.tiles_of(tree_size)}
    return frozenset(blobs | hashes | bundles | {tiles.CHECKPOINT_PATH, tiles.VKEY_PATH})


def _page(public: Path, name: str, expected: Mapping[str, bytes]) -> Iterator[str]:
    plain = next((name.removesuffix(ending) for ending in VARIANTS if name.endswith(ending)), name)
    if plain not in expected:
        yield f"{name}: expected nothing here, found a file that the record does not make; do not rely on it"
        return
    try:
        said = _decoded(public / name)
    except (OSError, EOFError, ValueError, brotli.error, gzip.BadGzipFile) as error:
        yield f"{name}: expected a compressed page, got {error or type(error).__name__}"
        return
    if said != expected[plain]:
        place = _first(said, expected[plain])
        yield f"{name}: expected what the record makes at this instant, got other bytes from byte {place} on"


def _decoded(path: Path) -> bytes:
    raw = path.read_bytes()
    if path.suffix == ".br":
        return bytes(brotli.decompress(raw))
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def _first(got: bytes, expected: bytes) -> int:
    pairs = enumerate(zip(got, expected, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(got), len(expected)))
