"""The best tour: real days go through desk, record and site, and a stranger verifies what came out.

Each test is one thing that a reader, an editor or an enemy does.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.program import fresh, here

CLAIM = "claim-ru-units-returning"


def verify(file: Path, anchor: str | Path) -> subprocess.CompletedProcess[str]:
    """The stranger's verifier, as a fresh process."""
    return subprocess.run(
        [sys.executable, "-m", "uarazom.verify", str(file), "--anchor", str(anchor)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def flipped(data: bytes) -> bytes:
    """The same bytes, one bit in the middle turned."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def status_at(home: str, document: str, at: str) -> dict[str, Any]:
    answer = here("status", document, "--home", home, "--at", at, "--json")
    assert answer.returncode == 0, answer.stderr
    said: dict[str, Any] = json.loads(answer.stdout)
    return said


def test_the_demonstration_says_where_everything_lies(demo: dict[str, str]) -> None:
    for name in ("home", "public", "anchor"):
        assert Path(demo[name]).exists(), name
    assert (Path(demo["public"]) / "log" / "checkpoint").read_text().splitlines()[1] == str(demo["tree_size"])


@pytest.mark.parametrize(
    ("document", "at", "status"),
    [
        ("claim-president-set-attack-date", "2022-02-14T20:50+02:00", "rumour"),
        ("claim-president-set-attack-date", "2022-02-14T22:31+02:00", "refuted"),
        (CLAIM, "2022-02-15T10:00+02:00", "announced"),
        (CLAIM, "2022-02-15T15:01+02:00", "disputed"),
        ("claim-no-strike-group-14-feb", "2022-02-15T20:59:59+02:00", "announced"),
        ("claim-no-strike-group-14-feb", "2022-02-15T21:00+02:00", "expired"),
        ("claim-kindergarten-damaged", "2022-02-18T17:00+02:00", "confirmed"),
        ("jfo-violations-17-feb-0800", "2022-02-17T11:00+02:00", "superseded"),
        ("decree-53-2022", "2022-02-20T21:00+02:00", "adopted"),
        ("telethon-16-feb", "2022-02-16T12:30+02:00", "done"),
        ("statement-president-14-feb", "2022-02-20T21:00+02:00", "on_record"),
    ],
)
def test_the_status_at_an_instant(demo: dict[str, str], document: str, at: str, status: str) -> None:
    assert status_at(demo["home"], document, at)["status"] == status


def test_the_clarification_follows_the_statement(demo: dict[str, str]) -> None:
    answer = status_at(demo["home"], "statement-president-14-feb", "2022-02-20T21:00+02:00")
    assert answer["badges"] == ["clarified"]
    assert answer["because"] == ["statement-president-14-feb/1"]


def test_a_stranger_verifies_one_downloaded_file(demo: dict[str, str], tmp_path: Path) -> None:
    for name in (f"{CLAIM}.json", f"{CLAIM}.html"):
        downloaded = shutil.copy(Path(demo["public"]) / "proof" / name, tmp_path / name)
        answer = verify(Path(downloaded), demo["anchor"])
        assert answer.returncode == 0, answer.stderr
        assert "a later correction cannot be seen offline" in answer.stdout


def test_a_flipped_byte_in_the_downloaded_file_is_refused(demo: dict[str, str], tmp_path: Path) -> None:
    data = bytearray((Path(demo["public"]) / "proof" / f"{CLAIM}.json").read_bytes())
    for place in range(40, len(data), len(data) // 12):
        altered = bytearray(data)
        altered[place] ^= 1
        file = tmp_path / "altered.json"
        file.write_bytes(altered)
        answer = verify(file, demo["anchor"])
        assert answer.returncode == 1, f"byte {place}"
        assert "expected:" in answer.stdout
        assert "got:" in answer.stdout


def test_a_copied_folder_verifies(demo: dict[str, str], tmp_path: Path) -> None:
    copy = shutil.copytree(demo["public"], tmp_path / "copy")
    answer = fresh("verify", copy, "--anchor", demo["anchor"])
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    "relative",
    [
        "log/tile/0/000.p",
        "blob/",
        "uk/index.html",
        *(pytest.param(one, marks=pytest.mark.slow) for one in ("log/tile/entries/000.p", "now.json", "proof/")),
    ],
)
def test_a_flipped_byte_in_a_copied_folder_is_refused(demo: dict[str, str], tmp_path: Path, relative: str) -> None:
    copy = Path(shutil.copytree(demo["public"], tmp_path / "copy"))
    victim = next(path for path in sorted(copy.rglob("*")) if path.is_file() and relative in path.as_posix())
    victim.write_bytes(flipped(victim.read_bytes()))
    answer = here("verify", copy, "--anchor", demo["anchor"])
    assert answer.returncode == 1
    assert victim.name in answer.stderr, answer.stderr


def test_the_log_audits(demo: dict[str, str]) -> None:
    answer = json.loads(here("log", "check", demo["public"], "--anchor", demo["anchor"], "--json").stdout)
    assert answer["holds"]
    assert answer["tree_size"] == demo["tree_size"]


def test_the_site_as_it_stood(demo: dict[str, str], tmp_path: Path) -> None:
    """On 15 February at noon nobody had disputed yet, and nothing said later may be there."""
    out = tmp_path / "then"
    answer = here("render", "--home", demo["home"], "--at", "2022-02-15T12:00+02:00", "--out", out)
    assert answer.returncode == 0, answer.stderr
    page = out.joinpath("uk", "claim", f"{CLAIM}.html").read_text()
    assert "Оголошено" in page
    assert "Столтенберг" not in page


def test_every_page_says_demonstration(demo: dict[str, str]) -> None:
    pages = sorted(Path(demo["public"]).glob("*/**/*.html"))
    assert len(pages) > 300
    silent = [page for page in pages if "emonstration" not in page.read_text() and "емонстрац" not in page.read_text()]
    assert silent == []


def test_the_demonstration_made_twice_stands_where_it_was(demo: dict[str, str]) -> None:
    again = json.loads(here("demo", "--home", demo["home"], "--no-serve").stdout)
    assert again["tree_size"] == demo["tree_size"]
