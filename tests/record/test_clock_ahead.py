"""A clock that was ahead, and an entry with its time: what is taken back at once, and what an operator may release."""

from datetime import timedelta
from pathlib import Path

import pytest
from record_state import START, Home, State
from warned import HOUR, Warnings

from uarazom.record.client import LocalSigner
from uarazom.record.doctor import findings
from uarazom.record.request import Receipt, Refusal, Request
from uarazom.verify.entry import Entry
from uarazom.verify.refusal import Refused

AHEAD, BACK = START + 3 * HOUR, START + timedelta(minutes=10)
THEN = "2022-02-14T09:00:00Z"


@pytest.fixture
def warnings(warned: Home, state: State) -> Warnings:
    return Warnings(state)


def jump(signer: LocalSigner, state: State, request: Request | None = None) -> Receipt:
    """The clock is three hours ahead while something is published, and then right again."""
    state.clock.now = AHEAD
    receipt = signer.publish_one(request or state.request("of-the-jump"))
    state.clock.now = BACK
    return receipt


def operator_says(home: Home, instant: str) -> Path:
    file = home.path / "signer" / "ahead"
    file.write_text(instant + "\n")
    return file


def answer(signer: LocalSigner, request: Request) -> Receipt | Refusal:
    (one,) = signer.publish([request])
    return one


def test_a_warning_of_before_the_jump_is_retracted_at_once(warned: Home, warnings: Warnings, state: State) -> None:
    """By the record's time it has run out; by everybody's else it has not, and its receivers still show it."""
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        jump(signer, state)
        receipt = signer.retract("raid", warnings.retract("ben", request))
        assert receipt.issued_at == THEN
        cancel = Entry.parse(signer.log.store.chain("raid")[1].envelope).fields["alert"]
        raw = (warned.public / "blob" / cancel["message"]["digest"]).read_bytes()
        assert request.content["alert"]["identifier"].encode() in raw
    warned.audit()


def test_a_warning_that_the_jump_itself_dated_is_retracted_at_once(
    warned: Home, warnings: Warnings, state: State
) -> None:
    with warned.signer() as signer:
        state.clock.now = AHEAD
        request = warnings.request()
        jump(signer, state, request)
        assert signer.retract("raid", warnings.retract("ann", request)).issued_at == THEN
    warned.audit()


def test_a_hold_and_a_withdrawal_go_out_and_nothing_else_does(home: Home, state: State) -> None:
    with home.signer() as signer:
        first = signer.publish_one(state.request("outage"))
        jump(signer, state)
        refused = answer(signer, state.request("later"))
        assert isinstance(refused, Refusal)
        assert (refused.check, refused.again) == ("clock", True)
        assert "doctor" in refused.remedy
        digest, words = state.words(text={"en": "It is on."}, reason={"en": "A reading error."})
        act = {"n": 2, "previous": first.payload_digest, "act": "withdraw", "words": digest}
        content, _ = state.content("outage", **act, **dict.fromkeys(("nature", "section", "basis", "evidence", "form")))
        assert signer.publish_one(state.approved(content, {digest: words})).issued_at == THEN
    home.audit()


def test_an_operator_releases_the_rest_for_that_instant_alone(warned: Home, warnings: Warnings, state: State) -> None:
    with warned.signer() as signer:
        jump(signer, state)
        for other in ("", "2022-02-14T09:00:01Z", "2022-02-14T08:59:59Z", THEN + "x", THEN * 9):
            operator_says(warned, other)
            assert isinstance(answer(signer, state.request("one")), Refusal)
        operator_says(warned, THEN)
        assert signer.publish_one(state.request("one")).issued_at == THEN
        short = answer(signer, warnings.request("short"))
        assert isinstance(short, Refusal)
        assert "valid_until" in str(short)
        assert signer.publish_one(warnings.request("long", said={"lasts": 4 * HOUR})).issued_at == THEN
        state.clock.now = AHEAD + HOUR
        assert signer.publish_one(state.request("two")).issued_at == "2022-02-14T10:00:00Z"
        state.clock.now = BACK
        assert isinstance(answer(signer, state.request("three")), Refusal), "the word of before holds for no other jump"
    warned.audit()


def test_an_embargo_ends_by_the_clock_and_not_by_the_record(home: Home, state: State) -> None:
    content, blobs = state.content("embargoed")
    request = state.approved(content, blobs, embargo="2022-02-14T08:00:00Z")
    with home.signer() as signer:
        jump(signer, state)
        operator_says(home, THEN)
        refused = answer(signer, request)
        assert isinstance(refused, Refusal)
        assert (refused.check, refused.again) == ("embargo", True)


def test_a_warning_that_lay_somewhere_is_no_news_behind_the_record_either(
    warned: Home, warnings: Warnings, state: State
) -> None:
    request = warnings.request(said={"lasts": 5 * HOUR})
    with warned.signer() as signer:
        jump(signer, state)
        operator_says(warned, THEN)
        state.clock.now = START + timedelta(minutes=31)
        refused = answer(signer, request)
        assert isinstance(refused, Refusal)
        assert refused.check == "message"


def test_the_doctor_says_which_and_what_to_write(home: Home, state: State) -> None:
    with home.signer() as signer:
        jump(signer, state)
    (told,) = (one for one in findings(home.path, BACK) if one.code == "clock")
    file = home.path / "signer" / "ahead"
    assert f"echo {THEN} > {file}" in told.remedy
    assert not told.waits
    operator_says(home, THEN)
    (told,) = (one for one in findings(home.path, BACK) if one.code == "clock")
    assert told.waits
    assert not [one for one in findings(home.path, AHEAD) if one.code == "clock"]


def test_a_retraction_by_somebody_else_is_refused_as_ever(warned: Home, warnings: Warnings, state: State) -> None:
    request = warnings.request()
    with warned.signer() as signer:
        signer.publish_one(request)
        jump(signer, state)
        with pytest.raises(Refused, match="ann or ben"):
            signer.retract("raid", warnings.retract("dan", request))
