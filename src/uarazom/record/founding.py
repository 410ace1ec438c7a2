"""The founding of a log: its first roster, its first entry, its verifier key and its anchor.

    keys = founding.Keys.generate(os.urandom, root=3, bodies={"mod": 2, "press": 1})
    fields = founding.roster(origin, now, keys)
    create(home, seal(fields, keys.root), keys)

An instance is founded once: where a record lies already, `create` refuses. A crash half-way leaves a home that the
same call finishes or that can be deleted: nothing was public before the checkpoint.

docs/formats/roster.md, docs/formats/log.md (the anchor).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uarazom.record.disk import Disk, RealDisk, place
from uarazom.record.errors import Damaged
from uarazom.record.keys import Chance, KeyRing, SigningKey
from uarazom.record.log import STORE, Log
from uarazom.verify import canon
from uarazom.verify.anchor import Anchor
from uarazom.verify.entry import Entry
from uarazom.verify.keys import PublicKey
from uarazom.verify.note import ED25519, VerifierKey
from uarazom.verify.roster import Roster


@dataclass(frozen=True)
class Keys:
    """The keys of a new log. Root keys are to be taken offline; the others are the signer's."""

    root: Sequence[SigningKey]
    register: Sequence[SigningKey]
    exercise: Sequence[SigningKey]
    log: SigningKey
    bodies: Mapping[str, Sequence[SigningKey]] = field(default_factory=dict)

    @classmethod
    def generate(cls, chance: Chance, *, bodies: Mapping[str, int], root: int = 3, exercise: int = 1) -> "Keys":
        """New keys: `root` root keys, one register key, `exercise` exercise keys, and so many for each body."""

        def some(number: int) -> tuple[SigningKey, ...]:
            return tuple(SigningKey.generate(chance) for _ in range(number))

        return cls(
            some(root),
            some(1),
            some(exercise),
            SigningKey.generate(chance),
            {body: some(n) for body, n in bodies.items()},
        )

    def signers(self) -> KeyRing:
        """What the signer holds: every key but the root's."""
        bodies = [key for keys in self.bodies.values() for key in keys]
        return KeyRing.of([*self.register, *self.exercise, self.log, *bodies])

    def save(self, home: Path) -> None:
        """Write each key to a file of its own, 0600: the root's to ``root/``, the others to ``signer/keys/``."""
        signer = home / "signer" / "keys"
        named = {home / "root" / f"root-{i}.pem": key for i, key in enumerate(self.root, 1)}
        named |= {signer / f"register-{i}.pem": key for i, key in enumerate(self.register, 1)}
        named |= {signer / f"exercise-{i}.pem": key for i, key in enumerate(self.exercise, 1)}
        named |= {signer / "log.pem": self.log}
        for body, keys in self.bodies.items():
            named |= {signer / f"body-{body}-{i}.pem": key for i, key in enumerate(keys, 1)}
        for path, key in named.items():
            key.save(path)


def vkey(origin: str, key: SigningKey) -> VerifierKey:
    """The verifier key under which the log's checkpoints are signed."""
    return VerifierKey(origin, ED25519, PublicKey.parse(key.public))


def roster(
    origin: str, issued_at: str, keys: Keys, thresholds: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, Any]:
    """The payload of roster 1: later ones take most of its root keys, so that one lost ends nothing and one stolen
    changes nothing; a body's `thresholds` default to one key (an alert takes two, and a body with a single key can
    therefore publish none).

    Raises: Refused where it would not be a sound roster.
    """
    every = [*keys.root, *keys.register, *keys.exercise, *(key for some in keys.bodies.values() for key in some)]
    fields: dict[str, Any] = {
        "format": "uarazom/roster/1",
        "origin": origin,
        "issued_at": issued_at,
        "version": 1,
        "keys": {key.key_id: {"scheme": "ed25519", "public": canon.to_base64(key.public)} for key in every},
        "root": {"keys": _ids(keys.root), "threshold": len(keys.root) // 2 + 1},
        "register": {"keys": _ids(keys.register), "threshold": 1},
        "bodies": {
            body: {"keys": _ids(some), "thresholds": dict((thresholds or {}).get(body, {"default": 1}))}
            for body, some in keys.bodies.items()
        },
        "log": [str(vkey(origin, keys.log))],
        "witnesses": {"vkeys": [], "threshold": 0},
    }
    if keys.exercise:
        fields["exercise"] = {"keys": _ids(keys.exercise), "threshold": 1}
    Roster.read(fields)
    return fields


def create(home: Path, roster_entry: bytes, keys: KeyRing, disk: Disk | None = None) -> Anchor:
    """Make a new log in `home` with the signed roster as entry 0, and write ``DIR/anchor``.

    Raises: Damaged where a log with another entry 0 lies there; BatchRefused, RecordFailed as `Log.append`.
    """
    disk = disk or RealDisk()
    entry = Entry.parse(roster_entry)
    with Log.open(home / "record", home / "public", keys, disk) as log:
        _check_new(home, log, entry)
        log.append([roster_entry])
    anchor = Anchor(entry.fields["origin"], Roster.parse(entry).log[0], entry.digest)
    place(disk, {home / "anchor": anchor.serialise()})
    return anchor


def _check_new(home: Path, log: Log, entry: Entry) -> None:
    first = next(log.store.rows(0, 1), None)
    if first is not None and first.payload_digest.hex() != entry.digest:
        raise Damaged(
            expected="a home without a log",
            got=f"a log of {log.size} entries",
            where=str(home / "record" / STORE),
            remedy="choose another folder: a log is founded once",
        )


def _ids(keys: Sequence[SigningKey]) -> list[str]:
    return sorted(key.key_id for key in keys)
