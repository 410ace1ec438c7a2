"""The desk's pages as a WSGI application: ``application()`` after ``configure`` (the command line does both)."""

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application


def application() -> WSGIHandler:
    """For Granian. Refuses to serve while a guard is missing; sessions that are over are taken out once, here."""
    from django.contrib.sessions.backends.db import SessionStore

    from uarazom.desk.guarding import missing

    if absent := missing():
        raise RuntimeError(f"expected every guard of the desk's database, {', '.join(absent)} missing: run migrate()")
    SessionStore.clear_expired()
    return get_wsgi_application()
