"""The two ways to a signer, with one face: over its socket, or in this process (the demonstration, tests).

    client = SignerClient(home / "run" / "signer.sock")
    answers = client.publish([request])             # a Receipt or a Refusal for each, in order

    with LocalSigner.open(home, clock) as signer:   # the same, without a process of its own
        receipt = signer.publish_one(request)       # raises Refused instead

A client holds no connection between calls: whoever restarts the signer restarts nothing else.
"""

import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from uarazom.record.ahead import NONE_AHEAD, Ahead
from uarazom.record.blobs import Blobs
from uarazom.record.cap_key import CapKeys
from uarazom.record.disk import Disk, RealDisk
from uarazom.record.errors import BatchRefused, RecordFailed
from uarazom.record.followers import Followers
from uarazom.record.frames import receive, send
from uarazom.record.journal import Journal, Person
from uarazom.record.keys import KeyRing
from uarazom.record.log import Log
from uarazom.record.request import (
    Answer,
    Approval,
    Receipt,
    Refusal,
    Request,
    approval_json,
    read_answer,
    request_json,
)
from uarazom.record.signer import Clock, Signer
from uarazom.verify import canon
from uarazom.verify.refusal import Refused

ANSWER_SECONDS = 60  # a batch of the largest frames on a slow disk; then the caller tries again, which publishes once


class Unreachable(RecordFailed):
    """The signer does not answer, or says "later": what was asked may have happened, and may be asked again."""


