"""An answer about a claim carries what it comes to in its own words, and no verdict beside them."""

from typing import Any

import pytest
from tests.acts.stage import Story, hour

from uarazom.acts import schema
from uarazom.acts.errors import BadAct
from uarazom.verify import canon

TEXT = {"en": "No limits are planned. Keep calm."}
TITLE = {"en": "Will cash be limited?"}


def found(words: dict[str, Any], **more: Any) -> set[str]:
    """The members that something is wrong with, of an answer on the claim `d`."""
    ledger = Story("claim", nature="state").act("announce", by="a1").ledger
    fields: dict[str, Any] = {
        "format": "uarazom/act/1", "origin": "stage.test/log", "document": "e", "n": 1, "kind": "answer",
        "act": "answer", "body": "c1", "by": "a1", "known_at": canon.instant_text(hour(1)),
        "known_at_precision": "exact", "original_language": "en", "versions": {"en": "original"}, "section": "safety",
        "reviews": "d",
    } | more  # fmt: skip
    fields = {name: value for name, value in fields.items() if value is not None}
    said = {"title": TITLE, "text": TEXT, "conclusion": {"en": "No limits are planned."}} | words
    said = {name: value for name, value in said.items() if value is not None}
    try:
        schema.check(fields, said, register=ledger.latest_register, document=None, ledger=ledger, at=hour(9))
    except BadAct as bad:
        return {finding.member for finding in bad.findings}
    return set()


def test_its_own_words_may_be_issued() -> None:
    assert found({}) == set()
    assert found({"conclusion": None}, reviews=None) == set()  # an answer about nothing that the record has


@pytest.mark.parametrize(
    ("words", "more", "wrong"),
    [
        ({"conclusion": {"en": "False!"}}, {}, {"words.conclusion.en"}),
        ({"conclusion": {"uk": "No limits are planned."}}, {}, {"words.conclusion.uk"}),
        ({"conclusion": {"en": "No limits\nare planned."}}, {}, {"words.conclusion.en"}),
        ({"conclusion": None}, {}, {"words.conclusion"}),
        ({"conclusion": {}}, {}, {"words.conclusion"}),
        ({"conclusion": "No"}, {}, {"words.conclusion"}),
        ({}, {"reviews": None}, {"words.conclusion"}),
        ({}, {"reviews": "nowhere"}, {"reviews"}),
        ({}, {"reviews": "D!"}, {"reviews", "words.conclusion"}),
        ({}, {"kind": "guidance", "act": "publish"}, {"reviews"}),
    ],
)
def test_whatever_else_is_refused(words: dict[str, Any], more: dict[str, Any], wrong: set[str]) -> None:
    assert found(words, **more) >= wrong
