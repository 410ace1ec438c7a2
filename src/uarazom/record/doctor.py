"""What is wrong with an instance, and what to do: findings for a tired person at night.

It reads and never repairs: every remedy is the program's own happy path (start it), or a step that a person takes.
`desk` is what the desk's outbox says, as plain data: pairs of content digest and state.

    for finding in findings(home, now, desk=[(digest, "delivered")]):
        print(finding)

The order is that of importance: what threatens the record first, what only waits last.
"""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from uarazom.acts.register import Custody, Register
from uarazom.record import lock
from uarazom.record.ahead import Ahead
from uarazom.record.blobs import Blobs, named_by
from uarazom.record.cap_key import CapKeys
from uarazom.record.errors import RecordError
from uarazom.record.facts import Facts
from uarazom.record.follow import Cursor
from uarazom.record.journal import Journal
from uarazom.record.keys import KeyRing
from uarazom.record.log import STORE, read_checkpoint
from uarazom.record.signer import CLOCK_BACK
from uarazom.record.store import ROSTER_CHAIN, Store
from uarazom.record.tree import Edge
from uarazom.verify import canon, tiles
from uarazom.verify.anchor import Anchor
from uarazom.verify.entry import Entry
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Rosters

FREE_BYTES = 1 << 30  # less is a matter of hours on a busy day
FREE_SHARE = 0.05
FULL_BYTES = 1 << 20  # with less, SQLite may not even open a database to read it
CERTIFICATE_LEFT = timedelta(days=60)  # an authority takes weeks
NAMED = 20  # of many alike, so many are named


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: `code` for programs; `what` is wrong, `where`, and what to do. `waits`: it needs nobody."""

    code: str
    what: str
    where: str
    remedy: str
    waits: bool = False

    def __str__(self) -> str:
        return f"{self.code}: {self.what} ({self.where}). {self.remedy}"


def findings(home: Path, now: datetime, desk: Iterable[tuple[str, str]] = ()) -> tuple[Finding, ...]:
    """Everything found, most important first; empty when all is well. Raises nothing of its own."""
    found: list[Finding] = []
    try:
        store = Store.read(home / "record" / STORE)
    except (RecordError, sqlite3.Error) as error:
        where = home / "record" / STORE
        return (*_files(home), Finding("store", str(error), str(where), _first(home, _STORE_REMEDY)))
    try:
        for look in (_log, _anchor, _keys, _people, _blobs, _followers):
            try:
                found += look(home, store)
            except (RecordError, Refused, OSError, ValueError, sqlite3.Error) as error:
                remedy = _first(home, "Restore this file from a backup or a mirror.")
                found.append(Finding("unreadable", str(error), str(home), remedy))
        for look_now in (_cap_key, _retractions):
            try:
                found += look_now(home, store, now)
            except (RecordError, Refused, OSError, ValueError, sqlite3.Error) as error:
                found.append(Finding("unreadable", str(error), str(home), _first(home, "See this file first.")))
        found += _clock(home, store, now)
        found += _desk(store, desk)
    finally:
        store.close()
    return (*found, *_files(home))


def kept_inside(home: Path) -> Custody | None:
    """What the register says of list and audit log; None where it says nothing, or cannot be read."""
    try:
        store = Store.read(home / "record" / STORE)
    except (RecordError, sqlite3.Error):
        return None
    try:
        return _register(home, store).custody
    except (RecordError, Refused, OSError, ValueError, sqlite3.Error):
        return None
    finally:
        store.close()


_STORE_REMEDY = (
    "Move the file aside and start the signer: it is made again from public/log. Without public/log, restore a backup."
)


def _first(home: Path, remedy: str) -> str:
    """The remedy, unless a full disk explains it all: then nobody may move or restore anything yet."""
    full = home.is_dir() and shutil.disk_usage(home).free < FULL_BYTES
    return "The disk is full: make room, then ask again before doing anything else." if full else remedy


# ── the log ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _log(home: Path, store: Store) -> Iterator[Finding]:
    """Store and public side are one tree; the public side may only be behind, and only for a moment."""
    public, size = home / "public", store.size()
    shown = read_checkpoint(public)
    where = str(public / tiles.CHECKPOINT_PATH)
    if shown is None or shown.tree_size < size:
        behind = size - (shown.tree_size if shown else 0)
        remedy = "Start the signer: it publishes them. If it runs, see its messages: the disk may be full or read-only."
        yield Finding("unpublished", f"{behind} entries are sequenced and not public", where, remedy)
    elif shown.tree_size > size:
        what = f"the public log has {shown.tree_size} entries, the store {size}: the store is older"
        yield Finding("store-behind", what, str(store.path), _STORE_REMEDY)
        return
    if shown is not None and Edge.load(shown.tree_size, store.subtrees).root() != shown.root_hash:
        remedy = "Write nothing. Find out which is genuine: ask witnesses and mirrors, run `uarazom log check` on both."
        yield Finding("two-trees", "the public log is another tree than the store's", where, remedy)


def _anchor(home: Path, store: Store) -> Iterator[Finding]:
    """What we tell the world to trust is what the log begins with."""
    path = home / "anchor"
    if not path.exists():
        yield Finding("anchor", "no anchor", str(path), "Copy it from where it was published.")
        return
    anchor = Anchor.parse(path.read_bytes())
    first = next(store.rows(0, 1), None)
    if first is None or first.payload_digest.hex() != anchor.roster:
        yield Finding("anchor", "the anchor names another entry 0", str(path), "Copy it from where it was published.")


def _rosters(store: Store) -> Rosters | None:
    rosters: Rosters | None = None
    for row in store.chain(ROSTER_CHAIN):
        entry = Entry.parse(row.envelope)
        rosters = rosters.admit(entry, row.index) if rosters else Rosters.begin(entry, entry.digest)
    return rosters


def _keys(home: Path, store: Store) -> Iterator[Finding]:
    """The signer holds enough keys for every body, and the log's; the root's lie elsewhere."""
    folder, rosters = home / "signer" / "keys", _rosters(store)
    if not os.access(folder, os.R_OK):
        return  # another user's, as it should be
    held = KeyRing.read(folder).keys
    roster = rosters.current if rosters else None
    if roster is None:
        yield Finding("roster", "the log has no roster", str(store.path), "Found it with `uarazom init`.")
        return
    if roster.log[0].public.keyid not in held:
        yield Finding(
            "keys", "the log's key is not here", str(folder), "Put log.pem back; nothing is published until then."
        )
    for body, keys in sorted(roster.bodies.items()):
        need, have = keys.role().threshold, len(keys.keys & set(held))
        if have < need:
            yield Finding("keys", f"{have} of {need} keys of {body}", str(folder), "Put the body's key files back.")
    if any((home / "root").glob("*.pem")):
        remedy = "Move each root key to a medium of its own, kept apart and away from this machine."
        yield Finding("root-keys", "the root keys lie on this machine", str(home / "root"), remedy, waits=True)


def _people(home: Path, store: Store) -> Iterator[Finding]:
    """Nobody is on the list without two coordinators' grant, and no act is in the record without approvals."""
    path, rosters = home / "signer" / "journal.sqlite3", _rosters(store)
    if not os.access(path, os.R_OK) or rosters is None:
        return
    journal = Journal.read(path)
    try:
        ungranted, approved = journal.ungranted(rosters.current.origin), journal.approved()
        custody = _register(home, store).custody
        other = custody is not None and not journal.has_held(custody.people, rosters.current.origin)
    finally:
        journal.close()
    if ungranted:
        what = f"lines that no two coordinators granted: {', '.join(ungranted[:NAMED])}"
        remedy = (
            "Somebody wrote into the journal: stop the signer, restore it from a backup, and look at what was signed."
        )
        yield Finding("list", what, str(path), remedy)
    if other:
        what = "the record names a list of people that this journal never held: it is older, or another"
        remedy = "Restore the latest journal; else compare the list with the people who work there, and grant anew."
        yield Finding("list", what, str(path), remedy)
    acts = (row for row in store.rows(0, store.size()) if row.document and not row.document.startswith(" "))
    alone = [f"{row.document}/{row.n}" for row in acts if row.content_digest.hex() not in approved]
    if alone:
        what = f"{len(alone)} acts without approvals in the journal: {', '.join(alone[:NAMED])}"
        remedy = (
            "Those of `uarazom publish` are known to whoever signed them; any other means that keys are abused: rotate."
        )
        yield Finding("unapproved", what, str(path), remedy, waits=True)


