"""The roster: which keys may sign what, how many of them it takes, and how one roster follows another.

A roster takes effect for the entries after it: the one in force at index i is the last with an index below i. Nothing
expires by the clock; a key is revoked by its absence from the next roster, and what it signed before stays valid.

Rules of one roster, in order: its members; each key sound and under its own id; each role's keys known, sorted and
enough for its threshold; each key in exactly one role; the log's keys named by the origin.
Rules of the chain: entry 0 is version 1 and the anchor's; version n + 1 names the digest of n and meets the root
threshold of n and its own (The Update Framework 1.0, §5.3.4–5.3.5).
Rules of an entry: every signature is by a key of the one role that may sign it, verifies, and there are enough.

    rosters = Rosters.begin(entry0, anchor.roster)
    rosters.check(entry, index)             # raises Refused, or returns nothing
    rosters = rosters.admit(entry, index)   # the same, and the next roster takes effect

docs/formats/roster.md.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from uarazom.verify import canon
from uarazom.verify import entry as entries
from uarazom.verify.checkpoint import Checkpoint, open_checkpoint
from uarazom.verify.entry import ACTS, KINDS, Entry
from uarazom.verify.keys import PublicKey
from uarazom.verify.note import COSIGNATURE, ED25519, VerifierKey
from uarazom.verify.refusal import Refused

ALERT_THRESHOLD_MIN = 2  # a live warning takes two people, whatever a roster says
KEYS_MAX = 1024
VKEYS_MAX = 16
_THRESHOLD_NAMES = {"default", *KINDS, *ACTS}


@dataclass(frozen=True, slots=True)
class Role:
    """Keys (by id), and how many of them it takes."""

    keys: frozenset[str]
    threshold: int


@dataclass(frozen=True, slots=True)
class BodyKeys:
    """A publishing body's keys, and how many of them it takes, by kind and act."""

    keys: frozenset[str]
    thresholds: Mapping[str, int]

    def role(self, kind: str = "", act: str = "") -> Role:
        """Return what an act of this kind takes: the largest that applies; an alert two at least."""
        least = ALERT_THRESHOLD_MIN if kind == "alert" else 1
        return Role(self.keys, max(least, *(self.thresholds.get(name, 1) for name in ("default", kind, act))))


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Whose cosignatures count, and how many it takes; none and 0 while there are no witnesses."""

    vkeys: tuple[VerifierKey, ...]
    threshold: int


@dataclass(frozen=True, slots=True)
class Roster:
    """One version of who may sign; `digest` is the payload digest of its entry."""

    origin: str
    version: int
    previous: str | None
    digest: str
    keys: Mapping[str, PublicKey]
    root: Role
    register: Role
    exercise: Role | None
    bodies: Mapping[str, BodyKeys]
    log: tuple[VerifierKey, ...]
    witnesses: Witnesses

    @staticmethod
    def read(fields: Mapping[str, Any], digest: str = "") -> "Roster":
        """Return the roster that a payload's fields describe; refuse one that breaks a rule."""
        entries.check_members(fields, {**entries.COMMON, **entries.CHAINED, **_MEMBERS})
        keys = {keyid: _key(keyid, member) for keyid, member in fields["keys"].items()}
        roster = Roster(
            origin=fields["origin"],
            version=fields["version"],
            previous=fields.get("previous"),
            digest=digest,
            keys=keys,
            root=_role(fields["root"], keys, "root"),
            register=_role(fields["register"], keys, "register"),
            exercise=_role(fields["exercise"], keys, "exercise") if "exercise" in fields else None,
            bodies={name: _body(name, member, keys) for name, member in fields["bodies"].items()},
            log=tuple(_log_key(text, fields["origin"]) for text in fields["log"]),
            witnesses=_witnesses(fields["witnesses"]),
        )
        _check_one_role_each(roster)
        return roster

    @staticmethod
    def parse(entry: Entry) -> "Roster":
        """Return the roster of an entry; its signatures are checked by `Rosters`."""
        if entry.payload_type != entries.ROSTER:
            raise Refused("roster", entries.ROSTER, entry.payload_type, "payloadType")
        return Roster.read(entry.fields, entry.digest)

    def open_checkpoint(self, raw: bytes) -> Checkpoint:
        """Return the checkpoint; refuse unless a log key of this roster signed it, and witnesses enough."""
        checkpoint, note = open_checkpoint(raw, self.log, self.origin)
        if not self.witnesses.vkeys:
            return checkpoint
        witnessed = note.verify((*self.log, *self.witnesses.vkeys))
        seen = sum(key in self.witnesses.vkeys for key in witnessed)
        if seen < self.witnesses.threshold:
            raise Refused("witnesses", f"{self.witnesses.threshold} cosignatures", f"{seen}", "checkpoint")
        return checkpoint

    def role_for(self, entry: Entry) -> Role:
        """Return whose signatures an entry needs under this roster; refuse what nobody may sign."""
        fields = entry.fields
        if entry.payload_type == entries.REGISTER:
            return self.register
        if entry.payload_type == entries.EXERCISE:
            if self.exercise is None:
                raise Refused("threshold", "a roster with an exercise role", "none", entry.name)
            return self.exercise
        if fields["body"] not in self.bodies:
            expected = f"a body of roster {self.version}"
            raise Refused("threshold", expected, fields["body"], entry.name, "Only bodies with keys may publish.")
        body: BodyKeys = self.bodies[fields["body"]]
        if entry.payload_type == entries.MANIFEST:
            return body.role()
        return body.role(fields["kind"], fields["act"])


