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

from verify_simulator import ORIGIN, Simulator, clarified, example, private, public, role, seal, words_blob

from uarazom.acts.sentences import sentences
from uarazom.verify import approval, canon, extract, merkle, paper
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


CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier>
  <sender>duty@warnings.example</sender>
  <sent>2022-02-16T10:00:00+02:00</sent>
  <status>{status}</status>
  <msgType>{msg_type}</msgType>
  <scope>Public</scope>
</alert>
"""


def warned(n: int = 1, **more: Any) -> dict[str, Any]:
    """An act of a warning, as docs/formats/alert.md has it; its CAP message is short, since only its digest counts."""
    exercise = more.pop("exercise", False)
    identifier, status = f"{ORIGIN.replace('/', '.')}.alert-2.{n}", "Exercise" if exercise else "Actual"
    message = CAP.format(identifier=identifier, status=status, msg_type="Alert").encode()
    template = retraction()
    return {
        "format": "uarazom/exercise/1" if exercise else "uarazom/act/1",
        "origin": ORIGIN,
        "issued_at": "2022-02-16T08:00:30Z",
        "document": "alert-2",
        "n": n,
        "kind": "alert",
        "act": "publish",
        "body": "mod-ua",
        "by": "mod-ua",
        "known_at": "2022-02-16T08:00:00Z",
        "known_at_precision": "exact",
        "valid_until": "2022-02-16T10:00:00Z",
        "regions": ["UA-05:UA05020000000026686"],
        "original_language": "uk",
        "versions": {"en": "official", "uk": "original"},
        "words": "d" * 64,
        "alert": {
            "identifier": identifier,
            "sender": "duty@warnings.example",
            "sent": "2022-02-16T08:00:00Z",
            "msg_type": "Alert",
            "status": status,
            "message": {"digest": canon.digest(message), "size": len(message)},
            "event": "air-raid",
            "severity": "Extreme",
            "urgency": "Immediate",
            "certainty": "Observed",
            "responses": ["Shelter"],
            "parts": {"UA-05:UA05040000000050292": "part"},
            "retraction": canon.digest(template),
        },
        **more,
    }


def retraction() -> bytes:
    cancel = CAP.format(identifier="0", status="Actual", msg_type="Cancel").encode()
    fields = {"format": "uarazom/retraction/1", "origin": ORIGIN, "document": "alert-2", "body": "mod-ua"}
    return canon.canonical({**fields, "by": "mod-ua", "words": "e" * 64, "cap": canon.digest(cancel)})


def warnings() -> dict[str, Any]:
    """A warning, the same with its XML signature (the same content digest), an exercise, and the sealed retraction."""
    signed = warned(signed_message={"digest": "f" * 64, "size": 2048})
    statement = approval.statement(origin=ORIGIN, role="retract", person="olena", content=canon.digest(retraction()))
    return {
        "alert": of_entry(Entry.parse(seal(ACT, warned(), ["mod-1", "mod-2"]))),
        "signed": of_entry(Entry.parse(seal(ACT, signed, ["mod-1", "mod-2"]))),
        "exercise": of_entry(Entry.parse(seal(EXERCISE, warned(exercise=True), ["exercise-1"]))),
        "retraction": {"bytes": retraction().decode(), "digest": canon.digest(retraction())},
        "release": {"statement": statement.decode(), "signature": private("olena").sign(statement).hex()},
    }


def request() -> dict[str, Any]:
    """A request for correction and the outlet's reply: both entries, the words of the first, the bundle as a page."""
    sim = Simulator()
    sim.roster()
    sim.register(instance={"id": "demo", "languages": ["uk", "en"], "mode": "demonstration", "timezone": "Europe/Kyiv"})
    words = {
        "title": {"uk": "Прохання виправити статтю", "en": "Request to correct an article"},
        "text": {"uk": "Просимо виправити.", "en": "We ask to correct it."},
        "article": {"outlet": "The <Daily> Example", "url": "https://daily.example/1?a=1&b=2", "digest": "a" * 64},
        "passages": [{"article": "It “will” be the 18th.", "record": "We are told that it will be the 16th."}],
    }
    finding = {"act": "statement-1/1", "language": "en", "paragraph": 2, "found": "altered", "material": "yes"}
    both = {"kind": "request", "original_language": "uk", "versions": {"en": "official", "uk": "original"}}
    known = {"known_at": "2022-02-14T00:01:00Z", "known_at_precision": "exact"}
    asked = sim.act(
        "request-1",
        "publish",
        words,
        **{**both, **known, "by": "mod-ua", "section": "security", "findings": [finding]},
        article_date="2022-02-13",
        article_language="en",
    )
    said = {"text": {"en": "We have corrected it.", "uk": "Ми виправили."}}
    versions = {"original_language": "en", "versions": {"en": "original", "uk": "working"}, "form": "quotation"}
    replied = sim.act("request-1", "answer", said, **{**both, **known, **versions, "reply": "corrected"})
    return {
        "publish": of_entry(asked),
        "answer": of_entry(replied),
        "words": sim.blobs[asked.fields["words"]].decode(),
        "anchor": sim.anchor.serialise().decode(),
        "page": paper.page(sim.bundle_of("request-1").serialise()).decode(),
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


def extracts() -> dict[str, Any]:
    salt = canon.to_base64(bytes(range(16)))
    texts = {
        "uk": "Добрий вечір.\n\nНам кажуть, що 16 лютого стане днем нападу. Ми зробимо його Днем єднання 🇺🇦. Так.",
        "en": "Good evening.\n\nWe are told that 16 February will be the day of the attack."
        " We will make it the Day of Unity.",
        "fr": "Bonsoir.\n\nOn nous dit que le 16 février sera le jour de l’attaque.",
    }
    exact = [
        ("uk", "Нам кажуть, що 16 лютого стане днем нападу."),
        ("uk", "Так."),
        ("en", "We are told that 16 February will be the day of the attack."),
    ]
    made = [extract_of(language, texts[language], words, salt) for language, words in exact]
    every = [extract.Extract(**one) for one in made]
    places = {one: extract.stretches(every, texts, salt, one, original="uk") for one in texts}
    sim = clarified()
    return {
        "anchor": sim.anchor.serialise().decode(),
        "page": paper.page(sim.bundle_of("statement-1").serialise()).decode(),
        "words": {"format": "uarazom/words/1", "salt": salt, "text": texts},
        "exact": [words for _, words in exact],
        "digested": [
            canon.canonical({"format": extract.FORMAT, "salt": salt, "words": words}).decode() for _, words in exact
        ],
        "extracts": made,
        "stretches": {one: [[each.paragraph, each.start, each.end] for each in found] for one, found in places.items()},
    }


def extract_of(language: str, text: str, words: str, salt: str) -> dict[str, Any]:
    k, start = next((k, part.index(words)) for k, part in enumerate(extract.paragraphs(text), 1) if words in part)
    place = {"paragraph": k, "start": start, "end": start + len(words)}
    return {"act": "statement-1/1", "language": language, **place, "digest": extract.digest(words, salt)}


SENTENCES = (
    "Ні. Нам кажуть, що 16 лютого (так!) стане днем нападу.",
    "V. Zelensky said: “No.” And then... he left. 5 men.\n- one\n- two",
    "„Так“. Ми! 3.5 млн. грн. Р. S. Кінець",
    "«Що? — спитав він. — Коли?» Ніхто не знав…  Потім — тиша.",
    "هل نحن جاهزون؟ نعم. نحن هنا۔ انتهى.",
    "我们准备好了。谢谢！好",
    "U.S. troops. Mr. Putin, e.g. no. (He said.) [So.] — Yes!",
    "  Leading. And trailing.  ",
    "No end",
    "",
    "...",
    "1. First. 2. Second",
)


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
        "alert": warnings(),
        "extract": extracts(),
        "sentences": [{"paragraph": one, "sentences": [list(place) for place in sentences(one)]} for one in SENTENCES],
        "request": request(),
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
