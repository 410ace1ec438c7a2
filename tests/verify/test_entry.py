"""Envelope and entry: they print back the same, no byte of them can be changed, and malformed ones say why."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_simulator import ORIGIN, Simulator, private, public, seal

from uarazom.verify import canon, chain, entry
from uarazom.verify.entry import ACT, EXERCISE, MANIFEST, REGISTER, ROSTER, Entry
from uarazom.verify.envelope import Envelope, Signature, pae
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Rosters

DIGEST = "d" * 64


def act(**changes: Any) -> dict[str, Any]:
    fields = {
        "format": "uarazom/act/1",
        "origin": ORIGIN,
        "issued_at": "2022-02-14T00:00:00Z",
        "document": "claim-1",
        "n": 1,
        "kind": "claim",
        "act": "announce",
        "body": "mod-ua",
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not None}


# ── the envelope ─────────────────────────────────────────────────────────────────────────────────────────────────────
signatures = st.lists(
    st.builds(Signature, st.binary(min_size=32, max_size=32).map(bytes.hex), st.binary(min_size=64, max_size=64)),
    min_size=1,
    max_size=16,
    unique_by=lambda one: one.keyid,
)


@given(st.text(max_size=60), st.binary(max_size=300), signatures)
def test_an_envelope_prints_back_the_same(payload_type: str, payload: bytes, made: list[Signature]) -> None:
    envelope = Envelope.seal(payload_type, payload, made)
    assert Envelope.parse(envelope.serialise()) == envelope


def test_pae_is_the_specifications_example() -> None:
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    assert pae("ї", b"") == b"DSSEv1 2 \xd1\x97 0 "


@pytest.mark.parametrize("delta", [1, 0x80, 0x20])
def test_every_changed_byte_of_an_entry_is_refused(held: Simulator, delta: int) -> None:
    rosters = Rosters.begin(held.entries[0], held.anchor.roster)
    good = held.entries[2].raw
    rosters.check(Entry.parse(good), 2)
    for place in range(len(good)):
        bad = bytearray(good)
        bad[place] ^= delta
        with pytest.raises(Refused):
            rosters.check(Entry.parse(bytes(bad)), 2)


def test_every_cut_entry_is_refused(held: Simulator) -> None:
    good = held.entries[2].raw
    for length in range(len(good)):
        with pytest.raises(Refused, match="canonical"):
            Entry.parse(good[:length])


def changed(raw: bytes, **changes: Any) -> bytes:
    fields = {**canon.parse(raw), **changes}
    return canon.canonical({name: value for name, value in fields.items() if value is not None})


def sig(name: str, **changes: Any) -> dict[str, Any]:
    return {"keyid": public(name).keyid, "sig": canon.to_base64(bytes(64)), **changes}


ENVELOPES: dict[str, tuple[dict[str, Any], str]] = {
    "no signatures": ({"signatures": []}, "1 to 16 signatures, got 0"),
    "no list of signatures": ({"signatures": {}}, "1 to 16 signatures, got dict"),
    "17 signatures": ({"signatures": [sig("a")] * 17}, "1 to 16 signatures, got 17"),
    "one twice": ({"signatures": [sig("a"), sig("a")]}, "ascending, none twice"),
    "short signature": ({"signatures": [sig("a", sig="QQ==")]}, "64 bytes, got 1 bytes"),
    "key id of capitals": ({"signatures": [sig("a", keyid="A" * 64)]}, "keyid"),
    "another member in a signature": ({"signatures": [sig("a", cert="x")]}, "keyid"),
    "another member": ({"comment": "x"}, "payload, payloadType, signatures"),
    "no payload": ({"payload": None}, "payload, payloadType, signatures"),
    "payload with loose bits": ({"payload": "QR=="}, "base64"),
    "payload type a number": ({"payloadType": 1}, "a string, got int"),
}


@pytest.mark.parametrize(("changes", "said"), ENVELOPES.values(), ids=ENVELOPES.keys())
def test_a_malformed_envelope_says_why(held: Simulator, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        Envelope.parse(changed(held.entries[2].raw, **changes))


def test_an_entry_over_65535_bytes_is_neither_read_nor_issued() -> None:
    with pytest.raises(Refused, match="size: expected at most 65535 bytes"):
        Envelope.parse(b" " * 65_536)
    with pytest.raises(Refused, match="size: expected at most 65535 bytes"):
        seal(ACT, act(note="x" * 60_000), ["mod-1"])


# ── the payload ──────────────────────────────────────────────────────────────────────────────────────────────────────
PAYLOADS: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown type": ("application/json", act(), "payload type: .* got 'application/json'"),
    "type of another format": (EXERCISE, act(kind="alert"), "format: expected uarazom/exercise/1"),
    "next format": (ACT, act(format="uarazom/act/2"), "format: expected uarazom/act/1, got 'uarazom/act/2'"),
    "no origin": (ACT, act(origin=None), "member: expected a log's name, got nothing, at origin"),
    "origin with a port": (ACT, act(origin="a:80"), "a log's name"),
    "no instant": (ACT, act(issued_at=None), "an instant, got nothing, at issued_at"),
    "instant with a zone": (ACT, act(issued_at="2022-02-14T00:00:00+02:00"), "an instant"),
    "n 0": (ACT, act(n=0), "an integer from 1, got 0, at n"),
    "n a string": (ACT, act(n="1"), "an integer from 1"),
    "unknown kind": (ACT, act(kind="rumour"), "one of bulletin"),
    "unknown act": (ACT, act(act="delete"), "one of publish"),
    "document in capitals": (ACT, act(document="A"), "a document id"),
    "no body": (ACT, act(body=None), "a body id, got nothing"),
    "previous at 1": (ACT, act(previous=DIGEST), "previous absent exactly when n is 1"),
    "no previous at 2": (ACT, act(n=2), "previous absent exactly when n is 1"),
    "words no digest": (ACT, act(words="x"), "a digest, got 'x', at words"),
    "media no digest": (ACT, act(media=[{"digest": "x", "media_type": "image/png"}]), "at media"),
    "empty acts": (ACT, act(acts=[]), "an array of act ids"),
    "remove of nothing": (ACT, act(act="remove", n=2, previous=DIGEST), "the acts that lose their words"),
    "exercise of a claim": (EXERCISE, act(format="uarazom/exercise/1"), "kind alert in an exercise"),
    "register without version": (REGISTER, act(format="uarazom/register/1"), "an integer from 1, got nothing"),
    "manifest without digest": (MANIFEST, act(format="uarazom/manifest/1"), "a digest, got nothing"),
}


@pytest.mark.parametrize(("payload_type", "fields", "said"), PAYLOADS.values(), ids=PAYLOADS.keys())
def test_a_malformed_payload_says_why(payload_type: str, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        Entry.parse(seal(payload_type, fields, ["mod-1"]))


def test_unknown_members_are_read_and_are_signed() -> None:
    made = Entry.parse(seal(ACT, act(tomorrow={"x": [1]}), ["mod-1"]))
    assert made.fields["tomorrow"] == {"x": [1]}
    assert made.digest == canon.digest(made.payload)


def test_a_payload_that_is_not_canonical_is_refused() -> None:
    payload = canon.canonical(act()).replace(b",", b", ", 1)
    raw = Envelope.seal(ACT, payload, [Signature(public("a").keyid, private("a").sign(pae(ACT, payload)))]).serialise()
    with pytest.raises(Refused, match="canonical"):
        Entry.parse(raw)


def test_the_content_digest_leaves_out_the_instant_of_issue() -> None:
    assert entry.content_digest(act()) == entry.content_digest(act(issued_at="2030-01-01T00:00:00Z"))
    assert entry.content_digest(act()) == canon.digest(canon.canonical(act(issued_at=None)))
    assert entry.content_digest(act()) != entry.content_digest(act(n=2))


def test_each_entry_has_a_name(held: Simulator) -> None:
    manifest = {"format": "uarazom/manifest/1", "digest": DIGEST, "size": 1}
    fields = {name: value for name, value in act(**manifest).items() if name in ("origin", "issued_at", "body")}
    made = Entry.parse(seal(MANIFEST, {**fields, **manifest}, ["mod-1"]))
    assert [one.name for one in held.entries[:3]] == ["roster 1", "register 1", "claim-1/1"]
    assert made.name == f"manifest {DIGEST}"


# ── what follows what ────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_chain_admits_an_honest_log(held: Simulator) -> None:
    heads = chain.Heads()
    for index, one in enumerate(held.entries):
        heads.admit(chain.link_of(one), index)
    assert heads.last["claim-1"][0] == 2


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "a stale predecessor": ({"previous": DIGEST}, "chain: expected previous .* at entry 5, claim-1/3"),
    "a number too far": ({"n": 4}, "chain: expected number 3, got 4"),
    "the same number": ({"n": 2}, "chain: expected number 3, got 2"),
    "another kind": ({"kind": "measure"}, "chain: expected kind claim, as before, got measure"),
    "time running back": ({"issued_at": "2022-02-14T00:04:59Z"}, "issued_at: expected not before 2022-02-14T00:05:00Z"),
}


@pytest.mark.parametrize(("changes", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_the_chain_refuses_and_stays_as_it_was(held: Simulator, changes: dict[str, Any], said: str) -> None:
    heads = chain.Heads()
    for index, one in enumerate(held.entries):
        heads.admit(chain.link_of(one), index)
    good = act(n=3, previous=held.heads["claim-1"].digest, issued_at="2022-02-14T00:05:00Z")
    with pytest.raises(Refused, match=said):
        heads.admit(chain.link_of(Entry.parse(seal(ACT, {**good, **changes}, ["mod-1"]))), 5)
    heads.admit(chain.link_of(Entry.parse(seal(ACT, good, ["mod-1"]))), 5)


def test_a_manifest_stands_once_and_an_exercise_is_never_a_live_alert() -> None:
    heads = chain.Heads()
    manifest = Entry.parse(
        seal(
            MANIFEST,
            {
                "format": "uarazom/manifest/1",
                "origin": ORIGIN,
                "issued_at": "2022-02-14T00:00:00Z",
                "body": "mod-ua",
                "digest": DIGEST,
                "size": 1,
            },
            ["mod-1"],
        )
    )
    heads.admit(chain.link_of(manifest), 0)
    with pytest.raises(Refused, match="chain"):
        heads.admit(chain.link_of(manifest), 1)
    exercise = act(format="uarazom/exercise/1", kind="alert", document="alert-1")
    first = Entry.parse(seal(EXERCISE, exercise, ["exercise-1"]))
    heads.admit(chain.link_of(first), 1)
    live = act(kind="alert", document="alert-1", n=2, previous=first.digest)
    with pytest.raises(Refused, match="kind exercise, as before, got alert"):
        heads.admit(chain.link_of(Entry.parse(seal(ACT, live, ["mod-1"]))), 2)


def test_the_tables_are_those_of_the_format(root: Any) -> None:
    page = (root / "docs/formats/entry.md").read_text()
    for name in (*entry.KINDS, *entry.ACTS, *entry.FORMATS, *entry.FORMATS.values()):
        assert name in page
    assert ROSTER in entry.FORMATS