@dataclass(frozen=True, slots=True)
class Rosters:
    """The chain: the rosters of a log and the index of each, from entry 0 on."""

    indices: tuple[int, ...]
    rosters: tuple[Roster, ...]

    @staticmethod
    def begin(entry: Entry, digest: str) -> "Rosters":
        """Return the chain of entry 0 alone; refuse unless it is the anchor's roster, signed by its own root keys."""
        if entry.digest != digest:
            raise Refused("roster", f"entry 0 with the anchor's digest {digest}", entry.digest, "entry 0")
        roster = Roster.parse(entry)
        if roster.version != 1:
            raise Refused("roster", "version 1", f"version {roster.version}", "entry 0")
        count(entry, roster.keys, roster.root)
        return Rosters((0,), (roster,))

    @property
    def current(self) -> Roster:
        """The last roster."""
        return self.rosters[-1]

    def at(self, index: int) -> Roster:
        """Return the roster in force at an index: the last one below it (entry 0 stands under itself)."""
        return self.rosters[max(bisect_left(self.indices, index) - 1, 0)]

    def check(self, entry: Entry, index: int) -> None:
        """Refuse unless the entry at `index` (not 0) is signed as the roster in force there demands."""
        roster = self.at(index)
        if entry.fields["origin"] != roster.origin:
            raise Refused("origin", roster.origin, entry.fields["origin"], f"entry {index}")
        if entry.payload_type == entries.ROSTER:
            _check_rotation(roster, entry, index)
        else:
            count(entry, roster.keys, roster.role_for(entry), index)

    def admit(self, entry: Entry, index: int) -> "Rosters":
        """Return the chain after the entry at `index`: itself, or one longer when the entry is a roster."""
        self.check(entry, index)
        if entry.payload_type != entries.ROSTER:
            return self
        if index <= self.indices[-1]:
            raise Refused("roster", f"an index above {self.indices[-1]}", str(index), entry.name)
        return Rosters((*self.indices, index), (*self.rosters, Roster.parse(entry)))


def count(entry: Entry, keys: Mapping[str, PublicKey], role: Role, index: int = 0) -> None:
    """Refuse unless every signature is by a key of the role and verifies, and the role's threshold is met.

    Key ids ascend within an envelope, and each is the digest of its key: so signatures are as many as distinct keys.
    """
    where = f"entry {index}, {entry.name}"
    signed = entry.signed_bytes
    for one in entry.signatures:
        if one.keyid not in role.keys:
            raise Refused("signature", "a key of the role that may sign this", f"key {one.keyid[:16]}…", where)
        keys[one.keyid].verify(one.sig, signed, where)
    if len(entry.signatures) < role.threshold:
        raise Refused("threshold", f"{role.threshold} distinct keys", f"{len(entry.signatures)}", where)


def _check_rotation(before: Roster, entry: Entry, index: int) -> None:
    after = Roster.parse(entry)
    if (after.version, after.previous) != (before.version + 1, before.digest):
        expected = f"version {before.version + 1} after {before.digest}"
        raise Refused("roster", expected, f"version {after.version} after {after.previous}", f"entry {index}")
    either = Role(before.root.keys | after.root.keys, 1)
    count(entry, {**before.keys, **after.keys}, either, index)
    for roster in (before, after):
        signed = [one for one in entry.signatures if one.keyid in roster.root.keys]
        if len(signed) < roster.root.threshold:
            expected = f"{roster.root.threshold} root keys of version {roster.version}"
            raise Refused("threshold", expected, f"{len(signed)}", f"entry {index}, {entry.name}")


