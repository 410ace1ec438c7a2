"""A log of ours under the eyes of Go's sumdb libraries, and one that was tampered with."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from verify_simulator import Simulator, private

from uarazom.record import founding
from uarazom.record.keys import seal
from uarazom.record.log import Log
from uarazom.verify import canon, merkle, note, tiles
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.tlogproof import TlogProof

pytestmark = pytest.mark.interop

SIZE = 600  # two full tiles and a partial one, and a second level


@pytest.fixture(scope="module")
def sim() -> Simulator:
    made = Simulator()
    made.roster()
    for number in range(SIZE - 1):
        made.act(f"claim-{number}", "publish")
    return made


@pytest.fixture
def public_folder(sim: Simulator, tmp_path: Path) -> Path:
    for path, data in sim.files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def arguments(sim: Simulator, folder: Path, *more: str) -> list[str]:
    return ["-dir", str(folder), "-vkey", str(sim.vkey), *more]


@pytest.mark.parametrize("old", ["1", "255", "256", "300", "512", str(SIZE)])
def test_go_agrees_with_our_log(sim: Simulator, public_folder: Path, golog: Any, old: str) -> None:
    said = golog(*arguments(sim, public_folder, "-old", old))
    root_hash = canon.to_base64(merkle.root(sim.leaves))
    assert (said.returncode, said.stdout) == (0, f"size {SIZE} root {root_hash} proofs 0\n"), said.stderr


def test_go_agrees_with_our_proofs(sim: Simulator, public_folder: Path, golog: Any) -> None:
    read = tiles.TileReader(lambda path: (public_folder / path).read_bytes(), SIZE)
    paths = []
    for index, size in [(0, SIZE), (255, SIZE), (256, SIZE), (SIZE - 1, SIZE), (0, 1), (5, 257)]:
        proof = TlogProof(index, merkle.inclusion_proof(index, size, read), sim.checkpoint(size))
        paths.append(public_folder / f"{index}-{size}.tlog-proof")
        paths[-1].write_bytes(proof.serialise())
    said = golog(*arguments(sim, public_folder, *map(str, paths)))
    assert said.returncode == 0, said.stderr
    assert said.stdout.endswith("proofs 6\n")


def flip(place: int) -> Callable[[bytes], bytes]:
    return lambda raw: raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


TAMPERED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "a byte of an entry": ("log/tile/entries/001", flip(1000)),
    "the length of an entry": ("log/tile/entries/001", flip(1)),
    "a byte of a tile": ("log/tile/0/000", flip(4000)),
    "a byte of a partial tile": ("log/tile/0/002.p/88", flip(40)),
    "a byte of a higher tile": ("log/tile/1/000.p/2", flip(63)),
    "the size": ("log/checkpoint", lambda raw: raw.replace(b"\n600\n", b"\n599\n")),
    "the origin": ("log/checkpoint", flip(0)),
    "the signature": ("log/checkpoint", lambda raw: raw[:-9] + bytes([raw[-9] ^ 1]) + raw[-8:]),
}


@pytest.mark.parametrize(("path", "change"), TAMPERED.values(), ids=TAMPERED.keys())
def test_go_refuses_what_was_changed(
    sim: Simulator, public_folder: Path, golog: Any, path: str, change: Callable[[bytes], bytes]
) -> None:
    file = public_folder / path
    before = file.read_bytes()
    file.write_bytes(change(before))
    assert file.read_bytes() != before
    said = golog(*arguments(sim, public_folder))
    assert said.returncode == 1
    assert said.stderr.startswith("golog: ")


def test_go_refuses_another_key_and_another_tree(sim: Simulator, public_folder: Path, golog: Any) -> None:
    stranger = Simulator(log_key="stranger")
    assert golog(*arguments(stranger, public_folder)).returncode == 1
    text = Checkpoint(sim.origin, SIZE, bytes(32)).text
    signed = note.sign_note(text, sim.vkey, private("log-1").sign(text.encode()))
    (public_folder / "log/checkpoint").write_bytes(signed)
    assert golog(*arguments(sim, public_folder)).returncode == 1


def test_go_agrees_with_the_log_that_record_writes(tmp_path: Path, golog: Any) -> None:
    origin, issued_at = "record.example/log", "2022-02-14T00:00:00Z"
    keys = founding.Keys.generate(os.urandom, bodies={"mod": 2})
    roster = seal(founding.roster(origin, issued_at, keys), keys.root)
    anchor = founding.create(tmp_path, roster, keys.signers())
    common = {"format": "uarazom/act/1", "origin": origin, "issued_at": issued_at, "body": "mod", "n": 1}
    made = [
        seal({**common, "document": f"claim-{number}", "kind": "claim", "act": "publish"}, keys.bodies["mod"])
        for number in range(300)
    ]
    with Log.open(tmp_path / "record", tmp_path / "public", keys.signers()) as log:
        for batch in (made[:1], made[1:200], made[200:]):
            log.append(batch)
    said = golog("-dir", str(tmp_path / "public"), "-vkey", str(anchor.vkey), "-old", "201")
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("size 301 root ")
    entries = tmp_path / "public/log/tile/entries/000"
    entries.write_bytes(flip(5000)(entries.read_bytes()))
    assert golog("-dir", str(tmp_path / "public"), "-vkey", str(anchor.vkey)).returncode == 1
