"""The fold of entries: documents, registers by date, removed words, exercises; and what does not follow is refused."""

from typing import Any

import pytest
from tests.acts.stage import BODIES, START, Entry, Story, entry, hour
from tests.acts.stage import register as stage_register

from uarazom.acts.errors import Unchained
from uarazom.acts.ledger import Ledger
from uarazom.acts.model import Words
from uarazom.acts.read import read_words
from uarazom.acts.register import Register
from uarazom.acts.status import status
from uarazom.verify import canon

TEXT = {"text": {"en": "The bridge is open."}}


def at(hours: float) -> str:
    return canon.instant_text(hour(hours))


def told(*acts: tuple[str, dict[str, Any]], **facts: Any) -> Ledger:
    story = Story("claim", words={"1" * 64: read_words(TEXT)}, nature="event", **facts)
    story.act("announce", by="a1", words="1" * 64)
    for act, more in acts:
        story.act(act, **more)
    return story.ledger


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_words_are_fetched_when_asked() -> None:
    ledger = told()
    assert ledger.words(ledger.documents["d"].first) == Words(text={"en": "The bridge is open."})


def test_removed_words_are_gone_at_every_instant_and_say_by_which_entry() -> None:
    ledger = told(("remove", {"hour": 5, "acts": ["d/1"], "ground": "law", "category": "personal_data"}))
    for view in (ledger, ledger.at(hour(1))):
        assert view.words(view.documents["d"].first) is None
        assert view.removed["d/1"].index == 2
    assert ledger.documents["d"].first.words == "1" * 64


def test_missing_words_are_not_removed_words() -> None:
    ledger = told(("comment", {"by": "b1", "hour": 1, "words": "2" * 64}))
    latest = ledger.documents["d"].latest
    assert ledger.words(latest) is None
    assert latest.id not in ledger.removed


def test_words_are_read_tolerantly() -> None:
    words = read_words({"text": {"en": "Yes", "fr": 5}, "title": "no", "colour": {}, "source": {"url": "x"}})
    assert words == Words(text={"en": "Yes"})
    source = read_words({"source": {"publisher": "P", "published_at": "2022-02-14T06:00:00Z", "excerpt": "yes"}}).source
    assert source is not None
    assert (source.publisher, source.published_at, source.excerpt) == ("P", START, True)


# ── the register, by date ────────────────────────────────────────────────────────────────────────────────────────────
def second_register(before: Register, hours: float, **more: Any) -> Entry:
    frame = {"format": "uarazom/register/1", "issued_at": at(hours), "version": 2, "previous": before.digest}
    return entry({**frame, **more})


def test_a_head_is_that_of_the_register_in_force() -> None:
    ledger = told(("dispute", {"by": "b1", "hour": 1}))
    ledger.apply(3, second_register(ledger.latest_register, 9, bodies={"b1": {"head": "a"}}))
    document = ledger.documents["d"]
    assert status(document, ledger.register(hour(8)), hour(8)).status == "disputed"
    assert status(document, ledger.register(hour(9)), hour(9)).status == "announced"
    assert ledger.register(hour(-99)) == Register()


def named(name: str) -> dict[str, Any]:
    return {"name": {"en": name}}


def test_a_later_register_overrides_id_by_id_words_too() -> None:
    old_words = {"bodies": {"a1": named("Old"), "b1": named("B")}, "sections": {"safety": named("S")}}
    new_words = {"bodies": {"a1": named("New")}, "people": {"pat": {**named("Pat"), "offices": [{"en": "Head"}]}}}
    blobs = {"1" * 64: old_words, "2" * 64: new_words}
    ledger = Ledger(lambda digest: read_words(blobs[digest]))
    first = dict(stage_register().fields) | {"words": "1" * 64}
    ledger.apply(0, entry(first))
    people = {"pat": {"offices": [{"body": "b1"}]}}
    ledger.apply(1, second_register(ledger.latest_register, 1, words="2" * 64, people=people, regions=["AA"]))
    old, new = ledger.register(hour(0)), ledger.register(hour(1))
    assert (old.bodies["a1"].name, new.bodies["a1"].name) == ({"en": "Old"}, {"en": "New"})
    assert new.bodies["b1"].name == {"en": "B"}
    assert new.bodies.keys() == BODIES.keys()
    assert new.name("sections", "safety") == {"en": "S"}
    assert new.people["pat"].offices[0].title == {"en": "Head"}
    assert (new.regions, new.sections, new.version) == (("AA",), ("safety",), 2)


def test_a_register_must_follow() -> None:
    ledger = told()
    with pytest.raises(Unchained, match="entry 2: expected register 2"):
        ledger.apply(2, entry({**second_register(Register(digest="0" * 64), 1).fields}))


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"n": 3}, "d/3: expected act 2"),
        ({"previous": "0" * 64}, "d/2: expected act 2 after"),
        ({"kind": "statement"}, "d/2: expected kind claim, got statement"),
    ],
)
def test_an_act_must_follow_and_else_changes_nothing(more: dict[str, Any], reason: str) -> None:
    ledger = told()
    before = ledger.documents["d"]
    fields = {**before_fields(before.latest.digest), **more}
    with pytest.raises(Unchained, match=reason):
        ledger.apply(2, entry(fields))
    assert ledger.documents["d"] is before
    assert ledger.last_index == 1


