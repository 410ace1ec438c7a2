"""The desk as a Django application: templates, static files and words; the tables live in its parts."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Label ``desk``."""

    name = "uarazom.desk"
    label = "desk"
