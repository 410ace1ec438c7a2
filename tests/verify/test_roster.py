"""The roster: its own rules, its rotation, whose signatures count, and how many."""

from collections.abc import Iterable
from typing import Any

import pytest
from verify_simulator import Simulator, ids, private, public, role, seal

from uarazom.verify import canon
from uarazom.verify.audit import audit
from uarazom.verify.entry import ACT, EXERCISE, MANIFEST, REGISTER, ROSTER, Entry
from uarazom.verify.note import COSIGNATURE, ED25519, Note, NoteSignature, VerifierKey
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Roster, Rosters


def begin(sim: Simulator) -> Rosters:
    return Rosters.begin(sim.entries[0], sim.entries[0].digest)


# ── one roster ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_roster_says_who_may_sign_what(sim: Simulator) -> None:
    roster = Roster.parse(sim.roster())
    assert roster.version == 1
    assert roster.previous is None
    assert roster.root.threshold == 2
    assert roster.bodies["mod-ua"].role("claim", "publish").threshold == 1
    assert roster.bodies["mod-ua"].role("alert", "publish").threshold == 2
    assert roster.log[0].public == public("log-1")


def test_the_largest_threshold_that_applies_counts(sim: Simulator) -> None:
    thresholds = {"default": 1, "measure": 2, "withdraw": 3}
    bodies = {"mod-ua": {"keys": ids("mod-1", "mod-2", "mfa-1"), "thresholds": thresholds}}
    body = Roster.read(sim.roster_fields(bodies=bodies)).bodies["mod-ua"]
    asked = [("claim", "publish"), ("measure", "publish"), ("measure", "withdraw"), ("alert", "publish")]
    assert [body.role(*each).threshold for each in asked] == [1, 2, 3, 2]


def body(threshold: Any = 1, keys: Iterable[str] = ("mod-1", "mod-2"), **thresholds: Any) -> dict[str, Any]:
    mfa = {"keys": ids("mfa-1"), "thresholds": {"default": 1}}
    return {"mod-ua": {"keys": ids(*keys), "thresholds": {"default": threshold, **thresholds}}, "mfa-ua": mfa}


def one_key_more(fields: dict[str, Any]) -> dict[str, Any]:
    more = {public("unused").keyid: {"scheme": "ed25519", "public": canon.to_base64(public("unused").raw)}}
    return {**fields, "keys": {**fields["keys"], **more}}


def one_key_swapped(fields: dict[str, Any]) -> dict[str, Any]:
    keys = {**fields["keys"], public("mod-1").keyid: fields["keys"][public("mod-2").keyid]}
    return {**fields, "keys": keys}


def one_key_weak(fields: dict[str, Any]) -> dict[str, Any]:
    keys = {**fields["keys"], public("mod-1").keyid: {"scheme": "ed25519", "public": canon.to_base64(bytes(32))}}
    return {**fields, "keys": keys}


