"""The signer's own book: who may approve what, and every approval it ever acted on.

Rules: the first people are entered once, at least two coordinators among them; after that every change is a *grant*,
signed by two active coordinators, numbered per person so that an old one cannot be played again; no two people have one
key, or two names would be one person; a content that is *void* stays void; nothing is taken out (triggers hold this).
The desk's list of people is a copy; this one decides. Receipts are not kept here: the record itself answers whether a
content was published (`Store.by_content`), so that there are no two truths.

    journal = Journal.open(home / "signer" / "journal.sqlite3")
    journal.found([Person("olena", public, {"mod": ("author", "coordinator")}), …])

docs/formats/approval.md.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uarazom.record import sealed
from uarazom.record.disk import Disk, RealDisk
from uarazom.record.errors import Damaged
from uarazom.record.request import Approval
from uarazom.verify import canon
from uarazom.verify.keys import PublicKey
from uarazom.verify.refusal import Refused

LIST_FORMAT = "uarazom/people/1"
ROLES = ("author", "approver", "coordinator", "observer")
GRANT_FORMAT = "uarazom/grant/1"
PERSON_BODIES = 1024
VOIDS = 1_000_000  # a hundred a day for 27 years; more in one book is somebody filling a disk

LIST_TABLES = (
    """CREATE TABLE person (
      id TEXT NOT NULL, version INTEGER NOT NULL CHECK (version >= 1), digest TEXT NOT NULL,
      public BLOB NOT NULL CHECK (length(public) = 32), roles TEXT NOT NULL, active INTEGER NOT NULL,
      PRIMARY KEY (id, version)
    ) STRICT""",
    """CREATE TABLE approval (
      content TEXT NOT NULL, role TEXT NOT NULL, person TEXT NOT NULL, contributors TEXT NOT NULL, embargo TEXT,
      signature BLOB NOT NULL, received_at TEXT NOT NULL,
      PRIMARY KEY (content, role, person, signature)
    ) STRICT""",
    "CREATE TRIGGER person_stays BEFORE UPDATE ON person BEGIN SELECT RAISE(ABORT, 'a journal is written once'); END",
    "CREATE TRIGGER person_remains BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'a journal is written once'); END",
    "CREATE TRIGGER approval_stays BEFORE UPDATE ON approval BEGIN SELECT RAISE(ABORT, 'written once'); END",
    "CREATE TRIGGER approval_remains BEFORE DELETE ON approval BEGIN SELECT RAISE(ABORT, 'written once'); END",
)
VOID_TABLES = (
    """CREATE TABLE void (
      content TEXT PRIMARY KEY CHECK (length(content) = 64), received_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE TRIGGER void_stays BEFORE UPDATE ON void BEGIN SELECT RAISE(ABORT, 'what is void stays void'); END",
    "CREATE TRIGGER void_remains BEFORE DELETE ON void BEGIN SELECT RAISE(ABORT, 'what is void stays void'); END",
)
UPGRADES = (LIST_TABLES, VOID_TABLES, sealed.TABLES)  # from version i to i + 1
SCHEMA = len(UPGRADES)


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list: a person's key and, body by body, what they may do. `version` counts the changes."""

    id: str
    public: bytes
    roles: Mapping[str, tuple[str, ...]]
    active: bool = True
    version: int = 1

    def has(self, role: str, body: str | None = None) -> bool:
        """Whether this active person holds a role for a body; for any body where none is given."""
        bodies = self.roles.values() if body is None else [self.roles.get(body, ())]
        return self.active and any(role in roles for roles in bodies)

    def change(self, origin: str) -> dict[str, Any]:
        """The grant that enters this line: what two coordinators sign the digest of."""
        return {
            "format": GRANT_FORMAT,
            "origin": origin,
            "person": self.id,
            "version": self.version,
            "public": canon.to_base64(self.public),
            "roles": {body: sorted(roles) for body, roles in sorted(self.roles.items())},
            "active": "yes" if self.active else "no",
        }


def list_digest(people: Iterable[Person], origin: str) -> str:
    """The digest of a whole list, each person's latest line in it: what a register entry says was kept here."""
    lines = {person.id: canon.digest(canon.canonical(person.change(origin))) for person in people}
    return canon.digest(canon.canonical({"format": LIST_FORMAT, "origin": origin, "people": lines}))


