"""Warnings: which acts may be issued, which word holds at which instant, whom a message concerns."""

from datetime import datetime
from typing import Any

import pytest
from tests.acts.stage import Entry, Story, entry, hour, register

from uarazom.acts import alerts, schema
from uarazom.acts.errors import BadAct
from uarazom.acts.model import Act
from uarazom.acts.read import read_act
from uarazom.acts.status import next_change
from uarazom.verify import canon

MARK = "EXERCISE"
DIGEST = "a" * 64


def place() -> Entry:
    """A register whose body c1 may warn, with one region and two places in it."""
    fields = dict(register().fields)
    fields["instance"] = {**fields["instance"], "region": "AA"}
    fields["regions"] = ["AA-01", "AA-01:01", "AA-01:02", "AA-02"]
    fields["alerting"] = {
        "events": DIGEST,
        "senders": {"c1": "c1@stage.test"},
        "max_seconds": 7200,
        "exercise_mark": MARK,
    }
    return entry(fields)


def message(n: int, at: float, **more: Any) -> dict[str, Any]:
    fields = {
        "identifier": f"stage.d.{n}",
        "sender": "c1@stage.test",
        "sent": canon.instant_text(hour(at)),
        "msg_type": "Alert" if n == 1 else "Update",
        "status": "Actual",
        "message": {"digest": DIGEST, "size": 900},
        "event": "air-raid",
        "severity": "Severe",
        "urgency": "Immediate",
        "certainty": "Observed",
        "retraction": "b" * 64,
        **more,
    }
    return {name: value for name, value in fields.items() if value is not None}


class Told(Story):
    """One warning, told hour by hour: it holds for an hour unless `until` says otherwise."""

    def __init__(self) -> None:
        super().__init__("alert", place())

    def send(self, act: str, at: float, until: float | None = None, regions: Any = ("AA-01:01",), **more: Any) -> None:
        ends = {"valid_until": at + 1 if until is None else until} if act != "withdraw" else {}
        self.act(act, "c1", at, known_at_precision="exact", regions=list(regions), **ends, **more)


def raid() -> Told:
    story = Told()
    story.send("publish", 0, alert=message(1, 0))
    return story


def test_a_warning_holds_until_its_time_runs_out_and_never_reads_as_safe() -> None:
    story = raid()
    assert story.word(0.5) == "in_force"
    assert story.word(1) == "expired"
    assert next_change(story.ledger.documents["d"], story.ledger.latest_register, hour(0.5)) == hour(1)


@pytest.mark.parametrize(
    ("act", "more", "word"),
    [
        ("publish", {"alert": message(2, 0.5)}, "in_force"),
        ("publish", {"alert": message(2, 0.5, ends="all_clear", retraction=None)}, "all_clear"),
        (
            "withdraw",
            {"ground": "cancelled", "alert": message(2, 0.5, msg_type="Cancel", retraction=None)},
            "cancelled",
        ),
        (
            "withdraw",
            {"ground": "false_alert", "alert": message(2, 0.5, msg_type="Cancel", retraction=None)},
            "withdrawn",
        ),
    ],
)
def test_every_end_has_its_word(act: str, more: dict[str, Any], word: str) -> None:
    story = raid()
    story.send(act, 0.5, **more)
    assert story.word(0.4) == "in_force"
    assert story.word(0.6) == word
    assert story.word(9) == ("expired" if word == "in_force" else word)


def test_a_shorter_update_ends_sooner() -> None:
    story = raid()
    story.send("publish", 0.2, until=0.4, alert=message(2, 0.2))
    assert story.word(0.3) == "in_force"
    assert story.word(0.5) == "expired"


def test_a_hold_takes_no_warning_down() -> None:
    story = raid()
    story.act("hold", hour=0.2)
    assert story.word(0.3) == "on_hold"
    assert [one.id for one in alerts.in_force(story.ledger, hour(0.3))] == ["d"]
    assert story.word(1) == "expired"
    assert alerts.in_force(story.ledger, hour(1)) == ()