ROSTERS: dict[str, tuple[Any, str]] = {
    "threshold 0": ({"root": role(0, "root-1", "root-2", "root-3")}, "a threshold from 1 to 3, got 0, at root"),
    "threshold over the keys": ({"root": role(4, "root-1", "root-2", "root-3")}, "a threshold from 1 to 3, got 4"),
    "no keys": ({"root": {"keys": [], "threshold": 1}}, "ids of keys, sorted"),
    "keys unsorted": (
        {"root": {"keys": ids("root-1", "root-2", "root-3")[::-1], "threshold": 1}},
        "sorted, none twice",
    ),
    "a key twice in a role": ({"root": {"keys": ids("root-1", "root-1"), "threshold": 2}}, "none twice"),
    "an unknown key": ({"register": role(1, "unknown")}, "ids of keys"),
    "a key in two roles": ({"register": role(1, "root-1")}, "each key in exactly one role"),
    "a key in two bodies": ({"bodies": body(keys=["mod-1", "mod-2", "mfa-1"])}, "each key in exactly one role"),
    "a body's key in the exercise role": ({"exercise": role(1, "mod-1")}, "each key in exactly one role"),
    "a key in none": (one_key_more, "each key in exactly one role"),
    "a key under another's id": (one_key_swapped, "its own id"),
    "a weak key": (one_key_weak, "small order"),
    "one key for an alert": ({"bodies": body(alert=1)}, "a threshold from 2 to 2, got 1"),
    "threshold for what is no kind or act": ({"bodies": body(rumour=1)}, "default, kinds and acts, got rumour"),
    "no default": ({"bodies": {"mod-ua": {"keys": ids("mod-1", "mod-2"), "thresholds": {}}}}, "default among them"),
    "a body's name": ({"bodies": {"MOD": {"keys": ids("mod-1"), "thresholds": {"default": 1}}}}, "a body id"),
    "no log key": ({"log": []}, "1 to 16 verifier keys"),
    "another log's key": ({"log": [str(VerifierKey("b.example", ED25519, public("log-1")))]}, "a verifier key of"),
    "witness threshold": ({"witnesses": {"vkeys": [], "threshold": 1}}, "a threshold within their number"),
    "no witnesses member": ({"witnesses": None}, "vkeys and threshold, got nothing"),
    "version 0": ({"version": 0}, "an integer from 1"),
    "version 2 after nothing": ({"version": 2}, "previous absent exactly when version is 1"),
    "scheme": (lambda f: {**f, "keys": {k: {**v, "scheme": "rsa"} for k, v in f["keys"].items()}}, "scheme ed25519"),
}


@pytest.mark.parametrize(("change", "said"), ROSTERS.values(), ids=ROSTERS.keys())
def test_a_roster_that_breaks_a_rule_is_refused(sim: Simulator, change: Any, said: str) -> None:
    fields = change(sim.roster_fields()) if callable(change) else sim.roster_fields(**change)
    with pytest.raises(Refused, match=said):
        Roster.parse(Entry.parse(seal(ROSTER, fields, ["root-1", "root-2"])))


def test_only_a_roster_is_a_roster(sim: Simulator) -> None:
    sim.roster()
    with pytest.raises(Refused, match="roster"):
        Roster.parse(sim.register())


# ── the chain ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_entry_0_is_the_anchors_and_meets_its_own_threshold(sim: Simulator) -> None:
    first = sim.roster()
    assert begin(sim).current.digest == first.digest
    with pytest.raises(Refused, match="anchor's digest"):
        Rosters.begin(first, "0" * 64)
    for signers, said in [
        (["root-1"], "threshold"),
        (["root-1", "mod-1"], "signature"),
        (["root-1", "x"], "signature"),
    ]:
        other = Entry.parse(seal(ROSTER, sim.roster_fields(version=1, previous=None), signers))
        with pytest.raises(Refused, match=said):
            Rosters.begin(other, other.digest)


def test_a_roster_in_force_is_the_last_below_the_index(sim: Simulator) -> None:
    sim.roster()
    rosters = begin(sim)
    sim.register()
    rosters = rosters.admit(sim.entries[1], 1).admit(sim.roster(), 2)
    sim.register()
    rosters = rosters.admit(sim.entries[3], 3).admit(sim.roster(), 4)
    assert [rosters.at(index).version for index in range(7)] == [1, 1, 1, 2, 2, 3, 3]
    assert rosters.current.version == 3


def test_revocation_is_by_index_and_old_signatures_stay_valid(sim: Simulator) -> None:
    sim.roster()
    before = sim.act("claim-1", "publish", signers=["mod-1"])
    sim.bodies = {**sim.bodies, "mod-ua": ("mod-2", "mod-3")}
    rosters = begin(sim).admit(before, 1).admit(sim.roster(), 2)
    after = sim.act("claim-1", "comment", signers=["mod-1"])
    rosters.check(before, 1)
    with pytest.raises(Refused, match="signature: expected a key of the role"):
        rosters.check(after, 3)


