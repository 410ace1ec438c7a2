"""AuditRow: one line of the audit log. The database refuses its UPDATE and DELETE (migration 0002)."""

from django.db import models


class AuditRow(models.Model):
    """Who did what about which thing. ``digest`` covers the row and the digest before it."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        """Newest last; found by thing and by person."""

        ordering = ("number",)
        indexes = (models.Index(fields=("about", "number")), models.Index(fields=("actor", "number")))
