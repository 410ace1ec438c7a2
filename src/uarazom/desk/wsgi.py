"""The desk's pages as a WSGI application: ``application()`` after ``configure`` (the command line does both)."""

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def application() -> WSGIHandler:
    """For Granian. Sessions that are over are taken out of the table once, here."""
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore.clear_expired()
    return get_wsgi_application()
