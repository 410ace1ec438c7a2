"""Label ``watch``."""

from django.apps import AppConfig


class WatchConfig(AppConfig):
    """Tables begin with ``watch_``."""

    name = "uarazom.desk.watch"
    label = "watch"
