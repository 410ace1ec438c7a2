"""An act on a statement names the words it concerns; a mismatch is refused, an act without them stays what it was."""

from typing import Any

import pytest
from tests.acts.stage import Story, hour

from uarazom.acts import members, schema
from uarazom.acts.errors import BadAct
from uarazom.acts.model import Words
from uarazom.acts.read import read_act
from uarazom.verify import canon, extract

Fields = dict[str, Any]
SALT = canon.to_base64(bytes(16))
TEXT = "Good evening.\n\nWe are told that it will be Wednesday. We will hoist flags."
SAID = Words(title={"en": "An address"}, text={"en": TEXT}, salt=SALT)
WORDS = "We are told that it will be Wednesday."


def story() -> Story:
    """A statement and a word on it."""
    told = Story("statement", words={"a" * 64: SAID}).act(
        "publish", by="a1", words="a" * 64, versions={"en": "original"}
    )
    return told.act("comment", by="b1", hour=1)


def named(**more: Any) -> Fields:
    return {
        "act": "d/1",
        "language": "en",
        "paragraph": 2,
        "start": 0,
        "end": len(WORDS),
        "digest": extract.digest(WORDS, SALT),
        **more,
    }


def clarify(extracts: Any, **more: Any) -> Fields:
    return {
        "format": "uarazom/act/1",
        "origin": "stage.test/log",
        "document": "d",
        "n": 3,
        "kind": "statement",
        "act": "clarify",
        "previous": story().ledger.documents["d"].latest.digest,
        "body": "c1",
        "by": "a1",
        "known_at": canon.instant_text(hour(2)),
        "known_at_precision": "exact",
        "original_language": "en",
        "versions": {"en": "original"},
        "extracts": extracts,
        **more,
    }


def findings(fields: Fields) -> list[str]:
    ledger = story().ledger
    document = ledger.documents[fields["document"]]
    said = {"text": {"en": "He meant it ironically."}}
    try:
        schema.check(fields, said, register=ledger.latest_register, document=document, ledger=ledger, at=hour(9))
    except BadAct as bad:
        return [f"{finding.member}: {finding.got}" for finding in bad.findings]
    return []


def test_the_words_named_stand_there() -> None:
    assert findings(clarify([named()])) == []
    assert findings(clarify([named()], act="comment", by="b1")) == []
    act = read_act({**clarify([named()]), "issued_at": canon.instant_text(hour(2))}, index=3, digest="")
    assert act.extracts[0].of(TEXT) == WORDS


@pytest.mark.parametrize(
    ("wrong", "got"),
    [
        ({"digest": "0" * 64}, WORDS),
        ({"paragraph": 1}, "nothing"),
        ({"paragraph": 3}, "nothing"),
        ({"end": 10_000}, "nothing"),
        ({"start": 1}, WORDS[1:]),
        ({"act": "d/2"}, "d/2 in en"),
        ({"act": "d/3"}, "d/3 in en"),
        ({"act": "e/1"}, "e/1 in en"),
        ({"language": "fr"}, "d/1 in fr"),
    ],
)
def test_a_mismatch_is_refused_with_what_stands_there(wrong: Fields, got: str) -> None:
    assert findings(clarify([named(**wrong)])) == [f"extracts: {got}"]


@pytest.mark.parametrize(
    "wrong", [[], named(), [named(), named()], [named(start=5, end=5)], [named()] * 65, ["d/1"], None]
)
def test_another_shape_is_refused(wrong: Any) -> None:
    assert findings(clarify(wrong))[0].startswith("extracts: ")


def test_words_that_were_removed_can_no_longer_be_named() -> None:
    told = story().act("remove", hour=2, acts=["d/1"], ground="court", category="personal_data")
    fields = clarify([named()], n=4, previous=told.ledger.documents["d"].latest.digest)
    document = told.ledger.documents["d"]
    register, said = told.ledger.latest_register, {"text": {"en": "He meant it ironically."}}
    with pytest.raises(BadAct, match="words that stand in the record"):
        schema.check(fields, said, register=register, document=document, ledger=told.ledger, at=hour(9))


def test_it_stands_on_clarify_correct_and_comment_of_a_statement_alone() -> None:
    assert members.ON["extracts"] == {"clarify", "correct", "comment"}
    assert members.KINDS_OF["extracts"] == {"statement"}
    assert "extracts: a value" in findings(clarify([named()], act="publish"))