def test_an_exercise_is_never_among_the_warnings() -> None:
    story = Told()
    story.send("publish", 0, alert=message(1, 0, status="Exercise"), format="uarazom/exercise/1")
    assert alerts.in_force(story.ledger, hour(0.5)) == ()
    assert [one.id for one in alerts.in_force(story.ledger, hour(0.5), exercises=True)] == ["d"]


@pytest.mark.parametrize(
    ("regions", "parts", "answers"),
    [
        (["AA-01"], {}, {"AA-01": "whole", "AA-01:01": "whole", "AA": "part", "AA-02": None}),
        (["AA-01:01"], {}, {"AA-01": "part", "AA-01:01": "whole", "AA-01:02": None}),
        ([], {"AA-01:01": "part"}, {"AA-01": "part", "AA-01:01": "part", "AA-01:02": None}),
        ([], {"AA-01": "part"}, {"AA-01": "part", "AA-01:01": "possibly", "AA-02": None}),
        ([], {"AA": "possibly"}, {"AA-01": "possibly", "AA-01:02": "possibly", "AA-02": "possibly"}),
        (["AA-01:01"], {"AA-01:02": "part"}, {"AA-01": "part", "AA-01:01": "whole", "AA-01:02": "part"}),
        (["AA-1"], {}, {"AA-10": None, "AA-1:0": "whole"}),
    ],
)
def test_whom_a_message_concerns(regions: list[str], parts: dict[str, str], answers: dict[str, str | None]) -> None:
    act = sent(regions=regions, alert=message(1, 0, parts=parts))
    assert {code: alerts.concern_of(act, code) for code in answers} == answers


def sent(**more: Any) -> Act:
    fields = {"document": "d", "n": 1, "kind": "alert", "act": "publish", "body": "c1"}
    return read_act({**fields, "issued_at": canon.instant_text(hour(0)), **more}, index=1, digest=DIGEST)


def test_the_latest_message_speaks_and_the_document_remembers_all_places() -> None:
    story = raid()
    story.send("publish", 0.5, regions=["AA-02"], alert=message(2, 0.5))
    document = story.ledger.documents["d"]
    assert document.regions == ("AA-01:01", "AA-02")
    assert alerts.concern(document, "AA-01:01") is None
    assert alerts.concern(document, "AA-02") == "whole"


def test_the_time_from_a_false_warning_to_its_retraction() -> None:
    story = raid()
    assert alerts.correction_seconds(story.ledger.documents["d"]) is None
    story.send("publish", 0.25, alert=message(2, 0.25))
    taken_back = message(3, 0.5, msg_type="Cancel", retraction=None)
    story.send("withdraw", 0.5, ground="false_alert", alert=taken_back)
    assert alerts.correction_seconds(story.ledger.documents["d"]) == 1800


def test_the_most_severe_comes_first() -> None:
    story = raid()
    for name, severity in (("x", "Minor"), ("y", "Extreme"), ("z", "Extreme")):
        fields = story.content("publish", "c1", 0.1, None, known_at_precision="exact", regions=["AA-02"])
        fields |= {"document": name, "n": 1, "valid_until": canon.instant_text(hour(1))}
        fields |= {"alert": message(1, 0.1, severity=severity, identifier=f"stage.{name}.1")}
        del fields["previous"]
        story.ledger.apply(story.ledger.last_index + 1, entry(fields))
    assert [one.id for one in alerts.in_force(story.ledger, hour(0.5))] == ["y", "z", "d", "x"]


# ── strictly ─────────────────────────────────────────────────────────────────────────────────────────────────────────
WORDS: dict[str, Any] = {
    name: {"en": f"Some {name}"} for name in ("title", "text", "instruction", "event", "place", "reason")
}


