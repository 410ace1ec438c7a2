"""From what the officer chose to the bytes that two people sign: the desk's call of ``editorial.alerting``.

Rules
1. Until it is submitted a draft is composed as of now, at every look; from then on it is what was frozen.
2. The texts' ``{place}`` and ``{until}`` are filled in each language from the same place and end.
3. A spoken text is in it where `voice` made one of these very words.
4. A message older than it may be at issue is refused before anybody signs it.

    composed = record(row, edition, now=now)         # Composed; the retraction's template is one of its blobs
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from uarazom.areas import geojson
from uarazom.areas.geojson import Region
from uarazom.areas.regions import RegionSet
from uarazom.desk.drafts.models import DraftRow, Edition, Submission
from uarazom.desk.duty import catalogue, voice
from uarazom.desk.duty.orders import REASON, Order
from uarazom.desk.duty.voice import Sound
from uarazom.desk.newsroom import newsroom
from uarazom.desk.refusal import DeskRefused
from uarazom.editorial.alerting import composing, proposal
from uarazom.editorial.alerting import place as places
from uarazom.editorial.alerting.events import Filled, Speech
from uarazom.editorial.alerting.place import Place
from uarazom.editorial.alerting.proposal import Proposal
from uarazom.editorial.draft import SALT_SIZE, Composed
from uarazom.record.messages import SENT_MAX
from uarazom.verify import canon

FROZEN = frozenset({"submitted", "approved", "published"})
Texts = Mapping[str, Mapping[str, str]]


def record(row: DraftRow, edition: Edition, *, now: datetime, sounds: tuple[Sound, ...] = ()) -> Composed:
    """Raises: DeskRefused, editorial Refused (BadWarning, BadPlace) when it may not be sent."""
    frozen = row.submissions.order_by("-pk").first() if row.state in FROZEN else None
    if frozen is not None and frozen.edition_id == edition.pk:
        return of_submission(frozen)
    room, order = newsroom(), Order.read(edition.fields)
    salts = (bytes(edition.salt), hashlib.sha256(b"retraction" + bytes(edition.salt)).digest()[:SALT_SIZE])
    prepared = composing.compose(
        proposed(row, edition, now, sounds),
        origin=room.origin,
        ledger=room.ledger(),
        events=catalogue.events_with(catalogue.event(order.event, row.document)),
        now=now,
        salts=salts,
    )
    sealed = prepared.retraction
    blobs = {sealed.digest: sealed.template, **sealed.blobs} if sealed else {}
    return replace(prepared.composed, blobs={**prepared.composed.blobs, **blobs})


def of_submission(submission: Submission) -> Composed:
    """What was frozen, as values again."""
    content = canon.parse(bytes(submission.content))
    blobs = {digest: base64.b64decode(raw) for digest, raw in submission.blobs.items()}
    words = canon.parse(blobs[content["words"]])
    return Composed(bytes(submission.content), submission.content_digest, blobs, content, words)


def sounds(submission: Submission) -> dict[str, bytes]:
    """The spoken texts that a submission names, by digest."""
    composed = of_submission(submission)
    return {one["digest"]: composed.blobs[one["digest"]] for one in composed.fields.get("media", ())}


def proposed(row: DraftRow, edition: Edition, now: datetime, sounds: tuple[Sound, ...] = ()) -> Proposal:
    """The order as the composer takes it."""
    order, task = Order.read(edition.fields), row.task
    event, register = catalogue.event(order.event, row.document), newsroom().register()
    there = where(order)
    offered = proposal.offer(
        task.does,
        event,
        document=row.document,
        body=row.body,
        by=row.body,
        place=there,
        register=register,
        now=now,
        until=order.ends(now),
        exercise=task.exercise,
    )
    texts = filled(edition.words, there, offered.until)
    said = {language: one.description for language, one in texts.items() if one.description}
    levels = _levels(order) if task.does in proposal.IN_FORCE else {}
    return replace(
        offered,
        texts=texts,
        names={code: offered.names.get(code) or proposal.named(there, register, code) for code in texts},
        note=dict(event.name) if task.exercise else {},
        reason=edition.words.get(REASON) or (said if task.does == "cancel" else {}),
        audio=voice.audio(sounds, texts, exercise=task.exercise),
        contributors=tuple(row.contributors.values_list("person_id", flat=True)),
        **levels,
    )


def said(order: Order, texts: Texts, *, does: str, now: datetime) -> dict[str, Filled]:
    """The texts of a message as it would be sent now. Raises: BadPlace."""
    return filled(texts, where(order), order.ends(now) if does in proposal.IN_FORCE else None)


def where(order: Order) -> Place:
    """Codes and shape as one place. Raises: BadPlace."""
    regions = RegionSet.of(newsroom().register())
    return places.place(order.regions, order.shapes, regions=regions, outlines=known(), simpler=order.simpler)


def known() -> tuple[Region, ...]:
    """The outlines of the register's regions; none when it names no geometry."""
    digest = newsroom().register().instance.geometry
    return _outlines(digest) if digest else ()


@lru_cache(maxsize=2)
def _outlines(digest: str) -> tuple[Region, ...]:
    raw = newsroom().blob(digest)
    return tuple(geojson.read(raw)) if raw else ()


def filled(texts: Texts, there: Place, until: datetime | None) -> dict[str, Filled]:
    """Rule 2, for every language in which something is said."""
    speech = Speech(texts.get("title", {}), texts.get("text", {}), texts.get("instruction", {}))
    languages = sorted({code for said in texts.values() for code in said})
    return {code: proposal.filled(speech, code, there, newsroom().register(), until) for code in languages}


def _levels(order: Order) -> dict[str, Any]:
    chosen = {name: getattr(order, name) for name in ("severity", "urgency", "certainty") if getattr(order, name)}
    return {**chosen, "responses": order.responses}


# ── age ───────────────────────────────────────────────────────────────────────────────────────────────────────────────
def sent_at(submission: Submission) -> datetime:
    """The instant of a submission's message."""
    return canon.instant(canon.parse(bytes(submission.content))["alert"]["sent"])


def is_too_old(submission: Submission, now: datetime) -> bool:
    """Rule 4."""
    return now - sent_at(submission) > SENT_MAX


def expect_fresh(submission: Submission, *, now: datetime) -> None:
    """Refuse what the signer would refuse."""
    if is_too_old(submission, now):
        raise DeskRefused("duty_too_old")
