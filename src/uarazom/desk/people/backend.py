"""Who a session belongs to: active people only. Signing in itself is ``services.sign_in``."""

from django.contrib.auth.backends import BaseBackend

from uarazom.desk.people.models import Person


class ActivePeople(BaseBackend):
    """Loads the session's person; someone made inactive is signed out at their next request."""

    def get_user(self, user_id: str) -> Person | None:
        """None ends the session."""
        return Person.objects.filter(pk=user_id, is_active=True).first()