def found(fields: dict[str, Any], words: dict[str, Any], story: Told, at: datetime) -> set[str]:
    """The members that something is wrong with."""
    given = {name: value for name, value in fields.items() if value is not None and name != "issued_at"}
    document, register = story.ledger.document_of(given), story.ledger.latest_register
    blob = {**words, "format": "uarazom/words/1", "salt": "AAAAAAAAAAAAAAAAAAAAAA=="}
    given["words"] = canon.digest(canon.canonical(blob))
    try:
        schema.check(given, blob, register=register, document=document, ledger=story.ledger, at=at)
    except BadAct as bad:
        return {finding.member for finding in bad.findings}
    return set()


def issued(n: int = 1, at: float = 0, act: str = "publish", **more: Any) -> dict[str, Any]:
    """An act of a warning as it should be."""
    ends = {"valid_until": canon.instant_text(hour(at + 1))} if act != "withdraw" else {}
    fields = {
        "format": "uarazom/act/1",
        "origin": "stage.test/log",
        "document": "d",
        "kind": "alert",
        "act": act,
        "body": "c1",
        "by": "c1",
        "n": n,
        "known_at": canon.instant_text(hour(at)),
        "known_at_precision": "exact",
        "regions": ["AA-01:01"],
        "versions": {"en": "official"},
        "original_language": "en",
        "alert": message(n, at),
        **ends,
    }
    return {**fields, **more}


def check_words(fields: dict[str, Any], words: dict[str, Any] | None, story: Told) -> None:
    """An act with these words, or with none, half an hour after the first."""
    given = {name: value for name, value in fields.items() if value is not None}
    blob = {**words, "format": "uarazom/words/1", "salt": "AAAAAAAAAAAAAAAAAAAAAA=="} if words else None
    given |= {"words": canon.digest(canon.canonical(blob))} if blob else {}
    document, register = story.ledger.document_of(given), story.ledger.latest_register
    schema.check(given, blob, register=register, document=document, ledger=story.ledger, at=hour(0.5))


SENT_WORDS = {name: texts for name, texts in WORDS.items() if name != "reason"}


def test_a_good_warning_may_be_issued() -> None:
    assert found(issued(), SENT_WORDS, Told(), hour(0)) == set()


def test_so_may_its_update_and_its_ends() -> None:
    story = raid()
    follows = {"previous": story.ledger.documents["d"].latest.digest}
    clear = message(2, 0.5, ends="all_clear", retraction=None)
    cancel = message(2, 0.5, msg_type="Cancel", retraction=None)
    assert found(issued(2, 0.5, **follows), SENT_WORDS, story, hour(0.5)) == set()
    assert found(issued(2, 0.5, alert=clear, valid_until=None, **follows), SENT_WORDS, story, hour(0.5)) == set()
    back = issued(2, 0.5, "withdraw", alert=cancel, ground="false_alert", **follows)
    assert found(back, WORDS, story, hour(0.5)) == set()
    assert found(issued(2, 0.5, "correct", **follows), WORDS, story, hour(0.5)) == set()


@pytest.mark.parametrize(
    ("more", "member"),
    [
        ({"alert": None}, "alert"),
        ({"alert": message(1, 0, msg_type="Update")}, "alert.msg_type"),
        ({"alert": message(1, 0, ends="all_clear", retraction=None)}, "alert.ends"),
        ({"alert": message(1, 0, retraction=None)}, "alert.retraction"),
        ({"alert": message(1, 0, status="Exercise")}, "alert.status"),
        ({"alert": message(1, 0, sender="x@stage.test")}, "alert.sender"),
        ({"alert": message(1, 0.1)}, "known_at"),
        ({"alert": message(1, 0, parts={"AA-01:01": "part"})}, "alert.parts"),
        ({"alert": message(1, 0, parts={"AA-09": "part"})}, "alert.parts"),
        ({"alert": message(1, 0, identifier="a,b")}, "alert"),
        ({"alert": message(1, 0, identifier="a b")}, "alert"),
        ({"alert": message(1, 0, identifier="")}, "alert"),
        ({"alert": message(1, 0, severity="Bad")}, "alert"),
        ({"alert": message(1, 0, responses=["Shelter", "Avoid"])}, "alert"),
        ({"alert": message(1, 0, message={"digest": DIGEST, "size": 0})}, "alert"),
        ({"alert": {**message(1, 0), "colour": "red"}}, "alert"),
        ({"regions": None}, "regions"),
        ({"valid_until": None}, "valid_until"),
        ({"valid_until": canon.instant_text(hour(3))}, "valid_until"),
        ({"starts_at": canon.instant_text(hour(1))}, "starts_at"),
        ({"known_at_precision": "hour"}, "known_at"),
        ({"body": "a1"}, "body"),
        ({"format": "uarazom/exercise/1"}, "alert.status"),
        ({"by": None}, "by"),
    ],
)
def test_what_is_wrong_with_a_warning_is_found(more: dict[str, Any], member: str) -> None:
    assert member in found(issued(**more), SENT_WORDS, Told(), hour(0))


