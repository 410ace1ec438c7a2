"""A clarification is about the words that it names, however they are typed; about all where it names none or others."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.site.world import World, hours

from uarazom.quotes.index import Index, Memory
from uarazom.quotes.normalise import clean
from uarazom.quotes.record import Record
from uarazom.quotes.statements import rows
from uarazom.verify import extract

TEXT = "Добрий ве\u00adчір.\u200b Ми разом.\n\nНам ка\u00adжуть, що буде напад. Ні."
NAMED = "Нам ка\u00adжуть, що буде напад."
ABOUT = {"act": "address/1", "document": "address", "language": "uk", "original": "uk"}


def record(**wrong: Any) -> Record:
    world = World()
    common: dict[str, Any] = {"kind": "statement", "by": "a1", "form": "quotation", "original_language": "uk"}
    common |= {"versions": {"uk": "original"}}
    world.act("address", "publish", hours(1), words={"title": {"uk": "Т"}, "text": {"uk": TEXT}}, **common)
    salt = world.blobs[world.latest["address"].fields["words"]]["salt"]
    one = {"act": "address/1", "language": "uk", "paragraph": 2, "start": 0, "end": len(NAMED)}
    one |= {"digest": extract.digest(NAMED, salt)} | wrong
    world.act("address", "clarify", hours(2), words={"text": {"uk": "Іронія."}}, extracts=[one], **common)
    index, ledger = Index.open(Memory()), world.ledger()
    index.add(rows(ledger), upto=ledger.last_index)
    return Record(ledger, index, datetime(2022, 3, 1, tzinfo=UTC))


def concerned(made: Record, words: str) -> bool:
    text = clean(TEXT).text
    start = text.index(words)
    acts = made.clarifications(ABOUT, None)
    assert acts
    return bool(made.concerning(acts, ABOUT, start, start + len(words)))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ми разом.", False),
        ("разом.\n\nНам", True),
        ("кажуть", True),
        ("напад.", True),
        (" Ні.", False),
        ("Добрий вечір", False),
    ],
)
def test_words_that_it_names_are_touched(words: str, expected: bool) -> None:
    assert concerned(record(), words) == expected


@pytest.mark.parametrize("wrong", [{"digest": "0" * 64}, {"paragraph": 1}, {"language": "en"}])
def test_what_does_not_fit_is_about_all(wrong: dict[str, Any]) -> None:
    assert concerned(record(**wrong), "Ми разом.")


def test_one_that_was_withdrawn_clarifies_nothing_from_then_on() -> None:
    world = World()
    common: dict[str, Any] = {"kind": "statement", "by": "a1", "form": "quotation", "versions": {"uk": "original"}}
    world.act("address", "publish", hours(1), words={"title": {"uk": "Т"}, "text": {"uk": TEXT}}, **common)
    world.act("address", "clarify", hours(2), words={"text": {"uk": "Іронія."}}, **common)
    world.act(
        "address", "withdraw", hours(5), kind="statement", by="a1", acts=["address/2"], words={"reason": {"uk": "Ні."}}
    )
    made = Record(world.ledger(), Index.open(Memory()), datetime(2022, 3, 1, tzinfo=UTC))
    assert [act.id for act in made.clarifications(ABOUT, hours(4))] == ["address/2"]
    assert made.clarifications(ABOUT, None) == []
