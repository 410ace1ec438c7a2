"""Label ``register``."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Tables begin with ``register_``."""

    name = "uarazom.desk.register"
    label = "register"
