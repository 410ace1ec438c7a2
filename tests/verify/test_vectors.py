"""The golden vectors: what was promised about bytes. Nothing here makes a vector; make_vectors.py did, once."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from uarazom.verify import approval, blob, canon, merkle, paper
from uarazom.verify.anchor import Anchor
from uarazom.verify.bundle import Bundle
from uarazom.verify.checkpoint import Checkpoint, open_checkpoint
from uarazom.verify.entry import Entry, content_digest
from uarazom.verify.envelope import Envelope, Signature, pae
from uarazom.verify.keys import PublicKey
from uarazom.verify.note import Note, VerifierKey, sign_note
from uarazom.verify.roster import Roster, Rosters
from uarazom.verify.tlogproof import TlogProof

FOLDER = Path(__file__).resolve().parents[2] / "docs/formats/vectors"


def vector(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


KEYS = vector("keys")
NAMING = ("extract", "sentences")  # how words are named: test_extract.py, tests/acts/test_sentences.py


def private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(KEYS[name]["seed"]))


def entries() -> Iterator[tuple[str, dict[str, str]]]:
    for name in ("roster", "register", "act"):
        yield name, vector(name)
    yield from vector("entries").items()
    yield from vector("rotation").items()
    yield from ((f"a warning: {name}", vector("alert")[name]) for name in ("alert", "signed", "exercise"))
    yield from ((f"a request: {name}", vector("request")[name]) for name in ("publish", "answer"))


def test_the_folder_holds_these_and_no_others() -> None:
    names = {path.name for path in FOLDER.iterdir()}
    expected = "keys canonical roster rotation register act entries words checkpoint cosignature consistency tlog-proof"
    later = "anchor bundle paper approval alert request"
    assert names == {f"{name}.json" for name in [*expected.split(), *later.split(), *NAMING]}


@pytest.mark.parametrize("name", KEYS)
def test_keys(name: str) -> None:
    key = PublicKey.parse(bytes.fromhex(KEYS[name]["public"]))
    assert private(name).public_key().public_bytes_raw() == key.raw
    assert key.keyid == KEYS[name]["keyid"]


@pytest.mark.parametrize("each", vector("canonical"), ids=lambda each: each["bytes"][:20])
def test_canonical(each: dict[str, Any]) -> None:
    raw = bytes.fromhex(each["bytes"])
    assert canon.canonical(each["value"]) == raw
    assert canon.parse(raw) == each["value"]


@pytest.mark.parametrize(("name", "each"), [*entries()], ids=lambda each: each if isinstance(each, str) else "")
def test_entries(name: str, each: dict[str, str]) -> None:
    one = Entry.parse(each["envelope"].encode())
    assert one.payload == each["payload"].encode() == canon.canonical(dict(one.fields))
    assert one.digest == each["payload_digest"]
    assert content_digest(one.fields) == each["content_digest"]
    assert one.signed_bytes.hex() == each["signed_bytes"]
    assert pae(one.payload_type, one.payload) == one.signed_bytes
    assert merkle.leaf_hash(one.raw).hex() == each["leaf_hash"]


@pytest.mark.parametrize(("name", "each"), [*entries()], ids=lambda each: each if isinstance(each, str) else "")
def test_an_envelope_signed_anew_has_the_same_bytes(name: str, each: dict[str, str]) -> None:
    one = Entry.parse(each["envelope"].encode())
    names = [name for signature in one.signatures for name in KEYS if KEYS[name]["keyid"] == signature.keyid]
    again = [Signature(KEYS[name]["keyid"], private(name).sign(one.signed_bytes)) for name in names]
    assert Envelope.seal(one.payload_type, one.payload, again[::-1]).serialise() == one.raw


def test_the_entries_are_signed_as_their_roster_demands() -> None:
    first = Entry.parse(vector("roster")["envelope"].encode())
    rosters = Rosters.begin(first, vector("roster")["payload_digest"])
    for name, each in entries():
        one = Entry.parse(each["envelope"].encode())
        if name not in ("roster", "before", "after"):
            rosters.check(one, 1)


def test_rotation() -> None:
    before, after = (Entry.parse(each["envelope"].encode()) for each in vector("rotation").values())
    rosters = Rosters.begin(before, before.digest).admit(after, 1)
    assert (rosters.current.version, rosters.current.previous) == (2, before.digest)
    assert Roster.parse(after).root.keys == {KEYS["root-4"]["keyid"], KEYS["root-5"]["keyid"]}


def test_words() -> None:
    words = vector("words")
    assert blob.read_words(blob.check(words["bytes"].encode(), words["digest"]))["title"]["en"] == "Title"


def test_checkpoint() -> None:
    given = vector("checkpoint")
    key = VerifierKey.parse(given["vkey"])
    checkpoint, note = open_checkpoint(given["note"].encode(), [key], key.name)
    assert checkpoint.text == note.text == given["text"]
    assert Checkpoint.parse(given["text"]) == checkpoint
    signature = private("log-1").sign(given["text"].encode())
    assert sign_note(given["text"], key, signature) == given["note"].encode()


def test_cosignature() -> None:
    given = vector("cosignature")
    key = VerifierKey.parse(given["vkey"])
    note = Note.parse(given["note"].encode())
    assert note.verify([key]) == (key,)
    assert note.serialise() == given["note"].encode()


def test_proofs() -> None:
    given = vector("consistency")
    leaves, roots = ([bytes.fromhex(each) for each in given[name]] for name in ("leaves", "roots"))
    assert [merkle.root(leaves[:size]) for size in range(6)] == roots
    proof = [bytes.fromhex(each) for each in given["from_3_to_5"]]
    merkle.verify_consistency(3, roots[3], 5, roots[5], proof)
    merkle.verify_inclusion(leaves[2], 2, 5, [bytes.fromhex(each) for each in given["inclusion_of_2_in_5"]], roots[5])


def test_tlog_proof() -> None:
    given = vector("tlog-proof")
    anchor = Anchor.parse(vector("anchor")["anchor"].encode())
    proof = TlogProof.parse(given["proof"].encode())
    assert proof.serialise() == given["proof"].encode()
    assert proof.verify(given["entry"].encode(), [anchor.vkey], anchor.origin).tree_size == 5


def test_anchor() -> None:
    raw = vector("anchor")["anchor"].encode()
    assert Anchor.parse(raw).serialise() == raw
    assert Anchor.parse(raw).roster == vector("roster")["payload_digest"]


def test_bundle() -> None:
    given = vector("bundle")
    raw = given["bundle"].encode()
    assert Bundle.parse(raw).serialise() == raw
    assert Bundle.parse(raw).verify(Anchor.parse(given["anchor"].encode())).document == "claim-1"


def test_paper() -> None:
    given = vector("paper")
    raw = given["page"].encode()
    assert paper.page(paper.bundle_in(raw)) == raw
    assert paper.verify(raw, Anchor.parse(given["anchor"].encode())).document == "claim-1"


def test_a_request_for_correction_shows_both_sides_on_paper() -> None:
    given = vector("request")
    raw = given["page"].encode()
    assert paper.page(paper.bundle_in(raw)) == raw
    verified = paper.verify(raw, Anchor.parse(given["anchor"].encode()))
    assert verified.document == "request-1"
    shown = raw[: raw.index(b"<script")].decode()
    for said in (
        "The &lt;Daily&gt; Example",
        "It “will” be the 18th.",
        "We are told that it will be the 16th.",
        "We have corrected it.",
    ):
        assert said in shown
    fields = Entry.parse(given["publish"]["envelope"].encode()).fields
    assert canon.digest(given["words"].encode()) == fields["words"]


def test_approval() -> None:
    key, *given = vector("approval")
    for each in given:
        assert approval.statement(**each["given"]) == each["statement"].encode()
        approval.check(
            PublicKey.parse(bytes.fromhex(key["public"])), bytes.fromhex(each["signature"]), each["statement"].encode()
        )


def test_what_the_signer_adds_to_a_warning_is_no_part_of_what_people_approved() -> None:
    plain, signed = (vector("alert")[name] for name in ("alert", "signed"))
    assert plain["content_digest"] == signed["content_digest"]
    assert plain["payload_digest"] != signed["payload_digest"]
    named = [Entry.parse(each["envelope"].encode()) for each in (plain, signed)]
    assert [entry.plain_blobs for entry in named] == [(named[0].fields["alert"]["message"]["digest"],), ("f" * 64,)]


def test_the_retraction_and_its_release() -> None:
    given = vector("alert")
    raw = given["retraction"]["bytes"].encode()
    assert canon.digest(raw) == given["retraction"]["digest"]
    assert canon.canonical(canon.parse(raw)) == raw
    fields = Entry.parse(given["alert"]["envelope"].encode()).fields
    assert fields["alert"]["retraction"] == given["retraction"]["digest"]
    statement = approval.statement(
        origin=fields["origin"], role="retract", person="olena", content=given["retraction"]["digest"]
    )
    assert statement.decode() == given["release"]["statement"]
    public = PublicKey.parse(bytes.fromhex(vector("approval")[0]["public"]))
    approval.check(public, bytes.fromhex(given["release"]["signature"]), statement)