def before_fields(previous: str) -> dict[str, Any]:
    whole = {"format": "uarazom/act/1", "document": "d", "n": 2, "kind": "claim", "act": "comment", "body": "c1"}
    return {**whole, "by": "b1", "known_at": at(1), "issued_at": at(1), "previous": previous}


def test_indexes_rise_and_may_leave_gaps() -> None:
    ledger = told()
    fields = before_fields(ledger.documents["d"].latest.digest)
    with pytest.raises(Unchained, match="entry 1: expected an index above 1"):
        ledger.apply(1, entry(fields))
    ledger.apply(7, entry(fields))
    assert ledger.documents["d"].latest.index == 7


def test_an_exercise_is_no_document() -> None:
    ledger = told()
    fields = {**before_fields(""), "format": "uarazom/exercise/1", "document": "x", "n": 1, "kind": "alert"}
    ledger.apply(2, entry({name: value for name, value in fields.items() if name != "previous"}))
    assert "x" in ledger.exercises
    assert "x" not in ledger.documents


def test_manifests_and_rosters_are_kept() -> None:
    ledger = told()
    manifest = {"body": "c1", "digest": "3" * 64, "size": 9, "media_type": "image/svg+xml", "purpose": "map"}
    ledger.apply(2, entry({"format": "uarazom/manifest/1", "issued_at": at(3), **manifest}))
    ledger.apply(3, entry({"format": "uarazom/roster/1", "issued_at": at(3), "version": 1}))
    assert ledger.manifests["3" * 64].media_type == "image/svg+xml"
    assert "3" * 64 not in ledger.at(hour(2)).manifests
    assert [roster["version"] for roster in ledger.rosters] == [1]


def test_members_of_a_later_version_are_left_alone() -> None:
    ledger = told()
    fields = before_fields(ledger.documents["d"].latest.digest)
    ledger.apply(2, entry({**fields, "colour": "red", "basis": "hunch", "figure": {"metric": "x", "value": "many"}}))
    latest = ledger.documents["d"].latest
    assert (latest.basis, latest.figure) == ("hunch", None)


# ── a candidate ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_candidate_is_seen_in_its_own_ledger_alone() -> None:
    ledger = told()
    before = ledger.documents["d"]
    words = {"text": {"en": "It is closed."}}
    content = {"document": "d", "kind": "claim", "act": "dispute", "body": "c1", "by": "b1", "known_at": at(1)}
    view = ledger.with_candidate({**content, "words": "4" * 64}, words, hour(2))
    act = view.documents["d"].latest
    assert (act.id, act.index, act.previous) == ("d/2", 2, before.latest.digest)
    assert view.words(act) == Words(text={"en": "It is closed."})
    assert view.words(view.documents["d"].first) is not None
    assert status(view.documents["d"], view.register(hour(2)), hour(2)).status == "disputed"
    assert ledger.documents["d"] is before
    assert ledger.last_index == 1
    assert ledger.words(act) is None


def test_a_candidate_is_the_entry_that_it_would_become() -> None:
    ledger = told()
    fields = before_fields(ledger.documents["d"].latest.digest)
    content = {name: value for name, value in fields.items() if name != "issued_at"}
    view = ledger.with_candidate(content, None, hour(1))
    ledger.apply(2, entry(fields))
    assert view.documents["d"] == ledger.documents["d"]


def test_a_candidate_can_make_a_document_and_remove_words() -> None:
    ledger = told()
    new = {"document": "e", "kind": "guidance", "act": "publish", "body": "c1", "by": "c1", "known_at": at(1)}
    assert ledger.with_candidate(new, None, hour(2)).documents["e"].first.n == 1
    remove = {"document": "d", "kind": "claim", "act": "remove", "body": "c1", "acts": ["d/1"]}
    assert "d/1" in ledger.with_candidate(remove, None, hour(2)).removed
    assert ledger.removed == {}


def test_a_copy_goes_its_own_way() -> None:
    ledger = told()
    copy = ledger.copy()
    copy.apply(2, entry(before_fields(ledger.documents["d"].latest.digest)))
    copy.apply(3, second_register(copy.latest_register, 9))
    assert len(ledger.documents["d"].acts) == 1
    assert ledger.latest_register.version == 1


def test_an_act_is_found_by_its_id() -> None:
    ledger = told(("comment", {"by": "b1", "hour": 1}))
    assert ledger.act("d/2") is ledger.documents["d"].latest
    assert ledger.act("d/3") is None
    assert ledger.act("e/1") is None
    assert ledger.act("") is None
    assert [act.index for act in ledger.acts()] == [1, 2]
