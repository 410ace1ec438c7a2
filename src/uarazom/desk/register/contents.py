"""What a file of the register says, line by line, for whoever confirms it: nothing in it changes unseen.

for line in event_lines(digest): …       # "air-raid · headline · en: Air raid: {place}"
for line in outline_lines(digest, name): …
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from cryptography import x509
from markupsafe import Markup

from uarazom.areas import geojson
from uarazom.areas.errors import AreasError
from uarazom.desk.register import files
from uarazom.editorial.alerting import events
from uarazom.editorial.alerting.events import Event
from uarazom.site import outlines
from uarazom.verify import canon
from uarazom.verify.refusal import Refused


def events_of(digest: str) -> Mapping[str, Event]:
    """The list by id; nothing where it is not there, or is none that this program reads."""
    try:
        return events.parse(files.raw_of(digest) or b"")
    except events.BadEvents:
        return {}


def event_lines(digest: str) -> list[str]:
    """Every member of every event, by the names that people write; the digest alone where the list is not there."""
    raw = files.raw_of(digest)
    try:
        listed = canon.parse(raw or b"", events.LIST_BYTES_MAX)["events"]
    except (Refused, KeyError):
        return [digest]
    return [f"{' · '.join(path)}: {said}" for path, said in _leaves(listed, ())]


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _leaves(one, (*path, name))
    else:
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def certificate_lines(digest: str) -> list[str]:
    """Its digest, whose it is, until when; to be compared over the telephone with what the signer's machine said."""
    try:
        one = x509.load_pem_x509_certificate(files.raw_of(digest) or b"")
    except ValueError:
        return [digest]
    return [
        digest,
        one.subject.rfc4514_string(),
        f"{one.not_valid_before_utc:%Y-%m-%d} – {one.not_valid_after_utc:%Y-%m-%d}",
    ]


def outline_lines(digest: str, name: Callable[[str], str]) -> list[str]:
    """The file's digest, and each place that is in it."""
    try:
        return [digest, *(f"{code} {name(code)}" for code in _codes(digest))]
    except AreasError:
        return [digest]


@lru_cache(maxsize=8)
def _codes(digest: str) -> tuple[str, ...]:
    return tuple(region.code for region in geojson.read(files.raw_of(digest) or b""))


def picture(digest: str) -> Markup | None:
    """The map as pages draw it."""
    found = outlines.read(files.raw_of(digest) or b"")
    return outlines.picture(found, {}, "") if found else None