def _blobs(home: Path, store: Store) -> Iterator[Finding]:
    """Every blob that an entry names is there, unless an entry removed it."""
    folder = home / "public" / "blob"
    there = {entry.name for entry in os.scandir(folder)} if folder.is_dir() else set()
    missing: dict[str, str] = {}
    removed: set[str] = set()
    for row in store.rows(0, store.size()):
        entry = Entry.parse(row.envelope)
        removed.update(entry.removes)
        missing |= {digest: entry.name for digest in named_by(entry.fields) if digest not in there}
    lost = sorted(name for name in missing.values() if name not in removed)
    if lost:
        what = f"{len(lost)} blobs are missing: those of {', '.join(lost[:NAMED])}"
        yield Finding("blobs", what, str(folder), "Copy them from a mirror or a backup: a blob's name proves it.")
    left = there & _gone(store, removed) if removed else set()
    if left and Cursor(home / "record" / "removals.cursor").position >= store.size():
        what = f"{len(left)} blobs are there that a removal took away: {', '.join(sorted(left)[:NAMED])}"
        yield Finding("removed", what, str(folder), "Delete these files; look who put them back, and how.")


def _gone(store: Store, removed: set[str]) -> set[str]:
    """The blobs of removed acts that no other entry carries."""
    gone: set[str] = set()
    kept: set[str] = set()
    for row in store.rows(0, store.size()):
        entry = Entry.parse(row.envelope)
        (gone if entry.name in removed else kept).update(named_by(entry.fields))
    return gone - kept


