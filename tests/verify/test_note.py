"""Notes, checkpoints, `.tlog-proof` and the anchor."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from verify_simulator import ORIGIN, Simulator, private, public

from uarazom.verify import merkle
from uarazom.verify.anchor import Anchor
from uarazom.verify.checkpoint import Checkpoint, open_checkpoint
from uarazom.verify.note import COSIGNATURE, ED25519, Note, NoteSignature, VerifierKey, sign_note
from uarazom.verify.refusal import Refused
from uarazom.verify.tlogproof import TlogProof

LOG = VerifierKey(ORIGIN, ED25519, public("log-1"))
WITNESS = VerifierKey("witness.example/w1", COSIGNATURE, public("witness-1"))
STRANGER = VerifierKey("stranger.example", ED25519, public("stranger"))


def line(key: VerifierKey, name: str, text: str, time: int = 1_645_000_000) -> NoteSignature:
    if key.kind == ED25519:
        return NoteSignature(key.name, key.key_hash, private(name).sign(text.encode()))
    signed = f"cosignature/v1\ntime {time}\n{text}".encode()
    return NoteSignature(key.name, key.key_hash, struct.pack(">Q", time) + private(name).sign(signed))


# ── verifier keys ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_verifier_key_of_the_specification_is_read() -> None:
    # C2SP signed-note and Go's sumdb/note: the checksum database's own key.
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(VerifierKey.parse(text)) == text


@pytest.mark.parametrize("key", [LOG, WITNESS])
def test_a_verifier_key_prints_back_and_no_byte_of_it_may_change(key: VerifierKey) -> None:
    text = str(key)
    assert VerifierKey.parse(text) == key
    for place in range(len(text)):
        bad = text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :]
        with pytest.raises(Refused, match=r"vkey|base64|signature"):
            VerifierKey.parse(bad)


# ── notes ────────────────────────────────────────────────────────────────────────────────────────────────────────────
texts = st.lists(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])), min_size=1).map("\n".join)


@given(texts.filter(lambda text: text.strip("\n") == text and text))
def test_a_note_prints_back_the_same(text: str) -> None:
    raw = sign_note(text + "\n", LOG, private("log-1").sign((text + "\n").encode()))
    note = Note.parse(raw)
    assert note.text == text + "\n"
    assert note.serialise() == raw
    assert note.verify([LOG]) == (LOG,)


def test_unknown_signers_are_ignored_and_known_ones_must_be_right() -> None:
    text = "a\n"
    good, witness, stranger = (
        line(LOG, "log-1", text),
        line(WITNESS, "witness-1", text),
        line(STRANGER, "stranger", text),
    )
    both = Note(text, (stranger, good, witness))
    assert both.verify([LOG, WITNESS]) == (LOG, WITNESS)
    assert both.verify([LOG]) == (LOG,)
    bad_witness = line(WITNESS, "witness-2", text)
    assert Note(text, (good, bad_witness)).verify([LOG]) == (LOG,)
    with pytest.raises(Refused, match=r"signature: .* at signature of witness\.example/w1"):
        Note(text, (good, bad_witness)).verify([LOG, WITNESS])
    with pytest.raises(Refused, match=r"signature by a known key, got signatures by stranger\.example"):
        Note(text, (stranger,)).verify([LOG])
    with pytest.raises(Refused, match="signature"):  # a second, bad line by a known key
        Note(text, (good, line(LOG, "stranger", text))).verify([LOG])


def test_a_cosignature_is_over_its_time() -> None:
    made = line(WITNESS, "witness-1", "a\n")
    later = NoteSignature(made.name, made.key_hash, struct.pack(">Q", 1_645_000_001) + made.signature[8:])
    with pytest.raises(Refused, match="signature"):
        Note("a\n", (later,)).verify([WITNESS])


def test_we_sign_nothing_that_does_not_verify_or_read_back() -> None:
    with pytest.raises(Refused, match="signature"):
        sign_note("a\n", LOG, private("stranger").sign(b"a\n"))
    for text in ("a", "", "\n", "a\x00\n", "a\r\n"):
        with pytest.raises(Refused, match="note"):
            sign_note(text, LOG, private("log-1").sign(text.encode()))


MALFORMED = {
    "no signatures": b"a\n\n",
    "no empty line": "a\n— b QUJDREVG\n".encode(),
    "no last newline": "a\n\n— b QUJDREVG".encode(),
    "hyphen for a dash": b"a\n\n- b QUJDREVG\n",
    "no name": "a\n\n— QUJDREVG\n".encode(),
    "name with a plus": "a\n\n— b+c QUJDREVG\n".encode(),
    "two spaces": "a\n\n— b  QUJDREVG\n".encode(),
    "key hash alone": "a\n\n— b QUJDRA==\n".encode(),
    "not base64": "a\n\n— b !!!!\n".encode(),
    "carriage return": "a\r\n\n— b QUJDREVG\n".encode(),
    "not UTF-8": b"a\xff\n\n",
    "65 signatures": b"a\n\n" + "— b QUJDREVG\n".encode() * 65,
    "too long": b"a" * 65_537,
    "nothing": b"",
}


@pytest.mark.parametrize("raw", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_note_is_refused(raw: bytes) -> None:
    with pytest.raises(Refused, match=r"note|base64|size"):
        Note.parse(raw)


# ── checkpoints ──────────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.integers(0, 10**18 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_prints_back_the_same(size: int, root_hash: bytes) -> None:
    made = Checkpoint(ORIGIN, size, root_hash)
    assert Checkpoint.parse(made.text) == made


def test_every_changed_byte_of_a_checkpoint_is_refused(held: Simulator) -> None:
    raw = held.checkpoint()
    assert open_checkpoint(raw, [LOG], ORIGIN)[0].tree_size == 5
    for place in range(len(raw)):
        for delta in (1, 0x80):
            bad = bytearray(raw)
            bad[place] ^= delta
            with pytest.raises(Refused):
                open_checkpoint(bytes(bad), [LOG], ORIGIN)


@pytest.mark.parametrize("size", ["+5", "05", "1_000", "٥", "-1", "5 ", "", "0x5", "5.0", "9" * 19])
def test_a_size_is_a_plain_decimal(size: str) -> None:
    with pytest.raises(Refused, match="number"):
        Checkpoint.parse(f"{ORIGIN}\n{size}\n{'A' * 43}=\n")


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n5\n{'A' * 43}=\nextension\n",
        f"{ORIGIN}\n5\n{'A' * 43}=",
        f"{ORIGIN}\n5\n",
        f"https://a\n5\n{'A' * 43}=\n",
        f"{ORIGIN}\n5\nQQ==\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="checkpoint"):
        Checkpoint.parse(text)


def test_another_logs_checkpoint_is_refused() -> None:
    other = Simulator("other.example")
    other.roster()
    with pytest.raises(Refused, match=f"origin: expected {ORIGIN}, got other.example"):
        open_checkpoint(other.checkpoint(), [LOG], ORIGIN)


def test_witnesses_alone_do_not_make_a_checkpoint(held: Simulator) -> None:
    text = Note.parse(held.checkpoint()).text
    note = Note(text, (line(WITNESS, "witness-1", text),))
    with pytest.raises(Refused, match="cosignatures only"):
        open_checkpoint(note.serialise(), [LOG, WITNESS], ORIGIN)


# ── .tlog-proof ──────────────────────────────────────────────────────────────────────────────────────────────────────
def proof_of(sim: Simulator, index: int) -> TlogProof:
    size = len(sim.entries)
    return TlogProof(index, merkle.inclusion_proof(index, size, sim.read_hash), sim.checkpoint())


def test_a_proof_prints_back_and_proves_its_entry_alone(held: Simulator) -> None:
    for index, one in enumerate(held.entries):
        made = proof_of(held, index)
        assert TlogProof.parse(made.serialise()) == made
        assert made.verify(one.raw, [LOG], ORIGIN).tree_size == 5
        with pytest.raises(Refused, match="inclusion"):
            made.verify(one.raw + b" ", [LOG], ORIGIN)


def test_every_changed_byte_of_a_proof_is_refused(held: Simulator) -> None:
    raw = proof_of(held, 2).serialise()
    for place in range(len(raw)):
        bad = bytearray(raw)
        bad[place] ^= 1
        with pytest.raises(Refused):
            TlogProof.parse(bytes(bad)).verify(held.entries[2].raw, [LOG], ORIGIN)


def test_extra_data_is_skipped_and_nothing_else_is(held: Simulator) -> None:
    raw = proof_of(held, 2).serialise()
    with_extra = raw.replace(b"\nindex", b"\nextra QQ==\nindex", 1)
    assert TlogProof.parse(with_extra) == TlogProof.parse(raw)
    for bad in (
        raw.replace(b"@v1", b"@v2", 1),
        raw.replace(b"\nindex", b"\nother QQ==\nindex", 1),
        raw.replace(b"index 2", b"index 02", 1),
        raw.replace(b"\n\n", b"\n", 1),
        b"",
    ):
        with pytest.raises(Refused):
            TlogProof.parse(bad)


# ── the anchor ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_an_anchor_prints_back_the_same(held: Simulator) -> None:
    raw = held.anchor.serialise()
    assert Anchor.parse(raw) == held.anchor
    assert raw.count(b"\n") == 4


BAD_ANCHORS = [
    (b"uarazom-anchor/1", b"uarazom-anchor/2"),
    (b"\norigin ", b"\norigin  "),
    (b"\norigin ", b"\nname "),
    (b"\nvkey demonstration", b"\nvkey other"),
    (b"\norigin demonstration", b"\norigin other"),
    (b"\nroster ", b"\nroster 0"),
    (b"\nroster ", b"\n\nroster "),
]


@pytest.mark.parametrize(("good", "bad"), BAD_ANCHORS)
def test_another_anchor_text_is_refused(held: Simulator, good: bytes, bad: bytes) -> None:
    raw = held.anchor.serialise()
    assert good in raw
    for text in (raw.replace(good, bad), raw[:-1], raw + b"\n", raw.replace(b"\n", b"\r\n"), b"", "я".encode()):
        with pytest.raises(Refused, match=r"anchor|vkey"):
            Anchor.parse(text)
