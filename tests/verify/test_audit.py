"""The audit of a whole log: an honest one has no findings, and each way to lie has its own."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_simulator import Simulator, example, private, public, reader, role

from uarazom.verify import canon, note, tiles
from uarazom.verify.audit import Audited, audit
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import MANIFEST
from uarazom.verify.refusal import Refused


def checks(found: Audited) -> list[str]:
    return [finding.check for finding in found.findings]


def grown(count: int) -> Simulator:
    """A log of `count` entries: one roster, then claims of two acts each."""
    sim = Simulator()
    sim.roster()
    for number in range(count - 1):
        sim.act(f"claim-{number // 2}", "comment" if number % 2 else "publish")
    return sim


@pytest.fixture(scope="module")
def long() -> Simulator:
    return grown(700)


# ── an honest log ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_honest_log_has_no_findings(held: Simulator) -> None:
    found = audit(held.reader(), held.anchor)
    found.require()
    assert (found.checkpoint.tree_size, found.documents, found.blobs, found.removed) == (5, 2, 4, 0)
    assert found.issued_at == "2022-02-14T00:05:00Z"


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 512, 513])
def test_logs_of_every_shape(long: Simulator, count: int) -> None:
    sim = Simulator()
    sim.entries = long.entries[:count]
    assert checks(audit(sim.reader(), sim.anchor)) == []


@dataclass(frozen=True)
class Folder:
    """Reads under a folder; travels between processes, as a closure would not."""

    root: Path

    def __call__(self, path: str) -> bytes:
        return (self.root / path).read_bytes()


def test_ranges_may_be_audited_by_many_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uarazom.verify.audit.TILES_A_RANGE", 1)
    sim = grown(600)
    for path, data in sim.files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    folder = Folder(tmp_path)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert audit(folder, sim.anchor, run=pool.map) == audit(folder, sim.anchor)


def test_a_log_that_grew_during_the_audit_is_audited_at_its_checkpoint(long: Simulator) -> None:
    then, now = Simulator(), Simulator()
    then.entries, now.entries = long.entries[:400], long.entries[:700]
    files = {**now.files(), tiles.CHECKPOINT_PATH: then.checkpoint()}  # partial tiles of 400 are gone already
    files[tiles.tile_path(1, 0, 1)] = then.files()[tiles.tile_path(1, 0, 1)]
    assert checks(audit(reader(files), then.anchor)) == []


# ── every byte ───────────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.data())
def test_any_changed_byte_of_the_folder_is_found(data: st.DataObject) -> None:
    sim = example()
    files = sim.files()
    path = data.draw(st.sampled_from(sorted(files)))
    place = data.draw(st.integers(0, len(files[path]) - 1))
    changed = bytearray(files[path])
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Refused):
        audit(reader({**files, path: bytes(changed)}), sim.anchor).require()


@given(st.data())
def test_any_missing_file_is_found(data: st.DataObject) -> None:
    sim = example()
    files = sim.files()
    files.pop(data.draw(st.sampled_from(sorted(files))))
    with pytest.raises(Refused):
        audit(reader(files), sim.anchor).require()


CHANGED: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "a hash in a tile": ("log/tile/0/002.p/188", lambda raw: bytes(32) + raw[32:], "audit: tile"),
    "a tile too long": ("log/tile/0/002.p/188", lambda raw: raw + bytes(32), "audit: tile"),
    "a tile cut off": ("log/tile/0/001", lambda raw: raw[:-32], "audit: tile"),
    "a higher tile": ("log/tile/1/000.p/2", lambda raw: raw[::-1], "audit: tile"),
    "an entry too many": ("log/tile/entries/002.p/188", lambda raw: raw + b"\0\1x", "audit: entries"),
    "an entry too few": ("log/tile/entries/001", lambda raw: raw[2 + int.from_bytes(raw[:2]) :], "audit: entries"),
    "entries cut off": ("log/tile/entries/001", lambda raw: raw[:-1], "audit: entries"),
}


@pytest.mark.parametrize(("path", "change", "check"), CHANGED.values(), ids=CHANGED.keys())
def test_a_changed_file_is_named(long: Simulator, path: str, change: Callable[[bytes], bytes], check: str) -> None:
    files = long.files()
    found = audit(reader({**files, path: change(files[path])}), long.anchor)
    assert checks(found) == [check]
    assert path in str(found.findings[0])


def test_without_the_first_entries_there_is_nothing_to_go_on_from(held: Simulator) -> None:
    files = held.files()
    files["log/tile/entries/000.p/5"] = files["log/tile/entries/000.p/5"][:-1]
    with pytest.raises(Refused, match=r"entries: expected whole entries, got one that is cut off, at log/tile/entries"):
        audit(reader(files), held.anchor)


# ── lies by those who hold keys ──────────────────────────────────────────────────────────────────────────────────────
LIES: dict[str, tuple[Callable[[Simulator], Any], list[str]]] = {
    "an act by no key of its body": (
        lambda s: s.act("claim-9", "publish", signers=["mfa-1"]),
        ["audit: entry: signature"],
    ),
    "a live alert by one": (lambda s: s.act("alert-1", "publish", kind="alert"), ["audit: entry: threshold"]),
    "an act of another log": (lambda s: s.act("claim-9", "publish", origin="b.example"), ["audit: entry: origin"]),
    "an act twice": (lambda s: s.entries.append(s.entries[-1]), ["audit: chain"]),
    "a stale predecessor": (lambda s: s.act("claim-1", "comment", previous="0" * 64), ["audit: chain"]),
    "a number left out": (lambda s: s.act("claim-1", "comment", n=4), ["audit: chain"]),
    "time running back": (
        lambda s: s.act("claim-1", "comment", issued_at="2022-02-13T00:00:00Z"),
        ["audit: issued_at"],
    ),
    "a register by no right": (lambda s: s.take(*register(s), ["mod-1"]), ["audit: entry: signature"]),
    "a register left out": (lambda s: s.take(*register(s, version=3), ["register-1"]), ["audit: chain"]),
    "words missing": (lambda s: s.blobs.pop(s.entries[2].fields["words"]), ["audit: blob"]),
    "words changed": (lambda s: s.blobs.update({s.entries[2].fields["words"]: b"{}"}), ["audit: blob: digest"]),
    "a manifest's blob missing": (lambda s: s.take(MANIFEST, manifest(s), ["mod-1"]), ["audit: blob"]),
    "a manifest twice": (
        lambda s: [s.blob(b"map"), s.take(MANIFEST, manifest(s), ["mod-1"]), s.entries.append(s.entries[-1])],
        ["audit: chain"],
    ),
}


def register(sim: Simulator, **changes: Any) -> tuple[str, dict[str, Any]]:
    sim.register()
    made = sim.entries.pop()
    sim.registers.pop()
    return made.payload_type, {**made.fields, **changes}


def manifest(sim: Simulator) -> dict[str, Any]:
    common = {"format": "uarazom/manifest/1", "origin": sim.origin, "issued_at": sim.now(), "body": "mod-ua"}
    return {**common, "digest": canon.digest(b"map"), "size": 3, "media_type": "image/svg+xml", "purpose": "map"}


@pytest.mark.parametrize(("lie", "expected"), LIES.values(), ids=LIES.keys())
def test_a_lie_is_found(lie: Callable[[Simulator], Any], expected: list[str]) -> None:
    sim = example()
    lie(sim)
    assert checks(audit(sim.reader(), sim.anchor)) == expected


def test_removed_is_told_from_missing() -> None:
    sim = example()
    sim.act("claim-1", "remove", acts=["claim-1/1"], ground="court", category="x")
    sim.blobs.pop(sim.entries[2].fields["words"])
    found = audit(sim.reader(), sim.anchor)
    assert (checks(found), found.removed) == ([], 1)
    sim.blobs.pop(sim.entries[4].fields["words"])
    found = audit(sim.reader(), sim.anchor)
    assert (checks(found), found.removed) == (["audit: blob"], 1)
    assert "missing: no entry removed it, at entry 4, claim-1/2" in str(found.findings[0])


def test_a_log_without_its_blobs_may_be_audited_as_such(held: Simulator) -> None:
    files = {path: data for path, data in held.files().items() if path.startswith("log/")}
    assert checks(audit(reader(files), held.anchor, with_blobs=False)) == []
    assert checks(audit(reader(files), held.anchor)) == ["audit: blob"] * 4


def test_another_root_under_the_logs_own_signature_is_found(held: Simulator) -> None:
    text = Checkpoint(held.origin, 5, bytes(32)).text
    signed = note.sign_note(text, held.vkey, private("log-1").sign(text.encode()))
    found = audit(reader({**held.files(), tiles.CHECKPOINT_PATH: signed}), held.anchor)
    assert checks(found) == ["audit: root"]


# ── what leaves nothing to audit against ─────────────────────────────────────────────────────────────────────────────
def stopped(sim: Simulator, files: dict[str, bytes], **anchor: Any) -> str:
    with pytest.raises(Refused) as caught:
        audit(reader(files), replace(sim.anchor, **anchor))
    return str(caught.value)


def test_no_checkpoint(held: Simulator) -> None:
    files = held.files()
    files.pop(tiles.CHECKPOINT_PATH)
    assert "file: expected a file, got nothing there, at log/checkpoint" in stopped(held, files)


def test_a_checkpoint_by_a_stranger(held: Simulator) -> None:
    liar = example()
    liar.log_key = "stranger"
    assert "signature: expected a signature by a known key" in stopped(held, liar.files())


def test_an_absurd_size_is_not_read(held: Simulator) -> None:
    text = Checkpoint(held.origin, 2**40, bytes(32)).text
    signed = note.sign_note(text, held.vkey, private("log-1").sign(text.encode()))
    assert "expected 1 to 4294967296 entries" in stopped(held, {tiles.CHECKPOINT_PATH: signed})


def test_another_anchor(held: Simulator) -> None:
    other = note.VerifierKey(held.origin, note.ED25519, public("stranger"))
    assert "vkey" in stopped(held, held.files(), vkey=other)
    assert "entry 0 with the anchor's digest" in stopped(held, held.files(), roster="0" * 64)


def test_a_rotation_that_does_not_hold() -> None:
    sim = example()
    sim.root = ("evil-1", "evil-2")
    sim.roster(signers=["evil-1", "evil-2"], root=role(2, "evil-1", "evil-2"))
    assert "threshold: expected 2 root keys of version 1" in stopped(sim, sim.files())


def test_keys_of_a_later_roster_count_from_there_on() -> None:
    sim = example()
    sim.bodies["mod-ua"] = ("mod-3", "mod-4")
    sim.log_key = "log-2"
    sim.roster()
    sim.act("claim-1", "comment", signers=["mod-3"])
    assert checks(audit(sim.reader(), sim.anchor)) == []
    sim.act("claim-1", "comment", signers=["mod-1"])
    assert checks(audit(sim.reader(), sim.anchor)) == ["audit: entry: signature"]


def test_words_are_removed_by_an_act_of_their_own_document_alone(sim: Simulator) -> None:
    """Else whoever loses a blob finds an excuse for it elsewhere."""
    sim.roster()
    lost = sim.act("claim-1", "publish", {"text": {"en": "said"}})
    sim.act("claim-2", "publish")
    sim.act("claim-2", "remove", acts=["claim-1/1"])
    sim.manifest(act="remove", acts=["claim-1/1"], document="claim-1", n=2)
    del sim.blobs[lost.fields["words"]]
    found = audit(sim.reader(), sim.anchor)
    assert (found.removed, checks(found)) == (0, ["audit: blob"])
