"""Label ``outbox``."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Tables begin with ``outbox_``."""

    name = "uarazom.desk.outbox"
    label = "outbox"
