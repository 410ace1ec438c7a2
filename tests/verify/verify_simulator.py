"""A whole log in memory, its keys included: it can be honest, and it can lie in every way that a holder of keys could.

Everything is derived from names, so that the same calls give the same bytes: the golden vectors come from here.
"""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from uarazom.verify import blob, canon, entry, merkle, note, tiles
from uarazom.verify.anchor import Anchor
from uarazom.verify.bundle import Bundle, Carried
from uarazom.verify.checkpoint import Checkpoint
from uarazom.verify.entry import Entry
from uarazom.verify.envelope import Envelope, Signature, pae
from uarazom.verify.keys import PublicKey

ORIGIN = "demonstration.example/log"


def private(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"uarazom test key {name}".encode()).digest())


def public(name: str) -> PublicKey:
    return PublicKey.parse(private(name).public_key().public_bytes_raw())


def ids(*names: str) -> list[str]:
    return sorted(public(name).keyid for name in names)


def role(threshold: int, *names: str) -> dict[str, Any]:
    return {"keys": ids(*names), "threshold": threshold}


def seal(payload_type: str, fields: dict[str, Any], signers: Iterable[str]) -> bytes:
    payload = canon.canonical(fields)
    signed = pae(payload_type, payload)
    signatures = [Signature(public(name).keyid, private(name).sign(signed)) for name in signers]
    return Envelope.seal(payload_type, payload, signatures).serialise()


def words_blob(words: dict[str, Any], salt: str) -> bytes:
    made = canon.to_base64(hashlib.sha256(f"salt {salt}".encode()).digest()[:16])
    return canon.canonical({"format": "uarazom/words/1", "salt": made, **words})


def reader(files: dict[str, bytes]) -> Callable[[str], bytes]:
    def read(path: str) -> bytes:
        if path not in files:
            raise FileNotFoundError(path)
        return files[path]

    return read


