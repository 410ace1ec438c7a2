"""A change of the register by two coordinators of a body that owns the platform: written, asked for, confirmed.

Rules
1. Whoever writes a change asks for it; another coordinator confirms. Both sign the content digest (role ``grant``,
   docs/formats/approval.md). Held here, by the database (guards), and by the signer.
2. Asking composes the entry behind the register as it stands: version, the digest of the one before, only what differs,
   and the digests of what is kept inside (`people.custody`).
   When the register has moved on since, confirming is refused, and so is publishing, by the signer.
3. An item that somebody else changed since it was written here is not overwritten in silence: asking names it.
4. One open change for each person; what was asked for does not change until it is taken or sent back.
5. Files that the change newly names (`files`) come with manifests: both coordinators sign each of them too.

    change = put(item, base=digest_of(what_the_form_showed), expected_edition=0, person=ivan, now=now)
    ask(change_id=change.pk, expected_edition=1, reason="…", person=ivan, key=key, now=now)
    confirm(change_id=change.pk, content_digest=change.content_digest, person=olha, key=key2, now=now)
"""

import base64
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from uarazom.acts.errors import BadAct
from uarazom.acts.register import Register
from uarazom.acts.register_schema import check_register
from uarazom.desk.audit import log as audit
from uarazom.desk.newsroom import newsroom
from uarazom.desk.outbox import queue
from uarazom.desk.people import rights
from uarazom.desk.people.custody import custody
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, EditionIsStale, NotFound
from uarazom.desk.register import files, items, sense
from uarazom.desk.register.expected import expect_owner, expect_still_next, expect_unmoved
from uarazom.desk.register.items import Item
from uarazom.desk.register.models import OPEN, RegisterChange
from uarazom.editorial import four_eyes
from uarazom.verify import approval as statements
from uarazom.verify import blob, canon
from uarazom.verify.entry import content_digest

FORMAT = "uarazom/register/1"
SALT_BYTES = 16
MOST_BYTES = 40_000  # of a content: an entry is at most 65,535 bytes, base64 and signatures included
MOST_ITEMS = 200  # of one change; a person has to read them all
MOST_REGIONS = 400  # besides: a country's districts with their names, from one file
LONGEST_REASON = 2000
State = RegisterChange.State


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def own(person: Person) -> RegisterChange | None:
    """The person's open change."""
    return RegisterChange.objects.filter(made_by=person, state__in=OPEN).first()


def items_of(change: RegisterChange | None) -> dict[str, Item]:
    """What the change says, by key."""
    return dict(_read(change.items)) if change else {}


def _read(rows: Mapping[str, Any]) -> Iterator[tuple[str, Item]]:
    for key, row in rows.items():
        kind, _, name = key.partition("/")
        yield key, Item(kind, name, row["fields"], row["words"])


def put(*, item: Item, base: str, expected_edition: int, person: Person, now: datetime) -> RegisterChange:
    """Write one item into the person's open change, or begin one. ``base`` is the digest of what stood in the register
    when the person began to write. What changes nothing is left out.

    Raises: DeskRefused, EditionIsStale, FourEyesRefused; BadAct with what the strict door finds. Nothing was kept then.
    """
    return put_all([(item, base)], expected_edition=expected_edition, person=person, now=now)


@transaction.atomic
def put_all(
    some: Sequence[tuple[Item, str]], *, expected_edition: int, person: Person, now: datetime
) -> RegisterChange:
    """The same with several items, each with its base: all of them or none."""
    expect_owner(person)
    change = _for_writing(person, expected_edition, now)
    expect_unmoved({item.key: base for item, base in some})
    for item, base in some:
        change.items.pop(item.key, None)
        if item.digest != base:
            change.items[item.key] = {"fields": dict(item.fields), "words": dict(item.words), "base": base}
    if not change.items and not change.pk:
        raise DeskRefused("register_nothing")
    _expect_readable(change)
    if change.items:
        check(items_of(change))
    about = some[0][0].key if len(some) == 1 else f"{some[0][0].kind} ({len(some)})"
    return _saved(change, "register.write", person, now, item=about)


