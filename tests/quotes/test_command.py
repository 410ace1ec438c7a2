"""``uarazom quotes check``: what it prints, and what it refuses."""

import json
from pathlib import Path

import pytest

from uarazom.cli.main import main

MEMBERS = (
    "start", "end", "text", "kind", "speaker", "speaker_span", "cue", "verdict", "material", "score", "statement",
    "edition", "sentence", "diff", "clarification",
)  # fmt: skip


def test_without_an_instance_the_json_has_its_members(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "article.txt"
    raw = "\ufeffУ вівторок Кулеба сказав:\r\n«Побачимо відведення – повіримо у деескалацію»."
    file.write_bytes(raw.encode())
    assert main(["quotes", "check", str(file), "--published", "2022-02-15", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer) == {"quotations", "claims", "dates", "reuse"}
    one = answer["quotations"][0]
    assert tuple(one) == MEMBERS
    assert raw[one["start"] : one["end"]] == one["text"] == "Побачимо відведення – повіримо у деескалацію"
    assert answer["dates"] == [{"start": 3, "end": 11, "text": "вівторок", "value": "2022-02-15"}]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"%PDF-1.7 x", "file of another kind"), (b"\xff\xfe\x00", "UTF-8"), (b"a\0b", "another kind")],
)
def test_what_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], raw: bytes, expected: str
) -> None:
    file = tmp_path / "article.pdf"
    file.write_bytes(raw)
    assert main(["quotes", "check", str(file)]) == 1
    said = capsys.readouterr()
    assert expected in said.err
    assert not said.out


def test_more_than_a_text_may_have_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "long.txt"
    file.write_bytes(b"a" * 2_000_001)
    assert main(["quotes", "check", str(file)]) == 1
    assert "expected at most 2000000 bytes" in capsys.readouterr().err


def test_a_folder_that_is_no_instance_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "article.txt"
    file.write_text("Kuleba said: “We will see it, then we will believe it.”")
    assert main(["quotes", "check", str(file), "--home", str(tmp_path)]) == 1
    assert "expected an instance" in capsys.readouterr().err
