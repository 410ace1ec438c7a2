"""What a draft of a warning has beside a draft's rows: what is done, whether it is an exercise; and the retraction.

    DraftRow ─── Task (does, exercise: for ever)
    Submission ─ Retraction (one person's signature over what two people authorised, and the signer's answer)

What the officer chose stands in the draft's editions (``orders.Order``); four eyes are those of every draft.
"""

from django.db import models

from uarazom.desk.drafts.models import DraftRow, Submission
from uarazom.desk.people.models import Person

DOES = ("issue", "update", "extend", "correct", "all_clear", "cancel")
RETRACTION_STATES = ("waiting", "delivered", "refused")


class Task(models.Model):
    """What this draft of a warning is for. Neither member ever changes: no exercise becomes the real thing."""

    draft = models.OneToOneField(DraftRow, models.PROTECT, related_name="task", primary_key=True)
    does = models.CharField(max_length=10, choices=[(one, one) for one in DOES])
    exercise = models.BooleanField()

    class Meta:
        """Known words only."""

        constraints = (models.CheckConstraint(condition=models.Q(does__in=DOES), name="task_is_known"),)


class Retraction(models.Model):
    """One of the two takes the warning back. The signer holds the words since before the warning went out."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="retractions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of the retraction that the alert's act names
    statement = models.TextField()
    signature = models.CharField(max_length=88)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting", choices=[(one, one) for one in RETRACTION_STATES])
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    answer = models.CharField(max_length=2000, blank=True)
    receipt = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """The loop asks for what waits."""

        indexes = (models.Index(fields=("state", "next_attempt_at")),)
        constraints = (
            models.UniqueConstraint(
                fields=("submission",), condition=~models.Q(state="refused"), name="taken_back_once"
            ),
            models.CheckConstraint(condition=models.Q(state__in=RETRACTION_STATES), name="retraction_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(receipt__isnull=False) | ~models.Q(state="delivered"),
                name="retraction_delivered_with_receipt",
            ),
        )