def read_change(change: Mapping[str, Any], origin: str) -> Person:
    """The line that a grant enters. Raises: Refused."""
    if change.get("format") != GRANT_FORMAT or change.get("origin") != origin:
        got = f"{change.get('format')!r} of {change.get('origin')!r}"
        raise Refused("grant", f"{GRANT_FORMAT} of {origin}", got, "grant")
    roles = change.get("roles")
    if type(roles) is not dict or len(roles) > PERSON_BODIES or not all(map(_are_roles, roles, roles.values())):
        raise Refused("grant", "body ids, each with roles of " + ", ".join(ROLES), repr(roles), "roles")
    if not canon.is_id(change.get("person")) or change.get("active") not in ("yes", "no"):
        raise Refused("grant", "person: an id, active: yes or no", repr(change.get("person")), "person")
    version = change.get("version")
    if type(version) is not int or version < 1:
        raise Refused("grant", "a version from 1", repr(version), "version")
    public = PublicKey.from_base64(change.get("public"), "public").raw
    lines = {body: tuple(sorted(set(names))) for body, names in roles.items()}
    person = Person(str(change["person"]), public, lines, change["active"] == "yes", version)
    if person.change(origin) != dict(change):
        raise Refused("grant", "roles sorted, none twice, and no other members", repr(sorted(change)), "grant")
    return person


def _are_roles(body: object, names: object) -> bool:
    known = isinstance(names, list) and bool(names) and all(name in ROLES for name in names)
    return canon.is_id(body) and known


def _holds(one: Approval, known: Mapping[str, Person], origin: str) -> bool:
    """Whether a grant is signed by who was a coordinator."""
    person = known.get(one.person)
    if person is None or not person.has("coordinator"):
        return False
    try:
        PublicKey.parse(person.public).verify(one.signature, one.statement(origin))
    except Refused:
        return False
    return True