class Publishing(Protocol):
    """What both ways offer."""

    def publish(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """A receipt or a refusal for each request, in order."""

    def append(self, envelopes: Sequence[bytes], blobs: Mapping[str, bytes]) -> tuple[Receipt, ...]:
        """Append envelopes that already meet the threshold."""

    def grant(self, change: Mapping[str, Any], approvals: Sequence[Approval]) -> str:
        """Change the signer's list of people; returns the digest of the change."""

    def void(self, content: str) -> str:
        """Never publish this content; returns since when."""

    def retract(self, document: str, approval: Approval) -> Answer:
        """Release the sealed retraction of a warning that is in force."""

    def receipt(self, content: str) -> Receipt | None:
        """The receipt of a content digest, where it stands."""

    def status(self) -> dict[str, Any]:
        """Origin, size, last instant, people."""


class SignerClient:
    """A signer behind its socket."""

    def __init__(self, socket_path: Path, timeout_seconds: float = ANSWER_SECONDS) -> None:
        self._path, self._timeout = socket_path, timeout_seconds

    def publish(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """A receipt or a refusal for each request, in order. Raises: Unreachable."""
        answer = self._ask({"ask": "publish", "requests": [request_json(one) for one in requests]})
        return tuple(map(read_answer, answer["answers"]))

    def publish_one(self, request: Request) -> Receipt:
        """The receipt of one request. Raises: Refused, Unreachable."""
        return _only(self.publish([request]))

    def append(self, envelopes: Sequence[bytes], blobs: Mapping[str, bytes]) -> tuple[Receipt, ...]:
        """Append envelopes that already meet the threshold. Raises: BatchRefused, Refused, Unreachable."""
        ask = {"ask": "append", "envelopes": list(map(canon.to_base64, envelopes))}
        answer = self._ask({**ask, "blobs": {digest: canon.to_base64(raw) for digest, raw in blobs.items()}})
        if "refused" in answer:
            raise BatchRefused([reason and Refusal(**reason).error() for reason in answer["refused"]])
        return tuple(Receipt(**one) for one in answer["receipts"])

    def grant(self, change: Mapping[str, Any], approvals: Sequence[Approval]) -> str:
        """Change the signer's list of people. Raises: Refused, Unreachable."""
        ask = {"ask": "grant", "change": dict(change), "approvals": list(map(approval_json, approvals))}
        return str(self._ask(ask)["digest"])

    def void(self, content: str) -> str:
        """Never publish this content; returns since when. Raises: Refused where it stands already, Unreachable."""
        return str(self._ask({"ask": "void", "content": content})["since"])

    def retract(self, document: str, approval: Approval) -> Receipt:
        """Release the retraction sealed with a warning: `approval` is one `retract` signature over its template, of one
        of the two people. Asked twice it answers with the first receipt. Raises: Refused, Unreachable."""
        ask = {"ask": "retract", "document": document, "approval": approval_json(approval)}
        return Receipt(**self._ask(ask)["receipt"])

    def receipt(self, content: str) -> Receipt | None:
        """The receipt of a content digest, where it stands. Raises: Refused, Unreachable."""
        found = self._ask({"ask": "receipt", "content": content})["receipt"]
        return None if found is None else Receipt(**found)

    def status(self) -> dict[str, Any]:
        """Origin, size, last instant, people. Raises: Unreachable."""
        return dict(self._ask({"ask": "status"})["status"])

    def _ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._timeout)
                connection.connect(str(self._path))
                send(connection, question)
                answer = receive(connection)
        except OSError as error:
            raise Unreachable(
                expected="an answer from the signer",
                got=str(error),
                where=str(self._path),
                remedy="see that the signer runs (`uarazom serve`), then ask again: publishing twice publishes once",
            ) from error
        if answer is None:
            raise Unreachable(
                expected="an answer from the signer",
                got="a closed connection",
                where=str(self._path),
                remedy="ask again: publishing twice publishes once",
            )
        if "refusal" in answer:
            raise _error(Refusal(**answer["refusal"]))
        return answer


class LocalSigner(Signer):
    """A signer in this process; it holds the home's lock until it is closed."""

    def __init__(
        self,
        log: Log,
        blobs: Blobs,
        journal: Journal,
        keys: KeyRing,
        clock: Clock,
        cap_keys: CapKeys = CapKeys(),  # noqa: B008 - frozen
        ahead: Ahead = NONE_AHEAD,
    ) -> None:
        super().__init__(log, blobs, journal, keys, clock, cap_keys, ahead)
        self.log, self.journal = log, journal
        self.followers: Followers | None = None
        self._follows = True

    @classmethod
    def open(cls, home: Path, clock: Clock, disk: Disk | None = None, *, follow: bool = True) -> Self:
        """Open the signer of an instance. `clock` gives an aware datetime.

        `follow`: write proofs before each answer; False where somebody else runs `followers`.
        Raises: Busy, Damaged, NotPublished.
        """
        disk = disk or RealDisk()
        keys, cap_keys = KeyRing.read(home / "signer" / "keys"), CapKeys.usable(home / "signer")
        journal = Journal.open(home / "signer" / "journal.sqlite3", disk)
        try:
            log = Log.open(home / "record", home / "public", keys, disk)
        except BaseException:
            journal.close()
            raise
        blobs, ahead = Blobs(home / "public" / "blob", disk), Ahead(home / "signer" / "ahead")
        signer = cls(log, blobs, journal, keys, clock, cap_keys, ahead)
        signer.followers, signer._follows = Followers.open(home, disk), follow
        return signer

    def found(self, people: Sequence[Person]) -> None:
        """Enter the first people, two coordinators at least among them. Raises: Refused."""
        self.journal.found(people, self.origin)

    def publish(self, requests: Sequence[Request]) -> tuple[Answer, ...]:
        """As `Signer.publish`; the proofs are there when it returns, unless the disk kept them back."""
        answers = super().publish(requests)
        self._follow()
        return answers

    def append(self, envelopes: Sequence[bytes], blobs: Mapping[str, bytes]) -> tuple[Receipt, ...]:
        """As `Signer.append`."""
        receipts = super().append(envelopes, blobs)
        self._follow()
        return receipts

    def retract(self, document: str, approval: Approval) -> Receipt:
        """As `SignerClient.retract`. Raises: Refused."""
        answer = super().retract(document, approval)
        self._follow()
        return _only([answer])

    def _follow(self) -> None:
        """What stands in the record stands, whatever keeps a follower back; it goes on next time."""
        if self.followers is None:
            return
        if self._follows:
            self.followers.try_once()
        else:
            self.followers.wake.set()

    def publish_one(self, request: Request) -> Receipt:
        """The receipt of one request. Raises: Refused."""
        return _only(self.publish([request]))

    def close(self) -> None:
        """Let go of the log and the journal."""
        self.log.close()
        self.journal.close()
        if self.followers is not None:
            self.followers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _error(refused: Refusal) -> Exception:
    """Later is not no: who takes it for one lets go of what was only to be asked again."""
    if not refused.again:
        return refused.error()
    got = f"{refused.check}: {refused.got}"
    return Unreachable(expected=refused.expected, got=got, where=refused.where, remedy=refused.remedy)


def _only(answers: Sequence[Answer]) -> Receipt:
    (answer,) = answers
    if isinstance(answer, Refusal):
        raise answer.error()
    return answer


__all__ = ["LocalSigner", "Publishing", "Refused", "SignerClient", "Unreachable"]