@pytest.mark.parametrize(
    ("signers", "said"),
    [
        (["root-1", "root-2", "root-4", "root-5"], None),
        (["root-1", "root-2", "root-3", "root-4", "root-5"], None),
        (["root-1", "root-2"], "2 root keys of version 2, got 0"),
        (["root-4", "root-5"], "2 root keys of version 1, got 0"),
        (["root-1", "root-4", "root-5"], "2 root keys of version 1, got 1"),
        (["root-1", "root-2", "root-4", "root-5", "mod-1"], "a key of the role"),
        (["root-1", "root-2", "root-4", "root-5", "stranger"], "a key of the role"),
    ],
)
def test_rotation_meets_the_old_and_the_new_threshold(sim: Simulator, signers: list[str], said: str | None) -> None:
    sim.roster()
    rosters = begin(sim)
    sim.root = ("root-4", "root-5")
    fields = sim.roster_fields(root=role(2, "root-4", "root-5"))
    following = Entry.parse(seal(ROSTER, fields, signers))
    if said is None:
        assert rosters.admit(following, 1).current.version == 2
        return
    with pytest.raises(Refused, match=said):
        rosters.admit(following, 1)


@pytest.mark.parametrize("change", [{"version": 3}, {"previous": "0" * 64}, {"version": 1, "previous": None}])
def test_a_roster_that_does_not_follow_is_refused(sim: Simulator, change: dict[str, Any]) -> None:
    sim.roster()
    rosters = begin(sim)
    with pytest.raises(Refused, match="roster: expected version 2 after"):
        rosters.admit(sim.roster(**change), 1)


def test_a_bad_signature_beside_enough_good_ones_is_a_refusal(sim: Simulator) -> None:
    sim.roster()
    good = sim.act("claim-1", "publish", signers=["mod-1", "mod-2"])
    begin(sim).check(good, 1)
    fields = canon.parse(good.raw)
    fields["signatures"][0]["sig"] = canon.to_base64(private("mod-1").sign(b"something else"))
    with pytest.raises(Refused, match="does not verify"):
        begin(sim).check(Entry.parse(canon.canonical(fields)), 1)


# ── whose signatures count ───────────────────────────────────────────────────────────────────────────────────────────
ALERT = {"kind": "alert"}
CASES: dict[str, tuple[dict[str, Any], list[str], str | None]] = {
    "a claim by one key": ({}, ["mod-1"], None),
    "a claim by both keys": ({}, ["mod-1", "mod-2"], None),
    "a claim by another body's key": ({}, ["mfa-1"], "a key of the role"),
    "a claim by the root": ({}, ["root-1"], "a key of the role"),
    "a claim by the exercise key": ({}, ["exercise-1"], "a key of the role"),
    "a claim by its own and another's key": ({}, ["mod-1", "mfa-1"], "a key of the role"),
    "a body without keys": ({"body": "nobody"}, ["mod-1"], "a body of roster 1, got nobody"),
    "an alert by two keys": (ALERT, ["mod-1", "mod-2"], None),
    "an alert by one key": (ALERT, ["mod-1"], "threshold: expected 2 distinct keys, got 1"),
    "an alert by a body of one key": ({**ALERT, "body": "mfa-ua"}, ["mfa-1"], "expected 2 distinct keys, got 1"),
    "an alert withdrawn by one key": ({**ALERT, "act": "withdraw"}, ["mod-1"], "expected 2 distinct keys, got 1"),
    "an exercise by its key": ({**ALERT, "format": "uarazom/exercise/1"}, ["exercise-1"], None),
    "an exercise by a body's keys": (
        {**ALERT, "format": "uarazom/exercise/1"},
        ["mod-1", "mod-2"],
        "a key of the role",
    ),
    "another log's act": ({"origin": "other.example"}, ["mod-1"], "origin: expected demonstration.example/log"),
}


@pytest.mark.parametrize(("changes", "signers", "said"), CASES.values(), ids=CASES.keys())
def test_whose_signatures_count(sim: Simulator, changes: dict[str, Any], signers: list[str], said: str | None) -> None:
    sim.roster()
    payload_type = EXERCISE if "exercise" in str(changes) else ACT
    made = sim.act(**{"document": "d-1", "act": "publish", "signers": signers, "payload_type": payload_type, **changes})
    if said is None:
        begin(sim).check(made, 1)
        return
    with pytest.raises(Refused, match=said):
        begin(sim).check(made, 1)


