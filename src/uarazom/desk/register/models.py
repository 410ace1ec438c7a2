"""RegisterChange: what one coordinator proposes to change in the register, and its way to the record.

    draft ──ask──► asked ──confirm──► confirmed ──receipt──► in_force
      ▲              │ taken back, sent back     └──refusal──► refused
      └──────────────┴───────────────────────────────────────────┘        draft, asked, refused ──► dropped

RegisterFile: bytes that a change names by their digest (``files``).

Rows only: the rules are in ``changing``, the last word in the guards and in the signer.
"""

from django.db import models

from uarazom.desk.people.models import Person

OPEN = ("draft", "asked", "confirmed", "refused")


class RegisterChange(models.Model):
    """``items``: key → fields, words, and the digest of what stood when it was written. ``content`` is frozen when it
    is asked for: the bytes that both coordinators sign."""

    class State(models.TextChoices):
        """From a draft to the record, or not."""

        DRAFT = "draft"
        ASKED = "asked"
        CONFIRMED = "confirmed"
        IN_FORCE = "in_force"
        REFUSED = "refused"
        DROPPED = "dropped"

    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    items = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=0)  # the optimistic lock
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=2000, blank=True)  # why, for the second coordinator
    sent_back = models.CharField(max_length=2000, blank=True)  # why not, for the first

    content = models.BinaryField(default=b"")
    content_digest = models.CharField(max_length=64, blank=True)
    blobs = models.JSONField(default=dict)  # digest → base64
    manifests = models.JSONField(default=list)  # contents of the entries that go before it, one for each file
    before = models.JSONField(default=dict)  # key → fields, words as they stood when it was asked for
    asked_at = models.DateTimeField(null=True)
    asked_signature = models.CharField(max_length=88, blank=True)
    asked_manifests = models.JSONField(default=dict)  # content digest → signature
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_signature = models.CharField(max_length=88, blank=True)
    confirmed_manifests = models.JSONField(default=dict)

    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=2000, blank=True)
    receipt = models.JSONField(null=True)

    class Meta:
        """Two different people, and one open change for each person."""

        ordering = ("-changed_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confirmed_by=None) | ~models.Q(confirmed_by=models.F("made_by")),
                name="register_takes_two",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "dropped")) | ~models.Q(asked_signature=""),
                name="register_asked_with_signature",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "asked", "dropped"))
                | models.Q(confirmed_by__isnull=False) & ~models.Q(confirmed_signature=""),
                name="register_confirmed_with_signature",
            ),
            models.CheckConstraint(
                condition=models.Q(receipt__isnull=False) | ~models.Q(state="in_force"),
                name="register_in_force_with_receipt",
            ),
            models.UniqueConstraint(
                fields=("made_by",), condition=models.Q(state__in=OPEN), name="register_one_open_change"
            ),
        )


class RegisterFile(models.Model):
    """One file, by its digest: never changed."""

    digest = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=20)
    data = models.BinaryField()
    name = models.CharField(max_length=200)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
