"""Many statements at once: the year's addresses that the shared material holds, handed in as one file of JSON lines.

The material (CC0) is not part of the project; where it is absent this says so and is skipped.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.story.office import Office, small, uarazom, wall_clock

PLACE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "resistinua" / "statements.json"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.server,
    pytest.mark.skipif(not PLACE.exists(), reason=f"NOT TESTED: the shared addresses are not at {PLACE}"),
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = small(tmp_path)
    yield made
    made.close()


def addresses() -> Iterator[dict[str, Any]]:
    """Each address in each language as the statement of its own that a file hands in."""
    known = {"known_at": wall_clock().strftime("%Y-%m-%dT%H:%M:%SZ"), "known_at_precision": "day"}
    said = {"kind": "statement", "act": "publish", "body": "office", "by": "ministry", "section": "safety"}
    for language, some in json.loads(PLACE.read_text(encoding="utf-8")).items():
        for number, one in enumerate(some.values(), start=1):
            if not one["text"].strip():
                continue  # a video without words
            text = "\n\n".join(part.strip() for part in one["text"].split("\n\n") if part.strip())
            yield {
                "document": f"address-{language}-{number}",
                **said,
                **known,
                "form": "quotation",
                "original_language": "uk",
                "versions": {language: "original" if language == "uk" else "official"},
                "words": {"title": {language: one["name"]}, "text": {language: text}},
            }


def as_lines(some: list[dict[str, Any]]) -> list[str]:
    return [json.dumps(one, ensure_ascii=False) for one in some]


def test_every_address_is_taken_at_once_and_waits_for_the_second_person(office: Office) -> None:
    every = list(addresses())
    assert len(every) > 500
    done = office.submit("\n".join(as_lines(every)), "addresses.jsonl")
    assert [one["document"] for one in done] == [one["document"] for one in every]
    assert all(one["content_digest"] for one in done)
    assert office.approve_all(3) == 3


def test_bad_lines_are_named_each_and_none_of_the_file_is_taken(office: Office, tmp_path: Path) -> None:
    lines = as_lines(list(addresses()))
    lines[6] = lines[6][:-1]
    lines[99] = json.dumps(json.loads(lines[99]) | {"tone": "sarcastic"})
    lines[-1] = json.dumps(json.loads(lines[-1]) | {"extracts": []})
    file, password = tmp_path / "bad.jsonl", tmp_path / "password"
    file.write_text("\n".join(lines))
    password.touch(0o600)
    password.write_text(office.people["ann"])
    answer = uarazom("submit", file, "--home", office.home, "--person", "ann", "--password-file", password)
    assert answer.returncode == 1
    told = [line.partition("expected")[0] for line in answer.stderr.splitlines()[1:]]
    assert [f"line {number}" in line for number, line in zip((7, 100, len(lines)), told, strict=True)] == [True] * 3
    assert office.approve_all() == 0