def _followers(home: Path, store: Store) -> Iterator[Finding]:
    for name in ("removals", "proofs"):
        behind = store.size() - Cursor(home / "record" / f"{name}.cursor").position
        if behind > 0:
            what = f"{name} are {behind} entries behind"
            yield Finding(
                "behind", what, str(home / "record"), "They follow while the signer runs: start it.", waits=True
            )


def _register(home: Path, store: Store) -> Register:
    """The register as it stands."""
    return Facts(store, Blobs(home / "public" / "blob")).around([]).latest_register


# ── warnings ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _cap_key(home: Path, store: Store, now: datetime) -> Iterator[Finding]:
    """The key under the XML signature of warnings is there where the register wants one, and its certificate holds."""
    folder = home / "signer"
    policy = _register(home, store).alerting
    if policy is None or not os.access(folder, os.R_OK | os.X_OK):
        return
    keys = CapKeys.read(folder)
    key, where = keys.named(policy.certificate), str(folder)
    if key is None:
        if policy.signature == "required":
            remedy = "Put cap-key.pem and cap-certificate.pem there: until then no warning can be issued."
            yield Finding("cap-key", "the register requires XML signatures, and there is no key", where, remedy)
        return
    if policy.certificate is not None and not keys.holds(policy.certificate):
        remedy = "Enter its digest in the register (alerting), or readers take our signatures for another's."
        yield Finding("cap-key", "the certificate is another than the register names", where, remedy)
    if (left := key.ends_at() - now) < CERTIFICATE_LEFT:
        what = f"the certificate {'has run out' if left < timedelta(0) else 'runs out'} at {key.ends_at():%Y-%m-%d}"
        newer = any(pair.ends_at() > key.ends_at() for pair in keys.pairs)
        remedy = (
            "Another lies ready: two coordinators enter its certificate in the register (alerting)."
            if newer
            else "Make another (`uarazom cap renew`) or get one, and enter its certificate in the register (alerting)."
        )
        waits = left > timedelta(0)
        yield Finding("cap-key", what, where, f"{remedy} Warnings are signed meanwhile all the same.", waits=waits)


