"""The signer behind its socket: many at once, bad frames, a clean stop, a restart that nobody notices."""

import multiprocessing
import socket
import stat
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from record_state import ORIGIN, Home, State

from uarazom.record import signer_process
from uarazom.record.client import SignerClient, Unreachable
from uarazom.record.disk import FaultyDisk
from uarazom.record.errors import Busy, RecordFailed
from uarazom.record.frames import FRAME_BYTES, receive, send
from uarazom.record.journal import Person
from uarazom.record.request import Approval, Receipt, Refusal
from uarazom.record.signer_process import Server
from uarazom.verify import canon
from uarazom.verify.refusal import Refused


@pytest.fixture
def served(home: Home) -> Iterator[SignerClient]:
    path = home.path / "run" / "signer.sock"
    with home.signer(follow=False) as signer, Server(signer, path):
        yield SignerClient(path, timeout_seconds=10)


def test_a_request_over_the_socket(served: SignerClient, home: Home, state: State) -> None:
    request = state.request()
    first = served.publish_one(request)
    (again,) = served.publish([request])
    assert isinstance(again, Receipt)
    assert (first.index, again.index, again.repeated) == (2, 2, True)
    assert served.receipt(first.content_digest) == again
    assert served.receipt("0" * 64) is None
    status = served.status()
    assert (status["origin"], status["size"], sorted(status["people"])) == (
        "test.example/log",
        3,
        ["ann", "ben", "cat", "dan", "eve"],
    )
    (refused,) = served.publish([state.request("x", by="nobody")])
    assert isinstance(refused, Refusal)
    assert "nobody" in refused.remedy
    with pytest.raises(Refused, match="act"):
        served.publish_one(state.request("x", by="nobody"))