def test_without_an_exercise_role_exercises_are_refused(sim: Simulator) -> None:
    fields = sim.roster_fields(exercise=None)
    fields["keys"].pop(public("exercise-1").keyid)
    first = sim.take(ROSTER, fields, ["root-1", "root-2"])
    made = sim.act("e-1", "publish", kind="alert", payload_type=EXERCISE, signers=["exercise-1"])
    with pytest.raises(Refused, match="a roster with an exercise role, got none"):
        Rosters.begin(first, first.digest).check(made, 1)


def test_register_and_manifest_have_their_signers(sim: Simulator) -> None:
    sim.roster()
    rosters = begin(sim)
    rosters.check(sim.register(), 1)
    manifest = {
        "format": "uarazom/manifest/1",
        "origin": sim.origin,
        "issued_at": sim.now(),
        "body": "mod-ua",
        "digest": "0" * 64,
        "size": 1,
    }
    rosters.check(sim.take(MANIFEST, manifest, ["mod-1"]), 2)
    for payload_type, fields in [(REGISTER, sim.registers[0].fields), (MANIFEST, manifest)]:
        with pytest.raises(Refused, match="a key of the role"):
            rosters.check(sim.take(payload_type, dict(fields), ["root-1"]), 3)


# ── witnesses: their place ───────────────────────────────────────────────────────────────────────────────────────────
def test_witnesses_count_where_a_roster_names_them(sim: Simulator) -> None:
    keys = [VerifierKey(f"w{number}.example", COSIGNATURE, public(f"w{number}")) for number in (1, 2)]
    sim.roster(witnesses={"vkeys": [str(key) for key in keys], "threshold": 2})
    note = Note.parse(sim.checkpoint())
    lines = []
    for number, key in enumerate(keys, 1):
        signature = private(f"w{number}").sign(b"cosignature/v1\ntime 5\n" + note.text.encode())
        lines.append(NoteSignature(key.name, key.key_hash, (5).to_bytes(8) + signature))
    roster = begin(sim).current
    assert roster.open_checkpoint(Note(note.text, (*note.signatures, *lines)).serialise()).tree_size == 1
    for few in ([], lines[:1]):
        with pytest.raises(Refused, match="witnesses: expected 2 cosignatures"):
            roster.open_checkpoint(Note(note.text, (*note.signatures, *few)).serialise())


def test_a_witness_is_one_key_whatever_its_names(sim: Simulator) -> None:
    vkeys = [str(VerifierKey(f"w{number}.example", COSIGNATURE, public("w"))) for number in (1, 2)]
    with pytest.raises(Refused, match="distinct cosignature keys"):
        Roster.parse(sim.roster(witnesses={"vkeys": vkeys, "threshold": 2}))


# ── shapes that nobody signs ────────────────────────────────────────────────────────────────────────────────────────
JUNK: list[Any] = ["", "x", 0, [], {}, [1], ["x"], [[1]], [{}], {"x": 1}, {"keys": [[1]], "threshold": 1}]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
@pytest.mark.parametrize("name", ["keys", "root", "register", "exercise", "bodies", "log", "witnesses"])
def test_a_roster_of_any_shape_is_refused_with_a_reason(sim: Simulator, name: str, junk: Any) -> None:
    """Who verifies a stranger's file meets these before any signature."""
    for changed in (junk, {"mod-ua": junk}, {"mod-ua": {"keys": junk, "thresholds": {"default": 1}}}):
        with pytest.raises(Refused):
            Roster.read(sim.roster_fields(**{name: changed}))


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_members_of_an_act_mean_nothing_on_another_entry(sim: Simulator, junk: Any) -> None:
    """A reader ignores what it does not know: it neither stops there nor obeys it."""
    sim.roster()
    strange = dict.fromkeys(("kind", "act", "acts", "document", "media", "n"), junk)
    made = sim.manifest(**strange)
    begin(sim).check(made, 1)
    assert made.name == f"manifest {made.fields['digest']}"
    assert (made.removes, audit(sim.reader(), sim.anchor).findings) == ((), ())
