"""OutboxRow: an approved submission on its way to the signer; Attempt: each hand-over and its answer.

A row is made in the transaction of its approval. The database refuses one without the two signatures (guards).
VoidRow: content that somebody signed and that was taken back; made in the transaction that took it back.
"""

from django.db import models

from uarazom.desk.drafts.models import Submission


class OutboxRow(models.Model):
    """Waits, is sent, is delivered or refused; or was recalled before it was sent."""

    class State(models.TextChoices):
        """``sending`` is written before the signer is asked: a crash then asks again, which is safe."""

        WAITING = "waiting"
        SENDING = "sending"
        DELIVERED = "delivered"
        REFUSED = "refused"
        RECALLED = "recalled"

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="outbox")
    content_digest = models.CharField(max_length=64)
    not_before = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    receipt = models.JSONField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The loop asks for what is due; the same content is on its way once."""

        indexes = (models.Index(fields=("state", "next_attempt_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("content_digest",),
                condition=models.Q(state__in=("waiting", "sending", "delivered")),
                name="content_on_its_way_once",
            ),
            models.CheckConstraint(
                condition=models.Q(receipt__isnull=False) | ~models.Q(state="delivered"), name="delivered_with_receipt"
            ),
        )


class Attempt(models.Model):
    """One hand-over and what came of it."""

    row = models.ForeignKey(OutboxRow, models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    answer = models.CharField(max_length=2000)

    class Meta:
        """Oldest first."""

        ordering = ("id",)


class VoidRow(models.Model):
    """The signer is told of it until it has answered. `answer`: what kept it, or what it said."""

    content_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        """The loop asks for what is not answered yet."""

        indexes = (models.Index(fields=("answered_at", "next_attempt_at")),)
