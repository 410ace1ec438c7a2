"""What an act points at is asked of the record by the signer: words named in a text, the claim an answer is about."""

from typing import Any

from tests.record.record_state import Home, State

from uarazom.record.request import Receipt, Refusal
from uarazom.verify import canon, extract

SAID = "The power is out."  # what `State.content` says
UNASKED = {"nature": None, "basis": None, "evidence": None}


def spoken(home: Home, state: State) -> tuple[str, str]:
    """A statement on record: its digest and the salt of its words."""
    content, blobs = state.content("speech", kind="statement", act="publish", **UNASKED)
    (raw,) = blobs.values()
    with home.signer() as signer:
        (answer,) = signer.publish([state.approved(content, blobs)])
    assert isinstance(answer, Receipt)
    return answer.payload_digest, canon.parse(raw, max_bytes=2**20)["salt"]


def clarified(home: Home, state: State, previous: str, **named: Any) -> Receipt | Refusal:
    one = {"act": "speech/1", "language": "en", "paragraph": 1, "start": 4, "end": 9, **named}
    members = {"n": 2, "kind": "statement", "act": "clarify", "previous": previous, "section": None, **UNASKED}
    with home.signer() as signer:
        return signer.publish([state.request("speech", extracts=[one], **members)])[0]


def test_words_that_do_not_stand_there_are_refused_and_the_right_ones_published(home: Home, state: State) -> None:
    previous, salt = spoken(home, state)
    before = home.files()
    wrong = clarified(home, state, previous, digest=extract.digest("water", salt))
    assert isinstance(wrong, Refusal)
    assert "got power" in wrong.remedy
    assert home.files() == before
    assert isinstance(clarified(home, state, previous, digest=extract.digest(SAID[4:9], salt)), Receipt)


def test_an_answer_is_about_a_claim_of_the_record(home: Home, state: State) -> None:
    def answered(document: str, claim: str) -> Receipt | Refusal:
        digest, raw = state.words(title={"en": "Is it out?"}, text={"en": SAID}, conclusion={"en": SAID})
        content, _ = state.content(document, kind="answer", act="answer", reviews=claim, words=digest, **UNASKED)
        with home.signer() as signer:
            return signer.publish([state.approved(content, {digest: raw})])[0]

    with home.signer() as signer:
        assert isinstance(signer.publish([state.request("outage")])[0], Receipt)
    missing = answered("lost", "no-such-claim")
    assert isinstance(missing, Refusal)
    assert "reviews" in missing.remedy
    assert isinstance(answered("found", "outage"), Receipt)
