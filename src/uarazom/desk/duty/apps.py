"""Label ``duty``."""

from django.apps import AppConfig


class DutyConfig(AppConfig):
    """Tables begin with ``duty_``."""

    name = "uarazom.desk.duty"
    label = "duty"
