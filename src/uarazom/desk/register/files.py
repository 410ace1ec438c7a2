"""Files that a change of the register brings along: the event list, the certificate of warnings, map and outlines,
catalogues of words.

Rules
1. Bytes are kept by their digest, once, and never changed; the register's item names the digest alone.
2. What a change newly names comes with a manifest of its own, which the same two coordinators sign and which goes into
   the record first. It is in the name of an owner that publishes. A file that the record has already needs none.
3. A manifest holds nothing of the change: asked for again, it is the same content, and stands once.

    digest = keep(raw, "events", "events.yaml", person=ivan, now=now)
    change.manifests = manifests(content, register, now)     # contents, in a settled order
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from uarazom.acts.register import Register
from uarazom.desk.newsroom import newsroom
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused
from uarazom.desk.register import items
from uarazom.desk.register.models import RegisterFile
from uarazom.verify import canon
from uarazom.verify.entry import FORMATS, MANIFEST

MOST_BYTES = 8 * 1024 * 1024  # as a file of a draft: a country's districts, simplified for a map
MEDIA_TYPES = {
    "events": "application/json",
    "certificate": "text/plain",
    "map": "image/svg+xml",
    "geometry": "application/geo+json",
    "catalogue": "text/plain",
}


def keep(raw: bytes, purpose: str, name: str, *, person: Person, now: datetime) -> str:
    """Rule 1; the digest."""
    digest = canon.digest(raw)
    kept = {"purpose": purpose, "data": raw, "name": name[:200], "added_by": person, "at": now}
    RegisterFile.objects.get_or_create(digest=digest, defaults=kept)
    return digest


def is_known(digest: str, purpose: str) -> bool:
    """Whether it was uploaded for this, or stands in the record for this."""
    stands = newsroom().ledger().manifests.get(digest)
    if stands is not None:
        return stands.purpose == purpose
    return RegisterFile.objects.filter(digest=digest, purpose=purpose).exists()


def raw_of(digest: str) -> bytes | None:
    """The bytes, from the record or from what was uploaded."""
    row = RegisterFile.objects.filter(digest=digest).first()
    return bytes(row.data) if row else newsroom().blob(digest) if canon.is_digest(digest) else None


def manifests(content: Mapping[str, Any], register: Register, now: datetime) -> list[dict[str, Any]]:
    """Rule 2: those that have to stand before this content. Raises: DeskRefused."""
    there, stands = newsroom().ledger().manifests, set(_named(items.settings(register)))
    new = dict(one for one in _named(content) if one not in stands)
    for digest, purpose in new.items():
        if digest in there and there[digest].purpose != purpose:  # a map is no event list
            raise DeskRefused("register_file_missing", digest=digest[:12])
    return [_manifest(one, new[one], _publisher(register, now)) for one in sorted(new) if one not in there]


def _named(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every file that an entry names, and what it is for."""
    instance, alerting = content.get("instance", {}), content.get("alerting", {})
    yield from ((instance[name], name) for name in ("map", "geometry") if name in instance)
    yield from ((digest, "catalogue") for digest in instance.get("catalogues", {}).values())
    yield from ((alerting[name], name) for name in ("events", "certificate") if name in alerting)


def _manifest(digest: str, purpose: str, body: str) -> dict[str, Any]:
    row = RegisterFile.objects.filter(digest=digest, purpose=purpose).first()
    if row is None:
        raise DeskRefused("register_file_missing", digest=digest[:12])
    sized = {"size": len(row.data), "media_type": MEDIA_TYPES[purpose], "purpose": purpose}
    return {"format": FORMATS[MANIFEST], "origin": newsroom().origin, "body": body, "digest": digest, **sized}


def _publisher(register: Register, now: datetime) -> str:
    publishes = newsroom().publishers()
    found = next((one for one in register.owners(now) if one in publishes), None)
    if found is None:
        raise DeskRefused("register_no_publisher")
    return found
