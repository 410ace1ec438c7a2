"""A session ends: after a shift, and after an hour without a request."""

import time
from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

IDLE_SECONDS = 3600
SHIFT_SECONDS = 12 * 3600
TOUCH_SECONDS = 60  # a session is written at most once a minute


def begin(request: HttpRequest) -> None:
    """Note the start; called at sign-in."""
    request.session["began"] = request.session["seen"] = int(time.time())


class SessionLimits:
    """Signs out a session that is over; touches one that lives."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self._limit(request, int(time.time()))
        return self.get_response(request)

    def _limit(self, request: HttpRequest, now: int) -> None:
        session = request.session
        if now - session.get("seen", 0) > IDLE_SECONDS or now - session.get("began", 0) > SHIFT_SECONDS:
            logout(request)
        elif now - session["seen"] > TOUCH_SECONDS:
            session["seen"] = now