def test_a_warning_whose_time_has_passed_before_it_is_issued() -> None:
    assert "valid_until" in found(issued(), SENT_WORDS, Told(), hour(1))


def test_an_exercise_says_so_at_the_head_of_every_text() -> None:
    exercise = issued(format="uarazom/exercise/1", alert=message(1, 0, status="Exercise"))
    marked = {name: {"en": f"{MARK}. {texts['en']}"} for name, texts in SENT_WORDS.items()}
    assert found(exercise, marked, Told(), hour(0)) == set()
    for name in ("title", "text", "instruction"):
        assert f"words.{name}.en" in found(exercise, {**marked, name: SENT_WORDS[name]}, Told(), hour(0))


def test_a_live_warning_bears_no_mark() -> None:
    assert "words.text.en" in found(issued(), {**SENT_WORDS, "text": {"en": f"No {MARK}"}}, Told(), hour(0))


@pytest.mark.parametrize(
    "hidden", ["EXER\u200bCISE", "ＥＸＥＲＣＩＳＥ", "EXE\u0301RC\u00adISE", "ЕХЕRСІЅЕ", "E X E R C I S E"]
)
@pytest.mark.parametrize("name", ["title", "text", "instruction", "event", "place"])
def test_a_live_warning_bears_no_mark_that_is_hidden_or_looks_alike(hidden: str, name: str) -> None:
    said = {**SENT_WORDS, name: {"en": f"{hidden}: a raid"}}
    assert f"words.{name}.en" in found(issued(), said, Told(), hour(0))


@pytest.mark.parametrize(
    "begun", ["EXER\u200bCISE: raid", "exercise: raid", "EXERCISES are over: raid", "EXERCISE\u0336: raid"]
)
def test_an_exercise_says_so_to_the_letter_in_every_part(begun: str) -> None:
    exercise = issued(format="uarazom/exercise/1", alert=message(1, 0, status="Exercise"))
    marked = {name: {"en": f"{MARK}. {texts['en']}"} for name, texts in SENT_WORDS.items()}
    for name in ("title", "text", "instruction"):
        assert f"words.{name}.en" in found(exercise, {**marked, name: {"en": begun}}, Told(), hour(0))


def test_an_exercise_never_goes_on_as_a_warning() -> None:
    story = Told()
    story.send("publish", 0, alert=message(1, 0, status="Exercise"), format="uarazom/exercise/1")
    digest = story.ledger.exercises["d"].latest.digest
    assert {"n", "previous"} <= found(issued(2, 0.5, previous=digest), SENT_WORDS, story, hour(0.5))


def test_after_the_end_nothing_more_is_sent() -> None:
    story = raid()
    story.send("publish", 0.2, alert=message(2, 0.2, ends="all_clear", retraction=None))
    follows = {"previous": story.ledger.documents["d"].latest.digest}
    assert "act" in found(issued(3, 0.5, **follows), SENT_WORDS, story, hour(0.5))


def test_after_the_time_has_run_out_only_an_end() -> None:
    story = raid()
    follows = {"previous": story.ledger.documents["d"].latest.digest}
    assert "act" in found(issued(2, 1.5, **follows), SENT_WORDS, story, hour(1.5))
    clear = message(2, 1.5, ends="all_clear", retraction=None)
    assert found(issued(2, 1.5, alert=clear, **follows), SENT_WORDS, story, hour(1.5)) == set()