def _upgrade(db: sqlite3.Connection, path: Path) -> None:
    """Each step is one transaction, so a crash leaves one version or the next."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        raise _other_version(path, version)
    for step, tables in enumerate(UPGRADES[version:], version + 1):
        db.execute("BEGIN IMMEDIATE")
        for statement in tables:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {step}")
        db.execute("COMMIT")


def _other_version(path: Path, version: int) -> Damaged:
    newer = version > SCHEMA
    remedy = "run the program version that wrote it" if newer else "start the signer once: it brings the journal up"
    return Damaged(expected=f"a journal of version {SCHEMA}", got=f"{version}", where=str(path), remedy=remedy)


class Journal:
    """The book on disk. Only the signer opens it."""

    def __init__(self, db: sqlite3.Connection, disk: Disk) -> None:
        self._db, self._disk = db, disk
        self._people = {person.id: person for person in self._read()}
        self.retractions = sealed.Retractions(db, self._write)

    @classmethod
    def open(cls, path: Path, disk: Disk | None = None) -> "Journal":
        """Open or make the book, 0600, bringing an older one up to this program. Raises: Damaged: a newer one."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        _upgrade(db, path)
        return cls(db, disk or RealDisk())

    @classmethod
    def read(cls, path: Path) -> "Journal":
        """Open the book for reading only. Raises: sqlite3.Error where it is missing or no journal; Damaged where it
        is another program's."""
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        if version != SCHEMA:
            db.close()
            raise _other_version(path, version)
        return cls(db, RealDisk())

    def close(self) -> None:
        """Close the book."""
        self._db.close()

    @property
    def people(self) -> Mapping[str, Person]:
        """Everyone on the list, by id, as of their latest line."""
        return self._people

    def found(self, people: Iterable[Person], origin: str) -> None:
        """Enter the first people. Raises: Refused where there are people already, or fewer than two coordinators."""
        first = list(people)
        if self._people:
            raise Refused("grant", "an empty list", f"{len(self._people)} people", "journal", "changes take a grant")
        if sum(person.has("coordinator") for person in first) < 2:
            raise Refused("grant", "two coordinators among the first people", "fewer", "journal")
        self._enter([read_change(person.change(origin), origin) for person in first], origin)

    def enter(self, person: Person, origin: str) -> None:
        """Enter a line that two coordinators granted, as the signer has checked. Raises: Refused: a wrong version."""
        known = self._people.get(person.id)
        expected = 1 if known is None else known.version + 1
        if person.version != expected:
            remedy = "read the list again and decide anew"
            raise Refused("grant", f"version {expected}", f"version {person.version}", person.id, remedy)
        self._enter([person], origin)

    def note(self, approvals: Iterable[Approval], received_at: str) -> None:
        """Keep approvals before what they approve is signed."""
        rows = [
            (one.content, one.role, one.person, ",".join(one.contributors), one.embargo, one.signature, received_at)
            for one in approvals
        ]
        self._write("INSERT OR IGNORE INTO approval VALUES (?,?,?,?,?,?,?)", rows)

    def approvals(self, content: str) -> list[tuple[str, str]]:
        """Who approved a content, as (role, person): for an auditor with access to this machine."""
        query = "SELECT role, person FROM approval WHERE content = ? ORDER BY received_at, role"
        return list(self._db.execute(query, (content,)))

    def void(self, content: str, received_at: str) -> str:
        """Note for ever that a content is not to be published; returns since when. Raises: Refused: a full book."""
        if (since := self.voided(content)) is not None:
            return since
        (known,) = self._db.execute("SELECT COUNT(*) FROM void").fetchone()
        if known >= VOIDS:
            remedy = "stop the desk and see who voids so much"
            raise Refused("void", f"at most {VOIDS} void contents", f"{known}", "journal", remedy)
        self._write("INSERT INTO void VALUES (?,?)", [(content, received_at)])
        return received_at

    def voided(self, content: str) -> str | None:
        """Since when a content is void; None where it is not."""
        row = self._db.execute("SELECT received_at FROM void WHERE content = ?", (content,)).fetchone()
        return None if row is None else str(row[0])

    def has_held(self, digest: str, origin: str) -> bool:
        """Whether this book's list is, or once was, the one with this digest. A list only grows, so that an entry asked
        for before the latest grant names an earlier state of it; an older or another book never had it."""
        if digest == list_digest(self._people.values(), origin):
            return True
        known: dict[str, Person] = {}
        for person in self._read():
            known[person.id] = person
            if digest == list_digest(known.values(), origin):
                return True
        return False

    def ungranted(self, origin: str) -> list[str]:
        """The lines that nobody granted, as ``<person> <version>``: the first people's may be, later ones never.

        Follows the list from its first line; each grant counts if it was signed by who was a coordinator then.
        """
        known: dict[str, Person] = {}
        found: list[str] = []
        granted_once = False
        for person in self._read():
            granted = self._is_granted(person, known, origin)
            if not granted and (granted_once or person.version > 1):
                found.append(f"{person.id} {person.version}")
            granted_once |= granted
            known[person.id] = person
        return found

    def _is_granted(self, person: Person, known: Mapping[str, Person], origin: str) -> bool:
        digest = canon.digest(canon.canonical(person.change(origin)))
        query = "SELECT role, person, content, signature FROM approval WHERE content = ? AND role = 'grant'"
        signed = {
            one.person
            for one in (Approval(*row) for row in self._db.execute(query, (digest,)))
            if _holds(one, known, origin)
        }
        return len(signed) >= 2

    def approved(self) -> set[str]:
        """The content digests that somebody submitted and approved, or held, or granted; and what an approved
        retraction was made into."""
        held = "SELECT content FROM approval WHERE role IN ('approve', 'hold', 'grant')"
        released = (
            "SELECT content FROM release WHERE retraction IN (SELECT content FROM approval WHERE role = 'retract')"
        )
        return {content for query in (held, released) for (content,) in self._db.execute(query)}

    def _enter(self, people: list[Person], origin: str) -> None:
        held = {person.public: person.id for person in self._people.values()}
        for person in people:
            if held.setdefault(person.public, person.id) != person.id:
                raise Refused("grant", "a key of their own", f"the key of {held[person.public]}", person.id)
        rows = [
            (
                person.id,
                person.version,
                canon.digest(canon.canonical(person.change(origin))),
                person.public,
                json.dumps(person.roles),
                int(person.active),
            )
            for person in people
        ]
        self._write("INSERT INTO person VALUES (?,?,?,?,?,?)", rows)
        self._people.update({person.id: person for person in people})

    def _write(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(statement, rows)
            self._disk.commit(self._db)
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _read(self) -> Iterable[Person]:
        """Every line, in the order in which they were entered."""
        query = "SELECT id, public, roles, active, version FROM person ORDER BY rowid"
        for person, public, roles, active, version in self._db.execute(query):
            bodies = {body: tuple(names) for body, names in json.loads(roles).items()}
            yield Person(person, public, bodies, bool(active), version)
