"""The bundle: it verifies offline, no byte of it can be changed, and a liar with keys is caught at the right step."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_simulator import Simulator, example, ids, private, public, role, seal, words_blob

from uarazom.verify import canon
from uarazom.verify.anchor import Anchor
from uarazom.verify.bundle import BUNDLE_MAX_BYTES, Bundle, Carried
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import ACT, EXERCISE, ROSTER, Entry
from uarazom.verify.note import ED25519, VerifierKey
from uarazom.verify.refusal import Refused

EXAMPLE = example()
RAW = EXAMPLE.bundle_of("claim-1").serialise()


def refused(raw: bytes, anchor: Anchor = EXAMPLE.anchor) -> Refused:
    with pytest.raises(Refused) as caught:
        Bundle.parse(raw).verify(anchor)
    return caught.value


def test_it_prints_back_the_same() -> None:
    assert Bundle.parse(RAW) == EXAMPLE.bundle_of("claim-1")
    assert Bundle.parse(RAW).serialise() == RAW


def test_it_says_what_holds_and_how_old_it_is() -> None:
    verified = Bundle.parse(RAW).verify(EXAMPLE.anchor)
    assert [one.entry.name for one in verified.acts] == ["claim-1/1", "claim-1/2"]
    assert verified.words[verified.acts[1].entry.fields["words"]]["text"]["en"] == "Not verified."
    assert verified.age == ("valid as of 2022-02-14T00:05:00Z, entry 5 of 5; a later correction cannot be seen offline")
    older = EXAMPLE.bundle_of("claim-2").verify(EXAMPLE.anchor)
    assert older.age.startswith("valid as of 2022-02-14T00:04:00Z, entry 4 of 5;")


def with_members(**changes: Any) -> bytes:
    fields = {**canon.parse(RAW, BUNDLE_MAX_BYTES), **changes}
    return canon.canonical({name: value for name, value in fields.items() if value is not None})


ENTRIES = canon.parse(RAW, BUNDLE_MAX_BYTES)["entries"]


# ── every byte ───────────────────────────────────────────────────────────────────────────────────────────────────────
def changed(place: int, delta: int) -> bytes:
    return RAW[:place] + bytes([RAW[place] ^ delta]) + RAW[place + 1 :]


@given(st.integers(0, len(RAW) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, delta: int) -> None:
    assert refused(changed(place, delta)).check[:1] in "12345678"


def test_changed_bytes_all_over_are_refused() -> None:
    for place in range(0, len(RAW), 23):
        refused(changed(place, 1))


@pytest.mark.slow
def test_every_changed_byte_is_refused() -> None:
    for place in range(len(RAW)):
        refused(changed(place, 1))


@given(st.integers(0, len(RAW) - 1))
def test_a_cut_file_is_refused(length: int) -> None:
    assert refused(RAW[:length]).check == "1 shape: canonical"


def flipped(text: str, place: int) -> str:
    return text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]


CHECKPOINT = EXAMPLE.checkpoint().decode()
BLOBS = canon.parse(RAW, BUNDLE_MAX_BYTES)["blobs"]


@pytest.mark.parametrize("place", range(0, len(CHECKPOINT), 5))
def test_a_changed_checkpoint_is_named(place: int) -> None:
    check = refused(with_members(checkpoint=flipped(CHECKPOINT, place))).check
    assert check.startswith("3 checkpoint: ")


@pytest.mark.parametrize("place", range(0, 44, 5))
def test_a_changed_proof_is_named(place: int) -> None:
    last = {**ENTRIES[3], "proof": [flipped(ENTRIES[3]["proof"][0], place), *ENTRIES[3]["proof"][1:]]}
    check = refused(with_members(entries=[*ENTRIES[:3], last])).check
    assert check in ("1 shape: base64", "4 inclusion: inclusion")


@pytest.mark.parametrize("digest", BLOBS)
def test_a_changed_blob_is_named(digest: str) -> None:
    for place in range(0, len(BLOBS[digest]), 9):
        check = refused(with_members(blobs={**BLOBS, digest: flipped(BLOBS[digest], place)})).check
        assert check in ("1 shape: base64", "8 blobs: digest")


def test_another_origin_or_document_is_named() -> None:
    assert refused(with_members(origin="other.example")).check == "2 anchor: origin"
    assert refused(with_members(document="claim-2")).check == "1 shape: bundle"


# ── 1 shape ──────────────────────────────────────────────────────────────────────────────────────────────────────────
SHAPES: dict[str, tuple[dict[str, Any], str]] = {
    "next format": ({"format": "uarazom/bundle/2"}, "format: expected uarazom/bundle/1"),
    "another member": ({"anchor": "mine"}, "bundle: expected blobs, checkpoint"),
    "no blobs": ({"blobs": None}, "bundle: expected blobs, checkpoint"),
    "blobs in an array": ({"blobs": []}, "bundle: expected blobs, checkpoint"),
    "a blob by another name": ({"blobs": {"x": "QQ=="}}, "blobs by their digests"),
    "origin with a scheme": ({"origin": "https://a"}, "a log's name"),
    "no entries": ({"entries": []}, "entries from 0 on"),
    "without entry 0": ({"entries": ENTRIES[1:]}, "entries from 0 on"),
    "out of order": ({"entries": [ENTRIES[0], ENTRIES[2], ENTRIES[1], ENTRIES[3]]}, "ascending"),
    "one twice": ({"entries": [*ENTRIES, ENTRIES[3]]}, "none twice"),
    "no act": ({"entries": ENTRIES[:2]}, "at least one act of claim-1"),
    "another document's": ({"document": "claim-2"}, "acts of claim-2, got claim-1/1"),
    "index a string": ({"entries": [*ENTRIES[:3], {**ENTRIES[3], "index": "4"}]}, "an index and an array"),
    "negative index": ({"entries": [*ENTRIES[:3], {**ENTRIES[3], "index": -4}]}, "an index and an array"),
    "a member more in an entry": ({"entries": [*ENTRIES[:3], {**ENTRIES[3], "x": 1}]}, "index, entry, proof"),
    "an entry that is none": ({"entries": [*ENTRIES[:3], {**ENTRIES[3], "entry": "QQ=="}]}, "at entry 4, envelope"),
}


@pytest.mark.parametrize(("changes", "said"), SHAPES.values(), ids=SHAPES.keys())
def test_1_shape(changes: dict[str, Any], said: str) -> None:
    assert str(refused(with_members(**changes))).startswith("1 shape: ")
    assert said in str(refused(with_members(**changes)))


def test_1_a_bundle_over_its_limit_is_not_even_parsed() -> None:
    assert refused(b" " * (BUNDLE_MAX_BYTES + 1)).check == "1 shape: size"


# ── 2 anchor, 3 checkpoint ───────────────────────────────────────────────────────────────────────────────────────────
def test_2_another_logs_anchor() -> None:
    other = Simulator("other.example/log")
    other.roster()
    assert refused(RAW, other.anchor).check == "2 anchor: origin"


def test_2_an_anchor_with_another_key() -> None:
    key = VerifierKey(EXAMPLE.origin, ED25519, public("stranger"))
    assert refused(RAW, replace(EXAMPLE.anchor, vkey=key)).check == "2 anchor: vkey"


def test_3_a_checkpoint_by_another_key() -> None:
    liar = example()
    liar.log_key = "stranger"
    assert refused(liar.bundle_of("claim-1").serialise()).check == "3 checkpoint: signature"


def test_3_a_later_log_key_is_found_in_a_later_roster(sim: Simulator) -> None:
    sim.roster()
    sim.act("claim-1", "publish")
    before = sim.bundle_of("claim-1")
    sim.log_key = "log-2"
    sim.roster()
    sim.act("claim-1", "comment")
    assert sim.bundle_of("claim-1").verify(sim.anchor).rosters.current.version == 2
    assert before.verify(sim.anchor).rosters.current.version == 1
    sim.log_key = "log-1"  # the old key signs no more once the new roster is carried
    assert refused(sim.bundle_of("claim-1").serialise(), sim.anchor).check == "3 checkpoint: signature"


# ── 4 to 8: the log's key itself lies ────────────────────────────────────────────────────────────────────────────────
def test_4_an_entry_that_the_log_does_not_hold() -> None:
    bundle = EXAMPLE.bundle_of("claim-1")
    last = bundle.entries[-1]
    forged = Entry.parse(seal(ACT, {**last.entry.fields, "act": "confirm"}, ["mfa-1"]))
    lie = replace(bundle, entries=(*bundle.entries[:-1], replace(last, entry=forged)))
    assert refused(lie.serialise()).check == "4 inclusion: inclusion"


def test_4_an_entry_at_another_place() -> None:
    bundle = EXAMPLE.bundle_of("claim-1")
    lie = replace(bundle, entries=(*bundle.entries[:-1], replace(bundle.entries[-1], index=3)))
    assert refused(lie.serialise()).check.startswith("4 inclusion")


def test_5_another_first_roster_than_the_anchors() -> None:
    liar = Simulator()
    liar.root = ("evil-1", "evil-2", "evil-3")
    liar.roster(signers=["evil-1", "evil-2"])
    liar.act("claim-1", "publish")
    assert refused(liar.bundle_of("claim-1").serialise()).check == "5 roster: roster"


def test_5_a_rotation_that_the_old_root_did_not_sign(sim: Simulator) -> None:
    sim.roster()
    sim.root = ("evil-1", "evil-2")
    sim.roster(signers=["evil-1", "evil-2"], root=role(2, "evil-1", "evil-2"))
    sim.act("claim-1", "publish")
    assert refused(sim.bundle_of("claim-1").serialise(), sim.anchor).check == "5 roster: threshold"


def test_5_a_roster_left_out_between(sim: Simulator) -> None:
    sim.roster()
    sim.roster()
    sim.roster()
    sim.act("claim-1", "publish")
    bundle = sim.bundle_of("claim-1")
    lie = replace(bundle, entries=(bundle.entries[0], *bundle.entries[2:]))
    assert refused(lie.serialise(), sim.anchor).check == "5 roster: roster"


SIGNATURES: list[tuple[dict[str, Any], list[str], str]] = [
    ({}, ["stranger"], "6 signatures: signature"),
    ({}, ["mfa-1"], "6 signatures: signature"),
    ({"kind": "alert"}, ["mod-1"], "6 signatures: threshold"),
    ({"body": "nobody"}, ["mod-1"], "6 signatures: threshold"),
    ({"origin": "other.example"}, ["mod-1"], "6 signatures: origin"),
]


@pytest.mark.parametrize(("changes", "signers", "check"), SIGNATURES)
def test_6_signatures(sim: Simulator, changes: dict[str, Any], signers: list[str], check: str) -> None:
    sim.roster()
    sim.act("claim-1", "publish", signers=signers, **changes)
    assert refused(sim.bundle_of("claim-1").serialise(), sim.anchor).check == check


def test_6_a_key_counts_from_the_entry_after_its_roster(sim: Simulator) -> None:
    sim.roster()
    early = sim.act("claim-1", "publish", signers=["mod-3"])
    assert early.fields["n"] == 1
    sim.bodies["mod-ua"] = ("mod-1", "mod-3")
    sim.roster()
    sim.act("claim-2", "publish", signers=["mod-3"])
    assert refused(sim.bundle_of("claim-1").serialise(), sim.anchor).check == "6 signatures: signature"
    assert sim.bundle_of("claim-2").verify(sim.anchor).rosters.current.bodies["mod-ua"].keys == {*ids("mod-1", "mod-3")}


@pytest.mark.parametrize("change", [{"n": 3}, {"previous": "0" * 64}, {"kind": "measure"}])
def test_7_chain(sim: Simulator, change: dict[str, Any]) -> None:
    sim.roster()
    sim.act("claim-1", "publish")
    sim.act("claim-1", "comment", **change)
    assert refused(sim.bundle_of("claim-1").serialise(), sim.anchor).check == "7 chain: chain"


def test_7_an_act_left_out_between() -> None:
    sim = example()
    sim.act("claim-1", "comment")
    bundle = sim.bundle_of("claim-1")
    lie = replace(bundle, entries=(*bundle.entries[:3], bundle.entries[4]))
    assert refused(lie.serialise(), sim.anchor).check == "7 chain: chain"


def removal() -> Simulator:
    sim = example()
    sim.act(
        "claim-1", "remove", {"reason": {"en": "A court's order."}}, acts=["claim-1/1"], ground="court", category="x"
    )
    return sim


def test_8_words_are_removed_by_an_entry_or_missing() -> None:
    sim = removal()
    words = sim.entries[2].fields["words"]
    bundle = sim.bundle_of("claim-1", without=[words])
    verified = bundle.verify(sim.anchor)
    assert verified.removed == {"claim-1/1": 5}
    assert words not in verified.words
    lost = refused(sim.bundle_of("claim-1", without=[sim.entries[4].fields["words"]]).serialise(), sim.anchor)
    assert lost.check == "8 blobs: blob"
    still = refused(sim.bundle_of("claim-1").serialise(), sim.anchor)
    assert "removed by entry 5" in str(still)
    gone = refused(EXAMPLE.bundle_of("claim-1", without=[words]).serialise())
    assert "missing: no entry removed them" in str(gone)


def test_8_a_registers_words_are_never_missing() -> None:
    words = EXAMPLE.registers[0].fields["words"]
    assert "missing" in str(refused(EXAMPLE.bundle_of("claim-1", without=[words]).serialise()))


@pytest.mark.parametrize(
    ("raw", "check"),
    [
        (b"changed", "8 blobs: digest"),
        (words_blob({"text": {"en": "Something else."}}, "x"), "8 blobs: digest"),
    ],
)
def test_8_other_words(raw: bytes, check: str) -> None:
    bundle = EXAMPLE.bundle_of("claim-1")
    digest = EXAMPLE.entries[2].fields["words"]
    assert refused(replace(bundle, blobs={**bundle.blobs, digest: raw}).serialise()).check == check


def test_8_a_blob_that_nobody_names() -> None:
    bundle = EXAMPLE.bundle_of("claim-1")
    more = {**bundle.blobs, canon.digest(b"x"): b"x"}
    assert "blobs that an entry names" in str(refused(replace(bundle, blobs=more).serialise()))


@pytest.mark.parametrize("raw", [b"{}", b'{"format":"uarazom/words/1","salt":"QQ=="}', b"not JSON"])
def test_8_words_that_are_none(sim: Simulator, raw: bytes) -> None:
    sim.roster()
    sim.act("claim-1", "publish", words=None, signers=["mod-1"], media=None)
    digest = sim.blob(raw)
    sim.act("claim-1", "comment", known_at="2022-02-14T00:00:00Z", by="x", signers=["mod-1"])
    fields = {**sim.entries[-1].fields, "words": digest}
    sim.entries[-1] = Entry.parse(seal(ACT, fields, ["mod-1"]))
    assert refused(sim.bundle_of("claim-1").serialise(), sim.anchor).check.startswith("8 blobs: ")


def test_an_exercise_is_carried_and_verified_as_one(sim: Simulator) -> None:
    sim.roster()
    sim.act("alert-1", "publish", kind="alert", payload_type=EXERCISE, signers=["exercise-1"])
    verified = sim.bundle_of("alert-1").verify(sim.anchor)
    assert verified.acts[0].entry.payload_type == EXERCISE


def test_media_may_be_carried(sim: Simulator) -> None:
    sim.roster()
    digest = sim.blob(b"a picture")
    sim.act("claim-1", "publish", media=[{"digest": digest, "media_type": "image/png", "size": 9}])
    bundle = sim.bundle_of("claim-1")
    assert bundle.verify(sim.anchor).words == {}
    assert replace(bundle, blobs={digest: b"a picture"}).verify(sim.anchor).words == {}
    assert refused(replace(bundle, blobs={digest: b"a fake"}).serialise(), sim.anchor).check == "8 blobs: digest"


def test_a_checkpoint_of_a_smaller_tree_is_refused() -> None:
    bundle = EXAMPLE.bundle_of("claim-1")
    assert refused(replace(bundle, checkpoint=EXAMPLE.checkpoint(4)).serialise()).check.startswith("4 inclusion")


FORGERIES: list[Callable[[Bundle], Bundle]] = [
    lambda bundle: replace(bundle, checkpoint=b"x"),
    lambda bundle: replace(bundle, origin="other.example"),
    lambda bundle: replace(bundle, entries=bundle.entries[:-1]),
    lambda bundle: replace(bundle, entries=tuple(replace(one, proof=()) for one in bundle.entries)),
    lambda bundle: replace(bundle, blobs={}),
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forged_bundle_is_refused_or_is_an_honest_older_one(forge: Callable[[Bundle], Bundle]) -> None:
    forged = forge(EXAMPLE.bundle_of("claim-1"))
    if len(forged.entries) < 4:  # without the last act and its words: the extra blob gives it away
        assert refused(forged.serialise()).check == "8 blobs: blob"
        return
    refused(forged.serialise())


def test_types_of_the_parts() -> None:
    bundle = Bundle.parse(RAW)
    assert isinstance(bundle.entries[0], Carried)
    assert bundle.entries[0].entry.payload_type == ROSTER
    verified = bundle.verify(EXAMPLE.anchor)
    assert isinstance(verified.checkpoint, Checkpoint)
    assert private("log-1").public_key().public_bytes_raw() == EXAMPLE.anchor.vkey.public.raw