def test_many_at_once_become_few_batches_and_each_has_its_own_answer(
    served: SignerClient, home: Home, state: State
) -> None:
    requests = [state.request(f"d-{i}") for i in range(40)]
    receipts: dict[str, Receipt] = {}

    def publish(some: slice) -> None:
        for request in requests[some]:
            receipts[str(request.content["document"])] = served.publish_one(request)

    threads = [threading.Thread(target=publish, args=(slice(i, None, 8),)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: receipt.document for name, receipt in receipts.items()} == {f"d-{i}": f"d-{i}" for i in range(40)}
    assert sorted(receipt.index for receipt in receipts.values()) == list(range(2, 42))
    home.audit()


def talk(path: Path, raw: bytes) -> dict[str, object] | None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connection.connect(str(path))
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        return receive(connection)


def frame(text: bytes) -> bytes:
    return struct.pack(">I", len(text)) + text


@pytest.mark.parametrize(
    ("raw", "check"),
    [
        (struct.pack(">I", FRAME_BYTES + 1), "size"),
        (frame(b"not json"), "frame"),
        (frame(b"[]"), "frame"),
        (frame(b"[" * 100_000), "frame"),
        (frame(b"{}"), "frame"),
        (frame(b'{"ask":"dance"}'), "frame"),
        (frame(b'{"ask":"publish","requests":[{"content":{},"blobs":{"\\ud800":"?"}}]}'), "base64"),
        (frame(b'{"ask":"publish"}'), "frame"),
        (frame(b'{"ask":"publish","requests":[1]}'), "request"),
        (frame(b'{"ask":"publish","requests":[{"content":{},"approvals":[{}]}]}'), "request"),
        (frame(b'{"ask":"append","envelopes":["?"]}'), "base64"),
        (frame(b'{"ask":"append","envelopes":["AA=="]}'), "canonical"),
        (frame(b'{"ask":"append","envelopes":7}'), "frame"),
        (frame(b'{"ask":"append","envelopes":[],"blobs":[]}'), "frame"),
        (frame(b'{"ask":"grant","change":{}}'), "grant"),
        (frame(b'{"ask":"grant","change":7}'), "frame"),
        (frame(b'{"ask":"receipt","content":"x"}'), "frame"),
    ],
)
def test_a_bad_frame_is_answered_and_the_signer_goes_on(
    served: SignerClient, home: Home, state: State, raw: bytes, check: str
) -> None:
    answer = talk(home.path / "run" / "signer.sock", raw)
    assert answer is not None
    refusal = answer["refusal"] if "refusal" in answer else answer["answers"][0]["refusal"]
    assert isinstance(refusal, dict)
    assert refusal["check"] == check, refusal
    assert served.publish_one(state.request()).index == 2


def test_a_half_frame_and_a_silent_stranger_harm_nobody(served: SignerClient, home: Home, state: State) -> None:
    path = home.path / "run" / "signer.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.connect(str(path))
        assert talk(path, b"\x00\x00") is None
        assert served.publish_one(state.request()).index == 2


def test_the_socket_is_its_owners_and_is_gone_after_a_stop(home: Home) -> None:
    path = home.path / "run" / "signer.sock"
    with home.signer() as signer:
        with Server(signer, path):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not path.exists()
        with Server(signer, path, 0o660):
            assert stat.S_IMODE(path.stat().st_mode) == 0o660


def test_without_a_signer_the_client_says_so(home: Home, state: State) -> None:
    with pytest.raises(Unreachable, match="uarazom serve"):
        SignerClient(home.path / "run" / "signer.sock").publish([state.request()])


def test_a_path_too_long_for_a_socket_is_told(home: Home) -> None:
    with home.signer() as signer, pytest.raises(RecordFailed, match="shorter"):
        Server(signer, home.path / ("x" * 120) / "signer.sock")


def test_a_frame_too_large_is_not_sent() -> None:
    one, other = socket.socketpair()
    with one, other, pytest.raises(Refused, match="size"):
        send(one, {"x": "x" * FRAME_BYTES})


def serve(home: Home) -> None:
    signer_process.run(home.path, home.state.clock, threading.Event())


def test_a_process_that_is_killed_is_started_again_and_the_client_asks_again(
    home: Home, state: State, founded: Path
) -> None:
    client = SignerClient(home.path / "run" / "signer.sock", timeout_seconds=10)
    processes = multiprocessing.get_context("fork")
    receipts = []
    for number in range(2):
        process = processes.Process(target=serve, args=(home,))
        process.start()
        try:
            receipts.append(patiently(client, state, f"d-{number}"))
            with pytest.raises(Busy, match=str(process.pid)):
                home.signer()
        finally:
            process.kill()
            process.join()
    assert receipts == [2, 3]
    home.audit()


def patiently(client: SignerClient, state: State, document: str) -> int:
    request = state.request(document)
    for _ in range(200):
        try:
            return client.publish_one(request).index
        except Unreachable:
            time.sleep(0.02)
    raise AssertionError("the signer never answered")


def test_a_request_that_cannot_be_read_holds_up_no_other_of_its_frame(
    served: SignerClient, home: Home, state: State
) -> None:
    """Else one draft with too many contributors would stop the outbox for everybody."""
    bad = state.request("b")
    many = tuple(f"p-{i}" for i in range(257))
    bad = replace(bad, approvals=tuple(replace(one, contributors=many) for one in bad.approvals))
    answers = served.publish([state.request("a"), bad, state.request("c")])
    assert [type(answer) for answer in answers] == [Receipt, Refusal, Receipt]


def test_later_is_not_no(home: Home, state: State) -> None:
    """A signer that stops, or whose disk is full, has refused nothing: whoever asked asks again."""
    path = home.path / "run" / "signer.sock"
    gone = Person("eve", state.people["eve"].public, {"mod": ("approver",)}, version=2).change(ORIGIN)
    digest = canon.digest(canon.canonical(gone))
    both = [
        Approval.sign(state.people[one], origin=ORIGIN, role="grant", person=one, content=digest)
        for one in ("cat", "dan")
    ]
    with home.signer(FaultyDisk.full(0), follow=False) as signer, Server(signer, path):
        client = SignerClient(path, timeout_seconds=10)
        with pytest.raises(Unreachable, match="No space left"):
            client.grant(gone, both)
        assert client.grant(gone, both) == digest
