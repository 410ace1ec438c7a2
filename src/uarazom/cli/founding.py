"""The founding of an instance: from a charter to a folder that can publish.

In order: the key of the warnings' XML signature, where there are to be any → register entries, checked → keys → log
with its roster → blobs → register entries and manifests → the gate's rules → settings → desk with its first people.
A folder that holds anything already is refused; a founding that failed half-way is deleted and begun again, since
nothing of it was public.
"""

import base64
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from typing import Any

from babel import Locale, UnknownLocaleError

from uarazom.acts.errors import BadAct
from uarazom.acts.read import read_words
from uarazom.acts.register import Register
from uarazom.acts.register_schema import check_register
from uarazom.cli.charter import Charter
from uarazom.cli.clock import Clock
from uarazom.cli.instance import Instance, Settings
from uarazom.cli.say import CommandError, UsageError
from uarazom.record import founding
from uarazom.record.blobs import Blobs
from uarazom.record.cap_key import CapKey
from uarazom.record.errors import RecordError
from uarazom.record.keys import SigningKey, seal
from uarazom.record.log import Log
from uarazom.verify import canon
from uarazom.verify.anchor import Anchor
from uarazom.verify.refusal import Refused

BODY_KEYS = 2  # so that a warning, which takes two, can be signed from the first day
HANDFUL = 8  # bodies, people, regions … of one register entry
Part = tuple[dict[str, Any], dict[str, Any]]  # fields and words of one register entry


@dataclass(frozen=True)
class Founded:
    """What a founding leaves."""

    anchor: Anchor
    keys: founding.Keys


def found(instance: Instance, charter: Charter, clock: Clock) -> Founded:
    """Make the folder, the keys, the log and the register. Raises: ``CommandError``; then nothing usable is left."""
    if instance.home.exists() and any(instance.home.iterdir()):
        raise CommandError(f"expected an empty or new folder, found files in {instance.home}; choose another folder")
    now = instant_text(clock)
    cap_key = CapKey.generate(charter.origin, clock()) if "alerting" in charter.fields else None
    charter = charter.with_certificate(cap_key.pem) if cap_key else charter
    charter = with_whole_named(charter)
    registers = _registers(charter, now)
    instance.home.mkdir(parents=True, exist_ok=True)
    instance.signer.mkdir(mode=0o700)
    keys = founding.Keys.generate(os.urandom, bodies=dict.fromkeys(charter.publishers, BODY_KEYS))
    try:
        keys.save(instance.home)
        if cap_key:
            cap_key.save(instance.signer)
        thresholds = {body: {"alert": 2, "default": 1} for body in charter.publishers}
        fields = founding.roster(charter.origin, now, keys, thresholds)
        anchor = founding.create(instance.home, seal(fields, sorted_keys(keys.root)), keys.signers())
        with Log.open(instance.record, instance.public, keys.signers()) as log:
            _append_first(log, instance, charter, registers, keys, now)
    except (RecordError, Refused) as error:
        raise CommandError(f"the record refused the founding: {error}") from error
    if charter.rules is not None:
        instance.rules.write_bytes(charter.rules)
    # Last: with the settings in place the folder counts as an instance.
    instance.write_settings(Settings(origin=charter.origin, mode=charter.mode))
    return Founded(anchor, keys)


def sorted_keys(keys: Any) -> list[SigningKey]:
    """Signatures stand in the order of their key ids (docs/formats/entry.md)."""
    return sorted(keys, key=lambda key: key.key_id)


def instant_text(clock: Clock) -> str:
    """The clock's instant as the formats write it."""
    return clock().strftime("%Y-%m-%dT%H:%M:%SZ")


def _registers(charter: Charter, now: str) -> list[tuple[dict[str, Any], bytes]]:
    """The register's entries, each with its words. Raises: ``UsageError`` with everything that is wrong in them."""
    made, register = [], Register()
    for version, (fields, words) in enumerate(_parts(charter), 1):
        raw = _words_blob(words)
        named = {"format": "uarazom/register/1", "version": version, "words": sha256(raw).hexdigest()}
        entry = {"origin": charter.origin, "issued_at": now} | fields | named
        if register.digest:
            entry["previous"] = register.digest
        try:
            told = canon.parse(raw, len(raw))
            check_register(entry, told, register=register)
        except (BadAct, Refused) as error:
            raise UsageError(f"the charter makes no register: {error}") from error
        register = register.with_entry(version, canon.digest(canon.canonical(entry)), entry, read_words(told))
        made.append((entry, raw))
    return made


def _append_first(
    log: Log,
    instance: Instance,
    charter: Charter,
    registers: Iterable[tuple[dict[str, Any], bytes]],
    keys: founding.Keys,
    now: str,
) -> None:
    blobs = Blobs(instance.public / "blob")
    common = {"origin": charter.origin, "issued_at": now}
    envelopes = []
    for entry, raw in registers:
        blobs.stage({entry["words"]: raw})
        envelopes.append(seal(entry, sorted_keys(keys.register)))
    publisher = charter.publishers[0]
    for raw, media_type, purpose in charter.blobs:
        digest = sha256(raw).hexdigest()
        blobs.stage({digest: raw})
        entry = common | {"format": "uarazom/manifest/1", "body": publisher, "digest": digest, "size": len(raw)}
        entry |= {"media_type": media_type, "purpose": purpose}
        envelopes.append(seal(entry, sorted_keys(keys.bodies[publisher])[:1]))
    log.append(envelopes)


def with_whole_named(charter: Charter) -> Charter:
    """The instance's own region has a name, as its parts have: what warns all of a country says its name, not `AA`."""
    instance, regions = charter.fields.get("instance", {}), charter.words.get("regions", {})
    code = instance.get("region")
    if not code or code in regions:
        return charter
    names = {language: name for language in instance.get("languages", ()) if (name := _territory(code, language))}
    if not names:  # a part of a country: nobody but the charter knows what it is called
        return charter
    return replace(charter, words={**charter.words, "regions": {code: {"name": names}, **regions}})


def _territory(code: str, language: str) -> str | None:
    """What CLDR calls a country in a language; None where it knows neither."""
    try:
        return Locale.parse(language, sep="-").territories.get(code)
    except (UnknownLocaleError, ValueError):
        return None


def _words_blob(words: Mapping[str, Any]) -> bytes:
    salt = base64.b64encode(os.urandom(16)).decode()
    return canon.canonical({"format": "uarazom/words/1", "salt": salt} | dict(words))


def _parts(charter: Charter) -> Iterator[Part]:
    """The register in small entries: a bundle carries those that name who is named, and is what a reader downloads."""
    fields, words = charter.fields, charter.words
    first = _some(fields, ("instance", "sections", "regions", "rule_pack", "alerting"))
    yield first, _some(words, ("instance", "sections"))
    if "policy" in words:
        yield {}, _some(words, ("policy",))
    for kind in ("regions", "topics", "competences"):
        for names in _handfuls(words.get(kind, {})):
            yield {}, {kind: _some(words[kind], names)}
    for kind in ("bodies", "people"):
        for names in _handfuls(fields.get(kind, {})):
            yield {kind: _some(fields[kind], names)}, {kind: _some(words.get(kind, {}), names)}


def _handfuls(members: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    names = iter(members)
    while some := tuple(islice(names, HANDFUL)):
        yield some


def _some(members: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: members[name] for name in names if name in members}