def test_a_comment_sends_nothing() -> None:
    story = raid()
    follows = {"previous": story.ledger.documents["d"].latest.digest, "valid_until": None, "regions": None}
    words = {"text": {"en": "We heard it too."}}
    comment = issued(2, 0.5, "comment", alert=None, **follows)
    assert found(comment, words, story, hour(0.5)) == set()
    assert "alert" in found(issued(2, 0.5, "comment", **follows), words, story, hour(0.5))
    assert "words.event" in found(comment, {**words, "event": {"en": "Raid"}}, story, hour(0.5))


def unsent(story: Told, act: str, **more: Any) -> dict[str, Any]:
    """An act that sends no message, half an hour after the first."""
    bare = dict.fromkeys(("alert", "regions", "valid_until"))
    if act in ("hold", "withdraw"):
        bare |= dict.fromkeys(("versions", "original_language"))
    if act == "hold":
        bare |= dict.fromkeys(("by", "known_at", "known_at_precision"))
    document = story.ledger.documents.get("d") or story.ledger.exercises["d"]
    return issued(document.latest.n + 1, 0.5, act, **{"previous": document.latest.digest, **bare, **more})


@pytest.mark.parametrize("act", ["clarify", "comment"])
def test_no_act_turns_a_warning_into_an_exercise(act: str) -> None:
    assert found(unsent(raid(), act), {"text": {"en": "We look again."}}, raid(), hour(0.5)) == set()
    marked = {"text": {"en": f"{MARK}. There is no danger."}}
    assert found(unsent(raid(), act), marked, raid(), hour(0.5)) == {"words.text.en"}


@pytest.mark.parametrize("name", ["reason", "note", "title", "text"])
def test_one_person_says_nothing_beside_a_warning(name: str) -> None:
    hold = unsent(raid(), "hold")
    with pytest.raises(BadAct, match="no words on a hold of a warning"):
        check_words(hold, {name: {"en": "This is false. Leave the shelters."}}, raid())
    check_words(hold, None, raid())


def test_holds_one_after_another_keep_no_update_out() -> None:
    story = raid()
    story.act("hold", "c1", 0.2)
    with pytest.raises(BadAct, match="no second hold"):
        check_words(unsent(story, "hold"), None, story)
    story.act("release", "c1", 0.3)
    check_words(unsent(story, "hold"), None, story)


def test_what_is_said_of_an_exercise_later_bears_its_mark_too() -> None:
    story = Told()
    story.send("publish", 0, alert=message(1, 0, status="Exercise"), format="uarazom/exercise/1")
    comment = unsent(story, "comment", format="uarazom/exercise/1")
    assert found(comment, {"text": {"en": f"{MARK}: it goes well."}}, story, hour(0.5)) == set()
    assert found(comment, {"text": {"en": "They are close."}}, story, hour(0.5)) == {"words.text.en"}


SENT = {
    "an update": ("publish", {"alert": message(2, 0.2)}),
    "an all-clear": ("publish", {"alert": message(2, 0.2, ends="all_clear", retraction=None)}),
    "a cancellation": (
        "withdraw",
        {"alert": message(2, 0.2, msg_type="Cancel", retraction=None), "ground": "cancelled"},
    ),
}


@pytest.mark.parametrize("name", SENT)
def test_what_was_sent_is_never_unsaid_without_a_message(name: str) -> None:
    story, (act, more) = raid(), SENT[name]
    story.send(act, 0.2, **more)
    silent = unsent(story, "withdraw", acts=["d/2"])
    assert found(silent, {"reason": {"en": "A mistake."}}, story, hour(0.5)) == {"acts"}


def test_a_comment_on_a_warning_is_taken_back_without_a_message() -> None:
    story = raid()
    story.act("comment", "c1", 0.2, known_at_precision="exact")
    silent = unsent(story, "withdraw", acts=["d/2"])
    assert found(silent, {"reason": {"en": "A mistake."}}, story, hour(0.5)) == set()
