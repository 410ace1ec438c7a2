"""Django's forms render with the desk's own templates and builtins."""

from django.forms.renderers import TemplatesSetting


class DeskRenderer(TemplatesSetting):
    """Looks templates up where all others lie."""