# ── one roster's members ─────────────────────────────────────────────────────────────────────────────────────────────
def _is_object(value: Any) -> bool:
    return type(value) is dict and len(value) <= KEYS_MAX


def _is_vkeys(value: Any) -> bool:
    return type(value) is list and len(value) <= VKEYS_MAX and all(type(text) is str for text in value)


_MEMBERS: dict[str, entries.Member] = {
    "keys": (_is_object, f"an object of at most {KEYS_MAX} keys", True),
    "root": (_is_object, "keys and threshold", True),
    "register": (_is_object, "keys and threshold", True),
    "exercise": (_is_object, "keys and threshold", False),
    "bodies": (_is_object, f"an object of at most {KEYS_MAX} bodies", True),
    "log": (lambda value: _is_vkeys(value) and value, f"1 to {VKEYS_MAX} verifier keys", True),
    "witnesses": (_is_object, "vkeys and threshold", True),
}


def _key(keyid: str, member: Any) -> PublicKey:
    if type(member) is not dict or member.get("scheme") != "ed25519":
        raise Refused("roster", "scheme ed25519 and public", repr(member), f"keys.{keyid}")
    key = PublicKey.from_base64(member.get("public"), f"keys.{keyid}")
    if key.keyid != keyid:
        raise Refused("roster", f"its own id {key.keyid}", keyid, "keys")
    return key


def _key_set(member: Mapping[str, Any], keys: Mapping[str, PublicKey], where: str) -> frozenset[str]:
    names = member.get("keys")
    if not entries.is_list_of(lambda name: type(name) is str and name in keys, rising=True)(names):
        raise Refused("roster", "ids of keys, sorted, none twice", repr(names), f"{where}.keys")
    return frozenset(names or ())


def _threshold(value: Any, keys: frozenset[str], where: str, least: int = 1) -> int:
    if type(value) is not int or not least <= value <= len(keys):
        raise Refused("roster", f"a threshold from {least} to {len(keys)}", repr(value), where)
    return value


def _role(member: Mapping[str, Any], keys: Mapping[str, PublicKey], where: str) -> Role:
    own = _key_set(member, keys, where)
    return Role(own, _threshold(member.get("threshold"), own, f"{where}.threshold"))


def _body(name: str, member: Any, keys: Mapping[str, PublicKey]) -> BodyKeys:
    where = f"bodies.{name}"
    thresholds = member.get("thresholds") if type(member) is dict else None
    if not canon.is_id(name) or type(thresholds) is not dict or "default" not in thresholds:
        raise Refused("roster", "a body id with keys and thresholds (default among them)", repr(member), where)
    if unknown := set(thresholds) - _THRESHOLD_NAMES:
        raise Refused("roster", "default, kinds and acts", ", ".join(sorted(unknown)), f"{where}.thresholds")
    own = _key_set(member, keys, where)
    least = {"alert": ALERT_THRESHOLD_MIN}
    numbers = {of: _threshold(n, own, f"{where}.thresholds.{of}", least.get(of, 1)) for of, n in thresholds.items()}
    return BodyKeys(own, numbers)


def _log_key(text: str, origin: str) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.name != origin or key.kind != ED25519:
        raise Refused("roster", f"a verifier key of {origin}", text, "log")
    return key


def _witnesses(member: Mapping[str, Any]) -> Witnesses:
    texts, threshold = member.get("vkeys"), member.get("threshold")
    if not _is_vkeys(texts) or type(threshold) is not int or not 0 <= threshold <= len(texts or ()):
        raise Refused("roster", "verifier keys, and a threshold within their number", repr(member), "witnesses")
    vkeys = tuple(map(VerifierKey.parse, texts or ()))
    if any(key.kind != COSIGNATURE for key in vkeys) or len({key.public for key in vkeys}) < len(vkeys):
        raise Refused("roster", "distinct cosignature keys (kind 4)", repr(texts), "witnesses")
    return Witnesses(vkeys, threshold)


def _check_one_role_each(roster: Roster) -> None:
    roles = [roster.root.keys, roster.register.keys, *(body.keys for body in roster.bodies.values())]
    if roster.exercise:
        roles.append(roster.exercise.keys)
    used = [keyid for keys in roles for keyid in keys]
    if sorted(used) != sorted(roster.keys):
        twice = sorted({keyid for keyid in used if used.count(keyid) > 1})
        unused = sorted(set(roster.keys) - set(used))
        raise Refused("roster", "each key in exactly one role", f"twice {twice}, unused {unused}", "keys")
