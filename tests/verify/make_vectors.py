"""Writes docs/formats/vectors/*.json, once, from the simulator's fixed keys and inputs.

A vector is a promise about bytes that are already signed somewhere: no test runs this, and it never overwrites a file.
A new format number gets new files beside the old ones:

    python tests/verify/make_vectors.py
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent))

from verify_simulator import ORIGIN, Simulator, example, private, public, role, seal, words_blob

from uarazom.verify import approval, canon, merkle, paper
from uarazom.verify.entry import ACT, EXERCISE, MANIFEST, Entry, content_digest
from uarazom.verify.note import COSIGNATURE, Note, NoteSignature, VerifierKey
from uarazom.verify.tlogproof import TlogProof

FOLDER = Path(__file__).resolve().parents[2] / "docs/formats/vectors"
NAMES = (
    "root-1",
    "root-2",
    "root-3",
    "root-4",
    "root-5",
    "register-1",
    "exercise-1",
    "mod-1",
    "mod-2",
    "mfa-1",
    "log-1",
)


def keys() -> dict[str, Any]:
    return {
        name: {
            "seed": private(name).private_bytes_raw().hex(),
            "public": public(name).raw.hex(),
            "keyid": public(name).keyid,
        }
        for name in NAMES
    }


def of_entry(one: Entry) -> dict[str, Any]:
    return {
        "payload": one.payload.decode(),
        "payload_digest": one.digest,
        "content_digest": content_digest(one.fields),
        "signed_bytes": one.signed_bytes.hex(),
        "envelope": one.raw.decode(),
        "leaf_hash": merkle.leaf_hash(one.raw).hex(),
    }


def canonical() -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = [
        {},
        {"b": 1, "a": [2, "x"], "UA-05": {"uk": "Вінниця"}},
        {"text": 'quote " solidus / backslash \\ tab \t newline \n control \u0001 delete \u007f'},
        {"text": "’ € 😀 \u2028 \ufeff"},
        {"edge": [9007199254740991, -9007199254740991, 0]},
    ]
    return [{"value": value, "bytes": canon.canonical(value).hex()} for value in values]


def rotation() -> dict[str, Any]:
    sim = Simulator()
    first = sim.roster()
    sim.root = ("root-4", "root-5")
    second = sim.roster(["root-1", "root-2", "root-4", "root-5"], root=role(2, "root-4", "root-5"))
    return {"before": of_entry(first), "after": of_entry(second)}


def witnessed(sim: Simulator) -> dict[str, Any]:
    note = Note.parse(sim.checkpoint())
    witness = VerifierKey("witness.example/w1", COSIGNATURE, public("witness-1"))
    time = 1_645_000_000
    signature = private("witness-1").sign(f"cosignature/v1\ntime {time}\n{note.text}".encode())
    line = NoteSignature(witness.name, witness.key_hash, time.to_bytes(8) + signature)
    return {"vkey": str(witness), "note": Note(note.text, (*note.signatures, line)).serialise().decode()}


def others(sim: Simulator) -> dict[str, Any]:
    common = {"origin": ORIGIN, "issued_at": "2022-02-14T00:00:00Z", "body": "mod-ua"}
    manifest = {**common, "format": "uarazom/manifest/1", "digest": canon.digest(b"map"), "size": 3}
    manifest |= {"media_type": "image/svg+xml", "purpose": "map"}
    exercise = {
        **common,
        "format": "uarazom/exercise/1",
        "document": "alert-1",
        "n": 1,
        "kind": "alert",
        "act": "publish",
    }
    alert = {**exercise, "format": "uarazom/act/1"}
    return {
        "manifest": of_entry(Entry.parse(seal(MANIFEST, manifest, ["mod-1"]))),
        "exercise": of_entry(Entry.parse(seal(EXERCISE, exercise, ["exercise-1"]))),
        "alert": of_entry(Entry.parse(seal(ACT, alert, ["mod-1", "mod-2"]))),
    }


def statements() -> list[dict[str, Any]]:
    given = [
        {"origin": ORIGIN, "role": "hold", "person": "olena", "content": "c" * 64},
        {
            "origin": ORIGIN,
            "role": "approve",
            "person": "olena",
            "content": "c" * 64,
            "contributors": ["ivan", "taras"],
            "embargo": "2022-02-14T12:00:00Z",
        },
    ]
    made = []
    for each in given:
        statement = approval.statement(**each)
        signature = private("olena").sign(statement).hex()
        made.append({"given": each, "statement": statement.decode(), "signature": signature})
    return [{"public": public("olena").raw.hex()}, *made]


def vectors() -> dict[str, Any]:
    sim = example()
    raw = sim.bundle_of("claim-1").serialise()
    proof = TlogProof(2, merkle.inclusion_proof(2, 5, sim.read_hash), sim.checkpoint())
    words = words_blob({"title": {"uk": "Назва", "en": "Title"}}, "vector")
    return {
        "keys": keys(),
        "canonical": canonical(),
        "roster": of_entry(sim.entries[0]),
        "rotation": rotation(),
        "register": of_entry(sim.entries[1]),
        "act": of_entry(sim.entries[2]),
        "entries": others(sim),
        "words": {"bytes": words.decode(), "digest": canon.digest(words)},
        "checkpoint": {
            "vkey": str(sim.vkey),
            "text": Note.parse(sim.checkpoint()).text,
            "note": sim.checkpoint().decode(),
        },
        "cosignature": witnessed(sim),
        "consistency": {
            "leaves": [leaf.hex() for leaf in sim.leaves],
            "roots": [merkle.root(sim.leaves[:size]).hex() for size in range(6)],
            "from_3_to_5": [each.hex() for each in merkle.consistency_proof(3, 5, sim.read_hash)],
            "inclusion_of_2_in_5": [each.hex() for each in proof.proof],
        },
        "tlog-proof": {"entry": sim.entries[2].raw.decode(), "proof": proof.serialise().decode()},
        "anchor": {"anchor": sim.anchor.serialise().decode()},
        "bundle": {"anchor": sim.anchor.serialise().decode(), "bundle": raw.decode()},
        "paper": {"anchor": sim.anchor.serialise().decode(), "page": paper.page(raw).decode()},
        "approval": statements(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, vector in vectors().items():
        path = FOLDER / f"{name}.json"
        if path.exists():
            print(f"kept {path.name}")
            continue
        path.write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"made {path.name}")
