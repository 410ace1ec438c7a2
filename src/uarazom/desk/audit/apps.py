"""Label ``audit``."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Tables begin with ``audit_``."""

    name = "uarazom.desk.audit"
    label = "audit"
