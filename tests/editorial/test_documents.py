"""The examples of docs/submit.md and docs/gate.md are read by the program, and their tables name what it knows."""

import re
from datetime import UTC, datetime
from pathlib import Path

from tests.editorial.newsroom import Record

from uarazom.editorial import corpus, intake
from uarazom.editorial.rules import pack

DOCS = Path(__file__).resolve().parents[2] / "docs"


def example(page: str) -> bytes:
    found = re.search(r"```yaml\n(.*?)```", (DOCS / page).read_text(), re.DOTALL)
    assert found
    return found[1].encode()


def test_the_example_of_a_submitted_file_is_one() -> None:
    (submitted,) = intake.read(example("submit.md"), "yaml")
    assert submitted.draft.document == "claim-water-supply"
    assert submitted.embargo is not None
    assert submitted.draft.contributors == ("lena",)
    made = Record()
    made.register(
        {
            "instance": {"id": "city", "languages": ["de", "fr"], "timezone": "Europe/Zurich"},
            "bodies": {"city-council": {"kind": "local", "head": "city-council"}},
            "people": {"mayor": {"offices": [{"body": "city-council"}]}},
        },
        {},
    )
    made.issue(submitted.draft, datetime(2026, 5, 4, 12, tzinfo=UTC))
    assert "claim-water-supply" in made.ledger.documents


def test_the_example_of_a_pack_is_one() -> None:
    (rule,) = pack.parse(example("gate.md")).rules
    assert (rule.id, rule.releasable) == ("shelter-phone", ("already_official", "owner_agrees"))


def test_the_pages_name_every_member() -> None:
    gate, submit = (DOCS / "gate.md").read_text(), (DOCS / "submit.md").read_text()
    for name in (*pack.CATEGORIES, *pack.SEVERITIES, *pack.GROUNDS, *pack.MATCH_MEMBERS, *pack.CHECKS):
        assert re.search(rf"\b{name}\b", gate), name
    for name in (*corpus.MUST, *corpus.MAY, *intake.ENDINGS):
        assert re.search(rf"\b{name}\b", submit), name
