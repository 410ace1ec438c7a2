"""Void: what was signed and taken back is never published, whatever signatures come; what stands is not made void."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from record_state import ORIGIN, Home, State

from uarazom.record import journal
from uarazom.record.client import SignerClient
from uarazom.record.disk import FaultyDisk, PowerCut
from uarazom.record.errors import Damaged
from uarazom.record.journal import SCHEMA, Journal
from uarazom.record.keys import seal
from uarazom.record.request import Receipt, Refusal
from uarazom.record.signer_process import Server
from uarazom.verify.entry import content_digest
from uarazom.verify.refusal import Refused

SINCE = "2022-02-14T06:00:00Z"


def test_void_content_is_refused_for_ever_and_says_since_when(home: Home, state: State) -> None:
    request, other = state.request("one"), state.request("two")
    digest = content_digest(request.content)
    with home.signer() as signer:
        assert signer.void(digest) == SINCE
        state.clock.now += timedelta(hours=1)
        assert signer.void(digest) == SINCE, "asked twice, it is void once"
    with home.signer() as signer:
        refused, stands = signer.publish([request, other])
        assert isinstance(refused, Refusal)
        assert (refused.check, refused.where, refused.again) == ("void", digest, False)
        assert SINCE in refused.got
        assert isinstance(stands, Receipt)
        raw = seal({**request.content, "issued_at": SINCE}, state.keys.bodies["mod"][:1])
        with pytest.raises(Refused, match="void since"):
            signer.append([raw], request.blobs)
        assert signer.log.size == 3


def test_what_stands_in_the_record_cannot_be_made_void(home: Home, state: State) -> None:
    request = state.request()
    with home.signer() as signer:
        first = signer.publish_one(request)
        with pytest.raises(Refused, match="entry 2"):
            signer.void(first.content_digest)
        assert signer.publish_one(request) == replace(first, repeated=True)


def test_it_is_asked_over_the_socket_and_nonsense_is_refused(home: Home, state: State) -> None:
    path = home.path / "run" / "signer.sock"
    request = state.request()
    with home.signer(follow=False) as signer, Server(signer, path):
        client = SignerClient(path, timeout_seconds=10)
        for nonsense in ("", "x" * 64, "F" * 64, "0" * 63):
            with pytest.raises(Refused, match="content digest"):
                client.void(nonsense)
        assert client.void(content_digest(request.content)) == SINCE
        with pytest.raises(Refused, match="void"):
            client.publish_one(request)


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_power_fails_while_it_is_noted(home: Home, state: State, when: str) -> None:
    request = state.request()
    digest = content_digest(request.content)
    signer = home.signer(FaultyDisk(0, when))  # type: ignore[arg-type]
    try:
        with pytest.raises(PowerCut):
            signer.void(digest)
    finally:
        signer.close()
    with home.signer() as signer:
        signer.void(digest)
        assert isinstance(signer.publish([request])[0], Refusal)


def test_a_void_is_neither_changed_nor_taken_out(home: Home) -> None:
    path = home.path / "signer" / "journal.sqlite3"
    with home.signer() as signer:
        signer.void("0" * 64)
    with sqlite3.connect(path) as db:
        for harm in ("DELETE FROM void", f"UPDATE void SET content = '{'1' * 64}'"):
            with pytest.raises(sqlite3.IntegrityError, match="stays void"):
                db.execute(harm)
    db.close()


def test_the_book_has_an_end(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "VOIDS", 1)
    with home.signer() as signer:
        signer.void("0" * 64)
        with pytest.raises(Refused, match="at most 1"):
            signer.void("1" * 64)
        assert signer.void("0" * 64) == SINCE


# ── journals of older and newer programs ────────────────────────────────────────────────────────────────────────────
def older(path: Path, state: State) -> Path:
    """A journal as the first program left it, with its people."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in journal.LIST_TABLES:
        db.execute(statement)
    db.execute("PRAGMA user_version = 1")
    db.close()
    path.chmod(0o600)
    book = Journal(sqlite3.connect(path, isolation_level=None), journal.RealDisk())
    book.found(state.list(), ORIGIN)
    book.close()
    return path


def test_an_older_journal_is_brought_up_and_keeps_its_people(tmp_path: Path, state: State) -> None:
    path = older(tmp_path / "journal.sqlite3", state)
    book = Journal.open(path)
    try:
        assert sorted(book.people) == ["ann", "ben", "cat", "dan", "eve"]
        assert book.void("0" * 64, SINCE) == SINCE
    finally:
        book.close()
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    db.close()


def test_a_newer_journal_is_refused(tmp_path: Path, state: State) -> None:
    path = older(tmp_path / "journal.sqlite3", state)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    with pytest.raises(Damaged, match="run the program version that wrote it"):
        Journal.open(path)
