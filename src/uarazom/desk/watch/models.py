"""FollowedFeed: a feed on the list. Decision: what somebody decided about a finding, with the finding as it was.

    asked ⇄ paused ──► removed          a feed that is removed stays as a row, and may be added anew as another

Rows only: the rules are in ``feeds`` and ``deciding``, the last word in the guards. No column names whoever wrote an
article, and nothing is counted by outlet.
"""

from django.db import models

from uarazom.desk.drafts.models import DraftRow
from uarazom.desk.people.models import ID_LENGTH, Person
from uarazom.sources.followed import NAME_MAX

DECISIONS = ("set_aside", "taken_up", "request")
REASON_MAX = 1_000
URL_MAX = 500  # of a feed: an index of PostgreSQL holds no longer ones whatever their letters


class FollowedFeed(models.Model):
    """One feed of an outlet. `code` goes to whoever asks it."""

    class State(models.TextChoices):
        """Whether it is asked."""

        ASKED = "asked"
        PAUSED = "paused"
        REMOVED = "removed"

    code = models.CharField(max_length=ID_LENGTH, unique=True)
    name = models.CharField(max_length=NAME_MAX)
    url = models.CharField(max_length=URL_MAX)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """By name; an address once among those that are followed."""

        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("url",), condition=~models.Q(state="removed"), name="watch_feed_once"),
        )


class Decision(models.Model):
    """About one finding of one article; the last one counts. `finding` names both, whatever becomes of the shelf."""

    finding = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=10, choices=[(one, one) for one in DECISIONS])
    reason = models.CharField(max_length=REASON_MAX, blank=True)
    draft = models.ForeignKey(DraftRow, models.PROTECT, related_name="+", null=True)
    facts = models.JSONField()  # address, title and outlet of the article, and the finding as it was then
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """In the order in which they were made; a request has its draft, setting aside its reason."""

        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind="request") | models.Q(draft__isnull=False), name="watch_request_has_its_draft"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="set_aside") | ~models.Q(reason=""), name="watch_set_aside_says_why"
            ),
        )
