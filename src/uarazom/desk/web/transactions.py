"""A request that may write is one transaction; what fails leaves nothing behind.

A view marked ``own_transactions`` begins its own: sign-in, so that whoever guesses passwords never holds the write lock
while a guess is hashed.

Django's ATOMIC_REQUESTS would also open one for each GET, and on SQLite a transaction here begins by taking the one
write lock (``transaction_mode: IMMEDIATE``): a slow preview would make every approval wait.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from uarazom.desk.refusal import NotFound
from uarazom.desk.web import errors

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
View = Callable[..., HttpResponseBase]


def own_transactions(view: View) -> View:
    """Mark a view whose services begin their own transactions."""
    view.own_transactions = True  # type: ignore[attr-defined]  # a mark on a function
    return view


class OneTransaction:
    """Innermost: whatever the view writes, sessions aside."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Run the view inside; an exception rolls back and goes on its way."""
        if request.method in SAFE or hasattr(view, "own_transactions"):
            return None
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except NotFound:
            return errors.not_found(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A page that asked for what is not there."""
        return errors.not_found(request) if isinstance(error, NotFound) else None
