"""A draft on its way: rows only. The rules stand in ``editorial``, the calls in ``services``, the last word in guards.

    DraftRow ─┬─ Edition (number, text, by whom) ── Submission (bytes, digest) ── Approval (submit, approve, hold)
              ├─ Contributor
              ├─ MediaFile (bytes of files, by digest)
              ├─ FindingRelease (what the gate found and an approver let pass)
              └─ Move (what happened, by whom, why)

Editions, contributors, submissions, approvals, releases and moves are never changed or deleted.
"""

from django.db import models

from uarazom.desk.people.models import ID_LENGTH, Person
from uarazom.editorial import transitions

STATES = [(state, state) for state in transitions.STATES]


class DraftRow(models.Model):
    """One act that somebody proposes on one document. ``edition``: number of the current one, the optimistic lock."""

    document = models.CharField(max_length=ID_LENGTH)
    kind = models.CharField(max_length=20)
    act = models.CharField(max_length=20)
    body = models.CharField(max_length=ID_LENGTH)
    state = models.CharField(max_length=12, choices=STATES, default=transitions.FIRST)
    edition = models.PositiveIntegerField(default=0)
    titles = models.JSONField(default=dict)  # language → title, of the current edition or of the document
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        """Lists ask by state, document by document, newest change first."""

        ordering = ("-changed_at", "-id")
        indexes = (models.Index(fields=("state", "changed_at")), models.Index(fields=("document",)))
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=transitions.STATES), name="draft_state_is_known"),
        )


class Contributor(models.Model):
    """Someone who worked on a draft, in any edition, for ever."""

    draft = models.ForeignKey(DraftRow, models.PROTECT, related_name="contributors")
    person_id = models.CharField(max_length=ID_LENGTH)  # no key: a file names people whom this desk does not know
    since_edition = models.PositiveIntegerField()

    class Meta:
        """Once for each draft and person."""

        constraints = (models.UniqueConstraint(fields=("draft", "person_id"), name="contributor_once"),)


class Edition(models.Model):
    """What a draft said after one save. The salt stays with it, so that the digest is the same at every look."""

    draft = models.ForeignKey(DraftRow, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    fields = models.JSONField()
    words = models.JSONField()
    embargo = models.DateTimeField(null=True)
    grade = models.CharField(max_length=2, blank=True)  # Admiralty code, A–F and 1–6: stays inside the desk
    salt = models.BinaryField(max_length=16)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        """Numbered from 1 in its draft."""

        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("draft", "number"), name="edition_number_once"),)


class MediaFile(models.Model):
    """The bytes of a file that some edition names, by their digest."""

    digest = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=100)
    data = models.BinaryField()
    name = models.CharField(max_length=200)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class FindingRelease(models.Model):
    """One approver lets one finding of the gate pass. ``key`` names rule, place and matched text, so that an edit
    elsewhere keeps the release; a danger to life takes two rows."""

    draft = models.ForeignKey(DraftRow, models.PROTECT, related_name="releases")
    key = models.CharField(max_length=64)
    rule = models.CharField(max_length=ID_LENGTH)
    danger = models.BooleanField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    ground = models.CharField(max_length=40)
    reason = models.CharField(max_length=2000)
    url = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Once for each person."""

        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("draft", "key", "person"), name="finding_released_once"),)


class Submission(models.Model):
    """The bytes that are to be approved: an edition composed behind the record as it then stood."""

    draft = models.ForeignKey(DraftRow, models.PROTECT, related_name="submissions")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="submissions")
    content = models.BinaryField()
    content_digest = models.CharField(max_length=64)
    blobs = models.JSONField()  # digest → base64
    contributors = models.JSONField()  # ids, sorted
    embargo = models.DateTimeField(null=True)
    findings = models.JSONField()  # what the gate found, and how it was let go
    at = models.DateTimeField()


class Approval(models.Model):
    """One person's signature over one submission. The statement is kept as it was signed."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="approvals")
    role = models.CharField(max_length=8, choices=[(role, role) for role in ("submit", "approve", "hold")])
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    statement = models.TextField()
    signature = models.CharField(max_length=88)
    at = models.DateTimeField()

    class Meta:
        """One signature of each role; one of each person."""

        constraints = (
            models.UniqueConstraint(fields=("submission", "role"), name="approval_role_once"),
            models.UniqueConstraint(fields=("submission", "person"), name="approval_person_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=("submit", "approve", "hold")), name="approval_role_is_known"
            ),
        )


class Move(models.Model):
    """What happened to a draft, for the people who work on it."""

    draft = models.ForeignKey(DraftRow, models.PROTECT, related_name="moves")
    move = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    edition = models.PositiveIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        """In the order in which they happened."""

        ordering = ("id",)
