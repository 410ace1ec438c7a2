"""`python -m uarazom.verify` in a fresh process: what a stranger does with a file."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from verify_simulator import Simulator, example, private, public

from uarazom.verify import note, paper


@pytest.fixture
def files(tmp_path: Path) -> Path:
    sim = example()
    raw = sim.bundle_of("claim-1").serialise()
    other = Simulator("other.example")
    other.roster()
    made = {
        "claim.json": raw,
        "claim.html": paper.page(raw),
        "changed.html": paper.page(raw).replace(b"no strike group", b"a strike group"),
        "changed.json": raw.replace(b'"index":4', b'"index":3'),
        "anchor": sim.anchor.serialise(),
        "other-anchor": other.anchor.serialise(),
        "empty": b"",
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", "uarazom.verify", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_a_file_that_holds(files: Path) -> None:
    said = run(files, "claim.html", "--anchor", "anchor")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("claim.html: HOLDS\ndocument claim-1 of demonstration.example/log\n")
    assert said.stdout.endswith("entry 5 of 5; a later correction cannot be seen offline\n")


def test_the_same_for_machines(files: Path) -> None:
    said = run(files, "claim.json", "--anchor", "anchor", "--json")
    found = json.loads(said.stdout)
    assert said.returncode == 0
    assert found["holds"] is True
    assert (found["document"], found["entry"], found["tree_size"]) == ("claim-1", 5, 5)
    assert [act["act"] for act in found["acts"]] == ["claim-1/1", "claim-1/2"]


@pytest.mark.parametrize(
    ("file", "anchor", "check"),
    [
        ("changed.html", "anchor", "9 page: page"),
        ("changed.json", "anchor", "4 inclusion: proof"),
        ("claim.json", "other-anchor", "2 anchor: origin"),
        ("claim.json", "empty", "anchor"),
        ("claim.json", "claim.json", "anchor"),
        ("empty", "anchor", "1 shape: canonical"),
        ("anchor", "anchor", "1 shape: canonical"),
    ],
)
def test_a_file_that_does_not_hold(files: Path, file: str, anchor: str, check: str) -> None:
    said = run(files, file, "--anchor", anchor, "--json")
    found = json.loads(said.stdout)
    assert (said.returncode, found["holds"], found["check"]) == (1, False, check)
    assert found["expected"]
    assert found["got"]


def test_the_reason_for_people(files: Path) -> None:
    said = run(files, "claim.json", "--anchor", "other-anchor")
    assert said.returncode == 1
    assert "DOES NOT HOLD\n  check: 2 anchor: origin\n  expected: other.example\n" in said.stdout


def test_a_refused_file_cannot_steer_the_terminal(files: Path) -> None:
    sim = example()
    key = note.VerifierKey("\x9b2J", note.ED25519, public("stranger"))
    text = note.Note.parse(sim.checkpoint()).text
    checkpoint = note.sign_note(text, key, private("stranger").sign(text.encode()))
    (files / "steering.json").write_bytes(replace(sim.bundle_of("claim-1"), checkpoint=checkpoint).serialise())
    said = run(files, "steering.json", "--anchor", "anchor")
    assert said.returncode == 1
    assert "got: signatures by \N{REPLACEMENT CHARACTER}2J" in said.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["claim.json"], ["nowhere.json", "--anchor", "anchor"], ["claim.json", "--anchor", "nowhere"]]
)
def test_wrong_usage(files: Path, arguments: list[str]) -> None:
    said = run(files, *arguments)
    assert said.returncode == 2
    assert said.stderr
    assert not said.stdout
