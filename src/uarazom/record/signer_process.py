"""The signer as a process of its own: a Unix socket, one writer, and batches made of whatever waits.

Each connection has a thread that reads a frame, hands it to the writer and sends the answer back. The writer takes
everything that waits, publishes it as one batch (one commit, one checkpoint), and goes on: the busier it is, the larger
the batches. The socket's mode (0600, or 0660 for a desk under another user) is who may ask; what may be published is
decided by the approvals alone.

    run(home, clock, stop)      # until `stop` is set; `uarazom serve` starts this in a process of its own

Stopping finishes the batch in hand, answers it, and takes the socket away. Proofs are written by a thread of their own.
"""

import os
import queue
import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from uarazom.record import messages, questions
from uarazom.record.client import LocalSigner
from uarazom.record.errors import RecordFailed
from uarazom.record.frames import receive, send
from uarazom.record.request import Refusal, Request, answer_json, fields_of
from uarazom.record.signer import Clock, Signer, refusal
from uarazom.verify.refusal import Refused

SOCKET = Path("run") / "signer.sock"
SOCKET_PATH_BYTES = 107  # the kernel's limit (unix(7): sun_path), its last zero left out
CONNECTIONS = 32  # threads; the desk's outbox is one, people at the command line a few
WAITING = 256  # questions in the queue; the next one waits in its socket
IDLE_SECONDS = 30  # a connection that says nothing is closed


@dataclass
class _Question:
    """One frame on its way to the writer, and the place for its answer."""

    frame: Mapping[str, Any]
    answered: threading.Event = field(default_factory=threading.Event)
    answer: dict[str, Any] = field(default_factory=dict)

    def reply(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.answered.set()


def run(home: Path, clock: Clock, stop: threading.Event, *, socket_path: Path | None = None, mode: int = 0o600) -> None:
    """Be the signer of an instance until `stop` is set. Raises: Busy, Damaged, NotPublished, OSError."""
    with LocalSigner.open(home, clock, follow=False) as signer:
        assert signer.followers is not None  # noqa: S101 - open() has made them
        messages.ready()
        proving = threading.Thread(target=signer.followers.run, args=(stop,), name="followers")
        with Server(signer, socket_path or home / SOCKET, mode):
            proving.start()
            try:
                stop.wait()
            finally:
                stop.set()
                proving.join()


class Server:
    """The socket and the writer, running while the block lasts."""

    def __init__(self, signer: Signer, path: Path, mode: int = 0o600) -> None:
        self._signer, self._path = signer, path
        self._questions: queue.Queue[_Question | None] = queue.Queue(WAITING)
        self._places = threading.BoundedSemaphore(CONNECTIONS)
        self._listener = _listen(path, mode)
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._accept, self._write)]
        self._stopping = threading.Event()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Take no more questions, answer those in hand, take the socket away."""
        self._stopping.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._questions.put(None)
        for thread in self._threads:
            thread.join()
        self._path.unlink(missing_ok=True)

    # ── one thread a connection ───────────────────────────────────────────────────────────────────────────────────
    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._places.acquire()
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, suppress(OSError):
                connection.settimeout(IDLE_SECONDS)
                while (frame := self._read(connection)) is not None:
                    send(connection, self._ask(frame))
        finally:
            self._places.release()

    def _read(self, connection: socket.socket) -> dict[str, Any] | None:
        """The next frame; a malformed one is answered and ends the conversation."""
        try:
            return receive(connection)
        except Refused as error:
            send(connection, {"refusal": fields_of(refusal(error))})
            return None

    def _ask(self, frame: Mapping[str, Any]) -> dict[str, Any]:
        question = _Question(frame)
        if self._stopping.is_set():
            return questions.stopped()
        self._questions.put(question)
        while not question.answered.wait(1):
            if not self._threads[1].is_alive():
                return questions.stopped()
        return question.answer

    # ── the one writer ────────────────────────────────────────────────────────────────────────────────────────────
    def _write(self) -> None:
        while (first := self._questions.get()) is not None:
            waiting: list[_Question | None] = [first]
            with suppress(queue.Empty):
                while len(waiting) < WAITING:
                    waiting.append(self._questions.get_nowait())
            self._answer([question for question in waiting if question is not None])
            if None in waiting:
                return

    def _answer(self, asked: Sequence[_Question]) -> None:
        """A false warning is taken back before anything else; then publish requests go together; any other question is
        answered by itself, in its turn after them."""
        for question in asked:
            if question.frame.get("ask") == "retract":
                question.reply(questions.answer(self._signer, question.frame))
        together: list[tuple[_Question, list[Request | Refusal]]] = []
        for question in asked:
            if question.frame.get("ask") == "publish":
                try:
                    together.append((question, questions.requests(question.frame)))
                except Refused as refused:
                    question.reply({"refusal": fields_of(refusal(refused))})
        self._publish(together)
        for question in asked:
            if not question.answered.is_set():
                question.reply(questions.answer(self._signer, question.frame))

    def _publish(self, together: Sequence[tuple[_Question, list[Request | Refusal]]]) -> None:
        asked = [one for _, requests in together for one in requests]
        try:
            answers = iter(self._signer.publish([one for one in asked if isinstance(one, Request)]))
        except Exception as error:  # a defect must reach the askers, and must not stop the writer
            for question, _ in together:
                question.reply(questions.broken(error))
            return
        for question, requests in together:
            own = [one if isinstance(one, Refusal) else next(answers) for one in requests]
            question.reply({"answers": list(map(answer_json, own))})


def _listen(path: Path, mode: int) -> socket.socket:
    """A listening socket at `path`. One left over by a process that died is replaced: the home's lock is ours."""
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
        raise RecordFailed(
            expected=f"a socket path of at most {SOCKET_PATH_BYTES} bytes",
            got=f"{len(os.fsencode(path))} bytes",
            where=str(path),
            remedy="use a home with a shorter path",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    path.chmod(mode)
    listener.listen(CONNECTIONS)
    return listener
