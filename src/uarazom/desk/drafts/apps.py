"""Label ``drafts``."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Tables begin with ``drafts_``."""

    name = "uarazom.desk.drafts"
    label = "drafts"
