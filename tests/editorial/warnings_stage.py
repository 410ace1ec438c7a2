"""A register that may warn, its event list, and a record to which warnings are issued as the signer would."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.editorial.newsroom import ORIGIN, Record

from uarazom.acts.read import read_words
from uarazom.areas.regions import RegionSet
from uarazom.editorial import packs
from uarazom.editorial.alerting import composing, events
from uarazom.editorial.alerting.composing import Prepared
from uarazom.editorial.alerting.place import Place, place
from uarazom.editorial.alerting.proposal import Proposal, offer
from uarazom.record import issue as rules
from uarazom.record import retraction
from uarazom.record.request import Approval, Request
from uarazom.verify import canon

EVENTS = events.parse(events.from_yaml(Path(packs.__file__).with_name("events-example.yaml").read_bytes()))
NOW = datetime(2022, 2, 16, 5, 30, tzinfo=UTC)
MARK = "EXERCISE"
SALTS = (bytes(range(16)), bytes(range(16, 32)))
URL = "https://warn.example.org"
REGIONS = {
    "AA-01": {"en": "Alpha", "uk": "Альфа"},
    "AA-01:0001": {"en": "Ash", "uk": "Ясен"},
    "AA-01:0002": {"en": "Birch", "uk": "Береза"},
    "AA-02": {"en": "Beta"},
}
ALERTING = {
    "events": EVENTS.digest,
    "senders": {"guard": "guard@example.org"},
    "oid": "2.49.0.1.999.0",
    "codifier": "CODES",
    "max_seconds": 86_400,
    "exercise_mark": MARK,
}
SQUARE = "POLYGON((0 0, 1 0, 1 1, 0 1, 0 0))"


def made(mode: str = "live", url: str = URL, **alerting: Any) -> Record:
    """A record with its register alone."""
    record = Record()
    instance = {"id": "stage", "region": "AA", "timezone": "Europe/Kyiv", "languages": ["uk", "en"], "mode": mode}
    fields = {
        "instance": instance,
        "bodies": {"guard": {"kind": "agency", "head": "guard", "participation": "owner"}},
        "regions": sorted(REGIONS),
        "alerting": {**ALERTING, **alerting},
    }
    words = {
        "bodies": {"guard": {"name": {"en": "Guard", "uk": "Варта"}}},
        "regions": {code: {"name": names} for code, names in REGIONS.items()},
        "instance": {"name": {"en": "Stage"}, **({"url": url} if url else {})},
    }
    record.register(fields, words)
    return record


def there(*codes: str, shape: str = "") -> Place:
    """A place of the stage, without outlines."""
    return place(codes, shape, regions=RegionSet(("AA", *REGIONS)))


def offered(
    record: Record, step: str = "issue", *, event: str = "air-raid", at: datetime = NOW, **more: Any
) -> Proposal:
    """What the list offers for one raion, and what the test changes."""
    register = record.ledger.latest_register
    wanted = {"document": "raid", "body": "guard", "by": "guard", "place": there("AA-01:0001")}
    asked = {name: more.pop(name) for name in tuple(more) if name in {*wanted, "until", "exercise"}}
    proposal = offer(step, EVENTS[event], register=register, now=at, **{**wanted, **asked})
    return replace(proposal, **more)


def compose(record: Record, proposal: Proposal, at: datetime = NOW) -> Prepared:
    """All that two people would confirm."""
    return composing.compose(proposal, origin=ORIGIN, ledger=record.ledger, events=EVENTS, now=at, salts=SALTS)


def issue(record: Record, proposal: Proposal, at: datetime = NOW) -> Prepared:
    """Compose it, sign nothing, let the signer's own rules look at it and at its retraction, append."""
    prepared = compose(record, proposal, at)
    composed = prepared.composed
    fields = {**composed.fields, "issued_at": canon.instant_text(at)}
    rules.check(fields, composed.words, record.ledger, composed.blobs)
    if prepared.retraction is not None:
        retraction.seal(_request(prepared), fields, record.ledger)
    record.blobs[fields["words"]] = read_words(composed.words)
    record.append(fields)
    return prepared


def _request(prepared: Prepared) -> Request:
    """What goes to the signer, with two approvals that nobody signed."""
    sealed = prepared.retraction
    assert sealed is not None
    two = (Approval("submit", "ada", prepared.composed.content_digest, b""), Approval("approve", "luc", "", b""))
    blobs = {**prepared.composed.blobs, **sealed.blobs}
    return Request(prepared.composed.fields, blobs, two, sealed.template)


def minutes(count: float) -> datetime:
    """So many after the first message."""
    return NOW + timedelta(minutes=count)