def _expect_readable(change: RegisterChange) -> None:
    regions = sum(key.startswith("regions/") for key in change.items)
    for count, most in ((regions, MOST_REGIONS), (len(change.items) - regions, MOST_ITEMS)):
        if count > most:
            raise DeskRefused("register_too_many", most=most)


@transaction.atomic
def take_out(*, change_id: int, key: str, expected_edition: int, person: Person, now: datetime) -> RegisterChange:
    """Leave one item out again."""
    change = _mine(change_id, person, State.DRAFT)
    _expect_edition(change, expected_edition)
    if change.items.pop(key, None) is None:
        raise NotFound("item")
    return _saved(change, "register.take_out", person, now, item=key)


def check(some: Mapping[str, Item]) -> None:
    """Ask the strict door, behind the register as it stands. Raises: BadAct, DeskRefused."""
    content, raw = compose(some, newsroom().register())
    _check(content, raw, newsroom().register())


# ── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def ask(
    *, change_id: int, expected_edition: int, reason: str, person: Person, key: ApprovalKey, now: datetime
) -> RegisterChange:
    """The first coordinator's half: compose, freeze, sign."""
    expect_owner(person)
    change = _mine(change_id, person, State.DRAFT)
    _expect_edition(change, expected_edition)
    expect_unmoved({name: row["base"] for name, row in change.items.items()})
    register = newsroom().register()
    content, raw = compose(items_of(change), register)
    if kept := custody():
        content["custody"] = kept
    _check(content, raw, register)
    stood = {name: items.standing(register, one.kind, one.id) for name, one in items_of(change).items()}
    change.before = {name: {"fields": dict(one.fields), "words": dict(one.words)} for name, one in stood.items() if one}
    change.content, change.content_digest = canon.canonical(content), content_digest(content)
    change.blobs = {canon.digest(raw): base64.b64encode(raw).decode()} if raw else {}
    change.manifests = files.manifests(content, register, now)
    change.reason, change.sent_back = _reason(reason), ""
    change.asked_at, change.asked_signature = now, _signed(change.content_digest, person, key)
    change.asked_manifests = _signed_manifests(change, person, key)
    change.state = State.ASKED
    return _saved(change, "register.ask", person, now, content=change.content_digest)


def compose(some: Mapping[str, Item], register: Register) -> tuple[dict[str, Any], bytes]:
    """Rule 2: the content of the entry, and its words blob (empty where it needs none)."""
    fields, words = items.entry(some, register)
    if not fields and not words:
        raise DeskRefused("register_nothing")
    content = {"format": FORMAT, "origin": newsroom().origin, "version": register.version + 1, **fields}
    if register.digest:
        content["previous"] = register.digest
    salt = base64.b64encode(secrets.token_bytes(SALT_BYTES)).decode()
    raw = canon.canonical({"format": "uarazom/words/1", "salt": salt, **words}) if words else b""
    return ({**content, "words": canon.digest(raw)} if raw else content), raw


def _check(content: Mapping[str, Any], raw: bytes, register: Register) -> None:
    if len(canon.canonical(content)) > MOST_BYTES or len(raw) > blob.WORDS_MAX_BYTES:
        raise DeskRefused("register_too_large", most=MOST_BYTES)
    check_register(content, canon.parse(raw, len(raw)) if raw else None, register=register)
    _expect_sense(content)
    files.manifests(content, register, newsroom().now())


def _expect_sense(content: Mapping[str, Any]) -> None:
    room = newsroom()
    if found := [*sense.of(content, room.publishers(), room.ledger(), room.now())]:
        raise BadAct(f"register {content['version']}", found)


# ── deciding ──────────────────────────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def confirm(*, change_id: int, content_digest: str, person: Person, key: ApprovalKey, now: datetime) -> RegisterChange:
    """The second coordinator's half; from here it goes to the signer."""
    change = _taken(change_id, State.ASKED)
    if change.content_digest != content_digest:
        raise DeskRefused("not_what_you_read")
    two = [rights.editor(change.made_by), rights.editor(person)]
    four_eyes.check_register(two, newsroom().register().owners(now))
    expect_still_next(change)
    _expect_sense(canon.parse(bytes(change.content)))  # a warning may have gone out since it was asked for
    change.confirmed_by, change.confirmed_at = person, now
    change.confirmed_signature = _signed(change.content_digest, person, key)
    change.confirmed_manifests = _signed_manifests(change, person, key)
    change.state, change.next_attempt_at = State.CONFIRMED, now
    transaction.on_commit(queue.wake)
    return _saved(change, "register.confirm", person, now, content=content_digest)


