"""What can be done with people: add, sign in, unlock the approval key, change and reset a password.

Rules
1. A password is looked at only after the back-off let it (``throttle``); a failure is written down before it is told.
2. An unknown id costs what a wrong password costs, and is told in the same words.
3. A new password seals the same approval key anew; a reset makes a new key, which the signer takes only from two
   coordinators. A coordinator's is not reset: two others take the role away first. Else one person could make every
   other coordinator's key useless, and nobody could grant anything again.
4. A password that was handed over is known to two: the first own password makes a key that nobody else ever opened,
   and only then can rights be asked for it.
5. Every one of these is a line in the audit log; no line holds a password.

Services take ``now`` and keyword-only arguments, hold one transaction, and raise ``refusal.DeskRefused``.
"""

import secrets
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from uarazom.desk.audit import log as audit
from uarazom.desk.configure import current
from uarazom.desk.people import keys, rights, throttle
from uarazom.desk.people.keys import ApprovalKey
from uarazom.desk.people.models import Person
from uarazom.desk.refusal import DeskRefused, TooManyAttempts, WrongPasswordGiven
from uarazom.editorial.refusal import FourEyesRefused
from uarazom.verify import canon

HERE = "here"  # the address of services called without HTTP
PASSWORD_BYTES = 12  # 96 bits: nobody guesses it, a person can type it


def random_password() -> str:
    """A password to hand over once: 16 letters in groups of four, without look-alikes."""
    letters = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(20))
    return "-".join(letters[i : i + 4] for i in range(0, 20, 4))


@transaction.atomic
def add_person(*, person_id: str, name: str, language: str, password: str, now: datetime, by: str) -> Person:
    """A person without any right yet; their key works once two coordinators granted one."""
    if not canon.is_id(person_id):
        raise DeskRefused("person_id_bad", id=person_id[:100])
    if Person.objects.filter(pk=person_id).exists():
        raise DeskRefused("person_exists", id=person_id)
    public, sealed = keys.new(person_id, password, cost=current().password_cost)
    person = Person(
        id=person_id,
        name=name.strip(),
        language=language,
        password=make_password(password),
        created_at=now,
        approval_public=public,
        approval_sealed=sealed,
        must_change_password=by != person_id,
    )
    person.save(force_insert=True)
    audit.write(actor=by, action="person.add", about=person_id, details={"public": public}, now=now)
    return person


def sign_in(*, person_id: str, password: str, address: str, now: datetime) -> Person:
    """The active person behind id and password. Django's session is begun by the view."""
    _let(person_id, address, now)
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        make_password(password)  # rule 2
    if person is None or not check_password(password, person.password):
        raise _failed(person_id, address, "sign_in.fail", now)
    with transaction.atomic():
        throttle.succeeded(person_id, address)
        audit.write(actor=person.pk, action="sign_in", details={"address": address}, now=now)
    return person


def unlock(*, person: Person, password: str, address: str = HERE, now: datetime) -> ApprovalKey:
    """The person's approval key, for this request only."""
    _let(person.pk, address, now)
    try:
        key = keys.unlock(person.pk, person.approval_public, person.approval_sealed, password)
    except keys.WrongPassword:
        raise _failed(person.pk, address, "unlock.fail", now) from None
    throttle.succeeded(person.pk, address)
    return key


def change_password(*, person: Person, old: str, new: str, address: str = HERE, now: datetime) -> Person:
    """The same approval key under a new password; other sessions of this person end.

    Raises: ``django.core.exceptions.ValidationError`` when the new password is too weak.
    """
    key = unlock(person=person, password=old, address=address, now=now)
    validate_password(new, person)
    with transaction.atomic():
        person.password = make_password(new)
        _own_key(person, key, new)
        person.must_change_password = False
        person.save(update_fields=["password", "approval_public", "approval_sealed", "must_change_password"])
        audit.write(actor=person.pk, action="password.change", about=person.pk, now=now)
    return person


def _own_key(person: Person, key: ApprovalKey, password: str) -> None:
    """Rule 4: a key that somebody else could have opened is made anew while nobody has granted it yet."""
    if person.must_change_password and person.approval_public != person.granted_public:
        made = keys.new(person.pk, password, cost=current().password_cost)
        person.approval_public, person.approval_sealed = made
    else:
        person.approval_sealed = keys.reseal(key, password, cost=current().password_cost)


@transaction.atomic
def reset(*, person: Person, password: str, by: Person, now: datetime) -> Person:
    """A new password and a new key. The rights stay written, but what the new key signs counts only when two
    coordinators have granted them anew: the signer holds the old key."""
    if "coordinator" in rights.editor(person).any_role():
        raise FourEyesRefused(
            "four_eyes.two_needed",
            expected="two different coordinators, who first take the role away",
            got=by.pk,
            where="reset of a coordinator",
        )
    public, sealed = keys.new(person.pk, password, cost=current().password_cost)
    person.password, person.approval_public, person.approval_sealed = make_password(password), public, sealed
    person.must_change_password = True
    person.save(update_fields=["password", "approval_public", "approval_sealed", "must_change_password"])
    audit.write(actor=by.pk, action="password.reset", about=person.pk, details={"public": public}, now=now)
    return person


def set_language(*, person: Person, language: str) -> None:
    """The person's choice of words on the screen."""
    person.language = language
    person.save(update_fields=["language"])


def _let(person_id: str, address: str, now: datetime) -> None:
    wait = throttle.wait(person_id, address, now)
    if wait:
        raise TooManyAttempts(wait)


def _failed(person_id: str, address: str, action: str, now: datetime) -> WrongPasswordGiven:
    known = canon.is_id(person_id)
    with transaction.atomic():
        throttle.failed(person_id, address, now)
        audit.write(actor=person_id if known else "?", action=action, details={"address": address}, now=now)
    return WrongPasswordGiven()
