"""Whoever follows the record: cursors, proofs that a stranger verifies, words lawfully removed."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_state import ORIGIN, Home, State

from uarazom.record.blobs import Blobs
from uarazom.record.disk import FaultyDisk, PowerCut, RealDisk
from uarazom.record.errors import Damaged
from uarazom.record.follow import Cursor, Numbered, Reader, follow, wait
from uarazom.record.followers import Followers
from uarazom.record.request import Receipt, Request
from uarazom.verify import canon, paper
from uarazom.verify.refusal import Refused
from uarazom.verify.tlogproof import TlogProof


def test_a_follower_sees_everything_once_in_order_and_goes_on_from_its_cursor(home: Home, state: State) -> None:
    seen: list[int] = []

    def handle(entries: Sequence[Numbered]) -> None:
        seen.extend(index for index, _ in entries)

    with home.log() as log:
        log.append(state.acts(3))
    reader, cursor = Reader.open(home.path), Cursor(home.path / "site" / "cursor")
    assert follow(reader, cursor, handle) == 5
    assert follow(reader, cursor, handle) == 0
    with home.log() as log:
        log.append(state.acts(2, "more"))
    assert follow(reader, Cursor(home.path / "site" / "cursor"), handle) == 2
    assert seen == list(range(7))
    reader.close()


def test_a_follower_that_fails_gets_the_same_entries_again(home: Home) -> None:
    def fail(entries: Sequence[Numbered]) -> None:
        raise RuntimeError(f"{len(entries)} entries")

    reader, cursor = Reader.open(home.path), Cursor(home.path / "site" / "cursor")
    for _ in range(2):
        with pytest.raises(RuntimeError, match="2 entries"):
            follow(reader, cursor, fail)
    assert cursor.position == 0
    reader.close()


def test_a_follower_does_not_see_what_is_not_public_yet(home: Home, state: State) -> None:
    with pytest.raises(PowerCut), home.log(FaultyDisk(1)) as log:
        log.append([state.act()])
    reader = Reader.open(home.path)
    assert (reader.size, reader.store.size()) == (2, 3)
    assert [index for index, _ in reader.entries(0, 100)] == [0, 1]
    reader.close()


@pytest.mark.parametrize("text", ["", "x", "-1", "١٢", "9" * 100])
def test_a_cursor_that_cannot_be_read_or_is_beyond_the_log_begins_again(home: Home, text: str) -> None:
    path = home.path / "cursor"
    path.write_text(text)
    seen: list[int] = []
    reader = Reader.open(home.path)
    follow(reader, Cursor(path), lambda entries: seen.extend(index for index, _ in entries))
    assert seen == [0, 1]
    assert Cursor(path).position == 2
    reader.close()


@given(at=st.integers(0, 5), when=st.sampled_from(["before", "halfway", "after"]))
def test_a_cursor_is_the_old_or_the_new(tmp_path_factory: pytest.TempPathFactory, at: int, when: str) -> None:
    path = tmp_path_factory.mktemp("cursor") / "cursor"
    Cursor(path).move(1)
    try:
        Cursor(path, FaultyDisk(at, when)).move(2)  # type: ignore[arg-type]
    except PowerCut:
        assert Cursor(path).position in (1, 2)
    else:
        assert Cursor(path).position == 2


def test_waiting_ends_with_a_new_entry_or_with_stop(home: Home, state: State) -> None:
    reader, stop = Reader.open(home.path), threading.Event()
    assert wait(reader, 1, stop)
    timer = threading.Timer(0.05, stop.set)
    timer.start()
    assert not wait(reader, 2, stop, 0.01)
    with home.log() as log:
        log.append([state.act()])
    assert wait(reader, 2, threading.Event())
    reader.close()


# ── proofs ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def proof(home: Home, name: str) -> bytes:
    return (home.public / "proof" / name).read_bytes()


def test_a_stranger_verifies_what_was_taken_away(home: Home, state: State) -> None:
    with home.signer() as signer:
        first = signer.publish_one(state.request())
        content, blobs = state.content(n=2, act="clarify", previous=first.payload_digest, nature=None, section=None,
                                       basis=None, evidence=None)  # fmt: skip
        signer.publish_one(state.approved(content, blobs))
        signer.publish([state.request(f"other-{i}") for i in range(5)])
    for name in ("outage.json", "outage.html"):
        verified = paper.verify(proof(home, name), home.anchor)
        assert [one.entry.name for one in verified.acts] == ["outage/1", "outage/2"]
        assert [one.entry.name for one in verified.registers] == ["register 1"]
        assert verified.checkpoint.tree_size == 4
        assert len(verified.words) == 3
    one = TlogProof.parse(proof(home, "outage/1.tlog-proof"))
    with home.log() as log:
        (_, entry), *_ = log.entries(2, 1)
    assert one.verify(entry.raw, [home.anchor.vkey], ORIGIN).tree_size == 3  # the checkpoint that first covered it


def test_proofs_that_the_disk_kept_back_come_later_and_the_receipt_stands(home: Home, state: State) -> None:
    with home.signer() as signer:
        assert signer.followers is not None
        (home.public / "proof").write_text("a file where a folder should be")
        assert signer.publish_one(state.request()).index == 2
        assert "proof" in signer.followers.reason
        (home.public / "proof").unlink()
        signer.publish([])
        assert signer.followers.reason == ""
    paper.verify(proof(home, "outage.json"), home.anchor)


@pytest.mark.parametrize("at", range(14))
def test_proofs_cut_short_are_written_again(home: Home, state: State, at: int) -> None:
    with home.signer(follow=False) as signer:
        signer.publish_one(state.request())
    with pytest.raises(PowerCut):
        Followers.open(home.path, FaultyDisk(at, "halfway")).catch_up()
    followers = Followers.open(home.path)
    followers.catch_up()
    followers.close()
    paper.verify(proof(home, "outage.html"), home.anchor)


# ── removal ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def removal(state: State, first: Receipt, *acts: str) -> Request:
    digest, raw = state.words(reason={"en": "A court ordered it."})
    content = {"format": "uarazom/act/1", "origin": ORIGIN, "document": first.document, "n": 2, "kind": "claim"}
    content |= {"act": "remove", "previous": first.payload_digest, "body": "mod", "acts": list(acts), "words": digest}
    content |= {"ground": "court", "category": "personal-data"}
    return state.approved(content, {digest: raw})


def test_removed_words_are_gone_everywhere_and_the_fact_stays(home: Home, state: State) -> None:
    request = state.request()
    (words,) = request.blobs
    with home.signer() as signer:
        first = signer.publish_one(request)
        assert signer.publish_one(removal(state, first, "outage/1")).n == 2
    assert not (home.public / "blob" / words).exists()
    assert home.audit().removed == 1
    bundle = json.loads(proof(home, "outage.json"))
    assert words not in bundle["blobs"]
    verified = paper.verify(proof(home, "outage.html"), home.anchor)
    assert verified.removed == {"outage/1": 3}
    assert b"The power is out" not in proof(home, "outage.html")


def test_a_picture_stays_while_another_act_carries_it(home: Home, state: State) -> None:
    raw = b"\x89PNG picture"
    digest = canon.digest(raw)
    media = [{"digest": digest, "media_type": "image/png", "size": len(raw)}]
    with home.signer() as signer:
        receipts = []
        for name in ("one", "two"):
            content, blobs = state.content(name, media=media)
            receipts.append(signer.publish_one(state.approved(content, {**blobs, digest: raw})))
        signer.publish_one(removal(state, receipts[0], "one/1"))
        assert (home.public / "blob" / digest).exists()
        home.audit()
        signer.publish_one(removal(state, receipts[1], "two/1"))
        assert not (home.public / "blob" / digest).exists()
        home.audit()


def test_what_another_entry_carries_stays(home: Home, state: State) -> None:
    """Else two people could empty any document by carrying its words in one of their own, and removing that."""
    raw = b"\x89PNG map"
    digest = canon.digest(raw)
    sized = {"digest": digest, "media_type": "image/png", "size": len(raw)}
    manifest = {"format": "uarazom/manifest/1", "origin": ORIGIN, "body": "mod", "purpose": "map", **sized}
    content, blobs = state.content("theirs")
    with home.signer() as signer:
        signer.publish_one(state.approved(manifest, {digest: raw}))
        signer.publish_one(state.approved(content, blobs))
        own = {**state.content("own", words=content["words"])[0], "media": [sized]}
        first = signer.publish_one(state.approved(own, {}))
        signer.publish_one(removal(state, first, "own/1"))
    assert (home.public / "blob" / digest).exists()
    assert (home.public / "blob" / content["words"]).exists()
    assert home.audit().removed == 0


# ── blobs ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@given(raw=st.binary(max_size=100))
def test_a_blob_reads_back(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    blobs, digest = Blobs(tmp_path_factory.mktemp("blobs") / "blob"), canon.digest(raw)
    assert blobs.get(digest) is None
    blobs.stage({digest: raw})
    assert blobs.get(digest) == raw
    blobs.remove(digest)
    assert not blobs.has(digest)


@pytest.mark.parametrize("name", ["", "..", "../../anchor", "A" * 64, "0" * 63, "0" * 64 + "/x"])
def test_a_name_that_is_no_digest_leads_nowhere(tmp_path: Path, name: str) -> None:
    blobs = Blobs(tmp_path)
    for ask in (blobs.path, blobs.has, blobs.get, lambda name: blobs.stage({name: b""})):
        with pytest.raises(Refused):
            ask(name)


def test_a_blob_that_was_changed_is_damage(tmp_path: Path) -> None:
    digest = canon.digest(b"true")
    (tmp_path / digest).write_bytes(b"false")
    with pytest.raises(Damaged, match="mirror"):
        Blobs(tmp_path, RealDisk()).get(digest)


@pytest.mark.parametrize("at", range(3))
def test_a_blob_is_whole_or_not_there(tmp_path: Path, at: int) -> None:
    digest = canon.digest(b"words" * 100)
    with pytest.raises(PowerCut):
        Blobs(tmp_path, FaultyDisk(at, "halfway")).stage({digest: b"words" * 100})
    assert Blobs(tmp_path).get(digest) is None
    Blobs(tmp_path).stage({digest: b"words" * 100})
    assert Blobs(tmp_path).get(digest) == b"words" * 100