@transaction.atomic
def send_back(*, change_id: int, content_digest: str, reason: str, person: Person, now: datetime) -> RegisterChange:
    """Another coordinator returns it to its writer, with a reason."""
    expect_owner(person)
    change = _taken(change_id, State.ASKED)
    if change.content_digest != content_digest:
        raise DeskRefused("not_what_you_read")
    change.sent_back = _reason(reason)
    return _thawed(change, "register.send_back", person, now)


@transaction.atomic
def take_back(*, change_id: int, person: Person, now: datetime) -> RegisterChange:
    """Its writer goes on writing: before it is confirmed, or after the signer refused it."""
    return _thawed(_mine(change_id, person, State.ASKED, State.REFUSED), "register.take_back", person, now)


@transaction.atomic
def drop(*, change_id: int, person: Person, now: datetime) -> RegisterChange:
    """Let it go: its writer always, any coordinator of an owner once it was asked for."""
    expect_owner(person)
    change = _taken(change_id, State.DRAFT, State.ASKED, State.REFUSED)
    if change.state == State.DRAFT and change.made_by_id != person.pk:
        raise NotFound("change")
    change.state = State.DROPPED
    return _saved(change, "register.drop", person, now)


def _thawed(change: RegisterChange, action: str, person: Person, now: datetime) -> RegisterChange:
    """Back to a draft: nothing of what was signed is left to be confirmed."""
    change.state = State.DRAFT
    change.content, change.content_digest, change.blobs, change.before = b"", "", {}, {}
    change.manifests, change.asked_manifests, change.confirmed_manifests = [], {}, {}
    change.asked_at, change.asked_signature = None, ""
    change.confirmed_by, change.confirmed_at, change.confirmed_signature = None, None, ""
    change.attempts, change.next_attempt_at, change.answer = 0, None, ""
    return _saved(change, action, person, now)


# ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _expect_edition(change: RegisterChange, expected: int) -> None:
    if change.edition != expected:
        raise EditionIsStale(expected, change.edition)


def _for_writing(person: Person, expected_edition: int, now: datetime) -> RegisterChange:
    """The person's draft, locked; a new one where there is none (edition 0)."""
    change = RegisterChange.objects.select_for_update().filter(made_by=person, state__in=OPEN).first()
    if change is None:
        change = RegisterChange(made_by=person, made_at=now, changed_at=now)
    if change.state != State.DRAFT:
        raise DeskRefused("register_waits")
    _expect_edition(change, expected_edition)
    return change


def _taken(change_id: int, *states: State) -> RegisterChange:
    change = RegisterChange.objects.select_for_update().filter(pk=change_id).first()
    if change is None:
        raise NotFound("change")
    if change.state not in states:
        raise DeskRefused("request_not_open", state=change.state)
    return change


def _mine(change_id: int, person: Person, *states: State) -> RegisterChange:
    change = _taken(change_id, *states)
    if change.made_by_id != person.pk:
        raise NotFound("change")
    return change


def _saved(change: RegisterChange, action: str, person: Person, now: datetime, **details: str) -> RegisterChange:
    change.edition += 1
    change.changed_at = now
    change.save()
    about = f"register/{change.pk}"
    told: dict[str, str | int] = {"state": str(change.state), "edition": change.edition, **details}
    audit.write(actor=person.pk, action=action, about=about, details=told, now=now)
    return change


def _signed_manifests(change: RegisterChange, person: Person, key: ApprovalKey) -> dict[str, str]:
    return {digest: _signed(digest, person, key) for digest in map(content_digest, change.manifests)}


def _signed(content: str, person: Person, key: ApprovalKey) -> str:
    if key.person != person.pk:
        raise DeskRefused("key_of_another")
    if key.public != person.granted_public:
        raise DeskRefused("key_not_granted")
    return key.sign(statements.statement(origin=newsroom().origin, role="grant", person=person.pk, content=content))


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise DeskRefused("reason_needed", most=LONGEST_REASON)
    return reason
