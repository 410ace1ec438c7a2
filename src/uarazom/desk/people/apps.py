"""Label ``people``."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Tables begin with ``people_``."""

    name = "uarazom.desk.people"
    label = "people"
