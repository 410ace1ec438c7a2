"""Person, PersonRole, RightsRequest, SignInAttempt: rows only; the rules are in ``services``.

A person's private approval key stands here sealed under their password (``keys``): a stolen database approves nothing.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

ID_LENGTH = 80  # docs/formats/canonical.md, id


class Role(models.TextChoices):
    """What a person may do for a body."""

    AUTHOR = "author"
    APPROVER = "approver"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"


class People(BaseUserManager["Person"]):
    """Finds people by id; making one is ``services.add_person``."""


class Person(AbstractBaseUser):
    """Someone who works at the desk. The id is what approvals name; it never changes and is never given again."""

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=12, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    approval_public = models.CharField(max_length=44)
    approval_sealed = models.JSONField()
    granted_public = models.CharField(max_length=44, blank=True)  # the key that the signer holds for this person
    rights_version = models.PositiveIntegerField(default=0)  # of the line that the signer holds
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        """Ids sort as they read."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class PersonRole(models.Model):
    """A right in force: this person, this role, for this body. Ended rows stay."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    body = models.CharField(max_length=ID_LENGTH)
    role = models.CharField(max_length=12, choices=Role.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    request = models.ForeignKey("RightsRequest", models.PROTECT, related_name="roles", null=True)

    class Meta:
        """One row in force for each person, body and role."""

        constraints = (
            models.UniqueConstraint(
                fields=("person", "body", "role"), condition=models.Q(until=None), name="one_role_in_force"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        )


class RightsRequest(models.Model):
    """A change of rights asked by one coordinator, in force when a second confirms it and the signer took it."""

    class State(models.TextChoices):
        """From asked to in force, or not."""

        ASKED = "asked"
        CONFIRMED = "confirmed"
        IN_FORCE = "in_force"
        REFUSED = "refused"
        DROPPED = "dropped"

    person = models.ForeignKey(Person, models.PROTECT, related_name="rights_requests")
    change = models.BinaryField()  # canonical JSON: what both coordinators sign and the signer takes
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_signature = models.CharField(max_length=88)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_signature = models.CharField(max_length=88, blank=True)
    answer = models.CharField(max_length=2000, blank=True)

    class Meta:
        """Two different people, by the database too."""

        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("asked_by")),
                name="rights_take_two",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("asked", "dropped")) | models.Q(confirmed_by__isnull=False),
                name="rights_confirmed_before_in_force",
            ),
        )


class SignInAttempt(models.Model):
    """A failed password, for the back-off: account and address, never the password."""

    account = models.CharField(max_length=ID_LENGTH)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        """Looked up by account and by address, newest first."""

        indexes = (models.Index(fields=("account", "at")), models.Index(fields=("address", "at")))
