"""The words that an act concerns: given as words, picked as sentences, refused where they do not stand there once."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.editorial.newsroom import ORIGIN, SALT, Record, record

from uarazom.acts.errors import BadAct
from uarazom.editorial import extracts, intake
from uarazom.editorial.draft import Composed, Draft, compose
from uarazom.editorial.refusal import BadDraft, BadFile

AT = datetime(2022, 2, 15, 12, tzinfo=UTC)
EVENING = datetime(2022, 2, 14, 19, 0, tzinfo=UTC)  # the address stands, nobody clarified it yet
ADDRESS = "statement-president-14-feb"
IRONY = "Нам кажуть, що 16 лютого стане днем нападу."


def clarify(given: Any) -> Draft:
    fields = {"by": "nykyforov", "speaking_for": "president-ua", "known_at": "2022-02-14T20:30:00Z"}
    fields |= {"known_at_precision": "part_of_day", "original_language": "uk", "versions": {"uk": "original"}}
    words = {"text": {"uk": "Президент мав на увазі дату, яку поширили медіа."}}
    return Draft(ADDRESS, "statement", "clarify", "demo-desk", {**fields, "extracts": given}, words)


def composed(given: Any, made: Record) -> Composed:
    return compose(clarify(given), origin=ORIGIN, ledger=made.ledger, salt=SALT, at=AT)


@pytest.fixture(scope="module")
def made() -> Record:
    return record(EVENING)


def test_words_get_their_place_and_digest(made: Record) -> None:
    (found,) = composed([{"language": "uk", "words": IRONY}], made).fields["extracts"]
    assert (found["act"], found["paragraph"]) == (f"{ADDRESS}/1", 1)
    assert found["end"] - found["start"] == len(IRONY)
    assert composed([found], made).fields["extracts"] == [found]  # a whole one stays as it is


@pytest.mark.parametrize(
    ("given", "times"),
    [
        ({"language": "uk", "words": "Нам кажуть, що 18 лютого"}, "0 times"),
        ({"language": "uk", "words": " "}, "0 times"),
        ({"language": "fr", "words": IRONY}, "0 times"),
        ({"language": "uk", "words": "на"}, "times"),
        ({"language": "uk", "words": IRONY, "act": f"{ADDRESS}/7"}, "0 times"),
    ],
)
def test_words_that_do_not_stand_there_once_are_refused(made: Record, given: Any, times: str) -> None:
    with pytest.raises(BadDraft, match=times):
        composed([given], made)


def test_what_has_no_shape_and_what_does_not_match_is_refused(made: Record) -> None:
    (found,) = composed([{"language": "uk", "words": IRONY}], made).fields["extracts"]
    for wrong in (
        [{**found, "start": 1}],
        [{**found, "digest": "0" * 64}],
        [{"words": IRONY, "more": 1}],
        ["x"],
        "x",
        7,
    ):
        with pytest.raises(BadAct, match="extracts"):
            composed(wrong, made)


def test_every_sentence_is_offered_and_each_may_be_issued(made: Record) -> None:
    offered = list(extracts.offered(made.ledger.documents[ADDRESS], made.ledger))
    assert IRONY in [words for _, _, words in offered]
    assert {one.language for _, one, _ in offered} == {"uk", "en"}
    assert composed([extracts.as_member(one) for _, one, _ in offered], made)
    assert list(extracts.offered(None, made.ledger)) == []


def test_a_file_may_name_the_words(made: Record) -> None:
    draft = clarify([{"language": "uk", "words": IRONY}])
    frame = {
        "document": ADDRESS,
        "kind": "statement",
        "act": "clarify",
        "body": "demo-desk",
        "words": dict(draft.words),
    }
    (submitted,) = intake.read(json.dumps([frame | dict(draft.fields)]).encode(), "json")
    assert compose(submitted.draft, origin=ORIGIN, ledger=made.ledger, salt=SALT, at=AT).fields["extracts"]
    for wrong in ([], {}, [{"words": IRONY}], [{"language": "uk", "words": IRONY, "at": 3}], [{"language": "uk"}]):
        with pytest.raises(BadFile, match="extracts"):
            intake.read(json.dumps([frame | {"extracts": wrong}]).encode(), "json")


def test_the_demonstration_names_the_ironic_sentence() -> None:
    told = record(datetime(2022, 2, 14, 22, tzinfo=UTC)).ledger
    clarified = [act for act in told.documents[ADDRESS].acts if act.act == "clarify"]
    said = told.words(told.documents[ADDRESS].first)
    assert said is not None
    for act in clarified:
        assert next(one.of(said.text[one.language]) for one in act.extracts) == IRONY