class Simulator:
    """Appends entries, signs checkpoints, writes files, makes bundles."""

    start = datetime(2022, 2, 14, tzinfo=UTC)

    def __init__(self, origin: str = ORIGIN, log_key: str = "log-1") -> None:
        self.bodies: dict[str, tuple[str, ...]] = {"mod-ua": ("mod-1", "mod-2"), "mfa-ua": ("mfa-1",)}
        self.origin = origin
        self.log_key = log_key
        self.root: tuple[str, ...] = ("root-1", "root-2", "root-3")
        self.entries: list[Entry] = []
        self.blobs: dict[str, bytes] = {}
        self.rosters: list[Entry] = []
        self.registers: list[Entry] = []
        self.heads: dict[str, Entry] = {}
        self.minutes = 0

    # ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def now(self) -> str:
        self.minutes += 1
        return canon.instant_text(self.start + timedelta(minutes=self.minutes))

    def take(self, payload_type: str, fields: dict[str, Any], signers: Iterable[str]) -> Entry:
        """Append without asking whether it is right."""
        made = Entry.parse(seal(payload_type, fields, signers))
        self.entries.append(made)
        return made

    def roster_fields(self, **changes: Any) -> dict[str, Any]:
        names = [*self.root, "register-1", "exercise-1", *(name for keys in self.bodies.values() for name in keys)]
        fields: dict[str, Any] = {
            "format": "uarazom/roster/1",
            "origin": self.origin,
            "issued_at": self.now(),
            "version": len(self.rosters) + 1,
            "keys": {public(n).keyid: {"scheme": "ed25519", "public": canon.to_base64(public(n).raw)} for n in names},
            "root": role(2, *self.root),
            "register": role(1, "register-1"),
            "exercise": role(1, "exercise-1"),
            "bodies": {
                name: {"keys": ids(*keys), "thresholds": {"default": 1, **({"alert": 2} if len(keys) > 1 else {})}}
                for name, keys in self.bodies.items()
            },
            "log": [str(self.vkey)],
            "witnesses": {"vkeys": [], "threshold": 0},
        }
        if self.rosters:
            fields["previous"] = self.rosters[-1].digest
        return {name: value for name, value in {**fields, **changes}.items() if value is not None}

    def roster(self, signers: Iterable[str] = ("root-1", "root-2"), **changes: Any) -> Entry:
        self.rosters.append(self.take(entry.ROSTER, self.roster_fields(**changes), signers))
        return self.rosters[-1]

    def register(self, words: dict[str, Any] | None = None, **members: Any) -> Entry:
        fields = {
            "format": "uarazom/register/1",
            "origin": self.origin,
            "issued_at": self.now(),
            "version": len(self.registers) + 1,
            **members,
        }
        if self.registers:
            fields["previous"] = self.registers[-1].digest
        if words:
            fields["words"] = self.blob(words_blob(words, f"register {fields['version']}"))
        self.registers.append(self.take(entry.REGISTER, fields, ["register-1"]))
        return self.registers[-1]

    def act(
        self,
        document: str,
        act: str,
        words: dict[str, Any] | None = None,
        signers: Iterable[str] = ("mod-1",),
        payload_type: str = entry.ACT,
        **members: Any,
    ) -> Entry:
        head = self.heads.get(document)
        number = head.fields["n"] + 1 if head else 1
        fields = {
            "format": entry.FORMATS[payload_type],
            "origin": self.origin,
            "issued_at": self.now(),
            "document": document,
            "n": number,
            "kind": head.fields["kind"] if head else "claim",
            "act": act,
            "body": "mod-ua",
        }
        if head:
            fields["previous"] = head.digest
        if words:
            fields["words"] = self.blob(words_blob(words, f"{document}/{number}"))
        fields = {name: value for name, value in {**fields, **members}.items() if value is not None}
        self.heads[document] = self.take(payload_type, fields, signers)
        return self.heads[document]

    def extract(self, document: str, language: str, words: str) -> dict[str, Any]:
        """Where these words stand in the first act of a document."""
        first = next(one for one in self.entries if one.name == f"{document}/1")
        said = canon.parse(self.blobs[first.fields["words"]], max_bytes=2**20)
        parts = enumerate(said["text"][language].split("\n\n"), start=1)
        k, start = next((k, part.index(words)) for k, part in parts if words in part)
        place = {"paragraph": k, "start": start, "end": start + len(words)}
        named = {"format": "uarazom/extract/1", "salt": said["salt"], "words": words}
        digest = canon.digest(canon.canonical(named))
        return {"act": first.name, "language": language, **place, "digest": digest}

    def manifest(self, raw: bytes = b"a map", **members: Any) -> Entry:
        fields = {"format": "uarazom/manifest/1", "origin": self.origin, "issued_at": self.now(), "body": "mod-ua"}
        fields |= {"digest": self.blob(raw), "size": len(raw), "media_type": "image/png", "purpose": "map"}
        return self.take(entry.MANIFEST, {**fields, **members}, ["mod-1"])

    def blob(self, raw: bytes) -> str:
        digest = canon.digest(raw)
        self.blobs[digest] = raw
        return digest

    # ── what is published ────────────────────────────────────────────────────────────────────────────────────────────
    @property
    def vkey(self) -> note.VerifierKey:
        return note.VerifierKey(self.origin, note.ED25519, public(self.log_key))

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.origin, note.VerifierKey(self.origin, note.ED25519, public("log-1")), self.entries[0].digest)

    @property
    def leaves(self) -> list[bytes]:
        return [merkle.leaf_hash(one.raw) for one in self.entries]

    def read_hash(self, level: int, index: int) -> bytes:
        return merkle.root(self.leaves[index << level : (index + 1) << level])

    def checkpoint(self, size: int | None = None) -> bytes:
        leaves = self.leaves[:size]
        text = Checkpoint(self.origin, len(leaves), merkle.root(leaves)).text
        return note.sign_note(text, self.vkey, private(self.log_key).sign(text.encode()))

    def files(self) -> dict[str, bytes]:
        """Return the public folder's log and blobs: path → bytes."""
        size = len(self.entries)
        found = {tiles.CHECKPOINT_PATH: self.checkpoint()}
        found |= {blob.blob_path(digest): raw for digest, raw in self.blobs.items()}
        for index, width in tiles.tiles_of(size):
            bundle = [one.raw for one in self.entries[index * 256 : index * 256 + width]]
            found[tiles.entries_path(index, width)] = tiles.serialise_entries(bundle)
        hashes = self.leaves
        for level in range(tiles.levels_of(size)):
            for index, width in tiles.tiles_of(size, level):
                found[tiles.tile_path(level, index, width)] = b"".join(hashes[index * 256 : index * 256 + width])
            hashes = [merkle.root(hashes[at : at + 256]) for at in range(0, len(hashes) // 256 * 256, 256)]
        return found

    def reader(self) -> Callable[[str], bytes]:
        """Return `read(path)` over the files as they are now."""
        return reader(self.files())

    def carried(self, index: int, size: int) -> Carried:
        return Carried(index, self.entries[index], merkle.inclusion_proof(index, size, self.read_hash))

    def bundle_of(self, document: str, *, without: Iterable[str] = ()) -> Bundle:
        size = len(self.entries)
        wanted = [
            index
            for index, one in enumerate(self.entries)
            if one.fields.get("document", document) == document and one.payload_type != entry.MANIFEST
        ]
        named = {self.entries[index].fields.get("words") for index in wanted}
        blobs = {digest: raw for digest, raw in self.blobs.items() if digest in named - set(without)}
        carried = tuple(self.carried(index, size) for index in wanted)
        return Bundle(self.origin, document, self.checkpoint(), carried, blobs)


def example() -> Simulator:
    """A claim that was announced, doubted in two languages, and lost its first words by law."""
    sim = Simulator()
    sim.roster()
    sim.register(
        {
            "bodies": {"mod-ua": {"name": {"uk": "Міністерство оборони", "en": "Ministry of Defence"}}},
            "people": {"minister": {"name": {"uk": "Міністр", "en": "The minister"}, "offices": [{"uk": "міністр"}]}},
            "sections": {"security": {"name": {"uk": "Безпека", "en": "Security"}}},
        },
        bodies={"mod-ua": {"kind": "ministry", "head": "state", "participation": "ordered", "named": "yes"}},
        instance={"id": "demo", "languages": ["uk", "en"], "mode": "demonstration", "timezone": "Europe/Kyiv"},
        sections=["security"],
    )
    sim.act(
        "claim-1",
        "announce",
        {
            "title": {"uk": "Міністр: «ударної групи» немає", "en": "Minister: no strike group <has> formed"},
            "text": {"uk": "Станом на зараз її немає.\n\nСтежимо.", "en": "As of now there is none.\n\nWe watch."},
            "source": {"publisher": "Example press", "url": "https://press.example/1?a=1&b=2"},
        },
        by="minister",
        speaking_for="mod-ua",
        known_at="2022-02-14T00:01:00Z",
        known_at_precision="hour",
        as_of="2022-02-14T00:00:00Z",
        valid_until="2022-02-15T00:00:00Z",
        form="quotation",
        nature="state",
        original_language="uk",
        versions={"uk": "original", "en": "working"},
        section="security",
        regions=["UA", "UA-05"],
    )
    sim.act("claim-2", "publish", {"title": {"uk": "Інше"}}, known_at="2022-02-14T00:02:00Z", known_at_precision="day")
    sim.act(
        "claim-1",
        "doubt",
        {"text": {"uk": "Не підтверджено.", "en": "Not verified."}},
        signers=["mfa-1"],
        body="mfa-ua",
        known_at="2022-02-14T00:03:00Z",
        known_at_precision="part_of_day",
    )
    return sim


def clarified() -> Simulator:
    """A statement of two paragraphs in two languages, and a clarification of one sentence."""
    sim = example()
    said = {
        "uk": "Добрий <вечір>.\n\nНам кажуть: 16 лютого. Побачимо.",
        "en": "Good evening.\n\nWe are told: the 16th. We shall see.",
    }
    both = {"original_language": "uk", "versions": {"uk": "original", "en": "official"}, "form": "quotation"}
    known = {"known_at": "2022-02-14T00:04:00Z", "known_at_precision": "exact", "by": "minister"}
    words = {"title": {"uk": "Звернення", "en": "Address"}, "text": said}
    sim.act("statement-1", "publish", words, kind="statement", section="security", **both, **known)
    meant = {"text": {"uk": "Це <була> іронія.", "en": "It was irony."}}
    named = [sim.extract("statement-1", "uk", "Нам кажуть: 16 лютого.")]
    sim.act("statement-1", "clarify", meant, extracts=named, **both, **known)
    return sim
