"""The next roster: takes keys out and puts keys in, drafted on the server, signed by each holder of a root key offline.

    python tools/next_roster.py show  public                      who may sign now: roles, key ids, thresholds
    python tools/next_roster.py key   body-press-3.pem            a new key; prints its id and its public half
    python tools/next_roster.py draft public --drop KEYID --add body:press=PUBLIC --out roster-2.json
    python tools/next_roster.py sign  roster-2.json --root-key root-1.pem --out roster-2.envelope
    uarazom publish roster-2.envelope --home DIR                   appended: it counts from the next entry on

Roles are ``root``, ``register``, ``exercise``, ``body:ID``, and ``log`` (a new log key becomes the current one).
Rules, in order: the draft is a sound roster that follows the one in force, or nothing is written; ``sign`` says what it
signs and adds one signature to those that are there; whether they are enough is for the log to say, which refuses a
roster below either threshold. Nothing else may be published between draft and publishing: stop the outbox first.

docs/formats/roster.md; docs/operations.md, "A key is stolen".
"""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from uarazom.record.errors import RecordError
from uarazom.record.keys import SigningKey
from uarazom.record.log import read_checkpoint
from uarazom.verify import canon, tiles
from uarazom.verify.entry import ROSTER, Entry
from uarazom.verify.envelope import Envelope, Signature, pae
from uarazom.verify.keys import PublicKey
from uarazom.verify.note import ED25519, VerifierKey
from uarazom.verify.refusal import Refused
from uarazom.verify.roster import Roster

Fields = dict[str, Any]


def main(argv: list[str] | None = None) -> int:
    """One step of the four."""
    args = _parser().parse_args(argv)
    try:
        args.step(args)
    except (Refused, RecordError, OSError) as error:
        print(f"next_roster {args.name}: {error}", file=sys.stderr)
        return 1
    return 0


# ── the steps ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def show(args: argparse.Namespace) -> None:
    """Print the roster in force."""
    fields = in_force(args.public).fields
    print(f"version {fields['version']} of {fields['origin']}, issued at {fields['issued_at']}")
    for role, member in _roles(fields):
        thresholds = member.get("thresholds", {"default": member.get("threshold")})
        needed = ", ".join(f"{name} {number}" for name, number in thresholds.items())
        print(f"{role}: {needed} of {len(member['keys'])}", *member["keys"], sep="\n    ")
    print("log:", *fields["log"], sep="\n    ")


def key(args: argparse.Namespace) -> None:
    """Make a key where it will be used."""
    made = SigningKey.generate(os.urandom)
    made.save(args.file)
    print(f"key id  {made.key_id}\npublic  {canon.to_base64(made.public)}")


def draft(args: argparse.Namespace) -> None:
    """Write the payload of the next roster."""
    now = canon.instant_text(datetime.now(UTC))
    fields = successor(in_force(args.public), now, drop=args.drop, add=[one.partition("=")[::2] for one in args.add])
    args.out.write_bytes(canon.canonical(fields))
    print(f"version {fields['version']} drafted in {args.out}, digest {canon.digest(args.out.read_bytes())}")
    print("each root key signs that digest; nothing else may be published until then")


def sign(args: argparse.Namespace) -> None:
    """Add the signature of each root key given."""
    payload = args.payload.read_bytes()
    Roster.read(canon.parse(payload))
    signatures = (
        {one.keyid: one for one in Envelope.parse(args.out.read_bytes()).signatures} if args.out.exists() else {}
    )
    for file in args.root_key:
        root = SigningKey.load(file)
        signatures[root.key_id] = Signature(root.key_id, root.sign(pae(ROSTER, payload)))
    raw = Envelope.seal(ROSTER, payload, signatures.values()).serialise()
    Entry.parse(raw)
    args.out.write_bytes(raw)
    print(f"digest {canon.digest(payload)}: {len(signatures)} signatures in {args.out}")


# ── the roster after this one ─────────────────────────────────────────────────────────────────────────────────────────
def successor(current: Entry, now: str, *, drop: Iterable[str], add: Iterable[tuple[str, str]]) -> Fields:
    """The fields of the next version. Raises: Refused where it would not be a sound roster."""
    fields: Fields = canon.parse(canon.canonical(current.fields))
    fields |= {"version": fields["version"] + 1, "previous": current.digest, "issued_at": now}
    for keyid in drop:
        _drop(fields, keyid)
    for role, public in add:
        _add(fields, role, PublicKey.from_base64(public, role))
    used = {keyid for _, member in _roles(fields) for keyid in member["keys"]}
    fields["keys"] = {keyid: member for keyid, member in fields["keys"].items() if keyid in used}
    fields["bodies"] = {name: body for name, body in fields["bodies"].items() if body["keys"]}
    Roster.read(fields)
    return fields


def _drop(fields: Fields, keyid: str) -> None:
    held = [member for _, member in _roles(fields) if keyid in member["keys"]]
    if not held:
        raise Refused("roster", "the id of a key in force (see show)", keyid, "--drop")
    held[0]["keys"].remove(keyid)


def _add(fields: Fields, role: str, public: PublicKey) -> None:
    if role == "log":
        fields["log"] = [str(VerifierKey(fields["origin"], ED25519, public))]
        return
    member = dict(_roles(fields)).get(role)
    if member is None:
        known = ", ".join(name for name, _ in _roles(fields))
        raise Refused("roster", f"log or one of {known}", role, "--add")
    member["keys"] = sorted({*member["keys"], public.keyid})
    fields["keys"][public.keyid] = {"scheme": "ed25519", "public": canon.to_base64(public.raw)}


def _roles(fields: Mapping[str, Any]) -> Iterator[tuple[str, Fields]]:
    yield from ((name, fields[name]) for name in ("root", "register", "exercise") if name in fields)
    yield from ((f"body:{name}", body) for name, body in fields["bodies"].items())


def in_force(public: Path) -> Entry:
    """The last roster of a public folder. Raises: Refused where there is none."""
    shown = read_checkpoint(public)
    found = [raw for raw in _entries(public, shown.tree_size if shown else 0) if ROSTER.encode() in raw]
    if not found:
        raise Refused("roster", "a log with a roster in it", "none", str(public), "Name the folder that holds log/.")
    return Entry.parse(found[-1])


def _entries(public: Path, size: int) -> Iterator[bytes]:
    for index, width in tiles.tiles_of(size):
        path = tiles.entries_path(index, width)
        yield from tiles.parse_entries((public / path).read_bytes(), width, path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    steps = parser.add_subparsers(dest="name", required=True)
    for step in (show, key, draft, sign):
        steps.add_parser(step.__name__, help=step.__doc__).set_defaults(step=step)
    for name in ("show", "draft"):
        steps.choices[name].add_argument("public", type=Path, help="the public folder, or a copy of it")
    steps.choices["key"].add_argument("file", type=Path, help="the key file to make")
    steps.choices["draft"].add_argument("--drop", action="append", default=[], metavar="KEYID")
    steps.choices["draft"].add_argument("--add", action="append", default=[], metavar="ROLE=PUBLIC")
    steps.choices["sign"].add_argument("payload", type=Path, help="what draft wrote")
    steps.choices["sign"].add_argument("--root-key", action="append", required=True, type=Path, metavar="FILE")
    for name in ("draft", "sign"):
        steps.choices[name].add_argument("--out", required=True, type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
