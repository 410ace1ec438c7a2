"""A small state that publishes: keys, people, a register, and acts, without a desk.

`State` speaks for one log's keys and people; `Home` is a folder of theirs. Chance is a counter, so that a failure
repeats. Homes may be founded and thrown away by the hundred: what costs is done once (`conftest.founded`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from uarazom.record import founding
from uarazom.record.client import LocalSigner
from uarazom.record.disk import Disk
from uarazom.record.journal import Person
from uarazom.record.keys import SigningKey, seal
from uarazom.record.log import Log
from uarazom.record.request import Approval, Request
from uarazom.verify import canon, tiles
from uarazom.verify.anchor import Anchor
from uarazom.verify.audit import Audited, audit
from uarazom.verify.checkpoint import open_checkpoint
from uarazom.verify.entry import content_digest
from uarazom.verify.merkle import frontier_at, leaf_hash, root

ORIGIN = "test.example/log"
START = datetime(2022, 2, 14, 6, 0, tzinfo=UTC)


def counting() -> Callable[[int], bytes]:
    """A source of 'random' bytes that gives the same in every run."""
    number = count()
    return lambda size: sha256(b"chance %d" % next(number)).digest()[:size]


@dataclass
class Clock:
    """A clock that a test sets."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class State:
    """Keys and people of one log, and what they can make."""

    keys: founding.Keys
    roster: bytes
    people: Mapping[str, SigningKey]
    chance: Callable[[int], bytes]
    clock: Clock = field(default_factory=Clock)

    # ── entries signed straight with the keys ───────────────────────────────────────────────────────────────────
    def fields(self, document: str = "outage", **members: Any) -> dict[str, Any]:
        at = canon.instant_text(START)
        first = {"document": document, "n": 1, "kind": "claim", "act": "announce", "body": "mod", "known_at": at}
        fields = {"format": "uarazom/act/1", "origin": ORIGIN, "issued_at": at, **first, **members}
        return {name: value for name, value in fields.items() if value is not None}

    def act(self, document: str = "outage", **members: Any) -> bytes:
        fields = self.fields(document, **members)
        return seal(fields, self.keys.bodies[fields["body"]][:1])

    def acts(self, number: int, prefix: str = "d") -> list[bytes]:
        return [self.act(f"{prefix}-{i}") for i in range(number)]

    # ── requests approved by two people ─────────────────────────────────────────────────────────────────────────
    def words(self, **members: Any) -> tuple[str, bytes]:
        salt = canon.to_base64(self.chance(16))
        raw = canon.canonical({"format": "uarazom/words/1", "salt": salt, **members})
        return canon.digest(raw), raw

    def content(self, document: str = "outage", **members: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
        title = {"title": {"en": "Outage"}} if members.get("n", 1) == 1 else {}
        digest, raw = self.words(**title, text={"en": "The power is out."})
        at = canon.instant_text(START)
        who = {"body": "mod", "by": "mod", "basis": "own_observation", "evidence": "none_published"}
        when = {"known_at": at, "known_at_precision": "exact", "nature": "event", "section": "security"}
        how = {"words": digest, "original_language": "en", "versions": {"en": "original"}, "form": "quotation"}
        fields = {"format": "uarazom/act/1", "origin": ORIGIN, "document": document, "n": 1, "kind": "claim"}
        fields |= {"act": "announce", **who, **when, **how, **members}
        fields = {name: value for name, value in fields.items() if value is not None}
        return fields, {digest: raw} if fields.get("words") == digest else {}

    def approve(self, content: Mapping[str, Any], role: str, person: str, **said: Any) -> Approval:
        digest = content_digest(content)
        return Approval.sign(self.people[person], origin=ORIGIN, role=role, person=person, content=digest, **said)

    def request(self, document: str = "outage", **members: Any) -> Request:
        content, blobs = self.content(document, **members)
        return self.approved(content, blobs)

    def approved(self, content: Mapping[str, Any], blobs: Mapping[str, bytes], **said: Any) -> Request:
        said = {"contributors": ("ann",), **said}
        both = (self.approve(content, "submit", "ann", **said), self.approve(content, "approve", "ben", **said))
        return Request(content, blobs, both)

    def register(self) -> Request:
        digest, raw = self.words(
            bodies={"mod": {"name": {"en": "Defence"}}, "press": {"name": {"en": "Press"}}},
            sections={"security": {"name": {"en": "S"}}},
        )
        body = {"kind": "ministry", "head": "state", "participation": "owner", "named": "yes"}
        instance = {"id": "test", "timezone": "UTC", "languages": ["en"], "mode": "live"}
        content = {"format": "uarazom/register/1", "origin": ORIGIN, "version": 1, "words": digest}
        content |= {"bodies": {"mod": body, "press": body}, "sections": ["security"], "instance": instance}
        grants = tuple(self.approve(content, "grant", person) for person in ("cat", "dan"))
        return Request(content, {digest: raw}, grants)

    def list(self) -> list[Person]:
        roles = {
            "ann": {"mod": ("author",)},
            "ben": {"mod": ("approver",)},
            "cat": {"mod": ("coordinator",)},
            "dan": {"mod": ("author", "coordinator")},
            "eve": {"press": ("approver", "author")},
        }
        return [Person(name, self.people[name].public, roles[name]) for name in roles]


@dataclass
class Home:
    """One home on disk and the state that owns it."""

    path: Path
    state: State

    @property
    def public(self) -> Path:
        return self.path / "public"

    @property
    def anchor(self) -> Anchor:
        return Anchor.parse((self.path / "anchor").read_bytes())

    def log(self, disk: Disk | None = None) -> Log:
        return Log.open(self.path / "record", self.public, self.state.keys.signers(), disk)

    def signer(self, disk: Disk | None = None, *, follow: bool = True) -> LocalSigner:
        return LocalSigner.open(self.path, self.state.clock, disk, follow=follow)

    def audit(self) -> Audited:
        """The audit of the public side; raises what it finds."""
        found = audit(lambda path: (self.public / path).read_bytes(), self.anchor)
        found.require()
        return found

    def whole(self) -> None:
        """What the checkpoint promises is there, byte for byte: the audit without the signatures, which take long."""
        read = lambda path: (self.public / path).read_bytes()  # noqa: E731
        shown, _ = open_checkpoint(read(tiles.CHECKPOINT_PATH), [self.anchor.vkey], ORIGIN)
        leaves: list[bytes] = []
        for index, width in tiles.tiles_of(shown.tree_size):
            entries = tiles.parse_entries(read(tiles.entries_path(index, width)), width)
            hashes = [leaf_hash(entry) for entry in entries]
            assert read(tiles.tile_path(0, index, width)) == b"".join(hashes)
            leaves += hashes
        assert root(leaves) == shown.root_hash
        reader = tiles.TileReader(read, shown.tree_size)
        assert frontier_at(shown.tree_size, reader).root() == shown.root_hash

    def files(self) -> dict[str, bytes]:
        """Everything that lies in the home, but for SQLite's own side files and locks."""
        paths = (path for path in self.path.rglob("*") if path.is_file())
        kept = [path for path in paths if not path.name.endswith(("-wal", "-shm", ".sqlite3", ".part", "lock"))]
        return {str(path.relative_to(self.path)): path.read_bytes() for path in kept}

    def envelopes(self) -> list[bytes]:
        with self.log() as log:
            return [entry.raw for _, entry in log.entries(0, 10_000)]