def _retractions(home: Path, store: Store, now: datetime) -> Iterator[Finding]:
    """Every warning in force has its retraction sealed here: a journal from an older backup knows nothing of it."""
    path, at = home / "signer" / "journal.sqlite3", canon.instant_text(now)
    if not os.access(path, os.R_OK):
        return
    latest = {row.document: Entry.parse(row.envelope).fields for row in store.messages()}
    journal = Journal.read(path)
    try:
        lost = [
            str(document)
            for document, fields in latest.items()
            if fields.get("valid_until", "") > at
            and (digest := fields["alert"].get("retraction"))
            and not journal.retractions.of(str(document), digest)
        ]
    finally:
        journal.close()
    if lost:
        what = f"{len(lost)} warnings in force cannot be retracted by one person: {', '.join(lost[:NAMED])}"
        yield Finding(
            "retractions", what, str(path), "If one is false, two people cancel it; the next is sealed again."
        )


def _clock(home: Path, store: Store, now: datetime) -> Iterator[Finding]:
    """The record is ahead of this clock: a person says which of the two is wrong."""
    last = store.last()
    if last is None or canon.instant(last.issued_at) - now <= CLOCK_BACK:
        return
    what = f"the clock says {canon.instant_text(now)}, the last entry was issued at {last.issued_at}"
    file = home / "signer" / "ahead"
    if Ahead(file).accepts(last.issued_at):
        remedy = f"Until then entries bear that instant, as {file} says; a new warning must last beyond it."
        yield Finding("clock", what, "this machine", remedy, waits=True)
        return
    remedy = (
        "Retractions, withdrawals and holds are issued at that instant; nothing else is. If this clock is wrong, set "
        f"it right. If it is right, and the entry was ahead: echo {last.issued_at} > {file}, as the signer's user; "
        "everything else then bears that instant too, until time has passed it."
    )
    yield Finding("clock", what, "this machine", remedy)


# ── the desk ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _desk(store: Store, desk: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """A desk may be older than the record, never newer."""
    lost, again = [], []
    for content, state in desk:
        stands = canon.is_digest(content) and store.by_content(bytes.fromhex(content)) is not None
        if state == "delivered" and not stands:
            lost.append(content)
        elif state != "delivered" and stands:
            again.append(content)
    if lost:
        what = f"{len(lost)} acts that the desk has receipts for are not in the record: {', '.join(lost[:NAMED])}"
        remedy = "The record is older than the desk: fetch what is missing from a mirror before anything is published."
        yield Finding("record-behind-desk", what, str(store.path), remedy)
    if again:
        what = f"{len(again)} acts wait in the desk's outbox and stand in the record already"
        remedy = "Start it: the signer answers with the first receipt, and nothing is published twice."
        yield Finding("desk-behind-record", what, "outbox", remedy, waits=True)


# ── the machine ───────────────────────────────────────────────────────────────────────────────────────────────────────
def _files(home: Path) -> Iterator[Finding]:
    yield from _modes(home)
    for name in ("record", "public"):
        folder = home / name
        if folder.is_dir() and not os.access(folder, os.W_OK):
            yield Finding(
                "read-only", "the folder cannot be written to by this user", str(folder), "See owner and mount."
            )
    holder = lock.holder(home / "record" / "lock")
    if holder is not None and (home / "run" / "signer.sock").exists() is False:
        what = f"process {holder} holds the record and answers on no socket"
        yield Finding("holder", what, str(home / "record" / "lock"), "It may be a second program on this home: see it.")
    usage = shutil.disk_usage(home) if home.is_dir() else None
    if usage and (usage.free < FREE_BYTES or usage.free < usage.total * FREE_SHARE):
        what = f"{usage.free // (1 << 20)} MiB are free"
        yield Finding("disk", what, str(home), "Make room; a full disk refuses new acts and loses none.")


def _modes(home: Path) -> Iterator[Finding]:
    for name in ("signer", "root"):
        path = home / name
        if path.is_dir() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("permissions", "others can look into it", str(path), f"chmod 700 {path}")
    for path in sorted((home / "signer" / "keys").glob("*.pem") if os.access(home / "signer", os.X_OK) else ()):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding("permissions", "others can read a secret key", str(path), f"chmod 600 {path}, then rotate it")
